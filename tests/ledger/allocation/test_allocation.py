"""The ledgers that follow from an allocation: right at every day, whichever is asked."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import narwhals as nw
import pytest
from allocation_rows import (
    ENGINES,
    LOCAL_ENGINES,
    ORACLES,
    SPARK,
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

from ledgerguard.ledger.allocation.allocation import Allocation
from ledgerguard.ledger.allocation.payments import (
    ITEM_ORDER,
    RECEIPT_ORDER,
    items_of,
    receipts_of,
)
from ledgerguard.ledger.allocation.queues import in_turn
from ledgerguard.ledger.engines.engine import LazyFrame
from ledgerguard.ledger.portfolio import ACCOUNT, balances, opened
from ledgerguard.ledger.schema import FRAME, NO_DAY

Figures = dict[tuple[str, str], tuple[int, int, int, int]]


def figures(name: str, frame: LazyFrame, day: int) -> Figures:
    """Open, owed, overdue and unapplied at a day, by account; accounts without any left out."""
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0] * 4)
    for row in table(name, opened(frame, day)):
        account = sums[row["customer_id"], row["currency"]]
        for place, amount in enumerate(
            (row["open"], row["owed"], row["overdue"], min(0, row["open"]))
        ):
            account[place] += amount
    return {key: (f[0], f[1], f[2], f[3]) for key, f in sums.items() if any(f)}


def told_plainly(case: Case, pieces: list[tuple[int, int, int]], day: int) -> Figures:
    """The same from the pieces: what each invoice has got by the day, and the money on account."""
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0] * 4)

    def add(record: Row | Payment, amount: int, late: bool) -> None:
        account = sums[record.customer_id, record.currency]
        account[0] += amount
        account[1] += max(0, amount)
        account[2] += max(0, amount) if late else 0
        account[3] += min(0, amount)

    for number, row in enumerate(case.rows, 2):
        got = sum(
            piece
            for item, receipt, piece in pieces
            if item == number and case.payments[receipt - 2].paid_on <= day
        )
        if row.issued <= day:
            add(row, row.open(day) - got, row.due != NO_DAY and row.due < day)
    on_account: dict[int, int] = defaultdict(int)
    for item, receipt, piece in pieces:
        if item == -1 or case.rows[item - 2].issued > day:
            on_account[receipt] += piece
    for receipt, payment in enumerate(case.payments, 2):
        credit = min(payment.paid, 0) + on_account[receipt]
        if payment.paid_on <= day:
            add(payment, -credit, False)
    return {key: (f[0], f[1], f[2], f[3]) for key, f in sums.items() if any(f)}


def sales(name: str, frame: LazyFrame) -> dict[tuple[Any, ...], int]:
    """Net sales by account and day."""
    sums: dict[tuple[Any, ...], int] = defaultdict(int)
    for row in table(name, frame):
        sums[row["customer_id"], row["currency"], row["issued"]] += row["amount"]
    return {key: total for key, total in sums.items() if total}


@pytest.mark.parametrize("method", ORACLES)
@pytest.mark.parametrize("name", LOCAL_ENGINES)
@allocation_law
@given(cases, st.integers(DAY - 100, DAY + 70) | st.integers(DAY - 8, DAY + 8))
def test_both_frames_are_right_at_a_day(name: str, method: str, case: Case, day: int) -> None:
    allocation = allocated(case, method, name)
    expected = told_plainly(case, pieces_of(name, allocation), day)
    assert figures(name, allocation.at(day), day) == expected
    assert figures(name, allocation.parts, day) == expected
    invoiced = sales(name, allocation.invoices)
    assert sales(name, allocation.at(day)) == invoiced
    assert sales(name, allocation.parts) == invoiced


@pytest.mark.parametrize("method", ORACLES)
@pytest.mark.parametrize("name", ENGINES)
def test_many_accounts_are_right_at_a_day(name: str, method: str) -> None:
    case = large_case()
    allocation = allocated(case, method, name)
    expected = told_plainly(case, ORACLES[method](case), DAY - 7)
    assert figures(name, allocation.at(DAY - 7), DAY - 7) == expected
    assert figures(name, allocation.parts, DAY - 7) == expected


@pytest.mark.parametrize("name", ENGINES)
def test_both_are_canonical_frames(name: str) -> None:
    case = Case([Row(amount=50)], ["I1"], [Payment(70), Payment(-5), Payment(3, customer_id="Z")])
    allocation = allocated(case, "oldest", name)
    for frame in (allocation.at(DAY), allocation.parts):
        assert dict(frame.collect_schema()) == dict(FRAME)
        assert not [row for row in engine_of(name).rows(frame) if None in row]


@pytest.mark.parametrize("name", ENGINES)
def test_a_prepayment_is_a_credit_until_its_invoice(name: str) -> None:
    case = Case([Row(issued=DAY, due=DAY + 30, amount=100)], ["I1"], [Payment(60, DAY - 10, "I1")])
    allocation = allocated(case, "reference", name)
    account = ("A", "EUR")
    for day, expected in (
        (DAY - 11, None),
        (DAY - 10, (-60, 0, 0, -60)),
        (DAY - 1, (-60, 0, 0, -60)),
        (DAY, (40, 40, 0, 0)),
        (DAY + 31, (40, 40, 40, 0)),
    ):
        for frame in (allocation.at(day), allocation.parts):
            assert figures(name, frame, day).get(account) == expected


@pytest.mark.parametrize("name", ENGINES)
def test_an_invoice_keeps_its_own_payments_and_gets_its_last_day(name: str) -> None:
    row = Row(issued=DAY - 30, due=DAY, amount=100, paid=40, paid_on=DAY - 5)
    case = Case([row], ["I1"], [Payment(20, DAY - 8), Payment(20, DAY - 2)])
    allocation = allocated(case, "oldest", name)
    found = {}
    for day in (DAY - 9, DAY - 8, DAY - 5, DAY - 2):
        (only,) = table(name, allocation.at(day))
        found[day] = only["paid"], only["paid_on"]
    assert found == {
        DAY - 9: (40, DAY - 5),  # as it came: its own payment counts from its own day
        DAY - 8: (20, DAY - 8),
        DAY - 5: (60, DAY - 5),
        DAY - 2: (80, DAY - 2),
    }
    parts = sorted((r["amount"], r["paid"], r["paid_on"]) for r in table(name, allocation.parts))
    assert parts == [(20, 20, DAY - 8), (20, 20, DAY - 2), (60, 40, DAY - 5)]


@pytest.mark.parametrize("name", ENGINES)
def test_money_on_account_stands_under_the_customers_usual_name(name: str) -> None:
    rows = [Row(customer=each, amount=1) for each in ("Zeta", "Acme", "Zeta")]
    payments = [Payment(10, payment="P7"), Payment(5, payment="P8", customer_id="Z")]
    allocation = allocated(Case(rows, ["1", "2", "3"], payments), "oldest", name)
    unapplied = [row for row in table(name, allocation.at(DAY)) if row["row"] < 0]
    assert sorted((r["invoice"], r["customer"], r["amount"], r["paid"]) for r in unapplied) == [
        ("P7", "Zeta", 0, 7),
        ("P8", "Z", 0, 5),
    ]


def test_the_house_reads_the_frame() -> None:
    """The eager figures of cells take it as any ledger."""
    case = Case([Row(amount=100)], ["I1"], [Payment(30), Payment(40, customer_id="B")])
    allocation: Allocation = allocated(case, "oldest", "pandas")
    frame: nw.DataFrame[Any] = allocation.at(DAY).collect()
    assert [(b.account, b.open) for b in balances(frame, DAY)] == [
        (("A", "EUR"), 70),
        (("B", "EUR"), -40),
    ]
    assert tuple(ACCOUNT) == ("customer_id", "currency")


@pytest.mark.parametrize("name", SPARK)
def test_no_row_passes_through_python(name: str) -> None:
    """Pieces are computed when the allocation is made: their plan is asked for before that."""
    found, case = engine_of(name), large_case()
    sides = (found.own(invoices_frame(case)), found.own(payments_frame(case)))
    segments = in_turn(
        items_of(sides[0]),
        receipts_of(sides[1]),
        ACCOUNT,
        item_order=ITEM_ORDER,
        receipt_order=RECEIPT_ORDER,
    )
    allocation = allocated(case, "oldest", name)
    for frame, operator in (
        (segments, "Window"),
        (allocation.at(DAY), "Join"),
        (allocation.parts, "Join"),
    ):
        native: Any = frame.to_native()
        plan = native._jdf.queryExecution().toString()
        assert operator in plan
        assert "Python" not in plan
