"""What other programs read of the repository: the action, the Dockerfile, the hooks name what exists.

No container engine and no runner of GitHub is at hand: the Dockerfile is not built, the action is not run.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import yaml

from ftplint.cli.arguments import command_parser

ROOT = Path(__file__).resolve().parents[2]


def test_the_action_calls_options_that_exist() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    steps = action["runs"]["steps"]
    known = command_parser("check").format_help()
    for option in re.findall(r"(?<![\w-])--[a-z-]+", steps[-1]["run"]):
        assert option in known, option
    for name in re.findall(r"inputs\.(\w+)", str(steps)):
        assert name in action["inputs"]


def test_the_dockerfile_copies_what_a_wheel_is_made_of() -> None:
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    copied = {name for line in lines if line.startswith("COPY") for name in line.split()[1:-1]}
    assert all((ROOT / name).exists() for name in copied)
    assert {"pyproject.toml", "README.md", "LICENSE", "ftplint", "rules", "schemas"} <= copied


def test_the_hooks_call_commands_that_exist() -> None:
    for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")):
        program, command, *options = shlex.split(hook["entry"])
        assert program == "ftplint"
        command_parser(command).parse_args(
            [*options, *hook.get("args", []), "applicationHost.config"][: len(options) + 1]
        )
