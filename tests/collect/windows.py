"""A made-up Windows server, and what ``collect.ps1`` collects from it when the interpreter beside runs it."""

from __future__ import annotations

import base64
import json
import ntpath
import re
from datetime import UTC, datetime
from typing import Any

from ftplint.evidence import bundle_of
from tests.collect.cmdlets import asking, general
from tests.collect.interpreter import Interpreter
from tests.collect.objects import certificate, chain_of, xml_document
from tests.collect.values import (
    NOTHING,
    Char,
    Collection,
    Enum,
    Hash,
    PowerShellError,
    Thing,
    collected,
    replaced,
    text,
)

CONFIG = "c:\\windows\\system32\\inetsrv\\config"
SID = "S-1-5-21-1-2-3"
LOCAL = "S-1-5-21-7-8-9"


def _given(value: Any) -> Thing:
    return Thing("value", Value=value)


class Server:
    """Change what is to be otherwise, then ``collect``. ``broken`` are names of cmdlets and methods that fail."""

    def __init__(self, config: bytes) -> None:
        self.files: dict[str, bytes | None] = {f"{CONFIG}\\applicationhost.config": config, f"{CONFIG}\\schema": None}
        self.files[f"{CONFIG}\\schema\\ftp_schema.xml"] = b"<configSchema/>"
        self.links: dict[str, str] = {}
        self.written = datetime(2026, 11, 1, 8, tzinfo=UTC)
        self.now = datetime(2026, 11, 29, 10, tzinfo=UTC)
        self.registry: dict[str, dict[str, Any]] = {}
        self.stores: dict[str, list[Thing]] = {"My": [], "Root": [], "ClientAuthIssuer": []}
        self.names: dict[str, str] = {
            "S-1-5-18": "NT AUTHORITY\\SYSTEM",
            "S-1-5-32-545": "BUILTIN\\Users",
            "S-1-5-11": "NT AUTHORITY\\Authenticated Users",
            "S-1-5-17": "NT AUTHORITY\\IUSR",
        }
        self.access: dict[str, list[tuple[str, str, int, str, str]]] = {}
        self.tables: dict[str, list[Any]] = {}
        self.broken: dict[str, str] = {}
        self.domain = ""
        self.role = 2
        self.directory: list[dict[str, Any]] = []
        self.groups: dict[str, tuple[str, list[str]]] = {}
        self.users: dict[str, dict[str, Any]] = {}
        self.drives: dict[str, str] = {"C": "Fixed", "D": "Fixed"}
        self.machine: dict[str, Any] = {"version": (5, 1), "bits": 64}
        self.said: list[str] = []
        self.searched: list[tuple[str, str]] = []
        self.touched: list[str] = []
        self.loaded: set[str] = set()
        self.replaced: list[tuple[str, str]] = []
        self.services: list[dict[str, Any]] = [
            {"Name": "FTPSVC", "State": "Running", "StartMode": "Auto", "StartName": "LocalSystem", "ProcessId": 900},
        ]

    def collect(self, script: str, **arguments: Any) -> dict[str, Any]:
        """The files of the ZIP: JSON read, others as bytes."""
        self.zip: dict[str, bytes] = {}
        variables = {
            "psversiontable": Hash(
                PSVersion=self.machine["version"],
                PSEdition="Desktop",
            ),
            "executioncontext": Thing(
                SessionState=Thing(
                    LanguageMode=Enum(self.machine.get("mode", "FullLanguage")),
                    Path=Thing(GetUnresolvedProviderPathFromPSPath=lambda path: f"C:\\here\\{path}"),
                )
            ),
            "env:computername": "WEB01",
            "env:windir": "C:\\Windows",
            "env:programdata": "C:\\ProgramData",
        }
        self._interpreter(variables).run(script, arguments)
        return {name: json.loads(data) if name.endswith(".json") else data for name, data in self.zip.items()}

    def facts(self, script: str, **arguments: Any) -> dict[str, Any]:
        """The same, with the facts that ftplint works out of the JSON, by the names of the files they had in version 1.

        ``states`` is what it says of parts that are not whole.
        """
        found = self.collect(script, **arguments)
        bundle = bundle_of("web01.zip", {name.lower(): data for name, data in self.zip.items()})
        return {**found, **{f"{name}.json": part for name, part in bundle.parts.items()}, "states": bundle.states}

    def call(self, script: str, name: str, *arguments: Any) -> Any:
        """What one function of the script returns."""
        interpreter = self._interpreter({})
        interpreter.define(script)
        return collected(interpreter.invoke(interpreter.functions[name.lower()], list(arguments), {}, interpreter.root))

    def _interpreter(self, variables: dict[str, Any]) -> Interpreter:
        return Interpreter({**general(self), **asking(self)}, self._types(), variables)

    def fail(self, name: str) -> None:
        if name in self.broken:
            raise PowerShellError(self.broken[name])

    def store(self, name: str) -> list[Thing]:
        if name not in self.stores:
            raise PowerShellError(f"Cannot find path 'Cert:\\LocalMachine\\{name}' because it does not exist.")
        return self.stores[name]

    def table(self, name: str) -> list[Any]:
        self.fail(name)
        return self.tables.get(name, [])

    # Files ---------------------------------------------------------------------------------------------------

    def read(self, path: str) -> bytes:
        self.touched.append(path)
        found = self.files.get(path.lower())
        if found is None:
            raise PowerShellError(f"Could not find file '{path}'.", "io.filenotfoundexception")
        self.fail(path.lower())
        return found

    def item(self, path: str) -> Thing:
        self.touched.append(path)
        if path.lower() not in self.files:
            raise PowerShellError(f"Cannot find path '{path}' because it does not exist.", "itemnotfoundexception")
        return Thing(
            "file",
            Name=ntpath.basename(path),
            FullName=path,
            LastWriteTimeUtc=self.written,
            Target=self.links.get(path.lower()),
        )

    def attributes(self, path: str) -> Enum:
        self.touched.append(path)
        if path.lower().rstrip("\\") not in self.files:
            raise PowerShellError(f"Could not find '{path}'.", "io.filenotfoundexception")
        self.fail(path.lower())
        flags = ["Directory"] if self.files[path.lower().rstrip("\\")] is None else ["Archive"]
        return Enum(", ".join(flags + ["ReparsePoint"] * (path.lower() in self.links)))

    def folders(self, path: str) -> list[str]:
        below = path.lower().rstrip("\\")
        return [
            one for one, data in self.files.items() if data is None and ntpath.dirname(one) == below and one != below
        ]

    def acl(self, path: str) -> Thing:
        self.fail(f"Get-Acl {path.lower()}")
        self.touched.append(path)
        short = {"S-1-5-32-545": "BU", "S-1-5-18": "SY", "S-1-3-0": "CO"}
        flags = {"ContainerInherit": "CI", "ObjectInherit": "OI", "InheritOnly": "IO"}
        entries = [
            f"({kind[0]};{''.join(code for name, code in flags.items() if name in inherited + propagated)}ID;"
            f"0x{mask & 0xFFFFFFFF:x};;;{short.get(sid, sid)})"
            for sid, kind, mask, inherited, propagated in self.access.get(path.lower(), [])
        ]
        return Thing("acl", Sddl=f"O:SYG:SYD:AI{''.join(entries)}")

    # Windows -------------------------------------------------------------------------------------------------

    def cim(self, name: str, where: str) -> Any:
        self.fail(name)
        if name == "Win32_ComputerSystem":
            return Thing(name, PartOfDomain=bool(self.domain), Domain=self.domain or "WORKGROUP", DomainRole=self.role)
        if name == "Win32_OperatingSystem":
            return Thing(name, Version="10.0.20348", Caption="Microsoft Windows Server 2022 Standard")
        if name == "Win32_Service":
            return [Thing(name, **one) for one in self.services]
        if name == "Win32_Process":
            started = datetime(2026, 11, 2, 9, tzinfo=UTC)
            running = {900: "svchost.exe", 7: "other.exe"}
            return [Thing(name, ProcessId=n, Name=exe, CreationDate=started) for n, exe in running.items()]
        assert (name, where) == ("Win32_Group", "LocalAccount = True")
        return [Thing(name, SID=sid, Name=short) for sid, (short, _) in self.groups.items()]

    def sid_of(self, name: str) -> Thing:
        short = name.lower().rpartition("\\")[2]
        for sid, known in self.names.items():
            if known.lower() == name.lower() or ("\\" not in name and known.lower().rpartition("\\")[2] == short):
                return Thing("sid", Value=sid)
        raise PowerShellError(
            "Some or all identity references could not be translated.", "security.principal.identitynotmappedexception"
        )

    def name_of(self, sid: str) -> Thing:
        if sid not in self.names:
            raise PowerShellError("not mapped", "security.principal.identitynotmappedexception")
        return _given(self.names[sid])

    def adsi(self, given: Any) -> Thing:
        """[ADSI] of a path, or of a member of a local group."""
        if isinstance(given, Thing):
            return given
        self.fail("ADSI")
        path = str(given)
        if path.endswith("/RootDSE"):
            return Thing("rootdse", configurationNamingContext=_given("CN=Configuration,DC=corp,DC=example"))
        if "CN=NTAuthCertificates" in path:
            return Thing("ntauth", cACertificate=Collection([b"CA1"]))
        if path.startswith("LDAP://"):
            return Thing("entry", path=path, objectSid=_given(f"sid:{SID}".encode()))
        name, kind = path.rpartition("/")[2].split(",")
        if kind == "group":
            members = next(inside for short, inside in self.groups.values() if short == name)
            return Thing("group", Invoke=lambda _members: [self.member_of_group(sid) for sid in members])
        if name not in self.users:
            raise PowerShellError("The user name could not be found.")
        user = self.users[name]
        expires = user.get("expires")
        return Thing(
            "user",
            UserFlags=_given(user["flags"]),
            PasswordExpired=_given(user.get("passwordExpired", 0)),
            Properties=Thing("properties", item=lambda _name: _given(expires)),
        )

    def member_of_group(self, sid: str) -> Thing:
        """By its path: WinNT://CORP/jane, WinNT://CORP/WEB01/bob; that of a deleted account is its SID."""
        return Thing("member", Path=f"WinNT://{self.names.get(sid, sid).replace(chr(92), '/')}")

    def searcher(self, root: Thing, where: str, properties: list[str], scope: str) -> Thing:
        path = root.member("path")
        self.loaded |= set(properties)

        def found() -> list[Any]:
            self.fail("FindAll")
            self.searched.append((path, where))
            if scope == "Base":
                sid = path.rpartition("<SID=")[2][:-1]
                hits = [one for one in self.directory if one["sid"] == sid]
            else:
                hits = [one for one in self.directory if any(mark in where for mark in one.get("found by", []))]
            return [
                Thing("result", Properties=Thing("properties", item=self._property(one, properties))) for one in hits
            ]

        return Thing("searcher", FindAll=found, ClientTimeout=None, ServerTimeLimit=None)

    def _property(self, entry: dict[str, Any], loaded: list[str]) -> Any:
        held = {name.lower(): value for name, value in {"objectSid": f"sid:{entry['sid']}".encode(), **entry}.items()}

        def item(name: str) -> Collection:
            assert name in [one.lower() for one in loaded], f"{name} is read and was not asked for"
            value = held.get(name, [])
            return Collection(value if isinstance(value, list) else [value])

        return item

    # Types ---------------------------------------------------------------------------------------------------

    def _types(self) -> dict[str, Any]:
        def sid(value: Any, _at: int = 0) -> Thing:
            if not value:
                raise PowerShellError("Value cannot be null.", "argumentnullexception")
            value = value.decode()[4:] if isinstance(value, bytes) else value
            return Thing("sid", Value=value, Translate=lambda _to: self.name_of(value))

        def is_a(*kinds: type) -> Thing:
            return Thing("type", **{"is": lambda value: isinstance(value, kinds)})

        def codec(name: str) -> Thing:
            return Thing("encoding", GetBytes=lambda s: s.encode(name), GetString=lambda b: b.decode(name))

        environment = {"systemdrive": "C:", "windir": "C:\\Windows"}
        private = "security.cryptography.x509certificates."
        return {
            "environment": Thing(
                Is64BitOperatingSystem=True,
                Is64BitProcess=self.machine["bits"] == 64,
                ExpandEnvironmentVariables=lambda s: re.sub(
                    "%(.*?)%", lambda m: environment.get(m[1].lower(), m[0]), s
                ),
            ),
            "globalization.cultureinfo": Thing(InvariantCulture="invariant"),
            "regex": Thing(
                Replace=self._replace,
                Matches=lambda given, pattern: [Thing("match", Value=one[0]) for one in re.finditer(pattern, given)],
            ),
            "bool": is_a(bool),
            "string": Thing(**{"is": lambda value: isinstance(value, str) and not isinstance(value, Enum)}),
            "enum": is_a(Enum),
            "datetime": Thing(**{"is": lambda value: isinstance(value, datetime)}, UtcNow=self.now, Now=self.now),
            "collections.idictionary": is_a(Hash),
            "collections.ienumerable": is_a(list, bytes),
            "byte[]": is_a(bytes),
            "valuetype": is_a(int),
            "version": Thing(cast=lambda value: tuple(map(int, value.split(".")))),
            "convert": Thing(
                ToString=lambda value, _culture: str(int(value)), ToBase64String=lambda b: base64.b64encode(b).decode()
            ),
            "text.encoding": Thing(
                ASCII=codec("ascii"),
                Unicode=codec("utf-16-le"),
                BigEndianUnicode=codec("utf-16-be"),
                GetEncoding=lambda n: codec({28591: "latin-1"}[n]),
            ),
            "microsoft.win32.registry": Thing(LocalMachine=Thing(OpenSubKey=self._key)),
            "security.principal.securityidentifier": Thing(new=sid),
            "security.principal.ntaccount": Thing(
                new=lambda name: Thing("account", Translate=lambda _to: self.sid_of(name))
            ),
            "security.principal.windowsidentity": Thing(GetCurrent=lambda: "me"),
            "security.principal.windowsprincipal": Thing(
                new=lambda _me: Thing(IsInRole=lambda _role: "administrator" not in self.broken)
            ),
            "security.principal.windowsbuiltinrole": Thing(Administrator="Administrator"),
            "security.accesscontrol.propagationflags": Thing(InheritOnly="InheritOnly"),
            "security.accesscontrol.inheritanceflags": Thing(ObjectInherit="ObjectInherit"),
            "io.file": Thing(ReadAllBytes=self.read, GetAttributes=self.attributes),
            "io.fileattributes": Thing(Directory="Directory", ReparsePoint="ReparsePoint"),
            "io.path": Thing(GetDirectoryName=ntpath.dirname, GetFileName=ntpath.basename),
            "io.directory": Thing(EnumerateDirectories=self.folders),
            "io.driveinfo": Thing(
                new=lambda letter: Thing(
                    "drive",
                    DriveType=Enum(self.drives.get(letter.upper(), "NoRootDirectory")),
                    AvailableFreeSpace=5 * 10**10,
                )
            ),
            "io.compression.zipfile": Thing(Open=self._open_zip),
            "xml": Thing(new=lambda: xml_document(self.read)),
            "collections.generic.queue[object]": Thing(new=list),
            "collections.generic.list[object]": Thing(new=list),
            "directoryservices.directorysearcher": Thing(new=self.searcher),
            "adsi": Thing(cast=self.adsi),
            "timespan": Thing(FromSeconds=lambda seconds: seconds),
            "bitconverter": Thing(ToString=lambda data: "-".join(f"{one:02X}" for one in data)),
            "array": Thing(IndexOf=lambda where, what: where.index(what) if what in where else -1),
            "void": Thing(cast=lambda _value: NOTHING),
            "ordered": Thing(cast=lambda value: value),
            "char": Thing(cast=Char),
            f"{private}x509chain": Thing(new=chain_of),
            f"{private}x509certificate2": Thing(
                new=self._certificate,
                GetCertContentType=lambda path: Enum("Pkcs12" if self.read(path) == b"PFX" else "Cert"),
            ),
            f"{private}rsacertificateextensions": Thing(GetRSAPrivateKey=lambda c: self._key_of(c)),
            f"{private}ecdsacertificateextensions": Thing(GetECDsaPrivateKey=lambda _c: None),
        }

    def _replace(self, given: str, pattern: str, by: Any) -> str:
        self.replaced.append((pattern, given))
        return replaced(given, pattern, self._evaluator(by))

    def _evaluator(self, by: Any) -> Any:
        if isinstance(by, str):
            assert "$" not in by
            return lambda _found: by

        def evaluate(found: re.Match[str]) -> str:
            groups = [Thing("group", Value=one or "") for one in (found[0], *found.groups())]
            return text(by(Thing("match", Value=found[0], Groups=groups)))

        return evaluate

    def _key(self, path: str) -> Thing | None:
        held = next((values for name, values in self.registry.items() if name.lower() == path.lower()), None)
        inside = [one[len(path) + 1 :] for one in self.registry if one.lower().startswith(path.lower() + "\\")]
        below = list(dict.fromkeys(one.partition("\\")[0] for one in inside))
        if held is None and not below:
            return None
        values = held or {}
        return Thing("key", GetValue=values.get, GetValueNames=lambda: list(values), GetSubKeyNames=lambda: below)

    def _open_zip(self, path: str, mode: str) -> Thing:
        assert mode == "Create"
        if path.lower() in self.files:
            raise PowerShellError(f"The file '{path}' already exists.", "io.ioexception")

        def entry(name: str) -> Thing:
            assert name not in self.zip and "\\" not in name
            self.zip[name] = b""

            def write(data: bytes, at: int, count: int) -> Any:
                self.zip[name] += bytes(data[at : at + count])
                return NOTHING

            return Thing("entry", Open=lambda: Thing("stream", Write=write, Dispose=lambda: NOTHING))

        return Thing("zip", CreateEntry=entry, Dispose=lambda: NOTHING)

    def _key_of(self, certificate: Thing) -> Thing:
        self.fail("GetRSAPrivateKey")
        return Thing("key", Key=Thing("cng", UniqueName=certificate.member("_key")), CspKeyContainerInfo=None)

    def _certificate(self, given: Any) -> Thing:
        if isinstance(given, bytes):
            return Thing("certificate", Thumbprint=given.hex().upper())
        return certificate(given, self.read(given))
