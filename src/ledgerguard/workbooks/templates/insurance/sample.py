"""The packaged sample ledger under an invented policy."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Final

from ledgerguard.ledger.read import read
from ledgerguard.ledger.sample import SAMPLE_AS_OF, sample_path
from ledgerguard.translation import mark
from ledgerguard.units import Cell
from ledgerguard.workbooks.template import Data
from ledgerguard.workbooks.templates.insurance.ledger_rows import buyers

FAILED: Final = 3
"""The place of the buyer that has failed, from the largest debt down."""


def sample() -> Data:
    """Sample data, made up for this template."""
    data = Data(
        as_of=SAMPLE_AS_OF,
        ledger=read(sample_path()),
        values={
            "policy_currency": "EUR",
            "deductible": 5_000,
            "discretionary_limit": 20_000,
            "turnover": 12_000_000,
            "minimum_premium": 24_000,
            "policy_pattern": "extension-sixty",
        },
        invented=True,
        source=mark("the sample ledger"),
    )
    limits = (80_000, 50_000, 0, 60_000, 40_000, None, 100_000)
    found: list[list[Cell | dt.date]] = [
        [*row[:2], limits[at % len(limits)], 3 + at % 5, None, None]
        for at, row in enumerate(buyers(data))
    ]
    found[FAILED][4:] = [mark("Insolvency"), dt.date(2026, 10, 19)]
    return replace(data, tables={"buyers": found})
