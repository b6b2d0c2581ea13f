"""Ranges that were seen before: equal content is the same object, so that it is read only once.

A ledger is parsed when a formula first takes it, and found again by the identity of the range
object (:func:`ledgerguard.ledger.read.from_cells`). A spreadsheet program hands over a new object
at every call; here its content is compared by digest and the earlier object is answered. One edited
cell makes another digest, and so another ledger; nothing has to be told that it is out of date.
"""

from __future__ import annotations

import hashlib
import marshal
import threading
from collections import OrderedDict
from typing import Any, Final

MOST_CELLS: Final = 8_000_000
"""Cells that are held at most: 16 ledgers of 40,000 rows, or a little over half a gigabyte."""

MOST_RANGES: Final = 16
"""A workbook has one or two ledgers, each seen in a few versions while it is edited."""


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

    def same(self, rows: Any) -> Any:
        """The range of equal content that was seen before; this one when it is new."""
        key = digest(rows)
        if key is None:
            return rows
        found = self.get(key)
        if found is None:
            self.put(key, rows)
            return rows
        return found

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
    """The digest of a range's content; None for content that has none, such as error cells."""
    try:
        content = marshal.dumps(rows, 2)  # format 2: equal content, whatever objects repeat in it
    except ValueError:
        return None
    return hashlib.blake2b(content, digest_size=16).digest()
