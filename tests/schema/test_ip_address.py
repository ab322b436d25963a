"""What counts as an IPv4 address, and where it leads."""

from __future__ import annotations

import pytest

from ftplint.schema import external_kind, ip_kind, mask_kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "none"),
        ("203.0.113.25", "public"),
        ("203.0.113.25.1", "malformed"),
        ("203.0.113", "malformed"),
        ("203.0.113.256", "malformed"),
        ("203.0.113.-1", "malformed"),
        ("203.0.113.\u0661", "malformed"),
        ("ftp.example.com", "malformed"),
        ("2001:db8::1", "malformed"),
        ("0.0.0.1", "unroutable"),
        ("127.0.0.1", "unroutable"),
        ("169.254.10.10", "unroutable"),
        ("224.0.0.1", "unroutable"),
        ("10.0.0.1", "private"),
        ("172.16.0.1", "private"),
        ("172.32.0.1", "public"),
        ("192.168.0.1", "private"),
        ("100.63.0.1", "public"),
        ("100.64.0.1", "private"),
        ("100.128.0.1", "public"),
        ("198.18.0.1", "private"),
        ("192.0.2.1", "private"),
        ("198.51.100.1", "private"),
    ],
)
def test_an_external_address(text: str, kind: str) -> None:
    assert external_kind(text) == kind


def test_entries_and_masks() -> None:
    assert [ip_kind(text) for text in ("", "10.0.0.1", "10.0.0.0/8", "::1", "a" * 100_000)] == [
        "none",
        "IPv4",
        "malformed",
        "IPv6",
        "malformed",
    ]
    assert [mask_kind(text) for text in ("", "255.0.0.0", "24")] == ["none", "IPv4", "malformed"]
