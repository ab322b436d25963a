"""Files and transfers in sessions as data: lines in, replies out. Nothing here opens a socket."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.server.recorded import PASSWORD, client

pytestmark = pytest.mark.usefixtures("no_sockets")

# --- files


def test_folders_and_names() -> None:
    one = client()
    one.log_in()
    one.talk(
        ("MKD a", '257 "a" directory created.'), ("MKD a", "550 "), ("XCWD A", "250 XCWD command"), ("CDUP", "250 ")
    )
    one.talk(("CWD nowhere", "550 "), ("RMD /", "550 "), ("XRMD a", "250 "), ("MKD nul", "550 "), ("DELE x\0y", "501 "))
    assert list(one.home.iterdir()) == []


def test_the_order_of_rnfr_and_rnto() -> None:
    one = client()
    (one.home / "old.txt").write_bytes(b"x")
    (one.home / "other.txt").write_bytes(b"y")
    one.log_in()
    one.talk(("RNTO new.txt", "503 "), ("RNFR nowhere", "550 "), ("RNTO new.txt", "503 "))
    one.talk(("RNFR old.txt", "350 "), ("NOOP", "200 "), ("RNTO other.txt", "550 "), ("RNTO new.txt", "503 "))
    one.talk(("RNFR old.txt", "350 "), ("RNTO new.txt", "250 "), ("SIZE new.txt", "213 1"), ("SIZE old.txt", "550 "))
    one.talk(("RNFR new.txt", "350 "), ("USER alice", "331 "), (f"PASS {PASSWORD}", "230 "), ("RNTO x", "503 "))


# --- transfers


def test_a_download_waits_for_its_connection_and_everything_else_waits_for_it() -> None:
    one = client()
    (one.home / "file.txt").write_bytes(b"0123456789")
    one.log_in()
    one.talk(("RETR file.txt", "425 "), ("PASV", "227 Entering Passive Mode (192,0,2,1,195,80)."))
    one.talk(("RETR file.txt", "150 Opening ASCII mode"), ("PWD", "503 "), ("NOOP", "200 "), ("STAT", "211 "))
    one.data.arrive()
    transfer = one.session.transfer
    assert transfer is not None and transfer.file is not None and not transfer.receives and transfer.ascii
    assert one.actions == ["start RETR"]
    one.talk(("PWD", "503 "), ("STOR x", "503 "))
    one.data.finish(sent=10)
    assert one.said() == ["226 Transfer complete."] and one.session.sent == 10
    assert one.logged("RETR")[-1] == ("file.txt", 226, 0)
    one.talk(("PWD", "257 "))


def test_a_cut_upload_that_cannot_be_removed_is_told_and_does_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows another program may hold the file open."""
    one = client()
    one.log_in()
    one.talk(("PASV", "227 "), ("STOR new.txt", "150 "))
    one.data.arrive()

    def held(self: Path, **_: bool) -> None:
        raise PermissionError(13, "The process cannot access the file", str(self))

    monkeypatch.setattr(Path, "unlink", held)
    one.data.finish("cut")
    monkeypatch.undo()
    assert one.said() == ["426 Connection closed; transfer aborted."]
    assert one.server.troubles == [  # type: ignore[attr-defined]
        "/new.txt: the part that was uploaded cannot be removed: "
        f"[Errno 13] The process cannot access the file: {str(one.home / 'new.txt')!r}"
    ]
    one.talk(("PWD", "257 "))


def test_rest_counts_for_the_next_transfer_only() -> None:
    one = client()
    (one.home / "file.txt").write_bytes(b"0123456789")
    one.log_in()
    one.talk(("REST x", "501 "), ("REST 4", "350 Restarting at 4."), ("PASV", "227 "), ("RETR file.txt", "150 "))
    one.data.arrive()
    assert one.session.transfer is not None and one.session.transfer.file is not None
    assert one.session.transfer.file.read() == b"456789"
    one.data.finish()
    one.said()
    one.talk(("REST 11", "350 "), ("PASV", "227 "), ("RETR file.txt", "551 "), ("RETR file.txt", "150 "))
    assert one.session.transfer.file.tell() == 0


def test_an_upload_that_is_cut_goes_and_one_that_is_complete_stays() -> None:
    one = client()
    one.log_in()
    for situation, reply, there in (("cut", "426 ", False), ("complete", "226 ", True)):
        one.talk(("PASV", "227 "), ("STOR new.txt", "150 "))
        one.data.arrive()
        assert one.session.transfer is not None and one.session.transfer.receives and one.server.uploads
        one.data.finish(situation)
        assert one.said()[0].startswith(reply)
        assert (one.home / "new.txt").exists() == there and not one.server.uploads
    one.talk(("PASV", "227 "), ("APPE new.txt", "150 "))
    one.data.arrive()
    one.data.finish("cut")
    assert (one.home / "new.txt").exists()  # it was there before


def test_a_session_that_ends_gives_back_the_file_that_it_waited_to_write() -> None:
    one = client()
    one.log_in()
    one.talk(("PASV", "227 "), ("STOR new.txt", "150 "))
    assert (one.home / "new.txt").exists()
    one.close()
    assert not (one.home / "new.txt").exists() and not one.server.uploads and one.server.room == 100


def test_abor_of_nothing_of_a_waiting_and_of_a_running_transfer() -> None:
    one = client()
    one.log_in()
    one.talk(("ABOR", "225 "), ("PASV", "227 "))
    assert [line[:3] for line in (*one.say("LIST"), *one.say("ABOR"))] == ["150", "426", "226"]
    one.talk(("PASV", "227 "), ("LIST", "150 "))
    one.data.arrive()
    assert [line[:3] for line in one.say("ABOR")] == ["426", "226"]
    assert one.session.transfer is None
    assert one.logged("LIST")[-1] == ("", 426, 20)
    assert [status for _, status, _ in one.logged("ABOR")] == [225, 226, 226]


def test_quit_waits_for_a_running_transfer() -> None:
    one = client()
    one.log_in()
    one.talk(("PASV", "227 "), ("LIST", "150 "))
    one.data.arrive()
    one.talk(("QUIT", "221 "))
    assert not one.closed
    one.data.finish()
    assert one.said() == ["226 Transfer complete."] and one.closed


def test_active_mode_connects_before_the_reply_to_port() -> None:
    one = client()
    one.log_in()
    one.talk(("PORT 192,0,2,8,10,10", "501 "), ("PORT 192,0,2,7,0,80", "425 "), ("EPRT |2|::1|5000|", "522 "))
    one.talk(("EPRT |1|192.0.2.7|5000|", "200 "), ("PORT 192,0,2,7,8,8", "200 "))
    assert one.actions == ["connect 192.0.2.7:5000", "connect 192.0.2.7:2056"]
    one.talk(("NLST", "150 "))
    one.session.data_missing("no-data-connection")
    assert one.said() == ["425 Cannot open data connection."]
    one.talk(
        ("EPSV ALL", "200 "), ("PORT 192,0,2,7,8,8", "501 "), ("PASV", "501 "), ("EPSV", "229 "), ("EPSV 2", "522 ")
    )


def test_a_stranger_at_the_announced_port() -> None:
    one = client()
    one.log_in()
    one.talk(("PASV", "227 "), ("LIST", "150 "))
    one.session.foreign_data_client()
    assert one.said() == ["425 Cannot open data connection."] and not one.data.listening
    assert one.logged("LIST")[-1] == ("", 425, 38)


def test_no_port_is_free() -> None:
    one = client()
    one.log_in()
    one.data.no_port = True
    one.talk(("PASV", "425 "), ("LIST", "425 "))
