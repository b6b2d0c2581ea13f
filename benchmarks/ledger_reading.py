"""Reading a ledger from xlsx, against openpyxl walking through the same file.

Ours is everything: reading the cells, finding the columns, cleaning, checking, the problem report
and the frame. The peer is openpyxl's read-only mode with plain values, and nothing done with them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl

from benchmarks.measure import Measurement, Target, median
from ledgerguard.ledger.read import read


def run(path: Path, rows: int) -> Iterator[Measurement]:
    """Read the same workbook both ways."""
    yield Measurement(
        f"read {rows:,} rows of xlsx, cleaned and checked",
        median(lambda: read(path)),
        "openpyxl read-only, values only",
        median(lambda: walk(path)),
        Target("at least", 4),
    )


def walk(path: Path) -> int:
    """Visit every cell with openpyxl."""
    workbook = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        return sum(len(row) for row in workbook.worksheets[0].iter_rows(values_only=True))
    finally:
        workbook.close()
