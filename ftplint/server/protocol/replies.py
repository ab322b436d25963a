"""What the server says: one table of code, sub-status, text and source for each situation.

Bases: D documented, L seen in a log, R a specification (RFC) and no Microsoft text, I inferred. Texts of the bases R
and I are this server's own words, not IIS's: compare codes and sub-status, not texts (client-cert-login section 2).
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Basis = Literal["D", "L", "R", "I"]

_LOG = "client-cert-login 2.1"
_KB = "KB 969061"
_RFC959 = "RFC 959"


class Reply(NamedTuple):
    """One reply. ``text`` may hold ``{fields}``; ``win32`` is the Windows error beside the sub-status."""

    code: int
    text: str
    substatus: int = 0
    basis: Basis = "L"
    source: str = _LOG
    win32: int = 0


REPLIES: dict[str, Reply] = {
    # connection
    "banner": Reply(220, "Microsoft FTP Service"),
    "too-many-connections": Reply(421, "Too many users connected. Try again later.", 19, "I", _KB),
    "address-refused": Reply(530, "User cannot log in.", 4, "I", "KB 969061 (sub-status); the code is inferred", 5),
    "control-timed-out": Reply(421, "Connection timed out.", 14, "I", "RFC 959; sub-status KB 969061", 121),
    "login-timed-out": Reply(421, "Connection timed out.", 16, "I", "RFC 959; sub-status KB 969061", 121),
    "goodbye": Reply(221, "Goodbye."),
    "line-feed-only": Reply(451, "The parameter is incorrect.", 0, "D", "KB 2505047", 87),
    "line-too-long": Reply(500, "Command line too long.", 51, "I", "commandFiltering@maxCommandLine", 87),
    "unknown-command": Reply(500, "'{verb}': command not understood.", 0, "R", _RFC959, 5063),
    "not-implemented": Reply(502, "Command not implemented.", 0, "R", _RFC959, 50),
    "argument-missing": Reply(501, "Invalid number of parameters.", win32=87),
    "argument-wrong": Reply(501, "The parameter is incorrect.", 0, "R", _RFC959, 87),
    "command-filtered": Reply(500, "Command not allowed.", 51, "I", "KB 969061 (sub-status); the code is inferred", 5),
    "ok": Reply(200, "{verb} command successful."),
    "hosted": Reply(220, "Host accepted.", 0, "D", "Configuring FTP 7.5 with Host Header and SSL"),
    "host-unknown": Reply(504, "Host not found.", 37, "R", "RFC 7151 3.2"),
    "host-after-login": Reply(503, "Bad sequence of commands.", 0, "R", "RFC 7151 3.2"),
    "host-expected": Reply(530, "Valid hostname is expected.", 37),
    # TLS
    "auth-ok": Reply(234, "AUTH command ok. Expecting TLS Negotiation."),
    "certificate-not-configured": Reply(
        534, "Local policy on server does not allow TLS secure connections.", 31, "D", "webtopics blog", 5
    ),
    "certificate-not-found": Reply(431, "Failed to setup secure session.", 44, "D", "friis blog", 1168),
    "private-key-missing": Reply(431, "Failed to setup secure session.", 45, "I", "friis blog; KB 969061", 1168),
    "hash-length": Reply(431, "Failed to setup secure session.", 46, "I", "friis blog; KB 969061", 87),
    "tls-failed": Reply(431, "Failed to setup secure session.", 32, "D", "friis blog"),
    "auth-unknown": Reply(504, "Security mechanism not implemented.", 0, "R", "RFC 2228 3", 87),
    "auth-again": Reply(534, "Policy refuses another AUTH.", 0, "R", "MS-FTPS 3.2.5.2 (implicit); RFC 2228 3"),
    "weak-encryption": Reply(534, "Policy requires SSL.", 55, "I", "KB 969061 (sub-status)", 5),
    "tls-required": Reply(534, "Policy requires SSL.", 25, "L", _LOG, 5),
    "tls-required-for-credentials": Reply(534, "Policy requires SSL.", 26, "L", _LOG, 5),
    "tls-required-for-data": Reply(534, "Policy requires SSL.", 24, "L", _LOG, 5),
    "tls-denied-for-data": Reply(534, "Policy denies SSL.", 28, "I", "RFC 2228 3; KB 969061", 5),
    "protection-order": Reply(503, "Bad sequence of commands.", 43, "R", "RFC 2228 3"),
    "pbsz-wrong": Reply(501, "The parameter is incorrect.", 0, "R", "RFC 2228 3", 87),
    "prot-impossible": Reply(536, "Protection level not supported.", 0, "R", "RFC 4217 9", 50),
    "prot-unknown": Reply(504, "Protection level not known.", 0, "R", "RFC 2228 3", 87),
    "ccc-clear": Reply(533, "Control connection is not protected.", 0, "R", "RFC 4217 5"),
    "ccc-refused": Reply(534, "Policy requires SSL.", 25, "R", "RFC 4217 5", 5),
    "certificate-required": Reply(530, "User cannot log in.", 47, "I", "RFC 4217 10.1; KB 969061", 1326),
    "certificate-invalid": Reply(530, "User cannot log in.", 48, "I", "RFC 4217 10.1; KB 969061", 1326),
    # login
    "password-wanted": Reply(331, "Password required"),
    "authorised-by-certificate": Reply(232, "User logged in.", 0, "R", "RFC 2228 4; RFC 4217 12.1"),
    "logged-in": Reply(230, "User logged in."),
    "login-wanted": Reply(530, "Please login with USER and PASS."),
    "user-first": Reply(503, "Login with USER first.", 0, "R", _RFC959),
    "login-failed": Reply(530, "User cannot log in.", 35, "D", _KB, 1326),
    "mapping-failed": Reply(530, "User cannot log in.", 35, "I", "client-cert-login 3.3", 1326),
    "no-method": Reply(530, "User cannot log in.", 36, "D", _KB, 1326),
    "anonymous-refused": Reply(530, "User cannot log in.", 42, "D", _KB, 1326),
    "isolation-needs-basic": Reply(530, "User cannot log in.", 40, "D", _KB, 1326),
    "directory-silent": Reply(530, "User cannot log in.", 41, "I", "KB 969061 (sub-status)", 1311),
    "home-unknown": Reply(530, "User cannot log in, home directory inaccessible.", 33, "L", _LOG, 3),
    "home-refused": Reply(530, "User cannot log in, home directory inaccessible.", 1, "L", _LOG, 5),
    "home-missing": Reply(530, "User cannot log in, home directory inaccessible.", 3, "L", _LOG, 3),
    "ready-for-new-user": Reply(220, "Service ready for new user.", 0, "R", _RFC959),
    # files
    "not-authorized": Reply(550, "Access is denied.", 1, "L", _LOG, 5),
    "not-found": Reply(550, "The system cannot find the file specified.", 3, "L", _LOG, 2),
    "path-not-found": Reply(550, "The system cannot find the path specified.", 3, "L", _LOG, 3),
    "address-denied": Reply(550, "Access is denied.", 4, "I", "KB 969061 (sub-status)", 5),
    "access-denied": Reply(550, "Access is denied.", 2, "L", _LOG, 5),
    "name-invalid": Reply(550, "The filename, directory name, or volume label syntax is incorrect.", 3, "I", _LOG, 123),
    "in-use": Reply(
        550,
        "The process cannot access the file because it is being used by another process.",
        3,
        "I",
        "Windows error 32",
        32,
    ),
    "exists": Reply(550, "Cannot create a file when that file already exists.", 3, "I", "Windows error 183", 183),
    "not-empty": Reply(550, "The directory is not empty.", 3, "I", "Windows error 145", 145),
    "not-a-folder": Reply(550, "The directory name is invalid.", 3, "I", "Windows error 267", 267),
    "not-a-file": Reply(550, "Access is denied.", 13, "I", "KB 969061 (sub-status)", 5),
    "disk-full": Reply(552, "There is not enough space on the disk.", 3, "I", "RFC 959; Windows error 112", 112),
    "root-of-folder": Reply(550, "Access is denied.", 5, "L", _LOG, 5),
    "short-name": Reply(550, "Access is denied.", 7, "I", "KB 969061 (sub-status)", 5),
    "hidden-segment": Reply(550, "Access is denied.", 8, "I", "KB 969061 (sub-status)", 5),
    "sequence-denied": Reply(550, "Access is denied.", 9, "I", "KB 969061 (sub-status)", 5),
    "high-bit": Reply(550, "Access is denied.", 10, "I", "KB 969061 (sub-status)", 5),
    "extension-denied": Reply(550, "Access is denied.", 11, "I", "KB 969061 (sub-status)", 5),
    "path-too-long": Reply(550, "Access is denied.", 12, "I", "KB 969061 (sub-status)", 5),
    "too-large": Reply(550, "Access is denied.", 39, "I", "KB 969061 (sub-status)", 5),
    "rename-first": Reply(503, "Bad sequence of commands.", 0, "R", _RFC959),
    "rename-pending": Reply(350, "Requested file action pending further information."),
    "restart-pending": Reply(350, "Restarting at {position}.", 0, "R", "RFC 3659 5.4"),
    "restart-beyond": Reply(551, "The parameter is incorrect.", 3, "I", "RFC 1123 4.1.3.4", 87),
    "done": Reply(250, "{verb} command successful."),
    "created": Reply(257, '"{path}" directory created.'),
    "current": Reply(257, '"{path}" is current directory.'),
    "type-set": Reply(200, "Type set to {type}."),
    "type-unknown": Reply(504, "The parameter is incorrect.", 0, "R", _RFC959, 87),
    "size": Reply(213, "{size}", 0, "R", "RFC 3659 4"),
    "time": Reply(213, "{time}", 0, "R", "RFC 3659 3"),
    # data connections
    "passive": Reply(227, "Entering Passive Mode ({numbers})."),
    "passive-extended": Reply(229, "Entering Extended Passive Mode (|||{port}|)"),
    "no-ports": Reply(425, "Cannot open data connection.", 0, "I", _RFC959, 10048),
    "wrong-protocol": Reply(522, "Network protocol not supported.", 0, "D", "KB 969061; RFC 2428"),
    "foreign-address": Reply(501, "Server cannot accept argument.", 38, "I", "KB 969061 (sub-status)", 87),
    "low-port": Reply(425, "Cannot open data connection.", 38, "D", "KB 2505047", 87),
    "no-data-connection": Reply(425, "Cannot open data connection.", 0, "R", _RFC959, 10061),
    "foreign-data-client": Reply(425, "Cannot open data connection.", 38, "D", "KB 2505047; dataChannelSecurity", 1236),
    "opening": Reply(150, "Opening {type} mode data connection."),
    "opened": Reply(125, "Data connection already open; Transfer starting."),
    "data-tls-failed": Reply(425, "Cannot open data connection.", 32, "I", "RFC 4217 10.2"),
    "data-certificate-differs": Reply(425, "Cannot open data connection.", 49, "I", "KB 969061 (sub-status)", 5),
    "complete": Reply(226, "Transfer complete."),
    "cut": Reply(426, "Connection closed; transfer aborted.", 23, "R", "RFC 959; sub-status KB 969061", 64),
    "cut-by-server": Reply(426, "Connection closed; transfer aborted.", 22, "R", "RFC 959; sub-status KB 969061", 1236),
    "data-timed-out": Reply(426, "Connection closed; transfer aborted.", 15, "R", "RFC 959; sub-status KB 969061", 121),
    "too-slow": Reply(426, "Connection closed; transfer aborted.", 50, "R", "RFC 959; sub-status KB 969061", 121),
    "aborted": Reply(426, "Connection closed; transfer aborted.", 20, "R", "RFC 959; sub-status KB 969061", 995),
    "abort-done": Reply(226, "ABOR command successful.", 0, "R", _RFC959),
    "nothing-to-abort": Reply(225, "ABOR command successful.", 0, "R", _RFC959),
    # the rest
    "system": Reply(215, "Windows_NT"),
    "utf8-on": Reply(200, "OPTS UTF8 command successful - UTF8 encoding now ON."),
    "utf8-off": Reply(200, "OPTS UTF8 command successful - UTF8 encoding now OFF.", 0, "I"),
    "option-unknown": Reply(501, "The parameter is incorrect.", 0, "R", "RFC 2389 4", 87),
    "help-end": Reply(214, "HELP command successful."),
    "help-verb": Reply(214, "Syntax: {syntax}"),
    "superfluous": Reply(202, "{verb} command superfluous.", 0, "R", _RFC959),
    "status-end": Reply(211, "End of status.", 0, "R", _RFC959),
    "list-end": Reply(213, "End of status.", 0, "R", _RFC959),
    "features-end": Reply(211, "END"),
}


def reply(situation: str, **fields: object) -> Reply:
    """The reply to a *situation*, its fields filled in. Raises KeyError for one that the table lacks."""
    found = REPLIES[situation]
    return found if "{" not in found.text else found._replace(text=found.text.format(**fields))


DETAILS: dict[int, str] = {
    1: "Authorization rules denied the access.",
    2: "File system denied the access.",
    3: "File system returned an error.",
    5: "Write access for the root of the virtual directory is forbidden.",
    31: "SSL certificate was not configured.",
}
"""The sub-status texts of detailed errors that somebody saw (client-cert-login 2.2)."""
