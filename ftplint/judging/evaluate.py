"""Judges a configuration by the rules: problems of the file, sites once per distinct configuration, the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from ftplint.configuration import Projection, ports, ports_xml, users
from ftplint.judging.attribution import Attribution, top_of
from ftplint.judging.consequences import name_causes
from ftplint.judging.identity import identity_of_facts
from ftplint.judging.pending_finding import NAME, PendingFinding
from ftplint.judging.violation import violations
from ftplint.judging.visibility import classes, rule_groups, varied
from ftplint.rules import RuleError, fix, line_of
from ftplint.source import Stops, escape, legal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from lxml.etree import _Element

    from ftplint.analysis import ParsedFile
    from ftplint.configuration import Binding, Configuration, Ports, Site
    from ftplint.judging.violation import Violation
    from ftplint.judging.visibility import RuleGroup
    from ftplint.rules import Fix, Rule
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
    facts = "".join(f' {name}="{escape(legal(text))}"' for name, text in problem.facts.items())
    consequence = _CONSEQUENCES[problem.stops].format(section=problem.stopped)
    if consequence:
        facts += f' consequence="{escape(consequence)}"'
    return f'<problem kind="{problem.kind}"{site}{setting}{facts}/>'


def judge(parsed: ParsedFile, rules: Sequence[Rule]) -> list[PendingFinding]:
    """All findings by *rules*: on the file, on its sites, on the server."""
    pending_findings = list(judge_problems(parsed.problems, rules, parsed.configuration, parsed.evidence))
    if parsed.configuration is not None:
        # A rule that looks for a fact where nobody gathered any would report that it is missing.
        known = parsed.known
        rules = [rule for rule in rules if known.issuperset(rule.evidence)]
        pending_findings.extend(judge_sites(parsed.configuration, rules))
        pending_findings.extend(judge_server(parsed.configuration, rules, parsed.problems, parsed.evidence))
        name_causes(pending_findings)
    return pending_findings


def judge_problems(
    problems: Sequence[Problem],
    rules: Iterable[Rule],
    configuration: Configuration | None = None,
    evidence: Callable[[], str] = str,
) -> Iterator[PendingFinding]:
    """The problems that have a rule, in the words of the rule.

    *configuration* and *evidence* are what else such a rule can look at.
    """
    if not problems:
        return
    kinds = {problem.kind for problem in problems}
    of_problems = [rule for rule in rules if rule.scope == "problem"]
    chosen = [rule for rule in of_problems if not rule.needs.kinds or not rule.needs.kinds.isdisjoint(kinds)]
    by_reach: dict[Configuration | None, list[Rule]] = {}
    for rule in chosen:
        by_reach.setdefault(configuration if rule.needs.whole else None, []).append(rule)
    for around, some in by_reach.items():
        if around is not None:
            root = _parsed(server_xml(around, problems, around.ftp_sites, evidence()))
        else:
            root = etree.fromstring(f"<server>{''.join(map(problem_xml, problems))}</server>")
        index = dict(zip(root.iterchildren("problem"), problems, strict=True))
        for rule in some:
            for violation in violations(rule, root):
                yield _of_problem(violation, index[violation.node])


def _of_problem(violation: Violation, problem: Problem) -> PendingFinding:
    return PendingFinding(
        rule=violation.rule,
        message=violation.message(),
        place=problem.place,
        site=problem.site,
        setting=problem.setting,
        origin=None,
        sites=[problem.site] if problem.site is not None else [],
        related=problem.related,
        fix=_fix(violation.rule, problem),
        identity=identity_of_facts(problem.facts),
        anonymous=problem.kind.endswith("-duplicate"),  # which of the two is the first one does not matter
        means=problem.meant,
    )


def _fix(rule: Rule, problem: Problem) -> Fix | None:
    """What it sets is the setting that the problem is about."""
    return fix(rule, {one.select.text: problem.setting or "" for one in rule.changes}, facts=problem.facts)


def judge_sites(configuration: Configuration, rules: Iterable[Rule]) -> Iterator[PendingFinding]:
    """The findings on FTP sites. Rules see the server level too, and sites that look the same to them once.

    A rule that reads what a site is called has a site of its own for each name. Where sites are many, it is first found
    out which of them break which rules; what a finding prints and points at is only looked at there.
    """
    sites = configuration.ftp_sites if configuration.serves_ftp else ()
    if not sites:
        return
    attribution = Attribution(configuration)
    parts = [part for rule in rules if (part := rule.part("site")) is not None]
    similar = classes(sites, configuration.sections.sites)
    differing = varied(group[0] for group in similar)
    broken: dict[int, set[int]] | None = None
    if len(sites) > FEW:
        broken = {id(part): set() for part in parts}
        for rule_group in rule_groups(parts, differing, configuration, deciding=True):
            for violation, group in _violations(configuration, similar, rule_group):
                broken[id(violation.rule)].update(map(id, group))
        parts = [part for part in parts if broken[id(part)]]
    for rule_group in rule_groups(parts, differing, configuration):
        concerned = similar
        if broken is not None:
            some = set().union(*(broken[id(part)] for part in rule_group.rules))
            reduced = ([site for site in group if id(site) in some] for group in similar)
            concerned = [group for group in reduced if group]
        for violation, group in _violations(configuration, concerned, rule_group):
            attribution.add(violation, group)
    yield from attribution.pending_findings()


FEW = 50
"""So many sites are judged in one go."""


def _violations(
    configuration: Configuration, similar: Sequence[list[Site]], rule_group: RuleGroup
) -> Iterator[tuple[Violation, list[Site]]]:
    """The violations of the rules of *rule_group* by sites of the classes *similar*."""
    for root, members in _documents(configuration, similar, rule_group):
        for rule in rule_group.rules:
            for violation in violations(rule, root):
                for group in members[top_of(violation.node)]:
                    yield violation, group


def _documents(
    configuration: Configuration, similar: Sequence[list[Site]], rule_group: RuleGroup
) -> Iterator[tuple[_Element, dict[_Element, list[list[Site]]]]]:
    """Documents that have the sites of the classes *similar* as *rule_group* sees them, those that look the same once.

    With each document the sites that each of its ``site`` elements stands for.
    """
    needs, view = rule_group.needs, rule_group.view
    projection = Projection(configuration, view.shown, host_or_not=view.host_or_not)
    alike: dict[str, list[list[Site]]] = {}
    for group in rule_group.equivalent_sites(similar):
        name = group[0].name if view.site_name else NAME
        alike.setdefault(projection.site(group[0], name), []).append(group)
    distinct = list(alike.items())
    start_tag = configuration.server_start()
    shared = configuration.sections_xml("") if needs.server_level else ""
    for start in range(0, len(distinct), _CHUNK):
        chunk = distinct[start : start + _CHUNK]
        # The server level first: a path to it from the top would pass all sites otherwise.
        root = etree.fromstring(f"{start_tag}{shared}{''.join(text for text, _ in chunk)}</server>")
        yield root, {element: sites for element, (_, sites) in zip(root.iterchildren("site"), chunk, strict=True)}


def judge_server(
    configuration: Configuration,
    rules: Iterable[Rule],
    problems: Sequence[Problem] = (),
    evidence: Callable[[], str] = str,
) -> Iterator[PendingFinding]:
    """The findings of rules that look at several sites or at the server level, on as much as they have to see.

    *evidence* is asked for only if a rule sees the whole document.
    """
    if not configuration.serves_ftp:
        return
    by_reach: dict[tuple[bool, bool], list[Rule]] = {}
    for rule in rules:
        if (part := rule.part("server")) is not None:
            needs = part.needs
            by_reach.setdefault((needs.whole, needs.ports or needs.whole), []).append(part)
    for (whole, with_ports), chosen in by_reach.items():
        sites = configuration.ftp_sites if whole else ()
        bound = ports(configuration.ftp_sites) if with_ports else {}
        facts = evidence() if whole else ""
        root = _parsed(_server_pieces(configuration, problems if whole else (), sites, bound, facts))
        if whole:
            _refuse_endless(chosen, root, len(sites))
        yield from _judge_together(configuration, chosen, root, sites, bound)


def _refuse_endless(rules: Iterable[Rule], root: _Element, sites: int) -> None:
    """Raises RuleError for a rule that would look at more nodes of this document than anybody can wait for.

    libxml2 cannot be stopped once it evaluates. Only rules of one's own look at the whole document.
    """
    from ftplint.rules.xpath import work_of

    nodes = sum(1 for _ in root.iter("*"))
    for rule in rules:
        for context in (context for pattern in rule.patterns for context in pattern.contexts):
            visits = max((work_of(context, test).visits(nodes, sites) for test in context.tests), default=0.0)
            if visits > _ENDLESS:
                reason = (
                    f"with {sites} sites it would look at up to {visits:.0e} nodes, which takes for ever; "
                    "write it with fewer '//', descendant and sibling steps inside of predicates and tests"
                )
                raise RuleError(rule.path, line_of(context.element), reason)


_ENDLESS = 2e11
"""About a quarter of an hour."""


def _judge_together(
    configuration: Configuration, rules: Iterable[Rule], root: _Element, sites: Sequence[Site], bound: Ports
) -> Iterator[PendingFinding]:
    """The findings of *rules* in the document below *root*, which has *sites* and the endpoints *bound*."""
    found = [violation for rule in rules for violation in violations(rule, root)]
    if not found:
        return
    members = dict(zip(root.iterchildren("site"), sites, strict=True))
    endpoint = _Endpoints(root, bound)
    attribution = Attribution(configuration, endpoint.of, members)
    for violation in found:
        top = top_of(violation.node)
        site = members.get(top)
        if top.tag == "port":
            site = endpoint.of(next(violation.node.iter("binding")))[0]
        attribution.add(violation, [] if site is None else [site])
    yield from attribution.pending_findings()


class _Endpoints:
    """Which sites and bindings stand behind the bindings below ``port`` elements. They are many and few are asked for,
    those that come first in most cases."""

    def __init__(self, root: _Element, bound: Ports) -> None:
        """*root* is the top of a document with the endpoints *bound*."""
        elements = (binding for port in root.iterchildren("port") for binding in port.iter("binding"))
        self._more = zip(elements, users(bound), strict=True)
        self._known: dict[_Element, tuple[Site, Binding]] = {}

    def of(self, binding: _Element) -> tuple[Site, Binding]:
        """The site and the binding behind the element *binding*."""
        while binding not in self._known:
            element, endpoint = next(self._more)
            self._known[element] = endpoint
        return self._known[binding]


def _parsed(pieces: Iterable[str]) -> _Element:
    return etree.fromstring("".join(pieces), etree.XMLParser(huge_tree=True))


def server_xml(
    configuration: Configuration, problems: Iterable[Problem], sites: Iterable[Site], evidence: str = ""
) -> Iterator[str]:
    """The effective document in pieces: what ``ftplint effective --format xml`` prints and every rule sees.

    *evidence* is the element of that name, empty where no facts are known.
    """
    shown = list(sites) if configuration.serves_ftp else []
    return _server_pieces(configuration, problems, shown, ports(shown), evidence)


def _server_pieces(
    configuration: Configuration,
    problems: Iterable[Problem],
    sites: Iterable[Site],
    bound: Ports,
    evidence: str,
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
    if evidence:
        yield f"\n{evidence}"
    yield "\n</server>\n"
