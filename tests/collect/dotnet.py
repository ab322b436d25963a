"""The types of .NET that ``collect.ps1`` uses, over a made-up server."""

from __future__ import annotations

import base64
import ntpath
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tests.collect.objects import certificate, chain_of, xml_document
from tests.collect.values import NOTHING, Char, Enum, Hash, PowerShellError, Thing, replaced, text

if TYPE_CHECKING:
    from tests.collect.windows import Server


def types_of(server: Server) -> dict[str, Any]:
    """By their names in lower case."""

    def sid(value: Any, _at: int = 0) -> Thing:
        if not value:
            raise PowerShellError("Value cannot be null.", "argumentnullexception")
        value = value.decode()[4:] if isinstance(value, bytes) else value
        return Thing("sid", Value=value, Translate=lambda _to: server.name_of(value))

    def is_a(*kinds: type) -> Thing:
        return Thing("type", **{"is": lambda value: isinstance(value, kinds)})

    def codec(name: str) -> Thing:
        return Thing("encoding", GetBytes=lambda s: s.encode(name), GetString=lambda b: b.decode(name))

    environment = {"systemdrive": "C:", "windir": "C:\\Windows"}
    private = "security.cryptography.x509certificates."
    return {
        "environment": Thing(
            Is64BitOperatingSystem=True,
            Is64BitProcess=server.machine["bits"] == 64,
            ExpandEnvironmentVariables=lambda s: re.sub("%(.*?)%", lambda m: environment.get(m[1].lower(), m[0]), s),
        ),
        "regex": Thing(
            Replace=lambda given, pattern, by: _replace(server, given, pattern, by),
            Matches=lambda given, pattern: [Thing("match", Value=one[0]) for one in re.finditer(pattern, given)],
        ),
        "bool": is_a(bool),
        "string": Thing(**{"is": lambda value: isinstance(value, str) and not isinstance(value, Enum)}),
        "enum": is_a(Enum),
        "datetime": Thing(**{"is": lambda value: isinstance(value, datetime)}, UtcNow=server.now, Now=server.now),
        "collections.idictionary": is_a(Hash),
        "collections.ienumerable": is_a(list, bytes),
        "byte[]": is_a(bytes),
        "valuetype": is_a(int),
        "version": Thing(cast=lambda value: tuple(map(int, value.split(".")))),
        "convert": Thing(ToBase64String=lambda b: base64.b64encode(b).decode()),
        "text.encoding": Thing(
            ASCII=codec("ascii"),
            UTF8=codec("utf-8"),
            Unicode=codec("utf-16-le"),
            BigEndianUnicode=codec("utf-16-be"),
            GetEncoding=lambda n: codec({28591: "latin-1"}[n]),
        ),
        "security.principal.securityidentifier": Thing(new=sid),
        "security.principal.ntaccount": Thing(
            new=lambda name: Thing("account", Translate=lambda _to: server.sid_of(name))
        ),
        "security.principal.windowsidentity": Thing(GetCurrent=lambda: "me"),
        "security.principal.windowsprincipal": Thing(
            new=lambda _me: Thing(IsInRole=lambda _role: "administrator" not in server.broken)
        ),
        "security.principal.windowsbuiltinrole": Thing(Administrator="Administrator"),
        "io.file": Thing(
            ReadAllBytes=server.read,
            GetAttributes=server.attributes,
            ReadAllText=lambda path: server.read(path).decode(),
        ),
        "io.path": Thing(GetDirectoryName=ntpath.dirname, GetFileName=ntpath.basename),
        "io.directory": Thing(EnumerateDirectories=server.folders),
        "io.driveinfo": Thing(
            new=lambda letter: Thing(
                "drive",
                DriveType=Enum(server.drives.get(letter.upper(), "NoRootDirectory")),
                AvailableFreeSpace=5 * 10**10,
            )
        ),
        "io.compression.zipfile": Thing(Open=lambda path, mode: _open_zip(server, path, mode)),
        "xml": Thing(new=lambda: xml_document(server.read)),
        "directoryservices.directorysearcher": Thing(new=server.searcher),
        "adsi": Thing(cast=server.adsi),
        "timespan": Thing(FromSeconds=lambda seconds: seconds),
        "bitconverter": Thing(ToString=lambda data: "-".join(f"{one:02X}" for one in data)),
        "array": Thing(IndexOf=lambda where, what: where.index(what) if what in where else -1),
        "void": Thing(cast=lambda _value: NOTHING),
        "ordered": Thing(cast=lambda value: value),
        "char": Thing(cast=Char),
        f"{private}x509chain": Thing(new=chain_of),
        f"{private}x509certificate2": Thing(
            new=lambda given: _certificate(server, given),
            GetCertContentType=lambda path: Enum("Pkcs12" if server.read(path) == b"PFX" else "Cert"),
        ),
        f"{private}rsacertificateextensions": Thing(GetRSAPrivateKey=lambda c: _key_of(server, c)),
        f"{private}ecdsacertificateextensions": Thing(GetECDsaPrivateKey=lambda _c: None),
    }


def _replace(server: Server, given: str, pattern: str, by: Any) -> str:
    server.replaced.append((pattern, given))
    return replaced(given, pattern, _evaluator(by))


def _evaluator(by: Any) -> Any:
    if isinstance(by, str):
        assert "$" not in by
        return lambda _found: by

    def evaluate(found: re.Match[str]) -> str:
        groups = [Thing("group", Value=one or "") for one in (found[0], *found.groups())]
        return text(by(Thing("match", Value=found[0], Groups=groups)))

    return evaluate


def _open_zip(server: Server, path: str, mode: str) -> Thing:
    assert mode == "Create"
    if path.lower() in server.files:
        raise PowerShellError(f"The file '{path}' already exists.", "io.ioexception")

    def entry(name: str) -> Thing:
        assert name not in server.zip and "\\" not in name
        server.zip[name] = b""

        def write(data: bytes, at: int, count: int) -> Any:
            server.zip[name] += bytes(data[at : at + count])
            return NOTHING

        return Thing("entry", Open=lambda: Thing("stream", Write=write, Dispose=lambda: NOTHING))

    return Thing("zip", CreateEntry=entry, Dispose=lambda: NOTHING)


def _key_of(server: Server, certificate: Thing) -> Thing:
    server.fail("GetRSAPrivateKey")
    return Thing("key", Key=Thing("cng", UniqueName=certificate.member("_key")), CspKeyContainerInfo=None)


def _certificate(server: Server, given: Any) -> Thing:
    if isinstance(given, bytes):
        return Thing("certificate", Thumbprint=given.hex().upper())
    return certificate(given, server.read(given))
