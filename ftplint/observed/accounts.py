"""Accounts that the file names and that do not exist, or cannot log in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.observed.authorized import SECTION, by_name, names
from ftplint.observed.membership import known_account
from ftplint.observed.places import logs_in, of_value, started_sites
from ftplint.source import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.configuration import Site
    from ftplint.detectors import Subject
    from ftplint.observed.authorized import Named
    from ftplint.observed.facts import NamedAccount, ServerFacts
    from ftplint.source import Place

_ANONYMOUS = "security/authentication/anonymousAuthentication"


def find(subject: Subject, facts: ServerFacts) -> Iterator[Problem]:
    """Problems of names in authorization rules, each place once, and of the accounts of anonymous users."""
    configuration = subject.configuration
    reported: set[tuple[str, str, Place]] = set()
    sites = list(started_sites(configuration))
    for site in sites:
        yield from _anonymous(site, facts)
        if not by_name(site):
            continue
        for one in names(configuration, site):
            account = None if one.name.lower() == "anonymous" else known_account(one.name, facts)  # FTP434 says so
            problem = None if account is None else _of_name(one, account, facts, site.name)
            if problem is not None and (problem.kind, one.name.lower(), one.place) not in reported:
                reported.add((problem.kind, one.name.lower(), one.place))
                yield problem


def _of_name(one: Named, account: NamedAccount, facts: ServerFacts, site: str) -> Problem | None:
    setting = f"{SECTION}/add/@{one.attribute}"
    shown = {"value": one.name, "attribute": one.attribute, "element": "Allow" if one.allows else "Deny"}
    own = site if one.path.partition("/")[0] == site.lower() and _in_location(one.place) else None
    if account.found is False:
        fact = facts.say(f"{facts.computer} finds no account '{one.name}'")
        return Problem("authorized-name-unknown", one.place, {**shown, "fact": fact}, own, setting)
    if one.allows and one.attribute == "users" and account.refusal and account.kind != "group":
        fact = facts.say(f"'{one.name}' {account.refusal}")
        shown["reason"] = account.refusal
        return Problem("authorized-account-unusable", one.place, {**shown, "fact": fact}, own, setting)
    return None


def _in_location(place: Place) -> bool:
    """Whether a rule stands in a location; one at the server level is of all sites."""
    return place.element is not None and any(outer.tag == "location" for outer in place.element.iterancestors())


def _anonymous(site: Site, facts: ServerFacts) -> Iterator[Problem]:
    if not logs_in(site, "anonymousAuthentication"):
        return
    element = site.ftp.find(_ANONYMOUS)
    name = element.value("userName").text
    account = known_account(name, facts)
    reason = "" if account is None else "does not exist" if account.found is False else account.refusal
    if reason:
        fact = facts.say(f"'{name}' {reason} on {facts.computer}")
        setting = f"ftpServer/{_ANONYMOUS}/@userName"
        yield of_value("anonymous-account-unusable", site, element, "userName", setting, value=name, fact=fact)
