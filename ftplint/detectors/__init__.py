"""Mistakes that XPath cannot see: one kind, one file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.detectors.address_entries import broken_masks, shadowed_entries
from ftplint.detectors.encryption import provider_problems
from ftplint.detectors.provider_files import exposed_files
from ftplint.detectors.sample_secrets import SAMPLES, sample_secrets
from ftplint.detectors.unbound_sites import unbound_sites
from ftplint.faces import when_asked

if TYPE_CHECKING:
    from ftplint.detectors.outside import outside_problems

__all__ = [
    "SAMPLES",
    "broken_masks",
    "exposed_files",
    "outside_problems",
    "provider_problems",
    "sample_secrets",
    "shadowed_entries",
    "unbound_sites",
]

_WHEN_ASKED = {"outside": ("outside_problems",)}

if not TYPE_CHECKING:
    __getattr__ = when_asked(__name__, _WHEN_ASKED)
