"""The comments that `ftplint suppress` writes: where each stands, on a line of its own or not, and what is found then."""

from __future__ import annotations

import pytest

from ftplint.source import apply
from ftplint.suppressing import suppressed
from tests.silencing.test_comments import DEFAULTS, config, linted, plain, rules, site

WORDS = "<!-- ftplint: ignore FTP105 so be it -->"
ELEMENT = "<sslClientCertificates "
WRONG = f"{ELEMENT}useActiveDirectoryMapping"
ALLOWED = f'{ELEMENT}clientCertificatePolicy="CertAllow" '


def commented(text: str, *sites: str, rule: str = "FTP105") -> str:
    made = suppressed("x.config", text.encode(), rule, "so be it", sites=sites)
    return apply(made.parsed.source, made.edits).decode()


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_before_an_element_with_a_line_of_its_own_the_comment_has_one_too(newline: str) -> None:
    text = config(site()).replace("\n", newline)
    after = commented(text)
    assert after == text.replace(ELEMENT, f"{WORDS}{newline}            {ELEMENT}")
    assert rules(linted(text)) == ["FTP105"] and rules(linted(after)) == []


def test_behind_something_else_the_comment_stays_on_the_line() -> None:
    text = config(site()).replace(f"\n            {ELEMENT}", ELEMENT)
    assert commented(text) == text.replace(ELEMENT, WORDS + ELEMENT)


def test_on_the_first_line_too() -> None:
    fragment = "  " + "".join(line.strip() for line in site().splitlines())
    assert commented(fragment, "A") == f"  {WORDS}\n{fragment}"


def test_each_element_with_a_finding_has_a_comment_in_the_order_of_the_text() -> None:
    text = config(site("A"), site("B", 2), site("C", 3).replace(ELEMENT, ALLOWED))
    after = commented(text)
    assert after == text.replace(WRONG, f"{WORDS}\n            {WRONG}")
    assert after.count(WORDS) == 2 and rules(linted(after, ("FTP105", "FTP9"))) == []


@pytest.mark.parametrize("named", ["B", "b"])
def test_of_a_cause_that_sites_share_one_site_is_named(named: str) -> None:
    """In any letter case; a site without a name, and one without the finding, are none of those that are named."""
    nameless = plain("x", 9).replace('name="x" ', "")
    text = config(plain("A", 1), plain("b", 2), plain("C", 3), nameless, defaults=DEFAULTS)
    after = commented(text, named, "D")
    assert after == text.replace('<site name="b"', f'{WORDS}\n<site name="b"')
    (finding,) = [f for f in linted(after, ("FTP105", "FTP9")).findings if f.rule == "FTP105"]
    assert "b" not in finding.affected_sites and {"A", "C"} <= set(finding.affected_sites)


def test_a_site_without_the_finding_has_no_comment() -> None:
    text = config(site("A"), plain("B", 2))
    assert commented(text, "B") == text
    assert commented(text, "A", "B") == text.replace('      <site name="A"', f'      {WORDS}\n      <site name="A"')


def test_where_nothing_can_be_read_there_is_no_place_for_a_comment() -> None:
    text = "<configuration><a></configuration>"
    assert commented(text, rule="FTP001") == text
