"""How each open point that a client can see is played, in the order of the points."""

from __future__ import annotations

from tests.observations.playing import DAYS, Play, Played, security, site

_ONLY_IUSR = '<add accessType="Allow" users="IUSR" permissions="Read, Write"/>'
_INNER = (
    '<location path="fabrikam/reports/inner"><system.ftpServer><security><authorization><clear/>'
    '<add accessType="Allow" users="*" permissions="Read"/></authorization></security></system.ftpServer></location>'
)
_BOTH = security("CertAllow", "clientCert basic")
_CERTIFICATES = security("CertRequire", "clientCert")


def _without_certificate(client: Played) -> None:
    if client.secure():
        client.say("USER alice")


def _by_certificate(client: Played) -> None:
    client.secure("mapped")
    client.log_in("alice", "")


def _by_another_name(client: Played) -> None:
    client.secure("mapped")
    client.log_in("zoe", "")


def _by_password_beside_a_certificate(client: Played) -> None:
    client.secure("unmapped")
    client.log_in()


def _unprotected_list(client: Played) -> None:
    client.secure()
    client.log_in()
    client.say("PBSZ 0")
    if client.say("PROT C") == 200:
        client.transfer("LIST")


def _protected_list(client: Played) -> None:
    client.secure()
    client.log_in()
    client.say("PBSZ 0")
    if client.say("PROT P") == 200:
        client.transfer("LIST")


def _list_after_auth_ssl(client: Played) -> None:
    client.secure(mechanism="SSL")
    client.log_in()
    client.say("TYPE I")
    client.transfer("LIST")


def _in_clear(client: Played) -> None:
    client.log_in()


def _anonymous(client: Played) -> None:
    client.log_in("anonymous", "me@example.com")


def _auth(client: Played) -> None:
    client.secure()


def _rename(client: Played) -> None:
    client.log_in()
    client.say("RNFR other")
    client.say("RNTO another")
    client.say("TYPE I")
    client.turns.clear()
    if client.say("RNFR reports") == 350:
        client.say("RNTO papers")


def _upload_without_close_notify(client: Played) -> None:
    client.secure()
    client.log_in()
    client.say("PBSZ 0")
    client.say("PROT P")
    client.transfer("STOR secret-plans.txt", b"x" * 1000, bare=True)


def _clear_site(data: str = "SslAllow", methods: str = "basic") -> str:
    return security("CertIgnore", methods, "SslAllow", data)


PLAYS: dict[str, Play] = {
    "refuse_certificate": Play(
        site(_CERTIFICATES), "certificate-required no-certificate nothing-else-refuses", _without_certificate
    ),
    "token_at_user": Play(
        site(_CERTIFICATES), "certificate-logon certificate-shown named-user no-password", _by_certificate
    ),
    "mismatch_refused": Play(
        site(_CERTIFICATES), "certificate-logon certificate-mapped other-name no-password", _by_another_name
    ),
    "password_after_mapping_fails": Play(
        site(_BOTH),
        "certificate-logon basic-logon certificate-without-account right-password",
        _by_password_beside_a_certificate,
    ),
    "prot_judged": Play(site(security()), "data-requires-tls", _unprotected_list),
    "auth_ssl_protects": Play(site(security(data="SslRequire")), "data-requires-tls", _list_after_auth_ssl),
    "clear_meets_require": Play(
        site(security("CertRequire", "basic", "SslAllow", "SslAllow")),
        "control-allows-clear certificate-required in-clear nothing-else-refuses",
        _in_clear,
    ),
    "anonymous_by_account": Play(
        site(_clear_site(methods="anonymous"), _ONLY_IUSR),
        "anonymous-logon anonymous-user rules-for-anonymous-account",
        _anonymous,
        local=True,
    ),
    "expired_certificate_431": Play(site(security()), "server-certificate-expired", _auth, days=DAYS),
    "rename_judged": Play(
        site(_clear_site(), locations=_INNER),
        "path-below-without-write other-renames-succeed",
        _rename,
        folders=("reports/inner", "other"),
    ),
    "close_notify_needed": Play(site(security()), "other-uploads-succeed", _upload_without_close_notify),
}
"""One for each field of ``Choices``."""

MORE: dict[str, tuple[str, Play]] = {
    "prot_judged where TLS is denied": (
        "prot_judged",
        Play(site(security(data="SslDeny")), "data-denies-tls", _protected_list),
    ),
    "auth_ssl_protects where TLS is denied": (
        "auth_ssl_protects",
        Play(site(security(data="SslDeny")), "data-denies-tls", _list_after_auth_ssl),
    ),
    "auth_ssl_protects where both are allowed": (
        "auth_ssl_protects",
        Play(site(security(data="SslAllow")), "data-allows-tls", _list_after_auth_ssl),
    ),
}
"""Other exchanges for the same points."""


def _list_of_nothing(client: Played) -> None:
    client.log_in()
    client.transfer("NLST *.nothing")


def _command_during_a_transfer(client: Played) -> None:
    client.log_in()
    client.transfer("RETR large.bin", during="PWD")


def _colon(client: Played) -> None:
    client.log_in()
    client.say("SIZE C:\\customers.txt")


def _certificate_without_account(client: Played) -> None:
    client.secure("unmapped")
    client.log_in("alice", "")


def _before_anything(client: Played) -> None:
    client.say("SYST")
    client.say("HELP")


def _host_first(client: Played) -> None:
    client.say("HOST ftp.fabrikam.example")
    client.secure()


FURTHER_PLAYS: dict[str, Play] = {
    "command_during_transfer": Play(site(_clear_site()), "transfer-goes-on", _command_during_a_transfer, large=True),
    "wildcard_without_match": Play(site(_clear_site()), "wildcard-matches-nothing", _list_of_nothing),
    "substatus_without_account": Play(
        site(_CERTIFICATES),
        "certificate-logon certificate-without-account no-password",
        _certificate_without_account,
        local=True,
    ),
    "substatus_of_colon": Play(site(_clear_site()), "colon-in-path", _colon, local=True),
    "commands_before_tls": Play(site(security()), "control-requires-tls in-clear before-logon", _before_anything),
    "commands_before_logon": Play(site(_clear_site()), "control-allows-clear in-clear before-logon", _before_anything),
    "host_before_auth": Play(site(security(), hosts="ftp.fabrikam.example"), "host-names-only", _host_first),
}
"""Points of which the server has one way only: it is seen to do what it says."""
