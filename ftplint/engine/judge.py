"""All that rules find in one file, before anything is silenced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.engine.evaluate import judge_problems, judge_server, judge_sites

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ftplint.engine.draft import Draft
    from ftplint.engine.rule import Rule
    from ftplint.engine.understand import Understood


def judge(understood: Understood, rules: Sequence[Rule]) -> list[Draft]:
    """The drafts of all findings by *rules*: on the file, on its sites, on the server."""
    drafts = list(judge_problems(understood.problems, rules))
    if understood.configuration is not None:
        drafts.extend(judge_sites(understood.configuration, rules))
        drafts.extend(judge_server(understood.configuration, rules))
    return drafts
