"""Piotroski's F score: nine simple tests of whether a firm's finances became stronger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from ledgerguard.formula import formula
from ledgerguard.formulas.checks import above_zero, divisor, none_negative
from ledgerguard.formulas.statement_years import two_years, years
from ledgerguard.units import Column, Count, Language, Money, Table

AssetBasis = Literal["beginning", "average", "closing"]

TIE: Final = 1e-12
"""Relative tolerance: two numbers that differ by less are a tie, and a tie earns no point."""

NAMES: Final[Mapping[Language, tuple[str, ...]]] = {
    "en": (
        "return on assets above 0",
        "operating cash flow above 0",
        "return on assets higher",
        "operating cash flow above net income",
        "leverage lower",
        "current ratio higher",
        "no equity issued",
        "gross margin higher",
        "asset turnover higher",
    ),
    "zh": (
        "总资产收益率为正",
        "经营现金流为正",
        "总资产收益率上升",
        "经营现金流高于净利润",
        "长期负债率下降",
        "流动比率上升",
        "未增发股份",
        "毛利率上升",
        "总资产周转率上升",
    ),
}
HEADERS: Final[Mapping[Language, tuple[str, str, str, str]]] = {
    "en": ("Test", "Value", "Against", "Point"),
    "zh": ("检验", "数值", "对比值", "得分"),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """A number of the year and what it is held against: 0, another number, the year before."""

    value: float
    against: float
    passed: bool


@formula("PIOTROSKI_F")
def piotroski_f(
    net_income: Column[Money],
    operating_cash_flow: Money,
    total_assets: Column[Money],
    long_term_debt: Column[Money],
    current_assets: Column[Money],
    current_liabilities: Column[Money],
    equity_issued: Money,
    gross_profit: Column[Money],
    sales: Column[Money],
    asset_basis: AssetBasis = "beginning",
) -> Count:
    """Piotroski F score from 0 to 9: how many of nine tests of financial strength a firm passes.

    One point each: return on assets > 0; operating cash flow > 0; return on assets higher than
    the year before; operating cash flow > net income; long-term debt / total assets lower;
    current ratio higher; no equity issued; gross margin higher; sales / total assets higher.

    PIOTROSKI_TESTS shows them one by one. A tie earns no point. Income and sales are over the
    total assets at the beginning of the year, as in the original, and debt over their average; on
    the basis "average" or "closing" all are over that. Every range runs from the oldest year to
    the latest.

    Args:
        net_income: Net income before extraordinary items, the year before and the year.
        operating_cash_flow: Cash flow of the year from operations.
        total_assets: Total assets at the last three year ends, the oldest first; on the basis
            "closing" the last two are enough; above 0.
        long_term_debt: Long-term debt at the end of both years.
        current_assets: Current assets at the end of both years.
        current_liabilities: Current liabilities at the end of both years; above 0.
        equity_issued: Proceeds of common shares issued in the year; 0 when there were none.
        gross_profit: Sales less cost of goods sold of both years.
        sales: Sales of both years; above 0.
        asset_basis: "beginning" of the year, "average" or "closing".

    Errors: #DIV/0! when current_liabilities or sales are 0; #NUM! when total_assets are not above
        0, or debt, current assets or liabilities or sales are negative; #VALUE! when a range has
        too many cells or asset_basis is unknown; #N/A when a year is missing.
    Example: =PIOTROSKI_F({120,130}, 150, {1100,1200,1300}, {440,460}, {340,360}, {220,230}, 0,
        {360,390}, {900,950}) -> 7
    Source: Piotroski (2000), Journal of Accounting Research 38; ValueSignals and GuruFocus for
        the beginning total assets; amounts of a FinanceToolkit fixture.
    """
    tests = _tests(
        net_income,
        operating_cash_flow,
        total_assets,
        long_term_debt,
        current_assets,
        current_liabilities,
        equity_issued,
        gross_profit,
        sales,
        asset_basis,
    )
    points = [1 if test.passed else 0 for test in tests]
    return sum(points)


@formula("PIOTROSKI_TESTS")
def piotroski_tests(
    net_income: Column[Money],
    operating_cash_flow: Money,
    total_assets: Column[Money],
    long_term_debt: Column[Money],
    current_assets: Column[Money],
    current_liabilities: Column[Money],
    equity_issued: Money,
    gross_profit: Column[Money],
    sales: Column[Money],
    asset_basis: AssetBasis = "beginning",
    language: Language = "en",
) -> Table:
    """The nine tests of the Piotroski F score, one a row, each with its numbers and 1 or 0.

    The columns are test, value of the year, what it is held against (0, net income or the value
    of the year before) and point. The tests and the arguments are those of PIOTROSKI_F.

    Args:
        net_income: Net income before extraordinary items, the year before and the year.
        operating_cash_flow: Cash flow of the year from operations.
        total_assets: Total assets at the last three year ends, the oldest first; on the basis
            "closing" the last two are enough; above 0.
        long_term_debt: Long-term debt at the end of both years.
        current_assets: Current assets at the end of both years.
        current_liabilities: Current liabilities at the end of both years; above 0.
        equity_issued: Proceeds of common shares issued in the year; 0 when there were none.
        gross_profit: Sales less cost of goods sold of both years.
        sales: Sales of both years; above 0.
        asset_basis: "beginning" of the year, "average" or "closing".
        language: Language of the labels, "en" or "zh".

    Errors: #DIV/0! when current_liabilities or sales are 0; #NUM! when total_assets are not above
        0, or debt, current assets or liabilities or sales are negative; #VALUE! when a range has
        too many cells or asset_basis is unknown; #N/A when a year is missing.
    Example: =PIOTROSKI_TESTS({120,130}, 150, {1100,1200,1300}, {440,460}, {340,360}, {220,230},
        0, {360,390}, {900,950}) -> {Test,Value,Against,Point;
        return on assets above 0,0.1083,0,1;
        operating cash flow above 0,150,0,1;
        return on assets higher,0.1083,0.1091,0;
        operating cash flow above net income,150,130,1;
        leverage lower,0.3680,0.3826,1;
        current ratio higher,1.565,1.545,1;
        no equity issued,0,0,1;
        gross margin higher,0.4105,0.4000,1;
        asset turnover higher,0.7917,0.8182,0}
    Source: Piotroski (2000), Journal of Accounting Research 38; amounts of a FinanceToolkit
        fixture.
    """
    tests = _tests(
        net_income,
        operating_cash_flow,
        total_assets,
        long_term_debt,
        current_assets,
        current_liabilities,
        equity_issued,
        gross_profit,
        sales,
        asset_basis,
    )
    rows: list[tuple[str | float, ...]] = [HEADERS[language]]
    for name, test in zip(NAMES[language], tests, strict=True):
        rows.append((name, test.value, test.against, 1 if test.passed else 0))
    return rows


def _tests(
    net_income: Column[Money],
    operating_cash_flow: float,
    total_assets: Column[Money],
    long_term_debt: Column[Money],
    current_assets: Column[Money],
    current_liabilities: Column[Money],
    equity_issued: float,
    gross_profit: Column[Money],
    sales: Column[Money],
    asset_basis: AssetBasis,
) -> tuple[Outcome, ...]:
    """The nine tests in the order of NAMES."""
    none_negative("long_term_debt", long_term_debt)
    none_negative("current_assets", current_assets)
    _, income = two_years("net_income", net_income)
    flow_assets, debt_assets = _assets(total_assets, asset_basis)
    return_before, return_now = _over("net_income", net_income, flow_assets)
    leverage_before, leverage_now = _over("long_term_debt", long_term_debt, debt_assets)
    liabilities = _divisors("current_liabilities", current_liabilities)
    liquidity_before, liquidity_now = _over("current_assets", current_assets, liabilities)
    margin_before, margin_now = _over("gross_profit", gross_profit, _divisors("sales", sales))
    turnover_before, turnover_now = _over("sales", sales, flow_assets)
    return (
        _above(return_now, 0),
        _above(operating_cash_flow, 0),
        _above(return_now, return_before),
        _above(operating_cash_flow, income),
        Outcome(leverage_now, leverage_before, _above(leverage_before, leverage_now).passed),
        _above(liquidity_now, liquidity_before),
        Outcome(equity_issued, 0, equity_issued <= 0),
        _above(margin_now, margin_before),
        _above(turnover_now, turnover_before),
    )


def _above(value: float, against: float) -> Outcome:
    """The test that a number is above another by more than rounding noise."""
    margin = TIE * max(abs(value), abs(against))
    return Outcome(value, against, value - against > margin)


def _over(name: str, amounts: Column[Money], divisors: tuple[float, float]) -> tuple[float, float]:
    """The ratios of the year before and of the year."""
    before, now = two_years(name, amounts)
    return before / divisors[0], now / divisors[1]


def _divisors(name: str, amounts: Column[Money]) -> tuple[float, float]:
    """Amounts of two years that may stand under a fraction bar."""
    before, now = two_years(name, amounts)
    return divisor(f"{name} of the year before", before), divisor(name, now)


def _assets(
    total_assets: Column[Money], basis: AssetBasis
) -> tuple[tuple[float, float], tuple[float, float]]:
    """The assets under income and sales, and those under debt, for the year before and the year."""
    wanted = 2 if basis == "closing" and len(total_assets) == 2 else 3
    amounts = years("total_assets", total_assets, wanted)
    for place, amount in enumerate(amounts, start=1):
        above_zero(**{f"total_assets ({place})": amount})
    if basis == "closing":
        closing = (amounts[-2], amounts[-1])
        return closing, closing
    first, second, third = amounts
    average = ((first + second) / 2, (second + third) / 2)
    return (average if basis == "average" else (first, second)), average
