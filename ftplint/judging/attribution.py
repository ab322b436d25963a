"""Attributes violations to causes: where the setting at fault was written, and which sites have it from there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from ftplint.configuration import Step, in_site_defaults, of_binding, resolve
from ftplint.judging.identity import identity_of_node
from ftplint.judging.pending_finding import NAME, PendingFinding
from ftplint.rules import Expression, fix, graver, plain_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from lxml.etree import _Element

    from ftplint.configuration import Binding, Configuration, Resolved, Site
    from ftplint.judging.violation import Violation
    from ftplint.rules import Fix, Pointer, Rule
    from ftplint.source import Place

_SELF = Expression(".")


class Attribution:
    """Gathers findings; one cause outside the sites becomes one finding, however many sites it reaches."""

    def __init__(
        self,
        configuration: Configuration,
        endpoint: Callable[[_Element], tuple[Site, Binding]] | None = None,
        sites: Mapping[_Element, Site] | None = None,
    ) -> None:
        """*endpoint* says which site and binding stands behind a binding below a ``port`` element.

        *sites* says which site each ``site`` element is, where rules can point at other sites than their own.
        """
        self._configuration = configuration
        self._endpoint = endpoint
        self._sites = sites or {}
        self._drafts: list[PendingFinding] = []
        self._shared: dict[tuple[Any, ...], PendingFinding] = {}

    def pending_findings(self) -> Iterator[PendingFinding]:
        """They, in the order in which their causes came up."""
        yield from self._drafts

    def add(self, violation: Violation, sites: Sequence[Site]) -> None:
        """Attributes *violation*, found on the first of *sites*, to a place for each of them."""
        rule, node = violation.rule, violation.node
        site = sites[0] if sites else None
        at, target = self._resolved(node, _at(violation), site)
        value = _value(target[0], site)
        identity = identity_of_node(*target, rule.needs.names if rule.scope == "site" else None)
        related = [
            (self._resolved(node, pointer.select, site)[0], plain_text(pointer.element))
            for pointer in violation.context.pointers.related or rule.pointers.related
        ]
        written = [(resolved, note) for resolved, note in related if resolved.level != "schema"]
        proposed = fix(rule, self._settings(rule, node, site), lambda test: bool(test(node)))
        cause = _cause(at, [resolved for resolved, _ in written], site)
        if cause is not None:
            message = violation.message()
            if site is not None and (rule.needs.site_name or rule.needs.whole):
                message = message.replace(f"'{site.name}'", f"'{NAME}'")
            # Sites that get different messages, but for their names, are no one finding.
            same = (rule.id, violation.test, at.setting, cause.element, cause.attribute, identity, message)
            pending = self._shared.get(same)
            if pending is None:
                pending = self._draft(violation, message, at, cause, site, written, proposed, identity, value)
                pending.site = None
                self._shared[same] = pending
                self._drafts.append(pending)
                pending.sites.clear()
            pending.fix = graver(pending.fix, proposed)
            pending.sites.extend(one.name for one in sites)
            return
        message = violation.message()
        for one in sites or (None,):
            self._drafts.append(
                self._draft(violation, message, at, at.place(one), one, written, proposed, identity, value)
            )

    def _draft(
        self,
        violation: Violation,
        message: str,
        at: Resolved,
        place: Place,
        site: Site | None,
        related: Sequence[tuple[Resolved, str]],
        proposed: Fix | None,
        identity: tuple[str, ...],
        value: str | None,
    ) -> PendingFinding:
        return PendingFinding(
            rule=violation.rule,
            message=message,
            place=place,
            site=None if site is None else site.name,
            setting=at.setting,
            origin=at.level,
            sites=[] if site is None else [site.name],
            related=tuple((resolved.place(site), note) for resolved, note in related),
            fix=proposed,
            identity=identity,
            anonymous=any(part.startswith("port=") for part in identity),
            value=value,
            context=violation.context.element,
        )

    def _settings(self, rule: Rule, node: _Element, site: Site | None) -> dict[str, str]:
        return {change.select.text: self._resolved(node, change.select, site)[0].setting for change in rule.changes}

    def _resolved(
        self, node: _Element, select: Expression, site: Site | None
    ) -> tuple[Resolved, tuple[str | _Element, _Element]]:
        """What *select* points at from *node* (the node itself where it selects nothing), in file and document."""
        found = select(node)
        target = found[0] if isinstance(found, list) and found else node
        attribute: str | None = None
        element = cast("_Element", target)
        if isinstance(target, str):
            attribute, element = target.attrname, target.getparent()  # type: ignore[attr-defined]
        return self._home(element, attribute, site), (cast("str | _Element", target), element)

    def _home(self, element: _Element, attribute: str | None, site: Site | None) -> Resolved:
        """*element* of the effective document, or its *attribute*, in terms of the file."""
        outermost = top_of(element)
        top = outermost.tag
        if top == "port":  # its siblings can be many, and nobody counts them
            assert self._endpoint is not None  # only with it do documents have ports
            return of_binding(self._endpoint(next(element.iter("binding")))[1])
        steps = _steps(element)
        if top == "siteDefaults":
            return in_site_defaults(self._configuration, steps[1:], attribute)
        other = self._sites.get(outermost)
        if other is not None and other is not site:
            resolved = resolve(self._configuration, other, steps, attribute)
            return resolved._replace(fixed=resolved.place(other))
        return resolve(self._configuration, site if top == "site" else None, steps, attribute)


def _cause(at: Resolved, triggers: Sequence[Resolved], site: Site | None) -> Place | None:
    """The place outside the sites that is to blame, or None where each site is.

    A value that siteDefaults or the server level writes is to blame itself, and so is one of those two that
    nobody writes. Another value that nobody writes is not; then siteDefaults is, if all that makes the value matter is
    written there.
    """
    if at.shared or at.common:
        return at.place(site)
    if at.level == "schema" and at.fixed is None and triggers and all(r.level == "siteDefaults" for r in triggers):
        return at.nearest(site, "siteDefaults")
    return None


def _value(target: str | _Element, site: Site | None) -> str | None:
    """The value of an attribute of the effective document, or None for an element.

    None too for the host of a binding: sites judged together have a word in its place.
    """
    if not isinstance(target, str) or target.attrname == "host":  # type: ignore[attr-defined]
        return None
    return target.replace(NAME, "" if site is None else site.name)


def _at(violation: Violation) -> Expression:
    """The XPath of the setting at fault: ``ftp:at``, else what the fix sets, else the context node."""
    rule = violation.rule
    pointers: Sequence[Pointer] = violation.context.pointers.at or rule.pointers.at or rule.changes
    return pointers[0].select if pointers else _SELF


def top_of(node: _Element) -> _Element:
    """The child of ``server`` that *node* is in; ``server`` for itself."""
    element = node
    while (parent := element.getparent()) is not None and parent.getparent() is not None:
        element = parent
    return element


def _steps(element: _Element) -> list[Step]:
    """The steps from the ``site`` that *element* is in, or else from ``server``, to *element*."""
    steps: list[Step] = []
    current: _Element | None = element
    while current is not None and current.tag not in ("site", "server"):
        index = sum(1 for _ in current.itersiblings(current.tag, preceding=True))
        steps.append(Step(str(current.tag), index))
        current = current.getparent()
    steps.reverse()
    return steps
