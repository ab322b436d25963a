"""A rule's page: everything its file says, as Markdown that also reads well in a terminal."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from ftplint.engine import prose

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.engine.rule import Rule

_SCOPES = {
    "problem": "the file",
    "site": "each FTP site's effective configuration",
    "server": "the effective configuration of the whole server",
}
_SAFETY = {
    "safe": "safe: it does what the configuration already says it wants",
    "unsafe": "unsafe: it changes what clients can do, so look before applying it",
    "manual": "manual: somebody has to decide",
}


def page(rule: Rule) -> Iterator[str]:
    """The lines of the page of *rule*, each with its line end."""
    yield f"# {rule.id} {rule.name}\n\n"
    yield f"**{rule.title}.** Severity {rule.severity}; judged on {_SCOPES[rule.scope]}; since {rule.since or '-'}.\n"
    yield from _section("Why", prose.why(rule))
    view = prose.client_view(rule)
    if view.text or view.reply:
        codes = [f"reply {view.reply}" if view.reply else "", f"sub-status {view.substatus}" if view.substatus else ""]
        shown = ", ".join(code for code in codes if code)
        yield from _section(
            "What the client sees", f"{shown}: {view.text}" if shown and view.text else view.text or shown
        )
    fix = prose.fix(rule)
    if fix is not None:
        yield from _section("Fix", f"{fix.title} ({_SAFETY[fix.safety]}).")
        for change in fix.changes:
            yield f"\n* set `{change.setting}` to `{change.value}`\n"
    for example in prose.examples(rule):
        label = {"broken": "Broken", "fixed": "Fixed", "silent": "Not a finding"}.get(example.verdict, example.verdict)
        yield f"\n## {label}{': ' + example.name if example.name else ''}\n\n```xml\n"
        yield textwrap.dedent(_outdented(example.text)).strip("\n") + "\n```\n"
    references = prose.references(rule)
    if references:
        yield "\n## See\n\n"
        for reference in references:
            yield f"* {reference.title}{': <' + reference.href + '>' if reference.href else ''}\n"


def _section(title: str, text: str) -> Iterator[str]:
    if text:
        yield f"\n## {title}\n\n"
        yield textwrap.fill(text, 100, break_long_words=False, break_on_hyphens=False) + "\n"


def _outdented(text: str) -> str:
    """An element cut out of a rule file: its first line lost the indentation that the others still have."""
    first, newline, rest = text.partition("\n")
    if not newline:
        return text
    last = rest.rsplit("\n", 1)[-1]
    return " " * (len(last) - len(last.lstrip())) + first + newline + rest
