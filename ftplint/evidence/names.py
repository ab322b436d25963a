"""Names of certificates as Windows writes them into mappings: root first, no blank after the commas.

Source: KB5014754 (the example strings), MS-PKCA 3.1.5.2.1.3; client-cert-login section 4.3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography.x509.oid import NameOID

if TYPE_CHECKING:
    from cryptography.x509 import Name

_SPELLED = {
    NameOID.COMMON_NAME: "CN",
    NameOID.ORGANIZATION_NAME: "O",
    NameOID.ORGANIZATIONAL_UNIT_NAME: "OU",
    NameOID.COUNTRY_NAME: "C",
    NameOID.LOCALITY_NAME: "L",
    NameOID.STATE_OR_PROVINCE_NAME: "S",
    NameOID.DOMAIN_COMPONENT: "DC",
    NameOID.EMAIL_ADDRESS: "E",
    NameOID.TITLE: "T",
    NameOID.STREET_ADDRESS: "STREET",
    NameOID.SURNAME: "SN",
    NameOID.GIVEN_NAME: "G",
    NameOID.INITIALS: "I",
}
"""How CertNameToStr prints the types of attributes (general knowledge of the platform); others as ``OID.1.2.3``."""


def mapping_name(name: Name) -> str:
    """*name* in the order of its encoding: ``DC=com,DC=contoso,CN=CONTOSO-DC-CA``. Line breaks become commas."""
    parts = []
    for attribute in name:
        label = _SPELLED.get(attribute.oid, f"OID.{attribute.oid.dotted_string}")
        value = attribute.value if isinstance(attribute.value, str) else attribute.value.hex()
        parts.append(f"{label}={value}")
    return ",".join(parts).replace("\r\n", ",").replace("\n", ",").replace("\r", ",")


def display_name(name: Name) -> str:
    """*name* for a person: its common name, or all of it."""
    common = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(common[-1].value) if common else mapping_name(name)
