"""Phrases that formats for people share. They may hold anything a file holds: what is shown has to be made plain."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ftplint.judging import Finding, Fix, Location

_NAMED = 3
"""So many sites are named; the rest is counted."""


def place(at: Location) -> str:
    """``path:line:column``, which editors and terminals make a link of."""
    return f"{at.path}:{at.line}:{at.column}"


def many(count: int, noun: str) -> str:
    """``1 site``, ``2,000 sites``, ``2 info``."""
    return f"{count:,} {noun}" if count == 1 or noun == "info" else f"{count:,} {noun}s"


def fix_title(fix: Fix) -> str:
    """What to do, and what else comes of it."""
    return f"{fix.title.rstrip('.')} ({fix.because})" if fix.because else fix.title


def reach(finding: Finding) -> str:
    """``12 sites: a, b, c and 9 more`` where a finding reaches beyond the one site it names, else nothing."""
    sites = finding.affected_sites
    if not sites or (len(sites) == 1 and finding.site is not None):
        return ""
    return f"{many(len(sites), 'site')}: {named(sites)}"


def named(sites: Sequence[str]) -> str:
    """*sites*, or the first ones and a count. To name the last one takes no more room than to count it."""
    if len(sites) <= _NAMED + 1:
        return ", ".join(sites)
    return f"{', '.join(sites[:_NAMED])} and {len(sites) - _NAMED:,} more"


def because(finding: Finding) -> str:
    """``FTP011 at conf/applicationHost.config:7:35`` where another finding brings this one, else nothing."""
    return "" if finding.because is None else f"{finding.because.rule} at {place(finding.because.location)}"


def client_view(finding: Finding) -> str:
    """What a client meets: ``530 (sub-status 35): No certificate is asked for.``; nothing where it is not known."""
    code = "" if finding.reply is None else str(finding.reply)
    if finding.substatus is not None:
        code = f"{code} (sub-status {finding.substatus})".lstrip()
    return ": ".join(part for part in (code, finding.client) if part)
