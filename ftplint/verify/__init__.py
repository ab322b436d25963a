"""Holds rules against the reference server: the lab, clients, verdicts. Needs the extra ``ftplint[server]``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.faces import when_asked

if TYPE_CHECKING:
    from ftplint.verify.authority import Authority
    from ftplint.verify.lab import Lab
    from ftplint.verify.lab_bundle import lab_bundle_files, write_lab_bundle
    from ftplint.verify.lab_files import lab_readme
    from ftplint.verify.play import RuleVerdict, verify_rules
    from ftplint.verify.rehearsal import Attempt, attempts
    from ftplint.verify.reports import as_json, as_junit, as_text
    from ftplint.verify.seen import accounts_as_seen, take_away
    from ftplint.verify.stage import furnish
    from ftplint.verify.truth_table import play_truth_table, truth_table_text
    from ftplint.verify.wide import configurations, play_wide_table, sample, wide_table_text

__all__ = [
    "Attempt",
    "Authority",
    "Lab",
    "RuleVerdict",
    "accounts_as_seen",
    "as_json",
    "as_junit",
    "as_text",
    "attempts",
    "configurations",
    "furnish",
    "lab_bundle_files",
    "lab_readme",
    "play_truth_table",
    "play_wide_table",
    "sample",
    "take_away",
    "truth_table_text",
    "verify_rules",
    "wide_table_text",
    "write_lab_bundle",
]

_WHEN_ASKED = {
    "authority": ("Authority",),
    "rehearsal": ("Attempt", "attempts"),
    "lab": ("Lab",),
    "lab_bundle": ("lab_bundle_files", "write_lab_bundle"),
    "lab_files": ("lab_readme",),
    "play": ("RuleVerdict", "verify_rules"),
    "reports": ("as_json", "as_junit", "as_text"),
    "seen": ("accounts_as_seen", "take_away"),
    "stage": ("furnish",),
    "truth_table": ("play_truth_table", "truth_table_text"),
    "wide": ("configurations", "play_wide_table", "sample", "wide_table_text"),
}

if not TYPE_CHECKING:
    __getattr__ = when_asked(__name__, _WHEN_ASKED)
