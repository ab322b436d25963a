"""What a page shows of a file besides its findings: the matrix and the written settings of each site. Plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ftplint.configuration import COLUMNS, rows, site_settings

if TYPE_CHECKING:
    from ftplint.analysis import ParsedFile
    from ftplint.configuration import Site


def page_facts(parsed: ParsedFile) -> dict[str, Any]:
    """Names, numbers and texts only, so that it passes from process to process. Secrets are not in it."""
    configuration = parsed.configuration
    if configuration is None:
        return {"columns": list(COLUMNS), "matrix": [], "sites": []}
    matrix = [
        {
            "site": row.site,
            "enabled": row.enabled,
            "works": row.works,
            "verdict": row.verdict,
            "cells": [{"met": c.met, "text": c.text, "level": c.level} for c in row.cells],
        }
        for row in rows(configuration.ftp_sites)
    ]
    written = [
        (number, setting)
        for number, site in enumerate(configuration.ftp_sites)
        for setting in site_settings(configuration, site)
        if setting.place is not None
    ]
    spans = parsed.spans([setting.place for _, setting in written if setting.place is not None])
    listed: list[list[list[Any]]] = [[] for _ in configuration.ftp_sites]
    for (number, setting), span in zip(written, spans, strict=True):
        listed[number].append([setting.path, setting.text, setting.level, span.line, span.column, setting.location])
    sites = [
        {
            "name": site.name,
            "bindings": [f"{b.address}:{b.port}" + (f":{b.host}" if b.host else "") for b in site.bindings],
            "settings": settings,
            "methods": methods(site),
            "tls": configuration.conditions.of(site).tls == "possible",
            "control": site.ftp.child("security").child("ssl").value("controlChannelPolicy").text,
            "data": site.ftp.child("security").child("ssl").value("dataChannelPolicy").text,
        }
        for site, settings in zip(configuration.ftp_sites, listed, strict=True)
    ]
    return {"columns": list(COLUMNS), "matrix": matrix, "sites": sites}


_METHODS = (
    ("anonymousAuthentication", "anonymous"),
    ("basicAuthentication", "password"),
    ("clientCertAuthentication", "certificate"),
)


def methods(site: Site) -> list[str]:
    """The methods of logon that are switched on; ``custom`` is one of providers."""
    all_of_them = site.ftp.child("security").child("authentication")
    found = [word for name, word in _METHODS if all_of_them.child(name).value("enabled").text == "true"]
    providers = all_of_them.find("customAuthentication/providers").items
    return found + ["custom"] * any(one.value("enabled").text == "true" for one in providers)
