"""What the user may do: by a listing, by a rename that comes to nothing, and by a file if the user wants that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.probe import reasons
from ftplint.probe.fact import COMMANDS, Fact, Seen, refused_by_filter, said
from ftplint.probe.facts.logon import logged_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.client import Exchange, Record, Visit

_RULES = "system.ftpServer/security/authorization"
_RENAME = "a rename of a file that does not exist"
_DENIED = "Access is denied."
_MISSING = ("The system cannot find the file specified.", "The system cannot find the path specified.")


def rights(seen: Seen) -> Iterator[Fact]:
    """PRB023, PRB024 and PRB025; nothing where nobody logged in."""
    if not logged_in(seen.real) or not logged_in(seen.twin):
        return
    yield _judged("PRB023", "read", _may_read(seen.real), _may_read(seen.twin), _listing(seen.real))
    real, twin = _rename(seen.real), _rename(seen.twin)
    if real is not None and twin is not None and refused_by_filter(real, twin):
        says, saw = "RNFR is allowed", f"the reply is {said(real)}"
        yield Fact("PRB024", "differs", says, saw, (COMMANDS,), reasons=(*reasons.OF_A_SETTING, reasons.NO_IIS))
    else:
        yield _judged("PRB024", "write", _may_write(seen.real), _may_write(seen.twin), _rename(seen.real), _RENAME)
    if seen.plan.write_test:
        yield _written(seen)


def _judged(
    id_: str, right: str, found: bool | None, expected: bool | None, answer: Exchange | None, asked: str = "LIST"
) -> Fact:
    says = f"the user may {right}" if expected else f"the user may not {right}"
    saw = f"{asked} is answered with {said(answer)}"
    if found is None or expected is None:
        return Fact(id_, "not seen", says, saw, (_RULES,), f"the reply does not tell whether the user may {right}")
    if found == expected:
        return Fact(id_, "agrees", says, saw, (_RULES,))
    behind = (*reasons.OF_A_SETTING, reasons.NTFS, "the user is not in the group that the rule names")
    if expected:
        return Fact(id_, "differs", says, saw, (_RULES,), reasons=behind, weight="info")
    return Fact(id_, "differs", says, saw, (_RULES,), reasons=reasons.OF_A_SETTING, weight="error")


def _listing(record: Record) -> Exchange | None:
    visit = record.visit("logon")
    found = [] if visit is None else [one for one in visit.exchanges if one.verb == "LIST" and one.code]
    return next((one for one in found if one.accepted), found[-1] if found else None)


def _may_read(record: Record) -> bool | None:
    answer = _listing(record)
    if answer is None:
        return None
    visit = record.visit("logon")
    if answer.accepted or (visit is not None and any(one.size for one in visit.transfers)):
        return True
    return False if answer.code == 550 and _denied(answer) else None


def _rename(record: Record) -> Exchange | None:
    visit = record.visit("logon")
    return None if visit is None else visit.reply("RNFR")


def _may_write(record: Record) -> bool | None:
    """Of a name that is not there: denied, or not found. That IIS asks for the right first is not documented."""
    answer = _rename(record)
    if answer is None:
        return None
    if any(text in line for text in _MISSING for line in answer.lines):
        return True
    return False if answer.code == 550 and _denied(answer) else None


def _denied(answer: Exchange) -> bool:
    return any(_DENIED in line for line in answer.lines)


def _written(seen: Seen) -> Fact:
    real, twin = seen.real.visit("write"), seen.twin.visit("write")
    stored, removed = _reply(real, "STOR"), _reply(real, "DELE")
    expected = _reply(twin, "STOR")
    may = expected is not None and expected.accepted
    says = (
        f"the user may write in {seen.plan.write_test}" if may else f"the user may not write in {seen.plan.write_test}"
    )
    name = f"{seen.plan.write_test.rstrip('/')}/{seen.plan.file}"
    if stored is not None and stored.accepted and (removed is None or not removed.accepted):
        saw = f"the file {name} was written and NOT removed: {said(removed)}"
        return Fact("PRB025", "differs", says, saw, (_RULES,), reasons=("remove it by hand",), weight="error")
    if stored is None or not stored.code:
        answer = stored or _reply(real, "CWD")
        why = f"no file was sent: {'CWD' if stored is None else 'STOR'} is answered with {said(answer)}"
        return Fact("PRB025", "not seen", says, said(answer), (_RULES,), why)
    saw = (
        f"a file was written and removed: {said(stored)}" if stored.accepted else f"the reply to STOR is {said(stored)}"
    )
    if stored.accepted == may:
        return Fact("PRB025", "agrees", says, saw, (_RULES,))
    behind = (*reasons.OF_A_SETTING, *((reasons.NTFS,) if may else ()))
    weight = "warning" if may else "error"
    return Fact("PRB025", "differs", says, saw, (_RULES,), reasons=behind, weight=weight)  # type: ignore[arg-type]


def _reply(visit: Visit | None, verb: str) -> Exchange | None:
    return None if visit is None else visit.reply(verb)
