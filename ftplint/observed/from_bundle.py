"""The facts of a bundle. What the bundle leaves out is not known, and nothing is made up for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ftplint.evidence import EvidenceError, time_of
from ftplint.observed.facts import (
    Accounts,
    FirewallRule,
    Folder,
    Listener,
    NamedAccount,
    Permission,
    Profile,
    Protocol,
    ServerFacts,
    Service,
    bare_name,
    normal,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from ftplint.evidence import Bundle

_REFUSALS = (
    ("locked", True, "is locked"),
    ("expired", True, "has expired"),
    ("passwordExpired", True, "has a password that has expired"),
)
_PORT = re.compile(r"([0-9]{1,5})(?:-([0-9]{1,5}))?\Z")


def of_bundle(bundle: Bundle) -> ServerFacts:
    """The facts of *bundle*. Raises EvidenceError for a time that no calendar has."""
    parts = bundle.parts
    server, tls = parts.get("server", {}), parts.get("tls", {})
    network = parts.get("network", {})
    firewall = network.get("firewall") or {}
    folders = [_folder(one) for one in parts.get("paths", {}).get("paths", ())]
    services = server.get("services")
    return ServerFacts(
        bundle=bundle,
        source=bundle.name[:1].upper() + bundle.name[1:],
        computer=bundle.computer,
        administrator=bundle.administrator,
        folders=by_path(folders),
        accounts=_indexed(map(_account, parts.get("accounts", {}).get("accounts", ()))),
        profiles=_several(firewall.get("profiles"), _profile),
        rules=None if firewall.get("rules") is None else tuple(_rules(firewall["rules"])),
        listeners=tuple(map(_listener, network.get("listeners") or ())),
        features={
            one["name"].lower(): one["installed"]
            for one in server.get("features") or ()
            if one.get("installed") is not None
        },
        services=None if services is None else {one["name"].lower(): _service(one, bundle) for one in services},
        domain_role=server.get("domainRole") or "",
        changed=_time(server.get("configurationChanged"), bundle),
        protocols=tuple(_protocol(one) for one in tls.get("protocols") or () if one["role"].lower() == "server"),
        nt_auth=_nt_auth(tls),
        issuers=_issuers(tls.get("trustedIssuers") or ()),
        client_issuers=tuple(_client_issuers(parts)),
    )


def by_path(folders: Iterable[Folder]) -> dict[str, Folder]:
    """*folders* by the paths that the file may have for them; the first of two wins."""
    found: dict[str, Folder] = {}
    for folder in folders:
        for path in (folder.path, folder.expanded):
            if path:
                found.setdefault(normal(path), folder)
    return found


def port_spans(ports: Iterable[str]) -> tuple[tuple[tuple[int, int], ...], bool]:
    """The ports of a rule, empty for any, and whether all of them are numbers."""
    spans = []
    understood = True
    for text in ports:
        if text.strip().lower() in ("any", "*", ""):
            return (), True
        match = _PORT.match(text.strip())
        if match is None:
            understood = False
        else:
            spans.append((int(match[1]), int(match[2] or match[1])))
    return tuple(spans), understood


def profile_names(names: Iterable[str]) -> frozenset[str]:
    """The profiles of a rule in lower case, empty for any."""
    found = frozenset(name.strip().lower() for name in names)
    return frozenset() if found & {"any", "all", ""} else found


def _several(entries: Any, make: Any) -> Any:
    return None if entries is None else tuple(map(make, entries))


def _folder(one: Mapping[str, Any]) -> Folder:
    folders, permissions = one.get("folders"), one.get("permissions")
    return Folder(
        path=one["path"],
        expanded=one.get("expanded") or "",
        exists=one.get("exists"),
        kind=one.get("kind"),
        share=one.get("share") is True or one["path"].startswith(("\\\\", "//")),
        free=one.get("freeBytes"),
        permissions=_several(permissions or None, _permission),  # a list without entries may be no list at all
        folders=None if folders is None else frozenset(map(str.lower, folders)),
    )


def _permission(one: Mapping[str, Any]) -> Permission:
    return Permission(
        one.get("account") or "",
        one.get("sid") or "",
        one["type"] == "allow",
        frozenset(one["rights"]),
        one.get("inherited") is True,
    )


def _account(one: Mapping[str, Any]) -> NamedAccount:
    refusals = ["is disabled"] if one.get("enabled") is False else []
    refusals += [text for name, value, text in _REFUSALS if one.get(name) is value]
    members, groups = one.get("members"), one.get("groups")
    return NamedAccount(
        one["name"],
        one.get("kind"),
        one.get("found"),
        one.get("sid") or "",
        next(iter(refusals), ""),
        None if members is None else tuple(members),
        None if groups is None else tuple(groups),
    )


def _indexed(accounts: Iterable[NamedAccount]) -> Accounts:
    by_name: dict[str, NamedAccount] = {}
    by_sid: dict[str, NamedAccount] = {}
    bare: dict[str, list[NamedAccount]] = {}
    for one in accounts:
        by_name.setdefault(one.name.strip().lower(), one)
        bare.setdefault(bare_name(one.name), []).append(one)
        if one.sid:
            by_sid.setdefault(one.sid.lower(), one)
    return Accounts(by_name, by_sid, {name: tuple(some) for name, some in bare.items()})


def _profile(one: Mapping[str, Any]) -> Profile:
    inbound = one.get("defaultInbound")
    return Profile(one["name"], one.get("enabled"), one.get("active"), None if inbound is None else inbound == "block")


def _rules(entries: Iterable[Mapping[str, Any]]) -> Iterator[FirewallRule]:
    """Those that matter: for connections that come in, and enabled."""
    for one in entries:
        if one["enabled"] and one["direction"] == "in":
            spans, understood = port_spans(one.get("localPorts") or ())
            yield FirewallRule(
                one.get("name") or "",
                one["action"] == "allow",
                (one.get("protocol") or "any").lower(),
                spans,
                understood,
                profile_names(one.get("profiles") or ()),
                one.get("program") or "",
                one.get("service") or "",
                bool({"any", "*"} & set(map(str.lower, one.get("remoteAddresses") or ()))),
            )


def _listener(one: Mapping[str, Any]) -> Listener:
    return Listener(one["address"], one["port"], one.get("process") or "", one.get("service") or "")


def _service(one: Mapping[str, Any], bundle: Bundle) -> Service:
    state, start, account = (one.get(name) or "" for name in ("state", "startMode", "account"))
    return Service(one["name"], state, start, account, _time(one.get("started"), bundle))


def _time(text: str | None, bundle: Bundle) -> datetime | None:
    if text is None:
        return None
    try:
        return time_of(text)
    except ValueError as error:
        raise EvidenceError(f"{bundle.path}: server.json: '{text}' is no time") from error


def _protocol(one: Mapping[str, Any]) -> Protocol:
    return Protocol(one["name"], one.get("enabled"), one.get("disabledByDefault"))


def _nt_auth(tls: Mapping[str, Any]) -> frozenset[str] | None:
    """The thumbprints of the server's own store, and of that of the domain, from which it is filled."""
    if tls.get("ntAuth") is None:
        return None
    return frozenset(map(str.lower, (*tls["ntAuth"], *(tls.get("ntAuthDirectory") or ()))))


def _issuers(entries: Iterable[Mapping[str, Any]]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for one in entries:
        subject = name_key(one.get("subject") or "")
        if subject:
            found[subject] = found.get(subject, frozenset()) | {one["thumbprint"].lower()}
    return found


def name_key(name: str) -> str:
    """A distinguished name as it is compared: lower case, no blanks around its parts."""
    return ",".join(part.strip() for part in name.lower().split(","))


def _client_issuers(parts: Mapping[str, Any]) -> Iterator[str]:
    """The issuers of the given client certificates, each once."""
    given = {one["thumbprint"].lower() for one in parts.get("accounts", {}).get("clientCertificates") or ()}
    issuers = (
        one.get("issuer") or ""
        for one in parts.get("certificates", {}).get("certificates", ())
        if one["thumbprint"].lower() in given
    )
    yield from dict.fromkeys(issuer for issuer in issuers if issuer)
