"""Paths that a client may name and must not get through with: letters that only look alike, homes of others, links that
lead nowhere, names beyond every limit, files that somebody else is uploading.
"""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from ftplint.rules.scenarios import Actor
from ftplint.verify.lab import PASSWORD, Lab
from ftplint.verify.stage import Stage, stage
from tests.server.running import eventually
from tests.server.test_files import config
from tests.server.wire import Papers, Wire, reset

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PLACE = (
    '<location path="a/secret"><system.ftpServer><security><authorization><clear/></authorization></security>'
    "</system.ftpServer></location></configuration>"
)
HIDDEN = (
    '<security><authorization><add accessType="Allow" users="*" permissions="Read, Write"/></authorization>'
    '<requestFiltering><hiddenSegments><add segment="hidden_bits"/></hiddenSegments></requestFiltering></security>'
)


@pytest.fixture(scope="module")
def lab() -> Lab:
    return Lab()


@pytest.fixture(scope="module")
def plain(lab: Lab) -> Iterator[Stage]:
    with stage(config('<fileHandling allowReplaceOnRename="true"/>'), Actor(), lab) as running:
        yield running


def entered(running: Stage, user: str = "alice") -> Wire:
    """A session in clear, logged in."""
    wire = Wire(("127.0.0.1", running.port))
    assert wire.reply()[:3] == "220"
    assert wire.login(user, PASSWORD)[:3] == "230"
    return wire


def test_letters_that_fold_alike_are_not_the_same_name(lab: Lab) -> None:
    """What filters and authorization take for another name must not reach the file: LONG S is no s."""
    text = config(server=HIDDEN).replace("</configuration>", PLACE)
    with stage(text, Actor(), lab) as running:
        home = running.root / "D" / "ftp"
        for folder in ("secret", "hidden_bits"):
            (home / folder).mkdir()
            (home / folder / "file.txt").write_bytes(b"1234")
        with entered(running) as wire:
            assert wire.ask("SIZE secret/file.txt")[:3] == "550"
            assert wire.ask("SIZE SECRET/file.txt")[:3] == "550"
            assert wire.ask("SIZE hidden_bits/file.txt")[:3] == "550"
            assert wire.ask("SIZE \u017fecret/file.txt")[:3] == "550", "authorization of a folder got around"
            assert wire.ask("SIZE hidden_bit\u017f/file.txt")[:3] == "550", "a hidden segment got around"
            assert wire.ask("CWD \u017fecret")[:3] == "550"


def test_ip_rules_and_the_largest_size_hold_at_their_own_path(lab: Lab) -> None:
    """Both can be set for each URL (iis-ftp-schema: per URL are authorization, IP rules, request filtering)."""
    places = {
        "inside": '<ipSecurity allowUnlisted="false"><add ipAddress="192.0.2.1" allowed="true"/></ipSecurity>',
        "small": '<requestFiltering><requestLimits maxAllowedContentLength="10"/></requestFiltering>',
    }
    text = config().replace(
        "</configuration>",
        "".join(
            f'<location path="a/{path}"><system.ftpServer><security>{inner}</security></system.ftpServer></location>'
            for path, inner in places.items()
        )
        + "</configuration>",
    )
    with stage(text, Actor(), lab) as running:
        for place in places:
            (running.root / "D" / "ftp" / place).mkdir()
            (running.root / "D" / "ftp" / place / "file.txt").write_bytes(b"1" * 100)
        with entered(running) as wire:
            assert wire.ask("SIZE inside/file.txt")[:3] == "550", "the folder refuses the address"
            assert wire.ask("CWD inside")[:3] == "550"
            assert wire.ask("STOR inside/new.txt")[:3] == "550"
            assert wire.upload("small/new.txt", b"2" * 100)[:3] == "550"
            wire.passive()
            assert wire.ask("RETR small/file.txt")[:3] == "550"
            assert wire.upload("new.txt", b"2" * 100)[:3] == "226"
        assert {4, 39} <= {line.substatus for line in running.log}


def test_homes_that_are_virtual_directories_are_no_global_ones(lab: Lab) -> None:
    folders = (
        '<virtualDirectory path="/LocalUser/jane" physicalPath="D:\\jane"/>'
        '<virtualDirectory path="/CORP/zoe" physicalPath="D:\\zoe"/>'
        '<virtualDirectory path="/shared" physicalPath="D:\\shared"/>'
        '<virtualDirectory path="/shared/inner" physicalPath="D:\\inner"/>'
    )
    text = config('<userIsolation mode="IsolateRootDirectoryOnly"/>', folders=folders)
    with stage(text, Actor(), lab) as running:
        for place in ("jane", "zoe", "shared", "inner"):
            (running.root / "D" / place / "own.txt").write_bytes(b"12")
        with entered(running) as wire:
            wire.must("SIZE /shared/own.txt", "213")
            wire.must("SIZE /shared/inner/own.txt", "213")
            assert wire.ask("SIZE /LocalUser/jane/own.txt")[:3] == "550", "the home of another user"
            assert wire.ask("SIZE /CORP/zoe/own.txt")[:3] == "550", "the home of another user"
        with entered(running, "jane") as wire:
            wire.must("SIZE /own.txt", "213")


@pytest.mark.parametrize("command", ["LIST astray", "NLST astray", "STAT astray", "LIST round", "NLST", "LIST"])
def test_links_that_lead_nowhere_are_listed_without_an_error(plain: Stage, command: str) -> None:
    home = plain.root / "D" / "ftp"
    for name, target in (("astray", "nowhere"), ("round", "round")):
        if not (home / name).is_symlink():
            (home / name).symlink_to(target)
    with entered(plain) as wire:
        data = None if command.startswith("STAT") else wire.open_data()
        got = wire.ask(command)
        if got[:3] in ("125", "150"):
            assert wire.reply()[:3] == "226"
        if data is not None:
            data.close()
        wire.must("NOOP", "200")
    assert not plain.background.service.errors


@pytest.mark.parametrize("verb", ["CWD", "DELE", "RMD", "RETR", "STOR", "SIZE", "MDTM", "LIST", "MKD", "RNFR", "STAT"])
def test_a_path_that_the_system_finds_too_long_gets_one_reply(plain: Stage, verb: str) -> None:
    """Each name of it is short, and all of it within maxCommandLine."""
    long = "/".join(["n" * 203] * 20)
    with entered(plain) as wire:
        data = wire.open_data()
        assert wire.ask(f"{verb} {long}")[:1] == "5"
        wire.must("NOOP", "200")
        data.close()
    assert not plain.background.service.errors


@pytest.mark.parametrize("replace", [True, False], ids=["onto", "away"])
def test_a_file_that_is_being_uploaded_is_not_renamed(plain: Stage, replace: bool) -> None:
    """Windows calls it a sharing violation. Renamed onto, the end of the cut upload would remove the other file."""
    home = plain.root / "D" / "ftp"
    (home / "precious.txt").write_bytes(b"precious")
    with entered(plain) as uploader, entered(plain) as other:
        data = uploader.begin("STOR coming.bin")
        data.sendall(b"half")
        if replace:
            other.must("RNFR precious.txt", "350")
            assert other.ask("RNTO coming.bin")[:3] == "550"
        else:
            assert other.ask("RNFR coming.bin")[:3] == "550"
        reset(data)
        assert uploader.reply()[:3] == "426"
    assert (home / "precious.txt").read_bytes() == b"precious"


def test_a_folder_with_an_upload_in_it_is_not_renamed(plain: Stage) -> None:
    home = plain.root / "D" / "ftp"
    (home / "moving").mkdir()
    with entered(plain) as uploader, entered(plain) as other:
        data = uploader.begin("STOR moving/coming.bin")
        data.sendall(b"half")
        assert other.ask("RNFR moving")[:3] == "550"
        data.close()
        assert uploader.reply()[:3] == "226"
        other.must("RNFR moving", "350")
        other.must("RNTO moved", "250")
    assert (home / "moved" / "coming.bin").read_bytes() == b"half"


def test_stat_of_a_folder_needs_no_data_connection(plain: Stage) -> None:
    (plain.root / "D" / "ftp" / "seen.txt").write_bytes(b"1234")
    with entered(plain) as wire:
        got = wire.must("STAT /", "213")
        assert "seen.txt" in got


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="ports below 1024 need a right of their own elsewhere")
def test_a_data_client_with_a_port_below_1024_is_reset(plain: Stage) -> None:
    """KB 2505047: 425 with sub-status 38 and Win32 error 1236 in passive mode."""
    with entered(plain) as wire:
        address = wire.passive()
        wire.must("NLST", "150")
        try:
            data = socket.create_connection(address, 60, ("", 1001))
        except PermissionError:
            pytest.skip("no right to ports below 1024")
        with data:
            assert wire.reply()[:3] == "425"
        wire.must("NOOP", "200")
    assert eventually(lambda: any(line.substatus == 38 and line.win32 == 1236 for line in plain.log))


def test_numbers_beyond_what_python_reads_are_wrong_arguments(lab: Lab, tmp_path: Path) -> None:
    lab.write(tmp_path)
    filtering = '<security><commandFiltering maxCommandLine="20000"/>'
    text = config().replace("<security>", filtering, 1)
    text = text.replace("<ssl ", f'<ssl serverCertHash="{lab.thumbprint}" ')
    digits = "9" * 5000
    commands = {
        f"PORT {digits},0,0,1,1,1": "501",
        f"EPRT |1|127.0.0.1|{digits}|": "501",
        f"REST {digits}": "501",
        f"PBSZ {digits}": "501",
        f"EPSV {digits}": "522",
        f"ALLO {digits}": "202",
    }
    context = Papers(tmp_path / "ca.pem").context()
    with stage(text, Actor(), lab) as running, Wire(("127.0.0.1", running.port)).auth(context) as wire:
        assert wire.login("alice", PASSWORD)[:3] == "230"
        for command, code in commands.items():
            wire.must(command, code)
