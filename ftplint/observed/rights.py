"""What NTFS lets an account do, as far as the entries say: yes, no, or nobody can say (None).

Windows looks at entries in their canonical order: explicit ones before inherited ones, and among each deny before
allow; the first that is about the account and the right decides (Microsoft, "Order of ACEs in a DACL").
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.observed.membership import is_meant

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ftplint.observed.facts import NamedAccount, Permission, ServerFacts


def may(user: NamedAccount, right: str, permissions: Iterable[Permission], facts: ServerFacts) -> bool | None:
    """Whether *permissions* let *user* do *right*: list, read, write or delete."""
    unsure_allow = unsure_deny = False
    for entry in sorted(permissions, key=lambda entry: (entry.inherited, entry.allows)):
        if right not in entry.rights and "full" not in entry.rights:
            continue
        meant = is_meant(user, entry, facts)
        if meant:
            if entry.allows:
                return None if unsure_deny else True
            return None if unsure_allow else False
        if meant is None:
            unsure_allow = unsure_allow or entry.allows
            unsure_deny = unsure_deny or not entry.allows
    return None if unsure_allow else False
