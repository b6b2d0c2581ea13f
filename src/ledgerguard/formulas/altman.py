"""Altman's Z scores: for listed manufacturers, for private firms and for non-manufacturers."""

from __future__ import annotations

from typing import Final

from ledgerguard.formula import formula
from ledgerguard.formulas.checks import above_zero, divisor, not_negative
from ledgerguard.units import Flag, Money, Number

EMERGING_MARKET_CONSTANT: Final = 3.25
"""What the emerging market score adds to Z double prime; its zones move by as much."""


@formula("ALTMAN_Z")
def altman_z(
    working_capital: Money,
    total_assets: Money,
    retained_earnings: Money,
    ebit: Money,
    market_equity: Money,
    total_liabilities: Money,
    sales: Money,
    sales_coefficient: Number = 0.999,
) -> Number:
    """Altman Z score of 1968, for listed manufacturers; a higher score is safer.

    1.2 * working_capital / total_assets + 1.4 * retained_earnings / total_assets
    + 3.3 * ebit / total_assets + 0.6 * market_equity / total_liabilities
    + sales_coefficient * sales / total_assets

    Below 1.81 distress, above 2.99 safe, grey between: see DISTRESS_ZONE. The denominator of the
    fourth ratio is the book value of all liabilities, not of long-term debt alone.

    Args:
        working_capital: Current assets less current liabilities; may be negative.
        total_assets: Total assets; above 0.
        retained_earnings: Retained earnings; accumulated losses are negative.
        ebit: Earnings before interest and taxes; may be negative.
        market_equity: Market value of the equity.
        total_liabilities: Book value of all liabilities; above 0.
        sales: Sales of the year.
        sales_coefficient: 0.999 as printed in 1968; 1.0 as Altman wrote later; above 0.

    Errors: #DIV/0! when total_liabilities are 0; #NUM! when total_assets or sales_coefficient are
        not above 0, or market_equity, total_liabilities or sales are negative; #N/A when an amount
        is blank.
    Example: =ALTMAN_Z(100, 1000, 400, 50, 600, 700, 1500) -> 2.86
    Example: =ALTMAN_Z(0.2, 1, 0, 0.2, 0.1, 1, 2, 1) -> 2.96
    Source: Altman (1968), Journal of Finance 23(4); exinfm, Z score (amounts).
    """
    above_zero(total_assets=total_assets, sales_coefficient=sales_coefficient)
    not_negative(market_equity=market_equity, sales=sales)
    working_capital_share = working_capital / total_assets
    retained_share = retained_earnings / total_assets
    ebit_share = ebit / total_assets
    equity_to_liabilities = market_equity / divisor("total_liabilities", total_liabilities)
    asset_turnover = sales / total_assets
    return (
        1.2 * working_capital_share
        + 1.4 * retained_share
        + 3.3 * ebit_share
        + 0.6 * equity_to_liabilities
        + sales_coefficient * asset_turnover
    )


@formula("ALTMAN_Z_PRIVATE")
def altman_z_private(
    working_capital: Money,
    total_assets: Money,
    retained_earnings: Money,
    ebit: Money,
    book_equity: Money,
    total_liabilities: Money,
    sales: Money,
) -> Number:
    """Altman Z prime score, for private manufacturers: book equity in place of market value.

    0.717 * working_capital / total_assets + 0.847 * retained_earnings / total_assets
    + 3.107 * ebit / total_assets + 0.420 * book_equity / total_liabilities
    + 0.998 * sales / total_assets

    Below 1.23 distress, above 2.90 safe, grey between: see DISTRESS_ZONE. The edges 1.1 and 2.6
    that some tables give here belong to the score for non-manufacturers.

    Args:
        working_capital: Current assets less current liabilities; may be negative.
        total_assets: Total assets; above 0.
        retained_earnings: Retained earnings; accumulated losses are negative.
        ebit: Earnings before interest and taxes; may be negative.
        book_equity: Book value of the equity; negative when liabilities exceed assets.
        total_liabilities: Book value of all liabilities; above 0.
        sales: Sales of the year.

    Errors: #DIV/0! when total_liabilities are 0; #NUM! when total_assets are not above 0, or
        total_liabilities or sales are negative; #N/A when an amount is blank.
    Example: =ALTMAN_Z_PRIVATE(100, 1000, 400, 50, 300, 700, 1500) -> 2.2429
    Source: Altman (1983), Corporate Financial Distress; exinfm, Z score (amounts).
    """
    above_zero(total_assets=total_assets)
    not_negative(sales=sales)
    working_capital_share = working_capital / total_assets
    retained_share = retained_earnings / total_assets
    ebit_share = ebit / total_assets
    equity_to_liabilities = book_equity / divisor("total_liabilities", total_liabilities)
    asset_turnover = sales / total_assets
    return (
        0.717 * working_capital_share
        + 0.847 * retained_share
        + 3.107 * ebit_share
        + 0.420 * equity_to_liabilities
        + 0.998 * asset_turnover
    )


@formula("ALTMAN_Z_NONMANUFACTURER")
def altman_z_nonmanufacturer(
    working_capital: Money,
    total_assets: Money,
    retained_earnings: Money,
    ebit: Money,
    book_equity: Money,
    total_liabilities: Money,
    emerging_market: Flag = False,
) -> Number:
    """Altman Z double prime score, for firms that do not manufacture; on request the EM score.

    6.56 * working_capital / total_assets + 3.26 * retained_earnings / total_assets
    + 6.72 * ebit / total_assets + 1.05 * book_equity / total_liabilities, and 3.25 more for
    emerging markets

    Without the constant below 1.10 distress and above 2.60 safe, with it below 4.35 and above
    5.85: see DISTRESS_ZONE. The constant with the edges of the plain score would make nearly
    every firm safe.

    Args:
        working_capital: Current assets less current liabilities; may be negative.
        total_assets: Total assets; above 0.
        retained_earnings: Retained earnings; accumulated losses are negative.
        ebit: Earnings before interest and taxes; may be negative.
        book_equity: Book value of the equity; negative when liabilities exceed assets.
        total_liabilities: Book value of all liabilities; above 0.
        emerging_market: TRUE adds 3.25, the emerging market (EM) score.

    Errors: #DIV/0! when total_liabilities are 0; #NUM! when total_assets are not above 0 or
        total_liabilities are negative; #N/A when an amount is blank.
    Example: =ALTMAN_Z_NONMANUFACTURER(3900, 78000, 26000, 8600, 15000, 55000) -> 2.442
    Example: =ALTMAN_Z_NONMANUFACTURER(3900, 78000, 26000, 8600, 15000, 55000, TRUE) -> 5.692
    Source: Altman, Hartzell and Peck (1995), emerging market scoring; amounts of Seether LLC in
        Ross, Westerfield and Jaffe, Corporate Finance, with Altman's own coefficients.
    """
    above_zero(total_assets=total_assets)
    working_capital_share = working_capital / total_assets
    retained_share = retained_earnings / total_assets
    ebit_share = ebit / total_assets
    equity_to_liabilities = book_equity / divisor("total_liabilities", total_liabilities)
    constant = EMERGING_MARKET_CONSTANT if emerging_market else 0.0
    return (
        constant
        + 6.56 * working_capital_share
        + 3.26 * retained_share
        + 6.72 * ebit_share
        + 1.05 * equity_to_liabilities
    )
