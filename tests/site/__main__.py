"""``python -m tests.site [DIR]``: builds the site into build/docs, or into DIR; every warning is an error."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.site.build import TARGET, build

if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    build(target)
    print(f"open {target / 'index.html'}")
