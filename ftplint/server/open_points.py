"""What nobody documents: each open point is one choice here, and every proof holds for all of them.

`client-cert-login.md` section 8 lists the points. ``ftplint verify`` can be run with each alternative.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ftplint.named_tuple import NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

RefuseCertificate = Literal["reply", "alert"]


class Choices(NamedTuple):
    """One alternative of every open point; the defaults are those of the reference server.

    Whoever asks for one asks last, where the answer decides: what was never asked for in a session cannot change it.
    """

    refuse_certificate: RefuseCertificate = "reply"
    """A bad or missing certificate: 530 at USER inside TLS, or a TLS alert in the handshake (point 1)."""
    token_at_user: bool = False
    """A mapped certificate: 232 at USER, or 331 and then 230 whatever PASS says (point 2)."""
    mismatch_refused: bool = False
    """USER names another account than the certificate's: refused, or ignored (point 2)."""
    password_after_mapping_fails: bool = True
    """A certificate without account and basic authentication on: the password decides, or 530 (point 3)."""
    prot_judged: bool = True
    """PROT P under SslDeny and PROT C under SslRequire: 534 at PROT already, or at the transfer only (point 5)."""
    auth_ssl_protects: bool = False
    """AUTH SSL and TLS-P protect data connections at once, or do not differ from AUTH TLS (point 8)."""
    clear_meets_require: bool = False
    """SslAllow with CertRequire: a client in clear text may log in with its password, or not (section 3.3)."""
    anonymous_by_account: bool = False
    """A rule for the account that stands for anonymous users, or for Everyone or Guests, is one for them too, or not
    (the documentation has ? and * for them)."""
    expired_certificate_431: bool = True
    """An expired server certificate: 431 at AUTH (friis blog: an expired or invalid certificate of the host-less
    site), or served as it is (point 11)."""
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
