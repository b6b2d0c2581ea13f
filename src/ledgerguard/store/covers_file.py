"""The file of the book of covers: where it is, its tables, and what is said when it fails."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from ledgerguard.errors import NotAvailable
from ledgerguard.store.database import DAMAGE, is_held

FILE_VARIABLE: Final = "LEDGERGUARD_COVERS"
"""Environment variable: another file than the usual one."""

APPLICATION_ID: Final = 0x4C474356
"""Stands in the header of the file ("LGCV")."""

VERSION: Final = 1
CELL_SECONDS: Final = 0.05
WRITER_SECONDS: Final = 10.0

SCHEMA: Final = (
    "CREATE TABLE covers (insurer TEXT NOT NULL, reference TEXT NOT NULL, payload TEXT NOT NULL,"
    " told_at TEXT NOT NULL, PRIMARY KEY (insurer, reference))",
    "CREATE TABLE buyers (insurer TEXT NOT NULL, customer_id TEXT NOT NULL,"
    " reference TEXT NOT NULL, name TEXT NOT NULL, confidence REAL NOT NULL,"
    " accepted INTEGER NOT NULL, confirmed_by TEXT NOT NULL, PRIMARY KEY (insurer, customer_id))",
    "CREATE INDEX buyers_customer ON buyers (customer_id)",
    "CREATE TABLE failures (insurer TEXT NOT NULL, customer_id TEXT NOT NULL,"
    " error TEXT NOT NULL, failed_at TEXT NOT NULL, PRIMARY KEY (insurer, customer_id))",
    "CREATE INDEX failures_customer ON failures (customer_id)",
    "CREATE TABLE cursors (insurer TEXT PRIMARY KEY NOT NULL, cursor TEXT NOT NULL)",
    "CREATE TABLE wishes (customer_id TEXT PRIMARY KEY NOT NULL, asked_at TEXT NOT NULL)",
)


def usual_path() -> Path | None:
    """The user's own book, which need not exist; None where there is no home."""
    chosen = os.environ.get(FILE_VARIABLE)
    if chosen:
        return Path(chosen)
    try:
        home = Path.home()
    except RuntimeError:  # a sandbox without users
        return None
    data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    if sys.platform == "win32":
        data = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif sys.platform == "darwin":
        data = home / "Library" / "Application Support"
    return data / "ledgerguard" / "covers.db"


@contextmanager
def spoken(name: str) -> Iterator[None]:
    """Turns what SQLite and the file system say into an error that tells what can be done."""
    try:
        yield
    except (*DAMAGE, OSError) as error:
        held = is_held(error)
        raise NotAvailable(
            f"the book of covers {name} must be one that can be read and written, got: {error}",
            hint="another program is writing it; try again"
            if held
            else "delete the file: the insurers are asked again then",
        ) from error


def prepare(connection: sqlite3.Connection, name: str, *, create: bool) -> None:
    """Makes a connection fit for use; a blank file becomes a book where it may.

    Raises:
        NotAvailable: when the file is something else.
    """
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA synchronous = NORMAL")
    if create and _is_blank(connection):
        connection.execute("BEGIN IMMEDIATE")
        if _is_blank(connection):  # nobody else was quicker
            for statement in SCHEMA:
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    if (_number(connection, "application_id"), _number(connection, "user_version")) != (
        APPLICATION_ID,
        VERSION,
    ):
        raise NotAvailable(
            f"{name} must be a book of covers of version {VERSION}, got another or an empty file",
            hint="name another file; an existing one is never overwritten",
        )


def _is_blank(connection: sqlite3.Connection) -> bool:
    (count,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    return not count and _number(connection, "application_id") == 0


def _number(connection: sqlite3.Connection, pragma: str) -> int:
    return int(connection.execute(f"PRAGMA {pragma}").fetchone()[0])
