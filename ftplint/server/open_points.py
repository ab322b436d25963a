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
    anonymous_by_account: bool = False
    """A rule for the account that stands for anonymous users, or for Everyone or Guests, is one for them too, or not
    (the documentation has ? and * for them)."""
    expired_certificate_431: bool = True
    """An expired server certificate: 431 at AUTH (friis blog: an expired or invalid certificate of the host-less
    site), or served as it is (point 11)."""
    rename_judged: bool = True
    """A rename: every location below a folder must give Write, and what may not be read at its old name may not get a
    name at which it may; or Write at both names is enough (no evidence for IIS; NTFS would allow it)."""
    close_notify_needed: bool = False
    """An upload over TLS that ends without close_notify: cut (426), or complete (no report of a refusal by IIS, and
    .NET, its commonest client, sends none: dotnet/standard#598, FluentFTP #996)."""


DEFAULT = Choices()


def alternatives() -> dict[str, Choices]:
    """Each open point with its other choice, all others as they are, by its name."""
    turned: dict[str, Choices] = {"refuse_certificate": DEFAULT._replace(refuse_certificate="alert")}
    for name, value in DEFAULT._asdict().items():
        if isinstance(value, bool):
            turned[name] = Choices(**{**DEFAULT._asdict(), name: not value})
    return turned
