"""Our own client against servers of others: a client that only our server understands would prove nothing."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

import pytest

from ftplint.verify.clients import builtin
from ftplint.verify.clients.call import Call
from ftplint.verify.dialogue import CERTIFICATE, Line, steps_of
from ftplint.verify.lab import Lab
from tests.other_servers.process import NotInstalledError, Other, Place
from tests.other_servers.proftpd import proftpd
from tests.other_servers.stock import stock
from tests.other_servers.vsftpd import vsftpd

SERVERS: dict[str, Callable[[Place], contextlib.AbstractContextManager[Other]]] = {
    "proftpd": proftpd,
    "vsftpd": vsftpd,
    "pyftpdlib": stock,
}
CONTENT = bytes(range(256)) * 4096 + b"the last, odd bytes\r\n\n"


class Visit:
    """A server of others and the lab whose certificates it knows."""

    def __init__(self, server: Other, place: Place) -> None:
        self.server = server
        self.place = place

    def call(self, **different: object) -> Call:
        """A whole session with the mapped certificate, for the one who asks for nothing else."""
        call = Call(
            port=self.server.port,
            implicit=False,
            authority=self.place.lab / "ca.pem",
            certificate=self.place.lab / "clients" / "mapped.pem",
            user=self.server.user,
            password=self.server.password,
            channel="tls",
            data="private",
            path="file.bin",
            wanted=("list", "upload", "download"),
            content=CONTENT,
        )
        return call._replace(**different)  # type: ignore[arg-type]


@pytest.fixture(scope="module", params=list(SERVERS))
def visit(request: pytest.FixtureRequest, lab: Lab, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    folder = tmp_path_factory.mktemp(request.param)
    place = Place(folder, folder / "lab", folder / "home")
    lab.write(place.lab)
    place.home.mkdir()
    (place.home / "file.bin").write_bytes(CONTENT)
    try:
        with SERVERS[request.param](place) as server:
            yield Visit(server, place)
    except NotInstalledError as missing:
        pytest.skip(str(missing))


def replies(lines: tuple[Line, ...]) -> dict[str, int]:
    return {step.name: step.reply for step in steps_of(lines)}


def remarks(lines: tuple[Line, ...]) -> list[str]:
    return [line.text for line in lines if line.who == "*" and not line.text.startswith(CERTIFICATE)]


def said(lines: tuple[Line, ...]) -> str:
    return "\n".join(map(str, lines))


@pytest.mark.parametrize("version", ["1.2", "1.3"])
def test_a_whole_session_byte_for_byte(visit: Visit, version: str) -> None:
    lines = builtin.play(visit.call(newest_tls=version))
    expected = {"connect": 220, "auth": 234, "handshake": 234, "login": 230, "list": 226, "upload": 226}
    assert replies(lines) == {**expected, "download": 226}, said(lines)
    assert remarks(lines) == [f"TLS TLSv{version}"], said(lines)
    assert [line.text[:3] for line in lines if line.who == "<"][-1] == "221", said(lines)
    assert any(line.who == "=" and "file.bin" in line.text for line in lines), said(lines)
    assert (visit.server.home / "new-file.bin").read_bytes() == CONTENT
    protection = [line.text for line in lines if line.who == ">" and line.text.startswith(("PBSZ", "PROT"))]
    assert protection == ["PBSZ 0", "PROT P"]


def test_a_download_that_differs_is_seen(visit: Visit) -> None:
    lines = builtin.play(visit.call(wanted=("download",), content=CONTENT[:-1]))
    assert remarks(lines)[-1] == f"data differs: {len(CONTENT)} bytes instead of {len(CONTENT) - 1}", said(lines)


def test_an_empty_file_goes_both_ways(visit: Visit) -> None:
    lines = builtin.play(visit.call(wanted=("upload",), path="empty.bin", content=b""))
    assert replies(lines)["upload"] == 226, said(lines)
    lines = builtin.play(visit.call(wanted=("download",), path="new-empty.bin", content=b""))
    assert replies(lines)["download"] == 226 and len(remarks(lines)) == 1, said(lines)


@pytest.mark.parametrize("version", ["1.2", "1.3"])
@pytest.mark.parametrize("certificate", [None, "untrusted", "expired"])
def test_a_bad_certificate_ends_the_session(visit: Visit, certificate: str | None, version: str) -> None:
    paper = certificate and visit.place.lab / "clients" / f"{certificate}.pem"
    lines = builtin.play(visit.call(certificate=paper, newest_tls=version))
    assert "login" not in replies(lines) or steps_of(lines)[-1].failed, said(lines)
    assert remarks(lines)[-1].startswith(("alert: ", "ended: ", "closed by the server")), said(lines)
    assert not any(line.text.startswith("230") for line in lines), said(lines)


def test_a_wrong_password_is_530(visit: Visit) -> None:
    lines = builtin.play(visit.call(password="wrong"))
    assert replies(lines)["login"] == 530, said(lines)
    assert "list" not in replies(lines)


def test_clear_text_is_refused_where_tls_is_required(visit: Visit) -> None:
    lines = builtin.play(visit.call(channel="clear", certificate=None))
    last = steps_of(lines)[-1]
    assert (last.name, last.failed) == ("login", True), said(lines)


def test_clear_data_is_refused_where_protection_is_required(visit: Visit) -> None:
    lines = builtin.play(visit.call(data="clear", wanted=("list",)))
    assert replies(lines).get("list", 0) // 100 != 2, said(lines)
    assert any(line.who == "<" and line.text[0] == "5" for line in lines), said(lines)


def test_a_file_that_is_not_there(visit: Visit) -> None:
    lines = builtin.play(visit.call(path="nowhere.bin", wanted=("download",)))
    assert replies(lines)["download"] == 550, said(lines)
