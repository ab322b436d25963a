"""The names of members are the same in the script and in the format of a bundle."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ftplint.collect import collector
from tests.collect.example import member_server

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = ROOT / "schemas" / "bundle.schema.json"
FURTHER = {
    "bundle.json.parts.*.incomplete",
    "network.json.firewall.statefulFtp",
    "tls.json.mapping.clientAuthTrustMode",
    "tls.json.mapping.sendTrustedIssuerList",
    "tls.json.ntAuthDirectory",
    "accounts.json.clientCertificates[].accounts[].passwordExpired",
}
"""What the script says beyond the format; readers pass over it."""
NOT_COLLECTED = {"bundle.json.parts.*.reason"}
"""Members that the example below has no cause for."""
MEMBERS = """
bundle.json format version collected collector computer administrator blotted parts.*.state
certificates.json certificates[].store certificates[].thumbprint certificates[].subject certificates[].issuer
  certificates[].notBefore certificates[].notAfter certificates[].hasPrivateKey certificates[].keyReadable
  certificates[].dnsNames certificates[].enhancedKeyUsage certificates[].template certificates[].chain
  certificates[].revocation certificates[].der
server.json windows.version windows.name domainRole domain iis features[].name features[].installed services[].name
  services[].state services[].startMode services[].account services[].started configurationChanged
paths.json paths[].path paths[].expanded paths[].use paths[].exists paths[].kind paths[].link paths[].share
  paths[].freeBytes paths[].owner paths[].folders paths[].permissions[].account paths[].permissions[].sid
  paths[].permissions[].type paths[].permissions[].rights paths[].permissions[].inherited
network.json firewall.profiles[].name firewall.profiles[].enabled firewall.profiles[].active
  firewall.profiles[].defaultInbound firewall.rules[].name firewall.rules[].enabled firewall.rules[].direction
  firewall.rules[].action firewall.rules[].protocol firewall.rules[].localPorts firewall.rules[].profiles
  firewall.rules[].program firewall.rules[].service firewall.rules[].remoteAddresses
  listeners[].address listeners[].port listeners[].process listeners[].service
tls.json protocols[].name protocols[].role protocols[].enabled protocols[].disabledByDefault ciphers[].name
  ciphers[].enabled ntAuth trustedIssuers[].thumbprint trustedIssuers[].subject clientIssuers
  mapping.strongCertificateBindingEnforcement mapping.certificateMappingMethods
accounts.json accounts[].name accounts[].kind accounts[].found accounts[].sid accounts[].enabled accounts[].locked
  accounts[].expired accounts[].passwordExpired accounts[].members accounts[].groups accounts[].homeDirectory
  clientCertificates[].thumbprint clientCertificates[].accounts[].name clientCertificates[].accounts[].sid
  clientCertificates[].accounts[].upn clientCertificates[].accounts[].altSecurityIdentities
  clientCertificates[].accounts[].enabled clientCertificates[].accounts[].locked clientCertificates[].accounts[].expired
log.json replaced lines[].file lines[].fields lines[].values
"""


def expected() -> set[str]:
    found, file = set(), ""
    for word in MEMBERS.split():
        file, member = (word, "") if word.endswith(".json") else (file, word)
        found |= {f"{file}.{member}"} if member else set()
    return found


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


def test_every_member_of_the_format_is_collected_and_no_other(bundle: dict[str, Any]) -> None:
    found = set().union(*(members(value, name) for name, value in bundle.items()))
    assert found - {"paths.json.paths[].permissions"} == expected() | FURTHER


def test_the_schema_has_the_same_members_and_takes_the_bundle(bundle: dict[str, Any]) -> None:
    if not SCHEMA.exists():
        pytest.skip("schemas/bundle.schema.json is not there yet")
    import jsonschema

    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(bundle)
    declared = set().union(*(_declared(one, name, schema) for name, one in schema["properties"].items()))
    assert declared - {"tls.json.clientIssuers[].thumbprint", "tls.json.clientIssuers[].subject"} == (
        expected() - {"tls.json.clientIssuers"} | NOT_COLLECTED
    )


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
