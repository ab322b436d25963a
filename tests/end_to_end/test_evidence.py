"""A check with facts from outside the file: ``--certificates``, ``--directory``, ``--client-certificates``."""

from __future__ import annotations

from pathlib import Path

import pytest

from ftplint.verify.lab import Lab
from tests.end_to_end.run import findings, ftplint

CONFIG = (
    '<site name="a" id="1"><bindings><binding protocol="ftp" bindingInformation="*:21:"/></bindings><ftpServer><security>'
    '<ssl serverCertHash="%s"/><sslClientCertificates clientCertificatePolicy="CertRequire" useActiveDirectoryMapping="true"/>'
    '<authentication><clientCertAuthentication enabled="true"/></authentication></security></ftpServer></site>'
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lab")
    lab = Lab()
    lab.write(folder)
    (folder / "good.config").write_text(CONFIG % lab.thumbprint)
    (folder / "other.config").write_text(CONFIG % ("ab" * 20))
    return folder


def ids(*arguments: str | Path) -> list[tuple[str, int]]:
    found = findings(*arguments)
    return [(f["rule"], f["line"]) for f in found if "FTP114" <= f["rule"] <= "FTP125"]


def test_certificates(made: Path) -> None:
    assert ids(made / "good.config", "--certificates", made / "server.pem") == []
    assert ids(made / "other.config", "--certificates", made / "server.pem") == [("FTP114", 1)]
    assert ids(made / "other.config") == []

    public = made / "public"
    public.mkdir()
    pem = (made / "server.pem").read_bytes()
    (public / "server.cer").write_bytes(pem[: pem.index(b"-----BEGIN PRIVATE")])
    assert ids(made / "good.config", "--certificates", public) == [("FTP115", 1)]


def test_the_store_is_that_of_the_configuration_in_any_letter_case(made: Path) -> None:
    stores = made / "stores"
    (stores / "WebHosting").mkdir(parents=True)
    (stores / "WebHosting" / "server.pem").write_bytes((made / "server.pem").read_bytes())
    config = made / "stored.config"
    for store, found in (("WebHosting", []), ("WEBHOSTING", []), ("webhosting", []), ("MY", [("FTP114", 1)])):
        config.write_text((made / "good.config").read_text().replace("<ssl ", f'<ssl serverCertStoreName="{store}" '))
        assert ids(config, "--certificates", stores) == found


def test_clients_in_the_directory(made: Path) -> None:
    given = ("--directory", made / "directory.ldif", "--client-certificates", made / "clients")
    assert [rule for rule, _ in ids(made / "good.config", *given)] == ["FTP121", "FTP122", "FTP124", "FTP125", "FTP123"]
    weak = ids(made / "good.config", *given, "--weak-mappings")
    assert [rule for rule, _ in weak] == ["FTP121", "FTP124", "FTP125", "FTP123"]


def test_several_files_in_several_processes(made: Path) -> None:
    given = (made / "good.config", made / "other.config", "--jobs", "2", "--certificates", made / "server.pem")
    assert ids(*given) == [("FTP114", 1)]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--directory", "users.ldif"), "--directory and --client-certificates go together"),
        (("--client-certificates", "."), "--directory and --client-certificates go together"),
        (("--certificates", "nowhere.pfx"), "nowhere.pfx: cannot be read"),
        (("--certificates", "machine"), "machine: this is not Windows"),
        (("--directory", "nowhere.ldif", "--client-certificates", "clients"), "nowhere.ldif: cannot be read"),
    ],
)
def test_what_cannot_be_read_is_said(made: Path, arguments: tuple[str, ...], told: str) -> None:
    run = ftplint(made / "good.config", *arguments, cwd=made)
    assert (run.returncode, told in run.stderr) == (2, True), run.stderr
