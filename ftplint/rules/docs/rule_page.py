"""A rule's page: everything its file says, as Markdown that also reads well in a terminal."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from ftplint.rules.docs.minimum_version import since, steps
from ftplint.rules.docs.roles import ALWAYS, needs, short_form
from ftplint.rules.docs.statements import covers, statements
from ftplint.rules.example import examples
from ftplint.rules.scenarios import scenario
from ftplint.rules.wording import client_view, effects, fix, references, why
from ftplint.schema import LATEST, VERSIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.rules.model import Effect, Rule

WIDTH = 100

_SCOPES = {
    "problem": "the file as it is written",
    "site": "each FTP site's effective configuration",
    "server": "the effective configuration of the whole server",
}
_OWN = "what is said to ftplint: comments in the file, settings, the baseline"
_SAFETY = {
    "safe": "safe: it changes neither who gets in nor who is kept out nor what is protected",
    "unsafe": "unsafe: it could lock somebody out, so `ftplint fix` makes it with `--unsafe` only",
    "opens": "opens: it lets in what was closed before, so `ftplint fix` makes it with `--opens` only",
    "manual": "manual",
}
_GRAVITY = ((9.0, "critical"), (7.0, "high"), (4.0, "medium"), (0.0, "low"))
_LABELS = {"broken": "Broken", "fixed": "Fixed", "silent": "Not a finding"}


def page(rule: Rule) -> Iterator[str]:
    """The lines of the page of *rule*, each with its line end. The page of a built-in rule is in docs/rules too."""
    yield f"# {rule.id} {rule.name}\n\n"
    yield _filled(f"**{markdown(rule.title)}**")
    yield "\n"
    for name, value in _facts(rule):
        yield _filled(f"* {name}: {value}", hanging="  ")
    yield from _section("Why", markdown(why(rule)))
    yield from _client(rule)
    yield from _fix(rule)
    yield from _examples(rule)
    yield from _roles(rule)
    yield from _statements(rule)
    links = references(rule)
    if links:
        yield "\n## See\n\n"
        for reference in links:
            yield f"* {markdown(reference.title)}{': <' + reference.href + '>' if reference.href else ''}\n"


def markdown(text: str) -> str:
    """*text* for Markdown: elements, and words with an asterisk, are code, since they would vanish otherwise."""
    parts = re.split(r"(`[^`]*`)", text)
    parts[::2] = [_CODE.sub(lambda found: f"`{found['quoted'] or found['bare']}`", part) for part in parts[::2]]
    return "".join(parts)


_CODE = re.compile(r"'(?P<quoted>[^'\s]*\*[^'\s]*)'|(?P<bare></?[A-Za-z][^<>]*>|(?<![\w`])[\w.%]*\*[\w.:*%]*)")


def _facts(rule: Rule) -> Iterator[tuple[str, str]]:
    optional = "; it runs only if it is selected by id, name or profile" if rule.optional else ""
    yield "Severity", rule.severity + optional
    if rule.security is not None:
        gravity = next(name for least, name in _GRAVITY if rule.security >= least)
        yield "Security", f"{rule.security} of 10 ({gravity})"
    yield "Judged on", _OWN if rule.on_ftplint else _SCOPES[rule.scope]
    if rule.profiles:
        yield "Profiles", ", ".join(f"{name} {id_}".rstrip() for name, id_ in rule.profiles)
    yield "Versions of IIS", _versions(rule)
    yield "Role services", ", ".join((ALWAYS, *(role.name for role in needs(rule))))
    if rule.evidence:
        yield "Facts from the server", f"{', '.join(rule.evidence)} ([evidence](../evidence.md))"
    yield "On the wire", on_the_wire(rule)
    silenced = "" if rule.suppressible else "; no comment, setting or baseline silences it"
    yield "Since", f"{'ftplint ' if rule.id.startswith('FTP') else ''}{rule.since or '-'}{silenced}"


def _versions(rule: Rule) -> str:
    if rule.name == "setting-of-later-version":
        return f"{VERSIONS[0]} to {VERSIONS[-2]}, as given with `--iis-version`; nothing is too new for {LATEST}"
    first = since(rule)
    if first is None:
        return f"all with this FTP service ({VERSIONS[0]} to {LATEST})"
    return f"{first.version} and later, since it is about `{first.what}`, which came with {first.version}"


def on_the_wire(rule: Rule) -> str:
    """What the rule's scenario says of a session with a client, or why there is none."""
    plan = scenario(rule)
    if plan.none is not None:
        return f"no scenario: {markdown(plan.none)}"
    client = "" if plan.certificate in (None, "none") else f" of a client with the certificate '{plan.certificate}'"
    return f"`ftplint verify {rule.id}` plays a session{client}: {'; '.join(map(str, plan.expectations))}"


def _client(rule: Rule) -> Iterator[str]:
    view = client_view(rule)
    codes = [f"reply {view.reply}" if view.reply else "", f"sub-status {view.substatus}" if view.substatus else ""]
    shown = ", ".join(code for code in codes if code)
    text = markdown(view.text or "")
    plan = f"{shown}: {text}" if shown and text else text or shown
    yield from _section("What the client sees", plan[:1].upper() + plan[1:])


def _fix(rule: Rule) -> Iterator[str]:
    proposed = fix(rule)
    if proposed is None:
        return
    yield from _section("Fix", f"{markdown(proposed.title)} ({_SAFETY[proposed.safety]}).")
    named = "With `--certificate THUMBPRINT` it is " if proposed.once_named is not None else ""
    usual, *others = effects(rule)
    if named or usual.because or others:
        yield "\n"
    if named:
        yield _filled(f"{named}{_SAFETY[usual.safety]}{_because(usual)}.")
    elif usual.because:
        yield _filled(f"Who meets it: {usual.because}.")
    if others and (named or usual.because):
        yield "\n"  # or the list would be a part of the paragraph
    for element, effect in zip((one.element for one in rule.conditions), others, strict=True):
        test = " ".join(element.get("test", "").split())
        yield _filled(f"* where `{test}`: {_SAFETY[effect.safety]}{_because(effect)}", hanging="  ")
    changes = proposed.changes if proposed.once_named is None else proposed.once_named.changes
    yield "\n" if changes else ""
    context = steps(rule.patterns[0].contexts[0].context, ())
    for change in changes:
        way = [name for name in steps(change.setting, context) if name not in ("server", "site", "location")]
        setting = "/".join((*way, change.setting.rsplit("/", 1)[-1]))
        yield f"* set `{setting}` to `{change.value}`\n" if change.value else f"* empty `{setting}`\n"


def _because(effect: Effect) -> str:
    both = " and `--unsafe`, as it could lock somebody out too" if effect.locks else ""
    return both + (f"; {markdown(effect.because)}" if effect.because else "")


def _examples(rule: Rule) -> Iterator[str]:
    first = True
    for example in examples(rule):
        if first:
            yield "\n## Examples\n"
            first = False
        label = _LABELS.get(example.verdict, example.verdict)
        if example.inherited and "inherited" not in example.name:
            label += ", inherited"
        if example.version:
            label += f" on IIS {example.version}"
        yield f"\n### {label}{': ' + markdown(example.name) if example.name else ''}\n\n"
        yield from _block("xml", textwrap.dedent(_outdented(example.text)))
        if example.baseline is not None:
            yield "\nwith the baseline\n\n"
            yield from _block("json", textwrap.dedent(example.baseline))


def _block(language: str, text: str) -> Iterator[str]:
    fence = "```"
    while fence in text:
        fence += "`"
    yield f"{fence}{language}\n{text.strip(chr(10))}\n{fence}\n"


def _roles(rule: Rule) -> Iterator[str]:
    roles = needs(rule)
    if not roles:
        return
    yield "\n## Role services\n"
    for role in roles:
        yield "\n" + _filled(f"{role.name} has to be installed besides {ALWAYS}. {role.purpose}") + "\n"
        for line in short_form(role):
            yield _filled(f"* {line}", hanging="  ")
    yield "\nOther versions of Windows: [role services](../role-services.md).\n"


def _statements(rule: Rule) -> Iterator[str]:
    if not covers(rule):
        return
    yield "\n## What the documentation says\n\n"
    known = statements()
    for cover in covers(rule):
        statement = known.get(cover.statement)
        if statement is None:
            yield f"* {cover.statement}\n"
            continue
        yield _filled(f"* {statement.id} ({statement.severity}): {markdown(statement.text)}", hanging="  ")
        if cover.milder:
            yield _filled(f"Here {rule.severity}: {markdown(cover.milder)}.", start="  ", hanging="  ")
        yield f"  <{statement.href}>\n" if statement.href else f"  {statement.source}\n"
    yield "\nAll statements and the rules for them: [the catalogue](../catalogue.md).\n"


def _section(title: str, text: str) -> Iterator[str]:
    if text:
        yield f"\n## {title}\n\n"
        yield _filled(text)


def _filled(text: str, start: str = "", hanging: str = "") -> str:
    return _fold(text, start, hanging) + "\n"


def _fold(text: str, start: str, hanging: str) -> str:
    """*text* in lines; a code span stays whole, since Markdown folds its line ends otherwise only by luck."""
    glued = re.sub(r"`[^`]*`", lambda span: span.group().replace(" ", "\0"), text)
    filled = textwrap.fill(
        glued, WIDTH, initial_indent=start, subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False
    )
    return filled.replace("\0", " ")


def _outdented(text: str) -> str:
    """An element cut out of a rule file: its first line lost the indentation that the others still have."""
    first, newline, rest = text.partition("\n")
    if not newline:
        return text
    last = rest.rsplit("\n", 1)[-1]
    return " " * (len(last) - len(last.lstrip())) + first + newline + rest
