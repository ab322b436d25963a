"""What rules are shown: as much of the server as they read, and not more often than it takes. More would cost time only."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from ftplint.analysis import analyse
from ftplint.api import Settings, lint
from ftplint.judging import evaluate, server_xml
from ftplint.judging.evaluate import judge_server
from ftplint.rules import Selection
from tests.judging.test_judged_together import configuration_of, own_rules, reports
from tests.judging.test_which_findings import HEAD, one_site, server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lxml.etree import _Element

    from ftplint.judging import Violation
    from ftplint.rules import Rule


class Shown(NamedTuple):
    """A document that a rule was shown: how many sites it has, and what else."""

    rule: str
    sites: int
    others: tuple[str, ...]


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[Shown]:
    """Grows by each look of a rule at a document."""
    every: list[Shown] = []
    original = evaluate.violations

    def noted(rule: Rule, root: _Element) -> Iterator[Violation]:
        others = {str(element.tag) for element in root.iterchildren()} - {"site"}
        every.append(Shown(rule.id, len(root.findall("site")), tuple(sorted(others))))
        return original(rule, root)

    monkeypatch.setattr(evaluate, "violations", noted)
    return every


def own(folder: Path, *contexts: tuple[str, str]) -> Settings:
    """Settings with a rule for each context and test, `OWN100` and on."""
    for number, (context, test) in enumerate(contexts, 100):
        head = HEAD.replace("own-rule", f"own-rule-{number}")
        body = f'<sch:rule context="{context}"><sch:report test="{test}">So.</sch:report></sch:rule>'
        pattern = f'<sch:pattern id="OWN{number}">{body}</sch:pattern>'
        (folder / f"OWN{number}.sch").write_text(f"{head}{pattern}</sch:schema>")
    return Settings(Selection(select=("OWN",)), rules=(folder,))


GROUP = '<system.ftpServer><firewallSupport lowDataChannelPort="5000"/></system.ftpServer>'
WRONG = '<ftpServer allowUTF8="perhaps"/>'


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (50, [("OWN100", 50), ("OWN101", 50)]),
        (51, [("OWN100", 2), ("OWN101", 2), ("OWN100", 3)]),
    ],
)
def test_where_sites_are_many_a_rule_looks_again_at_those_that_break_it(
    tmp_path: Path, shown: list[Shown], number: int, expected: list[tuple[str, int]]
) -> None:
    """First at what differs in the port, which decides; then, of three sites, at the host name, which is printed too."""
    printed = "binding/@host"
    own_rules(tmp_path, reports("binding/@port = '22'", printed), reports("binding/@port = '99'", printed))
    sites = (one_site(f"s{n}", n, f"*:{22 if n < 4 else 21}:h{n}") for n in range(1, number + 1))
    found = lint(server(*sites), Settings(Selection(select=("OWN",)), rules=(tmp_path,))).findings
    assert sorted(f.message for f in found) == ["So.h1", "So.h2", "So.h3"]
    assert [one[:2] for one in shown] == expected


def test_a_document_has_so_many_sites_at_most(tmp_path: Path, shown: list[Shown]) -> None:
    settings = own(tmp_path, ("site/binding", "@port = '99999'"))
    lint(server(*(one_site(f"s{n}", n, f"*:{n}:") for n in range(1, 301))), settings)
    assert [one[:2] for one in shown] == [("OWN100", 256), ("OWN100", 44)]


def test_a_rule_is_shown_what_it_reads_of_the_server(tmp_path: Path, shown: list[Shown]) -> None:
    settings = own(
        tmp_path,
        ("site", "@id = '1'"),
        ("site", "/server/system.ftpServer/firewallSupport/@lowDataChannelPort = '5000'"),
        ("port", "@number = '21'"),
        ("server/system.ftpServer/firewallSupport", "@lowDataChannelPort = '5000'"),
        ("siteDefaults/ftpServer", "@allowUTF8 = 'true'"),
        ("server", "//problem"),
    )
    rest = "<siteDefaults><ftpServer allowUTF8='true'/></siteDefaults>"
    found = lint(server(one_site("a", 1), one_site("b", 2, "*:22:", inner=WRONG), rest, rest=GROUP), settings).findings
    assert {f.rule for f in found} == {f"OWN{number}" for number in range(100, 106)}
    without = ("siteDefaults", "system.ftpServer")
    assert {one.rule: one[1:] for one in shown} == {
        "OWN100": (2, ()),
        "OWN101": (1, ("system.ftpServer",)),
        "OWN102": (0, ("port", *without)),
        "OWN103": (0, without),
        "OWN104": (0, without),
        "OWN105": (2, ("port", "problem", *without)),
    }
    assert len(shown) == 6


def test_a_rule_on_mistakes_is_shown_mistakes_of_its_kind_and_the_others_if_it_reads_them(
    tmp_path: Path, shown: list[Shown]
) -> None:
    settings = own(
        tmp_path,
        ("problem[@kind = 'value-malformed']", "true()"),
        ("problem[@kind = 'xml-malformed']", "true()"),
        ("problem", "true()"),
        ("problem[@kind = 'value-malformed']", "//site"),
        ("problem[@kind = 'xml-malformed']", "//site"),
        ("site", "@id = '7'"),
    )
    found = lint(server(one_site("a", 1, inner=WRONG)), settings).findings
    assert [f.rule for f in found] == ["OWN100", "OWN102", "OWN103"]
    assert [one[:2] for one in shown] == [("OWN100", 0), ("OWN102", 0), ("OWN103", 1), ("OWN105", 1)]
    assert [f.affected_sites for f in found] == [("a",)] * 3
    shown.clear()
    assert lint(server(one_site("a", 1)), settings).findings == ()
    assert [one[:2] for one in shown] == [("OWN105", 1)]


def test_evidence_is_asked_for_only_if_a_rule_sees_the_whole_document(tmp_path: Path) -> None:
    configuration = configuration_of(server(one_site("a", 1), rest=GROUP))
    for context, test, expected in (("port", "@number = '21'", []), ("server", "//*[@name = 'a']", ["asked"])):
        own(tmp_path, (context, test))
        asked: list[str] = []

        def evidence(asked: list[str] = asked) -> str:
            asked.append("asked")
            return "<evidence><account/></evidence>"

        assert len(list(judge_server(configuration, own_rules(tmp_path), (), evidence))) == 1
        assert asked == expected


def test_the_effective_document_has_an_element_a_line() -> None:
    parsed = analyse("x", server(one_site("a", 1), one_site("b", 2, inner=WRONG), rest=GROUP))
    configuration = parsed.configuration
    assert configuration is not None
    pieces = server_xml(configuration, parsed.problems, configuration.ftp_sites, "<evidence/>")
    lines = "".join(pieces).splitlines()
    assert all(line.startswith("<") and line.endswith(">") for line in lines)
    starts = [line[1:].split()[0].split(">")[0].rstrip("/") for line in lines]
    assert starts[0] == "server" and lines[-1] == "</server>" and lines[-2] == "<evidence/>"
    assert [one for one in starts if one in ("site", "problem", "evidence")] == ["site", "site", "problem", "evidence"]
    assert "".join(pieces) == ""
    bare = "".join(server_xml(configuration, (), configuration.ftp_sites[:1])).splitlines()
    assert [line for line in bare if "evidence" in line or "problem" in line] == [] and bare[-1] == "</server>"


def test_the_fix_of_a_mistake_sets_the_setting_that_it_is_about_if_it_is_about_one(tmp_path: Path) -> None:
    settings = own(tmp_path, ("problem", "true()"))
    rule = tmp_path / "OWN100.sch"
    fix = '<ftp:fix safety="safe" title="Set it"><ftp:set attribute="value" value="x"/></ftp:fix></sch:schema>'
    rule.write_text(rule.read_text().replace("</sch:schema>", fix))
    unknown = "<location path='b'><system.ftpServer><security><ipSecurity/></security></system.ftpServer></location>"
    found = lint(server(one_site("a", 1, inner=WRONG), rest=unknown), settings).findings
    told = [(change.setting, change.value) for f in found if f.fix is not None for change in f.fix.changes]
    assert told == [("ftpServer/@allowUTF8", "x"), ("", "x")]
