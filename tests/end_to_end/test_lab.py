"""``ftplint serve --lab``: the printed command of curl meets the reply that is printed beside it; the lab says what it is."""

from __future__ import annotations

import itertools
import re
import shlex
import shutil
import subprocess
from typing import TYPE_CHECKING, NamedTuple

import pytest

from ftplint.verify.lab import CLIENTS, EXAMPLE_THUMBPRINT, PASSWORD
from tests.end_to_end.run import ROOT
from tests.end_to_end.test_serve import serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DEMO = ROOT / "tests" / "demo" / "applicationHost.config"
CERTIFICATE = f'serverCertHash="{EXAMPLE_THUMBPRINT}"'
MAPPED = '<sslClientCertificates clientCertificatePolicy="CertAllow" useActiveDirectoryMapping="true"/>'
SITES = {
    # name: (binding, <ssl> and more, methods)
    "password": ("*:21:", f"<ssl {CERTIFICATE}/>", ("basic",)),
    "certificate": ("*:2121:", f"<ssl {CERTIFICATE}/>{MAPPED}", ("clientCert",)),
    "unmapped": ("*:2122:", f"<ssl {CERTIFICATE}/>", ("clientCert",)),
    "both": ("*:2123:", f"<ssl {CERTIFICATE}/>", ("clientCert", "basic")),
    "anonymous": ("*:2124:", '<ssl controlChannelPolicy="SslAllow" dataChannelPolicy="SslAllow"/>', ("anonymous",)),
    "implicit": ("*:990:", f"<ssl {CERTIFICATE}/>", ("basic",)),
    "no certificate": ("*:2125:", "", ("basic",)),
    "open files": ("*:2126:", f'<ssl {CERTIFICATE} dataChannelPolicy="SslDeny"/>', ("basic",)),
    "no method": ("*:2127:", f"<ssl {CERTIFICATE}/>", ()),
    "isolated": ("*:2128:", f"<ssl {CERTIFICATE}/>", ("basic",)),
    "hosted": (
        "*:2129:ftp.example.com",
        '<ssl controlChannelPolicy="SslAllow" dataChannelPolicy="SslAllow"/>',
        ("basic",),
    ),
    "forbidden": ("*:2130:", f"<ssl {CERTIFICATE}/>", ("basic",)),
    "jane alone": ("*:2131:", f"<ssl {CERTIFICATE}/>", ("basic",)),
    "quoted 'name' $(id)": ("*:2132:", f"<ssl {CERTIFICATE}/>", ("basic",)),
}
RULES = {"forbidden": "bob", "jane alone": "jane"}


def configuration() -> str:
    sites = locations = ""
    for number, (name, (binding, security, methods)) in enumerate(SITES.items(), 1):
        on = "".join(f'<{method}Authentication enabled="true"/>' for method in methods)
        isolation = '<userIsolation mode="IsolateAllDirectories"/>' if name == "isolated" else ""
        sites += (
            f'<site name="{name}" id="{number}"><application path="/"><virtualDirectory path="/" '
            f'physicalPath="D:\\ftp\\{number}"/></application><bindings><binding protocol="ftp" '
            f'bindingInformation="{binding}"/></bindings><ftpServer><security>{security}'
            f"<authentication>{on}</authentication></security>{isolation}</ftpServer></site>\n"
        )
        users = RULES.get(name, "*")
        locations += (
            f'<location path="{name}"><system.ftpServer><security><authorization><add accessType="Allow" '
            f'users="{users}" permissions="Read"/></authorization></security></system.ftpServer></location>\n'
        )
    return (
        "<configuration><system.applicationHost><sites>" + sites + "</sites></system.applicationHost>" + locations
    ) + "</configuration>"


class Tried(NamedTuple):
    site: str
    method: str
    expected: str
    command: str


def tried(lines: list[str]) -> dict[str, Tried]:
    found = {}
    for line, command in itertools.pairwise(lines):
        match = re.fullmatch(r"ftplint: try (.*) by (.*), expected: (?:a listing|refused), (.*)", line)
        if match is not None:
            found[match[1]] = Tried(match[1], match[2], match[3], command.strip())
    return found


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, dict[str, Tried]]]:
    folder = tmp_path_factory.mktemp("served")
    path = folder / "applicationHost.config"
    path.write_text(configuration(), encoding="utf-8")
    with serving(path, "--lab", folder / "the lab") as server:
        yield folder / "the lab", tried(server.lines)


def decisive(command: str) -> str:
    """The last reply that curl sees before it says goodbye."""
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    assert command.startswith("curl ")
    words = shlex.split(command)
    run = subprocess.run([*words, "-v", "-sS", "--max-time", "60"], capture_output=True, text=True, check=False)
    replies = [line[2:].strip() for line in run.stderr.splitlines() if re.match(r"< \d{3} (?!.*221)", line)]
    assert (run.returncode == 0) == replies[-1].startswith("226"), run.stderr
    return replies[-1]


@pytest.mark.parametrize("site", SITES)
def test_the_printed_command_meets_the_printed_reply(lab: tuple[Path, dict[str, Tried]], site: str) -> None:
    one = lab[1][site]
    assert decisive(one.command) == one.expected


def test_the_method_is_one_that_gets_in(lab: tuple[Path, dict[str, Tried]]) -> None:
    _, found = lab
    ways = {name: (one.method, one.expected[:3]) for name, one in found.items()}
    assert ways["password"] == ways["implicit"] == ways["hosted"] == ways["isolated"] == ("password", "226")
    assert ways["certificate"] == ("client certificate", "226")
    assert ways["unmapped"] == ("client certificate", "530")
    assert ways["both"] == ("password", "226")
    assert ways["anonymous"] == ("anonymous logon", "226")
    assert ways["forbidden"] == ways["no method"] == ("password", "530")
    assert ways["no certificate"] == ("password", "534")
    assert "-u jane:" in found["jane alone"].command and "-u 'ftp.example.com|alice:" in found["hosted"].command


def test_the_lab_has_a_readme_that_names_every_file_and_every_command(lab: tuple[Path, dict[str, Tried]]) -> None:
    folder, found = lab
    text = (folder / "README.md").read_text(encoding="utf-8")
    files = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    assert len(files) == len(CLIENTS) + 5
    assert [name for name in files if f"`{name}`" not in text and name != "README.md"] == []
    assert PASSWORD in text
    assert [one.site for one in found.values() if one.command not in text or one.expected not in text] == []


def test_the_demo_says_what_each_of_its_sites_does(tmp_path: Path) -> None:
    with serving(DEMO, "--anyway", "--lab", tmp_path / "lab") as server:
        found = tried(server.lines)
        assert len(found) == 5
        assert found["partners.example.com"].expected == "226 Transfer complete."
        assert found["suppliers.example.com"].expected.startswith("534 Local policy on server")
        assert {one.site: decisive(one.command) for one in found.values()} == {
            one.site: one.expected for one in found.values()
        }


def test_with_evidence_of_your_own_there_is_no_rehearsal_but_a_readme(tmp_path: Path) -> None:
    with serving(DEMO, "--anyway", "--lab", tmp_path / "lab"):
        pass
    ldif = tmp_path / "lab" / "directory.ldif"
    with serving(DEMO, "--anyway", "--lab", tmp_path / "lab", "--directory", ldif) as server:
        assert tried(server.lines) == {}
        assert "## Try it" not in (tmp_path / "lab" / "README.md").read_text(encoding="utf-8")
