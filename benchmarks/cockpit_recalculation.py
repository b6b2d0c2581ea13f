"""How long LibreOffice Calc takes over the cockpit of a large ledger.

There is no peer: the figure tells whether one can work with the workbook.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Measurement, median, timed
from ledgerguard.hosts.calc import Calc
from ledgerguard.ledger.read import read
from ledgerguard.ledger.sample import SAMPLE_AS_OF
from ledgerguard.workbooks import cockpit

WAIT_SECONDS = 3600.0


def run(source: Path, folder: Path, rows: int) -> Iterator[Measurement]:
    """Build the cockpit for Calc, open it, and compute all of it again."""
    path = folder / "cockpit-calc.xlsx"
    cockpit.build(read(source), SAMPLE_AS_OF, path, host="calc")
    what = f"Calc, cockpit of {rows:,} invoices"
    with Calc(timeout=WAIT_SECONDS) as calc:
        seconds, book = timed(lambda: calc.open(path))
        yield Measurement(f"{what}: opened and computed", seconds)
        yield Measurement(f"{what}: every formula computed again", median(book.recalculate))
        book.close()
