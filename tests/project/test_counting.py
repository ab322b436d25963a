"""The counts that other tests rest on tell a linear piece of work from a quadratic one, and see every call."""

from __future__ import annotations

from functools import partial

from tests.counting import Work, calls, growth, steps


def linear(count: int) -> Work:
    return lambda: [number for number in range(count)]  # noqa: C416 - a turn of a loop each


def quadratic(count: int) -> Work:
    return lambda: [a for a in range(count) for b in range(count) if a == b]


def double(number: int) -> int:
    return 2 * number


def test_growth_tells_linear_from_quadratic() -> None:
    assert 1.9 < growth(linear, 100) < 2.1
    assert 3.9 < growth(quadratic, 20) < 4.1


def test_steps_are_the_same_every_time_and_more_for_more_work() -> None:
    assert steps(linear(1000)) == steps(linear(1000)) > steps(linear(500))


def test_calls_are_counted_in_whatever_calls_them() -> None:
    assert calls(lambda: list(map(double, range(7))), double) == {"double": 7}
    assert calls(partial(sum, (double(n) for n in range(3))), double, linear) == {"double": 3, "linear": 0}
