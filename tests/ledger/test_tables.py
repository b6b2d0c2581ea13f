"""The table formulas against the scalar formulas, called once per invoice in plain Python."""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from typing import Any

import pytest
from ledger_rows import DAY, Row, cells_of, plain

from ledgerguard.errors import InvalidValue, LedgerguardError, OutOfDomain
from ledgerguard.formulas.aging import age_bucket, bucket_labels
from ledgerguard.formulas.concentration import topn_share
from ledgerguard.formulas.payment import dbt, pay_index
from ledgerguard.formulas.receivables import best_dso, dso
from ledgerguard.ledger.customer_table import customer_summary
from ledgerguard.ledger.ledger_check import ledger_check, ledger_problems
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.ledger.tables import aging, stage_summary, top_exposures
from ledgerguard.policy.escalation import escalation_stage, next_stage_date
from ledgerguard.units import Column, from_serial

AS_OF = from_serial(DAY)


def some_rows(seed: int = 7, count: int = 250) -> list[Row]:
    """A ledger as firms have it: terms of 30 days, early and late payers, credits, disputes."""
    chance = random.Random(seed)
    rows = []
    for _ in range(count):
        issued = DAY - chance.randrange(500)
        amount = chance.randrange(1_000, 2_000_000) * (-1 if chance.random() < 0.08 else 1)
        paid_on = issued + 30 + round(chance.gauss(4, 15))
        settled = paid_on <= DAY and chance.random() < 0.85
        part = settled and chance.random() < 0.1
        customer = f"C{chance.randrange(12):03d}"
        rows.append(
            Row(
                customer_id=customer,
                currency=chance.choice(["EUR", "USD"]),
                issued=issued,
                due=issued + 30,
                amount=amount,
                paid=(amount // 3 if part else amount) if settled else 0,
                paid_on=max(paid_on, issued) if settled else NO_DAY,
                disputed=int(chance.random() < 0.1),
                customer=f"Customer {customer}",
            )
        )
    return rows


ROWS = some_rows()
CELLS = cells_of(ROWS)


def accounts(rows: list[Row]) -> dict[tuple[str, str], list[Row]]:
    grouped: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row.customer_id, row.currency].append(row)
    return grouped


@pytest.mark.parametrize("day", [DAY, DAY - 100, DAY - 333])
def test_aging_by_customer_is_age_bucket_invoice_by_invoice(day: int) -> None:
    as_of = from_serial(day)
    labels = bucket_labels()
    expected: dict[tuple[str, str], dict[str, int]] = {}
    for account, rows in accounts(ROWS).items():
        sums = dict.fromkeys([*labels, "Undated", "Unapplied", "Total"], 0)
        for row in rows:
            open_ = row.open(day)
            label = age_bucket(from_serial(row.due), as_of) if open_ > 0 else "Unapplied"
            sums[label] += open_
            sums["Total"] += open_
        if any(row.open(day) for row in rows):
            expected[account] = sums
    header, *body = plain(aging(CELLS, as_of, "customer"))
    assert header == [
        "Customer ID",
        "Customer",
        "Currency",
        *labels,
        "Undated",
        "Unapplied",
        "Total",
    ]
    found = {(r[0], r[2]): dict(zip(header[3:], r[3:], strict=True)) for r in body}
    assert {k: {n: round(100 * v) for n, v in row.items()} for k, row in found.items()} == expected
    assert [(-r[-1], r[0], r[2]) for r in body] == sorted((-r[-1], r[0], r[2]) for r in body)


def test_aging_by_invoice_date_with_edges_of_ones_own() -> None:
    header, row = plain(aging(CELLS, AS_OF, "currency", "EUR", [0, 14, 60], "invoice"))
    assert header[1:4] == ["0–14", "15–60", ">60"]
    expected = [0, 0, 0]
    for item in ROWS:
        if item.currency == "EUR" and item.open(DAY) > 0:
            age = DAY - item.issued
            expected[0 if age <= 14 else 1 if age <= 60 else 2] += item.open(DAY)
    assert [round(100 * amount) for amount in row[1:4]] == expected


def test_aging_by_currency_has_a_row_for_each_also_before_the_first_invoice() -> None:
    table = aging(CELLS, dt.date(2010, 1, 1))
    assert [row[0] for row in table[1:]] == ["EUR", "USD"]
    assert {cell for row in table[1:] for cell in row[1:]} == {0.0}


def if_computable(compute: Any) -> Any:
    try:
        return compute()
    except LedgerguardError:
        return ""


def test_customer_summary_is_the_scalar_formulas_customer_by_customer() -> None:
    expected = {}
    for account, rows in accounts(ROWS).items():
        open_items = [(row, row.open(DAY) / 100) for row in rows if row.open(DAY)]
        active = any(row.issued > DAY - 365 or row.paid_on > DAY - 365 for row in rows)
        if not open_items and not active:
            continue
        open_ = sum(amount for _, amount in open_items)
        late = [(r, a) for r, a in open_items if a > 0 and r.due < DAY]
        overdue = sum(amount for _, amount in late)
        owed = sum(amount for _, amount in open_items if amount > 0)
        sales = sum(row.amount / 100 for row in rows if row.issued > DAY - 90)
        settled = [
            (row.amount, row.paid_on - row.due)
            for row in rows
            if 0 < row.amount == row.paid and row.paid_on > DAY - 365
        ]
        amounts: Column[float] = [amount for amount, _ in settled]
        delays: Column[float] = [delay for _, delay in settled]
        chased = [row for row, amount in open_items if amount > 0 and not row.disputed]
        stages = [escalation_stage(from_serial(row.due), AS_OF) for row in chased]
        stage = max(stages, default=0)
        coming = [
            if_computable(lambda row=row: next_stage_date(from_serial(row.due), AS_OF))
            for row, of_row in zip(chased, stages, strict=True)
            if of_row == stage
        ]
        expected[account] = [
            open_,
            overdue,
            overdue / owed if owed else "",
            max((DAY - row.due for row, _ in late), default=0),
            if_computable(lambda o=open_, s=sales: dso(o, s, 90)),
            if_computable(lambda o=open_ - overdue, s=sales: best_dso(o, s, 90)),
            if_computable(lambda a=amounts, d=delays: dbt(a, d)),
            if_computable(lambda a=amounts, d=delays: pay_index(d, a)),
            sum(amount for row, amount in open_items if row.disputed and amount > 0),
            sum(amount for _, amount in open_items if amount < 0),
            stage,
            min((day for day in coming if day != ""), default=""),
        ]
    _, *body = plain(customer_summary(CELLS, AS_OF))
    assert len(body) == len(expected)
    for row in body:
        wanted = expected[str(row[0]), str(row[2])]
        next_on = from_serial(row[15]) if isinstance(row[15], int) else row[15]
        for found, want in zip([*row[3:14], next_on], wanted, strict=True):
            assert found == (pytest.approx(want, abs=1e-6) if isinstance(want, float) else want)
    assert [r[3] for r in body] == sorted((r[3] for r in body), reverse=True)


def test_customer_summary_names_the_action_of_the_stage_in_both_languages() -> None:
    cells = cells_of([Row(due=DAY - 20)])
    english, chinese = (customer_summary(cells, AS_OF, language=x)[1] for x in ("en", "zh"))
    assert (english[14], chinese[14]) == ("Escalate to legal", "升级法务介入")


def test_a_ladder_as_a_range_and_grace_days_move_the_stage() -> None:
    cells = cells_of([Row(due=DAY - 20)])
    ladder: list[list[Any]] = [[10, "due", "Call"], [21, "due", "Visit"]]
    row = customer_summary(cells, AS_OF, ladder)[1]
    assert row[13:16] == [1, "Call", DAY + 1]
    assert customer_summary(cells, AS_OF, ladder, None, 11)[1][13:16] == [0, "", DAY + 1]


def test_top_exposures_are_the_largest_balances_and_padded() -> None:
    totals = plain(aging(CELLS, AS_OF, "customer", "EUR")[1:])
    positive = [row[-1] for row in totals if row[-1] > 0]
    header, *body = plain(top_exposures(CELLS, AS_OF, 15, "EUR"))
    assert header[0] == "Rank"
    assert len(body) == 15
    assert [row[3] for row in body[: len(positive)]] == positive
    assert body[2][6] == pytest.approx(topn_share(positive, 3))
    assert body[0][5] == pytest.approx(positive[0] / sum(positive))
    assert body[-1] == [""] * 7


def test_the_stage_summary_counts_every_customer_once() -> None:
    summary = plain(customer_summary(CELLS, AS_OF, currency="EUR")[1:])
    owing = {row[1]: row for row in aging(CELLS, AS_OF, "customer", "EUR")[1:]}
    _, *body = plain(stage_summary(CELLS, AS_OF, currency="EUR"))
    for stage, _, customers, open_, overdue in body:
        at_stage = [row for row in summary if row[13] == stage and row[1] in owing]
        assert customers == len(at_stage)
        assert open_ == pytest.approx(sum(row[3] for row in at_stage))
        assert overdue == pytest.approx(sum(row[4] for row in at_stage))
    assert [row[0] for row in body] == [0, 1, 2, 3, 4, 5]
    assert [row[1] for row in body][:2] == ["No action", "Friendly reminder"]


def test_a_fixed_number_of_rows_is_filled_up_or_cut_with_a_note() -> None:
    full = customer_summary(CELLS, AS_OF)
    padded = customer_summary(CELLS, AS_OF, rows=len(full) + 2)
    assert padded[: len(full)] == full
    assert padded[-1] == [""] * 18
    cut = customer_summary(CELLS, AS_OF, rows=5)
    assert len(cut) == 6
    assert cut[:5] == full[:5]
    assert cut[5][0] == f"+ {len(full) - 1 - 4} more"
    chinese = customer_summary(CELLS, AS_OF, rows=5, language="zh")
    assert chinese[5][0] == f"另有 {len(full) - 1 - 4} 行"
    assert customer_summary(CELLS, AS_OF, rows=len(full) - 1) == full


def test_amounts_stand_in_the_units_of_their_currency() -> None:
    cells: list[list[Any]] = [
        ["Customer", "Currency", "Invoice date", "Due date", "Amount"],
        *(
            [name, name, DAY - 9, DAY + 9, amount]
            for name, amount in (("JPY", 500), ("KWD", 1.234))
        ),
    ]
    assert [row[-1] for row in aging(cells, AS_OF)[1:]] == [500.0, 1.234]


def checked(as_of: dt.date, currency: str | None = None) -> dict[str, Any]:
    return dict(plain(ledger_check(CELLS, as_of, currency))[1:])


def test_ledger_check_ties_out() -> None:
    found = checked(AS_OF, "USD")
    own = [row for row in ROWS if row.currency == "USD"]
    assert found["Rows with data"] == len(ROWS)
    assert found["Rows counted"] == len(ROWS)  # of the whole range, as the problems are
    assert found["Open items"] == sum(row.open(DAY) != 0 for row in own)
    assert found["Customers"] == len({row.customer_id for row in own})
    assert found["Open amount"] == pytest.approx(sum(row.open(DAY) for row in own) / 100)
    assert found["Paid"] == pytest.approx(sum(row.paid for row in own) / 100)
    assert found["Invoiced - paid - open (must be 0)"] == 0
    past = checked(from_serial(DAY - 200), "USD")
    assert past["Rows issued after the as-of date"] == sum(r.issued > DAY - 200 for r in own)
    assert past["Invoiced - paid - open (must be 0)"] == 0


def test_ledger_check_adds_no_currencies() -> None:
    found = checked(AS_OF)
    assert found["Currencies"] == 2
    assert str(found["Open amount"]) == "#VALUE!"


def test_ledger_problems_lists_what_is_wrong_by_row_of_the_range() -> None:
    cells = cells_of([Row(), Row(), Row()])
    cells[2][6] = "ten"
    header, problem, *rest = ledger_problems(cells, 3)
    assert header == ["Row", "Column", "Value", "Problem", "What was done"]
    assert problem[:3] == [3, "Amount", "ten"]
    assert rest == [[""] * 5, [""] * 5]
    assert ledger_problems(cells, language="zh")[0][0] == "行"
    assert ledger_problems(cells_of([Row()])) == [header]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: aging(CELLS, AS_OF, rows=0), "rows must be from 1 to 1,048,576, got 0"),
        (lambda: top_exposures(CELLS, AS_OF, 0, "EUR"), "count must be from 1 to 1,048,576, got 0"),
        (lambda: stage_summary(CELLS, AS_OF, None, "EUR", -1), "grace_days must not be negative"),
        (
            lambda: customer_summary(CELLS, AS_OF, period_days=0),
            "period_days must be from 1 to 36,525",
        ),
        (lambda: customer_summary(CELLS, AS_OF, grace_days=-2), "grace_days must not be negative"),
    ],
)
def test_numbers_outside_their_domain_are_refused(call: Any, message: str) -> None:
    with pytest.raises(OutOfDomain, match=message):
        call()


@pytest.mark.parametrize("table", [top_exposures, stage_summary])
def test_a_table_of_one_currency_asks_which(table: Any) -> None:
    with pytest.raises(InvalidValue, match="currency must be one of EUR, USD, got none"):
        table(CELLS, AS_OF)
