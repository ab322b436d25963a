"""Answers in the order of their tasks from several processes; one that dies loses nothing, and one that kills fails alone."""

from __future__ import annotations

from threading import Thread
from typing import TYPE_CHECKING

import pytest

from ftplint.fleet import LocalPool, in_order
from ftplint.fleet.in_order import InOrder, Ready
from tests.fleet.deadly import CALL, POISON, WRONG, Exchange, answers, task, work

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.fleet import Task

COUNT = 60


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_order, "BATCH", 4)
    monkeypatch.setattr(in_order, "AHEAD", 2)


def tasks(**special: bytes) -> list[Task]:
    return [task(str(number), special.get(f"n{number}", b"data %d" % number)) for number in range(COUNT)]


def run(given: list[Task | Ready] | Iterator[Task | Ready], processes: int = 2) -> list[bytes | None]:
    with LocalPool(processes) as pool:
        return answers(InOrder(pool, work, b"").run(given))


def expected(without: tuple[int, ...] = ()) -> list[bytes | None]:
    return [None if number in without else b"DATA %d" % number for number in range(COUNT)]


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("processes", [1, 3])
def test_answers_come_in_order(processes: int) -> None:
    assert run(list(tasks()), processes) == expected()


@pytest.mark.usefixtures("small")
def test_answers_that_are_ready_stand_among_the_others() -> None:
    given: list[Task | Ready] = [Ready(one, b"READY") if n % 3 == 1 else one for n, one in enumerate(tasks())]
    assert run(given) == [b"READY" if n % 3 == 1 else answer for n, answer in enumerate(expected())]


@pytest.mark.usefixtures("small")
def test_no_more_is_read_than_can_be_on_its_way() -> None:
    read = []

    def given() -> Iterator[Task]:
        for one in tasks():
            read.append(one)
            yield one

    with LocalPool(1) as pool:
        found = InOrder(pool, work, b"").run(given())
        next(found)
        assert len(read) <= 2 * 4 + 4
        assert len([*found]) == COUNT - 1


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("poisoned", [(0,), (17,), (20, 21, 59)])
def test_what_kills_its_process_fails_alone(poisoned: tuple[int, ...]) -> None:
    assert run(list(tasks(**{f"n{number}": POISON for number in poisoned}))) == expected(poisoned)


@pytest.mark.usefixtures("small")
def test_a_process_that_is_killed_loses_nothing() -> None:
    """It is killed when the 30th task has begun, which says so; when it is done once more it is left to live."""
    exchange = Exchange(deaths=1)
    thread = Thread(target=exchange.serve)
    thread.start()
    try:
        found = run(list(tasks(n30=CALL + b"%d" % exchange.port)))
    finally:
        exchange.close()
        thread.join()
    assert found[:30] + found[31:] == expected()[:30] + expected()[31:]
    assert found[30] is not None and found[30].startswith(b"CALL")
    assert (len(exchange.killed), exchange.calls) == (1, 2)


@pytest.mark.usefixtures("small")
def test_what_the_work_raises_is_raised() -> None:
    with pytest.raises(ValueError, match="wrong"):
        run(list(tasks(n9=WRONG)))


def test_a_worker_with_another_ftplint_does_not_answer() -> None:
    from ftplint.api import Settings
    from ftplint.fleet import FleetError, Law, judge_all
    from tests.fleet.judged import NOW

    law = Law.of(Settings(), NOW)._replace(stamp="another")
    with pytest.raises(FleetError, match="a worker has another ftplint"):
        judge_all(law.packed(), [task("x", b"<configuration/>")])


def test_the_threads_of_a_worker_do_not_disturb_each_other() -> None:
    from concurrent.futures import ThreadPoolExecutor

    from ftplint.api import Settings
    from ftplint.fleet import Law, judge_all
    from ftplint.rules import Selection
    from tests.fleet.judged import FINE, HALF, NOW, OPEN
    from tests.report.pages import server

    laws = [Law.of(Settings(Selection(ignore=ignored)), NOW).packed() for ignored in ((), ("FTP203",))]
    given = [[task(str(number), server({"a": (FINE, HALF, OPEN)[number % 3]}))] for number in range(12)]
    alone = [judge_all(laws[number % 2], one) for number, one in enumerate(given)]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(judge_all, laws * 6, given)) == alone


def test_rules_of_ones_own_reach_a_machine_that_does_not_have_them(tmp_path: object) -> None:
    """Their files are in the law, and so is what settings say of paths, which mean nothing there."""
    import shutil
    from pathlib import Path

    from ftplint.api import Settings
    from ftplint.fleet import Law, judge_all, work
    from ftplint.fleet.answer import unpack
    from ftplint.rules import Selection
    from tests.fleet.judged import FINE, NOW
    from tests.fleet.test_cache import own_rule
    from tests.report.pages import server

    folder = own_rule(Path(str(tmp_path)) / "rules", "error")
    law = Law.of(Settings(Selection(select=("ACME001",)), (folder,)), NOW)
    packed = law.packed()
    shutil.rmtree(folder)
    work._prepared.clear()
    (answer,) = judge_all(packed, [task("x", server({"a": FINE}))])
    assert unpack(answer).rules == {"ACME001": ("error", 1)}
