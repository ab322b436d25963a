"""The factors of the wide truth table and their levels, as data: every setting that decides on a logon.

Left out: custom providers, whose code this server cannot run; host names, by which clients choose among sites;
``defaultLogonDomain`` and the flags for revoked certificates, which decide about single accounts and certificates.
"""

from __future__ import annotations

from ftplint.named_tuple import NamedTuple


class Factor(NamedTuple):
    """One setting. ``levels`` are its values with their weights: how often each is drawn where nothing asks for one."""

    name: str
    levels: dict[str, int]


class Settings(NamedTuple):
    """One configuration: the level of each factor, in the order of ``FACTORS``."""

    binding: str
    certificate: str
    control: str
    data: str
    policy: str
    mapping: str
    client_certificates: str
    basic: str
    anonymous: str
    isolation: str
    inherited: str
    place: str
    rules: str
    addresses: str
    commands: str
    connections: str
    root: str

    def __str__(self) -> str:
        return " ".join(f"{name}={value}" for name, value in self._asdict().items())


_SWITCH = {"true": 1, "false": 1}
FACTORS = (
    Factor("binding", {"explicit": 9, "implicit": 1}),
    Factor("certificate", {"set": 12, "unset": 2, "malformed": 1, "placeholder": 1}),
    Factor("control", {"SslAllow": 3, "SslRequire": 2, "SslRequireCredentialsOnly": 1}),
    Factor("data", {"SslAllow": 3, "SslRequire": 2, "SslDeny": 1}),
    Factor("policy", {"CertAllow": 2, "CertIgnore": 2, "CertRequire": 1}),
    Factor("mapping", {"true": 2, "false": 1}),
    Factor("client_certificates", _SWITCH),
    Factor("basic", _SWITCH),
    Factor("anonymous", _SWITCH),
    Factor(
        "isolation",
        {
            "None": 6,
            "StartInUsersDirectory": 2,
            "IsolateRootDirectoryOnly": 2,
            "IsolateAllDirectories": 2,
            "ActiveDirectory": 1,
            "Custom": 1,
        },
    ),
    Factor("inherited", {"everybody": 3, "nothing": 4, "nobody": 1}),
    Factor("place", {"site": 6, "home": 1}),
    Factor(
        "rules",
        {
            "as inherited": 4,
            "cleared": 1,
            "everybody": 6,
            "everybody reads": 2,
            "anonymous": 2,
            "anonymous reads": 2,
            "alice": 2,
            "CORP\\alice": 1,
            "role": 2,
            "without permissions": 1,
            "all but anonymous": 2,
            "all but alice": 1,
            "all but the role": 1,
            "alice, all denied": 1,
        },
    ),
    Factor(
        "addresses", {"all": 14, "none": 1, "the first": 1, "the second": 1, "a network": 1, "all but the first": 1}
    ),
    Factor(
        "commands",
        {
            "all": 20,
            "none": 1,
            "few": 2,
            "few without PASS": 1,
            "few without AUTH": 1,
            "all but USER": 1,
            "all but PASS": 1,
            "all but AUTH": 1,
        },
    ),
    Factor("connections", {"unlimited": 14, "0": 1}),
    Factor("root", {"there": 14, "missing": 1}),
)
FIRST, SECOND, IN_NETWORK = "127.0.0.1", "127.0.0.2", "127.9.0.1"
"""The addresses that clients come from: all are loopback, none is special to the server."""


_ALL = '<add accessType="Allow" users="*" permissions="Read, Write"/>'
RULES = {
    "as inherited": "",
    "cleared": "<clear/>",
    "everybody": f"<clear/>{_ALL}",
    "everybody reads": '<clear/><add accessType="Allow" users="*" permissions="Read"/>',
    "anonymous": '<clear/><add accessType="Allow" users="?" permissions="Read, Write"/>',
    "anonymous reads": '<clear/><add accessType="Allow" users="?" permissions="Read"/>',
    "alice": '<clear/><add accessType="Allow" users="alice" permissions="Read"/>',
    "CORP\\alice": '<clear/><add accessType="Allow" users="CORP\\alice" permissions="Read, Write"/>',
    "role": '<clear/><add accessType="Allow" roles="FtpUsers" permissions="Read, Write"/>',
    "without permissions": '<clear/><add accessType="Allow" users="alice"/>',
    "all but anonymous": f'<clear/><add accessType="Deny" users="?" permissions="Read, Write"/>{_ALL}',
    "all but alice": f'<clear/><add accessType="Deny" users="alice" permissions="Read, Write"/>{_ALL}',
    "all but the role": f'<clear/><add accessType="Deny" roles="FtpUsers" permissions="Read, Write"/>{_ALL}',
    "alice, all denied": (
        '<clear/><add accessType="Allow" users="alice" permissions="Read, Write"/>'
        '<add accessType="Deny" users="*" permissions="Read, Write"/>'
    ),
}
INHERITED = {
    "nothing": "",
    "everybody": _ALL,
    "nobody": '<add accessType="Deny" users="*" permissions="Read, Write"/>',
}
ADDRESSES = {
    "all": "",
    "none": '<ipSecurity allowUnlisted="false"/>',
    "the first": f'<ipSecurity allowUnlisted="false"><add ipAddress="{FIRST}" allowed="true"/></ipSecurity>',
    "the second": f'<ipSecurity allowUnlisted="false"><add ipAddress="{SECOND}" allowed="true"/></ipSecurity>',
    "a network": (
        '<ipSecurity allowUnlisted="false"><add ipAddress="127.9.0.0" subnetMask="255.255.0.0" allowed="true"/>'
        "</ipSecurity>"
    ),
    "all but the first": f'<ipSecurity><add ipAddress="{FIRST}" allowed="false"/></ipSecurity>',
}
_FEW = ("USER", "PASS", "AUTH", "PBSZ", "PROT", "TYPE", "PASV", "EPSV", "LIST", "RETR", "STOR", "QUIT")


def _few(without: str = "") -> str:
    listed = "".join(f'<add command="{verb}" allowed="true"/>' for verb in _FEW if verb != without)
    return f'<commandFiltering allowUnlisted="false">{listed}</commandFiltering>'


def _all_but(verb: str) -> str:
    return f'<commandFiltering><add command="{verb}" allowed="false"/></commandFiltering>'


COMMANDS = {
    "all": "",
    "none": '<commandFiltering allowUnlisted="false"/>',
    "few": _few(),
    "few without PASS": _few("PASS"),
    "few without AUTH": _few("AUTH"),
    "all but USER": _all_but("USER"),
    "all but PASS": _all_but("PASS"),
    "all but AUTH": _all_but("AUTH"),
}
