"""What a path stands for: a file, or a bundle of evidence with a file in it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ftplint.named_tuple import NamedTuple
from ftplint.source import UnreadableError, read_bytes

if TYPE_CHECKING:
    from ftplint.evidence import Bundle
    from ftplint.outside import Outside

_ZIP = b"PK\x03\x04"


class Given(NamedTuple):
    """A file to be judged: its name in reports, its bytes, the facts from outside, and the bundle it was in.

    The file of a bundle is called ``bundle.zip!config/applicationHost.config``; of a folder it is the file itself.
    """

    path: str
    data: bytes
    outside: Outside | None = None
    bundle: Bundle | None = None


def given(path: str, outside: Outside | None = None) -> Given:
    """What is at *path* (``-`` is standard input), with the facts of *outside*. Raises UnreadableError."""
    try:
        data = read_bytes(path)
    except UnreadableError:
        if not Path(path, "bundle.json").is_file():
            raise
        return _of_bundle(path, outside) or Given(path, read_bytes(path), outside)
    of_bundle = _of_bundle(path, outside) if data.startswith(_ZIP) and path != "-" else None
    return of_bundle or Given("<stdin>" if path == "-" else path, data, outside)


def _of_bundle(path: str, outside: Outside | None) -> Given | None:
    """The file in the bundle at *path*; None if that is no bundle. Raises UnreadableError for a damaged one."""
    from ftplint.evidence import CONFIGURATION, EvidenceError, NoBundleError, read_bundle
    from ftplint.outside import of_bundle

    name = str(Path(path, *CONFIGURATION.split("/"))) if Path(path).is_dir() else f"{path}!{CONFIGURATION}"
    try:
        bundle = read_bundle(path)
        return Given(name, bundle.configuration, of_bundle(bundle, outside), bundle)
    except NoBundleError:
        return None
    except EvidenceError as error:
        raise UnreadableError(str(error)) from error
