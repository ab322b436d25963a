"""Where a session starts and what it can see: user isolation and virtual directories, without a look at the disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.named_tuple import NamedTuple

if TYPE_CHECKING:
    from ftplint.server.access.identity import Identity
    from ftplint.server.site import SiteSettings, VirtualFolder


class Home(NamedTuple):
    """The view of a session. ``top`` is the Windows path that ``/`` stands for, ``start`` the first current folder.

    ``folders`` are the virtual directories that can be reached; ``prefix`` is what the site's locations have in front
    of a path of the session: ``/LocalUser/alice`` with IsolateAllDirectories, whose rules in the path of a home count,
    and nothing with IsolateRootDirectoryOnly, where such a location is never asked (KB 4294477).
    """

    top: str
    start: tuple[str, ...]
    folders: tuple[VirtualFolder, ...]
    start_optional: bool = False
    """Whether the session starts at ``/`` where ``start`` does not exist."""
    prefix: str = ""


def home(site: SiteSettings, identity: Identity) -> Home | str:
    """The view of *identity*, or the situation that refuses it.

    Both isolating modes expect ``LocalUser\\Public`` for anonymous users, ``LocalUser\\user`` for local accounts and
    ``DOMAIN\\user`` for those of a domain.
    """
    virtual = tuple(folder for folder in site.folders if folder.path != "/")
    if not site.root:
        return "home-unknown"
    match site.isolation:
        case "None":
            return Home(site.root, (), virtual)
        case "StartInUsersDirectory":
            return Home(site.root, (_folder_name(identity),), virtual, start_optional=True)
        case "IsolateAllDirectories" | "IsolateRootDirectoryOnly":
            path = isolated_path(identity)
            below = f"/{'/'.join(path)}"
            own = tuple(
                folder._replace(path=folder.path[len(below) :])
                for folder in virtual
                if folder.path.lower().startswith(f"{below.lower()}/")
            )
            top = _physical(site, virtual, path)
            if site.isolation == "IsolateAllDirectories":
                return Home(top, (), own, prefix=below)
            return Home(top, (), (*_global(virtual, identity), *own))
        case "ActiveDirectory":
            account = identity.account
            if account is None:
                return "home-lookup-failed"
            if not account.ftp_root:
                return "home-unknown"
            folder = account.ftp_dir.strip("\\/")
            return Home(f"{account.ftp_root.rstrip(chr(92))}\\{folder}" if folder else account.ftp_root, (), ())
        case _:
            return "home-unknown"  # Custom: a provider that cannot be run here


def isolated_path(identity: Identity) -> tuple[str, str]:
    """The home below the site's root: two folders."""
    if identity.anonymous:
        return "LocalUser", "Public"
    return identity.domain or "LocalUser", identity.name


def _global(virtual: tuple[VirtualFolder, ...], identity: Identity) -> tuple[VirtualFolder, ...]:
    """The virtual directories of the site's root and what is below them, without those that are or hold homes."""
    homes = {"localuser", identity.domain.lower()}
    tops = {f.path.lower() for f in virtual if f.path.count("/") == 1 and f.path[1:].lower() not in homes}
    return tuple(f for f in virtual if f"/{f.path.lower().split('/')[1]}" in tops)


def _folder_name(identity: Identity) -> str:
    """StartInUsersDirectory: a folder named after the user; ``default`` for anonymous users (documented)."""
    return "default" if identity.anonymous else identity.name


def _physical(site: SiteSettings, virtual: tuple[VirtualFolder, ...], path: tuple[str, str]) -> str:
    """The home's Windows path: a virtual directory of that path, or the folders below the root's."""
    first, second = path
    for folder in virtual:
        if folder.path.lower() == f"/{first}/{second}".lower():
            return folder.physical
    for folder in virtual:
        if folder.path.lower() == f"/{first}".lower():
            return f"{folder.physical.rstrip(chr(92))}\\{second}"
    return f"{site.root.rstrip(chr(92))}\\{first}\\{second}"
