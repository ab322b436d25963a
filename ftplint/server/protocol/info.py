"""The rest of the command set: FEAT, HELP, OPTS, SYST, TYPE and what IIS knows without doing much."""

from __future__ import annotations

from ftplint.server.content.listing_format import lines
from ftplint.server.protocol.transfer import TransferCommands

SYNTAX = {
    "ABOR": "(abort operation)",
    "ACCT": "(specify account)",
    "ALLO": "<sp> number (allocate storage)",
    "APPE": "<sp> file-name (append to a file)",
    "AUTH": "<sp> mechanism (start TLS)",
    "CCC": "(clear command channel)",
    "CDUP": "(change to parent directory)",
    "CWD": "[ <sp> directory-name ] (change directory)",
    "DELE": "<sp> file-name - (delete file)",
    "EPRT": "<sp> <d>proto<d>address<d>port<d>",
    "EPSV": "[ <sp> proto | ALL ]",
    "FEAT": "(list features)",
    "HELP": "[ <sp> <string>]",
    "HOST": "<sp> host-name",
    "LANG": "[ <sp> language ]",
    "LIST": "[ <sp> path-name ]",
    "MDTM": "<sp> path-name (modification time)",
    "MKD": "<sp> path-name",
    "MODE": "(specify transfer mode)",
    "NLST": "[ <sp> path-name ]",
    "NOOP": "(no operation)",
    "OPTS": "<sp> command",
    "PASS": "<sp> password",
    "PASV": "(set server in passive mode)",
    "PBSZ": "<sp> size",
    "PORT": "<sp> b0,b1,b2,b3,b4,b5",
    "PROT": "<sp> C | P",
    "PWD": "(return current directory)",
    "QUIT": "(terminate service)",
    "REIN": "(reinitialize)",
    "REST": "<sp> marker",
    "RETR": "<sp> file-name",
    "RMD": "<sp> path-name",
    "RNFR": "<sp> file-name",
    "RNTO": "<sp> file-name",
    "SITE": "(site-specific commands)",
    "SIZE": "<sp> path-name",
    "SMNT": "<sp> pathname",
    "STAT": "(get server status)",
    "STOR": "<sp> file-name",
    "STOU": "(store file with unique name)",
    "STRU": "(specify file structure)",
    "SYST": "(get operating system type)",
    "TYPE": "<sp> [ A | E | I | L ]",
    "USER": "<sp> username",
    "XCUP": "(change to parent directory)",
    "XCWD": "[ <sp> directory-name ]",
    "XMKD": "<sp> path-name",
    "XPWD": "(return current directory)",
    "XRMD": "<sp> path-name",
}
UNIMPLEMENTED = ("ADAT", "ENC", "MIC")
_FEATURES = ("LANG EN*", "UTF8", "AUTH TLS;TLS-C;SSL;TLS-P;", "PBSZ", "PROT C;P;", "CCC", "HOST", "SIZE", "MDTM")


class OtherCommands(TransferCommands):
    """Information, options and no-ops."""

    def ftp_FEAT(self, _: str) -> None:
        """The list of FTP 7.5 and later. Open (point 7): whether TLS is left out without a certificate."""
        features = [name for name in (*_FEATURES, "REST STREAM") if name != "UTF8" or self.own.utf8]
        self.send_lines(["211-Extended features supported:", *(f" {name}" for name in features)])
        self.say("features-end")

    def ftp_HELP(self, verb: str) -> None:
        """The commands, those that are not implemented with an asterisk; or the syntax of one."""
        if verb:
            syntax = SYNTAX.get(verb.upper())
            if syntax is None:
                self.say("argument-wrong")
            else:
                self.say("help-verb", syntax=f"{verb.lower()} {syntax}")
            return
        names = [*SYNTAX, *(f"{name}*" for name in UNIMPLEMENTED)]
        rows = [sorted(names)[start : start + 8] for start in range(0, len(names), 8)]
        self.send_lines(
            [
                "214-The following commands are recognized (* ==>'s unimplemented).",
                *(f" {''.join(f'{name:<8}' for name in row).rstrip()}" for row in rows),
            ]
        )
        self.say("help-end")

    def ftp_SYST(self, _: str) -> None:
        """Windows_NT."""
        self.say("system")

    def ftp_NOOP(self, _: str) -> None:
        """Nothing."""
        self.say("ok")

    def ftp_OPTS(self, text: str) -> None:
        """UTF8 ON, before the logon too."""
        words = text.upper().split()
        if words == ["UTF8", "ON"] and self.own.utf8:
            self.say("utf8-on")
        elif words == ["UTF8", "OFF"] and self.own.utf8:
            self.say("utf8-off")
        else:
            self.say("option-unknown")

    def ftp_LANG(self, text: str) -> None:
        """English, whatever is asked for."""
        self.say("ok" if text.upper() in ("", "EN", "EN-US") else "type-unknown")

    def ftp_TYPE(self, text: str) -> None:
        """ASCII or image."""
        kind = text.upper().replace(" ", "")
        if kind in ("A", "AN"):
            self._current_type = "a"
        elif kind in ("I", "L8"):
            self._current_type = "i"
        else:
            self.say("type-unknown" if kind else "argument-missing")
            return
        self.say("type-set", type=kind[0].replace("L", "I"))

    def ftp_STRU(self, text: str) -> None:
        """Files have no structure."""
        self.say("ok" if text.upper() == "F" else "type-unknown")

    def ftp_MODE(self, text: str) -> None:
        """Streams only."""
        self.say("ok" if text.upper() == "S" else "type-unknown")

    def ftp_ALLO(self, _: str) -> None:
        """Nothing needs to be allocated."""
        self.say("superfluous")

    def ftp_ACCT(self, _: str) -> None:
        """Recognised and not implemented (commandFiltering page)."""
        self.say("not-implemented")

    def ftp_SMNT(self, _: str) -> None:
        """Recognised; there is nothing to mount."""
        self.say("not-implemented")

    def ftp_SITE(self, _: str) -> None:
        """There are no commands of the site's own."""
        self.say("not-implemented")

    def ftp_REST(self, text: str) -> None:
        """Where the next RETR or STOR goes on."""
        if not (text.isascii() and text.isdigit()) or len(text) > 18:
            self.say("argument-wrong")
            return
        self._restart_position = int(text)
        self.say("restart-pending", position=int(text))

    def ftp_ABOR(self, _: str) -> None:
        """426 for the transfer, then 226; 225 where none was."""
        channel = self.data_channel
        if channel is not None and channel.cmd:
            channel.end("aborted")
            self.verb, self.stem = "ABOR", ""
            self.say("abort-done")
            return
        waiting = self._out_dtp_queue is not None or self._in_dtp_queue is not None
        self._shutdown_connecting_dtp()
        if waiting:
            self._give_up("aborted")
            self.verb, self.stem = "ABOR", ""
            self.say("abort-done")
        else:
            self._drop_data()
            self.say("nothing-to-abort")

    def ftp_STAT(self, text: str) -> None:
        """The state of the session, or a listing over the control connection."""
        if not text:
            name = "none" if self.identity is None else self.identity.name
            secured = "TLS" if self.is_secured else "clear text"
            self.send_lines(
                ["211-Microsoft FTP Service status:", f" Logged in as {name}", f" Control channel: {secured}"]
            )
            self.say("status-end")
            return
        if self.identity is None:
            self.say("login-wanted")
            return
        found = self._listed(text, over_data=False)
        if found is None:
            return
        shown = lines(found[1], self.own.show, self.service.now().timestamp())
        self.send_lines(["213-Status:", *(f" {line.rstrip()}" for line in shown)])
        self.say("list-end")
