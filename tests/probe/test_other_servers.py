"""The probe against servers of others: a file that says what they do, and one that does not."""

from __future__ import annotations

import contextlib
import importlib.metadata
from collections.abc import Callable, Iterator

import pytest

from ftplint.probe import Fact, Plan, Trust, Visitor, places, probe
from ftplint.verify.lab import Lab
from tests.other_servers.process import NotInstalledError, Other, Place
from tests.other_servers.proftpd import proftpd
from tests.other_servers.stock import stock
from tests.other_servers.vsftpd import vsftpd
from tests.probe.holding import LIMITS, configuration_of

SERVERS: dict[str, Callable[[Place], contextlib.AbstractContextManager[Other]]] = {
    "proftpd": proftpd,
    "vsftpd": vsftpd,
    "pyftpdlib": stock,
}
RIGHT = {
    "hash": "",
    "control": "SslRequire",
    "data": "SslRequire",
    "policy": "CertRequire",
    "flags": "StyleUnix",
    "external": "",
    "utf8": "true",
    "anonymous": "false",
}
"""What all three do: they are set up like each other."""
WRONG = {
    "hash": "57a1be1185f9d31ab0d8a4b12fcfa40da5b1ed44",
    "control": "SslAllow",
    "data": "SslDeny",
    "policy": "CertIgnore",
    "flags": "LongDate",
    "external": "203.0.113.7",
    "utf8": "true",
    "anonymous": "false",
}


def file(server: Other, banner: str, says: dict[str, str], thumbprint: str) -> str:
    """A file with what *says* has."""
    return f"""<configuration><system.applicationHost><sites><site name="other" id="1"><application path="/">
<virtualDirectory path="/" physicalPath="D:\\other"/></application>
<bindings><binding protocol="ftp" bindingInformation="127.0.0.1:{server.port}:"/></bindings>
<ftpServer allowUTF8="{says["utf8"]}"><directoryBrowse showFlags="{says["flags"]}"/><firewallSupport externalIp4Address="{says["external"]}"/>
<messages suppressDefaultBanner="true" bannerMessage="{banner}"/><security>
<ssl serverCertHash="{says["hash"] or thumbprint}" controlChannelPolicy="{says["control"]}"
 dataChannelPolicy="{says["data"]}"/>
<sslClientCertificates clientCertificatePolicy="{says["policy"]}" validationFlags="NoRevocationCheck"/>
<authentication><anonymousAuthentication enabled="{says["anonymous"]}"/><basicAuthentication enabled="true"/></authentication></security></ftpServer></site></sites>
</system.applicationHost><system.ftpServer><security><authorization>
<add accessType="Allow" users="*" permissions="Read, Write"/></authorization></security></system.ftpServer>
</configuration>"""


@pytest.fixture(scope="module", params=list(SERVERS))
def other(request: pytest.FixtureRequest, lab: Lab, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Other]:
    folder = tmp_path_factory.mktemp(request.param)
    place = Place(folder, folder / "lab", folder / "home")
    lab.write(place.lab)
    place.home.mkdir()
    (place.home / "file.bin").write_bytes(b"content")
    try:
        with SERVERS[request.param](place) as server:
            yield server
    except NotInstalledError as missing:
        pytest.skip(str(missing))


def facts(server: Other, lab: Lab, banner: str, says: dict[str, str]) -> dict[str, Fact]:
    """Each fact of the server by its id."""
    configuration = configuration_of(file(server, banner, says, lab.thumbprint))
    # vsftpd knows anonymous users only, who must know a password here
    visitor = Visitor(server.user, server.password, lab.folder / "clients" / "mapped.pem")
    plan = Plan(visitor, Trust(lab.folder / "ca.pem"), LIMITS)
    (done,) = probe(configuration, places(configuration.ftp_sites, "localhost"), plan)
    return {fact.id: fact for fact in done.facts}


BANNERS = {
    "proftpd": "ProFTPD Server (other) [127.0.0.1]",
    "vsftpd": "(vsFTPd 3.0.3)",
    "pyftpdlib": f"pyftpdlib {importlib.metadata.version('pyftpdlib')} ready.",
}
NOT_IIS = {"proftpd": {"PRB003", "PRB018"}, "vsftpd": {"PRB003", "PRB018"}, "pyftpdlib": {"PRB003"}}
"""What no file of IIS can say: SYST of UNIX; two of them begin in the folder of the system."""
COMMON = {"PRB002", "PRB010", "PRB012", "PRB013", "PRB019", "PRB020", "PRB022"}
"""What the wrong file is wrong about: banner, certificate, client certificate, both policies, listings, address."""
ELSEWHERE = {
    "proftpd": {"PRB015"},  # CCC is known and refused, whatever the policy: an info
    "vsftpd": {"PRB004", "PRB016"},  # no UTF8 in FEAT; anonymous users only, and the wrong file has none
    "pyftpdlib": {"PRB015"},  # CCC is not known
}


def differing(found: dict[str, Fact]) -> set[str]:
    return {id_ for id_, fact in found.items() if fact.verdict == "differs"}


def test_a_file_that_says_what_the_server_does(other: Other, lab: Lab) -> None:
    says = {**RIGHT, "utf8": "false", "anonymous": "true"} if other.name == "vsftpd" else RIGHT
    found = facts(other, lab, BANNERS[other.name], says)
    assert differing(found) == NOT_IIS[other.name]
    for id_ in ("PRB008", "PRB010", "PRB012", "PRB013", "PRB016", "PRB019", "PRB020", "PRB021", "PRB022", "PRB023"):
        assert found[id_].verdict == "agrees", found[id_]


def test_a_file_that_does_not(other: Other, lab: Lab) -> None:
    found = facts(other, lab, "Welcome", WRONG)
    expected = NOT_IIS[other.name] | COMMON | ELSEWHERE[other.name]
    if other.name == "vsftpd":  # by the wrong file nobody comes so far
        expected -= {"PRB018"}
    assert differing(found) == expected
    assert {id_ for id_ in differing(found) if found[id_].weight == "error"} <= {"PRB016"}
    for id_ in COMMON:
        assert found[id_].reasons, found[id_]
