"""Each fix of each rule, taken in the editor over a broken example, makes the file that ``ftplint fix`` makes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.end_to_end.run import ftplint
from tests.lsp.client import Client, applied
from tests.remedy.fixing import BROKEN

if TYPE_CHECKING:
    from pathlib import Path

LATEST = [
    (rule, example) for rule, example in (one.values for one in BROKEN) if example.version is None and not rule.optional
]
WARNED = {"unsafe": "(unsafe: ", "opens": "(opens: "}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rule", "example"), LATEST, ids=[f"{rule.id}-{number}" for number, (rule, _) in enumerate(LATEST)]
)
def test_a_fix_in_the_editor_is_that_of_the_command_line(client: Client, folder: Path, rule: Any, example: Any) -> None:
    file = folder / "applicationHost.config"
    file.write_bytes(example.text.encode())
    uri = client.open(file)
    found = [one for one in client.diagnostics(uri) if one["code"] == rule.id]
    assert found
    asked = {"textDocument": {"uri": uri}, "range": found[0]["range"], "context": {"diagnostics": []}}
    actions = {one["title"]: one for one in client.request("textDocument/codeAction", asked)}
    (title,) = (title for title in actions if title.startswith(f"Fix {rule.id}: "))
    every = next((title for title in actions if title.startswith(f"Fix every {rule.id} ")), title)
    options = [f"--{name}" for name, warning in WARNED.items() if warning in every]
    resolved = client.request("codeAction/resolve", actions[every])
    run = ftplint("fix", file, "--select", rule.id, *options, "--write")
    assert run.returncode == 0, run.stderr
    if "edit" not in resolved:
        assert file.read_bytes() == example.text.encode(), client.notification("window/showMessage")
        return
    (change,) = resolved["edit"]["documentChanges"]
    assert applied(client.texts[uri], change["edits"]).encode() == file.read_bytes()
    client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
