"""Prints the seconds of xlwings' own DataFrame converter on a range, as its Windows code runs it.

A process of its own: Windows is replaced by the stubs of the tests, xlwings is untouched.
"""

from __future__ import annotations

import datetime as dt
import importlib
import sys
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[1] / "tests" / "hosts")]

from benchmarks.host_calls import ROWS, ledger_range  # noqa: E402  # after the path above
from benchmarks.measure import median  # noqa: E402  # after the path above


def main() -> None:
    """Convert the range three times and print the median."""
    import pandas as pd

    importlib.import_module("windows_stubs").server()
    from xlwings import conversion

    read: Any = conversion.read

    header, *body = ledger_range(ROWS)  # xlwings reads Range.Value, in which dates are datetimes
    start = dt.datetime(1899, 12, 30)  # as COM hands them over
    days = [[start + dt.timedelta(days=day) for day in row[4:]] for row in body]
    rows = (header, *((*row[:4], *pair) for row, pair in zip(body, days, strict=True)))
    options: dict[str, Any] = {"convert": pd.DataFrame, "index": False, "header": True}
    frame = read(None, rows, dict(options))
    if frame.shape != (ROWS, len(rows[0])):
        raise AssertionError(frame.shape)
    print(median(lambda: read(None, rows, dict(options))))


if __name__ == "__main__":
    main()
