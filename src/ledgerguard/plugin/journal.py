"""What went wrong in plugins while people worked: kept for ``ledgerguard plugins doctor``.

One small SQLite file beside the user's ``plugins.toml``, written by every process in which a
plugin fails. There is one row for a package, formula and kind of fault: how often, the last time,
what it said. The first time is written at once, since the process may not live long; further ones
are counted in memory and written once a second at most, so that a column of 100,000 failing cells
costs a few writes. Where nothing can be kept (a browser, no home) nothing is.
"""

from __future__ import annotations

import atexit
import contextlib
import datetime as dt
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal

from ledgerguard.plugin.settings import canonical, user_folder

FILE: Final = "plugins-faults.sqlite"

Kind = Literal["raised", "answered", "printed"]

MOST_ROWS: Final = 500
LONGEST: Final = 400  # characters of a text
PAUSE: Final = 1.0  # seconds between two writes for the same row
_WAIT: Final = 0.25  # seconds for another process that writes just now

_TABLE: Final = """CREATE TABLE IF NOT EXISTS faults (
    package TEXT, formula TEXT, kind TEXT, count INTEGER, last TEXT, text TEXT,
    PRIMARY KEY (package, formula, kind))"""
_ADD: Final = """INSERT INTO faults VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
    count = count + excluded.count, last = excluded.last, text = excluded.text"""
_BOUND: Final = """DELETE FROM faults WHERE rowid NOT IN
    (SELECT rowid FROM faults ORDER BY last DESC, rowid DESC LIMIT ?)"""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What one formula of a package did: raised an error, answered no cell, or printed."""

    package: str
    formula: str
    kind: Kind
    count: int
    last: str  # moment, ISO, UTC
    text: str


@dataclass(slots=True)
class _Pending:
    """What is not written yet."""

    count: int = 0
    text: str = ""
    moment: str = ""
    written: float = -PAUSE


_pending: dict[tuple[str, str, Kind], _Pending] = {}
_lock = threading.Lock()


def remember(package: str, formula: str, kind: Kind, text: str, count: int = 1) -> None:
    """Count a fault; never raises."""
    key = (package, formula, kind)
    with _lock:
        if not _pending:
            atexit.register(flush)
        row = _pending.setdefault(key, _Pending())
        row.count += count
        row.text = shortened(text)
        row.moment = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        is_due = time.monotonic() - row.written >= PAUSE
    if is_due:
        flush()


def flush() -> None:
    """Write what is counted and not written yet."""
    with _lock:
        rows = [
            (canonical(package), formula, kind, row.count, row.moment, row.text)
            for (package, formula, kind), row in _pending.items()
            if row.count
        ]
        for row in _pending.values():
            if row.count:
                row.count, row.written = 0, time.monotonic()
    if rows:
        _worked(lambda file: _write(file, rows), create=True)


def remembered() -> tuple[Remembered, ...]:
    """All that is known, by package and formula; an unreadable file knows nothing."""
    flush()
    order = "SELECT * FROM faults ORDER BY package, formula, kind"
    found: list[Any] = _worked(lambda file: file.execute(order).fetchall()) or []
    return tuple(Remembered(*row) for row in found)


def forget(package: str) -> None:
    """Begin anew for a package."""
    flush()
    order = "DELETE FROM faults WHERE package = ?"
    _worked(lambda file: file.execute(order, (canonical(package),)))


def told(error: BaseException) -> str:
    """An error's class and words; an error whose words cannot be had is known by its class."""
    kind = type(error).__name__
    try:
        words = str(error)
    except BaseException:
        return kind
    return shortened(f"{kind}: {words}" if words else kind)


def shortened(text: str) -> str:
    """A text of bounded length that every file and terminal can take."""
    return printable(text if len(text) <= LONGEST else text[: LONGEST - 1] + "…")


def printable(text: str) -> str:
    """A text without what a terminal would obey, or could not write; lines stay lines."""
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in text)


def _write(file: Any, rows: list[Any]) -> None:
    file.executemany(_ADD, rows)
    file.execute(_BOUND, (MOST_ROWS,))


def _worked(work: Callable[[Any], Any], create: bool = False) -> Any:
    """What comes of work on the file; None where there is none: no cell waits for it or fails."""
    folder = user_folder()
    path = None if folder is None else folder / FILE
    try:
        import sqlite3  # not in every browser
    except ImportError:
        return None
    if path is None or not (create or path.exists()):
        return None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.closing(sqlite3.connect(path, timeout=_WAIT)) as file, file:
            file.execute("PRAGMA synchronous = OFF")  # a lost row is no loss
            file.execute(_TABLE)
            return work(file)
    except (OSError, sqlite3.Error) as error:
        if type(error) is sqlite3.DatabaseError:  # it is no database, and never will be
            with contextlib.suppress(OSError):
                path.unlink()
        return None
