"""Reads a table or a query of SQLite into parquet files, a part at a time.

One statement reads everything, so that what others write meanwhile is not seen. SQLite has types
for cells and not for columns: every column comes as text, numbers with all their digits.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from ledgerguard.errors import LedgerError
from ledgerguard.ledger.sources.locations import Location
from ledgerguard.ledger.sources.names import distinct_names, quoted
from ledgerguard.ledger.sources.texts import write_texts
from ledgerguard.ledger.sources.watch import Progress, silent

PART: Final = 200_000
"""Rows that Python holds at once."""

_SHOWN: Final = 20


def read(place: Location, folder: Path, *, progress: Progress = silent) -> list[Path]:
    """Copy a table or the answer of a query into parquet files.

    Args:
        place: The file, with a table or a query; a file of one table needs neither.
        folder: Where the files go; their names are in the order of the rows.
        progress: Told of the rows read; an error that it raises cancels the read.

    Raises:
        LedgerError: when it is no SQLite file, or there is no such table.
    """
    with _said(place), closing(_opened(place)) as connection:
        cursor = connection.execute(place.query or f"SELECT * FROM {_table(connection, place)}")  # noqa: S608  # a quoted name, or the user's own query, read only
        if cursor.description is None:
            raise LedgerError(f"the query of {place.name} must answer rows, got none")
        names = distinct_names([column[0] for column in cursor.description])
        files: list[Path] = []
        done = 0
        while (rows := cursor.fetchmany(PART)) or not files:
            files.append(folder / f"part-{len(files):06}.parquet")
            write_texts(names, rows, files[-1])
            done += len(rows)
            progress(done, None)
        return files


def _opened(place: Location) -> sqlite3.Connection:
    path = Path(place.uri)
    if not path.is_file():
        raise LedgerError(f"there is no file {place.name}")
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)


@contextmanager
def _said(place: Location) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise LedgerError(f"{place.name}: {error}") from error


def _table(connection: sqlite3.Connection, place: Location) -> str:
    tables = [
        row[0]
        for row in connection.execute(
            "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') "
            "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
        )
    ]
    listed = ", ".join(tables[:_SHOWN]) or "(none)"
    if place.table is None:
        if len(tables) == 1:
            return quoted(tables[0])
        raise LedgerError(
            f"a table or a query must be named for {place.name}", hint=f"tables are {listed}"
        )
    if place.table.casefold() not in {table.casefold() for table in tables}:
        raise LedgerError(
            f"there is no table {place.table} in {place.name}", hint=f"tables are {listed}"
        )
    return quoted(place.table)
