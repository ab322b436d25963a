"""The script as a text: what it may use, and the traps of Windows PowerShell 5.1 that can be seen without running it."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

from ftplint.collect import PARTS, RARE, USUAL, collector, names_of
from tests.collect.example import member_server
from tests.collect.nodes import tree
from tests.collect.objects import der_of
from tests.collect.used import registry_keys, strings, used
from tests.end_to_end.run import ftplint

HERE = Path(__file__).parent
SOURCE = (HERE.parents[1] / "ftplint" / "collect" / "collect.ps1").read_text(encoding="ascii")
GIVEN = collector("1", names_of("a", (HERE.parents[1] / "tests" / "demo" / "applicationHost.config").read_bytes()))
"""With the names of a file."""
ALLOWED = tomllib.loads((HERE / "allowed.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("kind", ["cmdlets", "types", "statics", "methods"])
def test_only_what_is_allowed_is_used(kind: str) -> None:
    assert used(SOURCE)[kind] | used(GIVEN)[kind] == set(ALLOWED[kind]), (
        "a new one needs a reason in allowed.toml, one that is gone leaves it"
    )


def test_only_properties_that_are_allowed_are_read() -> None:
    assert used(SOURCE)["properties"] == set(ALLOWED["properties"]) | set(ALLOWED["members"])


def test_every_reason_is_one() -> None:
    assert all(len(reason) > 2 for kind in ALLOWED.values() for reason in kind.values())


def test_cmdlets_only_read() -> None:
    """By their verbs; the four others say themselves why they are harmless."""
    reading = ("Get", "Test", "Select", "Where", "ForEach", "Sort", "Join", "Split", "ConvertFrom", "ConvertTo")
    assert {name for name in ALLOWED["cmdlets"] if name.split("-")[0] not in reading} == {"Add-Type", "Write-Host"}
    assert not re.search(r"Add-Type(?! -AssemblyName)", SOURCE), "nothing is compiled"


def test_texts_are_never_run() -> None:
    """The call operator calls blocks of the script itself; nothing is dot-sourced, nothing redirected into a file."""
    assert used(SOURCE)["called"] == {"$Block", "$values"}
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
    server.collect(collector("1", parts=PARTS), clientcertificate=["jane.cer"])
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


def test_only_texts_are_left_to_convertto_json() -> None:
    """That of 5.1 unwraps lists or writes their Count, and writes dates and enumerations as numbers."""
    assert set(re.findall(r"ConvertTo-Json [^)}\n]*", SOURCE.split("#>", 1)[1])) == {
        "ConvertTo-Json is for texts only: that of 5.1 has ways of its own for lists, dates and enumerations.",
        'ConvertTo-Json "$Value" ',
        'ConvertTo-Json "$key"',
    }


def test_dates_and_numbers_do_not_know_the_language_of_windows() -> None:
    """The format s, and what stands in a text in double quotes, are the same in every language."""
    assert "Get-Date" not in SOURCE and re.findall(r"(?<!BitConverter\]::)\bToString\([^)]*\)", SOURCE) == [
        "ToString('s')"
    ]


def test_replace_has_no_script_block() -> None:
    """It has in PowerShell 7 only."""
    assert not re.search(r"-i?c?replace '[^']*', \{", SOURCE)


def test_names_of_files_are_literal() -> None:
    """Only a certificate of a client, which is piped into Get-Item, may be given by a pattern; keys are piped, too."""
    keys = r"[\"']Cert:|'HKLM:|\"\$schannel|\$key\b"
    for line in SOURCE.splitlines():
        for command in re.findall(
            r"(?:Get-Item(?:Property)?|Get-Acl|Get-Content|Test-Path|Get-ChildItem) [^|)]*", line
        ):
            assert re.search(rf"-LiteralPath|{keys}", command) or command in ("Get-Item ", "Get-ItemProperty "), command


def test_what_every_variable_is_set_to() -> None:
    """Reading a variable that was never set is an error of the evaluator; here: those of PowerShell that are used."""
    automatic = {"_", "null", "true", "false", "matches", "executioncontext"}
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


WIDEST_LINE, LONGEST_FUNCTION = 120, 31
"""A person is to read it before running it: short, and without anything that is out of sight."""
PRINTED = {
    "ftplint collect": (collector("1"), 415, 2380),
    "ftplint collect FILE": (GIVEN, 420, 2330),
    "the template": (SOURCE, 503, 2875),
    "without parts": (collector("1", parts=()), 215, 1270),
}
"""What is printed, and how many lines and words it has at most; a word is what stands between spaces."""


@pytest.mark.parametrize("what", PRINTED)
def test_it_is_short_enough_to_be_read(what: str) -> None:
    text, lines, words = PRINTED[what]
    assert len(text.splitlines()) <= lines and len(re.sub(r"https://\S+", "", text).split()) <= words


def test_lines_and_functions_are_short() -> None:
    assert [line for line in SOURCE.splitlines() if len(line) > WIDEST_LINE] == []
    for function in re.split(r"(?m)^(?=function )", SOURCE)[1:]:
        assert len(re.split(r"(?m)^\}$", function)[0].splitlines()) < LONGEST_FUNCTION, function.split("(")[0]


def test_the_page_says_how_long_it_is() -> None:
    page = (HERE.parents[1] / "docs" / "evidence.md").read_text(encoding="utf-8")
    lines = len(collector("1").splitlines()) // 10 * 10
    assert f"some {lines} lines of at most {WIDEST_LINE} characters" in page


def test_the_table_of_contents_has_each_part_in_order() -> None:
    head = SOURCE.split("#>")[0]
    called = re.findall(r"^Add-Part '(\w+)' ", SOURCE, re.MULTILINE)
    assert called == ["config", *PARTS, "sids"]
    assert re.findall(r"^    (\w+)  +\w", head, re.MULTILINE) == called
    assert re.findall(r"^# ---- Part (\w+)[ :]", SOURCE, re.MULTILINE) == called


def test_one_function_writes_and_only_into_the_zip() -> None:
    functions = re.split(r"(?m)^(?=function |# ---- |Add-Part )", SOURCE)
    writing = [one.split("(")[0] for one in functions if re.search(r"\.(?:CreateEntry|Write|Create\w*)\(", one)]
    assert writing == ["function Add-File"]
    assert SOURCE.count("ZipFile]::Open(") == 1


BROUGHT = {"network": ["server"], "clients": ["certificates", "accounts"]}
"""Parts that others need."""


@pytest.mark.parametrize("part", PARTS)
def test_a_script_for_one_part_has_nothing_of_the_others_and_runs(part: str) -> None:
    text = collector("1", parts=[part])
    wanted = [*BROUGHT.get(part, []), part]
    assert re.findall(r"^# ---- Part (\w+)[ :]", text, re.MULTILINE) == ["config", *wanted, "sids"]
    found = member_server().collect(text)
    assert set(found["bundle.json"]["parts"]) == {"config", *wanted, "sids"}
    assert {name for name in found if name.endswith(".json")} == {
        "bundle.json",
        "sids.json",
        *(f"{one}.json" for one in wanted),
    }
    whole = member_server().collect(collector("1", parts=PARTS))
    assert found[f"{part}.json"] == whole[f"{part}.json"]


def test_what_is_rarely_wanted_is_printed_only_if_asked_for() -> None:
    usual = ftplint("collect").stdout
    for part, parameter in (("clients", "ClientCertificate"), ("log", "LogLines")):
        assert f"Add-Part '{part}'" not in usual and parameter not in usual.split("#>")[1]
        assert re.search(
            rf"^    {part} +not in this script, but in that of: ftplint collect --with {part}", usual, re.MULTILINE
        )
        printed = ftplint("collect", "--with", part).stdout
        assert f"Add-Part '{part}'" in printed and f"${parameter}" in printed and "Add-Part 'paths'" in printed
    both = ftplint("collect", "--with", "clients,log").stdout.replace("\r\n", "\n")
    assert both.replace(both[both.index("collector = ") :].split("\n")[0], "collector = 'ftplint'") == SOURCE
    assert set(RARE) | set(USUAL) == set(PARTS)


def test_parts_on_the_command_line() -> None:
    printed = ftplint("collect", "--parts", "paths, accounts").stdout
    assert "Add-Part 'paths'" in printed and "Add-Part 'tls'" not in printed
    for option in ("--parts", "--with"):
        run = ftplint("collect", option, "folders")
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


MORE = {"ConvertFrom-Json", "names"}
"""What the script uses to read names that it is given."""


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
    plain = collector("1")
    assert plain.startswith(before.rpartition("# ---- Names")[0]), "the script around the names is the same"
    reading, rest = after.split("\n\n", 1)
    assert reading == "function Read-Names { return ConvertFrom-Json $Names }" and plain.endswith(rest)
    assert re.fullmatch(r"[ -&(-~\n]*", data), "printable ASCII without an apostrophe: nothing in it ends the text"
    assert json.loads(data)["roots"] == [name.strip()]
    assert all(found <= used(plain)[kind] | MORE for kind, found in used(text).items()), "no command more"
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
    assert run.returncode == 0 and "$xml.Load(" in run.stdout and "$Names" not in run.stdout


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
    assert len(json.loads(run.stdout.replace("\r\n", "\n").split("@'\n")[1].split("\n'@")[0])["accounts"]) == 2001


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

    expanded = " ".join(strings(SOURCE)).replace("$site", names._SITE).replace("$rule", names._RULE)
    for xpath in (names.ACCOUNTS, names.ROOTS, names.DIRECTORIES, names.LOGS):
        assert xpath in expanded, xpath
    assert f"'{names.ALWAYS_ACCOUNT}'" in expanded and f"'{names.ALWAYS_LOG}'" in expanded


def test_the_page_explains_every_option_and_part() -> None:
    page = (HERE.parents[1] / "docs" / "evidence.md").read_text(encoding="utf-8")
    found = member_server().collect(collector("1", parts=PARTS))
    parameters = re.findall(r"\$(\w+)", SOURCE[SOURCE.index("param(") : SOURCE.index("\n)\n")])
    assert {"Output", "LogLines", "ClientCertificate"} <= set(parameters) - {"env"}
    for name in (one for one in parameters if one != "env"):
        assert f"`-{name}" in page, name
    for file in found:
        assert f"`{file}`" in page or f"`{file.split('/')[0]}/`" in page or file == "bundle.json", file
