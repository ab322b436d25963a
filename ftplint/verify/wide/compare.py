"""Holds what ftplint says of a configuration against what its clients met."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.named_tuple import NamedTuple
from ftplint.verify.wide.claims import NO_CLEAR, OF_PLACE, OPENS, REFUSALS, how_far
from ftplint.verify.wide.explained import EXPLANATIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.verify.wide.factors import Settings
    from ftplint.verify.wide.family import Client, Met


class Row(NamedTuple):
    """A configuration, its findings with their severities, what each client met, and the conditions of the document.

    ``shut_by`` and ``anonymous`` are ``@shut-by`` and ``@anonymous-logon`` of the site (``schemas/effective.xsd``).
    """

    settings: Settings
    found: dict[str, str]
    met: tuple[Met, ...]
    shut_by: str
    anonymous: str

    @property
    def open(self) -> bool:
        """Whether anybody of the family logged in."""
        return any(met.got_in for met in self.met)

    @property
    def causes(self) -> tuple[str, ...]:
        """The errors and warnings that say what those of a method met who got farthest; empty where somebody got in.

        Methods that are off do not count, if another is on; nor do clients in clear text where TLS or a certificate
        is required.
        """
        if self.open:
            return ()
        methods: dict[str, list[Met]] = {}
        for met in self.met:
            if met.client.tls or (self.settings.control == "SslAllow" and self.settings.policy != "CertRequire"):
                methods.setdefault(_method(met.client, self.settings), []).append(met)
        if len(methods) > 1:
            methods.pop("", None)
        last = [met for some in methods.values() for met in some if how_far(met) == max(map(how_far, some))]
        return tuple(
            rule
            for rule, severity in sorted(self.found.items())
            if severity in ("error", "warning") and any(_says(rule, met) for met in last)
        )

    @property
    def disagreements(self) -> tuple[str, ...]:
        """What linter and wire do not agree on, without what is explained."""
        return tuple(one for one in self.differences if not self.explanation(one))

    @property
    def differences(self) -> tuple[str, ...]:
        """All that linter and wire do not agree on."""
        return tuple(_differences(self))

    def explanation(self, difference: str) -> str:
        """The name of what explains a *difference*, or nothing."""
        return next((one.name for one in EXPLANATIONS if one.about(difference) and one.holds(self.settings)), "")


def _differences(row: Row) -> Iterator[str]:
    if not row.open and not row.causes:
        yield "nobody gets in, and no error or warning says why"
    for rule in sorted(row.found):
        if not _holds(rule, row):
            yield f"{rule}: a client that it speaks of gets farther, or meets another reply"
        if rule in OPENS and not _opened(row, OPENS[rule]):
            yield f"{rule}: no anonymous client can upload"
    if not OPENS.keys() & row.found.keys() and _opened(row, 226):
        yield "an anonymous client can upload, and no error says so"
    if row.open != (row.shut_by == "nothing"):
        yield f"@shut-by is {row.shut_by}, and {'somebody' if row.open else 'nobody'} gets in"
    anonymous = any(met.anonymous for met in row.met)
    if row.anonymous != "perhaps" and anonymous != (row.anonymous == "yes"):
        yield f"@anonymous-logon is {row.anonymous}, and {'an' if anonymous else 'no'} anonymous client gets in"


def _holds(rule: str, row: Row) -> bool:
    """Whether everybody of whom the rule speaks meets what it says, or is refused before."""
    if rule in OF_PLACE and row.settings.place != "site":
        return True
    in_clear = row.settings.control == "SslAllow"
    claims = [claim for claim in REFUSALS.get(rule, ()) if claim is not NO_CLEAR or not in_clear]
    return all(claim.holds(met) for claim in claims for met in row.met if claim.who(met.client))


def _method(client: Client, settings: Settings) -> str:
    """The method by which the client would log in, or nothing if all that it could use are off."""
    if client.certificate and not client.anonymous and settings.client_certificates == "true":
        return "certificate"
    if client.anonymous:
        return "anonymous" if settings.anonymous == "true" else ""
    return "basic" if settings.basic == "true" and client.password else ""


def _says(rule: str, met: Met) -> bool:
    return any(claim.who(met.client) and claim.is_met(met) for claim in REFUSALS.get(rule, ()))


def _opened(row: Row, reply: int) -> bool:
    return any(met.upload == reply and met.anonymous for met in row.met)
