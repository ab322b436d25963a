"""Compares a running server with its file: what the file says, what a careful client sees, and where the two differ.

Needs the extra ``ftplint[server]``: what the file says is asked of the reference server.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.faces import when_asked

if TYPE_CHECKING:
    from ftplint.probe.caller import Transcript
    from ftplint.probe.catalogue import CATALOGUE
    from ftplint.probe.client_certificate import certificate_file
    from ftplint.probe.fact import Fact
    from ftplint.probe.findings import probe_report
    from ftplint.probe.observations import observed_text
    from ftplint.probe.run import Place, Probed, places, probe
    from ftplint.probe.target import Target, Trust, Visitor
    from ftplint.probe.text import facts_text, transcript_text
    from ftplint.probe.twin_server import twin
    from ftplint.probe.visits import Plan, file_name, look

__all__ = [
    "CATALOGUE",
    "Fact",
    "Place",
    "Plan",
    "Probed",
    "Target",
    "Transcript",
    "Trust",
    "Visitor",
    "certificate_file",
    "facts_text",
    "file_name",
    "look",
    "observed_text",
    "places",
    "probe",
    "probe_report",
    "transcript_text",
    "twin",
]

_WHEN_ASKED = {
    "caller": ("Transcript",),
    "catalogue": ("CATALOGUE",),
    "client_certificate": ("certificate_file",),
    "fact": ("Fact",),
    "findings": ("probe_report",),
    "observations": ("observed_text",),
    "run": ("Place", "Probed", "places", "probe"),
    "target": ("Target", "Trust", "Visitor"),
    "text": ("facts_text", "transcript_text"),
    "twin_server": ("twin",),
    "visits": ("Plan", "file_name", "look"),
}

if not TYPE_CHECKING:
    __getattr__ = when_asked(__name__, _WHEN_ASKED)
