"""Ledgers of any size for the scale benchmarks: canonical parquet, and the same as a csv export.

Made by DuckDB from the row number alone (each property is a hash of it), so a ledger is the same at
every run, needs no memory and is cached in ``build/scale/``. What it is like:

- one customer to 50 invoices; of customer k there are about k^(-2/3) as many invoices as of the
  first (a few buy daily, most now and then)
- four years of invoices in the order of their dates; terms of 14 to 90 days by customer
- EUR, JPY (no decimals) and KWD (three); every tenth customer also buys in EUR
- 3 % credit notes, 5 % part payments, 1 % disputed, 5 % never paid; some 15 % are open in all
- one row in a hundred spells its customer's name in another way
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

VERSION: Final = 1
"""Raised when the generator makes another ledger: what is cached is made again."""

SEED: Final = 20_261_031
AS_OF: Final = 46_326  # 2026-10-31, the day of the export
FIRST_DAY: Final = AS_OF - 1_460
FILE_ROWS: Final = 10_000_000
GROUP_ROWS: Final = 1_000_000
INVOICES_A_CUSTOMER: Final = 50
FEWEST_CUSTOMERS: Final = 1_000
DECIMALS: Final = {"EUR": 2, "JPY": 0, "KWD": 3}
FOLDER: Final = Path(__file__).parents[1] / "build" / "scale"

HEADERS: Final = (
    *("Invoice", "Customer ID", "Customer", "Currency", "Invoice date", "Due date"),
    *("Amount", "Paid", "Paid on"),
)


@dataclass(frozen=True, slots=True)
class ScaleLedger:
    """Where a ledger lies."""

    rows: int
    parquet: tuple[Path, ...]
    csv: tuple[Path, ...] = ()


def ledger(
    rows: int, known: int | None = None, *, with_csv: bool = False, folder: Path = FOLDER
) -> ScaleLedger:
    """The ledger of a size; what is not there yet is made.

    Args:
        rows: How many invoices.
        known: How many customers; otherwise as :func:`customers` has it.
        with_csv: Whether the csv export is wanted, too.
        folder: Where ledgers are kept.
    """
    known = known or customers(rows)
    home = folder / f"{rows}-of-{known}-seed-{SEED}"
    home.mkdir(parents=True, exist_ok=True)
    note, found = home / "generator.json", {"version": VERSION, "duckdb": duckdb.__version__}
    if not note.is_file() or json.loads(note.read_text()) != found:
        for old in home.iterdir():
            old.unlink()
    starts = range(0, rows, FILE_ROWS)
    parquet = [home / f"invoices-{start // FILE_ROWS:03d}.parquet" for start in starts]
    csv = [path.with_suffix(".csv") for path in parquet]
    for start, to_parquet, to_csv in zip(starts, parquet, csv, strict=True):
        if not to_parquet.is_file():
            stop = min(start + FILE_ROWS, rows)
            _copy(invoices(start, stop, rows, known), to_parquet, _PARQUET)
        if with_csv and not to_csv.is_file():
            _copy(export(to_parquet), to_csv, "FORMAT csv, HEADER")
    note.write_text(json.dumps(found))
    return ScaleLedger(rows, tuple(parquet), tuple(csv) if with_csv else ())


def customers(rows: int) -> int:
    """How many customers a ledger of so many invoices knows."""
    return max(FEWEST_CUSTOMERS, rows // INVOICES_A_CUSTOMER)


def invoices(start: int, stop: int, rows: int, known: int) -> str:
    """The query of the canonical rows ``start`` to ``stop`` of a ledger of ``rows``."""
    return f"""
    WITH drawn AS (
        SELECT i, floor(pow({_unit("i", 1)}, 3) * {known})::BIGINT AS k,
            {FIRST_DAY} + i * 1461 // {rows} AS issued,
            {_below("i", 2, 1000)} AS luck, {_below("i", 3, 1000)} AS fate,
            {_below("i", 4, 1000)} AS oddity, {_below("i", 5, 21)} - 7 AS chance,
            (1 + {_below("i", 6, 997)}) * (1 + {_below("i", 7, 613)}) AS gross,
            {_below("i", 8, 1000)} AS part
        FROM range({start}, {stop}) AS numbers(i)
    ), dated AS (
        SELECT *, [14, 30, 30, 45, 60, 90][1 + {_below("k", 11, 6)}] AS terms,
            {_below("k", 12, 45)} - 5 + chance AS delay,
            luck < 30 AS credit,
            CASE WHEN k % 10 = 0 AND {_below("i", 9, 2)} = 0 THEN 'EUR' ELSE
                ['EUR', 'EUR', 'EUR', 'EUR', 'EUR', 'EUR', 'JPY', 'KWD'][1 + {_below("k", 13, 8)}]
            END AS currency
        FROM drawn
    ), paying AS (
        SELECT *, CASE WHEN credit THEN -(gross // 4) - 1 ELSE gross + 500 END AS amount,
            issued + CASE WHEN credit THEN 20 ELSE terms + delay END AS settled_on
        FROM dated
    ), paid AS (
        SELECT *, CASE WHEN settled_on > {AS_OF} OR settled_on < issued OR fate < 50 THEN 0
            WHEN fate < 100 AND NOT credit THEN amount * (100 + part % 800) // 1000
            WHEN fate < 105 AND NOT credit THEN amount + 100
            ELSE amount END AS paid
        FROM paying
    )
    SELECT i + 2 AS row, printf('INV%09d', i) AS invoice, printf('C%07d', k) AS customer_id,
        CASE WHEN oddity < 10 THEN printf('CUSTOMER %d LTD', k)
            ELSE printf('Customer %d Ltd', k) END AS customer,
        currency, issued,
        CASE WHEN oddity = 500 THEN -1 ELSE issued + terms END AS due,
        CASE WHEN k % 10 = 1 THEN issued + 3 ELSE -1 END AS delivered,
        amount, paid, CASE WHEN paid = 0 OR oddity = 501 THEN -1 ELSE settled_on END AS paid_on,
        (luck >= 990)::BIGINT AS disputed, '' AS entity
    FROM paid"""  # noqa: S608  # our own numbers


def export(parquet: Path) -> str:
    """The query of the csv export of a file: text as a program writes it, 1 row in 1,000 odd.

    Of the odd rows a quarter has a date that is none, a quarter brackets or thousand separators, a
    quarter stands once more at the end, and for a quarter a line of totals follows there.
    """
    places = " ".join(f"WHEN '{currency}' THEN {count}" for currency, count in DECIMALS.items())
    columns = ", ".join(f'{n} AS "{h}"' for n, h in zip(_EXPORTED, HEADERS, strict=True))
    return f"""
    WITH named AS (
        SELECT *, CASE currency {places} END AS places, {_below("row", 21, 4000)} AS odd
        FROM '{parquet}'
    ), worded AS (
        SELECT odd, invoice, customer_id, customer, currency,
            CASE WHEN odd = 0 THEN '2026-02-30' ELSE {_iso("issued")} END AS issued,
            {_iso("due")} AS due, CASE WHEN odd = 1 AND amount < 0
                THEN '(' || {_money("-amount")} || ')'
                WHEN odd = 1 THEN {_grouped("amount")} ELSE {_money("amount")} END AS amount,
            CASE WHEN paid <> 0 THEN {_money("paid")} END AS paid, {_iso("paid_on")} AS paid_on
        FROM named
    ), lines AS (
        SELECT * EXCLUDE odd FROM worded
        UNION ALL SELECT * EXCLUDE odd FROM worded WHERE odd = 2
        UNION ALL SELECT 'Total', NULL, NULL, currency, NULL, NULL, amount, paid, NULL
            FROM worded WHERE odd = 3
    )
    SELECT {columns} FROM lines"""  # noqa: S608  # our own names


_EXPORTED: Final = (
    *("invoice", "customer_id", "customer", "currency", "issued", "due"),
    *("amount", "paid", "paid_on"),
)
_PARQUET: Final = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {GROUP_ROWS}"


def _copy(query: str, path: Path, options: str) -> None:
    """Write to another name first: what an interrupted run leaves is not taken for a ledger."""
    unfinished = path.with_name(path.name + ".part")
    with duckdb.connect() as connection:
        connection.execute("SET memory_limit = '2GB'")
        connection.execute("SET enable_progress_bar = false")
        connection.execute(f"COPY ({query}) TO '{unfinished}' ({options})")
    unfinished.rename(path)


def _below(number: str, salt: int, end: int) -> str:
    """A whole number from 0 to below ``end``, told by ``number``."""
    return f"(hash({number}, {SEED + salt}) % {end})::BIGINT"


def _unit(number: str, salt: int) -> str:
    """A float from 0 to below 1."""
    return f"((hash({number}, {SEED + salt}) % 4294967296) / 4294967296.0)"


def _iso(day: str) -> str:
    date = f"strftime(DATE '1899-12-30' + {day}::INTEGER, '%Y-%m-%d')"
    return f"CASE WHEN {day} >= 0 THEN {date} END"


def _money(minor: str) -> str:
    return (
        f"CASE places WHEN 0 THEN ({minor})::VARCHAR "
        f"WHEN 2 THEN (({minor})::DECIMAL(18, 0) / 100)::DECIMAL(18, 2)::VARCHAR "
        f"ELSE (({minor})::DECIMAL(18, 0) / 1000)::DECIMAL(18, 3)::VARCHAR END"
    )


def _grouped(minor: str) -> str:
    return (
        f"CASE places WHEN 0 THEN format('{{:,}}', {minor}) "
        f"WHEN 2 THEN format('{{:,.2f}}', ({minor}) / 100.0) "
        f"ELSE format('{{:,.3f}}', ({minor}) / 1000.0) END"
    )
