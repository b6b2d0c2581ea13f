"""Probability of default and grade: the examples of the definitions, bounds, overrides, laws."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.errors import NotAvailable, OutOfDomain
from ledgerguard.formulas.grading import UPPER_BOUNDS, credit_grade, score_to_pd


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
