"""Authorization rules that undo each other, or do not restrict what they seem to.

A deny rule wins over every allow rule (Microsoft, FTP Authorization Rules, hh831537: "If a role, user, or group has
been specifically denied access by one rule, it cannot be granted access by another"), and a folder adds its rules to
those it inherits (configuration reference, authorization).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.source import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.etree import _Element

    from ftplint.configuration import EffectiveElement, Site
    from ftplint.detectors.subject import Subject
    from ftplint.source import Place

SECTION = "system.ftpServer/security/authorization"
_SETTING = f"{SECTION}/add"
_SHARED = ("None", "StartInUsersDirectory")
"""Isolation modes in which all users see the same folders."""


def find(subject: Subject) -> Iterator[Problem]:
    """The problems of each FTP site at its root and at each folder with rules; a rule that sites inherit once."""
    if "<authorization" not in subject.text or not subject.configuration.serves_ftp:
        return
    configuration = subject.configuration
    reported: set[tuple[str, _Element]] = set()
    server_done = False
    located = configuration.sections.sites
    for site in configuration.ftp_sites:
        if server_done and not located:
            break
        inherits = site.name.lower() not in located
        if inherits and server_done:
            continue  # these rules were looked at
        if site.ftp.find("security/customAuthorization/provider").value("name").text:
            continue  # then these rules are not asked
        server_done = server_done or inherits
        for path in configuration.location_paths(site):
            written = configuration.document.sections.get((path, SECTION))
            rules = configuration.sections.section(SECTION, path).items
            shown = path[len(site.name) :] or "/"
            own = {id(rule) for rule in rules if written is not None and rule.tags[-1].layer.element is written.element}
            found = (
                *_denied(rules, own, site, shown),
                *_unrestricted(rules, own, site, shown),
                *_contrary(rules, own, site, shown),
                *_write_only(rules, site, shown),
            )
            for problem in found:
                key = (problem.kind, problem.place.element)
                if key[1] is not None and (key[0], key[1]) not in reported:
                    reported.add((key[0], key[1]))
                    yield problem


def _denied(rules: Sequence[EffectiveElement], own: set[int], site: Site, path: str) -> Iterator[Problem]:
    """Deny rules for everybody that leave nothing of what the allow rules of the place grant."""
    denies = [rule for rule in rules if not _allows(rule) and "*" in _names(rule, "users")]
    granted = [rule for rule in rules if _allows(rule) and _permissions(rule) and _subjects(rule)]
    if path != "/":  # a deny rule for everybody alone is the way to close a folder
        granted = [rule for rule in granted if id(rule) in own]
    denied = {permission for rule in denies for permission in _permissions(rule)}
    if granted and denies and all(_permissions(rule) <= denied for rule in granted):
        yield _problem("deny-for-everybody", denies[0], site, path, granted[0], value=_shown(granted[0]))


def _unrestricted(rules: Sequence[EffectiveElement], own: set[int], site: Site, path: str) -> Iterator[Problem]:
    """Allow rules of a folder that grant nothing beyond what everybody has there by an inherited rule."""
    if path == "/" or site.ftp.child("userIsolation").value("mode").text not in _SHARED:
        return
    if any(not _allows(rule) for rule in rules if id(rule) in own):
        return
    wide = [rule for rule in rules if id(rule) not in own and _allows(rule) and "*" in _names(rule, "users")]
    for rule in rules:
        if id(rule) not in own or not _permissions(rule) or "?" in _names(rule, "users"):
            continue
        around = next((outer for outer in wide if _permissions(rule) <= _permissions(outer)), None)
        if around is not None:
            yield _problem("folder-rule-without-restriction", rule, site, path, around, value=_shown(rule))
            return


def _contrary(rules: Sequence[EffectiveElement], own: set[int], site: Site, path: str) -> Iterator[Problem]:
    """A user or role that one rule of a place allows what another denies."""
    allowed: dict[tuple[str, str], EffectiveElement] = {}
    for rule in rules:
        if id(rule) in own and _allows(rule):
            for subject in _subjects(rule):
                allowed.setdefault(subject, rule)
    for rule in rules:
        if id(rule) not in own or _allows(rule):
            continue
        for subject in sorted(_subjects(rule)):
            other = allowed.get(subject)
            if other is not None and _permissions(other) & _permissions(rule) and subject[1] not in ("*", "?"):
                yield _problem("contrary-rules-for-one-name", rule, site, path, other, value=subject[1])
                return


def _write_only(rules: Sequence[EffectiveElement], site: Site, path: str) -> Iterator[Problem]:
    """Users that may write at the root and that no rule lets read."""
    if path != "/":
        return
    readers = {
        subject for rule in rules if _allows(rule) and "Read" in _permissions(rule) for subject in _subjects(rule)
    }
    if ("users", "*") in readers or any(kind == "roles" for kind, _ in readers):
        return
    for rule in rules:
        subjects = _subjects(rule)
        if _allows(rule) and _permissions(rule) == {"Write"} and subjects and not subjects & readers:
            yield _problem(
                "write-without-read", rule, site, path, None, value=", ".join(name for _, name in sorted(subjects))
            )
            return


def _problem(
    kind: str, rule: EffectiveElement, site: Site, path: str, other: EffectiveElement | None, *, value: str
) -> Problem:
    inherited = rule.tags[-1].layer.level == "server"
    facts = {"element": "add", "path": path, "value": value}
    related: tuple[tuple[Place, str], ...] = ()
    if other is not None:
        facts["expected"] = _shown(other)
        related = ((other.tags[-1].place(), f"the rule '{_shown(other)}'"),)
    return Problem(kind, rule.tags[-1].place(), facts, None if inherited else site.name, _SETTING, related)


def _allows(rule: EffectiveElement) -> bool:
    return rule.value("accessType").text == "Allow"


def _permissions(rule: EffectiveElement) -> set[str]:
    return {name.strip() for name in rule.value("permissions").text.split(",") if name.strip()}


def _names(rule: EffectiveElement, attribute: str) -> set[str]:
    return {name.strip().lower() for name in rule.value(attribute).text.split(",") if name.strip()}


def _subjects(rule: EffectiveElement) -> set[tuple[str, str]]:
    return {(attribute, name) for attribute in ("users", "roles") for name in _names(rule, attribute)}


def _shown(rule: EffectiveElement) -> str:
    """A rule in a few words, as IIS Manager shows it: ``Allow alice Read``."""
    who = ", ".join(text for name in ("users", "roles") if (text := rule.value(name).text))
    return f"{rule.value('accessType').text} {who} {rule.value('permissions').text}".strip()
