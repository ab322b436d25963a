"""The names in a file that a server can be asked about: accounts and groups, paths. FTP only."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from ftplint.named_tuple import NamedTuple
from ftplint.source import UnreadableError, decode, parse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.etree import _Element

_SITE = "//sites/site[bindings/binding[@protocol='ftp']]"
_RULE = "//system.ftpServer//authorization/add"
ACCOUNTS = f"{_RULE}/@users | {_RULE}/@roles | //ftpServer//@userName | {_SITE}//virtualDirectory/@userName"
"""Accounts and groups, several in one value, separated by commas, which no name has in it."""
ROOTS = f"{_SITE}/application[@path='/']/virtualDirectory[@path='/']/@physicalPath"
DIRECTORIES = f"{_SITE}//virtualDirectory[not(@path='/' and ../@path='/')]/@physicalPath"
LOGS = "//ftpServer/logFile/@directory | //system.ftpServer/log/centralLogFile/@directory"
"""XPath 1.0 over applicationHost.config; ``Read-Names`` of the script has the same, for a server's own file."""
MOST_ACCOUNTS, MOST_PATHS = 2000, 10_000
"""What the script asks about at most."""
ALWAYS_ACCOUNT, ALWAYS_LOG = "IUSR", "%SystemDrive%\\inetpub\\logs\\LogFiles"
"""The defaults of IIS, about which it always asks."""


class Names(NamedTuple):
    """What the script asks about."""

    accounts: tuple[str, ...]
    roots: tuple[str, ...]
    virtual_directories: tuple[str, ...]
    logs: tuple[str, ...]

    @property
    def left_out(self) -> int:
        """How many are past the limits of the script."""
        paths = len(self.roots) + len(self.virtual_directories) + len(self.logs)
        return max(0, len(self.accounts) - MOST_ACCOUNTS) + max(0, paths - MOST_PATHS)


def names_of(path: str, data: bytes) -> Names:
    """The names in the file *data*, each once. Raises UnreadableError for a file that is not well-formed."""
    decoded = decode(path, data)
    root = None if decoded.problem else parse(decoded.source).root
    if root is None:
        raise UnreadableError(f"{path}: not a file that can be read as XML; 'ftplint check' says why")
    accounts = [name for value in _values(root, ACCOUNTS) for name in value.split(",")]
    return Names(
        _once(name for name in accounts if name.strip() not in ("*", "?")),
        _once(_values(root, ROOTS)),
        _once(_values(root, DIRECTORIES)),
        _once(_values(root, LOGS)),
    )


def _values(root: _Element, xpath: str) -> list[str]:
    return [str(one) for one in cast("list[object]", root.xpath(xpath))]


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in names if name.strip()))
