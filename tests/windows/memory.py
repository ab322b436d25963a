"""How much memory a process has, as Windows counts it."""

from __future__ import annotations

import ctypes
import subprocess
from typing import Any


class _Counters(ctypes.Structure):
    """PROCESS_MEMORY_COUNTERS of psapi.h."""

    _fields_ = (
        ("cb", ctypes.c_uint32),
        ("page_faults", ctypes.c_uint32),
        *(
            (name, ctypes.c_size_t)
            for name in ("peak_working_set", "working_set", "a", "b", "c", "d", "pagefile", "peak_pagefile")
        ),
    )


def working_set(process: subprocess.Popen[str]) -> int:
    """The working set of *process* in bytes."""
    kernel: Any = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined]
    counters = _Counters(ctypes.sizeof(_Counters))
    handle = ctypes.c_void_p(int(process._handle))  # type: ignore[attr-defined]
    if not kernel.K32GetProcessMemoryInfo(handle, ctypes.byref(counters), counters.cb):
        raise OSError(ctypes.get_last_error(), "GetProcessMemoryInfo")  # type: ignore[attr-defined]
    return int(counters.working_set)
