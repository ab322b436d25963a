"""The page: self-contained, strict, escaped; in a real browser filterable, usable by keyboard and free of faults."""

from __future__ import annotations

import base64
import json
import re
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ftplint.api import RuleSet, Settings, lint_bytes, report
from ftplint.report import render

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "tests" / "demo" / "applicationHost.config"
HOSTILE = (
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(1)>",
    "<!--<script>",
    "a\u2028b",
    "\u202eevil",
    "'\"&lt;",
    "]]>",
    "x" * 200,
)


def page_of(data: bytes, path: str = "applicationHost.config") -> str:
    settings = Settings(page=True)
    rules = RuleSet.load(settings)
    return "".join(render(report((lint_bytes(path, data, rules, settings).report,), rules.chosen, settings), "html"))


def sites(names: tuple[str, ...] | list[str]) -> bytes:
    from lxml import etree

    root = etree.Element("sites")
    for number, name in enumerate(names, 1):
        site = etree.SubElement(root, "site", name=name, id=str(number))
        bindings = etree.SubElement(site, "bindings")
        etree.SubElement(bindings, "binding", protocol="ftp", bindingInformation=f"*:{number}:")
        security = etree.SubElement(etree.SubElement(site, "ftpServer"), "security")
        methods = etree.SubElement(security, "authentication")
        etree.SubElement(methods, "clientCertAuthentication", enabled="true")
        etree.SubElement(methods, "basicAuthentication", enabled="true")
        etree.SubElement(security, "ssl", serverCertHash=f"{number:040x}", controlChannelPolicy="SslAllow")
        etree.SubElement(
            security, "dataChannelSecurity", matchClientAddressForPort="false", matchClientAddressForPasv="false"
        )
        etree.SubElement(security.getparent(), "connections", maxBandwidth="1", minBytesPerSecond="9999999")
        etree.SubElement(security.getparent(), "firewallSupport", externalIp4Address="169.254.1.1")
        etree.SubElement(security.getparent(), "messages", greetingMessage="%UserName%", suppressDefaultBanner="true")
    return etree.tostring(root)


def test_nothing_comes_from_elsewhere_and_nothing_breaks_out() -> None:
    text = page_of(sites(HOSTILE))
    assert len(re.findall(r"<script", text)) == 2 and text.count("</script>") == 2
    assert not re.search(
        r"""(?:src|href)\s*=|url\(|@import|<link|<img|<iframe|\son\w+=""",
        text.split("<script>")[0].split('id="data">')[0],
    )
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy is not None and "default-src 'none'" in policy[1] and "unsafe" not in policy[1]
    data = json.loads(text.split('id="data">')[1].split("</script>")[0])
    assert [row["site"] for row in data["matrix"]] == list(HOSTILE)


def test_secrets_are_not_in_it() -> None:
    data = sites(["a"]).replace(
        b"<clientCert", b'<anonymousAuthentication enabled="true" userName="u" password="hunter2-secret"/><clientCert'
    )
    assert "hunter2" not in page_of(data)


def test_a_plain_check_does_not_make_it() -> None:
    settings = Settings()
    rules = RuleSet.load(settings)
    assert lint_bytes("x", DEMO.read_bytes(), rules, settings).report.page is None


# --- in a real browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if shutil.which("chromium") is None or shutil.which("chromedriver") is None:
        pytest.skip("chromium and chromium-driver are not installed")
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    for argument in (
        *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--window-size=1280,1000"),
        *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    ):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options, Service(shutil.which("chromedriver")))
    yield driver
    driver.quit()


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Callable[[str], Any]:
    def open_page(text: str) -> Any:
        file = tmp_path / "page.html"
        file.write_text(text, encoding="utf-8")
        browser.get_log("browser")
        browser.get_log("performance")
        browser.get(file.as_uri())
        assert browser.find_element("tag name", "html").get_attribute("data-ready")
        return browser

    return open_page


def faults(browser: Any) -> list[str]:
    """Messages of the console, and requests that leave the page."""
    found = [entry["message"] for entry in browser.get_log("browser")]
    for entry in browser.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            url = message["params"]["request"]["url"]
            if not url.startswith(("file:", "data:", "chrome:")):
                found.append(url)
    return found


def texts(browser: Any, selector: str) -> list[str]:
    return [element.text for element in browser.find_elements("css selector", selector)]


def test_filtering_sorting_and_keyboard(opened: Callable[[str], Any]) -> None:
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys

    page = opened(page_of(DEMO.read_bytes()))
    assert len(texts(page, "#rows tr")) == 5
    page.find_element(By.ID, "filter").send_keys("BRANCH")
    assert texts(page, "#rows th") == ["branches.example.com"]
    assert texts(page, "#matched") == ["1 of 5 sites shown"]
    page.find_element(By.ID, "filter").clear()
    page.find_element(By.ID, "filter").send_keys(" ", Keys.BACKSPACE)
    page.find_element(By.ID, "broken").send_keys(Keys.SPACE)
    assert texts(page, "#rows th") == ["suppliers.example.com", "branches.example.com"]
    page.find_element(By.ID, "broken").send_keys(Keys.SPACE)
    page.find_element(By.CSS_SELECTOR, "#heads button").send_keys(Keys.ENTER)
    assert texts(page, "#rows th") == sorted(texts(page, "#rows th"))
    page.find_element(By.CSS_SELECTOR, "#heads button").send_keys(Keys.ENTER)
    assert texts(page, "#rows th") == sorted(texts(page, "#rows th"), reverse=True)
    assert page.find_element(By.CSS_SELECTOR, "#heads th").get_attribute("aria-sort") == "descending"
    assert all(cell.startswith(("\u2713 ok", "\u2717 NO")) for cell in texts(page, "#rows td:not(:last-child)"))
    assert faults(page) == []


def test_a_finding_shows_its_line_and_its_remedy(opened: Callable[[str], Any]) -> None:
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys

    page = opened(page_of(DEMO.read_bytes()))
    page.find_element(By.ID, "search").send_keys("FTP104")
    (summary,) = page.find_elements(By.CSS_SELECTOR, "#rules summary")
    summary.send_keys(Keys.ENTER)
    assert texts(page, "#rules mark") == ["SslDeny"]
    assert texts(page, "#rules button[aria-pressed]") == ["AppCmd", "PowerShell", "C#", "VB.NET", "JScript", "VBScript"]
    powershell = page.find_elements(By.CSS_SELECTOR, "#rules button[aria-pressed]")[1]
    powershell.click()
    script = page.find_element(By.CSS_SELECTOR, "#rules pre[aria-label=script]").text
    assert "Set-WebConfigurationProperty" in script and "dataChannelPolicy" in script
    copy = next(button for button in page.find_elements(By.CSS_SELECTOR, "#rules button") if button.text == "Copy")
    copy.click()
    time.sleep(0.2)
    assert copy.text == "Copied"
    page.execute_script("document.getElementById('search').value = ''")
    page.find_element(By.ID, "search").send_keys(" ", Keys.BACKSPACE)
    field = page.find_element(By.ID, "filter")
    field.send_keys(Keys.CONTROL, "v")
    assert "Set-WebConfigurationProperty" in field.get_attribute("value")
    assert faults(page) == []


def test_the_settings_of_a_site_say_where_they_are_from(opened: Callable[[str], Any]) -> None:
    from selenium.webdriver.support.ui import Select

    page = opened(page_of(DEMO.read_bytes()))
    Select(page.find_element("id", "site")).select_by_visible_text("branches.example.com")
    page.find_element("id", "setting").send_keys("dataChannelPolicy")
    assert texts(page, "#settings code") == ["ftpServer/security/ssl/@dataChannelPolicy", "SslDeny"]
    origin = page.find_element("css selector", "#settings .origin")
    assert (origin.text, origin.get_attribute("title")) == ("site", "line 96, column 49")


def test_hostile_names_are_shown_as_text(opened: Callable[[str], Any]) -> None:
    page = opened(page_of(sites(HOSTILE)))
    for details in page.find_elements("css selector", "#rules summary"):
        details.click()
    shown = [e.get_property("textContent") for e in page.find_elements("css selector", "#rows th")]
    assert shown == list(HOSTILE)
    assert faults(page) == []
    assert page.execute_script("return document.querySelectorAll('img, iframe, script').length") == 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(opened: Callable[[str], Any], scheme: str) -> None:
    axe = pytest.importorskip("axe_core_python", reason="axe-core-python is not installed")
    script = next(Path(axe.__file__).parent.rglob("*.js")).read_text(encoding="utf-8")
    page = opened(page_of(DEMO.read_bytes()))
    page.execute_cdp_cmd(
        "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    )
    for details in page.find_elements("css selector", "#rules summary"):
        details.click()
    page.execute_script(script)
    result = page.execute_async_script("axe.run().then(arguments[arguments.length - 1])")
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    told = [(one["id"], [node["html"][:120] for node in one["nodes"]][:3]) for one in result["violations"]]
    assert told == []


def test_a_thousand_sites_and_ten_thousand_findings_open_in_two_seconds(opened: Callable[[str], Any]) -> None:
    text = page_of(sites([f"site-{number:04}.example.com" for number in range(1000)]))
    page = opened(text)
    data = json.loads(text.split('id="data">')[1].split("</script>")[0])
    assert len(data["matrix"]) == 1000
    assert sum(len(rule["findings"]) for rule in data["rules"]) >= 10_000
    ready = int(page.find_element("tag name", "html").get_attribute("data-ready"))
    assert ready < 2000, f"{ready} ms"
    assert len(texts(page, "#rules summary")) >= 4
    page.find_element("css selector", "#rules summary").click()
    assert len(page.find_elements("css selector", "#rules .findings > li")) == 100
    assert "It mends the first 50 settings" in "".join(texts(page, "#rules .body"))
    assert faults(page) == []


def test_it_prints_everything(opened: Callable[[str], Any], tmp_path: Path) -> None:
    page = opened(page_of(DEMO.read_bytes()))
    page.find_element("id", "level").send_keys("error")
    told = page.execute_script(
        "dispatchEvent(new Event('beforeprint')); return [...document.querySelectorAll('#rules details')].map((d) => d.open && d.textContent)"
    )
    assert len(told) == 6 and all("applicationHost.config:" in text for text in told)
    page.refresh()
    pdf = tmp_path / "page.pdf"
    pdf.write_bytes(base64.b64decode(page.execute_cdp_cmd("Page.printToPDF", {"printBackground": False})["data"]))
    assert pdf.read_bytes().count(b"/Type /Page\n") >= 4, "the findings are on paper, not only their titles"


def test_a_mistake_that_stops_the_whole_file_is_told_above_all(opened: Callable[[str], Any]) -> None:
    page = opened(page_of(DEMO.read_bytes()))
    (told,) = texts(page, "#obstacles p")
    assert told.endswith("that IIS cannot read past, so no site works before that is mended.")
    page = opened(page_of(sites(["a"])))
    assert not page.find_element("id", "obstacles").is_displayed()


def test_a_site_of_the_matrix_leads_to_its_settings(opened: Callable[[str], Any]) -> None:
    from selenium.webdriver.common.keys import Keys

    page = opened(page_of(DEMO.read_bytes()))
    page.find_elements("css selector", "#rows button")[2].send_keys(Keys.ENTER)
    assert page.switch_to.active_element.get_attribute("id") == "site"
    assert texts(page, "#bindings")[0].startswith("branches.example.com, bound to ")
    assert faults(page) == []


def test_several_files_each_have_their_sites_and_remedies(opened: Callable[[str], Any]) -> None:
    from selenium.webdriver.support.ui import Select

    settings = Settings(page=True)
    rules = RuleSet.load(settings)
    given = [(f"{name}/applicationHost.config", sites([f"www.{name}.example"])) for name in ("north", "south")]
    reports = tuple(lint_bytes(path, data, rules, settings).report for path, data in given)
    page = opened("".join(render(report(reports, rules.chosen, settings), "html")))
    assert texts(page, "#rows th") == [f"www.{n}.example {n}/applicationHost.config" for n in ("north", "south")]
    page.find_element("id", "filter").send_keys("south/")
    assert len(texts(page, "#rows th")) == 1
    page.find_element("css selector", "#rows button").click()
    assert texts(page, "#bindings")[0].startswith("www.south.example (south/applicationHost.config), bound to ")
    page.find_element("id", "search").send_keys("FTP105")
    page.find_element("css selector", "#rules summary").click()
    Select(page.find_element("css selector", "#rules select")).select_by_visible_text(given[1][0])
    script = page.find_element("css selector", "#rules pre[aria-label=script]").text
    assert "www.south.example" in script and "www.north.example" not in script
    assert faults(page) == []
