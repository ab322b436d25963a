"""proftpd with mod_tls, on a port of its own, with a configuration and a user of its own."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.other_servers.process import PASSWORD, USER, NotInstalledError, Other, Place, free_port, serving

_PACKAGES = "proftpd with mod_tls is not installed (Debian: apt-get install proftpd-core proftpd-mod-crypto)"


@contextlib.contextmanager
def proftpd(place: Place) -> Iterator[Other]:
    """Requires TLS and a client certificate. Raises NotInstalledError."""
    program = shutil.which("proftpd", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None or not list(Path("/usr/lib").glob("**/proftpd/mod_tls.so")):
        raise NotInstalledError(_PACKAGES)
    port = free_port()
    users = place.folder / "users"
    users.write_text(f"{USER}:{_hashed()}:{os.getuid()}:{os.getgid()}::{place.home}:/bin/false\n", encoding="utf-8")
    users.chmod(0o600)
    configuration = place.folder / "proftpd.conf"
    configuration.write_text(_CONFIGURATION.format(port=port, users=users, **_names(place)), encoding="utf-8")
    command = [program, "--nodaemon", "--quiet", "--config", configuration]
    with serving("proftpd", command, port, place) as running:
        yield running


def _hashed() -> str:
    run = subprocess.run(["openssl", "passwd", "-6", PASSWORD], capture_output=True, text=True, check=True)
    return run.stdout.strip()


def _names(place: Place) -> dict[str, object]:
    import grp  # Windows has neither, and no proftpd
    import pwd

    return {
        "folder": place.folder,
        "lab": place.lab,
        "user": pwd.getpwuid(os.getuid()).pw_name,
        "group": grp.getgrgid(os.getgid()).gr_name,
    }


_CONFIGURATION = """
LoadModule mod_tls.c
ServerName other
ServerType standalone
DefaultAddress 127.0.0.1
Port {port}
User {user}
Group {group}
RootLogin on
UseIPv6 off
UseReverseDNS off
DelayEngine off
WtmpLog off
TransferLog none
SystemLog {folder}/system.log
PidFile {folder}/pid
ScoreboardFile {folder}/scoreboard
ControlsEngine off
MaxInstances 1000
RequireValidShell off
AuthOrder mod_auth_file.c
AuthUserFile {users}
AllowOverwrite on
TLSEngine on
TLSLog {folder}/tls.log
TLSProtocol TLSv1.2 TLSv1.3
TLSECCertificateFile {lab}/server.pem
TLSECCertificateKeyFile {lab}/server.pem
TLSCACertificateFile {lab}/ca.pem
TLSVerifyClient on
TLSRequired on
TLSOptions NoSessionReuseRequired
"""
