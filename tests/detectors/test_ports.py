"""Ports and bindings that are in the way of each other, or that nobody listens for."""

from __future__ import annotations

import pytest

from ftplint.api import lint
from tests.judging.test_which_findings import found, server, site


def told(data: bytes, rule: str, path: str = "x.config") -> list[tuple[str | None, int, str]]:
    """Site, line and message of each finding by *rule* in a file named *path*."""
    findings = lint(data, select=[rule], name=path).findings
    return [(f.site, f.location.line, f.message) for f in findings]


# Ports


def web(information: str, protocol: str = "http") -> str:
    return (
        f'<site name="w" id="9"><bindings>\n<binding protocol="{protocol}" bindingInformation="{information}"/>'
        "</bindings></site>"
    )


@pytest.mark.parametrize(
    ("ftp", "other", "protocol", "named"),
    [
        ("*:80:", "*:80:", "http", "an HTTP binding of site 'w'"),
        (":80:", "*:80:host", "HTTP", "an HTTP binding"),
        ("0.0.0.0:443:", ":443:", "https", "an HTTPS binding"),
        ("192.0.2.1:80:", "192.0.2.1:80:x", "http", "an HTTP binding"),
        ("[2001:DB8::1]:80:", "[2001:db8::1]:80:", "http", "an HTTP binding"),
        ("[2001:db8::1]:80:", "[2001:db8::2]:80:", "http", None),
        ("192.0.2.1:80:", "*:80:", "http", None),
        ("*:80:", "*:81:", "http", None),
        ("*:80:", "*:80:", "net.tcp", None),
        ("*:80:", "*:x:", "http", None),
    ],
)
def test_a_port_of_a_web_site(ftp: str, other: str, protocol: str, named: str | None) -> None:
    data = server(web(other, protocol), site("a", 1, binding=ftp))
    findings = found(data, "FTP624")
    assert [(f.site, f.location.line) for f in findings] == ([("a", 4)] if named else [])
    if named:
        (finding,) = findings
        assert named in finding.message and f"'{ftp}'" in finding.message and "Port " in finding.message
        assert finding.setting == "bindings/binding/@bindingInformation"
        assert [(one.location.line, one.note) for one in finding.related] == [(3, f"the {protocol.upper()} binding")]


def test_the_first_web_site_with_a_port_is_named_and_one_that_does_not_start_is_not() -> None:
    clash = site("a", 1, binding="*:80:")
    second = web("*:80:").replace('"w"', '"v"').replace('"9"', '"8"')
    assert "'w'" in told(server(web("*:80:"), second, clash), "FTP624")[0][2]
    off = web("*:80:").replace('id="9"', 'id="9" serverAutoStart="false"')
    assert "'v'" in told(server(off, second, clash), "FTP624")[0][2]
    for stopped in ('<ftpServer serverAutoStart="false"/>',):
        assert told(server(web("*:80:"), site("a", 1, stopped, binding="*:80:")), "FTP624") == []
    idle = clash.replace('id="1"', 'id="1" serverAutoStart="false"')
    assert told(server(web("*:80:"), idle), "FTP624") == []


def passive(low: int, high: int) -> str:
    return f'\n<system.ftpServer><firewallSupport lowDataChannelPort="{low}" highDataChannelPort="{high}"/></system.ftpServer>'


@pytest.mark.parametrize(
    ("port", "low", "high", "named"),
    [
        (5000, 5000, 5100, True),
        (5100, 5000, 5100, True),
        (4999, 5000, 5100, False),
        (5101, 5000, 5100, False),
        (5000, 5000, 5000, True),
        (5000, 5100, 5000, False),
        (5000, 0, 0, False),
        (5000, 0, 6000, False),
    ],
)
def test_a_binding_within_the_passive_ports(port: int, low: int, high: int, named: bool) -> None:
    for data, words in (
        (server(site("a", 1, binding=f"*:{port}:"), rest=passive(low, high)), f"The FTP binding '*:{port}:'"),
        (server(site("a", 1) + web(f"*:{port}:"), rest=passive(low, high)), f"The HTTP binding '*:{port}:'"),
    ):
        findings = told(data, "FTP627")
        assert [name for name, _, _ in findings] == ([("a" if "FTP" in words else "w")] if named else [])
        assert not named or (findings[0][2].startswith(words) and f"{low} to {high}" in findings[0][2])


TLS = '<ftpServer><security>\n<ssl serverCertHash="{}" controlChannelPolicy="{}"/></security>{}</ftpServer>'


HASH = "A" * 40


@pytest.mark.parametrize(
    ("inner", "rest", "line"),
    [
        (TLS.format(HASH, "SslRequire", ""), "", 2),
        (TLS.format(HASH, "SslRequire", ""), "\n<system.ftpServer>\n<log/></system.ftpServer>", 5),
        (TLS.format(HASH, "SslRequire", ""), "\n<system.ftpServer>\n<firewallSupport/></system.ftpServer>", 6),
        (TLS.format(HASH, "SslRequire", ""), passive(5000, 0), None),
        (TLS.format(HASH, "SslRequire", ""), passive(0, 5000), None),
        (TLS.format("", "SslRequire", ""), "", None),
        (TLS.format(HASH, "SslAllow", ""), "", None),
        (TLS.format(HASH, "SslRequire", '<firewallSupport externalIp4Address="192.0.2.1"/>'), "", None),
    ],
)
def test_no_range_of_passive_ports_where_tls_is_required(inner: str, rest: str, line: int | None) -> None:
    findings = found(server(site("a", 1, inner), rest=rest), "FTP631")
    assert [(f.site, f.location.line) for f in findings] == ([] if line is None else [(None, line)])
    if line is not None:
        (finding,) = findings
        assert [(one.location.line, one.note) for one in finding.related] == [(3, "TLS is required here")]
        assert finding.setting == "system.ftpServer/firewallSupport/@lowDataChannelPort"
        assert "Site 'a'" in finding.message


# Bindings


@pytest.mark.parametrize(
    ("attributes", "rule", "words"),
    [
        ('protocol="ftps"', "FTP626", "'ftps' in IIS, so nothing listens for this binding. Implicit FTPS is protocol ftp on"),
        ('protocol=" FTPES "', "FTP626", "'ftpes' in IIS, so nothing listens for this binding. Explicit FTPS is"),
        ('protocol="ftp-ssl"', "FTP626", "FTP over TLS is protocol ftp"),
        ('protocol="sftp"', "FTP626", "SFTP belongs to SSH"),
        ('protocol="ssh"', "FTP626", "SFTP belongs to SSH"),
        ('protocol="tftp"', "FTP626", "IIS speaks FTP, protocol ftp."),
        ('protocol="own"', "FTP626", None),
        ('protocol="ftp"', "FTP626", None),
        ('protocol="ftp" sslFlags="1"', "FTP628", "sslFlags='1'"),
        ('protocol="ftp" sslFlags=" 3 "', "FTP628", "sslFlags='3'"),
        ('protocol="ftp" sslFlags="0"', "FTP628", None),
        ('protocol="ftp" sslFlags=""', "FTP628", None),
        ('protocol="https" sslFlags="1"', "FTP628", None),
    ],
)  # fmt: skip
def test_bindings_of_other_protocols_and_settings_of_https(attributes: str, rule: str, words: str | None) -> None:
    binding = f'\n<bindings><binding {attributes} bindingInformation="*:990:"/></bindings>'
    for data, name in (
        (server(site("b", 2), f'<site name="a" id="1">{binding}</site>'), "a"),
        (server(site("b", 2), f"<siteDefaults>{binding}</siteDefaults>"), None),
    ):
        findings = told(data, rule)
        assert [(one, line) for one, line, _ in findings] == ([(name, 4)] if words else [])
        assert words is None or words in findings[0][2]
    adapters = "<configuration><system.applicationHost><listenerAdapters><add name='FTPS'/><add/></listenerAdapters>"
    registered = data.replace(b"<configuration><system.applicationHost>", adapters.encode())
    assert told(registered, rule) == ([] if "ftps" in attributes else told(data, rule))


def test_an_inherited_address_that_is_none_is_told_once_and_on_no_site() -> None:
    defaults = '<siteDefaults><bindings><binding protocol="ftp" bindingInformation="x:21:"/></bindings></siteDefaults>'
    data = server('<site name="a" id="1"/>', '<site name="b" id="2"/>', defaults)
    assert [(name, line) for name, line, _ in told(data, "FTP622")] == [(None, 4)]


@pytest.mark.parametrize("lacking", ["bindingInformation", "protocol", "sslFlags"])
def test_bindings_that_lack_an_attribute_are_in_nobodys_way(lacking: str) -> None:
    bare = '<site name="w" id="9"><bindings><binding protocol="http" bindingInformation="*:80:" sslFlags="0"/></bindings></site>'
    start = bare.index(f"{lacking}=")
    end = bare.index('"', bare.index('"', start) + 1) + 1
    data = server(site("a", 1, binding="*:80:"), bare[:start] + bare[end:], rest=passive(5000, 5001))
    clash = ["FTP624"] if lacking == "sslFlags" else []
    assert [f.rule for f in found(data, "FTP624", "FTP626", "FTP627", "FTP628", "FTP622")] == clash
