"""``python -m tests.fuzz 100000``: so many mutated files, each through some of the commands; failures are kept."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from random import Random

from tests.fuzz.run import COMMANDS, fault, mutated

PAST = Path(__file__).with_name("past")
_EACH = 4
"""Commands that each file goes through; over all files every command has its turn as often."""
_PATIENCE = 5.0


def run(count: int, first: int) -> int:
    """The number of files with a fault."""
    failed, slowest = 0, (0.0, 0)
    for seed in range(first, first + count):
        data = mutated(seed)
        for command in Random(seed).sample(COMMANDS, _EACH):
            start = time.process_time()
            wrong = fault(command, data)
            slowest = max(slowest, (time.process_time() - start, seed))
            if wrong:
                failed += 1
                kept = PAST / f"{seed}.config"
                kept.write_bytes(data)
                print(f"seed {seed}: ftplint {' '.join(command)} < {kept}\n  {wrong}", flush=True)
                break
        if (seed - first + 1) % 1000 == 0:
            print(f"{seed - first + 1} files, {failed} with a fault", flush=True)
    print(
        f"{count} files from seed {first}, {failed} with a fault; the slowest {slowest[0]:.2f} CPU s (seed {slowest[1]})"
    )
    if slowest[0] > _PATIENCE:
        print("that is too long: look at it")
    return failed


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:]]
    sys.exit(1 if run(numbers[0] if numbers else 1000, numbers[1] if len(numbers) > 1 else 1) else 0)
