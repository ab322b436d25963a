"""The same accounts in a domain controller and in exports of it: every certificate comes to the same verdict."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple

import pytest

from ftplint.evidence.accounts import DirectoryError, MemoryDirectory
from ftplint.evidence.certificate import certificate_facts
from ftplint.evidence.ldif import read_ldif
from ftplint.evidence.mapping import Query, map_certificate
from ftplint.verify.authority import Authority
from ftplint.verify.lab import PASSWORD, Lab
from tests.evidence.mapping_cases import CASES, NOW, accounts, certificate
from tests.samba.exports import SHAPES, export

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.evidence.accounts import Directory
    from ftplint.evidence.certificate import CertificateFacts
    from ftplint.evidence.ldap_directory import LdapDirectory
    from tests.samba.controller import Controller

SHARED_VALUE = "X509:<SKI>5EA4ED"
MANY = 600
"""Holders of one mapping: more than a page."""


class People(NamedTuple):
    """Certificates by case, and the directories that know their accounts."""

    certificates: dict[str, CertificateFacts]
    lab: Lab
    live: LdapDirectory
    directories: dict[str, Directory]


@pytest.fixture(scope="module")
def people(samba: Controller, tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    certificates = {case.name: certificate(case) for case in CASES}
    lab = Lab()
    samba.add_accounts(lab.directory.accounts)
    samba.add([record for case in CASES for record in accounts(case, certificates[case.name])])
    live = samba.directory()
    directories: dict[str, Directory] = {"live": live}
    folder = tmp_path_factory.mktemp("exports")
    for shape in SHAPES:
        directories[shape] = MemoryDirectory(read_ldif(export(samba, folder / f"{shape}.ldif", shape)))
    yield People(certificates, lab, live, directories)
    live.close()


@pytest.mark.parametrize("source", ["live", *SHAPES])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_form_of_mapping(people: People, case, source) -> None:
    known, directory = people.certificates[case.name], people.directories[source]
    strict = map_certificate(known, directory, NOW)
    assert (strict.outcome, strict.by) == (case.strict, case.by)
    assert map_certificate(known, directory, NOW, weak=True).outcome == (case.loose or case.strict)
    if case.strict in ("mapped", "weak", "disabled", "locked", "expired"):
        assert strict.account is not None
        assert strict.account.name == case.name


@pytest.mark.parametrize("source", ["live", *SHAPES])
def test_the_labs_certificates_come_to_what_they_come_to_in_the_lab(people: People, source) -> None:
    for client in people.lab.clients.values():
        known = certificate_facts(client.issued.certificate)
        here, there = (map_certificate(known, d, NOW) for d in (people.lab.directory, people.directories[source]))
        assert (here.outcome, here.by) == (there.outcome, there.by), client.name
        assert (here.account and here.account.sid) == (there.account and there.account.sid), client.name


def test_the_live_account_is_that_of_the_lab(people: People) -> None:
    (mine,) = (account for account in people.lab.directory.accounts if account.name == "alice")
    live = people.live.named("alice")
    assert live is not None
    assert live._replace(groups=tuple(sorted(live.groups))) == mine._replace(password=None)


def test_exports_and_the_live_directory_hold_the_same_accounts(people: People) -> None:
    for shape in SHAPES:
        directory = people.directories[shape]
        assert isinstance(directory, MemoryDirectory)
        names = {account.name for account in directory.accounts}
        assert {case.name for case in CASES} <= names
        for account in directory.accounts:
            live = people.live.named(account.name)
            assert live is not None, account.name
            assert live._replace(domain="", ftp_root="", ftp_dir="") == account, (shape, account.name)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("alice", "alice"),
        ("ALICE", "alice"),
        ("CORP\\alice", "alice"),
        ("corp\\Alice", "alice"),
        ("OTHER\\alice", None),
        ("alice@corp.example", "alice"),
        ("alice@other.example", None),
        ("i@x.y", "implicit"),
        ("implicit@corp.example", "implicit"),
        ("al*", None),
        ("alice)(cn=*", None),
        ("", None),
        ("CORP\\", None),
        ("FtpUsers", None),
        ("DC1$", None),
    ],
)
def test_names(people: People, name, found) -> None:
    for directory in people.directories.values():
        account = directory.named(name)
        assert (account and account.name) == found


def test_passwords(people: People, samba: Controller) -> None:
    alice = people.live.named("alice")
    assert alice is not None
    assert people.live.check_password(alice, PASSWORD)
    assert not people.live.check_password(alice, PASSWORD.lower())
    assert not people.live.check_password(alice, "")
    samba.add([{"name": "retired", "userAccountControl": 514, "password": PASSWORD}])
    retired = people.live.named("retired")
    assert retired is not None
    assert (retired.refusal(NOW), people.live.check_password(retired, PASSWORD)) == ("disabled", False)


def test_several_threads_ask_at_once(people: People) -> None:
    """Each gets the answer to its own question, as often as it asks."""
    mapped = [case for case in CASES if case.strict == "mapped"] * 8
    with ThreadPoolExecutor(8) as threads:
        verdicts = threads.map(lambda c: map_certificate(people.certificates[c.name], people.live, NOW), mapped)
        assert [verdict.account and verdict.account.name for verdict in verdicts] == [case.name for case in mapped]


def test_more_holders_than_a_page(people: People, samba: Controller) -> None:
    samba.add(
        [{"name": f"many{n}", "userAccountControl": 512, "altSecurityIdentities": [SHARED_VALUE]} for n in range(MANY)]
    )
    found = people.live.candidates(Query((SHARED_VALUE,), "", ""))
    assert len({account.name for account in found}) == MANY


def test_a_change_in_the_directory_counts_at_once(people: People, samba: Controller) -> None:
    known = certificate_facts(Authority("Changing CA").client("changing").certificate)
    for change, outcome in [
        ({"userAccountControl": 512}, "nobody"),
        ({"altSecurityIdentities": [f"X509:<SKI>{known.key_identifier}"]}, "mapped"),
        ({"userAccountControl": 514}, "disabled"),
        ({"userAccountControl": 512, "altSecurityIdentities": []}, "nobody"),
    ]:
        samba.add([{"name": "changing", **change}])
        assert map_certificate(known, people.live, NOW).outcome == outcome


def test_nobody_may_ask_without_a_name(samba: Controller) -> None:
    with pytest.raises(DirectoryError, match="answers to accounts only"):
        samba.directory(url=f"ldaps://{samba.address}").named("alice")
