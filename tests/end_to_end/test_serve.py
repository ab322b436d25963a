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

from ftplint.verify.lab import EXAMPLE_THUMBPRINT, PASSWORD
from tests.end_to_end.run import ROOT, ftplint
from tests.other_servers.process import free_port
from tests.server.wire import Papers, Wire

if TYPE_CHECKING:
    from collections.abc import Iterator

ENDS = [getattr(signal, name) for name in ("SIGTERM", "SIGINT", "SIGHUP") if hasattr(signal, name)]
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
    with serving(DEMO, "--anyway", "--lab", tmp_path / "lab") as server:
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


@pytest.mark.parametrize("number", ENDS)
def test_it_says_what_it_serves_and_stops_cleanly(tmp_path: Path, number: int) -> None:
    log = tmp_path / "ftp.log"
    with serving(DEMO, "--anyway", "--lab", tmp_path / "lab", "--log", log) as server:
        assert len([line for line in server.lines if line.startswith("ftplint: serving")]) == 5
        server.process.send_signal(number)
        out, err = server.process.communicate(timeout=60)
        assert (server.process.returncode, out.strip().splitlines()[-1]) == (0, "ftplint: stopped")
        assert "Traceback" not in err
    assert log.read_text().splitlines()[3].startswith("#Fields: date time c-ip cs-username")


def test_ports_are_moved_and_endpoints_of_one_port_get_addresses_of_their_own(tmp_path: Path) -> None:
    port = free_port()
    with serving(DEMO, "--anyway", "--lab", tmp_path / "lab", "--port-offset", str(port - 21)) as server:
        sites = ("partners.example.com", "suppliers.example.com", "scanner.example.com")
        assert {server.port(site) for site in sites} == {port}
        assert [server.address(site) for site in sites] == ["127.0.0.1", "127.0.0.2", "127.0.0.5"]


def test_the_health_lines_say_why_there_is_no_tls(tmp_path: Path) -> None:
    with serving(DEMO, "--anyway", "--lab", tmp_path / "lab") as server:
        said = "\n".join(server.lines)
        assert re.search(r"'suppliers.example.com' .* no TLS \(certificate not configured\)", said)
        assert re.search(r"'branches.example.com' .* no TLS \(certificate not found\)", said)
        assert re.search(r"'partners.example.com' .* explicit TLS", said)


def test_evidence_of_ones_own_in_place_of_the_lab(tmp_path: Path) -> None:
    lab = tmp_path / "lab"
    with serving(DEMO, "--anyway", "--lab", lab):
        pass
    thumbprint = ftplint_thumbprint(lab / "server.pem")
    config = tmp_path / "own.config"
    config.write_text(DEMO.read_text(encoding="utf-8").replace("A909502DD82AE41433E6F83886B00D4277A32A7B", thumbprint))
    given = ("--certificates", lab / "server.pem", "--client-ca", lab / "ca.pem", "--crl", lab / "crl.pem")
    with serving(config, "--anyway", *given, "--directory", lab / "directory.ldif") as server:
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
        ((DEMO, "--anyway", "--certificates", "nowhere"), "nowhere: cannot be read"),
        ((DEMO, "--anyway", "--directory", "nowhere.ldif"), "nowhere.ldif: cannot be read"),
        ((DEMO, "--anyway", "--directory", "http://x/"), "no address of a directory"),
        ((DEMO, "--anyway", "--client-ca", DEMO), "not PEM"),
        ((DEMO, "--anyway", "--port-offset", "65530"), "beyond 65535"),
        ((DEMO, "--anyway", "--bind", "203.0.113.1"), "203.0.113.1"),
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


SITE = (
    '<site name="{name}" id="{id}"><application path="/"><virtualDirectory path="/" physicalPath="D:\\ftp"/></application>'
    '<bindings><binding protocol="ftp" bindingInformation="*:21:"/></bindings><ftpServer><security><ssl'
    ' controlChannelPolicy="SslAllow" dataChannelPolicy="SslAllow"/><authentication><basicAuthentication enabled="true"/>'
    "</authentication></security></ftpServer></site>"
)


def configuration(sites: str = SITE.format(name="a", id=1), rules: str = "") -> str:
    rules = rules or '<add accessType="Allow" users="*" permissions="Read, Write"/>'
    return (
        f"<configuration><system.applicationHost><sites>{sites}</sites></system.applicationHost><system.ftpServer>"
        f"<security><authorization>{rules}</authorization></security></system.ftpServer></configuration>"
    )


UNREADABLE = {
    "a value that no enumeration has": (
        configuration().replace("SslAllow", "Sometimes", 1),
        "that IIS cannot read past",
    ),
    "a section twice": (
        configuration().replace(
            "</configuration>",
            '<location path="."><system.ftpServer><security><authorization/></security></system.ftpServer></location>'
            "</configuration>",
        ),
        "that IIS cannot read past",
    ),
    "numbers and times that are none": (
        configuration(SITE.format(name="a", id="x/../7").replace("<security>", '<logFile truncateSize="x"/><security>'))
        .replace("<system.ftpServer>", '<system.ftpServer><firewallSupport lowDataChannelPort="x"/>')
        .replace("<system.ftpServer>", '<system.ftpServer><caching><credentialsCache flushInterval="soon"/></caching>')
        .replace(
            "<authorization>",
            '<authentication><denyByFailure maxFailure="x" entryExpiration="later"/></authentication><authorization>',
        ),
        "that IIS cannot read past",
    ),
    "a section of FTP": (
        configuration(rules='<add users="*" permissions="Read"/>'),
        "cannot read system.ftpServer/security/authorization",
    ),
    "no FTP": (
        configuration().replace(
            "<configuration>",
            '<configuration><configSections><sectionGroup name="system.applicationHost"><section name="sites"/>'
            "</sectionGroup></configSections>",
        ),
        "registers no FTP section",
    ),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_iis_cannot_read_is_refused_and_served_anyway(tmp_path: Path, name: str) -> None:
    text, told = UNREADABLE[name]
    config = tmp_path / "x.config"
    config.write_text(text)
    run = ftplint("serve", config)
    assert run.returncode == 2
    assert told in run.stderr and "--anyway" in run.stderr, run.stderr
    with serving(config, "--anyway") as server:
        server.process.send_signal(signal.SIGTERM)
        _out, err = server.process.communicate(timeout=60)
    assert told in err and "as if its defaults were meant" in err


def test_what_is_no_configuration_is_refused_anyway(tmp_path: Path) -> None:
    config = tmp_path / "x.config"
    config.write_text("<configuration>")
    for more in ((), ("--anyway",)):
        assert ftplint("serve", config, *more).returncode == 2


def test_a_mistake_elsewhere_does_not_stop_it(tmp_path: Path) -> None:
    config = tmp_path / "x.config"
    config.write_text(
        configuration().replace(
            "</configuration>", '<system.webServer><handlers accessPolicy="Often"/></system.webServer></configuration>'
        )
    )
    with serving(config):
        pass


def test_two_sites_on_one_endpoint_are_told(tmp_path: Path) -> None:
    config = tmp_path / "x.config"
    config.write_text(configuration(SITE.format(name="a", id=1) + SITE.format(name="b", id=2)))
    with serving(config) as server:
        server.process.send_signal(signal.SIGTERM)
        _out, err = server.process.communicate(timeout=60)
    assert "site 'b' is not served at *:21:: site 'a' is there" in err


def test_that_the_file_changed_and_is_not_read_again_is_told(tmp_path: Path) -> None:
    config = tmp_path / "x.config"
    config.write_text(configuration())
    with serving(config) as server:
        assert any("the file is not read again" in line for line in server.lines)
        assert server.process.stderr is not None
        config.write_text(configuration().replace("SslAllow", "SslRequire"))
        assert "x.config has changed; what was read at the start is still served" in server.process.stderr.readline()
        (tmp_path / "new").write_text("<configuration/>")
        (tmp_path / "new").replace(config)
        assert "x.config has changed" in server.process.stderr.readline()
        config.unlink()
        assert "x.config is gone" in server.process.stderr.readline()


@pytest.mark.parametrize("tls", [False, True], ids=["clear", "tls"])
@pytest.mark.parametrize("number", ENDS[::2])
def test_the_end_in_the_middle_of_an_upload(tmp_path: Path, number: int, tls: bool) -> None:
    """The client gets 426 and 421, the log its lines, and the temporary root folder goes."""
    config, log = tmp_path / "x.config", tmp_path / "ftp.log"
    config.write_text(configuration().replace("<ssl ", f'<ssl serverCertHash="{EXAMPLE_THUMBPRINT}" '))
    with serving(config, "--lab", tmp_path / "lab", "--log", log) as server:
        root = Path(server.lines[-1].split("files are below ")[1].split(";")[0])
        assert root.is_dir()
        with Wire(("127.0.0.1", server.port("a"))) as wire, Wire(("127.0.0.1", server.port("a"))) as idle:
            assert idle.reply()[:3] == "220"
            if tls:
                wire.auth(Papers(tmp_path / "lab" / "ca.pem").context())
            else:
                assert wire.reply()[:3] == "220"
            assert wire.login("alice", PASSWORD)[:3] == "230"
            with wire.begin("STOR half.bin") as data:
                data.sendall(b"x" * 1_000)
                server.process.send_signal(number)
                replies = [wire.reply()[:3], wire.reply()[:3], wire.reply()]
                assert idle.reply()[:3] == "421"
        _out, err = server.process.communicate(timeout=60)
    assert replies == ["426", "421", ""]
    assert (server.process.returncode, root.exists(), "Traceback" in err) == (0, False, False)
    lines = [line.split() for line in log.read_text().splitlines() if not line.startswith("#")]
    said = [(line[6], line[8], line[10]) for line in lines]
    assert ("STOR", "426", "21") in said
    assert said.count(("-", "421", "21")) == 2
    assert [line[6] for line in lines].count("ControlChannelClosed") == 2


def test_that_no_descriptors_are_left_is_told_once(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource", reason="Windows has no limit on descriptors")
    config = tmp_path / "x.config"
    config.write_text(configuration())
    with serving(config) as server, contextlib.ExitStack() as stack:
        resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, (40, 40))
        wires = [stack.enter_context(Wire(("127.0.0.1", server.port("a")))) for _ in range(60)]
        assert wires[0].reply()[:3] == "220"
        assert server.process.stderr is not None
        assert (
            "no more clients can be accepted until others leave: Too many open files"
            in server.process.stderr.readline()
        )
        for wire in wires[:40]:
            wire.close()
        assert wires[59].reply()[:3] == "220"
        server.process.send_signal(signal.SIGTERM)
        assert "no more clients" not in server.process.communicate(timeout=60)[1]


def test_the_log_files_of_the_configuration_are_kept_below_the_root(tmp_path: Path) -> None:
    config = tmp_path / "x.config"
    config.write_text(configuration())
    (tmp_path / "root" / "D" / "ftp").mkdir(parents=True)
    with serving(config, "--root", tmp_path / "root") as server, Wire(("127.0.0.1", server.port("a"))) as wire:
        assert wire.reply()[:3] == "220"
        wire.must("SYST", "215")
    (log,) = (tmp_path / "root" / "C" / "inetpub" / "logs" / "LogFiles" / "FTPSVC1").iterdir()
    assert re.fullmatch(r"u_ex\d{6}\.log", log.name)
    assert " SYST - 215 0 0 " in log.read_text()
