"""What the server says: one table of code, sub-status, text and source for each situation.

Bases: D documented, L seen in a log, R a specification (RFC) and no Microsoft text, I inferred. Texts of the bases R
and I are this server's own words, not IIS's: compare codes and sub-status, not texts (client-cert-login section 2).
"""

from __future__ import annotations

from typing import Literal

from ftplint.named_tuple import NamedTuple

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
    "stopping": Reply(
        421,
        "Service not available, closing control connection.",
        21,
        "I",
        "RFC 959 (421 may come unasked); sub-status KB 969061",
        1236,
    ),
    "goodbye": Reply(221, "Goodbye."),
    "line-feed-only": Reply(451, "The parameter is incorrect.", 0, "D", "KB 2505047", 87),
    "line-too-long": Reply(500, "Command line too long.", 51, "I", "commandFiltering@maxCommandLine", 87),
    "unknown-command": Reply(500, "'{verb}': command not understood.", 0, "R", _RFC959, 5063),
    "not-implemented": Reply(502, "Command not implemented.", 0, "R", _RFC959, 50),
    "argument-missing": Reply(501, "Invalid number of parameters.", win32=87),
    "argument-wrong": Reply(501, "The parameter is incorrect.", 0, "R", _RFC959, 87),
    "busy": Reply(503, "Bad sequence of commands.", 0, "I", "RFC 959 5.4; open: what IIS says during a transfer"),
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
    "tls-failed": Reply(431, "Failed to setup secure session.", 32, "D", "friis blog", 5),
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
    "identity-wanted": Reply(
        331, "Anonymous access allowed, send identity (e-mail name) as password.", 0, "L", "transcripts, IIS 7.5 and 10"
    ),
    "authorised-by-certificate": Reply(232, "User logged in.", 0, "R", "RFC 2228 4; RFC 4217 12.1"),
    "logged-in": Reply(230, "User logged in."),
    "login-wanted": Reply(530, "Please login with USER and PASS."),
    "user-first": Reply(503, "Login with USER first.", 0, "R", _RFC959),
    "login-failed": Reply(530, "User cannot log in.", 41, "L", "transcripts; KB 969061", 1326),
    "mapping-failed": Reply(530, "User cannot log in.", 41, "I", "as a wrong password; open: 35 or 41", 1326),
    "no-method": Reply(530, "User cannot log in.", 36, "D", _KB, 1326),
    "anonymous-refused": Reply(530, "User cannot log in.", 42, "L", "transcripts; KB 969061", 1326),
    "isolation-needs-basic": Reply(530, "User cannot log in.", 40, "D", _KB, 1326),
    "directory-silent": Reply(530, "User cannot log in.", 41, "I", "KB 969061 (sub-status)", 1311),
    "home-lookup-failed": Reply(530, "User cannot log in.", 33, "D", "KB 2649659", 5),
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
    "colon": Reply(550, "The parameter is incorrect.", 3, "D", "KB 2505017; the sub-status is inferred", 87),
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
    "opening-unique": Reply(150, "FILE: {name}", 0, "R", "RFC 1123 4.1.2.9"),
    "opened-unique": Reply(125, "FILE: {name}", 0, "R", "RFC 1123 4.1.2.9"),
    "data-tls-failed": Reply(425, "Cannot open data connection.", 32, "I", "RFC 4217 10.2"),
    "data-certificate-differs": Reply(425, "Cannot open data connection.", 49, "I", "KB 969061 (sub-status)", 5),
    "complete": Reply(226, "Transfer complete."),
    "cut": Reply(426, "Connection closed; transfer aborted.", 23, "R", "RFC 959; sub-status KB 969061", 64),
    "cut-by-server": Reply(426, "Connection closed; transfer aborted.", 22, "R", "RFC 959; sub-status KB 969061", 1236),
    "stopped": Reply(426, "Connection closed; transfer aborted.", 21, "R", "RFC 959; sub-status KB 969061", 1236),
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
    "option-unsupported": Reply(501, "Option not supported.", 0, "L", "FluentFTP #1538", 50),
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
    0: "Successful operation.",
    1: "Authorization rules denied the access.",
    2: "File system denied the access.",
    3: "File system returned an error.",
    4: "IP restriction rules denied the access.",
    5: "Write access for the root of the virtual directory is forbidden.",
    6: "Short file name check has failed.",
    7: "Short file names are forbidden.",
    8: "Hidden segment was detected in the path based on request filtering rules.",
    9: "Denied Url sequence detected in the path based on request filtering rules.",
    10: "High bit characters detected in the path based on request filtering rules.",
    11: "File extension was denied based on request filtering rules.",
    12: "Path is too long based on request filtering rules.",
    13: "Attempt was made to open object that is not a file or directory.",
    14: "Control channel timed out.",
    15: "Data channel timed out.",
    16: "Control channel timed out based on new connection timeout.",
    17: "Invalid site configuration.",
    18: "Invalid configuration.",
    19: "Maximum connection limit was reached.",
    20: "Data channel was closed by ABOR command from client.",
    21: "Site is being stopped.",
    22: "Data channel was aborted by server due to an error.",
    23: "Data channel was aborted by client.",
    24: "SSL policy requires SSL for data channel.",
    25: "SSL policy requires SSL for control channel.",
    26: "SSL policy requires SSL for credentials.",
    27: "SSL policy denies SSL for data channel.",
    28: "SSL policy denies SSL for data channel.",
    29: "SSL policy denies SSL for credentials.",
    30: "SSL policy denies SSL for commands.",
    31: "SSL certificate was not configured.",
    32: "SSL initialization failed.",
    33: "Home directory lookup failed.",
    34: "Custom authentication call failed.",
    35: "User failed to authenticate.",
    36: "All authentication methods are disabled.",
    37: "Hostname didn't match any configured ftp site.",
    38: "Client IP on the control channel didn't match the client IP on the data channel.",
    39: "Maximum file size was exceeded.",
    40: "Active Directory Isolation must be combined with basic authentication.",
    41: "An error occurred during the authentication process.",
    42: "Anonymous authentication is not allowed.",
    43: "Protection negotiation failed. PROT command with recognized parameter must precede this command.",
    44: "SSL certificate was not found.",
    45: "Private key was not found for the specified SSL certificate.",
    46: "SSL certificate hash has invalid length.",
    47: "SSL policy requires client certificate.",
    48: "User provided invalid client certificate.",
    49: "SSL policy requires matching client certificate for control and data channel.",
    50: "Data channel timed out due to not meeting the minimum bandwidth requirement.",
    51: "Command filtering rules denied the access.",
    52: "Session disconnected by administrator.",
    53: "Connection error.",
    54: "Session closed because of configuration change.",
    55: "128-bit encryption is required for SSL connections.",
}
"""The texts of the sub-status, which detailed errors show (KB 969061; each that was seen equals it)."""

SYSTEM: dict[int, str] = {
    2: "The system cannot find the file specified.",
    3: "The system cannot find the path specified.",
    5: "Access is denied.",
    32: "The process cannot access the file because it is being used by another process.",
    50: "The request is not supported.",
    64: "The specified network name is no longer available.",
    87: "The parameter is incorrect.",
    112: "There is not enough space on the disk.",
    121: "The semaphore timeout period has expired.",
    123: "The filename, directory name, or volume label syntax is incorrect.",
    145: "The directory is not empty.",
    183: "Cannot create a file when that file already exists.",
    267: "The directory name is invalid.",
    995: "The I/O operation has been aborted because of either a thread exit or an application request.",
    1168: "Element not found.",
    1236: "The network connection was aborted by the local system.",
    1311: "We can't sign you in with this credential because your domain isn't available.",
    1326: "The user name or password is incorrect.",
    10048: "Only one usage of each socket address (protocol/network address/port) is normally permitted.",
    10061: "No connection could be made because the target machine actively refused it.",
}
"""The messages of Windows for the errors in the table. On the wire each ends in a blank (transcripts)."""


def spoken(found: Reply) -> str:
    """The text of a reply as it is sent: a message of the system with its blank."""
    return f"{found.text} " if found.text == SYSTEM.get(found.win32) else found.text


def system_message(found: Reply) -> str:
    """What the line ``Win32 error`` of a detailed error holds: the system's own message, not the reply's text."""
    known = SYSTEM.get(found.win32)
    return found.text if known is None else f"{known} "
