"""Exposure against the limit: the definitions, OCA's tests, the errors and the laws."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.errors import (
    InvalidValue,
    LedgerguardError,
    NotAvailable,
    OutOfDomain,
    ZeroDenominator,
)
from ledgerguard.formulas.exposure_control import (
    elastic_limit,
    exposure,
    order_review,
    order_variation,
    overlimit,
    prepayment_required,
    utilisation,
)

amounts = st.integers(0, 10**11).map(lambda cents: cents / 100)


def test_exposure_and_utilisation_of_definitions_c_ten_and_eleven() -> None:
    owed = exposure(80_000, 12_000, 30_000, 0, 10_000)
    assert owed == 112_000
    assert utilisation(owed, 100_000) == pytest.approx(1.12)


def test_bills_and_collateral_count_and_a_customer_may_be_in_credit() -> None:
    assert exposure(100, 0, 0, 50, 0, 30) == 120
    assert exposure(0, advance_payments=40) == -40
    assert utilisation(-40, 100) == -0.4


@pytest.mark.parametrize(
    ("owed", "limit", "order", "over"),
    [
        pytest.param(0, 99, 100, 1, id="OCA-sales-order-limit-99-exception"),
        pytest.param(0, 150, 100, 0, id="OCA-sales-order-limit-150-none"),
        pytest.param(100, 100, 100, 100, id="OCA-second-order-total-200-exceeds"),
        pytest.param(0, 100, 100, 0, id="exactly-at-the-limit-is-allowed"),
        pytest.param(112_000, 100_000, 0, 12_000, id="definitions-C10"),
        pytest.param(0.1, 0.3, 0.2, 0, id="0.1-and-0.2-fit-0.3"),
        pytest.param(0, 0, 1, 1, id="limit-0-is-no-credit"),
        pytest.param(0, 0, 0, 0, id="nothing-owed-no-credit"),
        pytest.param(-50, 0, 30, 0, id="in-credit"),
    ],
)
def test_overlimit(owed: float, limit: float, order: float, over: float) -> None:
    assert overlimit(owed, limit, order) == over


@given(amounts, amounts, amounts)
def test_overlimit_is_never_negative_and_nothing_exactly_at_the_limit(
    owed: float, limit: float, order: float
) -> None:
    over = overlimit(owed, limit, order)
    assert over >= 0
    assert (over == 0) is (owed + order <= limit * (1 + 1e-9))
    assert overlimit(limit, limit) == 0


@pytest.mark.parametrize(
    ("current", "variation", "review"),
    [
        pytest.param(136, 0.36, True, id="definitions-C9-136"),
        pytest.param(65, -0.35, True, id="definitions-C9-65"),
        pytest.param(130, 0.3, False, id="definitions-C9-130"),
        pytest.param(70, -0.3, False, id="exactly-30-percent-down"),
        pytest.param(0, -1, True, id="no-orders"),
        pytest.param(100, 0, False, id="level"),
    ],
)
def test_order_variation(current: float, variation: float, review: bool) -> None:
    for baseline in ([100.0], [80.0, 90.0, 110.0, 120.0], [999.0, None, 100, 100, 100, 100, None]):
        assert order_variation(current, baseline) == pytest.approx(variation)
        assert order_review(current, baseline) is review


def test_a_baseline_of_fewer_quarters_and_another_rate() -> None:
    assert order_variation(150, [1, 80, 120], 2) == pytest.approx(0.5)
    assert not order_review(150, [100], review_rate=0.5)
    assert order_review(100.01, [100], review_rate=0)
    with pytest.raises(NotAvailable, match="4 filled quarters, got 3"):
        order_variation(150, [1, 80, 120])


EXPIRY = dt.date(2024, 6, 30)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        pytest.param((100_000, 0.25, 4, 5, 0), 120_000, id="definitions-C13-capped"),
        pytest.param((100_000, 0.25, 4, 5, 10), 100_000, id="definitions-C13-DPD-10"),
        pytest.param((100_000, 0.1, 1, -3, -20), 110_000, id="uplift-below-the-cap"),
        pytest.param((100_000, 0.25, 5, 5, 0), 100_000, id="grade-5"),
        pytest.param((100_000, 0.25, 4, 5.5, 0), 100_000, id="pays-late"),
        pytest.param((100_000, 0.25, 4, 5, 10, 0.2, 10), 120_000, id="within-grace"),
        pytest.param((100_000, 0.25, 4, 5, 0, 0.5), 125_000, id="higher-cap"),
        pytest.param((100_000, 0.2, 1, 0, 0, 0.2, 0, EXPIRY, EXPIRY), 120_000, id="last-day"),
        pytest.param(
            (100_000, 0.2, 1, 0, 0, 0.2, 0, EXPIRY, EXPIRY + dt.timedelta(1)),
            100_000,
            id="expired",
        ),
        pytest.param((100_000, 0.2, 5, 9, 0, 0.2, 0, None, None, 5, 9), 120_000, id="own-rules"),
        pytest.param((0, 0.2, 1, 0, 0), 0, id="no-credit"),
    ],
)
def test_elastic_limit(arguments: tuple[Any, ...], expected: float) -> None:
    assert elastic_limit(*arguments) == pytest.approx(expected)


@given(
    amounts,
    st.floats(0, 2),
    st.integers(1, 10),
    st.floats(-60, 120),
    st.floats(-60, 120),
    st.floats(0, 1),
)
def test_the_elastic_limit_lies_between_base_and_cap(
    base: float, uplift: float, grade: int, late: float, overdue: float, cap: float
) -> None:
    limit = elastic_limit(base, uplift, grade, late, overdue, cap)
    assert base <= limit <= base * (1 + cap)
    if overdue > 0:
        assert limit == base


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((80_000, 100_000, 50_000), 30_000),
        ((80_000, 100_000, 20_000), 0),
        ((80_000, 100_000, 20_000, "amount", 0.3), 6_000),
        ((80_000, 100_000, 50_000, "amount", 0.3), 30_000),
        ((80_000, 100_000, 50_000, "share"), 0.6),
        ((120_000, 100_000, 50_000), 50_000),
        ((120_000, 100_000, 50_000, "share"), 1),
        ((0, 0, 50_000), 50_000),
        ((80_000, 100_000, 0), 0),
    ],
)
def test_prepayment(arguments: tuple[Any, ...], expected: float) -> None:
    assert prepayment_required(*arguments) == pytest.approx(expected)


@given(amounts, amounts, amounts, st.floats(0, 1))
def test_a_prepayment_lets_the_order_fit_the_limit(
    owed: float, limit: float, order: float, minimum: float
) -> None:
    prepaid = prepayment_required(owed, limit, order, "amount", minimum)
    assert minimum * order <= prepaid <= order or prepaid == pytest.approx(minimum * order)
    if owed <= limit:
        # what order - prepaid loses of a large order may be more than the tolerance of a tiny limit
        lost_digits = 2 * math.ulp(owed + order)
        assert overlimit(owed, limit, order - prepaid) <= lost_digits
    else:  # the order adds nothing to what already was too much, but for the tolerance
        assert order - prepaid <= 1e-9 * limit
    if order:
        asked = prepayment_required(owed, limit, order, "share", minimum)
        assert asked == pytest.approx(prepaid / order)
        assert 0 <= asked <= 1


@pytest.mark.parametrize(
    ("function", "arguments", "error", "words"),
    [
        (exposure, (-1,), OutOfDomain, "open_receivables"),
        (exposure, (1, 0, 0, 0, -1), OutOfDomain, "advance_payments"),
        (exposure, (1, 0, 0, 0, 0, -1), OutOfDomain, "cash_collateral"),
        (utilisation, (1, 0), ZeroDenominator, "limit"),
        (utilisation, (1, -1), OutOfDomain, "limit"),
        (overlimit, (1, -1), OutOfDomain, "limit"),
        (overlimit, (1, 1, -1), OutOfDomain, "new_order"),
        (order_variation, (-1, [1]), OutOfDomain, "current_orders"),
        (order_variation, (1, [1, -1]), OutOfDomain, "row 2"),
        (order_variation, (1, [0]), ZeroDenominator, "baseline"),
        (order_variation, (1, [0, 0, 0, 0]), ZeroDenominator, "baseline"),
        (order_variation, (1, [None]), NotAvailable, "baseline"),
        (order_variation, (1, [1], 0), OutOfDomain, "quarters"),
        (order_variation, (1, [1], 10**9), OutOfDomain, "quarters"),
        (order_review, (1, [0]), ZeroDenominator, "baseline"),
        (order_review, (1, [1], 4, -0.1), OutOfDomain, "review_rate"),
        (elastic_limit, (-1, 0.1, 1, 0, 0), OutOfDomain, "base_limit"),
        (elastic_limit, (1, -0.1, 1, 0, 0), OutOfDomain, "uplift_rate"),
        (elastic_limit, (1, 0.1, 0, 0, 0), OutOfDomain, "grade"),
        (elastic_limit, (1, 0.1, 1, 0, 0, -1), OutOfDomain, "cap_rate"),
        (elastic_limit, (1, 0.1, 1, 0, 0, 0.2, -1), OutOfDomain, "grace_days"),
        (elastic_limit, (1, 0.1, 1, 0, 0, 0.2, 0, EXPIRY), NotAvailable, "as_of must be given"),
        (prepayment_required, (1, -1, 1), OutOfDomain, "limit"),
        (prepayment_required, (1, 1, -1), OutOfDomain, "new_order"),
        (prepayment_required, (1, 1, 1, "amount", 30), OutOfDomain, "minimum_rate"),
        (prepayment_required, (1, 1, 0, "share"), ZeroDenominator, "new_order"),
    ],
)
def test_errors(
    function: Any, arguments: tuple[Any, ...], error: type[LedgerguardError], words: str
) -> None:
    with pytest.raises(error, match=words) as caught:
        function(*arguments)
    assert caught.value.hint
    assert not isinstance(caught.value, InvalidValue)
