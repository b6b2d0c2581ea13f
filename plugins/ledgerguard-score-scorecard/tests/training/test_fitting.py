"""From a table to a scorecard: monotonic, the same each time, and equal to its own pipeline."""

from __future__ import annotations

import datetime as dt
import math
import os
import random
import warnings
from itertools import pairwise

import cards
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledgerguard_score_scorecard.model import Scorecard
from ledgerguard_score_scorecard.model_file import dumps
from ledgerguard_score_scorecard.scorer import ScorecardScorer
from ledgerguard_score_scorecard.table import Columns, Table, TableError, table_of
from ledgerguard_score_scorecard.training import upstream
from ledgerguard_score_scorecard.training.binning import Binned, binned
from ledgerguard_score_scorecard.training.fitting import Fitted, fit, inputs_of, scorecard
from ledgerguard_score_scorecard.training.settings import Direction, Settings

DAY = dt.date(2026, 6, 30)


def test_it_finds_what_was_put_into_the_data(card: Scorecard) -> None:
    trends = {one.name: one.trend for one in card.variables}
    assert trends["debt"] == "rises"
    assert trends["margin"] == "falls"
    region = next(one for one in card.variables if one.name == "region")
    assert "south" in region.bins[-1].texts  # the worst comes last
    assert set(card.dropped) == {"luck", "same"}
    assert "information value" in card.dropped["luck"]


def test_scoring_equals_the_pipeline_of_training(
    card: Scorecard, fitted: Fitted, table: Table
) -> None:
    scorer = ScorecardScorer(card)
    asked = inputs_of(table, [one.name for one in card.variables])
    found = [scorer.score(one, DAY).probability for one in asked]
    assert np.abs(np.array(found) - fitted.probability).max() < 1e-9


def test_weights_of_evidence_by_hand(table: Table) -> None:
    bad = np.array(table.bad)
    found = binned("debt", table.variables["debt"], bad, cards.SETTINGS)
    assert isinstance(found, Binned)
    values = np.array(table.variables["debt"], dtype=float)
    iv = 0.0
    for one in found.variable.bins:
        low = -math.inf if one.low is None else one.low
        high = math.inf if one.high is None else one.high
        here = (values >= low) & (values < high)
        good_share = (here & ~bad).sum() / (~bad).sum()
        bad_share = (here & bad).sum() / bad.sum()
        assert (one.count, one.bad) == (here.sum(), (here & bad).sum())
        assert one.woe == pytest.approx(math.log(good_share / bad_share), abs=1e-12)
        assert np.allclose(found.woe[here], one.woe, atol=1e-12)
        iv += (good_share - bad_share) * one.woe
    assert found.variable.information_value == pytest.approx(iv, abs=1e-9)


def test_blank_and_special_bins_are_those_of_the_table(table: Table) -> None:
    found = binned("margin", table.variables["margin"], np.array(table.bad), cards.SETTINGS)
    assert isinstance(found, Binned)
    one = found.variable
    assert one.missing is not None
    assert one.special is not None
    assert one.missing.count == sum(v is None for v in table.variables["margin"])
    assert one.special.count == sum(v == -999 for v in table.variables["margin"])
    assert one.special_values == (-999.0,)
    assert one.low is not None
    assert one.low > -1  # the special value is no value
    counted = sum(each.count for each in one.bins) + one.missing.count + one.special.count
    assert counted == table.rows


@settings(max_examples=int(os.environ.get("LEDGERGUARD_EXAMPLES", "15")))
@given(st.integers(0, 10**6), st.sampled_from([None, "rises", "falls"]), st.floats(-2, 2))
def test_points_are_monotonic_whatever_the_data(
    seed: int, wanted: Direction | None, slope: float
) -> None:
    dice = random.Random(seed)
    values = [round(dice.gauss(0, 1), 2) for _ in range(300)]
    odds = [slope * value + math.cos(3 * value) - 1 for value in values]  # waves: not monotonic
    bad = np.array([dice.random() < 1 / (1 + math.exp(-one)) for one in odds])
    found = binned("x", values, bad, Settings(trends={"x": wanted} if wanted else {}))
    if isinstance(found, str):
        assert found == "it has no two bins that are large enough and differ"
        return
    woes = [one.woe for one in found.variable.bins]
    steps = [after - before for before, after in pairwise(woes)]
    assert all(step <= 1e-12 for step in steps) or all(step >= -1e-12 for step in steps)
    assert wanted in (None, found.variable.trend)
    assert all(one.count >= 0.05 * 300 - 1 for one in found.variable.bins)


def test_the_same_data_give_the_same_bytes() -> None:
    rows = cards.rows()
    text = dumps(scorecard(table_of(rows, cards.COLUMNS), cards.SETTINGS, cards.IDENTITY))
    random.Random(5).shuffle(rows)
    mixed = [dict(sorted(row.items(), reverse=True)) for row in rows]
    assert dumps(scorecard(table_of(mixed, cards.COLUMNS), cards.SETTINGS, cards.IDENTITY)) == text


def test_a_variable_whose_weight_contradicts_its_bins_is_dropped() -> None:
    # Alone b looks risky, as it goes with a; beside a more of it is safer.
    dice = random.Random(3)
    rows = []
    for _ in range(4000):
        z = dice.gauss(0, 1)
        a, b = z + dice.gauss(0, 0.4), z + dice.gauss(0, 0.4)
        bad = dice.random() < 1 / (1 + math.exp(1 - 4 * a + 2 * b))
        rows.append({"a": repr(a), "b": repr(b), "bad": str(int(bad))})
    table = table_of(rows, Columns("bad", "1"))
    alone = binned("b", table.variables["b"], np.array(table.bad), Settings())
    assert isinstance(alone, Binned)
    assert alone.variable.trend == "rises"
    found = fit(table, Settings())
    assert [one.name for one in found.variables] == ["a"]
    assert "contradicts its own bins" in found.dropped["b"]
    assert found.information["b"] > 0.1


def test_where_nothing_tells_there_is_no_scorecard() -> None:
    rows = [{"x": str(n % 2), "bad": str(n // 2 % 2)} for n in range(200)]
    with pytest.raises(TableError, match="at least one variable that tells bad from good") as no:
        fit(table_of(rows, Columns("bad", "1")), Settings())
    assert "x: " in str(no.value)


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ([1.0] * 300, "fewer than two different values"),
        ([None] * 300, "fewer than two different values"),
        ([f"t{n}" for n in range(300)], "300 different texts, more than 50"),
        (["a"] * 299 + ["b"], "no two bins that are large enough and differ"),
        ([0.0] * 299 + [1.0], "no two bins that are large enough and differ"),
    ],
)
def test_variables_without_bins(values: list[float | str | None], why: str) -> None:
    found = binned("x", values, np.arange(300) % 3 == 0, Settings())
    assert isinstance(found, str)
    assert why in found


def test_texts_that_differ_by_case_are_one(table: Table) -> None:
    values = [["Yes", "yes", "NO", "no"][n % 4] for n in range(400)]
    bad = np.array(
        [(v.casefold() == "no" and n % 8 < 4) or n % 40 == 0 for n, v in enumerate(values)]
    )
    found = binned("x", values, bad, Settings())
    assert isinstance(found, Binned)
    assert [one.texts for one in found.variable.bins] == [("Yes",), ("NO",)]


def test_only_the_one_warning_of_upstream_is_ignored() -> None:
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        with upstream.quiet():
            warnings.warn(upstream.DTYPE_WARNING, DeprecationWarning, stacklevel=1)
            warnings.warn(upstream.DTYPE_WARNING + " More.", DeprecationWarning, stacklevel=1)
            warnings.warn(upstream.DTYPE_WARNING, UserWarning, stacklevel=1)
    assert len(seen) == 2


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> None:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)

    monkeypatch.setattr("importlib.import_module", absent)
    with pytest.raises(upstream.TrainingExtraMissing, match="got no optbinning") as no:
        upstream.optimal_binning("x")
    assert "pip install 'ledgerguard-score-scorecard[train]'" in no.value.hint
