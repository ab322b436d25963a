"""The figures of the servers, their ratios, and the targets."""

from __future__ import annotations

from typing import NamedTuple


class Figures(NamedTuple):
    """Of one server: logons per second, processor milliseconds a logon, MB/s each way, milliseconds of a
    listing, KiB a session, milliseconds of the start."""

    logons: float
    logon_cost: float
    upload: float
    download: float
    listing: float
    idle: float
    start: float


class Target(NamedTuple):
    """*figure* against that of *other* (or in its own unit): at least *least*, better *stretch*."""

    figure: str
    what: str
    other: str
    least: float | None
    stretch: float | None


NAMES = {
    "logons": "logons per second, client certificate",
    "logon_cost": "processor time of the server for a logon, ms",
    "download": "download, PROT P, MB/s",
    "upload": "upload, PROT P, MB/s",
    "listing": "LIST of 10,000 files, PROT P, ms",
    "idle": "memory of an idle TLS session, KiB",
    "start": "start to the first 220, ms",
}
TARGETS = (
    Target("logons", "logons against stock pyftpdlib", "pyftpdlib", 0.78, 1.0),
    Target("logons", "logons against proftpd", "proftpd", 10.0, None),
    Target("download", "download against stock pyftpdlib", "pyftpdlib", 1.5, None),
    Target("download", "download against proftpd", "proftpd", None, 1.0),
    Target("upload", "upload against stock pyftpdlib", "pyftpdlib", None, None),
    Target("upload", "upload against proftpd", "proftpd", None, 1.0),
)
LISTING = 2.0
"""Times proftpd's that a listing of 10,000 files may take."""
IDLE = 36.0
"""KiB that an idle TLS session may take."""


def table(measured: dict[str, Figures]) -> tuple[str, bool]:
    """Two tables in Markdown, and whether every target is met."""
    ours = measured["ftplint"]
    rows = ["| | ftplint | stock pyftpdlib | proftpd |", "| --- | --- | --- | --- |"]
    for figure, name in NAMES.items():
        values = [getattr(measured[server], figure) for server in ("ftplint", "pyftpdlib", "proftpd")]
        rows.append(f"| {name} | {' | '.join(_number(value) for value in values)} |")
    rows += ["", "| ratio | measured | target | stretch | |", "| --- | --- | --- | --- | --- |"]
    all_met = True
    for target in TARGETS:
        ratio = getattr(ours, target.figure) / getattr(measured[target.other], target.figure)
        verdict, met = _verdict(ratio, target)
        all_met = all_met and met
        wanted = [f"{value:g} x" if value else "" for value in (target.least, target.stretch)]
        rows.append(f"| {target.what} | {ratio:.2f} x | {' | '.join(wanted)} | {verdict} |")
    listing = ours.listing / measured["proftpd"].listing
    all_met = all_met and listing <= LISTING
    verdict = "met" if listing <= LISTING else "MISSED"
    rows.append(f"| LIST of 10,000 files, time against proftpd | {listing:.2f} x | {LISTING:g} x |  | {verdict} |")
    met = ours.idle <= IDLE
    rows.append(
        f"| memory of an idle TLS session | {ours.idle:.1f} KiB | {IDLE:g} KiB |  | {'met' if met else 'MISSED'} |"
    )
    return "\n".join(rows) + "\n", all_met and met


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"


def _verdict(ratio: float, target: Target) -> tuple[str, bool]:
    if target.stretch is not None and ratio >= target.stretch:
        return "stretch", True
    if target.least is None:
        return "", True
    return ("met", True) if ratio >= target.least else ("MISSED", False)
