"""The names of members are the same in the script and in the format of a bundle."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from ftplint.collect import PARTS, collector
from tests.collect.example import member_server
from tests.collect.objects import certificate, der_of

SCHEMAS = Path(__file__).resolve().parents[2] / "schemas"
RAW = json.loads((SCHEMAS / "raw-bundle.schema.json").read_text(encoding="utf-8"))
FACTS = json.loads((SCHEMAS / "bundle.schema.json").read_text(encoding="utf-8"))
OPEN = ("parts", "values", "entry[]", "entries[]", "sids[]")
"""Members that are named as the server names them."""
NEVER = {"log.json.replaced"}
"""One for lines of a log with names in them."""


@pytest.fixture(scope="module")
def files() -> dict[str, Any]:
    """What a server with something of everything gives, and the facts that ftplint works out of it."""
    server = member_server()
    server.files["jane.cer"] = der_of("jane")
    server.links["d:\\logs"] = "E:\\logs"
    server.stores["ClientAuthIssuer"] = [certificate("Clients", b"CLIENTS")]
    server.registry["SYSTEM\\CurrentControlSet\\Services\\Kdc"] = {"StrongCertificateBindingEnforcement": 2}
    server.registry["SOFTWARE\\Microsoft\\EnterpriseCertificates\\NTAuth\\Certificates\\" + "CD" * 20] = {"Blob": b"CA"}
    found = server.facts(collector("1", parts=PARTS), clientcertificate=["jane.cer"])
    return {"facts": found, "raw": {name: json.loads(data) for name, data in server.zip.items() if ".json" in name}}


def members(value: Any, path: str) -> set[str]:
    """The leaves of *value* by their paths; a list of texts or numbers is a leaf."""
    if isinstance(value, dict):
        inner = [(f"{path}.*" if path.endswith(OPEN) else f"{path}.{name}", one) for name, one in value.items()]
        return set().union(*(members(one, name) for name, one in inner))
    if isinstance(value, list) and any(isinstance(one, dict) for one in value):
        return set().union(*(members(one, f"{path}[]") for one in value))
    return {path}


def test_the_schema_takes_the_bundle(files: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator(RAW).validate(files["raw"])


def test_every_member_of_the_schema_is_collected_and_no_other(files: dict[str, Any]) -> None:
    found = set().union(*(members(value, name) for name, value in files["raw"].items()))
    assert found == set().union(*(_declared(one, name, RAW) for name, one in RAW["properties"].items()))


def test_every_fact_of_version_1_is_worked_out_and_no_other(files: dict[str, Any]) -> None:
    facts = {name: value for name, value in files["facts"].items() if name in FACTS["properties"]}
    found = set().union(*(members(value, name) for name, value in facts.items() if name != "bundle.json"))
    found -= {"paths.json.paths[].permissions"}  # of a folder with an empty list
    named = {name: one for name, one in FACTS["properties"].items() if name != "bundle.json"}
    assert found == set().union(*(_declared(one, name, FACTS) for name, one in named.items())) - NEVER


def _declared(node: dict[str, Any], path: str, schema: dict[str, Any]) -> set[str]:
    if "$ref" in node:
        node = schema["$defs"][node["$ref"].rpartition("/")[2]]
    inner = [(f"{path}.{name}", one) for name, one in node.get("properties", {}).items()]
    if isinstance(node.get("additionalProperties"), dict):
        inner.append((f"{path}.*", node["additionalProperties"]))
    if inner:
        return set().union(*(_declared(one, name, schema) for name, one in inner))
    items = node.get("items", {})
    items = schema["$defs"][items["$ref"].rpartition("/")[2]] if "$ref" in items else items
    return (
        _declared(items, f"{path}[]", schema) if items.get("properties", items.get("additionalProperties")) else {path}
    )
