"""What kind of folder a virtual directory names, against a plain restatement of it in XPath."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from ftplint.analysis import analyse
from ftplint.judging import server_xml
from ftplint.source import escape

_PATH = "normalize-space(translate(@physicalPath, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ/', 'abcdefghijklmnopqrstuvwxyz\\'))"
_BELOW = ("c:\\windows\\", "%systemroot%\\", "%windir%\\", "%systemdrive%\\windows\\")
HOLDS_WINDOWS = " or ".join(
    [
        *(f"{_PATH} = '{one}'" for one in ("c:", "c:\\", "%systemdrive%", "%systemdrive%\\")),
        *(f"starts-with(concat({_PATH}, '\\'), '{one}')" for one in _BELOW),
    ]
)
NAMES_A_FOLDER = (
    "substring(@physicalPath, 2, 1) = ':' or starts-with(@physicalPath, '\\\\') or starts-with(@physicalPath, '//') or "
    "starts-with(@physicalPath, '%')"
)
ON_A_SHARE = (
    "substring(@physicalPath, 2, 1) != ':' and starts-with(@physicalPath, '\\\\') and "
    "not(starts-with(@physicalPath, '\\\\?\\') or starts-with(@physicalPath, '\\\\.\\'))"
)
PARTS = (
    "C:",
    "c:",
    "D:",
    "\\",
    "/",
    " ",
    "?",
    ".",
    "%",
    "SystemDrive",
    "%windir%",
    "%SystemRoot%",
    "Windows",
    "ftp",
    "srv",
)


@given(st.lists(st.sampled_from(PARTS), max_size=6).map("".join))
@example("C:/Windows/Temp")
@example(" c:\\ ")
@example("\\\\?\\C:\\ftp")
@example("\\\\srv\\ftp")
@example("//srv/ftp")
@example("")
def test_a_folder_is_what_an_xpath_says_of_it(folder: str) -> None:
    site = (
        f'<site name="a" id="1"><application path="/"><virtualDirectory path="/" physicalPath="{escape(folder)}"/>'
        '</application><bindings><binding protocol="ftp" bindingInformation="*:21:"/></bindings></site>'
    )
    text = f"<configuration><system.applicationHost><sites>{site}</sites></system.applicationHost></configuration>"
    configuration = analyse("a.config", text.encode()).configuration
    assert configuration is not None
    root = etree.fromstring("".join(server_xml(configuration, (), configuration.ftp_sites)))
    [directory] = root.iter("virtualDirectory")
    kind = directory.get("folder-kind")
    assert (kind != "none") == directory.xpath(NAMES_A_FOLDER)
    assert (kind == "share") == directory.xpath(ON_A_SHARE)
    assert (directory.get("holds-windows") == "true") == directory.xpath(HOLDS_WINDOWS)
