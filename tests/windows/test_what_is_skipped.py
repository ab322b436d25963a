"""The list of what does not run on Windows: each entry names tests that there are, and gives a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import on_windows

TESTS = Path(on_windows.__file__).parent
LISTS = (on_windows.LINUX, on_windows.WINE, on_windows.COSTLY)
ENTRIES = {name: why for one in LISTS for name, why in one.items()}


@pytest.mark.parametrize("name", ENTRIES)
def test_an_entry_names_tests_that_there_are(name: str) -> None:
    path, _, test = name.partition("::")
    assert (TESTS / path).exists()
    if test:
        assert f"def {test.partition('[')[0]}(" in (TESTS / path).read_text(encoding="utf-8")
    assert len(ENTRIES[name].split()) > 1


def test_no_entry_is_in_two_lists() -> None:
    assert len(ENTRIES) == sum(map(len, LISTS))


def test_an_entry_is_for_what_it_names_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(on_windows, "in_wine", lambda: True)
    assert on_windows.reason("corpus/test_corpus.py::test_x") is not None
    assert on_windows.reason("corpus_of_others/test_corpus.py::test_x") is None
    assert on_windows.reason("rules/test_matrix.py::test_x[builtin]") is not None
    assert on_windows.reason("rules/test_matrix_of_others.py::test_x") is None
    monkeypatch.setattr(on_windows, "in_wine", lambda: False)
    assert on_windows.reason("corpus/test_corpus.py::test_x") is None
