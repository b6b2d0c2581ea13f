"""Ohlson's O score of 1980 (model 1) and the probability that belongs to it."""

from __future__ import annotations

import math
from typing import Final

from ledgerguard.formula import formula
from ledgerguard.formulas.checks import above_zero, divisor, not_negative
from ledgerguard.formulas.distress import inside
from ledgerguard.units import Money, Number, Rate

LARGEST_LOGIT: Final = 700.0  # exp(710) is beyond what a float holds


@formula("OHLSON_O")
def ohlson_o(
    total_assets: Money,
    price_index: Number,
    total_liabilities: Money,
    current_assets: Money,
    current_liabilities: Money,
    net_income: Money,
    funds_from_operations: Money,
    previous_net_income: Money,
) -> Number:
    """Ohlson O score of 1980; a higher score is riskier, above 0 failure is the likelier.

    -1.32 - 0.407 * ln(total_assets / price_index) + 6.03 * total_liabilities / total_assets
    - 1.43 * (current_assets - current_liabilities) / total_assets
    + 0.0757 * current_liabilities / current_assets
    - 1.72 if total_liabilities > total_assets
    - 2.37 * net_income / total_assets - 1.83 * funds_from_operations / total_liabilities
    + 0.285 if a net loss in both years
    - 0.521 * (net_income - previous_net_income) / (|net_income| + |previous_net_income|)

    The logarithm is natural. The last term is 0 when both incomes are 0. Amounts are in full
    units of currency: in thousands the score would be 2.8 too high. The price index moves the
    score as well, so it has to be given and is never guessed.

    Args:
        total_assets: Total assets in full units, not in thousands; above 0.
        price_index: Level of the price index of national product, 1968 = 100; above 0.
        total_liabilities: Total liabilities; above 0.
        current_assets: Current assets; above 0.
        current_liabilities: Current liabilities.
        net_income: Net income of the year; a loss is negative.
        funds_from_operations: Funds provided by operations; may be negative.
        previous_net_income: Net income of the year before.

    Errors: #DIV/0! when total_liabilities or current_assets are 0; #NUM! when total_assets or
        price_index are not above 0, or liabilities or current_assets are negative; #N/A when an
        amount is blank.
    Example: =OHLSON_O(78000000, 100, 55000000, 23900000, 20000000, 4000000, 6000000, 3000000) ->
        -2.99362
    Example: =OHLSON_O(1000, 1, 600, 400, 300, 50, 80, 40) -> -1.02007
    Source: Ohlson (1980), Journal of Accounting Research 18(1), model 1.
    """
    above_zero(total_assets=total_assets, price_index=price_index)
    not_negative(current_liabilities=current_liabilities)
    # A difference of logarithms: the quotient of extreme numbers would leave the range of a float.
    size = math.log(total_assets) - math.log(price_index)
    leverage = total_liabilities / total_assets
    working_capital_share = (current_assets - current_liabilities) / total_assets
    current_burden = current_liabilities / divisor("current_assets", current_assets)
    over_indebted = 1.0 if total_liabilities > total_assets else 0.0
    return_on_assets = net_income / total_assets
    funds_to_liabilities = funds_from_operations / divisor("total_liabilities", total_liabilities)
    losses_in_both_years = 1.0 if net_income < 0 and previous_net_income < 0 else 0.0
    incomes = abs(net_income) + abs(previous_net_income)
    income_change = (net_income - previous_net_income) / incomes if incomes else 0.0
    return (
        -1.32
        - 0.407 * size
        + 6.03 * leverage
        - 1.43 * working_capital_share
        + 0.0757 * current_burden
        - 1.72 * over_indebted
        - 2.37 * return_on_assets
        - 1.83 * funds_to_liabilities
        + 0.285 * losses_in_both_years
        - 0.521 * income_change
    )


@formula("OHLSON_PD")
def ohlson_pd(ohlson: Number) -> Rate:
    """Probability of failure within a year that belongs to an Ohlson O score.

    1 / (1 + exp(-ohlson)). The usual cut-off is 0.5; the one with the fewest errors in Ohlson's
    own sample was 0.038. The answer is never exactly 0 or 1: no firm is certain to live or to
    fail.

    Args:
        ohlson: The score, as OHLSON_O gives it.

    Errors: #N/A when the score is blank; #VALUE! when it is text.
    Example: =OHLSON_PD(-2.99362) -> 0.04771
    Example: =OHLSON_PD(OHLSON_O(1000, 1, 600, 400, 300, 50, 80, 40)) -> 0.26501
    Source: Ohlson (1980), Journal of Accounting Research 18(1), model 1.
    """
    bounded = max(-LARGEST_LOGIT, min(LARGEST_LOGIT, ohlson))
    odds = math.exp(bounded)
    return inside(odds / (1 + odds))
