"""The licence texts of what is in ftplint.exe: Python, packages with what they bring along, PyInstaller's part.

``licences.py PACKAGES.txt LIB``: a list as ``uv export`` writes it, and the library folder of Windows' Python.
"""

from __future__ import annotations

import re
import sys
import sysconfig
from email import message_from_string
from pathlib import Path

NAMES = ("licen", "copying", "notice")
ALSO = {
    "python": "has zlib and expat (permissive), libffi (MIT) and OpenSSL 3 (Apache 2.0, below) in it",
    "lxml": "has libxml2 and libxslt (MIT), libiconv (LGPL 2.1) and zlib in it",
    "cryptography": "has OpenSSL 3 (Apache 2.0) in it",
    "pyinstaller": "only its start program is in the file, whose exception permits that under any licence",
}


def texts(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name.lower().startswith(NAMES))


def main(packages: Path, library: Path) -> None:
    names = re.findall(r"^([A-Za-z0-9_.-]+)==", packages.read_text(encoding="utf-8"), re.MULTILINE)
    wanted = {re.sub(r"[-_.]+", "_", name).lower() for name in [*names, "pyinstaller"]}
    found = {
        "python": (
            "Python 3.11, Python Software Foundation License",
            [Path(sysconfig.get_path("stdlib"), "LICENSE.txt")],
        )
    }
    for folder in sorted((library / "site-packages").glob("*.dist-info")):
        name = re.sub(r"[-_.]+", "_", folder.name.rsplit("-", 2)[0]).lower()
        if name in wanted:
            about = message_from_string((folder / "METADATA").read_text(encoding="utf-8"))
            licence = about["License-Expression"] or about["License"] or "its licence is below"
            found[name] = (f"{about['Name']} {about['Version']}, {licence.splitlines()[0]}", texts(folder))
    print("ftplint.exe is under the MIT licence and has this software in it, each under its own licence.\n")
    print(Path("LICENSE").read_text(encoding="utf-8"))
    print("The C run-time (vcruntime140.dll) is Microsoft's, redistributed as Visual C++ permits.\n")
    for name, (title, files) in found.items():
        more = f"\n{title.split(',')[0]} {ALSO[name]}." if name in ALSO else ""
        print(f"{'=' * 100}\n{title}{more}\n")
        if not files:
            print(f"(its package has no text; {title})\n", file=sys.stderr)
        for path in files:
            print(f"--- {path.name}\n{path.read_text(encoding='utf-8', errors='replace')}")


main(Path(sys.argv[1]), Path(sys.argv[2]))
