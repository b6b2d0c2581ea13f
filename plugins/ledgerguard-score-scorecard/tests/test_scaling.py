"""Points and odds, against the worked example of Siddiqi (2006), chapter 6."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledgerguard.formulas.grading import score_to_pd

from ledgerguard_score_scorecard.scaling import Scaling


def test_the_published_example() -> None:
    # "odds of 50:1 at 600 points and ... the odds to double every 20 points"
    scaling = Scaling(600, 50, 20)
    assert scaling.factor == pytest.approx(28.8539, abs=5e-5)
    assert scaling.offset == pytest.approx(487.123, abs=5e-4)
    for score, odds in ((600, 50.0), (601, 51.8), (620, 100.0), (640, 200.0)):
        assert scaling.score(math.log(odds)) == pytest.approx(score, abs=0.03)


def test_odds_of_thirty_to_one() -> None:
    # 600 - 28.8539 * ln 30 = 501.8623, by hand
    assert Scaling(600, 30, 20).offset == pytest.approx(501.8623, abs=5e-4)


@given(
    st.floats(-1000, 2000),
    st.floats(100, 900),
    st.floats(1, 100),
    st.floats(5, 60),
)
def test_the_probability_is_that_of_score_to_pd(
    score: float, base: float, odds: float, double: float
) -> None:
    found = Scaling(base, odds, double).probability(score)
    assert 0 <= found <= 1
    assert found == pytest.approx(score_to_pd(score, base, odds, double), rel=1e-9, abs=1e-300)


@given(st.floats(-30, 30))
def test_there_and_back(log_odds: float) -> None:
    scaling = Scaling()
    probability = scaling.probability(scaling.score(log_odds))
    assert math.log((1 - probability) / probability) == pytest.approx(log_odds, abs=1e-2)
    assert scaling.probability(scaling.score(log_odds) + 20) < probability
