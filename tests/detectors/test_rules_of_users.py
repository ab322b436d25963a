"""Authorization rules that undo each other, restrict nothing or name nobody. XML in, findings out, near misses silent."""

from __future__ import annotations

import pytest

from tests.judging.test_which_findings import found, server, site

SECTION = "<system.ftpServer><security><authorization>\n{}</authorization></security></system.ftpServer>"


def rule(access: str, permissions: str, users: str = "", roles: str = "") -> str:
    return f'<add accessType="{access}" permissions="{permissions}" users="{users}" roles="{roles}"/>'


def rules(*entries: str, path: str = "") -> str:
    """The rules of the server level, or of a location; the first stands on the second line of this text."""
    section = SECTION.format("\n".join(entries))
    return f'\n<location path="{path}">{section}</location>' if path else f"\n{section}"


def told(number: str, *parts: str, inner: str = "", sites: tuple[str, ...] = ("a",)) -> list[tuple[str | None, int]]:
    """Site and line of each finding; the first rule of the first part stands on line 5."""
    data = server("".join(site(name, n, inner) for n, name in enumerate(sites, 1)), rest="".join(parts))
    return [(f.site, f.location.line) for f in found(data, number)]


def message(number: str, *parts: str, inner: str = "") -> str:
    (finding,) = found(server(site("a", 1, inner), rest="".join(parts)), number)
    return finding.message


ALL = rule("Allow", "Read, Write", "*")
ALICE = rule("Allow", "Read", "alice")
SALES = rule("Allow", "Read", "", "sales")
NOBODY = rule("Deny", "Read, Write", "*")
PROVIDER = '<ftpServer><security><customAuthorization><provider name="P"/></customAuthorization></security></ftpServer>'


# Deny rules for everybody


@pytest.mark.parametrize(
    ("entries", "line"),
    [
        ((ALICE, NOBODY), 6),
        ((NOBODY, SALES), 5),
        ((ALICE, rule("Deny", "Read", "bob, *")), 6),
        ((rule("Allow", "Read, Write", "alice"), rule("Deny", "Read", "*"), rule("Deny", "Write", "*")), 6),
        ((ALICE, rule("Deny", "Write", "*")), None),
        ((ALL, rule("Deny", "Write", "*")), None),
        ((ALICE, rule("Allow", "Write", "bob"), rule("Deny", "Read", "*")), None),
        ((NOBODY,), None),
        ((rule("Allow", "Read"), NOBODY), None),
        ((rule("Allow", "", "alice"), NOBODY), None),
        ((ALICE, rule("Deny", "Read", "bob")), None),
        ((ALICE, rule("Deny", "Read", "", "*")), None),
        ((ALICE,), None),
        ((ALL,), None),
    ],
)
def test_a_deny_rule_for_everybody(entries: tuple[str, ...], line: int | None) -> None:
    assert told("FTP428", rules(*entries)) == ([] if line is None else [(None, line)])
    assert told("FTP428", rules(*entries, path="a")) == ([] if line is None else [("a", line)])
    assert told("FTP428", rules(*entries), sites=("a", "b")) == ([] if line is None else [(None, line)]), "once"
    assert told("FTP428", rules(*entries), inner=PROVIDER) == [], "a provider decides"


def test_what_a_deny_rule_for_everybody_undoes_is_named() -> None:
    assert "everyone at /, also those of the rule 'Allow alice Read'" in message("FTP428", rules(ALICE, NOBODY))
    own = rules(rule("Allow", "Read", "bob", "sales"), NOBODY, path="a/In")
    assert "everyone at /in, also those of the rule 'Allow bob, sales Read'" in message("FTP428", own)
    (finding,) = found(server(site("a"), rest=rules(ALICE, NOBODY)), "FTP428")
    assert (finding.setting, finding.related[0].location.line) == ("system.ftpServer/security/authorization/add", 5)
    assert finding.related[0].note == "the rule 'Allow alice Read'"


def test_a_deny_rule_alone_closes_a_folder() -> None:
    assert told("FTP428", rules(ALICE), rules(NOBODY, path="a/in")) == []
    assert told("FTP428", rules(ALICE), rules(ALICE, NOBODY, path="a/in")) == [("a", 8)]


# Rules of a folder that restrict nothing


@pytest.mark.parametrize(
    ("mode", "entry", "named"),
    [
        ("None", ALICE, True),
        ("StartInUsersDirectory", ALICE, True),
        ("IsolateAllDirectories", ALICE, False),
        ("None", rule("Allow", "Read, Write", "", "sales"), True),
        ("None", rule("Allow", "Read", "?"), False),
        ("None", rule("Allow", "", "alice"), False),
    ],
)
def test_a_rule_of_a_folder_below_one_for_everybody(mode: str, entry: str, named: bool) -> None:
    inner = f'<ftpServer><userIsolation mode="{mode}"/></ftpServer>'
    below = rules(entry, path="a/in")
    assert told("FTP430", rules(ALL), below, inner=inner) == ([("a", 7)] if named else [])


def test_a_rule_of_a_folder_that_restricts() -> None:
    below = rules(ALICE, path="a/in")
    assert told("FTP430", rules(ALL), below) == [("a", 7)]
    assert told("FTP430", rules(ALL), rules(ALICE, SALES, path="a/in")) == [("a", 7)], "the first"
    assert told("FTP430", rules(ALL), rules(NOBODY, ALICE, path="a/in")) == [], "with a rule that denies"
    assert told("FTP430", rules(ALL), rules("<clear/>", ALICE, path="a/in")) == [], "what is inherited is cleared"
    assert told("FTP430", rules(rule("Allow", "Read", "bob")), below) == []
    assert told("FTP430", rules(rule("Allow", "Write", "*")), below) == []
    assert told("FTP430", rules(rule("Deny", "Read", "*")), below) == []
    assert told("FTP430", rules(ALL, ALICE)) == [], "at the root"
    assert told("FTP430", rules(ALL), inner="") == []
    own = rules(rule("Allow", "Read", "x"), rule("Allow", "Read", "*"), path="a/in")
    assert told("FTP430", own) == [], "its own rule for everybody is none that it inherits"
    words = message("FTP430", rules(ALL), below)
    assert "The rule 'Allow alice Read' at /in " in words and "'Allow * Read, Write'" in words


# Names that are allowed and denied


@pytest.mark.parametrize(
    ("entries", "line"),
    [
        ((ALICE, rule("Deny", "Read", "Alice")), 6),
        ((rule("Deny", "Read", "alice"), ALICE), 5),
        ((SALES, rule("Deny", "Read, Write", "", "x, sales")), 6),
        ((ALICE, rule("Deny", "Write", "alice")), None),
        ((ALICE, rule("Deny", "Read", "", "alice")), None),
        ((ALICE, rule("Deny", "Read", "bob")), None),
        ((ALL, rule("Deny", "Read", "*")), None),
        ((rule("Allow", "Read", "?"), rule("Deny", "Read", "?")), None),
        ((ALICE, ALICE.replace("alice", "bob")), None),
    ],
)
def test_a_name_that_is_allowed_and_denied(entries: tuple[str, ...], line: int | None) -> None:
    assert told("FTP436", rules(*entries, path="a")) == ([] if line is None else [("a", line)])
    assert told("FTP436", rules(*entries, path="a/in")) == ([] if line is None else [("a", line)])


def test_a_name_is_contrary_within_one_place_only_and_its_first_rule_is_named() -> None:
    deny = rule("Deny", "Read", "zoe, alice, bob")
    assert told("FTP436", rules(ALICE), rules(deny, path="a")) == []
    assert told("FTP436", rules(deny), rules(ALICE, path="a")) == []
    first = rules(rule("Allow", "Read", "zoe, bob"), rule("Allow", "Read, Write", "bob"), deny, deny, path="a")
    assert message("FTP436", first).startswith("'bob' is allowed by 'Allow zoe, bob Read'")


# Users that may write and not read


@pytest.mark.parametrize(
    ("entries", "line"),
    [
        ((rule("Allow", "Write", "alice"),), 5),
        ((rule("Allow", "Write", "", "sales"),), 5),
        ((rule("Allow", "Read", "bob"), rule("Allow", "Write", "alice")), 6),
        ((rule("Allow", "Write", "alice"), rule("Allow", "Read", "*")), None),
        ((rule("Allow", "Write", "alice"), SALES), None),
        ((rule("Allow", "Write", "alice"), ALICE), None),
        ((rule("Deny", "Write", "alice"),), None),
        ((rule("Allow", "Read, Write", "alice"),), None),
        ((rule("Allow", "Write"),), None),
        ((rule("Allow", "Write", "alice"), rule("Deny", "Read", "*")), 5),
    ],
)
def test_users_that_may_write_and_not_read(entries: tuple[str, ...], line: int | None) -> None:
    assert told("FTP435", rules(*entries)) == ([] if line is None else [(None, line)])
    assert told("FTP435", rules(*entries, path="a/in")) == []


def test_users_that_may_write_are_named_in_the_order_of_the_alphabet() -> None:
    several = rules(rule("Allow", "Write", "zoe, bob", "staff"), rule("Allow", "Write", "al"))
    assert message("FTP435", several).startswith("The rule for 'staff, bob, zoe' grants")


# Names that nobody has


@pytest.mark.parametrize(
    ("number", "users", "roles", "words"),
    [
        ("FTP431", "a;b", "", "'a;b' in users is one name here"),
        ("FTP431", "", "x, y;z", "'y;z' in roles is one name"),
        ("FTP431", "ftp.example|bob", "", "'ftp.example|bob' in users is what a client says"),
        ("FTP431", "dom/bob, c;d", "", "'dom/bob' in users has a slash"),
        ("FTP431", "dom\\bob", "", None),
        ("FTP431", "/bob/", "", None),
        ("FTP432", "Administrators", "", "'Administrators' is a group"),
        ("FTP432", "bob, DOM\\Domain Users, Guests", "", "'DOM\\Domain Users' is a group"),
        ("FTP432", "BUILTIN\\anything", "", "'BUILTIN\\anything' is a group"),
        ("FTP432", "NT SERVICE\\users", "", None),
        ("FTP432", "", "Administrators", None),
        ("FTP432", "administrator", "", None),
        ("FTP433", "", "x, all*, ?", "roles holds 'all*'"),
        ("FTP433", "", "?", "roles holds '?'"),
        ("FTP433", "*, ?", "x?", None),
        ("FTP434", "bob, Anonymous", "", "A rule names the user 'anonymous'"),
        ("FTP434", "", "anonymous", None),
        ("FTP434", "?", "", None),
    ],
)  # fmt: skip
def test_names_that_nobody_has(number: str, users: str, roles: str, words: str | None) -> None:
    anonymous = '<ftpServer><security><authentication><anonymousAuthentication enabled="true"/></authentication></security></ftpServer>'
    entry = rule("Allow", "Read", users, roles)
    for part, owner in ((rules(entry), None), (rules(entry, path="A/in"), "a")):
        findings = found(server(site("a", 1, anonymous), rest=part), number)
        assert [(f.site, f.location.line) for f in findings] == ([] if words is None else [(owner, 5)])
        assert words is None or words in findings[0].message
        assert words is None or (findings[0].setting or "").endswith(f"add/@{'users' if users else 'roles'}")
    assert told(number, rules(entry, path="elsewhere/in"), inner=anonymous) == []


def test_names_of_a_site_with_a_provider_of_its_own_may_be_any() -> None:
    entry = rules(rule("Allow", "Read", "users, a;b"))
    given = (
        ("", True),
        (PROVIDER, False),
        (PROVIDER.replace('name="P"', 'name=""'), True),
        (
            '<ftpServer><security><authentication><customAuthentication><providers><add name="P" enabled="true"/></providers></customAuthentication></authentication></security></ftpServer>',
            False,
        ),
        (
            '<ftpServer><security><authentication><customAuthentication><providers><add name="P" enabled="false"/></providers></customAuthentication></authentication></security></ftpServer>',
            True,
        ),
    )
    for inner, named in given:
        for number in ("FTP431", "FTP432"):
            assert told(number, entry, inner=inner) == ([(None, 5)] if named else []), inner


@pytest.mark.parametrize(
    ("attributes", "named"),
    [('enabled="true"', True), ("", False), ('enabled="true" userName="Anonymous"', False), ('enabled="false"', False)],
)
def test_anonymous_by_name_matters_where_anonymous_users_are_let_in_as_another(attributes: str, named: bool) -> None:
    inner = f"<ftpServer><security><authentication><anonymousAuthentication {attributes}/></authentication></security></ftpServer>"
    assert told("FTP434", rules(rule("Allow", "Read", "anonymous")), inner=inner) == ([(None, 5)] if named else [])


# Rules at homes


@pytest.mark.parametrize(
    ("path", "entry", "words"),
    [
        ("a/LocalUser/bob", ALICE, "at 'a/LocalUser/bob' are ignored"),
        ("A\\LocalUser\\Bob\\In/", ALICE, "without LocalUser/Bob. They belong at 'A/In'"),
        ("a/DOM/bob", rule("Allow", "Read", "x, dom\\bob"), "without DOM/bob. They belong at 'a'"),
        ("a/DOM/bob", rule("Allow", "Read", "", "Dom\\staff"), "without DOM/bob"),
        ("a/LocalUser/bob", "<clear/>", "are ignored"),
        ("a/DOM/bob", ALICE, None),
        ("a/dom/bob", rule("Allow", "Read", "dom"), None),
        ("a/LocalUser", ALICE, None),
        ("a/LocalUser/bob", "<!-- none -->", None),
        ("b/LocalUser/bob", ALICE, None),
    ],
)
def test_rules_of_a_home_that_are_never_asked(path: str, entry: str, words: str | None) -> None:
    for mode in ("IsolateRootDirectoryOnly", "IsolateAllDirectories"):
        inner = f'<ftpServer><userIsolation mode="{mode}"/></ftpServer>'
        findings = found(server(site("a", 1, inner), rest=rules(entry, path=path)), "FTP427")
        told = words is not None and mode == "IsolateRootDirectoryOnly"
        assert [(f.site, f.location.line, f.setting) for f in findings] == (
            [("a", 4, "location/@path")] if told else []
        )
        assert not told or (words in findings[0].message and findings[0].related[0].note == "the rules")  # type: ignore[operator]


def test_inherited_names_matter_as_soon_as_one_site_makes_them_matter() -> None:
    """A provider of one site may have any names; anonymous users of one site are let in by none."""
    entry = rules(rule("Allow", "Read", "users, anonymous"))
    anonymous = '<ftpServer><security><authentication><anonymousAuthentication enabled="true"/></authentication></security></ftpServer>'
    for inner, groups, named in ((PROVIDER, 0, 0), (anonymous, 1, 1), ("", 1, 0)):
        for order in (1, -1):
            data = server(*(site("a", 1, inner), site("b", 2))[::order], rest=entry)
            assert (len(found(data, "FTP432")), len(found(data, "FTP434"))) == (groups, named)
