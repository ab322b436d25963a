"""The effective document as text: what a rule's XPath meets, whole and reduced to what one rule looks at."""

from __future__ import annotations

import pytest
from lxml import etree

from ftplint.analysis import analyse
from ftplint.configuration import CONDITIONS, Configuration, Projection
from ftplint.judging import server_xml
from tests.configuration.builder import configuration, site
from tests.settings.test_settings import DEMO

RICH = """<configuration>
<system.applicationHost><sites>
<site name="a &amp; b" id="1"><application path="/"><virtualDirectoryDefaults logonMethod="Batch"/>
<virtualDirectory path="/" physicalPath="C:\\a"/><virtualDirectory path="/v" physicalPath="D:\\v" userName="u" password="secret"/></application>
<bindings><binding protocol="ftp" bindingInformation="*:21:b.example"/><binding protocol="ftp" bindingInformation="192.0.2.1:990:"/>
<binding protocol="http" bindingInformation="*:80:"/></bindings>
<ftpServer><security><ssl serverCertHash="AB" controlChannelPolicy="SslAllow"/><commandFiltering><add command="SYST" allowed="false"/></commandFiltering>
<authentication><anonymousAuthentication password="secret"/></authentication></security></ftpServer></site>
<site name="c" id="2"><bindings><binding protocol="ftp" bindingInformation="*:21:"/></bindings></site>
<site name="web" id="3"><bindings><binding protocol="http" bindingInformation="*:81:"/></bindings></site>
<siteDefaults><ftpServer allowUTF8="false"><security><ssl serverCertHash="CD"/></security></ftpServer></siteDefaults>
</sites></system.applicationHost>
<system.ftpServer><firewallSupport lowDataChannelPort="5000"/><providerDefinitions><activation><providerData name="P"><add key="k" value="secret"/></providerData></activation></providerDefinitions></system.ftpServer>
<location path="A &amp; B/In"><system.ftpServer><security><authorization><add accessType="Allow" users="x" permissions="Write, Read"/></authorization></security></system.ftpServer></location>
</configuration>"""


class Every:
    """All names that there are."""

    def __contains__(self, name: object) -> bool:
        return True


def read(text: str) -> Configuration:
    found = analyse("x", text.encode()).configuration
    assert found is not None
    return found


def document(text: str) -> etree._Element:
    found = read(text)
    return etree.fromstring("".join(server_xml(found, (), found.ftp_sites)))


@pytest.mark.parametrize("text", [RICH, DEMO.read_text(encoding="utf-8")], ids=["rich", "demo"])
def test_reduced_to_all_names_a_site_is_what_it_is_in_the_whole_document(text: str) -> None:
    found = read(text)
    projection = Projection(found, Every())
    for one in found.ftp_sites:
        assert projection.site(one, one.name) == found.site_xml(one)


@pytest.mark.parametrize(
    "names",
    [
        {"id"},
        {"web"},
        {"binding", "port"},
        {"binding", "protocol", "address", "host"},
        {"ftpServer", "allowUTF8"},
        {"ftpServer", "security", "ssl", "serverCertHash"},
        {"ftpServer", "security", "commandFiltering", "add"},
        {"ftpServer", "security", "commandFiltering"},
        {"application", "path", "userName"},
        {"location"},
        {"location", "system.ftpServer", "security", "authorization", "add"},
        {"location", "system.ftpServer", "log", "logInUTF8"},
    ],
    ids=lambda names: " ".join(sorted(names)),
)
def test_reduced_to_some_names_all_else_is_left_out(names: set[str]) -> None:
    """What is left has the same place and the same text as in the whole; entries keep all that they say."""
    found = read(RICH)
    projection = Projection(found, names)
    for one in found.ftp_sites:
        reduced = etree.fromstring(projection.site(one, one.name))
        whole = etree.fromstring(found.site_xml(one))
        kept = [
            e
            for e in whole.iter()
            if {str(a.tag) for a in (e, *e.iterancestors())} <= {*names, "site", "virtualDirectory"}
        ]
        if not names & {"application"}:
            kept = [e for e in kept if e.tag != "virtualDirectory"]
        assert [e.tag for e in reduced.iter()] == [e.tag for e in kept]
        for small, large in zip(reduced.iter(), kept, strict=True):
            always = large.tag in ("add", "location", "application")
            mine = {"name", "web"} if large.tag == "site" else {str(n) for n in large.attrib} if always else set()
            everything = mine - set(CONDITIONS if large.tag == "location" else ())
            wanted = {n: t for n, t in large.items() if n in everything | names}
            assert dict(small.items()) == wanted


def test_a_binding_without_a_host_name_can_be_told_from_one_with_any() -> None:
    found = read(RICH)
    projection = Projection(found, {"binding"}, host_or_not=True)
    hosts = [etree.fromstring(projection.site(one, "x")).xpath("binding/@host") for one in found.ftp_sites]
    assert hosts == [["named", ""], [""]]
    assert 'name="x"' in projection.site(found.ftp_sites[0], "x")


def test_the_whole_document() -> None:
    root = document(RICH)
    assert (root.tag, root.get("file")) == ("server", "whole")
    assert [child.tag for child in root] == ["siteDefaults", "site", "site", "port", "port", "system.ftpServer"]
    first, second = root.findall("site")
    told = {"shut-by": "methods", "anonymous-logon": "no", "decided-by": "rules", "tls-channel": "impossible"}
    assert dict(first.items()) == {"name": "a & b", "id": "1", "web": "true", **told}
    assert second.get("web") == "false"
    bindings = [(b.get("protocol"), b.get("address"), b.get("port"), b.get("host")) for b in first.findall("binding")]
    assert bindings == [("ftp", "*", "21", "b.example"), ("ftp", "192.0.2.1", "990", "")]
    assert [one.get("allowUTF8") for one in root.iterfind(".//ftpServer")] == ["false"] * 3
    assert [one.get("serverCertHash") for one in root.iterfind(".//ssl")] == ["cd", "ab", "cd"]
    assert [
        (p.get("number"), p.xpath("address/@ip"), p.xpath("address/host/@name")) for p in root.iterfind("port")
    ] == [
        ("21", ["*"], ["", "b.example"]),
        ("990", ["192.0.2.1"], [""]),
    ]
    ends = [(b.get("site"), b.get("certificate")) for b in root.iterfind("port/address/host/binding")]
    assert ends == [("c", "cd"), ("a & b", "ab"), ("a & b", "ab")]
    assert [place.get("path") for place in first.findall("location")] == ["/", "/in"]
    assert [place.get("path") for place in second.findall("location")] == ["/"]
    (rule,) = first.iterfind("location[@path='/in']//authorization/add")
    assert (rule.get("users"), rule.get("roles"), rule.get("permissions")) == ("x", "", "Read, Write")
    folders = [(f.get("path"), f.get("userName"), f.get("logonMethod")) for f in first.iter("virtualDirectory")]
    assert folders == [("/", "", "Batch"), ("/v", "u", "Batch")]
    assert root.find("system.ftpServer/firewallSupport").get("lowDataChannelPort") == "5000"


def test_secrets_are_words() -> None:
    text = etree.tostring(document(RICH)).decode()
    assert "secret" not in text
    assert text.count('password="(set)"') == 2 and 'value="(set)"' in text
    encrypted = document(RICH.replace('"secret"', '"[enc:P:abc=:enc]"'))
    assert encrypted.xpath("//virtualDirectory/@password")[1] == "(encrypted)"
    assert encrypted.xpath("//virtualDirectory/@password")[0] == ""


def test_a_file_without_defaults_and_a_piece_of_a_file_say_so() -> None:
    plain = configuration(sites=site("a"))
    assert "<siteDefaults>" not in "".join(server_xml(plain, (), plain.ftp_sites))
    assert plain.site_defaults_xml() == ""
    assert document('<site name="a" id="1"/>').get("file") == "fragment"
    assert document("<configuration/>").get("file") == "whole"
