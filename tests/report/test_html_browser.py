"""The page in a real browser: filterable, usable by keyboard, free of faults, quick, and fit for paper."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ftplint.report.plain_text import plain
from ftplint.rules import Selection
from tests.report.pages import DEMO, HOSTILE, page_of, pages_of, server, sites

if TYPE_CHECKING:
    from collections.abc import Callable


SHUT = ("SslRequire", "SslRequire", "", "basic", "")
FINE = ("SslRequire", "SslRequire", "ab" * 20, "basic", "")


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
    assert texts(page, "#rows th button") == ["branches.example.com"]
    assert texts(page, "#matched")[0].startswith("1 of 5 FTP sites shown")
    assert texts(page, "#bindings")[0].startswith("branches.example.com, bound to ")
    page.find_element(By.ID, "clear").click()
    assert len(texts(page, "#rows tr")) == 5
    page.find_element(By.ID, "search").send_keys("FTP105")
    assert texts(page, "#rows th button") == ["suppliers.example.com"], "the sites that the rule found"
    page.find_element(By.ID, "clear").click()
    page.find_element(By.ID, "level").send_keys("warning")
    assert set(texts(page, "#rules .badge")) == {"warning"}
    page.find_element(By.ID, "clear").click()
    page.find_element(By.CSS_SELECTOR, "#heads button").send_keys(Keys.ENTER)
    assert texts(page, "#rows th button") == sorted(texts(page, "#rows th button"))
    page.find_element(By.CSS_SELECTOR, "#heads button").send_keys(Keys.ENTER)
    assert texts(page, "#rows th button") == sorted(texts(page, "#rows th button"), reverse=True)
    assert page.find_element(By.CSS_SELECTOR, "#heads th").get_attribute("aria-sort") == "descending"
    assert faults(page) == []


def test_filters_stand_in_the_address(opened: Callable[[str], Any]) -> None:
    from selenium.webdriver.support.ui import WebDriverWait

    page = opened(page_of(DEMO.read_bytes()))
    page.find_element("id", "filter").send_keys("suppliers")
    page.find_element("id", "level").send_keys("error")
    WebDriverWait(page, 60, 0.05).until(lambda _: page.current_url.endswith("#site=suppliers&severity=error"))
    page.refresh()
    assert texts(page, "#rows th button") == ["suppliers.example.com"]
    assert page.find_element("id", "filter").get_attribute("value") == "suppliers"
    assert set(texts(page, "#rules .badge")) == {"error"}
    page.execute_script("location.hash = '#FTP203'")
    WebDriverWait(page, 60, 0.05).until(lambda _: texts(page, "#rules strong")[:1] == ["FTP203"])
    assert texts(page, "#rules mark"), "the findings of a rule that is linked to are open"
    assert page.find_element("id", "filter").get_attribute("value") == ""
    assert faults(page) == []


def test_a_link_that_is_followed_while_a_filter_is_written_into_the_address_counts(
    opened: Callable[[str], Any],
) -> None:
    from selenium.webdriver.support.ui import WebDriverWait

    page = opened(page_of(DEMO.read_bytes()))
    page.execute_script(
        "const field = document.getElementById('filter'), own = window.setTimeout; let write;"
        "window.setTimeout = (what) => { write = what; return 0; };"
        "field.value = 'suppliers'; field.dispatchEvent(new Event('input')); window.setTimeout = own;"
        "location.hash = '#FTP203'; write();"  # due before the browser has told the page of the link
    )
    WebDriverWait(page, 60, 0.05).until(lambda _: texts(page, "#rules strong")[:1] == ["FTP203"])
    assert faults(page) == []


def test_the_verdict_stands_above_the_sites_and_these_above_the_findings(opened: Callable[[str], Any]) -> None:
    page = opened(page_of(DEMO.read_bytes()))
    parts = ["#verdict", "#rows", "#rules", "#logon-rows", "#settings", "#about"]
    tops = [page.find_element("css selector", part).rect["y"] for part in parts]
    assert tops == sorted(tops)
    assert texts(page, "#verdict .headline") == ["No FTP site works, because IIS cannot use the file."]
    assert page.find_elements("css selector", "td.yes") == [], "no green where nothing works"
    unused = page.find_elements("css selector", "#logon-rows tr")[3:]
    assert [[cell.text for cell in row.find_elements("css selector", "td")] for row in unused] == [["not used"] * 2] * 2


def test_a_finding_shows_its_line_and_its_remedy(opened: Callable[[str], Any]) -> None:
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys
    from selenium.webdriver.support.ui import WebDriverWait

    page = opened(page_of(DEMO.read_bytes()))
    page.find_element(By.ID, "search").send_keys("FTP104")
    (summary,) = page.find_elements(By.CSS_SELECTOR, "#rules summary")
    summary.send_keys(Keys.ENTER)
    assert texts(page, "#rules mark") == ["SslDeny"]
    numbers = [line.get_attribute("data-number") for line in page.find_elements(By.CSS_SELECTOR, "#rules .line")]
    assert numbers == ["95", "96", "97"]
    assert texts(page, "#rules button[aria-pressed]") == ["AppCmd", "PowerShell", "C#", "VB.NET", "JScript", "VBScript"]
    powershell = page.find_elements(By.CSS_SELECTOR, "#rules button[aria-pressed]")[1]
    powershell.click()
    script = page.find_element(By.CSS_SELECTOR, "#rules pre[role=region]").text
    assert "Set-WebConfigurationProperty" in script and "dataChannelPolicy" in script
    copy = next(button for button in page.find_elements(By.CSS_SELECTOR, "#rules button") if button.text == "Copy")
    copy.click()
    WebDriverWait(page, 60, 0.02).until(lambda _: copy.text == "Copied")
    field = page.find_element(By.ID, "filter")
    field.send_keys(Keys.CONTROL, "v")
    assert "Set-WebConfigurationProperty" in field.get_attribute("value")
    assert faults(page) == []


def test_the_settings_of_a_site_say_where_they_are_from(opened: Callable[[str], Any]) -> None:
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.keys import Keys
    from selenium.webdriver.support.ui import Select

    page = opened(page_of(DEMO.read_bytes()))
    Select(page.find_element("id", "site")).select_by_visible_text("branches.example.com")
    page.find_element("id", "setting").send_keys("dataChannelPolicy")
    assert texts(page, "#settings code") == ["ftpServer/security/ssl/@dataChannelPolicy", "SslDeny"]
    origin = page.find_element("css selector", "#settings .origin")
    assert origin.text == "site"
    tip = page.find_element("id", "tip")
    assert not tip.is_displayed()
    page.execute_script("arguments[0].focus()", origin)
    assert tip.text == "Written on the site itself: applicationHost.config, line 96, column 49"
    origin.send_keys(Keys.ESCAPE)
    assert not tip.is_displayed()
    ActionChains(page).move_to_element(origin).perform()
    assert tip.is_displayed()
    assert faults(page) == []


def test_hostile_names_are_shown_as_text(opened: Callable[[str], Any]) -> None:
    page = opened(page_of(sites(HOSTILE)))
    for details in page.find_elements("css selector", "#rules summary"):
        details.click()
    shown = [e.get_property("textContent") for e in page.find_elements("css selector", "#rows th button")]
    assert sorted(shown) == sorted(plain(name) for name in HOSTILE)
    assert "\u202e" not in page.find_element("tag name", "body").text
    assert faults(page) == []
    assert page.execute_script("return document.querySelectorAll('img, iframe, script').length") == 2


def test_no_name_makes_the_page_wider_than_its_window(opened: Callable[[str], Any]) -> None:
    page = opened(page_of(sites([*HOSTILE, ""])))
    for summary in page.find_elements("css selector", "#rules summary"):
        summary.click()
    for width in (360, 400, 800, 1400):
        size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
        page.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        assert page.execute_script("return document.documentElement.scrollWidth") <= width
    page.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    assert "(no name)" in texts(page, "#rows th button")


def test_all_sites_are_one_stop_of_the_tab_key(opened: Callable[[str], Any]) -> None:
    from selenium.webdriver.common.keys import Keys

    page = opened(page_of(DEMO.read_bytes()))
    names = texts(page, "#rows th button")
    page.find_element("css selector", "#rows button").send_keys(Keys.ARROW_DOWN)
    assert page.switch_to.active_element.text == names[1]
    page.switch_to.active_element.send_keys(Keys.END)
    assert page.switch_to.active_element.text == names[-1]
    page.switch_to.active_element.send_keys(Keys.ARROW_DOWN, Keys.TAB)
    assert page.switch_to.active_element.get_attribute("id") == "all", "the last site has no finding to link to"
    page.find_element("css selector", "#rows button[tabindex='0']").send_keys(Keys.HOME)
    assert page.switch_to.active_element.text == names[0]


def test_what_is_lacking_is_thinner_in_the_charts(opened: Callable[[str], Any]) -> None:
    page = opened(page_of(server({"a": SHUT, "b": FINE})))
    bars = page.find_elements("css selector", "#totals svg")
    assert [r.get_attribute("height") for r in bars[1].find_elements("css selector", "rect")] == ["4", "10"]


def test_findings_of_one_site_can_be_looked_for(opened: Callable[[str], Any]) -> None:
    page = opened(page_of(DEMO.read_bytes()))
    page.find_element("id", "search").send_keys("archive.example")
    assert texts(page, "#found") == ["3 of 11 findings by 3 rules"]
    page.find_element("css selector", "#FTP419 summary").click()
    assert texts(page, "#FTP419 .findings > li > p")[0].startswith("Each of 2 sites lets users log in")
    page.find_element("id", "filter").send_keys("scanner.example")
    assert texts(page, "#found") == ["2 of 11 findings by 2 rules"], "a finding on several sites is one of each"


def test_a_consequence_stands_behind_its_cause_and_each_leads_to_the_other(opened: Callable[[str], Any]) -> None:
    page = opened(page_of(server({"a": FINE}).replace(b"serverCertHash", b"serverCertHahs")))
    for rule in ("FTP011", "FTP201"):
        page.find_element("css selector", f"#{rule} summary").click()
    assert texts(page, "#FTP201 li.behind > p")[0].startswith("Because of FTP011 at applicationHost.config:")
    (brought,) = texts(page, "#FTP011 .brings li")
    assert brought.startswith("FTP201 Site 'a' requires TLS")
    page.find_element("css selector", "#FTP201 li.behind a").click()
    assert texts(page, "#found")[0].endswith("by 1 rule")
    assert faults(page) == []


def fleet() -> str:
    """Two servers under a profile, with a suppression."""
    silent = b"<!-- ftplint: ignore-site FTP213 moves in May --><ftpServer"
    files = {"north/applicationHost.config": server({"a": SHUT}).replace(b"<ftpServer", silent, 1)}
    files["south/applicationHost.config"] = server({"b": FINE, "c": ("SslAllow", "SslAllow", "ab" * 20, "basic", "")})
    return pages_of(files, selection=Selection(profile="cis-iis10"))


def test_a_profile_has_a_sheet_of_its_controls(opened: Callable[[str], Any]) -> None:
    page = opened(fleet())
    assert texts(page, "#controls-title") == ["Controls of cis-iis10"]
    assert texts(page, "#controls tbody th") == ["6.1", "6.2"]
    assert "failed on 1 server. south: c" in texts(page, "#controls td")[2]
    assert texts(page, "#limits") == ["Not everything was asked for: the rules of the profile cis-iis10."]
    assert faults(page) == []


@pytest.mark.parametrize("text", [page_of(DEMO.read_bytes()), fleet()], ids=["one", "many"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(opened: Callable[[str], Any], scheme: str, text: str) -> None:
    axe = pytest.importorskip("axe_core_python", reason="axe-core-python is not installed")
    script = next(Path(axe.__file__).parent.rglob("*.js")).read_text(encoding="utf-8")
    page = opened(text)
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


def test_of_many_sites_and_ten_thousand_findings_little_is_drawn_at_first(opened: Callable[[str], Any]) -> None:
    """So that it opens at once; `make bench` says in how many milliseconds."""
    text = page_of(sites([f"site-{number:04}.example.com" for number in range(1500)]))
    page = opened(text)
    data = json.loads(text.split('id="data">')[1].split("</script>")[0])
    assert len(data["rows"]) == 1500
    assert sum(len(rule["findings"]) for rule in data["rules"]) >= 10_000
    drawn = page.execute_script("return document.querySelectorAll('#rules *').length")
    assert drawn < 1_000, f"{drawn} elements for ten thousand findings"
    assert len(texts(page, "#rules summary")) >= 4
    page.find_element("css selector", "#FTP204 summary").click()
    assert len(page.find_elements("css selector", "#rules .findings > li")) == 100
    assert "It sets the first 50 settings" in "".join(texts(page, "#rules .body"))
    assert faults(page) == []


def test_it_prints_everything(opened: Callable[[str], Any], tmp_path: Path) -> None:
    page = opened(page_of(DEMO.read_bytes()))
    page.find_element("id", "level").send_keys("error")
    told = page.execute_script(
        "dispatchEvent(new Event('beforeprint')); return [...document.querySelectorAll('#rules details')].map((d) => d.open && d.textContent)"
    )
    assert len(told) == 7 and all("applicationHost.config:" in text for text in told)
    page.refresh()
    pdf = tmp_path / "page.pdf"
    pdf.write_bytes(base64.b64decode(page.execute_cdp_cmd("Page.printToPDF", {"printBackground": False})["data"]))
    assert pdf.read_bytes().count(b"/Type /Page\n") >= 4, "the findings are on paper, not only their titles"


def test_a_mistake_that_stops_the_whole_file_is_told_above_all(opened: Callable[[str], Any]) -> None:
    page = opened(page_of(DEMO.read_bytes()))
    (told,) = texts(page, "#obstacles p")
    assert told.endswith("that IIS cannot read past, so no site works until that is fixed.")
    page = opened(page_of(server({"a": FINE})))
    assert texts(page, "#verdict p") == ["The FTP site has no errors or warnings."]
    assert not page.find_element("id", "obstacles").is_displayed()


def test_a_name_shows_what_belongs_to_its_site_and_again_shows_all(opened: Callable[[str], Any]) -> None:
    from selenium.webdriver.common.keys import Keys

    page = opened(page_of(server({"a": SHUT, "ab": FINE})))
    page.find_elements("css selector", "#rows th button")[0].send_keys(Keys.ENTER)
    assert texts(page, "#rows th button") == ["a"], "exactly this one"
    assert texts(page, "#bindings")[0].startswith("a, bound to ")
    page.find_elements("css selector", "#rows th button")[0].send_keys(Keys.ENTER)
    assert texts(page, "#rows th button") == ["a", "ab"]
    assert faults(page) == []


def test_several_servers_each_have_their_sites_and_remedies(opened: Callable[[str], Any]) -> None:
    from selenium.webdriver.support.ui import Select

    paths = ("north/applicationHost.config", "south/applicationHost.config")
    page = opened(pages_of({path: sites([f"www.{path[:5]}.example"]) for path in paths}))
    assert texts(page, "#servers-rows th") == ["north", "south"]
    assert texts(page, "#servers-foot th") == ["2 servers"]
    assert [texts(page, "#servers-foot td")[0]] == ["2"]
    assert texts(page, "#rows th") == [f"www.{n}.example\n{n}" for n in ("north", "south")]
    page.find_element("id", "search").send_keys("FTP105")
    page.find_element("css selector", "#rules summary").click()
    Select(page.find_element("css selector", "#rules select")).select_by_visible_text("south")
    script = page.find_element("css selector", "#rules pre[role=region]").text
    assert "www.south.example" in script and "www.north.example" not in script
    page.find_elements("css selector", "#servers-rows button")[1].click()
    assert texts(page, "#servers-rows th") == ["south"]
    assert len(texts(page, "#rows th")) == 1
    assert texts(page, "#bindings")[0].startswith("www.south.example (south), bound to ")
    assert faults(page) == []


def test_of_many_servers_few_are_drawn_until_more_are_asked_for(opened: Callable[[str], Any]) -> None:
    page = opened(pages_of({f"s{number:03}/applicationHost.config": server({"a": SHUT}) for number in range(60)}))
    assert len(page.find_elements("css selector", "#servers-rows tr")) == 25
    page.find_element("id", "servers-more").click()
    assert len(page.find_elements("css selector", "#servers-rows tr")) == 60
    page.execute_script("dispatchEvent(new Event('beforeprint'))")
    assert len(page.find_elements("css selector", "#rows tr")) == 60
    assert "The settings of 60 sites are not printed" in texts(page, "#printed")[0]
    assert faults(page) == []


def test_a_probe_stands_beside_its_file(opened: Callable[[str], Any]) -> None:
    """What the file says, what the server does, what differs first; without a probe there is no such part."""
    from ftplint.api import lint
    from ftplint.judging import Comparison
    from ftplint.report import render

    result = lint(DEMO, name="demo")
    plainly = opened(result.to("html"))
    assert not plainly.find_element("id", "probed-part").is_displayed()
    rows = [
        Comparison("a at h:21", "CCC", "differs", "SslRequire", "<b>200</b>"),
        *(Comparison("a at h:21", f"fact {number}", "agrees", "x", "y") for number in range(150)),
    ]
    page = opened("".join(render(result._replace(probed=tuple(rows)), "html")))
    assert texts(page, "#probed-said") == ["1 fact differs, 150 agree, 0 could not be seen."]
    assert texts(page, "#probed tr:first-child td") == ["CCC", "SslRequire", "<b>200</b>", "differs"]
    assert len(texts(page, "#probed tr")) == 100
    page.find_element("css selector", "#probed-part .more").click()
    assert len(texts(page, "#probed tr")) == 151
    assert faults(page) == []
