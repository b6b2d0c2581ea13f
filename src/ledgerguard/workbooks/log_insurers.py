"""Rows about writes to insurers, in the shape of the other rows of the log.

Such a row holds decimal text and ISO dates, as the write goes out, and all but the first name the
write by its key alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from ledgerguard.casework.insurers.steps import KINDS, PREFIX
from ledgerguard.ledger.currency import exponent
from ledgerguard.store.entries import Row
from ledgerguard.units import serial

PREPARED: Final = PREFIX + "prepared"
"""The row that holds the write."""

_SETTLED: Final = PREFIX + "settled"

Body = Mapping[str, Any]


def shaped(row: Row, prepared: Mapping[str, Body]) -> Body:
    """The body of a row as the others have it: money in minor units, days as serial numbers.

    Args:
        row: Any row; one that is not about a write keeps its body.
        prepared: The bodies of the rows that hold the writes, by key.
    """
    if row.kind not in KINDS:
        return row.body
    body = row.body
    first = prepared.get(str(body.get("key")), {})
    write = _part(first.get("body"))
    items = [_part(one) for one in write.get("items") or []]
    # What was granted where that is told, else what was asked; two currencies are never added.
    money = [body] if row.kind == _SETTLED else [write] if "amount" in write else items
    currencies = {str(one.get("currency", "")) for one in money}
    currency = currencies.pop() if len(currencies) == 1 else ""
    amounts = [_minor(one.get("amount"), currency) for one in money]
    return {
        "id": body.get("key"),
        "on": _day(row.recorded_at[:10]),
        "customer_id": first.get("customer_id"),
        "currency": currency,
        "amount": None if None in amounts or not currency else sum(filter(None, amounts)),
        "items": [[one.get("invoice"), 1] for one in items],
        "until": _day(write.get("until")),
        "note": body.get("reason") or body.get("note") or write.get("note"),
        "write": first.get("write"),
        "insurer": first.get("insurer"),
        "ticket": body.get("ticket"),
        "decision": body.get("decision") or body.get("outcome"),
    }


def _part(value: Any) -> Body:
    return value if isinstance(value, Mapping) else {}


def _minor(text: Any, currency: str) -> int | None:
    try:
        return int(Decimal(str(text)).scaleb(exponent(currency)))
    except (InvalidOperation, ValueError, OverflowError):
        return None


def _day(text: Any) -> int | None:
    try:
        return serial(dt.date.fromisoformat(str(text)))
    except ValueError:
        return None
