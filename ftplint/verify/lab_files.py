"""README.md of a lab's folder: what its files are, who can log in, how to try."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.verify.lab import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ftplint.verify.rehearsal import Attempt

_CLIENTS = {
    "mapped": "alice: Active Directory maps it to her account, so it logs in where certificates do",
    "second": "zoe: mapped too; for trying a data connection with another certificate",
    "disabled": "its account is disabled",
    "weak": "it maps to its account by the user principal name only, which is a weak mapping",
    "unmapped": "it maps to no account",
    "twice": "it maps to two accounts",
    "other-sid": "it has the SID of another account",
    "untrusted": "it is from another authority",
    "expired": "it has expired",
    "revoked": "it is in the revocation list crl.pem",
    "no-usage": "it is for e-mail and not for Client Authentication",
}
"""What each client certificate is for; all but the first two are there to be refused."""


_INTRODUCTION = """\
# The lab of ftplint

`ftplint serve --lab` made these files, and makes them anew at each start. They are for trying a configuration on this
machine and are good for nothing else: no server should trust them.

| file | what it is |
| --- | --- |
| `ca.pem` | the certificate of the authority that issued the others; clients trust it: `curl --cacert` |
| `server.pem` | the certificate of the server, for `localhost`, with its key; it stands for every serverCertHash |
| `crl.pem` | the list of revoked certificates |
| `directory.ldif` | the accounts, as an export of Active Directory would have them |
"""
_ACCOUNTS = f"""
## Who can log in

* by password: `alice` (domain CORP) and `jane` (a local account), both with `{PASSWORD}`
* by certificate: `clients/mapped.pem` as `alice` with an empty password
* as `anonymous` with any password, where the site has anonymous authentication

The configuration decides whether they get in, and what they may do. Every root has a file `file.txt`.
"""


def lab_readme(attempts: Sequence[Attempt], more: int = 0) -> Iterator[str]:
    """The lines of the file. *more* is how many sites have no command."""
    yield _INTRODUCTION
    for name, meaning in _CLIENTS.items():
        yield f"| `clients/{name}.pem` | a client certificate with its key: {meaning} |\n"
    yield _ACCOUNTS
    if not attempts:
        return
    yield "\n## Try it\n\n"
    yield "A rehearsal with the configuration as it is has found the reply. `curl -v` shows the whole dialogue.\n"
    for one in attempts:
        shown = f"{one.reply} {one.text}" if one.reply else one.text
        yield f"\n{one.site}, by {one.method}; expected: {shown}\n\n```\n{one.command}\n```\n"
    if more:
        yield f"\n{more} more {'binding has' if more == 1 else 'bindings have'} no command here.\n"
