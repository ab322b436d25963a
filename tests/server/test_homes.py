"""Homes, isolation and host names, as decisions: no sockets."""

from __future__ import annotations

import pytest

from ftplint.analysis import analyse
from ftplint.evidence.accounts import Account
from ftplint.server.access.home import home
from ftplint.server.access.identity import Identity
from ftplint.server.endpoints import endpoints, split_user
from tests.server.sites import ALICE, ANONYMOUS, site


@pytest.mark.parametrize(
    ("mode", "identity", "top", "start", "folders"),
    [
        ("None", ALICE, "D:\\ftp", (), ["/shared"]),
        ("StartInUsersDirectory", ALICE, "D:\\ftp", ("alice",), ["/shared"]),
        ("StartInUsersDirectory", ANONYMOUS, "D:\\ftp", ("default",), ["/shared"]),
        ("IsolateAllDirectories", ALICE, "D:\\ftp\\CORP\\alice", (), []),
        ("IsolateAllDirectories", ANONYMOUS, "D:\\ftp\\LocalUser\\Public", (), []),
        ("IsolateRootDirectoryOnly", ALICE, "D:\\ftp\\CORP\\alice", (), ["/shared"]),
    ],
)
def test_homes(mode: str, identity: Identity, top: str, start: tuple[str, ...], folders: list[str]) -> None:
    settings = site(
        f'<userIsolation mode="{mode}"/>', folders='<virtualDirectory path="/shared" physicalPath="E:\\s"/>'
    )
    found = home(settings, identity)
    assert not isinstance(found, str)
    assert (found.top, found.start, [folder.path for folder in found.folders]) == (top, start, folders)


def test_homes_that_cannot_be_known() -> None:
    for mode in ("ActiveDirectory", "Custom"):
        assert home(site(f'<userIsolation mode="{mode}"/>'), ALICE) == "home-unknown"
    account = ALICE.account._replace(ftp_root="\\\\files\\ftp\\", ftp_dir="alice")  # type: ignore[union-attr]
    found = home(site('<userIsolation mode="ActiveDirectory"/>'), ALICE._replace(account=account))
    assert not isinstance(found, str) and found.top == "\\\\files\\ftp\\alice"


def test_users_name_their_host() -> None:
    assert split_user("ftp.example.com|alice", backslash=False) == ("ftp.example.com", "alice")
    assert split_user("host\\alice", backslash=False) == ("", "host\\alice")
    assert split_user("host\\alice", backslash=True) == ("host", "alice")


def test_endpoints_share_an_address_by_host_name() -> None:
    text = "".join(
        f'<site name="{name}" id="{number}"><bindings><binding protocol="ftp" bindingInformation="{binding}"/></bindings>'
        f'<ftpServer><security><ssl serverCertHash="{number * 11:040}"/></security></ftpServer></site>'
        for number, (name, binding) in enumerate(
            [
                ("main", "*:21:"),
                ("b", "*:21:B.example.com"),
                ("implicit", "192.0.2.1:990:"),
                ("bad", "*:x:"),
                ("twin", "*:21:"),
            ],
            1,
        )
    )
    configuration = analyse("x", f"<sites>{text}</sites>".encode()).configuration
    assert configuration is not None
    found = endpoints(configuration)
    assert [(e.address, e.port, sorted(e.hosts), e.implicit) for e in found] == [
        ("*", 21, ["", "b.example.com"], False),
        ("192.0.2.1", 990, [""], True),
    ]
    assert found[0].hostless is not None and found[0].hostless.name == "main"
    assert found[0].tls(found[0].hosts["b.example.com"]).thumbprint.endswith("11")


def test_other_users_homes_are_no_shared_folders() -> None:
    """In IsolateRootDirectoryOnly the virtual directories of the site are shared, but not those that hold homes."""
    folders = "".join(
        f'<virtualDirectory path="{path}" physicalPath="E:\\x"/>'
        for path in (
            "/shared",
            "/shared/deep",
            "/corp",
            "/CORP/bob",
            "/LocalUser",
            "/localuser/carol",
            "/CORP/alice/inbox",
        )
    )
    found = home(site('<userIsolation mode="IsolateRootDirectoryOnly"/>', folders=folders), ALICE)
    assert not isinstance(found, str)
    assert [folder.path for folder in found.folders] == ["/shared", "/shared/deep", "/inbox"]


def test_a_home_below_a_virtual_directory_of_the_domain() -> None:
    folders = '<virtualDirectory path="/corp" physicalPath="F:\\homes\\"/>'
    found = home(site('<userIsolation mode="IsolateAllDirectories"/>', folders=folders), ALICE)
    assert not isinstance(found, str) and found.top == "F:\\homes\\alice"


def test_a_folder_below_a_shared_name_is_shared_only_with_that_name() -> None:
    """`/deep/er` is no folder of the site's root, so it is nobody's but the site's own."""
    folders = "".join(f'<virtualDirectory path="{path}" physicalPath="E:\\x"/>' for path in ("/deep/er", "/top"))
    found = home(site('<userIsolation mode="IsolateRootDirectoryOnly"/>', folders=folders), ALICE)
    assert not isinstance(found, str) and [folder.path for folder in found.folders] == ["/top"]


@pytest.mark.parametrize("root", ["D:\\ftp", "D:\\ftp\\", "D:\\ftp]"])
def test_a_root_that_ends_in_a_backslash_is_no_other_folder(root: str) -> None:
    settings = site('<userIsolation mode="IsolateAllDirectories"/>')
    settings.root = root
    found = home(settings, ALICE)
    assert not isinstance(found, str) and found.top == f"{root.rstrip(chr(92))}\\CORP\\alice"


@pytest.mark.parametrize(
    ("folder", "below"), [("/alice/", "\\alice"), ("\\alice~\\", "\\alice~"), ("alice", "\\alice")]
)
def test_the_folder_of_a_directory_entry_may_have_separators_around_it(folder: str, below: str) -> None:
    assert ALICE.account is not None
    account = ALICE.account._replace(ftp_root="\\\\files\\ftp\\", ftp_dir=folder)
    found = home(site('<userIsolation mode="ActiveDirectory"/>'), ALICE._replace(account=account))
    assert not isinstance(found, str) and found.top == f"\\\\files\\ftp{below}"


@pytest.mark.parametrize(
    ("mode", "prefix", "optional"),
    [
        ("None", "", False),
        ("StartInUsersDirectory", "", True),
        ("IsolateAllDirectories", "/CORP/alice", False),
        ("IsolateRootDirectoryOnly", "", False),
        ("ActiveDirectory", "", False),
    ],
)
def test_whose_locations_count_and_whether_the_first_folder_must_exist(mode: str, prefix: str, optional: bool) -> None:
    assert ALICE.account is not None
    known = ALICE._replace(account=ALICE.account._replace(ftp_root="\\\\files\\ftp"))
    found = home(site(f'<userIsolation mode="{mode}"/>'), known)
    assert not isinstance(found, str)
    assert (found.prefix, found.start_optional) == (prefix, optional)


def test_directory_isolation_knows_no_home_of_anonymous_users_and_no_root_is_no_home() -> None:
    assert home(site('<userIsolation mode="ActiveDirectory"/>'), ANONYMOUS) == "home-lookup-failed"
    for mode in ("None", "IsolateAllDirectories", "ActiveDirectory"):
        settings = site(f'<userIsolation mode="{mode}"/>')
        settings.root = ""
        assert home(settings, ALICE) == "home-unknown"


def test_the_directory_may_name_a_root_without_a_folder() -> None:
    assert ALICE.account is not None
    account = ALICE.account._replace(ftp_root="\\\\files\\ftp", ftp_dir="")
    found = home(site('<userIsolation mode="ActiveDirectory"/>'), ALICE._replace(account=account))
    assert not isinstance(found, str)
    assert (found.top, found.start, found.folders) == ("\\\\files\\ftp", (), ())


@pytest.mark.parametrize(
    ("identity", "top"),
    [
        (ALICE, "E:\\a"),
        (ALICE._replace(name="bob"), "F:\\corp\\bob"),
        (ANONYMOUS, "G:\\public"),
        (Identity("carl", Account("carl"), "basic"), "D:\\ftp\\LocalUser\\carl"),
    ],
)
def test_a_home_is_a_virtual_directory_of_its_path_first(identity: Identity, top: str) -> None:
    """Then the folder below the domain's virtual directory, then the one below the root's."""
    places = {"/corp": "F:\\corp", "/Corp/Alice": "E:\\a", "/localuser/public": "G:\\public"}
    folders = "".join(f'<virtualDirectory path="{path}" physicalPath="{to}"/>' for path, to in places.items())
    for mode in ("IsolateAllDirectories", "IsolateRootDirectoryOnly"):
        found = home(site(f'<userIsolation mode="{mode}"/>', folders=folders), identity)
        assert not isinstance(found, str) and found.top == top


def test_virtual_directories_of_ones_own_home_come_along_in_any_letter_case() -> None:
    folders = "".join(
        f'<virtualDirectory path="{path}" physicalPath="E:\\x"/>'
        for path in ("/corp/ALICE/in", "/CORP/alice2/no", "/CORP/alice", "/other/alice/no")
    )
    found = home(site('<userIsolation mode="IsolateAllDirectories"/>', folders=folders), ALICE)
    assert not isinstance(found, str) and [folder.path for folder in found.folders] == ["/in"]
