"""The table of payments and the formula ALLOCATE_RECEIPT are one definition."""

from __future__ import annotations

import pytest
from allocation_rows import LOCAL_ENGINES, Case, Payment, allocated, table
from hypothesis import given
from hypothesis import strategies as st
from ledger_rows import DAY, Row, law

from ledgerguard.formulas.recoveries import allocate_receipt
from ledgerguard.units import from_serial

invoices = st.lists(
    st.tuples(st.integers(-500, 90_000), st.integers(DAY - 40, DAY - 20)), min_size=1, max_size=9
)


def open_after(name: str, case: Case, method: str) -> list[int]:
    rows = sorted(table(name, allocated(case, method, name).at(DAY)), key=lambda r: r["row"])
    return [row["amount"] - row["paid"] for row in rows]


def receipt_of(drawn: list[tuple[int, int]], share: float) -> tuple[Case, list[float | None], int]:
    """A ledger with one payment of a share of what is open, as cells and as tables."""
    total = sum(amount for amount, _ in drawn if amount > 0)
    receipt = round(total * share)
    rows = [Row(issued=DAY - 60, due=due, amount=amount) for amount, due in drawn]
    numbers = [f"I{number:02d}" for number in range(len(drawn))]
    payments = [Payment(receipt, DAY)] if receipt else []
    return Case(rows, numbers, payments), [float(amount) for amount, _ in drawn], receipt


@pytest.mark.parametrize("name", LOCAL_ENGINES)
@law
@given(invoices, st.floats(0, 1))
def test_oldest_first_is_the_formula(name: str, drawn: list[tuple[int, int]], share: float) -> None:
    case, amounts, receipt = receipt_of(drawn, share)
    days = [from_serial(due) for _, due in drawn]
    assert open_after(name, case, "oldest") == allocate_receipt(amounts, receipt, days)


@pytest.mark.parametrize("name", LOCAL_ENGINES)
@law
@given(invoices, st.floats(0, 1))
def test_pro_rata_is_the_formula_to_less_than_a_unit(
    name: str, drawn: list[tuple[int, int]], share: float
) -> None:
    case, amounts, receipt = receipt_of(drawn, share)
    found, exact = (
        open_after(name, case, "pro-rata"),
        allocate_receipt(amounts, receipt, None, "pro-rata"),
    )
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
