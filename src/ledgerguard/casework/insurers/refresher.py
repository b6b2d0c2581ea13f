"""Fulfils the wishes of cells off the calculation thread, where a host has allowed it.

One thread of the whole program, which never keeps it from ending. A connector that hangs costs this
thread its patience and nothing else; an insurer that could not be asked is left in peace for a
while, and one that has refused the access until the program is started anew.
"""

from __future__ import annotations

import contextlib
import math
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from ledgerguard.casework.insurers import background, wishes
from ledgerguard.casework.insurers.patience import READ_SECONDS
from ledgerguard.casework.insurers.refreshing import refresh
from ledgerguard.plugin.insurer import BuyerQuery, Insurer
from ledgerguard.store.covers import CoverBook
from ledgerguard.store.covers_file import WRITER_SECONDS, usual_path

EVERY_SECONDS: Final = 60.0
"""How often it looks for wishes that another program has noted."""

PAUSE_SECONDS: Final = 300.0
"""How long an insurer that could not be asked is left in peace."""

AT_A_TIME: Final = 25
"""Customers that an insurer is asked about before the book is looked at again."""


class Refresher:
    """The thread, and what it needs."""

    def __init__(
        self, path: Path, insurers: Mapping[str, Insurer], seconds: float = READ_SECONDS
    ) -> None:
        self._path = path
        self._insurers = dict(insurers)
        self._seconds = seconds
        self._wished = threading.Event()
        self._ended = False
        self._rests: dict[str, float] = {}
        self._thread = threading.Thread(
            target=self._work, name="ledgerguard asks insurers", daemon=True
        )

    def start(self) -> None:
        """Begin; nothing here waits, because a cell may do it."""
        wishes.listen(self._wished.set)
        self._thread.start()

    def stop(self, seconds: float = 5.0) -> None:
        """End after the question that is being asked; waits for that so long."""
        wishes.unlisten(self._wished.set)
        self._ended = True
        self._wished.set()
        self._thread.join(seconds)

    def once(self) -> int:
        """Ask what cells want to know; answers how often something was told.

        Raises:
            NotAvailable: when the book cannot be read or written.
        """
        told = 0
        wishes.write(WRITER_SECONDS)
        with CoverBook.open(self._path) as book:
            wished = book.wishes()
            for name, insurer in self._insurers.items():
                if self._rests.get(name, 0.0) > time.monotonic():
                    continue
                ours = {one.customer_id for one in book.buyers(name) if one.accepted}
                batch = [one for one in wished if one in ours][:AT_A_TIME]
                queries = [BuyerQuery(one, "", "") for one in batch]
                found = refresh(book, insurer, queries, seconds=self._seconds)
                told += sum(not one.error for one in found)
                if not all(one.answered for one in found):
                    locked = any(one.locked_out for one in found)
                    pause = math.inf if locked else PAUSE_SECONDS
                    self._rests[name] = time.monotonic() + pause
        return told

    def _work(self) -> None:
        while not self._ended:
            told = 0
            # The book may be held, or deleted; a connector may break its word. There will be
            # another time, and a thread that dies would never ask again.
            with contextlib.suppress(Exception):
                told = self.once()
            if not told:
                self._wished.wait(EVERY_SECONDS)
                self._wished.clear()


_running: list[Refresher] = []
_lock = threading.Lock()


def enable() -> bool:
    """Switch it on for this program, once; answers whether it runs.

    Not where there is no insurer to ask, or no place for the book.
    """
    from ledgerguard.plugin.manager import installed

    with _lock:
        path = usual_path()
        asked = {k: one for k, one in installed().insurers.items() if "covers" in one.capabilities}
        if _running or path is None or not asked:
            return bool(_running)
        refresher = Refresher(path, asked)
        refresher.start()
        _running.append(refresher)
        return True


def disable() -> None:
    """Switch it off again, after the question that is being asked."""
    background.forbid()
    with _lock:
        while _running:
            _running.pop().stop()
