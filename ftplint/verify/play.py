"""Plays a rule's scenario with a client, and holds what the client saw against what the rule claims."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.errors import FtplintError
from ftplint.named_tuple import NamedTuple
from ftplint.rules import REFUSED, Actor, Expectation, client_view, parts, scenario
from ftplint.server import DEFAULT, Choices, alternatives
from ftplint.verify.dialogue import DATA_STEPS, Line, Step
from ftplint.verify.held import SAID, Held, hold_all
from ftplint.verify.session import seen_of, session, store_of
from ftplint.verify.stage import NobodyListens, StageError, refused, stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.etree import _Element

    from ftplint.rules import Part, Rule
    from ftplint.verify.lab import Lab


class Played(NamedTuple):
    """One session with one example. ``trouble`` is why it could not be played; it counts as disagreement."""

    example: str
    client: str
    lines: tuple[Line, ...]
    held: tuple[Held, ...]
    trouble: str = ""
    name: str = ""
    """Of the example, where it has one."""

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
    left_out: tuple[tuple[str, str], ...] = ()
    """The names of examples that are not played, each with the reason."""

    @property
    def agreed(self) -> bool:
        """Whether every session agreed; a rule without scenario has nothing to disagree with."""
        return all(play.agreed for play in self.plays)


def verify_rule(
    rule: Rule, clients: Iterable[str], lab: Lab, choices: Choices = DEFAULT, *, every: bool = True
) -> RuleVerdict:
    """Plays each example of *rule* with each of *clients* that can; not *every*: the first broken and fixed one."""
    described = scenario(rule)
    if described.none is not None:
        return RuleVerdict(rule.id, rule.name, rule.title, described.none, ())
    plays: list[Played] = []
    left_out = []
    first: dict[str, Part] = {}
    for part in parts(rule):
        verdict, name = part.example.verdict, part.example.name
        if part.none is not None:
            left_out.append((name or verdict, part.none))
        elif first.setdefault(verdict, part) is part or every:
            leads = verdict == "broken" and first[verdict] is part
            plays += _sessions(rule, part, clients, lab, choices, leads=leads) if every or verdict != "silent" else ()
    return RuleVerdict(rule.id, rule.name, rule.title, None, tuple(plays), tuple(left_out))


def _sessions(
    rule: Rule, part: Part, clients: Iterable[str], lab: Lab, choices: Choices, *, leads: bool
) -> Iterator[Played]:
    """One example with each client. What the rule says of the client must be in what was seen with the one that
    *leads*; only our own client tells every reply."""
    example = part.example
    for choice in dict.fromkeys(claim.choice for claim in part.expectations) or ("",):
        claims = tuple(claim for claim in part.expectations if claim.choice == choice)
        if not claims:
            yield Played(example.verdict, "builtin", (), (), "the scenario expects nothing of it", example.name)
            continue
        settled = _settled(choices, choice)
        for client in clients:
            if able(client, part.actor, claims):
                more = _client_claims(rule) if leads and client == "builtin" and not choice else ()
                every = (*claims, *more)
                played = play(example.text, part.actor, every, client, lab, settled, example.evidence, example.version)
                yield played._replace(name=example.name)


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
    return () if said.reply is None else (Expectation("broken", SAID, said.reply, said.substatus),)


def able(client: str, actor: Actor, claims: Iterable[Expectation]) -> bool:
    """Whether *client* can play the part: lftp has no CCC, s_client no data connections and no clear text.

    curl and lftp send no USER without having read the banner, and always log in with the account that they are given.
    """
    steps = {claim.step for claim in claims}
    if client != "builtin" and _for_ours(actor, steps, claims):
        return False
    if client == "lftp":
        return actor.channel != "ccc" and actor.password != "empty" and "ccc" not in steps and actor.data != "silent"
    if client == "openssl":
        return actor.channel == "tls" and not steps.intersection((*DATA_STEPS, "ccc"))
    if client == "ftplib":
        return actor.channel != "try"
    return client != "curl" or actor.data != "silent"


def _for_ours(actor: Actor, steps: set[str], claims: Iterable[Expectation]) -> bool:
    """Whether only our own client can do it: commands, other clients, addresses, names, time, no client at all."""
    said = actor.first or actor.before or actor.commands or actor.others
    place = actor.address or actor.host or actor.data == "elsewhere"
    time = actor.meanwhile or actor.passes
    return bool(said or place or time or steps & {"start", "command"} or _needs_certificate(claims))


def _needs_certificate(claims: Iterable[Expectation]) -> bool:
    """Whether the certificate of the server is asked for, or refused by the client: s_client takes any."""
    return any(claim.step == "handshake" and (claim.text or not claim.reply) for claim in claims)


def play(
    text: str,
    actor: Actor,
    claims: tuple[Expectation, ...],
    client: str,
    lab: Lab,
    choices: Choices = DEFAULT,
    evidence: _Element | None = None,
    version: str | None = None,
) -> Played:
    """One session against the configuration in *text*. *evidence* has the server's certificates, folders and accounts.
    *version* is that of its IIS, if not the latest; it decides only whether the server starts with the file."""
    example = claims[0].example
    if all(claim.step == "start" for claim in claims):
        return _start(text, claims, client, lab, version)
    wanted = tuple(step for step in DATA_STEPS if any(claim.step == step for claim in claims))
    try:
        store = store_of(lab, evidence)
        with stage(text, actor, lab, choices, certificates=store, seen=seen_of(evidence)) as set_up:
            before, lines = session(set_up, actor, client, lab, wanted)
            held = hold_all(claims, lines, set_up, choices, actor)
            lines = (*before, *lines)
    except NobodyListens as error:
        if any((claim.step, claim.reply) != ("connect", 0) for claim in claims):
            return Played(example, client, (), (), str(error))
        seen_none = Step("connect", 0, str(error))
        return Played(example, client, (), tuple(Held(claim, seen_none, None, True) for claim in claims))
    except StageError as error:
        return Played(example, client, (), (), str(error))
    return Played(example, client, lines, held)


def _start(text: str, claims: tuple[Expectation, ...], client: str, lab: Lab, version: str | None) -> Played:
    """Whether the server starts with the file as it stands; no client is needed for that."""
    reason = refused(text, lab, version)
    seen = Step("start", 220, "the server starts") if reason is None else Step("start", 0, reason)
    held = tuple(Held(claim, seen, None, (claim.reply == REFUSED) == (reason is not None)) for claim in claims)
    return Played(claims[0].example, client, (Line("*", seen.text),), held)


def verify_rules(
    rules: Iterable[Rule], clients: tuple[str, ...], lab: Lab, choices: Choices = DEFAULT, *, every: bool = True
) -> Iterator[RuleVerdict]:
    """The verdict of each of *rules*, one after the other; of all their examples, or (*every* false) of the first."""
    for rule in rules:
        yield verify_rule(rule, clients, lab, choices, every=every)
