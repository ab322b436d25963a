"""Stock pyftpdlib as its documentation shows it: TLS_FTPHandler, with a client certificate required."""

from __future__ import annotations

import contextlib
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.other_servers.process import PASSWORD, USER, Other, Place, free_port, serving


@contextlib.contextmanager
def stock(place: Place) -> Iterator[Other]:
    """Requires TLS on both channels and a client certificate."""
    port = free_port()
    command = [sys.executable, "-m", "tests.other_servers.stock", str(port), place.lab, place.home]
    with serving("pyftpdlib", command, port, place) as running:
        yield running


def main(port: str, lab: str, home: str) -> None:
    """Serves until SIGTERM."""
    from OpenSSL import SSL
    from pyftpdlib.authorizers import DummyAuthorizer
    from pyftpdlib.handlers import TLS_FTPHandler
    from pyftpdlib.servers import FTPServer

    logging.basicConfig(level=logging.WARNING)  # a log line for each command would be work that the others do not have
    authorizer = DummyAuthorizer()
    authorizer.add_user(USER, PASSWORD, home, perm="elradfmwMT")

    class Handler(TLS_FTPHandler):  # type: ignore[misc]
        certfile = str(Path(lab) / "server.pem")
        tls_control_required = tls_data_required = True
        auth_failed_timeout = 0

    Handler.authorizer = authorizer
    context = Handler.get_ssl_context()
    context.load_verify_locations(str(Path(lab) / "ca.pem"))
    context.set_verify(SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT)
    context.set_session_id(b"stock")
    FTPServer(("127.0.0.1", int(port)), Handler).serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
