"""From a command line to the command: filters, order, policies; then the method that does it."""

from __future__ import annotations

import re

from ftplint.server.access.filtering import command_refused
from ftplint.server.protocol.info import SYNTAX, UNIMPLEMENTED, OtherCommands
from ftplint.server.protocol.policy import TRANSFERS, clear_refusal, transfer_refusal

_BEFORE_LOGON = frozenset(
    {"ACCT", "AUTH", "FEAT", "HELP", "HOST", "LANG", "NOOP", "OPTS", "PASS", "PBSZ", "PROT", "QUIT", "STAT", "SYST"}
    | {"USER", "CCC"}
)
"""Open (point 6): which commands are answered before the logon. Taken: those that tell nothing about the content."""
_SAME = {"XCUP": "CDUP", "XCWD": "CWD", "XMKD": "MKD", "XPWD": "PWD", "XRMD": "RMD"}
_NEEDS_ARGUMENT = frozenset(
    {"APPE", "AUTH", "DELE", "EPRT", "HOST", "MDTM", "MKD", "MODE", "OPTS", "PBSZ", "PORT", "PROT", "REST", "RETR"}
    | {"RMD", "RNFR", "RNTO", "SIZE", "STOR", "STRU", "TYPE", "USER", "XMKD", "XRMD"}
)
_TELNET = re.compile("^[\ufffd\xf2\xf4\xff]+")
"""Telnet's interrupt and synch, which clients send before ABOR."""
_SECRET = frozenset({"PASS", "ACCT"})
_DURING_TRANSFER = frozenset({"ABOR", "STAT", "QUIT", "NOOP"})


class Session(OtherCommands):
    """One client of the reference server."""

    def obey(self, line: str) -> None:
        """One command line. Every path through here says exactly one final reply, at once or after a transfer."""
        verb, _, argument = line.partition(" ")
        verb = verb.upper() if verb.isalpha() and verb.isascii() else _TELNET.sub("", verb.upper())
        self.verb = verb if verb.isascii() and verb.isalpha() and len(verb) <= 8 else "-"
        self.stem = "***" if verb in _SECRET else argument if verb in SYNTAX else ""  # a mistyped PASS, perhaps
        if verb in UNIMPLEMENTED:
            self.say("not-implemented")
        elif verb not in SYNTAX:
            self.say("unknown-command")
        elif command_refused(self.own.commands, verb):
            self.say("command-filtered")
        elif self.identity is None and verb not in _BEFORE_LOGON:
            self.say("login-wanted")
        elif self._busy() and verb not in _DURING_TRANSFER:
            self.say("in-use")
        elif verb in _NEEDS_ARGUMENT and not argument:
            self.say("argument-missing")
        else:
            self._policed(verb, argument)

    def _policed(self, verb: str, argument: str) -> None:
        if not self.is_secured and self.site is not None:
            refused = clear_refusal(self.own.tls, verb)
            if refused is not None and not ("|" in argument and verb == "USER"):
                self.say(refused)
                return
        if verb in TRANSFERS:
            refused = transfer_refusal(self.own.tls, bool(self._prot))
            if refused is not None:
                self._drop_data()
                self.say(refused)
                return
        getattr(self, f"ftp_{_SAME.get(verb, verb)}")(argument)

    def _busy(self) -> bool:
        """Whether a transfer is going on or waits for its connection: one at a time."""
        if self._out_dtp_queue is not None or self._in_dtp_queue is not None:
            return True
        return self.data_channel is not None and bool(self.data_channel.cmd)
