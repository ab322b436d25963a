"""Users whom authorization rules allow what NTFS does not: both have to agree, and the stricter one wins.

Only what is certain is reported: an account whose groups nobody knows is not judged (see ``rights``). Of a role, all
members have to be known, and refused: that NTFS is stricter with some of them may be meant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.observed.authorized import SECTION, by_name, names
from ftplint.observed.homes import homes_of
from ftplint.observed.membership import known_account
from ftplint.observed.places import logs_in, shared_root, started_sites
from ftplint.observed.rights import may
from ftplint.source import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ftplint.configuration import Configuration, Site
    from ftplint.detectors import Subject
    from ftplint.observed.authorized import Named
    from ftplint.observed.facts import Folder, NamedAccount, ServerFacts
    from ftplint.source import Place

_RIGHTS = {"Read": ("list", "read"), "Write": ("write",)}
"""The rights of which NTFS must give one, for each permission of an authorization rule."""


def find(subject: Subject, facts: ServerFacts) -> Iterator[Problem]:
    """The problems of roots where users share one, and of the home directories of isolated users."""
    configuration = subject.configuration
    reported: set[tuple[str, str, Place]] = set()
    for site in started_sites(configuration):
        for problem in _of_site(configuration, site, facts):
            key = (problem.facts["value"].lower(), problem.facts["reason"], problem.place)
            if key not in reported:
                reported.add(key)
                yield problem


def _of_site(configuration: Configuration, site: Site, facts: ServerFacts) -> Iterator[Problem]:
    """Whom a rule for the whole site allows what NTFS does not."""
    root = shared_root(configuration, site, facts)
    homes = None if root is not None else homes_of(configuration, site, facts)
    if root is None and homes is None:
        return
    for one in names(configuration, site):
        if not one.allows or one.path != site.name.lower():
            continue
        if root is not None:
            directory, folder = root
            yield from _refused(one, _accounts(one, site, facts), directory.physical, folder, site, facts)
        elif homes is not None and one.attribute == "users":
            home = homes.of(one.name)
            if home is not None:
                yield from _refused(one, _accounts(one, site, facts), home.expanded or home.path, home, site, facts)


def _refused(
    one: Named, accounts: Sequence[NamedAccount], path: str, folder: Folder, site: Site, facts: ServerFacts
) -> Iterator[Problem]:
    """What none of *accounts* may do with *folder*, and the rule gives them."""
    for permission in sorted(one.permissions & _RIGHTS.keys()) if accounts else ():
        if all(_is_refused(account, permission, folder, facts) for account in accounts):
            first = accounts[0].name if one.attribute == "users" else one.name
            who = f"'{first}'" if one.attribute == "users" else f"any of the {len(accounts)} members of '{first}'"
            fact = facts.say(f"NTFS gives {who} no right to {permission.lower()} {path}")
            shown = {"value": first, "reason": permission, "path": path, "fact": fact}
            yield Problem("authorized-refused-by-ntfs", one.place, shown, site.name, f"{SECTION}/add/@{one.attribute}")
            return


def _is_refused(account: NamedAccount, permission: str, folder: Folder, facts: ServerFacts) -> bool:
    """Whether it is certain that NTFS gives none of the rights of which it must give one."""
    return all(may(account, right, folder.permissions or (), facts) is False for right in _RIGHTS[permission])


def _accounts(one: Named, site: Site, facts: ServerFacts) -> Sequence[NamedAccount]:
    """The accounts that *one* means, of anonymous users the one that stands for them; none where nobody knows."""
    if one.attribute == "roles":
        return _members(one, site, facts)
    if one.name in ("*", "?"):
        return [] if one.name == "*" else _anonymous(site, facts)
    known = known_account(one.name, facts) if by_name(site) else None
    usable = known is not None and known.kind != "group" and known.found is not False and not known.refusal
    return [known] if known is not None and usable else []


def _anonymous(site: Site, facts: ServerFacts) -> Sequence[NamedAccount]:
    if not logs_in(site, "anonymousAuthentication"):
        return []
    name = site.ftp.find("security/authentication/anonymousAuthentication").value("userName").text
    known = known_account(name, facts)
    if known is None or known.found is False or known.refusal or (known.groups is None and not known.sid):
        return []
    return [known]


def _members(one: Named, site: Site, facts: ServerFacts) -> Sequence[NamedAccount]:
    """All members of the group *one*.

    None where one of them is not known, or a group, or where there may be more than the collector lists.
    """
    group = known_account(one.name, facts) if by_name(site) else None
    if group is None or group.kind != "group" or not group.members or len(group.members) >= _LISTED:
        return []
    members = [known_account(name, facts) for name in group.members]
    found = [one for one in members if one is not None and one.kind == "user" and one.found is not False]
    return found if len(found) == len(members) else []


_LISTED = 1000
"""A domain controller lists no more members of a group."""
