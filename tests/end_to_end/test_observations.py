"""Observations on the command line: `serve`, `verify` and `choices` go by a file, and say what they make of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

import pytest
from jsonschema import Draft202012Validator

from ftplint.server import DEFAULT
from ftplint.verify import Lab
from ftplint.verify.lab import EXAMPLE_THUMBPRINT, PASSWORD
from tests.end_to_end.run import ROOT, ftplint
from tests.end_to_end.test_serve import serving
from tests.observations.playing import served
from tests.observations.plays import PLAYS
from tests.server.wire import Papers, Wire

SCHEMA = json.loads((ROOT / "schemas" / "observations.schema.json").read_text(encoding="utf-8"))
CONFIGURATION = (
    '<configuration><system.applicationHost><sites><site name="a" id="1"><application path="/"><virtualDirectory path="/" '
    'physicalPath="D:\\ftp"/></application><bindings><binding protocol="ftp" bindingInformation="*:21:"/></bindings><ftpServer>'
    f'<security><ssl serverCertHash="{EXAMPLE_THUMBPRINT}"/><authentication><basicAuthentication enabled="true"/>'
    "</authentication></security></ftpServer></site></sites></system.applicationHost><system.ftpServer><security><authorization>"
    '<add accessType="Allow" users="*" permissions="Read, Write"/></authorization></security></system.ftpServer></configuration>'
)


def seen(point: str, choice: object, given: list[str], *turns: tuple[str, int]) -> dict[str, Any]:
    exchange = [{"say": say, "replies": [{"code": code}]} for say, code in turns]
    return {"point": point, "choice": choice, "given": given, "exchange": exchange}


LATE = seen("prot_judged", False, ["data-requires-tls"], ("PROT C", 200), ("LIST", 534))
SOON = seen("prot_judged", True, ["data-requires-tls"], ("PROT C", 534))
STRANGE = seen("of_the_future", "taken", [], ("NOOP", 200))


def observations(folder: Path, *found: dict[str, Any], name: str = "seen.json") -> Path:
    path = folder / name
    told = {"format": "ftplint-observations", "version": 1, "observations": found}
    path.write_text(json.dumps(told, indent=1), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("observation", "replies"), [(SOON, ("534", "534")), (LATE, ("200", "534"))], ids=["soon", "late"]
)
def test_the_server_behaves_as_observed(observation: dict[str, Any], replies: tuple[str, str], tmp_path: Path) -> None:
    config = tmp_path / "applicationHost.config"
    config.write_text(CONFIGURATION, encoding="utf-8")
    file = observations(tmp_path, observation)
    lab = tmp_path / "lab"
    with serving(config, "--lab", lab, "--observations", file) as server:
        client = Wire((server.address("a"), server.port("a"))).auth(Papers(lab / "ca.pem").context())
        assert client.ask("USER alice")[:3] == "331"
        assert client.ask(f"PASS {PASSWORD}")[:3] == "230"
        client.must("PBSZ 0", "200")
        assert (client.ask("PROT C")[:3], client.ask("LIST")[:3]) == replies
        client.close()


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ([[SOON, LATE]], "one.json:22:3: prot_judged is false here and true at"),
        ([[SOON], [LATE]], "two.json:5:3: prot_judged is false here and true at"),
        ([[{**SOON, "choice": False}]], "one.json:5:3: prot_judged is false, but the exchange shows true"),
        ([[{**SOON, "exchange": 7}]], "one.json:11:16: 'exchange' is 7, not a list"),
    ],
)
@pytest.mark.parametrize("command", ["serve", "verify", "choices"])
def test_what_cannot_be_used_ends_the_command(
    command: str, files: list[list[dict[str, Any]]], told: str, tmp_path: Path
) -> None:
    config = tmp_path / "applicationHost.config"
    config.write_text(CONFIGURATION, encoding="utf-8")
    given = [
        observations(tmp_path, *one, name=name) for one, name in zip(files, ("one.json", "two.json"), strict=False)
    ]
    arguments = {"serve": (config, "--lab", tmp_path / "lab"), "verify": ("FTP106",), "choices": ()}[command]
    run = ftplint(command, *arguments, *(word for file in given for word in ("--observations", file)))
    assert (run.returncode, run.stdout) == (2, "")
    assert told in run.stderr and "bug" not in run.stderr


@pytest.mark.parametrize("choice", ["reply", "alert"])
def test_what_a_probe_observes_is_what_serve_is_told(
    choice: Literal["reply", "alert"], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab = Lab()
    play = PLAYS["refuse_certificate"]
    config, file = tmp_path / "applicationHost.config", tmp_path / "seen.json"
    config.write_text(lab.adapted(play.site), encoding="utf-8")
    monkeypatch.delenv("FTPLINT_PASSWORD", raising=False)
    with served(play, lab, DEFAULT._replace(refuse_certificate=choice)) as server:
        address = ("--address", f"localhost:{server.port}", "--server-ca", lab.folder / "ca.pem")
        user = ("--user", "alice", "--certificate", lab.folder / "clients" / "mapped.pem")
        run = ftplint("probe", config, "--site", "fabrikam", *address, *user, "--observe", file, "--fail-on", "error")
        assert run.returncode == 0, run.stdout + run.stderr
        assert f"ftplint: {file}: 4 undocumented points seen" in run.stderr
        nowhere = ftplint("probe", config, "--site", "fabrikam", *address, "--observe", tmp_path / "no" / "seen.json")
        assert nowhere.returncode == 2 and nowhere.stderr.count("\n") == 1 and "seen.json" in nowhere.stderr
    told = json.loads(file.read_text(encoding="ascii"))
    assert list(Draft202012Validator(SCHEMA).iter_errors(told)) == []
    assert told["server"]["banner"] == ["Microsoft FTP Service"] and "TLSv1.3" in told["server"]["tls"]
    assert not any(
        word in json.dumps(told) for word in ("alice", "fabrikam", "localhost", str(server.port), lab.thumbprint)
    )
    points = json.loads(ftplint("choices", "--format", "json", "--observations", file).stdout)["points"]
    assert next(one["choice"] for one in points if one["point"] == "refuse_certificate") == choice


def test_verify_says_what_was_observed_and_plays_so(tmp_path: Path) -> None:
    file = observations(tmp_path, LATE, STRANGE)
    run = ftplint("verify", "FTP106", "--observations", file)
    assert run.returncode == 0, run.stdout + run.stderr
    assert f"prot_judged is false, as observed ({file}:5:3)" in run.stderr
    assert "knows no open point 'of_the_future'; the observation is left out" in run.stderr
    run = ftplint("verify", "--truth-table", "--observations", file)
    assert run.returncode == 2 and "leave out --observations" in run.stderr


def test_choices_lists_every_point_and_what_is_observed(tmp_path: Path) -> None:
    told = json.loads(ftplint("choices", "--format", "json", "--observations", observations(tmp_path, LATE)).stdout)
    points = {one["point"]: one for one in told["points"]}
    assert len(points) > 30
    assert (points["prot_judged"]["choice"], points["prot_judged"]["default"]) == ("false", "true")
    assert all(("settled_by" in one) != ("not_seen" in one) for one in points.values())
    assert points["recorded"]["not_seen"].startswith("Logs are on the server")
    text = ftplint("choices", "prot_judged", "recorded")
    assert text.stdout.startswith(
        "prot_judged: true\n  PROT C: 534\n    shows true if dataChannelPolicy is SslRequire\n"
    )
    assert "No client can see it: Logs are on the server" in text.stdout
    run = ftplint("choices", "prot_jugded")
    assert run.returncode == 2 and "there is no open point 'prot_jugded'; did you mean 'prot_judged'?" in run.stderr
