"""The correct configurations: files in ``correct/``, and a hosting server that is made here since it is long."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent / "correct"
_SITE = """            <site name="{name}" id="{number}">
                <application path="/"><virtualDirectory path="/" physicalPath="E:\\hosting\\{name}" /></application>
                <bindings><binding protocol="ftp" bindingInformation="*:21:{host}" /></bindings>
            </site>
"""
_RULE = '<add accessType="Allow" users="{name}" permissions="Read, Write" />'
_LOCATION = (
    '    <location path="{name}"><system.ftpServer><security><authorization>'
    + _RULE
    + "</authorization></security></system.ftpServer></location>\n"
)


def hosting(sites: int = 200) -> bytes:
    """A hosting server: a site for each customer, told apart by host names; the one without has the certificate."""
    text = (FOLDER / "central-log.config").read_text(encoding="utf-8")
    start, end = text.index("            <site "), text.index("            <siteDefaults>")
    names = [f"customer{number:03}.example.com" for number in range(sites)]
    made = "".join(_SITE.format(name=n, number=i + 1, host=n if i else "") for i, n in enumerate(names))
    rules = "".join(_LOCATION.format(name=name) for name in names)
    head, tail = text[:start], text[end:]
    tail = tail[: tail.index("    <location ")] + rules + "</configuration>\n"
    return (head + made + tail).encode()


@lru_cache(maxsize=1)
def correct() -> dict[str, bytes]:
    """Every correct configuration by name."""
    files = {path.stem: path.read_bytes() for path in sorted(FOLDER.glob("*.config"))}
    return {**files, "hosting": hosting()}


def to_mutate() -> dict[str, bytes]:
    """The same, but for a smaller hosting server: what a change does there does not depend on the number of sites."""
    return {**correct(), "hosting": hosting(6)}
