"""What ``ftplint verify`` prints: claimed, seen, agreed; as text, JSON or JUnit."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from lxml import etree

from ftplint.rules import REFUSED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ftplint.verify.held import Held
    from ftplint.verify.play import Played, RuleVerdict


def as_text(verdicts: Sequence[RuleVerdict], *, transcript: bool) -> Iterator[str]:
    """One block a rule, then the totals."""
    for verdict in verdicts:
        if verdict.none is not None:
            yield f"{verdict.id} {verdict.name}: not played: {verdict.none}\n"
            continue
        yield f"{verdict.id} {verdict.name}: {'agreed' if verdict.agreed else 'DISAGREED'}\n"
        for play in verdict.plays:
            yield from _played(play, transcript)
        for name, reason in verdict.left_out:
            yield f"  '{name}' is not played: {reason}\n"
    yield totals(verdicts) + "\n"


def _played(play: Played, transcript: bool) -> Iterator[str]:
    if play.trouble:
        named = f" '{play.name}'" if play.name else ""
        yield f"  {play.example}{named}, {play.client}: could not be played: {play.trouble}\n"
    for comparison in play.held:
        claim = comparison.claim
        reply = {0: "no reply", REFUSED: "refused"}.get(claim.reply, str(claim.reply))
        claimed = f"{claim.command or claim.step} {claim.data if claim.step == 'log' else reply}"
        mark = "agreed" if comparison.agreed else "DISAGREED"
        named = f" ({play.name})" if play.name else ""
        yield f"  {play.example:<6}  {play.client:<7}  claimed {claimed:<12}  saw {seen(comparison)}  {mark}{named}\n"
    if transcript:
        yield from (f"      {line}\n" for line in play.lines)


def seen(comparison: Held) -> str:
    """What the client saw, in a few words."""
    if comparison.seen is None:
        return "the step was not reached"
    if comparison.seen.alert:
        return f"{comparison.seen.name}: {comparison.seen.alert}"
    if comparison.claim.step in ("log", "start") or not comparison.seen.reply:
        return f"{comparison.seen.name}: {comparison.seen.text}"
    last_line = comparison.seen.text.splitlines()[-1] if comparison.seen.text else ""
    substatus = f" (sub-status {comparison.substatus})" if comparison.substatus else ""
    return f"{comparison.seen.name} {comparison.seen.reply} {last_line}{substatus}".rstrip()


def totals(verdicts: Sequence[RuleVerdict]) -> str:
    """``24 rules played in 96 sessions: all agreed; 156 rules have no scenario``."""
    played = [verdict for verdict in verdicts if verdict.none is None]
    wrong = [verdict.id for verdict in played if not verdict.agreed]
    sessions = sum(len(verdict.plays) for verdict in played)
    outcome = f"{len(wrong)} disagreed ({', '.join(wrong)})" if wrong else "all agreed"
    without = len(verdicts) - len(played)
    rules = f"{len(played)} rule" + ("s" if len(played) != 1 else "")
    left_out = sum(len(verdict.left_out) for verdict in played)
    examples = "" if not left_out else f"; {left_out} example{'s' if left_out != 1 else ''} not played"
    return f"{rules} played in {sessions} sessions: {outcome}{examples}; {without} without a scenario"


def as_json(verdicts: Sequence[RuleVerdict], *, transcript: bool) -> str:
    """A list of rules, each with its sessions."""
    return json.dumps([_json(verdict, transcript) for verdict in verdicts], indent=2, ensure_ascii=False) + "\n"


def _json(verdict: RuleVerdict, transcript: bool) -> dict[str, Any]:
    sessions = []
    for play in verdict.plays:
        claims = [
            {
                "step": comparison.claim.step,
                "claimed": comparison.claim.reply,
                "seen": None if comparison.seen is None else comparison.seen.reply,
                "text": None if comparison.seen is None else comparison.seen.text,
                "alert": None if comparison.seen is None else comparison.seen.alert or None,
                "substatus": comparison.substatus,
                "agreed": comparison.agreed,
            }
            for comparison in play.held
        ]
        session: dict[str, Any] = {"example": play.example, "name": play.name or None, "client": play.client}
        session["claims"] = claims
        session["trouble"] = play.trouble or None
        if transcript:
            session["transcript"] = [str(line) for line in play.lines]
        sessions.append(session)
    return {
        "id": verdict.id,
        "name": verdict.name,
        "played": verdict.none is None,
        "reason": verdict.none,
        "agreed": verdict.agreed,
        "sessions": sessions,
        "left_out": [{"example": name, "reason": reason} for name, reason in verdict.left_out],
    }


def as_junit(verdicts: Sequence[RuleVerdict]) -> str:
    """One test suite; a test case for each session, a skipped one for a rule without scenario."""
    suite = etree.Element("testsuite", name="ftplint verify")
    failures = skipped = cases = 0
    for verdict in verdicts:
        if verdict.none is not None:
            case = etree.SubElement(suite, "testcase", classname=verdict.id, name=verdict.name)
            etree.SubElement(case, "skipped", message=_clean(verdict.none))
            cases, skipped = cases + 1, skipped + 1
        for example, reason in verdict.left_out:
            case = etree.SubElement(suite, "testcase", classname=verdict.id, name=f"{verdict.name}: {_clean(example)}")
            etree.SubElement(case, "skipped", message=_clean(reason))
            cases, skipped = cases + 1, skipped + 1
        for play in verdict.plays:
            name = f"{verdict.name}: {play.example}{f' ({play.name})' if play.name else ''}, {play.client}"
            case = etree.SubElement(suite, "testcase", classname=verdict.id, name=name)
            cases += 1
            if not play.agreed:
                failures += 1
                wrong = [f"claimed {h.claim.step} {h.claim.reply}, saw {seen(h)}" for h in play.held if not h.agreed]
                failure = etree.SubElement(case, "failure", message=_clean("; ".join(wrong) or play.trouble))
                failure.text = _clean("\n".join(map(str, play.lines)))
    for name, number in (("tests", cases), ("failures", failures), ("skipped", skipped), ("errors", 0)):
        suite.set(name, str(number))
    return etree.tostring(suite, encoding="unicode", pretty_print=True)


def _clean(words: str) -> str:
    """Without the characters that XML cannot hold."""
    return "".join(c if c in "\t\n\r" or ord(c) >= 32 else "?" for c in words)
