"""Preparing, confirming and withdrawing: what stands in the log, and what is refused."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from desk_samples import NOON, at, filing, invoice, item, limit, ready, report

from ledgerguard.casework.insurers import outbox
from ledgerguard.casework.insurers.outbox import confirm, items_of, named, prepare, told, withdraw
from ledgerguard.casework.insurers.states import FROM, LEADS_TO, STATES, STEPS, may
from ledgerguard.casework.insurers.steps import KINDS
from ledgerguard.casework.insurers.writes import write_body, write_of
from ledgerguard.errors import InvalidValue, LogError, OutOfDomain
from ledgerguard.plugin.insurer import LimitRequest, Write
from ledgerguard.store.entries import GENESIS, Entry, Row, canonical
from ledgerguard.store.log import Log, LogMoved


@pytest.fixture
def log() -> Iterator[Log]:
    with Log.memory() as log:
        yield log


def test_the_key_is_made_of_head_and_content(log: Log) -> None:
    body = {
        "insurer": "mutual", "policy": "P-1", "reference": "B-1", "amount": "250000.00",
        "currency": "EUR", "kind": "permanent", "until": None, "note": "",
    }  # fmt: skip
    text = GENESIS.encode() + b"\nlimit\n" + canonical(body)
    key = prepare(log, "mutual", limit(), "Li", customer_id="2001", clock=at(0))
    assert key == "limit-" + hashlib.sha256(text).hexdigest()[:20]
    (row,) = log.rows()
    assert (row.kind, row.actor) == ("insurer-prepared", "Li")
    assert row.recorded_at == "2026-06-30T12:00:00.000000+00:00"
    found = item(log, key)
    assert (found.state, found.since, found.prepared_by) == ("prepared", NOON, "Li")
    assert found.write == LimitRequest(key, "P-1", "B-1", Decimal(250000), "EUR")
    withdraw(log, key, "Li")
    assert prepare(log, "mutual", limit(), "Li") != key  # the head has moved on


@pytest.mark.parametrize(
    "write",
    [
        LimitRequest("", "P", "B", Decimal("0.5"), "EUR", "temporary", dt.date(2026, 9, 1), "破产"),
        LimitRequest("", "P", "B", Decimal(1200), "JPY", "top-up"),
        report(invoice(), invoice("A-2", "7", "JPY")),
        filing(invoice()),
    ],
)
def test_a_write_comes_back_as_it_was(log: Log, write: Write) -> None:
    key = prepare(log, "mutual", write, "Li")
    found = item(log, key).write
    assert found == type(write)(**{**_fields(write), "key": key})


def _fields(write: Write) -> dict[str, Any]:
    return {name: getattr(write, name) for name in write.__dataclass_fields__}


@pytest.mark.parametrize(
    ("write", "error", "said"),
    [
        (LimitRequest("", "P", " ", Decimal(1), "EUR"), InvalidValue, "reference must be"),
        (LimitRequest("", "P", "B", Decimal(1), "EUR", "odd"), InvalidValue, "kind must be one"),  # type: ignore[arg-type]
        (limit(currency="EURO"), InvalidValue, "currency must be an ISO code, got 'EURO'"),
        (limit("0"), OutOfDomain, "amount must be above 0 and"),
        (limit("NaN"), OutOfDomain, "got NaN"),
        (limit("1e400000"), OutOfDomain, "below 1,000,000,000,000,000"),
        (limit("0.005"), OutOfDomain, "at most 2 decimals in EUR"),
        (limit("0.5", "JPY"), OutOfDomain, "at most 0 decimals in JPY"),
        (report(), InvalidValue, "items must hold an invoice"),
        (report(invoice(amount="-1")), OutOfDomain, "got -1"),
        (filing(invoice(), amount="0"), OutOfDomain, "above 0"),
        (filing(invoice(currency="USD")), InvalidValue, "currency EUR, got USD"),
    ],
)
def test_what_cannot_be_told_is_not_prepared(
    log: Log, write: Write, error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        prepare(log, "mutual", write, "Li")
    assert len(log) == 0


def test_the_same_is_prepared_once(log: Log) -> None:
    key = prepare(log, "mutual", limit(note="first"), "Li")
    with pytest.raises(InvalidValue, match=f"the same as {key}, which is prepared"):
        prepare(log, "mutual", limit("250000.00", note="second"), "Wang")
    prepare(log, "other", limit(), "Li")
    prepare(log, "mutual", limit("250001"), "Li")
    withdraw(log, key, "Li", reason="too much")
    assert item(log, key).reason == "too much"
    assert prepare(log, "mutual", limit(), "Li") != key


def test_only_a_named_person_confirms_and_only_once(log: Log) -> None:
    key = prepare(log, "mutual", limit(), "Li")
    with pytest.raises(InvalidValue, match="name of the person"):
        confirm(log, key, "  ")
    confirmed = confirm(log, key, "Wang", clock=at(5))
    assert (confirmed.state, confirmed.confirmed_by) == ("confirmed", "Wang")
    assert confirmed.since == at(5)()
    with pytest.raises(InvalidValue, match="waiting to be confirmed, got that it is confirmed"):
        confirm(log, key, "Li")
    withdraw(log, key, "Li")
    with pytest.raises(InvalidValue, match="waiting to be withdrawn, got that it is withdrawn"):
        withdraw(log, key, "Li")


def test_a_key_may_be_shortened(log: Log) -> None:
    first = prepare(log, "mutual", limit(), "Li")
    second = prepare(log, "mutual", report(invoice()), "Li")
    items = items_of(log)[1]
    assert named(items, first).key == named(items, first[:8]).key == first
    assert named(items, "o").key == second
    assert named({first: items[first]}, first).key == first
    for wrong in ("", "claim", "x"):
        with pytest.raises(InvalidValue, match=f"{first}, {second}"):
            named(items, wrong)
    with pytest.raises(InvalidValue, match="none yet"):
        named({}, "limit")


def test_others_may_write_in_between(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row of somebody else between reading and writing: the outbox is looked at anew."""
    others = iter([1, 2])
    append = Log.append

    def slow(self: Log, entries: list[Entry], **more: Any) -> list[Row]:
        if next(others, None):
            append(self, [Entry("promise", {})])
        return append(self, entries, **more)

    monkeypatch.setattr(Log, "append", slow)
    key = prepare(log, "mutual", limit(), "Li")
    assert [row.kind for row in log.rows()] == ["promise", "promise", "insurer-prepared"]
    assert item(log, key).state == "prepared"


def test_a_log_that_never_stands_still(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    key = prepare(log, "mutual", limit(), "Li")

    def moved(self: Log, entries: list[Entry], **more: Any) -> list[Row]:
        raise LogMoved("moved")

    monkeypatch.setattr(Log, "append", moved)
    with pytest.raises(LogMoved, match="must stand still"):
        prepare(log, "mutual", limit("1"), "Li")
    with pytest.raises(LogMoved, match=f"got {outbox.TRIES} rows"):
        confirm(log, key, "Wang")


def test_texts_from_outside_fit_into_the_log() -> None:
    assert told(" two\n lines\t") == "two lines"
    assert told("half \ud800") == "half ?"
    assert len(told("x" * 9999)) == 500


def test_steps_and_states_are_whole() -> None:
    assert set(LEADS_TO) == set(FROM) == set(STEPS)
    assert set(LEADS_TO.values()) == set(STATES)
    assert not any(may("prepared", state) for state in STATES)
    # What may have arrived is never simply sent again, nor taken back.
    for state in ("sending", "unsure", "taken", "settled"):
        assert not may("sending", state)
        assert not may("withdrawn", state)


def _body(key: str, **more: Any) -> dict[str, Any]:
    return {"key": key, **more}


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("insurer-sending", _body("limit-none")),
        ("insurer-sending", {}),
        ("insurer-taken", _body("KEY")),
        ("insurer-settled", _body("KEY", outcome="done")),
        ("insurer-withdrawn", _body("KEY", reason="")),
        ("insurer-prepared", _body("KEY")),
        ("insurer-prepared", _body("K", write="odd", insurer="m", customer_id="", body={})),
        ("insurer-prepared", _body("K", write="limit", insurer="m", customer_id="", body={"x": 1})),
    ],
)
def test_a_row_that_cannot_follow_is_damage(log: Log, kind: str, body: dict[str, Any]) -> None:
    key = ready(log)
    from fake_insurer import FakeInsurer

    from ledgerguard.casework.insurers.sending import send

    send(log, FakeInsurer(), key, clock=at(1))
    assert kind in KINDS
    text = {name: key if value == "KEY" else value for name, value in body.items()}
    log.append([Entry(kind, text)])
    with pytest.raises(LogError, match=r"must (tell|hold)"):
        items_of(log)


def test_a_key_is_prepared_once_only(log: Log) -> None:
    key = prepare(log, "mutual", limit(), "Li")
    (row,) = log.rows()
    log.append([Entry(row.kind, row.body)])
    with pytest.raises(LogError, match="row 2 must tell a step that can follow on 'prepared'"):
        items_of(log)
    assert key


def test_rows_of_other_kinds_are_passed_over(log: Log) -> None:
    from ledgerguard.casework.insurers.steps import folded

    log.append([Entry("promise", {"key": "x"})])
    key = prepare(log, "mutual", limit(), "Li")
    assert list(folded(log.rows())) == [key]


def test_an_amount_of_the_log_is_a_number() -> None:
    body = write_body(limit())
    with pytest.raises(LogError, match="must hold a write"):
        write_of("limit", "k", {**body, "amount": "a lot"})
