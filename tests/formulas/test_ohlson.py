"""Ohlson's score and its probability: own examples (none is published), errors, laws."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.errors import OutOfDomain, ZeroDenominator
from ledgerguard.formulas.ohlson import ohlson_o, ohlson_pd

amounts = st.floats(-1e6, 1e6)
positive = st.floats(1, 1e6)
steps = st.floats(1, 1e5)

MILLION = 1_000_000


@pytest.mark.parametrize(
    ("arguments", "score", "probability"),
    [
        pytest.param(
            (
                78 * MILLION,
                100,
                55 * MILLION,
                23.9 * MILLION,
                20 * MILLION,
                4 * MILLION,
                6 * MILLION,
                3 * MILLION,
            ),
            -2.99362,
            0.04771,
            id="own-example-millions",
        ),
        pytest.param((1000, 1, 600, 400, 300, 50, 80, 40), -1.02007, 0.26501, id="own-example"),
    ],
)
def test_ohlson(
    arguments: tuple[float, float, float, float, float, float, float, float],
    score: float,
    probability: float,
) -> None:
    assert ohlson_o(*arguments) == pytest.approx(score, abs=5e-6)
    assert ohlson_pd(ohlson_o(*arguments)) == pytest.approx(probability, abs=5e-6)


def test_amounts_in_thousands_raise_the_score_as_the_definition_warns() -> None:
    full = ohlson_o(1000e3, 100, 600e3, 400e3, 300e3, 50e3, 80e3, 40e3)
    thousands = ohlson_o(1000, 100, 600, 400, 300, 50, 80, 40)
    assert thousands - full == pytest.approx(0.407 * math.log(1000))


def test_the_two_indicators() -> None:
    # Beside the two the firms are equal: leverage is 1 and 1.0001, incomes change alike.
    solvent = ohlson_o(1000, 1, 1000, 400, 300, 0, 0, 0)
    over_indebted = ohlson_o(1000, 1, 1000.1, 400, 300, 0, 0, 0)
    assert over_indebted - solvent == pytest.approx(-1.72, abs=0.001)
    one_loss = ohlson_o(1000, 1, 600, 400, 300, 0, 0, 0)
    two_losses = ohlson_o(1000, 1, 600, 400, 300, -1e-9, 0, -1e-9)
    assert two_losses - one_loss == pytest.approx(0.285)


def test_no_income_in_either_year_leaves_the_change_out() -> None:
    nothing = ohlson_o(1000, 1, 600, 400, 300, 0, 0, 0)
    from_nothing = ohlson_o(1000, 1, 600, 400, 300, 0, 0, -1)
    assert nothing - from_nothing == pytest.approx(0.521)


@pytest.mark.parametrize(
    ("call", "error"),
    [
        pytest.param(lambda: ohlson_o(0, 1, 1, 1, 1, 1, 1, 1), OutOfDomain, id="no-assets"),
        pytest.param(lambda: ohlson_o(1, 0, 1, 1, 1, 1, 1, 1), OutOfDomain, id="no-index"),
        pytest.param(lambda: ohlson_o(1, 1, 0, 1, 1, 1, 1, 1), ZeroDenominator, id="no-debt"),
        pytest.param(lambda: ohlson_o(1, 1, -1, 1, 1, 1, 1, 1), OutOfDomain, id="negative-debt"),
        pytest.param(lambda: ohlson_o(1, 1, 1, 0, 1, 1, 1, 1), ZeroDenominator, id="no-current"),
        pytest.param(lambda: ohlson_o(1, 1, 1, 1, -1, 1, 1, 1), OutOfDomain, id="negative-short"),
    ],
)
def test_errors(call: Callable[[], float], error: type[Exception]) -> None:
    with pytest.raises(error, match=r"got .*Hint: "):
        call()


@given(liabilities=st.floats(1, 8e5), income=st.floats(1, 1e5), funds=amounts, step=steps)
def test_the_score_rises_with_debt_and_falls_with_income_and_funds(
    liabilities: float, income: float, funds: float, step: float
) -> None:
    base = ohlson_o(1e6, 100, liabilities, 4e5, 3e5, income, funds, 1e4)
    assert ohlson_o(1e6, 100, liabilities, 4e5, 3e5, income + step, funds, 1e4) < base
    assert ohlson_o(1e6, 100, liabilities, 4e5, 3e5, income, funds + step, 1e4) < base
    assert ohlson_o(1e6, 100, liabilities, 4e5, 3e5 + step, income, funds, 1e4) > base
    unfunded = ohlson_o(1e6, 100, liabilities, 4e5, 3e5, income, 0, 1e4)
    assert ohlson_o(1e6, 100, liabilities + step, 4e5, 3e5, income, 0, 1e4) > unfunded


@given(score=st.floats(-30, 30))
def test_the_probability_returns_to_the_score(score: float) -> None:
    probability = ohlson_pd(score)
    assert math.log(probability / (1 - probability)) == pytest.approx(score, abs=1e-2, rel=1e-6)
    assert ohlson_pd(-score) == pytest.approx(1 - probability, abs=1e-12)


@given(score=st.floats(allow_nan=False), step=st.floats(0, 10))
def test_the_probability_is_inside_and_never_falls(score: float, step: float) -> None:
    assert 0 < ohlson_pd(score) <= ohlson_pd(score + step) < 1
