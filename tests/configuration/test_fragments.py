"""Parts of a file, as documentation prints them: what is put around them is in order, and says nothing of its own."""

from __future__ import annotations

import pytest

from ftplint.analysis import analyse
from ftplint.api import lint
from tests.judging.test_which_findings import site

SETTINGS = '<ftpServer allowUTF8="false"/>'
IN_SITE = site("a", 1, SETTINGS)
RULES = (
    "<system.ftpServer><security><authorization><add accessType='Allow' users='*' permissions='Read'/></authorization>"
    "</security></system.ftpServer>"
)


@pytest.mark.parametrize(
    ("text", "around", "name"),
    [
        (SETTINGS, "configuration/system.applicationHost/sites/site", "(fragment)"),
        (f"<siteDefaults>{SETTINGS}</siteDefaults>", "configuration/system.applicationHost/sites", "(fragment)"),
        (IN_SITE, "configuration/system.applicationHost/sites", "a"),
        (f"<sites>{IN_SITE}</sites>", "configuration/system.applicationHost", "a"),
        (f"<system.applicationHost><sites>{IN_SITE}</sites></system.applicationHost>", "configuration", "a"),
        (RULES, "configuration", None),
        (f"<location path='x'>{RULES}</location>", "configuration", None),
    ],
)
def test_what_is_put_around_a_fragment(text: str, around: str, name: str | None) -> None:
    """A site where it needs one, with a binding for FTP and a root folder, so that no finding is about those."""
    parsed = analyse("x", text.encode())
    assert parsed.configuration is not None and parsed.configuration.fragment
    (assumed,) = [one for one in parsed.problems if one.kind == "fragment-assumed"]
    assert assumed.facts["path"] == around
    sites = parsed.configuration.ftp_sites
    assert [one.name for one in sites] == ([] if name is None else [name])
    for one in sites:
        assert one.ftp.value("allowUTF8").text == "false" and not one.is_web
        assert one.has_root == (name == "(fragment)")
        assert [(b.address, b.port, b.host) for b in one.bindings] == [("*", "21", "")]
    found = {finding.rule for finding in lint(text.encode()).findings if finding.severity != "info"}
    assert not {rule for rule in found if rule[:4] in ("FTP6", "FTP7")}, "bindings and folders"


def test_a_location_without_its_site_is_no_mistake_in_a_fragment() -> None:
    located = f"<location path='x'>{RULES}</location>"
    assert "location-without-site" not in {one.kind for one in analyse("x", located.encode()).problems}
    whole = f"<configuration><system.applicationHost><sites/></system.applicationHost>{located}</configuration>"
    assert "location-without-site" in {one.kind for one in analyse("x", whole.encode()).problems}


@pytest.mark.parametrize(
    "text",
    [
        "<configuration xmlns='urn:microsoft-catalog:XML_Metabase_V64_0'/>",
        "<configuration><MBProperty/></configuration>",
        "<configuration><MBProperty xmlns='x'/></configuration>",
        "<MetaData/>",
    ],
)
def test_the_metabase_of_iis_6_is_told_as_such(text: str) -> None:
    parsed = analyse("x", text.encode())
    assert parsed.configuration is None and [one.kind for one in parsed.problems] == ["metabase-given"]


@pytest.mark.parametrize(
    ("text", "name", "hint"),
    [
        ("<other/>", "other", ""),
        ("<Site/>", "Site", "did you mean 'site'"),
        ("<CONFIGURATION/>", "CONFIGURATION", "did you mean 'configuration'"),
        ("<configuration xmlns='urn:x'/>", "configuration", "remove the xmlns attribute from 'configuration'"),
        ("<appcmd/>", "appcmd", "AppCmd printed"),
        ("<AppCmd/>", "AppCmd", "AppCmd printed"),
    ],
)
def test_a_root_that_is_none(text: str, name: str, hint: str) -> None:
    (problem,) = analyse("x", text.encode()).problems
    assert (problem.kind, problem.facts["element"]) == ("root-unexpected", name)
    assert hint in problem.facts["hint"] and bool(hint) == bool(problem.facts["hint"])
    assert "siteDefaults, ftpServer" in problem.facts["permitted"]
