"""Ranges that were seen before: equal content is the same object, so that it is read only once.

Two caches work together. A spreadsheet program hands over a new object at every call; here its
content is compared by digest, a few milliseconds for 60,000 cells, and the earlier object is
answered. :func:`ledgerguard.ledger.read.from_cells` keeps the ledgers that it parsed last beside
their rows and looks for rows that are equal: over one and the same object that costs next to
nothing, because equal rows are then identical rows. So each content is parsed once, and several
table formulas over one range share the ledger. One edited cell makes another digest, and so another
ledger; nothing has to be told that it is out of date, and two versions between which a person goes
back and forth are both still known.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import marshal
import threading
from collections import OrderedDict
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from ledgerguard.errors import ErrorValue

MOST_CELLS: Final = 8_000_000
"""Cells that are held at most: 16 ledgers of 40,000 rows of 12 columns.

Measured: a number takes 36 bytes in rows of twelve and 80 in a single column, so that all together
are 0.3 to 0.65 gigabytes.
"""

MOST_RANGES: Final = 16
"""A workbook has one or two ledgers, each seen in a few versions while it is edited."""


LARGE: Final = 256
"""Cells from which on a range is compared; a smaller one is cheaper to read anew."""

_PLAIN: Final = frozenset({float, int, str, bool, type(None)})


class Held:
    """The ranges that were seen last; the one that was not asked for longest goes first."""

    def __init__(self, most_cells: int = MOST_CELLS, most_ranges: int = MOST_RANGES) -> None:
        self._most_cells = most_cells
        self._most_ranges = most_ranges
        self._ranges: OrderedDict[bytes, Any] = OrderedDict()
        self._cells = 0
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._ranges)

    @property
    def cells(self) -> int:
        """How many cells are held."""
        return self._cells

    def same(self, rows: Any, made: Callable[[Any], Any] | None = None) -> Any:
        """The range of equal content that was seen before; this one when it is new.

        Args:
            rows: The rows as the spreadsheet program hands them over.
            made: What makes cells of them, such as error values of a program's own codes. It is
                asked for new content only, and what it makes is held and answered.
        """
        key = digest(rows)
        found = None if key is None else self.get(key)
        if found is not None:
            return found
        if made is not None:
            rows = made(rows)
        if key is not None:
            self.put(key, rows)
        return rows

    def arrived(self, argument: Any, cell: Callable[[Any], Any], made: Callable[[Any], Any]) -> Any:
        """An argument as a formula takes it; an equal large range is always the same object.

        Args:
            argument: What the spreadsheet program hands over: a cell, a row or rows.
            cell: What makes a cell of a single value.
            made: What makes cells of rows.
        """
        if not isinstance(argument, (tuple, list)):
            return cell(argument)
        rows = argument if argument and isinstance(argument[0], (tuple, list)) else [argument]
        # compared before it is looked into: a range that was seen before need not be
        return self.same(rows, made) if size(rows) >= LARGE else made(rows)

    def get(self, key: bytes) -> Any:
        """The range of a digest, which is now the newest; None when it is not held."""
        with self._lock:
            if key not in self._ranges:
                return None
            self._ranges.move_to_end(key)
            return self._ranges[key]

    def put(self, key: bytes, rows: Any) -> None:
        """Hold a range. One too large to be held beside others is held alone."""
        with self._lock:
            if key not in self._ranges:
                self._cells += size(rows)
            self._ranges[key] = rows
            self._ranges.move_to_end(key)
            while len(self._ranges) > 1 and (
                len(self._ranges) > self._most_ranges or self._cells > self._most_cells
            ):
                _, oldest = self._ranges.popitem(last=False)
                self._cells -= size(oldest)

    def __contains__(self, key: bytes) -> bool:
        return key in self._ranges


def size(rows: Any) -> int:
    """How many cells a range has."""
    return len(rows) * (len(rows[0]) if rows and isinstance(rows[0], (list, tuple)) else 1)


def digest(rows: Any) -> bytes | None:
    """The digest of a range's content; None for content that no cell can have."""
    try:
        content = marshal.dumps(rows, 2)  # format 2: equal content, whatever objects repeat in it
    except ValueError:  # a date or an error cell, which marshal does not know
        try:
            content = marshal.dumps([_plain_row(row) for row in rows], 2)
        except TypeError:
            return None
    return hashlib.blake2b(content, digest_size=16).digest()


def _plain_row(row: Any) -> Any:
    if isinstance(row, (list, tuple)):
        return [cell if type(cell) in _PLAIN else _plain(cell) for cell in row]
    return row if type(row) in _PLAIN else _plain(row)


def _plain(cell: Any) -> tuple[str, ...]:
    """What stands for a cell; no cell is a tuple itself, so it cannot be taken for another."""
    if isinstance(cell, ErrorValue):
        return ("error", cell.code, cell.message)
    if isinstance(cell, dt.date):
        return (type(cell).__name__, cell.isoformat())
    if isinstance(cell, Decimal):  # Currency, in a range that somebody's VBA has made
        return ("decimal", str(cell))
    raise TypeError(type(cell).__name__)
