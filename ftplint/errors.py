"""What goes wrong for a reason that a person can do something about."""

from __future__ import annotations


class FtplintError(Exception):
    """The base of all errors of ftplint; ``str`` says what is wrong, where, and what to do."""
