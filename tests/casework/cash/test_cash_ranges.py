"""The ranges that a person types beside a ledger: columns in any order, faults named by row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from case_ledgers import DUE

from ledgerguard import units
from ledgerguard.casework.cash.ranges import (
    Payment,
    Spending,
    limits_of,
    minor,
    payments_of,
    receipts_of,
    spending_of,
)
from ledgerguard.errors import (
    ErrorValue,
    InvalidValue,
    LedgerguardError,
    NotAvailable,
    OutOfDomain,
    PropagatedError,
)
from ledgerguard.units import Cell, Table

Reader = Callable[[Table, str], Any]


def test_payments_in_any_order_and_either_language() -> None:
    english: list[list[Cell]] = [
        [None, None],
        ["Note", "Due date", "Amount", "Supplier", "Flexibility", "Days", "Cost", "Currency"],
        ["x", DUE, 12.345, "S", 0.5, 45, 1, "eur"],
        ["", "2026-03-02", 7, None, "yes", None, None, None],
        ["", dt.date(2026, 3, 2), 8, 1001.0, "否", "", "", "€"],
        ["nothing owed", DUE, None, "T", None, None, None, None],
        [None] * 8,
    ]
    assert payments_of(english, "EUR") == (
        Payment("S", 1235, DUE, 0.5, 45, 100),
        Payment("2026-03-02", 700, DUE, 1.0),
        Payment("1001", 800, DUE),
    )
    chinese: list[list[Cell]] = [["到期日", "供应商", "金额", "可展期比例"], [DUE, "甲", 7, 0.25]]
    assert payments_of(chinese, "JPY") == (Payment("甲", 7, DUE, 0.25),)
    assert payments_of(None, "EUR") == payments_of([[None]], "EUR") == ()


def test_spending_is_core_unless_somebody_says_otherwise() -> None:
    rows: list[list[Cell]] = [
        ["Item", "Weekly amount", "Notice weeks", "Core", "Cost"],
        ["rent", 9, None, None, None],
        ["ads", 5, 2, False, 1],
        ["fair", 5, 0, "non-core"],
        ["wages", 5, 0, "核心"],
        ["car", 5, 0, 0],
        ["van", 5, 0, 1],
    ]
    assert spending_of(rows, "") == (
        Spending("rent", 900),
        Spending("ads", 500, 2, False, 100),
        Spending("fair", 500, 0, False),
        Spending("wages", 500),
        Spending("car", 500, 0, False),
        Spending("van", 500),
    )


def test_two_limits_of_one_buyer_are_never_added() -> None:
    rows: list[list[Cell]] = [["Buyer", "Limit"], ["A", 80], ["A", 50], ["B", 7], ["C", None]]
    assert limits_of(rows, "EUR") == {"A": 5000, "B": 700}


def test_all_dates_together_tell_whether_day_or_month_stands_first() -> None:
    """No month is the thirteenth: 02/03 beside 13/03 is 2 March, and so is 03/02 beside 03/13."""
    second = units.serial(dt.date(2026, 3, 2))
    for texts, expected in (
        (("02/03/2026", "13/03/2026"), [second, second + 11]),
        (("03/02/2026", "03/13/2026"), [second, second + 11]),
        (
            ("2.3.26", "13.3.26", "3 Mar 2026", "2026年3月2日"),
            [second, second + 11, second + 1, second],
        ),
    ):
        rows: list[list[Cell]] = [["Customer", "Date", "Amount"]]
        rows += [["A", text, 1] for text in texts]
        assert [day for _, day, _ in receipts_of(rows, "EUR")] == expected


def test_receipts() -> None:
    rows: list[list[Cell]] = [["Customer", "Date", "Amount"], ["A", DUE, 1], [7, DUE, 2]]
    assert receipts_of(rows, "EUR") == [("A", DUE, 100), ("7", DUE, 200)]


PAY = ["Supplier", "Due", "Amount", "Flexibility", "Days", "Currency"]


@pytest.mark.parametrize(
    ("reader", "rows", "error", "message"),
    [
        (payments_of, [["Supplier", "Sum"]], InvalidValue, "header row with amount, due, got Sup"),
        (spending_of, [[1, 2]], InvalidValue, "header row with item, weekly amount, got 1, 2"),
        (payments_of, [PAY, ["S", DUE, -1]], OutOfDomain, "amount in row 2 of payments must not"),
        (payments_of, [PAY, ["S", DUE, "ten"]], InvalidValue, "amount in row 2 of payments must b"),
        (payments_of, [PAY, ["S", DUE, 1e16]], OutOfDomain, "must be at most 1e"),
        (payments_of, [PAY, ["S", None, 1]], NotAvailable, "date in row 2 of payments must be g"),
        (payments_of, [PAY, ["S", "soon", 1]], InvalidValue, "date in row 2 .* got 'soon'"),
        (payments_of, [PAY, ["S", "03/04/2026", 1]], InvalidValue, "payments must tell day from"),
        (payments_of, [PAY, ["S", "31/02/2026", 1]], InvalidValue, "date in row 2 .* '31/02/2026'"),
        (payments_of, [PAY, ["S", "2226-01-01", 1]], InvalidValue, "date in row 2 .* '2226-01-01'"),
        (payments_of, [PAY, ["S", "tbd", 1]], InvalidValue, "date in row 2 .* must be a day"),
        (payments_of, [PAY, ["S", 3, 1]], OutOfDomain, "date in row 2 of payments must be a date"),
        (payments_of, [PAY, ["S", DUE, 1, 2]], OutOfDomain, "flexibility in row 2 .* from 0 to 1"),
        (payments_of, [PAY, ["S", DUE, 1, "?"]], InvalidValue, "must be yes or no, got '.'"),
        (payments_of, [PAY, ["S", DUE, 1, 1, 4.5]], OutOfDomain, "days in row 2 .* whole number"),
        (payments_of, [PAY, ["S", DUE, 1, 1, DUE]], OutOfDomain, "whole number from 0 to 3650"),
        (payments_of, [PAY, ["S", DUE, 1, 1, 1, "USD"]], InvalidValue, "must be EUR, got USD"),
        (payments_of, [PAY, ["S", DUE, ErrorValue("#N/A")]], PropagatedError, "#N/A"),
        (limits_of, [["Customer"]], InvalidValue, "cover must have a header row with customer id"),
    ],
)
def test_what_is_refused(
    reader: Reader, rows: Table, error: type[LedgerguardError], message: str
) -> None:
    with pytest.raises(error, match=message):
        reader(rows, "EUR")


def test_an_amount_that_no_firm_has_is_refused() -> None:
    assert minor("floor", -1.5, "EUR") == -150
    with pytest.raises(OutOfDomain, match="floor must be at most"):
        minor("floor", -1e300, "EUR")
