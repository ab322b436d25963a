"""Rewrites the golden tables of the corpus."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor

from tests.corpus.configurations import to_mutate
from tests.corpus.mutate import outcomes
from tests.corpus.samples import SAMPLES, samples_table
from tests.corpus.samples import TARGET as SAMPLES_TARGET
from tests.corpus.table import TARGET, table

if __name__ == "__main__":
    with ProcessPoolExecutor() as pool:
        found = dict(zip(to_mutate(), pool.map(outcomes, to_mutate().values()), strict=True))
    TARGET.write_text(table(found), encoding="utf-8", newline="\n")
    print(f"wrote {TARGET}: {sum(map(len, found.values()))} mutations")
    if SAMPLES.is_dir():
        SAMPLES_TARGET.write_text(samples_table(), encoding="utf-8", newline="\n")
        print(f"wrote {SAMPLES_TARGET}")
