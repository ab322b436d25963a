"""Every combination of the settings that the FTP1xx and FTP2xx rules look at, against a plain restatement of the tables.

The restatement follows iis-ftp-schema sections 3.1, 3.2, 3.15 and 3.16 and knows nothing of the rule files.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations, product
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from ftplint import api
from ftplint.rules.load import load_rules

if TYPE_CHECKING:
    from collections.abc import Iterable

GOOD = "a909502dd82ae41433e6f83886b00d4277a32a7b"
SAMPLE = "57686f6120447564652c2049495320526f636b73"
SPACED, SPACED_SAMPLE = (" ".join(text[i : i + 2] for i in range(0, 40, 2)) for text in (GOOD, SAMPLE.upper()))
FLAGS = ("NoRevocationCheck", "CertChainRevocationCheckCacheOnly", "CertChainCacheOnlyUrlRetrieval", "CertNoUsageCheck")


class Setup(NamedTuple):
    """One site's settings; None is what nobody writes. The defaults are those of a hand-written site."""

    control: str | None = None
    data: str | None = None
    hash: str | None = None
    policy: str | None = None
    mapping: bool = False
    certificates: bool = False
    passwords: str | None = None
    anonymous: bool = False
    ports: tuple[int, ...] = (21,)
    flags: str | None = None


SETUPS = [
    Setup(*values)
    for values in product(
        (None, "SslAllow", "SslRequireCredentialsOnly"),
        (None, "SslAllow", "SslDeny"),
        (None, GOOD, SAMPLE, SPACED, SPACED_SAMPLE),
        (None, "CertAllow", "CertRequire"),
        (False, True),
        (False, True),
        (None, "basic", "custom"),
        (False, True),
        ((21,), (990,), (21, 990)),
    )
]


def expected(s: Setup) -> set[str]:
    """The rules that a site so set up must break."""
    control, data, policy = s.control or "SslRequire", s.data or "SslRequire", s.policy or "CertIgnore"
    bound, passwords, certificates = bool(s.hash), s.passwords in ("basic", "custom"), s.certificates
    # With or without blanks, the thumbprint of the samples is one mistake.
    spaced, sample = s.hash == SPACED, s.hash in (SAMPLE, SPACED_SAMPLE)
    in_clear, credentials = control == "SslAllow", control == "SslRequireCredentialsOnly"
    asked = policy != "CertIgnore"
    flags = (s.flags or "").split(", ") if asked else []
    only_implicit, implicit = s.ports == (990,), 990 in s.ports
    explicit = not only_implicit  # on port 990 TLS comes first, so nothing of the logon is in clear text
    broken = {
        "FTP101": certificates and not bound,
        "FTP102": certificates and spaced,
        "FTP103": certificates and sample,
        "FTP104": certificates and data == "SslDeny",
        "FTP105": certificates and not asked,
        "FTP106": certificates and not s.mapping,
        "FTP107": not certificates and s.mapping,
        "FTP108": not certificates and not bound and in_clear and asked and not only_implicit,
        # Where nobody can log in without a certificate, a client in clear text gains nothing.
        "FTP109": bound and explicit and in_clear and policy == "CertRequire" and (passwords or s.anonymous),
        "FTP110": certificates and policy in ("CertAllow", "CertRequire") and passwords,
        "FTP111": "NoRevocationCheck" in flags,
        "FTP112": "CertNoUsageCheck" in flags,
        "FTP113": "CertChainRevocationCheckCacheOnly" in flags and "NoRevocationCheck" not in flags,
        "FTP201": not certificates and not bound and not in_clear and not only_implicit,
        "FTP202": not certificates and not bound and in_clear and data == "SslRequire",
        "FTP203": not certificates and not bound and in_clear and data != "SslRequire" and passwords,
        "FTP204": bound and explicit and in_clear and passwords,
        "FTP205": bound and explicit and credentials and data in ("SslRequire", "SslDeny"),
        "FTP206": bound and explicit and credentials and data == "SslAllow",
        "FTP207": not certificates and bound and in_clear and data == "SslDeny",
        "FTP208": not certificates and bound and not in_clear and data == "SslDeny",
        "FTP209": not certificates and not bound and implicit,
        "FTP210": bound and only_implicit and data == "SslAllow",
        "FTP214": bound and explicit and control == "SslRequire" and data == "SslAllow",
        "FTP211": not certificates and spaced,
        "FTP212": not certificates and sample,
    }
    return {rule for rule, is_broken in broken.items() if is_broken}


def site(number: int, s: Setup, protocol: str = "ftp") -> str:
    def attributes(**values: str | None) -> str:
        return "".join(f' {name}="{value}"' for name, value in values.items() if value is not None)

    bindings = "".join(f'<binding protocol="{protocol}" bindingInformation="*:{p}:h{number}"/>' for p in s.ports)
    methods = (("anonymous", s.anonymous), ("basic", s.passwords == "basic"), ("clientCert", s.certificates))
    authentication = "".join(f'<{name}Authentication enabled="true"/>' for name, on in methods if on)
    if s.passwords is not None and s.passwords != "basic":
        on = str(s.passwords == "custom").lower()
        provider = f'<add name="IisManagerAuth" enabled="{on}"/>'
        authentication += f"<customAuthentication><providers>{provider}</providers></customAuthentication>"
    client = attributes(
        clientCertificatePolicy=s.policy,
        validationFlags=s.flags,
        useActiveDirectoryMapping="true" if s.mapping else None,
    )
    return (
        f'<site name="s{number}" id="{number + 1}"><bindings>{bindings}</bindings><ftpServer><security>'
        f"<authentication>{authentication}</authentication>"
        f"<ssl{attributes(serverCertHash=s.hash, controlChannelPolicy=s.control, dataChannelPolicy=s.data)}/>"
        f"<sslClientCertificates{client}/></security></ftpServer></site>"
    )


def lint(setups: Iterable[Setup], protocol: str = "ftp") -> list[set[str]]:
    """The FTP1xx and FTP2xx rules that each of the sites breaks, all sites in one file."""
    sites = [site(number, setup, protocol) for number, setup in enumerate(setups)]
    body = f"<system.applicationHost><sites>{''.join(sites)}</sites></system.applicationHost>"
    by_site: dict[str, set[str]] = defaultdict(set)
    for finding in api.lint(f"<configuration>{body}</configuration>".encode()).findings:
        if finding.rule.startswith(("FTP1", "FTP2")):
            for name in finding.affected_sites:
                by_site[name].add(finding.rule)
    return [by_site[f"s{number}"] for number in range(len(sites))]


def differences(setups: list[Setup]) -> list[tuple[Setup, set[str], set[str]]]:
    """The sites on which linter and restatement differ: the setup, what was found, what was expected."""
    pairs = zip(setups, lint(setups), strict=True)
    return [(s, found, expected(s)) for s, found in pairs if found != expected(s)]


@pytest.fixture(scope="module", params=[11, pytest.param(1, marks=pytest.mark.slow)])
def found(request: pytest.FixtureRequest) -> dict[Setup, set[str]]:
    """What is found of each eleventh combination, or of each: eleven has no factor in common with the numbers of values,
    so that every value meets every other."""
    chosen = SETUPS[:: request.param]
    return dict(zip(chosen, lint(chosen), strict=True))


def test_the_sample_has_every_pair_of_values() -> None:
    def pairs(setups: list[Setup]) -> set[tuple[tuple[int, object], ...]]:
        return {pair for setup in setups for pair in combinations(enumerate(setup), 2)}

    assert len(SETUPS) == 9720
    assert pairs(SETUPS[::11]) == pairs(SETUPS)


def test_every_combination_breaks_exactly_the_rules_of_the_tables(found: dict[Setup, set[str]]) -> None:
    assert [(s, ids, expected(s)) for s, ids in found.items() if ids != expected(s)] == []
    never = {"FTP111", "FTP112", "FTP113"}  # those need flags, which have a test of their own
    here = {rule.id for rule in load_rules() if rule.id.startswith(("FTP1", "FTP2")) and not rule.optional} - never
    # Those are about several sites, facts from outside, names of stores, ciphers.
    here = {id_ for id_ in here if not ("FTP114" <= id_ <= "FTP199" or id_ >= "FTP215")}
    assert set().union(*found.values()) == here


def test_defaults_that_are_written_out_mean_what_unwritten_ones_mean() -> None:
    written = [
        s._replace(
            control=s.control or "SslRequire",
            data=s.data or "SslRequire",
            hash=s.hash or "",
            policy=s.policy or "CertIgnore",
        )
        for s in SETUPS[::23]
    ]
    assert differences(written) == []


def test_validation_flags_matter_where_certificates_are_asked_for() -> None:
    flags = [", ".join(some) for size in range(5) for some in combinations(FLAGS, size)]
    policies = (None, "CertAllow", "CertRequire")
    setups = [
        Setup(hash=GOOD, policy=policy, mapping=on, certificates=on, flags=some)
        for policy, on, some in product(policies, (False, True), flags)
    ]
    assert differences(setups) == []


def test_the_prerequisites_are_silent_exactly_where_certificate_logon_can_work(found: dict[Setup, set[str]]) -> None:
    """Section 3.15: the five prerequisites hold, and none of FTP101 to FTP106 fires, or neither."""
    prerequisites = {f"FTP10{n}" for n in range(1, 7)}
    for s, ids in found.items():
        if s.certificates:
            met = s.hash == GOOD and s.data != "SslDeny" and s.policy is not None and s.mapping
            assert (not ids & prerequisites) == met, s


WITH_TLS = Setup("SslRequire", "SslRequire", GOOD)
CERTIFICATE = Setup("SslRequire", "SslRequire", GOOD, "CertRequire", mapping=True, certificates=True)
PASSWORD = Setup("SslRequire", "SslRequire", GOOD, passwords="basic")
CORRECT = {
    "certificates only": CERTIFICATE,
    "passwords under TLS": PASSWORD,
    "anonymous mirror in clear text": Setup("SslAllow", "SslAllow", anonymous=True),
    "second factor": PASSWORD._replace(policy="CertRequire"),
    "implicit TLS, passwords": PASSWORD._replace(ports=(990,)),
    "implicit TLS, certificates": CERTIFICATE._replace(ports=(990,)),
    "a provider that is off is no password method": Setup("SslAllow", "SslAllow", GOOD, passwords="custom, off"),
}


@pytest.mark.parametrize("setup", CORRECT.values(), ids=CORRECT.keys())
def test_a_correct_configuration_is_silent(setup: Setup) -> None:
    assert lint([setup]) == [set()]


BAD = {
    "control channel, no certificate": Setup("SslDeny", policy="CertRequire", passwords="basic"),
    "control channel, certificate": Setup("SslDeny", None, GOOD, "CertRequire", passwords="basic", ports=(990,)),
    "data channel, no certificate": Setup("SslAllow", "SslNever", passwords="basic"),
    "data channel, certificate": Setup(None, "SslNever", GOOD, "CertRequire", True, True),
    "certificate policy": Setup(None, None, GOOD, "CertDemand", True, True, "basic", flags=", ".join(FLAGS)),
    "certificate policy in clear text": Setup("SslAllow", "SslAllow", None, "CertDemand", anonymous=True),
}


@pytest.mark.parametrize("setup", BAD.values(), ids=BAD.keys())
def test_nothing_is_made_of_a_value_that_does_not_exist(setup: Setup) -> None:
    """FTP012 reports the value; what IIS would do with it is not for these rules to guess."""
    assert lint([setup]) == [set()]


def test_sites_without_an_ftp_binding_never_alarm() -> None:
    some = SETUPS[::17]
    assert lint(some, "http") == lint(some, "https") == [set()] * len(some)


FIELDS = {"controlChannelPolicy": "control", "dataChannelPolicy": "data", "clientCertificatePolicy": "policy"}


def test_a_fix_ends_the_finding_and_brings_no_error() -> None:
    usual = [rule for rule in load_rules() if rule.id.startswith(("FTP1", "FTP2")) and not rule.optional]
    rules = [rule for rule in usual if rule.changes and rule.scope != "problem"]  # those need facts from outside
    errors = {rule.id for rule in load_rules() if rule.severity == "error"}
    assert {"FTP104", "FTP105", "FTP106", "FTP204"} <= {rule.id for rule in rules}
    for rule in rules:
        made = {change.element.get("attribute", ""): change.element.get("value", "") for change in rule.changes}
        values: dict[str, Any] = {FIELDS[name]: value for name, value in made.items() if name in FIELDS}
        if "useActiveDirectoryMapping" in made:
            values["mapping"] = made["useActiveDirectoryMapping"] == "true"
        if made.get("serverCertHash") == "{certificate}":  # what --certificate names
            values["hash"] = GOOD
        assert len(values) == len(made)
        broken = [s for s in SETUPS if rule.id in expected(s)]
        assert broken, rule.id
        for s in broken:
            after = expected(s._replace(**values))
            assert rule.id not in after, (rule.id, s)
            assert not (after - expected(s)) & errors, (rule.id, s)
