"""The figures of an invented maker of fittings: plausible, of nobody."""

from __future__ import annotations

import datetime as dt

from ledgerguard.translation import mark
from ledgerguard.workbooks.template import Data


def sample() -> Data:
    """Sample data, made up for this template."""
    asset, liability = mark("asset"), mark("liability")
    return Data(
        as_of=dt.date(2026, 10, 31),
        values={
            "inventory": 980_000,
            "receivables": 1_520_000,
            "other_receivables": 140_000,
            "payables": 790_000,
            "other_payables": 310_000,
            "cash": 260_000,
            "short_debt": 700_000,
            "opening_inventory": 910_000,
            "sales": 8_400_000,
            "cost_of_goods": 5_460_000,
            "sales_vat_rate": 0.2,
            "purchases_vat_rate": 0.2,
            "target_dso": 45,
            "target_dio": 60,
            "target_dpo": 45,
            "change_dso": -5,
            "change_dio": -4,
            "change_dpo": 2,
            "sales_growth_rate": 0.0,
        },
        tables={
            "components": (
                (asset, mark("Customers"), 45, 10_080_000),
                (asset, mark("Materials"), 30, 3_200_000),
                (asset, mark("Finished goods"), 30, 5_460_000),
                (liability, mark("Suppliers"), 45, 6_636_000),
                (liability, mark("VAT and social charges"), 20, 2_400_000),
            )
        },
        source=mark("an invented maker of fittings"),
        invented=True,
    )
