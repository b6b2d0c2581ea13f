"""Receipts and recoveries: published and own examples, errors, and what adds up to what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.errors import InvalidValue, NotAvailable, OutOfDomain, ZeroDenominator
from ledgerguard.formulas.insurance import indemnity, insured_loss
from ledgerguard.formulas.recoveries import (
    allocate_receipt,
    recovery_share,
    recovery_to_insurer,
)

Rule = Literal["oldest-first", "pro-rata"]

rules = st.sampled_from(["oldest-first", "pro-rata"])
amounts = st.floats(0, 1e7)
shares = st.floats(0, 1)
days = st.dates(dt.date(2020, 1, 1), dt.date(2024, 12, 31))

JANUARY, FEBRUARY, MARCH = (dt.date(2024, month, 1) for month in (1, 2, 3))


@pytest.mark.parametrize(
    ("recovery", "debt", "limit", "published", "tolerance"),
    [
        pytest.param(10_000, 30_000, 25_000, 8_333.33, 0.005, id="ciff-limit-25000"),
        pytest.param(15_000, 30_000, 15_000, 7_500, 0.5, id="ciff-limit-15000"),
    ],
)
def test_pro_rata_share_published(
    recovery: float, debt: float, limit: float, published: float, tolerance: float
) -> None:
    assert recovery_share(recovery, debt, limit) == pytest.approx(published, abs=tolerance)


@pytest.mark.parametrize(
    ("rule", "loss", "paid"),
    [
        pytest.param("oldest-first", 45_000, 40_500, id="oldest-first"),
        pytest.param("pro-rata", 32_142.857, 28_928.57, id="pro-rata"),
    ],
)
def test_the_rule_decides_what_is_paid_own_example(rule: Rule, loss: float, paid: float) -> None:
    insured_before = insured_loss(70_000, 50_000)
    insured_after = insured_before - recovery_share(25_000, 70_000, 50_000, rule)
    assert insured_after == pytest.approx(loss, abs=5e-4)
    assert indemnity(insured_after, 0.9) == pytest.approx(paid, abs=0.005)


def test_no_limit_has_no_share() -> None:
    assert recovery_share(100, 200) == 0
    assert recovery_share(100, 200, 0, "oldest-first") == 0


def test_insurer_share_after_the_claim_own_example() -> None:
    assert recovery_to_insurer(20_000, 0.9) == pytest.approx(18_000)
    assert recovery_to_insurer(20_000) == pytest.approx(18_000)
    assert recovery_to_insurer(20_000, 0.9, 15_000) == 15_000
    assert recovery_to_insurer(20_000, 0.9, 0) == 0


def test_oldest_first_goes_by_date_and_keeps_the_order_of_rows() -> None:
    remaining = allocate_receipt([400, 200, 100], 250, [FEBRUARY, JANUARY, MARCH])
    assert remaining == [350, 0, 100]


def test_without_dates_the_rows_go_from_top_to_bottom() -> None:
    assert allocate_receipt([400, 200, 100], 450) == [0, 150, 100]


def test_invoices_of_one_day_go_in_their_order() -> None:
    assert allocate_receipt([40, 50], 45, [MARCH, MARCH]) == [0, 45]


def test_pro_rata_takes_the_same_share_of_each() -> None:
    assert allocate_receipt([400, 200, 200], 200, None, "pro-rata") == [300, 150, 150]


def test_a_receipt_for_all_leaves_nothing() -> None:
    for rule in ("oldest-first", "pro-rata"):
        assert allocate_receipt([0.1, 0.2], 0.1 + 0.2, None, rule) == [0, 0]


def test_credit_notes_and_blanks_stay_as_they_are() -> None:
    # A customer that pays 100 + 50 - 30 and takes the credit note off: 30 of it stays on each side.
    assert allocate_receipt([100, None, 50, -30], 120) == [0, None, 30, -30]
    assert allocate_receipt([100, None, -30], 50, None, "pro-rata") == [50, None, -30]
    assert allocate_receipt([100, None, -30], 50, [MARCH, None, None]) == [50, None, -30]


def test_a_receipt_of_nothing_leaves_all() -> None:
    assert allocate_receipt([0, None], 0, None, "pro-rata") == [0, None]
    assert allocate_receipt([0, 5], 0) == [0, 5]


Call = Callable[[], object]


@pytest.mark.parametrize(
    ("call", "error"),
    [
        pytest.param(lambda: recovery_share(0, 0), ZeroDenominator, id="no-debt"),
        pytest.param(lambda: recovery_share(1, -1), OutOfDomain, id="negative-debt"),
        pytest.param(lambda: recovery_share(2, 1), OutOfDomain, id="recovery-above-debt"),
        pytest.param(lambda: recovery_share(-1, 1), OutOfDomain, id="negative-recovery"),
        pytest.param(lambda: recovery_share(1, 1, -1), OutOfDomain, id="negative-limit"),
        pytest.param(lambda: recovery_to_insurer(-1), OutOfDomain, id="insurer-negative"),
        pytest.param(lambda: recovery_to_insurer(1, 90), OutOfDomain, id="insurer-rate"),
        pytest.param(lambda: recovery_to_insurer(1, 0.9, -1), OutOfDomain, id="insurer-paid"),
        pytest.param(lambda: allocate_receipt([1], -1), OutOfDomain, id="negative-receipt"),
        pytest.param(lambda: allocate_receipt([1, -5], 2), OutOfDomain, id="receipt-above-open"),
        pytest.param(lambda: allocate_receipt([1e308] * 2, 1), OutOfDomain, id="sum-too-large"),
        pytest.param(lambda: allocate_receipt([], 1), NotAvailable, id="empty"),
        pytest.param(lambda: allocate_receipt([None], 1), NotAvailable, id="blank"),
        pytest.param(lambda: allocate_receipt([1, 2], 1, [MARCH]), InvalidValue, id="uneven"),
        pytest.param(lambda: allocate_receipt([1], 1, [None]), InvalidValue, id="undated"),
    ],
)
def test_errors(call: Call, error: type[Exception]) -> None:
    with pytest.raises(error) as caught:
        call()
    assert "Hint: " in str(caught.value)


@given(
    rows=st.lists(st.tuples(st.none() | st.floats(-1e6, 1e7), days), min_size=1, max_size=20),
    part=shares,
    rule=rules,
)
def test_what_is_allocated_adds_up_to_the_receipt(
    rows: list[tuple[float | None, dt.date]], part: float, rule: Rule
) -> None:
    open_amounts, dates = [row[0] for row in rows], [row[1] for row in rows]
    if all(amount is None for amount in open_amounts):
        return
    receipt = part * sum(amount for amount in open_amounts if amount is not None and amount > 0)
    remaining = allocate_receipt(open_amounts, receipt, dates, rule)
    allocated = 0.0
    for before, after in zip(open_amounts, remaining, strict=True):
        if before is None or after is None:
            assert before is after
            continue
        assert min(before, 0.0) <= after <= before
        allocated += before - after
    assert allocated == pytest.approx(receipt, rel=1e-9, abs=1e-6)


@given(debt=st.floats(0.01, 1e7), limit=amounts, part=shares)
def test_oldest_first_reduces_the_insured_loss_by_no_more_than_pro_rata(
    debt: float, limit: float, part: float
) -> None:
    recovery = part * debt
    late = recovery_share(recovery, debt, limit, "oldest-first")
    even = recovery_share(recovery, debt, limit, "pro-rata")
    assert -1e-6 <= late <= even + 1e-6 <= min(recovery, limit) + 2e-6


@given(debt=st.floats(0.01, 1e7), limit=amounts, rule=rules)
def test_a_full_recovery_leaves_no_insured_loss(debt: float, limit: float, rule: Rule) -> None:
    assert recovery_share(debt, debt, limit, rule) == pytest.approx(insured_loss(debt, limit))
