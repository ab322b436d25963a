"""Starts and stops the domain controller, and what a test does to it: accounts, freezing, its CA, its certificate."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import quote

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from ftplint.evidence.ldap_directory import LdapDirectory
from ftplint.verify.authority import Authority

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ftplint.evidence.accounts import Account

PYTHON = "/usr/bin/python3"
"""python3-samba exists for the distribution's own interpreter only."""
PORTS = (389, 636, 3268, 3269)
"""Fixed in Samba's code (directory.md 2)."""
DOMAIN = "corp.example"
DOMAIN_SID = "S-1-5-21-1111111111-2222222222-3333333333"
ADMINISTRATOR = "administrator"
SERVICE = "svc-ftp"
PASSWORD = "Passw0rd!x"
"""Of the administrator and of the service account."""
_SCRIPT = Path(__file__).with_name("addc.py")
_START = 180.0
_SECONDS = 30
"""For each answer: a controller on a busy machine takes its time."""


class ControllerError(Exception):
    """The domain controller cannot be made or started; the text says why."""


def missing() -> str | None:
    """Why there can be no domain controller here; None if there can."""
    packages = "apt-get install --no-install-recommends samba samba-ad-provision samba-dsdb-modules ldb-tools"
    for needed in ("samba", "ldbsearch"):
        if program(needed) is None:
            return f"{needed} is not installed: {packages}"
    imports = "import samba.provision, samba.samdb"
    if subprocess.run([PYTHON, "-c", imports], capture_output=True, timeout=60, check=False).returncode:
        return f"{PYTHON} has no samba.provision: {packages}"
    try:
        free_address()
    except PermissionError:
        return "ports 389 and 636 need root, or sysctl net.ipv4.ip_unprivileged_port_start=389"
    except OSError as error:
        return str(error)
    return None


def free_address() -> str:
    """A loopback address on which nobody listens. Raises PermissionError where this user may not use the ports."""
    for attempt in range(50):
        address = f"127.{66 + attempt}.{os.getpid() % 250}.{os.getpid() // 250 % 250 + 1}"
        try:
            for port in PORTS:
                with socket.socket() as probe:
                    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                    probe.bind((address, port))
        except PermissionError:
            raise
        except OSError:
            continue
        return address
    raise OSError("no loopback address has its LDAP ports free")


class Controller:
    """One domain controller of corp.example in a folder of its own. ``close`` removes all of it."""

    def __init__(self) -> None:
        """Makes the domain (about 6 s) and its service account; does not start it. Raises ControllerError."""
        self.address = free_address()
        self.name = f"dc1.{DOMAIN}"
        self.base = ",".join(f"DC={part}" for part in DOMAIN.split("."))
        self.folder = Path(tempfile.mkdtemp(prefix="ftplint-dc-"))
        self.database = self.folder / "private" / "sam.ldb"
        self.ca_file = self.folder / "tls" / "ca.pem"
        self._process: subprocess.Popen[bytes] | None = None
        self._log: IO[bytes] | None = None
        try:
            self._script("provision", self.address, DOMAIN, DOMAIN_SID, PASSWORD)
            self.certify(Authority("Directory CA"))
            self.add([{"name": SERVICE, "userAccountControl": 512, "password": PASSWORD}])
        except BaseException:
            self.close()
            raise

    # --- life

    def certify(self, authority: Authority, host: str | None = None) -> None:
        """A new server certificate, for the next start; *host* in the place of the controller's own names."""
        hosts = (host,) if host else (self.name, "localhost")
        issued = authority.server(hosts, () if host else (self.address,))
        folder = self.folder / "tls"
        folder.mkdir(exist_ok=True)
        (folder / "ca.pem").write_bytes(authority.pem())
        (folder / "cert.pem").write_bytes(issued.certificate_pem())
        key = folder / "key.pem"
        key.touch(mode=0o600)
        key.write_bytes(issued.key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()))

    def start(self) -> None:
        """Returns when LDAPS answers (0.3 to 2 s), at once if it runs. Raises ControllerError with the end of its log."""
        if self._process is not None and self._process.poll() is None:
            self.thaw()
            return
        self.stop()
        conf = str(self.folder / "etc" / "smb.conf")
        command = [program("samba") or "samba", "-i", "--no-process-group", "-M", "single", "-s", conf]
        command += ["--debug-stdout", "-d1", "--maximum-runtime=1800"]
        self._log = (self.folder / "samba.log").open("ab")
        # Its standard input is its life line: it ends when this process does.
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=self._log, stderr=subprocess.STDOUT)
        end = time.monotonic() + _START
        while time.monotonic() < end and self._process.poll() is None:
            with contextlib.suppress(OSError), socket.create_connection((self.address, 636), timeout=1):
                return
            time.sleep(0.01)
        self.stop()
        log = (self.folder / "samba.log").read_text(encoding="utf-8", errors="replace")
        raise ControllerError(f"samba does not listen on {self.address}:636: {log[-1500:]}")

    def stop(self) -> None:
        """Ends it and waits for that, frozen or not."""
        process, self._process = self._process, None
        if process is not None:
            assert process.stdin is not None
            process.send_signal(signal.SIGCONT)
            process.stdin.close()
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(60)
        if self._log is not None:
            self._log.close()

    def kill(self) -> None:
        """SIGKILL: no farewell to its clients."""
        if self._process is not None:
            self._process.kill()
        self.stop()

    def freeze(self) -> None:
        """From now on it accepts connections, since the system does, and answers nothing."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Undoes ``freeze``."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    @contextlib.contextmanager
    def frozen(self) -> Iterator[None]:
        """Frozen inside the block."""
        self.freeze()
        try:
            yield
        finally:
            self.thaw()

    def close(self) -> None:
        """Stops it and removes its folder."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    # --- accounts

    def add(self, records: Iterable[Mapping[str, Any]]) -> dict[str, str]:
        """New accounts and changes to known ones, running or not; the SID of each by name. See addc.py."""
        return dict(json.loads(self._script("accounts", given=json.dumps(list(records)))))

    def add_accounts(self, accounts: Iterable[Account]) -> dict[str, str]:
        """Accounts as ftplint knows them, those of the lab for example; local ones are in no domain."""
        return self.add(record(account) for account in accounts if account.dns_domain == DOMAIN)

    def url(self, user: str = SERVICE) -> str:
        """The address for ftplint, by number: there is no DNS for the name."""
        return f"ldaps://{quote(f'{user}@{DOMAIN}')}@{self.address}/{self.base}"

    def directory(self, **known: Any) -> LdapDirectory:
        """What ftplint asks, as the service account; *known* replaces what LdapDirectory gets."""
        usual = {"url": self.url(), "password": PASSWORD, "ca_file": str(self.ca_file), "seconds": _SECONDS}
        return LdapDirectory(**{**usual, **known})

    def _script(self, what: str, *arguments: str, given: str = "") -> str:
        command = [PYTHON, "-I", str(_SCRIPT), what, str(self.folder), *arguments]
        run = subprocess.run(command, input=given, capture_output=True, text=True, timeout=300, check=False)
        if run.returncode:
            raise ControllerError(f"addc.py {what} failed: {run.stderr[-1500:]}")
        return run.stdout


def record(account: Account) -> dict[str, Any]:
    """*account* for addc.py."""
    found: dict[str, Any] = {"name": account.name, "userAccountControl": account.control}
    found["altSecurityIdentities"] = list(account.mappings)
    found["groups"] = list(account.groups)
    texts = {"dn": account.dn, "userPrincipalName": account.upn, "objectSid": account.sid, "mail": account.mail}
    texts |= {"msIIS-FTPRoot": account.ftp_root, "msIIS-FTPDir": account.ftp_dir}
    found |= {name: value for name, value in texts.items() if value}
    if account.expires is not None:
        found["accountExpires"] = filetime_number(account.expires)
    if account.password:
        found["password"] = account.password
    return found


def filetime_number(moment: datetime) -> int:
    """100 ns since 1601."""
    return int((moment - datetime(1601, 1, 1, tzinfo=UTC)) / timedelta(microseconds=1)) * 10


def program(name: str) -> str | None:
    """Where *name* is installed; /usr/sbin is not on everybody's path."""
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/bin")
