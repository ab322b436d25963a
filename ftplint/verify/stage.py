"""The stage for one play: an example's configuration in the lab's surroundings, its folders, a running server."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography import x509
from lxml import etree

from ftplint.analysis import analyse, refusal
from ftplint.configuration import surround
from ftplint.errors import FtplintError
from ftplint.named_tuple import NamedTuple
from ftplint.schema import LATEST
from ftplint.server import (
    DEFAULT,
    BackgroundService,
    Choices,
    Identity,
    Options,
    Storage,
    StorageError,
    Trust,
    in_background,
    isolated_path,
)
from ftplint.verify.lab import ChangingDirectory
from ftplint.verify.seen import accounts_as_seen, take_away

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from lxml.etree import _Element

    from ftplint.configuration import Configuration, Site
    from ftplint.evidence import Account, Certificates
    from ftplint.observed import ServerFacts
    from ftplint.rules import Actor
    from ftplint.server import Endpoint, LogLine
    from ftplint.verify.lab import Lab

CONTENT = b"The quick brown fox jumps over the lazy dog.\r\n" * 200
"""What the file that clients download holds, and what they upload."""


class StageError(FtplintError):
    """An example that cannot be played; the text says why."""


class NobodyListens(StageError):
    """An example without a site that a client could connect to."""


class Stage(NamedTuple):
    """A server that plays one example. ``log`` grows while clients talk to it."""

    background: BackgroundService
    endpoint: Endpoint
    port: int
    log: list[LogLine]
    root: Path
    directory: ChangingDirectory
    certificates: Certificates

    def pass_time(self, seconds: int) -> None:
        """So many seconds pass in the lab."""
        self.background.service.pass_time(seconds)

    def log_files(self) -> str:
        """The log files that the configuration asked for, each after its name."""
        paths = sorted(self.root.rglob("FTPSVC*/*.log"))
        return "\n".join(f"{path.parent.name}/{path.name}\n{path.read_text('utf-8', 'replace')}" for path in paths)

    @property
    def implicit(self) -> bool:
        """Whether clients begin with TLS at once."""
        return self.endpoint.implicit


@contextlib.contextmanager
def stage(
    text: str,
    actor: Actor,
    lab: Lab,
    choices: Choices = DEFAULT,
    adjust: Callable[[Options], Options] = lambda options: options,
    certificates: Certificates | None = None,
    seen: ServerFacts | None = None,
) -> Iterator[Stage]:
    """Serves the configuration in *text*, by default with the lab's certificate alone, and with all folders and
    accounts of the lab but for what was *seen* of a server. Raises StageError; as NobodyListens if no FTP site of it
    does."""
    configuration = configured(text, actor, lab)
    accounts = lab.directory.accounts
    directory = ChangingDirectory(accounts if seen is None else accounts_as_seen(accounts, seen))
    log: list[LogLine] = []
    with tempfile.TemporaryDirectory(prefix="ftplint-") as folder:
        root = Path(folder)
        furnish(configuration, root, lab.directory.accounts, actor.path, actor.missing)
        if seen is not None:
            take_away(seen, root)
        trust = Trust([lab.authority.certificate], [x509.load_pem_x509_crl(lab.crl)])
        store = lab.certificates if certificates is None else certificates
        options = Options(root, store, trust, directory, choices, log_files=True, log=log.append)
        options = options._replace(zone=other_day(datetime.now(UTC)), local_clients=actor.local)
        options = options._replace(host_name=_names({source(actor, actor.address): actor.named}))
        with in_background(configuration, adjust(options)) as running:
            listening = [
                one
                for one in running.listening
                if not actor.site or any(site.name == actor.site for site in one.endpoint.sites)
            ]
            if not listening:
                raise NobodyListens("no FTP site of the example listens")
            yield Stage(running, listening[0].endpoint, listening[0].port, log, root, directory, store)
            if running.service.errors:
                raise StageError(f"the server failed: {running.service.errors[0]}")


def configured(text: str, actor: Actor, lab: Lab) -> Configuration:
    """What *text* means in the lab. Raises StageError if it cannot be understood."""
    adapted = lab.adapted(text)
    for address in actor.addresses:
        adapted = re.sub(rf"(?<![\d.]){re.escape(address)}(?![\d.])", source(actor, address), adapted)
    if actor.surroundings == "lab":
        adapted = complete(adapted, lab.thumbprint)
    parsed = analyse("example", adapted.encode("utf-8"))
    if parsed.configuration is None:
        raise StageError("; ".join(problem.kind for problem in parsed.problems))
    return parsed.configuration


def source(actor: Actor, address: str) -> str:
    """The address of this machine that stands for *address*, which is one of those of *actor*; all are on loopback."""
    if not address or address.startswith("127."):
        return address or "127.0.0.1"
    return f"127.0.0.{2 + actor.addresses.index(address)}"


def _names(known: dict[str, str]) -> Callable[[str], str]:
    def name(address: str) -> str:
        if not known.get(address):
            raise OSError(f"the lab has no name for {address}")
        return known[address]

    return name


def refused(text: str, lab: Lab, version: str | None = None) -> str | None:
    """Why IIS, of the latest *version* or another, would not start with the configuration in *text* as it stands; None
    if it would."""
    return refusal(analyse("the example", lab.adapted(text).encode("utf-8"), version or LATEST), "the example")


def other_day(now: datetime) -> timezone:
    """A zone in which the date is not that of UTC, and will not be for an hour."""
    return timezone(timedelta(hours=13 if now.hour >= 11 else -12))


def complete(text: str, thumbprint: str) -> str:
    """*text* as a whole file: with a site if it has none, a root folder for each site, and an authorization rule for
    everybody if the example has none at all, since examples show what their rule is about and nothing else."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    try:
        root = surround(etree.fromstring(text.encode("utf-8"), parser)).root
    except etree.XMLSyntaxError as error:
        raise StageError(f"the example is not well-formed: {error}") from error
    if root is None:
        raise StageError("the example is no configuration")
    if root.find("system.applicationHost/sites/site") is None:
        _add_site(root, thumbprint)
    for site in root.iterfind("system.applicationHost/sites/site"):
        if site.find("application") is None:
            application = etree.Element("application", path="/")
            etree.SubElement(application, "virtualDirectory", path="/", physicalPath="D:\\ftp\\example")
            site.insert(0, application)
    if not any(True for _ in root.iterfind(".//authorization/add")):
        _allow_everybody(root)
    return etree.tostring(root, encoding="unicode")


def _add_site(root: _Element, thumbprint: str) -> None:
    """An ordinary site, for examples that show a setting of the server and no site."""
    sites = _child(_child(root, "system.applicationHost"), "sites")
    site = etree.SubElement(sites, "site", name="lab", id="1")
    bindings = etree.SubElement(site, "bindings")
    etree.SubElement(bindings, "binding", protocol="ftp", bindingInformation="*:21:")
    security = etree.SubElement(etree.SubElement(site, "ftpServer"), "security")
    etree.SubElement(security, "ssl", serverCertHash=thumbprint)
    etree.SubElement(etree.SubElement(security, "authentication"), "basicAuthentication", enabled="true")


def _allow_everybody(root: _Element) -> None:
    node = root
    for name in ("system.ftpServer", "security", "authorization"):
        node = _child(node, name)
    etree.SubElement(node, "add", accessType="Allow", users="*", permissions="Read, Write")


def _child(node: _Element, name: str) -> _Element:
    found = node.find(name)
    return etree.SubElement(node, name) if found is None else found


def furnish(
    configuration: Configuration,
    root: Path,
    accounts: Iterable[Account],
    path: str = "/file.txt",
    missing: str = "",
    sites: Iterable[Site] | None = None,
) -> None:
    """Makes the folders that the *sites* (None: all) name, homes for *accounts*, and the file that clients download;
    the folder *missing* below each root is left out."""
    storage = Storage(root)
    identities = [Identity("anonymous", None, "anonymous")]
    for account in accounts:
        identities.append(Identity(account.name, account, "basic"))
        if account.ftp_root:
            with contextlib.suppress(StorageError):  # a name that no folder can have
                storage.place(f"{account.ftp_root}\\{account.ftp_dir}").mkdir(parents=True, exist_ok=True)
    for site in configuration.ftp_sites if sites is None else sites:
        for application in configuration.applications(site):
            for directory in application.virtual_directories:
                try:
                    place = storage.place(directory.attributes.get("physicalPath", ""))
                except StorageError:
                    continue
                isolation = site.ftp.find("userIsolation").value("mode").text
                homes = [place]
                if isolation.startswith("Isolate") and directory.path == "/":
                    homes += [place.joinpath(*isolated_path(identity)) for identity in identities]
                elif isolation == "StartInUsersDirectory" and directory.path == "/":
                    homes += [place / identity.name for identity in identities]
                for home in homes:
                    file = home / path.lstrip("/")
                    if not Path(os.path.normpath(file)).is_relative_to(os.path.normpath(root)):
                        continue  # a folder, or a user, with '..' in its name
                    file.parent.mkdir(parents=True, exist_ok=True)
                    file.write_bytes(CONTENT)
                if missing and directory.path == "/":
                    _remove(place.joinpath(*missing.split("/")))


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
