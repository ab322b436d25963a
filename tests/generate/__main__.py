"""Rewrites everything that is generated and committed, in the order in which one needs the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.tooling import write_generated
from tests.generate import (
    catalogue,
    collector,
    coverage,
    demo,
    evidence,
    fleet,
    mutants,
    page,
    readme,
    reference_server,
    rule_pages,
    troubleshooting,
)

if TYPE_CHECKING:
    from pathlib import Path


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    print(f"wrote {path}")


for shipped in write_generated():
    print(f"wrote {shipped}")
rule_pages.write()
_write(reference_server.TARGET, reference_server.reference_server())
_write(catalogue.TARGET, catalogue.catalogue())
_write(coverage.TARGET, coverage.coverage())
_write(evidence.TARGET, evidence.evidence(evidence.TARGET.read_text(encoding="utf-8")))
_write(fleet.TARGET, fleet.fleet(fleet.TARGET.read_text(encoding="utf-8")))
_write(evidence.HOUSE_RULES, evidence.house_rules(evidence.HOUSE_RULES.read_text(encoding="utf-8")))
_write(collector.TARGET, collector.collector())
_write(demo.BEFORE, demo.before())
_write(demo.BASELINE, demo.baseline())
_write(page.TARGET, page.page())
_write(troubleshooting.TARGET, troubleshooting.troubleshooting())
_write(mutants.TARGET, mutants.mutants(mutants.TARGET.read_text(encoding="utf-8")))
for target in readme.TARGETS:
    before = target.read_text(encoding="utf-8")
    if (after := readme.readme(before)) != before:
        _write(target, after)
