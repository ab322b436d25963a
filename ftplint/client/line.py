"""One line of a dialogue between a client and a server."""

from __future__ import annotations

from ftplint.named_tuple import NamedTuple

CERTIFICATE = "certificate "
"""How the remark begins that names the thumbprint of what the server showed."""


class Line(NamedTuple):
    """One line on the wire as the client tells it: ``>`` sent, ``<`` received, ``=`` listed, ``*`` a remark."""

    who: str
    text: str

    def __str__(self) -> str:
        return f"{self.who} {self.text}"
