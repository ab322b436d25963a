"""Ways in that the site which a client ends up at does not allow: after CCC, at another site, with a damaged certificate."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

import pytest

from ftplint.engine.scenario import Actor
from ftplint.verify.lab import PASSWORD, Lab
from ftplint.verify.stage import stage
from tests.server.faulty_sites import VAULT
from tests.server.test_faults_tls import swallowed
from tests.server.wire import Papers, Wire

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.server.running import Running

LOCAL = '<ipSecurity allowUnlisted="false"><add ipAddress="127.0.0.1" allowed="true"/></ipSecurity>'
FOREIGN = '<ipSecurity allowUnlisted="false"><add ipAddress="192.0.2.1" allowed="true"/></ipSecurity>'


def after_ccc(wire: Wire) -> None:
    """Says CCC and goes on in clear."""
    wire.must("CCC", "200")
    assert isinstance(wire.sock, ssl.SSLSocket)
    wire.sock = swallowed(wire.sock)


def test_after_ccc_credentials_are_in_clear_and_refused(served: Running) -> None:
    """SslRequireCredentialsOnly: the first logon was inside TLS, the second is not."""
    with served.wire("credentials") as wire:
        wire.auth(served.papers["none"].context())
        assert wire.login("alice", PASSWORD)[:3] == "230"
        after_ccc(wire)
        wire.must("PWD", "257")
        assert wire.ask("USER alice")[:3] == "534"
        assert wire.ask(f"PASS {PASSWORD}")[:3] == "534"


@pytest.mark.parametrize("paper", ["none", "mapped"])
def test_ccc_at_a_lenient_site_is_no_way_into_one_that_requires_tls(served: Running, paper: str) -> None:
    with served.wire() as wire:
        wire.auth(served.papers[paper].context())
        assert wire.login("alice", PASSWORD)[:3] == "230"
        after_ccc(wire)
        wire.ask(f"USER {VAULT}|alice")
        wire.ask(f"PASS {PASSWORD}")
        assert wire.ask("PWD")[:3] == "530", "logged in in clear at a site that requires TLS"


@pytest.mark.parametrize("records", [1, 2])
@pytest.mark.parametrize("last", ["CCC", "REIN"])
def test_what_comes_behind_the_end_of_tls_inside_tls_is_not_obeyed(served: Running, last: str, records: int) -> None:
    """In the record of the command that ends TLS, or in the next: dropped, as what is sent in clear behind AUTH."""
    with served.wire("credentials") as wire:
        wire.auth(served.papers["none"].context())
        assert wire.login("alice", PASSWORD)[:3] == "230"
        parts = [f"{last}\r\n", f"MKD behind-{last}\r\n"]
        for part in parts if records == 2 else ["".join(parts)]:
            wire.raw(part.encode())
        assert wire.reply()[:1] == "2"
        assert isinstance(wire.sock, ssl.SSLSocket)
        wire.sock = swallowed(wire.sock)
        wire.must("NOOP", "200")
    assert "Traceback" not in served.log
    assert "internal error" not in served.log
    assert not (served.homes["credentials"] / f"behind-{last}").exists()
