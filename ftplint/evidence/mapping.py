"""Which account a client certificate maps to, by the rules of Active Directory.

Strong: the SID in the certificate, issuer and serial number, key identifier, SHA1-PUKEY, issuer and SID. Weak: the user
principal name, subject, RFC822 name, issuer and subject, issuer alone; domain controllers refuse them since
September 2025 (KB5014754). Source: MS-PKCA 3.1.5.2.1, client-cert-login section 4.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from ftplint.evidence.accounts import Query, folded
from ftplint.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ftplint.evidence.accounts import Account, Directory
    from ftplint.evidence.certificate import CertificateFacts

Outcome = Literal["mapped", "nobody", "weak", "several", "other-sid", "disabled", "locked", "expired"]


class Verdict(NamedTuple):
    """What a certificate comes to. ``account`` is the one that was found, also where ``outcome`` refuses it.

    ``by`` is the form that matched: ``issuer and serial number``, for example; empty if nothing did.
    """

    outcome: Outcome
    account: Account | None = None
    by: str = ""

    @property
    def user(self) -> Account | None:
        """The account that logs in, None if nobody does."""
        return self.account if self.outcome == "mapped" else None


def map_certificate(facts: CertificateFacts, directory: Directory, now: datetime, *, weak: bool = False) -> Verdict:
    """The account of the certificate. Weak mappings count only if *weak*. Raises DirectoryError."""
    strong_values, weak_values, query = _values(facts)
    candidates = directory.candidates(query)
    strong = _holders(candidates, strong_values)
    if sid_alone_identifies() and facts.sid:
        strong.extend((a, "SID extension") for a in candidates if folded(a.sid) == folded(facts.sid))
    named = [(account, "user principal name") for account in candidates if _has_upn(account, facts.upn)]
    loose = [*named, *_holders(candidates, weak_values)]
    found = _one(strong) if strong else None
    if found is None and loose:
        found = _one(loose)
        if found.outcome == "mapped" and not weak:
            found = found._replace(outcome="weak")
    if found is None:
        return Verdict("nobody")
    if found.account is not None and _other_sid(facts, found.account):
        return found._replace(outcome="other-sid")
    refusal = None if found.user is None else found.user.refusal(now)
    return found if refusal is None else Verdict(_REFUSED[refusal], found.account, found.by)


@lru_cache(maxsize=1_000)
def _values(facts: CertificateFacts) -> tuple[dict[str, str], dict[str, str], Query]:
    """What a directory is asked for, which depends on the certificate alone; not to be changed."""
    strong_values, weak_values = strong_mappings(facts), weak_mappings(facts)
    return strong_values, weak_values, Query((*strong_values, *weak_values), facts.upn or "", facts.sid or "")


_REFUSED: dict[str, Outcome] = {"disabled": "disabled", "locked": "locked", "expired": "expired"}


def sid_alone_identifies() -> bool:
    """Open: whether a certificate with a SID and no name or other mapping finds its account. Taken: it does."""
    return True


def _other_sid(facts: CertificateFacts, account: Account) -> bool:
    """A SID in the certificate that is not the account's always fails (MS-PKCA 3.1.5.2.1.6).

    Open: whether that holds beside a strong mapping in altSecurityIdentities too. Taken: it does (fails closed).
    """
    return bool(facts.sid and account.sid) and folded(facts.sid or "") != folded(account.sid)


def strong_mappings(facts: CertificateFacts) -> dict[str, str]:
    """The strong strings for altSecurityIdentities, each with its form's name."""
    found = {f"X509:<I>{facts.issuer}<SR>{reversed_serial(facts.serial)}": "issuer and serial number"}
    if facts.key_identifier:
        found[f"X509:<SKI>{facts.key_identifier}"] = "key identifier"
    found.update(dict.fromkeys(sha1_pukey_values(facts), "SHA1-PUKEY"))
    if facts.sid:
        found[f"X509:<I>{facts.issuer}<SID>{facts.sid}"] = "issuer and SID"
    return found


def sha1_pukey_values(facts: CertificateFacts) -> tuple[str, ...]:
    """Open: MS-PKCA calls it the hash of the public key, practice fills it with the certificate's thumbprint.

    Taken: the thumbprint, since such mappings are in use; a hash of the key alone counts for nothing.
    """
    return (f"X509:<SHA1-PUKEY>{facts.thumbprint.upper()}",)


def weak_mappings(facts: CertificateFacts) -> dict[str, str]:
    """The weak strings for altSecurityIdentities, each with its form's name."""
    found = {
        f"X509:<I>{facts.issuer}<S>{facts.subject}": "issuer and subject",
        f"X509:<S>{facts.subject}": "subject",
    }
    for mail in facts.mail:
        # MS-PKCA prints a blank after the colon, KB5014754 none.
        found[f"X509:<RFC822>{mail}"] = found[f"X509: <RFC822>{mail}"] = "RFC822 name"
    found[f"X509:<I>{facts.issuer}"] = "issuer"
    return found


def reversed_serial(serial: str) -> str:
    """The bytes of a serial number in hex, in reverse order: pairs are reversed, not characters."""
    return bytes.fromhex(serial)[::-1].hex().upper()


def _holders(candidates: Sequence[Account], values: dict[str, str]) -> list[tuple[Account, str]]:
    wanted = {folded(value): form for value, form in values.items()}
    return [
        (account, wanted[folded(value)])
        for account in candidates
        for value in account.mappings
        if folded(value) in wanted
    ]


def _has_upn(account: Account, upn: str | None) -> bool:
    if not upn:
        return False
    implicit = f"{account.name}@{account.dns_domain}" if account.dns_domain else ""
    return folded(upn) in (folded(account.upn), folded(implicit))


def _one(holders: list[tuple[Account, str]]) -> Verdict:
    """An identity found on two accounts maps to none (client-cert-login 4.4)."""
    first, form = holders[0]
    if any(account.dn != first.dn or account.name != first.name for account, _ in holders):
        return Verdict("several", None, form)
    return Verdict("mapped", first, form)
