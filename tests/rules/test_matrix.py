"""Every combination of the settings that the FTP1xx and FTP2xx rules look at, against a plain restatement of the tables.

The restatement follows iis-ftp-schema sections 3.1, 3.2, 3.15 and 3.16 and knows nothing of the rule files.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import product
from typing import NamedTuple

import pytest

from ftplint import api

GOOD = "a909502dd82ae41433e6f83886b00d4277a32a7b"
SAMPLE = "57686f6120447564652c2049495320526f636b73"
SPACED = " ".join(GOOD[i : i + 2] for i in range(0, 40, 2))


class Setup(NamedTuple):
    """One site's settings; None is what nobody writes."""

    control: str | None
    data: str | None
    hash: str | None
    policy: str | None
    mapping: bool
    certificates: bool
    basic: bool
    anonymous: bool
    ports: tuple[int, ...]


SETUPS = [
    Setup(*values)
    for values in product(
        (None, "SslAllow", "SslRequireCredentialsOnly"),
        (None, "SslAllow", "SslDeny"),
        (None, GOOD, SAMPLE, SPACED),
        (None, "CertAllow", "CertRequire"),
        (False, True),
        (False, True),
        (False, True),
        (False, True),
        ((21,), (990,), (21, 990)),
    )
]


def expected(s: Setup) -> set[str]:
    """The rules that a site so set up must break."""
    control, data = s.control or "SslRequire", s.data or "SslRequire"
    policy, bound = s.policy or "CertIgnore", s.hash is not None
    found: set[str] = set()
    if s.certificates:
        if not bound:
            found.add("FTP101")
        if s.hash == SPACED:
            found.add("FTP102")
        if s.hash == SAMPLE:
            found.add("FTP103")
        if data == "SslDeny":
            found.add("FTP104")
        if policy == "CertIgnore":
            found.add("FTP105")
        if not s.mapping:
            found.add("FTP106")
        if policy == "CertAllow" and s.basic:
            found.add("FTP110")
    else:
        if s.mapping:
            found.add("FTP107")
        if s.hash == SPACED:
            found.add("FTP211")
        if s.hash == SAMPLE:
            found.add("FTP212")
        if not bound:
            if control == "SslAllow" and policy != "CertIgnore":
                found.add("FTP108")
            if control != "SslAllow" and 21 in s.ports:
                found.add("FTP201")
            if control == "SslAllow" and data == "SslRequire":
                found.add("FTP202")
            if control == "SslAllow" and data != "SslRequire" and s.basic:
                found.add("FTP203")
            if 990 in s.ports:
                found.add("FTP209")
        elif data == "SslDeny":
            found.add("FTP207" if control == "SslAllow" else "FTP208")
    if bound:
        if policy == "CertRequire" and control == "SslAllow" and (s.basic or s.anonymous):
            found.add("FTP109")
        if control == data == "SslAllow" and s.basic:
            found.add("FTP204")
        if control == "SslRequireCredentialsOnly" and data in ("SslRequire", "SslAllow"):
            found.add("FTP205" if data == "SslRequire" else "FTP206")
        only_implicit = s.ports == (990,)
        open_policy = control != "SslRequire" or data == "SslAllow"
        if 990 in s.ports and ((data == "SslDeny" and not s.certificates) or (only_implicit and open_policy)):
            found.add("FTP210")
    return found


def site(number: int, s: Setup) -> str:
    def attributes(**values: str | None) -> str:
        return "".join(f' {name}="{value}"' for name, value in values.items() if value is not None)

    bindings = "".join(f'<binding protocol="ftp" bindingInformation="*:{port}:h{number}"/>' for port in s.ports)
    methods = (("anonymous", s.anonymous), ("basic", s.basic), ("clientCert", s.certificates))
    authentication = "".join(f'<{name}Authentication enabled="true"/>' for name, on in methods if on)
    mapping = "true" if s.mapping else None
    return (
        f'<site name="s{number}" id="{number + 1}"><bindings>{bindings}</bindings><ftpServer><security>'
        f"<authentication>{authentication}</authentication>"
        f"<ssl{attributes(serverCertHash=s.hash, controlChannelPolicy=s.control, dataChannelPolicy=s.data)}/>"
        f"<sslClientCertificates{attributes(clientCertificatePolicy=s.policy, useActiveDirectoryMapping=mapping)}/>"
        "</security></ftpServer></site>"
    )


@pytest.fixture(scope="module")
def found() -> dict[str, set[str]]:
    """The rules that each of the sites breaks, all sites in one file."""
    sites = "".join(site(number, setup) for number, setup in enumerate(SETUPS))
    text = f"<configuration><system.applicationHost><sites>{sites}</sites></system.applicationHost></configuration>"
    by_site: dict[str, set[str]] = defaultdict(set)
    for finding in api.lint(text.encode()).findings:
        for name in finding.affected_sites:
            by_site[name].add(finding.rule)
    return by_site


def test_every_combination_breaks_exactly_the_rules_of_the_tables(found: dict[str, set[str]]) -> None:
    assert len(SETUPS) == 5184
    for number, setup in enumerate(SETUPS):
        assert found[f"s{number}"] == expected(setup), setup


def test_the_prerequisites_are_silent_exactly_where_certificate_logon_can_work(found: dict[str, set[str]]) -> None:
    prerequisites = {f"FTP10{n}" for n in range(1, 7)}
    for number, s in enumerate(SETUPS):
        if s.certificates:
            met = s.hash == GOOD and s.data != "SslDeny" and s.policy is not None and s.mapping
            assert (not found[f"s{number}"] & prerequisites) == met, s


def test_some_combinations_are_silent_altogether(found: dict[str, set[str]]) -> None:
    silent = [s for number, s in enumerate(SETUPS) if not found[f"s{number}"]]
    assert any(s.certificates and not s.basic and not s.anonymous for s in silent)
    assert any(s.basic and not s.certificates for s in silent)
    assert any(s.basic and s.policy == "CertRequire" for s in silent)
    assert any(s.anonymous and s.hash is None for s in silent)
    assert any(s.ports == (990,) for s in silent)
