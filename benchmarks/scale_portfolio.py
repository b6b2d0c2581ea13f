"""The portfolio of every customer from parquet to parquet: ledgerguard, SQL and pandas by hand.

python -m benchmarks.scale_portfolio duckdb 10000000 out.parquet
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks import scale_ledgers
from benchmarks.children import CaseFailed, tell
from benchmarks.scale_ledgers import AS_OF

if TYPE_CHECKING:
    from ledgerguard.formulas.escalation import Level

LADDER: Final = "five-stage"
MEMORY_MB: Final = 350
"""The bound that DuckDB is given; the process has some 100 MB of its own."""

LARGE_MEMORY_MB: Final = 1_750
"""The bound of what holds more: a process of 2 GB."""

NEAR: Final = 1e-9
"""Ratios may differ by as much, of 1: the hand-written ones add up floats in any order."""


def ours(
    engine_name: str,
    memory_mb: int | None,
    levels: Sequence[Level],
    files: list[Path],
    out: Path,
) -> int:
    """The program of ledgerguard, with its look at the totals."""
    from ledgerguard.ledger.customers import portfolio_table
    from ledgerguard.ledger.engines.engine import engine
    from ledgerguard.ledger.portfolio import refuse_overflow

    with engine(engine_name, memory_mb=memory_mb) as started:
        frame = started.parquet(files)
        total = refuse_overflow(frame)
        started.write_parquet(portfolio_table(frame, AS_OF, levels, total=total), out)
    return rows_in(out)


def sql(files: list[Path], out: Path) -> int:
    """The query by hand."""
    import duckdb

    from benchmarks.scale_sql import portfolio

    with duckdb.connect() as connection:
        connection.execute("SET preserve_insertion_order = false")
        connection.execute("SET enable_progress_bar = false")
        connection.execute(f"COPY ({portfolio(files, AS_OF)}) TO '{out}' (FORMAT parquet)")
    return rows_in(out)


def pandas(files: list[Path], out: Path) -> int:
    """The pandas by hand."""
    from benchmarks.scale_pandas import portfolio

    portfolio(files, AS_OF).to_parquet(out, index=False)
    return rows_in(out)


def same(one: Path, other: Path) -> None:
    """Assert that two files hold the same table, in whatever order.

    Raises:
        CaseFailed: naming the columns that differ.
    """
    import duckdb

    with duckdb.connect() as connection:
        tables = [connection.read_parquet(str(path)) for path in (one, other)]
        if tables[0].columns != tables[1].columns:
            raise CaseFailed(f"{one.name} has columns {tables[0].columns}, not {tables[1].columns}")
        names, counts = tables[0].columns[3:], []
        for name in names:
            # pandas has no null among floats.
            a, b = (f"nullif({side}.{name}::DOUBLE, 'nan'::DOUBLE)" for side in "ab")
            near = f"abs({a} - {b}) <= {NEAR} * greatest(1, abs({b}))"
            counts.append(f"count(*) FILTER (NOT coalesce({near}, {a} IS NULL AND {b} IS NULL))")
        keys = " AND ".join(f"a.{key} = b.{key}" for key in ("customer_id", "customer", "currency"))
        found = connection.execute(
            f"SELECT count(*), count(a.customer_id), count(b.customer_id), {', '.join(counts)} "  # noqa: S608  # our own files
            f"FROM '{one}' AS a FULL JOIN '{other}' AS b ON {keys}"
        ).fetchone()
    assert found
    different = [name for name, count in zip(names, found[3:], strict=True) if count]
    if len(set(found[:3])) > 1 or different:
        raise CaseFailed(
            f"{one.name} and {other.name} differ: {found[0]:,} accounts, {found[1]:,} and "
            f"{found[2]:,} of each; columns {', '.join(different) or 'none'}"
        )


def rows_in(out: Path) -> int:
    """How many rows a parquet file holds."""
    import duckdb

    with duckdb.connect() as connection:
        found = connection.execute(f"SELECT count(*) FROM '{out}'").fetchone()  # noqa: S608  # our own file
    return int(found[0]) if found else 0


def case(name: str, rows: int, out: Path, known: int | None = None) -> Callable[[], int]:
    """A case, with its libraries and its ladder already there, as those by hand have them."""
    files = list(scale_ledgers.ledger(rows, known).parquet)
    if name == "sql":
        return lambda: sql(files, out)
    if name == "pandas":
        import pyarrow.parquet  # noqa: F401  # not to be timed

        import benchmarks.scale_pandas  # noqa: F401  # likewise

        return lambda: pandas(files, out)
    engine_name, _, bound = name.partition("-")
    for module in ("ledger.customers", f"ledger.engines.on_{engine_name}"):
        importlib.import_module(f"ledgerguard.{module}")  # not to be timed
    memory_mb = (LARGE_MEMORY_MB if bound else MEMORY_MB) if engine_name == "duckdb" else None
    levels = ladder_levels()
    return lambda: ours(engine_name, memory_mb, levels, files, out)


def ladder_levels() -> Sequence[Level]:
    """The levels of the ladder of the benchmarks, as the policy has them."""
    from ledgerguard.policy.load import ladder

    return ladder(LADDER).levels


if __name__ == "__main__":
    known = int(sys.argv[4]) if len(sys.argv) > 4 else None
    tell(case(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]), known))
