"""Which rules fire on the documentation's samples and on published files, where those are at hand."""

from __future__ import annotations

from pathlib import Path

from ftplint.api import RuleSet, Settings, lint_bytes

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "data" / "samples"
TARGET = Path(__file__).with_name("samples.golden.txt")


def samples_table() -> str:
    """A line a file: its path and the rules, each with how often it fires."""
    rules = RuleSet.load(Settings())
    lines = []
    for path in sorted(p for p in SAMPLES.rglob("*") if p.is_file()):
        name = path.relative_to(SAMPLES).as_posix()
        found = lint_bytes(name, path.read_bytes(), rules, Settings(fingerprints=False)).report.findings
        counts: dict[str, int] = {}
        for finding in found:
            counts[finding.rule] = counts.get(finding.rule, 0) + 1
        told = " ".join(f"{rule}x{count}" if count > 1 else rule for rule, count in sorted(counts.items()))
        lines.append(f"{name}: {told or '-'}\n")
    return "# Written by `python -m tests.corpus`; read the diff.\n" + "".join(lines)
