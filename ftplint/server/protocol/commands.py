"""The command table: every verb, the function that does it, and all that is asked about a command before it runs.

A new command is one entry here and one function. HELP, FEAT, the order of the dispatch, the log, `ftplint verify` and
docs/reference-server.md read this table. FEAT lists the features in the order of the entries.
"""

from __future__ import annotations

from ftplint.server.protocol import data, files, info, listing, logon, protection, transfer
from ftplint.server.protocol.session import Command, Step

COMMANDS: dict[str, Command] = {
    # what the server is, and how it speaks
    "FEAT": Command(info.features, "(list features)", before_logon=True),
    "HELP": Command(info.help_, "[ <sp> <string>]", before_logon=True),
    "LANG": Command(info.language, "[ <sp> language ]", before_logon=True, feature="LANG EN*"),
    "NOOP": Command(info.nothing, "(no operation)", before_logon=True, during_transfer=True),
    "OPTS": Command(info.options, "<sp> command", argument=True, before_logon=True, feature="UTF8"),
    "STAT": Command(info.status, "(get server status)", during_transfer=True),
    "SYST": Command(info.system, "(get operating system type)", before_logon=True),
    # TLS
    "AUTH": Command(
        protection.start_tls,
        "<sp> mechanism (start TLS)",
        argument=True,
        before_logon=True,
        step="auth",
        feature="AUTH TLS;TLS-C;SSL;TLS-P;",
    ),
    "PBSZ": Command(
        protection.buffer_size, "<sp> size", argument=True, before_logon=True, step="protection", feature="PBSZ"
    ),
    "PROT": Command(
        protection.protection, "<sp> C | P", argument=True, before_logon=True, step="protection", feature="PROT C;P;"
    ),
    "CCC": Command(
        protection.clear_command_channel, "(clear command channel)", before_logon=True, step="ccc", feature="CCC"
    ),
    "ADAT": Command(None),
    "ENC": Command(None),
    "MIC": Command(None),
    # the logon
    "HOST": Command(logon.choose_host, "<sp> host-name", argument=True, before_logon=True, feature="HOST"),
    "USER": Command(
        logon.name_user,
        "<sp> username",
        argument=True,
        before_logon=True,
        credentials=True,
        names_site=True,
        step="login",
    ),
    "PASS": Command(
        logon.check_password,
        "<sp> password",
        before_logon=True,
        credentials=True,
        after_user=True,
        secret=True,
        step="login",
    ),
    "ACCT": Command(info.not_implemented, "(specify account)", before_logon=True, credentials=True, secret=True),
    "REIN": Command(logon.reinitialize, "(reinitialize)"),
    "QUIT": Command(logon.quit_, "(terminate service)", before_logon=True, during_transfer=True),
    # files and folders
    "CDUP": Command(files.folder_up, "(change to parent directory)"),
    "CWD": Command(files.change_folder, "[ <sp> directory-name ] (change directory)"),
    "DELE": Command(files.delete, "<sp> file-name - (delete file)", argument=True),
    "MKD": Command(files.make_folder, "<sp> path-name", argument=True),
    "PWD": Command(files.print_folder, "(return current directory)"),
    "RMD": Command(files.remove_folder, "<sp> path-name", argument=True),
    "RNFR": Command(files.rename_from, "<sp> file-name", argument=True),
    "RNTO": Command(files.rename_to, "<sp> file-name", argument=True),
    "SIZE": Command(files.size, "<sp> path-name", argument=True, feature="SIZE"),
    "MDTM": Command(files.modified, "<sp> path-name (modification time)", argument=True, feature="MDTM"),
    "XCUP": Command(files.folder_up, "(change to parent directory)", alias="CDUP"),
    "XCWD": Command(files.change_folder, "[ <sp> directory-name ]", alias="CWD"),
    "XMKD": Command(files.make_folder, "<sp> path-name", argument=True, alias="MKD"),
    "XPWD": Command(files.print_folder, "(return current directory)", alias="PWD"),
    "XRMD": Command(files.remove_folder, "<sp> path-name", argument=True, alias="RMD"),
    # data connections
    "EPRT": Command(data.extended_port, "<sp> <d>proto<d>address<d>port<d>", argument=True),
    "EPSV": Command(data.extended_passive, "[ <sp> proto | ALL ]"),
    "PASV": Command(data.passive, "(set server in passive mode)"),
    "PORT": Command(data.port, "<sp> b0,b1,b2,b3,b4,b5", argument=True),
    "ABOR": Command(data.abort, "(abort operation)", during_transfer=True),
    # transfers
    "LIST": Command(listing.list_folder, "[ <sp> path-name ]", step="list"),
    "NLST": Command(listing.list_names, "[ <sp> path-name ]", step="list"),
    "RETR": Command(transfer.retrieve, "<sp> file-name", argument=True, step="download"),
    "STOR": Command(transfer.store, "<sp> file-name", argument=True, step="upload"),
    "STOU": Command(transfer.store_unique, "(store file with unique name)", step="upload"),
    "APPE": Command(transfer.append, "<sp> file-name (append to a file)", argument=True, step="upload"),
    "REST": Command(transfer.restart, "<sp> marker", argument=True, feature="REST STREAM"),
    "TYPE": Command(info.representation, "<sp> [ A | E | I | L ]", argument=True),
    "STRU": Command(info.structure, "(specify file structure)", argument=True),
    "MODE": Command(info.mode, "(specify transfer mode)", argument=True),
    "ALLO": Command(info.allocate, "<sp> number (allocate storage)"),
    "SITE": Command(info.not_implemented, "(site-specific commands)"),
    "SMNT": Command(info.not_implemented, "<sp> pathname"),
}
"""Verb -> command."""


def step_of(verb: str) -> Step:
    """The step of a session that a verb (upper case) belongs to; empty for most."""
    command = COMMANDS.get(verb)
    return "" if command is None else command.step


def verbs_of(step: str) -> tuple[str, ...]:
    """The verbs of a step; none for steps that are no commands, as the handshake."""
    return tuple(verb for verb, command in COMMANDS.items() if command.step == step)
