"""What was paid, and what is open; expected figures are worked out by hand beside each case."""

import pytest
from cell_ledgers import DUE, ISSUED, codes, column, ledger

from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.units import Cell


@pytest.mark.parametrize(
    ("header", "cells", "paid", "paid_on", "problems"),
    [
        ("", [], 0, NO_DAY, {}),
        ("|Paid|Paid on", [4, DUE], 400, DUE, {}),
        ("|Paid|Paid on", [None, DUE], 1000, DUE, {"paid_in_full": 1}),
        ("|Paid|Paid on", [0, DUE], 0, DUE, {"date_without_payment": 1}),
        ("|Paid|Paid on", [4, None], 400, NO_DAY, {"paid_without_date": 1}),
        ("|Paid", [4], 400, NO_DAY, {"no_payment_dates": 1}),
        (
            "|Paid|Paid on",
            ["abc", DUE],
            0,
            DUE,
            {"unreadable_payment": 1, "date_without_payment": 1},
        ),
        ("|Paid|Paid on", [11, DUE], 1100, DUE, {"overpaid": 1}),
        ("|Paid|Paid on", [4, ISSUED - 1], 400, ISSUED - 1, {"paid_before_issued": 1}),
        ("|Paid|Paid on", [-10, DUE], 1000, DUE, {"paid_column_sign": 1}),
        ("|Balance|Paid on", [3, DUE], 700, DUE, {}),
        ("|Balance|Paid on", [None, None], 0, NO_DAY, {"missing_open": 1}),
        ("|Balance|Paid on", [None, DUE], 1000, DUE, {}),
        ("|Balance|Paid on", ["x", None], 0, NO_DAY, {"unreadable_payment": 1}),
        ("|Paid|Balance|Paid on", [4, 6, DUE], 400, DUE, {}),
        ("|Paid|Balance|Paid on", [4, 5, DUE], 400, DUE, {"open_differs": 1}),
        ("|Paid on", [DUE], 1000, DUE, {}),
        ("|Paid on", ["N/A"], 0, NO_DAY, {}),
        ("|Status", ["open"], 0, NO_DAY, {}),
        ("|Status", ["未付"], 0, NO_DAY, {}),
        ("|Status", ["已付"], 1000, NO_DAY, {"no_payment_dates": 1}),
        ("|Status|Paid on", ["Paid", None], 1000, NO_DAY, {"paid_without_date": 1}),
        ("|Status|Paid on", ["open", DUE], 1000, DUE, {"status_differs": 1}),
        ("|Status", ["whatever"], 0, NO_DAY, {"unknown_status": 1}),
        ("|Status|Paid|Paid on", ["paid", 4, DUE], 400, DUE, {"status_differs": 1}),
        ("|Status|Paid|Paid on", ["paid", None, None], 1000, NO_DAY, {"paid_without_date": 1}),
        ("|isOpen", [1], 0, NO_DAY, {}),
        ("|isOpen", [0.0], 1000, NO_DAY, {"no_payment_dates": 1}),
        ("|Is paid", ["yes"], 1000, NO_DAY, {"no_payment_dates": 1}),
        ("|Paid", ["No"], 0, NO_DAY, {}),
        ("|Paid", [True], 1000, NO_DAY, {"no_payment_dates": 1}),
    ],
)
def test_what_was_paid(
    header: str, cells: list[Cell], paid: int, paid_on: int, problems: dict[str, int]
) -> None:
    found = ledger(f"Customer|Invoice date|Due date|Amount{header}", ["A", ISSUED, DUE, 10, *cells])
    assert (column(found, "paid"), column(found, "paid_on")) == ([paid], [paid_on])
    assert codes(found) == problems


def test_open_items_only() -> None:
    found = ledger("Customer|Invoice date|Due date|Open amount|Paid", ["A", ISSUED, DUE, 40, 60])
    assert (column(found, "amount"), column(found, "paid")) == ([4000], [0])
    assert codes(found) == {"net_amounts": 1}


def test_single_payments_with_the_opposite_sign() -> None:
    found = ledger(
        "Customer|Invoice date|Due date|Amount|Paid|Paid on",
        ["A", ISSUED, DUE, 10, 10, DUE],
        ["A", ISSUED, DUE, 10, -10, DUE],
        ["A", ISSUED, DUE, 10, -3, DUE],
    )
    assert column(found, "paid") == [1000, 1000, -300]
    assert codes(found) == {"paid_sign": 1, "opposite_payment": 1}


def test_credit_notes_turn_negative_with_what_was_paid_on_them() -> None:
    found = ledger(
        "Customer|Type|Invoice date|Due date|Amount|Paid|Paid on",
        ["A", "Credit note", ISSUED, None, 5, 5, DUE],
        ["A", "红字发票", ISSUED, None, -5, None, None],
        ["A", "Invoice", ISSUED, DUE, 9, None, None],
    )
    assert column(found, "amount") == [-500, -500, 900]
    assert column(found, "paid") == [-500, 0, 0]
    assert column(found, "due") == [ISSUED, ISSUED, DUE]
    assert codes(found) == {"credit_sign": 1}


def test_open_amounts_of_credit_notes_turn_too() -> None:
    found = ledger(
        "Customer|Type|Due date|Invoice date|Amount|Open amount", ["A", "CN", DUE, ISSUED, 5, 5]
    )
    assert (column(found, "amount"), column(found, "paid")) == ([-500], [0])


def test_a_status_that_may_be_blank() -> None:
    found = ledger("Customer|Invoice date|Due date|Amount|Status", ["A", ISSUED, DUE, 1, None])
    assert column(found, "paid") == [0]
    assert not found.problems
