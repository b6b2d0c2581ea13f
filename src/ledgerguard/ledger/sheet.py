"""A ledger as the rows of our own Ledger sheet, which :func:`~.read.from_cells` reads again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from ledgerguard.errors import ErrorValue
from ledgerguard.ledger.collection import paused_collection
from ledgerguard.ledger.columns import AMOUNT_FIELDS, DATE_FIELDS, HEADERS, SHEET_FIELDS, Field
from ledgerguard.ledger.currency import exponent
from ledgerguard.ledger.reading.dates import EPOCH
from ledgerguard.ledger.reading.identity import NOBODY
from ledgerguard.ledger.reading.row_kinds import is_total
from ledgerguard.ledger.schema import NO_DAY, Ledger
from ledgerguard.units import Cell, Language


def sheet_rows(ledger: Ledger, language: Language = "en") -> list[list[Cell]]:
    """The header and one row for each row of the source, also of those that do not count.

    Dates are serial numbers, amounts major units, blanks None. What could not be read stands
    there as the source has it, so that it can be mended in the sheet.
    """
    with paused_collection():
        return _rows(ledger, language)


def _rows(ledger: Ledger, language: Language) -> list[list[Cell]]:
    header: list[Cell] = [HEADERS[language][field] for field in SHEET_FIELDS]
    columns = ledger.frame.to_dict(as_series=False)
    # By column: a workbook of 100,000 invoices is built from this.
    counted = map(list, zip(*(_column(columns, field) for field in SHEET_FIELDS), strict=True))
    if not ledger.unreadable:
        return [header, *counted]
    rows: dict[int, list[Cell]] = dict(zip(columns["row"], counted, strict=True))
    for number, raw in ledger.unreadable.items():
        rows[number] = _with_raw(rows.get(number, [None] * len(SHEET_FIELDS)), raw)
    return [header, *(rows[number] for number in sorted(rows))]


def _column(columns: Mapping[str, list[Any]], field: Field) -> list[Cell]:
    values = columns[field]
    if field in DATE_FIELDS:
        return [None if day == NO_DAY else day for day in values]
    if field in AMOUNT_FIELDS:
        units = {code: 10 ** exponent(code) for code in dict.fromkeys(columns["currency"])}
        major = [n / units[code] for n, code in zip(values, columns["currency"], strict=True)]
        if field == "amount":
            return list(major)
        # A blank beside a payment date would mean paid in full.
        days = columns["paid_on"]
        return [m if m or d != NO_DAY else None for m, d in zip(major, days, strict=True)]
    if field == "disputed":
        return [True if value else None for value in values]
    if field == "customer":
        values = _customers(columns)
    # Only for a customer is this word ours: an entity or a number of that name is the source's.
    blanks = ("", NOBODY) if field in ("customer_id", "customer") else ("",)
    return [None if value in blanks else value for value in values]


def _customers(columns: Mapping[str, list[Any]]) -> list[str]:
    """The names; one such as "Total" is left to the id where no date shows that it is no total."""
    names: list[str] = columns["customer"]
    totals = {name for name in set(names) if is_total(name)}
    if not totals:
        return names
    dates = zip(columns["issued"], columns["due"], strict=True)
    return [
        "" if name in totals and pair == (NO_DAY, NO_DAY) else name
        for name, pair in zip(names, dates, strict=True)
    ]


def _with_raw(cells: list[Cell], raw: Mapping[str, Any]) -> list[Cell]:
    mixed = list(cells)
    for field, value in raw.items():
        place = SHEET_FIELDS.index(field)
        if field not in DATE_FIELDS or mixed[place] is None:  # a date may have been derived
            mixed[place] = _plain(value)
    return mixed


def _plain(value: Any) -> Cell:
    if isinstance(value, dt.datetime | dt.date):
        return value.toordinal() - EPOCH
    if isinstance(value, ErrorValue):  # a real error cell would spoil every formula over the range
        return value.code
    # A workbook also holds times and durations, which are neither a date nor an amount.
    return value if isinstance(value, (int, float, str)) else str(value)
