"""Changes of settings as scripts for a live server: the six ways that Microsoft documents, one template a language."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from ftplint.named_tuple import NamedTuple
from ftplint.remedy.languages import LANGUAGES
from ftplint.remedy.quoting import QuotingError, comment, xpath_text
from ftplint.schema import declarations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinja2 import Template

    from ftplint.remedy.change import SettingChange
    from ftplint.schema import Attribute, Element

SITES = "system.applicationHost/sites"


class Line(NamedTuple):
    """One attribute to set as a template sees it.

    ``section`` is opened (for ``location``, if not empty); ``site`` is looked up in its collection, or ``defaults`` is
    the child siteDefaults; ``steps`` are child elements from there. ``kind`` is that of the schema: bool, string ...
    """

    rules: str
    section: str
    location: str
    site: str
    defaults: bool
    steps: tuple[str, ...]
    attribute: str
    kind: str
    value: str

    @property
    def told(self) -> str:
        """What the line sets, for the script's own report."""
        home = f"site '{self.site}'" if self.site else self.location or ("siteDefaults" if self.defaults else "server")
        path = "/".join((*self.steps, f"@{self.attribute}"))
        return f"{home}: {path} = {self.value}"


def script(language: str, changes: Sequence[SettingChange], path: str) -> str:
    """The script in *language* that makes *changes*. Raises QuotingError for a name that the language cannot hold."""
    from ftplint import __version__

    spoken = LANGUAGES[language]
    lines = _lines(changes)
    for line in lines:
        for text in (line.site, line.location, line.value):
            _check(text, language)
    given: dict[str, Any] = {"lines": lines, "path": path, "version": __version__}
    return _template(language).render(given).replace("\n", spoken.line_end)


@cache  # there are as many as languages, and to compile one takes longer than to fill in a thousand
def _template(language: str) -> Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("ftplint.remedy"), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        keep_trailing_newline=True, autoescape=False,
    )  # fmt: skip
    spoken = LANGUAGES[language]
    environment.filters.update(text=spoken.text, value=spoken.value, xpath_text=xpath_text, comment=comment)
    return environment.get_template(f"{language}.j2")


def _check(text: str, language: str) -> None:
    """No language takes control characters.

    Characters that show as nothing or turn what is around them (U+202E) are written as codes, so that a script does
    what it seems to do; not every language has codes.
    """
    if any(ord(c) < 32 or c in "\x7f\u2028\u2029" for c in text):
        raise QuotingError(f"'{text}' holds a control character, which no script can hold safely")
    spoken = LANGUAGES[language]
    if not spoken.spells_unseen and not text.isprintable():
        raise QuotingError(
            f"'{text}' holds characters that are not seen, which {language} cannot spell: use --as csharp"
        )
    if spoken.cannot_hold and (set(text) & set(spoken.cannot_hold) or text.endswith("\\")):
        raise QuotingError(f"{spoken.title} cannot quote '{text}': use --as powershell, or another language")


def _lines(changes: Sequence[SettingChange]) -> list[Line]:
    found: dict[tuple[object, ...], Line] = {}
    for change in changes:
        names = change.path.split("/")
        if names[0] == "ftpServer":
            site = change.home if change.level == "site" else ""
            line = Line("", SITES, "", site, not site, tuple(names), change.attribute, "", change.value)
        else:
            section = next(name for name in declarations().sections if f"{change.path}/".startswith(f"{name}/"))
            steps = tuple(step for step in change.path[len(section) :].split("/") if step)
            location = change.home if change.level == "location" else ""
            line = Line("", section, location, "", False, steps, change.attribute, "", change.value)
        key = line[1:7]
        rules = [*(found[key].rules.split(", ") if key in found else []), change.rule]
        kind = _attribute(change.path, change.attribute).type.kind
        found[key] = line._replace(rules=", ".join(dict.fromkeys(rules)), kind=kind)
    return list(found.values())


def _attribute(path: str, name: str) -> Attribute:
    first, *steps = path.split("/")
    element: Element = declarations().ftp_server if first == "ftpServer" else declarations().server
    for step in steps:
        element = element.children[step]
    return element.attributes[name]
