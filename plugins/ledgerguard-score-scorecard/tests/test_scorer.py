"""Scoring: points, reasons and refusals."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledgerguard.errors import InvalidValue, LedgerguardError, NotAvailable, OutOfDomain
from ledgerguard.formulas.grading import credit_grade
from ledgerguard.plugin.scoring import OutsideTraining, Score, Scorer

from ledgerguard_score_scorecard.model import Bin, Scorecard, plain
from ledgerguard_score_scorecard.scorer import ScorecardScorer, text_of

DAY = dt.date(2026, 6, 30)
USUAL: dict[str, Any] = {"debt": 0.5, "margin": 0.1, "region": "north"}


def told(card: Scorecard, **changed: Any) -> Score:
    return ScorecardScorer(card).score({**USUAL, **changed}, DAY)


def test_it_is_a_scorer_and_says_what_it_wants(card: Scorecard) -> None:
    scorer = ScorecardScorer(card)
    assert isinstance(scorer, Scorer)
    assert (scorer.name, scorer.title, scorer.version) == ("acme-risk", "Acme risk", "7")
    wanted = {one.name: one for one in scorer.inputs}
    assert list(wanted) == ["debt", "margin", "region"]
    assert wanted["debt"].required
    assert not wanted["margin"].required  # training saw it blank
    assert wanted["debt"].description == "Liabilities to assets"


def test_the_score_is_the_sum_of_the_points_of_its_bins(card: Scorecard) -> None:
    found = told(card)
    points = []
    for one in card.variables:
        value = USUAL[one.name]
        for each in one.bins:
            low = -math.inf if each.low is None else each.low
            high = math.inf if each.high is None else each.high
            if value in each.texts or (not each.texts and low <= value < high):
                points.append(each.points)
    assert len(points) == 3
    assert found.score == pytest.approx(sum(points), abs=1e-9)
    assert found.probability == pytest.approx(card.scaling.probability(sum(points)), abs=1e-12)
    assert found.probability is not None
    assert found.grade == str(credit_grade(found.probability))
    assert found.model == "acme-risk 7"
    assert found.as_of == DAY


def test_a_cut_belongs_to_the_bin_above_it(card: Scorecard) -> None:
    debt = next(one for one in card.variables if one.name == "debt")
    cut = debt.bins[1].low
    assert cut is not None
    assert debt.bin_of_number(cut) is debt.bins[1]
    assert debt.bin_of_number(math.nextafter(cut, -math.inf)) is debt.bins[0]


def test_reasons_are_the_points_lost_weightiest_first(card: Scorecard) -> None:
    worst = told(card, debt=0.99, margin=-0.1, region="south")
    assert len(worst.reasons) == 3
    lost = [float(r.split(": ")[1].split(" points")[0].replace(",", "")) for r in worst.reasons]
    assert lost == sorted(lost, reverse=True)
    assert any(r.startswith("Liabilities to assets is 0.99 (") for r in worst.reasons)
    best = {
        one.name: one.best.texts[0] if one.kind == "text" else best_number(one.best)
        for one in card.variables
    }
    assert told(card, **best).reasons == ()


def best_number(one: Bin) -> float:
    if one.low is None:
        assert one.high is not None
        return one.high - 1e-6
    return one.low


def test_blanks_and_special_values_have_bins_of_their_own(card: Scorecard) -> None:
    margin = next(one for one in card.variables if one.name == "margin")
    assert margin.missing is not None
    assert margin.special is not None
    rest = told(card).score - margin.bin_of_number(0.1).points
    for blank in (None, "", "  "):
        found = told(card, margin=blank)
        assert found.score == pytest.approx(rest + margin.missing.points, abs=1e-9)
    special = told(card, margin=-999)  # far outside, and known all the same
    assert special.score == pytest.approx(rest + margin.special.points, abs=1e-9)


def test_words_for_a_blank_and_a_special_value(card: Scorecard) -> None:
    lossy = replace(
        card,
        variables=tuple(
            replace(
                one,
                missing=one.missing and replace(one.missing, points=-50.0),
                special=one.special and replace(one.special, points=-50.0),
            )
            for one in card.variables
        ),
    )
    assert told(lossy, margin=None).reasons[0].startswith("Margin is not known: ")
    assert told(lossy, margin=-999).reasons[0].startswith("Margin is -999 (special value): ")


def test_texts_are_alike_in_upper_and_lower_case(card: Scorecard) -> None:
    assert told(card, region="EAST ").score == told(card, region="East").score
    assert text_of(True) == "TRUE"
    assert text_of(3.0) == "3"
    assert text_of(3.5) == "3.5"


def test_far_outside_training_is_refused_with_what_was_seen(card: Scorecard) -> None:
    debt = next(one for one in card.variables if one.name == "debt")
    assert debt.allowed_high is not None
    told(card, debt=debt.allowed_high)
    with pytest.raises(OutsideTraining, match=r"debt must be from -0\.\d+ to 1\.\d+, got 95") as no:
        told(card, debt=95)
    assert " to 1: check the unit" in no.value.hint
    assert no.value.excel == "#N/A"
    with pytest.raises(OutsideTraining, match=r"region must be one of .*north.*, got 'moon'"):
        told(card, region="moon")


def test_more_unknown_at_once_than_training_saw_is_refused(card: Scorecard) -> None:
    assert card.most_missing == 1
    fewer = replace(card, most_missing=0)
    with pytest.raises(
        OutsideTraining, match=r"may miss at most 0 inputs at once, got 1 .* margin"
    ):
        told(fewer, margin=None)


def test_a_required_input_that_is_missing_is_named(card: Scorecard) -> None:
    for lacking in ({"debt": None}, {"debt": " "}):
        with pytest.raises(NotAvailable, match=r"must be told debt, region, got no debt"):
            told(card, **lacking)
    with pytest.raises(NotAvailable, match=r"got no debt, region"):
        ScorecardScorer(card).score({}, DAY)


@pytest.mark.parametrize(
    ("value", "error"),
    [
        ("0.5", InvalidValue),
        (True, InvalidValue),
        (math.nan, OutOfDomain),
        (math.inf, OutOfDomain),
        (10**400, OutOfDomain),
        ([0.5], InvalidValue),
        ("x" * 9999, InvalidValue),
    ],
)
def test_junk_is_refused(card: Scorecard, value: Any, error: type[LedgerguardError]) -> None:
    with pytest.raises(error, match="debt must be a ") as no:
        told(card, debt=value)
    assert len(str(no.value)) < 300


@given(st.floats(-0.4, 1.4), st.floats(-0.4, 1.4))
def test_points_never_rise_with_debt(card: Scorecard, one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert told(card, debt=low).score >= told(card, debt=high).score


@given(st.dictionaries(st.sampled_from([*USUAL]), st.text() | st.floats() | st.none()))
def test_it_scores_or_says_why_not(card: Scorecard, changed: dict[str, Any]) -> None:
    try:
        found = told(card, **changed)
    except LedgerguardError:
        return
    assert math.isfinite(found.score)
    assert found == told(card, **changed)


def test_of_another_target_there_is_no_probability_of_default(card: Scorecard) -> None:
    other = replace(card, target=replace(card.target, is_default=False))
    safe, risky = told(other, debt=0.01, margin=0.3), told(other, debt=0.99, margin=-0.2)
    assert safe.probability is risky.probability is None
    assert (safe.grade, risky.grade) == ("A", "E")


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0.0, "0"),
        (0.123456, "0.1235"),
        (-3.0, "-3"),
        (1234567.0, "1,234,567"),
        (1e-7, "1.000e-07"),
        (2e9, "2.000e+09"),
        (None, "?"),
    ],
)
def test_numbers_in_words(number: float | None, words: str) -> None:
    assert plain(number) == words


def test_a_bin_of_everything_in_words() -> None:
    assert Bin(1, 0, 0.0, 0.0).words == "any value"
    assert Bin(0, 0, 0.0, 0.0).bad_rate == 0.0
