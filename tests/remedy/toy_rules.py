"""Rules made for a test: real rule files about the four messages of a site, whose values mean nothing to IIS.

So a test can say which fix brings which finding, and a few lines can say what should come of it.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from xml.sax.saxutils import quoteattr

from lxml import etree

from ftplint.judging import judge
from ftplint.remedy import fix_file
from ftplint.rules.load import load_rule
from ftplint.schema.versions import LATEST
from tests.configuration.builder import site
from tests.remedy.fixing import fixable, server

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from ftplint.analysis import ParsedFile
    from ftplint.judging import PendingFinding
    from ftplint.remedy import Fixed
    from ftplint.rules import Rule

A, B, C, D = NAMES = ("bannerMessage", "greetingMessage", "exitMessage", "maxClientsMessage")

Values = tuple[str, str, str, str]
"""What a site has in them, in this order."""

_FILE = """<sch:schema xmlns:sch="http://purl.oclc.org/dsdl/schematron" xmlns:ftp="urn:ftplint:rule" queryBinding="xslt">
  <sch:title>A rule of a test</sch:title><ftp:rule name="{name}" severity="{severity}"/><ftp:why>For the test.</ftp:why>
  <sch:pattern id="{id}"><sch:rule context="site/ftpServer/messages"><sch:report test={test}>Site
    '<sch:value-of select="ancestor::site/@name"/>' has a finding.</sch:report></sch:rule></sch:pattern>
  <ftp:at select="@{at}"/><ftp:fix safety="{safety}" title="Set it">{sets}</ftp:fix></sch:schema>"""


class Toy(NamedTuple):
    """A rule: broken where each message of *when* is one of the letters there; its fix sets *sets*."""

    id: str
    severity: str
    when: Mapping[str, Sequence[str]]
    sets: Mapping[str, str]
    safety: str = "safe"

    def broken(self, values: Values) -> bool:
        """Whether a site with *values* is broken, said without XPath."""
        return all(values[NAMES.index(name)] in letters for name, letters in self.when.items())

    def fixed(self, values: Values) -> Values:
        """*values* after the fix."""
        a, b, c, d = (self.sets.get(name, value) for name, value in zip(NAMES, values, strict=True))
        return a, b, c, d

    @property
    def rule(self) -> Rule:
        """The rule, loaded from a file."""
        tests = [" or ".join(f"@{name} = '{one}'" for one in letters) for name, letters in self.when.items()]
        sets = "".join(f'<ftp:set attribute="{name}" value="{value}"/>' for name, value in self.sets.items())
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"{self.id}.sch"
            path.write_text(
                _FILE.format(
                    id=self.id,
                    name=f"own-{self.id.lower()}",
                    severity=self.severity,
                    safety=self.safety,
                    test=quoteattr(" and ".join(f"({one})" for one in tests)),
                    at=next(iter(self.sets)),
                    sets=sets,
                ),
                encoding="utf-8",
            )
            return load_rule(path)


def written(*sites: Values, defaults: Values | None = None) -> bytes:
    """A file with sites s1, s2 ... that have these values; what is ``-`` is not written."""

    def inner(values: Values) -> str:
        given = "".join(f' {name}="{value}"' for name, value in zip(NAMES, values, strict=True) if value != "-")
        return f"<ftpServer><messages{given}/></ftpServer>"

    parts = [site(f"s{n}", inner(one), n).replace(f"*:21:s{n}", f"*:{2100 + n}:") for n, one in enumerate(sites, 1)]
    return server(*parts, *([f"<siteDefaults>{inner(defaults)}</siteDefaults>"] if defaults else []))


def values(data: bytes) -> list[Values]:
    """What each site has in the end, inherited or its own: read with nothing of ftplint."""
    root = etree.fromstring(data)
    common = root.find(".//siteDefaults/ftpServer/messages")
    found = []
    for own in root.iterfind(".//site"):
        node = own.find("ftpServer/messages")
        a, b, c, d = (
            next((e.get(name) or "" for e in (node, common) if e is not None and name in e.attrib), "")
            for name in NAMES
        )
        found.append((a, b, c, d))
    return found


def fix(
    toys: Sequence[Toy],
    data: bytes,
    chosen: Callable[[PendingFinding, bool], str | None] = fixable,
    sites: Collection[str] = (),
) -> Fixed:
    """What ``ftplint fix`` makes of *data* with these rules only."""
    rules = tuple(toy.rule for toy in toys)

    def judged(parsed: ParsedFile) -> list[PendingFinding]:
        return judge(parsed, rules)

    return fix_file("x", data, judged, chosen, LATEST, sites=sites)
