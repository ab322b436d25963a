"""Rewrites everything that is generated and committed."""

from __future__ import annotations

from tests.generate.effective_xsd import TARGET, effective_xsd

TARGET.write_text(effective_xsd(), encoding="utf-8", newline="\n")
print(f"wrote {TARGET}")
