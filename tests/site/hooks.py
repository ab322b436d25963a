"""What MkDocs cannot know: the rules below their areas, and pages of the repository outside docs/.

A link that leaves docs/ leads to a copy below project/; a link of such a page into docs/ leads back.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File

ROOT = Path(__file__).resolve().parents[2]
OUTSIDE = (
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "LICENSE",
    "Dockerfile",
    "action.yml",
    "editors/vscode/README.md",
    "schemas/README.md",
    "schemas/bundle.schema.json",
    "schemas/observations.schema.json",
    "schemas/raw-bundle.schema.json",
    "schemas/report.schema.json",
    "schemas/settings.schema.json",
)
"""Files outside docs/ that pages link to."""
_LINK = re.compile(r"(\]\()([^)\s#]+)((?:#[^)\s]*)?\))")
_FENCE = re.compile(r"(^ *(?:```|~~~).*?^ *(?:```|~~~) *$)", re.MULTILINE | re.DOTALL)


def on_config(config: Any) -> Any:
    """The rules of each area become a section, as the headings of the index of rules say."""
    text = (ROOT / "docs" / "rules" / "README.md").read_text(encoding="utf-8")
    areas = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    section = next(part["Rules"] for part in config.nav if "Rules" in part)
    for area in areas:
        title, _, table = area.partition("\n")
        rows = re.findall(r"^\| \[(FTP\d{3})\]\(\1\.md\) \| ([a-z0-9-]+) \|", table, re.MULTILINE)
        section.append({title: [{f"{id_} {name}": f"rules/{id_}.md"} for id_, name in rows]})
    return config


def on_files(files: Any, config: Any) -> Any:
    """Adds the files outside docs/, and what search needs where there is no server."""
    for path in OUTSIDE:
        files.append(File.generated(config, f"project/{path}", abs_src_path=str(ROOT / path)))
    worker = Path(__file__).with_name("iframe-worker.js")
    files.append(File.generated(config, "assets/iframe-worker.js", abs_src_path=str(worker)))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Links of the repository become links of the site."""
    place = page.file.src_uri
    source = place.removeprefix("project/") if place.startswith("project/") else f"docs/{place}"

    def moved(match: re.Match[str]) -> str:
        link = match[2]
        if re.match(r"[a-z]+:", link):
            return match[0]
        wanted = posixpath.normpath(posixpath.join(posixpath.dirname(source), link))
        there = wanted.removeprefix("docs/") if wanted.startswith("docs/") else f"project/{wanted}"
        return match[1] + posixpath.relpath(there, posixpath.dirname(place) or ".") + match[3]

    parts = _FENCE.split(markdown)
    return "".join(part if number % 2 else _LINK.sub(moved, part) for number, part in enumerate(parts))
