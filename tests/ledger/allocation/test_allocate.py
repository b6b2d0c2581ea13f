"""Payments on invoices against plain loops, on every engine, and the laws of any allocation."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import pytest
from allocation_rows import (
    ENGINES,
    LOCAL_ENGINES,
    ORACLES,
    Case,
    Payment,
    allocated,
    allocation_law,
    cases,
    engine_of,
    invoices_frame,
    large_case,
    payments_frame,
    pieces_of,
    table,
)
from hypothesis import given
from hypothesis import strategies as st
from ledger_rows import DAY, Row

from ledgerguard.errors import InvalidValue, OutOfDomain
from ledgerguard.ledger.allocation.allocate import allocate
from ledgerguard.ledger.schema import NO_DAY

A_CASE = Case(
    rows=[
        Row(issued=DAY - 60, due=DAY - 30, amount=100),
        Row(issued=DAY - 50, due=DAY - 20, amount=200),
        Row(issued=DAY - 40, due=NO_DAY, amount=50),
        Row(issued=DAY - 70, due=DAY - 40, amount=-30),
        Row(issued=DAY - 80, due=DAY - 50, amount=80, paid=60, paid_on=DAY - 10),
    ],
    numbers=["I1", "I2", "I3", "C1", "I4"],
    payments=[Payment(150, DAY - 5, "I2"), Payment(70, DAY - 3, "I1"), Payment(90, DAY, "")],
)
"""Open are 20 (row 6), 100 (row 2), 200 (row 3) and 50 (row 4), in the order of their due days."""


@pytest.mark.parametrize("method", ORACLES)
@pytest.mark.parametrize("name", LOCAL_ENGINES)
@allocation_law
@given(cases, st.booleans())
def test_pieces_equal_a_plain_loop_whatever_the_order_of_rows(
    name: str, method: str, case: Case, shuffled: bool
) -> None:
    found = allocated(case, method, name, shuffled=shuffled)
    assert pieces_of(name, found) == ORACLES[method](case)


@pytest.mark.parametrize("method", ORACLES)
@pytest.mark.parametrize("name", ENGINES)
def test_many_accounts_equal_a_plain_loop(name: str, method: str) -> None:
    case = large_case()
    assert pieces_of(name, allocated(case, method, name)) == ORACLES[method](case)


@pytest.mark.parametrize("method", ORACLES)
@pytest.mark.parametrize("name", LOCAL_ENGINES)
@allocation_law
@given(cases)
def test_nothing_is_lost_and_nothing_is_made(name: str, method: str, case: Case) -> None:
    allocation = allocated(case, method, name)
    pieces, rests = table(name, allocation.pieces), table(name, allocation.remainders)
    by_payment: Counter[int] = Counter()
    by_row: Counter[int] = Counter()
    for piece in pieces:
        by_payment[piece["payment_row"]] += piece["piece"]
        by_row[piece["row"]] += piece["piece"]
        assert piece["piece"] > 0
        assert piece["paid_on"] == case.payments[piece["payment_row"] - 2].paid_on
    for rest in rests:
        by_payment[rest["payment_row"]] += rest["rest"]
        assert rest["rest"] != 0
    assert +by_payment == Counter(
        {row: payment.paid for row, payment in enumerate(case.payments, 2) if payment.paid > 0}
    )
    assert sum(by_payment.values()) == sum(payment.paid for payment in case.payments)
    for row, total in by_row.items():
        record = case.rows[row - 2]
        assert record.amount > 0
        assert total <= record.amount - record.paid
    pairs = Counter((piece["row"], piece["payment_row"]) for piece in pieces)
    assert set(pairs.values()) <= {1}


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize(
    ("method", "expected"),
    [
        (
            "oldest",
            [(2, 2, 100), (3, 2, 30), (3, 3, 70), (3, 4, 90), (6, 2, 20)],
        ),
        ("reference", [(-1, 4, 90), (2, 3, 70), (3, 2, 150)]),
        (
            "reference-then-oldest",
            [(2, 3, 70), (2, 4, 30), (3, 2, 150), (3, 4, 40), (6, 4, 20)],
        ),
        (
            # Exact: 40.54, 81.08, 20.27, 8.11; then 18.77, 37.86, 9.55, 3.82 of what is left;
            # then 24, 48.6, 12.6, 4.8: two units to .8 and the older .6.
            "pro-rata",
            [
                *((2, 2, 41), (2, 3, 19), (2, 4, 24), (3, 2, 81), (3, 3, 38), (3, 4, 49)),
                *((4, 2, 20), (4, 3, 9), (4, 4, 12), (6, 2, 8), (6, 3, 4), (6, 4, 5)),
            ],
        ),
    ],
)
def test_a_ledger_by_hand(name: str, method: str, expected: list[tuple[int, int, int]]) -> None:
    assert pieces_of(name, allocated(A_CASE, method, name)) == sorted(expected)


@pytest.mark.parametrize("name", LOCAL_ENGINES)
def test_more_rounds_than_one_table_holds(name: str) -> None:
    rows = [Row(issued=DAY, amount=5_000), Row(issued=DAY + 20, due=DAY, amount=3_001)]
    payments = [Payment(97 + number, DAY + number) for number in range(40)]
    case = Case(rows, ["I1", "I2"], payments)
    assert pieces_of(name, allocated(case, "pro-rata", name)) == ORACLES["pro-rata"](case)


@pytest.mark.parametrize("name", ENGINES)
def test_amounts_near_the_bound_stay_exact(name: str) -> None:
    large = 2**61 + 1
    case = Case(
        [Row(amount=large), Row(amount=large, due=DAY)],
        ["I1", "I2"],
        [Payment(large - 1), Payment(3, DAY + 1)],
    )
    expected = [(2, 2, large - 1), (2, 3, 1), (3, 3, 2)]
    assert pieces_of(name, allocated(case, "oldest", name)) == expected


@pytest.mark.parametrize("name", ENGINES)
def test_totals_beyond_64_bits_are_refused(name: str) -> None:
    large = 5 * 10**18
    for case in (
        Case([Row(amount=large), Row(amount=large)], ["I1", "I2"], []),
        Case([], [], [Payment(large), Payment(large)]),
    ):
        with pytest.raises(OutOfDomain, match="must add up to at most"):
            allocated(case, "oldest", name)


@pytest.mark.parametrize("name", ENGINES)
def test_an_account_too_large_to_share_is_refused(name: str) -> None:
    case = Case([Row(amount=2**52), Row(amount=2**52)], ["I1", "I2"], [Payment()])
    with pytest.raises(OutOfDomain, match="pro rata"):
        allocated(case, "pro-rata", name)


def test_an_unknown_method_is_refused() -> None:
    with pytest.raises(InvalidValue, match="method must be one of oldest, reference"):
        allocated(A_CASE, "newest", "pandas")


@pytest.mark.parametrize("name", ENGINES)
def test_rows_that_share_a_number_are_refused(name: str) -> None:
    found = engine_of(name)
    invoices, payments = invoices_frame(A_CASE), payments_frame(A_CASE)
    twice = pd.concat([payments, payments], ignore_index=True)
    with pytest.raises(InvalidValue, match="payments must have a row number of its own, got 3"):
        allocate(found.own(invoices), found.own(twice), engine=found)


def test_a_missing_column_is_named() -> None:
    found = engine_of("polars")
    payments = found.own(payments_frame(A_CASE).drop(columns="reference"))
    with pytest.raises(InvalidValue, match="got none named reference"):
        allocate(found.own(invoices_frame(A_CASE)), payments, engine=found)


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("oldest", {3: "unknown-account", 5: "taken-back", 6: "exceeds-invoices"}),
        (
            "reference",
            {
                2: "unknown-reference",
                3: "unknown-account",
                4: "no-reference",
                5: "taken-back",
                6: "exceeds-invoices",
            },
        ),
    ],
)
def test_what_is_left_says_why(name: str, method: str, expected: dict[int, str]) -> None:
    payments = [
        Payment(10, reference="I7"),
        Payment(10, reference="I1", currency="USD"),
        Payment(10),
        Payment(-5),
        Payment(200, DAY + 1, reference="I1"),
    ]
    case = Case([Row(amount=100)], ["I1"], payments)
    rows = table(name, allocated(case, method, name).reasons)
    assert {row["payment_row"]: row["reason"] for row in rows} == expected
