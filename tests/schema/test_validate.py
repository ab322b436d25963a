"""What passes and what is found; libxml2, xmlschema and the walk against each other on generated files."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from ftplint.schema.explain import explain
from ftplint.schema.load import declarations
from ftplint.schema.validation import compiled, validate
from ftplint.schema.xsd import object_model
from tests.configuration.generate import element

if TYPE_CHECKING:
    from lxml.etree import _Element

    from ftplint.schema.model import Element

DECLARED = declarations()


def config(ftp: str = "", server: str = "", site: str = "") -> _Element:
    return etree.fromstring(
        f'<configuration><system.applicationHost><sites><site name="a" id="1"{site}>{ftp}</site></sites>'
        f"</system.applicationHost>{server}</configuration>"
    )


@pytest.mark.parametrize(
    "ftp",
    [
        '<ftpServer allowUTF8="TRUE"/>',
        '<ftpServer><security><ssl controlChannelPolicy="SSLREQUIRE"/></security></ftpServer>',
        '<ftpServer><directoryBrowse showFlags=" StyleUnix , LongDate "/></ftpServer>',
        '<ftpServer><directoryBrowse showFlags=""/></ftpServer>',
        '<ftpServer><userIsolation><activeDirectory adCacheRefresh="29:00:00" adPassword="clear"/></userIsolation></ftpServer>',
        '<ftpServer lockItem="True" lockAttributes="allowUTF8"><messages lockElements="*"/></ftpServer>',
        '<ftpServer><customFeatures><providers><clear/><remove name="x"/><add name="y"/></providers></customFeatures></ftpServer>',
        "<acmeQuota><ftpServer2/></acmeQuota>",
        '<hsts enabled="true"/><limits/><traceFailedRequestsLogging/><logFile logFormat="W3C"/>',
        '<application path="/"><virtualDirectory path="/" physicalPath="c:\\" x="y"/></application>',
        "<ftpServer><!-- comment --><?pi?></ftpServer>",
    ],
)
def test_what_iis_accepts_passes(ftp: str) -> None:
    root = config(ftp)
    assert compiled().validate(root), compiled().error_log
    assert validate(root) == []
    assert object_model().is_valid(root)


@pytest.mark.parametrize(
    "rest",
    [
        "<system.webServer><security><authorization><add accessType='x'/></authorization></security></system.webServer>",
        "<system.serviceModel><bindings><basicHttpBinding/></bindings></system.serviceModel>",
        "<configProtectedData><providers><add name='x' type=''/></providers></configProtectedData>",
        "<location path='a' overrideMode='Allow'><system.webServer><handlers/></system.webServer></location>",
        "<something.else><ftp server='1'/></something.else>",
    ],
)
def test_the_rest_of_the_file_is_let_through(rest: str) -> None:
    root = config("", rest)
    assert compiled().validate(root), compiled().error_log
    assert validate(root) == []


@pytest.mark.parametrize(
    ("ftp", "kind", "fact"),
    [
        ("<FtpServer/>", "element-unknown", "did you mean 'ftpServer'"),
        ("<ftpServr/>", "element-unknown", "'ftpServer'"),
        ("<ftpServer><ssl/></ftpServer>", "element-unknown", "belongs in ftpServer/security"),
        ("<ftpServer><logfile/></ftpServer>", "element-unknown", "'logFile'"),
        (
            "<ftpServer><security><commandFiltering><Add command='x' allowed='true'/></commandFiltering></security></ftpServer>",
            "element-unknown",
            "'add'",
        ),
        ("<ftpServer AllowUTF8='true'/>", "attribute-unknown", "'allowUTF8'"),
        ("<ftpServer><connections maxConection='1'/></ftpServer>", "attribute-unknown", "'maxConnections'"),
        ("<ftpServer><customFeatures impersonationLevel='1'/></ftpServer>", "attribute-unknown", "none"),
        (
            "<ftpServer><security><commandFiltering><add command='x'/></commandFiltering></security></ftpServer>",
            "attribute-missing",
            "allowed",
        ),
        (
            "<ftpServer><security><commandFiltering><remove command='x' allowed='true'/></commandFiltering></security></ftpServer>",
            "attribute-unknown",
            "command",
        ),
        ("<ftpServer state='Started'/>", "runtime-setting-written", "state"),
        ("<ftpServer><sessions/></ftpServer>", "runtime-setting-written", "sessions"),
        ("<ftpServer>text</ftpServer>", "text-between-elements", "ftpServer"),
        ("<ftpServer lockItem='1'/>", "value-malformed", "true or false"),
        (
            "<ftpServer><security><ssl dataChannelPolicy='2'/></security></ftpServer>",
            "number-for-enumeration",
            "SslDeny",
        ),
        ("<bindings><binding protocol='ftp'/></bindings>", "attribute-missing", "bindingInformation"),
        ("<application/>", "attribute-missing", "path"),
    ],
)
def test_what_iis_refuses_is_found(ftp: str, kind: str, fact: str) -> None:
    root = config(ftp)
    found = validate(root)
    assert [problem.kind for problem in found] == [kind]
    assert fact in " ".join(found[0].facts.values())
    assert found[0].site == "a"
    assert not object_model().is_valid(root) or ftp in ("<FtpServer/>", "<ftpServr/>")


@pytest.mark.parametrize(
    ("server", "kind"),
    [
        ("<system.ftpServer><securty/></system.ftpServer>", "element-unknown"),
        ("<system.ftpServer><log><customLogging/></log></system.ftpServer>", "element-unknown"),
        (
            "<system.ftpServer><security><requestFiltering><verbs/></requestFiltering></security></system.ftpServer>",
            "element-unknown",
        ),
        (
            "<location path='a'><system.ftpServer><security><ipSecurity x=''/></security></system.ftpServer></location>",
            "attribute-unknown",
        ),
    ],
)
def test_server_sections(server: str, kind: str) -> None:
    assert [problem.kind for problem in validate(config("", server))] == [kind]


def test_a_registered_foreign_section_passes() -> None:
    root = etree.fromstring(
        "<configuration><configSections><sectionGroup name='system.ftpServer'><section name='acme'/></sectionGroup>"
        "</configSections><system.ftpServer><acme/></system.ftpServer></configuration>"
    )
    assert validate(root) == []


MUTATIONS = (
    "none",
    "rename element",
    "rename attribute",
    "odd value",
    "drop attribute",
    "text",
    "extra element",
    "state",
)


def mutate(data: st.DataObject, root: _Element) -> None:
    """One change to one element below *root* that may or may not matter."""
    targets = list(root.iter("*"))
    target = data.draw(st.sampled_from(targets))
    match data.draw(st.sampled_from(MUTATIONS)):
        case "rename element":
            target.tag = data.draw(st.sampled_from([str(target.tag).swapcase(), "add", "ssl", "security", "x"]))
        case "rename attribute" if target.attrib:
            name = data.draw(st.sampled_from(sorted(map(str, target.attrib))))
            target.set(data.draw(st.sampled_from([name.upper(), "x", "lockItem"])), target.attrib.pop(name))
        case "odd value" if target.attrib:
            name = data.draw(st.sampled_from(sorted(map(str, target.attrib))))
            target.set(
                name,
                data.draw(
                    st.sampled_from(["", "1", "-1", "true", "00:00:01", "1.5", " ", "SslAllow", " 7 ", "9" * 12])
                ),
            )
        case "drop attribute" if target.attrib:
            del target.attrib[data.draw(st.sampled_from(sorted(map(str, target.attrib))))]
        case "text":
            target.text = data.draw(st.sampled_from([" ", "x"]))
        case "extra element":
            etree.SubElement(target, data.draw(st.sampled_from(["add", "clear", "remove", "x"])))
        case "state":
            target.set("state", "Started")
        case _:
            pass


@settings(max_examples=300)
@given(st.data())
def test_the_walk_agrees_with_libxml2_and_xmlschema(data: st.DataObject) -> None:
    """On anything inside ftpServer, where nothing foreign is let through."""
    ftp = data.draw(element(DECLARED.ftp_server))
    mutate(data, ftp)
    ftp.tag = "ftpServer"
    root = config()
    next(root.iter("site")).append(ftp)
    found = list(explain(root))
    valid = compiled().validate(root)
    assert valid == (not found), ([(p.kind, dict(p.facts)) for p in found], compiled().error_log)
    assert object_model().is_valid(root) == valid


def test_patterns_take_exactly_the_names_in_any_case() -> None:
    def types(declared: Element) -> dict[str, object]:
        found: dict[str, object] = {a.type.name: a.type for a in declared.attributes.values() if a.type.names}
        for child in (*declared.children.values(), *([declared.collection.item] if declared.collection else [])):
            found |= types(child)
        return found

    every = types(DECLARED.ftp_server)
    for section in DECLARED.sections.values():
        every |= types(section.element)
    assert len(every) == 8 + 5  # the facts count 9 enum attributes, of which state is a run-time one
    model = object_model()
    for name, type_ in every.items():
        for value, _ in type_.names:  # type: ignore[attr-defined]
            for text in (value, value.lower(), value.upper()):
                assert model.types[name].is_valid(text), (name, text)  # type: ignore[union-attr]
            assert not model.types[name].is_valid(value + "x")  # type: ignore[union-attr]
            assert not model.types[name].is_valid(value[:-1] + "?")  # type: ignore[union-attr]


def test_a_correct_file_does_not_import_xmlschema() -> None:
    code = (
        "import sys; from lxml import etree; from ftplint.schema.validation import validate;"
        "assert validate(etree.fromstring('<configuration><system.ftpServer/></configuration>')) == [];"
        "assert not {'xmlschema', 'elementpath', 'ftplint.schema.explain'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
