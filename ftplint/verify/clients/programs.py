"""curl, lftp and openssl as clients: their own accounts of the dialogue, in one form."""

from __future__ import annotations

import contextlib
import re
import shutil
import subprocess
import tempfile
import threading
from pathlib import Path
from typing import IO, TYPE_CHECKING

from ftplint.verify.clients.call import HOST
from ftplint.verify.dialogue import Line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ftplint.verify.clients.call import Call

SECONDS = 60
_ALERT = re.compile(r"(?:alert|TLS fatal)[^\n]*", re.IGNORECASE)


def available(name: str) -> bool:
    """Whether the program is installed."""
    return shutil.which(name) is not None


def curl(call: Call) -> tuple[Line, ...]:
    """One run of curl for each wanted step, or one listing of nothing; curl says AUTH SSL first."""
    lines: list[Line] = []
    for step in [step for step in call.wanted if step != "ccc"] or [""]:
        with tempfile.TemporaryDirectory() as folder:
            upload = Path(folder, "upload")
            upload.write_bytes(call.content)
            got = Path(folder, "got")
            lines.extend(_curl(call, step, upload, got))
            if step == "list" and got.exists():
                lines.extend(Line("=", line) for line in got.read_text("utf-8", "replace").splitlines())
    return tuple(lines)


def _curl(call: Call, step: str, upload: Path, got: Path) -> list[Line]:
    scheme = "ftps" if call.implicit and call.channel != "clear" else "ftp"
    path = {"upload": call.upload_path, "download": call.path}.get(step, "/")
    given = ["curl", "-v", "-sS", "-o", str(got), "--max-time", str(SECONDS), "--cacert", str(call.authority)]
    given += ["--resolve", f"{HOST}:{call.port}:{call.host}", "-u", f"{call.user}:{call.password}"]
    if call.channel != "clear":
        secure = "--ssl" if call.channel == "try" else "--ssl-reqd"
        given += [secure] if call.data == "private" else ["--ftp-ssl-control"]
        given += ["--cert", str(call.certificate)] if call.certificate is not None else []
        given += ["--ftp-ssl-ccc"] if call.channel == "ccc" else []
    given += {"1.2": ["--tls-max", "1.2"], "1.3": ["--tlsv1.3"]}.get(call.newest_tls, [])
    given += {"upload": ["-T", str(upload)], "": ["-Q", "NOOP", "-I"]}.get(step, [])
    done = _run([*given, f"{scheme}://{HOST}:{call.port}{path}"])
    lines = []
    for line in done.stderr.decode("utf-8", "replace").splitlines():
        if line.startswith("> "):
            lines.append(Line(">", "PASS ***" if line.startswith("> PASS") else line[2:]))
        elif re.match(r"< ?\d{3}|<  ", line):
            lines.append(Line("<", line[2:].rstrip()))
        elif line.startswith("curl: "):
            lines.append(Line("*", line))
    if done.returncode in (35, 55, 56, 58, 60):
        errors = done.stderr.decode("utf-8", "replace")
        alert = _ALERT.search(errors)
        lines.append(Line("*", f"alert: {alert[0] if alert else f'curl exit {done.returncode}'}"))
    return lines


def lftp(call: Call) -> tuple[Line, ...]:
    """One session of lftp with its debug output."""
    with tempfile.TemporaryDirectory() as folder:
        upload = Path(folder, "upload")
        upload.write_bytes(call.content)
        done = _run(["lftp", "--norc", "-d", "-c", _lftp_script(call, upload)])
    lines = []
    for line in done.stderr.decode("utf-8", "replace").splitlines():
        if line.startswith("---> "):
            sent = line[5:]
            lines.append(Line(">", "PASS ***" if sent.startswith("PASS") else sent))
        elif line.startswith(("<--- ", "<--  ")):
            lines.append(Line("<", line[5:].rstrip()))
        elif "TLS fatal alert" in line or "gnutls_" in line:
            lines.append(Line("*", f"alert: {line.strip('* -')}"))
    if "list" in call.wanted:
        lines.extend(Line("=", line) for line in done.stdout.decode("utf-8", "replace").splitlines())
    return tuple(lines)


def _lftp_script(call: Call, upload: Path) -> str:
    secure = "yes" if call.channel != "clear" else "no"
    private = "yes" if call.data == "private" and call.channel != "clear" else "no"
    settings = [
        f"set ssl:ca-file {call.authority}",
        f"set ftp:ssl-allow {secure}",
        f"set ftp:ssl-force {'yes' if call.channel == 'tls' else 'no'}",
        f"set ftp:ssl-protect-data {private}",
        f"set ftp:ssl-protect-list {private}",
        "set net:max-retries 1",
        "set net:timeout 8",
        "set net:reconnect-interval-base 1",
        "set ftp:use-feat yes",
        "set cmd:fail-exit yes",
        "set xfer:clobber yes",
    ]
    if call.certificate is not None:
        settings += [f"set ssl:cert-file {call.certificate}", f"set ssl:key-file {call.certificate}"]
    priority = {"1.2": "NORMAL:-VERS-TLS1.3", "1.3": "NORMAL:-VERS-ALL:+VERS-TLS1.3"}.get(call.newest_tls)
    settings += [f"set ssl:priority '{priority}'"] if priority else []
    scheme = "ftps" if call.implicit and call.channel != "clear" else "ftp"
    does = {
        "list": "ls",
        "upload": f"put {upload} -o {call.upload_path}",
        "download": f"get {call.path} -o {upload}.got",
    }
    steps = [does[step] for step in call.wanted if step in does] or ["quote NOOP"]
    host = f"[{call.host}]" if ":" in call.host else HOST
    opened = f"open -u '{call.user}','{call.password or 'x'}' {scheme}://{host}:{call.port}"
    return "; ".join([*settings, opened, *steps])


def openssl(call: Call) -> tuple[Line, ...]:
    """``openssl s_client`` up to the logon; it does not look at the reply to AUTH, so that is asked first."""
    if call.channel == "clear":
        return ()
    given = ["openssl", "s_client", "-quiet", "-connect", f"{call.host}:{call.port}", "-servername", HOST]
    given += ["-CAfile", str(call.authority)]
    given += [] if call.implicit else ["-starttls", "ftp"]
    given += ["-cert", str(call.certificate), "-key", str(call.certificate)] if call.certificate is not None else []
    given += {"1.2": ["-tls1_2"], "1.3": ["-tls1_3"]}.get(call.newest_tls, [])
    commands = [f"USER {call.user}", f"PASS {call.password}", "QUIT"]
    lines = [] if call.implicit else list(_auth(call))
    if not call.implicit and not lines[-1].text.startswith("234"):
        return tuple(lines)
    run = subprocess.Popen(given, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    killer = threading.Timer(SECONDS, run.kill)
    killer.start()
    assert run.stdin is not None and run.stdout is not None
    try:
        lines.extend(_reply(run.stdout) if call.implicit else ())
        for command in commands:
            lines.append(Line(">", "PASS ***" if command.startswith("PASS") else command))
            run.stdin.write(f"{command}\r\n".encode())
            run.stdin.flush()
            replies = _reply(run.stdout)
            if replies and replies[0].text.startswith("220"):  # of -starttls: the banner in clear
                replies = _reply(run.stdout)
            lines.extend(replies)
            if not replies:
                break
            if command.startswith("USER") and replies[-1].text.startswith("2"):  # 232: the certificate is enough
                break
    except OSError:  # the program ended, and says why below
        pass
    finally:
        killer.cancel()
        run.kill()
        errors = run.communicate()[1].decode("utf-8", "replace")
    alert = _ALERT.search(errors)
    if call.implicit and not any(line.who == "<" for line in lines):  # s_client names no alert where there was none
        lines = [Line("*", f"alert: {alert[0] if alert else 'the handshake ended'}")]
    elif alert and not any(line.who == "<" and line.text[:1] in "235" for line in lines[3:]):
        lines.append(Line("*", f"alert: {alert[0]}"))
    return tuple(lines)


def _reply(stream: IO[bytes]) -> list[Line]:
    """One reply with all its lines; nothing if the program ends."""
    found: list[Line] = []
    while raw := stream.readline():
        line = raw.decode("utf-8", "replace").rstrip("\r\n")
        if found or re.match(r"\d{3}[ -]", line):
            found.append(Line("<", line))
            if re.match(r"\d{3} ", line) and line[:3] == found[0].text[:3]:
                return found
    return found


def _auth(call: Call) -> tuple[Line, ...]:
    """The clear part of the session: banner, AUTH and its reply."""
    import socket

    lines: list[Line] = []
    with (
        contextlib.suppress(ConnectionError),  # a server that refuses at once may close before it reads AUTH
        socket.create_connection((call.host, call.port), SECONDS) as raw,
        raw.makefile("rb") as file,
    ):
        lines += _reply(file)
        if lines and lines[-1].text.startswith("220"):
            raw.sendall(b"AUTH TLS\r\n")
            lines.append(Line(">", "AUTH TLS"))
            lines += _reply(file)
    if not lines or lines[-1].who == ">":
        lines.append(Line("*", "closed by the server"))
    return tuple(lines)


def _run(given: Sequence[str], fed: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Runs a program; one that hangs is ended and what it said so far counts."""
    try:
        return subprocess.run(given, input=fed, capture_output=True, timeout=SECONDS + 5, check=False)
    except subprocess.TimeoutExpired as error:
        return subprocess.CompletedProcess(given, 124, error.stdout or b"", error.stderr or b"")
