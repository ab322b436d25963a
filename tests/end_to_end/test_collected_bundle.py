"""From the script to the findings: what it collects on a made-up server, checked on the command line."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path
from typing import Any

from ftplint.collect import PARTS as EVERY
from ftplint.collect import collector
from ftplint.evidence import PARTS, bundle_of
from tests.collect.example import CONFIG, member_server
from tests.collect.objects import der_of
from tests.collect.windows import CONFIG as FOLDER
from tests.end_to_end.run import findings

HASH = hashlib.sha1(der_of("ftp")).hexdigest().encode()
FACTS = "FTP114,FTP115,FTP116,FTP15,FTP250,FTP350,FTP45,FTP65,FTP75,FTP85"


def written(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def test_the_bundle_of_the_script_gives_the_findings_of_its_facts(tmp_path: Path) -> None:
    """The same as a bundle of version 1 with the same facts."""
    server = member_server()
    server.broken["Get-WindowsFeature"] = "It is not a server."
    changes = {
        b'users="*, ': b'users="gone, ',
        b'physicalPath="\\\\nas\\in"': b'physicalPath="D:\\in"',
        b"<authentication>": b'<ssl serverCertHash="%s"/><authentication><basicAuthentication enabled="true"/>' % HASH,
    }
    config = CONFIG
    for old, new in changes.items():
        assert old in config
        config = config.replace(old, new)
    server.files[f"{FOLDER}\\applicationhost.config"] = config
    server.collect(collector("1", parts=EVERY))
    raw = findings(written(tmp_path / "raw.zip", server.zip), "--select", FACTS)
    bundle = bundle_of("raw.zip", {name.lower(): data for name, data in server.zip.items()})
    parts = {name: {"state": "collected"} for name in PARTS}
    about: dict[str, Any] = json.loads(server.zip["bundle.json"]) | {"version": 1, "parts": parts}
    facts = {f"{name}.json": json.dumps(part).encode() for name, part in bundle.parts.items()}
    former = {name: data for name, data in server.zip.items() if not name.endswith(".json")} | facts
    found = findings(
        written(tmp_path / "old.zip", former | {"bundle.json": json.dumps(about).encode()}), "--select", FACTS
    )
    assert [_shown(one) for one in raw] == [_shown(one) for one in found]
    assert {one["rule"] for one in raw} == EXPECTED


EXPECTED = {"FTP250", "FTP450", "FTP451", "FTP751", "FTP855"}


def _shown(one: dict[str, Any]) -> tuple[Any, ...]:
    return one["rule"], one["line"], one["message"]
