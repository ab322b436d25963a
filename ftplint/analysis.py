"""From a file's bytes to what it means and what is wrong with it as such: everything before the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.configuration import Configuration, surround
from ftplint.detectors import Subject, detected
from ftplint.named_tuple import NamedTuple
from ftplint.outside import with_outside_problems
from ftplint.schema import LATEST, declarations, validate
from ftplint.source import Place, Positions, Problem, decode, other_format, parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lxml.etree import _Element

    from ftplint.outside import Outside
    from ftplint.source import Source, Span


class ParsedFile(NamedTuple):
    """A file as far as it could be understood. ``configuration`` is None where ``problems`` say why not."""

    source: Source
    written: _Element | None
    configuration: Configuration | None
    problems: tuple[Problem, ...]
    outside: Outside | None = None

    @property
    def known(self) -> frozenset[str]:
        """The kinds of facts that are known beside the file, as ``evidence`` of rules names them."""
        return frozenset() if self.outside is None else self.outside.kinds(self.source.path)

    def evidence(self) -> str:
        """The element ``evidence`` of the effective document; empty where no facts are known."""
        return "" if self.outside is None else self.outside.xml()

    def spans(self, places: Sequence[Place]) -> Iterable[Span]:
        """The spans of *places* in the file. Places in the surroundings of a fragment are those of its root."""
        if self.written is None:
            return Positions(self.source, None).spans(places)
        top = self.written.getparent()
        if top is not None:
            inside = set(self.written.iter("*"))
            places = [
                place if place.element is None or place.element in inside else Place.of_tag(self.written)
                for place in places
            ]
        return Positions(self.source, self.written).spans(places)


def analyse(path: str, data: bytes, version: str = LATEST, outside: Outside | None = None) -> ParsedFile:
    """Reads, parses, validates and resolves one file for a *version* of IIS; never raises for what the file holds."""
    decoded = decode(path, data)
    other = other_format(data)
    if other is not None:
        given = Problem("other-file-given", Place(), {"value": other.what, "hint": other.advice})
        return ParsedFile(decoded.source, None, None, (given,))
    if decoded.problem is not None:
        return ParsedFile(decoded.source, None, None, (decoded.problem,))
    tree = parse(decoded.source)
    if tree.root is None:
        return ParsedFile(decoded.source, None, None, () if tree.problem is None else (tree.problem,))
    surrounded = surround(tree.root)
    noted = () if surrounded.problem is None else (surrounded.problem,)
    if surrounded.root is None:
        return ParsedFile(decoded.source, tree.root, None, noted)
    configuration = Configuration(surrounded.root, declarations(), fragment=surrounded.is_fragment)
    subject = Subject(surrounded.root, decoded.source.text, configuration, version, path)
    problems = (*noted, *validate(surrounded.root), *configuration.problems, *detected(subject))
    if outside is not None:
        problems = tuple(with_outside_problems(problems, subject, outside))
    return ParsedFile(decoded.source, tree.root, configuration, problems, outside)


def blocking_reason(parsed: ParsedFile, path: str) -> str | None:
    """A sentence that begins with *path*, or None if nothing stands in the way of all sites."""
    configuration = parsed.configuration
    if configuration is not None and not configuration.serves_ftp:
        return f"{path} registers no FTP section: FTP is not installed, so none of this is in force."
    fatal = [problem.place for problem in parsed.problems if problem.stops_all_sites]
    if fatal:
        what = "a mistake" if len(fatal) == 1 else f"{len(fatal)} mistakes"
        lines = sorted({span.line for span in parsed.spans(fatal)})
        where = f"line {lines[0]}" if len(lines) == 1 else f"lines {', '.join(map(str, lines[:_LINES]))}"
        rest = " and others" if len(lines) > _LINES else ""
        return f"{path} has {what} in {where}{rest} that IIS cannot read past, so no site works until that is fixed."
    return None


_LINES = 3
"""As many lines are named in one sentence."""


def refusal(parsed: ParsedFile, path: str) -> str | None:
    """Why the FTP service of IIS could not work with a file, a sentence that begins with *path*; None if it could.

    A section of FTP's own that cannot be read counts: what the service does then is not documented, so no session with
    it would prove anything.
    """
    if parsed.configuration is None:
        return f"{path} is no configuration that can be resolved; 'ftplint check' says why."
    reason = blocking_reason(parsed, path)
    if reason is not None:
        return reason
    stopped = {problem.stopped for problem in parsed.problems if problem.stopped.startswith("system.ftpServer")}
    if stopped:
        return f"{path} has a mistake past which IIS cannot read {', '.join(sorted(stopped))}."
    return None
