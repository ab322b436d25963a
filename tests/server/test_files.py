"""The command set over real sockets: transfers in both modes, resuming, listings, isolation, limits, messages."""

from __future__ import annotations

import ftplib
import io
import socket
from typing import TYPE_CHECKING

import pytest

from ftplint.rules.scenarios import Actor
from ftplint.server import COMMANDS
from ftplint.verify.lab import PASSWORD, Lab
from ftplint.verify.stage import CONTENT, stage
from tests.server.running import PATIENCE, eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.verify.stage import Stage

HOST = "127.0.0.1"


def config(inner: str = "", server: str = "", binding: str = "*:21:", folders: str = "", method: str = "basic") -> str:
    rules = (
        ""
        if "<authorization>" in server
        else '<authorization><add accessType="Allow" users="*" permissions="Read, Write"/></authorization>'
    )
    return (
        '<configuration><system.applicationHost><sites><site name="a" id="1"><application path="/">'
        f'<virtualDirectory path="/" physicalPath="D:\\ftp"/>{folders}</application><bindings><binding protocol="ftp" '
        f'bindingInformation="{binding}"/></bindings><ftpServer>{inner}<security><ssl controlChannelPolicy="SslAllow" '
        f'dataChannelPolicy="SslAllow"/><authentication><{method}Authentication enabled="true"/></authentication></security>'
        f"</ftpServer></site></sites></system.applicationHost><system.ftpServer>{server}<security>{rules}</security>"
        "</system.ftpServer></configuration>"
    ).replace("<system.ftpServer><security>", "<system.ftpServer><security>", 1)


@pytest.fixture(scope="module")
def lab() -> Lab:
    return Lab()


@pytest.fixture(scope="module")
def plain(lab: Lab) -> Iterator[Stage]:
    with stage(config(), Actor(), lab) as running:
        yield running


def client(set_up: Stage, user: str = "alice", password: str = PASSWORD, encoding: str = "utf-8") -> ftplib.FTP:
    ftp = ftplib.FTP(encoding=encoding)
    ftp.connect("::1" if set_up.endpoint.address.startswith("[") else HOST, set_up.port, PATIENCE)
    ftp.login(user, password)
    return ftp


def stored(ftp: ftplib.FTP, name: str) -> bytes:
    back = io.BytesIO()
    ftp.retrbinary(f"RETR {name}", back.write)
    return back.getvalue()


def test_every_command_of_the_help_list_is_answered(plain: Stage) -> None:
    ftp = client(plain)
    known = {verb for verb, command in COMMANDS.items() if command.handler is not None}
    for verb in sorted(known - {"QUIT", "REIN", "AUTH", "STOU", "LIST", "NLST"}):
        reply = _reply(ftp, verb)
        assert reply[:3].isdigit() and reply[:3] != "500", (verb, reply)
    assert _reply(ftp, "ADAT x")[:3] == "502"
    assert _reply(ftp, "MLSD")[:3] == "500"
    ftp.quit()


def test_type_a_changes_no_byte(plain: Stage) -> None:
    """Five transcripts of IIS: "N bare linefeeds received in ASCII mode", as many bytes as the file has."""
    content = b"a\nb\r\nc\rd\n\r" * 40_000
    ftp = client(plain)
    ftp.voidcmd("TYPE A")
    with ftp.transfercmd("STOR as-is.txt") as data:
        data.sendall(content)
    ftp.voidresp()
    assert (plain.root / "D" / "ftp" / "as-is.txt").read_bytes() == content
    ftp.voidcmd("TYPE A")
    with ftp.transfercmd("RETR as-is.txt") as data:
        assert b"".join(iter(lambda: data.recv(65536), b"")) == content
    ftp.voidresp()
    assert ftp.size("as-is.txt") == len(content)


@pytest.mark.parametrize("command", ["PORT", "EPRT"])
def test_active_mode_is_connected_before_the_transfer(plain: Stage, command: str) -> None:
    ftp = client(plain)
    before = len(plain.log)
    with socket.create_server((HOST, 0)) as listener:
        listener.settimeout(PATIENCE)
        number = listener.getsockname()[1]
        if command == "PORT":
            ftp.sendport(HOST, number)
        else:
            ftp.sendeprt(HOST, number)
        data, _ = listener.accept()
        with data:
            assert eventually(lambda: any(line.method == "DataChannelOpened" for line in plain.log[before:]))
            assert _reply(ftp, "LIST")[:3] == "125"
            assert data.recv(1000)
        assert ftp.getmultiline()[:3] == "226"


def _reply(ftp: ftplib.FTP, command: str) -> str:
    ftp.putcmd(command)
    return ftp.getmultiline()


@pytest.mark.parametrize("passive", [True, False])
@pytest.mark.parametrize("binary", [True, False])
def test_upload_download_in_both_modes_and_types(plain: Stage, passive: bool, binary: bool) -> None:
    ftp = client(plain)
    ftp.set_pasv(passive)
    name = f"mode-{passive}-{binary}.txt"
    if binary:
        content = bytes(range(256)) * 5000
        ftp.storbinary(f"STOR {name}", io.BytesIO(content))
        assert stored(ftp, name) == content
    else:
        ftp.storlines(f"STOR {name}", io.BytesIO(b"one\r\ntwo\nthree\r\n"))
        assert stored(ftp, name) == b"one\r\ntwo\r\nthree\r\n"
        lines: list[str] = []
        ftp.retrlines(f"RETR {name}", lines.append)
        assert lines == ["one", "two", "three"]
    assert name in ftp.nlst()
    ftp.quit()


def test_append_resume_unique_rename_delete(plain: Stage) -> None:
    ftp = client(plain)
    ftp.storbinary("STOR a.bin", io.BytesIO(b"0123456789"))
    ftp.storbinary("APPE a.bin", io.BytesIO(b"abc"))
    assert stored(ftp, "a.bin") == b"0123456789abc"
    ftp.storbinary("STOR a.bin", io.BytesIO(b"XY"), rest=4)
    assert stored(ftp, "a.bin") == b"0123XY"
    back = io.BytesIO()
    ftp.retrbinary("RETR a.bin", back.write, rest=4)
    assert back.getvalue() == b"XY"
    with pytest.raises(ftplib.error_perm, match="551"):
        ftp.retrbinary("RETR a.bin", back.write, rest=100)
    assert ftp.size("a.bin") == 6
    assert ftp.sendcmd("MDTM a.bin")[:4] == "213 "
    ftp.storbinary("STOU", io.BytesIO(b"unique"))
    with pytest.raises(ftplib.error_perm, match="550"):
        ftp.storbinary("STOR b.bin", io.BytesIO(b"b"))
        ftp.rename("a.bin", "b.bin")
    ftp.delete("b.bin")
    ftp.rename("a.bin", "b.bin")
    ftp.delete("b.bin")
    for command in ("DELE b.bin", "RETR b.bin", "SIZE b.bin", "CWD nowhere", "RMD nowhere", "RNFR nowhere"):
        assert _reply(ftp, command)[:3] in ("550", "425"), command
    assert _reply(ftp, "RNTO x")[:3] == "503"
    ftp.quit()


def test_folders_and_the_root_stay(plain: Stage) -> None:
    ftp = client(plain)
    ftp.mkd("folder")
    ftp.cwd("FOLDER")
    assert ftp.pwd() == "/FOLDER"
    ftp.storbinary("STOR x", io.BytesIO(b"x"))
    ftp.cwd("..")
    assert _reply(ftp, "RMD folder")[:3] == "550"
    for command in ("RMD /", "DELE /", "RNFR /", "STOR /"):
        assert _reply(ftp, command)[:3] in ("550", "425"), command
    ftp.delete("folder/x")
    ftp.rmd("folder")
    ftp.quit()


def test_ipv6_with_extended_commands(lab: Lab) -> None:
    with stage(config(binding="[::1]:21:"), Actor(), lab) as running:
        ftp = client(running)
        for passive in (True, False):
            ftp.set_pasv(passive)
            ftp.storbinary("STOR six.bin", io.BytesIO(CONTENT))
            assert stored(ftp, "six.bin") == CONTENT
        assert _reply(ftp, "PASV")[:3] == "522"
        assert _reply(ftp, "EPSV 1")[:3] == "522"
        assert _reply(ftp, "EPRT |1|127.0.0.1|2000|")[:3] == "522"
        ftp.quit()


def test_letters_beyond_ascii(plain: Stage, lab: Lab) -> None:
    ftp = client(plain)
    ftp.storbinary("STOR größe – 文件.txt", io.BytesIO(b"x"))
    assert "größe – 文件.txt" in ftp.nlst()
    ftp.quit()
    ansi = config().replace("<ftpServer>", '<ftpServer allowUTF8="false">')
    with stage(ansi, Actor(), lab) as running:
        ftp = client(running, encoding="cp1252")
        ftp.storbinary("STOR größe.txt", io.BytesIO(b"x"))
        assert "größe.txt" in ftp.nlst()
        assert " UTF8" not in ftp.sendcmd("FEAT")
        ftp.quit()


def test_isolation_keeps_users_apart(lab: Lab) -> None:
    with stage(config('<userIsolation mode="IsolateAllDirectories"/>'), Actor(), lab) as running:
        alice, jane = client(running), client(running, "jane")
        alice.storbinary("STOR mine.txt", io.BytesIO(b"alice's"))
        assert "mine.txt" not in jane.nlst()
        for path in ("../alice/mine.txt", "/CORP/alice/mine.txt", "..\\..\\CORP\\alice\\mine.txt"):
            with pytest.raises(ftplib.error_perm, match="550"):
                stored(jane, path)
        assert (running.root / "D/ftp/CORP/alice/mine.txt").is_file()
        assert (running.root / "D/ftp/LocalUser/jane/file.txt").is_file()


def test_a_home_that_is_missing_refuses_the_logon(lab: Lab) -> None:
    import shutil

    with stage(config('<userIsolation mode="IsolateAllDirectories"/>'), Actor(), lab) as running:
        shutil.rmtree(running.root / "D/ftp/CORP")
        with pytest.raises(ftplib.error_perm, match="530 User cannot log in, home directory inaccessible"):
            client(running)


def test_authorization_of_a_folder(lab: Lab) -> None:
    text = config().replace(
        "</configuration>",
        '<location path="a/locked"><system.ftpServer><security><authorization><clear/><add accessType="Allow" users="jane" '
        'permissions="Read"/></authorization></security></system.ftpServer></location></configuration>',
    )
    with stage(text, Actor(path="/locked/file.txt"), lab) as running:
        alice, jane = client(running), client(running, "jane")
        assert stored(jane, "locked/file.txt") == CONTENT
        for command in ("CWD locked", "SIZE locked/file.txt", "DELE LOCKED/file.txt"):
            assert _reply(alice, command) == "550 Access is denied. ", command
        with pytest.raises(ftplib.error_perm, match="550"):
            jane.storbinary("STOR locked/new.txt", io.BytesIO(b"x"))


def test_the_connection_limit_and_its_message(lab: Lab) -> None:
    inner = '<connections maxConnections="1"/><messages maxClientsMessage="come back later"/>'
    with stage(config(inner), Actor(), lab) as running:
        first = client(running)
        with pytest.raises(ftplib.error_temp, match=r"(?s)421-come back later.*421 "):
            ftplib.FTP().connect(HOST, running.port, PATIENCE)
        first.quit()

        def let_in() -> bool:
            try:
                client(running).quit()
            except ftplib.error_temp:  # the server has not seen yet that the first is gone
                return False
            return True

        assert eventually(let_in)
    cut = inner.replace("<connections ", '<connections resetOnMaxConnections="true" ')
    with stage(config(cut), Actor(), lab) as running:
        first = client(running)
        with pytest.raises((EOFError, ConnectionError)):
            ftplib.FTP().connect(HOST, running.port, PATIENCE)
        first.close()


def test_clients_that_do_not_log_in_are_sent_away(lab: Lab) -> None:
    inner = '<connections unauthenticatedTimeout="3" controlChannelTimeout="1"/>'
    with stage(config(inner), Actor(), lab) as running:
        ftp = ftplib.FTP()
        ftp.connect(HOST, running.port, PATIENCE)
        assert ftp.getline()[:3] == "421"
        logged_in = client(running)
        assert logged_in.getline()[:3] == "421"
        assert {line.substatus for line in running.log if line.status == 421} == {14, 16}


def test_uploads_that_are_too_large_are_refused_and_removed(lab: Lab) -> None:
    server = '<security><authorization><add accessType="Allow" users="*" permissions="Read, Write"/></authorization><requestFiltering><requestLimits maxAllowedContentLength="1000"/></requestFiltering></security>'
    text = config().replace("<system.ftpServer>", f"<system.ftpServer>{server}", 1).replace(f"{server}<security>", f"{server}<!--").replace("</security></system.ftpServer></configuration>", "--></system.ftpServer></configuration>")  # fmt: skip
    with stage(text, Actor(), lab) as running:
        ftp = client(running)
        with pytest.raises(ftplib.error_perm, match="550"):
            try:
                ftp.storbinary("STOR large.bin", io.BytesIO(b"x" * 100_000))
            except ConnectionError:  # the server closed while the client was still sending: the reply tells why
                ftp.voidresp()
        assert not (running.root / "D/ftp/large.bin").exists()
        ftp.storbinary("STOR small.bin", io.BytesIO(b"x" * 1000))
        with pytest.raises(ftplib.error_perm, match="550"):
            stored(ftp, "file.txt")


def test_passive_ports_and_the_external_address(lab: Lab) -> None:
    text = config('<firewallSupport externalIp4Address="203.0.113.7"/>').replace(
        "<system.ftpServer>",
        '<system.ftpServer><firewallSupport lowDataChannelPort="31100" highDataChannelPort="31101"/>',
        1,
    )
    with stage(text, Actor(), lab) as running:
        first, second, third = client(running), client(running), client(running)
        replies = [_reply(ftp, "PASV") for ftp in (first, second, third)]
        assert [reply[:40] for reply in replies[:2]] == ["227 Entering Passive Mode (203,0,113,7,1"] * 2
        ports = {int(r.split(",")[4]) * 256 + int(r.split(",")[5].rstrip(").")) for r in replies[:2]}
        assert ports == {31100, 31101}
        assert replies[2][:3] == "425", "the range is used up"


def test_a_read_of_an_upload_in_progress(lab: Lab) -> None:
    for allowed in ("false", "true"):
        with stage(config(f'<fileHandling allowReadUploadsInProgress="{allowed}"/>'), Actor(), lab) as running:
            writer, reader = client(running), client(running)
            writer.voidcmd("TYPE I")
            upload = writer.transfercmd("STOR busy.bin")
            upload.sendall(b"half")
            assert eventually(lambda: [f.stat().st_size for f in running.root.rglob("busy.bin*")] == [4])
            if allowed == "true":
                assert stored(reader, "busy.bin") == b"half"
            else:
                with pytest.raises(ftplib.error_perm, match="550"):
                    stored(reader, "busy.bin")
            upload.close()
            writer.voidresp()
            assert stored(reader, "busy.bin") == b"half"


def test_detailed_errors_are_for_local_clients(lab: Lab) -> None:
    with stage(config(), Actor(), lab, adjust=lambda options: options._replace(local_clients=True)) as running:
        ftp = client(running)
        assert _reply(ftp, "CWD nowhere").splitlines() == [
            "550-The system cannot find the file specified. ",
            " Win32 error:   The system cannot find the file specified. ",
            " Error details: File system returned an error.",
            "550 End",
        ]


def test_host_names(lab: Lab) -> None:
    named = config().replace("</bindings>", "</bindings>").replace("*:21:", "*:21:ftp.example.com")
    with stage(named, Actor(), lab) as running:
        for user in ("alice",):
            with pytest.raises(ftplib.error_perm, match="530 Valid hostname is expected"):
                client(running, user)
        client(running, "FTP.example.com|alice").quit()
        ftp = ftplib.FTP()
        ftp.connect(HOST, running.port, PATIENCE)
        assert ftp.sendcmd("HOST ftp.example.com") == "220 Host accepted."
        with pytest.raises(ftplib.error_perm, match="504"):
            ftp.sendcmd("HOST other.example.com")
        ftp.login("alice", PASSWORD)
        assert _reply(ftp, "HOST ftp.example.com")[:3] == "503"


def test_rein_starts_anew(plain: Stage) -> None:
    ftp = client(plain)
    assert _reply(ftp, "REIN")[:3] == "220"
    assert _reply(ftp, "PWD")[:3] == "530"
    ftp.login("alice", PASSWORD)
    ftp.quit()


def test_port_1023_and_foreign_addresses_are_refused(plain: Stage) -> None:
    ftp = client(plain)
    assert _reply(ftp, "PORT 127,0,0,1,3,255")[:3] == "425"
    assert _reply(ftp, "PORT 127,0,0,2,200,1")[:3] == "501"
    assert _reply(ftp, "EPRT |1|127.0.0.2|51201|")[:3] == "501"
    assert _reply(ftp, "PORT nonsense")[:3] == "501"
    port = _closed_port()
    assert _reply(ftp, f"PORT 127,0,0,1,{port // 256},{port % 256}")[:3] == "200"
    assert _reply(ftp, "LIST")[:3] == "150"
    assert ftp.getline()[:3] == "425"
    ftp.quit()


def _closed_port() -> int:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        return int(taken.getsockname()[1])


def test_a_location_overrules_an_upper_level_that_refuses_unlisted_addresses(lab: Lab) -> None:
    """The deepest value wins, as for every attribute; the documentation's sentence is about the element clear."""
    server = '<security><ipSecurity allowUnlisted="false"/><authorization><add accessType="Allow" users="*" permissions="Read"/></authorization></security>'
    text = config().split("<system.ftpServer>")[0] + (
        f'<system.ftpServer>{server}</system.ftpServer><location path="a"><system.ftpServer><security><ipSecurity allowUnlisted="true"/>'
        "</security></system.ftpServer></location></configuration>"
    )
    with stage(text, Actor(), lab) as running, client(running) as session:
        assert session.pwd() == "/"


@pytest.mark.parametrize("command", ["STOR x", "STOU", "APPE x", "RETR file.txt", "LIST", "NLST"])
def test_no_transfer_passes_in_clear_where_data_must_be_protected(lab: Lab, command: str) -> None:
    text = config().replace('dataChannelPolicy="SslAllow"', 'dataChannelPolicy="SslRequire"')
    with stage(text, Actor(), lab) as running:
        ftp = client(running)
        ftp.makepasv()
        assert _reply(ftp, command)[:3] == "534"
        ftp.quit()
