"""``python -m ftplint.tooling``: writes the generated files that are shipped."""

from __future__ import annotations

from ftplint.tooling import write_generated

if __name__ == "__main__":
    for path in write_generated():
        print(f"wrote {path}")
