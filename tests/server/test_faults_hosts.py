"""Two sites at one address and port: the handshake comes before the host name, and no order of commands gets around
the policies of the site that a client ends up at (`ftps-stack.md` 4.8).

The site without host name takes passwords in clear; `vault` requires TLS and a valid client certificate, and takes
passwords besides.
"""

from __future__ import annotations

import pytest

from tests.server.faulty_sites import VAULT
from tests.server.running import PASSWORD, Running
from tests.server.wire import Wire

VAULT_USER = f"USER {VAULT}|alice"


def start(served: Running, paper: str | None) -> Wire:
    """In clear without a paper, else inside TLS."""
    wire = served.wire()
    if paper is None:
        assert wire.reply()[:3] == "220"
        return wire
    return wire.auth(served.papers[paper].context())


@pytest.mark.parametrize("paper", [None, "none", "revoked", "untrusted"])
@pytest.mark.parametrize(
    "commands",
    [
        [VAULT_USER],
        [f"HOST {VAULT}", "USER alice"],
        ["USER alice", f"HOST {VAULT}"],
        ["USER alice", VAULT_USER],
        ["USER alice", f"HOST {VAULT}", "HOST nowhere.example"],
        [VAULT_USER, "USER alice"],
        [f"HOST {VAULT}", "USER alice", f"USER {VAULT}|"],
        ["USER alice", "USER"],
    ],
    ids=lambda commands: ", ".join(commands).replace(VAULT, "vault"),
)
def test_no_order_of_commands_gets_around_the_policy_of_the_site(
    served: Running, paper: str | None, commands: list[str]
) -> None:
    (served.homes["vault"] / "only-here").write_bytes(b"")
    with start(served, paper) as wire:
        for command in commands:
            wire.ask(command)
        wire.ask(f"PASS {PASSWORD}")
        assert wire.ask("SIZE only-here")[:3] in ("530", "550"), "logged in at vault"


@pytest.mark.parametrize("by", ["HOST", "USER"])
def test_with_a_certificate_the_site_lets_in(served: Running, by: str) -> None:
    (served.homes["vault"] / "only-here").write_bytes(b"1234")
    with start(served, "mapped") as wire:
        if by == "HOST":
            wire.must(f"HOST {VAULT}", "220")
        assert wire.login("alice" if by == "HOST" else f"{VAULT}|alice")[:3] in ("230", "232")
        assert wire.download("only-here") == b"1234"


@pytest.mark.parametrize("paper", ["none", "revoked", "untrusted", "expired"])
def test_the_site_that_wants_no_certificate_minds_none(served: Running, paper: str) -> None:
    """The certificate is asked for on behalf of the other site; CertIgnore judges none."""
    with start(served, paper) as wire:
        assert wire.login("alice", PASSWORD)[:3] == "230"
        assert wire.upload("minded.bin", b"m" * 1000)[:3] == "226"


def test_after_the_logon_there_is_no_other_host(served: Running) -> None:
    """RFC 7151 section 3.2: 503. lftp asks for it all the same (`ftps-stack.md` section 6)."""
    with start(served, None) as wire:
        assert wire.login("alice", PASSWORD)[:3] == "230"
        assert wire.ask(f"HOST {VAULT}")[:3] == "503"
        assert wire.ask("SIZE only-here")[:3] == "550"


def test_a_logon_is_not_carried_over_to_another_site(served: Running) -> None:
    (served.homes["vault"] / "only-here").write_bytes(b"")
    with start(served, "none") as wire:
        assert wire.login("alice", PASSWORD)[:3] == "230"
        wire.ask(VAULT_USER)
        assert wire.ask("SIZE only-here")[:3] == "530"


def test_a_user_judged_in_clear_is_judged_again_inside_tls(served: Running) -> None:
    """A name accepted before AUTH, without a certificate, must not be worth anything after it."""
    with served.wire("lenient") as wire:
        assert wire.reply()[:3] == "220"
        wire.must("USER alice", "331")
        wire.must("AUTH TLS", "234")
        wire.secure(served.papers["untrusted"].context())
        assert wire.ask(f"PASS {PASSWORD}")[:3] in ("503", "530")
        assert wire.ask("PWD")[:3] == "530"
