"""No false alarms on correct configurations, and what each change of one setting brings."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor

import pytest

from ftplint.api import lint
from tests.corpus.configurations import FOLDER, correct, to_mutate
from tests.corpus.mutate import Mutation, outcomes
from tests.corpus.samples import SAMPLES, samples_table
from tests.corpus.samples import TARGET as SAMPLES_TARGET
from tests.corpus.table import TARGET, read, table
from tests.end_to_end.run import ftplint


@pytest.mark.parametrize("name", sorted(correct()))
def test_a_correct_configuration_is_silent_at_warning_and_above(name: str) -> None:
    found = [f"{f.rule}: {f.message}" for f in lint(correct()[name]).findings if f.severity != "info"]
    assert found == []


def test_so_says_the_command_line() -> None:
    run = ftplint(*sorted(FOLDER.glob("*.config")), "--min-severity", "warning")
    assert run.returncode == 0, run.stdout
    count = len(list(FOLDER.glob("*.config")))
    assert run.stdout.startswith(f"No problems found in {count} files")


def test_infos_are_few() -> None:
    """An info that everybody gets is noise."""
    told = {name: len(lint(data).findings) for name, data in correct().items()}
    assert max(told.values()) <= 3, told
    assert sum(told.values()) <= 1.5 * len(told), told


@pytest.mark.parametrize("name", sorted(to_mutate()))
def test_what_some_changes_bring_is_in_the_reviewed_table(name: str) -> None:
    """Every fiftieth change of each configuration, other ones in each."""
    reviewed = read(TARGET.read_text(encoding="utf-8"))
    first = sorted(to_mutate()).index(name)
    found = outcomes(to_mutate()[name], slice(first, None, 50))
    assert len(found) > 3
    assert found == {mutation: reviewed[mutation, name] for mutation in found}


@pytest.mark.slow
def test_what_each_change_brings_is_the_reviewed_table() -> None:
    with ProcessPoolExecutor() as pool:
        found = dict(zip(to_mutate(), pool.map(outcomes, to_mutate().values()), strict=True))
    assert table(found) == TARGET.read_text(encoding="utf-8"), "run: python -m tests.corpus, and read the diff"


def test_prerequisites_of_certificate_logon_are_missed_by_their_rules() -> None:
    found = outcomes_of(
        "certificate-only",
        [
            ("ssl/@serverCertHash", ""),
            ("ssl/@dataChannelPolicy", "SslDeny"),
            ("sslClientCertificates/@clientCertificatePolicy", "CertIgnore"),
            ("sslClientCertificates/@useActiveDirectoryMapping", "false"),
            ("authentication/clientCertAuthentication/@enabled", "false"),
        ],
    )
    assert found == ["FTP101", "FTP104", "FTP105", "FTP106", "FTP107 FTP301"]


def outcomes_of(name: str, changes: list[tuple[str, str]]) -> list[str]:
    from lxml import etree

    from ftplint.api import RuleSet, Settings
    from tests.corpus.mutate import fired, mutated

    rules, root = RuleSet.load(Settings()), etree.fromstring(correct()[name])
    told = []
    for setting, value in changes:
        changed = mutated(root, Mutation("site", f"ftpServer/security/{setting}", value))
        assert changed is not None
        told.append(" ".join(sorted(fired(etree.tostring(changed), rules) - fired(correct()[name], rules))))
    return told


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="../shared/data/samples is not there")
def test_the_samples_of_the_documentation_get_the_reviewed_findings() -> None:
    assert samples_table() == SAMPLES_TARGET.read_text(encoding="utf-8"), (
        "run: python -m tests.corpus, and read the diff"
    )
