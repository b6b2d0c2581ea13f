"""The table of payments and the formula ALLOCATE_RECEIPT are one definition."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import pytest
from allocation_rows import (
    LOCAL_ENGINES,
    Case,
    Payment,
    allocated,
    allocation_law,
    beside_each_other,
    table,
)
from hypothesis import given
from hypothesis import strategies as st
from ledger_rows import DAY, Row, up_to

from ledgerguard.formulas.recoveries import allocate_receipt
from ledgerguard.units import from_serial

invoices = st.lists(
    st.tuples(st.integers(-500, 90_000), st.integers(DAY - 40, DAY - 20)), min_size=1, max_size=9
)
Drawn = list[tuple[int, int]]
customers = up_to(12, st.tuples(invoices, st.floats(0, 1)))
"""Of each its invoices, and the share of them that is paid."""


def open_after(name: str, case: Case, method: str) -> list[int]:
    rows = sorted(table(name, allocated(case, method, name).at(DAY)), key=lambda r: r["row"])
    return [row["amount"] - row["paid"] for row in rows]


def receipt_of(drawn: Drawn, share: float) -> tuple[Case, list[float | None], int]:
    """A ledger with one payment of a share of what is open, as cells and as tables."""
    total = sum(amount for amount, _ in drawn if amount > 0)
    receipt = round(total * share)
    rows = [Row(issued=DAY - 60, due=due, amount=amount) for amount, due in drawn]
    numbers = [f"I{number:02d}" for number in range(len(drawn))]
    payments = [Payment(receipt, DAY)] if receipt else []
    return Case(rows, numbers, payments), [float(amount) for amount, _ in drawn], receipt


def each_after(
    name: str, drawn: list[tuple[Drawn, float]], method: str
) -> Iterator[tuple[Drawn, list[float | None], int, list[int]]]:
    """Of each customer its invoices, their amounts, its payment, and what is then open of each."""
    cases = [receipt_of(*one) for one in drawn]
    found = iter(open_after(name, beside_each_other([case for case, _, _ in cases]), method))
    for (rows, _), (_, amounts, receipt) in zip(drawn, cases, strict=True):
        yield rows, amounts, receipt, list(islice(found, len(rows)))
    assert list(found) == []


@pytest.mark.parametrize("name", LOCAL_ENGINES)
@allocation_law
@given(customers)
def test_oldest_first_is_the_formula(name: str, drawn: list[tuple[Drawn, float]]) -> None:
    for rows, amounts, receipt, found in each_after(name, drawn, "oldest"):
        days = [from_serial(due) for _, due in rows]
        assert found == allocate_receipt(amounts, receipt, days)


@pytest.mark.parametrize("name", LOCAL_ENGINES)
@allocation_law
@given(customers)
def test_pro_rata_is_the_formula_to_less_than_a_unit(
    name: str, drawn: list[tuple[Drawn, float]]
) -> None:
    for _, amounts, receipt, found in each_after(name, drawn, "pro-rata"):
        exact = allocate_receipt(amounts, receipt, None, "pro-rata")
        assert sum(found) == sum(int(amount or 0) for amount in amounts) - receipt
        for ours, cells in zip(found, exact, strict=True):
            assert abs(ours - (cells or 0.0)) < 1 + 1e-6


@pytest.mark.parametrize("name", LOCAL_ENGINES)
def test_the_examples_of_the_formula(name: str) -> None:
    """The two examples that its documentation prints."""
    due = (45352, 45323, 45383)
    amounts = (40_000, 20_000, 10_000)
    rows = [Row(issued=45_000, due=d, amount=a) for d, a in zip(due, amounts, strict=True)]
    case = Case(rows, ["1", "2", "3"], [Payment(25_000, DAY)])
    assert open_after(name, case, "oldest") == [35_000, 0, 10_000]
    rows = [Row(issued=45_000, amount=amount) for amount in (40_000, 20_000, 20_000)]
    case = Case(rows, ["1", "2", "3"], [Payment(20_000, DAY)])
    assert open_after(name, case, "pro-rata") == [30_000, 15_000, 15_000]
