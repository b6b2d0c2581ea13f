"""The file of the book of covers: where it is, its tables, and what is said when it fails."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from ledgerguard.errors import NotAvailable
from ledgerguard.store.database import DAMAGE
from ledgerguard.store.sqlite import sqlite3

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
    "CREATE TABLE answers (insurer TEXT NOT NULL, what TEXT NOT NULL, reference TEXT NOT NULL,"
    " payload TEXT NOT NULL, told_at TEXT NOT NULL, PRIMARY KEY (insurer, what, reference))",
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

_ACCESS: Final = "check the path, and the permissions of the file and its folder"
_HINTS: Final[Mapping[str, str]] = {
    "SQLITE_BUSY": "another program is writing it; try again",
    "SQLITE_LOCKED": "another program is writing it; try again",
    "SQLITE_NOTADB": "name another file: this one is no book of covers",
    "SQLITE_CANTOPEN": _ACCESS,
    "SQLITE_READONLY": _ACCESS,
    "SQLITE_PERM": _ACCESS,
    "SQLITE_FULL": "the disk is full",
    "SQLITE_MISUSE": "open the book in the thread that uses it, and close it last",
    "ProgrammingError": "open the book in the thread that uses it, and close it last",
    **dict.fromkeys(
        ("OSError", "PermissionError", "NotADirectoryError", "FileExistsError"), _ACCESS
    ),
}
_HELD: Final = ("SQLITE_BUSY", "SQLITE_LOCKED")


class BookHeld(NotAvailable):
    """Another program is writing the book at this moment."""


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


def own_path() -> Path:
    """The user's own book, which need not exist.

    Raises:
        NotAvailable: where there is no home.
    """
    path = usual_path()
    if path is None:
        raise NotAvailable(
            "the book of covers must be in the folder of a user, got a machine without one",
            hint=f"name its path in {FILE_VARIABLE}",
        )
    return path


@contextmanager
def spoken(name: str) -> Iterator[None]:
    """Turns what SQLite and the file system say into an error that tells what can be done."""
    try:
        yield
    except (*DAMAGE, OSError) as error:
        # An extended code names its family first: SQLITE_IOERR_READ, SQLITE_READONLY_DBMOVED.
        family = "_".join(getattr(error, "sqlite_errorname", type(error).__name__).split("_")[:2])
        kind = BookHeld if family in _HELD else NotAvailable
        raise kind(
            f"the book of covers {name} must be one that can be read and written, got {error}",
            hint=_HINTS.get(family, "delete the book: the insurers are asked again then"),
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
