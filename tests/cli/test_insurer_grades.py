"""``ledgerguard insurer grade``, ``claim-status``, ``facts``."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from fake_insurer import FakeInsurer
from insurer_prompt import a_mutual, furnish, install, run, said

from ledgerguard.casework.customer_file.reading import read_files
from ledgerguard.casework.decisions.limits import limits_of
from ledgerguard.plugin.insurer import ClaimState, Cover, Grade
from ledgerguard.units import serial


@pytest.fixture
def mutual(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeInsurer:
    furnish(tmp_path, monkeypatch)
    made = a_mutual()
    install(monkeypatch, made)
    return made


def today() -> dt.date:
    return dt.datetime.now().astimezone().date()


def test_a_grade_with_its_scale_and_direction(mutual: FakeInsurer) -> None:
    assert "no such customer is known" in run("grade").stdout
    run("buyers", "A")
    text = run("grade").stdout
    assert "1 to 10" in text
    assert "low is best" in text
    assert today().isoformat() in text
    (one,) = said("grade", "A", "--insurer", "mutual")
    assert one["answer"] == {
        "value": "3", "scale": "1 to 10", "direction": "low is best", "as_of": "2026-06-30"
    }  # fmt: skip
    assert said("grade", "B") == []
    mutual.fault = lambda: "unreachable"
    result = run("grade", code=1)
    assert "1 to 10" in result.stdout  # what it said last, with its day
    assert "got nothing" in said("grade", code=1)[0]["error"]


def test_no_opinion_is_an_answer(mutual: FakeInsurer, monkeypatch: pytest.MonkeyPatch) -> None:
    run("buyers", "A")
    monkeypatch.setattr(mutual, "grade", lambda _: None)
    assert "none" in run("grade").stdout
    assert said("grade")[0]["answer"] is None
    mutual.capabilities = frozenset({"covers"})
    assert "must offer grade" in run("grade", code=1).stdout.replace("\n", " ")


def test_how_claims_stand(mutual: FakeInsurer, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "no insurer has taken such a claim" in run("claim-status").stdout
    words = ("claim", "ledger.csv", "A-1", "A-2", "--as-of", "2024-07-20", "--reference", "B-1")
    key = said(*words)["key"]
    run("confirm", key, "--by", "Wang")
    assert said("claim-status") == []  # not sent yet
    run("send")
    (one,) = said("claim-status", key)
    assert (one["answer"]["reference"], one["answer"]["state"]) == (f"T-{key}", "open")
    paid = ClaimState(f"T-{key}", "paid in part", Decimal("50000.50"), "EUR", dt.date(2024, 9, 1))
    monkeypatch.setattr(mutual, "claim_status", lambda _: paid)
    text = run("claim-status").stdout
    assert "EUR 50,000.50" in text
    assert "paid in part" in text
    assert said("claim-status")[0]["answer"]["paid"] == "50000.50"
    monkeypatch.setattr(mutual, "claim_status", lambda _: "paid")
    assert "got str" in said("claim-status", code=1)[0]["error"]
    run("poll")  # it is decided now: what was told last stands
    assert said("claim-status", code=1)[0]["answer"]["state"] == "paid in part"
    assert "key must be that of one write" in run("claim-status", "nothing", code=2).stderr


def test_what_was_told_becomes_facts_of_the_customers_file(
    mutual: FakeInsurer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "must have told something" in run("facts", code=2).stderr
    monkeypatch.setattr(
        mutual, "grade", lambda _: Grade("B", "coface", "letters", dt.date(2026, 6, 1))
    )
    top_up = Cover("B-1", "P-4711", "top-up", "approved", Decimal(30000), "EUR")
    mutual.known["B-1"].append(top_up)
    run("buyers", "A")
    run("refresh")
    run("grade")
    result = run("facts")
    assert result.stdout.splitlines() == [
        "customer_id,item,value,date,until,currency,source",
        f"A,insured_limit,120000,{today()},,EUR,P-4711",
        f"A,insurer_decision,approved,{today()},,EUR,P-4711",
        "A,insurer_grade,B,2026-06-01,,,coface",
    ]
    assert "A: left out, covers are never added: top-up EUR 30000 of mutual" in result.stderr
    words = ("facts", "A", "--insurer", "mutual", "--out")
    assert "3 facts in told.csv" in run(*words, "told.csv").stdout
    file = read_files(tmp_path / "told.csv")["A"]
    assert file.problems == ()
    (limit,) = limits_of(file, "EUR", serial(today()))
    assert (limit.kind, limit.amount.minor) == ("insured", 12_000_000)
    assert "must be a file that can be written" in run(*words, "no/told.csv", code=2).stderr
