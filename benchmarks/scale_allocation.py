"""As many payments as invoices allocated on DuckDB, beside a plain pandas loop on a few of them.

Each case runs in a process of its own, so that its peak of memory is its own too. The loop is what
a person writes first: for each payment the open invoices of its customer, the oldest first. Both
run at two small sizes, which shows their slopes, and ours at the size that is asked for.

    python -m benchmarks.scale_allocation 10000000
"""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import narwhals as nw

from benchmarks.measure import Measurement, timed
from benchmarks.worklist_run import peak_mb
from ledgerguard.errors import OutOfDomain
from ledgerguard.ledger.allocation.allocate import Method, allocate
from ledgerguard.ledger.engines.engine import engine
from ledgerguard.ledger.engines.results import rows_of

if TYPE_CHECKING:
    import pandas as pd

LOOPED: Final = (10_000, 20_000)
INVOICES_A_CUSTOMER: Final = 50
MEMORY_MB: Final = 1_000
"""The bound that DuckDB is given."""

LARGE: Final[tuple[Method, ...]] = ("oldest", "reference", "reference-then-oldest")
"""Pro rata is measured at a tenth of the size: there each payment pays all that is open."""

PRO_RATA_PART: Final = 10


@dataclass(frozen=True, slots=True)
class Case:
    """One process: what it took."""

    seconds: float
    peak_mb: float
    pieces: int


def run(invoices: int) -> Iterator[Measurement]:
    """Measure both at the small sizes, and ours at ``invoices``."""
    with tempfile.TemporaryDirectory(prefix="ledgerguard-bench-") as name:
        folder = Path(name)
        for size in LOOPED:
            ours, loop = measured("oldest", size, folder), measured("loop", size, folder)
            peer = f"pandas loop on {size:,} (peak {loop.peak_mb:,.0f} MB)"
            yield Measurement(_words("oldest", size, ours), ours.seconds, peer, loop.seconds)
        for method in LARGE:
            ours = measured(method, invoices, folder)
            yield Measurement(_words(method, invoices, ours), ours.seconds)
        fewer = max(1, invoices // PRO_RATA_PART)
        ours = measured("pro-rata", fewer, folder)
        yield Measurement(_words("pro-rata", fewer, ours), ours.seconds)


def _words(method: str, size: int, case: Case) -> str:
    return (
        f"{size:,} payments to {size:,} invoices, {method}: {case.pieces:,} pieces"
        f" (peak {case.peak_mb:,.0f} MB, {case.seconds / size * 1e6:,.1f} microseconds each)"
    )


def measured(name: str, size: int, folder: Path) -> Case:
    """Run a case in a process of its own; the tables are made once a size."""
    made = folder / str(size)
    if not made.is_dir():
        made.mkdir()
        invent(size, made)
    command = [sys.executable, "-m", "benchmarks.scale_allocation", name, str(made)]
    root = Path(__file__).parents[1]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=root)
    return Case(**json.loads(done.stdout))


def invent(size: int, folder: Path) -> None:
    """Write ``invoices.parquet`` and ``payments.parquet``, the same at every run.

    Every invoice has a payment up to 90 days after it, a tenth of them only half of it; a fifth of
    the payments names no invoice.
    """
    import duckdb

    def mixed(prime: int, below: int) -> str:
        # Knuth's multiplicative hash: the numbers of rows, well mixed and without a generator.
        return f"(((i * {prime} + 12345) * 2654435761 % 4294967296) // 8 % {below})::BIGINT"

    customers = max(1, size // INVOICES_A_CUSTOMER)
    tables = {
        "invoices": f"""
            SELECT i + 2 AS row, printf('INV%09d', i) AS invoice,
                printf('C%07d', {mixed(1, customers)}) AS customer_id,
                printf('Customer %d', {mixed(1, customers)}) AS customer,
                ['EUR', 'CNY', 'USD', 'GBP'][1 + {mixed(1, customers)} % 4] AS currency,
                45000 + {mixed(3, 1000)} AS issued, 45030 + {mixed(3, 1000)} AS due,
                -1::BIGINT AS delivered, 1000 + {mixed(5, 200_000)} AS amount,
                0::BIGINT AS paid, -1::BIGINT AS paid_on, 0::BIGINT AS disputed, '' AS entity
            FROM range({size}) AS numbers(i)""",  # noqa: S608  # our own numbers
        "payments": f"""
            SELECT row, printf('PAY%09d', i) AS payment, customer_id, currency,
                issued + {mixed(7, 90)} AS paid_on,
                CASE WHEN {mixed(11, 10)} = 0 THEN amount // 2 ELSE amount END AS paid,
                CASE WHEN {mixed(13, 5)} = 0 THEN '' ELSE invoice END AS reference
            FROM (SELECT row - 2 AS i, * FROM '{folder}/invoices.parquet')""",  # noqa: S608  # our own folder
    }
    with duckdb.connect() as connection:
        connection.execute("SET preserve_insertion_order = false")
        for name, query in tables.items():
            connection.execute(f"COPY ({query}) TO '{folder}/{name}.parquet'")  # ours


def ours(method: Method, folder: Path) -> int:
    """Allocate from parquet, and write pieces and remainders to parquet."""
    with engine("duckdb", memory_mb=MEMORY_MB) as duck:
        invoices = duck.parquet([folder / "invoices.parquet"])
        payments = duck.parquet([folder / "payments.parquet"])
        found = allocate(invoices, payments, method, engine=duck)
        duck.write_parquet(found.pieces, folder / "pieces.parquet")
        duck.write_parquet(found.remainders, folder / "remainders.parquet")
        pieces = duck.parquet([folder / "pieces.parquet"])
        return int(rows_of(pieces.select(nw.len()))[0][0])


def loop(invoices: pd.DataFrame, payments: pd.DataFrame) -> int:
    """Payment by payment, the open invoices of its customer, the oldest first."""
    left = invoices["amount"].copy()
    pieces = 0
    for payment in payments.sort_values(["paid_on", "payment"]).itertuples():
        is_open = (
            (invoices["customer_id"] == payment.customer_id)
            & (invoices["currency"] == payment.currency)
            & (left > 0)
        )
        rest = payment.paid
        for place in invoices[is_open].sort_values(["due", "issued", "invoice"]).index:
            piece = min(rest, left[place])
            left[place] -= piece
            rest -= piece
            pieces += 1
            if rest == 0:
                break
    return pieces


def case(name: str, folder: Path) -> Case:
    """Measure one case in this process."""
    import pandas as pd

    if name == "loop":
        frames = [pd.read_parquet(folder / f"{each}.parquet") for each in ("invoices", "payments")]
        timed_case: Callable[[], int] = lambda: loop(*frames)  # noqa: E731  # beside the other one
    else:
        method: Method = name  # type: ignore[assignment]  # allocate refuses what is none
        timed_case = lambda: ours(method, folder)  # noqa: E731
    seconds, pieces = timed(timed_case)
    return Case(seconds, peak_mb(), pieces)


def main(size: str) -> None:
    """Print the measurements at a size."""
    from rich.console import Console

    from benchmarks.__main__ import WIDTH, table

    if not size.isdigit() or int(size) < 100:
        raise OutOfDomain(f"the number of invoices must be from 100, got {size!r}")
    Console(width=WIDTH).print(table(run(int(size)), judged=False))


if __name__ == "__main__":
    if len(sys.argv) == 2:
        main(sys.argv[1])
    else:
        print(json.dumps(dataclasses.asdict(case(sys.argv[1], Path(sys.argv[2])))))
