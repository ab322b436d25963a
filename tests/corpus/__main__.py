"""Rewrites the golden tables of the corpus."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor

from tests.corpus.configurations import correct
from tests.corpus.mutate import outcomes
from tests.corpus.samples import SAMPLES, samples_table
from tests.corpus.samples import TARGET as SAMPLES_TARGET
from tests.corpus.table import NAMES, TARGET, table

if __name__ == "__main__":
    with ProcessPoolExecutor() as pool:
        found = dict(zip(NAMES, pool.map(outcomes, [correct()[name] for name in NAMES]), strict=True))
    TARGET.write_text(table(found), encoding="utf-8", newline="\n")
    print(f"wrote {TARGET}: {sum(map(len, found.values()))} mutations")
    if SAMPLES.is_dir():
        SAMPLES_TARGET.write_text(samples_table(), encoding="utf-8", newline="\n")
        print(f"wrote {SAMPLES_TARGET}")
