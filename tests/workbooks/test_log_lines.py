"""What happened, in words: the rows of a log with money, days and words in both languages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from claim_desk import ROWS, Desk, day, firm, reported
from collector import ledger
from desk_samples import at, filing, invoice, limit, ready, report
from fake_insurer import FakeInsurer

from ledgerguard.casework import runs
from ledgerguard.casework.claims import recording
from ledgerguard.casework.claims.events import KINDS as CLAIM_KINDS
from ledgerguard.casework.customer_file.facts import CustomerFile
from ledgerguard.casework.decisions.overrides import OVERRIDE, CreditOverride, record_override
from ledgerguard.casework.decisions.recording import DECISION, record_decision
from ledgerguard.casework.events import KINDS as EVENT_KINDS
from ledgerguard.casework.events import (
    OPENING,
    Dispute,
    Done,
    DueChange,
    Event,
    Hold,
    Promise,
    Reassessed,
    Reply,
    Scope,
    Seen,
    StepDone,
)
from ledgerguard.casework.insurers import outbox, sending
from ledgerguard.casework.insurers.steps import KINDS as INSURER_KINDS
from ledgerguard.casework.records import ItemKey
from ledgerguard.ledger.amount import Amount
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.store.entries import Entry, Row
from ledgerguard.store.log import Log
from ledgerguard.units import Cell, Language, serial
from ledgerguard.workbooks import log_book, log_lines
from ledgerguard.workbooks.log_words import KINDS

A = ItemKey("", "A", "EUR", "A-1", 1)
YEN = ItemKey("DE01", "J", "JPY", "Y-1", 2)
MOMENT = "2026-01-31T08:15:00.000001+00:00"


def told(rows: list[Row], language: Language = "en") -> list[dict[str, Cell]]:
    first = log_lines.firsts(rows)
    return [log_lines.line(row, language, first) for row in rows]


def shown(line: dict[str, Cell], *keys: str) -> tuple[Cell, ...]:
    return tuple(line[key] for key in keys)


@pytest.fixture(scope="module")
def claimed() -> Iterator[list[Row]]:
    """Reported, filed, paid, recovered: the case of claim_desk."""
    with Desk(reported(day(2024, 2, 20), "A-1", "A-2")) as desk:
        claim = desk.claim()
        recording.record_claim(desk.log, claim, desk.policy, actor="wang")
        on, name = day(2024, 8, 15), claim.reference
        paid, back = Amount.of(103_500, "EUR"), Amount.of(16_280, "EUR")
        recording.record_status(desk.log, name, "paid", on, amount=paid, actor="wang")
        recording.record_recovery(desk.log, name, on + 17, back, note="dividend", actor="li")
        yield list(desk.log.rows())


def test_the_story_of_a_claim_reads_in_both_languages(claimed: list[Row]) -> None:
    report, filed, step, paid, back = told(claimed)
    assert shown(report, "kind", "outcome", "invoices") == (
        "Step done", "Report the overdue invoice to the insurer", "A-1, A-2"
    )  # fmt: skip
    # 162,800.00 are claimed, 103,500.00 expected within 30 days: 20 July to 19 August.
    assert shown(filed, "kind", "customer", "currency", "amount") == (
        "Claim filed", "A", "EUR", 162_800
    )  # fmt: skip
    assert shown(filed, "on", "until") == (day(2024, 7, 20), day(2024, 8, 19))
    assert filed["outcome"] == "Protracted default; expected indemnity EUR 103,500.00"
    assert filed["invoices"] == "A-1, A-2"
    assert step["reference"] == filed["reference"] == paid["reference"]
    # What follows names the claim only: the customer is that of the claim.
    assert shown(paid, "kind", "customer", "outcome", "amount") == (
        "Insurer's answer", "A", "paid", 103_500
    )  # fmt: skip
    # 10 % of the debt: 16,280 * 120,000 / 162,800 * 0.9 = 10,800.00.
    assert back["outcome"] == (
        "EUR 10,800.00 to the insurer, EUR 0.00 costs, EUR 5,480.00 kept"
    )  # fmt: skip
    assert shown(back, "note", "actor", "on") == ("dividend", "li", day(2024, 9, 1))
    chinese = told(claimed, "zh")
    assert [line["kind"] for line in chinese] == [
        "已执行", "提出索赔", "已执行", "保险公司答复", "追回款项"
    ]  # fmt: skip
    assert chinese[1]["outcome"] == "长期拖欠；预计赔款 EUR 103,500.00"
    assert chinese[1]["invoices"] == "A-1、A-2"


def test_a_decision_its_override_and_the_look_at_the_customer() -> None:
    known = CustomerFile("A")
    with Log.memory() as log:
        made = record_decision(log, known, {}, firm().credit, 45_000, policy=firm(), note="first")
        rows = list(log.rows())
    (line,) = told(rows)
    assert shown(line, "kind", "customer", "on", "reference", "note") == (
        "Credit decision", "A", 45_000, made.id, "first"
    )  # fmt: skip
    assert line["outcome"] == "withheld: data is missing or too old"
    body: dict[str, Any] = {
        "id": "A-EUR-45000-1", "entity": "", "customer_id": "A", "currency": "EUR",
        "as_of": 45_000, "outcome": "credit", "grade": 3, "limit": 10_000_000,
    }  # fmt: skip
    with Log.memory() as log:
        log.append([Entry(DECISION, body)])
        override = CreditOverride(
            "A", "EUR", 45_001, 45_010, "one order", "credit-manager", 12_000_000, 45
        )
        record_override(log, override, firm().credit, actor="wang")
        runs.record(log, [Reassessed(Scope("", "A"), 45_000, "A-EUR-45000-1")])
        decided, overridden, looked = told(list(log.rows()))
    assert shown(decided, "outcome", "amount", "currency") == (
        "sell on credit within the limit, grade 3", 100_000, "EUR"
    )  # fmt: skip
    assert shown(overridden, "kind", "on", "until", "amount", "outcome", "note") == (
        "Override of a decision", 45_001, 45_010, 120_000, "terms 45 days", "one order"
    )  # fmt: skip
    assert overridden["reference"] == "A-EUR-45000-1"
    assert shown(looked, "kind", "customer", "note") == (
        "Credit looked at anew", "A", "A-EUR-45000-1"
    )  # fmt: skip


def test_what_people_report() -> None:
    events: list[Event] = [
        Promise(Scope("", "A", A), 45_020, 45_010, 12_050, "on the phone"),
        Promise(Scope("", "A"), 45_021, 45_010, 700),
        Dispute(Scope("", "A", A), 45_011, "quality"),
        Hold(Scope("", "A"), 45_012, 45_030, "audit"),
        DueChange(A, 45_000, 45_009),
        Seen(YEN, 45_100),
        Reply(Scope("", "A"), 45_013, "email", "=1+1 we pay"),
        Done(OPENING, "customer", "DE01", "J", "JPY", "five-stage", 2, "notice", 45_001,
             (StepDone(YEN, 2, "notice", 45_000),)),
    ]  # fmt: skip
    with Log.memory() as log:
        runs.record(log, events, actor="an")
        promise, whole, dispute, hold, moved, seen, reply, done = told(list(log.rows()))
    assert shown(promise, "kind", "invoices", "currency", "amount", "until", "note") == (
        "Promise to pay", "A-1", "EUR", 120.5, 45_020, "on the phone"
    )  # fmt: skip
    # Of a whole customer nobody says the currency: then the amount has no unit, and is not told.
    assert shown(whole, "customer", "currency", "amount") == ("A", "", None)
    assert shown(dispute, "until", "note") == (None, "quality")
    assert shown(hold, "until", "note") == (45_030, "audit")
    assert shown(moved, "until", "outcome") == (45_009, "the due date was 2023-03-15")
    assert shown(seen, "customer", "invoices", "currency", "until") == (
        "J", "Y-1/2", "JPY", 45_100
    )  # fmt: skip
    assert reply["note"] == "'=1+1 we pay"
    assert shown(done, "outcome", "invoices", "reference") == ("Formal notice", "Y-1/2", "opening")


def test_a_run_and_its_tasks() -> None:
    with Desk() as desk:
        runs.run(ledger(ROWS), desk.policy, desk.log, day(2024, 2, 20))
        lines = told(list(desk.log.rows()), "zh")
    kinds = [line["kind"] for line in lines]
    assert kinds[0] == "生成工作清单"
    assert lines[0]["outcome"] == f"{kinds.count('待办事项')} 项待办"
    task = next(line for line in lines if line["kind"] == "待办事项")
    assert shown(task, "customer", "currency", "on") == ("A", "EUR", day(2024, 2, 20))
    assert task["amount"] != 0


def test_what_an_insurer_is_told_and_answers() -> None:
    """The fake one answers T-KEY as its reference, and grants 100.00 EUR of what was asked."""
    with Log.memory() as log:
        key = ready(log, limit("250000", note="for the season"))
        sending.send(log, FakeInsurer(), key, clock=at(1))
        sending.poll(log, FakeInsurer(), clock=at(2))
        prepared, confirmed, sent, taken, decided = told(list(log.rows()))
        chinese = told(list(log.rows()), "zh")
    asked = ("kind", "customer", "currency", "amount", "outcome", "note", "actor")
    assert shown(prepared, *asked) == (
        "To the insurer: prepared", "2001", "EUR", 250_000, "limit request to mutual",
        "for the season", "Li",
    )  # fmt: skip
    assert shown(confirmed, "kind", "customer", "amount", "actor") == (
        "To the insurer: confirmed", "2001", 250_000, "Wang"
    )  # fmt: skip
    assert shown(sent, "kind", "on") == (
        "To the insurer: handed over", serial(dt.date(2026, 6, 30))
    )  # fmt: skip
    assert taken["outcome"] == f"limit request to mutual, its reference T-{key}"
    assert shown(decided, "kind", "currency", "amount", "outcome") == (
        "To the insurer: decided", "EUR", 100, "limit request to mutual: approved"
    )  # fmt: skip
    assert {line["reference"] for line in (prepared, confirmed, sent, taken, decided)} == {key}
    assert [line["outcome"] for line in chinese[-2:]] == [
        f"限额申请（mutual），保险公司编号 T-{key}", "限额申请（mutual）：批准"
    ]  # fmt: skip


def test_what_insurers_are_told_of_invoices() -> None:
    euros = [invoice("A-1", "1200.50"), invoice("A-2", "99.50")]
    mixed = [*euros, invoice("A-3", "7000", "JPY")]
    with Log.memory() as log:
        ready(log, filing(*euros, amount="1000", currency="EUR"))
        ready(log, report(*euros))
        ready(log, report(*mixed))
        key = ready(log, report(invoice("Y-1", "7000", "JPY")))
        outbox.withdraw(log, key, "Li", reason="it was paid", clock=at(1))
        lines = [line for line in told(list(log.rows())) if "confirmed" not in str(line["kind"])]
    keys = ("outcome", "invoices", "currency", "amount")
    assert [shown(line, *keys) for line in lines] == [
        ("claim to mutual", "A-1, A-2", "EUR", 1_000),
        ("overdue report to mutual", "A-1, A-2", "EUR", 1_300),
        ("overdue report to mutual", "A-1, A-2, A-3", "", None),  # two currencies: no sum
        ("overdue report to mutual", "Y-1", "JPY", 7_000),
        ("overdue report to mutual", "Y-1", "JPY", 7_000),
    ]
    assert shown(lines[-1], "kind", "note") == ("To the insurer: withdrawn", "it was paid")


def test_every_kind_of_row_has_words() -> None:
    assert set(KINDS) == {
        *EVENT_KINDS, *CLAIM_KINDS, *INSURER_KINDS, DECISION, OVERRIDE, "run", "task"
    }  # fmt: skip


def test_rows_of_another_shape_are_told_as_far_as_they_go() -> None:
    bodies: list[tuple[str, dict[str, Any]]] = [
        ("=odd", {"scope": "x", "item": [1], "items": [["a"]], "on": "today"}),
        ("claim-filed", {"cause": "flood", "currency": "EUR", "expected": 5}),
        ("claim-status", {"status": "pondered", "claim": "C"}),
        ("due-change", {"old": NO_DAY, "new": 45_000, "item": ["", "A", "EUR", "I", 1]}),
        ("done", {"kind": "special", "level": "x", "items": [["", 1]]}),
        ("credit-decision", {"outcome": "pondered"}),
        ("credit-override", {}),
        ("insurer-prepared", {"key": "K", "write": "wish", "body": {"amount": "x", "until": "y"}}),
        ("insurer-taken", {"key": "K"}),
        ("insurer-settled", {"key": "none", "decision": "pondered", "amount": None}),
        ("insurer-settled", {"decision": None, "outcome": "failed"}),
        ("insurer-declined", {}),
    ]
    with Log.memory() as log:
        log.append([Entry(kind, body) for kind, body in bodies])
        lines = told(list(log.rows()))
    assert lines[0]["kind"] == "'=odd"
    assert [line["outcome"] for line in lines] == [
        "", "flood; expected indemnity EUR 0.05", "pondered", "", "special", "pondered", "",
        "wish", "wish, its reference ", ": pondered", ": failed", "",
    ]  # fmt: skip


def test_a_long_list_of_invoices_is_cut_and_says_so() -> None:
    items = [[f"I-{number}", 1, 0, 0, 0] for number in range(25)]
    with Log.memory() as log:
        log.append([Entry("claim-filed", {"items": items, "currency": "EUR"})])
        (line,) = told(list(log.rows()))
    assert str(line["invoices"]).endswith("I-19 … +5")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_days_are_dates_and_money_has_the_decimals_of_its_currency(
    tmp_path: Path, claimed: list[Row], language: Language
) -> None:
    yen = Entry("claim-recovery", {"claim": "C", "currency": "JPY", "amount": 1_500, "on": 45_000})
    with Log.memory() as log:
        log.append([yen], recorded_at=MOMENT)
        rows = [*claimed, *log.rows()]
    log_book.build(rows, tmp_path / "log.xlsx", language=language)
    book = openpyxl.load_workbook(tmp_path / "log.xlsx")
    sheet = book.worksheets[0]
    assert book.sheetnames == (
        ["What happened", "Log"] if language == "en" else ["事件一览", "日志"]
    )  # fmt: skip
    places = {key: place for place, key in enumerate(log_lines.COLUMNS, 1)}
    filed, back = sheet[3], sheet[7]
    assert filed[places["on"] - 1].value == dt.datetime(2024, 7, 20)
    assert filed[places["on"] - 1].number_format == "yyyy-mm-dd"
    assert filed[places["until"] - 1].value == dt.datetime(2024, 8, 19)
    amount = filed[places["amount"] - 1]
    assert (amount.value, amount.number_format) == (162_800, "#,##0.00;-#,##0.00;#,##0.00")
    yens = back[places["amount"] - 1]
    assert (yens.value, yens.number_format) == (1_500, "#,##0;-#,##0;#,##0")
    assert sheet.freeze_panes == "D2"
    log_sheet = book.worksheets[1]
    header = [cell.value for cell in log_sheet[1]]
    pay_by = log_sheet.cell(3, header.index("body.pay_by") + 1)
    assert pay_by.number_format == '[<0]"";yyyy-mm-dd'
    assert pay_by.value == serial(dt.date(2024, 8, 19))
    book.close()
