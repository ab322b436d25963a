"""A safe fix changes neither who gets in nor who is kept out nor what is protected: each is played before and after.

The family of clients has every kind of certificate and password, anonymous ones, clear text, and other addresses. An
outcome may change in one way only: who was refused by the fault gets in, and the file leaves no doubt that he is to.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from lxml import etree

from ftplint.analysis import understand
from ftplint.judging import judge
from ftplint.remedy.certificate_logon import with_certificate
from ftplint.remedy.change import changes
from ftplint.remedy.in_place import edited
from ftplint.rules import Actor, examples, load_rules
from ftplint.verify.clients import builtin
from ftplint.verify.dialogue import steps_of
from ftplint.verify.lab import EXAMPLE_THUMBPRINT, Lab
from ftplint.verify.play import call_for
from ftplint.verify.stage import StageError, complete, stage

if TYPE_CHECKING:
    from ftplint.rules import Rule


class Person(NamedTuple):
    """A client: what it shows, and from which addresses it comes."""

    actor: Actor
    source: str = ""
    data_source: str = ""


FAMILY = {
    **{
        f"{certificate} certificate, {password} password": Person(Actor(certificate, "alice", password))
        for certificate in ("none", "mapped", "unmapped", "untrusted")
        for password in ("right", "wrong", "empty")
    },
    "anonymous": Person(Actor(user="anonymous")),
    "anonymous, mapped certificate": Person(Actor("mapped", "anonymous")),
    "clear text": Person(Actor(channel="clear")),
    "clear text, wrong password": Person(Actor(channel="clear", password="wrong")),
    "clear text, anonymous": Person(Actor(channel="clear", user="anonymous")),
    "files in clear text": Person(Actor(data="clear")),
    "commands in clear text after the logon": Person(Actor(channel="ccc")),
    "another address": Person(Actor(), "127.0.0.2"),
    "another address for files": Person(Actor(), "", "127.0.0.2"),
}
METHODS = ("basicAuthentication", "clientCertAuthentication", "anonymousAuthentication")
VARIANTS: dict[str, dict[str, dict[str, str]]] = {
    "as it is": {},
    "password too": {"authentication/basicAuthentication": {"enabled": "true"}},
    "anonymous too": {"authentication/anonymousAuthentication": {"enabled": "true"}},
    "certificate too": {
        "authentication/clientCertAuthentication": {"enabled": "true"},
        "sslClientCertificates": {"clientCertificatePolicy": "CertAllow", "useActiveDirectoryMapping": "true"},
    },
    "clear text allowed": {
        "authentication/basicAuthentication": {"enabled": "true"},
        "ssl": {"controlChannelPolicy": "SslAllow", "dataChannelPolicy": "SslAllow"},
    },
}
RULES = load_rules()
FIXABLE = [rule for rule in RULES if rule.element.find("{urn:ftplint:rule}fix/{urn:ftplint:rule}set") is not None]
HASHES = [rule for rule in RULES if "serverCertHash" in etree.tostring(rule.element, encoding="unicode")]
WHO = (
    '<add accessType="Allow" users="alice" permissions="Read, Write"/><add accessType="Allow" users="?" '
    'permissions="Read"/>'
)
"""Uploads tell alice from anonymous."""


def varied(text: str, wanted: dict[str, dict[str, str]]) -> str:
    """The example as a whole file, and in each of its sites the settings that are *wanted*."""
    root = etree.fromstring(complete(text).encode())
    for entry in root.iterfind(".//authorization/add"):
        if entry.get("users") == "*" and entry.getparent().getparent().getparent().getparent().tag == "configuration":
            entry.getparent().extend(etree.fromstring(f"<x>{WHO}</x>"))
            entry.getparent().remove(entry)
    for site in root.iterfind(".//sites/site"):
        for path, attributes in wanted.items():
            node = site
            for name in ("ftpServer", "security", *path.split("/")):
                found = node.find(name)
                node = etree.SubElement(node, name) if found is None else found
            node.attrib.update(attributes)
    return etree.tostring(root, encoding="unicode")


def outcomes(text: str, lab: Lab, folder: Path) -> dict[str, str]:
    """How far each of the family gets: ``login upload download``, or a part of that, or nothing."""
    try:
        with stage(text, Actor(), lab) as running:
            found = {}
            for name, person in FAMILY.items():
                wanted = ("upload", "download") if person.actor.password != "wrong" else ()
                call = call_for(running, person.actor, lab, folder, ("download",) if wanted else ())
                call = call._replace(source=person.source, data_source=person.data_source)
                if wanted:
                    call = call._replace(commands=("STOR /new.txt",))
                lines = builtin.play(call)
                steps = {step.name for step in steps_of(lines) if not step.failed}
                broken = any(line.who == "*" and line.text.startswith(("data", "ended")) for line in lines)
                done = [step for step in ("login", "upload", "download") if step in steps]
                found[name] = " ".join(done) + (" broken" if broken else "")
            return found
    except StageError:
        return dict.fromkeys(FAMILY, "")


def meant(text: str, person: Person) -> bool:
    """Whether the file leaves no doubt that this client is to get in: it passes every method that is on."""
    configuration = understand("x", text.encode()).configuration
    assert configuration is not None
    on = set[str]()
    for site in configuration.ftp_sites:
        methods = site.ftp.find("security").find("authentication")
        on |= {name for name in METHODS if methods.find(name).value("enabled").text == "true"}
    actor = person.actor
    if "clientCertAuthentication" in on and (actor.certificate != "mapped" or actor.channel == "clear"):
        return False
    if actor.user == "anonymous":
        return "anonymousAuthentication" in on and "clientCertAuthentication" not in on
    if "basicAuthentication" in on and actor.password in ("wrong", "empty"):
        return False
    return bool(on - {"anonymousAuthentication"})


def sometimes_safe() -> list[Rule]:
    """The rules whose fix is safe somewhere, when a certificate is at hand."""
    return list({rule.id: rule for rule in (*FIXABLE, *HASHES)}.values())


@pytest.fixture(scope="session")
def folder(lab: Lab, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("lab")
    lab.write(path)
    return path


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.id) for rule in sometimes_safe()])
def test_a_safe_fix_changes_nobodys_outcome(rule: Rule, lab: Lab, folder: Path) -> None:
    wrong = []
    first = next(one for one in examples(rule) if one.verdict == "broken")
    for variant, wanted in VARIANTS.items():
        text = varied(first.text, wanted) if first.text.lstrip().startswith("<") else first.text
        understood = understand("x", text.encode())
        if understood.configuration is None:
            continue
        drafts = [with_certificate(draft, EXAMPLE_THUMBPRINT) for draft in judge(understood, (rule,))]
        plan = [
            change
            for draft in drafts
            if draft.fix is not None and draft.fix.safety == "safe"
            for change in changes(understood.configuration, draft)
        ]
        if not plan:
            continue
        fixed = edited(understood, plan).decode()
        before, after = outcomes(text, lab, folder), outcomes(fixed, lab, folder)
        for name, person in FAMILY.items():
            if before[name] == after[name]:
                continue
            told = f"{rule.id}, {variant}: {name}: '{before[name]}' becomes '{after[name]}'"
            if not set(before[name].split()) < set(after[name].split()) or not meant(text, person):
                wrong.append(told)
    assert not wrong, "\n".join(wrong)
