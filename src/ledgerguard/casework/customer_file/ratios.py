"""The ratios of one year's statements, each through the formula that a sheet would use."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from ledgerguard.errors import LedgerguardError
from ledgerguard.formulas.altman import altman_z_nonmanufacturer
from ledgerguard.formulas.checks import divisor
from ledgerguard.formulas.limits import tangible_net_worth
from ledgerguard.formulas.liquidity import dio, dpo, quick_ratio, wc_ratio, working_capital
from ledgerguard.formulas.receivables import dso
from ledgerguard.policy.schema import Wording

Amounts = Mapping[str, float]

BEFORE: Final = "before."
"""What stands before the key of an amount of the year before."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """One ratio: its title, the amounts that it takes, and how it is computed of them.

    Attributes:
        title: Title in each language.
        takes: Keys of the amounts, in the order of the arguments.
        compute: The formula.
        factor: Whether the credit score knows it under the same key.
    """

    title: Wording
    takes: tuple[str, ...]
    compute: Callable[..., float]
    factor: bool = False


def ratios_of(amounts: Amounts, before: Amounts | None = None) -> dict[str, float]:
    """The ratios that can be computed; one whose amounts are missing or impossible is left out.

    Args:
        amounts: Amounts of the year by item, in one currency.
        before: Amounts of the year before, in the same currency.
    """
    known = {**amounts, **{BEFORE + key: value for key, value in (before or {}).items()}}
    found = {}
    for key, ratio in RATIOS.items():
        if not all(taken in known for taken in ratio.takes):
            continue
        try:
            value = ratio.compute(*(known[taken] for taken in ratio.takes))
        except LedgerguardError:  # no assets, or an amount of the wrong sign
            continue
        if math.isfinite(value):
            found[key] = value
    return found


def _share(numerator: float, denominator: float) -> float:
    return numerator / divisor("the denominator", denominator)


def _liabilities_to_assets(total_liabilities: float, total_assets: float) -> float:
    # Equity beyond the assets makes derived liabilities negative: the statements are wrong.
    return max(0.0, _share(total_liabilities, total_assets))


def _altman(current_assets: float, current_liabilities: float, *rest: float) -> float:
    capital = working_capital(current_assets, current_liabilities)
    total_assets, retained_earnings, ebit, equity, total_liabilities = rest
    return altman_z_nonmanufacturer(
        capital, total_assets, retained_earnings, ebit, equity, total_liabilities
    )


def _quick(cash: float, receivables: float, current_liabilities: float) -> float:
    return quick_ratio(cash, 0.0, receivables, current_liabilities)


def _growth(now: float, before: float) -> float:
    return _share(now, before) - 1


_CURRENT: Final = ("current_assets", "current_liabilities")

RATIOS: Final[Mapping[str, Ratio]] = {
    "current_ratio": Ratio(Wording("Current ratio", "流动比率"), _CURRENT, wc_ratio, factor=True),
    "liabilities_to_assets": Ratio(
        Wording("Liabilities to assets", "资产负债率"),
        ("total_liabilities", "total_assets"),
        _liabilities_to_assets,
        factor=True,
    ),
    "ebit_to_assets": Ratio(
        Wording("EBIT to assets", "总资产息税前利润率"),
        ("ebit", "total_assets"),
        _share,
        factor=True,
    ),
    "operating_cash_flow_to_current_liabilities": Ratio(
        Wording("Operating cash flow to current liabilities", "经营现金流动负债比"),
        ("operating_cash_flow", "current_liabilities"),
        _share,
        factor=True,
    ),
    "altman_z_nonmanufacturer": Ratio(
        Wording("Altman Z double prime", "Altman Z″ 值"),
        (*_CURRENT, "total_assets", "retained_earnings", "ebit", "equity", "total_liabilities"),
        _altman,
        factor=True,
    ),
    "working_capital": Ratio(Wording("Working capital", "营运资本"), _CURRENT, working_capital),
    "tangible_net_worth": Ratio(
        Wording("Tangible net worth", "有形净值"),
        ("equity", "intangible_assets"),
        tangible_net_worth,
    ),
    "quick_ratio": Ratio(
        Wording("Quick ratio", "速动比率"),
        ("cash", "receivables", "current_liabilities"),
        _quick,
    ),
    "equity_to_assets": Ratio(
        Wording("Equity to assets", "权益比率"), ("equity", "total_assets"), _share
    ),
    "net_margin": Ratio(Wording("Net margin", "销售净利率"), ("net_income", "revenue"), _share),
    "interest_cover": Ratio(
        Wording("Interest cover", "利息保障倍数"), ("ebit", "interest_expense"), _share
    ),
    "dso": Ratio(Wording("DSO", "应收账款周转天数"), ("receivables", "revenue"), dso),
    "dpo": Ratio(Wording("DPO", "应付账款周转天数"), ("payables", "cost_of_goods_sold"), dpo),
    "dio": Ratio(Wording("DIO", "存货周转天数"), ("inventory", "cost_of_goods_sold"), dio),
    "revenue_growth": Ratio(
        Wording("Growth of revenue", "营业收入增长率"), ("revenue", BEFORE + "revenue"), _growth
    ),
}
"""Every ratio by its key; the first five are factors of the credit score."""
