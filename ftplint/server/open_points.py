"""What nobody documents: each open point is one choice here, and every proof holds for all of them.

``ftplint choices`` lists the points. ``ftplint verify`` can be run with each alternative, and
``ftplint serve`` with those that were observed. ``SEEN_BY`` says what would settle each of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ftplint.named_tuple import NamedTuple
from ftplint.server.readings import Reading, Seen, Unseen

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

RefuseCertificate = Literal["reply", "alert"]


class Choices(NamedTuple):
    """One alternative of every open point; the defaults are those of the reference server.

    Whoever asks for one asks last, where the answer decides: what was never asked for in a session cannot change it.
    """

    refuse_certificate: RefuseCertificate = "reply"
    """A bad or missing certificate: 530 at USER inside TLS, or a TLS alert in the handshake."""
    token_at_user: bool = False
    """A mapped certificate: 232 at USER, or 331 and then 230 whatever PASS says."""
    mismatch_refused: bool = False
    """USER names another account than the certificate's: refused, or ignored."""
    password_after_mapping_fails: bool = True
    """A certificate without account and basic authentication on: the password decides, or 530."""
    prot_judged: bool = True
    """PROT P under SslDeny and PROT C under SslRequire: 534 at PROT already, or at the transfer only."""
    auth_ssl_protects: bool = False
    """AUTH SSL and TLS-P protect data connections at once, or do not differ from AUTH TLS."""
    clear_meets_require: bool = False
    """SslAllow with CertRequire: a client in clear text may log in with its password, or not."""
    anonymous_by_account: bool = False
    """A rule for the account that stands for anonymous users, or for Everyone or Guests, is one for them too, or not
    (the documentation has ? and * for them)."""
    expired_certificate_431: bool = True
    """An expired server certificate: 431 at AUTH (friis blog: an expired or invalid certificate of the host-less
    site), or served as it is."""
    rename_judged: bool = True
    """A rename: every location below a folder must give Write, and what may not be read at its old name may not get a
    name at which it may; or Write at both names is enough (no evidence for IIS; NTFS would allow it)."""
    close_notify_needed: bool = False
    """An upload over TLS that ends without close_notify: cut (426), or complete (no report of a refusal by IIS, and
    .NET, its commonest client, sends none: dotnet/standard#598, FluentFTP #996)."""


DEFAULT = Choices()


def alternatives() -> dict[str, Choices]:
    """Each open point with its other choice, all others as they are, by its name."""
    turned: dict[str, Choices] = {"refuse_certificate": DEFAULT._replace(refuse_certificate="alert")}
    for name, value in DEFAULT._asdict().items():
        if isinstance(value, bool):
            turned[name] = Choices(**{**DEFAULT._asdict(), name: not value})
    return turned


GIVEN: Mapping[str, str] = {
    # what the configuration of the site says
    "certificate-required": "clientCertificatePolicy is CertRequire",
    "certificate-logon": "clientCertAuthentication is on, with useActiveDirectoryMapping",
    "basic-logon": "basicAuthentication is on",
    "anonymous-logon": "anonymousAuthentication is on",
    "control-allows-clear": "controlChannelPolicy is SslAllow",
    "control-requires-tls": "controlChannelPolicy is SslRequire",
    "data-requires-tls": "dataChannelPolicy is SslRequire",
    "data-denies-tls": "dataChannelPolicy is SslDeny",
    "data-allows-tls": "dataChannelPolicy is SslAllow",
    "rules-for-anonymous-account": "the only rules that can let anonymous users in are for their account, Everyone or "
    "Guests",
    # what the client brings and does
    "in-clear": "the client does not begin TLS",
    "no-certificate": "the client shows no certificate",
    "certificate-shown": "the client shows a certificate",
    "certificate-mapped": "the client shows a certificate that logs in without a password",
    "certificate-without-account": "the client shows a valid certificate, which does not log in without a password",
    "handshake-with-certificate": "the handshake succeeds when the client shows a certificate",
    "other-name": "USER names another account than that of the certificate",
    "no-password": "PASS has no password",
    "right-password": "PASS has the right password: without the certificate it logs in",
    "anonymous-user": "USER names an anonymous user",
    "named-user": "USER names an account",
    "before-logon": "nobody has logged in yet",
    # what is known of the server by other means
    "nothing-else-refuses": "no rule on addresses refuses the client, or it gets farther with a certificate",
    "server-certificate-expired": "the server's certificate is known to have expired",
    "path-below-without-write": "a location below the folder that is renamed does not let the user write",
    "other-renames-succeed": "the same user can rename another folder there",
    "other-uploads-succeed": "the same upload is complete if the client sends close_notify",
    "wildcard-matches-nothing": "the argument has a wildcard that matches nothing",
    "colon-in-path": "the argument has a colon",
    "transfer-goes-on": "the transfer has not ended when the command is answered",
    "host-names-only": "all bindings of the endpoint have a host name, and siteDefaults has no serverCertHash",
}
"""What has to be so for an observation to mean something. Whoever observes says which of these hold; none is a name."""


def _seen(*readings: tuple[bool | str, str, str], remark: str = "") -> Seen:
    return Seen(tuple(Reading(choice, tuple(given.split()), exchange) for choice, given, exchange in readings), remark)


_BY_NAME = "certificate-logon certificate-mapped other-name no-password"
_TWO_WAYS = "certificate-logon basic-logon certificate-without-account right-password"

SEEN_BY: Mapping[str, Seen | Unseen] = {
    "refuse_certificate": _seen(
        ("reply", "certificate-required no-certificate nothing-else-refuses", "handshake: done; USER: 530"),
        ("alert", "certificate-required no-certificate", "handshake: alert"),
        ("alert", "certificate-required no-certificate handshake-with-certificate", "handshake: failure"),
    ),
    "token_at_user": _seen(
        (True, "certificate-logon certificate-shown", "handshake: done; USER: 232"),
        (False, "certificate-logon certificate-shown named-user no-password", "handshake: done; USER: 331; PASS: 230"),
    ),
    "mismatch_refused": _seen(
        (False, _BY_NAME, "handshake: done; USER: 232"),
        (False, _BY_NAME, "handshake: done; USER: 331; PASS: 230"),
        (True, _BY_NAME, "handshake: done; USER: 530"),
        (True, _BY_NAME, "handshake: done; USER: 331; PASS: 530"),
        remark="A logon may fail, and denyByFailure counts it.",
    ),
    "password_after_mapping_fails": _seen(
        (True, _TWO_WAYS, "handshake: done; USER: 331; PASS: 230"),
        (False, _TWO_WAYS, "handshake: done; USER: 331; PASS: 530"),
        (False, _TWO_WAYS, "handshake: done; USER: 530"),
        remark="A logon may fail, and denyByFailure counts it.",
    ),
    "prot_judged": _seen(
        (True, "data-requires-tls", "PROT C: 534"),
        (False, "data-requires-tls", "PROT C: 200; transfer: 534"),
        (True, "data-denies-tls", "PROT P: 534"),
        (False, "data-denies-tls", "PROT P: 200; transfer: 534"),
    ),
    "auth_ssl_protects": _seen(
        (False, "data-requires-tls", "AUTH SSL: 234; handshake: done; no PROT; transfer: 534"),
        (True, "data-requires-tls", "AUTH SSL: 234; handshake: done; no PROT; transfer: 1xx"),
        (True, "data-denies-tls", "AUTH SSL: 234; handshake: done; no PROT; transfer: 534"),
        (False, "data-denies-tls", "AUTH SSL: 234; handshake: done; no PROT; transfer: 1xx"),
        (True, "data-allows-tls", "AUTH SSL: 234; handshake: done; no PROT; transfer: 1xx; data handshake: done"),
        (False, "data-allows-tls", "AUTH SSL: 234; handshake: done; no PROT; transfer: 1xx; data handshake: clear"),
    ),
    "clear_meets_require": _seen(
        (False, "control-allows-clear certificate-required in-clear nothing-else-refuses", "USER: 530"),
        (True, "control-allows-clear certificate-required in-clear", "USER: 331; PASS: 230"),
        remark="A reply of 331 alone settles nothing: the refusal may come at PASS.",
    ),
    "anonymous_by_account": _seen(
        (True, "anonymous-logon anonymous-user rules-for-anonymous-account", "USER: 331; PASS: 230"),
        (False, "anonymous-logon anonymous-user rules-for-anonymous-account", "USER: 331; PASS: 530/1"),
        remark="A refusal settles it with its sub-status only, since a missing folder and NTFS lead to the same text: "
        "the client has to be on the server itself (detailed errors).",
    ),
    "expired_certificate_431": _seen(
        (True, "server-certificate-expired", "AUTH TLS: 431"),
        (False, "", "AUTH TLS: 234; handshake: expired"),
    ),
    "rename_judged": _seen(
        (True, "path-below-without-write other-renames-succeed", "RNFR: 550"),
        (True, "path-below-without-write other-renames-succeed", "RNFR: 350; RNTO: 550"),
        (False, "path-below-without-write", "RNFR: 350; RNTO: 250"),
        remark="It changes the server: try it in a folder of your own.",
    ),
    "close_notify_needed": _seen(
        (False, "", "STOR: 226; data handshake: done; data end: bare"),
        (True, "other-uploads-succeed", "STOR: 426; data handshake: done; data end: bare"),
        remark="It writes a file: try it in a folder of your own.",
    ),
}
"""What would settle each open point of ``Choices``: the first reading that was seen counts."""


# --- Choices of which no alternative is played: each is one function.

_WITHOUT_INFRASTRUCTURE = {
    *("USER", "PASS", "QUIT", "LIST", "NLST", "RETR", "STOR", "STOU", "APPE", "DELE", "MKD", "XMKD", "RMD", "XRMD"),
    *("RNFR", "RNTO", "CWD", "XCWD", "CDUP", "XCUP"),
}


RATE_SPAN = 10
"""Seconds over which the rate of a transfer is measured; see ``too_slow``."""


def too_slow(moved: int, least: int) -> bool:
    """Whether *moved* bytes in ``RATE_SPAN`` are less than minBytesPerSecond (*least*) allows. Open: over which time it
    is measured. Taken: over each full 10 s of a transfer in which anything moved; one that stands still is left to
    dataChannelTimeout."""
    return 0 < moved < least * RATE_SPAN


def logon_name(user: str, domain: str) -> str:
    """The name that is looked up for a user: with ``defaultLogonDomain`` in front if it names none. Open: what an empty
    one stands for, and ``NT AUTHORITY``, which the documentation calls the default although no user is in it. Taken:
    with both the name is looked up as it is."""
    if not domain or domain.lower() == "nt authority" or "\\" in user or "@" in user:
        return user
    return f"{domain}\\{user}"


def log_folder(directory: str, site: str) -> str:
    """The Windows path of the folder of a log: ``FTPSVC`` and the id of the site are appended to the directory (TechNet
    hh831624). Open: the folder of the central log, whose *site* is empty. Taken: ``FTPSVC``."""
    return f"{directory.rstrip(chr(92))}\\FTPSVC{site}"


def log_file_name(period: str, when: datetime | None, number: int, *, utf8: bool) -> str:
    """The name of a log file: ``u_ex`` and the date (seen for Daily). Open: the other periods, and ANSI. Taken: as the
    web server names its logs: with the hour, the week of the month (from Sunday on), or year and month alone;
    ``u_extend`` and *number* with MaxSize (then *when* may be None); no ``u_`` in ANSI."""
    start = "u_ex" if utf8 else "ex"
    if period == "MaxSize" or when is None:
        return f"{start}tend{number}.log"
    if period == "Weekly":
        return f"{start}{when:%y%m}{(when.day + (when.replace(day=1).weekday() + 1) % 7 - 1) // 7 + 1:02d}.log"
    pattern = {"Hourly": "%y%m%d%H", "Monthly": "%y%m"}.get(period, "%y%m%d")
    return f"{start}{when.strftime(pattern)}.log"


def recorded(kinds: frozenset[str], method: str, status: int) -> bool:
    """Whether ``selectiveLogging`` keeps a line. LogInfrastructure adds all commands and the events of the data channel
    (``logFile`` page). Open: which commands are kept without it. Taken: logons, transfers and what changes or reads
    files; of everything else those that fail. A failure is a reply from 400 on."""
    if status >= 400:
        return "LogError" in kinds
    kept = status > 0 and method.upper() in _WITHOUT_INFRASTRUCTURE
    return ("LogSuccessful" if kept else "LogInfrastructure") in kinds
