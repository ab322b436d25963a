"""Refusals in the FTP log that clients cannot help: what they really got since the file was written.

A sub-status says why the service refused (KB 969061). Only those are taken that say something of the server: wrong
passwords, policies that do what they are for, time-outs and what a client breaks off itself prove nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from ftplint.evidence import time_of
from ftplint.named_tuple import NamedTuple
from ftplint.observed.places import started_sites
from ftplint.source import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from ftplint.configuration import Site
    from ftplint.detectors import Subject
    from ftplint.observed.facts import ServerFacts

_LOGON = 530
_AT_LOGON = {1: "Authorization rules denied the access", 3: "File system returned an error"}
"""In other replies these say that a user asked for what is not there, or not for this user."""
_ALWAYS = {
    2: "File system denied the access",
    17: "Invalid site configuration",
    18: "Invalid configuration",
    19: "Maximum connection limit was reached",
    31: "SSL certificate was not configured",
    32: "SSL initialization failed",
    33: "Home directory lookup failed",
    34: "Custom authentication call failed",
    36: "All authentication methods are disabled",
    40: "Active Directory Isolation must be combined with basic authentication",
    44: "SSL certificate was not found",
    45: "Private key was not found for the specified SSL certificate",
    46: "SSL certificate hash has invalid length",
    48: "User provided invalid client certificate",
    49: "SSL policy requires matching client certificate for control and data channel",
}
_FOLDER = re.compile(r"ftpsvc([0-9]{1,10})[\\/]", re.IGNORECASE)
"""The folder of a site's log files; of a central log it says nothing of the site."""


_NUMBER = re.compile(r"[0-9]{1,5}\Z")


class _Refusal(NamedTuple):
    status: int
    substatus: int


def find(subject: Subject, facts: ServerFacts) -> Iterator[Problem]:
    """What the log shows of each started site."""
    files = _by_site(facts.bundle.parts.get("log", {}).get("lines", ()))
    for site in started_sites(subject.configuration) if files else ():
        seen: Counter[_Refusal] = Counter()
        last: dict[_Refusal, datetime] = {}
        for file in files.get(site.element.get("id", ""), ()):
            for refusal, time in _refusals(file, facts.changed):
                seen[refusal] += 1
                last[refusal] = max(time, last.get(refusal, time))
        for refusal in sorted(seen):
            yield _problem(site, refusal, seen[refusal], last[refusal], facts)


def _by_site(files: Sequence[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = {}
    for file in files:
        match = _FOLDER.match(file["file"])
        if match is not None:
            found.setdefault(match[1], []).append(file)
    return found


def _refusals(file: Mapping[str, Any], since: datetime | None) -> Iterator[tuple[_Refusal, datetime]]:
    """The refusals of a log file that are not older than the configuration; its times are UTC."""
    names = {name.lower(): at for at, name in enumerate(file["fields"])}
    try:
        columns = [names[name] for name in ("date", "time", "sc-status", "sc-substatus")]
    except KeyError:  # not logged
        return
    for line in file["values"]:
        if len(line) <= max(columns):
            continue
        day, hour, status, substatus = (line[at] for at in columns)
        if not (_NUMBER.match(status) and _NUMBER.match(substatus)):
            continue
        refusal = _Refusal(int(status), int(substatus))
        if _meaning(refusal) is None:
            continue
        try:
            time = time_of(f"{day}T{hour}")
        except ValueError:
            continue
        if since is None or time >= since:
            yield refusal, time


def _meaning(refusal: _Refusal) -> str | None:
    """The text of KB 969061, None where the refusal says nothing of the server."""
    if refusal.status < 400:
        return None
    of_logon = _AT_LOGON.get(refusal.substatus) if refusal.status == _LOGON else None
    return _ALWAYS.get(refusal.substatus) or of_logon


def _problem(site: Site, refusal: _Refusal, count: int, last: datetime, facts: ServerFacts) -> Problem:
    times = "once" if count == 1 else f"{count} times"
    shown = {
        "value": f"{refusal.status} with sub-status {refusal.substatus}",
        "reason": _meaning(refusal) or "",
        "fact": facts.say(f"the log has it {times}, the last time at {last:%Y-%m-%d %H:%M:%S}"),
    }
    return Problem("refused-in-log", Place.of_tag(site.element), shown, site.name)
