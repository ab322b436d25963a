"""How a comment for ftplint begins. Apart from the reader of such comments, which a file without them does not need."""

from __future__ import annotations

from typing import Final

SIGN: Final = "ftplint:"
