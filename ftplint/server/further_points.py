"""Open points that this server decides in one way only: what it does, and how a client could see whether IIS does so.

An observation says ``taken`` where IIS was seen to do the same, ``other`` where it does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.named_tuple import NamedTuple
from ftplint.server.readings import Reading, Seen, Unseen

if TYPE_CHECKING:
    from collections.abc import Mapping


class Further(NamedTuple):
    """One such point: where it stands in the code (empty: in several places), what the server does, what would settle
    it."""

    where: str
    what: str
    seen_by: Seen | Unseen


def _seen(*readings: tuple[str, str, str], remark: str = "") -> Seen:
    return Seen(tuple(Reading(choice, tuple(given.split()), exchange) for choice, given, exchange in readings), remark)


_LOG = Unseen("Logs are on the server; no reply shows what is in them.")
_DIRECTORY = Unseen(
    "It needs a certificate that was made for it and a change in the directory; a reply alone shows neither."
)
_LOCAL = "Only detailed errors show the sub-status, so the client has to be on the server itself."

FURTHER: Mapping[str, Further] = {
    "log_folder": Further("log_folder", "the central log is in a folder `FTPSVC` without a number", _LOG),
    "log_file_name": Further("log_file_name", "names of log files of other periods than a day, and in ANSI", _LOG),
    "recorded": Further("recorded", "which lines `selectiveLogging` keeps without LogInfrastructure", _LOG),
    "too_slow": Further(
        "too_slow",
        "`minBytesPerSecond` is measured over each full 10 s of a transfer in which anything moved; one that stands "
        "still is left to `dataChannelTimeout`",
        Unseen("A slow transfer that is ended shows that there is a limit, not over which time it was measured."),
    ),
    "logon_name": Further(
        "logon_name",
        "an empty `defaultLogonDomain`, and `NT AUTHORITY`, leave the name of the user as it is",
        Unseen("A logon that succeeds does not show in which domain the account was found."),
    ),
    "credential_interval": Further(
        "CredentialCache",
        "the interval begins with the check and is not extended by logons that used it; neither password nor account "
        "is looked at again before it ends",
        Unseen("The password has to change during the test, which only the administrator of the accounts can do."),
    ),
    "command_during_transfer": Further(
        "",
        "a command during a transfer is answered with 503 (RFC 959 lets USER and REIN through)",
        _seen(
            ("taken", "transfer-goes-on", "transfer: 1xx; PWD: 503"),
            ("other", "transfer-goes-on", "transfer: 1xx; PWD: xxx"),
        ),
    ),
    "wildcard_without_match": Further(
        "",
        "wildcards that match nothing are 550 2/3",
        _seen(
            ("taken", "wildcard-matches-nothing", "NLST: 550"),
            ("other", "wildcard-matches-nothing", "NLST: 2xx"),
        ),
    ),
    "substatus_without_account": Further(
        "",
        "the sub-status of a certificate without account is that of a wrong password, 41 (35 is possible too)",
        _seen(
            (
                "taken",
                "certificate-logon certificate-without-account no-password",
                "handshake: done; USER: 331; PASS: 530/41",
            ),
            (
                "other",
                "certificate-logon certificate-without-account no-password",
                "handshake: done; USER: 331; PASS: 530/?",
            ),
            remark=f"{_LOCAL} The logon fails, and denyByFailure counts it.",
        ),
    ),
    "substatus_of_colon": Further(
        "",
        "the sub-status of a colon in a path is 3",
        _seen(
            ("taken", "colon-in-path", "SIZE: 550/3"),
            ("other", "colon-in-path", "SIZE: 550/?"),
            remark=_LOCAL,
        ),
    ),
    "clear_end_in_record": Further(
        "",
        "a clear end in the middle of a TLS record is a clear end",
        Unseen("A client would have to end a connection in the middle of a record, which looks like an attack."),
    ),
    "home_in_path": Further(
        "",
        "a home directory in the path of a rule applies to filters and addresses too",
        Unseen("The same replies come from other rules of the file; whoever wants to know has to change the file."),
    ),
    "service_ends": Further(
        "",
        "a server that ends says 421 (sub-status 21)",
        Unseen("The service has to be stopped during the session."),
    ),
    "client_without_name": Further(
        "",
        "a client whose name DNS does not tell within 5 s has none (`enableReverseDns`)",
        Unseen("It depends on the DNS server of the FTP server, which a client does not see."),
    ),
    "site_starts": Further(
        "Site.starts",
        "`serverAutoStart` of the site itself applies too",
        Unseen("A site that does not answer may have been stopped by hand."),
    ),
    "commands_before_tls": Further(
        "clear_refusal",
        "which commands are answered before TLS where it is required: all but those with credentials",
        _seen(
            ("taken", "control-requires-tls in-clear before-logon", "SYST: 215"),
            ("other", "control-requires-tls in-clear before-logon", "SYST: 534"),
        ),
    ),
    "commands_before_logon": Further(
        "Command.before_logon",
        "which commands are answered before the logon",
        _seen(
            ("taken", "control-allows-clear in-clear before-logon", "HELP: 214"),
            ("other", "control-allows-clear in-clear before-logon", "HELP: 530"),
        ),
    ),
    "host_before_auth": Further(
        "Endpoint.tls",
        "where all sites have host names and `siteDefaults` has no certificate, the site that HOST chose before AUTH "
        "decides on the certificate",
        _seen(
            ("taken", "host-names-only", "HOST: 220; AUTH TLS: 234"),
            ("other", "host-names-only", "HOST: 220; AUTH TLS: refused"),
        ),
    ),
    "sid_alone": Further("sid_alone_identifies", "a SID in a certificate without a name finds the account", _DIRECTORY),
    "sha1_pukey": Further("sha1_pukey_values", "`<SHA1-PUKEY>` is the thumbprint, not the hash of the key", _DIRECTORY),
    "other_sid": Further(
        "_other_sid",
        "the SID of another account in the certificate fails, also beside a strong mapping in altSecurityIdentities",
        _DIRECTORY,
    ),
    "extension_dot": Further(
        "_extension",
        "a file extension with and without its leading dot is the same",
        Unseen("It shows only with a file that writes extensions in both ways."),
    ),
}
"""By its name. Each stands in one place of the code, or is one reply."""
