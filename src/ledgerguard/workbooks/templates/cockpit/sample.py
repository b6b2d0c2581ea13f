"""The packaged sample ledger, with limits and promises that are made up for it."""

from __future__ import annotations

from typing import Final

from ledgerguard.ledger.columns import SHEET_FIELDS
from ledgerguard.ledger.read import read
from ledgerguard.ledger.sample import SAMPLE_AS_OF, sample_path
from ledgerguard.ledger.sheet import sheet_rows
from ledgerguard.translation import mark
from ledgerguard.units import Cell, serial
from ledgerguard.workbooks.template import Data

_AT: Final = {field: number for number, field in enumerate(SHEET_FIELDS)}
_SHARES: Final = (1.25, 1.6, 0.93, 1.1, 1.3, 1.5, 0.97, 1.4, 0.85, 1.8, 1.2, None)
"""Limits as parts of what the customers owe, in the order of their numbers."""
_DAYS: Final = (-9, -4, -2, 3, 6, 12, 20)
"""Promised days, counted from the as-of date."""


def sample() -> Data:
    """Sample data, made up for this template."""
    ledger = read(sample_path())
    rows = sheet_rows(ledger)[1:]
    return Data(
        as_of=SAMPLE_AS_OF,
        ledger=ledger,
        values={"currency": "EUR"},
        tables={"limits": _limits(rows), "promises": _promises(rows)},
        invented=True,
        source=mark("the sample ledger"),
    )


def _limits(rows: list[list[Cell]]) -> list[list[Cell]]:
    owed: dict[Cell, float] = {}
    names: dict[Cell, Cell] = {}
    for row in rows:
        key, amount, paid = (row[_AT[field]] for field in ("customer_id", "amount", "paid"))
        if key and isinstance(amount, float | int):
            names[key] = row[_AT["customer"]]
            owed[key] = owed.get(key, 0.0) + amount - (paid if isinstance(paid, float | int) else 0)
    found: list[list[Cell]] = []
    for number, key in enumerate(sorted(owed, key=str)):
        share = _SHARES[number % len(_SHARES)]
        limit = None if share is None else max(round(owed[key] * share, -4), 10_000.0)
        found.append([key, names[key], limit])
    return found


def _promises(rows: list[list[Cell]]) -> list[list[Cell]]:
    """The oldest overdue invoices were promised, and one that has been paid since."""
    day = serial(SAMPLE_AS_OF)
    late: list[tuple[float, Cell]] = []
    settled: list[tuple[float, Cell]] = []
    for row in rows:
        due, amount, paid, when = (row[_AT[key]] for key in ("due", "amount", "paid", "paid_on"))
        number = row[_AT["invoice"]]
        if not isinstance(due, int) or not isinstance(amount, float | int) or not number:
            continue
        if row[_AT["currency"]] != "EUR" or row[_AT["disputed"]]:
            continue
        if paid in (None, 0) and due < day - 10 and amount > 2000:
            late.append((due, number))
        elif isinstance(when, int) and 0 < amount == paid and due < when and -12 < when - day < -2:
            settled.append((when, number))
    open_ones = sorted(late)[:: max(len(late) // len(_DAYS), 1)]
    made: list[list[Cell]] = [
        [number, day + days, mark("accounts payable"), None]
        for (_, number), days in zip(open_ones, _DAYS, strict=False)
    ]
    return [
        *([number, when, mark("accounts payable"), None] for when, number in sorted(settled)[:3]),
        *made,
    ]  # fmt: skip
