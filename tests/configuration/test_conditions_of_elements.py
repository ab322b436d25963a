"""Conditions of single elements: virtual directories, messages, names in rules, providers, addresses, entries."""

from __future__ import annotations

import pytest

from tests.configuration.test_conditions import CUSTOM, effective, entry, ftp, one, rules
from tests.judging.test_which_findings import server


def folders(*paths: tuple[str, str]) -> str:
    return "".join(
        f'<application path="{app}"><virtualDirectory path="{path}" physicalPath="C:\\x"/></application>'
        for app, path in paths
    )


def test_what_kind_of_directory_a_virtual_one_is() -> None:
    given = (
        *(
            ("/", "/"),
            ("/", "/LocalUser"),
            ("/localuser/bob", "/"),
            ("/", "/Pub"),
            ("/", "/users"),
            ("/users/", "/ann"),
        ),
        *(("/", "/DOM"), ("/", "/dir"), ("/", "/std"), ("/", "/builtin"), ("/app/x", "/"), ("/", "/b~"), ("/a~", "/x")),
    )
    more = '<userIsolation mode="ActiveDirectory"><activeDirectory adUserName="DIR\\reader"/></userIsolation>'
    inner = ftp(basic=True, more=more).replace(
        "<basicAuthentication", '<basicAuthentication defaultLogonDomain="\\STD"'
    )
    rest = rules(entry("Allow", "Read", "x, dom\\ann", "BUILTIN\\users"))
    found = effective(server(one(inner, root=folders(*given)), rest=rest))
    assert [(d.get("url-path"), d.get("directory-kind")) for d in found.iter("virtualDirectory")] == [
        ("/", "root"),
        ("/LocalUser", "homes"),
        ("/localuser/bob", "homes"),
        ("/Pub", "content"),
        ("/users", "homes"),
        ("/users/ann", "homes"),
        ("/DOM", "homes"),
        ("/dir", "homes"),
        ("/std", "homes"),
        ("/builtin", "content"),
        ("/app/x", "content"),
        ("/b~", "content"),
        ("/a~/x", "content"),
    ]
    plain = effective(server(one(ftp(), root=folders(("/", "/dom"), ("/", "/dir"), ("/", "/std")))))
    assert {d.get("directory-kind") for d in plain.iter("virtualDirectory")} == {"content"}
    role = effective(
        server(one(ftp(), root=folders(("/", "/dom"))), rest=rules(entry("Allow", "Read", "", "Dom\\staff")))
    )
    assert [d.get("directory-kind") for d in role.iter("virtualDirectory")] == ["homes"]


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("Hello %UserName% at %SITENAME%, %SessionID% %BytesReceived% %bytessent%", ""),
        ("Hello %name%", "%name%"),
        ("%a% %b_c% %a%", "%a%, %b_c%"),
        ("Hello %UserName, welcome", "%UserName"),
        ("100%", ""),
        ("%UserNames is none", ""),
        ("", ""),
        ("Hello", ""),
    ],
)
def test_variables_that_messages_do_not_know(text: str, unknown: str) -> None:
    kinds = {
        "bannerMessage": "banner-unknown",
        "greetingMessage": "greeting-unknown",
        "exitMessage": "exit-unknown",
        "maxClientsMessage": "maxclients-unknown",
    }
    for attribute in kinds:
        messages = effective(server(one(ftp(more=f'<messages {attribute}="{text}"/>')))).find("ftpServer/messages")
        assert messages is not None
        expected = {other: unknown if name == attribute else "" for name, other in kinds.items()}
        assert {other: messages.get(other) for other in kinds.values()} == expected


@pytest.mark.parametrize(
    ("users", "roles", "names"),
    [
        ("bob, DOM\\Administrator", "", "DOM\\Administrator"),
        ("administrator@example.com", "x, Domain Admins", "administrator@example.com, Domain Admins"),
        ("Administrateur,администратор", "", "Administrateur, администратор"),
        ("administrators", "administrator", ""),
        ("", "BUILTIN\\Administratoren , Schema-Admins", "BUILTIN\\Administratoren, Schema-Admins"),
        ("*", "", ""),
    ],
)
def test_names_of_administrators(users: str, roles: str, names: str) -> None:
    found = effective(server(one(ftp()), rest=rules(entry("Allow", "Read", users, roles))))
    (rule,) = found.iter("add")
    assert rule.get("administrator-names") == names


USERS = "administrator, administrateur, administrador, amministratore, administratör, администратор, rendszergazda, järjestelmänvalvoja"
ROLES = (
    "administrators, domain admins, enterprise admins, schema admins, administratoren, administrateurs, administradores, "
    "amministratori, administratorzy, administratörer, administratorer, администраторы, rendszergazdák, "
    "järjestelmänvalvojat, domänen-admins, organisations-admins, schema-admins, admins du domaine"
)


def test_names_of_administrators_in_the_languages_of_windows() -> None:
    for users, roles, names in ((USERS, "", USERS), ("", ROLES, ROLES), (ROLES, "", ""), ("", USERS, "")):
        (rule,) = effective(server(one(ftp()), rest=rules(entry("Allow", "Read", users, roles)))).iter("add")
        assert rule.get("administrator-names") == names


@pytest.mark.parametrize(("name", "built"), [("IISManagerAuth", "true"), ("aspnetauth", "true"), ("Own", "false")])
def test_providers_that_are_there_by_themselves(name: str, built: str) -> None:
    inner = ftp(methods=CUSTOM.replace('"P"', f'"{name}"'))
    features = inner.replace(
        "</ftpServer>", f'<customFeatures><providers><add name="{name}"/></providers></customFeatures></ftpServer>'
    )
    for text, number in ((inner, 1), (features, 2)):
        found = [add.get("built-in") for add in effective(server(one(text))).iter("add")]
        assert found == [built] * number


@pytest.mark.parametrize(
    ("address", "mask", "kinds"),
    [
        ("192.0.2.1", "", ("IPv4", "none")),
        ("::1", "255.255.0.0", ("IPv6", "IPv4")),
        ("host", "x", ("malformed", "malformed")),
    ],
)
def test_kinds_of_addresses(address: str, mask: str, kinds: tuple[str, str]) -> None:
    addresses = f'<ipSecurity><add ipAddress="{address}" subnetMask="{mask}"/></ipSecurity>'
    (add,) = effective(server(one(ftp()), rest=rules(addresses=addresses))).iter("add")
    assert (add.get("address-kind"), add.get("mask-kind")) == kinds
    external = ftp(more='<firewallSupport externalIp4Address="10.0.0.1"/>')
    support = effective(server(one(external))).find("ftpServer/firewallSupport")
    assert support is not None and support.get("external-kind") == "private"


def test_from_where_on_an_entry_applies() -> None:
    """The highest location that has the entry: what the server level or the site writes, its root has."""
    filters = "".join(
        f"<{name}>{{0}}</{name}>".format(f'<add {attribute}="{{0}}"{allowed}/>')
        for name, attribute, allowed in (
            ("fileExtensions", "fileExtension", ' allowed="false"'),
            ("denyUrlSequences", "sequence", ""),
            ("hiddenSegments", "segment", ""),
        )
    )
    rest = "".join(
        f"<system.ftpServer><security><authorization><add accessType='Allow' users='{name}'/></authorization>"
        f"<ipSecurity><add ipAddress='192.0.2.{number}'/></ipSecurity>"
        f"<requestFiltering>{filters.format(f'.{name}')}</requestFiltering></security></system.ftpServer>"
        if path is None
        else f"<location path='{path}'><system.ftpServer><security><authorization><add accessType='Allow' users='{name}'/>"
        f"</authorization><ipSecurity><add ipAddress='192.0.2.{number}'/></ipSecurity>"
        f"<requestFiltering>{filters.format(f'.{name}')}</requestFiltering></security></system.ftpServer></location>"
        for number, (path, name) in enumerate(
            ((None, "s"), ("A", "t"), ("a/In&amp;out/", "f"), ("a/in&amp;out/b", "d"))
        )
    )
    found = effective(server(one(ftp()), rest=rest))
    top, folder, deep = "/", "/in&out", "/in&out/b"
    expected = {top: [top, top], folder: [top, top, folder], deep: [top, top, folder, deep]}
    for location in found.findall("location"):
        collections = [parent for parent in location.iter() if parent.find("add") is not None]
        assert len(collections) == 5
        for collection in collections:
            assert [add.get("applies-from") for add in collection] == expected[str(location.get("path"))]
    again = rules("<clear/>", entry("Allow", "Read", "x"), path="a/in") + rules(entry("Allow", "Read", "x"), path="a")
    (first, second) = effective(server(one(ftp()), rest=again)).iter("add")
    assert [first.get("applies-from"), second.get("applies-from")] == ["/", "/in"], "written anew: an entry of its own"
