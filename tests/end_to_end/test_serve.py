"""``ftplint serve`` as a user runs it: a process of its own, curl outside."""

from __future__ import annotations

import contextlib
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.run import ROOT, ftplint

if TYPE_CHECKING:
    from collections.abc import Iterator

DEMO = ROOT / "tests" / "demo" / "applicationHost.config"


class Serving:
    """A running ``ftplint serve`` and what it said on start."""

    def __init__(self, process: subprocess.Popen[str], lines: list[str]) -> None:
        self.process = process
        self.lines = lines

    def port(self, site: str) -> int:
        line = next(line for line in self.lines if f"'{site}'" in line)
        found = re.search(r" on \S+:(\d+),", line)
        assert found is not None, line
        return int(found[1])

    def address(self, site: str) -> str:
        line = next(line for line in self.lines if f"'{site}'" in line)
        found = re.search(r" on (\S+):\d+,", line)
        assert found is not None, line
        return found[1]


@contextlib.contextmanager
def serving(*arguments: str | Path) -> Iterator[Serving]:
    command = [sys.executable, "-m", "ftplint", "serve", *map(str, arguments)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8")
    lines: list[str] = []
    try:
        assert process.stdout is not None
        for line in process.stdout:
            lines.append(line.rstrip())
            if line.startswith("ftplint: ready"):
                break
        assert lines and lines[-1].startswith("ftplint: ready"), process.communicate()[1]
        yield Serving(process, lines)
    finally:
        process.kill()
        process.communicate()


def curl(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    command = ["curl", "-sS", "--max-time", "120", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_demo_accepts_the_labs_mapped_certificate_with_curl(tmp_path: Path) -> None:
    with serving(DEMO, "--lab", tmp_path / "lab") as server:
        port = server.port("partners.example.com")
        lab = tmp_path / "lab"
        common = ("--ssl-reqd", "--cacert", lab / "ca.pem", "-u", "alice:")
        mapped = ("--cert", lab / "clients" / "mapped.pem")
        listed = curl(*common, *mapped, f"ftp://localhost:{port}/")
        assert (listed.returncode, "file.txt" in listed.stdout) == (0, True), listed.stderr
        (tmp_path / "new.bin").write_bytes(bytes(range(256)) * 1000)
        up = curl(*common, *mapped, "-T", tmp_path / "new.bin", f"ftp://localhost:{port}/new.bin")
        assert up.returncode == 0, up.stderr
        curl(*common, *mapped, "-o", tmp_path / "back.bin", f"ftp://localhost:{port}/new.bin")
        assert (tmp_path / "back.bin").read_bytes() == (tmp_path / "new.bin").read_bytes()
        refused = curl(*common, "--cert", lab / "clients" / "revoked.pem", f"ftp://localhost:{port}/")
        assert refused.returncode == 67 and "530" in refused.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_says_what_it_serves_and_stops_cleanly(tmp_path: Path, number: int) -> None:
    log = tmp_path / "ftp.log"
    with serving(DEMO, "--lab", tmp_path / "lab", "--log", log) as server:
        assert len([line for line in server.lines if line.startswith("ftplint: serving")]) == 5
        server.process.send_signal(number)
        out, err = server.process.communicate(timeout=60)
        assert (server.process.returncode, out.strip().splitlines()[-1]) == (0, "ftplint: stopped")
        assert "Traceback" not in err
    assert log.read_text().splitlines()[3].startswith("#Fields: date time c-ip cs-username")


def test_ports_are_moved_and_endpoints_of_one_port_get_addresses_of_their_own(tmp_path: Path) -> None:
    with serving(DEMO, "--lab", tmp_path / "lab", "--port-offset", "22000") as server:
        sites = ("partners.example.com", "suppliers.example.com", "scanner.example.com")
        assert {server.port(site) for site in sites} == {22021}
        assert [server.address(site) for site in sites] == ["127.0.0.1", "127.0.0.2", "127.0.0.5"]


def test_the_health_lines_say_why_there_is_no_tls(tmp_path: Path) -> None:
    with serving(DEMO, "--lab", tmp_path / "lab") as server:
        said = "\n".join(server.lines)
        assert re.search(r"'suppliers.example.com' .* no TLS \(certificate not configured\)", said)
        assert re.search(r"'branches.example.com' .* no TLS \(certificate not found\)", said)
        assert re.search(r"'partners.example.com' .* explicit TLS", said)


def test_evidence_of_ones_own_in_place_of_the_lab(tmp_path: Path) -> None:
    lab = tmp_path / "lab"
    with serving(DEMO, "--lab", lab):
        pass
    thumbprint = ftplint_thumbprint(lab / "server.pem")
    config = tmp_path / "own.config"
    config.write_text(DEMO.read_text(encoding="utf-8").replace("A909502DD82AE41433E6F83886B00D4277A32A7B", thumbprint))
    given = ("--certificates", lab / "server.pem", "--client-ca", lab / "ca.pem", "--crl", lab / "crl.pem")
    with serving(config, *given, "--directory", lab / "directory.ldif") as server:
        port = server.port("partners.example.com")
        common = ("--ssl-reqd", "--cacert", lab / "ca.pem", "-u", "alice:", "--cert", lab / "clients" / "mapped.pem")
        assert curl(*common, f"ftp://localhost:{port}/").returncode == 0


def ftplint_thumbprint(pem: Path) -> str:
    from ftplint.evidence.certificates import read_certificates

    return read_certificates(str(pem)).stored[0].facts.thumbprint.upper()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("nowhere.config",), "nowhere.config"),
        ((DEMO, "--certificates", "nowhere"), "nowhere: cannot be read"),
        ((DEMO, "--directory", "nowhere.ldif"), "nowhere.ldif: cannot be read"),
        ((DEMO, "--directory", "http://x/"), "no address of a directory"),
        ((DEMO, "--client-ca", DEMO), "not PEM"),
        ((DEMO, "--port-offset", "65530"), "beyond 65535"),
        ((DEMO, "--bind", "203.0.113.1"), "203.0.113.1"),
    ],
)
def test_what_it_cannot_use_is_said_in_a_line(arguments: tuple[str, ...], told: str, tmp_path: Path) -> None:
    run = ftplint("serve", *arguments, cwd=tmp_path)
    assert run.returncode == 2
    assert told in run.stderr, run.stderr


def test_a_file_without_ftp_sites_is_said(tmp_path: Path) -> None:
    config = tmp_path / "web.config"
    config.write_text("<configuration><system.applicationHost><sites/></system.applicationHost></configuration>")
    run = ftplint("serve", config)
    assert (run.returncode, "no FTP site" in run.stderr) == (2, True)
