"""Calls a second of the ten commonest formulas on single values, in process.

Beside each stands the bare arithmetic of the same formula, without any check: the ratio is what
the checks and the call cost. A third figure is the same call as a cell makes it, from raw values
to an answer in cells. The last row calls DSO again after EXPLAIN has run: explaining one call
must not slow down those that nobody asked to explain.
"""

from __future__ import annotations

import datetime as dt
import timeit
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from rich.table import Table

from ledgerguard.cells.functions import functions
from ledgerguard.cells.values import call
from ledgerguard.units import serial

CALLS = 200_000
RUNS = 5
DSO_TARGET = 500_000

_DUE, _AS_OF = dt.date(2024, 3, 1), dt.date(2024, 3, 16)

COMMONEST: tuple[tuple[str, tuple[Any, ...], Callable[..., Any]], ...] = (
    ("DSO", (1_200_000.0, 10_000_000.0, 365.0), lambda ar, sales, days: ar / sales * days),
    ("BEST_DSO", (800_000.0, 10_000_000.0, 365.0), lambda ar, sales, days: ar / sales * days),
    ("ADD", (43.8, 29.2), lambda dso, best: dso - best),
    ("CEI", (1e5, 1e6, 1.2e5, 1e5), lambda o, s, c, cur: (o + s - c) / (o + s - cur)),
    ("PCT_CURRENT", (800.0, 1200.0), lambda part, whole: part / whole),
    ("WC_RATIO", (3_700.0, 1_900.0), lambda assets, debts: assets / debts),
    ("WCR", (300_000.0, 450_000.0, 280_000.0), lambda stock, ar, ap: stock + ar - ap),
    ("DAYS_PAST_DUE", (_DUE, _AS_OF), lambda due, as_of: (as_of - due).days),
    ("SCORE_TO_PD", (67.75,), lambda score: 1 / (1 + 20 * 2 ** ((score - 50) / 10))),
    ("EXPECTED_LOSS", (0.05, 0.4, 10_000.0), lambda pd, lgd, ead: pd * lgd * ead),
)
"""What a credit controller's sheets hold most of; our choice, nobody publishes such a count."""


@dataclass(frozen=True, slots=True)
class Speed:
    """Calls a second of one formula: as a function, bare, and as a cell calls it."""

    name: str
    function: float
    bare: float
    cell: float


def run() -> Iterator[Speed]:
    """Measure each formula, and DSO again after an EXPLAIN."""
    for name, arguments, bare in COMMONEST:
        yield speed(name, name, arguments, bare)
    name, arguments, bare = COMMONEST[0]
    call(functions()["EXPLAIN"], [name, *arguments])
    yield speed("DSO after EXPLAIN", name, arguments, bare)


def speed(label: str, name: str, arguments: tuple[Any, ...], bare: Callable[..., Any]) -> Speed:
    """The best of some runs, for all three ways of calling: noise only ever slows."""
    formula = functions()[name]
    raw = [serial(a) if isinstance(a, dt.date) else a for a in arguments]
    function = formula.function
    return Speed(
        label,
        _a_second("f(*a)", f=function, a=arguments),
        _a_second("f(*a)", f=bare, a=arguments),
        _a_second("call(f, a)", call=call, f=formula, a=raw),
    )


def table(found: Iterator[Speed]) -> Table:
    """One row a formula."""
    made = Table(title="scalar calls a second, one core", title_justify="left")
    for header in ("formula", "as a function", "bare arithmetic", "ratio", "from a cell", "target"):
        made.add_column(header, justify="left" if header in ("formula", "target") else "right")
    for one in found:
        verdict = ""
        if one.name.startswith("DSO"):
            met = "met" if one.function > DSO_TARGET else "missed"
            verdict = f"over {DSO_TARGET:,}: {met}"
        made.add_row(
            one.name,
            f"{one.function:,.0f}",
            f"{one.bare:,.0f}",
            f"{one.bare / one.function:.1f}x",
            f"{one.cell:,.0f}",
            verdict,
        )
    return made


def _a_second(statement: str, **names: Any) -> float:
    timer = timeit.Timer(statement, globals=names)
    return CALLS / min(timer.repeat(repeat=RUNS, number=CALLS))
