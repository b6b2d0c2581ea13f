"""The sandbox itself: its document, its accounts, its controls, and as a program of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import httpx
import pytest
from ledgerguard.plugin.insurer import Progress
from rest_world import CLIENT, SECRET, World, world
from rest_writes import limit

from ledgerguard_insurer_rest.connector import RestInsurer
from ledgerguard_insurer_rest.profile import load
from ledgerguard_insurer_rest.sandbox.__main__ import document, main, parser, sandbox_of
from ledgerguard_insurer_rest.sandbox.faults import KINDS, Plan
from ledgerguard_insurer_rest.sandbox.office import Office, Refused, Submission
from ledgerguard_insurer_rest.settings import Connection

NOTE = "as far as the appetite reaches"


def test_the_openapi_document_is_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    """``python -m ledgerguard_insurer_rest.sandbox --openapi`` writes it anew."""
    kept = files("ledgerguard_insurer_rest").joinpath("sandbox/openapi.json").read_text("utf-8")
    assert main(["--openapi"]) == 0
    assert capsys.readouterr().out == document()
    assert json.loads(kept) == json.loads(document())


@pytest.mark.parametrize(("style", "prefix"), [("sandbox", ""), ("meridian", "/meridian")])
def test_each_call_of_a_profile_stands_in_the_document(style: str, prefix: str) -> None:
    """Path, method, and for our own interface every parameter and field as well."""
    stated = json.loads(document())
    paths = {
        "/".join("{}" if part.startswith("{") else part for part in path.split("/")): told
        for path, told in stated["paths"].items()
    }
    for name, call in load(style).calls.items():
        path = prefix + "/".join(
            "{}" if part.startswith("{") else part for part in call.path.split("/")
        )
        told = paths[path][call.method.lower()]
        parameters = {one["name"] for one in told.get("parameters", ())}
        lacking = set(call.query) - parameters
        assert lacking <= {"clientCode"}, name  # the sandbox does not know our customers
        if style == "sandbox" and call.body:
            shape = told["requestBody"]["content"]["application/json"]["schema"]["$ref"]
            fields = stated["components"]["schemas"][shape.rpartition("/")[2]]["properties"]
            assert {*call.body, *([call.items] if call.items else [])} == set(fields), name


def log_in(one: World, secret: str) -> int:
    form = {"grant_type": "client_credentials", "client_id": CLIENT, "client_secret": secret}
    return httpx.post(f"{one.url}/oauth/token", data=form, trust_env=False).status_code


def test_five_failed_logins_lock_the_account(tmp_path: Path) -> None:
    """What our connector must never reach: from then on the right secret does not help."""
    with world(tmp_path) as one:
        assert [log_in(one, "wrong") for _ in range(4)] == [401] * 4
        assert log_in(one, SECRET) == 200
        assert [log_in(one, "wrong") for _ in range(5)] == [401] * 5
        assert log_in(one, SECRET) == 423
        one.office.open_account(CLIENT, SECRET)
        assert log_in(one, SECRET) == 200
        form = {"grant_type": "password", "client_id": CLIENT, "client_secret": SECRET}
        answer = httpx.post(f"{one.url}/oauth/token", data=form, trust_env=False)
        assert answer.status_code == 400
        key = {"X-Api-Key": "wrong"}
        address = f"{one.url}/meridian/auth/tokens"
        found = [httpx.post(address, headers=key, trust_env=False) for _ in range(6)]
        assert [each.status_code for each in found] == [403] * 5 + [423]


def test_nobody_comes_in_without_a_token(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        for path in ("/covers", "/meridian/coverages", "/submissions?key=a"):
            assert httpx.get(one.url + path, trust_env=False).status_code == 401
        assert httpx.post(f"{one.url}/claims", json={}, trust_env=False).status_code == 401


def test_decisions_take_their_time(tmp_path: Path) -> None:
    with world(tmp_path, decide_after=0.5) as one:
        insurer = one.connector()
        ticket = insurer.request_limit(limit(900_000, "limit-1"))
        assert insurer.poll(ticket).state == "pending"
        time.sleep(0.5)
        progress = insurer.poll(ticket)
        assert progress == Progress("done", "partly", Decimal(500_000), "EUR", NOTE)


@pytest.mark.parametrize(
    ("buyer", "decision", "amount"),
    [
        ("B-1", "approved", 400_000), ("B-2", "partly", 200_000), ("B-3", "refused", 0),
        ("B-4", "investigating", 0), ("B-5", "conditional", 150_000),
    ],
)  # fmt: skip
@pytest.mark.parametrize("style", ["sandbox", "meridian"])
def test_each_decision(style: str, buyer: str, decision: str, amount: int, tmp_path: Path) -> None:
    with world(tmp_path, style) as one:
        insurer = one.connector()
        progress = insurer.poll(insurer.request_limit(limit(400_000, "limit-1", buyer)))
        assert progress.decision == decision
        assert progress.amount == amount
        assert progress.currency == "EUR"
        cover = next(c for c in insurer.covers(buyer) if c.kind == "permanent")
        assert cover.decision == decision
        assert cover.amount == amount


def test_the_controls(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        address = f"{one.url}/control/faults"
        body = {"often": 0.5, "kinds": ["429"], "script": ["503", ""], "seed": 7}
        answer = httpx.put(address, json=body, trust_env=False)
        assert answer.json() == {"often": 0.5, "kinds": ["429"], "done": {}}
        assert httpx.get(f"{one.url}/covers", trust_env=False).status_code == 503
        assert httpx.get(f"{one.url}/covers", trust_env=False).status_code == 401
        assert httpx.get(address, trust_env=False).json()["done"] == {"503": 1}
        wrong = httpx.put(address, json={"kinds": ["fire"]}, trust_env=False)
        assert wrong.status_code == 422
        assert "a fault must be one of 429, 503" in wrong.json()["error"]["message"]
        httpx.put(address, json={}, trust_env=False)
        assert one.plan.kinds == KINDS
        insurer = one.connector()
        insurer.log_in()
        token = one.office.given[-1]
        hook = {"url": "http://127.0.0.1:9/", "secret": "0123456789abcdef"}
        known = {"Authorization": f"Bearer {token}"}
        answer = httpx.put(f"{one.url}/webhook", json=hook, headers=known, trust_env=False)
        assert answer.status_code == 204
        short = {**hook, "secret": "short"}
        answer = httpx.put(f"{one.url}/webhook", json=short, headers=known, trust_env=False)
        assert answer.status_code == 422
        assert answer.json()["error"]["message"].startswith("secret: ")


def test_a_plan_is_repeatable() -> None:
    def drawn() -> list[str]:
        plan = Plan(0.5)
        return [plan.next() for _ in range(100)]

    assert drawn() == drawn()
    assert set(drawn()) == {"", *KINDS}
    assert Plan(1.0, kinds=()).next() == ""


def test_a_careless_office_counts_what_comes() -> None:
    """So that a connector that doubles can be seen to double."""
    one = Submission("k", "overdue", "P-1", "B-1", None, "EUR", {})
    careful, careless = Office(), Office(honours_keys=False)
    for office in (careful, careless):
        office.submit(one)
        office.submit(one)
    assert (len(careful.found("k")), len(careless.found("k"))) == (1, 2)
    with pytest.raises(Refused, match="there is no policy"):
        careful.submit(Submission("l", "overdue", "P-9", "B-1", None, "EUR", {}))
    careful.close()
    careless.close()


def test_an_office_comes_back_with_its_file(tmp_path: Path) -> None:
    office = Office(tmp_path / "sandbox.db")
    office.submit(Submission("k", "overdue", "P-1", "B-1", None, "EUR", {}))
    office.put_webhook("http://127.0.0.1:9", "hush", "sandbox")
    assert office.webhook() is not None
    office.close()
    office = Office(tmp_path / "sandbox.db")
    assert len(office.found("k")) == 1
    assert office.webhook() is None
    office.close()


def test_what_is_said_at_the_prompt(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("LEDGERGUARD_SANDBOX_SECRET", raising=False)
    for words, said in (
        (["--kinds", "fire"], "--kinds must be among 429"),
        ([], "LEDGERGUARD_SANDBOX_SECRET must hold the secret"),
    ):
        with pytest.raises(SystemExit):
            main(words)
        assert said in capsys.readouterr().err
    monkeypatch.setenv("LEDGERGUARD_SANDBOX_SECRET", SECRET)
    made = sandbox_of(
        parser().parse_args(["--careless", "--faults", "0.25", "--kinds", "429,hang"])
    )
    assert (made.plan.often, made.plan.kinds) == (0.25, ("429", "hang"))
    assert not made.office.honours_keys
    assert made.office.log_in("firm", SECRET) is not None
    made.office.close()


def test_as_a_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``python -m ledgerguard_insurer_rest.sandbox`` and the three steps of the README."""
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "ledgerguard_insurer_rest.sandbox", "--port", str(port)]
    process = subprocess.Popen(
        [*command, "--decide-after", "0"],
        env=os.environ | {"LEDGERGUARD_SANDBOX_SECRET": SECRET},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("sandbox insurer on http://127.0.0.1:")
        monkeypatch.setenv("LEDGERGUARD_INSURER_PRACTICE_CLIENT_ID", "firm")
        monkeypatch.setenv("LEDGERGUARD_INSURER_PRACTICE_CLIENT_SECRET", SECRET)
        connection = Connection("sandbox", f"http://127.0.0.1:{port}", policy="P-1")
        insurer = RestInsurer("practice", connection, load("sandbox"), state=tmp_path)
        end = time.monotonic() + 20
        while True:
            try:
                ticket = insurer.request_limit(limit(1000, "limit-1"))
                break
            except Exception:
                assert time.monotonic() < end
                time.sleep(0.1)
        assert insurer.poll(ticket).decision == "approved"
        insurer.close()
    finally:
        process.terminate()
        said = process.communicate(timeout=20)[0]
    assert SECRET not in said
