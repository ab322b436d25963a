"""What nobody documents: each open point is one choice here, and every proof holds for all of them.

`client-cert-login.md` section 8 lists the points. ``ftplint verify`` can be run with each alternative.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

RefuseCertificate = Literal["reply", "alert"]


class Choices(NamedTuple):
    """One alternative of every open point; the defaults are those of the reference server."""

    refuse_certificate: RefuseCertificate = "reply"
    """A bad or missing certificate: 530 at USER inside TLS, or a TLS alert in the handshake (point 1)."""
    token_at_user: bool = False
    """A mapped certificate: 232 at USER, or 331 and then 230 whatever PASS says (point 2)."""
    mismatch_refused: bool = False
    """USER names another account than the certificate's: refused, or ignored (point 2)."""
    password_after_mapping_fails: bool = True
    """A certificate without account and basic authentication on: the password decides, or 530 (point 3)."""
    prot_judged: bool = True
    """PROT P under SslDeny and PROT C under SslRequire: 534 at PROT already, or at the transfer only (point 5)."""
    auth_ssl_protects: bool = False
    """AUTH SSL and TLS-P protect data connections at once, or do not differ from AUTH TLS (point 8)."""
    clear_meets_require: bool = False
    """SslAllow with CertRequire: a client in clear text may log in with its password, or not (section 3.3)."""
    deny_wins: bool = True
    """Authorization: a deny rule beats every allow rule, or the first rule that matches decides."""
    expired_certificate_431: bool = False
    """An expired server certificate: 431 at AUTH, or served as it is (point 11)."""


DEFAULT = Choices()


def alternatives() -> dict[str, Choices]:
    """Each choice turned over alone, by its name."""
    turned: dict[str, Choices] = {"refuse_certificate": DEFAULT._replace(refuse_certificate="alert")}
    for name, value in DEFAULT._asdict().items():
        if isinstance(value, bool):
            turned[name] = Choices(**{**DEFAULT._asdict(), name: not value})
    return turned
