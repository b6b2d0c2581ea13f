"""What cells read: a book of covers as it was last, kept in memory until its file changes.

Ten thousand cells open the file once. While another program holds it they see what they saw before.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from ledgerguard.casework.insurers.covers import Known, known_of
from ledgerguard.store.covers import CoverBook, Told
from ledgerguard.store.covers_file import CELL_SECONDS, BookHeld

Stamp = tuple[int, int, bytes]

_HELD: Final = 4
_SLOW_SECONDS: Final = 0.05
_REST: Final = 10
"""A book that takes long to read is read at most a tenth of the time, however often it changes."""

_CHANGES: Final = slice(24, 28)
"""Where the header of a SQLite file counts its changes."""


@dataclass(frozen=True, slots=True)
class _Snapshot:
    stamp: Stamp
    told: Mapping[str, list[Told]]
    fresh_until: float  # by the monotonic clock: until then it stands, whatever was written
    known: dict[str, list[Known]] = field(default_factory=dict)

    def of(self, customer_id: str) -> list[Known]:
        """What is known of a customer; its text is read when somebody asks."""
        found = self.known.get(customer_id)
        if found is None:
            found = [known_of(told) for told in self.told.get(customer_id, ())]
            self.known[customer_id] = found
        return found


_snapshots: dict[Path, _Snapshot] = {}


def said(path: Path, customer_id: str = "", insurer: str = "") -> list[Known]:
    """What the book of a cell has of a customer, or of all, from an insurer, or from all.

    Args:
        path: The book.
        customer_id: Our id; blank: all of them.
        insurer: Name of the insurer; blank: all of them.

    Raises:
        NotAvailable: when the book is missing or damaged, or held by another program before it
            was ever read.
    """
    snapshot = _snapshot(path)
    found = [
        one
        for whom in ([customer_id] if customer_id else snapshot.told)
        for one in snapshot.of(whom)
    ]
    return [one for one in found if insurer in ("", one.insurer)]


def _snapshot(path: Path) -> _Snapshot:
    before = _snapshots.get(path)
    try:
        stamp = _stamp(path)
    except (OSError, ValueError):  # missing, or no path at all: the book says what is wrong
        _snapshots.pop(path, None)
        stamp = (0, 0, b"")
        before = None
    if before is not None and (before.stamp == stamp or time.monotonic() < before.fresh_until):
        return before
    started = time.monotonic()
    try:
        with CoverBook.open(path, create=False, seconds=CELL_SECONDS) as book:
            rows = book.told()
    except BookHeld:
        if before is not None:
            return before
        raise
    told: dict[str, list[Told]] = {}
    for row in rows:
        told.setdefault(row.customer_id, []).append(row)
    now = time.monotonic()
    rest = (now - started) * _REST if now - started > _SLOW_SECONDS else 0.0
    snapshot = _Snapshot(stamp, told, now + rest)
    while len(_snapshots) >= _HELD:
        del _snapshots[next(iter(_snapshots))]
    _snapshots[path] = snapshot
    return snapshot


def _stamp(path: Path) -> Stamp:
    """What changes whenever something was written."""
    with open(path, "rb") as file:
        header = file.read(_CHANGES.stop)
        state = os.fstat(file.fileno())
    return state.st_ino, state.st_size, header[_CHANGES]
