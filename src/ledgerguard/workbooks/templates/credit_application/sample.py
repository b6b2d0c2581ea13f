"""An application of an invented wholesaler of fittings: plausible, of nobody."""

from __future__ import annotations

import datetime as dt
from typing import Final

from ledgerguard.translation import mark
from ledgerguard.units import Cell
from ledgerguard.workbooks.template import Data
from ledgerguard.workbooks.templates.credit_application.statements import YEARS

_ACCOUNTS: Final = {
    "cash": (310_000, 365_000, 420_000),
    "securities": (0, 0, 0),
    "trade_receivables": (1_330_000, 1_495_000, 1_640_000),
    "stock": (1_040_000, 1_105_000, 1_180_000),
    "other_current_assets": (95_000, 100_000, 110_000),
    "intangible_assets": (190_000, 170_000, 150_000),
    "fixed_assets": (1_385_000, 1_440_000, 1_500_000),
    "trade_payables": (870_000, 915_000, 960_000),
    "short_debt": (700_000, 680_000, 640_000),
    "other_short_liabilities": (350_000, 372_000, 400_000),
    "long_debt": (830_000, 841_000, 900_000),
    "other_liabilities": (90_000, 95_000, 100_000),
    "share_capital": (500_000, 500_000, 500_000),
    "retained_earnings": (910_000, 1_172_000, 1_400_000),
    "other_equity": (100_000, 100_000, 100_000),
    "revenue": (8_600_000, 9_250_000, 9_800_000),
    "cost_of_goods_sold": (6_106_000, 6_512_000, 6_860_000),
    "operating_costs": (2_030_000, 2_138_000, 2_330_000),
    "depreciation": (195_000, 202_000, 210_000),
    "interest_expense": (98_000, 94_000, 90_000),
    "other_result": (0, 12_000, 0),
    "income_tax": (44_000, 54_000, 82_000),
    "operating_cash_flow": (280_000, 283_000, 346_000),
    "investing_cash_flow": (-180_000, -237_000, -250_000),
    "financing_cash_flow": (-60_000, 9_000, -41_000),
    "equity_issued": (0, 0, 0),
}
"""Oldest year first."""


def sample() -> Data:
    """Sample data, made up for this template."""
    accounts: dict[str, Cell] = {
        f"{line}_{year}": amount
        for line, amounts in _ACCOUNTS.items()
        for year, amount in zip(YEARS, amounts, strict=True)
    }
    return Data(
        as_of=dt.date(2026, 10, 31),
        values={
            **accounts,
            "statement_day": dt.date(2025, 12, 31),
            "customer_name": mark("Northgate Fittings GmbH (made up)"),
            "customer_number": "A-4711",
            "country_code": "DE",
            "currency": "EUR",
            "founded": dt.date(2012, 4, 2),
            "requested_limit": 150_000,
            "requested_days": 60,
            "annual_purchases": 1_200_000,
            "first_order": 40_000,
            "facts_day": dt.date(2026, 10, 20),
            "registry_state": mark("active"),
            "statements_quality": mark("audited"),
            "days_late": 6,
            "bank_line": 800_000,
            "bank_used": 560_000,
            "bank_withdrawn": mark("no"),
            "sued_for": 30_000,
            "enforced": mark("no"),
            "dishonest": mark("no"),
            "insolvency_filed": mark("no"),
            "owners_changed": mark("over a year ago"),
            "agency_rating": "222",
            "agency_scale": "creditreform",
        },
        tables={
            "references": (
                (mark("Supplier of valves"), 120_000),
                (mark("Supplier of pipes"), 100_000),
                (mark("Supplier of tools"), 160_000),
            )
        },
        source=mark("an invented wholesaler of fittings"),
        invented=True,
    )
