"""Who may read a file on Windows, where the mode of a file says nothing about it. Elsewhere these do nothing.

As Microsoft documents the security descriptor string format and SetFileSecurity: D: is the access control list, P says
that nothing is inherited from the folder.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

_ACCESS_LIST = 0x4
"""DACL_SECURITY_INFORMATION."""
_PROTECTED = 0x80000000
"""PROTECTED_DACL_SECURITY_INFORMATION."""
_REVISION = 1
"""SDDL_REVISION_1."""


_OF_A_FILE = "D:P(A;;FA;;;OW)(A;;FA;;;SY)(A;;FA;;;BA)"
_OF_A_FOLDER = "D:P(A;OICI;FA;;;OW)(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)"
"""Everything for the owner, the system and administrators."""


def keep_private(path: Path) -> None:
    """Nobody but its owner, administrators and the system gets at *path*; what is made in a folder inherits that.

    Raises OSError where Windows refuses, for example on a file system without access control lists.
    """
    if sys.platform == "win32":
        _write(path, _OF_A_FOLDER if path.is_dir() else _OF_A_FILE, _PROTECTED)


def same_access(path: Path, like: Path) -> None:
    """Whoever may read *like* may read *path*, and nobody else. Raises OSError where Windows refuses."""
    if sys.platform == "win32":
        _write(path, access_list(like), 0)


def access_list(path: Path) -> str:
    """The access control list of *path* as a string, for example ``D:P(A;;FA;;;SY)``. Raises OSError."""
    import ctypes

    library: Any = ctypes
    security = library.WinDLL("advapi32", use_last_error=True)
    size = ctypes.c_ulong()
    security.GetFileSecurityW(str(path), _ACCESS_LIST, None, 0, ctypes.byref(size))
    descriptor = ctypes.create_string_buffer(size.value)
    if not security.GetFileSecurityW(str(path), _ACCESS_LIST, descriptor, size, ctypes.byref(size)):
        raise library.WinError(library.get_last_error())
    text = ctypes.c_wchar_p()
    if not security.ConvertSecurityDescriptorToStringSecurityDescriptorW(
        descriptor, _REVISION, _ACCESS_LIST, ctypes.byref(text), None
    ):
        raise library.WinError(library.get_last_error())
    found = text.value or ""
    library.WinDLL("kernel32").LocalFree(text)
    return found


def _write(path: Path, text: str, how: int) -> None:
    import ctypes

    library: Any = ctypes
    security = library.WinDLL("advapi32", use_last_error=True)
    descriptor = ctypes.c_void_p()
    if not security.ConvertStringSecurityDescriptorToSecurityDescriptorW(
        text, _REVISION, ctypes.byref(descriptor), None
    ):
        raise library.WinError(library.get_last_error())
    try:
        if not security.SetFileSecurityW(str(path), ctypes.c_ulong(_ACCESS_LIST | how), descriptor):
            raise library.WinError(library.get_last_error())
    finally:
        library.WinDLL("kernel32").LocalFree(descriptor)
