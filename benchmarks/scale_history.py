"""Agings at 36 month ends from parquet, beside one aging: cases of ``benchmarks.scale``.

python -m benchmarks.scale_history agings-customer 10000000 out.parquet
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final, Literal

from benchmarks import scale_ledgers
from benchmarks.children import tell
from benchmarks.scale_ledgers import AS_OF
from benchmarks.scale_portfolio import rows_in
from ledgerguard.ledger.aging import aging_table
from ledgerguard.ledger.behaviour.months import last_days, month_number
from ledgerguard.ledger.engines.engine import LazyFrame, engine
from ledgerguard.ledger.history.agings import aging_history
from ledgerguard.ledger.portfolio import refuse_overflow

MONTHS: Final = 36
MEMORY_MB: Final = 1_400
"""The bound that DuckDB is given: results by customer and month have millions of rows."""

By = Literal["currency", "customer"]
Table = Callable[[LazyFrame, By], LazyFrame]

TABLES: Final[dict[str, Table]] = {
    "aging": lambda frame, by: aging_table(frame, AS_OF, by=by),
    "agings": lambda frame, by: aging_history(frame, month_ends(), by=by),
}


def month_ends() -> list[int]:
    """The 36 month ends up to the day of the ledger, which is one."""
    last = month_number(AS_OF)
    return last_days(last - MONTHS + 1, last)


def ours(table: str, by: By, files: list[Path], out: Path) -> int:
    """One table on DuckDB, with the look at the totals that each has to have."""
    with engine("duckdb", memory_mb=MEMORY_MB) as duck:
        frame = duck.parquet(files)
        refuse_overflow(frame)
        duck.write_parquet(TABLES[table](frame, by), out)
    return rows_in(out)


def case(name: str, rows: int, out: Path) -> Callable[[], int]:
    """A case, named after its table and what a row stands for."""
    import ledgerguard.ledger.engines.on_duckdb  # noqa: F401  # not to be timed

    table, _, by = name.partition("-")
    files = list(scale_ledgers.ledger(rows).parquet)
    return lambda: ours(table, "customer" if by == "customer" else "currency", files, out)


if __name__ == "__main__":
    tell(case(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])))
