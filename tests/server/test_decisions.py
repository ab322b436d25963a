"""The server's decisions as data: policies, methods, rules, filters, addresses, homes. No sockets."""

from __future__ import annotations

import re
import tracemalloc
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ftplint.analysis import analyse
from ftplint.evidence.accounts import Account, MemoryDirectory
from ftplint.evidence.certificate import certificate_facts
from ftplint.evidence.certificates import Certificates
from ftplint.server.access.addresses import AttemptLimits, FailureCounter, address_allowed
from ftplint.server.access.authorization import allows
from ftplint.server.access.client_certificate import Fault, Presented, refusal
from ftplint.server.access.filtering import command_refused, path_refusal
from ftplint.server.access.home import home
from ftplint.server.access.identity import Attempt, Identity, decide
from ftplint.server.content.listing_format import Entry, dos_line, unix_line
from ftplint.server.endpoints import endpoints, split_user
from ftplint.server.open_points import DEFAULT, alternatives
from ftplint.server.protocol.commands import COMMANDS
from ftplint.server.protocol.messages import Variables, banner, detailed, expanded, with_text
from ftplint.server.protocol.policy import (
    ccc_refusal,
    certificate_problem,
    clear_certificate_refusal,
    clear_refusal,
    prot_refusal,
    transfer_refusal,
    weak_encryption,
)
from ftplint.server.protocol.replies import REPLIES, reply
from ftplint.server.site import (
    AddressEntry,
    AuthorizationRule,
    ClientCertificates,
    Commands,
    Filters,
    SiteSettings,
    Tls,
)
from ftplint.server.w3c_log import LogLine
from ftplint.verify.lab import PASSWORD, Lab

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TLS = Tls("SslRequire", "SslRequire", "ab" * 20, "MY", False)


def site(
    inner: str = "", name: str = "a", bindings: str = "*:21:", folders: str = "", server: str = ""
) -> SiteSettings:
    text = (
        f'<configuration><system.applicationHost><sites><site name="{name}" id="1"><application path="/">'
        f'<virtualDirectory path="/" physicalPath="D:\\ftp"/>{folders}</application><bindings>'
        f'<binding protocol="ftp" bindingInformation="{bindings}"/></bindings><ftpServer>{inner}</ftpServer></site></sites>'
        f"</system.applicationHost>{server}</configuration>"
    )
    configuration = analyse("x", text.encode()).configuration
    assert configuration is not None
    return SiteSettings(configuration, configuration.ftp_sites[0])


# --- TLS policies


@pytest.mark.parametrize(
    ("control", "verb", "refused"),
    [
        ("SslAllow", "USER", None),
        ("SslRequire", "USER", "tls-required"),
        ("SslRequire", "PASS", "tls-required"),
        ("SslRequire", "FEAT", None),
        ("SslRequireCredentialsOnly", "USER", "tls-required-for-credentials"),
        ("SslRequireCredentialsOnly", "LIST", None),
    ],
)
def test_commands_in_clear(control: str, verb: str, refused: str | None) -> None:
    judged = clear_refusal(TLS._replace(control=control)) if COMMANDS[verb].credentials else None
    assert judged == refused


@pytest.mark.parametrize(
    ("data", "protected", "refused"),
    [
        ("SslAllow", True, None),
        ("SslAllow", False, None),
        ("SslRequire", True, None),
        ("SslRequire", False, "tls-required-for-data"),
        ("SslDeny", True, "tls-denied-for-data"),
        ("SslDeny", False, None),
    ],
)
def test_transfers(data: str, protected: bool, refused: str | None) -> None:
    tls = TLS._replace(data=data)
    assert transfer_refusal(tls, protected) == refused
    assert prot_refusal(tls, "P" if protected else "C", DEFAULT) == refused
    assert prot_refusal(tls, "P" if protected else "C", DEFAULT._replace(prot_judged=False)) is None


def test_ccc() -> None:
    assert ccc_refusal(TLS, secured=True, implicit=False) == "ccc-refused"
    assert ccc_refusal(TLS._replace(control="SslAllow"), secured=True, implicit=False) is None
    assert ccc_refusal(TLS._replace(control="SslRequireCredentialsOnly"), secured=True, implicit=False) is None
    assert ccc_refusal(TLS._replace(control="SslAllow"), secured=True, implicit=True) == "ccc-refused"
    assert ccc_refusal(TLS, secured=False, implicit=False) == "ccc-clear"


@pytest.mark.parametrize(
    ("thumbprint", "store", "problem"),
    [
        ("", "MY", "certificate-not-configured"),
        ("ab", "MY", "hash-length"),
        ("\u200e" + "ab" * 20, "MY", "hash-length"),
        ("ab " * 20, "MY", "hash-length"),
        ("ab" * 20, "MY", "certificate-not-found"),
        ("lab", "WebHosting", "certificate-not-found"),
        ("lab", "my", None),
        ("LAB", "MY", None),
    ],
)
def test_the_certificate_at_auth(lab: Lab, thumbprint: str, store: str, problem: str | None) -> None:
    own = {"lab": lab.thumbprint, "LAB": lab.thumbprint.upper()}.get(thumbprint, thumbprint)
    tls = TLS._replace(thumbprint=own, store=store)
    found, certificate = certificate_problem(tls, lab.certificates, datetime.now(UTC), DEFAULT)
    assert (found, certificate is None) == (problem, problem is not None)


def test_a_certificate_without_key_and_an_expired_one(lab: Lab) -> None:
    public = Certificates([lab.certificates.stored[0]._replace(key=None)])
    tls = TLS._replace(thumbprint=lab.thumbprint)
    assert certificate_problem(tls, public, NOW, DEFAULT)[0] == "private-key-missing"
    late = datetime.now(UTC) + timedelta(days=400)
    assert certificate_problem(tls, lab.certificates, late, DEFAULT)[0] == "tls-failed"
    lenient = alternatives()["expired_certificate_431"]
    assert certificate_problem(tls, lab.certificates, late, lenient)[0] is None


# --- client certificates


@pytest.fixture(scope="module")
def lab() -> Lab:
    return Lab()


def shown(lab: Lab, name: str, *faults: Fault) -> Presented:
    certificate = lab.clients[name].issued.certificate
    return Presented(certificate_facts(certificate), b"", faults)


@pytest.mark.parametrize(
    ("flags", "fault", "refused"),
    [
        ((), Fault(10, 0), True),
        ((), Fault(18, 0), True),
        ((), Fault(19, 1, True), True),
        ((), Fault(23, 0), True),
        (("NoRevocationCheck",), Fault(23, 0), False),
        ((), Fault(3, 0), True),
        (("NoRevocationCheck",), Fault(3, 0), False),
        ((), Fault(3, 1, True), False),
        ((), Fault(26, 0), True),
        (("CertNoUsageCheck",), Fault(26, 0), False),
        (("CertNoUsageCheck",), Fault(26, 1), True),
        (("NoRevocationCheck", "CertNoUsageCheck"), Fault(10, 0), True),
        (("CertChainRevocationCheckCacheOnly", "CertChainCacheOnlyUrlRetrieval"), Fault(23, 0), True),
    ],
)
def test_validation_flags(lab: Lab, flags: tuple[str, ...], fault: Fault, refused: bool) -> None:
    for policy in ("CertAllow", "CertRequire"):
        client = ClientCertificates(policy, frozenset(flags), True)
        assert refusal(client, shown(lab, "mapped", fault)) == ("certificate-invalid" if refused else None)
    assert refusal(ClientCertificates("CertIgnore", frozenset(), True), shown(lab, "mapped", fault)) is None


def test_no_certificate() -> None:
    for policy, situation in (("CertIgnore", None), ("CertAllow", None), ("CertRequire", "certificate-required")):
        assert refusal(ClientCertificates(policy, frozenset(), True), None) == situation


# --- logon


def method(*names: str, policy: str = "CertRequire", mapping: bool = True, isolation: str = "None") -> SiteSettings:
    on = "".join(f'<{name}Authentication enabled="true"/>' for name in names)
    return site(
        f'<security><sslClientCertificates clientCertificatePolicy="{policy}" useActiveDirectoryMapping="{str(mapping).lower()}"/>'
        f'<authentication>{on}</authentication></security><userIsolation mode="{isolation}"/>'
    )


@pytest.mark.parametrize(
    ("names", "certificate", "user", "password", "outcome"),
    [
        ((), None, "alice", PASSWORD, "no-method"),
        (("clientCert",), "mapped", "alice", "", "certificate alice"),
        (("clientCert",), "mapped", "somebody", "x", "certificate alice"),
        (("clientCert",), "unmapped", "alice", PASSWORD, "mapping-failed"),
        (("clientCert",), "weak", "weak", "", "mapping-failed"),
        (("clientCert",), "twice", "twice", "", "mapping-failed"),
        (("clientCert",), "disabled", "disabled", "", "mapping-failed"),
        (("clientCert",), None, "alice", PASSWORD, "login-failed"),
        (("clientCert", "basic"), "unmapped", "alice", PASSWORD, "basic alice"),
        (("clientCert", "basic"), "mapped", "jane", PASSWORD, "certificate alice"),
        (("basic",), "mapped", "alice", "", "login-failed"),
        (("basic",), None, "alice", PASSWORD, "basic alice"),
        (("basic",), None, "CORP\\alice", PASSWORD, "basic alice"),
        (("basic",), None, "OTHER\\alice", PASSWORD, "login-failed"),
        (("basic",), None, "alice@corp.example", PASSWORD, "basic alice"),
        (("basic",), None, "alice", "wrong", "login-failed"),
        (("basic",), None, "nobody", PASSWORD, "login-failed"),
        (("basic",), None, "disabled", PASSWORD, "login-failed"),
        (("basic",), None, "anonymous", "me@x", "anonymous-refused"),
        (("clientCert",), None, "anonymous", "me@x", "anonymous-refused"),
        (("anonymous",), None, "anonymous", "", "anonymous anonymous"),
        (("anonymous",), None, "FTP", "me@x", "anonymous anonymous"),
        (("anonymous",), None, "alice", PASSWORD, "login-failed"),
    ],
)
def test_the_order_of_methods(
    lab: Lab, names: tuple[str, ...], certificate: str | None, user: str, password: str, outcome: str
) -> None:
    presented = None if certificate is None else shown(lab, certificate)
    logon = decide(method(*names), Attempt(user, password, presented), lab.directory, NOW, DEFAULT)
    found = logon.situation if logon.identity is None else f"{logon.identity.method} {logon.identity.name}"
    assert found == outcome


def test_without_mapping_or_with_cert_ignore_there_is_no_token(lab: Lab) -> None:
    attempt = Attempt("alice", "", shown(lab, "mapped"))
    for settings in (method("clientCert", mapping=False), method("clientCert", policy="CertIgnore")):
        assert decide(settings, attempt, lab.directory, NOW, DEFAULT).situation == "login-failed"


def test_directory_isolation_needs_basic(lab: Lab) -> None:
    settings = method("clientCert", isolation="ActiveDirectory")
    attempt = Attempt("alice", "", shown(lab, "mapped"))
    assert decide(settings, attempt, lab.directory, NOW, DEFAULT).situation == "isolation-needs-basic"


# --- authorization, filters, addresses

ALICE = Identity(
    "alice", Account("alice", "CN=alice,DC=corp", "alice@corp", groups=("FtpUsers",), domain="CORP"), "basic"
)
ANONYMOUS = Identity("anonymous", None, "anonymous")


def rule(allow: bool, users: str = "", roles: str = "", permissions: str = "Read") -> AuthorizationRule:
    split = [tuple(name for name in text.lower().split(",") if name) for text in (users, roles)]
    return AuthorizationRule(allow, split[0], split[1], frozenset(permissions.split(",")) - {""})


@pytest.mark.parametrize(
    ("rules", "alice", "anonymous"),
    [
        ([], False, False),
        ([rule(True, "*")], True, True),
        ([rule(True, "?")], False, True),
        ([rule(True, "alice")], True, False),
        ([rule(True, "CORP\\alice")], True, False),
        ([rule(True, "alice@corp")], True, False),
        ([rule(True, "OTHER\\alice")], False, False),
        ([rule(True, "", "ftpusers")], True, False),
        ([rule(True, "", "CORP\\FtpUsers")], True, False),
        ([rule(True, "", "admins")], False, False),
        ([rule(True, "*", permissions="Write")], False, False),
        ([rule(True, "*", permissions="")], False, False),
        ([rule(True)], False, False),
        ([rule(True, "*"), rule(False, "alice")], False, True),
        ([rule(False, "?"), rule(True, "*")], True, False),
    ],
)
def test_authorization(rules: list[AuthorizationRule], alice: bool, anonymous: bool) -> None:
    assert (allows(tuple(rules), ALICE, "Read"), allows(tuple(rules), ANONYMOUS, "Read")) == (alice, anonymous)


def test_locations_inherit_and_override() -> None:
    server = (
        '<system.ftpServer><security><authorization><add accessType="Allow" users="*" permissions="Read"/></authorization>'
        '</security></system.ftpServer><location path="a/Private"><system.ftpServer><security><authorization><clear/>'
        '<add accessType="Allow" users="jane" permissions="Read"/></authorization></security></system.ftpServer></location>'
    )
    settings = site(server=server)
    assert settings.at("/").rules[0].users == ("*",)
    assert settings.at("/private/deep").rules[0].users == ("jane",)
    assert settings.at("/privateer").rules[0].users == ("*",)


FILTERS = Filters(True, 4096, 0, frozenset({"_vti_bin"}), ("..;",), {".exe": False, ".txt": True, ".": True}, True)


@pytest.mark.parametrize(
    ("filters", "path", "is_file", "refused"),
    [
        (FILTERS, "/a/b.txt", True, None),
        (FILTERS, "/a/b.EXE", True, "extension-denied"),
        (FILTERS, "/a.exe", False, None),
        (FILTERS._replace(unlisted_extensions=False), "/a.pdf", True, "extension-denied"),
        (FILTERS._replace(unlisted_extensions=False), "/a.TXT", True, None),
        (FILTERS._replace(unlisted_extensions=False), "/README", True, None),
        (FILTERS, "/x/_VTI_BIN/y.txt", True, "hidden-segment"),
        (FILTERS, "/x_vti_bin/y.txt", True, None),
        (FILTERS, "/x/..;/y", False, "sequence-denied"),
        (FILTERS._replace(high_bit=False), "/größe", False, "high-bit"),
        (FILTERS._replace(longest_path=8), "/1234567", False, None),
        (FILTERS._replace(longest_path=8), "/12345678", False, "path-too-long"),
        (FILTERS._replace(longest_path=8), "/1234ää", False, "path-too-long"),
    ],
)
def test_request_filtering(filters: Filters, path: str, is_file: bool, refused: str | None) -> None:
    assert path_refusal(filters, path, is_file=is_file) == refused


def test_command_filtering() -> None:
    assert command_refused(Commands(4096, True, {"SYST": False}), "SYST")
    assert not command_refused(Commands(4096, True, {"SYST": False}), "LIST")
    assert command_refused(Commands(4096, False, {"USER": True}), "PASS")


@pytest.mark.parametrize(
    ("entries", "unlisted", "client", "allowed"),
    [
        ([], True, "192.0.2.1", True),
        ([], False, "192.0.2.1", False),
        ([(True, "192.0.2.0", "255.255.255.0")], False, "192.0.2.77", True),
        ([(True, "192.0.2.0", "255.255.255.255")], False, "192.0.2.77", False),
        ([(False, "192.0.2.7", "255.255.255.255"), (True, "192.0.2.0", "255.255.255.0")], False, "192.0.2.7", False),
        ([(True, "192.0.2.0", "255.255.255.0"), (False, "192.0.2.7", "255.255.255.255")], False, "192.0.2.7", True),
        ([(True, "192.0.2.7", "255.255.255.255")], False, "::ffff:192.0.2.7", True),
        ([(True, "192.0.2.7", "255.255.255.255")], False, "2001:db8::1", False),
        ([(False, "nonsense", "255.255.255.0")], True, "192.0.2.7", True),
    ],
)
def test_addresses(entries: list[tuple[bool, str, str]], unlisted: bool, client: str, allowed: bool) -> None:
    listed = [AddressEntry(permit, address, mask, "") for permit, address, mask in entries]
    assert address_allowed(listed, unlisted, client) == allowed


def test_domain_names_need_a_lookup() -> None:
    entries = [AddressEntry(True, "", "", "*.example.com")]
    assert not address_allowed(entries, False, "192.0.2.1")
    assert address_allowed(entries, False, "192.0.2.1", lambda: "pc.Example.com")
    assert not address_allowed(entries, False, "192.0.2.1", lambda: "example.com")


def test_guessing_is_cut_off_for_a_while() -> None:
    now = [0.0]
    counter = FailureCounter(AttemptLimits(True, 3, 30.0, False), lambda: now[0])
    assert [counter.failed("a") for _ in range(3)] == [False, False, True]
    assert counter.blocked("a") and not counter.blocked("b")
    now[0] = 31.0
    assert not counter.blocked("a")
    assert [counter.failed("a"), counter.failed("a")] == [False, False]
    now[0] = 70.0
    assert not counter.failed("a"), "the old failures are out of the window"


# --- homes and hosts


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


# --- words


def test_listings_equal_the_published_lines() -> None:
    when = datetime(2024, 7, 19, 16, 46, tzinfo=UTC).timestamp()
    gmt = frozenset({"UseGmtTime"})
    assert dos_line(Entry("file.txt", False, 4, when), gmt) == "07-19-24  04:46PM                    4 file.txt"
    assert dos_line(Entry("test01", True, 0, when + 600), gmt) == "07-19-24  04:56PM       <DIR>          test01"
    assert dos_line(Entry("x", False, 1, when), gmt | {"LongDate"}).startswith("07-19-2024  04:46PM")
    old = datetime(2024, 6, 14, 1, 35, tzinfo=UTC).timestamp()
    later = old + 400 * 86_400
    assert unix_line(Entry("aspnet_client", True, 0, old, False), gmt, later) == (
        "dr--r--r--   1 owner    group               0 Jun 14  2024 aspnet_client"
    )
    assert unix_line(Entry("index.html", False, 11069, old + 86_400), gmt, later) == (
        "-rwxrwxrwx   1 owner    group           11069 Jun 15  2024 index.html"
    )
    assert " Jun 14  1:35 x" in unix_line(Entry("x", False, 0, old), gmt, old + 60)


def test_log_lines_have_the_fields_of_iis_and_cannot_be_faked() -> None:
    when = datetime(2016, 6, 25, 16, 26, 30, tzinfo=UTC)
    line = LogLine(
        when, "10.210.3.48", "SWDEV234\\Gorba", "10.210.1.234", 21, "PASS", "***", 230, 0, 0, "5242ddb2", "/"
    )
    assert str(line) == "2016-06-25 16:26:30 10.210.3.48 SWDEV234\\Gorba 10.210.1.234 21 PASS *** 230 0 0 5242ddb2 /"
    opened = line._replace(user="", method="ControlChannelOpened", stem="", status=0, path="")
    assert str(opened).endswith(" - 10.210.1.234 21 ControlChannelOpened - - 0 0 5242ddb2 -")
    faked = str(line._replace(stem="a b\r\n2016-06-25 fake"))
    assert "\n" not in faked and len(faked.split(" ")) == len(str(line).split(" "))


def test_messages() -> None:
    messages = site(
        '<messages bannerMessage="Hi %SiteName% %Other%" expandVariables="true" greetingMessage="one&#10;two"/>'
    ).messages
    variables = Variables(site="a", user="alice")
    assert banner(messages, reply("banner"), variables) == ["220-Microsoft FTP Service", "220 Hi a %Other%"]
    assert with_text(reply("logged-in"), messages.greeting) == ["230-one", "230-two", "230 User logged in."]
    assert expanded(messages._replace(expand_variables=False), "%UserName%", variables) == "%UserName%"
    quiet = messages._replace(suppress_default_banner=True, banner="")
    assert banner(quiet, reply("banner"), variables) == ["220 "]
    assert detailed(reply("certificate-not-configured")) == [
        "534-Local policy on server does not allow TLS secure connections.",
        " Win32 error:   Access is denied. ",
        " Error details: SSL certificate was not configured.",
        "534 End",
    ]


def test_every_situation_that_the_server_names_is_in_the_table() -> None:
    folder = Path(__file__).parents[2] / "ftplint" / "server"
    named = set()
    for path in folder.rglob("*.py"):
        if path.name != "replies.py":
            text = path.read_text(encoding="utf-8")
            named |= set(re.findall(r'(?:say|_refuse|end|reply|StorageError|data_missing)\(\s*"([a-z0-9-]+)"', text))
    assert named - set(REPLIES) == set()
    assert len(named) > 50
    for situation, found in REPLIES.items():
        assert 120 <= found.code < 640 and found.text and found.source, situation


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


@pytest.mark.parametrize(("bits", "refused"), [(56, True), (112, True), (127, True), (128, False), (256, False)])
def test_ssl128_wants_128_bits(bits: int, refused: bool) -> None:
    assert weak_encryption(TLS._replace(strong_only=True), bits) == ("weak-encryption" if refused else None)
    assert weak_encryption(TLS._replace(strong_only=False), bits) is None


@pytest.mark.parametrize(("control", "situation"), [(0x200, "logged-in"), (0x200 | 0x40000, "login-failed")])
def test_a_password_does_not_log_in_who_needs_a_smart_card(lab: Lab, control: int, situation: str) -> None:
    directory = MemoryDirectory([a._replace(control=control) for a in lab.directory.accounts if a.name == "alice"])
    assert decide(method("basic"), Attempt("alice", PASSWORD, None), directory, NOW, DEFAULT).situation == situation


def test_a_home_below_a_virtual_directory_of_the_domain() -> None:
    folders = '<virtualDirectory path="/corp" physicalPath="F:\\homes\\"/>'
    found = home(site('<userIsolation mode="IsolateAllDirectories"/>', folders=folders), ALICE)
    assert not isinstance(found, str) and found.top == "F:\\homes\\alice"


def test_a_folder_below_a_shared_name_is_shared_only_with_that_name() -> None:
    """`/deep/er` is no folder of the site's root, so it is nobody's but the site's own."""
    folders = "".join(f'<virtualDirectory path="{path}" physicalPath="E:\\x"/>' for path in ("/deep/er", "/top"))
    found = home(site('<userIsolation mode="IsolateRootDirectoryOnly"/>', folders=folders), ALICE)
    assert not isinstance(found, str) and [folder.path for folder in found.folders] == ["/top"]


@pytest.mark.parametrize("most", [1, 3], ids=["shut out", "one failure"])
def test_ten_thousand_addresses_that_guessed_once_take_no_memory_for_ever(most: int) -> None:
    now = [0.0]
    counter = FailureCounter(AttemptLimits(True, most, 30.0, False), lambda: now[0])
    tracemalloc.start()
    try:
        for number in range(10_001):
            counter.failed(f"2001:db8::{number:x}")
        grown, _ = tracemalloc.get_traced_memory()
        now[0] = 31.0
        counter.failed("192.0.2.1")
        left, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert left < grown / 10, "their window is past"
    assert counter.blocked("192.0.2.1") == (most == 1)


def test_of_many_addresses_those_whose_window_is_not_past_stay_shut_out() -> None:
    now = [0.0]
    counter = FailureCounter(AttemptLimits(True, 1, 30.0, False), lambda: now[0])
    for number in range(10_002):
        counter.failed(f"2001:db8::{number:x}")
    assert counter.blocked("2001:db8::0") and counter.blocked("2001:db8::2711")


@pytest.mark.parametrize(
    ("path", "refused"), [("/a/b", None), ("/a..b", "sequence-denied"), ("/a;B", "sequence-denied"), ("/x", None)]
)
def test_one_denied_sequence_is_enough(path: str, refused: str | None) -> None:
    filters = Filters(True, 0, 0, frozenset(), ("", "..", ";b"), {}, True)
    assert path_refusal(filters, path, is_file=False) == refused


@pytest.mark.parametrize("policy", ["CertIgnore", "CertAllow", "CertRequire"])
@pytest.mark.parametrize("clear_meets_require", [False, True])
def test_a_client_in_clear_has_no_certificate_to_show(policy: str, clear_meets_require: bool) -> None:
    client = ClientCertificates(policy, frozenset(), True)
    refused = clear_certificate_refusal(client, DEFAULT._replace(clear_meets_require=clear_meets_require))
    assert refused == ("certificate-required" if policy == "CertRequire" and not clear_meets_require else None)


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
