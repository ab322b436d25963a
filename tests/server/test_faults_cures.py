"""Proof that the regression tests of `ftps-stack.md` sections 3 and 4 can fail: each fails where its cure is taken away.

The same test functions as elsewhere, against a server that lacks one cure.
"""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import Callable, Iterator
from functools import cache

import pytest

from tests.server import test_faults_data as data
from tests.server import test_faults_hosts as hosts
from tests.server import test_faults_input as lines
from tests.server import test_faults_load as load
from tests.server import test_faults_time as limits
from tests.server import test_faults_tls as tls
from tests.server.conftest import Serve
from tests.server.cures import REMOVALS
from tests.server.running import Running

OLD, NEW = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3
HASTY = 'unauthenticatedTimeout="2" controlChannelTimeout="2" dataChannelTimeout="2"'

PROOFS: dict[str, tuple[Callable[[Running], None], dict[str, object]]] = {
    "injection": (lambda s: lines.test_what_was_sent_in_clear_behind_auth_is_discarded(s, b"NOOP\r\n"), {}),
    "spinning": (lambda s: data.test_a_data_handshake_that_never_comes_is_waited_for_at_rest(s, "LIST", "passive"), {}),
    "cut_upload": (lambda s: data.test_an_upload_is_226_only_with_a_close_notify(s, NEW, 15), {"strict": True}),
    "lost_alert": (
        lambda s: tls.test_the_alert_arrives_although_the_client_has_already_spoken(s, "revoked", NEW),
        {"alert": True},
    ),
    "descriptors": (load.test_500_idle_tls_sessions_stay_and_cost_little, {}),
    "handshake_limit": (
        lambda s: limits.test_a_handshake_that_never_ends_is_ended(s, s.descriptors(), 40, patience=12),
        {"limits": HASTY},
    ),
    "tickets": (data.test_uploads_of_clients_that_never_read_arrive_whole, {}),
    "resumption": (lambda s: tls.test_a_refused_certificate_does_not_get_in_by_resuming(s, "revoked", OLD), {}),
    "session_id": (lambda s: tls.test_a_client_that_offers_its_session_for_data_is_served(s, "certificate", OLD), {}),
    "own_sessions": (lambda s: tls.test_a_session_of_one_site_is_not_resumed_at_another(s, "lenient", OLD), {}),
    "ca_names": (tls.test_no_ca_names_are_sent, {}),
    "released_buffers": (load.test_500_idle_tls_sessions_stay_and_cost_little, {}),
    "ccc_with_notify": (
        lambda s: tls.test_ccc_goes_on_in_clear_with_and_without_the_clients_close_notify(s, "close_notify", False),
        {},
    ),
    "ccc_without_notify": (
        lambda s: tls.test_ccc_goes_on_in_clear_with_and_without_the_clients_close_notify(s, "silent", False),
        {},
    ),
    "asked_for_all": (lambda s: hosts.test_with_a_certificate_the_site_lets_in(s, "HOST"), {}),
    "transfer_policy": (tls.test_a_client_that_ignores_the_refusal_of_prot_transfers_nothing, {}),
}
"""Cure -> the test that guards it, and what its server is like."""


def test_every_cure_has_a_proof() -> None:
    assert set(PROOFS) == set(REMOVALS)


@pytest.mark.parametrize("cure", sorted(PROOFS))
@pytest.mark.slow
def test_the_regression_test_fails_without_the_cure(serve: Serve, cure: str) -> None:
    check, wanted = PROOFS[cure]
    with serve(**wanted, without=cure) as running, pytest.raises((AssertionError, OSError, pytest.fail.Exception)):
        check(running)


@pytest.fixture(scope="module")
def whole(serve: Serve) -> Iterator[Callable[..., Running]]:
    """A server of each kind that lacks no cure, started when it is asked for."""
    with contextlib.ExitStack() as stack:

        @cache
        def of_kind(**wanted: object) -> Running:
            return stack.enter_context(serve(**wanted))

        yield of_kind


@pytest.mark.parametrize("cure", sorted(PROOFS))
def test_and_passes_with_it(whole: Callable[..., Running], cure: str) -> None:
    """On a server that is the same but for the cure, so that the proof above proves something."""
    check, wanted = PROOFS[cure]
    check(whole(**wanted))
