"""Plays a rule's scenario with a client, and holds what the client saw against what the rule claims."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ftplint.errors import FtplintError
from ftplint.rules import REFUSED, Actor, Expectation, client_view, examples, scenario
from ftplint.server import DEFAULT, Choices, alternatives, verbs_of
from ftplint.verify.clients import Call, builtin, ftplib_client, password_of, programs
from ftplint.verify.dialogue import Line, Step, reply_to, steps_of
from ftplint.verify.stage import CONTENT, StageError, other_day, refused, stage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ftplint.rules import Rule
    from ftplint.verify.lab import Lab
    from ftplint.verify.stage import Stage

CLIENTS: dict[str, Callable[[Call], tuple[Line, ...]]] = {
    "builtin": builtin.play,
    "ftplib": ftplib_client.play,
    "curl": programs.curl,
    "lftp": programs.lftp,
    "openssl": programs.openssl,
}
_DATA = ("list", "upload", "download")
_SAID = "client"
"""What ``ftp:client`` of the rule says, beside the steps of the scenario."""
_LOGGED_IN = (230, 232)
_EVENTS = {
    "connect": ("ControlChannelOpened", "ControlChannelClosed"),
    "handshake": ("AUTH", "ControlChannelClosed"),
    "login": ("ControlChannelClosed",),
}
"""What the log calls the events that decide a step, beside its commands."""


class Held(NamedTuple):
    """A claim beside what was seen; ``seen`` is None if the session never got to that step."""

    claim: Expectation
    seen: Step | None
    substatus: int | None
    agreed: bool


class Played(NamedTuple):
    """One session with one example. ``trouble`` is why it could not be played; it counts as disagreement."""

    example: str
    client: str
    lines: tuple[Line, ...]
    held: tuple[Held, ...]
    trouble: str = ""

    @property
    def agreed(self) -> bool:
        """Whether everything that was claimed was seen."""
        return not self.trouble and all(one.agreed for one in self.held)


class RuleVerdict(NamedTuple):
    """All sessions of one rule; ``none`` is the reason where it has no scenario."""

    id: str
    name: str
    title: str
    none: str | None
    plays: tuple[Played, ...]

    @property
    def agreed(self) -> bool:
        """Whether every session agreed; a rule without scenario has nothing to disagree with."""
        return all(play.agreed for play in self.plays)


def verify_rule(rule: Rule, clients: Iterable[str], lab: Lab, choices: Choices = DEFAULT) -> RuleVerdict:
    """Plays the first broken and the fixed example of *rule* with each of *clients* that can."""
    played = scenario(rule)
    if played.none is not None:
        return RuleVerdict(rule.id, rule.name, rule.title, played.none, ())
    texts: dict[str, str] = {}
    for example in examples(rule):
        if example.verdict in ("broken", "fixed"):
            texts.setdefault(example.verdict, example.text)
    plays = []
    for verdict, choice in dict.fromkeys((claim.example, claim.choice) for claim in played.expectations):
        claims = tuple(c for c in played.expectations if (c.example, c.choice) == (verdict, choice))
        settled = _settled(choices, choice)
        for client in clients:
            if able(client, played.actor, claims):
                # What the rule says of the client must be in what the client saw; only our own tells every reply.
                more = _client_claims(rule) if (verdict, client, choice) == ("broken", "builtin", "") else ()
                plays.append(play(texts.get(verdict, ""), played.actor, (*claims, *more), client, lab, settled))
    return RuleVerdict(rule.id, rule.name, rule.title, None, tuple(plays))


def _settled(choices: Choices, choice: str) -> Choices:
    """*choices* with the open point that *choice* names turned over, or (``not``) as it is by default."""
    if not choice:
        return choices
    name = choice.removeprefix("not ")
    turned = alternatives().get(name)
    if turned is None:
        known = ", ".join(sorted(alternatives()))
        raise FtplintError(f"the server has no open point '{name}' (it has: {known}); correct the scenario's choice")
    return choices._replace(**{name: getattr(DEFAULT if choice.startswith("not ") else turned, name)})


def _client_claims(rule: Rule) -> tuple[Expectation, ...]:
    """The reply that ``ftp:client`` names, as something to be seen in the session with the broken example."""
    said = client_view(rule)
    return () if said.reply is None else (Expectation("broken", _SAID, said.reply, said.substatus),)


def able(client: str, actor: Actor, claims: Iterable[Expectation]) -> bool:
    """Whether *client* can play the part: lftp has no CCC, s_client no data connections and no clear text.

    curl and lftp send no USER without having read the banner, and always log in with the account that they are given.
    """
    steps = {claim.step for claim in claims}
    own = actor.commands or actor.before or actor.meanwhile or actor.passes or "start" in steps
    if client != "builtin" and own:
        return False
    if client == "lftp":
        return actor.channel != "ccc" and actor.password != "empty" and "ccc" not in steps and actor.data != "silent"
    if client == "openssl":
        return actor.channel == "tls" and not steps.intersection((*_DATA, "ccc"))
    if client == "ftplib":
        return actor.channel != "try"
    return client != "curl" or actor.data != "silent"


def play(
    text: str, actor: Actor, claims: tuple[Expectation, ...], client: str, lab: Lab, choices: Choices = DEFAULT
) -> Played:
    """One session against the configuration in *text*."""
    example = claims[0].example
    if all(claim.step == "start" for claim in claims):
        return _start(text, claims, client, lab)
    wanted = tuple(step for step in _DATA if any(claim.step == step for claim in claims))
    try:
        with stage(text, actor, lab, choices) as set_up, tempfile.TemporaryDirectory() as folder:
            lab.write(Path(folder))
            call = call_for(set_up, actor, lab, Path(folder), wanted)
            before = _meanwhile(set_up, actor, client, call) if actor.meanwhile else ()
            lines = CLIENTS[client](call)
            steps = {step.name: step for step in steps_of(lines)}
            steps["log"] = Step("log", 0, set_up.log_files())
            seen = [reply_to(lines, claim.command) if claim.command else steps.get(claim.step) for claim in claims]
            listed = "\n".join(line.text for line in lines if line.who == "=")
            lines = (*before, *lines)
            pairs = zip(claims, seen, strict=True)
            held = tuple(
                _hold_said(c, lines, set_up, choices)
                if c.step == _SAID
                else _hold(c, one, listed, set_up, choices, actor)
                for c, one in pairs
            )
    except StageError as error:
        return Played(example, client, (), (), str(error))
    return Played(example, client, lines, held)


def _start(text: str, claims: tuple[Expectation, ...], client: str, lab: Lab) -> Played:
    """Whether the server starts with the file as it stands; no client is needed for that."""
    reason = refused(text, lab)
    seen = Step("start", 220, "the server starts") if reason is None else Step("start", 0, reason)
    held = tuple(Held(claim, seen, None, (claim.reply == REFUSED) == (reason is not None)) for claim in claims)
    return Played(claims[0].example, client, (Line("*", seen.text),), held)


def _meanwhile(set_up: Stage, actor: Actor, client: str, call: Call) -> tuple[Line, ...]:
    """A session that only logs in, and what happens after it."""
    lines = CLIENTS[client](call._replace(wanted=()))
    remarks = []
    if actor.meanwhile == "password-changes":
        set_up.directory.change_passwords()
        remarks.append(Line("*", "the password of the account changes"))
    if actor.passes:
        set_up.pass_time(actor.passes)
        remarks.append(Line("*", f"{actor.passes} s pass"))
    return (*lines, *remarks)


def call_for(set_up: Stage, actor: Actor, lab: Lab, folder: Path, wanted: tuple[str, ...]) -> Call:
    """What the client is told; *folder* is where the lab was written."""
    named = actor.certificate
    host = next((host for host, site in set_up.endpoint.hosts.items() if site.name == actor.site), "")
    user = actor.user or ("alice" if named == "none" else lab.clients[named].user)
    return Call(
        set_up.port,
        set_up.implicit,
        folder / "ca.pem",
        None if named == "none" else folder / "clients" / f"{named}.pem",
        f"{host}|{user}" if host and "|" not in user else user,
        password_of(lab, named, actor.password),
        actor.channel,
        actor.data,
        actor.path,
        wanted,
        CONTENT,
        host="::1" if set_up.endpoint.address.startswith("[") else "127.0.0.1",
        before=actor.before,
        commands=actor.commands,
        wait=lambda: set_up.pass_time(actor.passes),
    )


def _hold(claim: Expectation, seen: Step | None, listed: str, set_up: Stage, choices: Choices, actor: Actor) -> Held:
    if claim.step == "log":
        return _hold_log(claim, "" if seen is None else seen.text)
    wanted = seen.reply if claim.reply == REFUSED and seen is not None else claim.reply
    methods = {claim.command.partition(" ")[0]} if claim.command else _methods(claim.step)
    logged = [line.substatus for line in set_up.log if line.status == wanted and line.status and line.method in methods]
    substatus = logged[-1] if logged else None
    if claim.reply == REFUSED:
        refused = seen is not None and seen.failed
        return Held(claim, seen, substatus, refused and claim.substatus in (None, substatus))
    if seen is None:
        return Held(claim, None, substatus, False)  # a step that was not reached shows nothing
    if seen.alert and choices.refuse_certificate == "alert" and claim.reply == 530:
        return Held(claim, seen, None, True)
    logged_in = seen.reply in _LOGGED_IN and claim.reply in _LOGGED_IN
    agreed = (seen.reply == claim.reply or logged_in) and not (seen.alert and claim.reply)
    agreed = agreed and _holds(claim.text, seen.text) and _holds(claim.data, listed)
    if agreed and claim.substatus is not None:
        agreed = substatus == claim.substatus
    if agreed and claim.step == "upload" and seen.reply == 226:
        agreed = any(_holds_content(path) for path in set_up.root.rglob(f"new-{Path(actor.path).name}"))
    return Held(claim, seen, substatus, agreed)


def _hold_log(claim: Expectation, log: str) -> Held:
    """The log files against the claim; what is shown of them is their names and how many lines they have."""
    now = datetime.now(UTC)
    wanted = claim.data.replace("{utc}", f"{now:%y%m%d}").replace("{local}", f"{now.astimezone(other_day(now)):%y%m%d}")
    names = [line for line in log.splitlines() if line.startswith("FTPSVC") and line.endswith(".log")]
    shown = f"{', '.join(names) or 'no file'}, {len(log.splitlines()) - 5 * len(names)} lines"
    return Held(claim, Step("log", 0, shown), None, _holds(wanted, log))


def _hold_said(claim: Expectation, lines: tuple[Line, ...], set_up: Stage, choices: Choices) -> Held:
    """Whether the session has the reply of *claim* anywhere, and the log its sub-status beside it."""
    replies = [(line.text[:3], line.text[4:]) for line in lines if line.who == "<"]
    wanted = {str(claim.reply)} | ({"232"} if claim.reply == 230 and choices.token_at_user else set())
    step = next((Step(_SAID, claim.reply, text) for code, text in replies if code in wanted), None)
    logged = [line.substatus for line in set_up.log if line.status == claim.reply]
    substatus = next((one for one in logged if one == claim.substatus), logged[-1] if logged else None)
    alert = choices.refuse_certificate == "alert" and claim.reply == 530
    agreed = alert or (step is not None and claim.substatus in (None, substatus))
    return Held(claim, step, substatus, agreed)


def _methods(step: str) -> set[str]:
    """What the log calls the commands and events that decide a step; a refused PBSZ or PROT decides transfers."""
    protection = verbs_of("protection") if step in _DATA else ()
    return {*verbs_of(step), *protection, *_EVENTS.get(step, ())}


def _holds(wanted: str, text: str) -> bool:
    unwanted = wanted.startswith("not ")
    return not wanted or (wanted.removeprefix("not ") in text) != unwanted


def _holds_content(path: Path) -> bool:
    return path.read_bytes() == CONTENT


def verify_rules(
    rules: Iterable[Rule], clients: tuple[str, ...], lab: Lab, choices: Choices = DEFAULT
) -> Iterator[RuleVerdict]:
    """The verdict of each of *rules*, one after the other."""
    for rule in rules:
        yield verify_rule(rule, clients, lab, choices)
