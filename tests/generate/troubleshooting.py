"""Writes docs/troubleshooting.md: what a client sees, and the rules that predict it, by reply and sub-status."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from ftplint.rules import client_view, load_rules
from ftplint.rules.docs.rule_page import markdown

if TYPE_CHECKING:
    from collections.abc import Iterator

TARGET = Path(__file__).resolve().parents[2] / "docs" / "troubleshooting.md"
_HEAD = """\
# The client sees 530, 534, 431, 550: what now?

<!-- Generated: python -m tests.generate -->

1. Run `ftplint applicationHost.config` on the file of the server. The first finding on the site is the first thing to look at.
2. Find the reply, and if you have it the sub-status, in the table below. The sub-status stands in the FTP log (`sc-substatus`), and
   in the reply itself for clients on the server if detailed messages are on.
3. If ftplint finds nothing, look outside the file: does the folder exist, may the account read it (NTFS), is the certificate still in
   the store, does the firewall open the passive ports? A [bundle of the server](evidence.md) answers these.

A command that shows most of it, with the reply to each step:

```
curl -v --ssl-reqd --cert client.pem -u alice: ftp://ftp.example.com/
```
"""
_ABOUT = {
    "1": "Preliminary replies",
    "2": "It works, and should not",
    "3": "It goes on, and should not",
    "4": "Refused for now",
    "5": "Refused",
}


def troubleshooting() -> str:
    """The whole page."""
    return _HEAD + "".join(_sections())


def _sections() -> Iterator[str]:
    rules = [(client_view(rule), rule) for rule in load_rules() if not rule.optional]
    seen = sorted(
        ((view.reply, view.substatus or 0, rule.id, view, rule) for view, rule in rules if view.reply),
        key=lambda r: r[:3],
    )
    for code, of_code in groupby(sorted(seen, key=lambda row: (str(row[0])[0] < "4", row[:3])), key=lambda row: row[0]):
        yield f"\n## {code}\n\n{_ABOUT[str(code)[0]]}.\n\n| sub-status | rule | what it means |\n| --- | --- | --- |\n"
        for _, substatus, id_, view, rule in of_code:
            means = markdown(view.text or rule.title)
            yield f"| {substatus or ''} | [{id_}](rules/{id_}.md) {markdown(rule.title)} | {means} |\n"
    yield "\n## Without a reply\n\nRules that say what the client meets, where no reply is documented or none is sent:\n\n"
    for view, rule in sorted(rules, key=lambda row: row[1].id):
        if view.text and not view.reply:
            yield f"* [{rule.id}](rules/{rule.id}.md): {markdown(view.text)}\n"
