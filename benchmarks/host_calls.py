"""What a host costs: a ledger range on its way in, a column through a scalar formula, one call.

The way in is measured from the raw tuple of rows that COM hands over to the rows that a whole-table
formula is given: ours compares the content with what was seen before, xlwings' makes a DataFrame.
The second figure of ours includes reading the ledger for the first time.
"""

from __future__ import annotations

import subprocess
import sys
import timeit
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from benchmarks.measure import Measurement, Target, median
from ledgerguard.cells.functions import functions
from ledgerguard.cells.lift import call
from ledgerguard.errors import HostError

ROWS: Final = 10_000
LIFTED: Final = 100_000
CALLS: Final = 20_000
MICROSECONDS: Final = 1e6

HEADER: Final = ("Customer ID", "Customer", "Invoice", "Amount", "Invoice date", "Due date")


def ledger_range(count: int) -> tuple[tuple[Any, ...], ...]:
    """A ledger of six columns as COM hands it over."""
    rows = (
        (
            float(1000 + n % 500),
            f"客户 {n % 500}",
            f"A-{n}",
            100.0 + n,
            45000.0 + n % 700,
            45030.0 + n % 700,
        )
        for n in range(count)
    )
    return (HEADER, *rows)


def run() -> Iterator[Measurement]:
    """The way in, a lifted column, and the overhead of one call on every host that runs here."""
    yield from _way_in()
    yield _lifted()
    yield from _single()


def _way_in() -> Iterator[Measurement]:
    from ledgerguard.cells.ranges import Held
    from ledgerguard.hosts import desktop
    from ledgerguard.ledger.read import from_cells

    rows = ledger_range(ROWS)

    def first() -> object:
        desktop._held = Held()  # nothing has been seen before
        return desktop.incoming(rows)

    edits = iter(range(1_000_000))

    def parsed() -> object:
        edited = (*rows[:-1], (*rows[-1][:3], float(next(edits)), *rows[-1][4:]))
        return from_cells(desktop.incoming(edited))  # type: ignore[arg-type]  # rows, as the bench gives them

    stock = subprocess.run(
        [sys.executable, Path(__file__).with_name("stock_xlwings.py")],
        capture_output=True,
        text=True,
    )
    if stock.returncode:
        raise HostError(f"xlwings' converter did not run: {stock.stderr.strip()[-300:]}")
    theirs = float(stock.stdout)
    peer = "xlwings' DataFrame converter"
    what = f"range of {ROWS:,} x {len(HEADER)} in"
    yield Measurement(what, median(first), peer, theirs, Target("at least", 40))
    yield Measurement(f"{what}, an edit, the ledger read", median(parsed), peer, theirs)


def _lifted() -> Measurement:
    dso = functions()["DSO"]
    receivables = tuple((100.0 + n,) for n in range(LIFTED))
    sales = tuple((1_000_000.0 + n,) for n in range(LIFTED))
    seconds = median(lambda: call(dso, [receivables, sales, 365.0]), runs=5)
    return Measurement(f"{LIFTED:,} rows through DSO (aim 0.3 s)", seconds)


def _single() -> Iterator[Measurement]:
    from ledgerguard.hosts import desktop
    from ledgerguard.hosts.lite import function_of

    formula = functions()["DSO"]
    values = [1_200_000.0, 10_000_000.0, 365.0]
    rows = [[[value]] for value in values]
    lite = function_of(formula)
    bare = _each(lambda: formula.function(*values))
    for host, seconds in (
        ("cells.lift", _each(lambda: call(formula, values))),
        ("Excel, desktop wrapper", _each(lambda: desktop.LG_DSO(*values))),
        ("Lite wrapper", _each(lambda: lite(*rows))),
    ):
        what = f"1,000,000 calls of DSO, {host}: overhead (aim 10 s)"
        yield Measurement(
            what, (seconds - bare) * MICROSECONDS, "the bare function", bare * MICROSECONDS
        )
    yield from _in_calc()


def _in_calc() -> Iterator[Measurement]:
    from ledgerguard.hosts.calc import Calc

    count = 1_000
    with Calc() as calc:
        book = calc.open()
        book.paste("Sheet1", "A1", [[100.0 + n, 1000.0 + n] for n in range(count)])
        book.paste("Sheet1", "C1", [[f"=LG.DSO(A{n},B{n},365)"] for n in range(1, count + 1)])
        seconds = median(book.recalculate)
        book.close()
    yield Measurement("1,000,000 calls of DSO, Calc over its pipe", seconds / count * MICROSECONDS)


def _each(function: Any) -> float:
    return min(timeit.repeat(function, number=CALLS, repeat=5)) / CALLS
