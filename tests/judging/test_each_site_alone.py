"""Many sites are judged together; what is found on each is what is found where it is the only one of the file."""

from __future__ import annotations

import random

import pytest

from ftplint.api import RuleSet, Settings, lint_bytes
from ftplint.judging import Finding
from ftplint.rules.load import load_rules

OF_SITES = RuleSet(tuple(rule for rule in load_rules() if rule.scope == "site"), frozenset())
"""Rules that look at no other site."""


def ftp_server(chance: random.Random, thumbprint: str) -> str:
    """Settings in which sites of one server differ, wrong ones among them."""
    ssl = chance.choice(
        [
            "",
            f'<ssl serverCertHash="{thumbprint}"/>',
            f"<ssl serverCertHash='{thumbprint}' controlChannelPolicy='SslAllow' dataChannelPolicy='SslDeny'/>",
            f'<ssl controlChannelPolicy="SslRequire" serverCertHash="{thumbprint[:30]}"/>',
        ]
    )
    client = chance.choice(
        [
            "",
            '<sslClientCertificates clientCertificatePolicy="CertRequire"/>',
            '<sslClientCertificates useActiveDirectoryMapping="true"/>',
        ]
    )
    method = chance.choice(["anonymous", "basic", "clientCert"])
    authentication = f'<authentication><{method}Authentication enabled="true"/></authentication>'
    security = f"<security>{ssl}{client}{authentication}</security>"
    isolation = chance.choice(["", '<userIsolation mode="IsolateAllDirectories"/>', '<userIsolation mode="Custom"/>'])
    greeting = chance.choice(["", f'<messages greetingMessage="Hello %UserName% {chance.randint(1, 99)}"/>'])
    written = f"<ftpServer>{security}{isolation}{greeting}</ftpServer>"
    return chance.choice([written, written, "<ftpServer/>", ""])


def one_site(chance: random.Random, number: int) -> str:
    """A site on one line."""
    name = f"s{number}.example.com"
    folder = chance.choice([f"D:\\ftp\\{number}", f"D:\\ftp\\{number}\\%USERNAME%", "\\\\files\\ftp", "ftp"])
    account = chance.choice(["", ' userName="CORP\\svc" password="x"', ' userName="svc"'])
    root = f'<virtualDirectory path="/" physicalPath="{folder}"{account}/>'
    child = f'<virtualDirectory path="/{chance.choice(["LocalUser", "Public", name])}" physicalPath="D:\\x"/>'
    application = chance.choice([f"{root}{child}", root, root, child])
    defaults = chance.choice(["", "", "<virtualDirectoryDefaults userName='svc'/>"])
    host = chance.choice(["", name, "*.example.com", "a b"])
    binding = (
        f'<binding protocol="ftp" bindingInformation="{chance.choice(["*", "192.0.2.1"])}:{2100 + number}:{host}"/>'
    )
    web = chance.choice(["", "", f'<binding protocol="http" bindingInformation="*:80:{name}"/>'])
    start = chance.choice(["", "", ' serverAutoStart="false"'])
    return (
        f'<site name="{name}" id="{number}"{start}>{defaults}<application path="/">{application}</application>'
        f"<bindings>{binding}{web}</bindings>{ftp_server(chance, f'{chance.getrandbits(160):040x}')}</site>"
    )


def file_of(seed: int, number: int) -> list[str]:
    """The lines of a file with so many sites, one on each line that begins with ``<site ``."""
    chance = random.Random(seed)
    sites = [one_site(chance, n) for n in range(1, number + 1)]
    defaults = chance.choice(["", f"<siteDefaults>{ftp_server(chance, 'A' * 40)}</siteDefaults>"])
    rule = '<add accessType="{}" users="{}" permissions="{}"/>'
    locations = []
    for n in chance.sample(range(1, number + 1), number // 3):
        entry = rule.format(
            chance.choice(["Allow", "Deny"]), chance.choice(["*", "?", "alice"]), chance.choice(["Read", "Read, Write"])
        )
        path = chance.choice([f"s{n}.example.com", f"S{n}.EXAMPLE.com", f"s{n}.example.com/LocalUser"])
        section = f"<authorization>{entry}</authorization>"
        locations.append(
            f'<location path="{path}"><system.ftpServer><security>{section}</security></system.ftpServer></location>'
        )
    return [
        "<configuration><system.applicationHost><sites>",
        *sites,
        f"{defaults}</sites></system.applicationHost>",
        *locations,
        "</configuration>",
    ]


def judged(lines: list[str]) -> tuple[Finding, ...]:
    return lint_bytes("x", "\n".join(lines).encode(), OF_SITES, Settings()).report.findings


def of_site(findings: tuple[Finding, ...], name: str) -> tuple[set[Finding], set[tuple[object, ...]]]:
    """What the site itself writes, whole; and what it has by default or from elsewhere, as far as it is about this site.

    A default on many sites is one finding, with the place on the first.
    """
    own = {one for one in findings if one.site == name and one.origin != "schema"}
    others = [one for one in findings if one not in own and name in one.affected_sites]
    return own, {
        (one.rule, one.setting, one.value, one.origin, None if one.origin == "schema" else one.location)
        for one in others
    }


@pytest.mark.parametrize(("seed", "number", "looked_at"), [(1, 12, 6), (2, 12, 6), (3, 12, 6), (4, 80, 4), (5, 300, 2)])
def test_each_site_has_the_findings_that_it_has_alone(seed: int, number: int, looked_at: int) -> None:
    """The other sites are blanked out, so that lines stay; 80 thumbprints are many, and 300 sites more than one lot."""
    lines = file_of(seed, number)
    together = judged(lines)
    assert len({one.rule for one in together}) > 10
    for n in random.Random(seed).sample(range(1, number + 1), looked_at):
        name = f"s{n}.example.com"
        alone = [
            "" if line.startswith("<site ") and not line.startswith(f'<site name="{name}"') else line for line in lines
        ]
        assert of_site(judged(alone), name) == of_site(together, name)
