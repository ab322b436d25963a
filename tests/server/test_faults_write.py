"""Partial writes (`ftps-stack.md` 4.5): OpenSSL sends whole buffers, and what did not fit is offered again unchanged."""

from __future__ import annotations

import random
import socket

from ftplint.configuration.effective import Configuration
from ftplint.evidence.certificates import Certificates
from ftplint.schema.load import declarations
from ftplint.server.endpoints import endpoints
from ftplint.server.open_points import DEFAULT
from ftplint.server.transport.tls import Secured, Trust
from ftplint.source.parsing import parse
from ftplint.source.read import decode
from ftplint.verify.lab import EXAMPLE_THUMBPRINT, Lab
from tests.server.faulty_sites import configuration
from tests.server.running import PATIENCE, Running
from tests.server.wire import read_all

PARTIAL_WRITE = 1


def test_no_context_writes_record_by_record(lab: Lab) -> None:
    """pyOpenSSL sets SSL_MODE_ENABLE_PARTIAL_WRITE on every context; with it a download takes 1.6 times as long."""
    root = parse(decode("sites.config", configuration().encode()).source).root
    assert root is not None
    known = lab.stand_ins({EXAMPLE_THUMBPRINT})
    assert isinstance(known, Certificates)
    for endpoint in endpoints(Configuration(root, declarations())):
        certificate = known.find(EXAMPLE_THUMBPRINT, "MY")
        assert certificate is not None
        secured = Secured(endpoint, certificate, Trust(), DEFAULT)
        assert not secured.context.set_mode(0) & PARTIAL_WRITE


def test_a_write_that_did_not_fit_goes_on_where_it_stopped(served: Running) -> None:
    """Every write of 256 KiB meets a window of 4 KiB: one of them offered again wrongly would spoil the stream."""
    content = random.Random(8).randbytes(3_000_000)
    (served.homes["password"] / "pieces.bin").write_bytes(content)
    with served.secure() as wire:
        address = wire.passive()
        data = socket.socket()
        data.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        data.settimeout(PATIENCE)
        data.connect(address)
        wire.must("TYPE I", "200")
        wire.must("RETR pieces.bin", "125 150")
        with wire.start_data_tls(data) as protected:
            assert read_all(protected) == content
        assert wire.reply()[:3] == "226"
