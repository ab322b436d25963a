"""Runs the command line in forks of a process that has loaded ftplint already, so that no run waits for its imports.

Each run is still a process of its own, with its own arguments, environment, folder and streams, and ends as ``console``
ends it. `test_command_line.py` holds a few of them against a start of the interpreter. Linux only.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
_LARGEST = 1 << 17
"""Bytes of a message, which hold the arguments and the environment of one run."""


class Warm:
    """The process that has loaded everything. One run after another."""

    def __init__(self) -> None:
        self._channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._python = _of_python(os.environ)
        command = [sys.executable, "-m", "tests.end_to_end.warm", str(theirs.fileno())]
        self._process = subprocess.Popen(
            command, pass_fds=[theirs.fileno()], cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
        theirs.close()
        self._turn = threading.Lock()
        atexit.register(self._end)

    def _end(self) -> None:
        self._channel.shutdown(socket.SHUT_RDWR)  # whoever else of our forks holds this end
        self._channel.close()
        self._process.wait()

    def can(self, environment: dict[str, str], arguments: list[str]) -> bool:
        """Whether a fork does what a start would: Python reads its own variables when it starts, and no later."""
        return _of_python(environment) == self._python and len(json.dumps([arguments, environment])) < _LARGEST // 2

    def run(
        self, arguments: list[str], stdin: bytes | None, cwd: Path | None, environment: dict[str, str], patience: float
    ) -> tuple[int, bytes, bytes]:
        """The exit code and the two outputs. Without *stdin*, that of this process, as ``subprocess.run`` has it.

        Raises TimeoutExpired after *patience* seconds.
        """
        told = {"arguments": arguments, "cwd": str(cwd or Path.cwd()), "environment": environment}
        with self._turn, contextlib.ExitStack() as ends:
            reads, writes = zip(*(os.pipe() for _ in range(3)), strict=True)
            source = reads[0] if stdin is not None else os.dup(0)
            theirs = (source, writes[1], writes[2])
            socket.send_fds(self._channel, [json.dumps(told).encode()], list(theirs))
            for descriptor in {*theirs, reads[0]}:
                os.close(descriptor)
            out, err = ends.enter_context(os.fdopen(reads[1], "rb")), ends.enter_context(os.fdopen(reads[2], "rb"))
            child = int(self._channel.recv(64))
            late = threading.Timer(patience, os.kill, (child, signal.SIGKILL))
            late.start()
            said: list[bytes] = []
            threads = [
                threading.Thread(target=_feed, args=(writes[0], stdin or b"")),
                threading.Thread(target=lambda: said.append(err.read())),
            ]
            for thread in threads:
                thread.start()
            shown = out.read()
            for thread in threads:
                thread.join()
            code = int(self._channel.recv(64))
            if not late.is_alive():
                raise subprocess.TimeoutExpired(arguments, patience, shown, said[0])
            late.cancel()
            return code, shown, said[0]


def _of_python(environment: Any) -> dict[str, str]:
    return {name: value for name, value in environment.items() if name.startswith(("PYTHON", "LC_", "LANG", "TZ"))}


def _feed(descriptor: int, data: bytes) -> None:
    with contextlib.suppress(BrokenPipeError), os.fdopen(descriptor, "wb") as stream:
        stream.write(data)


def _load() -> None:
    """Imports what commands import late, and makes the rules."""
    import gc
    import importlib
    import pkgutil

    import ftplint
    from ftplint.rules.load import load_rules
    from ftplint.schema.load import declarations

    for module in pkgutil.walk_packages(ftplint.__path__, "ftplint."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    load_rules()
    declarations()
    gc.freeze()  # so that no fork copies what the collector touches


def _serve(channel: socket.socket) -> None:
    """Forks for each message, tells the fork's number, and then how it ended; until the other end is closed."""
    _load()
    while True:
        message, descriptors, _, _ = socket.recv_fds(channel, _LARGEST, 3)
        if not message:
            return
        child = os.fork()
        if child == 0:
            channel.close()
            _one(json.loads(message), descriptors)
        for descriptor in descriptors:
            os.close(descriptor)
        channel.send(str(child).encode())
        _, status = os.waitpid(child, 0)
        channel.send(str(os.waitstatus_to_exitcode(status)).encode())


def _one(told: dict[str, Any], descriptors: list[int]) -> None:
    """In the fork: the run. Never returns."""
    import traceback

    code: object = 1
    try:
        for number, descriptor in enumerate(descriptors):
            os.dup2(descriptor, number)
            os.close(descriptor)
        for name, number, mode in (("stdin", 0, "r"), ("stdout", 1, "w"), ("stderr", 2, "w")):
            before = getattr(sys, name)
            stream = os.fdopen(number, mode, encoding=before.encoding, errors=before.errors)
            stream.reconfigure(line_buffering=name == "stderr")
            setattr(sys, name, stream)
        os.chdir(told["cwd"])
        os.environ.clear()
        os.environ.update(told["environment"])
        sys.argv = ["ftplint", *told["arguments"]]
        from ftplint.cli.main import console

        console()
    except SystemExit as end:
        code = end.code
    except BaseException:
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else 0 if code is None else 1)


if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv[1])))
