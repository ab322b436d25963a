"""Comments that silence findings: what they reach, what they need, and what is said of those that do nothing."""

from __future__ import annotations

from datetime import date

import pytest

from ftplint.api import Settings, lint
from ftplint.judging.finding import Report
from ftplint.rules.select import Selection

SITE = """\
      <site name="{name}" id="{id}">{inside}
        <bindings><binding protocol="ftp" bindingInformation="*:21:{name}"/></bindings>{between}
        <ftpServer>
          <security>
            <authentication><clientCertAuthentication enabled="true"/></authentication>
            {before}<ssl serverCertHash="a909502dd82ae41433e6f83886b00d4277a32a7b"/>
            <sslClientCertificates useActiveDirectoryMapping="true"/>{after}
          </security>
        </ftpServer>
      </site>
"""
CERTIFICATES = ("FTP101", "FTP105", "FTP106", "FTP9")


def config(*sites: str, top: str = "", defaults: str = "") -> str:
    body = "".join(sites)
    return (
        f"{top}<configuration>\n  <system.applicationHost>\n    <sites>\n{body}{defaults}    </sites>\n"
        "  </system.applicationHost>\n</configuration>\n"
    )


def site(name: str = "A", id_: int = 1, **places: str) -> str:
    filled = dict.fromkeys(("inside", "between", "before", "after"), "") | places
    return SITE.format(name=name, id=id_, **filled)


def linted(text: str, select: tuple[str, ...] = CERTIFICATES, today: date | None = None) -> Report:
    return lint(text.encode(), Settings(Selection(select=select), today=today))


def rules(report: Report) -> list[str]:
    return [finding.rule for finding in report.findings]


COMMENT = "<!-- ftplint: ignore FTP105 the directory team asks for them in May -->"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (config(site()), ["FTP105"]),
        (config(COMMENT + "\n" + site()), []),
        (config(site(inside=COMMENT)), []),
        (config(site(inside="\n" + COMMENT)), ["FTP105", "FTP902"]),
        (config(site(inside="\n" + COMMENT.replace("ignore", "ignore-site"))), []),
        (config(site(between="\n" + COMMENT)), []),
        (config(site(before=COMMENT + "\n")), ["FTP105", "FTP902"]),
        (config(site(after=COMMENT)), []),
        (config(site(after="\n" + COMMENT)), []),
        (config(site(), top=COMMENT.replace("ignore", "ignore-file") + "\n"), []),
        (config(site(), top=COMMENT + "\n"), []),
        (config(site(before=COMMENT.replace("FTP105", "client-certificates-ignored, FTP106") + "\n")), ["FTP105", "FTP902"]),
        (config(site(before=COMMENT.replace("ignore", "ignore-site").replace("FTP105", "ftp105")), site("B", 2)), ["FTP105"]),
    ],
    ids=range(13),
)  # fmt: skip
def test_what_a_comment_reaches(text: str, left: list[str]) -> None:
    assert rules(linted(text)) == left


def test_a_silenced_finding_is_still_told_with_its_reason_and_the_place_of_the_comment() -> None:
    report = linted(config(site(after=COMMENT.replace("FTP105", "FTP105 until 2099-05-31"))))
    assert (report.suppressed, report.count("error"), report.failed) == (1, 0, False)
    (silenced,) = report.files[0].suppressed
    suppression = silenced.suppression
    assert suppression is not None
    assert (silenced.rule, suppression.kind, suppression.expires) == ("FTP105", "comment", "2099-05-31")
    assert suppression.reason == "the directory team asks for them in May"
    assert suppression.location is not None
    assert (suppression.location.line, silenced.location.line) == (10, 10)


def test_a_day_that_is_past_and_the_day_itself() -> None:
    text = config(site(after=COMMENT.replace("FTP105", "FTP105 until 2026-05-31")))
    assert rules(linted(text, today=date(2026, 5, 31))) == []
    assert rules(linted(text, today=date(2026, 6, 1))) == ["FTP105", "FTP903"]


@pytest.mark.parametrize(
    ("comment", "rule"),
    [
        ("<!-- ftplint: ignore FTP105 -->", "FTP901"),
        ("<!-- ftplint: ignore FTP105 until 2099-01-01 -->", "FTP901"),
        ("<!-- ftplint: ignore FTP1055 because -->", "FTP904"),
        ("<!-- ftplint: ignore -->", "FTP904"),
        ("<!-- ftplint: disable FTP105 because -->", "FTP904"),
        ("<!-- ftplint: ignore FTP105 until tomorrow because -->", "FTP904"),
        ("<!-- ftplint: ignore FTP105 until 2026-02-30 because -->", "FTP904"),
        ("<!--ftplint:ignore FTP105,\n directory-mapping-off\n because of\n reasons-->", "FTP902"),
    ],
)
def test_a_comment_that_does_not_do_what_it_should_is_a_finding(comment: str, rule: str) -> None:
    found = rules(linted(config(site(after="\n" + comment))))
    assert rule in found
    assert ("FTP105" in found) == (rule != "FTP902")


def test_what_did_not_run_says_nothing_about_a_comment() -> None:
    text = config(site(after="\n<!-- ftplint: ignore FTP204 only TLS clients -->"))
    assert rules(linted(text, ("FTP105", "FTP9"))) == ["FTP105"]
    assert rules(linted(text, ("FTP105", "FTP2", "FTP9"))) == ["FTP105", "FTP902"]


def test_one_site_leaves_what_siteDefaults_does_to_all() -> None:
    defaults = (
        "      <siteDefaults><ftpServer><security><authentication><clientCertAuthentication enabled='true'/>"
        "</authentication><sslClientCertificates clientCertificatePolicy='CertIgnore'/></security></ftpServer>"
        "</siteDefaults>\n"
    )
    sites = [
        f'<site name="{name}" id="{number}">{comment}<bindings><binding protocol="ftp" bindingInformation="*:{number}:"/>'
        "</bindings></site>\n"
        for number, (name, comment) in enumerate({"A": "", "B": COMMENT, "C": ""}.items(), 21)
    ]
    report = linted(config(*sites, defaults=defaults), ("FTP105", "FTP9"))
    (finding,) = report.findings
    assert (finding.affected_sites, finding.message.startswith("Each of 2 sites")) == (("A", "C"), True)
    (silenced,) = report.files[0].suppressed
    assert (silenced.affected_sites, silenced.message.startswith("Site 'B'")) == (("B",), True)
    assert silenced.fingerprint == finding.fingerprint


def test_a_comment_in_a_fragment_and_in_CDATA() -> None:
    fragment = site(after=COMMENT).strip()
    assert "FTP105" not in rules(linted(fragment))
    text = config(site()).replace("<configuration>", f"<configuration><x><![CDATA[{COMMENT}]]></x>")
    assert rules(linted(text)) == ["FTP105"]


def test_the_same_comment_twice_counts_where_each_stands() -> None:
    report = linted(config(site(after=COMMENT), site("B", 2), site("C", 3, after=COMMENT)))
    assert [finding.site for finding in report.findings] == ["B"]
    assert report.suppressed == 2


def test_rules_that_nothing_silences() -> None:
    text = config(site(after="\n<!-- ftplint: ignore-file FTP902 we like old comments -->"))
    assert rules(linted(text)) == ["FTP105", "FTP905"]


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ("<!-- ftplint: ignore -->", "FTP904"),
        ("<!-- ftplint: ignore FTP1055 because -->", "FTP904"),
        ("<!-- ftplint: ignore FTP105 until someday because -->", "FTP904"),
        ("<!-- ftplint: ignore FTP105 -->", "FTP901"),
        ("<!-- ftplint: ignore FTP105 until 2020-01-31 because -->", "FTP903"),
        ("<!-- nothing of ftplint's -->", None),
    ],
)
def test_a_bad_comment_does_not_spoil_the_good_one_behind_it(bad: str, told: str | None) -> None:
    text = config(site(between=f"\n{bad}", after=COMMENT))
    assert rules(linted(text)) == ([] if told is None else [told])


def test_a_comment_on_a_later_rule_leaves_the_findings_of_earlier_ones() -> None:
    """Two findings in one element; each comment takes its own."""
    both = site().replace('useActiveDirectoryMapping="true"/>', 'useActiveDirectoryMapping="false"/>{}')
    assert rules(linted(config(both.format("")))) == ["FTP105", "FTP106"]
    for taken, left in (("FTP105", ["FTP106"]), ("FTP106", ["FTP105"]), ("FTP105, FTP106", [])):
        assert rules(linted(config(both.format(COMMENT.replace("FTP105", taken))))) == left


def test_a_comment_on_a_rule_that_does_not_run_still_silences_the_others() -> None:
    text = config(site(after=COMMENT.replace("FTP105", "FTP301, FTP105")))
    assert rules(linted(text)) == []


def test_before_a_site_ignore_site_means_that_site_alone() -> None:
    comment = COMMENT.replace("ignore", "ignore-site")
    report = linted(config(f"{comment}\n", site("A"), site("B", 2)))
    assert [(finding.rule, finding.affected_sites) for finding in report.findings] == [("FTP105", ("B",))]


def test_a_comment_on_an_entry_that_is_named_as_a_site_is_does_not_mean_the_site() -> None:
    """The provider `B` of site A has nothing to do with site B."""
    provider = f'<customAuthentication><providers>\n{COMMENT}\n<add name="B" enabled="false"/></providers></customAuthentication>'
    first = site("A").replace("<clientCertAuthentication", f"{provider}<clientCertAuthentication")
    report = linted(config(first, site("B", 2)))
    assert {name for f in report.findings if f.rule == "FTP105" for name in f.affected_sites} == {"A", "B"}


DEFAULTS = (
    "      <siteDefaults><ftpServer><security><authentication><clientCertAuthentication enabled='true'/>"
    "</authentication><sslClientCertificates clientCertificatePolicy='CertIgnore'/></security></ftpServer>"
    "</siteDefaults>\n"
)


def plain(name: str, number: int, inside: str = "") -> str:
    bindings = f'<bindings><binding protocol="ftp" bindingInformation="*:{number}:"/></bindings>'
    return f'<site name="{name}" id="{number}">{inside}{bindings}</site>\n'


def test_two_spellings_of_one_site_are_silenced_together() -> None:
    report = linted(config(plain("A", 1, COMMENT), plain("a", 2), defaults=DEFAULTS), ("FTP105", "FTP9"))
    assert (report.findings, report.suppressed) == ((), 1)


def test_a_share_that_is_taken_already_is_not_taken_twice() -> None:
    """The second comment on the site has nothing left to silence, and that is told."""
    twice = COMMENT + "\n" + COMMENT.replace("ignore", "ignore-site")
    report = linted(config(plain("A", 1, twice), plain("B", 2), defaults=DEFAULTS), ("FTP105", "FTP9"))
    assert [(f.rule, f.affected_sites) for f in report.findings if f.rule == "FTP105"] == [("FTP105", ("B",))]
    assert rules(report).count("FTP902") == 1 and report.suppressed == 1


@pytest.mark.parametrize(
    ("comment", "value"),
    [
        ("<!-- ftplint: ignore FTP105,FTP1055 ,nonsense because -->", "FTP1055, nonsense"),
        ("<!-- ftplint: ignore FTP105 until tomorrow because -->", "tomorrow"),
        ("<!-- ftplint: ignore FTP105. because -->", "ftplint: ignore FTP105. because"),
        (f"<!-- ftplint: ignore {'x' * 100}! -->", f"ftplint: ignore {'x' * 64}"),
    ],
)
def test_a_malformed_comment_is_told_with_what_is_wrong_in_it(comment: str, value: str) -> None:
    report = linted(config(site(after="\n" + comment)))
    (finding,) = [f for f in report.findings if f.rule == "FTP904"]
    assert f"'{value}'" in finding.message and "ftplint: ignore RULE" in finding.message
    assert (finding.location.line, finding.location.column) == (11, 1)
    assert finding.location.end_column == len(comment) + 1


@pytest.mark.parametrize(
    ("comment", "rule", "words"),
    [
        ("<!-- ftplint: ignore FTP105, FTP106 -->", "FTP901", ("FTP105, FTP106",)),
        ("<!-- ftplint: ignore FTP105 until 2026-05-31 in spring -->", "FTP903", ("FTP105", "2026-05-31", "in spring")),
        ("<!-- ftplint: ignore FTP105, FTP902 no reason -->", "FTP905", ("ftp902",)),
        ("<!-- ftplint: ignore FTP106, FTP101 until -->", "FTP902", ("ftp106, ftp101",)),
    ],
)
def test_what_is_told_of_a_comment_names_its_rules(comment: str, rule: str, words: tuple[str, ...]) -> None:
    report = linted(config(site(after=comment)), today=date(2026, 11, 29))
    (finding,) = [f for f in report.findings if f.rule == rule]
    assert all(word in finding.message for word in words)


def test_a_refused_rule_does_not_spoil_the_others_of_the_comment() -> None:
    text = config(site(after=COMMENT.replace("FTP105", "FTP905, FTP105, client-certificates-ignored")))
    assert set(rules(linted(text))) == {"FTP902", "FTP905"}


@pytest.mark.parametrize(
    ("places", "reached"),
    [
        ({"before": COMMENT + "<!-- another -->\n"}, False),
        ({"before": "<!-- another -->" + COMMENT + "\n"}, False),
        ({"after": "<!-- another -->" + COMMENT}, True),
        ({"after": "\n<!-- another -->\n" + COMMENT}, True),
        ({"between": "\n" + COMMENT + "\n<!-- another -->"}, True),
        ({"between": "\n" + COMMENT + "\n<!-- one --><!-- two -->"}, True),
        ({"inside": COMMENT + "<!-- another -->"}, True),
    ],
    ids=range(7),
)
def test_other_comments_are_passed_over(places: dict[str, str], reached: bool) -> None:
    """A comment speaks of what stands before it on its line, or else of the next element: no comment is either."""
    assert ("FTP105" in rules(linted(config(site(**places))))) != reached


def test_a_comment_behind_an_element_on_its_line_speaks_of_that_one() -> None:
    """Not of the next one, and not of what is around."""
    text = config(site()).replace("<ssl serverCertHash", f"<x/>{COMMENT}<ssl serverCertHash")
    assert sorted(rules(linted(text))) == ["FTP105", "FTP902"]
    behind = config(site()).replace('32a7b"/>', f'32a7b"/>{COMMENT}')
    assert sorted(rules(linted(behind))) == ["FTP105", "FTP902"]


@pytest.mark.parametrize("place", ["inside", "between", "before", "after"])
def test_ignore_site_in_a_site_means_that_site_wherever_it_stands(place: str) -> None:
    comment = "\n" + COMMENT.replace("ignore", "ignore-site") + "\n"
    report = linted(config(site("A", **{place: comment}), site("B", 2)))
    assert [(f.rule, f.affected_sites) for f in report.findings] == [("FTP105", ("B",))]
    shared = linted(config(plain("A", 1, comment), plain("B", 2), defaults=DEFAULTS), ("FTP105", "FTP9"))
    assert [(f.rule, f.affected_sites) for f in shared.findings] == [("FTP105", ("B",))]


FILE = COMMENT.replace("ignore", "ignore-file")


@pytest.mark.parametrize("place", ["inside", "between", "before", "after"])
def test_ignore_file_means_the_whole_file_wherever_it_stands(place: str) -> None:
    assert rules(linted(config(site("A", **{place: f"\n{FILE}\n"}), site("B", 2)))) == []


def test_what_another_comment_has_taken_does_not_end_what_a_comment_takes() -> None:
    report = linted(config(site("A", after=COMMENT), site("B", 2), site("C", 3)) + FILE)
    assert rules(report) == [] and report.suppressed == 2


def test_in_a_file_that_cannot_be_read_a_comment_silences_nothing_else() -> None:
    """What is wrong there stands in no element; a comment on the whole file reaches it."""
    text = config(site(after=COMMENT)).replace("</configuration>", "")
    assert rules(linted(text, ("FTP0", "FTP105"))) == ["FTP001"]
    assert rules(linted(text.replace(COMMENT, FILE.replace("FTP105", "FTP001")), ("FTP0", "FTP105"))) == []
