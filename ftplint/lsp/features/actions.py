"""Code actions: the fix of a finding, all safe fixes, and the comment that suppresses a finding with a reason.

A fix changes what ``ftplint fix`` does, and a comment is the one that ``ftplint suppress`` writes, byte for byte.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from lsprotocol import types

from ftplint.errors import FtplintError
from ftplint.fixes import Wish, fixed
from ftplint.lsp.edits import text_edits
from ftplint.source import apply, decode
from ftplint.suppressing import suppressed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.judging import Finding, PendingFinding
    from ftplint.lsp.analysis import Analysis

ASK = "ftplint.askForReason"
"""A command of the client: it asks for a reason and then calls SUPPRESS."""
SUPPRESS = "ftplint.suppress"
"""A command of the server, with one argument, a table: ``uri``, ``rule``, ``reason``; if wanted ``site``, ``until``."""
FIX_ALL = "source.fixAll.ftplint"
KINDS = (types.CodeActionKind.QuickFix, FIX_ALL)
_WARNINGS = {
    "unsafe": " (unsafe: it could lock somebody out)",
    "opens": " (opens: it lets somebody in, or shows something, that is closed now)",
}


class Client(NamedTuple):
    """What the client can do: complete an action that was chosen, ask for a reason, refuse edits of an old version."""

    resolves: bool = False
    asks: bool = False
    versions: bool = False


class NothingToDoError(FtplintError):
    """An action that changes nothing; ``str`` says why."""


def actions(analysis: Analysis, place: types.Range, only: list[str] | None, client: Client) -> list[types.CodeAction]:
    """The actions for *place*; *only* are the kinds that are wanted, None means all."""
    found = [*_at(analysis, place, client), *_everywhere(analysis)]
    found = [one for one in found if only is None or any(_is_a(one.kind, kind) for kind in only)]
    if client.resolves:
        return found
    return [one for one in (_resolved(analysis, one, client) for one in found) if one is not None]


def resolved(analysis: Analysis, action: types.CodeAction, client: Client) -> types.CodeAction:
    """*action* with its edit. Raises NothingToDoError, and FtplintError for what cannot be written."""
    data: dict[str, Any] = action.data if isinstance(action.data, dict) else {}
    if data.get("do") == "suppress":
        after = _suppressed(analysis, str(data["rule"]), None, None, data.get("site"))
    elif data.get("do") in ("fix", "fix all"):
        after = _fixed(analysis, data)
    else:
        raise NothingToDoError("this action is none of ftplint's; ask for the actions again")
    action.edit = _edit(analysis, after, client)
    return action


def suppression(analysis: Analysis, wanted: dict[str, Any], client: Client) -> types.WorkspaceEdit:
    """The edit of SUPPRESS. Raises FtplintError for a rule, a reason or a date that cannot be."""
    rule, reason = wanted.get("rule"), wanted.get("reason")
    until, site = wanted.get("until") or None, wanted.get("site") or None
    if (
        not isinstance(rule, str)
        or not isinstance(reason, str)
        or not all(one is None or isinstance(one, str) for one in (until, site))
    ):
        raise NothingToDoError(f"{SUPPRESS} takes one table with the texts uri, rule and reason, and site and until")
    return _edit(analysis, _suppressed(analysis, rule, reason, until, site), client)


def _resolved(analysis: Analysis, action: types.CodeAction, client: Client) -> types.CodeAction | None:
    try:
        return action if action.command is not None else resolved(analysis, action, client)
    except FtplintError:  # an action that does nothing is not offered
        return None


def _is_a(kind: str | types.CodeActionKind | None, wanted: str) -> bool:
    name = str(getattr(kind, "value", kind))
    return not wanted or name == wanted or name.startswith(f"{wanted}.")


def _at(analysis: Analysis, place: types.Range, client: Client) -> Iterator[types.CodeAction]:
    """The actions of the findings at *place*."""
    start, end = analysis.text.offset(place.start), analysis.text.offset(place.end)
    here = [finding for finding in analysis.findings if _touches(analysis, finding, start, end)]
    for finding in here:
        yield from _fixes(analysis, finding)
    project = analysis.project
    refused = {rule.id for rule in project.rules.chosen if not rule.suppressible} if project is not None else set()
    for finding in here:
        if finding.rule not in refused:
            yield from _suppressions(analysis, finding, client)


def _touches(analysis: Analysis, finding: Finding, start: int, end: int) -> bool:
    at = finding.location
    first, last = analysis.text.place(at.line, at.column), analysis.text.place(at.end_line, at.end_column)
    return first <= end and start <= last


def _fixes(analysis: Analysis, finding: Finding) -> Iterator[types.CodeAction]:
    fix = finding.fix
    if fix is None or fix.safety == "manual":
        return
    asks = list(fix.asks_for)
    warning = "".join(_WARNINGS[name] for name in asks)
    data = {
        "do": "fix",
        "uri": analysis.uri,
        "rule": finding.rule,
        "permits": asks,
        "setting": finding.setting,
        "sites": list(finding.affected_sites),
    }
    yield _action(f"Fix {finding.rule}: {fix.title}{warning}", types.CodeActionKind.QuickFix, data, preferred=not asks)
    same = [one for one in analysis.findings if one.rule == finding.rule and one.fix is not None]
    if len(same) > 1:
        every = sorted({name for one in same if one.fix is not None for name in one.fix.asks_for})
        title = f"Fix every {finding.rule} in this file{''.join(_WARNINGS[name] for name in every)}"
        data = {"do": "fix all", "uri": analysis.uri, "rule": finding.rule, "permits": every}
        yield _action(title, types.CodeActionKind.QuickFix, data)


def _everywhere(analysis: Analysis) -> Iterator[types.CodeAction]:
    """All safe fixes, if there is one."""
    if any(f.fix is not None and f.fix.safety == "safe" and f.severity != "info" for f in analysis.findings):
        data = {"do": "fix all", "uri": analysis.uri}
        yield _action("Fix all that is safe (ftplint)", FIX_ALL, data)


def _suppressions(analysis: Analysis, finding: Finding, client: Client) -> Iterator[types.CodeAction]:
    sites = finding.affected_sites[:1] if len(finding.affected_sites) == 1 else ()
    for site in (*sites, None):
        where = "in this file" if site is None else f"on site '{site}'"
        title = f"Suppress {finding.rule} {where} with a reason"
        data: dict[str, Any] = {"do": "suppress", "uri": analysis.uri, "rule": finding.rule, "site": site}
        action = _action(title, types.CodeActionKind.QuickFix, data)
        if client.asks:
            asked = {"uri": analysis.uri, "rule": finding.rule, "site": site}
            action.command, action.data = types.Command(title, ASK, arguments=[asked]), None
        yield action


def _action(
    title: str, kind: types.CodeActionKind | str, data: dict[str, Any], *, preferred: bool = False
) -> types.CodeAction:
    return types.CodeAction(title, kind, is_preferred=preferred or None, data=data)


def _fixed(analysis: Analysis, data: dict[str, Any]) -> bytes:
    """The file after the fixes that *data* asks for."""
    if analysis.project is None:
        raise NothingToDoError(analysis.error)
    permits, sites = data.get("permits") or (), {str(name).lower() for name in data.get("sites") or ()}

    def only(pending: PendingFinding) -> bool:
        same = {name.lower() for name in pending.sites} & sites if sites else not pending.sites
        return pending.setting == data.get("setting") and bool(same)

    rules, rule = analysis.project.rules, data.get("rule")
    if rule is not None:
        rules = rules._replace(chosen=tuple(one for one in rules.chosen if one.id == rule))
    wish = Wish(
        unsafe="unsafe" in permits,
        opens="opens" in permits,
        info=rule is not None or analysis.project.settings.selection.profile != "all",
        only=only if data["do"] == "fix" else None,
    )
    made = fixed(analysis.path, analysis.data, rules, analysis.project.settings, wish)
    if made.data == analysis.data:
        reasons = [one.reason for one in made.left if rule is None or one.pending.rule.id == rule]
        raise NothingToDoError(f"nothing was changed: {reasons[0] if reasons else 'there is nothing to fix any more'}")
    return made.data


def _suppressed(analysis: Analysis, rule: str, reason: str | None, until: str | None, site: str | None) -> bytes:
    folders = () if analysis.project is None else analysis.project.settings.rules
    sites = () if site is None else (site,)
    made = suppressed(analysis.path, analysis.data, rule, reason, until, sites=sites, folders=folders)
    if not made.edits:
        raise NothingToDoError(f"{made.rule} finds nothing here any more")
    return apply(made.parsed.source, made.edits)


def _edit(analysis: Analysis, after: bytes, client: Client) -> types.WorkspaceEdit:
    edits = text_edits(analysis.text, decode(analysis.path, after).source.text)
    if not client.versions:
        return types.WorkspaceEdit(changes={analysis.uri: edits})
    document = types.OptionalVersionedTextDocumentIdentifier(analysis.uri, analysis.version)
    return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(document, list(edits))])
