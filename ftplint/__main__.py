"""``python -m ftplint``."""

import sys

from ftplint.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
