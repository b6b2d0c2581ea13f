"""The ledger engine at scale: one table of ratios, made in one run (``make bench-scale``).

Sizes: ``LEDGERGUARD_SCALE_ROWS`` invoices (10,000,000 when left out) and, for the run in bounded
memory, ``LEDGERGUARD_SCALE_LARGE`` (100,000,000; 0 leaves it out). ``LEDGERGUARD_SCALE_RUNS`` says
how often each case runs (3). The best run of each case makes the ratio.
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import duckdb
from rich.console import Console

from benchmarks import scale_allocation, scale_ledgers, scale_trend
from benchmarks.children import Command, in_turns
from benchmarks.measure import Target
from benchmarks.scale_portfolio import same
from benchmarks.scale_table import Line, markdown, table
from ledgerguard.errors import OutOfDomain

ROWS: Final = "LEDGERGUARD_SCALE_ROWS"
LARGE: Final = "LEDGERGUARD_SCALE_LARGE"
RUNS: Final = "LEDGERGUARD_SCALE_RUNS"
PROMISED: Final = 10_000_000
"""The number of invoices that the targets speak of."""

PROMISED_LARGE: Final = 100_000_000
WIDTH: Final = 190


def main() -> None:
    """Measure, print the table and write it to ``build/scale/report.md``."""
    rows = number(ROWS, PROMISED, 1_000)
    large = number(LARGE, PROMISED_LARGE, 0)
    runs = number(RUNS, 3, 1)
    console = Console()
    if not console.is_terminal:
        console.width = WIDTH
    with console.status("inventing ledgers"):
        scale_ledgers.ledger(rows, with_csv=True)
        if large:
            scale_ledgers.ledger(large)
            scale_ledgers.ledger(large, scale_ledgers.customers(rows))
    found: list[Line] = []
    with (
        tempfile.TemporaryDirectory(prefix="ledgerguard-scale-") as name,
        console.status("measuring") as status,
    ):
        for line in lines(rows, large, runs, Path(name)):
            status.update(f"measured: {line.what}")
            found.append(line)
    judged = rows == PROMISED
    console.print(table(found, judged))
    below = (
        f"Best of {runs} runs (median in brackets), each in a process of its own, in turns; "
        "s cpu: seconds of all threads; MB: peak of the whole process. "
        f"Python {platform.python_version()}, DuckDB {duckdb.__version__}, "
        f"{os.cpu_count()} cores, {sys.platform}."
    )
    console.print(below)
    report = scale_ledgers.FOLDER / "report.md"
    report.write_text(f"{markdown(found, judged)}\n\n{below}\n", encoding="utf-8")


def number(variable: str, otherwise: int, least: int) -> int:
    """A whole number of the environment."""
    text = os.environ.get(variable, str(otherwise))
    if not text.isdigit() or int(text) < least:
        raise OutOfDomain(f"{variable} must be a number from {least:,}, got {text!r}")
    return int(text)


def lines(rows: int, large: int, runs: int, folder: Path) -> Iterator[Line]:
    """Every measurement of the issue, in its order."""
    yield from portfolio(rows, runs, folder)
    if large:
        yield from bounded(rows, large, runs, folder)
    yield from histories(rows, runs, folder)
    yield from trends(rows, runs, folder)
    yield from map(Line.of, scale_allocation.run(rows))
    yield from csv(rows, runs, folder)


def portfolio(rows: int, runs: int, folder: Path) -> Iterator[Line]:
    """The portfolio from parquet: both engines beside SQL and pandas by hand, tables compared."""
    names = ("sql", "duckdb", "polars", "pandas")
    found = in_turns(_commands("scale_portfolio", names, rows, folder), runs)
    for name in names[1:]:
        same(folder / f"{name}.parquet", folder / "sql.parquet")
    what = f"{rows:,} invoices to {found['sql'].rows:,} accounts, parquet to parquet"
    sql, pandas = ("SQL by hand in DuckDB", found["sql"]), ("pandas by hand", found["pandas"])
    most = Target("at most", 1.2)
    yield Line(f"{what}, DuckDB", found["duckdb"], *sql, most, most_mb=500)
    yield Line(f"{what}, Polars", found["polars"], *sql, most)
    yield Line(f"{what}, DuckDB", found["duckdb"], *pandas, Target("at least", 6))


def bounded(rows: int, large: int, runs: int, folder: Path) -> Iterator[Line]:
    """More rows within a bound of memory: the time a row, beside the smaller run's.

    Once with as many customers, and once with as many invoices a customer: then the result is as
    many times longer, too.
    """
    known = scale_ledgers.customers(rows)
    (command,) = _commands("scale_portfolio", ("duckdb-bounded",), rows, folder).values()
    module, name, _, out = command
    (theirs,) = in_turns({name: command}, runs).values()
    for customers, target in ((known, Target("at most", 1.2)), (None, None)):
        bigger = (module, name, str(large), out, *([str(customers)] if customers else []))
        (ours,) = in_turns({name: bigger}, 1).values()
        what = f"{large:,} invoices to {ours.rows:,} accounts, DuckDB, time a row"
        peer = f"{rows:,} invoices to {theirs.rows:,} accounts"
        yield Line(what, ours, peer, theirs, target, most_mb=2_000, of_rows=(large, rows))


def histories(rows: int, runs: int, folder: Path) -> Iterator[Line]:
    """36 month ends in one run, beside one."""
    names = ("aging-currency", "agings-currency", "aging-customer", "agings-customer")
    found = in_turns(_commands("scale_history", names, rows, folder), runs)
    for by, target in (("currency", Target("at most", 4)), ("customer", None)):
        ours, one = found[f"agings-{by}"], found[f"aging-{by}"]
        what = f"36 month-end agings by {by}, {ours.rows:,} rows"
        yield Line(what, ours, f"one aging by {by}, {one.rows:,} rows", one, target)


def trends(rows: int, runs: int, folder: Path) -> Iterator[Line]:
    """DSO month by month, delays and concentration, beside one aging."""
    home = scale_ledgers.ledger(rows).parquet[0].parent
    yield from scale_trend.lines(home, scale_ledgers.AS_OF, runs, folder)


def csv(rows: int, runs: int, folder: Path) -> Iterator[Line]:
    """A csv export read, cleaned and reported, beside the same table and two sums by hand."""
    found = in_turns(_commands("scale_csv", ("same", "bare", "ours"), rows, folder), runs)
    ours = found["ours"]
    what = f"csv of {rows:,} rows read, cleaned, to {ours.rows:,} accounts and a report"
    by_hand = "DuckDB's bare read_csv, the same table by SQL"
    yield Line(what, ours, by_hand, found["same"], Target("at most", 2))
    yield Line(what, ours, "DuckDB's bare read_csv, two sums", found["bare"])


def _commands(module: str, names: tuple[str, ...], rows: int, folder: Path) -> dict[str, Command]:
    return {name: (module, name, str(rows), str(folder / f"{name}.parquet")) for name in names}


if __name__ == "__main__":
    main()
