"""Writes result tables to a database: all tables of a run appear at once, or none.

What a person who queries the database expects:

- money in major units, beside its currency: ``numeric`` with the currency's own decimals in
  PostgreSQL (1234.50 EUR, 1234 JPY, 1234.500 KWD). SQLite has no exact decimals, so there a column
  ``open`` is the number that people read, and ``open_minor`` beside it the exact minor units;
- days as dates (ISO text in SQLite), null where there is none;
- ratios as floats, null where they are not defined.

A table that is there is replaced: what was granted on it is granted anew by its owner, and
PostgreSQL refuses when a view depends on it.
"""

from __future__ import annotations

import secrets
import shutil
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import narwhals as nw

from ledgerguard.errors import InvalidValue, LedgerError
from ledgerguard.ledger.currency import CODES, exponent
from ledgerguard.ledger.engines.engine import Engine, LazyFrame
from ledgerguard.ledger.engines.folders import parquet_files
from ledgerguard.ledger.sources import postgres
from ledgerguard.ledger.sources.locations import Location, location
from ledgerguard.ledger.sources.names import quoted
from ledgerguard.ledger.sources.scratch import scratch

BATCH: Final = 65_536
"""Rows that Python holds at once."""

_DAY_ZERO: Final = "DATE '1899-12-30'"
_DECIMALS: Final = 2  # of a currency that is none of the known


@dataclass(frozen=True)
class ResultTable:
    """A table to be written, and what its whole numbers mean."""

    frame: LazyFrame
    money: Collection[str] = ()  # columns in minor units of the column "currency"
    days: Collection[str] = ()  # columns of serial day numbers


def write_tables(engine: Engine, address: str, tables: Mapping[str, ResultTable]) -> None:
    """Write tables to a database, in one transaction.

    Args:
        engine: The engine of the frames.
        address: ``sqlite:///path`` or ``postgresql://user@host/database``.
        tables: Result by the name of its table, in PostgreSQL also with a schema before a dot.

    Raises:
        LedgerError: when the database cannot be reached or written; never with a password.
        InvalidValue: when money has no currency beside it, or a named column is not there.
    """
    place = location(address)
    if place is None:
        raise LedgerError(
            "results are written to sqlite:///path or postgresql://user@host/database, "
            "got another address"
        )
    for name, table in tables.items():
        _check(name, table)
    hint = "write them as parquet, and let the database read that"
    folder = scratch(engine, "writing results to a database", hint)
    staged = {}
    try:
        for number, (name, table) in enumerate(tables.items()):
            path = folder / f"{number:03}.parquet"
            engine.write_parquet(table.frame, path)
            staged[name] = _Staged(table, path)
        write = _to_sqlite if place.scheme == "sqlite" else _to_postgresql
        write(place, staged)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def write_table(
    frame: LazyFrame,
    engine: Engine,
    address: str,
    table: str,
    *,
    money: Collection[str] = (),
    days: Collection[str] = (),
) -> None:
    """Write one table; see :func:`write_tables`."""
    write_tables(engine, address, {table: ResultTable(frame, money, days)})


@dataclass(frozen=True)
class _Staged:
    table: ResultTable
    path: Path

    @property
    def kinds(self) -> Mapping[str, str]:
        """What each column is: money, day, float, whole, text or another."""
        found = {}
        for name, kind in self.table.frame.collect_schema().items():
            if name in self.table.money:
                found[name] = "money"
            elif name in self.table.days:
                found[name] = "day"
            elif kind.is_float():
                found[name] = "float"
            elif kind.is_integer() or kind == nw.Boolean:
                found[name] = "whole"
            else:
                found[name] = "text"
        return found


def _check(name: str, table: ResultTable) -> None:
    columns = table.frame.collect_schema().names()
    for column in (*table.money, *table.days):
        if column not in columns:
            raise InvalidValue(f"the table {name} must have the column {column}, got {columns}")
    if table.money and "currency" not in columns:
        raise InvalidValue(f"money of the table {name} must have a column currency beside it")


def _factors() -> str:
    """SQL for the unit of a currency in major units: 0.01, 1 or 0.001."""
    others = sorted(code for code in CODES if exponent(code) != _DECIMALS)
    cases = " ".join(f"WHEN '{code}' THEN {_unit(exponent(code))}" for code in others)
    return f"CASE currency {cases} ELSE {_unit(_DECIMALS)} END"


def _unit(decimals: int) -> str:
    return f"0.{'0' * (decimals - 1)}1" if decimals else "1"


def _to_postgresql(place: Location, staged: Mapping[str, _Staged]) -> None:
    with postgres.said(place), closing(postgres.connected(place)) as connection:
        postgres.execute(connection, "BEGIN")
        for name, one in staged.items():
            _one_to_postgresql(connection, name, one)
        postgres.execute(connection, "COMMIT")


def _one_to_postgresql(connection: Any, name: str, one: _Staged) -> None:
    import pyarrow.dataset as ds

    new = f"ledgerguard_{secrets.token_hex(8)}"
    rows = ds.dataset(parquet_files([one.path]), format="parquet").scanner(batch_size=BATCH)
    with closing(connection.cursor()) as cursor:
        cursor.adbc_ingest(f"{new}_t", rows.to_reader(), mode="create", temporary=True)
    columns = ", ".join(
        f"{_in_postgresql(c, kind)} AS {quoted(c)}" for c, kind in one.kinds.items()
    )
    schema, table = _schema(connection, name)
    prefix = f"{quoted(schema)}." if schema else ""
    for statement in (
        f"CREATE TABLE {prefix}{new} AS SELECT {columns} FROM pg_temp.{new}_t",  # noqa: S608  # quoted names
        f"DROP TABLE pg_temp.{new}_t",
        f"DROP TABLE IF EXISTS {prefix}{quoted(table)}",
        f"ALTER TABLE {prefix}{new} RENAME TO {quoted(table)}",
    ):
        postgres.execute(connection, statement)


def _schema(connection: Any, name: str) -> tuple[str, str]:
    """The schema before a dot, where there is one of this name."""
    schema, dot, table = name.partition(".")
    if dot and postgres.rows(
        connection,
        f"SELECT 1 FROM pg_namespace WHERE nspname = {postgres.literal(schema)}",  # noqa: S608  # escaped
    ):
        return schema, table
    return "", name


def _in_postgresql(column: str, kind: str) -> str:
    own = quoted(column)
    if kind == "money":
        return f"({own}::numeric * {_factors()})"
    if kind == "day":
        return f"CASE WHEN {own} >= 0 THEN {_DAY_ZERO} + {own}::int END"
    return f"nullif({own}, 'NaN'::float8)" if kind == "float" else own


_SQLITE_TYPES: Final = {
    "money": "DECIMAL(38, 4)",
    "day": "DATE",
    "float": "REAL",
    "whole": "INTEGER",
    "text": "TEXT",
}


def _to_sqlite(place: Location, staged: Mapping[str, _Staged]) -> None:
    with _said(place), closing(sqlite3.connect(place.uri, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        for name, one in staged.items():
            _one_to_sqlite(connection, name, one)
        connection.execute("COMMIT")


@contextmanager
def _said(place: Location) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        hint = "" if Path(place.uri).parent.is_dir() else "there is no such folder"
        raise LedgerError(f"{place.name}: {error}", hint=hint) from error


def _one_to_sqlite(connection: sqlite3.Connection, name: str, one: _Staged) -> None:
    from ledgerguard.ledger.engines.on_duckdb import OnDuckDB

    new = f"ledgerguard_{secrets.token_hex(8)}"
    kinds = dict(one.kinds)
    columns = [(column, _in_sqlite(column, kind), kind) for column, kind in kinds.items()]
    columns += [(f"{column}_minor", quoted(column), "whole") for column in one.table.money]
    typed = ", ".join(f"{quoted(column)} {_SQLITE_TYPES[kind]}" for column, _, kind in columns)
    connection.execute(f"CREATE TABLE {new} ({typed})")
    marks = ", ".join("?" * len(columns))
    with OnDuckDB(in_order=True) as bridge:
        files = ", ".join("'" + file.replace("'", "''") + "'" for file in parquet_files([one.path]))
        cells = ", ".join(sql for _, sql, _ in columns)
        found = bridge.connection.execute(f"SELECT {cells} FROM read_parquet([{files}])")  # noqa: S608  # quoted
        while batch := found.fetchmany(BATCH):
            connection.executemany(f"INSERT INTO {new} VALUES ({marks})", batch)  # noqa: S608  # our own name
    connection.execute(f"DROP TABLE IF EXISTS {quoted(name)}")
    connection.execute(f"ALTER TABLE {new} RENAME TO {quoted(name)}")


def _in_sqlite(column: str, kind: str) -> str:
    own = quoted(column)
    if kind == "money":
        # A whole number divided by a power of ten is the float nearest to the decimal.
        return f"({own}::DOUBLE / round(1 / ({_factors()}))::DOUBLE)"
    if kind == "day":
        return f"CASE WHEN {own} >= 0 THEN strftime({_DAY_ZERO} + {own}::INTEGER, '%Y-%m-%d') END"
    return own if kind in ("float", "whole") else f"CAST({own} AS VARCHAR)"
