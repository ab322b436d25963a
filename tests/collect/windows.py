"""A made-up Windows server, and what ``collect.ps1`` collects from it when the interpreter beside runs it."""

from __future__ import annotations

import json
import ntpath
from datetime import UTC, datetime
from typing import Any

from ftplint.evidence import bundle_of
from tests.collect.cmdlets import asking, general
from tests.collect.dotnet import types_of
from tests.collect.interpreter import Interpreter
from tests.collect.values import (
    NOTHING,
    Collection,
    Enum,
    Hash,
    PowerShellError,
    Thing,
    collected,
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
        self.may_lack = (
            *("Enabled", "DisabledByDefault", "CertificateMappingMethods", "SendTrustedIssuerList"),
            *("ClientAuthTrustMode", "StrongCertificateBindingEnforcement", "MajorVersion", "MinorVersion"),
        )
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
        return Interpreter({**general(self), **asking(self)}, types_of(self), variables)

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

    def keys_below(self, path: str, recurse: bool) -> list[Thing]:
        """Get-ChildItem of a key of the registry."""
        top = path.removeprefix("HKLM:\\")
        found: dict[str, None] = {}
        for name in self.registry:
            if name.lower().startswith(f"{top.lower()}\\"):
                steps = name[len(top) + 1 :].split("\\")
                depths = range(1, len(steps) + 1) if recurse else (1,)
                found |= dict.fromkeys("\\".join((top, *steps[:depth])) for depth in depths)
        assert not (recurse and any("/" in name for name in found)), "the provider takes a slash for a backslash"
        if not found and top.lower() not in map(str.lower, self.registry):
            raise PowerShellError(f"Cannot find path '{path}' because it does not exist.")
        return [self._registry_key(name) for name in found]

    def _registry_key(self, name: str) -> Thing:
        held = next((values for key, values in self.registry.items() if key.lower() == name.lower()), {})
        return Thing(
            "registry key",
            Name=f"HKEY_LOCAL_MACHINE\\{name}",
            PSChildName=name.rpartition("\\")[2],
            GetValue=held.get,
            held=held,
        )

    def properties(self, key: Thing) -> Any:
        """Get-ItemProperty of a key: its values, and where it is; nothing of one that has none."""
        held = key.member("held")
        path = f"Microsoft.PowerShell.Core\\Registry::{key.member('Name')}"
        absent = {name: None for name in self.may_lack if name not in held}
        return Thing("values", PSPath=path, **held, **absent) if held else NOTHING

    def registry_values(self, path: str, silent: bool) -> Any:
        name = path.removeprefix("HKLM:\\")
        if name.lower() not in map(str.lower, self.registry):
            if silent:
                return NOTHING
            raise PowerShellError(f"Cannot find path '{path}' because it does not exist.")
        return self.properties(self._registry_key(name))

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
