"""A safe fix changes neither who gets in nor who is kept out nor what is protected: each is played before and after.

The family of clients has every kind of certificate and password, anonymous ones, clear text, and other addresses. An
outcome may change in one way only: who was refused by the fault gets in, and the file leaves no doubt that he is to.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from lxml import etree

from ftplint.analysis import analyse
from ftplint.judging import judge
from ftplint.remedy.certificate_logon import with_certificate
from ftplint.remedy.change import changes
from ftplint.remedy.in_place import edited
from ftplint.rules import Actor, effects, examples, load_rules
from ftplint.verify.clients import builtin
from ftplint.verify.dialogue import steps_of
from ftplint.verify.lab import EXAMPLE_THUMBPRINT, Lab
from ftplint.verify.session import call_for
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
    "TLS if it can be had": Person(Actor(channel="try")),
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
SAFE = [rule for rule in RULES if any(effect.safety == "safe" for effect in effects(rule))]
"""The rules whose fix is safe, here or there, if need be once a certificate is named."""
WHO = (
    '<add accessType="Allow" users="alice" permissions="Read, Write"/><add accessType="Allow" users="?" '
    'permissions="Read"/>'
)
"""Uploads tell alice from anonymous."""


def varied(text: str, wanted: dict[str, dict[str, str]]) -> str:
    """The example as a whole file, and in each of its sites the settings that are *wanted*."""
    root = etree.fromstring(complete(text, "").encode())
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
                with pytest.MonkeyPatch.context() as patch:
                    if call.implicit and call.channel == "clear":  # both wait for the other
                        patch.setattr(builtin, "LIMITS", builtin.LIMITS._replace(reply=0.5))
                    elif person.data_source:  # the server may wait for the right one, and the client for the server
                        patch.setattr(builtin, "LIMITS", builtin.LIMITS._replace(reply=10.0))
                    lines = builtin.play(call)
                steps = {step.name for step in steps_of(lines) if not step.failed}
                broken = any(line.who == "*" and line.text.startswith(("data", "ended")) for line in lines)
                done = [step for step in ("login", "upload", "download") if step in steps]
                found[name] = " ".join(done) + (" broken" if broken and done else "")
            return found
    except StageError as error:
        assert "no FTP site of the example listens" in str(error)
        return dict.fromkeys(FAMILY, "")


def meant(text: str, person: Person) -> bool:
    """Whether the file leaves no doubt that this client is to get in: it passes every method that is on."""
    configuration = analyse("x", text.encode()).configuration
    assert configuration is not None
    on = set[str]()
    for site in configuration.ftp_sites:
        methods = site.ftp.find("security").find("authentication")
        on |= {name for name in METHODS if methods.find(name).value("enabled").text == "true"}
    actor = person.actor
    if on == {"clientCertAuthentication"}:  # whoever the client says it is
        return actor.certificate == "mapped" and actor.channel != "clear"
    if "clientCertAuthentication" in on and (actor.certificate != "mapped" or actor.channel == "clear"):
        return False
    if actor.user == "anonymous":
        return "anonymousAuthentication" in on and "clientCertAuthentication" not in on
    if "basicAuthentication" in on and actor.password in ("wrong", "empty"):
        return False
    return bool(on - {"anonymousAuthentication"})


@pytest.fixture(scope="session")
def folder(lab: Lab, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("lab")
    lab.write(path)
    return path


def changed(rule: Rule, variant: str, safeties: tuple[str, ...], lab: Lab, folder: Path) -> list[str]:
    """Whose outcome the fixes of these classes change in a way that the file does not ask for; a sentence each."""
    first = next(one for one in examples(rule) if one.verdict == "broken")
    text = varied(first.text, VARIANTS[variant])
    parsed = analyse("x", text.encode())
    if parsed.configuration is None:
        return []
    pending_findings = [with_certificate(pending, EXAMPLE_THUMBPRINT) for pending in judge(parsed, (rule,))]
    chosen = [pending for pending in pending_findings if pending.fix is not None and pending.fix.safety in safeties]
    plan = [change for pending in chosen for change in changes(parsed.configuration, pending)]
    if not plan:
        return []
    fixed = edited(parsed, plan).decode()
    before, after = outcomes(text, lab, folder), outcomes(fixed, lab, folder)
    return [
        f"{rule.id}, {variant}: {name}: '{before[name]}' becomes '{after[name]}'"
        for name, person in FAMILY.items()
        if before[name] != after[name]
        and not (set(before[name].split()) < set(after[name].split()) and meant(text, person))
    ]


@pytest.mark.parametrize(
    "rule",
    [pytest.param(rule, id=rule.id, marks=pytest.mark.slow if number % 4 else ()) for number, rule in enumerate(SAFE)],
)
def test_a_safe_fix_changes_nobodys_outcome(rule: Rule, lab: Lab, folder: Path) -> None:
    wrong = [told for variant in VARIANTS for told in changed(rule, variant, ("safe",), lab, folder)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("id_", "variant", "client"),
    [
        ("FTP106", "password too", "mapped certificate, wrong password: '' becomes 'login'"),
        ("FTP106", "anonymous too", "anonymous, mapped certificate"),
        ("FTP620", "as it is", "another address for files"),
        ("FTP203", "as it is", "clear text"),
        ("FTP105", "password too", "mapped certificate, wrong password"),
    ],
)
def test_the_family_sees_what_other_fixes_do(id_: str, variant: str, client: str, lab: Lab, folder: Path) -> None:
    rule = next(rule for rule in RULES if rule.id == id_)
    assert any(client in told for told in changed(rule, variant, ("unsafe", "opens"), lab, folder))
