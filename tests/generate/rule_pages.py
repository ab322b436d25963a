"""Writes docs/rules: a page for each built-in rule, and the table of all; and docs/role-services.md."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ftplint.rules.docs.roles import ALWAYS, ROLES, installation, needs
from ftplint.rules.docs.rule_page import markdown, page
from ftplint.rules.load import load_rules
from ftplint.rules.scenarios import scenario
from tests.generate.dialogues import dialogues

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.rules.model import Rule

DOCS = Path(__file__).resolve().parents[2] / "docs"
FOLDER = DOCS / "rules"
AREAS = {
    "FTP0": "The file, the schema, the configuration system",
    "FTP1": "Logon by client certificate",
    "FTP2": "TLS",
    "FTP3": "Authentication",
    "FTP4": "Authorization, addresses, logon attempts",
    "FTP5": "Filtering of requests and commands",
    "FTP6": "Bindings, firewall, data connections",
    "FTP7": "User isolation and providers",
    "FTP8": "Logging, messages, limits, cache",
    "FTP9": "ftplint's own affairs: comments, settings, baselines",
}

_HEAD = """\
# The rules

<!-- Generated: python -m tests.generate -->

{counts}
`ftplint rules show ID` prints a rule's page, `ftplint rules list` this table; [the catalogue](../catalogue.md) goes the other way, from what the documentation says to the rules.

*Scenario*: whether `ftplint verify` plays what a client meets, before and after the fix, against the [reference server](../reference-server.md), or why
the wire cannot show it. The pages hold the recorded dialogues. Verified means: linter and reference server agree, with real TLS, real
certificates and real clients; the server itself follows the documentation and published observations, not a Windows machine.
"""

_ROLES = """\
# Role services

<!-- Generated: python -m tests.generate -->

The FTP service of IIS consists of parts that are installed one by one. A configuration file can hold the settings of a part that is
not installed, and looks the same then. Rules about what needs more than FTP Service say so on their pages.

Microsoft's pages describe the installation up to Windows Server 2012 R2 and Windows 8.1; that the ways and the names stayed the same
from Windows 10 and Server 2016 on, and the names for DISM and ServerManagerCmd, are general knowledge and not from those pages. On a server `Get-WindowsFeature Web-*` says what is installed, elsewhere
`dism /online /get-features /format:table`.
"""


def pages() -> dict[Path, str]:
    """Every file that belongs into docs/rules, and docs/role-services.md, with its text."""
    rules = load_rules()
    spoken = dialogues(rules)
    files = {FOLDER / f"{rule.id}.md": "".join(page(rule)) + spoken.get(rule.id, "") for rule in rules}
    files[FOLDER / "README.md"] = "".join(_table(rules))
    files[DOCS / "role-services.md"] = "".join(_role_services(rules))
    return files


def left_over(files: dict[Path, str]) -> list[Path]:
    """The pages in docs/rules of rules that are gone."""
    return sorted(path for path in FOLDER.glob("*") if path not in files)


def write() -> None:
    """Writes what is needed and takes away what is left over."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    files = pages()
    for path, text in files.items():
        path.write_text(text, encoding="utf-8", newline="\n")
    for path in left_over(files):
        path.unlink()
    print(f"wrote {len(files)} pages below {DOCS}")


def _table(rules: tuple[Rule, ...]) -> Iterator[str]:
    described = sum(scenario(rule).none is None for rule in rules)
    severities = ", ".join(
        f"{sum(rule.severity == severity for rule in rules)} {severity}" for severity in ("error", "warning", "info")
    )
    yield _HEAD.format(counts=f"{len(rules)} rules ({severities}); {described} are played on the wire.")
    for prefix, title in AREAS.items():
        members = [rule for rule in rules if rule.id.startswith(prefix)]
        if members:
            yield f"\n## {prefix}xx: {title}\n\n"
            yield "| id | name | severity | what is wrong | profiles | scenario |\n| --- | --- | --- | --- | --- | --- |\n"
            yield from map(_row, members)


def _row(rule: Rule) -> str:
    said = scenario(rule)
    profiles = ", ".join(f"{name} {id_}".rstrip() for name, id_ in rule.profiles)
    severity = rule.severity + (", if selected" if rule.optional else "")
    cells = (
        f"[{rule.id}]({rule.id}.md)",
        rule.name,
        severity,
        markdown(rule.title),
        profiles or "-",
        "played" if said.none is None else f"none: {markdown(said.none)}",
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


def _role_services(rules: tuple[Rule, ...]) -> Iterator[str]:
    yield _ROLES
    for role in ROLES.values():
        yield f"\n## {role.name}\n\n{role.purpose}\n"
        if role.also:
            yield f"\n{role.also}\n"
        if role.name != ALWAYS:
            users = [rule for rule in rules if role in needs(rule)]
            links = ", ".join(f"[{rule.id}](rules/{rule.id}.md)" for rule in users)
            yield f"\nRules that need it: {links or 'none'}.\n"
        yield (
            f"\nNames: `{role.powershell}` for PowerShell on servers, `{role.features[-1]}` for DISM and PowerShell on clients.\n"
        )
        for windows in installation(role):
            yield f"\n### {windows.name} (IIS {windows.iis})\n\n"
            yield from (f"* {way}\n" for way in windows.ways)


if __name__ == "__main__":
    write()
