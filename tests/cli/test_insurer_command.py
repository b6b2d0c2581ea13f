"""``ledgerguard insurer``: from the buyer's reference to the decision, against a fake insurer."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from claim_desk import FIRM
from fake_insurer import FakeInsurer
from insurer_prompt import a_mutual, furnish, install, run, said

from ledgerguard.plugin.insurer import (
    BuyerMatch,
    Cover,
    EventPage,
    InsurerEvent,
    OverdueItem,
    Progress,
)
from ledgerguard.store.covers import CoverBook
from ledgerguard.store.log import Log


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    furnish(tmp_path, monkeypatch)
    return tmp_path


@pytest.fixture
def mutual(folder: Path, monkeypatch: pytest.MonkeyPatch) -> FakeInsurer:
    made = a_mutual()
    install(monkeypatch, made)
    return made


def request(*more: str, amount: str = "250,000.00") -> str:
    """The key of a prepared request."""
    words = ("request", "A", amount, "eur", "--reference", "B-1", *more)
    return str(said(*words)["key"])


@pytest.mark.usefixtures("folder")
def test_without_a_connector(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch)
    assert "no connector is installed" in run("list").stdout
    for words in (("refresh",), ("events",), ("request", "A", "1", "EUR")):
        assert "one of those that are installed, got none" in run(*words, code=2).stderr
    assert said("list") == []


def test_the_list(mutual: FakeInsurer) -> None:
    assert "Example Mutual" in run("list").stdout
    (one,) = said("list")
    assert (one["name"], "find_buyer" in one["offers"]) == ("mutual", True)


def test_one_of_several_must_be_named(mutual: FakeInsurer, monkeypatch: pytest.MonkeyPatch) -> None:
    other = FakeInsurer()
    other.name = "other"
    install(monkeypatch, mutual, other)
    stderr = run("request", "A", "1", "EUR", code=2).stderr
    assert "must be one of mutual, other, got none" in stderr
    assert said("refresh", "A", code=1)[1]["insurer"] == "other"
    assert said("refresh", "A", "--insurer", "mutual")[0]["error"] == ""


def test_a_buyer_is_found_by_its_legal_id(mutual: FakeInsurer) -> None:
    mutual.matches = [BuyerMatch("B-1", "Nordwerk GmbH", "DE", 0.5, "HRB1234")]
    assert "no customer is known" in run("buyers").stdout
    result = run("buyers", "--facts", "facts.csv")
    assert "facts.csv, row 5: no such item" in result.stderr
    assert "yes" in result.stdout
    (one,) = said("buyers")["buyers"]
    assert (one["customer_id"], one["reference"], one["accepted"]) == ("A", "B-1", True)


def test_a_guess_waits_until_a_person_confirms_it(mutual: FakeInsurer) -> None:
    mutual.matches = [BuyerMatch("B-1", "Nordwerk GmbH", "DE", 0.5)]
    result = run("buyers", "A", code=1)
    assert "waits for a person" in result.stdout
    assert "a person must confirm who A is" in result.stderr
    assert "got only a guess" in run("request", "A", "1", "EUR", code=2).stderr
    assert "name of the person must be given" in run("buyers", "--confirm", "A=B-1", code=2).stderr
    assert "Wang" in run("buyers", "--confirm", "A = B-1", "--by", "Wang").stdout
    assert said("refresh", "A") == [{"insurer": "mutual", "customer_id": "A", "error": ""}]


def test_covers_are_asked_for_and_shown(mutual: FakeInsurer, folder: Path) -> None:
    assert "no customer is known to an insurer yet" in run("refresh").stdout
    assert "nothing was told yet" in run("covers").stdout
    with CoverBook.open(folder / "covers.db") as book:
        book.put_wishes({"A": "x"})
    assert "told" in run("refresh").stdout  # a cell has wished for it
    text = run("covers").stdout
    assert "120,000.00" in text
    assert dt.datetime.now().astimezone().date().isoformat() in text
    (one,) = said("covers", "A", "--lang", "zh")
    assert (one["amount"], one["decision"], one["kind"]) == (120000.0, "批准", "长期限额")
    assert one["told_on"] == dt.datetime.now().astimezone().date().isoformat()
    mutual.known = {}
    assert said("refresh")[0]["error"] == ""  # all known buyers in one question
    assert said("covers")[0]["decision"] == "no cover"
    mutual.fault = lambda: "unreachable"
    assert "got nothing" in said("refresh", code=1)[0]["error"]
    assert "got nothing" in said("covers")[0]["error"]


def test_events(mutual: FakeInsurer) -> None:
    run("buyers", "A")
    at = dt.datetime(2026, 6, 30, 8, 0, tzinfo=dt.UTC)
    mutual.pages = {
        "": EventPage((InsurerEvent("1", at, "cover", "B-1", {"decision": "reduced"}),), "a"),
        "a": EventPage((InsurerEvent("2", at, "claim", "C-1"),), "b"),
    }
    text = run("events").stdout
    assert "decision reduced" in text
    assert "2 events" in text
    assert said("covers")[0]["amount"] == 120000.0
    assert said("events") == []
    mutual.pages["b"] = EventPage(mutual.pages[""].events, "a")  # round and round
    assert said("events")[0]["body"] == {"decision": "reduced"}
    mutual.pages.clear()
    assert run("events").stdout == "0 events\n"


def test_a_request_from_the_first_word_to_the_decision(mutual: FakeInsurer) -> None:
    run("buyers", "A")
    text = run(
        "request", "A", "250,000.00", "EUR", "--kind", "temporary", "--until", "2026-12-31",
        "--note", "big order", "--by", "Li",
    ).stdout  # fmt: skip
    what = (
        "to mutual: a temporary limit of EUR 250,000.00 until 2026-12-31, on A (B-1), policy P-4711"
    )
    assert what in text
    assert "`ledgerguard insurer confirm limit-" in text
    assert "nothing is confirmed" in run("send").stdout
    assert mutual.arrivals.writes == {}
    assert "name of the person" in run("confirm", "limit", code=2).stderr
    assert f"confirmed by Wang: {what}" in run("confirm", "limit", "--by", "Wang").stdout
    assert "T-limit-" in run("send").stdout
    (write,) = mutual.arrivals.writes.values()
    assert write.amount == Decimal("250000.00")  # type: ignore[union-attr]
    (item,) = said("outbox")
    assert (item["state"], item["confirmed_by"], item["prepared_by"]) == ("taken", "Wang", "Li")
    mutual.progress = Progress("done", "partly", Decimal(150000), "EUR", "half of it")
    mutual.known["B-1"] = [Cover("B-1", "P-4711", "permanent", "partly", Decimal(150000), "EUR")]
    assert "approved in part, EUR 150,000.00, half of it" in run("poll").stdout
    assert said("covers", "A")[0]["amount"] == 150000.0  # a cell shows it now
    assert "nothing waits for a decision" in run("poll").stdout
    assert "nothing is under way" in run("outbox").stdout
    assert "部分批准" in run("outbox", "--all", "--lang", "zh").stdout
    (settled,) = said("outbox", "--all", "--insurer", "mutual")
    assert settled["progress"]["decision"] == "partly"
    assert said("outbox", "--all", "--insurer", "other") == []


def test_the_number_of_the_policy(mutual: FakeInsurer) -> None:
    stderr = run("request", "U", "1", "EUR", "--reference", "B", code=2).stderr
    assert "number of the insurance policy of U must be known" in stderr
    key = said("request", "U", "1", "EUR", "--reference", "B", "--number", "P-9")["key"]
    assert said("outbox")[0]["write"]["policy"] == "P-9"
    assert "withdrawn" in run("withdraw", key, "--reason", "a mistake").stdout
    assert said("outbox", "--all")[0]["reason"] == "a mistake"


@pytest.mark.usefixtures("mutual")
@pytest.mark.parametrize("amount", ["a lot", "1,2", "NaN", "1e400000"])
def test_an_amount_is_a_number(amount: str) -> None:
    result = run("request", "A", amount, "EUR", "--reference", "B-1", code=2)
    assert "an amount is written" in result.output or "below 1,000,000,000,000,000" in result.output


def test_a_decision_on_a_buyer_that_the_book_does_not_know(mutual: FakeInsurer) -> None:
    """The reference was stated at the prompt: nobody has said that it counts."""
    run("confirm", request(), "--by", "Wang")
    run("send")
    run("poll")
    assert said("buyers")["buyers"] == []
    assert mutual.calls == ["write", "poll"]


def test_what_went_out_before_a_fault_is_told(mutual: FakeInsurer) -> None:
    first, second = request(), request(amount="9")
    run("confirm", first, "--by", "Wang")
    result = run("send", first, second, code=2)
    assert f"T-{first}" in result.stdout
    assert "must be confirmed before it is sent" in result.stderr


def test_of_several_those_are_asked_that_offer_it(
    mutual: FakeInsurer, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = FakeInsurer()
    silent.name, silent.capabilities = "silent", frozenset({"events"})
    install(monkeypatch, mutual, silent)
    assert [one["insurer"] for one in said("refresh", "A")] == ["mutual"]
    assert "must offer" in said("refresh", "A", "--insurer", "silent", code=1)[0]["error"]


def test_a_broken_line_and_the_way_back(mutual: FakeInsurer) -> None:
    key = request()
    run("confirm", key, "--by", "Wang")
    mutual.fault = lambda: "unheard"
    assert "perhaps arrived" in run("send", key, code=1).stdout
    assert "reconcile" in run("withdraw", key, code=2).stderr
    assert "got nothing" in said("reconcile", code=1)[0]["note"]
    mutual.fault = lambda: ""
    assert said("reconcile")[0]["state"] == "taken"
    assert "nothing is in doubt" in run("reconcile").stdout
    assert mutual.arrivals.counted[key] == 1


def test_lost_on_the_way(mutual: FakeInsurer) -> None:
    key = request()
    run("confirm", key, "--by", "Wang")
    mutual.fault = lambda: "lost" if mutual.calls[-1] == "write" else ""
    assert said("send", code=1)[0]["state"] == "unsure"
    mutual.fault = lambda: ""
    assert said("reconcile", code=1)[0]["state"] == "unsure"  # it may still travel
    assert said("reconcile", "--now")[0]["state"] == "taken"


def test_a_connector_that_is_gone(mutual: FakeInsurer, monkeypatch: pytest.MonkeyPatch) -> None:
    run("confirm", request(), "--by", "Wang")
    install(monkeypatch)
    assert "is not installed" in run("send", code=1).stdout
    assert "got mutual" in run("send", "limit", code=2).stderr


def test_a_refused_access_at_a_single_write(mutual: FakeInsurer) -> None:
    key = request()
    run("confirm", key, "--by", "Wang")
    mutual.fault = lambda: "locked out"
    assert "got locked" in run("send", key, code=2).stderr
    assert said("outbox")[0]["state"] == "confirmed"


def test_what_a_connector_does_not_offer_is_not_prepared(mutual: FakeInsurer) -> None:
    mutual.capabilities = frozenset({"covers"})
    stderr = run("request", "A", "1", "EUR", "--reference", "B-1", code=2).stderr
    assert "must offer request_limit, got mutual, which does not" in stderr
    assert "no insurer was told anything yet" in run("outbox").stdout


def test_overdue_invoices_of_a_ledger(mutual: FakeInsurer, folder: Path) -> None:
    run("buyers", "A")
    words = ("overdue", "ledger.csv", "A-1", "A-2", "--as-of", "2024-02-20", "--facts", "facts.csv")
    text = run(*words).stdout
    assert "to mutual: EUR 163,000.00 overdue: A-1, A-2, on A (B-1), policy P-4711" in text
    run("confirm", "overdue", "--by", "Wang")
    sent = run("send").stdout
    assert "taken by the insurer" in sent
    with Log.open(folder / "firm.log") as log:
        assert [row.kind for row in log.rows()][-2:] == ["insurer-taken", "done"]
    (write,) = mutual.arrivals.writes.values()
    assert write.items[0] == OverdueItem(  # type: ignore[union-attr]
        "A-1", dt.date(2023, 11, 1), dt.date(2023, 12, 1), Decimal("113000.00"), "EUR"
    )
    stderr = run(*words, code=2).stderr
    assert "a write must be prepared once" in stderr
    assert "报损" in run("outbox", "--lang", "zh").stdout


def test_a_claim_as_it_was_put_together(mutual: FakeInsurer) -> None:
    words = ("claim", "ledger.csv", "A-1", "A-2", "--as-of", "2024-07-20", "--reference", "B-1",
             "--document", "contract.pdf", "--cause", "insolvency")  # fmt: skip
    text = run(*words).stdout
    assert "a claim of EUR 162,800.00 for insolvency: A-1, A-2, on A (B-1), policy P-4711" in text
    (item,) = said("outbox")
    assert (item["write"]["amount"], item["write"]["documents"]) == ("162800.00", ["contract.pdf"])
    assert [one["amount"] for one in item["write"]["items"]] == ["112800.00", "50000.00"]
    assert item["write"]["note"].startswith("C20240720-")
    run("confirm", "claim", "--by", "Wang")
    hint = "`ledgerguard claim LEDGER A-1 A-2 --cause insolvency --as-of DATE --sent` tells the log"
    assert hint in run("send").stdout


def test_what_cannot_be_told_of_a_ledger(mutual: FakeInsurer, folder: Path) -> None:
    words = ("overdue", "ledger.csv", "B-1", "--as-of", "2024-02-20", "--reference", "B-9")
    assert "the date of B-1 must be in the ledger, got none" in run(*words, code=2).stderr
    late = FIRM.replace('policy_number = "P-4711"\n', "")
    (folder / "firm.toml").write_text(late, encoding="utf-8")
    words = ("overdue", "ledger.csv", "A-1", "--as-of", "2024-02-20", "--reference", "B-1")
    assert "number of the policy mine must be known" in run(*words, code=2).stderr


def test_a_machine_without_a_place_for_the_book(
    mutual: FakeInsurer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledgerguard.store.covers_file.usual_path", lambda: None)
    assert "a machine without one" in run("buyers", code=2).stderr
