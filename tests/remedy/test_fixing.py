"""Every fix: broken -> fix -> silent, nothing else new, a second run changes nothing; in every place that it can be."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from ftplint.analysis import analyse
from ftplint.api import Settings, lint
from ftplint.configuration.document import location_key
from ftplint.judging.evaluate import judge
from ftplint.remedy.change import SettingChange
from ftplint.remedy.fixing import Fixed, fix_file
from ftplint.remedy.in_place import NotHereError, edited
from ftplint.report import render
from ftplint.rules.example import examples
from ftplint.rules.load import load_rules
from ftplint.rules.model import SEVERITIES
from ftplint.rules.select import Selection
from ftplint.schema.load import declarations
from ftplint.schema.versions import LATEST
from ftplint.source.parsing import parse
from ftplint.source.read import decode
from tests.configuration.builder import site
from tests.configuration.generate import element
from tests.counting import calls
from tests.remedy.test_scripts import FIXABLE

RULES = load_rules()
BROKEN = [
    pytest.param(rule, example, id=f"{rule.id}-{example.name or number}")
    for rule in FIXABLE
    for number, example in enumerate(examples(rule))
    if example.verdict == "broken"
]


def fixable(pending, _uncovered=False) -> str | None:  # type: ignore[no-untyped-def]
    return None if pending.fix is not None and pending.fix.safety != "manual" else "manual"


def fixed(data: bytes, rules=RULES, version: str = LATEST, at="default", sites=()) -> Fixed:  # type: ignore[no-untyped-def]
    return fix_file("x", data, lambda parsed: judge(parsed, rules), fixable, version, at, sites=sites)


def keys(data: bytes, rules=RULES, version: str = LATEST) -> set[tuple[str, str]]:  # type: ignore[no-untyped-def]
    return {
        (pending.rule.id, name.lower())
        for pending in judge(analyse("x", data, version), rules)
        for name in (pending.sites or [""])
    }


def milder(new: set[tuple[str, str]], result: Fixed) -> bool:
    """Whether all that is new is milder than something that is fixed, and named."""
    gravity = {rule.id: SEVERITIES.index(rule.severity) + (rule.id[:4] == "FTP0") for rule in RULES}
    named = {one.pending.rule.id for one in result.left if one.uncovered}
    gravest = max((gravity[pending.rule.id] for pending in result.fixed), default=0)
    return all(rule.startswith("FTP9") or (rule in named and gravity[rule] < gravest) for rule, _ in new)


def test_there_are_many() -> None:
    assert len(BROKEN) >= 80


@pytest.mark.parametrize(("rule", "example"), BROKEN)
def test_broken_then_fixed_then_silent(rule, example) -> None:  # type: ignore[no-untyped-def]
    data, version = example.text.encode(), example.version or LATEST
    result = fixed(data, (rule,), version)
    assert result.fixed and not result.left
    assert keys(result.data, (rule,), version) == set()
    assert fixed(result.data, (rule,), version).data == result.data
    comments = [node.text for node in etree.fromstring(data).iter(etree.Comment)]
    assert [node.text for node in etree.fromstring(result.data).iter(etree.Comment)] == comments


@pytest.mark.parametrize(("rule", "example"), BROKEN)
def test_with_all_rules_nothing_is_new_and_the_end_is_reached(rule, example) -> None:  # type: ignore[no-untyped-def]
    data, version = example.text.encode(), example.version or LATEST
    result = fixed(data, RULES, version)
    after = {id_ for id_, _ in keys(result.data, RULES, version)}
    assert rule.id not in after or rule.id in {left.pending.rule.id for left in result.left}
    assert milder(keys(result.data, RULES, version) - keys(data, RULES, version), result)
    stays = {left.pending.rule.id for left in result.left}
    assert {rule for rule, _ in keys(result.data, RULES, version)} <= stays
    assert fixed(result.data, RULES, version).data == result.data


STYLES = {
    "tabs": lambda text: text.replace("    ", "\t").replace("  ", "\t"),
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "no indentation": lambda text: "\n".join(line.lstrip() for line in text.split("\n")),
    "one line": lambda text: "".join(line.strip() + " " for line in text.split("\n")),
    "single quotes": lambda text: text.replace('"', "'"),
    "comments": lambda text: text.replace("/>", "/><!-- a <b> ' -->").replace(">\n", ">\n<!-- c --><?p <q ?>"),
    "attributes on lines": lambda text: etree.tostring(etree.fromstring(text)).decode().replace('" ', '"\n          '),
    "blank": lambda text: text.replace(" />", "/>").replace("/>", " />"),
}
ENCODINGS = {
    "plain": lambda text: text.encode(),
    "mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "UTF-16": lambda text: b"\xff\xfe" + text.encode("utf-16-le"),
    "declared": lambda text: b"<?xml version='1.0' encoding='windows-1252'?>" + text.encode("windows-1252"),
}


@pytest.mark.parametrize("style", STYLES)
def test_in_every_style(style: str) -> None:
    tried = 0
    for number, parameters in enumerate(BROKEN):
        rule, example = parameters.values
        text = STYLES[style](example.text)
        encode = list(ENCODINGS.values())[number % len(ENCODINGS)]
        try:
            data = encode(text)
        except UnicodeEncodeError:
            data = text.encode()
        if text.lstrip().startswith("<?xml") or ("'" in example.text and style == "single quotes"):
            continue
        version = example.version or LATEST
        if not keys(data, (rule,), version):  # the style is what it is about
            continue
        result = fixed(data, (rule,), version)
        assert result.fixed, f"{rule.id} {example.name}: {[left.reason for left in result.left]}"
        assert keys(result.data, (rule,), version) == set()
        assert fixed(result.data, (rule,), version).data == result.data
        assert result.data[:3] == data[:3]
        if "\n" not in text:
            assert b"\n" not in result.data
        if style == "CRLF" and b"\r\n" in data:
            assert result.data.count(b"\n") == result.data.count(b"\r\n") or data[:2] == b"\xff\xfe"
        tried += 1
    assert tried >= 60


ftp = element(declarations().ftp_server)


@st.composite
def configurations(draw: st.DrawFn) -> bytes:
    """Sites and siteDefaults with generated settings; the server level and locations too."""
    names = draw(st.lists(st.sampled_from(["a", "B", "c d", "ü", "o'x"]), min_size=1, max_size=3, unique=True))
    sites = []
    for number, name in enumerate(names, 1):
        inner = draw(st.sampled_from(["", "<ftpServer/>", "<ftpServer>\n</ftpServer>", None]))
        inner = etree.tostring(draw(ftp), encoding="unicode") if inner is None else inner
        sites.append(site(name, inner, number).replace(f"*:21:{name}", f"*:{2100 + number}:"))
    if draw(st.booleans()):
        sites.append(f"<siteDefaults>{etree.tostring(draw(ftp), encoding='unicode')}</siteDefaults>")
    body = ""
    path = draw(st.sampled_from([None, "", ".", names[0], names[0].upper(), f"{names[0]}/folder"]))
    known = declarations().server
    if draw(st.booleans()):
        inner = etree.tostring(draw(element(known)), encoding="unicode")
        body = inner if path is None else f'<location path="{path}">{inner}</location>'
    between = draw(st.sampled_from(["", "\n", "\n\t", "\r\n  ", "<!-- x -->\n"]))
    text = f"<configuration>{between}<system.applicationHost>{between}<sites>{between}{between.join(sites)}</sites></system.applicationHost>{body}</configuration>"
    return text.encode()


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(configurations(), st.sampled_from(["default", "origin", "site"]))
def test_generated_configurations(data: bytes, at: str) -> None:
    before = keys(data)
    result = fixed(data, at=at)
    after = keys(result.data)
    assert milder(after - before, result)
    for pending in result.fixed:
        assert not {(pending.rule.id, name.lower()) for name in pending.sites} & (after & before)
    again = fixed(result.data, at=at)
    assert again.data == result.data
    assert bool(result.changes) == (result.data != data)


DEFAULTS = '<siteDefaults><ftpServer><messages greetingMessage="Hello %UserName%" expandVariables="false"/></ftpServer></siteDefaults>'
OWN = '<ftpServer><messages expandVariables="true"/></ftpServer>'
TEXTS = tuple(rule for rule in RULES if rule.id == "FTP805")
GOOD = "true"


def server(*sites: str, body: str = "") -> bytes:
    text = "".join(sites)
    return f"<configuration><system.applicationHost><sites>{text}</sites></system.applicationHost>{body}</configuration>".encode()


def expanded(data: bytes) -> dict[str, str | None]:
    """By site (and ``siteDefaults``): what is written there."""
    root = etree.fromstring(data)
    found = {node.get("name", str(node.tag)): node.find("ftpServer/messages") for node in root.iterfind(".//sites/*")}
    return {name: None if log is None else log.get("expandVariables") for name, log in found.items()}


@pytest.mark.parametrize(
    ("inner", "at", "sites", "expected"),
    [
        # every site that inherits is broken: where the value is from
        (("", ""), "default", (), {"a": None, "b": None, "siteDefaults": GOOD}),
        (("", OWN), "default", (), {"a": None, "b": GOOD, "siteDefaults": GOOD}),
        (("", ""), "origin", (), {"a": None, "b": None, "siteDefaults": GOOD}),
        (("", ""), "site", (), {"a": GOOD, "b": GOOD, "siteDefaults": "false"}),
        (("", OWN), "site", (), {"a": GOOD, "b": GOOD, "siteDefaults": "false"}),
        # a site of its own; its neighbour inherits
        ((OWN.replace("true", "false"), ""), "site", ("a",), {"a": GOOD, "b": None, "siteDefaults": "false"}),
        # only one of those that inherit: the other stays as it is
        (("", ""), "default", ("a",), {"a": GOOD, "b": None, "siteDefaults": "false"}),
        (("", ""), "default", ("a", "b"), {"a": None, "b": None, "siteDefaults": GOOD}),
        (("", ""), "origin", ("a",), {"a": None, "b": None, "siteDefaults": GOOD}),
    ],
)
def test_where_an_inherited_value_is_fixed(inner, at, sites, expected) -> None:  # type: ignore[no-untyped-def]
    data = server(site("a", inner[0], 1), site("b", inner[1], 2), DEFAULTS)
    result = fix_file("x", data, lambda u: judge(u, TEXTS), lambda d, _: _only(d, sites), LATEST, at, sites=sites)
    assert expanded(result.data) == expected
    again = fix_file("x", result.data, lambda u: judge(u, TEXTS), lambda d, _: _only(d, sites), LATEST, at, sites=sites)
    assert again.data == result.data


def _only(pending, sites) -> str | None:  # type: ignore[no-untyped-def]
    return None if not sites or any(name in sites for name in pending.sites) else "elsewhere"


def test_some_that_inherit_are_fine_without_a_fix_where_it_is_from() -> None:
    """Both sites inherit that the directory is not asked, but only one takes certificates: that one is fixed."""
    asks = '<ftpServer><security><ssl serverCertHash="a909502dd82ae41433e6f83886b00d4277a32a7b"/><sslClientCertificates clientCertificatePolicy="CertRequire"/><authentication><clientCertAuthentication enabled="true"/></authentication></security></ftpServer>'
    rule = tuple(rule for rule in RULES if rule.id == "FTP106")
    data = server(site("a", asks, 1), site("b", "", 2), "<siteDefaults><ftpServer/></siteDefaults>")
    result = fixed(data, rule)
    assert [(change.level, change.home) for change in result.changes] == [("site", "a")]
    assert b"<siteDefaults><ftpServer/></siteDefaults>" in result.data


SECTION = "system.ftpServer/security/ipSecurity"
WRITTEN = '<system.ftpServer><security><ipSecurity allowUnlisted="false"/></security></system.ftpServer>'


@pytest.mark.parametrize("written", [None, "", ".", "a", "A", "a/", "/a", "a/folder", "b"])
@pytest.mark.parametrize("home", ["", "a", "a/folder"])
def test_sections_in_locations(written: str | None, home: str) -> None:
    """Where the section is written for this path already, its value is replaced; else a location is made, or used."""
    body = WRITTEN if written is None else f'<location path="{written}">{WRITTEN}</location>'
    data = server(site("a", "", 1), site("b", "", 2), body=body)
    parsed = analyse("x", data)
    change = SettingChange("FTP1", "location" if home else "server", home, SECTION, "allowUnlisted", "true")
    result = edited(parsed, [change])
    if location_key(written) == home:
        assert result == data.replace(b'"false"', b'"true"')
    else:
        assert body.encode() in result
        found = [one for one in etree.fromstring(result).iterfind("location") if one.get("path") == home]
        place = etree.fromstring(result) if not home else found[0]
        assert len(found) == (1 if home else 0) or written == ""
        assert place.find(SECTION).get("allowUnlisted") == "true"
    again = analyse("x", result)
    assert not again.problems
    assert edited(again, [change]) == result


def test_an_existing_location_is_used_and_the_right_group_of_two() -> None:
    body = (
        "<system.ftpServer><log/></system.ftpServer>"
        "<location path='A/'><system.ftpServer><log/></system.ftpServer></location>"
        f"<location path='b'>{WRITTEN}</location>{WRITTEN}"
    )
    data = server(site("a", "", 1), site("b", "", 2), body=body)
    parsed = analyse("x", data)
    changes = [
        SettingChange("FTP1", "location", "a", SECTION, "allowUnlisted", "true"),
        SettingChange("FTP1", "server", "", SECTION, "allowUnlisted", "true"),
    ]
    result = edited(parsed, changes).decode()
    assert result.count("<location") == 2 and result.count("<ipSecurity") == 3
    assert result.endswith(WRITTEN.replace("false", "true") + "</configuration>")
    assert f"<location path='b'>{WRITTEN}</location>" in result


DENY = '<system.ftpServer><security><authentication><denyByFailure enabled="true" loggingOnlyMode="true"/></authentication></security></system.ftpServer>'


@pytest.mark.parametrize("path", [None, "", "."])
@pytest.mark.parametrize("at", ["default", "origin"])
def test_findings_of_the_server_level(path: str | None, at: str) -> None:
    rule = tuple(rule for rule in RULES if rule.id == "FTP420")
    body = DENY if path is None else f'<location path="{path}">{DENY}</location>'
    data = server(site("a", "", 1), body=body)
    assert keys(data, rule)
    assert fixed(data, rule, at=at).data == data.replace(b'Mode="true"', b'Mode="false"')


@pytest.mark.parametrize("root", ["site", "ftpServer", "siteDefaults", "sites", "system.applicationHost"])
def test_fragments(root: str) -> None:
    broken = '<ftpServer><messages greetingMessage="Hello %UserName%" expandVariables="false"/></ftpServer>'
    whole = etree.fromstring(
        server(site("a", broken if root != "siteDefaults" else "", 1), DEFAULTS if root == "siteDefaults" else "")
    )
    found = whole if root == "configuration" else whole.find(f".//{root}")
    assert found is not None
    data = b"<!-- of mine -->\n" + etree.tostring(found) + b"\n"
    assert keys(data, TEXTS)
    result = fixed(data, TEXTS)
    assert result.data == data.replace(b'"false"', f'"{GOOD}"'.encode())


def test_a_fragment_that_lacks_the_place_says_so() -> None:
    data = b'<siteDefaults><ftpServer><messages greetingMessage="Hello %UserName%" expandVariables="false"/></ftpServer></siteDefaults>'
    result = fixed(data, TEXTS, at="site")
    assert result.data == data
    assert "fragment" in result.left[0].reason


@pytest.mark.parametrize("bad", [b"", b"<a", b"<!DOCTYPE a><a/>", b"\xff\xfe\0", b"<other/>"])
def test_what_cannot_be_understood_stays(bad: bytes) -> None:
    result = fixed(bad)
    assert result.data == bad and not result.changes


def test_fixes_that_disagree_are_not_both_made() -> None:
    """In one element, all of a fix or nothing."""
    for parameters in BROKEN:
        rule, example = parameters.values
        result = fixed(example.text.encode(), RULES, example.version or LATEST)
        said: dict[tuple[object, ...], str] = {}
        for change in result.changes:
            key = (change.level, change.home.lower(), change.path, change.attribute)
            assert said.setdefault(key, change.value) == change.value
        for pending in result.fixed:
            made = {(f"{c.path}/@{c.attribute}", c.value) for c in result.changes}
            assert all((c.setting, c.value) in made for c in pending.fix.changes), rule.id


def test_one_bad_site_does_not_keep_the_others_from_being_fixed() -> None:
    """A rule that stays broken on b, whatever is done: a and c are fixed, and b is told of."""
    broken = '<ftpServer><messages greetingMessage="Hello %UserName%" expandVariables="false"/></ftpServer>'
    data = server(
        *(site(name, broken, number).replace(f"*:21:{name}", f"*:21{number}:") for number, name in enumerate("abc", 1))
    )

    def judged(parsed):  # type: ignore[no-untyped-def]
        pending_findings = judge(parsed, TEXTS)
        if b'expandVariables="true"' in parsed.source.data.split(b'name="b"')[1].split(b"</site>")[0]:
            pending_findings += [pending for pending in judge(analyse("x", data), TEXTS) if pending.sites == ["b"]]
        return pending_findings

    result = fix_file("x", data, judged, fixable, LATEST)
    assert expanded(result.data) == {"a": GOOD, "b": "false", "c": GOOD}
    assert [(left.pending.sites, left.reason) for left in result.left] == [
        (["b"], "the fix would not make the finding go")
    ]


def test_the_file_is_not_read_again_for_each_finding() -> None:
    """Counted, not timed; `make bench` measures a thousand findings."""
    broken = '<ftpServer><messages greetingMessage="Hello %UserName% {}" expandVariables="false"/></ftpServer>'

    def times(count: int) -> int:
        data = server(*(site(f"s{n}", broken.format(n), n) for n in range(1, count + 1)))
        results = []
        counted = calls(lambda: results.append(fixed(data, TEXTS)), parse)
        assert len(results[0].fixed) == count
        return counted["parse"]

    assert times(4) == times(40)


def applied(data: bytes, edits: list[dict]) -> bytes:  # type: ignore[type-arg]
    """What an editor makes of the edits of a report: lines and columns only, nothing of ftplint."""
    source = decode("x", data).source
    lines = source.text.split("\n")
    starts = [sum(len(line) + 1 for line in lines[:number]) for number in range(len(lines))]
    text = source.text
    for edit in sorted(edits, key=lambda one: (one["line"], one["column"]), reverse=True):
        start = starts[edit["line"] - 1] + edit["column"] - 1
        end = starts[edit["end_line"] - 1] + edit["end_column"] - 1
        text = text[:start] + edit["text"] + text[end:]
    return source.bom + text.encode(source.encoding)


@pytest.mark.parametrize(("rule", "example"), BROKEN)
def test_the_edits_of_a_report_fix_as_fix_does(rule, example) -> None:  # type: ignore[no-untyped-def]
    """SARIF and JSON say the same; where a rule has one finding, the same as ``ftplint fix`` writes."""
    version = example.version or LATEST
    for data in (example.text.encode(), b"\xff\xfe" + example.text.replace("\n", "\r\n").encode("utf-16-le")):
        wanted = Settings(Selection((rule.id,)), version=version, edits=True)
        found = lint(data, wanted, name="x")
        told = json.loads("".join(render(found, "json")))["findings"]
        results = json.loads("".join(render(found, "sarif")))["runs"][0]["results"]
        assert len(told) == len(results) > 0
        for finding, result in zip(told, results, strict=True):
            edits = finding["fix"]["edits"]
            assert edits or len(told) > 1, finding["message"]
            if not edits:  # another finding has them
                assert "fixes" not in result
                continue
            (change,) = result["fixes"][0]["artifactChanges"]
            regions = [
                {
                    "line": r["startLine"],
                    "column": r["startColumn"],
                    "end_line": r["endLine"],
                    "end_column": r["endColumn"],
                }
                for r in (one["deletedRegion"] for one in change["replacements"])
            ]
            texts = [one["insertedContent"]["text"] for one in change["replacements"]]
            assert [{"path": "x", **region, "text": text} for region, text in zip(regions, texts, strict=True)] == edits
        if len(told) == 1:
            assert applied(data, told[0]["fix"]["edits"]) == fixed(data, (rule,), version).data


@pytest.mark.parametrize(("rule", "example"), BROKEN)
def test_the_edits_of_all_findings_go_together(rule, example) -> None:  # type: ignore[no-untyped-def]
    """No element twice, no attribute twice; and after a few times there is nothing left of the rule."""
    version = example.version or LATEST
    data = example.text.encode()
    for _ in range(3):
        every = lint(data, Settings(version=version, edits=True), name="x")
        own = lint(data, Settings(Selection((rule.id,)), version=version, edits=True), name="x")
        both = applied(data, edits_of(every))
        assert etree.fromstring(both) is not None
        assert {"FTP001", "FTP018", "FTP021"} & rules_of(both) <= rules_of(data)
        data = applied(data, edits_of(own))
    assert rule.id not in {id_ for id_, _ in keys(data, (rule,), version)}


def edits_of(report) -> list[dict]:  # type: ignore[no-untyped-def, type-arg]
    told = json.loads("".join(render(report, "json")))["findings"]
    return [edit for one in told for edit in (one["fix"] or {"edits": []})["edits"]]


def rules_of(data: bytes) -> set[str]:
    return {rule for rule, _ in keys(data)}


def test_two_findings_that_need_the_same_element_make_it_once() -> None:
    logon = '<ftpServer><security><authentication><clientCertAuthentication enabled="true"/></authentication><ssl serverCertHash="a909502dd82ae41433e6f83886b00d4277a32a7b"/></security></ftpServer>'
    data = server(site("a", logon, 1).replace("*:21:a", "*:21:"))
    report = lint(data, Settings(edits=True), name="x")
    told = {finding.rule: finding.edits for finding in report.findings if finding.rule in ("FTP105", "FTP106")}
    assert sorted(map(len, told.values())) == [0, 1]
    data = applied(data, edits_of(report))
    assert data.count(b"<sslClientCertificates") == 1
    data = applied(data, edits_of(lint(data, Settings(edits=True), name="x")))
    assert not {"FTP105", "FTP106"} & rules_of(data)


def test_a_report_that_shows_no_edits_makes_none() -> None:
    data = BROKEN[0].values[1].text.encode()  # type: ignore[attr-defined]
    assert not any(finding.edits for finding in lint(data).findings)
    assert any(finding.edits for finding in lint(data, Settings(edits=True)).findings)


def test_what_other_sites_inherit_is_fixed_on_the_broken_site_alone() -> None:
    """siteDefaults denies TLS for data: that breaks a, which logs in by certificate, and is b's business otherwise."""
    certificate = (
        '<ftpServer><security><ssl serverCertHash="0123456789abcdef0123456789abcdef01234567"/><authentication>'
        '<clientCertAuthentication enabled="true"/></authentication></security></ftpServer>'
    )
    defaults = (
        '<siteDefaults><ftpServer><security><ssl dataChannelPolicy="SslDeny"/></security></ftpServer></siteDefaults>'
    )
    ports = {"a": site("a", certificate, 1), "b": site("b", "", 2).replace("*:21:b", "*:2121:")}
    rule = tuple(rule for rule in RULES if rule.id == "FTP104")
    partly = fixed(server(*ports.values(), defaults), rule)
    assert [(c.level, c.home, c.attribute) for c in partly.changes] == [("site", "a", "dataChannelPolicy")]
    wholly = fixed(server(ports["a"], defaults), rule)
    assert [(c.level, c.home, c.attribute) for c in wholly.changes] == [("siteDefaults", "", "dataChannelPolicy")]


def test_of_two_fixes_of_one_attribute_the_first_is_made_and_the_other_told_of() -> None:
    data = server(
        site("a", '<ftpServer><messages greetingMessage="Hello %UserName%" expandVariables="false"/></ftpServer>')
    )

    def judged(parsed):  # type: ignore[no-untyped-def]
        """The finding, and another of the same attribute with another cure."""
        found = judge(parsed, TEXTS)
        for pending in judge(parsed, TEXTS):
            (change,) = pending.fix.changes
            pending.fix = pending.fix._replace(changes=(change._replace(value="false"),))
            pending.rule = pending.rule._replace(id="OWN1")
            found.append(pending)
        return found

    result = fix_file("x", data, judged, fixable, LATEST)
    assert [pending.rule.id for pending in result.fixed] == [TEXTS[0].id]
    assert [change.value for change in result.changes] == [GOOD]
    assert not result.left, "what the first fix did is enough for both"


def test_a_mistake_in_siteDefaults_is_fixed_there() -> None:
    """A number for a name, which is a mistake of the file and of no site."""
    defaults = '<siteDefaults><ftpServer><security><ssl dataChannelPolicy="1"/></security></ftpServer></siteDefaults>'
    data = server(site("a", "", 1), defaults)
    result = fixed(data, tuple(rule for rule in RULES if rule.id == "FTP013"))
    assert [(change.level, change.home, change.value) for change in result.changes] == [
        ("siteDefaults", "", "SslRequire")
    ]
    assert result.data == data.replace(b'"1"/></security>', b'"SslRequire"/></security>')


@pytest.mark.parametrize(
    ("text", "change", "lacks"),
    [
        ("<sites><site name='a' id='1'/></sites>", ("server", "", SECTION), "system.ftpServer"),
        ("<sites><site name='a' id='1'/></sites>", ("location", "a", SECTION), "location"),
        ("<site name='a' id='1'/>", ("server", "", SECTION), "system.ftpServer"),
        ("<system.ftpServer/>", ("siteDefaults", "", "ftpServer/security/ssl"), "system.applicationHost"),
        ("<location path='a'/>", ("server", "", SECTION), "system.ftpServer"),
    ],
)
def test_a_fragment_takes_no_change_of_what_is_not_in_it(text: str, change: tuple[str, str, str], lacks: str) -> None:
    parsed = analyse("x", text.encode())
    attribute = "allowUnlisted" if change[2] == SECTION else "ssl128"
    with pytest.raises(NotHereError, match=f"the fragment does not hold {lacks}"):
        edited(parsed, [SettingChange("FTP1", *change, attribute, "true")])  # type: ignore[arg-type]


@pytest.mark.parametrize("hosting", ["", "<system.applicationHost><webLimits/></system.applicationHost>"])
def test_a_file_without_sites_gets_them_for_their_defaults(hosting: str) -> None:
    parsed = analyse("x", f"<configuration>{hosting}</configuration>".encode())
    change = SettingChange("FTP1", "siteDefaults", "", "ftpServer", "allowUTF8", "true")
    root = etree.fromstring(edited(parsed, [change]))
    (made,) = root.iterfind("system.applicationHost/sites/siteDefaults/ftpServer")
    assert made.get("allowUTF8") == "true" and len(root) == 1
