"""Single-setting changes of a correct configuration: when the wire changes, a rule or a reviewed reason explains it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest
from lxml import etree

from ftplint.api import RuleSet, Settings, lint_bytes
from ftplint.verify.lab import Lab
from tests.corpus.mutate import mutated, mutations
from tests.verify.wire import seen

REVIEWED = {
    "ftpServer/directoryBrowse/@showFlags": "listings are meant to change",
    "ftpServer/messages/@bannerMessage": "messages are meant to be seen",
    "ftpServer/messages/@exitMessage": "messages are meant to be seen",
    "ftpServer/messages/@greetingMessage": "messages are meant to be seen",
    "ftpServer/security/authentication/basicAuthentication/@defaultLogonDomain": "which domains there are is not in the file",
    "ftpServer/security/ssl/@controlChannelPolicy": "clear text beside certificate logon alone lets nobody in",
    "ftpServer/security/ssl/@serverCertStoreName": "which stores the server has is not in the file; --certificates tells",
    "ftpServer/security/sslClientCertificates/@clientCertificatePolicy": "asking for certificates, or requiring them, is a choice",
    "system.ftpServer/security/authentication/denyByFailure/@enabled": "cutting off guessers is what it is for",
}
BASES = ("certificate", "password")


def findings(text: str, rules: RuleSet) -> set[str]:
    return {finding.rule for finding in lint_bytes("file", text.encode(), rules, Settings()).report.findings}


class Seen(NamedTuple):
    """How many changes were *played*, the settings whose change was seen on the wire, and what nothing explains."""

    played: int
    needed: set[str]
    unexplained: list[str]


def changes_of_the_wire(folder: Path, chosen: slice) -> Seen:
    """Plays the *chosen* changes of each base that no rule speaks of."""
    lab, rules = Lab(), RuleSet.load(Settings())
    lab.write(folder)
    played, needed, unexplained = 0, set(), []
    for name in BASES:
        text = Path(__file__).with_name(f"correct-{name}.config").read_text(encoding="utf-8")
        base, known = seen(text, lab, folder), findings(text, rules)
        assert any(line.startswith("< 226") for line in base[name]), "the base does not work"
        root = etree.fromstring(text.encode())
        for mutation in [mutation for mutation in mutations() if mutation.level != "siteDefaults"][chosen]:
            tree = mutated(root, mutation)
            if tree is None:
                continue
            changed = etree.tostring(tree, encoding="unicode")
            if findings(changed, rules) - known:
                continue
            played += 1
            now = seen(changed, lab, folder)
            if now == base:
                continue
            needed.add(mutation.setting)
            if mutation.setting not in REVIEWED:
                clients = [client for client in now if now[client] != base.get(client)]
                unexplained.append(f"{name}: {mutation.setting} = {mutation.value!r} changes what {clients} see")
    return Seen(played, needed, unexplained)


def test_some_changes_of_the_wire_are_explained(tmp_path: Path) -> None:
    """Every tenth."""
    found = changes_of_the_wire(tmp_path, slice(3, None, 10))
    assert not found.unexplained, "\n".join(found.unexplained)
    assert found.played > 20


@pytest.mark.slow
def test_every_change_of_the_wire_is_explained(tmp_path: Path) -> None:
    found = changes_of_the_wire(tmp_path, slice(None))
    assert not found.unexplained, "\n".join(found.unexplained)
    assert found.played > 300
    assert set(REVIEWED) == found.needed, "reviewed, but no change of the wire needs it"
