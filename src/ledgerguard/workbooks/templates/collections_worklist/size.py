"""How much room the sheets of the list need: what the ledger holds today, and some to spare."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ledgerguard.ledger.sheet import sheet_rows
from ledgerguard.units import serial
from ledgerguard.workbooks import ledger_page
from ledgerguard.workbooks.template import Data

_SPARE_ITEMS, _SPARE_CUSTOMERS = 25, 8
_LEAST: Final = (60, 25)


@dataclass(frozen=True)
class Room:
    """Rows of the ledger, open items, customers."""

    rows: int
    items: int
    customers: int


def room(data: Data) -> Room:
    """The room for a ledger: of the currency that takes most, as the list shows one at a time."""
    ledger = data.ledger
    if ledger is None or data.as_of is None:
        count = 0 if ledger is None else len(sheet_rows(ledger)) - 1
        return Room(_rows(count), *_LEAST)
    day = serial(data.as_of)
    names = ("currency", "customer_id", "issued", "amount", "paid", "paid_on")
    opened: dict[str, list[str]] = {}
    for unit, customer, issued, amount, paid, paid_on in ledger.frame.select(*names).iter_rows():
        if issued <= day and amount != (paid if paid_on <= day else 0):
            opened.setdefault(unit, []).append(customer)
    found = opened.values()
    return Room(
        _rows(len(sheet_rows(ledger)) - 1),
        max(max(map(len, found), default=0) + _SPARE_ITEMS, _LEAST[0]),
        max(max((len({*one}) for one in found), default=0) + _SPARE_CUSTOMERS, _LEAST[1]),
    )


def _rows(count: int) -> int:
    """The rows of the sheet Invoices, spare ones too."""
    return count + max(ledger_page.SPARE, ledger_page.LEAST - count)
