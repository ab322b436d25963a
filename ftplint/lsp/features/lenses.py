"""Code lenses: above each FTP site, how many of the prerequisites of client certificate logon are met."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types

from ftplint.analysis import blocking_reason
from ftplint.configuration import COLUMNS, rows
from ftplint.report import plain

if TYPE_CHECKING:
    from ftplint.configuration import Row
    from ftplint.lsp.analysis import Analysis

SHOW = "ftplint.prerequisites"
"""A command of the server, with one argument, a table of ``uri`` and ``site``: the row of ``ftplint prerequisites``."""


def lenses(analysis: Analysis) -> list[types.CodeLens]:
    """One lens for each FTP site; none where the text is not well-formed, since a guess is no verdict."""
    configuration = analysis.parsed.configuration
    if configuration is None or not analysis.tree.whole:
        return []
    blocked = blocking_reason(analysis.parsed, analysis.path) is not None
    found = []
    for row, site in zip(rows(configuration.ftp_sites), configuration.ftp_sites, strict=True):
        node = analysis.tree.node(site.element)
        if node is not None:
            title = verdict(row, blocked=blocked)
            command = types.Command(title, SHOW, arguments=[{"uri": analysis.uri, "site": site.name}])
            found.append(types.CodeLens(analysis.text.range(node.start, node.name_end), command))
    return found


def verdict(row: Row, *, blocked: bool) -> str:
    """The row of a site in a few words. *blocked* means that IIS cannot read the file."""
    met = sum(cell.met for cell in row.cells)
    count = f"{met} of {len(row.cells)} prerequisites"
    if not row.enabled:
        return f"certificate logon is off ({count})"
    if not row.works:
        return f"{count}: certificate logon cannot work"
    return f"{count}: certificate logon can work" + (", once IIS can read the file" if blocked else "")


def prerequisites(analysis: Analysis, wanted: dict[str, Any]) -> str:
    """The prerequisites of a site, one a line; empty for a site that is not there any more."""
    configuration = analysis.parsed.configuration
    sites = () if configuration is None else configuration.ftp_sites
    for row in rows(site for site in sites if site.name == wanted.get("site")):
        lines = [f"{plain(row.site)}: {verdict(row, blocked=False)}"]
        for name, cell in zip(COLUMNS, row.cells, strict=True):
            level = "default" if cell.level == "schema" else cell.level
            lines.append(f"{'ok' if cell.met else 'NO'}  {name}: {plain(cell.text) or '(empty)'} ({level})")
        reason = blocking_reason(analysis.parsed, analysis.path)
        return "\n".join([*lines, *([] if reason is None else [f"But {reason}"])])
    return ""
