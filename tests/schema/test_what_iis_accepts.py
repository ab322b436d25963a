"""What Microsoft's own schema file permits and refuses, from the file to the finding.

Each fact is S1 to S10 of the shared observed.md, section 3, which compared Ftp_schema.xml of IIS 7.5 to 10 (and, for
S4 and S10, IIS_schema.xml) with applicationHost.xsd, element by element.
"""

from __future__ import annotations

import pytest

from ftplint import Settings, lint
from ftplint.judging.finding import Finding

SITES = "none of them"
"""What a mistake below ``sites`` costs: every site, web and FTP."""

ANY = """<system.ftpServer><security><authorization><add accessType="Allow" users="*" permissions="Read"/></authorization>
</security></system.ftpServer>"""


def config(
    ftp: str = "", defaults: str = "", server: str = "", directory: str = 'path="/"', more: str = "", security: str = ""
) -> bytes:
    secure = "<ssl serverCertHash='a909502dd82ae41433e6f83886b00d4277a32a7b'/>"
    methods = "<authentication><basicAuthentication enabled='true'/></authentication>"
    return f"""<configuration><system.applicationHost><sites>{more}
      <site name="A" id="1"><application path="/"><virtualDirectory {directory} physicalPath="D:\\ftp"/></application>
        <bindings><binding protocol="ftp" bindingInformation="192.0.2.1:21:"/></bindings>
        <ftpServer><security>{methods}{secure}{security}</security>{ftp}</ftpServer></site>
      <siteDefaults>{f"<ftpServer>{defaults}</ftpServer>" if defaults else ""}</siteDefaults>
    </sites></system.applicationHost>{ANY}{f"<system.ftpServer>{server}</system.ftpServer>" if server else ""}
    </configuration>""".encode()


def wrong(data: bytes, version: str = "10.0") -> tuple[Finding, ...]:
    """The findings of the file as such (FTP0xx), warnings and errors."""
    found = lint(data, Settings(version=version, min_severity="warning")).findings
    return tuple(finding for finding in found if finding.rule.startswith("FTP0"))


FLAGS = 'logExtFileFlags="Date, PhysicalPath, Time"'


@pytest.mark.parametrize(
    "parts",
    [
        {"ftp": f"<logFile {FLAGS}/>"},  # S1
        {"defaults": f"<logFile {FLAGS}/>"},
        {"server": f"<log><centralLogFile {FLAGS}/></log>"},
        {"ftp": "<connections maxBandwidth='4294967295'/>"},  # S2
        {"ftp": "<logFile truncateSize='1048576'/>"},  # S3
        {"defaults": "<logFile truncateSize='4294967295'/>"},
        {"ftp": "<customFeatures><providers><add name='' enabled='false'/></providers></customFeatures>"},  # S4
        {"server": "<security><authentication><denyByFailure maxFailure='1'/></authentication></security>"},  # S5
        {"defaults": "<customFeatures impersonationLevel='delegate'/>"},  # S7
        {"server": "<firewallSupport lowDataChannelPort='65535' highDataChannelPort='65535'/>"},  # S9
        {"directory": "", "more": "<virtualDirectoryDefaults path='/'/>"},  # S10
        {"security": "<commandFiltering><remove command=''/></commandFiltering>"},  # unknown: let pass
    ],
)
def test_accepted(parts: dict[str, str]) -> None:
    assert wrong(config(**parts)) == ()


@pytest.mark.parametrize("version", ["7.0", "7.5", "8.0"])
def test_the_field_physical_path_came_with_8_5(version: str) -> None:
    data = config(ftp=f"<logFile {FLAGS}/>")
    assert [finding.rule for finding in wrong(data, version)] == ["FTP034"]
    assert wrong(data, "8.5") == ()


@pytest.mark.parametrize(
    ("ftp", "rule"),
    [
        ("<connections maxBandwidth='0'/>", "FTP015"),  # S2
        ("<connections maxBandwidth='1000'/>", "FTP015"),
        ("<connections maxBandwidth='4294967294'/>", "FTP015"),
        ("<logFile truncateSize='1000' period='Daily'/>", "FTP015"),  # S3
        ("<logFile truncateSize='1048575' period='MaxSize'/>", "FTP015"),
        ("<logFile truncateSize='4294967296'/>", "FTP015"),
        ("<logFile truncateSize='-1' period='MaxSize'/>", "FTP015"),
        ("<logFile directory=''/>", "FTP014"),  # S4
    ],
)
def test_one_refused_value_stops_every_site(ftp: str, rule: str) -> None:
    for data in (config(ftp=ftp), config(defaults=ftp)):
        (found,) = wrong(data)
        assert (found.rule, found.severity) == (rule, "error")
        assert SITES in found.message


def test_a_command_without_a_name_stops_every_site() -> None:
    filtering = "<commandFiltering><add command='' allowed='true'/></commandFiltering>"
    for data in (config(security=filtering), config(defaults=f"<security>{filtering}</security>")):
        (found,) = wrong(data)
        assert found.rule == "FTP014" and SITES in found.message


def test_an_empty_protocol_stops_every_site() -> None:
    (found,) = wrong(config().replace(b'protocol="ftp"', b'protocol=""'))
    assert found.rule == "FTP014" and SITES in found.message


FILTERING = "<security><requestFiltering>{}</requestFiltering></security>"
DATA = "<providerDefinitions><activation>{}</activation></providerDefinitions>"


@pytest.mark.parametrize(
    ("server", "rule", "section"),
    [
        ("<log><centralLogFile truncateSize='5000000000'/></log>", "FTP015", "log"),  # S3
        ("<log><centralLogFile directory=''/></log>", "FTP014", "log"),  # S4
        (
            FILTERING.format("<fileExtensions><add fileExtension='' allowed='false'/></fileExtensions>"),
            "FTP014",
            "security/requestFiltering",
        ),
        (
            FILTERING.format("<hiddenSegments><add segment=''/></hiddenSegments>"),
            "FTP014",
            "security/requestFiltering",
        ),
        (
            FILTERING.format("<denyUrlSequences><add sequence=''/></denyUrlSequences>"),
            "FTP014",
            "security/requestFiltering",
        ),
        (DATA.format("<providerData name=''/>"), "FTP014", "providerDefinitions"),
        (DATA.format("<providerData name='a'><add key=''/></providerData>"), "FTP014", "providerDefinitions"),
        (
            "<security><authentication><denyByFailure maxFailure='0'/></authentication></security>",
            "FTP015",
            "security/authentication",
        ),  # S5, though the restrictions are off
        ("<providerDefinitions><clear/></providerDefinitions>", "FTP010", "providerDefinitions"),  # S6
        ("<providerDefinitions><remove name='a'/></providerDefinitions>", "FTP010", "providerDefinitions"),
        (DATA.format("<clear/>"), "FTP010", "providerDefinitions"),
        (DATA.format("<remove name='a'/>"), "FTP010", "providerDefinitions"),
        ("<firewallSupport highDataChannelPort='70000'/>", "FTP015", "firewallSupport"),  # S9
        ("<firewallSupport lowDataChannelPort='-1'/>", "FTP015", "firewallSupport"),
    ],
)
def test_refused_in_a_section_of_its_own(server: str, rule: str, section: str) -> None:
    (found,) = (one for one in wrong(config(server=server)) if one.rule != "FTP713")
    assert (found.rule, found.severity) == (rule, "error")
    assert f"IIS cannot read the section system.ftpServer/{section};" in found.message


def test_parameters_of_a_provider_can_be_removed() -> None:
    inner = "<providerData name='a'><clear/><remove key='k'/></providerData>"
    assert wrong(config(server=DATA.format(inner))) == ()


def test_the_impersonation_level_is_none_of_a_site() -> None:
    """S7: libxml2 alone would let it pass, since both places have the same ftpServer in the XSD."""
    (found,) = wrong(config(ftp="<customFeatures impersonationLevel='Identify'/>"))
    assert found.rule == "FTP011" and "Only siteDefaults may hold it." in found.message
    (found,) = wrong(config(defaults="<customFeatures impersonationLevel='High'/>"))
    assert found.rule == "FTP012" and SITES in found.message


def test_an_application_needs_its_path_and_a_directory_does_not() -> None:
    """S10: without defaults the directory has no path, so the application has no root; with them it has."""
    found = lint(config(directory=""), Settings(min_severity="warning")).findings
    assert [finding.rule for finding in found] == ["FTP605"]
    with_defaults = config(directory="", more="<virtualDirectoryDefaults path='/'/>")
    assert lint(with_defaults, Settings(min_severity="warning")).findings == ()
    (found_here,) = wrong(config().replace(b'<application path="/">', b"<application>"))
    assert found_here.rule == "FTP016"
