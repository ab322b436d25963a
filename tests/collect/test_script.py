"""The script as a text: what it may use, and the traps of Windows PowerShell 5.1 that can be seen without running it."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

from ftplint.collect import PARTS, collector, names_of
from tests.collect.example import member_server
from tests.collect.nodes import tree
from tests.collect.objects import der_of
from tests.collect.used import registry_keys, strings, used
from tests.end_to_end.run import ftplint

HERE = Path(__file__).parent
SOURCE = (HERE.parents[1] / "ftplint" / "collect" / "collect.ps1").read_text(encoding="ascii")
ALLOWED = tomllib.loads((HERE / "allowed.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("kind", ["cmdlets", "types", "statics", "methods"])
def test_only_what_is_allowed_is_used(kind: str) -> None:
    assert used(SOURCE)[kind] == set(ALLOWED[kind]), (
        "a new one needs a reason in allowed.toml, one that is gone leaves it"
    )


def test_only_properties_that_are_allowed_are_read() -> None:
    assert used(SOURCE)["properties"] == set(ALLOWED["properties"]) | set(ALLOWED["members"])


def test_every_reason_is_one() -> None:
    assert all(len(reason) > 2 for kind in ALLOWED.values() for reason in kind.values())


def test_cmdlets_only_read() -> None:
    """By their verbs; the four others say themselves why they are harmless."""
    reading = ("Get", "Test", "Select", "Where", "ForEach", "Sort", "Join", "Split", "ConvertFrom")
    assert {name for name in ALLOWED["cmdlets"] if name.split("-")[0] not in reading} == {"Add-Type", "Write-Host"}
    assert not re.search(r"Add-Type(?! -AssemblyName)", SOURCE), "nothing is compiled"


def test_texts_are_never_run() -> None:
    """The call operator calls blocks of the script itself; nothing is dot-sourced, nothing redirected into a file."""
    assert used(SOURCE)["called"] == {"$Block", "$stars", "$values"}
    root = tree(SOURCE)
    kinds = {node.type for node in _walk(root)}
    assert not kinds & {"redirection", "redirections", "class_statement", "inlinescript_statement"}
    assert [node.text for node in _walk(root) if node.type == "command_invokation_operator" and node.text != b"&"] == []


def _walk(node):  # type: ignore[no-untyped-def]
    yield node
    for child in node.children:
        yield from _walk(child)


def test_only_these_keys_of_the_registry_are_read() -> None:
    assert registry_keys(SOURCE) == set(ALLOWED["registry"])


def test_only_these_attributes_of_the_directory_are_read() -> None:
    server = member_server()
    server.files["jane.cer"] = der_of("jane")
    server.collect(collector("1"), clientcertificate=["jane.cer"])
    assert server.loaded == set(ALLOWED["directory"])


def test_private_keys_and_passwords_are_not_asked_for() -> None:
    words = "Export|ToXmlString|PrivateKey\\b|ExportPkcs|SecureString|Credential|unicodePwd|userPassword|AdmPwd|supplementalCredentials|Invoke-|WebClient|WebRequest|Start-"
    found = [line for line in SOURCE.split("#>", 1)[1].splitlines() if re.search(words, line)]
    assert all(re.search(r"GetRSAPrivateKey|GetECDsaPrivateKey|HasPrivateKey|\$secret = ", line) for line in found), (
        found
    )


def test_every_list_stays_a_list() -> None:
    """No value of a hashtable and no variable is an if or a loop: one element would come out bare, none as nothing."""
    for node in _walk(tree(SOURCE)):
        if node.type in ("hash_entry", "assignment_expression"):
            value = node.named_children[-1] if node.named_children[-1].type != "comment" else node.named_children[-2]
            text = value.text.decode()
            assert not re.match(r"(if|foreach|while|switch|for)\b", text), text
            if node.type == "hash_entry" and "|" in re.sub(r"'[^']*'|\"[^\"]*\"", "", text):
                assert text.startswith(("@(", '"', "{", "Get-Known ")), f"a pipeline without @( ): {text}"


def test_json_is_not_left_to_convertto_json() -> None:
    """That of 5.1 cuts at depth 2 unless told otherwise, unwraps, and writes dates as numbers."""
    assert "ConvertTo-Json" not in used(SOURCE)["cmdlets"]


def test_dates_and_numbers_do_not_know_the_language_of_windows() -> None:
    assert "Get-Date" not in SOURCE and SOURCE.count('.ToString("') == 1
    assert not re.search(r"\.ToString\(\"[^\"]*\"\)", SOURCE), "a format without a culture"


def test_replace_has_no_script_block() -> None:
    """It has in PowerShell 7 only."""
    assert not re.search(r"-i?c?replace '[^']*', \{", SOURCE)


def test_names_of_files_are_literal() -> None:
    """Only a certificate of a client, which is piped into Get-Item, may be given by a pattern."""
    for line in SOURCE.splitlines():
        for command in re.findall(r"(?:Get-Item|Get-Acl|Get-Content|Test-Path|Get-ChildItem) [^|)]*", line):
            assert re.search(r"-LiteralPath|[\"']Cert:", command), command


def test_what_every_variable_is_set_to() -> None:
    """Reading a variable that was never set is an error of the evaluator; here: those of PowerShell that are used."""
    automatic = {"_", "null", "true", "false", "matches", "psversiontable", "executioncontext"}
    assert automatic <= used(SOURCE)["variables"]
    assert not used(SOURCE)["variables"] & {
        "input",
        "args",
        "host",
        "profile",
        "error",
        "switch",
        "pid",
        "home",
        "pwd",
        "this",
    }


def test_the_script_is_ascii_and_says_where_facts_are_from() -> None:
    assert SOURCE.isascii() and "\t" not in SOURCE and not re.search(r" \n", SOURCE)
    assert len(re.findall(r"https://(?:learn|support)\.microsoft\.com/", SOURCE)) >= 6


MOST_LINES, WIDEST_LINE, LONGEST_FUNCTION = 545, 120, 31
"""A person is to read it before running it: short, and without anything that is out of sight."""
MOST_LINES_WITHOUT_PARTS = 262


def test_it_is_short_enough_to_be_read() -> None:
    lines = SOURCE.splitlines()
    assert len(lines) <= MOST_LINES
    assert [line for line in lines if len(line) > WIDEST_LINE] == []
    for function in re.split(r"(?m)^(?=function )", SOURCE)[1:]:
        assert len(re.split(r"(?m)^\}$", function)[0].splitlines()) < LONGEST_FUNCTION, function.split("(")[0]
    assert len(collector("1", parts=[]).splitlines()) <= MOST_LINES_WITHOUT_PARTS


def test_the_page_says_how_long_it_is() -> None:
    page = (HERE.parents[1] / "docs" / "evidence.md").read_text(encoding="utf-8")
    assert f"some {len(SOURCE.splitlines()) // 10 * 10} lines of at most {WIDEST_LINE} characters" in page


def test_the_table_of_contents_has_each_part_in_order() -> None:
    head = SOURCE.split("#>")[0]
    called = re.findall(r"^Add-Part '(\w+)' ", SOURCE, re.MULTILINE)
    assert called == ["config", *PARTS, "sids"]
    assert re.findall(r"^    (\w+)  +\w", head, re.MULTILINE) == called
    assert re.findall(r"^# ---- Part (\w+): ", SOURCE, re.MULTILINE) == list(PARTS)


def test_one_function_writes_and_only_into_the_zip() -> None:
    functions = re.split(r"(?m)^(?=function |# ---- |Add-Part )", SOURCE)
    writing = [one.split("(")[0] for one in functions if re.search(r"\.(?:CreateEntry|Write|Create\w*)\(", one)]
    assert writing == ["function Add-File"]
    assert SOURCE.count("ZipFile]::Open(") == 1


@pytest.mark.parametrize("part", PARTS)
def test_a_script_for_one_part_has_nothing_of_the_others_and_runs(part: str) -> None:
    text = collector("1", parts=[part])
    assert re.findall(r"^# ---- Part (\w+): ", text, re.MULTILINE) == [part]
    found = member_server().collect(text, log=True)
    asked = [name for name, one in found["bundle.json"]["parts"].items() if one["asked"]]
    assert asked == ["config", part, "sids"] and set(found["bundle.json"]["parts"]) == {"config", *PARTS, "sids"}
    assert {name for name in found if name.endswith(".json")} == {"bundle.json", "sids.json", f"{part}.json"}
    assert found[f"{part}.json"] == member_server().collect(collector("1"), log=True)[f"{part}.json"]


def test_parts_on_the_command_line() -> None:
    printed = ftplint("collect", "--parts", "paths, accounts").stdout
    assert "Add-Part 'paths'" in printed and "Add-Part 'tls'" not in printed
    run = ftplint("collect", "--parts", "folders")
    assert (run.returncode, "there is no part 'folders'" in run.stderr) == (2, True)
    run = ftplint("collect", "--parts", "paths", "accounts")  # what PowerShell makes of paths,accounts
    assert (run.returncode, "accounts is a part; put the list in quotes" in run.stderr) == (2, True)


HOSTILE = [
    "'; Remove-Item C:\\ -Recurse; '",
    "$(Remove-Item C:\\)",
    "`$(x)",
    "'@\nRemove-Item C:\\\n@'",
    "'@\r\nRemove-Item C:\\\r\n$x = @'",
    "\u2018\u2019\u201a\u201b; Remove-Item C:\\",
    '"; Remove-Item C:\\; "',
    "#> Remove-Item <#",
    "\u202e\u2028\u2029\x7f\u0085",
    "\\u0027@\\n",
    "</script>",
]


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_a_name_can_never_run(name: str) -> None:
    from xml.sax.saxutils import quoteattr

    quoted = quoteattr(name, {"\n": "&#10;", "\r": "&#13;"})
    config = f"""<configuration><system.applicationHost><sites><site name={quoted} id="1">
      <application path="/"><virtualDirectory path="/" physicalPath={quoted}/></application>
      <bindings><binding protocol="ftp" bindingInformation={quoted}/></bindings></site></sites></system.applicationHost>
      <system.ftpServer><security><authorization><add users={quoted}/></authorization></security></system.ftpServer></configuration>"""
    names = names_of("a", config.encode())
    assert names.roots == (name.strip(),)
    text = collector("1", names)
    before, data = text.split("$Names = @'\n")
    data, after = data.split("\n'@\n", 1)
    plain_before, plain_after = collector("1").split("$Names = ''\n")
    assert (before, after) == (plain_before, plain_after), "the script around the names is the same, byte for byte"
    assert re.fullmatch(r"[ -&(-~\n]*", data), "printable ASCII without an apostrophe: nothing in it ends the text"
    assert json.loads(data)["roots"] == [name.strip()]
    assert used(text) == used(collector("1")), "no command more"
    server = member_server()
    server.files["c:\\windows\\system32\\inetsrv\\config\\applicationhost.config"] = config.encode()
    found = server.collect(text)
    assert found["paths.json"]["paths"][0]["path"] == name.strip()


def test_a_file_for_windows_powershell(tmp_path: Path) -> None:
    """With a byte-order mark and CRLF; on standard output neither."""
    file = tmp_path / "collect.ps1"
    run = ftplint("collect", "tests/demo/applicationHost.config", "--output", file, cwd=HERE.parents[1])
    assert (run.returncode, run.stdout) == (0, "") and "ExecutionPolicy Bypass" in run.stderr
    data = file.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf<#\r\n") and data.count(b"\n") == data.count(b"\r\n")
    printed = ftplint("collect", "tests/demo/applicationHost.config", cwd=HERE.parents[1])
    assert printed.stdout.replace("\r\n", "\n") == data.decode("utf-8-sig").replace("\r\n", "\n")
    assert '"D:\\\\ftp\\\\partners"' in printed.stdout


def test_without_a_file_the_script_reads_the_names_itself() -> None:
    run = ftplint("collect")
    assert run.returncode == 0 and "$Names = ''\n" in run.stdout.replace("\r\n", "\n")


def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "applicationHost.config").write_text("<configuration>")
    run = ftplint("collect", tmp_path)
    assert run.returncode == 2 and run.stdout == "" and "not a file that can be read as XML" in run.stderr
    assert ftplint("collect", tmp_path / "none.config").returncode == 2


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    run = ftplint("collect", "--output", tmp_path / "no" / "collect.ps1")
    assert run.returncode == 2 and list(tmp_path.iterdir()) == []


def test_more_names_than_the_script_asks_about_are_said(tmp_path: Path) -> None:
    users = ",".join(f"u{number}" for number in range(2003))
    (tmp_path / "applicationHost.config").write_text(
        f'<configuration><system.ftpServer><security><authorization><add users="{users}"/></authorization></security></system.ftpServer></configuration>'
    )
    run = ftplint("collect", tmp_path)
    assert run.returncode == 0 and "3 names are more than the script asks about" in run.stderr
    assert len(json.loads(run.stdout.replace("\r\n", "\n").split("@'\n")[1].split("\n'@")[0])["accounts"]) == 2000


def test_names_too_long_for_windows_powershell_are_refused(tmp_path: Path) -> None:
    users = ",".join(f"{number}{'u' * 1100}" for number in range(1900))
    (tmp_path / "applicationHost.config").write_text(
        f'<configuration><system.ftpServer><security><authorization><add users="{users}"/></authorization></security></system.ftpServer></configuration>'
    )
    run = ftplint("collect", tmp_path, "--output", tmp_path / "collect.ps1")
    assert (
        run.returncode == 2
        and "print the script without a file" in run.stderr
        and not (tmp_path / "collect.ps1").exists()
    )


def test_the_xpaths_of_the_script_are_those_of_the_command() -> None:
    from ftplint.collect import names

    expanded = " ".join(strings(SOURCE)).replace("$site", names._SITE)
    for xpath in (
        names.LISTS,
        names.ACCOUNTS,
        names.ROOTS,
        names.DIRECTORIES,
        names.LOGS,
        names.BINDINGS,
        names.RANGES,
    ):
        assert xpath in expanded, xpath


def test_the_page_explains_every_option_and_part() -> None:
    page = (HERE.parents[1] / "docs" / "evidence.md").read_text(encoding="utf-8")
    found = member_server().collect(collector("1"), log=True)
    parameters = re.findall(r"\$(\w+)", SOURCE[SOURCE.index("param(") : SOURCE.index("\n)\n")])
    assert {"Output", "Log", "NoAccounts"} <= set(parameters) - {"env"}
    for name in (one for one in parameters if one != "env"):
        assert f"`-{name}" in page, name
    for file in found:
        assert f"`{file}`" in page or f"`{file.split('/')[0]}/`" in page or file == "bundle.json", file
