"""``ftplint fix`` from the outside: what it shows, writes and refuses, and what it leaves as it is."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ftplint.verify.lab import Lab
from tests.configuration.builder import site
from tests.end_to_end.run import ROOT, findings, ftplint

DEMO = ROOT / "tests/demo/applicationHost.config"
THUMBPRINT = "0123456789ABCDEF0123456789abcdef01234567"
BAD = '<ftpServer><messages greetingMessage="Hello %UserName%" expandVariables="false"/></ftpServer>'
GOOD = 'expandVariables="true"'


def server(*sites: str) -> str:
    return f"<configuration>\n  <system.applicationHost>\n    <sites>\n{''.join(sites)}\n    </sites>\n  </system.applicationHost>\n</configuration>\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "applicationHost.config"
    sites = (site(name, BAD, number).replace(f"*:21:{name}", f"*:210{number}:") for number, name in enumerate("ab", 1))
    path.write_text(server(*sites))
    return path


def rules(path: Path | str, *arguments: str) -> set[tuple[str, str]]:
    """The rules that fire, by site."""
    return {(one["rule"], name) for one in findings(path, *arguments) for name in one["affected_sites"] or [""]}


def test_the_diff_can_be_applied_and_says_so_in_its_exit_code(file: Path) -> None:
    before = file.read_bytes()
    run = ftplint("fix", file.name, cwd=file.parent)
    assert run.returncode == 1 and file.read_bytes() == before
    assert run.stdout == ftplint("fix", file.name, "--diff", cwd=file.parent).stdout
    if shutil.which("patch"):
        subprocess.run(
            ["patch", "-p0"], input=run.stdout.encode(), check=True, cwd=file.parent, stdout=subprocess.DEVNULL
        )
    else:
        ftplint("fix", "--write", file)
    assert file.read_bytes().decode() == before.decode().replace('expandVariables="false"', GOOD)
    again = ftplint("fix", file)
    assert (again.returncode, again.stdout) == (0, "")


def test_write(file: Path) -> None:
    file.chmod(0o640)
    before = file.read_text()
    run = ftplint("fix", "--write", file, "--backup", f"{file}.old")
    assert run.returncode == 0
    assert "FTP805: site 'a': ftpServer/messages/@expandVariables = true" in run.stdout
    assert file.read_text() == before.replace('expandVariables="false"', GOOD)
    assert Path(f"{file}.old").read_text() == before
    assert file.stat().st_mode & 0o777 == 0o640
    again = ftplint("fix", "--write", file, "--backup", f"{file}.old")  # nothing to do: no backup is needed
    assert again.returncode == 0 and "nothing to change" in again.stderr
    assert sorted(one.name for one in file.parent.iterdir()) == ["applicationHost.config", "applicationHost.config.old"]


def test_what_cannot_be_written(file: Path) -> None:
    before = file.read_bytes()
    Path(f"{file}.old").write_text("precious")
    run = ftplint("fix", "--write", file, "--backup", f"{file}.old")
    assert run.returncode == 2 and "the backup is there already; nothing was changed" in run.stderr
    file.chmod(0o444)
    run = ftplint("fix", "--write", file)
    assert run.returncode == 2 and "read-only; nothing was changed" in run.stderr
    assert file.read_bytes() == before and Path(f"{file}.old").read_text() == "precious"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["no.config"], "No such file"),
        (["-", "--only"], "--only goes with --enable"),
        (["-", "--backup", "x"], "--backup goes with --write and a file"),
        (["-", "--write", "--backup", "x"], "--backup goes with --write and a file"),
        (["-", "--certificate", "12"], "no thumbprint"),
        (["-", "--select", "FTP9999"], "FTP9999"),
        (["-", "--enable", "client-certificates"], "takes one --site"),
        (["-", "--enable", "client-certificates", "--site", "none"], "no FTP site 'none'"),
        (["-", "--enable", "client-certificates", "--site", "a"], "names no server certificate"),
        (["-", "--diff", "--write"], "not allowed with"),
    ],
)
def test_what_is_refused(arguments: list[str], told: str, file: Path) -> None:
    run = ftplint("fix", *arguments, stdin=file.read_bytes(), cwd=file.parent)
    assert run.returncode == 2 and told in run.stderr


def test_standard_input(file: Path) -> None:
    data = b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n")
    command = [sys.executable, "-m", "ftplint", "fix", "--write", "-"]
    run = subprocess.run(command, input=data, capture_output=True, check=True, cwd=ROOT)
    assert run.stdout == data.replace(b'expandVariables="false"', GOOD.encode())
    shown = ftplint("fix", "-", stdin=data)
    assert shown.returncode == 1 and "--- <stdin>" in shown.stdout


@pytest.mark.parametrize("data", [b"", b"<a", b"\xff\xfe\x00", b"<!DOCTYPE x><x/>", b"<x/>"])
def test_what_is_no_configuration_comes_out_as_it_went_in(data: bytes) -> None:
    run = ftplint("fix", "-", stdin=data)
    assert (run.returncode, run.stdout) == (0, "") and "stays" in run.stderr


def test_only_what_is_selected_and_not_silenced(file: Path) -> None:
    text = file.read_text()
    assert ftplint("fix", file, "--ignore", "FTP805").returncode == 0
    assert ftplint("fix", file, "--select", "FTP106").returncode == 0
    assert ftplint("fix", file, "--select", "message-variables-not-expanded").returncode == 1
    file.write_text(text.replace("<ftpServer>", "\n<!-- ftplint: ignore FTP805 so it shall be -->\n<ftpServer>", 1))
    run = ftplint("fix", file)
    assert run.stdout.count(GOOD) == 1
    (file.parent / "ftplint.toml").write_text('ignore = ["FTP805"]\n')
    assert ftplint("fix", file.name, cwd=file.parent).returncode == 0
    assert ftplint("fix", file.name, "--isolated", cwd=file.parent).returncode == 1


def test_one_site_only(file: Path) -> None:
    shared = server(
        site("a", "", 1), site("b", "", 2).replace("*:21:b", "*:2102:"), f"<siteDefaults>{BAD}</siteDefaults>"
    )
    file.write_text(shared)
    run = ftplint("fix", "--write", file, "--site", "B")
    assert run.returncode == 0 and "site 'b'" in run.stdout
    assert BAD in file.read_text()
    assert {name for rule, name in rules(file) if rule == "FTP805"} == {"a"}
    file.write_text(shared)
    assert ftplint("fix", "--write", file, "--at", "site").returncode == 0
    assert BAD in file.read_text() and file.read_text().count(GOOD) == 2
    file.write_text(shared)
    assert ftplint("fix", "--write", file, "--at", "origin", "--site", "b").returncode == 0
    assert file.read_text() == shared.replace('expandVariables="false"', GOOD)


def test_unsafe_fixes_only_when_asked_for() -> None:
    safe, unsafe = ftplint("fix", DEMO), ftplint("fix", DEMO, "--unsafe")
    assert safe.returncode == unsafe.returncode == 1
    added = [set(re.findall(r"^\+ .*", run.stdout, re.MULTILINE)) for run in (safe, unsafe)]
    assert 'useActiveDirectoryMapping="true"' in safe.stdout
    assert added[0] != added[1] and "--unsafe applies it" in safe.stderr and "--unsafe applies it" not in unsafe.stderr


BOTH = '<ftpServer><security><ssl serverCertHash="a909502dd82ae41433e6f83886b00d4277a32a7b"/><sslClientCertificates clientCertificatePolicy="CertRequire"/><authentication><basicAuthentication enabled="true"/><clientCertAuthentication enabled="true"/></authentication></security></ftpServer>'


def one(inner: str, more: str = "") -> str:
    return server(site("a", inner).replace("*:21:a", "*:21:") + more)


@pytest.mark.parametrize("options", [[], ["--unsafe"]])
def test_what_opens_is_never_implied(options: list[str], file: Path) -> None:
    """The mapping of certificates takes the second factor away: nobody gets that without asking for it."""
    file.write_text(one(BOTH))
    run = ftplint("fix", file, *options)
    assert (run.returncode, run.stdout) == (0, "")
    assert re.search(r":\d+: FTP106 \[a\] stays: opens: .* with any password; --opens applies it", run.stderr)
    opened = ftplint("fix", file, "--opens")
    assert opened.returncode == 1 and 'useActiveDirectoryMapping="true"' in opened.stdout


def test_a_fix_that_opens_and_locks_asks_for_both(file: Path) -> None:
    file.write_text(one(BOTH.replace('clientCertificatePolicy="CertRequire"', 'useActiveDirectoryMapping="true"')))
    for options, lacking in ([], "--opens --unsafe"), (["--opens"], "--unsafe"), (["--unsafe"], "--opens"):
        run = ftplint("fix", file, *options)
        assert run.stdout == "" and f"; {lacking} applies it" in run.stderr
    assert 'clientCertificatePolicy="CertAllow"' in ftplint("fix", file, "--opens", "--unsafe").stdout


def test_all_rules_judge_whatever_is_selected(file: Path) -> None:
    """Anonymous logon is the only method: without it nobody can log in, and FTP301 says so, selected or not."""
    file.write_text(
        one(
            '<ftpServer><security><authentication><anonymousAuthentication enabled="true"/></authentication></security></ftpServer>'
        )
    )
    run = ftplint("fix", file, "--select", "FTP309", "--unsafe")
    assert (run.returncode, run.stdout) == (0, "")
    assert "FTP309 [a] stays: the fix would bring FTP301 (error), which is as bad or worse" in run.stderr


def test_something_milder_does_not_keep_a_fix_back(file: Path) -> None:
    logon = '<ftpServer><security><ssl serverCertHash="a909502dd82ae41433e6f83886b00d4277a32a7b"/><sslClientCertificates validationFlags="CertNoUsageCheck"/><authentication><clientCertAuthentication enabled="true"/></authentication></security></ftpServer>'
    file.write_text(one(logon))
    run = ftplint("fix", "--write", file)
    text = file.read_text()
    assert 'clientCertificatePolicy="CertAllow"' in text and 'useActiveDirectoryMapping="true"' in text
    assert "FTP112 [a], which other fixes uncovered, stays: manual:" in run.stderr


@pytest.mark.parametrize(
    ("inner", "options", "wanted", "named"),
    [
        ('<ftpServer><connections maxConnections="0"/><messages maxClientsMessage="Full"/></ftpServer>', ["--opens"], "4294967295", "FTP806"),
        ('<ftpServer><security><ssl serverCertHash="a909502dd82ae41433e6f83886b00d4277a32a7b" controlChannelPolicy="SslRequireCredentialsOnly" dataChannelPolicy="SslDeny"/><sslClientCertificates clientCertificatePolicy="CertRequire" useActiveDirectoryMapping="true"/><authentication><clientCertAuthentication enabled="true"/></authentication></security></ftpServer>', ["--unsafe"], 'dataChannelPolicy="SslRequire"', ""),
        ('<ftpServer><security><ssl controlChannelPolicy="SslAllow" dataChannelPolicy="SslAllow"/><authentication><basicAuthentication enabled="true"/></authentication></security></ftpServer>', ["--unsafe", "--certificate", THUMBPRINT], 'controlChannelPolicy="SslRequire" dataChannelPolicy="SslRequire"', ""),
        ('<ftpServer><logFile enabled="false" localTimeRollover="true"/></ftpServer>', ["--unsafe"], 'enabled="true"', ""),
    ],
)  # fmt: skip
def test_one_run_is_enough(inner: str, options: list[str], wanted: str, named: str, file: Path) -> None:
    file.write_text(one(inner))
    run = ftplint("fix", "--write", file, *options)
    text = file.read_text()
    assert wanted in text, run.stderr
    assert named in run.stderr
    again = ftplint("fix", "--write", file, *options)
    assert file.read_text() == text and "nothing to change" in again.stderr
    assert {name for name, _ in rules(file)} <= set(re.findall(r"FTP\d+", run.stderr)) | {
        found["rule"] for found in findings(file) if found["severity"] == "info"
    }


def test_port_990_gets_its_certificate_and_what_that_uncovers_is_fixed_too(file: Path) -> None:
    inner = '<ftpServer><security><ssl controlChannelPolicy="SslAllow" dataChannelPolicy="SslAllow"/><authentication><basicAuthentication enabled="true"/></authentication></security></ftpServer>'
    file.write_text(server(site("a", inner).replace("*:21:a", "*:990:")))
    ftplint("fix", "--write", file, "--unsafe", "--certificate", THUMBPRINT)
    assert not {"FTP203", "FTP209", "FTP210", "FTP204"} & {rule for rule, _ in rules(file)}


def test_a_number_for_a_name(file: Path) -> None:
    entry = '<location path="a"><system.ftpServer><security><authorization><add accessType="0" users="*" permissions="1"/></authorization></security></system.ftpServer></location>'
    text = one(
        '<ftpServer><security><ssl serverCertHash="'
        + THUMBPRINT
        + '" controlChannelPolicy="1"/></security></ftpServer>'
    )
    file.write_text(text.replace("</system.applicationHost>", f"</system.applicationHost>{entry}"))
    run = ftplint("fix", "--write", file)
    assert run.returncode == 0
    assert 'controlChannelPolicy="SslRequire"' in file.read_text()
    assert 'accessType="Allow" users="*" permissions="Read"' in file.read_text()
    file.write_text(text.replace('controlChannelPolicy="1"', 'controlChannelPolicy="7"'))
    assert "FTP013 [a] stays: manual: Write the name instead of the number" in ftplint("fix", file).stderr


def test_many_that_stay_are_counted(file: Path) -> None:
    ports = "".join(site(f"s{n}", NEEDS, n).replace(f"*:21:s{n}", f"*:{3000 + n}:") for n in range(1, 41))
    file.write_text(server(ports))
    run = ftplint("fix", file)
    assert re.search(r":\d+: FTP201 stays here and at 39 other places: manual: .* --certificate THUMBPRINT", run.stderr)
    assert run.stderr.count("FTP201") == 1
    assert "120 manual" in run.stderr.splitlines()[-1]  # FTP301 and FTP401 too
    assert len(run.stderr.splitlines()) == 4
    every = ftplint("fix", file, "-v").stderr
    assert every.count("FTP201 [s") == 40 and re.search(r":\d+: FTP201 \[s7\] stays", every)


def test_a_line_is_that_of_the_file_as_the_user_has_it(file: Path) -> None:
    text = one(BAD.replace("<messages", "<!--\n\n\n--><messages"), site("b", NEEDS, 2).replace("*:21:b", "*:2102:"))
    file.write_text(text)
    number = next(n for n, line in enumerate(text.splitlines(), 1) if 'controlChannelPolicy="SslRequire"' in line)
    assert f"{file}:{number}: FTP201 [b] stays" in ftplint("fix", file, "-v").stderr


def test_a_site_that_is_not_there(file: Path) -> None:
    run = ftplint("fix", file, "--site", "typo")
    assert run.returncode == 2 and "there is no FTP site 'typo'; the FTP sites are: 'a', 'b'" in run.stderr


def test_info_with_a_fix_is_named(file: Path) -> None:
    file.write_text(one('<ftpServer><logFile localTimeRollover="true"/></ftpServer>'))
    assert re.search(r"\d+ info findings? with a fix: --select .*FTP821", ftplint("fix", file, "--unsafe").stderr)


def test_the_demo_file_is_fixed_as_far_as_it_can_be(tmp_path: Path) -> None:
    """What stays is manual; nothing is new; the second run has nothing to do."""
    file = tmp_path / "applicationHost.config"
    shutil.copy(DEMO, file)
    before = rules(file)
    run = ftplint("fix", "--write", "--unsafe", "--certificate", THUMBPRINT, file)
    after = rules(file)
    assert after < before
    told = set(re.findall(r"(FTP\d+) (?:\[.*\] )?stays", run.stderr))
    grave = {one["rule"] for one in findings(file) if one["severity"] != "info"}
    assert grave <= told
    again = file.read_bytes()
    ftplint("fix", "--write", "--unsafe", "--certificate", THUMBPRINT, file)
    assert file.read_bytes() == again


def test_the_diff_holds_no_secret(file: Path) -> None:
    secret = (
        '<system.ftpServer><serviceIsolation/></system.ftpServer><!-- password="hunter2" --><x password="hunter2"/>'
    )
    file.write_text(
        file.read_text().replace(
            "</ftpServer>", f'<customFeatures><add password="hunter2"/></customFeatures></ftpServer>{secret}'
        )
    )
    assert "hunter2" not in ftplint("fix", file).stdout


NEEDS = '<ftpServer><security><ssl controlChannelPolicy="SslRequire" dataChannelPolicy="SslRequire"/></security></ftpServer>'


def test_a_certificate_that_a_person_names(file: Path) -> None:
    file.write_text(server(site("a", NEEDS).replace("*:21:a", "*:21:")))
    assert any(rule == "FTP201" for rule, _ in rules(file))
    run = ftplint("fix", file)
    assert run.returncode == 0 and "; --certificate THUMBPRINT does it" in run.stderr
    spoken = "\u200e" + " ".join(re.findall("..", THUMBPRINT))
    run = ftplint("fix", "--write", file, "--certificate", spoken)
    assert run.returncode == 0 and f"@serverCertHash = {THUMBPRINT.upper()}" in run.stdout
    assert f'serverCertHash="{THUMBPRINT.upper()}"' in file.read_text()
    assert not any(rule == "FTP201" for rule, _ in rules(file))


def pem(issued) -> bytes:  # type: ignore[no-untyped-def]
    return bytes(issued.pem())


def test_a_certificate_from_the_evidence_if_exactly_one_fits(file: Path, tmp_path: Path) -> None:
    lab, other = Lab(), Lab()
    store = tmp_path / "store"
    store.mkdir()
    file.write_text(server(site("a", NEEDS).replace("*:21:a", "*:21:")))
    (store / "client.pem").write_bytes(pem(next(iter(lab.clients.values())).issued))
    run = ftplint("fix", file, "--certificates", store)
    assert (run.returncode, run.stdout) == (0, ""), "a client's certificate is none for a server"
    (store / "one.pem").write_bytes(pem(lab.server))
    run = ftplint("fix", file, "--certificates", store)
    assert run.returncode == 1 and f'serverCertHash="{lab.thumbprint.upper()}"' in run.stdout
    (store / "two.pem").write_bytes(pem(other.server))
    run = ftplint("fix", file, "--certificates", store)
    assert run.returncode == 0 and "--certificate THUMBPRINT does it" in run.stderr
    run = ftplint("fix", file, "--certificates", store, "--certificate", other.thumbprint)
    assert run.returncode == 1 and other.thumbprint.upper() in run.stdout


def test_an_expired_certificate_does_not_fit(file: Path, tmp_path: Path) -> None:
    past = Lab(datetime.now(UTC) - timedelta(days=20_000))
    store = tmp_path / "store"
    store.mkdir()
    (store / "one.pem").write_bytes(pem(past.server))
    file.write_text(server(site("a", NEEDS).replace("*:21:a", "*:21:")))
    run = ftplint("fix", file, "--certificates", store)
    assert run.returncode == 0 and "--certificate THUMBPRINT does it" in run.stderr


LOGON = {f"FTP10{number}" for number in range(1, 7)}


@pytest.mark.parametrize("only", [False, True])
@pytest.mark.parametrize(
    "inner",
    [
        "",
        "<ftpServer/>",
        NEEDS,
        '<ftpServer><security><ssl dataChannelPolicy="SslDeny"/><authentication><basicAuthentication enabled="true"/><anonymousAuthentication enabled="true"/></authentication></security></ftpServer>',
        '<ftpServer><security><authentication><clientCertAuthentication enabled="true"/></authentication></security></ftpServer>',
    ],
)
def test_a_site_turned_over_to_certificate_logon(inner: str, only: bool, file: Path) -> None:
    other = site("b", NEEDS, 2).replace("*:21:b", "*:2102:")
    file.write_text(server(site("a b", inner, 1), other))
    arguments = [
        "--enable",
        "client-certificates",
        "--site",
        "A B",
        "--certificate",
        THUMBPRINT,
        *(["--only"] if only else []),
    ]
    run = ftplint("fix", "--write", file, *arguments)
    assert run.returncode == 0, run.stderr
    text = file.read_text()
    assert other in text
    assert not {rule for rule, name in rules(file) if name == "a b"} & LOGON
    assert text.count("CertRequire" if only else "CertAllow") == 1
    own = text.split('name="a b"')[1].split("</site>")[0]
    assert f'serverCertHash="{THUMBPRINT.upper()}"' in own and 'useActiveDirectoryMapping="true"' in own
    if only:
        assert not re.search(r'(basic|anonymous)Authentication enabled="true"', own)
    again = ftplint("fix", "--write", file, *arguments)
    assert again.returncode == 0 and file.read_text() == text
