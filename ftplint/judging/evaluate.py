"""Judges a configuration by the rules: problems of the file, sites once per distinct configuration, the server."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from ftplint.configuration import Projection, ports, ports_xml, users
from ftplint.judging.attribution import Attribution
from ftplint.judging.identity import identity_of_facts
from ftplint.judging.pending_finding import NAME, Draft
from ftplint.judging.violation import violations
from ftplint.judging.visibility import classes, sights
from ftplint.rules import SITES, fix, joined
from ftplint.source import Stops, escape

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from lxml.etree import _Element

    from ftplint.analysis import Understood
    from ftplint.configuration import Configuration, Ports, Site
    from ftplint.judging.visibility import Sight
    from ftplint.rules import Rule
    from ftplint.source import Problem

_CHUNK = 256
"""Distinct configurations in one document: large enough that an XPath call costs little, small in memory."""


_CONSEQUENCES = {
    Stops.NOTHING: "",
    Stops.SECTION: "IIS cannot read the section {section}; other sections are not affected.",
    Stops.SITES: "All sites share the section system.applicationHost/sites, so IIS can read none of them.",
    Stops.FILE: "IIS cannot read the whole file: web sites answer 503 and no FTP site starts.",
}
"""What a mistake costs, as the messages of rules say it (iis-config-system section 5)."""


def problem_xml(problem: Problem) -> str:
    """A problem of the file as an element of the effective document."""
    site = f' site="{escape(problem.site)}"' if problem.site is not None else ""
    setting = f' setting="{escape(problem.setting)}"' if problem.setting is not None else ""
    # A fact may quote what is no XML at all.
    facts = "".join(f' {name}="{escape(_legal(text))}"' for name, text in problem.facts.items())
    consequence = _CONSEQUENCES[problem.stops].format(section=problem.stopped)
    if consequence:
        facts += f' consequence="{escape(consequence)}"'
    return f'<problem kind="{problem.kind}"{site}{setting}{facts}/>'


def _legal(text: str) -> str:
    """*text* with a stand-in for every character that XML 1.0 does not allow."""
    if text.isprintable():
        return text
    return re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", text)


def judge(understood: Understood, rules: Sequence[Rule]) -> list[Draft]:
    """The drafts of all findings by *rules*: on the file, on its sites, on the server."""
    drafts = list(judge_problems(understood.problems, rules))
    if understood.configuration is not None:
        drafts.extend(judge_sites(understood.configuration, rules))
        drafts.extend(judge_server(understood.configuration, rules))
    return drafts


def judge_problems(problems: Sequence[Problem], rules: Iterable[Rule]) -> Iterator[Draft]:
    """The problems that have a rule, in the words of the rule."""
    if not problems:
        return
    root = etree.fromstring(f"<server>{''.join(map(problem_xml, problems))}</server>")
    index = dict(zip(root, problems, strict=True))
    kinds = {problem.kind for problem in problems}
    for rule in rules:
        if rule.scope != "problem" or rule.kind not in kinds:
            continue
        for violation in violations(rule, root):
            problem = index[violation.node]
            sites = [problem.site] if problem.site is not None else []
            yield Draft(
                rule,
                violation.message,
                problem.place,
                problem.site,
                problem.setting,
                None,
                sites,
                problem.related,
                fix(rule),
                identity_of_facts(problem.facts),
                anonymous=problem.kind.endswith("-duplicate"),  # which of the two is the first one does not matter
            )


def judge_sites(configuration: Configuration, rules: Iterable[Rule]) -> Iterator[Draft]:
    """The findings on FTP sites. Rules see the server level too, and sites that look the same to them once."""
    sites = configuration.ftp_sites if configuration.serves_ftp else ()
    if not sites:
        return
    attribution = Attribution(configuration)
    parts = (part for rule in rules if (part := rule.part("site")) is not None)
    with_locations = configuration.sections.sites
    similar = classes(sites, with_locations)
    for sight in sights(parts, [group[0] for group in similar], with_locations):
        _judge_alike(configuration, similar, sight, attribution)
    yield from attribution.drafts()


def _judge_alike(
    configuration: Configuration, similar: Sequence[list[Site]], sight: Sight, attribution: Attribution
) -> None:
    """Judges the sites of the classes *similar* by the rules of *sight*, those once that look the same to them."""
    projection = Projection(configuration, sight.names)
    alike: dict[str, list[list[Site]]] = {}
    for group in sight.twins(similar):
        alike.setdefault(projection.site(group[0], NAME), []).append(group)
    distinct = list(alike.items())
    start_tag = configuration.server_start()
    shared = configuration.sections_xml("") if sight.server else ""
    for start in range(0, len(distinct), _CHUNK):
        chunk = distinct[start : start + _CHUNK]
        # The server level first: a path to it from the top would pass all sites otherwise.
        root = etree.fromstring(f"{start_tag}{shared}{''.join(text for text, _ in chunk)}</server>")
        members = dict(zip(root.iterchildren("site"), chunk, strict=True))
        for rule in sight.rules:
            for violation in violations(rule, root):
                for group in members[_top(violation.node)][1]:
                    attribution.add(violation, group)


def judge_server(configuration: Configuration, rules: Iterable[Rule]) -> Iterator[Draft]:
    """The findings of rules that look at several sites or at the server level, on as much as they can see of it."""
    chosen = [part for rule in rules if (part := rule.part("server")) is not None]
    if not chosen or not configuration.serves_ftp:
        return
    words = joined(pattern.words for rule in chosen for pattern in rule.patterns)
    sites = configuration.ftp_sites if words is None or SITES in words else ()
    bound = ports(configuration.ftp_sites) if words is None or "port" in words else {}
    pieces = _server_pieces(configuration, (), sites, bound)
    root = etree.fromstring("".join(pieces), etree.XMLParser(huge_tree=True))
    members = dict(zip(root.iterchildren("site"), sites, strict=True))
    endpoints = dict(zip(root.iterfind("port/address/host/binding"), users(bound), strict=True))
    attribution = Attribution(configuration, endpoints)
    for rule in chosen:
        for violation in violations(rule, root):
            top = _top(violation.node)
            site = members.get(top)
            if top.tag == "port":
                node = violation.node
                first = node if node in endpoints else next(node.iter("binding"))
                site = endpoints[first][0]
            attribution.add(violation, [] if site is None else [site])
    yield from attribution.drafts()


def server_xml(configuration: Configuration, problems: Iterable[Problem], sites: Iterable[Site]) -> Iterator[str]:
    """The effective document in pieces: what ``ftplint effective --format xml`` prints and every rule sees."""
    shown = list(sites) if configuration.serves_ftp else []
    return _server_pieces(configuration, problems, shown, ports(shown))


def _server_pieces(
    configuration: Configuration, problems: Iterable[Problem], sites: Iterable[Site], bound: Ports
) -> Iterator[str]:
    yield configuration.server_start() + "\n"
    yield configuration.site_defaults_xml()
    for site in sites:
        yield configuration.site_xml(site)
        yield "\n"
    yield ports_xml(bound)
    yield configuration.sections_xml("")
    for problem in problems:
        yield "\n"
        yield problem_xml(problem)
    yield "\n</server>\n"


def _top(node: _Element) -> _Element:
    """The child of ``server`` that *node* is in; ``server`` for itself."""
    element = node
    while (parent := element.getparent()) is not None and parent.getparent() is not None:
        element = parent
    return element
