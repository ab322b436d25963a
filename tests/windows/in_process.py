"""The command line in the process of the tests: to start one takes Wine seconds, and the suite would do it by the hundred.

``tests/windows/test_processes.py`` starts real ones.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from typing import TYPE_CHECKING
from unittest import mock

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


def in_process(
    arguments: Sequence[str], stdin: bytes | None, cwd: Path | None, variables: Mapping[str, str]
) -> tuple[int, bytes, bytes]:
    """Exit code, standard output and standard error of ``ftplint`` with *arguments*: the bytes behind a pipe of Windows."""
    from ftplint.cli.main import main
    from ftplint.cli.terminal import prepare

    raw = io.BytesIO(), io.BytesIO()
    out, err = (io.TextIOWrapper(one, encoding="cp1252", newline="\r\n") for one in raw)
    prepare(out)
    prepare(err)
    given = io.TextIOWrapper(io.BytesIO(stdin or b""), encoding="cp1252")
    with contextlib.ExitStack() as stack:
        stack.enter_context(mock.patch.multiple(sys, stdin=given, stdout=out, stderr=err, argv=["ftplint", *arguments]))
        stack.enter_context(mock.patch.dict(os.environ, variables))
        stack.enter_context(contextlib.chdir(cwd or os.curdir))
        stack.enter_context(mock.patch("os.cpu_count", lambda: 1))  # no processes for many files either
        try:
            code = main(arguments)
        except SystemExit as end:  # of argparse
            code = int(end.code or 0)
        out.flush()
        err.flush()
    return code, raw[0].getvalue(), raw[1].getvalue()
