"""Many servers: read from anywhere, judged on one machine or many, kept as tables that can be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.faces import when_asked

if TYPE_CHECKING:
    from ftplint.fleet.cache import LIMIT, Cache, default_folder
    from ftplint.fleet.errors import FleetError
    from ftplint.fleet.model_server import Model, Permitted, read_exceptions
    from ftplint.fleet.page import fleet_page
    from ftplint.fleet.pools import ClusterPool, LocalPool, Pool
    from ftplint.fleet.query import Question, Results, Rows, ask, questions
    from ftplint.fleet.run import Fleet, Result
    from ftplint.fleet.sources import Item, Search, items
    from ftplint.fleet.tables import OF_A_RUN, TABLES, Column, Table
    from ftplint.fleet.whole_report import from_json
    from ftplint.fleet.work import Law, Task, judge_all

__all__ = [
    "LIMIT",
    "OF_A_RUN",
    "TABLES",
    "Cache",
    "ClusterPool",
    "Column",
    "Fleet",
    "FleetError",
    "Item",
    "Law",
    "LocalPool",
    "Model",
    "Permitted",
    "Pool",
    "Question",
    "Result",
    "Results",
    "Rows",
    "Search",
    "Table",
    "Task",
    "ask",
    "default_folder",
    "fleet_page",
    "from_json",
    "items",
    "judge_all",
    "questions",
    "read_exceptions",
]

_WHEN_ASKED = {
    "query": ("Question", "Results", "Rows", "ask", "questions"),
    "cache": ("Cache", "LIMIT", "default_folder"),
    "errors": ("FleetError",),
    "model_server": ("Model", "Permitted", "read_exceptions"),
    "page": ("fleet_page",),
    "pools": ("ClusterPool", "LocalPool", "Pool"),
    "run": ("Fleet", "Result"),
    "sources": ("Item", "Search", "items"),
    "tables": ("Column", "OF_A_RUN", "TABLES", "Table"),
    "whole_report": ("from_json",),
    "work": ("Law", "Task", "judge_all"),
}

if not TYPE_CHECKING:
    __getattr__ = when_asked(__name__, _WHEN_ASKED)
