"""What the documentation says of formats that have no published schema."""

from __future__ import annotations

GITLAB = {
    "$schema": "https://json-schema.org/pending/2020-12/schema",
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": "^(?!\\./)"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {
                            "begin": {"type": "integer", "minimum": 1},
                            "end": {"type": "integer", "minimum": 1},
                        },
                    },
                },
            },
        },
    },
}
"""https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format"""

CHECKSTYLE = """<?xml version="1.0"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <xs:element name="checkstyle"><xs:complexType>
    <xs:sequence>
      <xs:element name="file" minOccurs="0" maxOccurs="unbounded"><xs:complexType>
        <xs:sequence>
          <xs:element name="error" minOccurs="0" maxOccurs="unbounded"><xs:complexType>
            <xs:attribute name="line" type="xs:positiveInteger" use="required"/>
            <xs:attribute name="column" type="xs:positiveInteger"/>
            <xs:attribute name="severity" use="required">
              <xs:simpleType><xs:restriction base="xs:string">
                <xs:enumeration value="ignore"/><xs:enumeration value="info"/>
                <xs:enumeration value="warning"/><xs:enumeration value="error"/>
              </xs:restriction></xs:simpleType>
            </xs:attribute>
            <xs:attribute name="message" type="xs:string" use="required"/>
            <xs:attribute name="source" type="xs:string" use="required"/>
          </xs:complexType></xs:element>
        </xs:sequence>
        <xs:attribute name="name" type="xs:string" use="required"/>
      </xs:complexType></xs:element>
    </xs:sequence>
    <xs:attribute name="version" type="xs:string" use="required"/>
  </xs:complexType></xs:element>
</xs:schema>
"""
"""What com.puppycrawl.tools.checkstyle.XMLLogger writes."""
