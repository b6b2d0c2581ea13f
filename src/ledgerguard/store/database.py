"""The file of a log: its tables, the triggers that keep it append-only, and how it is opened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from ledgerguard.errors import LogError
from ledgerguard.store.sqlite import sqlite3

APPLICATION_ID: Final = 0x4C474C47
"""Stands in the header of the file ("LGLG"), so that `file` and we know a log when we see one."""

VERSION: Final = 1
"""The layout of the tables; it grows when they change."""

BUSY_SECONDS: Final = 30.0
"""How long a writer waits for another one."""

DAMAGE: Final = (sqlite3.Error, UnicodeDecodeError)
"""What Python raises over a damaged file: its messages may quote bytes that are no UTF-8."""

_TEXTS = ("recorded_at", "kind", "run", "actor", "policy_version", "ledger_fingerprint",
          "body", "previous", "hash")  # fmt: skip
_TEXT_COLUMNS = ",\n  ".join(
    f"{name} TEXT NOT NULL CHECK (typeof({name}) = 'text')" for name in _TEXTS
)
_REFUSED = "BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END"

_NOT_AT_THE_END = (
    "WHEN NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM entries)"
    " OR EXISTS (SELECT 1 FROM entries WHERE hash = NEW.hash)"
)
_THERE_ALREADY = "WHEN EXISTS (SELECT 1 FROM contents WHERE sha256 = NEW.sha256)"

SCHEMA: Final = (
    "CREATE TABLE entries (\n"
    f"  number INTEGER PRIMARY KEY CHECK (number > 0),\n  {_TEXT_COLUMNS}\n)",
    "CREATE UNIQUE INDEX entries_hash ON entries (hash)",
    "CREATE INDEX entries_run ON entries (run)",
    "CREATE INDEX entries_kind ON entries (kind)",
    "CREATE TABLE contents (\n"
    "  sha256 TEXT PRIMARY KEY NOT NULL CHECK (typeof(sha256) = 'text'),\n"
    "  packed BLOB NOT NULL CHECK (typeof(packed) = 'blob')\n)",
    f"CREATE TRIGGER entries_update BEFORE UPDATE ON entries {_REFUSED}",
    f"CREATE TRIGGER entries_delete BEFORE DELETE ON entries {_REFUSED}",
    f"CREATE TRIGGER contents_update BEFORE UPDATE ON contents {_REFUSED}",
    f"CREATE TRIGGER contents_delete BEFORE DELETE ON contents {_REFUSED}",
    # INSERT OR REPLACE deletes without asking the triggers above.
    f"CREATE TRIGGER entries_insert BEFORE INSERT ON entries {_NOT_AT_THE_END} {_REFUSED}",
    f"CREATE TRIGGER contents_insert BEFORE INSERT ON contents {_THERE_ALREADY} {_REFUSED}",
)

_HINTS = {
    "SQLITE_BUSY": "another program holds the log; try again when it is done",
    "SQLITE_LOCKED": "another program holds the log; try again when it is done",
    "SQLITE_READONLY": "the file or its folder may only be read; check the permissions",
    "SQLITE_CANTOPEN": "does the folder exist, and may it be written to?",
    "SQLITE_PERM": "check the permissions of the file and its folder",
    "SQLITE_FULL": "the disk is full; nothing was recorded",
    "SQLITE_NOTADB": "the file is not a log, or its first bytes are damaged",
    "SQLITE_TOOBIG": "a content may have at most about 1,000,000,000 bytes",
    "SQLITE_IOERR": "the disk did not answer; check it and the connection to it",
    "SQLITE_CONSTRAINT": "rows are only ever added at the end; record a correction as a new entry",
}
_DAMAGED = "the file is damaged; keep it as it is and go back to a copy"


@contextmanager
def spoken(name: str) -> Iterator[None]:
    """Turns an error of SQLite into a LogError that says what can be done.

    Args:
        name: The log as the user calls it.
    """
    try:
        yield
    except sqlite3.ProgrammingError as error:
        raise LogError(
            f"{name} must be open in the thread that uses it, got: {error}",
            hint="open the log where it is used, and close it last",
        ) from error
    except DAMAGE as error:
        # An extended code names its family first: SQLITE_IOERR_READ, SQLITE_CONSTRAINT_TRIGGER.
        family = "_".join(getattr(error, "sqlite_errorname", "").split("_")[:2])
        raise LogError(
            f"{name} must be a log that can be read and written, got: {error}",
            hint=_HINTS.get(family, _DAMAGED),
        ) from error


def connect(path: Path | None, *, create: bool) -> sqlite3.Connection:
    """A connection to the log in a file, or to a new one in memory.

    Args:
        path: The file; None for a log that lives in memory.
        create: Whether a file that is missing or empty becomes a new log.

    Raises:
        LogError: when the file is missing, is something else, or cannot be opened.
    """
    name = "the log in memory" if path is None else str(path)
    if path is not None and not create and not path.is_file():
        raise LogError(
            f"{name} must be a log, got no such file",
            hint="is the path right? A new one is begun by: ledgerguard worklist LEDGER --log FILE",
        )
    with spoken(name):
        # An absolute path has no second meaning to SQLite, as ":memory:" has.
        connection = sqlite3.connect(
            ":memory:" if path is None else path.absolute(),
            timeout=BUSY_SECONDS,
            isolation_level=None,
        )
        try:
            _prepare(connection, name, create=create)
        except BaseException:
            connection.close()
            raise
        return connection


@contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[None]:
    """One transaction that no other writer can come between; all of it or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def is_held(error: Exception) -> bool:
    """Whether an error means that another program holds the file, and not that it is damaged."""
    return getattr(error, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def objects(connection: sqlite3.Connection) -> set[tuple[str, str, str, str | None]]:
    """Every table, index and trigger of a database: type, name, table and the text that made it."""
    return set(connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master"))


def _prepare(connection: sqlite3.Connection, name: str, *, create: bool) -> None:
    connection.text_factory = _text
    connection.execute("PRAGMA trusted_schema = OFF")  # the file may come from elsewhere
    connection.execute("PRAGMA cell_size_check = ON")
    # FULL, and the folder synced as well: without it the end of a commit can be lost with power.
    connection.execute("PRAGMA synchronous = EXTRA")
    if _is_blank(connection) and create:
        with writing(connection):
            if _is_blank(connection):  # nobody else was quicker
                for statement in SCHEMA:
                    connection.execute(statement)
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                connection.execute(f"PRAGMA user_version = {VERSION}")
    if _number(connection, "application_id") != APPLICATION_ID:
        raise LogError(
            f"{name} must be a log of ledgerguard, got another or an empty file",
            hint="name another file; an existing one is never overwritten",
        )
    if (version := _number(connection, "user_version")) != VERSION:
        raise LogError(
            f"{name} must be a log of version {VERSION}, got {version}",
            hint="open it with the ledgerguard that wrote it, or a newer one",
        )


def _is_blank(connection: sqlite3.Connection) -> bool:
    return not objects(connection) and _number(connection, "application_id") == 0


def _number(connection: sqlite3.Connection, pragma: str) -> int:
    return int(connection.execute(f"PRAGMA {pragma}").fetchone()[0])


def _text(raw: bytes) -> str:
    """Text of a damaged file must not stop `verify`: bytes that are no UTF-8 become surrogates."""
    return raw.decode(errors="surrogateescape")
