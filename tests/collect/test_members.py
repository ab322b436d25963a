"""The names of members are the same in the script and in the format of a bundle."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from ftplint.collect import collector
from tests.collect.example import member_server

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = ROOT / "schemas" / "bundle.schema.json"
NOT_COLLECTED = {"bundle.json.parts.*.reason", "log.json.replaced"}
"""Members that the example below has no cause for, and one for lines of a log with names in them."""


@pytest.fixture(scope="module")
def bundle() -> dict[str, Any]:
    server = member_server()
    server.files["jane.cer"] = b"CLIENT"
    server.broken["Get-WindowsFeature"] = "no"
    first = server.collect(collector("1"), clientcertificate=["jane.cer"], log=True)
    del server.broken["Get-WindowsFeature"]
    second = server.collect(collector("1"), clientcertificate=["jane.cer"], log=True)
    return {name: second[name] for name in second if name.endswith(".json")} | {"bundle.json": first["bundle.json"]}


def members(value: Any, path: str) -> set[str]:
    """The leaves of *value* by their paths; a list of texts or numbers is a leaf."""
    if isinstance(value, dict):
        inner = [(f"{path}.*" if path.endswith("parts") else f"{path}.{name}", one) for name, one in value.items()]
        return set().union(*(members(one, name) for name, one in inner)) if inner else {path}
    if isinstance(value, list) and any(isinstance(one, dict) for one in value):
        return set().union(*(members(one, f"{path}[]") for one in value))
    return {path}


def test_the_schema_takes_the_bundle(bundle: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(bundle)


def test_every_member_of_the_schema_is_collected_and_no_other(bundle: dict[str, Any]) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    declared = set().union(*(_declared(one, name, schema) for name, one in schema["properties"].items()))
    issuers = {"tls.json.clientIssuers[].thumbprint", "tls.json.clientIssuers[].subject"}
    found = set().union(*(members(value, name) for name, value in bundle.items()))
    found -= {"paths.json.paths[].permissions", "tls.json.clientIssuers"}
    assert found == declared - issuers - NOT_COLLECTED


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
    return _declared(items, f"{path}[]", schema) if "properties" in items else {path}
