"""What the log holds of earlier decisions about a customer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from ledgerguard.store.entries import Row
from ledgerguard.store.log import Log

DECISION: Final = "credit-decision"
"""Kind of the row that holds a decision."""


def decisions_of(log: Log, customer_id: str, currency: str = "", entity: str = "") -> list[Row]:
    """The rows of a customer's decisions, oldest first; those of one currency where it is named."""
    return [
        row
        for row in log.rows(kind=DECISION)
        if row.body["customer_id"] == customer_id
        and row.body["entity"] == entity
        and currency in ("", row.body["currency"])
    ]


def last_decided(log: Log, customer_id: str, currency: str = "", entity: str = "") -> Row | None:
    """The newest decision of a customer that was not withheld."""
    known = made(decisions_of(log, customer_id, currency, entity))
    return max(known, key=lambda row: (int(str(row.body["as_of"])), row.number), default=None)


def made(rows: Iterable[Row]) -> Iterator[Row]:
    """Those that were not withheld."""
    return (row for row in rows if row.body["outcome"] != "withheld")
