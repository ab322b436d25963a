"""A rule's result depends on its XPath and nothing else: a large family of XPaths against lxml on the effective document."""

from __future__ import annotations

import random
import re
import shutil
from collections import Counter
from functools import cache
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest
from lxml import etree

from ftplint.analysis import analyse
from ftplint.api import Settings, lint
from ftplint.judging import evaluate, judge, server_xml
from ftplint.rules import SCHEMATRON, Rule, Selection
from ftplint.rules.check.faults import rule_faults
from ftplint.rules.load import load_rule
from tests.bench.second_opinion import jing_counts
from tests.end_to_end.run import ftplint

SITES = {
    "a.example": ("*:21:", "", '<ftpServer><security><ssl ssl128="true" controlChannelPolicy="SslAllow"/></security></ftpServer>'),
    "scanner.b": ("*:21:scan.example", "", '<ftpServer><security><ssl ssl128="true" controlChannelPolicy="SslAllow"/></security></ftpServer>'),
    "c": ("*:2121:", "", ""),
    "d": ("10.0.0.1:21:ftp.example", '<binding protocol="http" bindingInformation="*:80:"/>', ""),
    "e": ("*:990:", '<binding protocol="ftp" bindingInformation="*:21:e.example"/>',
          '<ftpServer allowUTF8="true"><security><commandFiltering allowUnlisted="false"><add command="SYST" allowed="false"/><add command="PASV" allowed="true"/></commandFiltering></security></ftpServer>'),
    "f.example": ("*:21:", "", '<ftpServer><security><ssl ssl128="true" controlChannelPolicy="SslAllow"/></security><logFile period="Hourly"/></ftpServer>'),
    "g": ("*:2121:", "", ""),
}  # fmt: skip

CONFIG = (
    "<configuration><system.applicationHost><sites>\n"
    + "\n".join(
        f'<site name="{name}" id="{number}"><application path="/"><virtualDirectory path="/" physicalPath="D:\\{name[:1]}"/></application>'
        f'<bindings><binding protocol="ftp" bindingInformation="{binding}"/>{more}</bindings>{ftp}</site>'
        for number, (name, (binding, more, ftp)) in enumerate(SITES.items(), 1)
    )
    + '\n<siteDefaults><ftpServer allowUTF8="false"><security><authentication><basicAuthentication enabled="true"/></authentication>'
    '</security><logFile period="weekly"/></ftpServer></siteDefaults></sites></system.applicationHost>\n'
    '<system.ftpServer><log centralLogFileMode="Central"/><firewallSupport lowDataChannelPort="5000"/>'
    '<security><authorization><add accessType="Allow" users="*" permissions="Read"/></authorization></security></system.ftpServer>\n'
    '<location path="c/in"><system.ftpServer><security><authorization><add accessType="Deny" users="x" permissions="Read, Write"/>'
    "</authorization></security></system.ftpServer></location>\n"
    '<location path="e"><system.ftpServer><security><ipSecurity allowUnlisted="false"><add ipAddress="10.0.0.1" allowed="true"/>'
    "</ipSecurity></security></system.ftpServer></location></configuration>"
)

CONTEXTS = re.split(r"\|(?! )|\n", """
server|server[count(site) > 1]|server[@file = 'whole']|server[ count( site ) < 2 ]|server/site|server/*|site|site[@name = 'scanner.b']
site[not(starts-with(@name, 'scanner.'))]|site[2]|site[last()]|site[position() mod 2 = 1]|site[position() > 2][2]
site[following-sibling::site]|site[preceding-sibling::site[1]/@name = 'c']|site[@id > 2]|site[@web = 'true']|site[count(../site) > 3]
site [ binding ]|site[binding/@host = '']|site[string-length(@name) > 5]|site[/server/system.ftpServer/log/@centralLogFileMode = 'Central']
site[ancestor::server]|site[../port/address/host[@name = '']]|site[@*[. = 'c']]|site[count(preceding-sibling::*)]|site[number(@id)]
site[(position())]|site[count(. | ../site[1]) = 1]|site[self::*[@name = 'g']]|site[boolean(position() = 3)]
site/binding|site/binding[@protocol = 'ftp']|site/binding[1]|site/binding[last()]|site/*|site/node()|site/*[2]|site/ftpServer|site/ftpServer/*
site//ssl|site//add|site//add[2]|site/ftpServer//*[@enabled = 'true']|site/ftpServer/security/ssl|site[@name != 'c']/ftpServer/security/ssl
site/ftpServer/security/ssl[../../../@name = 'f.example']|site/ftpServer/security/commandFiltering/add[2]|site/ftpServer[@allowUTF8 = 'false']
site/ftpServer/logFile[@period = 'Weekly']|site/ftpServer/descendant::add|site/ftpServer/security/ssl/ancestor::site|site/ftpServer/..
site/application/virtualDirectory[@path = '/']|site/application/virtualDirectory[contains(@physicalPath, ../../@name)]|site/location
location|location[@path = '/']/system.ftpServer/security/authorization/add|location/*//add|location[2]|location[last()]/@path/..
siteDefaults|siteDefaults/ftpServer|siteDefaults/ftpServer//*[@enabled]|port|port[@number = '21']/address/host[count(binding) > 1]
port/address/host/binding|port[2]|port[last()]/address|server/system.ftpServer/log|server/system.ftpServer/firewallSupport
server/system.ftpServer//*|server/system.ftpServer/security/authorization/add|problem|problem[@kind = 'section-unregistered']
problem[1]|problem[@kind][/server/site]|problem[last()]|site[@name = 'c']/following-sibling::site[1]|site/following::ssl|site/preceding::binding
""".strip())  # fmt: skip

TESTS = [
    "true()", "count(../site) > 2", "count(/server/site) > 2", "count(//site) > 2", " count( .. / site ) > 2 ", "count(parent::server/site) > 2",
    "count(/*/site) > 2", "count(ancestor::site) = 1", "position() = 1", "last() = 1", "position() = 2", "not(position() = last())",
    "preceding-sibling::*", "following-sibling::site", "count(preceding::site) > 1", "count(following::ssl) mod 2 = 0",
    "starts-with(ancestor-or-self::site/@name, 's')", "ancestor-or-self::site/@name = 'c'", "ancestor-or-self::*[@name = 'c']",
    "ancestor-or-self::site[1]/@name != 'c'", "count(ancestor::*) > 2", "count(ancestor-or-self::node()) > 3", "count(*) > 3", "count(@*) > 2",
    "count(.//*) > 5", "count(descendant::node()) > 8", "count(descendant-or-self::add) = 2", "name() = 'site'", "local-name(..) = 'server'",
    "name(*[1]) = 'binding'", "name(@*[2]) = 'id'", "string(.) = ''", "string(..) = ''", "normalize-space(/server) = ''", "string-length(/server) > 3",
    "string-length() > 2", "/server/@file = 'whole'", "/server/system.ftpServer/log/@centralLogFileMode = 'Central'", "/server/port/@number = '21'",
    "count(/server/*) > 12", "/server/siteDefaults/ftpServer/@allowUTF8 = 'false'", "/server/problem", "//problem[@kind = 'section-unregistered']",
    "ancestor-or-self::site/binding/@port = '21'", "ancestor-or-self::site/binding/@host = ''", "ancestor-or-self::site/binding/@host != ''",
    "ancestor-or-self::site/binding[@host = 'scan.example']", "string-length(ancestor-or-self::site/binding/@host) > 3",
    "ancestor-or-self::site/binding/@protocol = 'ftp'", "ancestor-or-self::site/@id > 2", "sum(//@id) > 20", "../../site/@id = 3",
    "..//ssl/@ssl128 = 'true'", "ancestor-or-self::site//ssl[@ssl128 = 'true']", "ancestor-or-self::site/preceding-sibling::site[binding/@port = '2121']",
    "(//site)[1]/@name = ancestor-or-self::site/@name", "(. | /server/system.ftpServer)[1]/@name",
    "name((ancestor-or-self::site/ftpServer | /server/system.ftpServer/log)[1]) = 'log'",
    "string(ancestor-or-self::site/ftpServer/@allowUTF8 | /server/system.ftpServer/log/@logInUTF8) = 'true'",
    "self::node()[2]", "self::site", "self::*[@name]", "number(ancestor-or-self::site/@id) mod 2 = 1",
    "count(ancestor-or-self::site/following-sibling::*) > 8", "boolean(following::system.ftpServer)",
    "/server/system.ftpServer/preceding-sibling::site[1]/@name = ancestor-or-self::site/@name", "/server/system.ftpServer/../site[2]/@id = 2",
    "ancestor-or-self::site/location[2]", "ancestor-or-self::site/location/system.ftpServer//add/@users = 'x'",
    "ancestor-or-self::site//virtualDirectory/@physicalPath = 'D:\\c'", "ancestor-or-self::site/application", "string-length(@*) > 3",
    "translate(ancestor-or-self::site/@name, 'abc', 'ABC') = 'C'", "ancestor-or-self::site/@web = 'true' or false()", "lang('en')", "id('x')",
    "-count(../*) < -3", "count(.|..) = 2", "ancestor-or-self::site/@name = //binding/@site", "//site[@name = 'c'] and not(self::site)",
]  # fmt: skip

PRINTED = ["count(../*)", "string-length(ancestor-or-self::site/@name)", "ancestor-or-self::site/@id", "name(..)", "@*[1]", "'x'",
           "substring(ancestor-or-self::site/@name, 1, 2)", "count(//site)", "ancestor-or-self::site/binding/@host", "string(/server/@file)"]  # fmt: skip

_AXES = ("child", "descendant", "parent", "ancestor", "ancestor-or-self", "self", "descendant-or-self", "following-sibling", "preceding-sibling",
         "following", "preceding", "attribute")  # fmt: skip
_NAMES = ("site", "server", "binding", "ftpServer", "ssl", "security", "add", "location", "system.ftpServer", "log", "port", "application", "authorization",
          "*", "node()")  # fmt: skip
_ATTRIBUTES = (
    "name",
    "id",
    "web",
    "port",
    "host",
    "address",
    "protocol",
    "ssl128",
    "allowUTF8",
    "path",
    "command",
    "*",
    "period",
)


def some_path(dice: random.Random, depth: int = 0) -> str:
    """A path of one to three steps on any axis, sometimes with predicates."""
    steps = [dice.choice(("", "", "/", "//", "../", "/server/", "ancestor-or-self::site/"))]
    for _ in range(dice.randint(1, 3)):
        axis = dice.choice(_AXES)
        name = dice.choice(_ATTRIBUTES if axis == "attribute" else _NAMES)
        spelling = {"child": name, "attribute": f"@{name}"}.get(axis, f"{axis}::{name}")
        predicate = ""
        if depth < 2 and dice.random() < 0.35:
            predicate = (
                f"[{dice.choice((some_test(dice, depth + 1), str(dice.randint(1, 3)), 'last()', 'position() > 1'))}]"
            )
        steps += [spelling + predicate, dice.choice(("/", "/", " / ", "//"))]
        if axis == "attribute":
            break
    return "".join(steps[:-1])


def some_test(dice: random.Random, depth: int = 0) -> str:
    path = some_path(dice, depth)
    other = some_path(dice, depth + 1)
    return dice.choice(
        (
            path,
            f"not({path})",
            f"count({path}) > {dice.randint(0, 4)}",
            f"{path} = {dice.choice(('true', 'c', '21', '', 'ftp'))!r}",
            f"string({path}) != ''",
            f"starts-with({path}, 's')",
            f"{path} = {other}",
            f"name({path}) = {dice.choice(('site', 'ssl', 'id', 'binding'))!r}",
            f"count({path} | {other}) = {dice.randint(1, 5)}",
            f"{path} and {other}",
            f"string({path} | {other}) = 'true'",
        )
    )


@cache
def family(every: int) -> tuple[tuple[str, str, str], ...]:
    """Each context with a part of the tests, each test with a part of the contexts, and as many of chance.

    With 1 each context with each test; *every* says how many are left out.
    """
    dice = random.Random(20261129)
    pairs = [(i, j) for i in range(len(CONTEXTS)) for j in range(len(TESTS)) if (i + j) % every == 0]
    found = [(CONTEXTS[i], TESTS[j], PRINTED[(i + 3 * j) % len(PRINTED)]) for i, j in pairs]
    while len(found) < len(pairs) + 4500 // every:
        context = dice.choice(CONTEXTS)
        if dice.random() < 0.4:
            context = f"site[{some_test(dice, 1)}]{dice.choice(('', '/ftpServer', '/binding', '//add', '/*'))}"
        found.append((context, some_test(dice), dice.choice((*PRINTED, some_path(dice, 1)))))
    return tuple(found)


RULE = """<sch:schema xmlns:sch="http://purl.oclc.org/dsdl/schematron" xmlns:ftp="urn:ftplint:rule" queryBinding="xslt">
<sch:title>T</sch:title><ftp:rule name="own-{number}" severity="error"/><sch:pattern id="{id}"><sch:rule context={context}>
<sch:report test={test}>It is <sch:value-of select={printed}/>.</sch:report></sch:rule></sch:pattern></sch:schema>"""


def write(folder: Path, number: int, context: str, test: str, printed: str) -> Path:
    path = folder / f"OWN{number:05}.sch"
    texts = {"context": quoteattr(context), "test": quoteattr(test), "printed": quoteattr(printed)}
    path.write_text(RULE.format(number=number, id=path.stem, **texts), encoding="utf-8")
    return path


def expected(root: etree._Element, context: str, test: str, printed: str) -> Counter[tuple[str, str]]:
    """What lxml says: how often each site (empty for none) gets each message."""
    found: Counter[tuple[str, str]] = Counter()
    holds = etree.XPath(f"self::node()[boolean({test})]")
    text = etree.XPath(f"string({printed})")
    prefix = "/" if context.startswith("server") else "/server/site/" if context.startswith("location") else "/server/"
    for node in etree.XPath(prefix + context)(root):
        if holds(node):
            site = node.xpath("string(ancestor-or-self::site/@name)")
            site = site or node.xpath("string(self::*[ancestor-or-self::port]/descendant-or-self::binding/@site)")
            site = site or node.xpath("string(self::problem/@site)")
            found[site, " ".join(f"It is {text(node)}.".split())] += 1
    return found


def counted(sites: list[str] | tuple[str, ...], message: str) -> list[tuple[str, str]]:
    return [(site, message) for site in sites or [""]]


@pytest.fixture(scope="module", params=[23, pytest.param(4, marks=pytest.mark.slow)])
def members(request: pytest.FixtureRequest) -> tuple[tuple[str, str, str], ...]:
    """A part of the family, or more of it."""
    return family(request.param)


@pytest.fixture(scope="module")
def judged(
    members: tuple[tuple[str, str, str], ...], tmp_path_factory: pytest.TempPathFactory
) -> dict[Path, tuple[Rule, tuple[str, str, str], Counter[tuple[str, str]]]]:
    """The rules of the family that ftplint takes, as written, and what lxml says of each on the effective document."""
    folder = tmp_path_factory.mktemp("family")
    parsed = analyse("applicationHost.config", CONFIG.encode())
    assert parsed.configuration is not None
    text = "".join(server_xml(parsed.configuration, parsed.problems, parsed.configuration.ftp_sites))
    root = etree.fromstring(text)
    found = {}
    for number, member in enumerate(members):
        path = write(folder, number, *member)
        rule = load_rule(path)
        if any(not fault.hint for fault in rule_faults(rule)):
            path.unlink()
            continue
        found[path] = rule, member, expected(root, *member)
    return found


def test_the_family_is_large_and_not_all_of_it_is_silent(judged: dict, members: tuple) -> None:
    assert len(judged) > len(members) // 2 > 200
    assert sum(bool(said) for _, _, said in judged.values()) > len(members) // 6


def test_each_rule_alone_says_what_lxml_says(judged: dict, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed = analyse("applicationHost.config", CONFIG.encode())
    wrong = []
    monkeypatch.setattr(evaluate, "FEW", 0)  # in both ways: that of many sites has that of few in it
    for rule, member, said in judged.values():
        pending_findings = judge(parsed, (rule,))
        ours = Counter(pair for pending in pending_findings for pair in counted(pending.sites, pending.message))
        if ours != said:
            wrong.append(
                (member, rule.patterns[0].needs, sorted((ours - said).items())[:3], sorted((said - ours).items())[:3])
            )
    assert not wrong, f"{len(wrong)} differ; the first: {wrong[:8]}"


def test_all_of_them_together_and_with_the_built_in_ones_say_the_same(judged: dict) -> None:
    folder = next(iter(judged)).parent
    report = lint(CONFIG.encode(), Settings(Selection(severity={}), rules=(folder,)))
    ours: dict[str, Counter[tuple[str, str]]] = {}
    for finding in report.findings:
        ours.setdefault(finding.rule, Counter()).update(counted(finding.affected_sites, finding.message))
    wrong = [
        (member, (ours.get(path.stem, Counter()), said))
        for path, (_, member, said) in judged.items()
        if ours.get(path.stem, Counter()) != said
    ]
    assert not wrong, f"{len(wrong)} differ; the first: {wrong[:8]}"
    built_in = Counter(
        (f.rule, f.message, f.affected_sites, f.fingerprint) for f in report.findings if f.rule.startswith("FTP")
    )
    alone = Counter((f.rule, f.message, f.affected_sites, f.fingerprint) for f in lint(CONFIG.encode()).findings)
    assert built_in == alone


def test_some_of_them_by_the_command_line(judged: dict, tmp_path: Path) -> None:
    config = tmp_path / "applicationHost.config"
    config.write_text(CONFIG, encoding="utf-8")
    effective = ftplint("effective", config, "--format", "xml")
    root = etree.fromstring(effective.stdout)
    for path, (_, member, said) in list(judged.items())[:: len(judged) // 5]:
        assert expected(root, *member) == said
        folder = tmp_path / path.stem
        folder.mkdir()
        shutil.copy(path, folder)
        run = ftplint(config, "--rules", folder, "--select", path.stem, "--output-format", "concise")
        assert run.returncode == bool(said), (member, run.stdout, run.stderr)


@pytest.mark.skipif(shutil.which("jing") is None, reason="jing is not installed (Debian: apt-get install jing)")
def test_jing_counts_the_same(judged: dict, tmp_path: Path) -> None:
    """For contexts that are patterns of XSLT, and tests without position(), of which Schematron does not say what it counts.

    ``site[(position())]`` is left out: jing takes it for ``site[1]``, libxml2 and XPath for every site.
    """
    parsed = analyse("applicationHost.config", CONFIG.encode())
    assert parsed.configuration is not None
    effective, combined = tmp_path / "effective.xml", tmp_path / "rules.sch"
    pieces = server_xml(parsed.configuration, parsed.problems, parsed.configuration.ftp_sites)
    effective.write_text("".join(pieces), encoding="utf-8")
    schema = etree.Element(f"{{{SCHEMATRON}}}schema", nsmap={"sch": SCHEMATRON}, queryBinding="xslt")
    counts: Counter[str] = Counter()
    for path, (_, (context, test, _), said) in judged.items():
        if (
            any(sign in context for sign in ("::", "..", "node()", "(position())"))
            or "position()" in test
            or "last()" in test
        ):
            continue
        pattern = etree.parse(path).getroot().find(f"{{{SCHEMATRON}}}pattern")
        for element in pattern.iter(f"{{{SCHEMATRON}}}report"):
            element.text = f"[{path.stem}] "
        schema.append(pattern)
        counts[path.stem] = said.total()
    combined.write_bytes(etree.tostring(schema))
    assert len(counts) > len(judged) // 3
    assert +jing_counts(combined, effective) == +counts
