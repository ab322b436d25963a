"""vsftpd, on a port of its own, as the user who runs the tests. Its logins need PAM or root, but for anonymous ones:
here everybody is anonymous and must know one of the passwords of a list.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from tests.other_servers.process import PASSWORD, NotInstalledError, Other, Place, free_port, serving

FOLDER = "FTPLINT_VSFTPD"
"""The variable that names the folder of an unpacked package: Debian's cannot be installed beside proftpd's."""
UNPACKED = Path("/opt/ftplint-vsftpd")
"""Where `.ci/run` unpacks it."""
_PACKAGES = (
    f"vsftpd is neither installed nor unpacked in ${FOLDER} or {UNPACKED} "
    "(Debian: apt-get download vsftpd libwrap0, and dpkg-deb -x each into that folder)"
)


@contextlib.contextmanager
def vsftpd(place: Place) -> Iterator[Other]:
    """Requires TLS and a client certificate. Raises NotInstalledError."""
    program, libraries = _program()
    import pwd  # Windows has none, and no vsftpd either

    port = free_port()
    passwords = place.folder / "passwords"
    passwords.write_text(f"{PASSWORD}\n", encoding="utf-8")
    configuration = place.folder / "vsftpd.conf"
    user = pwd.getpwuid(os.getuid()).pw_name
    configuration.write_text(
        _CONFIGURATION.format(port=port, passwords=passwords, user=user, **_paths(place)), encoding="utf-8"
    )
    configuration.chmod(0o600)
    command = [program, configuration]
    with serving("vsftpd", command, port, place, {"LD_LIBRARY_PATH": libraries}, user="anonymous") as running:
        yield running


def _program() -> tuple[Path, str]:
    unpacked = Path(os.environ.get(FOLDER, UNPACKED))
    program = unpacked / "usr/sbin/vsftpd"
    if program.exists():
        return program, ":".join(sorted({str(library.parent) for library in unpacked.rglob("libwrap.so.0")}))
    installed = shutil.which("vsftpd", path=f"{os.environ['PATH']}:/usr/sbin")
    if installed is None:
        raise NotInstalledError(_PACKAGES)
    return Path(installed), os.environ.get("LD_LIBRARY_PATH", "")


def _paths(place: Place) -> dict[str, Path]:
    return {"lab": place.lab, "home": place.home, "folder": place.folder}


_CONFIGURATION = """
listen=YES
listen_address=127.0.0.1
listen_port={port}
background=NO
run_as_launching_user=YES
ftp_username={user}
anonymous_enable=YES
local_enable=NO
anon_root={home}
anon_upload_enable=YES
anon_mkdir_write_enable=YES
anon_other_write_enable=YES
anon_world_readable_only=NO
secure_email_list_enable=YES
email_password_file={passwords}
write_enable=YES
xferlog_enable=NO
syslog_enable=NO
vsftpd_log_file={folder}/log
isolate=NO
isolate_network=NO
seccomp_sandbox=NO
secure_chroot_dir={folder}
one_process_model=NO
delay_failed_login=0
ssl_enable=YES
allow_anon_ssl=YES
force_anon_logins_ssl=YES
force_anon_data_ssl=YES
ssl_tlsv1=YES
ssl_ciphers=HIGH
require_ssl_reuse=NO
require_cert=YES
validate_cert=YES
ca_certs_file={lab}/ca.pem
rsa_cert_file={lab}/server.pem
rsa_private_key_file={lab}/server.pem
"""
