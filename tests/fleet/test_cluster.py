"""A real Dask cluster of three worker processes: the same result as here, whatever becomes of its workers."""

from __future__ import annotations

from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

from ftplint.api import Settings
from ftplint.fleet import ClusterPool, Fleet, FleetError, Law, items
from tests.end_to_end.run import ftplint
from tests.fleet.deadly import CALL, POISON, WRONG, Exchange, answers, judging, task, work
from tests.fleet.judged import FINE, HALF, NOW, OPEN, judge, tables, written
from tests.fleet.test_in_order import InOrder, expected, small, tasks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["small"]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the scheduler. A task that kills two workers is not given to a third."""
    dask = pytest.importorskip("dask", reason="dask is not installed")
    distributed = pytest.importorskip("distributed", reason="distributed is not installed")
    settings = {
        "distributed.scheduler.allowed-failures": 1,
        "distributed.comm.timeouts.connect": "120s",
        "temporary-directory": str(tmp_path_factory.mktemp("dask")),
    }
    with (
        dask.config.set(settings),
        distributed.LocalCluster(
            n_workers=3, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs="CRITICAL"
        ) as cluster,
    ):
        yield cluster.scheduler_address


def run(scheduler: str, given: list[Any]) -> list[bytes | None]:
    with ClusterPool(scheduler) as pool:
        return answers(InOrder(pool, work, b"").run(given))


@pytest.mark.usefixtures("small")
def test_answers_come_in_order(scheduler: str) -> None:
    assert run(scheduler, tasks()) == expected()


@pytest.mark.usefixtures("small")
def test_a_worker_that_is_killed_loses_nothing(scheduler: str) -> None:
    """It is killed when the 30th task has begun, which says so; Dask gives the work to another worker."""
    exchange = Exchange(deaths=1)
    thread = Thread(target=exchange.serve)
    thread.start()
    try:
        found = run(scheduler, tasks(n30=CALL + b"%d" % exchange.port))
    finally:
        exchange.close()
        thread.join()
    assert found[:30] + found[31:] == expected()[:30] + expected()[31:]
    assert found[30] is not None and found[30].startswith(b"CALL")
    assert (len(exchange.killed), exchange.calls) == (1, 2)


@pytest.mark.usefixtures("small")
def test_what_kills_its_worker_fails_alone(scheduler: str) -> None:
    assert run(scheduler, tasks(n17=POISON)) == expected((17,))


@pytest.mark.usefixtures("small")
def test_what_the_work_raises_is_raised(scheduler: str) -> None:
    with pytest.raises(ValueError, match="wrong"):
        run(scheduler, tasks(n9=WRONG))
    assert run(scheduler, [task("after", b"x")]) == [b"X"]


SERVERS = {f"web{number:02}": {"a": (FINE, HALF, OPEN)[number % 3], "b": FINE} for number in range(30)}


def test_the_tables_are_those_of_a_run_on_this_machine(scheduler: str, tmp_path: Path) -> None:
    fleet = written(tmp_path / "fleet", SERVERS)
    judge([fleet], tmp_path / "here")
    run = ftplint("fleet", fleet, "--results", tmp_path / "there", "--scheduler", scheduler, "--no-cache", cold=True)
    assert run.returncode == 1, run.stderr
    assert tables(tmp_path / "there") == tables(tmp_path / "here")


def test_a_poisoned_file_is_a_row_with_an_error_and_the_others_are_judged(scheduler: str, tmp_path: Path) -> None:
    fleet = written(tmp_path / "fleet", {**SERVERS, "web99": POISON})
    with ClusterPool(scheduler) as pool:
        judged = Fleet(Law.of(Settings(), NOW), pool, tmp_path / "r", work=judging)
        result = judged.judge(items([str(fleet)]), f"{NOW:%Y-%m-%dT%H:%M:%SZ}")
    assert result.servers == 31
    path = fleet / "web99" / "applicationHost.config"
    assert result.errors == [f"{path}: judging this file ended the process that did it, twice"]


def test_a_scheduler_that_does_not_answer_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ftplint.fleet.pools._PATIENCE", 1)
    with pytest.raises(FleetError, match="no scheduler of Dask answers"), ClusterPool("tcp://127.0.0.1:9"):
        pass
