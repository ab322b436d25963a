"""Which sites are judged as one, and which rules together: by what differs between the sites and what the rules read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ftplint.analysis import analyse
from ftplint.api import RuleSet, Settings
from ftplint.judging.visibility import classes, rule_groups, varied
from ftplint.rules import Selection
from tests.judging.test_which_findings import HEAD, app, folder, one_site, server

if TYPE_CHECKING:
    from pathlib import Path

    from ftplint.configuration import Configuration
    from ftplint.rules import Rule


def own_rules(path: Path, *bodies: str) -> tuple[Rule, ...]:
    """A rule for each body, `OWN100` and on."""
    for number, body in enumerate(bodies, 100):
        head = HEAD.replace("own-rule", f"own-rule-{number}")
        pattern = f'<sch:pattern id="OWN{number}"><sch:rule context="site">{body}</sch:rule></sch:pattern>'
        (path / f"OWN{number}.sch").write_text(f"{head}{pattern}</sch:schema>")
    return RuleSet.load(Settings(Selection(select=("OWN",)), rules=(path,))).chosen


def reports(test: str, prints: str = "") -> str:
    printed = f'<sch:value-of select="{prints}"/>' if prints else ""
    return f'<sch:report test="{test}">So.{printed}</sch:report>'


def configuration_of(data: bytes) -> Configuration:
    configuration = analyse("x", data).configuration
    assert configuration is not None
    return configuration


def judged_together(data: bytes, rules: tuple[Rule, ...], *, deciding: bool) -> list[str]:
    """The names of the sites that the rules take for one, `a b` for two of them."""
    configuration = configuration_of(data)
    similar = classes(configuration.ftp_sites, configuration.sections.sites)
    (group,) = rule_groups(rules, varied(one[0] for one in similar), configuration, deciding=deciding)
    return sorted(" ".join(sorted(site.name for site in sites)) for sites in group.equivalent_sites(similar))


def hosts(*names: str) -> bytes:
    return server(*(one_site(letter, n, f"*:21:{name}") for n, (letter, name) in enumerate(zip("abcd", names), 1)))  # noqa: B905


def authorized(path: str) -> str:
    add = '<add accessType="Allow" users="*" permissions="Read"/>'
    return f'<location path="{path}"><system.ftpServer><security><authorization>{add}</authorization></security></system.ftpServer></location>'


HOSTS = hosts("a.example", "b.example", "", "x.example")
ADDRESSES = server(*(one_site(name, n, f"192.0.2.{n}:21:") for n, name in enumerate("abcd", 1)))
FOLDERS = server(*(one_site(name, n, inner=app(folder("/", f"D:\\{name}"))) for n, name in enumerate("abcd", 1)))
APPLICATIONS = server(
    one_site("a", 1, inner=app(folder("/", "D:\\a"))),
    one_site("b", 2, inner=app(folder("/", "D:\\b"))),
    one_site("c", 3, inner=app(folder("/", "D:\\c"), path="/c")),
    one_site("d", 4),
)
LOCATIONS = server(*(one_site(name, n) for n, name in enumerate("abcd", 1)), rest=authorized("B") + authorized("d/in"))


@pytest.mark.parametrize(
    ("data", "test", "prints", "deciding", "full"),
    [
        (HOSTS, "binding/@port = '21'", "", ["a b c d"], ["a b c d"]),
        (HOSTS, "binding/@port = '21'", "binding/@host", ["a b c d"], ["a", "b", "c", "d"]),
        (HOSTS, "binding/@host = 'x.example'", "", ["a b c", "d"], ["a", "b", "c", "d"]),
        (HOSTS, "binding/@host = ''", "", ["a b d", "c"], ["a b d", "c"]),
        (HOSTS, "starts-with(binding/@host, 'x')", "", ["a", "b", "c", "d"], ["a", "b", "c", "d"]),
        (HOSTS, "binding/@port = '21'", "@name", ["a b c d"], ["a b c d"]),
        (HOSTS, "@name = 'd'", "", ["a", "b", "c", "d"], ["a", "b", "c", "d"]),
        (HOSTS, "@id = '4'", "", ["a b c", "d"], ["a", "b", "c", "d"]),
        (HOSTS, "@id &gt; 2", "", ["a", "b", "c", "d"], ["a", "b", "c", "d"]),
        (ADDRESSES, "binding/@port = '21'", "", ["a b c d"], ["a b c d"]),
        (ADDRESSES, "binding/@port = '21'", "binding/@address", ["a b c d"], ["a", "b", "c", "d"]),
        (ADDRESSES, "binding/@address = '192.0.2.4'", "", ["a b c", "d"], ["a", "b", "c", "d"]),
        (FOLDERS, "binding/@port = '21'", "", ["a b c d"], ["a b c d"]),
        (FOLDERS, "application/@path = '/'", "", ["a b c d"], ["a b c d"]),
        (FOLDERS, "binding/@port = '21'", "application/virtualDirectory/@physicalPath", ["a b c d"], ["a", "b", "c", "d"]),
        (FOLDERS, "application/virtualDirectory/@path = '/'", "", ["a b c d"], ["a b c d"]),
        (APPLICATIONS, "binding/@port = '21'", "", ["a b c d"], ["a b c d"]),
        (APPLICATIONS, "application/@path = '/c'", "", ["a b", "c", "d"], ["a b", "c", "d"]),
        (LOCATIONS, "binding/@port = '21'", "", ["a b c d"], ["a b c d"]),
        (LOCATIONS, "location/system.ftpServer/security/authorization/add", "", ["a c", "b", "d"], ["a c", "b", "d"]),
    ],
)  # fmt: skip
def test_sites_are_one_if_they_differ_in_nothing_that_the_rule_reads(
    tmp_path: Path, data: bytes, test: str, prints: str, deciding: list[str], full: list[str]
) -> None:
    """First in what decides, of a comparison only whether it holds; then in what is printed too."""
    rules = own_rules(tmp_path, reports(test, prints))
    assert judged_together(data, rules, deciding=True) == deciding
    assert judged_together(data, rules, deciding=False) == full


def ssl(**attributes: str) -> str:
    written = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f"<ftpServer><security><ssl{written}/></security></ftpServer>"


def many(number: int, **attributes: str) -> bytes:
    """So many sites, each with the *attributes*, in which `{}` is a number of its own."""
    sites = (
        one_site(f"s{n}", n, "*:21:", ssl(**{k: v.format(n) for k, v in attributes.items()})) for n in range(number)
    )
    return server(*sites)


@pytest.mark.parametrize(
    ("number", "written", "expected"),
    [
        (50, {"serverCertHash": "{:040}"}, []),
        (51, {"serverCertHash": "{:040}"}, ["serverCertHash"]),
        (51, {"serverCertHash": "{:040}", "serverCertStoreName": "S"}, ["serverCertHash"]),
    ],
)
def test_an_attribute_is_varied_that_has_more_than_fifty_values(
    number: int, written: dict[str, str], expected: list[str]
) -> None:
    assert varied(configuration_of(many(number, **written)).ftp_sites) == expected


def test_of_the_attributes_that_vary_four_are_told_the_most_varied_first() -> None:
    """What an element misses has the value of the default; what entries say is none of them."""
    entry = '<customFeatures><providers><add name="p{0}" enabled="true"/></providers></customFeatures>'
    inner = (
        '<ftpServer><connections maxConnections="{1}" maxBandwidth="{2}"/>{entry}<messages exitMessage="{3}" greetingMessage="{4}"/>'
        '<firewallSupport externalIp4Address="10.0.0.{5}"/></ftpServer>'
    )
    sites = [
        one_site(f"s{n}", n, "*:21:", inner.format(n, n % 51, n % 52, n % 54, n % 53, n % 50, entry=entry.format(n)))
        for n in range(60)
    ]
    sites += [one_site(f"t{n}", 100 + n, "*:21:", ssl(serverCertHash=f"{n:040}")) for n in range(57)]
    found = varied(configuration_of(server(*sites)).ftp_sites)
    assert found == ["serverCertHash", "exitMessage", "greetingMessage", "maxBandwidth"]


HASH = "ftpServer/security/ssl/@serverCertHash"


@pytest.mark.parametrize(
    ("test", "prints", "deciding", "full"),
    [
        ("binding/@port = '21'", "", [60], [60]),
        ("ftpServer/security/ssl/@controlChannelPolicy = 'SslAllow'", "", [60], [60]),
        ("binding/@port = '21'", HASH, [60], [1] * 60),
        (f"{HASH} = ''", "", [60], [1] * 60),
        (f"{HASH} = '{7:040}'", "", [1, 59], [1] * 60),
        (f"starts-with({HASH}, '1')", "", [1] * 60, [1] * 60),
        ("ftpServer/security/ssl/@thumbprint-kind = 'malformed'", "", [60], [1] * 60),
    ],
)
def test_sites_with_a_thumbprint_each_are_one_unless_the_rule_reads_it(
    tmp_path: Path, test: str, prints: str, deciding: list[int], full: list[int]
) -> None:
    rules = own_rules(tmp_path, reports(test, prints))
    data = many(60, serverCertHash="{:040}")
    for expected, first in ((deciding, True), (full, False)):
        together = judged_together(data, rules, deciding=first)
        assert sorted(len(names.split()) for names in together) == expected


BODIES = {
    "port": reports("binding/@port = '22'"),
    "port again": reports("binding/@port = '23'"),
    "host": reports("binding/@host = 'x'"),
    "id": reports("@id = '7'"),
    "host in full": reports("starts-with(binding/@host, 'x')"),
    "id in full": reports("@id &gt; 7"),
    "address": reports("starts-with(binding/@address, '10.')"),
    "application": reports("application/@path = '/x'"),
    "name": reports("@name = 'x'"),
    "thumbprint": reports("starts-with(ftpServer/security/ssl/@serverCertHash, 'x')"),
    "compared": reports("ftpServer/security/ssl/@serverCertHash = 'x'"),
    "printed": reports("binding/@port = '24'", "binding/@host"),
}


@pytest.mark.parametrize(
    ("deciding", "expected"),
    [
        (
            True,
            [
                "address",
                "application",
                "compared host id port port_again printed",
                "host_in_full id_in_full",
                "name",
                "thumbprint",
            ],
        ),
        (
            False,
            [
                "address",
                "application",
                "compared thumbprint",
                "host host_in_full id id_in_full printed",
                "name",
                "port port_again",
            ],
        ),
    ],
)
def test_rules_are_judged_together_that_see_the_same_of_what_differs(
    tmp_path: Path, deciding: bool, expected: list[str]
) -> None:
    names = dict(zip((f"OWN{number}" for number in range(100, 112)), BODIES, strict=True))
    rules = own_rules(tmp_path, *BODIES.values())
    groups = rule_groups(rules, ["serverCertHash"], configuration_of(HOSTS), deciding=deciding)
    assert sorted(" ".join(sorted(names[r.id].replace(" ", "_") for r in g.rules)) for g in groups) == expected
