"""A server as a bundle or an example has seen it, as far as it can be played: folders that are missing, accounts that
do not exist or cannot log in."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ftplint.evidence import folded
from ftplint.server import Storage, StorageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from ftplint.evidence import Account
    from ftplint.observed import ServerFacts

_DISABLED = 0x2


def take_away(facts: ServerFacts, root: Path) -> None:
    """Removes from the folders below *root* those that the server does not have."""
    storage = Storage(root)
    for folder in facts.folders.values():
        try:
            place = storage.place(folder.expanded or folder.path)
        except StorageError:
            continue
        gone = folder.exists is False and facts.administrator and not folder.share
        if gone or folder.kind == "file":
            shutil.rmtree(place, ignore_errors=True)
        if folder.exists and folder.kind == "file" and not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(b"")
        elif folder.folders is not None and place.is_dir():
            for child in place.iterdir():
                if child.is_dir() and child.name.lower() not in folder.folders:
                    shutil.rmtree(child)


def accounts_as_seen(accounts: Iterable[Account], facts: ServerFacts) -> Iterator[Account]:
    """*accounts* without those that were not found, and disabled, locked or expired as they were seen."""
    for account in accounts:
        name = f"{account.domain}\\{account.name}" if account.domain else account.name
        seen = facts.accounts.by_name.get(folded(name)) or facts.accounts.by_name.get(folded(account.name))
        if seen is None:
            yield account
        elif seen.found is not False:
            control = account.control | (_DISABLED if "disabled" in seen.refusal else 0)
            expires = datetime(2000, 1, 1, tzinfo=UTC) if "expired" in seen.refusal else account.expires
            locked = account.locked or "locked" in seen.refusal
            yield account._replace(control=control, expires=expires, locked=locked)
