"""Names in authorization rules that can never be those of a user or role: wrong separators, groups, wildcards.

Sources: configuration reference, authorization/add (a comma-separated list of users, one of roles; ``*`` and ``?`` are
users); Microsoft, sAMAccountName (names of accounts have none of ``/ \\ [ ] : ; | = , + * ? < >`` and quotes).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.source import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.etree import _Element

    from ftplint.configuration import EffectiveElement, Site
    from ftplint.detectors.subject import Subject

SECTION = "system.ftpServer/security/authorization"
_GROUPS = frozenset(
    {
        *("administrators", "users", "guests", "everyone", "power users", "backup operators", "iis_iusrs"),
        *("remote desktop users", "authenticated users", "domain users", "domain admins", "domain guests"),
    }
)
"""Groups that Windows has by itself, by their English names."""


def find(subject: Subject) -> Iterator[Problem]:
    """A problem for each rule and kind of mistake. Sites with a provider of their own may have any names."""
    if "<authorization" not in subject.text or not subject.configuration.serves_ftp:
        return
    configuration = subject.configuration
    by_name: dict[str, Site] = {}
    if configuration.sections.sites:
        by_name = {site.name.lower(): site for site in reversed(configuration.ftp_sites)}
    for (path, section), written in configuration.document.sections.items():
        if section != SECTION:
            continue
        if path and path.split("/", 1)[0] not in by_name:
            continue
        site = by_name[path.split("/", 1)[0]] if path else None
        concerned = configuration.distinct_ftp if site is None else (site.ftp,)
        name = None if site is None else site.name
        windows = not any(map(_has_provider, concerned))
        anonymous = any(map(_is_anonymous, concerned))
        for rule in written.element.iterchildren("add"):
            for kind, attribute, facts in _mistakes(rule, windows=windows, anonymous=anonymous):
                facts = {"element": "add", "attribute": attribute, **facts}
                yield Problem(kind, Place.of_value(rule, attribute), facts, name, f"{SECTION}/add/@{attribute}")


def _mistakes(rule: _Element, *, windows: bool, anonymous: bool) -> Iterator[tuple[str, str, dict[str, str]]]:
    for attribute in ("users", "roles"):
        names = [name.strip() for name in (rule.get(attribute) or "").split(",") if name.strip()]
        if windows:
            for name in names:
                reason = _malformed(name)
                if reason:
                    yield "account-name-malformed", attribute, {"value": name, "reason": reason}
                    break
        if attribute == "users":
            yield from _users(names, windows=windows, anonymous=anonymous)
        else:
            wild = [name for name in names if "*" in name or name == "?"]
            if wild:
                yield "wildcard-among-roles", attribute, {"value": wild[0]}


def _users(names: Sequence[str], *, windows: bool, anonymous: bool) -> Iterator[tuple[str, str, dict[str, str]]]:
    groups = [name for name in names if _is_group(name)]
    if groups and windows:
        yield "group-among-users", "users", {"value": groups[0]}
    if anonymous and any(name.lower() == "anonymous" for name in names):
        yield "anonymous-by-name", "users", {}


def _malformed(name: str) -> str:
    """What is wrong with *name*, as the rest of a sentence about it; nothing if it can be a name."""
    if ";" in name:
        return "is one name here, since users and roles are separated by commas"
    if "|" in name:
        return "is what a client says to reach a site by its host name; the account is what follows the bar"
    if "/" in name.strip("/"):
        return "has a slash between domain and account, where Windows has a backslash"
    return ""


def _is_group(name: str) -> bool:
    domain, _, account = name.lower().rpartition("\\")
    return domain == "builtin" or (account in _GROUPS and domain != "nt service")


def _has_provider(ftp: EffectiveElement) -> bool:
    """Whether a provider authenticates or authorizes, so that names need not be those of Windows accounts."""
    security = ftp.find("security")
    items = security.find("authentication/customAuthentication/providers").items
    provider = security.find("customAuthorization/provider")
    return any(item.value("enabled").text == "true" for item in items) or provider.value("name").text != ""


def _is_anonymous(ftp: EffectiveElement) -> bool:
    anonymous = ftp.find("security/authentication/anonymousAuthentication")
    return anonymous.value("enabled").text == "true" and anonymous.value("userName").text.lower() != "anonymous"
