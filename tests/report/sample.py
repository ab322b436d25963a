"""One report that has a bit of everything; every format shows it, and the golden files hold what they make of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.judging.finding import (
    About,
    Also,
    Cause,
    Edit,
    FileReport,
    Finding,
    Location,
    Related,
    Report,
    RuleInfo,
    Suppression,
)
from ftplint.rules.model import Change, Fix

if TYPE_CHECKING:
    from collections.abc import Callable

PATH = "conf/applicationHost.config"
BAD_PATH = 'conf/\udcff\x1b[31m<&">/applicationHost.config'
"""A path with a byte that is not UTF-8, an escape sequence and markup."""

INHERITING = tuple(f"tenant{number:02}.example.com" for number in range(12))
HOSTILE = "<script>alert('x')</script>]]>\"&\x1b[2J\x9b31m\nnew line\u202e\u200b"
WIDE = "ＦＴＰ-日本.example"
SITES = ("ftp.example.com", *INHERITING, HOSTILE, WIDE, "ftp.example.com ", "www.example.com")
FTP_SITES = SITES[:-1]

TEXT = f"""\
<configuration>
  <system.applicationHost>
    <sites>
      <siteDefaults>
        <ftpServer><security><sslClientCertificates clientCertificatePolicy="CertIgnore" /></security></ftpServer>
      </siteDefaults>
      <site name="ftp.example.com" id="1">
\t\t<ftpServer>
\t\t  <security>
\t\t    <ssl\tserverCertHash="57686f6120447564652c2049495320526f636b73"\tcontrolChannelPolicy="SslAllow" />
\t\t    <authentication>
\t\t      <clientCertAuthentication enabled="true" />
\t\t    </authentication>
      <site name="{WIDE}" id="2"><ftpServer serverAutoStart="yes" />
      <site name="long" id="3">{"<!-- left -->" * 20}<ftpServer allowUTF8="" />{"<!-- right -->" * 20}</site>
      <site name="ftp.example.com "
            id="1">
\x9b31m<site name="\u200eftp" />
"""

PAGE = "# FTP106 directory-mapping-off\n\nSee [the catalogue](../catalogue.md) and [Microsoft](https://learn.microsoft.com/).\n"

RULES = (
    RuleInfo("FTP014", "value-malformed", "error", "A value is not of the type the schema asks for", "file"),
    RuleInfo("FTP028", "site-id-duplicate", "error", "Two sites have the same id", "file"),
    RuleInfo("FTP103", "server-certificate-placeholder", "error", "The thumbprint comes from a sample", "site"),
    RuleInfo("FTP105", "client-certificates-ignored", "error", "Client certificates are not asked for", "site"),
    RuleInfo(
        "FTP106",
        "directory-mapping-off",
        "error",
        "Client certificates are mapped to no account",
        "site",
        None,
        ("client-certificate",),
        lambda: About("Without the mapping the TLS layer never asks.", "https://learn.microsoft.com/en-us/iis/", PAGE),
    ),
    RuleInfo("FTP204", "tls-optional", "warning", "Clients may log in without TLS", "site", security=6.5),
    RuleInfo("FTP801", "log-off", "info", "Nothing is logged", "site"),
)


def span(text: str, path: str = PATH) -> Location:
    """Where *text* stands in the sample file; it stands there once."""
    assert TEXT.count(text) == 1, text
    start = TEXT.index(text)
    before, upto = TEXT[:start].split("\n"), TEXT[: start + len(text)].split("\n")
    return Location(path, len(before), len(before[-1]) + 1, len(upto), len(upto[-1]) + 1)


def lines_of(text: str) -> Callable[[int], str | None]:
    """The ``source_line`` of a file that holds *text*."""
    lines = text.split("\n")
    return lambda number: lines[number - 1] if 1 <= number <= len(lines) else None


_HERE = Related(span("true"), "certificate logon is switched on here")
_CERTIFICATE_LOGON = (
    "With client certificate authentication the account is the one that Active Directory maps the certificate to. "
    "Without useActiveDirectoryMapping the TLS layer never asks, so no certificate can log in."
)


def _mapping_off(site: str, at: Location) -> Finding:
    return Finding(
        "FTP106",
        "directory-mapping-off",
        "error",
        f"Site '{site}' logs clients in by certificate, but useActiveDirectoryMapping is false.",
        at,
        site=site,
        setting="ftpServer/security/sslClientCertificates/@useActiveDirectoryMapping",
        value="false",
        origin="schema",
        affected_sites=(site,),
        reply=530,
        client="TLS accepts the certificate, but there is no account to log in with.",
        why=_CERTIFICATE_LOGON,
        related=(_HERE,),
        fix=Fix(
            "safe",
            "Switch the mapping on",
            (Change("ftpServer/security/sslClientCertificates/@useActiveDirectoryMapping", "true"),),
        ),
    )


FINDINGS = (
    Finding(
        "FTP105",
        "client-certificates-ignored",
        "error",
        f"Site '{INHERITING[0]}' logs clients in by certificate, but clientCertificatePolicy is CertIgnore.",
        span("CertIgnore"),
        setting="ftpServer/security/sslClientCertificates/@clientCertificatePolicy",
        value="CertIgnore",
        origin="siteDefaults",
        affected_sites=INHERITING,
        reply=530,
        substatus=35,
        client="No certificate is asked for, so none can log in.",
        why="CertIgnore, the default, means that the server never asks a client for its certificate.",
        related=(Related(span("<!-- left -->" * 20), "this long line is not shown"), _HERE),
        fix=Fix(
            "unsafe",
            "Ask for certificates, and look them up.",
            (
                Change("ftpServer/security/sslClientCertificates/@clientCertificatePolicy", "CertAllow"),
                Change("ftpServer/security/sslClientCertificates/@useActiveDirectoryMapping", "true"),
            ),
        ),
        edits=(
            Edit(span("CertIgnore"), "CertAllow"),
            Edit(
                span(" /></security></ftpServer>\n      </siteDefaults>")._replace(end_line=5, end_column=89),
                ' useActiveDirectoryMapping="true"',
            ),
        ),
    ),
    _mapping_off("ftp.example.com", span("<security>\n\t\t    <ssl"))._replace(fingerprint="0123456789abcdef" * 2),
    Finding(
        "FTP103",
        "server-certificate-placeholder",
        "error",
        "Site 'ftp.example.com' names a certificate that stands in the documentation.",
        span("57686f6120447564652c2049495320526f636b73"),
        site="ftp.example.com",
        setting="ftpServer/security/ssl/@serverCertHash",
        origin="site",
        affected_sites=("ftp.example.com",),
        reply=534,
        substatus=31,
        why="The bytes spell a sentence; no certificate has them as its thumbprint.",
        fix=Fix("manual", "Choose a certificate from the store of the computer and write its thumbprint"),
    ),
    Finding(
        "FTP204",
        "tls-optional",
        "warning",
        "Site 'ftp.example.com' lets clients log in without TLS.",
        span("SslAllow"),
        site="ftp.example.com",
        affected_sites=("ftp.example.com",),
    ),
    _mapping_off(HOSTILE, span("<clientCertAuthentication")),
    Finding(
        "FTP014",
        "value-malformed",
        "error",
        "'yes' is no boolean; write true or false.",
        span("yes"),
        site=WIDE,
        setting="ftpServer/@serverAutoStart",
        origin="site",
        affected_sites=(WIDE,),
    ),
    _mapping_off(WIDE, span(f'"{WIDE}"'))._replace(because=Cause("FTP014", span("yes"))),
    Finding(
        "FTP801", "log-off", "info", "Site 'www.example.com' is no FTP site.", span("allowUTF8"), site="www.example.com"
    ),
    Finding(
        "FTP801",
        "log-off",
        "info",
        "Two sites log nothing.",
        Location(PATH, 15, 31 + 260 + len('<ftpServer allowUTF8="'), 15, 31 + 260 + len('<ftpServer allowUTF8="')),
        origin="schema",
        affected_sites=("ftp.example.com", WIDE),
        also=(Also(WIDE, span(f'"{WIDE}"')),),
    ),
    Finding(
        "FTP028",
        "site-id-duplicate",
        "error",
        "Two sites have the id 1.",
        span('<site name="ftp.example.com "\n            id="1">'),
        related=(Related(span('id="1">\n\t\t<'), "the other one"),),
    ),
    Finding("FTP014", "value-malformed", "error", "Seen <b>only</b> by its code points.", span("\u200eftp")),
    Finding("FTP999", "not-in-the-list", "warning", "The rule is not listed.", Location(PATH, 99, 1, 99, 1)),
)


SUPPRESSED = (
    FINDINGS[3]._replace(
        fingerprint="0" * 31 + "1",
        suppression=Suppression(
            "comment", "the scanners know no TLS <yet>", "2099-12-31", Location(PATH, 14, 34, 14, 49)
        ),
    ),
    FINDINGS[1]._replace(
        site="www.example.com",
        affected_sites=("www.example.com",),
        suppression=Suppression("settings", "moves in May"),
    ),
    FINDINGS[7]._replace(suppression=Suppression("baseline", "in the baseline known.json")),
)

SAMPLE = Report(
    "0.1.0",
    (
        FileReport(
            PATH, FINDINGS, SITES, FTP_SITES, lines_of(TEXT), SUPPRESSED, shut=dict.fromkeys(INHERITING, "certificates")
        ),
        FileReport("clean.config", (), ("quiet.example.com",), ("quiet.example.com",), lines_of("<configuration/>")),
        FileReport(
            BAD_PATH,
            (Finding("FTP014", "value-malformed", "error", "Bad\npath.", Location(BAD_PATH, 1, 1, 1, 1)),),
            (),
            (),
            lines_of("<?"),
        ),
    ),
    RULES,
)
CLEAN = Report("0.1.0", SAMPLE.files[1:2], RULES)
