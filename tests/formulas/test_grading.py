"""Probability of default and grade: the examples of the definitions, bounds, overrides, laws."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.errors import NotAvailable, OutOfDomain
from ledgerguard.formulas.grading import (
    LABELS,
    UPPER_BOUNDS,
    credit_grade,
    grade_label,
    pd_to_score,
    score_to_pd,
)


@pytest.mark.parametrize(
    ("score", "pd", "tolerance"),
    [
        (20, 0.2857, 5e-5),
        (50, 0.0476, 5e-5),
        (80, 0.00621, 5e-6),
        (95, 0.002205, 5e-7),
        (67.75, 0.0144, 5e-5),
        (100, 0.00156, 5e-6),
    ],
)  # [O] of the definitions: 50 points are odds of 20 to 1, 10 points double them
def test_score_to_pd(score: float, pd: float, tolerance: float) -> None:
    assert score_to_pd(score) == pytest.approx(pd, abs=tolerance)


def test_score_to_pd_on_the_published_scale_of_siddiqi() -> None:
    # 600 points at 50:1, 20 points to double: 620 points are odds of 100:1
    assert score_to_pd(620, 600, 50, 20) == pytest.approx(1 / 101)


def test_score_to_pd_far_out_is_a_number() -> None:
    assert score_to_pd(1e9) == pytest.approx(0, abs=1e-12)
    assert score_to_pd(-1e9) == 1


@pytest.mark.parametrize("score", [20, 50, 67.75, 80, 95, 100])
def test_pd_to_score_goes_back(score: float) -> None:
    assert pd_to_score(score_to_pd(score)) == pytest.approx(score)


def test_pd_to_score_of_certainty_is_no_number() -> None:
    for pd in (0, 1, -0.1, 1.5):
        with pytest.raises(OutOfDomain):
            pd_to_score(pd)
    assert pd_to_score(5e-324) == pytest.approx(50 + 10 * (1074 - 4.32193), abs=0.01)


@pytest.mark.parametrize("arguments", [(0.5, 50, 0), (0.5, 50, -1), (0.5, 50, 20, 0)])
def test_pd_to_score_errors(arguments: tuple[float, ...]) -> None:
    with pytest.raises(OutOfDomain):
        pd_to_score(*arguments)


def test_grade_labels_as_allianz_trade_publishes_them() -> None:
    assert [grade_label(grade) for grade in (1, 5, 7, 9, 10)] == [
        "exceptional",
        "average",
        "weak",
        "at risk of failure",
        "failed",
    ]
    assert grade_label(5, "zh") == "中等"
    assert all(len(set(words)) == len(UPPER_BOUNDS) + 2 for words in LABELS.values())


@pytest.mark.parametrize("grade", [0, 11, -1, 10**9])
def test_no_such_grade(grade: int) -> None:
    with pytest.raises(OutOfDomain, match="from 1 to 10"):
        grade_label(grade)


@pytest.mark.parametrize("arguments", [(50, 50, 0), (50, 50, -1), (50, 50, 20, 0), (5, 5, 2, -1)])
def test_score_to_pd_errors(arguments: tuple[float, ...]) -> None:
    with pytest.raises(OutOfDomain):
        score_to_pd(*arguments)


def test_every_bound_is_inclusive_and_every_grade_is_reached() -> None:
    assert [credit_grade(bound) for bound in UPPER_BOUNDS] == list(range(1, 9))
    assert [credit_grade(bound * 1.001) for bound in UPPER_BOUNDS] == list(range(2, 10))
    assert credit_grade(0.002 * (1 + 1e-10)) == 1
    assert credit_grade(0.999) == 9
    assert credit_grade(0.0144) == 5  # the worked example of the credit score
    assert credit_grade(score_to_pd(100)) == 1


@pytest.mark.parametrize(
    ("override", "grade"),
    [
        ({"insolvent": True}, 10),
        ({"dishonest_debtor": True}, 9),
        ({"days_past_due": 91}, 8),
        ({"days_past_due": 90}, 1),
        ({"negative_equity": True}, 7),
        ({"statements_missing": True}, 6),
        ({"statements_missing": True, "days_past_due": 120, "negative_equity": True}, 8),
    ],
)
def test_overrides(override: dict[str, float], grade: int) -> None:
    assert credit_grade(0.001, **override) == grade  # type: ignore[arg-type]
    assert credit_grade(0.5, **override) == max(grade, 9)  # type: ignore[arg-type]


def test_own_bounds() -> None:
    own = [0.01, 0.05, None, 0.2]
    assert [credit_grade(pd, own) for pd in (0.01, 0.04, 0.2, 0.3)] == [1, 2, 3, 4]
    assert credit_grade(0.01, own, insolvent=True) == 5
    assert credit_grade(0.3, [0.01, 0.2, 1.0]) == 3
    assert credit_grade(0.3, [0.01, 0.2, 1.0], insolvent=True) == 4
    assert credit_grade(0.3, [0.5], statements_missing=True) == 1


@pytest.mark.parametrize("pd", [0, 1, -0.1, 1.5, 5])
def test_pd_outside_its_domain(pd: float) -> None:
    with pytest.raises(OutOfDomain):
        credit_grade(pd)


@pytest.mark.parametrize("bounds", [[0.1, 0.1], [0.2, 0.1], [0.0, 0.1], [0.5, 1.5]])
def test_bounds_that_do_not_rise(bounds: list[float]) -> None:
    with pytest.raises(OutOfDomain):
        credit_grade(0.1, bounds)


def test_no_bounds() -> None:
    with pytest.raises(NotAvailable):
        credit_grade(0.1, [None])


@given(st.floats(-200, 400), st.floats(0, 400))
def test_pd_falls_as_the_score_rises(score: float, more: float) -> None:
    assert score_to_pd(score + more) <= score_to_pd(score)
    assert 0 < score_to_pd(score) < 1


@given(
    st.floats(1e-6, 0.999),
    st.floats(1e-6, 0.999),
    st.lists(st.floats(1e-4, 1), min_size=1, max_size=9, unique=True).map(sorted),
)
def test_the_grade_never_improves_with_pd(low: float, high: float, bounds: list[float]) -> None:
    low, high = sorted((low, high))
    assert credit_grade(low, bounds) <= credit_grade(high, bounds)
    assert credit_grade(low) <= credit_grade(high)
    assert credit_grade(high, negative_equity=True) >= credit_grade(high)


@given(st.floats(1e-12, 1 - 1e-12), st.floats(0, 100), st.floats(0.01, 1000), st.floats(1, 100))
def test_pd_to_score_to_pd_returns(
    pd: float, anchor_score: float, anchor_odds: float, points_to_double: float
) -> None:
    anchors = (anchor_score, anchor_odds, points_to_double)
    assert score_to_pd(pd_to_score(pd, *anchors), *anchors) == pytest.approx(pd, rel=1e-6)
