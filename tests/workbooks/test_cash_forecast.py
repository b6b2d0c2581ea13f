"""The 13-week cash forecast against plain Python: scenarios, shock, planned lines, tie-outs."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache
from itertools import accumulate
from typing import Any

import pytest
from shared_files import shared
from template_drafts import draft, template

from ledgerguard.casework.receipts_forecast import receipts_forecast
from ledgerguard.casework.shock import shock
from ledgerguard.errors import InvalidValue
from ledgerguard.ledger.read import read, read_rows
from ledgerguard.ledger.sample import SAMPLE_AS_OF
from ledgerguard.ledger.sheet import sheet_rows
from ledgerguard.units import Cell
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.finish import results
from ledgerguard.workbooks.template import Data

WEEKS = 13
NAME = "cash-forecast"
CALM = ("Calm", 0, 0, 0)
HEADER = ["Customer", "Invoice date", "Due date", "Amount", "Paid", "Paid on"]
DAY = dt.date(2026, 10, 31)


SOME = 8
"""Customers of the small ledger: what is built anew for each question need not be large."""


@cache
def sample(some: bool = False) -> Data:
    """The data of the template, with the whole ledger or the invoices of some customers."""
    data = template(NAME).sample()
    assert data.ledger is not None
    if not some:
        return data
    header, *rows = sheet_rows(data.ledger)
    euro = [row for row in rows if row[3] == "EUR"]
    names = sorted({str(row[2]) for row in euro})[:SOME]
    table = [header, *(row for row in euro if row[2] in names)]
    return replace(data, ledger=read_rows(table, "some customers"))


@cache
def table_of(some: bool = False) -> list[list[Cell]]:
    ledger = sample(some).ledger
    assert ledger is not None
    return sheet_rows(ledger)


@cache
def expected(some: bool = False) -> tuple[list[float], float]:
    """Receipts of the weeks and later, as the formula answers them."""
    table = receipts_forecast(table_of(some), SAMPLE_AS_OF, "EUR")
    return [float(str(row[3])) for row in table[1:14]], float(str(table[14][3]))


@cache
def vanishing(buyer: str | None = None, some: bool = False) -> list[float]:
    buyers: Any = [buyer] if buyer else 1
    table = shock(table_of(some), SAMPLE_AS_OF, 0, buyers=buyers, currency="EUR", form="weeks")
    return [float(str(row[3])) for row in table[1:14]]


def numbers(made: Draft, name: str) -> list[Any]:
    found: Any = made.book.lookup(made.start.sheet, made.book.names.get(name, name))
    return [cell for row in found for cell in row] if isinstance(found, list) else [found]


def receipts(made: Draft, number: int) -> list[float]:
    column = "CDEF"[number]
    return numbers(made, f"Scenarios!${column}$14:${column}$26")


def balances(made: Draft, number: int) -> list[float]:
    column = "HIJK"[number]
    return numbers(made, f"Scenarios!${column}$14:${column}$26")


@cache
def with_values(**values: Cell) -> Draft:
    """The small ledger under other inputs."""
    data = sample(some=True)
    return template(NAME).draft("en", "desktop", replace(data, values={**data.values, **values}))


def later(weeks: list[float], days: int) -> list[float]:
    """Each week's receipts fall evenly on its days; each day's move on by so many days."""
    moved = [0.0] * (7 * (WEEKS + 20))
    for week, amount in enumerate(weeks):
        for day in range(7):
            moved[7 * week + day + days] += amount / 7
    return [sum(moved[7 * week : 7 * week + 7]) for week in range(WEEKS)]


def test_the_base_is_the_forecast_of_the_ledger_and_the_rest_ties_out() -> None:
    made = draft(NAME)
    assert receipts(made, 0) == pytest.approx(expected()[0])
    assert [line.label for line in results(made) if not line.holds] == []
    # The ledger's own net balance in EUR, added up row by row.
    net = sum(
        float(str(row[6])) - float(str(row[7] or 0)) * (int(str(row[8] or 0)) <= 46326)
        for row in table_of()[1:]
        if row[3] == "EUR" and isinstance(row[6], float)
    )
    assert numbers(made, "net_balance") == [pytest.approx(net)]


def test_slow_payers_pay_later_and_less() -> None:
    late = [0.98 * amount for amount in later(expected()[0], 14)]
    assert receipts(draft(NAME), 1) == pytest.approx(late)


def test_a_delay_of_odd_days_splits_weeks() -> None:
    data = sample(some=True)
    values = {**data.values, "scenario": "Odd"}
    tables = {**data.tables, "scenarios": [("Odd", 10, 0.05, 4), CALM]}
    made = template(NAME).draft("en", "desktop", replace(data, tables=tables, values=values))
    gone = later(vanishing(some=True), 10)
    wanted = [
        0.95 * (amount - (gone[week] if week >= 3 else 0))
        for week, amount in enumerate(later(expected(some=True)[0], 10))
    ]
    assert receipts(made, 0) == pytest.approx(wanted)
    assert min(sum(gone[3:]), sum(wanted)) > 1_000
    assert numbers(made, "scenario_number") == [1]


def test_the_largest_customer_fails() -> None:
    wanted = [all_ - gone for all_, gone in zip(expected()[0], vanishing(), strict=True)]
    assert receipts(draft(NAME), 2) == pytest.approx(wanted)
    assert sum(vanishing()) > 100_000


def test_a_share_of_receipts_stops() -> None:
    made = with_values(shock_kind="a share of all", shock_share=0.3, shock_week=5)
    whole = expected(some=True)[0]
    wanted = [amount * (0.7 if week >= 4 else 1) for week, amount in enumerate(whole)]
    assert receipts(made, 0) == pytest.approx(wanted)
    assert sum(whole[4:]) > 1_000


def test_one_customer_stops_and_counts_once() -> None:
    plain = with_values()
    second = numbers(plain, "customer_names")[1]
    made = with_values(shock_kind="one customer", shock_customer=second, shock_week=3)
    gone, whole = vanishing(second, some=True), expected(some=True)[0]
    wanted = [amount - (gone[week] if week >= 2 else 0) for week, amount in enumerate(whole)]
    assert receipts(made, 0) == pytest.approx(wanted)
    assert sum(gone[2:]) > 1_000
    largest = with_values(shock_kind="one customer", shock_week=1)
    assert receipts(largest, 0) == pytest.approx(receipts(plain, 2))
    assert receipts(largest, 2) == pytest.approx(receipts(plain, 2))
    assert receipts(plain, 2) != pytest.approx(receipts(plain, 0))


def test_the_alarm_names_week_and_amount() -> None:
    made = draft(NAME)
    # The planned lines of the sample, counted by hand from their dates.
    paid = [120_000.0] * WEEKS
    for weeks, amount in (
        ((4, 8, 12), 140_000), ((1, 5, 9, 13), 24_000), ((3, 7, 11), 70_000), ((9,), 60_000),
        ((11,), 80_000), ((1,), 8_000), ((5,), 9_000), ((9, 13), 10_000),
    ):  # fmt: skip
        for week in weeks:
            paid[week - 1] += amount
    other = [0.0] * 4 + [40_000.0] * 9
    flows = [
        got + more - out for got, more, out in zip(receipts(made, 1), other, paid, strict=True)
    ]
    closing = list(accumulate(flows, initial=180_000.0))[1:]
    assert balances(made, 1) == pytest.approx(closing)
    assert numbers(made, "closing_balances") == pytest.approx(closing)
    below = [week for week, balance in enumerate(closing, 1) if balance < 100_000]
    assert numbers(made, "shortage") == [pytest.approx(100_000 - min(closing))]
    assert numbers(made, "first_below") == [below[0]]
    assert numbers(made, "lowest_week") == [closing.index(min(closing)) + 1]
    assert numbers(made, "Cash!$N$5") == [len(below)]


@pytest.mark.parametrize(
    ("first", "every", "weeks"),
    [
        (dt.date(2026, 11, 1), 0, [1]),
        (dt.date(2026, 10, 1), 0, [1]),  # overdue
        (dt.date(2026, 10, 30), 2, [2, 4, 6, 8, 10, 12]),
        (dt.date(2026, 11, 14), 5, [2, 7, 12]),
        (dt.date(2027, 1, 30), None, [13]),
        (dt.date(2027, 1, 31), 1, []),
    ],
)
def test_a_line_falls_into_its_weeks(first: dt.date, every: int | None, weeks: list[int]) -> None:
    rows = [("Line", "payment", 10, first, every)]
    data = Data(DAY, values={"opening_balance": 0}, tables={"lines": rows})
    made = template(NAME).draft("en", "desktop", data)
    found = [numbers(made, f"lines_week_{letter}")[0] for letter in "abcdefghijklm"]
    assert [week for week, amount in enumerate(found, 1) if amount == 10] == weeks
    assert sum(found) == 10 * len(weeks)


def test_another_ledger_ties_out_with_credits_left_over() -> None:
    rows: list[list[Cell]] = [
        [*HEADER],
        ["A", "2026-10-01", "2026-10-31", 100, None, None],
        ["A", "2026-10-05", "2026-10-31", -130, None, None],
        ["B", "2026-10-01", "2026-11-30", 70, 20, "2026-10-20"],
    ]
    made = template(NAME).draft("en", "desktop", Data(DAY, ledger=read_rows(rows, "rows")))
    assert numbers(made, "net_balance") == [20]
    assert all(line.holds for line in results(made))


def test_a_ledger_of_the_public_ties_out() -> None:
    ledger = read(shared("ibm_ar_us_mdy.csv"))
    day = dt.date(2013, 9, 30)
    data = Data(day, values={"opening_balance": 1000}, ledger=ledger)
    made = template(NAME).draft("en", "desktop", data)
    assert all(line.holds for line in results(made))
    assert numbers(made, "net_balance") == [pytest.approx(5029.22)]


def test_more_scenarios_than_rows_are_refused() -> None:
    with pytest.raises(InvalidValue, match="has 4 rows, got 5"):
        template(NAME).draft("en", "desktop", Data(DAY, tables={"scenarios": [CALM] * 5}))
