"""FileZilla: https://filezilla-project.org"""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path
from typing import ClassVar
from xml.sax.saxutils import escape

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from tests.clients.client import Client, ClientError, Job

_MOUSE = "transfers are made with the mouse only"
_PATIENCE = 90


class FileZilla(Client):
    """Its window on a screen that nobody sees. Given an address, it connects and lists the folder; a warning that nobody
    answers, as it shows where a data connection does not resume the TLS session, would keep it from that."""

    name = "FileZilla"
    package = "Debian: filezilla xvfb"
    programs = ("filezilla", "Xvfb")
    asks_version = ("dpkg-query", "-W", "-f", "${Version}", "filezilla")
    only_lists = True
    cannot: ClassVar = {
        "certificate": "it has no setting for a client certificate",
        "plain": "given an address of ftp, it takes TLS where the server offers it",
        **dict.fromkeys(("put", "get", "resume", "rename", "delete", "mkdir", "mget"), _MOUSE),
    }

    def run(self, job: Job) -> str:
        """The log of its session. Raises ClientError if it lists nothing."""
        home = job.local.parent / "home"
        log = job.local.parent / "filezilla.log"
        _settle(home / ".config" / "filezilla", log, job)
        scheme = {"none": "ftp", "explicit": "ftpes", "implicit": "ftps"}[job.way.tls]
        address = f"{scheme}://{job.way.user}:{job.way.password}@{job.way.address}/{job.remote}"
        environment = {**os.environ, "HOME": str(home), "LC_ALL": "C.UTF-8", "XDG_CONFIG_HOME": str(home / ".config")}
        reader, writer = os.pipe()
        screen = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1280x1000x24"],
            pass_fds=[writer],
            stderr=subprocess.DEVNULL,
        )
        os.close(writer)
        with os.fdopen(reader, encoding="ascii") as number:
            environment["DISPLAY"] = f":{number.readline().strip()}"
        window = subprocess.Popen(
            ["filezilla", address, f"--local={job.local}"],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            return _listed(log)
        finally:
            for one in (window, screen):
                one.kill()
                one.wait()


def _listed(log: Path) -> str:
    end = time.monotonic() + _PATIENCE
    while True:
        said = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
        if "successful" in said.partition("Directory listing of")[2]:
            return said
        if time.monotonic() > end:
            raise ClientError(f"it lists nothing; {said[-400:]}")
        time.sleep(0.5)


def _settle(folder: Path, log: Path, job: Job) -> None:
    """What a user would have clicked at before: no greeting, and the certificate of the server is trusted."""
    folder.mkdir(parents=True)
    settings = {
        "Greeting version": "99.0.0",
        "Update Check": "0",
        "Disable update check": "1",
        "Logging file": str(log),
    }
    lines = "".join(f'<Setting name="{name}">{escape(value)}</Setting>' for name, value in settings.items())
    _write(folder / "filezilla.xml", f"<Settings>{lines}</Settings>")
    lab = job.way.authority.parent
    certificate = x509.load_pem_x509_certificate((lab / "server.pem").read_bytes())
    facts = {
        "Data": certificate.public_bytes(Encoding.DER).hex(),
        "ActivationTime": int(certificate.not_valid_before_utc.timestamp()),
        "ExpirationTime": int(certificate.not_valid_after_utc.timestamp()),
        "Host": job.way.host,
        "Port": job.way.port,
        "TrustSANs": 1,
    }
    trusted = "".join(f"<{name}>{value}</{name}>" for name, value in facts.items())
    _write(folder / "trustedcerts.xml", f"<TrustedCerts><Certificate>{trusted}</Certificate></TrustedCerts>")


def _write(file: Path, content: str) -> None:
    text = f'<?xml version="1.0"?><FileZilla3 version="3.63.0" platform="*nix">{content}</FileZilla3>'
    file.write_text(text, encoding="utf-8")
