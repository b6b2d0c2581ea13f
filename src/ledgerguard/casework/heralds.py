"""Lets the plugins know of the rows that were written into a log."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable, Iterable, Sequence

from ledgerguard.plugin.actions import LoggedEvent
from ledgerguard.plugin.asking import answers_to, tell
from ledgerguard.plugin.records import Fault, Plugins
from ledgerguard.store.entries import Row
from ledgerguard.store.log import Written


def herald(plugins: Plugins, failed: Callable[[Iterable[Fault]], None]) -> Written | None:
    """Who tells the plugins of rows, one by one and in order; None where none of them listens.

    Args:
        plugins: The installed plugins.
        failed: Told which of them failed, each fault once for all rows written together.
    """
    listening = answers_to(plugins, "ledgerguard_on_event")
    if not listening.all:
        return None

    def written(rows: Sequence[Row]) -> None:
        faults: dict[Fault, None] = {}
        for row in rows:
            faults |= dict.fromkeys(tell(listening, event_of(row)))
        failed(faults)

    return written


def event_of(row: Row) -> LoggedEvent:
    """A row as a plugin sees it: the body is a copy, so that nobody changes ours."""
    at = dt.datetime.fromisoformat(row.recorded_at)
    return LoggedEvent(row.number, at, row.kind, row.actor, row.run, copy.deepcopy(row.body))
