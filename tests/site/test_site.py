"""The documentation as a site: built without a warning, no link broken, of use from a folder without a network."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from lxml import html

pytest.importorskip("mkdocs", reason="MkDocs is not installed")
pytest.importorskip("material", reason="Material for MkDocs is not installed")

from tests.site.build import HERE, build

DOCS = HERE.parents[1] / "docs"
pytestmark = pytest.mark.slow
"""Building the site takes half a minute; `make docs` does it as well, and says the same."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("site")
    build(target)
    return target


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Any]:
    found = [path for path in sorted(site.rglob("*.html")) if path.name not in ("404.html", "demo.html")]
    return {path: html.fromstring(path.read_bytes()) for path in found}


def test_every_page_of_docs_is_there_and_every_rule_has_its_own(site: Path) -> None:
    wanted = {path.relative_to(DOCS).with_suffix(".html").as_posix() for path in DOCS.rglob("*.md")}
    wanted = {name.replace("README.html", "index.html") for name in wanted}
    assert sorted(name for name in wanted if not (site / name).is_file()) == []
    assert "rules/FTP106.html" in wanted


def test_every_link_leads_to_a_page_and_to_a_place_in_it(site: Path, pages: dict[Path, Any]) -> None:
    ids = {path: set(page.xpath("//@id | //a/@name")) for path, page in pages.items()}
    broken = []
    for path, page in pages.items():
        for link in page.xpath("//a[not(@href='javascript:void(0)')]/@href | //img/@src"):
            parts = urlsplit(link)
            if parts.scheme:
                assert parts.scheme in ("https", "http"), (path.name, link)
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            known = ids.get(target)
            if not target.is_file() or (parts.fragment and known is not None and unquote(parts.fragment) not in known):
                broken.append(f"{path.relative_to(site)}: {link}")
    assert broken == []


def test_nothing_comes_from_the_network(pages: dict[Path, Any]) -> None:
    loaded = {
        address
        for page in pages.values()
        for address in page.xpath("//script/@src | //img/@src | //link[@rel='stylesheet' or @rel='icon']/@href")
    }
    assert loaded
    assert {address for address in loaded if urlsplit(address).scheme or address.startswith("//")} == set()


def test_lists_and_code_are_lists_and_code(pages: dict[Path, Any]) -> None:
    """GitHub takes a list right below a paragraph for one, MkDocs does not."""
    raw = [
        (path.name, line)
        for path, page in pages.items()
        for paragraph in page.xpath("//article//p")
        for line in paragraph.text_content().splitlines()
        if line.startswith(("* ", "- ", "```", "| "))
    ]
    assert raw == []


def test_search_works_from_a_folder(site: Path, browser: Any) -> None:
    from selenium.webdriver.support.ui import WebDriverWait

    browser.get_log("browser")
    browser.get_log("performance")
    browser.get((site / "index.html").as_uri())
    field = browser.find_element("css selector", "input.md-search__input")
    field.click()
    field.send_keys("useActiveDirectoryMapping")
    found = "//li[contains(@class, 'md-search-result__item')]//a[contains(@href, 'FTP106.html')]"
    WebDriverWait(browser, 60).until(lambda page: page.find_elements("xpath", found))
    browser.get(browser.find_elements("xpath", found)[0].get_attribute("href"))
    assert "FTP106" in browser.title
    assert [entry["message"] for entry in browser.get_log("browser")] == []
    asked = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    addresses = [one["params"]["request"]["url"] for one in asked if one["method"] == "Network.requestWillBeSent"]
    assert [url for url in addresses if not url.startswith(("file:", "data:", "about:"))] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[gone](gone.md)", "gone.md"),
        ("[no such place](#nowhere)", "nowhere"),
        ("[a folder](/etc/)", "/etc/"),
    ],
)
def test_a_broken_link_fails_the_build(tmp_path: Path, text: str, words: str) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "index.md").write_text(f"# A page\n\n{text}\n", encoding="utf-8")
    settings = (HERE / "mkdocs.yml").read_text(encoding="utf-8").partition("\nnav:")[0]
    settings = settings.replace("docs_dir: ../../docs", "docs_dir: docs").replace("hooks: [hooks.py]", "")
    (tmp_path / "mkdocs.yml").write_text(settings, encoding="utf-8")
    command = [sys.executable, "-m", "mkdocs", "build", "--config-file", str(tmp_path / "mkdocs.yml")]
    run = subprocess.run([*command, "--site-dir", str(tmp_path / "site")], capture_output=True, text=True, check=False)
    assert run.returncode != 0
    assert words in run.stderr
