"""What conditions there are: the name of each, what it can be, what it means, and what it is worked out from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Container

BOOL = ("true", "false")
_RIGHTS = ("", "Read", "Write", "Read, Write")


class Condition(NamedTuple):
    """One such attribute. ``values`` are all that it can have, () for any text; ``reads`` what it is worked out from.

    Only attributes of the same element are in ``reads``: whoever looks at the condition has to see them.
    """

    name: str
    values: tuple[str, ...]
    meaning: str
    reads: tuple[str, ...] = ()


OF_SITE = (
    Condition(
        "shut-by",
        (
            *("nothing", "methods", "connections", "addresses", "commands", "tls", "certificates", "isolation"),
            *("rules", "root"),
        ),
        "What keeps every client from logging in, as far as the file shows it; nothing: somebody can get in.",
    ),
    Condition(
        "anonymous-logon",
        ("no", "yes", "perhaps"),
        "Whether USER anonymous gets in; perhaps: a provider, or a rule for the account behind it, decides.",
    ),
    Condition("decided-by", ("rules", "provider"), "Who decides what a user may do: a provider, once it is enabled."),
    Condition(
        "tls-channel",
        ("possible", "impossible"),
        "Whether TLS can begin: the thumbprint can be that of a certificate, and AUTH passes the command filter.",
    ),
)
OF_SERVER = (Condition("client-limit", (), "How many clients all sites with a limit (maxConnections) admit together."),)
OF_LOCATION = (
    Condition("anonymous-rights", _RIGHTS, "What rules for * and ? give anonymous users here, less what is denied."),
    Condition(
        "account-rights",
        _RIGHTS,
        "What rules for the account that stands for anonymous users, or for Everyone or Guests, give here besides.",
    ),
    Condition(
        "open-to-somebody",
        BOOL,
        "Whether a rule allows anybody anything here who may log in (? only with anonymous logon), and none denies it "
        "to all.",
    ),
)
OF_DIRECTORY = (
    Condition(
        "url-path", (), "The path in the site: that of the application and that of the virtual directory.", ("path",)
    ),
    Condition(
        "directory-kind",
        ("root", "homes", "content"),
        "The root of the site, or a directory for homes (LocalUser, a domain that the file names, one above another "
        "virtual directory), or content.",
        ("path",),
    ),
    Condition(
        "folder-kind",
        ("drive", "share", "device", "variable", "unclear", "none"),
        "What physicalPath begins with: a drive letter, the name of another server, \\\\?\\ or \\\\.\\, a variable, "
        "two slashes (what IIS makes of them is not documented), or nothing that names a folder.",
        ("physicalPath",),
    ),
    Condition(
        "holds-windows",
        BOOL,
        "Whether the folder is the usual system drive or Windows' folder, or lies in the latter.",
        ("physicalPath",),
    ),
)

NAMES = frozenset(condition.name for condition in (*OF_SITE, *OF_LOCATION, *OF_DIRECTORY))
"""The conditions that need more than the element they stand at."""


def attributes_of(known: tuple[Condition, ...], values: tuple[str, ...], names: Container[str] | None) -> str:
    pairs = zip(known, values, strict=True)
    return "".join(f' {one.name}="{value}"' for one, value in pairs if names is None or one.name in names)
