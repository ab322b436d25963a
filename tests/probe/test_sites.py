"""Sites of all kinds, each held against the file that is served: nothing differs, whoever logs in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from ftplint.probe import Fact, Visitor, look, places, probe, run, twin
from ftplint.probe.fact import Seen
from ftplint.probe.run import facts_of
from ftplint.rules import Actor
from ftplint.verify import sample
from ftplint.verify.lab import PASSWORD, Lab
from ftplint.verify.stage import stage
from ftplint.verify.wide.site import file_of
from tests.probe.holding import at, configuration_of, differences, plan, told, visitor


def held(text: str, lab: Lab, who: Visitor | None, *, served: str = "") -> Iterator[tuple[str, tuple[Fact, ...]]]:
    """Each site of *text* with its facts; *served* is what the server has in force, where it is another file."""
    made = plan(lab, who)
    configuration = configuration_of(text)
    actor = Actor(surroundings="file")
    with (
        stage(served or text, actor, lab) as running,
        twin(configuration, configuration.ftp_sites, made, "127.0.0.1") as double,
    ):
        for site in configuration.ftp_sites:
            for binding in site.bindings:
                endpoint = double.endpoint(site.name, int(binding.port), binding.host)
                if endpoint is None:
                    continue
                port = next(
                    one.port
                    for one in running.background.listening
                    if (one.endpoint.address, one.endpoint.port) == (endpoint.address, endpoint.port)
                )
                target = at(port, host=binding.host, implicit=endpoint.implicit)
                external = site.ftp.find("firewallSupport").value("externalIp4Address").text
                target = target._replace(announced=(external,) if external else ())
                real = look(target, site.name, made)
                says = double.look(site.name, endpoint, binding.host)
                seen = Seen(
                    *(configuration, site, endpoint, target, made, real, says, double.passive_ports, "127.0.0.1"),
                )
                yield f"{site.name} {binding.port} {binding.host}", facts_of(seen)


def agree(text: str, lab: Lab, who: Visitor | None) -> dict[str, tuple[Fact, ...]]:
    found = dict(held(text, lab, who))
    for name, facts in found.items():
        assert not differences(facts), f"{name}: {told(differences(facts))}"
    return found


WHO = ("certificate", "password", "anonymous", "nobody")


def as_whom(name: str, lab: Lab) -> Visitor | None:
    if name in ("certificate", "password"):
        return visitor(lab, name == "certificate")
    return Visitor("anonymous") if name == "anonymous" else None


def wide(lab: Lab, every: int, who: Visitor | None) -> int:
    """Holds each *every*-th configuration of the wide truth table; how many sites there were."""
    rows = sample(every)
    alike: dict[str, list[object]] = {}
    for row in rows:
        alike.setdefault(row.inherited, []).append(row)
    sites = 0
    for some in alike.values():
        few: Sequence[object] = some
        sites += len(agree(file_of(few, lab.thumbprint), lab, who))  # type: ignore[arg-type]
    return sites


@pytest.mark.parametrize("who", WHO)
def test_a_few_of_the_wide_truth_table(who: str, lab: Lab) -> None:
    assert wide(lab, 1_000, as_whom(who, lab)) >= 4


@pytest.mark.slow
@pytest.mark.parametrize("who", ["certificate", "password", "anonymous"])
def test_some_of_the_wide_truth_table(who: str, lab: Lab) -> None:
    assert wide(lab, 100, as_whom(who, lab)) > 40


SITE = """<site name="{name}" id="{id}"><application path="/"><virtualDirectory path="/" physicalPath="D:\\{name}"/></application>
<bindings>{bindings}</bindings><ftpServer>{inner}<security>{ssl}<authentication><basicAuthentication enabled="true"/>
</authentication></security></ftpServer></site>"""
BINDING = '<binding protocol="ftp" bindingInformation="{}"/>'
EVERYBODY = '<add accessType="Allow" users="*" permissions="Read, Write"/>'


def file(*sites: tuple[str, str, str, str], defaults: str = "", rules: str = EVERYBODY, more: str = "") -> str:
    """Each site by its name, bindings, and what is in ftpServer and its security."""
    texts = "".join(
        SITE.format(name=name, id=number, bindings="".join(map(BINDING.format, bindings.split())), inner=inner, ssl=ssl)
        for number, (name, bindings, inner, ssl) in enumerate(sites, 1)
    )
    return (
        f"<configuration><system.applicationHost><sites>{defaults}{texts}</sites></system.applicationHost>"
        f"<system.ftpServer><security><authorization>{rules}</authorization>{more}</security></system.ftpServer>"
        "</configuration>"
    )


def ssl(lab: Lab, more: str = "") -> str:
    return f'<ssl serverCertHash="{lab.thumbprint}" {more}/>'


def verdicts(facts: tuple[Fact, ...]) -> dict[str, str]:
    return {fact.id: fact.verdict for fact in facts}


def test_implicit_tls(lab: Lab) -> None:
    (facts,) = agree(file(("s", "*:990:", "", ssl(lab))), lab, visitor(lab, False)).values()
    found = verdicts(facts)
    assert found["PRB008"] == found["PRB010"] == found["PRB016"] == found["PRB022"] == "agrees"
    assert "PRB013" not in found, "there is no clear text"
    without = agree(file(("s", "*:990:", "", "")), lab, visitor(lab, False))
    assert [fact.id for facts in without.values() for fact in facts] != []


def test_sites_by_host_name(lab: Lab) -> None:
    """With a host-less site beside them, whose certificate AUTH gets, and without one."""
    named = ("n", "*:21:ftp.example.com", '<messages exitMessage="Bye from n"/>', ssl(lab))
    found = agree(file(("s", "*:21:", "", ssl(lab)), named), lab, visitor(lab, False))
    facts = found["n 21 ftp.example.com"]
    assert verdicts(facts)["PRB007"] == verdicts(facts)["PRB011"] == verdicts(facts)["PRB016"] == "agrees"
    assert next(fact for fact in facts if fact.id == "PRB006").saw == "the text is 'Bye from n'"
    alone = agree(file(named), lab, visitor(lab, False))["n 21 ftp.example.com"]
    assert verdicts(alone)["PRB011"] == verdicts(alone)["PRB016"] == "agrees", "TLS works after HOST only"


def test_another_certificate_is_seen_before_and_after_host(lab: Lab) -> None:
    other = "57a1be1185f9d31ab0d8a4b12fcfa40da5b1ed44"
    named = ("n", "*:21:ftp.example.com", "", ssl(lab))
    text = file(("s", "*:21:", "", ssl(lab)), named)
    ((_, first), (_, second)) = held(text.replace(lab.thumbprint, other), lab, None, served=text)
    assert {fact.id for fact in differences(first)} == {"PRB010"}
    assert {fact.id: fact.weight for fact in differences(second)} == {"PRB010": "warning", "PRB011": "info"}


def test_addresses_that_are_refused(lab: Lab) -> None:
    shut = '<ipSecurity allowUnlisted="false"/>'
    text = file(("s", "*:21:", "", ssl(lab)), more=shut)
    (facts,) = agree(text, lab, visitor(lab, False)).values()
    assert len(facts) == 1, "nothing more can be seen"
    ((_, facts),) = held(text, lab, None, served=text.replace(shut, ""))
    (fact,) = differences(facts)
    assert (fact.id, fact.weight) == ("PRB001", "error")
    assert fact.settings == ("system.ftpServer/security/ipSecurity",)
    ((_, facts),) = held(text.replace(shut, ""), lab, None, served=text)
    assert [(fact.id, fact.weight) for fact in differences(facts)] == [("PRB001", "warning")]


def test_a_user_that_the_file_keeps_out_and_the_server_lets_in(lab: Lab) -> None:
    text = file(("s", "*:21:", "", ssl(lab)), rules=EVERYBODY.replace('"*"', '"bob"'))
    (facts,) = agree(text, lab, visitor(lab, False)).values()
    assert verdicts(facts)["PRB016"] == "agrees"
    ((_, facts),) = held(text, lab, visitor(lab, False), served=text.replace('"bob"', '"*"'))
    (fact,) = differences(facts)
    assert (fact.id, fact.weight) == ("PRB016", "error")
    assert fact.settings == ("system.ftpServer/security/authorization",)


@pytest.mark.parametrize("users", ["CORP\\alice", "alice", "corp\\ALICE"])
def test_a_rule_for_the_user_with_or_without_the_domain(users: str, lab: Lab) -> None:
    text = file(("s", "*:21:", "", ssl(lab)), rules=EVERYBODY.replace('"*"', f'"{users}"'))
    (facts,) = agree(text, lab, visitor(lab, False)).values()
    assert verdicts(facts)["PRB016"] == "agrees"


@pytest.mark.parametrize("name", ["alice", "CORP\\alice"])
def test_rights(name: str, lab: Lab) -> None:
    """The file says Read only, the server gives both, and the other way round."""
    both = file(("s", "*:21:", "", ssl(lab)))
    read = both.replace('permissions="Read, Write"', 'permissions="Read"')
    who = Visitor(name, PASSWORD)
    for text in (both, read):
        (facts,) = agree(text, lab, who).values()
        assert verdicts(facts)["PRB023"] == verdicts(facts)["PRB024"] == "agrees"
    ((_, facts),) = held(read, lab, who, served=both)
    assert [(fact.id, fact.weight) for fact in differences(facts)] == [("PRB024", "error")]
    ((_, facts),) = held(both, lab, who, served=read)
    assert [(fact.id, fact.weight) for fact in differences(facts)] == [("PRB024", "info")]


def test_ports_of_data_connections(lab: Lab) -> None:
    ports = '</security><firewallSupport lowDataChannelPort="{}" highDataChannelPort="{}"/></system.ftpServer>'
    text = file(("s", "*:21:", "", ssl(lab)))
    end = "</security></system.ftpServer>"
    served = text.replace(end, ports.format(45_000, 45_099))
    (facts,) = agree(served, lab, visitor(lab, False)).values()
    assert verdicts(facts)["PRB021"] == "agrees"
    ((_, facts),) = held(text.replace(end, ports.format(46_000, 46_001)), lab, visitor(lab, False), served=served)
    (fact,) = differences(facts)
    assert fact.id == "PRB021" and "ports 46000 to 46001" in fact.says


def test_an_external_address_is_compared_and_not_followed(lab: Lab) -> None:
    inner = '<firewallSupport externalIp4Address="203.0.113.7"/>'
    text = file(("s", "*:21:", inner, ssl(lab)))
    (facts,) = agree(text, lab, visitor(lab, False)).values()
    found = verdicts(facts)
    assert found["PRB020"] == found["PRB022"] == "agrees", "the data connection goes to the server itself"


def test_isolation_and_the_folder_of_the_user(lab: Lab) -> None:
    start = '<userIsolation mode="StartInUsersDirectory"/>'
    text = file(("s", "*:21:", start, ssl(lab)))
    (facts,) = agree(text, lab, visitor(lab, False)).values()
    assert next(fact for fact in facts if fact.id == "PRB018").saw == "the session begins in /alice"
    ((_, facts),) = held(text.replace(start, ""), lab, visitor(lab, False), served=text)
    assert [fact.id for fact in differences(facts)] == ["PRB018"]


def test_a_client_behind_nat_is_not_judged_by_its_own_address(lab: Lab) -> None:
    """Towards a public address a private one becomes another on the way: restrictions of addresses prove nothing then."""
    shut = '<ipSecurity allowUnlisted="false"><add ipAddress="203.0.113.9" allowed="true"/></ipSecurity>'
    text = file(("s", "*:21:", "", ssl(lab)), more=shut)
    made = plan(lab, visitor(lab, False))
    configuration = configuration_of(text)
    (site,) = configuration.ftp_sites
    for served, verdict, count in ((text.replace(shut, ""), "agrees", 20), (text, "not seen", 0)):
        with stage(served, Actor(surroundings="file"), lab) as running:
            real = look(at(running.port), site.name, made)
        with twin(configuration, [site], made, "*") as double:
            endpoint = double.endpoint(site.name, 21, "")
            assert endpoint is not None
            says = double.look(site.name, endpoint, "")
            seen = Seen(*(configuration, site, endpoint, at(21), made, real, says, None, double.seen_from))
        facts = facts_of(seen)
        assert not differences(facts), told(differences(facts))
        assert facts[0].verdict == verdict and len(facts) > count


def test_a_site_whose_place_another_site_has_is_not_missed(lab: Lab) -> None:
    stopped = ("off", "*:21:", "", ssl(lab))
    text = file(("s", "*:21:", "", ssl(lab)), stopped)
    text = text.replace('<site name="off" id="2">', '<site name="off" id="2" serverAutoStart="false">')
    configuration = configuration_of(text)
    with stage(text, Actor(surroundings="file"), lab) as running:
        found = places(configuration.ftp_sites[1:], "127.0.0.1", running.port)
        (done,) = probe(configuration, found, plan(lab, None))
    (fact,) = done.facts
    assert fact.verdict == "not seen" and "another site of the file" in fact.why


@pytest.mark.parametrize(
    ("own", "server", "expected"),
    [
        ("192.168.1.5", "198.41.0.4", "*"),
        ("192.168.1.5", "192.168.1.9", "192.168.1.5"),
        ("127.0.0.1", "127.0.0.1", "127.0.0.1"),
    ],
)
def test_which_address_the_server_sees(own: str, server: str, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Socket:
        def __init__(self, *_: object) -> None: ...

        def __enter__(self) -> Socket:
            return self

        def __exit__(self, *_: object) -> None: ...

        def connect(self, _: object) -> None: ...

        def getsockname(self) -> tuple[str, int]:
            return own, 1

    monkeypatch.setattr("ftplint.probe.run.socket.socket", Socket)
    assert run.own_address(at(21)._replace(address=server)) == expected
