"""What `ftplint probe --observe` writes: the points that a careful client meets on its way, and never a name."""

from __future__ import annotations

import json
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ftplint.analysis import analyse
from ftplint.client import Exchange
from ftplint.observations import read_observations, seen_by, settle
from ftplint.probe import Plan, Target, Trust, Visitor, look, observed_text
from ftplint.rules import Actor
from ftplint.server import DEFAULT, Choices, Seen
from ftplint.verify import Lab
from ftplint.verify.lab import PASSWORD
from ftplint.verify.stage import configured
from tests.observations.playing import DAYS, Play, Played, security, served, site, written
from tests.observations.test_names_taken_out import SECRETS, SENTENCES

_CERTIFICATES = security("CertRequire", "clientCert")
_IUSR = '<add accessType="Allow" users="IUSR" permissions="Read"/>'


@pytest.fixture(scope="module")
def lab() -> Lab:
    return Lab()


def idle(client: Played) -> None:
    """The probe is the client."""
    del client


def probed(text: str, lab: Lab, choices: Choices, user: str = "", certificate: str = "", **play: Any) -> str:
    """The file that a probe writes of a server with *choices*."""
    made = Play(text, "", idle, **play)
    shown = lab.folder / "clients" / f"{certificate}.pem" if certificate else None
    visitor = Visitor(user, "" if certificate or user == "anonymous" else PASSWORD, shown) if user else None
    with served(made, lab, choices) as running:
        host = next(iter(running.endpoint.hosts))
        target = Target("127.0.0.1", running.port, host or "localhost", host)
        plan = Plan(visitor, Trust(lab.folder / "ca.pem", insecure=True), versions=False)
        record = look(target, "fabrikam", plan)
    return observed_text([record], configured(text, Actor(), lab))


def choices_in(text: str) -> dict[str, Any]:
    return {one["point"]: one["choice"] for one in json.loads(text)["observations"]}


SEEN: dict[str, tuple[str, str, str, str, Any, dict[str, Any]]] = {
    "certificate missing, reply": (site(_CERTIFICATES), "", "", "refuse_certificate", "reply", {}),
    "certificate missing, alert": (site(_CERTIFICATES), "", "", "refuse_certificate", "alert", {}),
    "token at PASS": (site(_CERTIFICATES), "alice", "mapped", "token_at_user", False, {}),
    "token at USER": (site(_CERTIFICATES), "alice", "mapped", "token_at_user", True, {}),
    "PROT C judged": (site(security()), "alice", "", "prot_judged", True, {}),
    "PROT C not judged": (site(security()), "alice", "", "prot_judged", False, {}),
    "PROT P judged": (site(security(data="SslDeny")), "alice", "", "prot_judged", True, {}),
    "PROT P not judged": (site(security(data="SslDeny")), "alice", "", "prot_judged", False, {}),
    "clear text does not do": (
        site(security("CertRequire", "basic", "SslAllow", "SslAllow")),
        *("", "", "clear_meets_require", False, {}),
    ),
    "anonymous by account": (
        site(security(methods="anonymous"), _IUSR),
        *("anonymous", "", "anonymous_by_account", True, {}),
    ),
    "anonymous not by account": (
        site(security(methods="anonymous"), _IUSR),
        *("anonymous", "", "anonymous_by_account", False, {"local": True}),
    ),
}


@pytest.mark.parametrize("name", SEEN)
def test_a_probe_sees_the_choice(name: str, lab: Lab, tmp_path: Path) -> None:
    text, user, certificate, point, choice, play = SEEN[name]
    file = probed(text, lab, DEFAULT._replace(**{point: choice}), user, certificate, **play)
    assert choices_in(file)[point] == choice, file
    found = settle(read_observations(written(tmp_path, file)))
    assert getattr(found.choices, point) == choice
    assert not any(word in file for word in ("alice", "fabrikam", "127.0.0.1", "file.txt", PASSWORD, lab.thumbprint))


def test_a_probe_without_a_logon_sees_what_is_answered_before_it(lab: Lab) -> None:
    assert choices_in(probed(site(security()), lab, DEFAULT)) == {"prot_judged": True, "commands_before_tls": "taken"}
    clear = security(control="SslAllow", data="SslAllow")
    assert choices_in(probed(site(clear), lab, DEFAULT)) == {"commands_before_logon": "taken"}
    named = site(security(), hosts="ftp.fabrikam.example")
    assert choices_in(probed(named, lab, DEFAULT))["host_before_auth"] == "taken"


def test_an_expired_certificate_that_is_served_is_seen(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lab's certificate is good today, so the client is told otherwise."""
    monkeypatch.setattr("ftplint.client.handshake._expired", lambda sent: bool(sent))
    lenient = DEFAULT._replace(expired_certificate_431=False)
    assert choices_in(probed(site(security()), lab, lenient, days=DAYS))["expired_certificate_431"] is False
    assert "expired_certificate_431" not in choices_in(probed(site(security()), lab, DEFAULT, days=DAYS))


@pytest.mark.parametrize(
    ("said", "served_as"),
    [("SslRequire", "SslAllow"), ("SslRequire", "SslDeny"), ("SslDeny", "SslRequire"), ("SslAllow", "SslRequire")],
)
def test_a_file_that_is_not_in_force_settles_nothing_about_data(said: str, served_as: str, lab: Lab) -> None:
    made = Play(site(security(data=served_as)), "", idle)
    with served(made, lab, DEFAULT) as running:
        plan = Plan(Visitor("alice", PASSWORD), Trust(lab.folder / "ca.pem", insecure=True), versions=False)
        record = look(Target("127.0.0.1", running.port, "localhost"), "fabrikam", plan)
    file = observed_text([record], configured(site(security(data=said)), Actor(), lab))
    assert "prot_judged" not in choices_in(file), file


def test_without_certificate_required_on_the_wire_nothing_is_settled_about_it(lab: Lab) -> None:
    """The file says CertRequire and SslAllow, the server that runs asks for nothing."""
    served_as = site(security("CertIgnore", "basic", "SslAllow", "SslAllow"))
    with served(Play(served_as, "", idle), lab, DEFAULT) as running:
        plan = Plan(None, Trust(lab.folder / "ca.pem", insecure=True), versions=False)
        record = look(Target("127.0.0.1", running.port, "localhost"), "fabrikam", plan)
    said = site(security("CertRequire", "basic", "SslAllow", "SslAllow"))
    found = choices_in(observed_text([record], configured(said, Actor(), lab)))
    assert not found.keys() & {"refuse_certificate", "clear_meets_require"}


def test_the_page_says_which_points_a_probe_sees() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "observations.md").read_text(encoding="utf-8")
    rows = "\n".join(line for line in page.splitlines() if line.startswith("| "))
    others = page.partition("The others need an exchange")[2].partition("`ftplint choices`")[0]
    seen, unseen = (set(re.findall(r"`(\w+_\w+)`", text)) for text in (rows, others))
    assert {row[3] for row in SEEN.values()} <= seen
    assert not seen & unseen
    assert seen | unseen == {name for name, way in seen_by().items() if isinstance(way, Seen)}


@pytest.mark.parametrize(
    ("system", "banner", "seen"),
    [
        ("Windows_NT", "Welcome", True),
        ("UNIX emulated by somebody", "Microsoft FTP Service", False),
        ("", "Microsoft FTP Service", True),
        ("", "Welcome", False),
    ],
)
def test_only_what_iis_does_is_an_observation(system: str, banner: str, seen: bool, lab: Lab) -> None:
    with served(Play(site(security()), "", idle), lab, DEFAULT) as running:
        plan = Plan(None, Trust(lab.folder / "ca.pem"), versions=False)
        record = look(Target("127.0.0.1", running.port, "localhost"), "fabrikam", plan)

    def told(event: Any) -> Any:
        if isinstance(event, Exchange) and event.command == "SYST":
            lines = (f"215 {system}",) if system else ("500 Command not allowed.",)
            return replace(event, lines=lines, code=int(lines[0][:3]))
        if isinstance(event, Exchange) and not event.command:
            return replace(event, lines=(f"220 {banner}",))
        return event

    visits = tuple(replace(visit, events=tuple(map(told, visit.events))) for visit in record.visits)
    file = observed_text([replace(record, visits=visits)], configured(site(security()), Actor(), lab))
    assert bool(choices_in(file)) == seen


@contextmanager
def hostile(lines: tuple[str, ...]) -> Iterator[int]:
    """A server that greets and answers every command with 200, and *lines*."""
    server = socket.create_server(("127.0.0.1", 0))

    def answer(connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as commands:
            said = [f"220-{line}\r\n" for line in lines]
            connection.sendall("".join([*said, "220 end\r\n"]).encode())
            for command in commands:
                code = {b"SYST": 215, b"HELP": 214, b"AUTH": 534, b"USER": 331}.get(command[:4], 200)
                said = [f"{code}-{line}\r\n" for line in lines]
                connection.sendall("".join([*said, f"{code} {command.decode().strip()} hunter2\r\n"]).encode())

    def serve() -> None:
        while True:
            try:
                connection = server.accept()[0]
            except OSError:
                return
            threading.Thread(target=answer, args=(connection,), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield server.getsockname()[1]
    finally:
        server.close()


def test_a_hostile_server_gets_nothing_into_the_file(lab: Lab, tmp_path: Path) -> None:
    lines = tuple(sentence.format(secret) for sentence in SENTENCES for secret in SECRETS[:4])
    with hostile(lines) as port:
        plan = Plan(Visitor("alice", "hunter2"), Trust(lab.folder / "ca.pem", insecure=True), versions=False)
        record = look(Target("127.0.0.1", port, "localhost"), "fabrikam", plan)
    text = site(security("CertRequire", "basic clientCert", "SslAllow", "SslAllow"))
    parsed = analyse("x", text.encode()).configuration
    assert parsed is not None
    file = observed_text([record], parsed)
    assert json.loads(file)["server"]["banner"][0].startswith("Welcome to [...]")
    for secret in (*SECRETS, "127.0.0.1", "\\u", "\x1b"):
        assert secret.lower() not in file.lower(), secret
    read_observations(written(tmp_path, file))


def test_a_password_of_ordinary_words_that_a_server_sends_back_is_taken_out(lab: Lab) -> None:
    with hostile(("your password is secure",)) as port:
        plan = Plan(None, Trust(lab.folder / "ca.pem"), versions=False)
        record = look(Target("127.0.0.1", port, "localhost"), "fabrikam", plan)
    configuration = configured(site(security()), Actor(), lab)
    assert "your password is secure" in observed_text([record], configuration)
    assert "secure" not in observed_text([record], configuration, "secure!")


def test_two_answers_of_one_server_are_both_written_and_then_refused(lab: Lab, tmp_path: Path) -> None:
    """Of two sites that behave differently: whoever reads the file is told."""
    both = [
        json.loads(probed(site(security()), lab, DEFAULT._replace(prot_judged=one), "alice")) for one in (True, False)
    ]
    both[0]["observations"] += both[1]["observations"]
    with pytest.raises(Exception, match="prot_judged is false here and true at"):
        settle(read_observations(written(tmp_path, json.dumps(both[0]))))
