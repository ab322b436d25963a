"""Rewrites everything that is generated and committed."""

from __future__ import annotations

from tests.generate import effective_xsd, readme, rule_index

rule_index.TARGET.write_text(rule_index.index_text(), encoding="utf-8", newline="\n")
effective_xsd.TARGET.write_text(effective_xsd.effective_xsd(), encoding="utf-8", newline="\n")
readme.TARGET.write_text(readme.readme(readme.TARGET.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
print(f"wrote {effective_xsd.TARGET} and {readme.TARGET}")
