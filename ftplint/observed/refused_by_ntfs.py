"""Users whom authorization rules allow what NTFS does not: both have to agree, and the stricter one wins.

Only what is certain is reported: an account whose groups nobody knows is not judged (see ``rights``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.observed.authorized import SECTION, by_name, names
from ftplint.observed.membership import known_account
from ftplint.observed.places import logs_in, shared_root, started_sites
from ftplint.observed.rights import may
from ftplint.source import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.configuration import Configuration, Site
    from ftplint.detectors import Subject
    from ftplint.observed.authorized import Named
    from ftplint.observed.facts import Folder, NamedAccount, ServerFacts
    from ftplint.observed.places import Directory
    from ftplint.source import Place

_RIGHTS = {"Read": ("list", "read"), "Write": ("write",)}
"""The rights of which NTFS must give one, for each permission of an authorization rule."""


def find(subject: Subject, facts: ServerFacts) -> Iterator[Problem]:
    """The problems of the roots of sites without user isolation: with it, each user has another folder."""
    configuration = subject.configuration
    reported: set[tuple[str, str, Place]] = set()
    for site in started_sites(configuration):
        root = shared_root(configuration, site, facts)
        for problem in () if root is None else _refused(configuration, site, *root, facts):
            key = (problem.facts["value"].lower(), problem.facts["reason"], problem.place)
            if key not in reported:
                reported.add(key)
                yield problem


def _refused(
    configuration: Configuration, site: Site, directory: Directory, folder: Folder, facts: ServerFacts
) -> Iterator[Problem]:
    """Users whom a rule for the whole site allows what NTFS does not."""
    for one in names(configuration, site):
        account = _account(one, site, facts) if one.allows and one.path == site.name.lower() else None
        if account is None or account.refusal:
            continue
        for permission in sorted(one.permissions & _RIGHTS.keys()):
            answers = [may(account, right, folder.permissions or (), facts) for right in _RIGHTS[permission]]
            if all(answer is False for answer in answers):
                fact = facts.say(f"NTFS gives '{account.name}' no right to {permission.lower()} {directory.physical}")
                shown = {"value": account.name, "reason": permission, "path": directory.physical, "fact": fact}
                setting = f"{SECTION}/add/@{one.attribute}"
                yield Problem("authorized-refused-by-ntfs", one.place, shown, site.name, setting)
                break


def _account(one: Named, site: Site, facts: ServerFacts) -> NamedAccount | None:
    """The account of the user that a rule names; of anonymous users the one that stands for them."""
    if one.attribute != "users":
        return None
    if one.name in ("*", "?"):
        if one.name == "*" or not logs_in(site, "anonymousAuthentication"):
            return None
        name = site.ftp.find("security/authentication/anonymousAuthentication").value("userName").text
        known = known_account(name, facts)
        if known is not None and known.found is not False:
            return known if known.groups is not None or known.sid else None
        return None
    known = known_account(one.name, facts) if by_name(site) else None
    return None if known is None or known.kind == "group" or known.found is False else known
