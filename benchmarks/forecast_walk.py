"""How well thirteen weeks of receipts are forecast: a walk forward over a ledger's month ends.

``python -m benchmarks.forecast_walk`` prints the tables, with ``--markdown`` it writes
``docs/forecast-walk.md``, with ``--tune`` it prints the grid from which the packaged rules were
chosen. At each origin, the last day of a month, every forecast knows what the ledger knew on that
day and no more; the error of a week is that of its total. The data is kept beside the repository,
not in it.

The weekly error is the pooled WAPE: the sum of |forecast - actual| over weeks and origins, divided
by the sum of actual receipts of the same.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import narwhals as nw
import numpy as np
from rich.console import Console

from benchmarks.forecast_pages import markdown, tables
from benchmarks.forecast_peers import Series, actual, customer_mean, on_due_date
from benchmarks.forecast_scores import Result, score
from ledgerguard.casework.cash.delays import Rules, Weighting
from ledgerguard.casework.cash.forecast import forecast
from ledgerguard.ledger.read import read
from ledgerguard.units import serial

Frame = nw.DataFrame[Any]

DATA: Final = Path(__file__).parents[2] / "shared" / "data" / "ibm_ar_us_mdy.csv"
PAGE: Final = Path(__file__).parents[1] / "docs" / "forecast-walk.md"
WIDTH: Final = 130

FIRST_TUNED: Final = (2012, 4)  # the ledger begins in January 2012: a quarter of history at least
LAST_TUNED: Final = (2013, 2)
FIRST_REPORTED: Final = (2013, 3)
LAST_REPORTED: Final = (2013, 9)

WEIGHTINGS: Final[tuple[Weighting, ...]] = ("count", "amount")
GRID: Final[tuple[Rules, ...]] = tuple(
    Rules(weighting, history, pseudo, customer)
    for weighting, history, pseudo, customer in itertools.product(
        WEIGHTINGS, (365, 730), (1.0, 2.0, 5.0), (10.0, 20.0, 40.0, 80.0)
    )
)
"""What was tried on the origins up to February 2013; the best of it is what ``Rules()`` says."""

CHOSEN: Final = Rules(
    weighting="amount",
    history_days=365,
    pseudo_items=1.0,
    customer_items=40.0,
    stressed_delay_days=60,
)
"""Frozen before the origins from March 2013 on were looked at (tuned WAPE 0.1635)."""

OURS: Final = "ledgerguard"
BLIND: Final = "ledgerguard, no dispute flags"
DUE: Final = "pays on due date"
MEAN: Final = "pays at customer's mean delay"

Forecaster = Callable[[Frame, int], Series]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures; where the data is absent, say so."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.forecast_walk")
    parser.add_argument("--data", type=Path, default=DATA, help="the ledger")
    parser.add_argument("--markdown", action="store_true", help="write docs/forecast-walk.md")
    parser.add_argument("--page", type=Path, default=PAGE, help="another place for the page")
    parser.add_argument("--tune", action="store_true", help="print the grid of the tuned origins")
    options = parser.parse_args(arguments)
    console = Console()
    if not console.is_terminal:
        console.width = WIDTH
    if not options.data.exists():
        console.print(f"SKIPPED: the data is not here: {options.data}")
        return 0
    frame = read(options.data).frame
    if options.tune:
        for found, rules in tuned(frame):
            console.print(f"{found:.5f}  {rules}", highlight=False)
        return 0
    result = walk(frame, month_ends(FIRST_REPORTED, LAST_REPORTED))
    if options.markdown:
        options.page.write_text("\n".join(markdown(result, OURS)) + "\n", encoding="utf-8")
        console.print(f"written: {options.page}")
    else:
        for table in tables(result, OURS):
            console.print(table)
    return 0


def walk(frame: Frame, origins: Sequence[int]) -> Result:
    """Every forecaster at every origin, beside what came in."""
    blind = frame.with_columns(disputed=nw.lit(0, nw.Int64))
    came = [actual(frame, origin) for origin in origins]
    forecasters: Mapping[str, Forecaster] = {
        OURS: ours,
        # The file does not say since when an item was disputed: without the flags, none of the
        # future can be in it.
        BLIND: lambda _, origin: ours(blind, origin),
        DUE: on_due_date,
        MEAN: customer_mean,
    }
    found = {
        name: [forecaster(frame, origin) for origin in origins]
        for name, forecaster in forecasters.items()
    }
    return score(origins, came, found)


def ours(frame: Frame, origin: int, rules: Rules = CHOSEN) -> Series:
    """The thirteen weeks of RECEIPTS_FORECAST, minor units."""
    weeks = forecast(frame, origin, rules=rules).buckets[:13]
    return np.array([week.amount for week in weeks], np.float64)


def tuned(frame: Frame) -> list[tuple[float, Rules]]:
    """The grid on the origins up to February 2013, the best first; ties in the grid's order."""
    origins = month_ends(FIRST_TUNED, LAST_TUNED)
    came = [actual(frame, origin) for origin in origins]
    found = []
    for rules in GRID:
        forecasts = [ours(frame, origin, rules) for origin in origins]
        found.append((score(origins, came, {"": forecasts}, resamples=1).pooled[""], rules))
    return sorted(found, key=lambda pair: pair[0])


def month_ends(first: tuple[int, int], last: tuple[int, int]) -> list[int]:
    """The serial numbers of the last days of the months from one (year, month) to another."""
    months = range(first[0] * 12 + first[1], last[0] * 12 + last[1] + 1)
    return [serial(dt.date(month // 12, month % 12 + 1, 1)) - 1 for month in months]


if __name__ == "__main__":
    raise SystemExit(main())
