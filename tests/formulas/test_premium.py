"""Premium, insurable turnover and maximum liability: own examples, errors, laws."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.errors import OutOfDomain
from ledgerguard.formulas.premium import insurable_turnover, max_liability, premium

amounts = st.floats(0, 1e10)


@pytest.mark.parametrize(
    ("turnover", "minimum"),
    [
        pytest.param(12_000_000, 0, id="rate-on-turnover"),
        pytest.param(10_000_000, 0.8 * 15_000_000 * 0.0025, id="minimum-80-percent"),
    ],
)
def test_premium_own_examples(turnover: float, minimum: float) -> None:
    assert premium(turnover, 0.0025, minimum) == pytest.approx(30_000)


def test_max_liability_own_example() -> None:
    assert max_liability(30_000, 30) == pytest.approx(900_000)


def test_a_fixed_amount_counts_alone() -> None:
    assert max_liability(30_000, 30, 500_000) == 500_000
    assert max_liability(30_000, 30, 2_000_000) == 2_000_000


def test_insurable_turnover_leaves_out_what_is_not_insured() -> None:
    # By hand: 16.27 m less VAT 1.87 m is 14.4 m; less 0.9 m, 0.5 m and 1.0 m.
    answer = insurable_turnover(16_270_000, 1_870_000, 900_000, 500_000, 1_000_000)
    assert answer == pytest.approx(12_000_000)
    assert insurable_turnover(100) == 100
    assert insurable_turnover(0.3, 0.1, 0.2) == 0


Call = Callable[[], float]


@pytest.mark.parametrize(
    "call",
    [
        pytest.param(lambda: premium(-1, 0.1), id="turnover"),
        pytest.param(lambda: premium(1, 0.25 * 10), id="rate-above-one"),
        pytest.param(lambda: premium(1, 0.1, -1), id="minimum"),
        pytest.param(lambda: max_liability(-1, 1), id="liability-premium"),
        pytest.param(lambda: max_liability(1, -1), id="liability-multiple"),
        pytest.param(lambda: max_liability(1, 1, -1), id="liability-fixed"),
        pytest.param(lambda: insurable_turnover(-1), id="insurable-negative"),
        pytest.param(lambda: insurable_turnover(1, -1), id="insurable-vat"),
        pytest.param(lambda: insurable_turnover(100, 50, 30, 15, 6), id="insurable-parts-above"),
    ],
)
def test_errors(call: Call) -> None:
    with pytest.raises(OutOfDomain) as caught:
        call()
    assert caught.value.hint


@given(turnover=amounts, more=amounts, rate=st.floats(0, 1), minimum=amounts)
def test_premium_never_falls_with_turnover_nor_below_the_minimum(
    turnover: float, more: float, rate: float, minimum: float
) -> None:
    due = premium(turnover, rate, minimum)
    assert due >= minimum
    assert premium(turnover + more, rate, minimum) >= due
