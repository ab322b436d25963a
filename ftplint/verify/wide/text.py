"""The wide truth table as text: a line for each configuration, the explanations, and how many rows they explain."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ftplint.verify.wide.explained import EXPLANATIONS
from ftplint.verify.wide.factors import FACTORS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ftplint.verify.wide.compare import Row
    from ftplint.verify.wide.factors import Settings


def wide_table_text(rows: Sequence[Row]) -> Iterator[str]:
    """The table: what differs from an ordinary site, errors and warnings, who got in, what is not agreed on."""
    explained: Counter[str] = Counter()
    for row in rows:
        names = sorted({row.explanation(one) for one in row.differences} - {""})
        explained.update(names)
        said = ",".join(rule for rule, severity in sorted(row.found.items()) if severity != "info") or "-"
        got_in = sum(met.got_in for met in row.met)
        marks = [f"explained: {', '.join(names)}"] if names else []
        marks += [f"UNEXPLAINED: {one}" for one in row.disagreements]
        yield "  ".join((_differing(row.settings), said, f"{got_in} of {len(row.met)} clients", *marks)) + "\n"
    yield "\n"
    for one in EXPLANATIONS:
        if explained[one.name]:
            yield f"{one.name} ({explained[one.name]}): {one.reason} [{one.source}]\n"
    is_open = sum(row.open for row in rows)
    wrong = sum(bool(row.disagreements) for row in rows)
    yield (
        f"{len(rows)} configurations, somebody gets in with {is_open} of them; "
        f"{len(rows) - is_open} let nobody in; {sum(explained.values())} explained, {wrong or 'none'} unexplained\n"
    )


def _differing(settings: Settings) -> str:
    """The levels that are not the first of their factor."""
    pairs = zip(FACTORS, settings, strict=True)
    return " ".join(f"{one.name}='{level}'" for one, level in pairs if level != next(iter(one.levels))) or "ordinary"
