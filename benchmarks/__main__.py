"""Runs every benchmark and prints one table."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import (
    aging_in_calc,
    cockpit_recalculation,
    cockpit_writing,
    host_calls,
    ledger_reading,
    ledgers,
    plugin_calls,
    scalar_calls,
    worklist_run,
)
from benchmarks.measure import Measurement
from ledgerguard.errors import HostError, OutOfDomain

PROMISED = 100_000
"""The number of invoices that the targets speak of."""


WIDTH = 150
"""Columns of the table where nobody's terminal says how many there are."""


def main() -> None:
    """Run the benchmarks at the size that ``LEDGERGUARD_BENCH_ROWS`` sets."""
    size = invoices()
    console = Console()
    if not console.is_terminal:
        console.width = WIDTH
    notes: list[str] = []
    with tempfile.TemporaryDirectory(prefix="ledgerguard-bench-") as name:
        with console.status(f"inventing {size:,} invoices"):
            folder = Path(name)
            rows = ledgers.rows_of(size)
            source = folder / "ledger.xlsx"
            ledgers.write_xlsx(source, rows)
        found: list[Measurement] = []
        for subject, benchmark in (
            ("reading a ledger", lambda: ledger_reading.run(source, size)),
            ("writing the cockpit", lambda: cockpit_writing.run(source, folder, size)),
            ("aging in Calc", lambda: aging_in_calc.run(rows, folder)),
            ("recalculating in Calc", lambda: cockpit_recalculation.run(source, folder, size)),
            ("calls from a host", host_calls.run),
            ("formulas of plugins", plugin_calls.run),
            ("deriving a worklist", lambda: worklist_run.run(worklist_run.open_items())),
        ):
            with console.status(subject):
                found += measured(subject, benchmark, notes)
    console.print(scalar_calls.table(scalar_calls.run()))
    console.print(table(found, judged=size == PROMISED))
    for note in notes:
        console.print(note)
    console.print(f"Python {platform.python_version()} on {os.cpu_count()} cores, {sys.platform}")


def invoices() -> int:
    """The number of invoices to measure with."""
    text = os.environ.get("LEDGERGUARD_BENCH_ROWS", str(PROMISED))
    if not text.isdigit() or int(text) < 100:
        raise OutOfDomain(f"LEDGERGUARD_BENCH_ROWS must be a number from 100, got {text!r}")
    return int(text)


def measured(
    subject: str, benchmark: Callable[[], Iterable[Measurement]], notes: list[str]
) -> Iterator[Measurement]:
    """What a benchmark yields; a spreadsheet program that is missing becomes a note."""
    try:
        yield from benchmark()
    except HostError as error:
        notes.append(f"{subject}: not measured: {error}")


def table(found: Iterable[Measurement], judged: bool = True) -> Table:
    """One row a measurement: seconds of both sides, ratio, target and, at full size, verdict."""
    made = Table(title="ledgerguard benchmarks", title_justify="left")
    made.add_column("what")
    made.add_column("ledgerguard, s", justify="right")
    made.add_column("against")
    made.add_column("its time, s", justify="right")
    made.add_column("ratio", justify="right")
    made.add_column("target")
    for one in found:
        limit, kind = one.target, ""
        if limit is not None:
            kind = "of its time" if limit.kind == "at most" else "as fast"
        made.add_row(
            one.what,
            f"{one.ours:.2f}",
            one.peer,
            "" if one.theirs is None else f"{one.theirs:.2f}",
            "" if one.ratio is None else f"{one.ratio:.2f}x",
            ""
            if limit is None
            else f"{limit.kind} {limit.factor:g}x {kind}"
            + (f": {one.verdict}" if judged else f" at {PROMISED:,} invoices"),
        )
    return made


if __name__ == "__main__":
    main()
