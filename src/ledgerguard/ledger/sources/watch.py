"""What a long read tells while it goes on."""

from __future__ import annotations

from collections.abc import Callable

from ledgerguard.errors import LedgerError
from ledgerguard.ledger.engines.engine import Engine

Progress = Callable[[int, float | None], None]
"""Called now and then with the rows read so far, and the share of all, 0 to 1, where it is known.

It is called in the thread that opened the source; an error that it raises cancels the read.
"""


def silent(rows: int, share: float | None) -> None:
    """Nobody watches."""


def stoppable(engine: Engine, what: str, progress: Progress = silent) -> Progress:
    """The same progress, which also ends the read when the engine is told to stop."""
    before = engine.stops

    def watched(rows: int, share: float | None) -> None:
        if engine.stops != before:
            raise LedgerError(f"reading {what} was stopped")
        progress(rows, share)

    return watched
