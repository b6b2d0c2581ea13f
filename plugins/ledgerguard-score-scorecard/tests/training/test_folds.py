"""Folds that never part a customer, and figures that are those of scikit-learn and of hand."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import cards
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from ledgerguard_score_scorecard.table import Table, TableError
from ledgerguard_score_scorecard.training.fitting import Fitted
from ledgerguard_score_scorecard.training.folds import (
    Validation,
    by_time,
    probabilities,
    splits,
    validated,
)
from ledgerguard_score_scorecard.training.statistics import (
    calibration,
    curve,
    quality,
    stability,
)


def test_every_row_is_judged_once_by_who_has_not_seen_the_customer(
    table: Table, validation: Validation
) -> None:
    places = np.concatenate([one.places for one in validation.folds])
    assert sorted(places.tolist()) == list(range(table.rows))
    for learn, judge in splits(table, 3, 0):
        there = {table.groups[n] for n in learn}
        assert not there & {table.groups[n] for n in judge}


def test_the_figures_are_those_of_scikit_learn(table: Table, validation: Validation) -> None:
    expected = roc_auc_score(table.bad, validation.probability)
    assert validation.whole.auc == expected
    assert 0.6 < expected < 0.95
    assert validation.whole.gini == pytest.approx(2 * expected - 1)
    for one in validation.folds:
        bad = np.array(table.bad)[one.places]
        assert one.judged.auc == roc_auc_score(bad, validation.probability[one.places])
        assert one.judged.auc < one.learned.auc + 0.1
        assert 0 <= one.stability < 0.25
        assert "debt" in one.variables
    assert validation.mean_auc == pytest.approx(sum(one.judged.auc for one in validation.folds) / 3)


def test_no_skill_where_there_is_nothing_to_learn(table: Table) -> None:
    # Outcomes in an order that has nothing to do with the rows: out of fold there is no skill,
    # whatever training believes of itself.
    generator = np.random.default_rng(4)
    mixed = replace(table, bad=tuple(generator.permutation(np.array(table.bad)).tolist()))
    try:
        found = validated(mixed, replace(cards.SETTINGS, least_iv=0.0))
    except TableError:
        return  # not even training believes that it has found anything
    assert abs(found.whole.auc - 0.5) < 0.06


def test_without_customers_rows_are_the_folds(table: Table) -> None:
    alone = replace(table, groups=())
    parts = splits(alone, 5, 1)
    assert sorted(np.concatenate([judge for _, judge in parts]).tolist()) == list(range(table.rows))


def test_too_few_for_so_many_folds(table: Table) -> None:
    few = table.taken([*np.flatnonzero(table.bad)[:2], *np.flatnonzero(~np.array(table.bad))[:40]])
    with pytest.raises(TableError, match="got 5 folds and 2 of the rarer kind"):
        splits(few, 5, 0)
    with pytest.raises(TableError, match="folds must be from 2"):
        splits(table, 1, 0)


def test_customers_are_counted_and_not_rows() -> None:
    # Ten bad rows of two customers cannot be in three folds.
    groups = ("big",) * 9 + tuple(f"c{n}" for n in range(31))
    bad = (True,) * 10 + (False,) * 30
    lopsided = Table({"x": tuple(float(n) for n in range(40))}, bad, groups)
    with pytest.raises(TableError, match="got 3 folds and 2 of the rarer kind"):
        splits(lopsided, 3, 0)


def test_values_that_no_training_saw_are_neutral(fitted: Fitted, table: Table) -> None:
    row = table.taken([0])
    odd = replace(row, variables={**row.variables, "region": ("moon",), "debt": (None,)})
    scaling = cards.SETTINGS.scaling
    margin = next(one for one in fitted.variables if one.name == "margin")
    value = row.variables["margin"][0]
    found = margin.missing if value is None else margin.bin_of_number(float(value))
    assert found is not None
    neutral = scaling.score(fitted.constant) * (len(fitted.variables) - 1) / len(fitted.variables)
    expected = scaling.probability(neutral + found.points)
    assert probabilities(fitted, odd, scaling)[0] == pytest.approx(expected, abs=1e-12)


def test_halves_by_time(table: Table, fitted: Fitted) -> None:
    found = by_time(table, fitted.probability)
    assert found is not None
    assert found[0] == "2022"
    assert 0 <= found[1] < 0.1
    assert by_time(replace(table, times=()), fitted.probability) is None
    assert by_time(replace(table, times=("2020",) * table.rows), fitted.probability) is None
    early = ("2020",) * (table.rows - 10) + ("2021",) * 10
    late = by_time(replace(table, times=early), fitted.probability)
    assert late is not None
    assert late[0] == "2021"


def test_quality_by_hand() -> None:
    risk, bad = np.array([0.1, 0.4, 0.35, 0.8]), np.array([False, False, True, True])
    found = quality(risk, bad)
    assert found.auc == pytest.approx(0.75)  # three of four pairs
    assert found.ks == pytest.approx(0.5)
    assert found.brier == pytest.approx((0.01 + 0.16 + 0.4225 + 0.04) / 4)
    assert curve(risk, bad) == [(0, 0), (0, 0.5), (0.5, 0.5), (0.5, 1), (1, 1)]


@given(st.lists(st.tuples(st.integers(0, 6), st.booleans()), min_size=2, max_size=60))
def test_the_curve_has_the_area(drawn: list[tuple[int, bool]]) -> None:
    risk = np.array([*(one / 6 for one, _ in drawn), 0.2, 0.3])
    bad = np.array([*(flag for _, flag in drawn), True, False])
    points = curve(risk, bad)
    area = sum((b[0] - a[0]) * (a[1] + b[1]) / 2 for a, b in pairwise(points))
    assert area == pytest.approx(quality(risk, bad).auc)


def test_the_stability_index_by_hand() -> None:
    # Halves of the reference; of the other a quarter and three quarters.
    reference, other = np.array([1.0, 1.0, 2.0, 2.0]), np.array([1.0, 2.0, 2.0, 2.0])
    by_hand = (0.5 - 0.25) * math.log(0.5 / 0.25) + (0.5 - 0.75) * math.log(0.5 / 0.75)
    assert stability(reference, other, groups=2) == pytest.approx(by_hand)
    assert stability(reference, reference + 1e-12, groups=2) == pytest.approx(0)
    assert (
        stability(reference, np.array([1.0, 1.0]), groups=2) > 4
    )  # an empty group is not infinite


def test_calibration_groups_hold_every_row() -> None:
    probability = np.repeat([0.1, 0.2, 0.9], [50, 30, 20])
    bad = np.arange(100) % 10 == 0
    groups = calibration(probability, bad)
    assert [(one.rows, one.bad) for one in groups] == [(50, 5), (30, 3), (20, 2)]
    assert [one.expected for one in groups] == pytest.approx([0.1, 0.2, 0.9])
    assert groups[0].observed == pytest.approx(0.1)
