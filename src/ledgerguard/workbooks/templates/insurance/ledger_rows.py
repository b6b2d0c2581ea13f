"""What the ledger brings: open items and buyers in the currency of the policy."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Final

from ledgerguard.ledger.columns import SHEET_FIELDS
from ledgerguard.ledger.sheet import sheet_rows
from ledgerguard.units import Cell, serial
from ledgerguard.workbooks.template import Data

_AT: Final = {field: number for number, field in enumerate(SHEET_FIELDS)}
LEAST: Final = 0.005
BUYER: Final = 6
"""How many values a row of a buyer has."""


def currency(data: Data) -> str:
    """The currency of the policy: the one given, else the most frequent one of the ledger."""
    given = data.values.get("policy_currency")
    if given:
        return str(given)
    if data.ledger is None:
        return ""
    counted = Counter(str(row[_AT["currency"]] or "") for row in sheet_rows(data.ledger)[1:])
    return counted.most_common(1)[0][0] if counted else ""


def open_items(data: Data) -> list[list[Cell]]:
    """Buyer, invoice, issued, due, open amount and two blanks; oldest due date first.

    Rows whose amount could not be read are left out: the cleaning report of the ledger names them.
    An item without a due date is owed and insured all the same; it stands last.
    """
    if data.ledger is None:
        return [list(row) for row in data.tables.get("items", ())]
    unit = currency(data)
    found: list[list[Cell]] = []
    day = serial(data.as_of) if data.as_of else None
    for row in sheet_rows(data.ledger)[1:]:
        one = {field: row[number] for field, number in _AT.items()}
        amount, due, issued = one["amount"], one["due"], one["issued"]
        if (one["currency"] or "") != unit or not isinstance(amount, float | int):
            continue
        if _after(issued, day):
            continue
        paid = 0.0 if _after(one["paid_on"], day) else _number(one["paid"])
        if abs(amount - paid) >= LEAST:
            buyer = one["customer_id"] or one["customer"]
            left = round(amount - paid, 2)
            found.append([buyer, one["invoice"], issued, due, left, None, None])
    return sorted(found, key=lambda row: (row[3] is None, _number(row[3]), str(row[1])))


def buyers(data: Data) -> list[list[Cell]]:
    """Number, name, limit, grade, cause and its day of each buyer; what is typed in goes first."""
    typed = {
        str(row[0]): [*row, *[None] * (BUYER - len(row))] for row in data.tables.get("buyers", ())
    }
    if data.ledger is None:
        return list(typed.values())
    named = {
        str(row[_AT["customer_id"]] or row[_AT["customer"]]): row[_AT["customer"]]
        for row in sheet_rows(data.ledger)[1:]
    }
    owed: defaultdict[str, float] = defaultdict(float)
    for row in open_items(data):
        owed[str(row[0])] += _number(row[4])
    ordered = sorted(owed, key=lambda buyer: (-owed[buyer], buyer))
    absent = [row for buyer, row in typed.items() if buyer not in owed]
    return [
        [buyer, named.get(buyer), *typed.get(buyer, [None] * BUYER)[2:]] for buyer in ordered
    ] + absent


def _after(value: Cell, day: int | None) -> bool:
    return day is not None and isinstance(value, float | int) and value > day


def _number(value: Cell) -> float:
    return float(value) if isinstance(value, float | int) else 0.0
