"""One fault for each rule that needs facts from the server, made in the lab's bundle."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from ftplint.verify.lab_server import add_client, time_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ftplint.verify.lab_server import LabServer

_CONFIGURATION = "config/applicationHost.config"


def _certificate(server: LabServer) -> dict[str, Any]:
    found: dict[str, Any] = server.parts["certificates"]["certificates"][0]
    return found


def _folder(server: LabServer, path: str) -> dict[str, Any]:
    return next(one for one in server.parts["paths"]["paths"] if one["path"] == path)


def _account(server: LabServer, name: str) -> dict[str, Any]:
    return next(one for one in server.parts["accounts"]["accounts"] if one["name"] == name)


def _day(server: LabServer, days: int) -> str:
    return time_text(server.lab.authority.now + timedelta(days=days))


def _set(find: Callable[[LabServer], dict[str, Any]], **values: Any) -> Callable[[LabServer], None]:
    return lambda server: find(server).update(values)


def _of_folder(path: str, **values: Any) -> Callable[[LabServer], None]:
    return lambda server: _folder(server, path).update(values)


def _of_account(name: str, **values: Any) -> Callable[[LabServer], None]:
    return lambda server: _account(server, name).update(values)


def _replaced(old: str, new: str, file: str = _CONFIGURATION) -> Callable[[LabServer], None]:
    """The file says *new* where it said *old*."""

    def fault(server: LabServer) -> None:
        text = server.files[file]
        if old not in text:
            raise ValueError(f"{file} of the lab has no {old}")
        server.files[file] = text.replace(old, new)

    return fault


def _client(name: str) -> Callable[[LabServer], None]:
    return lambda server: add_client(server, name)


def _renewed(server: LabServer) -> None:
    """A newer certificate for the same names lies beside the one that the file names."""
    newer = {
        **_certificate(server),
        "thumbprint": "AB" * 20,
        "notBefore": _day(server, 0),
        "notAfter": _day(server, 700),
    }
    server.parts["certificates"]["certificates"].append({**newer, "der": None})


def _refused(server: LabServer) -> None:
    """Yesterday a client found no home directory."""
    day, time = _day(server, -1).removesuffix("Z").split("T")
    server.parts["log"]["lines"][0]["values"].append([day, time, "530", "3", "33"])


def _rule(server: LabServer) -> dict[str, Any]:
    found: dict[str, Any] = server.parts["network"]["firewall"]["rules"][0]
    return found


def _service(server: LabServer) -> dict[str, Any]:
    found: dict[str, Any] = server.parts["server"]["services"][0]
    return found


def _write(server: LabServer) -> None:
    everyone = {"account": "Everyone", "sid": "S-1-1-0", "type": "allow", "rights": ["write"], "inherited": True}
    permissions = _folder(server, "D:\\start")["permissions"]
    _folder(server, "D:\\start")["permissions"] = [*permissions, everyone]


def _refuse(path: str) -> Callable[[LabServer], None]:
    """Only others than before have rights to the folder."""
    other = {"account": "CORP\\Sales", "sid": "", "type": "allow", "rights": ["read", "list"], "inherited": False}
    return _of_folder(path, permissions=[other])


def _out_of_order(server: LabServer) -> None:
    server.parts["server"]["configurationChanged"] = _day(server, 0)


def _expires(days: int) -> Callable[[LabServer], None]:
    return lambda server: _certificate(server).update(notAfter=_day(server, days))


def _weak(server: LabServer) -> None:
    _certificate(server)["der"] = _weak_certificate()


def _weak_certificate() -> str:
    """A certificate with an RSA key of 1024 bits."""
    import base64
    from datetime import UTC, datetime

    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import Encoding

    key = rsa.generate_private_key(65537, 1024)
    name = x509.Name([])
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(datetime(2026, 1, 1, tzinfo=UTC)).not_valid_after(
        datetime(2030, 1, 1, tzinfo=UTC)
    )
    return base64.b64encode(builder.sign(key, SHA256()).public_bytes(Encoding.DER)).decode("ascii")


FAULTS: Mapping[str, Callable[[LabServer], None]] = {
    "FTP114": _set(_certificate, store="WebHosting"),
    "FTP115": _set(_certificate, hasPrivateKey=False),
    "FTP116": _expires(-1),
    "FTP117": _set(_certificate, enhancedKeyUsage=["1.3.6.1.5.5.7.3.2"]),
    "FTP118": _weak,
    "FTP119": _set(_certificate, dnsNames=["www.example.com"]),
    "FTP121": _client("unmapped"),
    "FTP122": _client("weak"),
    "FTP123": _client("disabled"),
    "FTP124": _client("twice"),
    "FTP125": _client("other-sid"),
    "FTP126": _expires(10),
    "FTP127": _renewed,
    "FTP150": _set(_certificate, keyReadable=["CORP\\carol"]),
    "FTP151": _set(_certificate, chain=["UntrustedRoot"]),
    "FTP152": _set(lambda server: server.parts["tls"], ntAuth=["CD" * 20]),
    "FTP153": _set(lambda server: server.parts["server"], domainRole="standalone server"),
    "FTP250": _set(lambda server: server.parts["tls"]["protocols"][0], enabled=False),
    "FTP317": _replaced('<add name="carol" enabled="true"/>', "", "config/administration.config"),
    "FTP350": _of_account("ftpguest", enabled=False),
    "FTP450": _of_account("CORP\\alice", found=False, kind=None),
    "FTP451": _of_account("CORP\\alice", locked=True),
    "FTP452": _refuse("D:\\ftp"),
    "FTP453": _write,
    "FTP650": _set(_rule, localPorts=["2121-2123", "50000-50100"]),
    "FTP651": _set(_rule, localPorts=["21", "2121-2123", "50000-50050"]),
    "FTP652": _set(lambda server: server.parts["network"]["listeners"][0], process="filezilla", service=None),
    "FTP653": _out_of_order,
    "FTP750": _of_folder("D:\\manager", exists=False, kind=None),
    "FTP751": _of_folder("E:\\data", kind="file"),
    "FTP752": _of_folder("D:\\homes\\CORP", folders=["bob"]),
    "FTP753": lambda server: server.parts["paths"]["paths"].append(_moved(server)),
    "FTP850": _set(lambda server: server.parts["server"]["features"][0], installed=False),
    "FTP851": _set(_service, state="Stopped"),
    "FTP852": _set(lambda server: server.parts["server"]["features"][1], installed=False),
    "FTP853": _refuse("D:\\logs"),
    "FTP854": _of_folder("E:\\data", freeBytes=1000),
    "FTP855": _refused,
}
"""What is changed in the faultless bundle, by the rule that says so."""


def _moved(server: LabServer) -> dict[str, Any]:
    """The folder of alice lies where user isolation would look for it, and the root has the folder of the domain."""
    root = _folder(server, "D:\\start")
    root["folders"] = ["CORP"]
    return {**root, "path": "D:\\start\\CORP", "expanded": "D:\\start\\CORP", "use": "home", "folders": ["alice"]}
