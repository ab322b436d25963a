"""``python -m ftplint``."""

from ftplint.cli.main import console

if __name__ == "__main__":
    console()
