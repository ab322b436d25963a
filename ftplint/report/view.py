"""How a report is looked at."""

from __future__ import annotations

from ftplint.named_tuple import NamedTuple


class View(NamedTuple):
    """What formats for people go by; formats for programs have no use for it and are always complete.

    ``color`` permits ANSI colours, ``width`` is in terminal columns, ``quiet`` leaves the summary line only,
    ``verbose`` shows findings of severity info, reasons and every finding in full.
    """

    color: bool = False
    width: int = 100
    quiet: bool = False
    verbose: bool = False
