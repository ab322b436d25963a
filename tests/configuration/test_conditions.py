"""Conditions: what rules are told of a site that several settings decide together. XML in, the effective site out."""

from __future__ import annotations

import pytest
from lxml import etree

from ftplint.configuration import Projection
from ftplint.configuration.conditions import OF_DIRECTORY, OF_ELEMENT, OF_LOCATION, OF_SITE
from tests.configuration.test_effective_text import read
from tests.judging.test_which_findings import server

OF_ALL = {
    *("site", "shut-by", "anonymous-logon", "decided-by", "location", "path"),
    *("anonymous-rights", "account-rights", "open-to-somebody"),
    *("application", "virtualDirectory", "url-path", "directory-kind"),
    *("ftpServer", "firewallSupport", "external-kind", "messages"),
    *("banner-unknown", "greeting-unknown", "exit-unknown", "maxclients-unknown"),
    *("security", "authentication", "customAuthentication", "customFeatures", "providers", "add", "built-in", "name"),
    *("requestFiltering", "denyUrlSequences", "fileExtensions", "hiddenSegments", "applies-from"),
    *("system.ftpServer", "ipSecurity", "address-kind", "mask-kind", "authorization", "administrator-names"),
}
VALUES = {
    condition.name: condition.values
    for condition in (*OF_SITE, *OF_LOCATION, *OF_DIRECTORY, *(one for some in OF_ELEMENT.values() for one, _ in some))
}
"""What each condition can be, as the description of the effective document has it."""
ROOT = '<application path="/"><virtualDirectory path="/" physicalPath="C:\\a"/></application>'
ALLOW = '<add accessType="Allow" users="*" permissions="Read"/>'


def effective(data: bytes, number: int = 0) -> etree._Element:
    """One site as rules see it that look at conditions."""
    found = read(data.decode())
    one = found.ftp_sites[number]
    root = etree.fromstring(Projection(found, OF_ALL).site(one, one.name))
    for element in root.iter():
        for name, text in element.items():
            assert text in (VALUES.get(str(name)) or (text,)), f"{name} may not be {text}"
    return root


def ftp(
    anonymous: bool = True,
    basic: bool = False,
    methods: str = "",
    security: str = "",
    more: str = "",
    account: str = "",
    policy: str = "SslAllow",
) -> str:
    """A site's ``ftpServer`` with logon methods."""
    return (
        f'<ftpServer><security><ssl controlChannelPolicy="{policy}"/><authentication>'
        f'<anonymousAuthentication enabled="{str(anonymous).lower()}"{account}/>'
        f'<basicAuthentication enabled="{str(basic).lower()}"/>{methods}</authentication>{security}</security>{more}</ftpServer>'
    )


def one(inner: str, root: str = ROOT, binding: str = "*:21:", name: str = "a", more: str = "") -> str:
    """The element of a site."""
    ftp = f'<binding protocol="ftp" bindingInformation="{binding}"/>'
    return f'<site name="{name}" id="{len(name)}"><bindings>{ftp}{more}</bindings>{root}{inner}</site>'


def rules(*entries: str, path: str = "", addresses: str = "") -> str:
    """Authorization rules and address entries of the server level, or of a location."""
    text = f"<system.ftpServer><security>{addresses}<authorization>{''.join(entries)}</authorization></security></system.ftpServer>"
    return f'<location path="{path}">{text}</location>' if path else text


def entry(access: str, permissions: str, users: str = "", roles: str = "") -> str:
    return f'<add accessType="{access}" permissions="{permissions}" users="{users}" roles="{roles}"/>'


CERTIFICATE = '<clientCertAuthentication enabled="true"/>'
CUSTOM = '<customAuthentication><providers><add name="P" enabled="true"/></providers></customAuthentication>'
COMMANDS = '<commandFiltering allowUnlisted="{}">{}</commandFiltering>'
NO = '<add command="{}" allowed="false"/>'
YES = '<add command="{}" allowed="true"/>'
DIRECTORY = '<userIsolation mode="ActiveDirectory"/>'
PROVIDER = '<customAuthorization><provider name="{}" enabled="{}"/></customAuthorization>'
CLOSED = '<ipSecurity allowUnlisted="false">{}</ipSecurity>'
HASH = 'serverCertHash="A909502DD82AE41433E6F83886B00D4277A32A7B"'


@pytest.mark.parametrize(
    ("inner", "rest", "shut_by"),
    [
        (ftp(), rules(ALLOW), "nothing"),
        (ftp(False, True), rules(ALLOW), "nothing"),
        (ftp(False, False, CUSTOM), rules(ALLOW), "nothing"),
        (ftp(False, False, CUSTOM.replace("true", "false")), rules(ALLOW), "methods"),
        (ftp(False, False, CERTIFICATE), rules(ALLOW), "certificates"),
        (ftp(False), rules(ALLOW), "methods"),
        (ftp(more='<connections maxConnections="0"/>'), rules(ALLOW), "connections"),
        (ftp(more='<connections maxConnections="1"/>'), rules(ALLOW), "nothing"),
        (ftp(), rules(ALLOW, addresses=CLOSED.format("")), "addresses"),
        (ftp(), rules(ALLOW, addresses=CLOSED.format('<add ipAddress="192.0.2.1" allowed="false"/>')), "addresses"),
        (ftp(), rules(ALLOW, addresses=CLOSED.format('<add ipAddress="192.0.2.1" allowed="true"/>')), "nothing"),
        (ftp(), rules(ALLOW, addresses=CLOSED.replace("false", "true").format("")), "nothing"),
        (ftp(security=COMMANDS.format("true", NO.format("user"))), rules(ALLOW), "commands"),
        (ftp(security=COMMANDS.format("true", NO.format("PASS"))), rules(ALLOW), "commands"),
        (ftp(False, True, security=COMMANDS.format("true", NO.format("PASS"))), rules(ALLOW), "commands"),
        (ftp(False, False, CUSTOM, security=COMMANDS.format("true", NO.format("PASS"))), rules(ALLOW), "commands"),
        (ftp(False, False, CERTIFICATE, COMMANDS.format("true", NO.format("PASS"))), rules(ALLOW), "certificates"),
        (ftp(security=COMMANDS.format("true", NO.format("SYST"))), rules(ALLOW), "nothing"),
        (ftp(security=COMMANDS.format("false", YES.format("USER"))), rules(ALLOW), "commands"),
        (ftp(security=COMMANDS.format("false", YES.format("user") + YES.format("Pass"))), rules(ALLOW), "nothing"),
        (ftp(policy="SslRequire"), rules(ALLOW), "tls"),
        (ftp(policy="SslRequireCredentialsOnly"), rules(ALLOW), "tls"),
        (ftp(policy="SslRequire").replace("<ssl ", f"<ssl {HASH} "), rules(ALLOW), "nothing"),
        (ftp(more=DIRECTORY), rules(ALLOW), "isolation"),
        (ftp(False, True, more=DIRECTORY), rules(ALLOW), "nothing"),
        (ftp(), "", "rules"),
        (ftp(), rules(entry("Deny", "Read", "*"), ALLOW), "rules"),
        (ftp(), rules(entry("Deny", "Write", "*"), ALLOW), "nothing"),
        (ftp(), rules(entry("Deny", "Read", "bob"), ALLOW), "nothing"),
        (ftp(), rules(entry("Allow", "Read", "", "sales")), "rules"),
        (ftp(), rules(entry("Allow", "Read")), "rules"),
        (ftp(), rules(entry("Allow", "", "bob")), "rules"),
        (ftp(), rules(ALLOW, path="a/in"), "rules"),
        (ftp(more='<userIsolation mode="IsolateAllDirectories"/>'), rules(ALLOW, path="a/in"), "rules"),
        (ftp(more='<userIsolation mode="IsolateAllDirectories"/>'), rules(ALLOW, path="a/localuser/Public"), "nothing"),
        (ftp(basic=True, more='<userIsolation mode="IsolateAllDirectories"/>'), rules(ALLOW, path="a/in"), "nothing"),
        (ftp(more='<userIsolation mode="IsolateRootDirectoryOnly"/>'), rules(ALLOW, path="a/in"), "rules"),
        (ftp(more='<userIsolation mode="StartInUsersDirectory"/>'), rules(ALLOW, path="a/in"), "rules"),
        (ftp(more='<userIsolation mode="StartInUsersDirectory"/>'), rules(ALLOW, path="a/default"), "nothing"),
        (ftp(basic=True, more='<userIsolation mode="StartInUsersDirectory"/>'), rules(ALLOW, path="a/in"), "nothing"),
        (ftp(more='<userIsolation mode="Custom"/>'), rules(ALLOW, path="a/in"), "nothing"),
        (ftp(security=PROVIDER.format("P", "true")), "", "nothing"),
        (ftp(security=PROVIDER.format("", "true")), "", "rules"),
        (ftp(security=PROVIDER.format("P", "false")), "", "rules"),
    ],
)
def test_what_shuts_everybody_out(inner: str, rest: str, shut_by: str) -> None:
    assert effective(server(one(inner), rest=rest)).get("shut-by") == shut_by


@pytest.mark.parametrize(
    ("first", "second", "shut_by"),
    [("*:990:", "", "tls"), ("*:21:", "", "nothing"), ("*:990:", "*:21:", "nothing"), ("*:990:", "[::1]:990:", "tls")],
)
def test_a_site_with_implicit_tls_alone_needs_a_certificate(first: str, second: str, shut_by: str) -> None:
    more = f'<binding protocol="ftp" bindingInformation="{second}"/>' if second else ""
    data = server(one(ftp(), binding=first, more=more), one(ftp(), name="bb"), rest=rules(ALLOW))
    assert effective(data).get("shut-by") == shut_by
    assert effective(data, 1).get("shut-by") == "nothing"
    certain = data.replace(b"<ssl ", b"<ssl serverCertHash='A909502DD82AE41433E6F83886B00D4277A32A7B' ")
    assert effective(certain).get("shut-by") == "nothing"


def test_a_site_without_a_root_and_what_a_piece_of_a_file_may_lack() -> None:
    data = server(one(ftp(), root=""), one(ftp(), name="bb"), rest=rules(ALLOW))
    assert [effective(data, number).get("shut-by") for number in (0, 1)] == ["root", "nothing"]
    for inner, shut_by in ((ftp(False), "nothing"), (ftp(more='<connections maxConnections="0"/>'), "connections")):
        assert effective(one(inner, root="").encode()).get("shut-by") == shut_by


@pytest.mark.parametrize(
    ("inner", "rest", "anonymous", "decided"),
    [
        (ftp(), rules(ALLOW), "yes", "rules"),
        (ftp(), rules(entry("Allow", "Write", "?")), "yes", "rules"),
        (ftp(), rules(entry("Allow", "Read", "bob")), "no", "rules"),
        (ftp(account=' userName="Bob"'), rules(entry("Allow", "Read", "bob")), "perhaps", "rules"),
        (ftp(), rules(entry("Allow", "Read", "IUSR")), "perhaps", "rules"),
        (ftp(), rules(entry("Allow", "Read", "", "Guests")), "perhaps", "rules"),
        (ftp(), rules(entry("Allow", "Read", "", "DOM\\Everyone")), "perhaps", "rules"),
        (ftp(), rules(entry("Allow", "Read", "everyone")), "no", "rules"),
        (ftp(False, True), rules(ALLOW), "no", "rules"),
        (ftp(), rules(ALLOW, entry("Deny", "Read", "?")), "no", "rules"),
        (ftp(basic=True, more=DIRECTORY), rules(ALLOW), "no", "rules"),
        (ftp(security=PROVIDER.format("P", "true")), rules(ALLOW), "perhaps", "provider"),
        (ftp(security=PROVIDER.format("P", "false")), rules(ALLOW), "yes", "rules"),
        (ftp(policy="SslRequire"), rules(ALLOW), "no", "rules"),
    ],
)
def test_whether_anonymous_users_get_in(inner: str, rest: str, anonymous: str, decided: str) -> None:
    found = effective(server(one(inner), rest=rest))
    assert (found.get("anonymous-logon"), found.get("decided-by")) == (anonymous, decided)


def test_in_a_piece_of_a_file_a_rule_may_be_elsewhere() -> None:
    assert effective(one(ftp()).encode()).get("anonymous-logon") == "perhaps"
    assert effective(server(one(ftp()))).get("anonymous-logon") == "no"


@pytest.mark.parametrize(
    ("entries", "anonymous", "account", "somebody"),
    [
        ((ALLOW,), "Read", "", "true"),
        ((entry("Allow", "Write, Read", "?"),), "Read, Write", "", "true"),
        ((entry("Allow", "Read, Write", "*"), entry("Deny", "Write", "?")), "Read", "", "true"),
        ((entry("Allow", "Read, Write", "*"), entry("Deny", "Read, Write", "*")), "", "", "false"),
        ((entry("Allow", "Read", "*"), entry("Allow", "Write", "iusr")), "Read", "Write", "true"),
        ((entry("Allow", "Read, Write", "", "guests"), entry("Deny", "Write", "IUSR")), "", "Read", "true"),
        ((entry("Allow", "Read, Write", "IUSR"), entry("Deny", "Write", "?")), "", "Read", "true"),
        ((entry("Allow", "Read", "bob"),), "", "", "true"),
        ((entry("Deny", "Read", "bob"),), "", "", "false"),
        ((), "", "", "false"),
    ],
)
def test_what_rules_give_at_a_place(entries: tuple[str, ...], anonymous: str, account: str, somebody: str) -> None:
    names = ("anonymous-rights", "account-rights", "open-to-somebody")
    for rest, number in ((rules(*entries), 0), (rules(*entries, path="a/in"), 1)):
        places = effective(server(one(ftp()), rest=rest)).findall("location")
        assert [place.get("path") for place in places] == ["/", "/in"][: number + 1]
        assert tuple(map(places[number].get, names)) == (anonymous, account, somebody)
    provided = ftp(security=PROVIDER.format("P", "true"))
    (place,) = effective(server(one(provided), rest=rules(*entries))).findall("location")
    assert tuple(map(place.get, names)) == ("", "", "false"), "rules are not asked"


def test_an_account_of_a_domain_is_named_with_it_or_without() -> None:
    account = ftp(account=' userName="DOM\\Web"')
    for user, rights in (("dom\\web", "Read"), ("WEB", "Read"), ("other", ""), ("dom", "")):
        data = server(one(account), one(ftp(), name="bb"), rest=rules(entry("Allow", "Read", user)))
        assert effective(data).find("location").get("account-rights") == rights, user  # type: ignore[union-attr]
        assert effective(data, 1).find("location").get("account-rights") == "", user  # type: ignore[union-attr]


def test_sites_that_are_alike_have_each_its_own_places() -> None:
    data = server(
        one(ftp()), one(ftp(), name="bb"), one(ftp(), name="ccc"), rest=rules(ALLOW) + rules("<clear/>", path="BB")
    )
    assert [effective(data, n).get("anonymous-logon") for n in range(3)] == ["yes", "no", "yes"]
    found = read(data.decode())
    projection = Projection(found, OF_ALL)
    texts = [etree.fromstring(projection.site(site, site.name)) for site in found.ftp_sites]
    assert [text.get("shut-by") for text in texts] == ["nothing", "rules", "nothing"]


WRITE = entry("Allow", "Read, Write", "?")


@pytest.mark.parametrize(
    ("mode", "rest", "anonymous", "rights"),
    [
        # the root, or the folder called default: both, to be sure
        ("StartInUsersDirectory", rules(WRITE, path="a/in"), "no", {"/": "", "/in": "Read, Write"}),
        ("StartInUsersDirectory", rules(ALLOW) + rules(WRITE, path="a/in"), "yes", {"/": "Read", "/in": "Read, Write"}),
        ("StartInUsersDirectory", rules(WRITE, path="a/default"), "perhaps", {"/": "", "/default": "Read, Write"}),
        (
            "StartInUsersDirectory",
            rules(ALLOW) + rules("<clear/>", path="a/default"),
            "perhaps",
            {"/": "Read", "/default": ""},
        ),
        # the home of anonymous users alone, and what is above it as far as the home has it
        ("IsolateAllDirectories", rules(ALLOW) + rules(WRITE, path="a/in"), "yes", {"/": "Read", "/in": ""}),
        ("IsolateAllDirectories", rules(WRITE, path="a/in"), "no", {"/": "", "/in": ""}),
        (
            "IsolateAllDirectories",
            rules(WRITE) + rules("<clear/>", ALLOW, path="a/LocalUser/Public"),
            "yes",
            {"/": "Read", "/localuser/public": "Read"},
        ),
        (
            "IsolateAllDirectories",
            rules(ALLOW) + rules(WRITE, path="a/localuser") + rules("<clear/>", path="a/localuser/bob"),
            "yes",
            {"/": "Read", "/localuser": "Read, Write", "/localuser/bob": ""},
        ),
        (
            "IsolateAllDirectories",
            rules(ALLOW) + rules(WRITE, path="a/localuser/public/in") + rules(WRITE, path="a/localuser/publicity"),
            "yes",
            {"/": "Read", "/localuser/public/in": "Read, Write", "/localuser/publicity": ""},
        ),
        # a provider says where they start
        ("Custom", rules(WRITE, path="a/in"), "perhaps", {"/": "", "/in": "Read, Write"}),
        ("Custom", rules(ALLOW) + rules("<clear/>", path="a/in"), "yes", {"/": "Read", "/in": ""}),
        ("IsolateRootDirectoryOnly", rules(WRITE, path="a/in"), "no", {"/": "", "/in": "Read, Write"}),
    ],
)
def test_where_anonymous_users_start_and_what_they_reach(
    mode: str, rest: str, anonymous: str, rights: dict[str, str]
) -> None:
    found = effective(server(one(ftp(basic=True, more=f'<userIsolation mode="{mode}"/>')), rest=rest))
    assert found.get("anonymous-logon") == anonymous
    assert {place.get("path"): place.get("anonymous-rights") for place in found.findall("location")} == rights


def test_rules_below_the_root_open_nothing_where_anonymous_users_alone_could_log_in_and_cannot() -> None:
    rest = rules(entry("Allow", "Read", "bob"), path="a/bob") + rules(WRITE, path="a/in")
    for mode, basic, somebody in (
        ("StartInUsersDirectory", False, "false"),
        ("IsolateAllDirectories", False, "false"),
        ("StartInUsersDirectory", True, "true"),
        ("None", False, "true"),
    ):
        found = effective(server(one(ftp(basic=basic, more=f'<userIsolation mode="{mode}"/>')), rest=rest))
        below = {p.get("path"): p.get("open-to-somebody") for p in found.findall("location") if p.get("path") != "/"}
        assert below == {"/bob": somebody, "/in": somebody}, mode
