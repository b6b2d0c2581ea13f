"""The packaged sample ledger, and what an invented firm plans to pay beside it."""

from __future__ import annotations

import datetime as dt

from ledgerguard.ledger.read import read
from ledgerguard.ledger.sample import SAMPLE_AS_OF, sample_path
from ledgerguard.translation import mark
from ledgerguard.workbooks.template import Data


def sample() -> Data:
    """Sample data, made up for this template."""
    payment, receipt = mark("payment"), mark("receipt")
    return Data(
        as_of=SAMPLE_AS_OF,
        ledger=read(sample_path()),
        values={"opening_balance": 180_000, "floor_balance": 100_000, "ledger_unit": "EUR",
                "scenario": mark("Slow payers")},
        tables={
            "lines": (
                (mark("Payroll"), payment, 140_000, dt.date(2026, 11, 27), 4),
                (mark("Rent"), payment, 24_000, dt.date(2026, 11, 2), 4),
                (mark("Suppliers"), payment, 120_000, dt.date(2026, 11, 5), 1),
                (mark("VAT"), payment, 70_000, dt.date(2026, 11, 20), 4),
                (mark("Loan instalment"), payment, 60_000, dt.date(2026, 12, 31), 13),
                (mark("New machine"), payment, 80_000, dt.date(2027, 1, 15), 0),
            ),
            "grid": (
                (mark("Receipts from new sales"), receipt, None, *(None,) * 4, *(40_000,) * 9),
                (mark("Energy"), payment, None, 8_000, None, None, None, 9_000, None, None,
                 None, 10_000, None, None, None, 10_000),
            ),
        },
        invented=True,
        source=mark("the sample ledger"),
    )  # fmt: skip
