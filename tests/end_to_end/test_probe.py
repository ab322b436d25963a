"""``ftplint probe`` as a user runs it, against the reference server."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, NoEncryption, pkcs12
from lxml import etree

from ftplint.rules import Actor
from ftplint.verify.lab import PASSWORD, Lab
from ftplint.verify.stage import Stage, stage
from tests.end_to_end.run import ROOT, ftplint

CONFIGURATIONS = ROOT / "tests" / "verify"


class Place(NamedTuple):
    """A served file, where it is on disk, and the lab."""

    running: Stage
    file: Path
    lab: Lab

    def options(self) -> tuple[str | Path, ...]:
        """The arguments of every run."""
        address = f"localhost:{self.running.port}"
        return (self.file, "--site", "ftp.example.com", "--address", address, "--server-ca", self.lab.folder / "ca.pem")


@pytest.fixture(scope="module")
def lab() -> Lab:
    return Lab()


@contextlib.contextmanager
def served(lab: Lab, folder: Path, name: str, **changes: str) -> Iterator[Place]:
    """The file *name* on disk, and served with *changes* made to its text."""
    text = lab.adapted((CONFIGURATIONS / f"correct-{name}.config").read_text(encoding="utf-8"))
    file = folder / "applicationHost.config"
    file.write_text(text, encoding="utf-8")
    for before, after in changes.items():
        assert before in text
        text = text.replace(before, after)
    with stage(text, Actor(), lab) as running:
        yield Place(running, file, lab)


@pytest.fixture
def place(lab: Lab, tmp_path: Path) -> Iterator[Place]:
    with served(lab, tmp_path, "password") as one:
        yield one


@pytest.fixture
def other(lab: Lab, tmp_path: Path) -> Iterator[Place]:
    """The server has another file in force: clear text is allowed, and there is a message."""
    ssl = f'<ssl serverCertHash="{lab.thumbprint}" controlChannelPolicy="SslAllow" dataChannelPolicy="SslAllow" />'
    changes = {f'<ssl serverCertHash="{lab.thumbprint}" />': ssl}
    with served(lab, tmp_path, "password", **changes) as one:
        yield one


def test_a_server_that_does_what_its_file_says(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FTPLINT_PASSWORD", PASSWORD)
    run = ftplint("probe", *place.options(), "--user", "alice", "--transcript")
    assert run.returncode == 0, run.stdout + run.stderr
    assert "22 agree, 0 differ, 0 not seen" in run.stdout
    assert "agrees    data-protection" in run.stdout
    assert "> PASS ***" in run.stderr and "< 230 User logged in." in run.stderr
    assert PASSWORD not in run.stdout + run.stderr


def test_a_server_with_another_file_in_force(other: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FTPLINT_PASSWORD", PASSWORD)
    reports = [f"--report={name}:{tmp_path / name}" for name in ("json", "sarif", "junit", "html", "markdown", "csv")]
    run = ftplint("probe", *other.options(), "--user", "alice", *reports)
    assert run.returncode == 1, run.stderr
    assert "DIFFERS   user-in-clear" in run.stdout
    assert "likeliest: another file is in force" in run.stdout
    assert "ftplint rules show" not in run.stdout
    found = json.loads((tmp_path / "json").read_text(encoding="utf-8"))["findings"]
    assert {one["rule"]: one["setting"] for one in found} == {
        "PRB013": "ftpServer/security/ssl/@controlChannelPolicy",
        "PRB015": "ftpServer/security/ssl/@controlChannelPolicy",
        "PRB022": "ftpServer/security/ssl/@dataChannelPolicy",
    }
    assert {one["rule"]: one["severity"] for one in found} == {
        "PRB013": "error",
        "PRB015": "warning",
        "PRB022": "error",
    }
    sarif = json.loads((tmp_path / "sarif").read_text(encoding="utf-8"))["runs"][0]
    assert {one["ruleId"] for one in sarif["results"]} == {"PRB013", "PRB015", "PRB022"}
    suite = etree.parse(tmp_path / "junit").getroot()
    assert suite.get("failures") == "4"  # three findings, and the site
    page = (tmp_path / "html").read_text(encoding="utf-8")
    data = json.loads(page[page.index('id="data">') + 10 :].partition("</script>")[0])
    assert [row[1] for row in data["probed"] if row[2] == "differs"] == [
        "USER in clear text",
        "CCC after the logon",
        "Listings in clear text and in TLS",
    ]
    assert len(data["probed"]) > 20 and data["rows"][0]["site"] == "ftp.example.com"
    for name in ("html", "markdown", "csv"):
        assert "controlChannelPolicy" in (tmp_path / name).read_text(encoding="utf-8")
    for name in ("json", "sarif", "junit", "html", "markdown", "csv"):
        assert PASSWORD not in (tmp_path / name).read_text(encoding="utf-8")


def test_without_a_logon_it_says_what_could_not_be_seen(place: Place) -> None:
    run = ftplint("probe", *place.options(), "--format", "json")
    assert run.returncode == 0, run.stderr
    (finding,) = json.loads(run.stdout)["findings"]
    assert (finding["rule"], finding["severity"]) == ("PRB090", "info")
    assert "neither --user nor --certificate was given" in finding["message"]


def test_fail_on_decides_the_exit_code(other: Place) -> None:
    assert ftplint("probe", *other.options(), "--fail-on", "never").returncode == 0
    assert ftplint("probe", *other.options()).returncode == 1


@pytest.mark.parametrize("kind", ["pem", "pfx", "pfx with a password"])
def test_a_client_certificate(kind: str, lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    issued = lab.clients["mapped"].issued
    file = tmp_path / "me"
    file.write_bytes(issued.pem())
    if kind != "pem":
        monkeypatch.setenv("FTPLINT_PFX_PASSWORD", "of the file" if "password" in kind else "")
        secret = BestAvailableEncryption(b"of the file") if "password" in kind else NoEncryption()
        file.write_bytes(pkcs12.serialize_key_and_certificates(b"me", issued.key, issued.certificate, None, secret))
    with served(lab, tmp_path, "certificate") as place:
        run = ftplint("probe", *place.options(), "--certificate", file, "--transcript")
    assert run.returncode == 0, run.stdout + run.stderr
    assert "this user may log in with a certificate" in " ".join(run.stdout.split())
    assert "> USER alice\n" in run.stderr, "the name is in the certificate"


def test_a_file_is_written_and_removed_only_when_the_user_wants_it(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FTPLINT_PASSWORD", PASSWORD)
    files = place.running.root / "D"  # the logs are in C
    before = sorted(files.rglob("*"))
    quiet = ftplint("probe", *place.options(), "--user", "alice", "--transcript")
    assert "> STOR" not in quiet.stderr and "> MKD" not in quiet.stderr
    run = ftplint("probe", *place.options(), "--user", "alice", "--write-test", "/shared", "--transcript")
    assert run.returncode == 0, run.stdout
    assert "> STOR ftplint-probe-" in run.stderr and "> DELE ftplint-probe-" in run.stderr
    assert "a file was written and removed" in " ".join(run.stdout.split())
    assert sorted(files.rglob("*")) == before


def test_no_secret_goes_to_a_server_that_is_not_trusted(
    lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The thumbprint in the file is another one, and nothing vouches for the server's certificate."""
    monkeypatch.setenv("FTPLINT_PASSWORD", PASSWORD)
    with served(lab, tmp_path, "password") as place:
        text = place.file.read_text(encoding="utf-8").replace(
            lab.thumbprint, "57a1be1185f9d31ab0d8a4b12fcfa40da5b1ed44"
        )
        place.file.write_text(text, encoding="utf-8")
        arguments = (*place.options()[:-2], "--user", "alice", "--transcript")
        run = ftplint("probe", *arguments)
        assert "> PASS" not in run.stderr and "> USER alice" not in run.stderr
        assert "so no secret is sent" in " ".join(run.stdout.split())
        insecure = ftplint("probe", *arguments, "--insecure")
        assert "--insecure: any server gets the password" in insecure.stderr
        assert "> PASS ***" in insecure.stderr


def test_the_thumbprint_of_the_file_is_trust_enough(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FTPLINT_PASSWORD", PASSWORD)
    run = ftplint("probe", *place.options()[:-2], "--user", "alice", "--transcript")
    assert run.returncode == 0, run.stdout
    assert "which is not trusted here" in " ".join(run.stdout.split())
    assert "> PASS ***" in run.stderr


def test_a_wrong_password_is_tried_once_for_all_sites(
    lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FTPLINT_PASSWORD", "not-the-password")
    text = lab.adapted((CONFIGURATIONS / "correct-password.config").read_text(encoding="utf-8"))
    with stage(text, Actor(), lab) as running:
        site = text[text.index("<site ") : text.index("</site>") + 7].replace("*:21:", f"127.0.0.1:{running.port}:")
        sites = "".join(site.replace("ftp.example.com", f"s{n}").replace('id="1"', f'id="{n}"') for n in (1, 2, 3))
        file = tmp_path / "applicationHost.config"
        start, end = text.index("<site "), text.index("</site>") + 7
        one = sites.replace(f"127.0.0.1:{running.port}:", "*:21:", 0)
        file.write_text(text[:start] + one + text[end:], encoding="utf-8")
        run = ftplint("probe", file, "--all", "--user", "alice", "--server-ca", lab.folder / "ca.pem", "--transcript")
    assert run.stderr.count("> PASS") == 1
    assert run.stdout.count("(explicit TLS)") == 3


def test_several_sites_at_a_time_only_when_asked_and_without_a_logon(place: Place) -> None:
    run = ftplint("probe", place.file, "--all", "--address", "127.0.0.1", "--jobs", "2", "--user", "anonymous")
    assert run.returncode == 2 and "--jobs is for a look without a logon" in run.stderr


def test_nothing_is_done_without_a_site(place: Place) -> None:
    run = ftplint("probe", place.file)
    assert run.returncode == 2 and "--site" in run.stderr


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("--site", "nobody"), "there is no FTP site 'nobody'"),
        (("--all", "--address", "::1::2]"), "--address is '::1::2]'"),
        (("--all", "--address", "host:0"), "--address is 'host:0'"),
        (("--all", "--write-test", "/x"), "--write-test needs a logon: add --user"),
        (("--all", "--user", "alice"), "no terminal to ask for the password of 'alice': set FTPLINT_PASSWORD"),
        (("--all", "--certificate", "nowhere.pem"), "nowhere.pem"),
        (("--all", "--server-ca", "nowhere.pem"), "nowhere.pem"),
        (("--all", "--report", "nonsense"), "FORMAT:FILE"),
    ],
    ids=["site", "address", "port", "write test", "password", "certificate", "issuers", "report"],
)
def test_what_cannot_be_done_is_said_in_one_line(arguments: tuple[str, ...], why: str, place: Place) -> None:
    run = ftplint("probe", place.file, *arguments)
    assert run.returncode == 2 and why in run.stderr, run.stderr
    assert len(run.stderr.splitlines()) == 1, run.stderr


def test_a_file_that_iis_cannot_read_says_nothing(tmp_path: Path) -> None:
    file = tmp_path / "applicationHost.config"
    file.write_text("<configuration><system.applicationHost><sites><site name='a'><bindings/>", encoding="utf-8")
    assert ftplint("probe", file, "--all").returncode == 2


def test_a_server_that_is_not_there_is_a_difference(place: Place) -> None:
    options = [*place.options()[:4], "127.0.0.1:9"]
    run = ftplint("probe", *options)
    assert run.returncode == 1
    text = " ".join(run.stdout.split())
    assert "the site or the FTP service is stopped" in text
    assert "Whether the site is there: not as in the file (PRB001)" in text


def test_a_site_that_does_not_start_is_not_there(place: Place) -> None:
    text = place.file.read_text(encoding="utf-8").replace("<ftpServer>", '<ftpServer serverAutoStart="false">')
    place.file.write_text(text, encoding="utf-8")
    run = ftplint("probe", *place.options())
    assert run.returncode == 1
    assert "the file does not start this site here" in run.stdout
    gone = ftplint("probe", *place.options()[:4], "127.0.0.1:9")
    assert gone.returncode == 0, gone.stdout
