"""TLS of the client: what it trusts and shows, and what a handshake shows of the server."""

from __future__ import annotations

import hashlib
import ssl
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ftplint.client.record import Handshake
from ftplint.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ftplint.client.connection import Connection

_HANDSHAKE, _CERTIFICATE_REQUEST = 22, 13
"""Of RFC 8446: the content type, and the type of the message in it."""


class Certificates(NamedTuple):
    """What a client trusts and shows.

    ``authority`` is a PEM file of trusted issuers, None for those that the system trusts. ``shown`` is a PEM file
    with the client's certificate and key, or None. Without ``verified`` the server's certificate is not verified; so
    it can be looked at all the same.
    """

    authority: Path | None = None
    shown: Path | None = None
    verified: bool = True


def tls_context(certificates: Certificates, version: str = "") -> ssl.SSLContext:
    """A context of a client; *version* (``1.2``) holds it to one version of TLS.

    Raises OSError and ssl.SSLError for a file that cannot be used, ValueError for a version that OpenSSL does not
    offer.
    """
    authority = certificates.authority
    context = ssl.create_default_context(cafile=None if authority is None else str(authority))
    if not certificates.verified:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if certificates.shown is not None:
        context.load_cert_chain(str(certificates.shown), password=_no_password)
    if version:
        one = getattr(ssl.TLSVersion, f"TLSv{version.replace('.', '_').removesuffix('_0')}", None)
        if one is None:
            raise ValueError(f"OpenSSL has no TLS {version}")
        context.minimum_version = context.maximum_version = one
        if one < ssl.TLSVersion.TLSv1_2:
            context.set_ciphers("DEFAULT:@SECLEVEL=0")  # SHA-1 signatures, which TLS 1.1 and 1.0 need
    return context


def _no_password() -> str:
    """OpenSSL would ask at the terminal, and wait."""
    return ""


def trust(connection: Connection, context: ssl.SSLContext, name: str, *, after: str, showed: bool) -> Handshake:
    """Begins TLS on *connection*, and what was seen of it: a handshake that fails is a fact, too. Raises Ended."""
    asked = _watch(context)
    try:
        secured = connection.secure(context, name)
    except ssl.SSLCertVerificationError as error:
        why = error.verify_message or str(error)
        connection.remark(f"TLS: the certificate is not trusted: {why}")
        return Handshake("", "", 0, "", asked(), showed, f"not trusted: {why}", after, why)
    except OSError as error:  # ssl.SSLError is one
        why = _reason(error)
        connection.remark(f"TLS failed: {why}")
        return Handshake("", "", 0, "", asked(), showed, why, after)
    return handshake_seen(secured, asked(), after=after, showed=showed, looks=True)


def handshake_seen(
    secured: ssl.SSLSocket, asked: bool | None, *, after: str, showed: bool, looks: bool = False
) -> Handshake:
    """What is known of a handshake that worked; with *looks* also what stands in the certificate (needs
    cryptography)."""
    name, _, bits = secured.cipher() or ("", "", 0)
    sent = secured.getpeercert(binary_form=True) or b""
    thumbprint = hashlib.sha1(sent, usedforsecurity=False).hexdigest()
    found = Handshake(secured.version() or "", name, bits or 0, thumbprint, asked, showed, "", after)
    return found if not looks else replace(found, expired=_expired(sent))


def _expired(sent: bytes) -> bool | None:
    """Whether a certificate, in DER, is past its end; None where it cannot be read."""
    from datetime import UTC, datetime

    from cryptography import x509
    from cryptography.exceptions import UnsupportedAlgorithm

    try:
        return x509.load_der_x509_certificate(sent).not_valid_after_utc < datetime.now(UTC)
    except (ValueError, UnsupportedAlgorithm, x509.InvalidVersion):
        return None


def _reason(error: OSError) -> str:
    if isinstance(error, ssl.SSLError) and error.reason:
        return str(error.reason).replace("_", " ").lower()
    if isinstance(error, TimeoutError):
        return "no answer in time"
    return error.strerror or str(error)


def asks_is_seen() -> bool:
    """Whether this Python shows the messages of a handshake, so that a request for a certificate is seen."""
    return hasattr(ssl.SSLContext, "_msg_callback")


def _watch(context: ssl.SSLContext) -> Callable[[], bool | None]:
    """Watches the handshakes of *context* for the server's request for a certificate; the result says whether it
    came."""
    if not asks_is_seen():
        return lambda: None
    came: list[bool] = []

    def told(_: Any, direction: str, version: Any, content: int, message: int, data: bytes) -> None:
        del version, data
        if direction == "read" and content == _HANDSHAKE and message == _CERTIFICATE_REQUEST:
            came.append(True)

    # ssl has no public name for it; test.test_ssl of Python holds this one.
    context._msg_callback = told  # type: ignore[attr-defined]
    return lambda: bool(came)
