"""What a log holds of calls, promises and disputes, as the rows of the sheets that are typed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from ledgerguard.casework.channels import channel_words
from ledgerguard.casework.events import (
    KINDS,
    OPENING,
    Dispute,
    DisputeClosed,
    Done,
    Event,
    Promise,
    Reply,
    Scope,
    from_body,
)
from ledgerguard.casework.feedback_columns import OWNED
from ledgerguard.ledger.currency import to_major
from ledgerguard.store.entries import Row
from ledgerguard.units import Cell, Language, serial
from ledgerguard.workbooks.table import stored
from ledgerguard.workbooks.template import Data

Line = list[Cell]


def from_log(data: Data, rows: Iterable[Row], language: Language) -> Data:
    """The data with what the log knows until the as-of date, before what they bring themselves.

    A row says what its event says, so that reading the workbook back records nothing twice; one
    that the data bring as well stands there once.
    """
    day = None if data.as_of is None else serial(data.as_of)
    events = [from_body(row.kind, row.body) for row in rows if row.kind in KINDS]
    told = [event for event in events if day is None or getattr(event, "on", 0) <= day]
    tables = {
        "calls": _calls(told, language),
        "promises": _promises(told, data),
        "disputes": _disputes(told, day),
    }
    more = {
        name: [*lines, *(row for row in data.tables.get(name, ()) if _stored(row) not in lines)]
        for name, lines in tables.items()
    }
    return replace(data, tables={**data.tables, **more})


def _stored(row: Iterable[Cell | dt.date]) -> Line:
    return [stored(cell) for cell in row]


def _calls(events: Iterable[Event], language: Language) -> list[Line]:
    """Steps that were done toward customers, and what these answered on the same day."""
    lines: list[Line] = []
    done: dict[tuple[str, int], list[Line]] = {}
    for event in events:
        if isinstance(event, Done) and event.track == "customer" and event.task != OPENING:
            line: Line = [
                event.customer_id, event.on, event.currency or None,
                _channel(event.channel, language), None,
            ]  # fmt: skip
            lines.append(line)
            done.setdefault((event.customer_id, event.on), []).append(line)
        elif isinstance(event, Reply) and event.scope.item is None:
            channel = _channel(event.channel, language)
            free = [
                one
                for one in done.get((event.scope.customer_id, event.on), ())
                if one[4] is None and one[3] in (None, channel)
            ]
            if free:
                free[0][3:] = [channel, event.words]
            else:
                lines.append([event.scope.customer_id, event.on, None, channel, event.words])
    return sorted(lines, key=lambda line: int(str(line[1])))


def _channel(key: str, language: Language) -> str | None:
    return channel_words(key, language) if key else None


def _promises(events: Iterable[Event], data: Data) -> list[Line]:
    return [
        [
            event.scope.customer_id, _invoice(event.scope), event.on, event.by,
            to_major(event.amount, _currency(event.scope, data)) if event.amount else None,
            event.note or None,
        ]
        for event in events
        if isinstance(event, Promise)
    ]  # fmt: skip


def _currency(scope: Scope, data: Data) -> str:
    """The currency of an amount: that of the invoice, else the only one of the customer."""
    if scope.item is not None:
        return scope.item.currency
    if data.ledger is None:
        return ""
    pairs = data.ledger.frame.select("customer_id", "currency").iter_rows()
    return max((unit for customer, unit in pairs if customer == scope.customer_id), default="")


def _disputes(events: Iterable[Event], day: int | None) -> list[Line]:
    """Disputes; the newest of an invoice or customer stands for those that it renews."""
    lines: list[Line] = []
    running: dict[Scope, Line] = {}
    for event in events:
        if isinstance(event, Dispute):
            if event.scope in running:
                lines.remove(running.pop(event.scope))
            reason, _, owner = event.reason.partition(OWNED)
            over = day is not None and 0 < event.until < day
            line: Line = [
                event.scope.customer_id, _invoice(event.scope), event.on, reason, owner or None,
                event.until if over else None,
            ]  # fmt: skip
            lines.append(line)
            running[event.scope] = line
        elif isinstance(event, DisputeClosed) and event.scope in running:
            running.pop(event.scope)[5] = event.on
    return lines


def _invoice(scope: Scope) -> str | None:
    return None if scope.item is None else str(scope.item)
