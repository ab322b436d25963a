"""Samples of Microsoft's documentation, in the surroundings that a whole file has, are valid for every validator."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from ftplint.schema.validation import compiled, validate
from ftplint.schema.xsd import object_model

SITES = "<configuration><system.applicationHost><sites>{}</sites></system.applicationHost></configuration>"
SURROUNDINGS = {
    "site": SITES,
    "siteDefaults": SITES,
    "ftpServer": SITES.format('<site name="a" id="1">{}</site>'),
    "location": "<configuration>{}</configuration>",
    "system.ftpServer": "<configuration>{}</configuration>",
}


def test_fragments_are_valid(samples: Path) -> None:
    files = sorted(samples.glob("*.xml"))
    assert len(files) >= 12
    for file in files:
        text = file.read_text(encoding="utf-8-sig")
        root = etree.fromstring(SURROUNDINGS[str(etree.fromstring(text).tag)].format(text))
        assert compiled().validate(root), (file.name, compiled().error_log)
        assert validate(root) == [], file.name
        assert object_model().is_valid(root), file.name


def test_a_whole_file_without_ftp_is_valid(samples: Path) -> None:
    """84 KB of web server configuration: nothing in it is taken for FTP."""
    root = etree.parse(samples / "iis-express-mixed-bindings.config").getroot()
    assert compiled().validate(root), compiled().error_log
    assert validate(root) == []
    assert object_model().is_valid(root)
