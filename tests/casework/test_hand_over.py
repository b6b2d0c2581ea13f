"""Agency or own work: the formula, its pieces and its laws, with numbers derived by hand."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.casework.hand_over import SURVEY, hand_over_gain, recovery_at, weigh
from ledgerguard.catalogue import packaged
from ledgerguard.cells.evaluate import evaluate
from ledgerguard.cells.subjects import subject_of
from ledgerguard.errors import InvalidValue, NotAvailable, OutOfDomain

shares = st.floats(0, 1)
amounts = st.floats(0, 1e9)


def test_the_weighing_of_one_debt_by_hand() -> None:
    # The agency recovers 5,210 and keeps 1,302.50 of it; we recover 3,000 for 500.
    found = weigh(10_000, 0.25, 0.521, 0.3, 500)
    assert (found.by_agency, found.success_fee) == (5210, 1302.5)
    assert found.agency_net == 3907.5
    assert (found.by_ourselves, found.own_net) == (3000, 2500)
    assert found.gain == 1407.5
    assert hand_over_gain(10_000, 120, 0.25, 0.521, 0.3, 500) == 1407.5


def test_two_debts_add_up() -> None:
    both = weigh(100, 0.2, 0.5, 0.25, 10) + weigh(300, 0.2, 0.5, 0.25)
    assert (both.amount, both.by_agency, both.success_fee) == (400, 200, 40)
    assert (both.by_ourselves, both.own_cost) == (100, 10)
    assert both.gain == 70  # 160 - 90


@pytest.mark.parametrize(
    ("days", "share"),
    [(-5, 0.696), (0, 0.696), (90, 0.696), (91, 0.521), (180, 0.521), (365, 0.228), (999, 0.228)],
)
def test_the_first_step_that_reaches_an_age_counts(days: int, share: float) -> None:
    assert recovery_at(SURVEY, days) == share


CURVE: Any = [["Days", "Share"], [90, 0.7], [180, 0.5]]


def test_a_range_of_recoveries_with_or_without_a_header() -> None:
    # At 120 days 50 %: 1,000 * 0.5 * 0.8 = 400 against 1,000 * 0.1.
    assert hand_over_gain(1000, 120, 0.2, CURVE, 0.1) == 300
    assert hand_over_gain(1000, 120, 0.2, CURVE[1:], 0.1) == 300
    assert hand_over_gain(1000, 90, 0.2, 0.5, CURVE) == -300


@pytest.mark.parametrize(
    ("arguments", "fault", "text"),
    [
        ((-1, 0, 0.2, 0.5, 0.1), OutOfDomain, "amount must not be negative"),
        ((1, 0, 0.2, 0.5, 0.1, -1), OutOfDomain, "own_cost must not be negative"),
        ((1, 0, 1.2, 0.5, 0.1), OutOfDomain, "success_fee must"),
        ((1, 0, 0.2, 50, 0.1), OutOfDomain, "agency_recovery must"),
        ((1, 0, 0.2, 0.5, -0.1), OutOfDomain, "own_recovery must"),
        (
            (1, 0, 0.2, [[90, 0.5], [90, 0.4]], 0.1),
            OutOfDomain,
            "days of agency_recovery must rise",
        ),
        ((1, 0, 0.2, 0.5, [[90, 1.5]]), OutOfDomain, "own_recovery, row 1 must"),
        ((1, 0, 0.2, [[90]], 0.1), InvalidValue, "agency_recovery, row 1, share must"),
        ((1, 0, 0.2, [[90, "x"], [1, "y"]], 0.1), InvalidValue, "share must"),
        ((1, 0, 0.2, [], 0.1), NotAvailable, "must hold at least one row"),
        ((1, 0, 0.2, [["Days", "Share"]], 0.1), NotAvailable, "must hold at least one row"),
    ],
)
def test_what_is_refused(arguments: Any, fault: type[Exception], text: str) -> None:
    with pytest.raises(fault, match=text):
        hand_over_gain(*arguments)


@given(amounts, shares, shares, shares, amounts)
def test_the_formula_is_the_weighing(
    amount: float, fee: float, agency: float, own: float, cost: float
) -> None:
    found = weigh(amount, fee, agency, own, cost)
    gain = hand_over_gain(amount, 30, fee, agency, own, cost)
    assert gain == pytest.approx(found.gain, abs=1e-9 * (amount + cost + 1))
    assert -1e-6 <= found.agency_net <= amount * (1 + 1e-12)
    dearer = hand_over_gain(amount, 30, min(1, fee + 0.1), agency, own, cost)
    assert dearer <= gain + 1e-9 * (amount + 1)


def test_it_is_a_formula_of_the_worklist() -> None:
    catalogue = packaged()
    assert subject_of(catalogue["HAND_OVER_GAIN"]) == "Worklist"
    assert subject_of(catalogue["LETTER_TEXT"]) == "Worklist"
    text = "=HAND_OVER_GAIN(10000, 120, 0.25, {90,0.696;180,0.521;365,0.228}, 0.3)"
    assert evaluate(text, catalogue) == pytest.approx(907.5)
