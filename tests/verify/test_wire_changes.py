"""Single-setting changes of a correct configuration: when the wire changes, a rule or a reviewed reason explains it."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from ftplint.api import RuleSet, Settings, lint_bytes
from ftplint.verify.lab import Lab
from tests.corpus.mutate import mutated, mutations
from tests.verify.wire import seen

REVIEWED = {
    "ftpServer/@serverAutoStart": "a site that an administrator starts by hand is a choice",
    "ftpServer/directoryBrowse/@showFlags": "listings are meant to change",
    "ftpServer/messages/@bannerMessage": "messages are meant to be seen",
    "ftpServer/messages/@exitMessage": "messages are meant to be seen",
    "ftpServer/messages/@greetingMessage": "messages are meant to be seen",
    "ftpServer/security/ssl/@controlChannelPolicy": "clear text beside certificate logon alone lets nobody in",
    "ftpServer/security/ssl/@serverCertStoreName": "which stores the server has is not in the file; --certificates tells",
    "ftpServer/security/sslClientCertificates/@clientCertificatePolicy": "asking for certificates, or requiring them, is a choice",
    "system.ftpServer/security/authentication/denyByFailure/@enabled": "cutting off guessers is what it is for",
    "system.ftpServer/security/requestFiltering/requestLimits/@maxAllowedContentLength": "a limit is meant to refuse",
}
BASES = ("certificate", "password")


def findings(text: str, rules: RuleSet) -> set[str]:
    return {finding.rule for finding in lint_bytes("file", text.encode(), rules, Settings()).report.findings}


@pytest.mark.slow
def test_every_change_of_the_wire_is_explained(tmp_path: Path) -> None:
    lab, rules = Lab(), RuleSet.load(Settings())
    lab.write(tmp_path)
    played, needed, unexplained = 0, set(), []
    for name in BASES:
        text = Path(__file__).with_name(f"correct-{name}.config").read_text(encoding="utf-8")
        base, known = seen(text, lab, tmp_path), findings(text, rules)
        assert any(line.startswith("< 226") for line in base[name]), "the base does not work"
        root = etree.fromstring(text.encode())
        for mutation in mutations():
            tree = mutated(root, mutation) if mutation.level != "siteDefaults" else None
            if tree is None:
                continue
            changed = etree.tostring(tree, encoding="unicode")
            if findings(changed, rules) - known:
                continue
            played += 1
            now = seen(changed, lab, tmp_path)
            if now == base:
                continue
            needed.add(mutation.setting)
            if mutation.setting not in REVIEWED:
                clients = [client for client in now if now[client] != base.get(client)]
                unexplained.append(f"{name}: {mutation.setting} = {mutation.value!r} changes what {clients} see")
    assert not unexplained, "\n".join(unexplained)
    assert played > 300
    assert set(REVIEWED) == needed, "reviewed, but no change of the wire needs it"
