"""Writes a rule file to start from: a whole rule that works, with comments that say what to change."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from ftplint.rules.context import RuleError
from ftplint.rules.load import load_rule, load_rules, rule_files

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from ftplint.rules.model import Rule

PREFIX = "XX"
"""The letters of ids in a folder that has no rules yet."""

NAME = "connections-above-house-limit"
TITLE = "More than 500 connections at once"

_ID = re.compile(r"([A-Z]{2,})([0-9]{3,})\Z")
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")


def new_rule(folder: Path, id_: str | None = None, name: str | None = None, title: str | None = None) -> Path:
    """Writes a rule file into *folder*, which is made if need be, and returns its path.

    What is not given is chosen: the next free id of the folder, a free name. Raises RuleError for an id or a name
    that is malformed or taken, and instead of overwriting a file.
    """
    present = list(_present(folder))
    rules = (*load_rules(), *present)
    id_ = _next_id(folder, present) if id_ is None else id_
    name = _free_name(rules) if name is None else name
    target = folder / f"{id_}-{name}.sch"
    if not _ID.match(id_):
        raise RuleError(target, None, f"an id is at least two capital letters and three digits, ACME001, not '{id_}'")
    if id_.startswith("FTP"):
        raise RuleError(target, None, "ids that begin with FTP are those of ftplint; take letters of your own")
    if not _NAME.match(name):
        raise RuleError(target, None, f"a name is lower-case words joined by '-', not '{name}'")
    title = TITLE if title is None else " ".join(title.split())
    if not title:
        raise RuleError(target, None, "the title is empty: say in a few words what is wrong")
    for rule in rules:
        if id_ == rule.id or name == rule.name:
            what = f"id {id_}" if id_ == rule.id else f"name {name}"
            raise RuleError(target, None, f"the {what} belongs to {rule.path} already")
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with target.open("x", encoding="utf-8", newline="\n") as file:
            file.write(_TEMPLATE.format(id=id_, name=name, title=escape(title)))
    except FileExistsError as error:
        raise RuleError(target, None, "the file is there already, and is not overwritten") from error
    return target


def _present(folder: Path) -> Iterable[Rule]:
    """The rules of *folder*, as far as their files can be read; the others are for ``rules test`` to report."""
    for path in rule_files(folder) if folder.is_dir() else ():
        try:
            yield load_rule(path)
        except RuleError:
            continue


def _next_id(folder: Path, present: Iterable[Rule]) -> str:
    """One more than the highest id there is, files that cannot be read counted by their names."""
    names = [rule.id for rule in present]
    names += [path.stem.split("-")[0] for path in (rule_files(folder) if folder.is_dir() else ())]
    found = [(int(match[2]), match[1]) for match in map(_ID.match, names) if match]
    number, prefix = max(found, default=(0, PREFIX))
    return f"{prefix}{number + 1:03}"


def _free_name(rules: Iterable[Rule]) -> str:
    taken = {rule.name for rule in rules}
    number, name = 1, NAME
    while name in taken:
        number += 1
        name = f"{NAME}-{number}"
    return name


_TEMPLATE = """\
<?xml version="1.0" encoding="UTF-8"?>
<!--
  A rule of our own. It works as it stands; change it part by part and run `ftplint rules test DIR` after each step:
  it names the line, and what a wrong name in an XPath was probably meant to be.

  Rules see the effective configuration: siteDefaults, locations and collections are resolved, every element and
  attribute is there, defaults are filled in. `ftplint effective` shows that document, in the format xml.
-->
<sch:schema xmlns:sch="http://purl.oclc.org/dsdl/schematron" xmlns:ftp="urn:ftplint:rule" queryBinding="xslt">
  <!-- What is wrong, in a few words. -->
  <sch:title>{title}</sch:title>

  <!-- The name reads well after "allow". The severity is error, warning or info. -->
  <ftp:rule name="{name}" severity="warning" since="0.1"/>

  <!-- Why it matters, for somebody who meets the finding and does not know the rule. -->
  <ftp:why>Our firewall keeps track of 500 connections for each server. A site that takes more lets clients in that
    then hang in their first transfer.</ftp:why>

  <!-- What a client sees, if it notices; reply="421" and the like if there is a reply. The element may be left out. -->
  <ftp:client>The logon works, and the first listing never comes.</ftp:client>

  <!-- The id: letters of your own, so that no rule of ftplint ever has it. The file name begins with it. -->
  <sch:pattern id="{id}">
    <!--
      The context is what is judged. It begins with site (each FTP site), location (each path of a site), server
      (the server level), siteDefaults, port (the bindings of all sites) or problem. An assert says what has to be
      true, a report what must not be. XPath 1.0; inside an attribute < is written &lt;.
    -->
    <sch:rule context="site/ftpServer/connections">
      <sch:assert test="@maxConnections &lt;= 500">Site '<sch:value-of select="ancestor::site/@name"/>' takes
        <sch:value-of select="@maxConnections"/> connections at once; our firewall keeps track of 500.</sch:assert>
    </sch:rule>
  </sch:pattern>

  <!--
    Where the finding points: what the fix sets, or <ftp:at select="XPath from the context"/>.
    Other settings that have a part in it: <ftp:related select="XPath">which part</ftp:related>
  -->

  <!--
    safe: it does what the configuration already says it wants; unsafe: it changes what clients can do;
    manual: somebody has to decide what to set, so there is no ftp:set.
  -->
  <ftp:fix safety="unsafe" title="Limit the site to 500 connections">
    <ftp:set attribute="maxConnections" value="500"/>
  </ftp:fix>

  <!-- The rule has to fire on broken examples and on no other. ftpServer alone stands for a site that has it. -->
  <ftp:example verdict="broken" name="left at its default, which is no limit">
    <ftpServer/>
  </ftp:example>
  <!-- A rule on sites needs one whose value comes from siteDefaults. -->
  <ftp:example verdict="broken" name="inherited from siteDefaults" inherited="true">
    <sites>
      <site name="ftp.example.com" id="1">
        <bindings><binding protocol="ftp" bindingInformation="*:21:"/></bindings>
      </site>
      <siteDefaults>
        <ftpServer><connections maxConnections="2000"/></ftpServer>
      </siteDefaults>
    </sites>
  </ftp:example>
  <!-- The first broken example after the fix, and nothing else changed. -->
  <ftp:example verdict="fixed">
    <ftpServer><connections maxConnections="500"/></ftpServer>
  </ftp:example>
  <!-- Near misses: configurations that look alike and are correct. The worst a rule can do is a false alarm. -->
  <ftp:example verdict="silent" name="a lower limit of the site's own">
    <ftpServer><connections maxConnections="50"/></ftpServer>
  </ftp:example>

  <!-- What a client meets, or why a session with the server cannot show it. -->
  <ftp:scenario none="it takes more than 500 clients at once"/>

  <!-- Where to read on. -->
  <ftp:see title="FTP Connections &lt;connections&gt;"
    href="https://learn.microsoft.com/en-us/iis/configuration/system.applicationhost/sites/site/ftpserver/connections"/>
</sch:schema>
"""
