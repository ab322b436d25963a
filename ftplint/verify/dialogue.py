"""What was said between a client and a server, whoever the client is, and what each step of a session came to."""

from __future__ import annotations

from ftplint.client import CERTIFICATE, Line
from ftplint.named_tuple import NamedTuple
from ftplint.server import step_of

__all__ = ["CERTIFICATE", "DATA_STEPS", "STEPS", "Line", "Step", "reply_to", "steps_of"]

DATA_STEPS = ("list", "upload", "download")
STEPS = ("connect", "auth", "handshake", "login", "ccc", "list", "upload", "download")


class Step(NamedTuple):
    """How a step ended: its last reply (0: none came), and the TLS alert or error that came instead."""

    name: str
    reply: int
    text: str
    alert: str = ""

    @property
    def failed(self) -> bool:
        """Whether the session cannot go on from here."""
        return bool(self.alert) or not 0 < self.reply < 400


def steps_of(lines: tuple[Line, ...]) -> tuple[Step, ...]:
    """The steps of a dialogue, in order. A refused PBSZ or PROT decides the data steps: some clients
    (lftp) transfer in clear all the same, which is not what was wanted."""
    found: dict[str, Step] = {}
    current: str = "connect"
    text: list[str] = []
    verb = ""
    refused_user = False
    refused_protection: Step | None = None
    for who, line in lines:
        if who == ">":
            verb = line.partition(" ")[0].upper()
            current = step_of(verb)
            text = []
        elif who == "<":
            code, final = _code(line)
            text.append(line[4:] if code else line.strip())
            if not final or not current:
                continue
            step = Step(current, code, "\n".join(text))
            text = []
            if current == "protection":
                refused_protection = step if code >= 400 else None
            elif not (100 <= code < 200) and not (current == "login" and code in (331, 332)):
                if verb != "PASS" or "login" not in found or not refused_user:
                    found[current] = step
                refused_user = code >= 400 if verb == "USER" else refused_user
                if current == "auth" and code == 234:
                    found["handshake"] = Step("handshake", 234, step.text)
        elif who == "*" and line.startswith("alert"):
            _alert(found, current, line)
        elif who == "*" and line.startswith(("closed", "ended")) and not found and current == "connect":
            found["connect"] = Step("connect", 0, line)
        elif who == "*" and line.startswith(CERTIFICATE):
            found["handshake"] = Step("handshake", 234, line)
    if refused_protection is not None:
        for name in [name for name in DATA_STEPS if name in found] or DATA_STEPS:
            found[name] = refused_protection._replace(name=name)
    return tuple(found[name] for name in STEPS if name in found)


def reply_to(lines: tuple[Line, ...], command: str) -> Step | None:
    """The last reply to the last time that *command* was said; None if it never was."""
    found: Step | None = None
    inside = False
    text: list[str] = []
    for who, line in lines:
        if who == ">":
            inside = line == command
            found = Step("command", 0, "") if inside else found
            text = []
        elif who == "<" and inside:
            code, final = _code(line)
            text.append(line[4:] if code else line.strip())
            if final:
                found = Step("command", code, "\n".join(text))
                text = []
    return found


def _alert(found: dict[str, Step], current: str, line: str) -> None:
    """TLS ended: in the handshake of AUTH, or where the client first read afterwards (TLS 1.3)."""
    name = "handshake" if current in ("auth", "connect") else current or "login"
    if name not in found or not found[name].failed or name == "handshake":
        found[name] = Step(name, 0, "", line)


def _code(line: str) -> tuple[int, bool]:
    """The code of a reply line and whether it is the last one; (0, False) inside a block."""
    head = line[:3]
    if len(line) >= 3 and head.isascii() and head.isdigit():
        return int(head), line[3:4] in (" ", "")
    return 0, False
