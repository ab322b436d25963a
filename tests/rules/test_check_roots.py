"""Wrong names below the roots that look beyond one site: ports, siteDefaults, the server level, what kind of file it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.rules.test_check import GOOD, faults

if TYPE_CHECKING:
    from pathlib import Path

RULE = re.sub(r"(?s)<ftp:fix.*?</ftp:fix>", '<ftp:fix safety="manual" title="Decide"/>', GOOD)
RULE = re.sub(r"<ftp:related.*\n", "", RULE)


@pytest.mark.parametrize(
    ("context", "test", "message"),
    [
        ("port/adress", "true()", "did you mean 'address'?"),
        ("port[@numbr = '21']", "true()", "did you mean 'number'?"),
        ("port/address/host", "count(bindings) > 1", "did you mean 'binding'?"),
        ("port/address/host/binding", "@certificat = ''", "did you mean 'certificate'?"),
        ("ports/address", "true()", "must start with one of location, port, problem, server, site, siteDefaults"),
        ("siteDefaults/ftpserver", "true()", "did you mean 'ftpServer'?"),
        ("siteDefaults/ftpServer", "@allowUtf8 = 'true'", "did you mean 'allowUTF8'?"),
        ("server[@file = 'whole']/system.ftpServer/securty", "true()", "did you mean 'security'?"),
        ("site[/server/@fil = 'whole']", "true()", "did you mean 'file'?"),
        ("site[/server/@file = 'hole']", "true()", "@file never has the value 'hole' (it has: whole, fragment)"),
        ("site[@web = 'yes']", "true()", "@web never has the value 'yes' (it has: true, false)"),
        ("site", "/server/system.ftpServer/log/@centralLogFileMod = 'Site'", "did you mean 'centralLogFileMode'?"),
        ("site", "/server/system.ftpServer/log/@centralLogFileMode = 'site'", "did you mean 'Site'?"),
    ],
)
def test_a_wrong_name_is_found_in_its_line(tmp_path: Path, context: str, test: str, message: str) -> None:
    said = test.replace(">", "&gt;")
    judged = f'<sch:rule context="{context}">\n<sch:report test="{said}">It is so.</sch:report></sch:rule>'
    found = faults(tmp_path, re.sub(r"(?s)<sch:rule context=.*?</sch:rule>", lambda _: judged, RULE))
    line = 7 if test == "true()" else 8
    assert any(at == line and message in text for at, text in found), found
