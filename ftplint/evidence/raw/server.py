"""Windows, its services and role services; and the lines of the log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ftplint.evidence.raw.context import domain_of, first, flag

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ftplint.evidence.raw.context import Context

ROLES = (
    "standalone workstation",
    "member workstation",
    "standalone server",
    "member server",
    "backup domain controller",
    "domain controller",
)
"""DomainRole: https://learn.microsoft.com/windows/win32/cimwin32prov/win32-computersystem."""
_SERVICES = ("ftpsvc", "w3svc", "was", "apphostsvc", "mpssvc")
"""Those of IIS, and that of the firewall."""


def server(raw: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """``server.json``."""
    windows, iis = first(raw.get("windows")) or {}, first(raw.get("iis")) or {}
    role = context.system.get("DomainRole")
    started = {one["ProcessId"]: one.get("CreationDate") for one in raw.get("processes") or ()}
    features, services = raw.get("features"), raw.get("services")
    return {
        "windows": {"version": windows.get("Version"), "name": windows.get("Caption")},
        "domainRole": ROLES[role] if isinstance(role, int) and 0 <= role < len(ROLES) else None,
        "domain": domain_of(context) or None,
        "iis": None if iis.get("MajorVersion") is None else f"{iis['MajorVersion']}.{iis.get('MinorVersion') or 0}",
        "features": None
        if features is None
        else [{"name": one["Name"], "installed": flag(one.get("Installed"))} for one in features],
        "services": None
        if services is None
        else [_service(one, started) for one in services if one["Name"].lower() in _SERVICES],
        "configurationChanged": (first(raw.get("file")) or {}).get("LastWriteTimeUtc"),
    }


def _service(one: Mapping[str, Any], started: Mapping[int, str | None]) -> dict[str, Any]:
    return {
        "name": one["Name"],
        "state": one.get("State"),
        "startMode": one.get("StartMode"),
        "account": one.get("StartName"),
        "started": started.get(one["ProcessId"]) if one.get("ProcessId") else None,
    }


def log(raw: Mapping[str, Any], context: Context) -> dict[str, Any] | None:
    """``log.json``; a file is named by its folder and itself."""
    del context
    lines = raw.get("lines")
    if lines is None:
        return None
    return {"lines": [{**one, "file": "/".join(one["file"].replace("\\", "/").split("/")[-2:])} for one in lines]}
