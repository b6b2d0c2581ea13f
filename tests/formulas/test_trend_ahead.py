"""The trend ahead: hand-derived numbers, SciPy as an independent oracle, and laws."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_rows import plain
from scipy.stats import linregress, t

from ledgerguard.errors import NotAvailable, OutOfDomain
from ledgerguard.formulas.trend_ahead import line_through, t_quantile, trend_ahead
from ledgerguard.formulas.trends import pay_delay_trend

numbers = st.floats(-1000, 1000).map(lambda number: round(number, 3))


def test_the_case_by_hand() -> None:
    # Mean 7.6 at period 3, slope 14 / 10 = 1.4: at period 8 it is 7.6 + 5 * 1.4 = 14.6.
    # Residuals 0.2, 0.8, -1.6, 0, 0.6; squares 3.6; s = sqrt(3.6 / 3) = 1.095445.
    # sqrt(1 + 1/5 + 25/10) = 1.923538; t(80 %, 3) = 1.637744 (any table of t: 1.638).
    # 1.637744 * 1.095445 * 1.923538 = 3.450941.
    ((value, low, high),) = plain(trend_ahead([5, 7, 6, 9, 11], [3]))
    assert value == pytest.approx(14.6)
    assert high - value == pytest.approx(3.450941, abs=1e-5)
    assert value - low == pytest.approx(high - value)


@pytest.mark.parametrize(
    ("level", "freedom", "printed"),
    # Table of Student's t, upper percentiles: NIST/SEMATECH e-Handbook, 1.3.6.7.2.
    [(0.8, 1, 3.078), (0.8, 4, 1.533), (0.9, 10, 1.812), (0.95, 2, 4.303), (0.95, 30, 2.042),
     (0.98, 5, 3.365), (0.99, 100, 2.626)],
)  # fmt: skip
def test_t_is_that_of_the_printed_table(level: float, freedom: int, printed: float) -> None:
    assert t_quantile(level, freedom) == pytest.approx(printed, abs=5e-4)


@pytest.mark.parametrize("freedom", [1, 2, 3, 4, 5, 17, 60, 399, 400, 401, 1000, 10**6])
@pytest.mark.parametrize("level", [0.001, 0.5, 0.8, 0.95, 0.999, 0.9999])
def test_t_is_that_of_scipy(level: float, freedom: int) -> None:
    assert t_quantile(level, freedom) == pytest.approx(t.ppf((1 + level) / 2, freedom), rel=1e-8)


@given(st.lists(numbers, min_size=3, max_size=20), st.floats(0, 12), st.floats(0.1, 0.99))
def test_value_and_band_against_scipy(values: list[float], steps: float, level: float) -> None:
    places = list(range(1, len(values) + 1))
    fitted = linregress(places, values)
    where = len(values) + steps
    squares = sum(
        (v - fitted.intercept - fitted.slope * p) ** 2 for p, v in zip(places, values, strict=True)
    )
    middle = sum(places) / len(places)
    spread = sum((p - middle) ** 2 for p in places)
    freedom = len(values) - 2
    factor = 1 + 1 / len(values) + (where - middle) ** 2 / spread
    half = t.ppf((1 + level) / 2, freedom) * (squares / freedom * factor) ** 0.5
    ((value, low, high),) = plain(trend_ahead(values, [steps], level))
    assert value == pytest.approx(fitted.intercept + fitted.slope * where, abs=1e-6)
    assert high - low == pytest.approx(2 * half, abs=1e-6, rel=1e-6)


@given(st.lists(st.one_of(st.none(), numbers), min_size=3, max_size=12))
def test_the_slope_is_that_of_pay_delay_trend_and_blanks_keep_their_place(
    values: list[float | None],
) -> None:
    if sum(value is not None for value in values) < 3:
        return
    line = line_through("values", values)
    assert line.slope == pytest.approx(pay_delay_trend(values), abs=1e-9)
    assert line.periods == len(values)


@given(st.lists(numbers, min_size=3, max_size=12), st.floats(0.1, 0.9))
def test_the_band_widens_with_distance_and_with_the_level(
    values: list[float], level: float
) -> None:
    line = line_through("values", values)
    assert line.half_width(6, level) >= line.half_width(3, level) >= line.half_width(0, level)
    assert line.half_width(3, level + 0.05) >= line.half_width(3, level)


def test_a_straight_line_has_no_band() -> None:
    for row, value in zip(plain(trend_ahead([2, 4, 6], [1, 2])), (8, 10), strict=True):
        assert row == pytest.approx([value] * 3)


def test_the_slope_has_a_band_of_its_own() -> None:
    # s / sqrt(spread) = 1.095445 / 3.162278 = 0.346410; times 1.637744 = 0.567331.
    line = line_through("values", [5, 7, 6, 9, 11])
    assert line.slope_half_width() == pytest.approx(0.567331, abs=1e-5)


def test_two_points_are_no_trend() -> None:
    with pytest.raises(NotAvailable, match="at least 3 periods, got 2"):
        trend_ahead([1, None, 2], [1])


@pytest.mark.parametrize("level", [0, -0.5, 1, 80])
def test_a_level_that_no_band_has_is_refused(level: float) -> None:
    with pytest.raises(OutOfDomain, match="level"):
        trend_ahead([1, 2, 4], [1], level)


def test_nobody_looks_back_and_amounts_are_too_large() -> None:
    with pytest.raises(OutOfDomain, match="periods_ahead"):
        trend_ahead([1, 2, 4], [-1])
    with pytest.raises(OutOfDomain, match="squared"):
        trend_ahead([1e200, -1e200, 1e200], [1])
