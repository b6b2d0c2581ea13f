"""Springate, Zmijewski and Taffler, and the zones: published and own examples, edges, laws."""

from __future__ import annotations

import math
from collections.abc import Callable
from statistics import NormalDist
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.errors import OutOfDomain, ZeroDenominator
from ledgerguard.formulas.distress import (
    EDGES,
    DistressModel,
    distress_zone,
    springate,
    taffler,
    taffler_informal,
    zmijewski,
    zmijewski_pd,
)

amounts = st.floats(-1e6, 1e6)
positive = st.floats(1, 1e6)


@pytest.mark.parametrize(
    ("ratios", "published"),
    [
        pytest.param((0.1095, 0.1156, 0.5242, 1.0534), 1.2349, id="USU-thesis-ASII"),
        pytest.param((0.2863, 0.0403, 0.2312, 1.0373), 0.9861, id="USU-thesis-BRAM"),
        pytest.param((-0.0859, 0.0278, 0.0408, 1.5849), 0.6579, id="USU-thesis-GDYR"),
        pytest.param((0.4068, 0.1673, 0.4866, 1.0836), 1.6873, id="USU-thesis-INDS"),
    ],
)
def test_springate_published(ratios: tuple[float, float, float, float], published: float) -> None:
    capital, ebit, profit, turnover = ratios
    score = springate(capital, 1, ebit, profit, 1, turnover)
    assert score == pytest.approx(published, abs=3e-4)  # the ratios are rounded to four digits


@pytest.mark.parametrize(
    ("arguments", "score", "probability"),
    [
        pytest.param((50, 1000, 600, 150, 100), -1.14825, 0.12543, id="own-example-healthy"),
        pytest.param((-100, 1000, 950, 80, 100), 1.51355, 0.93493, id="own-example-distressed"),
    ],
)
def test_zmijewski(
    arguments: tuple[float, float, float, float, float], score: float, probability: float
) -> None:
    assert zmijewski(*arguments) == pytest.approx(score, abs=5e-6)
    assert zmijewski_pd(zmijewski(*arguments)) == pytest.approx(probability, abs=5e-6)


def test_zmijewski_with_the_sign_of_the_textbooks() -> None:
    assert zmijewski(50, 1000, 600, 150, 100, "minus") == pytest.approx(-1.16025, abs=5e-6)


def test_taffler_own_example_with_a_no_credit_interval_of_thirty_days() -> None:
    # Ratios 0.15, 1.2 and 0.35; (440 - 350) / (1200 - 52.5 - 52.5) * 365 = 30 days.
    assert taffler(52.5, 350, 600, 500, 1000, 440, 1200, 52.5) == pytest.approx(5.159, abs=5e-4)


def test_taffler_informal_own_example() -> None:
    assert taffler_informal(52.5, 350, 600, 500, 1000, 1400) == pytest.approx(0.5225, abs=5e-5)


@pytest.mark.parametrize(
    ("model", "riskiest", "edge", "other_edge", "safest"),
    [
        ("altman", 1.80, 1.81, 2.99, 3.0),
        ("altman-private", 1.22, 1.23, 2.90, 2.91),
        ("altman-nonmanufacturer", 1.09, 1.10, 2.60, 2.61),
        ("altman-em", 4.34, 4.35, 5.85, 5.86),
        ("springate", 0.861, 0.862, 0.862, 0.863),
        ("zmijewski", 0.001, 0, 0, -0.001),
        ("ohlson", 0.001, 0, 0, -0.001),
        ("taffler", -0.001, 0, 0, 0.001),
        ("taffler-informal", 0.19, 0.2, 0.3, 0.31),
    ],
)
def test_zones_and_their_edges_as_decided(
    model: DistressModel, riskiest: float, edge: float, other_edge: float, safest: float
) -> None:
    scores = (riskiest, edge, other_edge, safest)
    zones = [distress_zone(score, model) for score in scores]
    assert zones == ["distress", "grey", "grey", "safe"]
    chinese = [distress_zone(score, model, "zh") for score in scores]
    assert chinese == ["困境", "灰色", "灰色", "安全"]


def test_every_model_has_edges() -> None:
    assert set(EDGES) == set(get_args(DistressModel))


def test_a_score_that_is_an_edge_but_for_rounding_noise_is_grey() -> None:
    assert distress_zone(1.81 - 1e-12, "altman") == "grey"
    assert distress_zone(0.1 + 0.2, "taffler-informal") == "grey"


@pytest.mark.parametrize(
    ("call", "error"),
    [
        pytest.param(lambda: springate(1, 0, 1, 1, 1, 1), OutOfDomain, id="S-no-assets"),
        pytest.param(lambda: springate(1, 1, 1, 1, 0, 1), ZeroDenominator, id="S-no-liabilities"),
        pytest.param(lambda: springate(1, 1, 1, 1, -1, 1), OutOfDomain, id="S-negative"),
        pytest.param(lambda: springate(1, 1, 1, 1, 1, -1), OutOfDomain, id="S-negative-sales"),
        pytest.param(lambda: zmijewski(1, 0, 1, 1, 1), OutOfDomain, id="X-no-assets"),
        pytest.param(lambda: zmijewski(1, 1, -1, 1, 1), OutOfDomain, id="X-negative-liabilities"),
        pytest.param(lambda: zmijewski(1, 1, 1, -1, 1), OutOfDomain, id="X-negative-assets"),
        pytest.param(lambda: zmijewski(1, 1, 1, 1, 0), ZeroDenominator, id="X-no-liabilities"),
        pytest.param(lambda: taffler(1, 1, 1, 1, 0, 1, 9, 1), OutOfDomain, id="T-no-assets"),
        pytest.param(lambda: taffler(1, 0, 1, 1, 1, 1, 9, 1), ZeroDenominator, id="T-no-current"),
        pytest.param(lambda: taffler(1, 1, 1, 0, 1, 1, 9, 1), ZeroDenominator, id="T-no-debt"),
        pytest.param(lambda: taffler(1, 1, 1, 1, 1, 1, 2, 1), ZeroDenominator, id="T-no-costs"),
        pytest.param(lambda: taffler(1, 1, 1, 1, 1, 1, 1, 1), OutOfDomain, id="T-negative-costs"),
        pytest.param(lambda: taffler(1, 1, 1, 1, 1, -1, 9, 1), OutOfDomain, id="T-negative-quick"),
        pytest.param(lambda: taffler(1, 1, 1, 1, 1, 1, 9, -1), OutOfDomain, id="T-depreciation"),
        pytest.param(lambda: taffler_informal(1, 1, 1, 1, 0, 1), OutOfDomain, id="t-no-assets"),
        pytest.param(lambda: taffler_informal(1, 0, 1, 1, 1, 1), ZeroDenominator, id="t-current"),
        pytest.param(lambda: taffler_informal(1, 1, 1, 0, 1, 1), ZeroDenominator, id="t-no-debt"),
        pytest.param(lambda: taffler_informal(1, 1, -1, 1, 1, 1), OutOfDomain, id="t-negative"),
    ],
)
def test_errors(call: Callable[[], float], error: type[Exception]) -> None:
    with pytest.raises(error, match=r"got .*Hint: "):
        call()


@given(capital=amounts, ebit=amounts, profit=amounts, sales=positive, step=positive)
def test_springate_rises_with_each_of_its_ratios(
    capital: float, ebit: float, profit: float, sales: float, step: float
) -> None:
    base = springate(capital, 1e6, ebit, profit, 1e5, sales)
    assert springate(capital + step, 1e6, ebit, profit, 1e5, sales) > base
    assert springate(capital, 1e6, ebit + step, profit, 1e5, sales) > base
    assert springate(capital, 1e6, ebit, profit + step, 1e5, sales) > base
    assert springate(capital, 1e6, ebit, profit, 1e5, sales + step) > base


@given(income=amounts, liabilities=positive, current=positive, step=positive)
def test_zmijewski_rises_with_debt_and_falls_with_profit(
    income: float, liabilities: float, current: float, step: float
) -> None:
    base = zmijewski(income, 1e6, liabilities, current, 1e5)
    assert zmijewski(income + step, 1e6, liabilities, current, 1e5) < base
    assert zmijewski(income, 1e6, liabilities + step, current, 1e5) > base
    assert zmijewski(income, 1e6, liabilities, current + step, 1e5) > base
    minus = zmijewski(income, 1e6, liabilities, current, 1e5, "minus")
    assert base - minus == pytest.approx(2 * 0.004 * current / 1e5, abs=1e-9)


@given(profit=st.floats(-1e5, 1e5), current=positive, quick=positive, step=st.floats(1, 1e5))
def test_taffler_rises_with_each_of_its_ratios_but_short_term_debt(
    profit: float, current: float, quick: float, step: float
) -> None:
    base = taffler(profit, 1e5, current, 3e5, 1e6, quick, 1e6, 1e4)
    assert taffler(profit, 1e5, current + step, 3e5, 1e6, quick, 1e6, 1e4) > base
    assert taffler(profit, 1e5, current, 3e5, 1e6, quick + step, 1e6, 1e4) > base
    informal = taffler_informal(profit, 1e5, current, 3e5, 1e6, 1e6)
    assert taffler_informal(profit + step, 1e5, current, 3e5, 1e6, 1e6) > informal
    assert taffler_informal(profit, 1e5, current + step, 3e5, 1e6, 1e6) > informal
    assert taffler_informal(profit, 1e5, current, 3e5, 1e6, 1e6 + step) > informal


@given(score=st.floats(-7, 7))
def test_zmijewski_pd_is_the_normal_distribution(score: float) -> None:
    assert zmijewski_pd(score) == pytest.approx(NormalDist().cdf(score), abs=1e-14)


@given(score=st.floats(allow_nan=False, allow_infinity=False), step=st.floats(0, 10))
def test_zmijewski_pd_is_a_probability_and_never_falls(score: float, step: float) -> None:
    assert 0 < zmijewski_pd(score) <= zmijewski_pd(score + step) < 1


def test_zmijewski_pd_keeps_the_digits_of_a_small_probability() -> None:
    # The normal distribution at -10 in any table of its tail: 7.61985e-24.
    assert zmijewski_pd(-10) == pytest.approx(7.61985e-24, rel=1e-5)
    assert zmijewski_pd(-math.inf) > 0


@given(score=st.floats(-1e300, 1e300), step=st.floats(0, 1e3), model=st.sampled_from(sorted(EDGES)))
def test_a_better_score_is_never_in_a_worse_zone(
    score: float, step: float, model: DistressModel
) -> None:
    order = ["distress", "grey", "safe"]
    lower, higher = (order.index(distress_zone(s, model)) for s in (score, score + step))
    assert lower <= higher if EDGES[model].higher_is_safer else lower >= higher
