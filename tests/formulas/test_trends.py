"""Trends of delay and default: our own examples, the library's regression as oracle, errors."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.errors import NotAvailable, OutOfDomain, ZeroDenominator
from ledgerguard.formulas.trends import default_rate, default_rate_trend, pay_delay_trend

RATES = [0.008, 0.011, 0.010, 0.016]


def test_own_examples() -> None:
    assert pay_delay_trend([5, 7, 6, 9, 11]) == pytest.approx(1.4)
    assert default_rate_trend(RATES) == pytest.approx(0.0023)
    assert default_rate_trend(RATES, "ratio") == pytest.approx(2)
    assert default_rate(16, 1_000) == pytest.approx(0.016)
    assert default_rate(0, 1_000) == 0


def test_a_blank_period_keeps_its_place() -> None:
    # 1, 2, 4 at the places 1, 2 and 4 lie on a line of slope 1
    assert pay_delay_trend([1, 2, None, 4]) == pytest.approx(1)


@pytest.mark.parametrize(
    ("call", "error"),
    [
        pytest.param(lambda: pay_delay_trend([1, 2]), NotAvailable, id="delay-two"),
        pytest.param(lambda: pay_delay_trend([1, None, 2]), NotAvailable, id="delay-two-filled"),
        pytest.param(lambda: pay_delay_trend([]), NotAvailable, id="delay-empty"),
        pytest.param(lambda: pay_delay_trend([1e308] * 3), OutOfDomain, id="delay-beyond-floats"),
        pytest.param(lambda: default_rate(1, 0), ZeroDenominator, id="rate-no-cohort"),
        pytest.param(lambda: default_rate(1, -5), OutOfDomain, id="rate-negative-cohort"),
        pytest.param(lambda: default_rate(-1, 5), OutOfDomain, id="rate-negative"),
        pytest.param(lambda: default_rate(6, 5), OutOfDomain, id="rate-more-than-there-were"),
        pytest.param(lambda: default_rate_trend([]), NotAvailable, id="trend-empty"),
        pytest.param(lambda: default_rate_trend([0.1, 0.2]), NotAvailable, id="trend-two"),
        pytest.param(
            lambda: default_rate_trend([0.1, 0.2], "ratio"), NotAvailable, id="trend-two-ratio"
        ),
        pytest.param(lambda: default_rate_trend([0.1, 0.2, 1.2]), OutOfDomain, id="trend-rate"),
        pytest.param(
            lambda: default_rate_trend([0, 0.1, 0.2], "ratio"), ZeroDenominator, id="trend-first-0"
        ),
    ],
)
def test_errors(call: Callable[[], float], error: type[Exception]) -> None:
    with pytest.raises(error):
        call()


def test_the_message_has_its_four_parts() -> None:
    with pytest.raises(NotAvailable) as caught:
        pay_delay_trend([1, 2])
    assert str(caught.value) == (
        "delays must hold at least 3 periods, got 2. Hint: a trend of fewer periods means nothing"
    )


@given(st.lists(st.floats(-400, 400), min_size=3, max_size=36))
def test_the_slope_is_that_of_the_standard_library(delays: Any) -> None:
    places = range(1, len(delays) + 1)
    expected = statistics.linear_regression(places, delays).slope
    assert pay_delay_trend(delays) == pytest.approx(expected, abs=1e-9)


@given(st.lists(st.floats(0.001, 1), min_size=3, max_size=36))
def test_the_trend_of_rates_is_their_slope(rates: Any) -> None:
    places = range(1, len(rates) + 1)
    expected = statistics.linear_regression(places, rates).slope
    assert default_rate_trend(rates) == pytest.approx(expected, abs=1e-12)
    assert default_rate_trend(rates, "ratio") == pytest.approx(rates[-1] / rates[0])
