"""Certificates and the accounts of a directory that go with them: every form of mapping, and what each comes to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from ftplint.evidence.certificate import CertificateFacts, certificate_facts
from ftplint.evidence.mapping import reversed_serial
from ftplint.verify.authority import Authority
from tests.samba.controller import DOMAIN, DOMAIN_SID, filetime_number

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = datetime.now(UTC)
_FIRST_RID = 1300
"""Behind the RIDs of the lab."""


@dataclass
class Case:
    """One certificate and up to two accounts. ``strict`` and ``loose``: the outcomes without and with weak mappings.

    ``upn`` and ``sid`` are in the certificate; the SID ``own`` is that of the first account. ``value`` and ``second`` make
    what the accounts hold in altSecurityIdentities; without ``second`` there is one account.
    """

    name: str
    strict: str
    by: str = ""
    loose: str = ""
    value: Callable[[CertificateFacts], str] | None = None
    second: Callable[[CertificateFacts], str] | None = None
    upn: str | None = None
    sid: str | None = None
    mail: str = ""
    subject: str = ""
    account: dict[str, Any] = field(default_factory=dict)


def ski(f: CertificateFacts) -> str:
    return f"X509:<SKI>{f.key_identifier}"


def issuer_serial(f: CertificateFacts) -> str:
    return f"X509:<I>{f.issuer}<SR>{reversed_serial(f.serial)}"


def subject(f: CertificateFacts) -> str:
    return f"X509:<S>{f.subject}"


WEAK = {"strict": "weak", "loose": "mapped"}
CASES = [
    Case("sid-extension", "mapped", "SID extension", sid="own"),
    Case("issuer-and-serial", "mapped", "issuer and serial number", value=issuer_serial),
    Case("key-identifier", "mapped", "key identifier", value=ski),
    Case("sha1-pukey", "mapped", "SHA1-PUKEY", value=lambda f: f"X509:<SHA1-PUKEY>{f.thumbprint}"),
    Case("issuer-and-sid", "mapped", "issuer and SID", value=lambda f: f"X509:<I>{f.issuer}<SID>{f.sid}", sid="own"),
    Case("other-case-and-blanks", "mapped", "key identifier", value=lambda f: f"  {ski(f).lower()} "),
    Case("issuer-and-subject", by="issuer and subject", value=lambda f: f"X509:<I>{f.issuer}<S>{f.subject}", **WEAK),
    Case("subject", by="subject", value=subject, **WEAK),
    Case("special", by="subject", value=subject, subject="Zoë (x)* \\5c #, =+", **WEAK),
    Case("rfc822", by="RFC822 name", value=lambda f: f"X509:<RFC822>{f.mail[0]}", mail="m@corp.example", **WEAK),
    Case("rfc822-blank", by="RFC822 name", value=lambda f: f"X509: <RFC822>{f.mail[0]}", mail="n@corp.example", **WEAK),
    Case("issuer", by="issuer", value=lambda f: f"X509:<I>{f.issuer}", **WEAK),
    Case(
        "upn",
        by="user principal name",
        upn="ZOË.upn@partners.example",
        account={"userPrincipalName": "zoë.UPN@partners.example"},
        **WEAK,
    ),
    Case(
        "implicit",
        by="user principal name",
        upn="Implicit@corp.example",
        account={"userPrincipalName": "i@x.y"},
        **WEAK,
    ),
    Case("upn-and-sid", "mapped", "SID extension", upn="upn-and-sid@corp.example", sid="own"),
    Case("other-sid", "other-sid", "user principal name", upn="other-sid@corp.example", sid=f"{DOMAIN_SID}-9999"),
    Case("strong-beside-weak", "mapped", "key identifier", value=ski, second=subject),
    Case("two-accounts", "several", "key identifier", value=ski, second=ski),
    Case("account-disabled", "disabled", "key identifier", value=ski, account={"userAccountControl": 514}),
    Case(
        "account-expired", "expired", "key identifier", value=ski, account={"accountExpires": NOW - timedelta(hours=1)}
    ),
    Case("expires-later", "mapped", "key identifier", value=ski, account={"accountExpires": NOW + timedelta(days=1)}),
    Case("never-expires", "mapped", "key identifier", value=ski, account={"accountExpires": 0}),
    Case("account-locked", "locked", "key identifier", value=ski, account={"lockoutTime": NOW}),
    Case("smart-card-required", "mapped", "key identifier", value=ski, account={"userAccountControl": 0x40200}),
    Case("nobody", "nobody"),
    Case("serial-not-reversed", "nobody", value=lambda f: f"X509:<I>{f.issuer}<SR>{f.serial}"),
    Case("other-order", "nobody", value=lambda f: f"X509:<S>{','.join(reversed(f.subject.split(',')))}"),
    Case("other-accent", "nobody", value=lambda f: subject(f).replace("ö", "o"), subject="Jörg"),
    Case("sharp-s", "nobody", value=lambda f: subject(f).replace("ß", "ss"), subject="Straße"),
    Case("inner-blanks", "nobody", value=lambda f: subject(f).replace("a b", "a  b"), subject="a b"),
    Case("star", "nobody", upn="*@corp.example", mail="*"),
    Case("filter", "nobody", upn="x)(|(objectClass=*))(cn=@corp.example"),
]


def certificate(case: Case) -> CertificateFacts:
    """Each from a CA of its own, so that no mapping of one case is that of another."""
    sid = _own_sid(case) if case.sid == "own" else case.sid
    known = certificate_facts(
        Authority(f"{case.name} CA").client(case.subject or case.name, upn=case.upn, sid=sid).certificate
    )
    return known._replace(mail=(case.mail,)) if case.mail else known


def accounts(case: Case, known: CertificateFacts) -> list[dict[str, Any]]:
    """For the domain controller; ``nobody`` and the like have an account too, which must not be found."""
    first: dict[str, Any] = {"name": case.name, "userAccountControl": 512, "objectSid": _own_sid(case)}
    first |= {"userPrincipalName": f"{case.name}@{DOMAIN}", "mail": f"{case.name}@{DOMAIN}"}
    first |= {name: filetime_number(v) if isinstance(v, datetime) else v for name, v in case.account.items()}
    made = [first]
    if case.value is not None:
        first["altSecurityIdentities"] = ["X509:<SKI>00", case.value(known), "Kerberos:x@Y"]
    if case.second is not None:
        made.append(
            {"name": f"{case.name}-2", "userAccountControl": 512, "altSecurityIdentities": [case.second(known)]}
        )
    return made


def _own_sid(case: Case) -> str:
    return f"{DOMAIN_SID}-{_FIRST_RID + [c.name for c in CASES].index(case.name)}"
