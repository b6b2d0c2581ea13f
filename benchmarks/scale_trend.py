"""DSO histories, delays and concentration of a canonical parquet on DuckDB, beside one aging.

python -m benchmarks.scale_trend ledger.parquet [as_of]

``benchmarks.scale`` measures the same on its own ledger.

``as_of`` is a serial number; when left out, the latest invoice date of the ledger. Every case runs
in a process of its own within :data:`MEMORY_MB` of DuckDB's memory, and looks at the totals itself.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import narwhals as nw
from rich.console import Console

from benchmarks.children import in_turns, tell
from benchmarks.scale_portfolio import rows_in
from benchmarks.scale_table import Line, table
from ledgerguard.errors import InvalidValue
from ledgerguard.ledger.aging import By, aging_table
from ledgerguard.ledger.behaviour.concentration import concentration
from ledgerguard.ledger.behaviour.delays import delay_distribution
from ledgerguard.ledger.behaviour.dso_history import dso_history
from ledgerguard.ledger.calendar import month_points
from ledgerguard.ledger.engines.engine import LazyFrame, engine
from ledgerguard.ledger.portfolio import refuse_overflow

MEMORY_MB: Final = 1_500
WIDTH: Final = 150

AGING: Final[dict[By, str]] = {"currency": "aging-currency", "customer": "aging-customer"}
CASES: Final[dict[str, By]] = {
    "dso-13-currency": "currency",
    "dso-36-currency": "currency",
    "dso-13-customer": "customer",
    "dso-36-customer": "customer",
    "delays-customer": "customer",
    "concentration-currency": "currency",
}
"""What a row of each case stands for, which says the aging that it is laid beside."""


def main(source: Path, as_of: int | None) -> None:
    """Run every case and print the table."""
    day = latest(source) if as_of is None else as_of
    console = Console()
    if not console.is_terminal:
        console.width = WIDTH
    with tempfile.TemporaryDirectory(prefix="ledgerguard-trend-") as folder, console.status("runs"):
        found = list(lines(source, day, 1, Path(folder)))
    console.print(table(found, judged=False))


def lines(source: Path, as_of: int, runs: int, folder: Path) -> Iterator[Line]:
    """Every case of a ledger, a file or a folder of them, with time and memory."""
    out = str(folder / "trend.parquet")
    names = (*AGING.values(), *CASES)
    commands = {name: ("scale_trend", name, str(source), str(as_of), out) for name in names}
    found = in_turns(commands, runs)
    for name, by in CASES.items():
        ours, one = found[name], found[AGING[by]]
        what = f"{name.replace('-', ' ')}, {ours.rows:,} rows"
        yield Line(what, ours, f"one aging by {by}, {one.rows:,} rows", one)


def latest(source: Path) -> int:
    """The latest invoice date of a ledger."""
    with engine("duckdb", memory_mb=MEMORY_MB) as duck:
        ((day,),) = duck.rows(duck.parquet([source]).select(nw.col("issued").max()))
    if day is None:
        raise InvalidValue(f"the ledger must hold an invoice date, got none in {source}")
    return int(day)


def made(name: str, frame: LazyFrame, as_of: int) -> LazyFrame:
    """The table of a case, named after it, its months and what a row stands for."""
    words = name.split("-")
    by: By = "customer" if words[-1] == "customer" else "currency"
    total = refuse_overflow(frame)
    if words[0] == "dso":
        return dso_history(frame, month_points(as_of, int(words[1])), by=by, total=total)
    if words[0] == "delays":
        return delay_distribution(frame, as_of, by=by, total=total)
    if words[0] == "concentration":
        return concentration(frame, as_of, total=total)
    return aging_table(frame, as_of, by=by)


def case(name: str, source: Path, as_of: int, out: Path) -> Callable[[], int]:
    """A case: from the parquet of the ledger to the parquet of its table."""
    import ledgerguard.ledger.engines.on_duckdb  # noqa: F401  # not to be timed

    def run() -> int:
        with engine("duckdb", memory_mb=MEMORY_MB) as duck:
            duck.write_parquet(made(name, duck.parquet([source]), as_of), out)
        return rows_in(out)

    return run


if __name__ == "__main__":
    if len(sys.argv) == 5:
        tell(case(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4])))
    else:
        main(Path(sys.argv[1]).resolve(), int(sys.argv[2]) if len(sys.argv) > 2 else None)
