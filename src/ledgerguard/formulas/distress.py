"""Failure prediction after Springate, Zmijewski and Taffler, and the zones of all such scores."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from ledgerguard.formula import formula
from ledgerguard.formulas.altman import EMERGING_MARKET_CONSTANT
from ledgerguard.formulas.checks import above_zero, at_least, at_most, divisor, not_negative
from ledgerguard.units import Language, Money, Number, Rate, Text

DistressModel = Literal[
    "altman",
    "altman-private",
    "altman-nonmanufacturer",
    "altman-em",
    "springate",
    "zmijewski",
    "ohlson",
    "taffler",
    "taffler-informal",
]

DAYS_OF_YEAR: Final = 365  # statements are those of a year
LIQUIDITY_COEFFICIENT: Final = 0.004


@dataclass(frozen=True, slots=True)
class Edges:
    """The two edges of the grey zone; a model with a single cut-off has both at one place."""

    low: float
    high: float
    higher_is_safer: bool = True


EDGES: Final[Mapping[DistressModel, Edges]] = {
    "altman": Edges(1.81, 2.99),
    "altman-private": Edges(1.23, 2.90),
    "altman-nonmanufacturer": Edges(1.10, 2.60),
    "altman-em": Edges(1.10 + EMERGING_MARKET_CONSTANT, 2.60 + EMERGING_MARKET_CONSTANT),
    "springate": Edges(0.862, 0.862),
    "zmijewski": Edges(0, 0, higher_is_safer=False),
    "ohlson": Edges(0, 0, higher_is_safer=False),
    "taffler": Edges(0, 0),
    "taffler-informal": Edges(0.2, 0.3),
}

Zone = Literal["distress", "grey", "safe"]
ZONES: Final[Mapping[Language, Mapping[Zone, str]]] = {
    "en": {"distress": "distress", "grey": "grey", "safe": "safe"},
    "zh": {"distress": "困境", "grey": "灰色", "safe": "安全"},
}


@formula("SPRINGATE")
def springate(
    working_capital: Money,
    total_assets: Money,
    ebit: Money,
    profit_before_tax: Money,
    current_liabilities: Money,
    sales: Money,
) -> Number:
    """Springate S score of 1978; a higher score is safer, below 0.862 a firm counts as failed.

    1.03 * working_capital / total_assets + 3.07 * ebit / total_assets
    + 0.66 * profit_before_tax / current_liabilities + 0.40 * sales / total_assets

    Args:
        working_capital: Current assets less current liabilities; may be negative.
        total_assets: Total assets; above 0.
        ebit: Earnings before interest and taxes; may be negative.
        profit_before_tax: Profit after interest and before taxes; may be negative.
        current_liabilities: Current liabilities; above 0.
        sales: Sales of the year.

    Errors: #DIV/0! when current_liabilities are 0; #NUM! when total_assets are not above 0, or
        current_liabilities or sales are negative; #N/A when an amount is blank.
    Example: =SPRINGATE(0.2863, 1, 0.0403, 0.2312, 1, 1.0373) -> 0.986
    Source: Springate (1978); coefficients as in YCharts and JaxWorks; the ratios of the company
        BRAM in a thesis of Universitas Sumatera Utara, table 4.5.
    """
    above_zero(total_assets=total_assets)
    not_negative(sales=sales)
    working_capital_share = working_capital / total_assets
    ebit_share = ebit / total_assets
    profit_to_current = profit_before_tax / divisor("current_liabilities", current_liabilities)
    asset_turnover = sales / total_assets
    return (
        1.03 * working_capital_share
        + 3.07 * ebit_share
        + 0.66 * profit_to_current
        + 0.40 * asset_turnover
    )


@formula("ZMIJEWSKI")
def zmijewski(
    net_income: Money,
    total_assets: Money,
    total_liabilities: Money,
    current_assets: Money,
    current_liabilities: Money,
    liquidity_sign: Literal["plus", "minus"] = "plus",
) -> Number:
    """Zmijewski score of 1984; a higher score is riskier, above 0 a firm counts as distressed.

    -4.336 - 4.513 * net_income / total_assets + 5.679 * total_liabilities / total_assets
    + 0.004 * current_assets / current_liabilities

    The sign of the last term is contested: the estimates print plus 0.004, most textbooks minus.
    It hardly moves the score.

    Args:
        net_income: Net income of the year; a loss is negative.
        total_assets: Total assets; above 0.
        total_liabilities: Total liabilities.
        current_assets: Current assets.
        current_liabilities: Current liabilities; above 0.
        liquidity_sign: "plus" as estimated, or "minus" as in most textbooks.

    Errors: #DIV/0! when current_liabilities are 0; #NUM! when total_assets are not above 0, or
        liabilities or current_assets are negative; #VALUE! when liquidity_sign is another word;
        #N/A when an amount is blank.
    Example: =ZMIJEWSKI(50, 1000, 600, 150, 100) -> -1.14825
    Example: =ZMIJEWSKI(50, 1000, 600, 150, 100, "minus") -> -1.16025
    Source: Zmijewski (1984), Journal of Accounting Research 22; sign as in Singh and Mishra
        (2016), Financial Innovation, table 11.
    """
    above_zero(total_assets=total_assets)
    not_negative(total_liabilities=total_liabilities, current_assets=current_assets)
    return_on_assets = net_income / total_assets
    leverage = total_liabilities / total_assets
    current_ratio = current_assets / divisor("current_liabilities", current_liabilities)
    coefficient = LIQUIDITY_COEFFICIENT if liquidity_sign == "plus" else -LIQUIDITY_COEFFICIENT
    return -4.336 - 4.513 * return_on_assets + 5.679 * leverage + coefficient * current_ratio


@formula("ZMIJEWSKI_PD")
def zmijewski_pd(zmijewski: Number) -> Rate:
    """Probability of distress that belongs to a Zmijewski score.

    The standard normal distribution function of the score (probit). It is above 0.5 where the
    score is above 0. The answer is never exactly 0 or 1: no firm is certain to live or to fail.

    Args:
        zmijewski: The score, as ZMIJEWSKI gives it.

    Errors: #N/A when the score is blank; #VALUE! when it is text.
    Example: =ZMIJEWSKI_PD(-1.14825) -> 0.12543
    Example: =ZMIJEWSKI_PD(ZMIJEWSKI(-100, 1000, 950, 80, 100)) -> 0.93493
    Source: Zmijewski (1984), Journal of Accounting Research 22.
    """
    # Through erfc, which keeps the digits of a small probability; 1 + erf would lose them.
    probability = math.erfc(-zmijewski / math.sqrt(2)) / 2
    return inside(probability)


@formula("TAFFLER")
def taffler(
    profit_before_tax: Money,
    current_liabilities: Money,
    current_assets: Money,
    total_liabilities: Money,
    total_assets: Money,
    quick_assets: Money,
    sales: Money,
    depreciation: Money,
) -> Number:
    """Taffler z score for British industrial firms, full model; below 0 a firm is at risk.

    3.20 + 12.18 * profit_before_tax / current_liabilities
    + 2.50 * current_assets / total_liabilities - 10.68 * current_liabilities / total_assets
    + 0.029 * no-credit interval

    no-credit interval in days = (quick_assets - current_liabilities)
    / (sales - profit_before_tax - depreciation) * 365: how long operations could be paid for
    without another credit.

    Args:
        profit_before_tax: Profit after interest and before taxes; may be negative.
        current_liabilities: Current liabilities; above 0.
        current_assets: Current assets.
        total_liabilities: Total liabilities; above 0.
        total_assets: Total assets; above 0.
        quick_assets: Current assets less inventory.
        sales: Sales of the year.
        depreciation: Depreciation of the year, as a positive amount.

    Errors: #DIV/0! when current_liabilities, total_liabilities or the operating expenses are 0;
        #NUM! when total_assets are not above 0, or another amount but the profit, or the operating
        expenses, are negative; #N/A when an amount is blank.
    Example: =TAFFLER(52.5, 350, 600, 500, 1000, 440, 1200, 52.5) -> 5.159
    Source: Taffler (1983), Accounting and Business Research 13; Agarwal and Taffler (2007),
        Accounting and Business Research 37.
    """
    above_zero(total_assets=total_assets)
    not_negative(
        current_assets=current_assets,
        quick_assets=quick_assets,
        sales=sales,
        depreciation=depreciation,
    )
    profit_to_current = profit_before_tax / divisor("current_liabilities", current_liabilities)
    assets_to_liabilities = current_assets / divisor("total_liabilities", total_liabilities)
    current_liabilities_share = current_liabilities / total_assets
    operating_expenses = divisor(
        "sales - profit_before_tax - depreciation", sales - profit_before_tax - depreciation
    )
    no_credit_days = (quick_assets - current_liabilities) / operating_expenses * DAYS_OF_YEAR
    return (
        3.20
        + 12.18 * profit_to_current
        + 2.50 * assets_to_liabilities
        - 10.68 * current_liabilities_share
        + 0.029 * no_credit_days
    )


@formula("TAFFLER_INFORMAL")
def taffler_informal(
    profit_before_tax: Money,
    current_liabilities: Money,
    current_assets: Money,
    total_liabilities: Money,
    total_assets: Money,
    sales: Money,
) -> Number:
    """Taffler score in its popular but informal form; prefer TAFFLER, the full model.

    0.53 * profit_before_tax / current_liabilities + 0.13 * current_assets / total_liabilities
    + 0.18 * current_liabilities / total_assets + 0.16 * sales / total_assets

    Above 0.3 safe, below 0.2 distress. Informal: the weights are the percentage contributions of
    the ratios to the full model and not its coefficients, and the third has the wrong sign, as
    more short-term debt raises the score. It is here because it is so often asked for.

    Args:
        profit_before_tax: Profit after interest and before taxes; may be negative.
        current_liabilities: Current liabilities; above 0.
        current_assets: Current assets.
        total_liabilities: Total liabilities; above 0.
        total_assets: Total assets; above 0.
        sales: Sales of the year.

    Errors: #DIV/0! when current_liabilities or total_liabilities are 0; #NUM! when total_assets
        are not above 0, or another amount but the profit is negative; #N/A when an amount is
        blank.
    Example: =TAFFLER_INFORMAL(52.5, 350, 600, 500, 1000, 1400) -> 0.5225
    Source: financedictionarypro, Taffler's model.
    """
    above_zero(total_assets=total_assets)
    not_negative(current_assets=current_assets, sales=sales)
    profit_to_current = profit_before_tax / divisor("current_liabilities", current_liabilities)
    assets_to_liabilities = current_assets / divisor("total_liabilities", total_liabilities)
    current_liabilities_share = current_liabilities / total_assets
    asset_turnover = sales / total_assets
    return (
        0.53 * profit_to_current
        + 0.13 * assets_to_liabilities
        + 0.18 * current_liabilities_share
        + 0.16 * asset_turnover
    )


@formula("DISTRESS_ZONE")
def distress_zone(score: Number, model: DistressModel, language: Language = "en") -> Text:
    """Zone of a failure prediction score: distress, grey or safe.

    Altman Z 1.81 and 2.99, private 1.23 and 2.90, non-manufacturer 1.10 and 2.60, EM 4.35 and
    5.85, Springate 0.862, Zmijewski 0, Ohlson 0 (a probability of 0.5), Taffler 0, its informal
    form 0.2 and 0.3. A score on an edge is grey. Higher is safer, but for Zmijewski and Ohlson,
    where higher is riskier.

    Args:
        score: The score itself, not a probability.
        model: altman, altman-private, altman-nonmanufacturer, altman-em, springate, zmijewski,
            ohlson, taffler or taffler-informal.
        language: Language of the answer, "en" or "zh".

    Errors: #VALUE! when the model or the language is unknown; #N/A when the score or the model is
        blank.
    Example: =DISTRESS_ZONE(2.86, "altman") -> "grey"
    Example: =DISTRESS_ZONE(2.99, "altman") -> "grey"
    Example: =DISTRESS_ZONE(1.51355, "zmijewski") -> "distress"
    Example: =DISTRESS_ZONE(5.159, "taffler", "zh") -> "安全"
    Source: the papers named at each score; that an edge is grey is a ledgerguard design.
    """
    edges = EDGES[model]
    below: Zone = "distress" if edges.higher_is_safer else "safe"
    above: Zone = "safe" if edges.higher_is_safer else "distress"
    zone: Zone = "grey"
    if not at_least(score, edges.low):
        zone = below
    elif not at_most(score, edges.high):
        zone = above
    return ZONES[language][zone]


def inside(probability: float) -> float:
    """A probability, moved to the nearest number between 0 and 1 where rounding made it one."""
    return min(max(probability, math.ulp(0.0)), math.nextafter(1.0, 0.0))
