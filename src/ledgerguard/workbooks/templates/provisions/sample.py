"""The packaged sample ledger, and what an invented firm assumes beside it."""

from __future__ import annotations

from ledgerguard.ledger.read import read
from ledgerguard.ledger.sample import SAMPLE_AS_OF, sample_path
from ledgerguard.translation import mark
from ledgerguard.workbooks.template import Data


def sample() -> Data:
    """Sample data, made up for this template."""
    return Data(
        as_of=SAMPLE_AS_OF,
        ledger=read(sample_path()),
        values={
            "reporting_currency": "EUR",
            "recovered_rate": 0.1,
            "opening_matrix": 14_000,
            "opening_impaired": 60_000,
            "written_off": 22_000,
            "recovered": 3_500,
            "cecl_current": 0.05,
            "cecl_forecast": 0.1,
        },
        tables={
            "scenarios": (
                (mark("Base case"), 0.6, 1.0), (mark("Better"), 0.15, 0.85),
                (mark("Worse"), 0.25, 1.5),
            ),
            "named": (
                ("Fennick Chemicals GmbH", 0.7, mark("pays nothing since May")),
            ),
        },
        invented=True,
        source=mark("the sample ledger"),
    )  # fmt: skip
