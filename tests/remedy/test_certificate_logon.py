"""What a fix asks a person for, which certificate, and the settings of a site turned over to certificate logon."""

from __future__ import annotations

import pytest

from ftplint.analysis import analyse
from ftplint.judging import judge
from ftplint.remedy.certificate_logon import CertificateError, enable, thumbprint, with_certificate
from ftplint.rules import load_rules
from tests.configuration.builder import site
from tests.remedy.toy_rules import A, Toy, written

PLAIN = "a909502dd82ae41433e6f83886b00d4277a32a7b"
OTHER = "B" * 40


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        PLAIN.upper(),
        f"\u200e{PLAIN}\u200f",
        " ".join(PLAIN[at : at + 2] for at in range(0, 40, 2)),
        ":".join(PLAIN[at : at + 2] for at in range(0, 40, 2)),
        f"\n\t{PLAIN} ",
    ],
)
def test_a_thumbprint_as_dialogs_and_tools_show_it(text: str) -> None:
    assert thumbprint(text) == PLAIN.upper()


@pytest.mark.parametrize("text", ["", PLAIN[:-1], PLAIN + "0", PLAIN[:-1] + "g", f"0x{PLAIN}"])
def test_what_is_no_thumbprint_is_refused_with_what_was_given(text: str) -> None:
    with pytest.raises(CertificateError, match=f"'{text}' is no thumbprint: it takes 40"):
        thumbprint(f" {text} ")


def set_by_enable(inner: str, certificate: str | None, *, only: bool = False) -> list[tuple[str, str, str]]:
    text = f"<configuration><system.applicationHost><sites>{site('a', inner)}</sites></system.applicationHost></configuration>"
    configuration = analyse("x", text.encode()).configuration
    assert configuration is not None
    plan = enable(configuration.ftp_sites[0], certificate, only=only)
    assert all((change.rule, change.level, change.home) == ("enable", "site", "a") for change in plan)
    return [(change.path.removeprefix("ftpServer/security/"), change.attribute, change.value) for change in plan]


HASH = ("ssl", "serverCertHash", OTHER)
DATA = ("ssl", "dataChannelPolicy", "SslRequire")
MAPPING = ("sslClientCertificates", "useActiveDirectoryMapping", "true")
METHOD = ("authentication/clientCertAuthentication", "enabled", "true")


def asked(policy: str) -> tuple[str, str, str]:
    return ("sslClientCertificates", "clientCertificatePolicy", policy)


def security(inner: str) -> str:
    return f"<ftpServer><security>{inner}</security></ftpServer>"


BOUND = f'<ssl serverCertHash="{PLAIN}"/>'
FOLLOWING = '<sslClientCertificates clientCertificatePolicy="{}" useActiveDirectoryMapping="true"/><authentication>{}<clientCertAuthentication enabled="true"/></authentication>'
PASSWORDS = '<anonymousAuthentication enabled="true"/><basicAuthentication enabled="true"/>'


@pytest.mark.parametrize(
    ("inner", "certificate", "only", "expected"),
    [
        ("", OTHER, False, [HASH, asked("CertAllow"), MAPPING, METHOD]),
        ("", OTHER, True, [HASH, asked("CertRequire"), MAPPING, METHOD]),
        (security(BOUND), None, False, [asked("CertAllow"), MAPPING, METHOD]),
        (security(BOUND), PLAIN.upper(), False, [asked("CertAllow"), MAPPING, METHOD]),
        (security(BOUND), OTHER, False, [HASH, asked("CertAllow"), MAPPING, METHOD]),
        (security('<ssl dataChannelPolicy="SslDeny"/>'), OTHER, False, [HASH, DATA, asked("CertAllow"), MAPPING, METHOD]),
        (security('<ssl dataChannelPolicy="SslAllow"/>'), OTHER, False, [HASH, asked("CertAllow"), MAPPING, METHOD]),
        (security(BOUND + FOLLOWING.format("CertAllow", PASSWORDS)), None, False, []),
        (security(BOUND + FOLLOWING.format("CertRequire", PASSWORDS)), None, False, []),
        (
            security(BOUND + FOLLOWING.format("CertRequire", PASSWORDS)),
            None,
            True,
            [("authentication/anonymousAuthentication", "enabled", "false"), ("authentication/basicAuthentication", "enabled", "false")],
        ),
        (security(BOUND + FOLLOWING.format("CertRequire", "")), None, True, []),
    ],
)  # fmt: skip
def test_certificate_logon_sets_what_is_lacking_and_nothing_else(
    inner: str, certificate: str | None, only: bool, expected: list[tuple[str, str, str]]
) -> None:
    assert set_by_enable(inner, certificate, only=only) == expected


def test_a_site_without_a_certificate_needs_one_to_be_named() -> None:
    for inner in ("", security('<ssl serverCertHash="ab"/>')):
        with pytest.raises(
            CertificateError, match="site 'a' names no server certificate: say which with --certificate"
        ):
            set_by_enable(inner, None)


def test_the_fix_of_a_missing_certificate_binds_the_one_that_is_named() -> None:
    """Other findings keep the fix that they have, and without a certificate so does this one."""
    needs = security('<ssl controlChannelPolicy="SslRequire"/>')
    text = f"<configuration><system.applicationHost><sites>{site('a', needs)}</sites></system.applicationHost></configuration>"
    rules = [rule for rule in load_rules() if rule.id in ("FTP201", "FTP301")]
    found = {one.rule.id: one for one in judge(analyse("x", text.encode()), rules)}
    assert set(found) == {"FTP201", "FTP301"}
    before = {id_: one.fix for id_, one in found.items()}
    for one in found.values():
        assert with_certificate(one, None) is one and one.fix == before[one.rule.id]
        with_certificate(one, OTHER)
    assert found["FTP301"].fix == before["FTP301"]
    fix = found["FTP201"].fix
    assert fix is not None and fix.title == f"Bind the certificate {OTHER}" and fix.safety != "manual"
    assert [(change.setting, change.value) for change in fix.changes] == [
        ("ftpServer/security/ssl/@serverCertHash", OTHER)
    ]


def test_a_finding_whose_rule_names_no_fix_stays_without_one() -> None:
    toy = Toy("OWN001", "info", {A: ["x"]}, {A: "y"}).rule
    (pending,) = judge(analyse("x", written(("x", "", "", ""))), (toy,))
    pending.fix = None
    assert with_certificate(pending, OTHER).fix is None
