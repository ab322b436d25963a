"""Whether anybody can log in: worked out by rules about settings, held against clients that are tried one by one."""

from __future__ import annotations

import random
from itertools import permutations, product
from typing import NamedTuple

import pytest
from lxml import etree

from ftplint.analysis import analyse
from ftplint.configuration.conditions import OF_DIRECTORY, OF_ELEMENT, OF_LOCATION, OF_SITE
from ftplint.judging import server_xml

HASHES = {"": False, "A" * 40: True, "b" * 40: True, "A" * 39: False, "57686f6120447564652c2049495320526f636b73": False}
"""Thumbprints, and whether a certificate can have them; the last is the sample of the documentation."""


class Rule(NamedTuple):
    """An authorization rule."""

    access: str
    users: str
    roles: str
    permissions: str

    def for_anybody(self) -> bool:
        return bool(self.users or self.roles)

    def for_anonymous(self) -> bool:
        return bool({"*", "?"} & set(self.users.split(",")))

    def for_iusr(self) -> bool:
        return "IUSR" in self.users or "Everyone" in self.roles

    @property
    def xml(self) -> str:
        return f'<add accessType="{self.access}" users="{self.users}" roles="{self.roles}" permissions="{self.permissions}"/>'


class World(NamedTuple):
    """One site in all that decides who gets in."""

    anonymous: bool
    basic: bool
    certificate: bool
    custom: bool
    connections: str
    addresses: str
    filtered: str
    thumbprint: str
    control: str
    port: str
    policy: str
    mapping: bool
    isolation: str
    rules: tuple[Rule, ...]
    provider: bool
    root: bool

    @property
    def text(self) -> str:
        def on(name: str, value: bool) -> str:
            return f'<{name} enabled="{str(value).lower()}"/>'

        methods = "".join(
            on(f"{name}Authentication", value)
            for name, value in (("anonymous", self.anonymous), ("basic", self.basic), ("clientCert", self.certificate))
        )
        custom = f'<customAuthentication><providers><add name="P" enabled="{str(self.custom).lower()}"/></providers></customAuthentication>'
        decides = (
            '<customAuthorization><provider name="P" enabled="true"/></customAuthorization>' if self.provider else ""
        )
        ftp = (
            f'<ftpServer><connections maxConnections="{self.connections}"/><security>'
            f'<ssl serverCertHash="{self.thumbprint}" controlChannelPolicy="{self.control}"/>'
            f'<sslClientCertificates clientCertificatePolicy="{self.policy}" useActiveDirectoryMapping="{str(self.mapping).lower()}"/>'
            f"<authentication>{methods}{custom}</authentication>{decides}"
            f"<commandFiltering>{self.filtered}</commandFiltering></security>"
            f'<userIsolation mode="{self.isolation}"/></ftpServer>'
        )
        folder = (
            '<application path="/"><virtualDirectory path="/" physicalPath="D:\\"/></application>' if self.root else ""
        )
        binding = f'<bindings><binding protocol="ftp" bindingInformation="*:{self.port}:"/></bindings>'
        rules = f"<authorization>{''.join(one.xml for one in self.rules)}</authorization>"
        return (
            f'<configuration><system.applicationHost><sites><site name="a" id="1">{folder}{binding}{ftp}</site></sites>'
            f"</system.applicationHost><system.ftpServer><security>{self.addresses}{rules}</security></system.ftpServer></configuration>"
        )

    def passes(self, verb: str) -> bool:
        return f'command="{verb}" allowed="false"' not in self.filtered

    def gets_in(self, method: str, *, tls: bool) -> bool:
        """Whether a client that logs in by *method*, over TLS or not, meets no obstacle."""
        if not getattr(self, method) or self.connections == "0" or not self.root:
            return False
        if self.addresses.count("allowUnlisted") and 'allowed="true"' not in self.addresses:
            return False
        if tls and not (HASHES[self.thumbprint] and (self.port == "990" or self.passes("AUTH"))):
            return False
        if not tls and (self.control != "SslAllow" or self.port == "990"):
            return False
        password = self.anonymous or self.basic or self.custom
        if not self.passes("USER") or (password and not self.passes("PASS")):
            return False
        if method == "certificate" and not (tls and self.policy != "CertIgnore" and self.mapping):
            return False
        if self.isolation == "ActiveDirectory" and (method == "anonymous" or not self.basic):
            return False
        return self.provider or any(self.may(right, method) for right in ("Read", "Write"))

    def may(self, right: str, method: str) -> bool:
        """Whether rules give *right* to the user of such a client, whoever that is; deny rules beat allow rules."""
        of_right = [one for one in self.rules if right in one.permissions]
        allowing = [one for one in of_right if one.access == "Allow"]
        denying = [one for one in of_right if one.access == "Deny"]
        if method == "anonymous":
            by_name = any(map(Rule.for_anonymous, allowing)) and not any(map(Rule.for_anonymous, denying))
            denied = any(one.for_anonymous() or one.for_iusr() for one in denying)
            return by_name or (any(map(Rule.for_iusr, allowing)) and not denied)
        everybody = any("*" in one.users.split(",") for one in denying)
        return any(one.for_anybody() and (one.users != "?" or one.roles) for one in allowing) and not everybody


METHODS = ("anonymous", "basic", "certificate", "custom")
FILTERS = ("", *(f'<add command="{verb}" allowed="false"/>' for verb in ("USER", "PASS", "AUTH", "SYST")))
CLOSED = '<ipSecurity allowUnlisted="false">{}</ipSecurity>'
ADDRESSES = (
    "",
    CLOSED.format(""),
    *(CLOSED.format(f'<add ipAddress="192.0.2.1" allowed="{x}"/>') for x in ("true", "false")),
)
RULES = tuple(
    Rule(access, users, roles, permissions)
    for access, permissions in (("Allow", "Read"), ("Allow", "Read, Write"), ("Deny", "Read"), ("Deny", "Read, Write"))
    for users, roles in (
        ("*", ""),
        ("?", ""),
        ("alice", ""),
        ("", "staff"),
        ("IUSR", ""),
        ("", "Everyone"),
        ("", ""),
        ("?", "staff"),
    )
)


def world(chance: random.Random) -> World:
    """Most of it in order, so that each obstacle is the only one now and then."""

    def mostly(good: object, *others: object) -> object:
        return good if chance.random() < 0.75 else chance.choice(others)

    return World(
        *(chance.random() < 0.4 for _ in METHODS),
        mostly("4294967295", "0", "5"),  # type: ignore[arg-type]
        mostly("", *ADDRESSES),  # type: ignore[arg-type]
        mostly("", *FILTERS),  # type: ignore[arg-type]
        chance.choice([*HASHES, "A" * 40]),
        mostly("SslAllow", "SslRequire", "SslRequireCredentialsOnly"),  # type: ignore[arg-type]
        mostly("21", "990"),  # type: ignore[arg-type]
        chance.choice(["CertIgnore", "CertAllow", "CertRequire"]),
        chance.random() < 0.6,
        mostly("None", "StartInUsersDirectory", "IsolateAllDirectories", "IsolateRootDirectoryOnly", "ActiveDirectory"),  # type: ignore[arg-type]
        tuple(chance.sample(RULES, chance.choice([0, 1, 1, 2, 2, 3]))),
        chance.random() < 0.15,
        bool(mostly(True, False)),
    )


def document(text: str) -> etree._Element:
    configuration = analyse("x", text.encode()).configuration
    assert configuration is not None
    return etree.fromstring("".join(server_xml(configuration, (), configuration.ftp_sites)))


def site_of(text: str) -> etree._Element:
    (site,) = document(text).iterfind("site")
    return site


@pytest.mark.parametrize("seed", range(10))
def test_somebody_gets_in_exactly_if_some_client_does(seed: int) -> None:
    chance = random.Random(seed)
    outcomes = set()
    for _ in range(60):
        one = world(chance)
        site = site_of(one.text)
        inside = {method for method in METHODS for tls in (True, False) if one.gets_in(method, tls=tls)}
        assert (site.get("shut-by") == "nothing") == bool(inside), one
        if site.get("anonymous-logon") != "perhaps":
            named = any(
                rule.access == "Allow" and rule.for_anonymous() for rule in one.rules
            )  # what rules for the account behind anonymous users do is not documented
            assert (site.get("anonymous-logon") == "yes") <= ("anonymous" in inside), one
            assert ("anonymous" in inside and named and not one.provider) <= (site.get("anonymous-logon") != "no"), one
        assert site.get("decided-by") == ("provider" if one.provider else "rules")
        tls = HASHES[one.thumbprint] and (one.port == "990" or one.passes("AUTH"))
        assert site.get("tls-channel") == ("possible" if tls else "impossible")
        outcomes.add(site.get("shut-by"))
    assert len(outcomes) >= 5


@pytest.mark.parametrize("seed", range(6))
def test_the_order_of_rules_does_not_matter_nor_does_one_that_is_neither_allow_nor_deny(seed: int) -> None:
    chance = random.Random(seed)
    open_world = World(
        *(
            True,
            True,
            False,
            False,
            "5",
            "",
            "",
            "A" * 40,
            "SslAllow",
            "21",
            "CertIgnore",
            False,
            "None",
            (),
            False,
            True,
        )
    )
    for _ in range(4):
        rules = chance.sample(RULES, 3)
        other = Rule("Perhaps", "*", "", "Read, Write")
        found = {
            tuple(site_of(open_world._replace(rules=order).text).find("location").items())  # type: ignore[union-attr]
            for order in (*permutations(rules), (other, *rules), (*rules, other), (rules[0], other, *rules[1:]))
        }
        (conditions,) = found
        given = dict(conditions)
        for right, users in product(("Read", "Write"), ("anonymous", "account")):
            told = right in given[f"{users}-rights"].split(", ")
            one = open_world._replace(rules=tuple(rules))
            of_right = [rule for rule in rules if right in rule.permissions]
            denied = any(rule.for_anonymous() for rule in of_right if rule.access == "Deny")
            by_name = any(rule.for_anonymous() for rule in of_right if rule.access == "Allow") and not denied
            assert told == (by_name if users == "anonymous" else one.may(right, "anonymous") and not by_name), rules


def test_conditions_have_the_values_that_are_declared_and_each_of_them() -> None:
    """Rules are checked by the declared values: a comparison with another one could never hold."""
    declared = {
        one.name: set(one.values)
        for one in (*OF_SITE, *OF_LOCATION, *OF_DIRECTORY, *(one for some in OF_ELEMENT.values() for one, _ in some))
        if one.values
    }
    addresses = ("", "x", "0.0.0.0", "192.168.0.1", "8.8.8.8", "2001:db8::1")
    entries = "".join(
        f'<add ipAddress="{address}" subnetMask="{mask}"/>' for address in addresses for mask in ("", "x", "255.0.0.0")
    )
    rule = '<add accessType="Allow" users="*" permissions="Read"/>'
    rest = f"<ipSecurity>{entries}</ipSecurity><authorization>{rule}</authorization>"
    named = ("D:\\", "%windir%", r"\\s\a", "//s/a", r"\\?\D:\a", "ftp")
    paths = ("/", "/LocalUser", *(f"/{number}" for number in range(len(named) - 2)))
    folders = "".join(
        f'<virtualDirectory path="{path}" physicalPath="{folder}"/>' for path, folder in zip(paths, named, strict=True)
    )
    providers = "".join(f'<add name="{name}"/>' for name in ("P", "IisManagerAuth"))
    custom = f"<customAuthentication><providers>{providers}</providers></customAuthentication>"
    texts = [
        f'<configuration><system.applicationHost><sites><site name="a" id="1"><application path="/">{folders}</application>'
        '<bindings><binding protocol="ftp" bindingInformation="*:21:"/></bindings>'
        f"<ftpServer><firewallSupport externalIp4Address='{address}'/><security><authentication>{custom}</authentication></security>"
        f"</ftpServer></site></sites></system.applicationHost><system.ftpServer><security>{rest}</security></system.ftpServer></configuration>"
        for address in addresses
    ]
    chance = random.Random(0)
    texts += [world(chance).text for _ in range(150)]
    seen: dict[str, set[str]] = {name: set() for name in declared}
    for text in texts:
        for element in document(text).iter():
            for name, value in element.items():
                if str(name) in seen:
                    seen[str(name)].add(str(value))
    assert seen == declared
