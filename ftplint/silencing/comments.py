"""Comments that silence findings: ``<!-- ftplint: ignore FTP106 until 2027-01-31 the partner moves in January -->``."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Literal

from lxml import etree

from ftplint.judging import Silence
from ftplint.named_tuple import NamedTuple
from ftplint.silencing.sign import SIGN
from ftplint.source import Place, Problem, comments

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from lxml.etree import _Element

    from ftplint.analysis import ParsedFile
    from ftplint.judging import PendingFinding
    from ftplint.rules import Rule

_RULES = r"[A-Za-z][\w-]*+(?:\s*+,\s*+[A-Za-z][\w-]*+)*+"
_IGNORE = re.compile(rf"\s*+ftplint:\s*+ignore(-site|-file)?+\s++({_RULES})")
_FORM = "'ftplint: ignore RULE [until YYYY-MM-DD] reason', or ignore-site, or ignore-file"

Scope = Literal["element", "site", "file"]


class Directive(NamedTuple):
    """One comment that silences ``rules`` (ids or names) in ``target`` and below it; None is the whole file.

    ``site`` is the name of the site that the target is, so that its share of a wider finding is silenced too.
    """

    rules: tuple[str, ...]
    target: _Element | None
    site: str | None
    until: date | None
    reason: str
    place: Place


def silence_by_comments(
    parsed: ParsedFile,
    pending_findings: Sequence[PendingFinding],
    rules: Sequence[Rule],
    known: Collection[str],
    today: date,
) -> tuple[list[PendingFinding], list[PendingFinding], list[Problem]]:
    """*pending_findings* that still count, those that comments silence, and what is wrong with the comments.

    *rules* are those that ran, *known* the ids and names (lower case) of all that there are.
    """
    if SIGN not in parsed.source.text:
        return list(pending_findings), [], []
    problems: list[Problem] = []
    silenced: list[PendingFinding] = []
    left = _Unsilenced(pending_findings)
    by_word = {word: rule for rule in rules for word in (rule.id.lower(), rule.name)}
    for directive in _directives(parsed, known, problems):
        chosen = {word.lower(): by_word.get(word.lower()) for word in directive.rules}
        if directive.until is not None and directive.until < today:
            problems.append(_problem("suppression-expired", directive, directive.rules, directive.until.isoformat()))
            continue
        refused = [word for word, rule in chosen.items() if rule is not None and not rule.suppressible]
        if refused:
            problems.append(_problem("suppression-refused", directive, refused))
        unused = []
        for word, rule in chosen.items():
            if rule is None or not rule.suppressible:  # a rule that did not run says nothing about the comment
                continue
            found = left.take(directive, rule)
            silenced.extend(found)
            if not found:
                unused.append(word)
        if unused:
            problems.append(_problem("suppression-unused", directive, unused))
    return left.rest(), silenced, problems


class _Unsilenced:
    """The findings that nothing silences yet, by rule and by what is around them: a comment looks at its own only."""

    def __init__(self, pending_findings: Sequence[PendingFinding]) -> None:
        self._left = dict(enumerate(pending_findings))
        self._inside: dict[tuple[str, _Element | None], list[int]] = {}
        self._of_site: dict[tuple[str, str], list[int]] = {}
        for number, pending in self._left.items():
            element = pending.place.element
            around = () if element is None else (element, *element.iterancestors())
            for one in (None, *around):
                self._inside.setdefault((pending.rule.id, one), []).append(number)
            for site in {site.lower() for site in pending.sites}:
                self._of_site.setdefault((pending.rule.id, site), []).append(number)

    def take(self, directive: Directive, rule: Rule) -> list[PendingFinding]:
        """What *directive* silences of the findings by *rule*: whole ones, or one site's share of them."""
        expires = None if directive.until is None else directive.until.isoformat()
        why = Silence("comment", directive.reason, expires, directive.place)
        whole = set(self._inside.get((rule.id, directive.target), ()))
        site = "" if directive.site is None else directive.site.lower()
        shared = () if directive.site is None else self._of_site.pop((rule.id, site), ())
        found = []
        for number in sorted(whole.union(shared)):
            pending = self._left.get(number)
            if pending is None:
                continue
            if number in whole or all(name.lower() == site for name in pending.sites):
                pending.silence = why
                found.append(self._left.pop(number))
            else:
                found.append(pending.split({site}, why))
        return found

    def rest(self) -> list[PendingFinding]:
        """Those that no comment took."""
        return list(self._left.values())


def _directives(parsed: ParsedFile, known: Collection[str], problems: list[Problem]) -> Iterator[Directive]:
    nodes = _Comments(parsed)
    for start, end, text in comments(parsed.source.text):
        if not text.lstrip().startswith(SIGN):
            continue
        place = Place.of_text(start, end)
        node = nodes.take(text)
        read = _read(text)
        if read is None:
            problems.append(Problem("suppression-malformed", place, {"value": _shown(text), "expected": _FORM}))
            continue
        until = _date(read.until)
        unknown = [word for word in read.rules if word.lower() not in known]
        if unknown or (read.until and until is None):
            wrong = ", ".join(unknown) or read.until
            problems.append(Problem("suppression-malformed", place, {"value": wrong, "expected": _FORM}))
            continue
        if not read.reason:
            problems.append(Problem("suppression-without-reason", place, {"value": ", ".join(read.rules)}))
            continue
        target, site = nodes.target(node, read.scope)
        yield Directive(read.rules, target, site, until, read.reason, place)


class _Read(NamedTuple):
    """The parts of a comment as they are written; empty where they are not."""

    scope: str
    rules: tuple[str, ...]
    until: str
    reason: str


def _read(text: str) -> _Read | None:
    """The parts of a comment that begins with SIGN; None if it is none that silences a rule."""
    start = _IGNORE.match(text)
    if start is None or text[start.end() : start.end() + 1].strip():
        return None
    words, until = text[start.end() :].split(), ""
    if len(words) > 1 and words[0] == "until":
        until, words = words[1], words[2:]
    return _Read(start[1] or "", tuple(word.strip() for word in start[2].split(",")), until, " ".join(words))


class _Comments:
    """The comments below the root element, each handed out once, in the order of the text, and what each speaks of.

    What stands outside of it has no element here, and speaks of the whole file.
    """

    def __init__(self, parsed: ParsedFile) -> None:
        nodes: list[_Element] = []
        if parsed.written is not None:
            nodes = list(parsed.written.getroottree().iter(etree.Comment))
        by_text: dict[str | None, list[_Element]] = {}
        self._next: dict[_Element, _Element | None] = {}
        """What follows each comment, other comments passed over."""
        for node in reversed(nodes):
            following = node.getnext()
            self._next[node] = self._next.get(following, following) if following is not None else None
            by_text.setdefault(node.text, []).append(node)
        self._by_text = by_text

    def take(self, text: str) -> _Element | None:
        """The next comment with this *text*."""
        nodes = self._by_text.get(text)
        return nodes.pop() if nodes else None

    def target(self, node: _Element | None, scope: str) -> tuple[_Element | None, str | None]:
        """The element that a comment speaks of, and the name of the site if it is one."""
        if node is None or scope == "-file":
            return None, None
        if scope == "-site":
            site = next(node.iterancestors("site"), None)
            if site is None:  # before a site
                site = self._neighbour(node)
            return site, site.get("name")
        target = self._neighbour(node)
        return target, target.get("name") if target.tag == "site" else None

    def _neighbour(self, node: _Element) -> _Element:
        """What stands before the comment on its line, an element or the tag around it; else the next element.

        Without a next element it is the one around.
        """
        parent = node.getparent()
        assert parent is not None, "comments outside the root element are not handed out"
        before = node.getprevious()
        between = parent.text if before is None else before.tail
        if "\n" not in (between or "") and not isinstance(before, etree._Comment):
            return parent if before is None else before
        following = self._next[node]
        return parent if following is None else following


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:  # of an empty text too
        return None


def _problem(kind: str, directive: Directive, rules: Sequence[str], expected: str = "") -> Problem:
    facts = {"value": ", ".join(rules), "reason": directive.reason, "expected": expected}
    return Problem(kind, directive.place, facts)


def _shown(text: str) -> str:
    return " ".join(text.split())[:80]
