"""Runs a server of the fault tests in a process of its own: `python -m tests.server.launch '{"folder": ..., ...}'`.

The first line on standard output is JSON, site name -> [host, port]. What the service calls trouble, and every error of
its own, goes to standard error.
"""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path
from typing import NamedTuple


class Wanted(NamedTuple):
    """What a server shall be like. *folder* holds what `Lab.write` wrote, `sites.config`, and `root` for the files.

    *strict* cuts uploads without close_notify,
    *file_size* is RLIMIT_FSIZE in bytes, *descriptors* RLIMIT_NOFILE, *remembered* how many verdicts on
    certificates are kept, *directory* an LDAP address, *without* the name
    of a cure to take away.
    """

    folder: str
    alert: bool = False
    strict: bool = False
    file_size: int = 0
    descriptors: int = 0
    remembered: int = 0
    directory: str = ""
    bind_password: str = ""
    without: str = ""


def limit(wanted: Wanted) -> None:
    """Limits of the system for this process; Windows has none."""
    if not (wanted.file_size or wanted.descriptors):
        return
    import resource

    if wanted.file_size:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (wanted.file_size, wanted.file_size))
    if wanted.descriptors:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted.descriptors, wanted.descriptors))


def run(wanted: Wanted) -> None:
    """Serves until SIGTERM."""
    from tests.server.cures import REMOVALS
    from tests.server.turns import record

    record(Path(wanted.folder) / "turns")
    if wanted.without:
        REMOVALS[wanted.without]()
    serve(wanted)


def serve(wanted: Wanted) -> None:
    """The service itself; imported late, once its limits are set."""
    from cryptography import x509

    from ftplint.configuration.effective import Configuration
    from ftplint.evidence.accounts import Directory, MemoryDirectory
    from ftplint.evidence.certificates import Certificates, read_certificates
    from ftplint.evidence.ldap_directory import LdapDirectory
    from ftplint.evidence.ldif import read_ldif
    from ftplint.schema.load import declarations
    from ftplint.server.open_points import DEFAULT
    from ftplint.server.options import Options
    from ftplint.server.service import Service
    from ftplint.server.transport import tls
    from ftplint.server.transport.tls import Trust
    from ftplint.source.parsing import parse
    from ftplint.source.read import decode
    from ftplint.verify.lab import EXAMPLE_THUMBPRINT, PASSWORD

    if wanted.remembered:
        tls._REMEMBERED = wanted.remembered
    folder = Path(wanted.folder)
    root = parse(decode("sites.config", (folder / "sites.config").read_bytes()).source).root
    assert root is not None
    configuration = Configuration(root, declarations())
    own = next(iter(read_certificates(str(folder / "server.pem")).stored))
    certificates = Certificates([own, own._replace(facts=own.facts._replace(thumbprint=EXAMPLE_THUMBPRINT))])
    directory: Directory
    if wanted.directory:
        directory = LdapDirectory(wanted.directory, wanted.bind_password, str(folder / "ca.pem"))
    else:
        accounts = read_ldif(folder / "directory.ldif")
        directory = MemoryDirectory(
            a._replace(domain="CORP", password=PASSWORD if a.name == "alice" else None) for a in accounts
        )
    options = Options(
        root=folder / "root",
        certificates=certificates,
        trust=Trust(
            x509.load_pem_x509_certificates((folder / "ca.pem").read_bytes()),
            [x509.load_pem_x509_crl((folder / "crl.pem").read_bytes())],
        ),
        directory=directory,
        choices=DEFAULT._replace(
            refuse_certificate="alert" if wanted.alert else "reply", close_notify_needed=wanted.strict
        ),
        slow_directory=bool(wanted.directory),
        trouble=lambda text: print(text, file=sys.stderr, flush=True),
    )
    service = Service(configuration, options)
    report = service.broken

    def broken(instance: object) -> None:
        report(instance)
        print(service.errors[-1], file=sys.stderr, flush=True)

    service.broken = broken  # type: ignore[method-assign]
    signal.signal(signal.SIGTERM, lambda *_: service.stop())
    found = service.listen(lambda endpoint: (endpoint.address, 0))
    places = {site.name: (one.address, one.port) for one in found for site in one.endpoint.sites}
    print(json.dumps(places), flush=True)
    service.run()


if __name__ == "__main__":
    wanted = Wanted(**json.loads(sys.argv[1]))
    limit(wanted)
    run(wanted)
