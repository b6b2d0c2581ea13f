"""Cells that find nothing, or something old, note a wish; nobody waits for its fulfilment.

Wishes are collected in memory and written together: ten thousand cells of a new workbook must not
write ten thousand times. Where a refresher listens it writes them, off the calculation thread.
"""

from __future__ import annotations

import atexit
import datetime as dt
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from ledgerguard.casework.insurers import background
from ledgerguard.errors import NotAvailable
from ledgerguard.store.covers import CoverBook

OLD: Final = dt.timedelta(days=1)
"""From this age on what is known is asked for anew."""

_AGAIN: Final = dt.timedelta(minutes=10)
_EVERY_SECONDS: Final = 0.5
_lock = threading.Lock()
_noted: dict[tuple[Path, str], dt.datetime] = {}
_pending: dict[Path, dict[str, str]] = {}
_listeners: list[Callable[[], None]] = []
_written = [-_EVERY_SECONDS]


def note(path: Path, customer_id: str, moment: dt.datetime) -> None:
    """Note that a cell asked for a customer: once in ten minutes, however often it is calculated.

    Args:
        path: The book; one that is missing is not made by a cell.
        customer_id: Our id.
        moment: Now, in UTC.
    """
    with _lock:
        last = _noted.get((path, customer_id))
        if last is not None and abs(moment - last) < _AGAIN:
            return
        _noted[path, customer_id] = moment
        text = moment.isoformat(timespec="microseconds")
        _pending.setdefault(path, {})[customer_id] = text
    background.begin()
    with _lock:
        listeners = list(_listeners)
        lately = time.monotonic() - _written[0] < _EVERY_SECONDS
    for heard in listeners:
        heard()
    if not listeners and not lately:
        write()


def write(seconds: float = 0.0) -> None:
    """Write what was noted into the books; what cannot be written now is kept for the next time.

    Args:
        seconds: How long to wait for another program that writes.
    """
    with _lock:
        taken = dict(_pending)
        _pending.clear()
        _written[0] = time.monotonic()
    for path, wishes in taken.items():
        try:
            with CoverBook.open(path, create=False, seconds=seconds) as book:
                book.put_wishes(wishes)
        except NotAvailable:
            if path.is_file():
                with _lock:
                    _pending[path] = {**wishes, **_pending.get(path, {})}


def listen(heard: Callable[[], None]) -> None:
    """Have a function called whenever a wish is noted, which sees to writing; it must not wait."""
    with _lock:
        _listeners.append(heard)


def unlisten(heard: Callable[[], None]) -> None:
    """Have it called no more."""
    with _lock:
        _listeners.remove(heard)


def forget() -> None:
    """Take every wish as new again, and drop those not written yet."""
    with _lock:
        _noted.clear()
        _pending.clear()
        _written[0] = -_EVERY_SECONDS


atexit.register(write)
