"""The golden table: which rule fires when one setting of a correct configuration is changed."""

from __future__ import annotations

import re
from ast import literal_eval
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.corpus.mutate import Mutation

TARGET = Path(__file__).with_name("mutations.golden.txt")
_HEAD = """\
# Which rules fire when one setting of a correct configuration is changed. Written by `python -m tests.corpus`; read the diff.
# level setting = values -> rules that fire newly (-rule: no longer) : configurations (all: every one that is mutated)
"""


def table(found: Mapping[str, Mapping[Mutation, str]]) -> str:
    """The table of the outcomes *found*, by name of configuration: values with the same outcomes share a line."""
    return _HEAD + "".join(_lines(found))


def _lines(found: Mapping[str, Mapping[Mutation, str]]) -> Iterator[str]:
    by_setting: dict[tuple[str, str], dict[tuple[tuple[str, tuple[str, ...]], ...], list[str]]] = {}
    for mutation in dict.fromkeys(mutation for outcomes in found.values() for mutation in outcomes):
        by_outcome: dict[str, list[str]] = {}
        for name, outcomes in found.items():
            if mutation in outcomes:
                by_outcome.setdefault(outcomes[mutation], []).append(name)
        told = tuple((rules, tuple(names)) for rules, names in sorted(by_outcome.items()))
        shown = "(removed)" if mutation.value is None else repr(mutation.value)
        by_setting.setdefault((mutation.level, mutation.setting), {}).setdefault(told, []).append(shown)
    for (level, setting), groups in by_setting.items():
        for told, shown_values in groups.items():
            for rules, names in told:
                where = "all" if len(names) == len(found) else " ".join(names)
                yield f"{level} {setting} = {', '.join(shown_values)} -> {rules or '(nothing)'} : {where}\n"


def read(text: str) -> dict[tuple[Mutation, str], str]:
    """The outcomes of a *text* of ``table``, by mutation and name of configuration."""
    from tests.corpus.configurations import to_mutate
    from tests.corpus.mutate import Mutation

    found: dict[tuple[Mutation, str], str] = {}
    for line in text.removeprefix(_HEAD).splitlines():
        change, told = line.rsplit(" -> ", 1)
        rules, names = told.rsplit(" : ", 1)
        level, setting, shown = re.fullmatch(r"(\S+) (.+?) = (.*)", change).groups()  # type: ignore[union-attr]
        for value in re.findall(r"\(removed\)|'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"", shown):
            mutation = Mutation(level, setting, None if value == "(removed)" else literal_eval(value))
            for name in to_mutate() if names == "all" else names.split():
                found[mutation, name] = "" if rules == "(nothing)" else rules
    return found
