"""Every single-setting change of a correct configuration is served, and held against the file without it: the probe names
the changed setting and no other, wherever its session is another one; the rest is listed, with the reason."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from ftplint.client import Exchange, Record
from ftplint.rules import Actor
from ftplint.verify.lab import Lab
from ftplint.verify.stage import StageError, stage
from tests.corpus.mutate import STRINGS, Mutation, entry_mutations, mutated, mutations
from tests.probe.holding import configuration_of, differences, file, names, plan, see, told, visitor

CONFIGURATIONS = Path(__file__).parents[1] / "verify"
_PASSWORDS = "a wrong password is refused just so"
_CERTIFICATES = "a certificate that is not mapped is refused just so"
UNNAMED = {
    "ftpServer/connections/@maxConnections": "a server that is full for the moment says just so",
    "ftpServer/directoryBrowse/@showFlags": "a folder of the name of the virtual directory may be in the root",
    "ftpServer/security/authentication/basicAuthentication/@enabled": _PASSWORDS,
    "ftpServer/security/authentication/basicAuthentication/@defaultLogonDomain": _PASSWORDS,
    "ftpServer/security/authentication/clientCertAuthentication/@enabled": _CERTIFICATES,
    "ftpServer/security/sslClientCertificates/@useActiveDirectoryMapping": _CERTIFICATES,
    "ftpServer/security/customAuthorization/provider/@name": "NTFS permissions refuse just so",
    "ftpServer/userIsolation/@mode": "a missing home directory is refused just so",
    "system.ftpServer/security/authorization/add": "which groups the user is in is not known, and NTFS refuses just so",
}
"""Changes of the session that the probe does not lay to the setting, and why."""
_PORTS = re.compile(r",\d+,\d+\)|\|\d+\||port=\d+|\d\d-\d\d-\d\d  \d\d:\d\d[AP]M|[A-Z][a-z]{2} [ \d]\d [ \d]\d:\d\d")


def changes(text: str) -> Iterator[tuple[Mutation, str]]:
    """The changes, and the file with each, of those that come to the same in effect the first; of the settings of logs,
    which no client sees, one value each; of texts the first few."""
    known = {effect(text)}
    logs: set[str] = set()
    for mutation, changed in every_change(text):
        if mutation.setting in logs or mutation.value in STRINGS[4:] or (now := effect(changed)) in known:
            continue
        known.add(now)
        if "/log" in mutation.setting:
            logs.add(mutation.setting)
        yield mutation, changed


def effect(text: str) -> str:
    """What a file comes to: the effective values of its site and of the server."""
    configuration = configuration_of(text)
    site = configuration.ftp_sites[0]
    return f"{configuration.site_xml(site)}{configuration.sections_xml('')}{site.starts}"


def every_change(text: str) -> Iterator[tuple[Mutation, str]]:
    """All of them."""
    root = etree.fromstring(text.encode())
    for mutation in mutations():
        tree = mutated(root, mutation) if mutation.level != "siteDefaults" else None
        if tree is not None:
            yield mutation, etree.tostring(tree, encoding="unicode")
    for mutation, tree in entry_mutations(root):
        yield mutation, etree.tostring(tree, encoding="unicode")


def session(record: Record) -> list[str]:
    """What was seen, without what differs from run to run."""
    found = []
    for visit in record.visits:
        for event in visit.events:
            text = repr(event)
            if isinstance(event, Exchange) and event.preliminary:
                text = text.replace(repr(event.preliminary), "1xx")  # 125 or 150: that depends on who is quicker
            found.append(f"{visit.name}: {_PORTS.sub('P', text)}")
    return found


def held(name: str, lab: Lab, chosen: slice) -> tuple[int, set[str], list[str]]:
    """How many of the *chosen* changes were named, the settings of those that were not, and what is wrong."""
    text = lab.adapted((CONFIGURATIONS / f"correct-{name}.config").read_text(encoding="utf-8"))
    made = plan(lab, visitor(lab, name == "certificate"))
    named, unnamed, wrong = 0, set(), []
    with file(text, made) as base:
        with stage(text, Actor(), lab) as running:
            before = see(running.port, made)
        facts = base.facts(before)
        assert all(fact.verdict in ("agrees", "noted") for fact in facts), "the base is not seen whole"
        for mutation, changed in list(changes(text))[chosen]:
            try:
                with stage(changed, Actor(), lab) as running:
                    seen = see(running.port, made)
            except StageError:
                continue
            found = differences(base.facts(seen))
            shown = f"{name}: {mutation.setting} = {mutation.value!r}"
            setting = mutation.setting.removesuffix("]").replace("[1", "")
            astray = [fact for fact in found if not names(fact, setting)]
            if astray:
                wrong.append(f"{shown}: {told(astray)}")
            named += bool(found)
            if not found and session(seen) != session(before):
                known = next((one for one in UNNAMED if setting == one or setting.startswith(f"{one}/")), None)
                unnamed.add(setting if known is None else known)
                if known is None:
                    wrong.append(f"{shown}: the session is another one, and no setting is named")
            if found and session(seen) == session(before):
                wrong.append(f"{shown}: the session is the same, and yet {told(found)}")
    return named, unnamed, wrong


def test_some_changes_are_named(lab: Lab) -> None:
    """Every thirtieth."""
    for name in ("certificate", "password"):
        named, _, wrong = held(name, lab, slice(5, None, 30))
        assert not wrong, "\n".join(wrong)
        assert named > 1, name


@pytest.mark.slow
def test_every_change_is_named_or_listed(lab: Lab) -> None:
    unnamed: set[str] = set()
    for name in ("certificate", "password"):
        named, not_named, wrong = held(name, lab, slice(None))
        assert not wrong, "\n".join(wrong)
        assert named > 30, name
        unnamed |= not_named
    assert unnamed == set(UNNAMED), "listed, but no change needs it"
