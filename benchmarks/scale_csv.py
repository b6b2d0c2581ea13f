"""A csv export read, cleaned and reported, beside what DuckDB does by hand without cleaning.

Ours opens the file whatever its dialect, cleans every row, writes the problems down, and tells the
whole portfolio of every customer. ``same`` is DuckDB's read_csv and the SQL by hand that gives the
same columns of the same customers, of the rows that it can parse; ``bare`` one statement that adds
up two of the columns.

    python -m benchmarks.scale_csv ours 10000000 out.parquet
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import scale_ledgers
from benchmarks.children import tell
from benchmarks.scale_ledgers import AS_OF
from benchmarks.scale_portfolio import LARGE_MEMORY_MB, ladder_levels, rows_in
from benchmarks.scale_sql import portfolio_of, typed

if TYPE_CHECKING:
    from ledgerguard.formulas.escalation import Level


def ours(levels: Sequence[Level], files: list[Path], out: Path) -> int:
    """Open, clean, write the problems and the portfolio."""
    from ledgerguard.ledger.cleaning.clean import clean_frame
    from ledgerguard.ledger.customers import portfolio_table
    from ledgerguard.ledger.engines.engine import engine
    from ledgerguard.ledger.portfolio import refuse_overflow
    from ledgerguard.ledger.reading.clean import Options
    from ledgerguard.ledger.sources.opened import opened

    with engine("duckdb", memory_mb=LARGE_MEMORY_MB) as duck:
        cleaned = clean_frame(opened(duck, files), Options())
        total = refuse_overflow(cleaned.frame)
        customers = portfolio_table(cleaned.frame, AS_OF, levels, total=total, names=cleaned.names)
        duck.write_parquet(customers, out)
        problems = [[one.code, one.column, one.rows] for one in cleaned.tally.problems]
        out.with_suffix(".json").write_text(json.dumps(problems))
    return rows_in(out)


def same(files: list[Path], out: Path) -> int:
    """The portfolio by hand, of what read_csv takes: read once, and kept for both of its passes."""
    import duckdb

    with duckdb.connect() as connection:
        connection.execute("SET preserve_insertion_order = false")
        connection.execute("SET enable_progress_bar = false")
        connection.execute(f"CREATE TEMP TABLE ledger AS {typed(files)}")
        connection.execute(f"COPY ({portfolio_of('ledger', AS_OF)}) TO '{out}' (FORMAT parquet)")
    return rows_in(out)


def bare(files: list[Path], out: Path) -> int:
    """The least that DuckDB can do: two sums in one statement."""
    import duckdb

    listed = ", ".join(f"'{file}'" for file in files)
    with duckdb.connect() as connection:
        connection.execute("SET preserve_insertion_order = false")
        connection.execute("SET enable_progress_bar = false")
        connection.execute(
            'COPY (SELECT "Customer ID", Currency, count(*), '  # noqa: S608  # our own files
            "sum(TRY_CAST(Amount AS DOUBLE)), sum(TRY_CAST(Paid AS DOUBLE)) "
            f"FROM read_csv([{listed}], ignore_errors = true) GROUP BY ALL) "
            f"TO '{out}' (FORMAT parquet)"
        )
    return rows_in(out)


def case(name: str, rows: int, out: Path) -> Callable[[], int]:
    """A case, with its libraries and its ladder already there."""
    files = list(scale_ledgers.ledger(rows, with_csv=True).csv)
    if name == "bare":
        return lambda: bare(files, out)
    if name == "same":
        return lambda: same(files, out)

    import pandas  # noqa: F401  # not to be timed

    import ledgerguard.ledger.cleaning.clean  # likewise
    import ledgerguard.ledger.customers
    import ledgerguard.ledger.engines.on_duckdb
    import ledgerguard.ledger.sources.opened  # noqa: F401  # likewise

    levels = ladder_levels()
    return lambda: ours(levels, files, out)


if __name__ == "__main__":
    tell(case(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])))
