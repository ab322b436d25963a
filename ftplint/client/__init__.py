"""A careful FTPS client: it writes every line down, and a server can do no more to it than be reported.

``verify`` plays scenarios with it, ``probe`` looks at servers with it. What a server sends is bounded in length, in
number and in time; a data connection goes to the address of the control connection and nowhere else.
"""

from __future__ import annotations

from ftplint.client.connection import Connection, Ended, Reply
from ftplint.client.data import connect_data, leads_elsewhere, passive_place, receive
from ftplint.client.handshake import Certificates, asks_is_seen, handshake_seen, tls_context, trust
from ftplint.client.limits import Limits
from ftplint.client.line import CERTIFICATE, Line
from ftplint.client.record import Event, Exchange, Handshake, Record, Transfer, Visit

__all__ = [
    "CERTIFICATE",
    "Certificates",
    "Connection",
    "Ended",
    "Event",
    "Exchange",
    "Handshake",
    "Limits",
    "Line",
    "Record",
    "Reply",
    "Transfer",
    "Visit",
    "asks_is_seen",
    "connect_data",
    "handshake_seen",
    "leads_elsewhere",
    "passive_place",
    "receive",
    "tls_context",
    "trust",
]
