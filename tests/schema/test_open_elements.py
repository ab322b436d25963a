"""Where other schema files may add names: what passes there, what is judged all the same, and misspelt names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from ftplint.schema.explain import explain
from ftplint.schema.validation import closed, compiled, validate
from ftplint.schema.xsd import object_model
from ftplint.source import Stops
from ftplint.source.place import Part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from ftplint.source.problem import Problem


@pytest.fixture(scope="module", autouse=True, params=[2000, 0], ids=["few sites", "many sites"])
def many(request: pytest.FixtureRequest) -> Iterator[None]:
    """From how many sites on a stricter schema is asked first: what is found does not depend on it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ftplint.schema.validation._MANY", request.param)
        yield


def test_many_plain_sites_are_taken_without_a_look_at_their_names() -> None:
    plain = site(binding('sslFlags="0"') + directory('physicalPath="c:" password=""'), 'serverAutoStart="true"')
    assert closed().validate(config(plain))
    for foreign in ("<acme/>", directory('physicalPath="c:" acme="1"'), binding('acme="1"'), "<limits/>"):
        assert not closed().validate(config(site(foreign)))


def config(sites: str = "", rest: str = "") -> _Element:
    return etree.fromstring(
        f"<configuration>{rest}<system.applicationHost><sites>{sites}</sites></system.applicationHost></configuration>"
    )


def site(inner: str = "", attributes: str = "") -> str:
    return f'<site name="a" id="1" {attributes}>{inner}</site>'


def directory(attributes: str) -> str:
    return f'<application path="/"><virtualDirectory path="/" {attributes}/></application>'


def binding(attributes: str) -> str:
    return f'<bindings><binding protocol="ftp" bindingInformation="*:21:" {attributes}/></bindings>'


def shown(problem: Problem) -> tuple[str, str | None, str]:
    return problem.kind, problem.setting, problem.facts.get("hint", "")


@pytest.mark.parametrize(
    "sites",
    [
        site(attributes='acme="1"'),
        site("<acme><ftpServer2 x='1'/>text</acme>"),
        site(binding('isDsMapperEnabled="true"')),
        site(directory('physicalPath="c:" acme="1"')),
        site('<application path="/" applicationPool="p" enabledProtocols="ftp" preloadEnabled="true"/>'),
        site("<virtualDirectoryDefaults allowSubDirConfig='False' acme=''/>"),
        "<siteDefaults serverAutoStart='TRUE' acme='1'><acme/></siteDefaults>",
        "<applicationDefaults applicationPool='p'/>",
    ],
)
@pytest.mark.parametrize("also", ["", "<site name='b' id='2'><ftpServer wrong='1'/></site>"])
def test_foreign_names_pass_also_beside_a_mistake(sites: str, also: str) -> None:
    """The walk that a mistake elsewhere causes lets the same names through as libxml2."""
    found = validate(config(sites + also))
    assert [problem.setting for problem in found] == (["ftpServer/@wrong"] if also else [])


@pytest.mark.parametrize(
    ("sites", "setting", "meant"),
    [
        (site(attributes='serverAutostart="false"'), "site/@serverAutostart", "serverAutoStart"),
        (
            site("<application path='/'><VirtualDirectory/></application>"),
            "application/VirtualDirectory",
            "virtualDirectory",
        ),
        (site(directory('PhysicalPath="c:"')), "virtualDirectory/@PhysicalPath", "physicalPath"),
        (site(directory('physicalPath="c:" username="x"')), "virtualDirectory/@username", "userName"),
        (site(binding('sslflags="0"')), "bindings/binding/@sslflags", "sslFlags"),
        (site("<Limits/>"), "site/Limits", "limits"),
        (site("<bindngs/>"), "site/bindngs", "bindings"),
        ("<siteDefaults><FtpServer/></siteDefaults>", "site/FtpServer", "ftpServer"),
        ("<siteDefaults serverautostart='true'/>", "site/@serverautostart", "serverAutoStart"),
        (site("<virtualDirectoryDefaults UserName='x'/>"), "virtualDirectory/@UserName", "userName"),
        ("<virtualDirectoryDefaults UserName='x'/>", "virtualDirectory/@UserName", "userName"),
    ],
)
def test_a_known_name_misspelt_is_found_though_the_xsd_lets_it_pass(sites: str, setting: str, meant: str) -> None:
    root = config(sites)
    assert compiled().validate(root)
    (found,) = validate(root)
    assert (found.kind, found.setting) == ("attribute-unknown" if "@" in setting else "element-unknown", setting)
    assert found.facts["hint"].endswith(f"id you mean '{meant}'?")
    assert ("case-sensitive" in found.facts["hint"]) == (meant != "bindings")
    assert found.stops is Stops.SITES
    assert found.place.part is Part.NAME


@pytest.mark.parametrize("foreign", ["<sitemap/>", "<bindings2x4/>", "<apps/>", "<logging/>", "<ftp/>"])
def test_a_foreign_name_is_innocent_until_it_is_nearly_a_known_one(foreign: str) -> None:
    assert validate(config(site(foreign))) == []


@pytest.mark.parametrize(
    ("sites", "kind"),
    [
        (site("text"), "text-between-elements"),
        ("text", "text-between-elements"),
        (site("<application path='/'>text</application>"), "text-between-elements"),
        (site(attributes="lockItem='1'"), "value-malformed"),
        (site(attributes="serverAutoStart='1'"), "value-malformed"),
        ("<site name='a' id='-1'/>", "value-out-of-range"),
        ("<siteDefaults id='x'/>", "value-malformed"),
        ("<virtualDirectoryDefaults logonMethod='3'/>", "number-for-enumeration"),
        (site("<virtualDirectoryDefaults logonMethod='Basic'/>"), "value-outside-enumeration"),
        (
            site("<application path='/'><virtualDirectoryDefaults allowSubDirConfig=''/></application>"),
            "value-malformed",
        ),
        (site(binding("sslFlags='Sni'")), "value-malformed"),
        ("<Site name='a' id='1'/>", "element-unknown"),
    ],
)
def test_what_is_known_is_judged_there_too(sites: str, kind: str) -> None:
    root = config(sites)
    assert [problem.kind for problem in validate(root)] == [kind]
    assert not compiled().validate(root)
    assert not object_model().is_valid(root)


def test_a_directive_says_what_it_takes() -> None:
    filtering = "<remove command='x' allowed='true'/><clear command='x'/><remove><add/></remove>"
    found = validate(
        config(site(f"<ftpServer><security><commandFiltering>{filtering}</commandFiltering></security></ftpServer>"))
    )
    base = "ftpServer/security/commandFiltering"
    assert [problem.setting for problem in found] == [
        f"{base}/remove/@allowed",
        f"{base}/clear/@command",
        f"{base}/remove/add",
    ]
    assert [problem.facts["permitted"] for problem in found] == ["command", "none", "none"]


NAMES = st.sampled_from(
    [
        "site",
        "bindings",
        "binding",
        "application",
        "virtualDirectory",
        "ftpServer",
        "acme",
        "limits",
        "siteDefaults",
        "virtualDirectoryDefaults",
        "Site",
        "FTPSERVER",
        "clear",
    ]
)
ATTRIBUTES = st.dictionaries(
    st.sampled_from(
        [
            "name",
            "id",
            "path",
            "protocol",
            "bindingInformation",
            "physicalPath",
            "Path",
            "sslFlags",
            "lockItem",
            "acme",
            "logonMethod",
        ]
    ),
    st.sampled_from(["1", "true", "/", "Batch", "", "ftp"]),
    max_size=4,
)


@st.composite
def tree(draw: st.DrawFn, depth: int = 3) -> _Element:
    """Site elements nested in any way, sensible or not."""
    element = etree.Element(draw(NAMES), draw(ATTRIBUTES))
    if depth:
        element.extend(draw(st.lists(tree(depth - 1), max_size=3)))
    if draw(st.integers(0, 9)) == 0:
        element.text = "text"
    return element


@given(st.lists(tree(), max_size=3))
def test_what_the_fast_path_passes_the_walk_passes(trees: list[_Element]) -> None:
    """Otherwise a finding would depend on whether something else in the file is wrong."""
    root = config()
    next(root.iter("sites")).extend(trees)
    walked = [shown(problem) for problem in explain(root)]
    assert [shown(problem) for problem in validate(root)] == walked
    assert object_model().is_valid(root) == compiled().validate(root)
