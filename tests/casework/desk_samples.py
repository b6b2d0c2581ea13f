"""Writes, and a clock that a test sets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

from ledgerguard.casework.insurers.outbox import confirm, items_of, prepare
from ledgerguard.casework.insurers.steps import Item
from ledgerguard.plugin.insurer import (
    ClaimFiling,
    LimitRequest,
    OverdueDeclaration,
    OverdueItem,
    Write,
)
from ledgerguard.store.log import Log

NOON = dt.datetime(2026, 6, 30, 12, 0, tzinfo=dt.UTC)
DUE = dt.date(2026, 4, 30)


def at(minutes: int) -> Callable[[], dt.datetime]:
    """A clock that stands so many minutes after noon."""
    return lambda: NOON + dt.timedelta(minutes=minutes)


def limit(amount: str = "250000", currency: str = "EUR", note: str = "") -> LimitRequest:
    return LimitRequest("", "P-1", "B-1", Decimal(amount), currency, note=note)


def invoice(number: str = "A-1", amount: str = "1200.50", currency: str = "EUR") -> OverdueItem:
    return OverdueItem(number, dt.date(2026, 3, 31), DUE, Decimal(amount), currency)


def report(*items: OverdueItem) -> OverdueDeclaration:
    return OverdueDeclaration("", "P-1", "B-1", items)


def filing(*items: OverdueItem, amount: str = "1200.50", currency: str = "EUR") -> ClaimFiling:
    return ClaimFiling(
        "", "P-1", "B-1", items, "insolvency", Decimal(amount), currency, ("contract.pdf",)
    )


def ready(log: Log, write: Write | None = None) -> str:
    """The key of a write that a person has confirmed at noon."""
    key = prepare(log, "mutual", write or limit(), "Li", customer_id="2001", clock=at(0))
    confirm(log, key, "Wang", clock=at(0))
    return key


def item(log: Log, key: str) -> Item:
    return items_of(log)[1][key]
