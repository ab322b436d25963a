"""Mistakes that XPath cannot see: what is one, what nearly is, and where it is told. XML in, findings out."""

from __future__ import annotations

import pytest

from ftplint.api import Settings, lint
from ftplint.rules import Selection
from tests.judging.test_which_findings import found, server, site

SERVER = "<system.ftpServer>{}</system.ftpServer>"
SECURITY = SERVER.format("<security>{}</security>")


def told(data: bytes, rule: str, version: str = "10.0") -> list[tuple[str | None, int, str]]:
    """Site, line and setting of each finding by *rule*."""
    settings = Settings(Selection(select=(rule,)), version=version)
    return [(f.site, f.location.line, f.setting or "") for f in lint(data, settings).findings]


# Addresses of bindings


@pytest.mark.parametrize(
    ("address", "fine"),
    [
        *((text, True) for text in ("*", "", "192.0.2.1", "255.255.255.255", "010.0.0.1", "[::1]", "[2001:db8::1]")),
        *((text, False) for text in ("256.0.0.1", "192.0.2", "192.0.2.1.5", "host", "[::x]", "[]", "192.0.2.x")),
        *((text, False) for text in ("\u0661.0.0.1", "1.1.1.99999")),
    ],
)  # fmt: skip
def test_the_address_of_a_binding(address: str, fine: bool) -> None:
    findings = found(server(site("a", binding=f"{address}:21:")), "FTP622")
    assert [(f.site, f.location.line, f"'{address}'" in f.message) for f in findings] == (
        [] if fine else [("a", 2, True)]
    )


def test_an_address_is_told_of_for_each_binding_and_only_where_a_port_is_one() -> None:
    sites = (site("a", 1, binding="x:21:"), site("b", 2, binding="*:22:"), site("c", 3, binding="y:23:"))
    assert [f.site for f in found(server(*sites), "FTP622")] == ["a", "c"]
    assert found(server(site("a", binding="x:ftp:")), "FTP622") == ()


def test_a_long_address_is_cut() -> None:
    (finding,) = found(server(site("a", binding=f"{'x' * 90}:21:")), "FTP622")
    assert f"'{'x' * 80}'" in finding.message


# Sites without an FTP binding

HTTP = '<bindings><binding protocol="http" bindingInformation="*:80:"/></bindings>'
UTF8 = "<ftpServer><connections/></ftpServer>"


@pytest.mark.parametrize(
    ("inner", "named"),
    [
        (f"{HTTP}{UTF8}", True),
        (UTF8, True),
        (f'{HTTP}<ftpServer serverAutoStart="false"/>', False),
        (HTTP, False),
        (f"{HTTP.replace('http', 'ftp')}{UTF8}", False),
        (f"{HTTP}<ftpServer><!-- none --></ftpServer>", False),
    ],
    ids=["settings", "no bindings", "an attribute alone", "nothing", "a binding", "a comment"],
)
def test_settings_of_a_site_without_a_binding(inner: str, named: bool) -> None:
    data = server(
        site("first", 1), f'<site name="a" id="7">\n{inner}</site>', f'<site name="z" id="8">{HTTP}{UTF8}</site>'
    )
    rest = [("z", 5, "ftpServer")]
    assert told(data, "FTP601") == ([("a", 4, "ftpServer"), *rest] if named else rest)


def test_a_fragment_may_lack_the_bindings() -> None:
    assert told(f'<site name="a" id="1">{UTF8}</site>'.encode(), "FTP601") == []
    assert told(f'<site name="a" id="1">{HTTP}{UTF8}</site>'.encode(), "FTP601") == [("a", 1, "ftpServer")]


# The service is not installed

NOTHING = '<configSections><sectionGroup name="system.applicationHost"><section name="sites"/></sectionGroup></configSections>'
FTP = '<configSections><sectionGroup name="system.ftpServer"><section name="log"/></sectionGroup></configSections>'


@pytest.mark.parametrize(
    ("number", "names"),
    [(0, None), (1, "'s1'"), (5, "'s1', 's2', 's3', 's4', 's5'"), (6, "'s5' and 1 more"), (8, "'s5' and 3 more")],
)
def test_bindings_where_the_service_is_not_registered(number: int, names: str | None) -> None:
    data = server(*(site(f"s{n}", n) for n in range(1, number + 1)))
    bare = data.replace(b"<configuration>", f"<configuration>{NOTHING}".encode())
    findings = found(bare, "FTP025")
    assert [(f.site, f.location.line) for f in findings] == ([] if names is None else [(None, 2)])
    assert names is None or f"{names})" in findings[0].message
    assert found(bare.replace(NOTHING.encode(), (NOTHING[:-17] + FTP[16:]).encode()), "FTP025") == ()


# Encryption providers

KEYS = '<configProtectedData><providers><add name="Own"/><add name="Other"/></providers></configProtectedData>'


@pytest.mark.parametrize(
    ("keys", "value", "named"),
    [
        (KEYS, "[enc:Gone:abc=:enc]", True),
        (KEYS, "[enc:OWN:abc=:enc]", False),
        (KEYS, "[enc:other:abc=:enc]", False),
        (KEYS, "[enc:rsaprotectedconfigurationprovider:abc=:enc]", False),
        (KEYS, "[enc:DataProtectionConfigurationProvider:abc=:enc]", False),
        (KEYS, "[enc:Gone:abc=", False),
        (KEYS, "plain", False),
        ("", "[enc:Gone:abc=:enc]", False),
        ("<configProtectedData/>", "[enc:Gone:abc=:enc]", False),
    ],
)
def test_an_encrypted_value_needs_a_provider_that_is_defined(keys: str, value: str, named: bool) -> None:
    anonymous = f'<ftpServer><security><authentication><anonymousAuthentication password="{value}"/></authentication></security></ftpServer>'
    data = server(site("a", 1, anonymous), site("b", 2)).replace(b"<configuration>", f"<configuration>{keys}".encode())
    findings = found(data, "FTP033")
    assert [(f.site, f.location.line) for f in findings] == ([("a", 2)] if named else [])
    if named:
        told = ("password of anonymousAuthentication", "'Gone'", "DataProtectionConfigurationProvider, Other, Own, Rsa")
        assert all(words in findings[0].message for words in told)


@pytest.mark.parametrize("place", ["", "a"])
def test_encrypted_values_at_the_server_level_and_in_locations(place: str) -> None:
    data = '<providerDefinitions><activation><providerData name="P"><add key="k" value="[enc:Gone:x:enc]"/></providerData></activation></providerDefinitions>'
    section = SERVER.format(data)
    rest = f"\n<location path='{place}'>{section}</location>" if place else f"\n{section}"
    text = server(site("a"), rest=rest).replace(b"<configuration>", f"<configuration>{KEYS}".encode())
    assert [(f.site, f.location.line) for f in found(text, "FTP033")] == [(None, 4)]
    web = text.replace(b"system.ftpServer", b"system.webServer")
    assert found(web, "FTP033") == (), "not FTP's"


# Passwords of samples


def anonymous(password: str) -> str:
    return f'<ftpServer><security><authentication><anonymousAuthentication password="{password}"/></authentication></security></ftpServer>'


def provider(value: str, key: str = "k", element: str = "providerData") -> str:
    return SERVER.format(
        f'<providerDefinitions><activation><{element} name="P"><add key="{key}" value="{value}"/></{element}></activation></providerDefinitions>'
    )


@pytest.mark.parametrize(
    ("inner", "rest", "setting"),
    [
        (anonymous("PW"), "", "anonymousAuthentication/@password"),
        (anonymous("P@ssw0rd"), "", "anonymousAuthentication/@password"),
        (anonymous("MyPassword"), "", "anonymousAuthentication/@password"),
        (anonymous("pw"), "", None),
        (anonymous("mine"), "", None),
        ('<ftpServer><userIsolation><activeDirectory adPassword="MyPassword"/></userIsolation></ftpServer>', "", "activeDirectory/@adPassword"),
        ('<ftpServer><userIsolation><activeDirectory adPassword="P@ssw0rd"/></userIsolation></ftpServer>', "", "activeDirectory/@adPassword"),
        ('<ftpServer><userIsolation><activeDirectory adPassword="PW"/></userIsolation></ftpServer>', "", None),
        ('<application path="/"><virtualDirectory path="/" password="PW"/></application>', "", "virtualDirectory/@password"),
        ('<virtualDirectoryDefaults password="PW"/>', "", "virtualDirectoryDefaults/@password"),
        ('<ftpServer><messages greetingMessage="P@ssw0rd"/></ftpServer>', "", None),
        ("", provider("P@ssw0rd"), "add/@value"),
        ("", provider("server=x;Password = 'P@ssw0rd'"), "add/@value"),
        ("", provider("PWD=P@ssw0rd;server=x"), "add/@value"),
        ("", provider("MyPassword"), None),
        ("", provider("x P@ssw0rd"), None),
        ("", provider("x", key="P@ssw0rd"), None),
        ("", provider("P@ssw0rd", element="other"), None),
    ],
)  # fmt: skip
def test_passwords_of_samples(inner: str, rest: str, setting: str | None) -> None:
    found_ = told(server(site("a", 1, inner), rest=rest), "FTP312")
    assert found_ == ([] if setting is None else [(None if rest else "a", 3 if rest else 2, setting)])


# Files of providers


@pytest.mark.parametrize(
    ("value", "named"),
    [
        ("C:\\inetpub\\ftp\\users.xml", True),
        ("c:/INETPUB/ftp/deep/users.xml", True),
        (" %SystemDrive%\\inetpub\\ftp\\users.xml ", True),
        ("C:\\inetpub\\ftp2\\users.xml", False),
        ("C:\\inetpub\\ftp", False),
        ("C:\\inetpub\\ftp\\users", False),
        ("ftp\\users.xml", False),
        ("E:\\more\\users.xml", True),
        ("D:\\inetpub\\ftp\\users.xml", False),
    ],
)
def test_a_file_of_a_provider_below_a_site(value: str, named: bool) -> None:
    folders = '<application path="/"><virtualDirectory path="/" physicalPath="C:\\inetpub\\ftp\\"/><virtualDirectory path="/m" physicalPath="E:\\more"/></application>'
    empty = '<application path="/"><virtualDirectory path="/" physicalPath=""/></application>'
    data = server(site("none", 1, empty), site("a", 2, folders), rest="\n" + provider(value, "file"))
    findings = found(data, "FTP717")
    assert [(f.site, f.location.line) for f in findings] == ([(None, 5)] if named else [])
    assert not named or ("'file' of provider 'P'" in findings[0].message and "site 'a'" in findings[0].message)


# Settings of later versions

LATER = """<configuration>
<system.applicationHost><sites><site name="a" id="1"><bindings><binding protocol="ftp" bindingInformation="*:21:"/></bindings>
<ftpServer><userIsolation mode="Custom"/></ftpServer></site>
<siteDefaults>
<ftpServer><logFile logExtFileFlags="Date, physicalPath ,Info"/><security>
<customAuthorization/>
</security></ftpServer></siteDefaults></sites></system.applicationHost>
<system.ftpServer><security>
<authentication>
<denyByFailure/>
</authentication></security></system.ftpServer>
<location path="a"><system.ftpServer>
<serverRuntime/>
</system.ftpServer></location></configuration>"""


@pytest.mark.parametrize(
    ("version", "lines"),
    [("7.0", [3, 5, 6, 9, 13]), ("7.5", [5, 6, 9]), ("8.0", [5]), ("8.5", []), ("10.0", [])],
)
def test_what_a_version_does_not_have(version: str, lines: list[int]) -> None:
    """Elements, and what is in one is not told of again; values, of flags each for itself."""
    what = {
        3: (
            "a",
            "The value Custom of ftpServer/userIsolation/@mode exists from IIS 7.5 on",
            "ftpServer/userIsolation/@mode",
        ),
        5: (
            None,
            "The value physicalPath of ftpServer/logFile/@logExtFileFlags exists from IIS 8.5",
            "ftpServer/logFile/@logExtFileFlags",
        ),
        6: (
            None,
            "The element ftpServer/security/customAuthorization exists from IIS 8.0",
            "ftpServer/security/customAuthorization",
        ),
        9: (
            None,
            "The element system.ftpServer/security/authentication exists from IIS 8.0",
            "system.ftpServer/security/authentication",
        ),
        13: (None, "The element system.ftpServer/serverRuntime exists from IIS 7.5", "system.ftpServer/serverRuntime"),
    }
    findings = lint(LATER.encode(), Settings(Selection(select=("FTP034",)), version=version)).findings
    assert [f.location.line for f in findings] == lines
    for f, (owner, words, setting) in zip(findings, map(what.__getitem__, lines), strict=True):
        assert words in f.message and f"IIS {version}." in f.message
        assert (f.site, f.setting) == (owner, setting)


# Address entries


def entries(*adds: str) -> str:
    return "\n" + SECURITY.format("<ipSecurity>\n" + "\n".join(adds) + "</ipSecurity>")


def add(address: str, mask: str = "", allowed: bool = True) -> str:
    return f'<add ipAddress="{address}"{f" subnetMask={mask!r}" if mask else ""} allowed="{str(allowed).lower()}"/>'


def test_an_entry_that_never_decides_names_the_first_contrary_one_that_covers_it() -> None:
    covered = (
        add("198.51.100.0", "255.255.255.0"),
        add("192.0.2.0", "255.255.255.0", False),
        add("192.0.0.0", "255.255.0.0", False),
        add("192.0.2.7"),
        add("192.0.2.8", allowed=False),
        add("192.0.2.0", "255.255.255.0"),
        add("198.51.100.9", "255.255.255.255", False),
    )
    findings = found(server(site("a"), rest=entries(*covered)), "FTP412")
    assert [(f.location.line, f.related[0].location.line) for f in findings] == [(8, 6), (10, 6), (11, 5)]
    words = (
        ("for 192.0.2.7 ", "for 192.0.2.0 with mask 255.255.255.0 above"),
        ("for 192.0.2.0 with mask 255.255.255.0 has", "for 192.0.2.0 with mask 255.255.255.0 above"),
        ("for 198.51.100.9 ", "for 198.51.100.0 with mask 255.255.255.0 above"),
    )
    assert all(word in f.message for f, said in zip(findings, words, strict=True) for word in said)


def test_an_inherited_pair_of_entries_is_told_once_and_with_its_site_where_it_is_of_a_location() -> None:
    pair = (add("192.0.2.0", "255.255.255.0"), add("192.0.2.7", allowed=False))
    inside = SECURITY.format("<ipSecurity><clear/>" + "".join(pair) + "</ipSecurity>")
    below = f"<location path='A/in'>{SECURITY.format('<ipSecurity/>')}</location>"
    once = found(server(site("a"), rest=entries(*pair) + below), "FTP412")
    assert [f.site for f in once] == [None]
    own = found(server(site("a"), rest=f"<location path='A/in'>{inside}</location>"), "FTP412")
    assert [f.site for f in own] == ["a"]


@pytest.mark.parametrize("odd", ["", "host", "192.0.2.300"])
def test_an_entry_that_is_no_address_covers_nothing(odd: str) -> None:
    data = server(site("a"), rest=entries(add(odd, "0.0.0.0"), add("192.0.2.7", allowed=False)))
    assert found(data, "FTP412") == ()
    below = server(site("a"), rest=entries(add("0.0.0.0", "0.0.0.0"), add(odd, allowed=False)))
    assert found(below, "FTP412") == ()


def test_a_broken_mask_is_told_with_its_address_where_it_is_written() -> None:
    data = server(site("a"), rest=entries(add("192.0.2.0", "255.0.255.0"), add("192.0.2.1", "255.255.255.255")))
    (finding,) = found(data, "FTP426")
    assert (finding.location.line, finding.setting) == (5, "system.ftpServer/security/ipSecurity/add/@subnetMask")
    assert data.splitlines()[4].decode()[finding.location.column - 1 :].startswith("255.0.255.0")
    assert "192.0.2.0" in finding.message or "255.0.255.0" in finding.message


# Certificates of sites among others


def bound(*hashes: str, hosts: tuple[str, ...] = ()) -> bytes:
    """Sites with thumbprints, by one letter each, and host names."""
    return server(
        *(
            site(
                f"s{n}",
                n + 1,
                binding=f"192.0.2.{n}:21:{hosts[n] if hosts else ''}",
                inner=f'<ftpServer><security><ssl serverCertHash="{letter * 40}"/></security></ftpServer>',
            )
            for n, letter in enumerate(hashes)
        )
    )


@pytest.mark.parametrize(
    ("hashes", "odd"),
    [
        ("aaaab", ["s4"]),
        ("baaaaaaa", ["s0"]),
        ("aaab", []),
        ("aaaabb", []),
        ("aaaabc", []),
        ("aaaaa", []),
        ("aaaax", []),
        ("aaaxa", []),
    ],
)
def test_one_site_with_another_certificate_than_all_others(hashes: str, odd: list[str]) -> None:
    data = bound(*hashes)
    assert [name for name, _, setting in told(data, "FTP215")] == odd
    if odd:
        (finding,) = found(data, "FTP215")
        assert f"the {len(hashes) - 1} other sites with one share {'a' * 40}" in finding.message


def test_a_site_of_another_domain_has_a_certificate_of_its_own() -> None:
    hosts = ("a.example.com", "b.example.com", "c.example.com", "d.example.com")
    for last, odd in (("e.example.com", ["s4"]), ("e.example.org", []), ("", ["s4"])):
        assert [name for name, _, _ in told(bound(*"aaaab", hosts=(*hosts, last)), "FTP215")] == odd, last


# Extensions in two forms


def extensions(*entries: tuple[str, bool], path: str = "a") -> str:
    listed = "".join(f'<add fileExtension="{name}" allowed="{str(allowed).lower()}"/>' for name, allowed in entries)
    text = SECURITY.format(f"<requestFiltering><fileExtensions>{listed}</fileExtensions></requestFiltering>")
    return f'<location path="{path}">{text}</location>' if path else text


@pytest.mark.parametrize(
    ("entries", "count"),
    [
        ((("exe", True), (".exe", False)), 1),
        (((".EXE", False), ("exe", True)), 1),
        (((".exe", False), ("exe", False)), 0),
        ((("exe", True), (".com", False)), 0),
        ((("", True), (".", False)), 1),
        (((".tar.gz", True), ("gz", False)), 0),
    ],
)
def test_an_extension_with_the_dot_and_without(entries: tuple[tuple[str, bool], ...], count: int) -> None:
    assert len(told(server(site("a"), rest=extensions(*entries)), "FTP522")) == count


def test_an_extension_of_the_server_level_in_the_other_form_is_reported_where_it_is_added() -> None:
    rest = f"{extensions(('.exe', False), path='')}\n{extensions(('exe', True))}\n{extensions(('x', True), path='a/b')}"
    found_at = told(server(site("a"), rest=rest), "FTP522")
    setting = "system.ftpServer/security/requestFiltering/fileExtensions/add/@fileExtension"
    assert [(name, setting_at) for name, _, setting_at in found_at] == [("a", setting)]
    (finding,) = found(server(site("a"), rest=rest), "FTP522")
    assert "'exe' allows it, and the one for '.exe' says the contrary" in finding.message


# The start of the web site


@pytest.mark.parametrize(
    ("own", "ftp_start", "more", "count"),
    [
        ("false", "", "", 1),
        ("False", "true", "", 1),
        ("false", "false", "", 0),
        ("true", "", "", 0),
        ("false", "", '<binding protocol="http" bindingInformation="*:80:"/>', 0),
    ],
)
def test_a_start_setting_of_the_web_on_an_ftp_site(own: str, ftp_start: str, more: str, count: int) -> None:
    inner = f'<ftpServer serverAutoStart="{ftp_start}"/>' if ftp_start else ""
    data = server(site("a", inner=inner)).replace(b'<site name="a"', f'<site serverAutoStart="{own}" name="a"'.encode())
    data = data.replace(b"</bindings>", f"{more}</bindings>".encode())
    assert [name for name, _, _ in told(data, "FTP839")] == ["a"] * count
