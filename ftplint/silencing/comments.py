"""Comments that silence findings: ``<!-- ftplint: ignore FTP106 until 2027-01-31 the partner moves in January -->``."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple

from lxml import etree

from ftplint.judging import Silence
from ftplint.silencing.sign import SIGN
from ftplint.source import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from lxml.etree import _Element

    from ftplint.analysis import Understood
    from ftplint.judging import Draft
    from ftplint.rules import Rule

_MARKUP = re.compile(r"<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<!--(?P<text>.*?)-->", re.DOTALL)
_RULES = r"[A-Za-z][\w-]*(?:\s*,\s*[A-Za-z][\w-]*)*"
_DIRECTIVE = re.compile(
    rf"\s*ftplint:\s*ignore(?P<scope>-site|-file)?(?:\s+(?P<rules>{_RULES}))?"
    r"(?:\s+until\s+(?P<until>\S+))?(?:\s+(?P<reason>\S.*?))?\s*\Z",
    re.DOTALL,
)
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
    understood: Understood, drafts: Sequence[Draft], rules: Sequence[Rule], known: Collection[str], today: date
) -> tuple[list[Draft], list[Draft], list[Problem]]:
    """*drafts* that still count, those that comments silence, and what is wrong with the comments.

    *rules* are those that ran, *known* the ids and names (lower case) of all that there are.
    """
    if SIGN not in understood.source.text:
        return list(drafts), [], []
    problems: list[Problem] = []
    kept, silenced = list(drafts), []
    by_word = {word: rule for rule in rules for word in (rule.id.lower(), rule.name)}
    for directive in _directives(understood, known, problems):
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
            found = list(_taken(directive, rule, kept))
            silenced.extend(found)
            gone = {id(draft) for draft in found}
            kept = [draft for draft in kept if id(draft) not in gone]
            if not found:
                unused.append(word)
        if unused:
            problems.append(_problem("suppression-unused", directive, unused))
    return kept, silenced, problems


def _taken(directive: Directive, rule: Rule, drafts: Sequence[Draft]) -> Iterator[Draft]:
    """What *directive* silences of the findings by *rule*: whole drafts, or one site's share of them."""
    expires = None if directive.until is None else directive.until.isoformat()
    why = Silence("comment", directive.reason, expires, directive.place)
    for draft in drafts:
        if draft.rule.id != rule.id:
            continue
        if _inside(draft.place.element, directive.target):
            draft.silence = why
            yield draft
        elif directive.site is not None and directive.site.lower() in (site.lower() for site in draft.sites):
            if len(draft.sites) > 1:
                yield draft.split({directive.site.lower()}, why)
            else:
                draft.silence = why
                yield draft


def _inside(element: _Element | None, target: _Element | None) -> bool:
    return target is None or (element is not None and (element is target or target in element.iterancestors()))


def _directives(understood: Understood, known: Collection[str], problems: list[Problem]) -> Iterator[Directive]:
    comments = _comments(understood)
    for found in _MARKUP.finditer(understood.source.text):
        text = found.group("text")
        if text is None or not text.lstrip().startswith(SIGN):
            continue
        place = Place.of_text(*found.span())
        node = next(comments.get(text, iter(())), None)
        match = _DIRECTIVE.match(text)
        if match is None or not match["rules"]:
            problems.append(Problem("suppression-malformed", place, {"value": _shown(text), "expected": _FORM}))
            continue
        words = tuple(word.strip() for word in match["rules"].split(","))
        until = _date(match["until"])
        unknown = [word for word in words if word.lower() not in known]
        if unknown or (match["until"] and until is None):
            wrong = ", ".join(unknown) or match["until"]
            problems.append(Problem("suppression-malformed", place, {"value": wrong, "expected": _FORM}))
            continue
        if not match["reason"]:
            problems.append(Problem("suppression-without-reason", place, {"value": ", ".join(words)}))
            continue
        target, site = _target(node, match["scope"])
        yield Directive(words, target, site, until, " ".join(match["reason"].split()), place)


def _comments(understood: Understood) -> dict[str, Iterator[_Element]]:
    """The comments of the tree by their text, each list in document order."""
    found: dict[str, list[_Element]] = {}
    if understood.written is not None:
        for node in understood.written.getroottree().iter(etree.Comment):
            if SIGN in (node.text or ""):
                found.setdefault(node.text or "", []).append(node)
    return {text: iter(nodes) for text, nodes in found.items()}


def _target(node: _Element | None, scope: str | None) -> tuple[_Element | None, str | None]:
    """The element that a comment speaks of, and the name of the site if it is one."""
    if node is None or scope == "-file":
        return None, None
    if scope == "-site":
        site = next((e for e in node.iterancestors("site")), None)
        if site is None:  # before a site
            site = _neighbour(node)
        return site, None if site is None else site.get("name")
    target = _neighbour(node)
    return target, target.get("name") if target is not None and target.tag == "site" else None


def _neighbour(node: _Element) -> _Element | None:
    """What stands before the comment on its line, an element or the tag around it; else the next element.

    Without a next element it is the one around; None, the whole file, for a comment outside the root element.
    """
    parent = node.getparent()
    if parent is None:
        return None
    before = node.getprevious()
    between = parent.text if before is None else before.tail
    if "\n" not in (between or "") and not isinstance(before, etree._Comment):
        return parent if before is None else before
    following = node.getnext()
    while isinstance(following, etree._Comment):
        following = following.getnext()
    return parent if following is None else following


def _date(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        return None


def _problem(kind: str, directive: Directive, rules: Sequence[str], expected: str = "") -> Problem:
    facts = {"value": ", ".join(rules), "reason": directive.reason}
    return Problem(kind, directive.place, {**facts, "expected": expected} if expected else facts)


def _shown(text: str) -> str:
    return " ".join(text.split())[:80]
