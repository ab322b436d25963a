"""Rules are judged in two ways, by how many sites there are; what is found must be the same."""

from __future__ import annotations

import pytest

from ftplint.judging import evaluate

AS_MANY = ("test_which_findings", "test_what_findings_say", "test_each_site_alone")
"""Here a few sites are judged as if they were many; all other tests judge them in one go."""


@pytest.fixture(autouse=True)
def as_if_sites_were_many(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Judges any number of sites as many in the tests of some modules."""
    if request.module.__name__.rpartition(".")[2] in AS_MANY:
        monkeypatch.setattr(evaluate, "FEW", 0)
