"""Days in a column that a person typed, read as a ledger's dates are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from ledgerguard.errors import InvalidValue, LedgerError, NotAvailable
from ledgerguard.formulas.raw_cells import is_blank, number_of
from ledgerguard.ledger.reading.date_order import decide
from ledgerguard.ledger.reading.dates import days, short_date
from ledgerguard.ledger.schema import DateOrder
from ledgerguard.units import Cell, from_serial, serial


def days_of(what: str, cells: Sequence[tuple[str, Cell]]) -> list[int]:
    """The serial number of each day; whether day or month stands first, all of them tell together.

    Args:
        what: What the range is called.
        cells: The words for the place of each cell, and the cell.

    Raises:
        NotAvailable: for a blank.
        InvalidValue: for what is no day, and where no date tells day from month.
    """
    order = _order(what, [cell for _, cell in cells if isinstance(cell, str)])
    return [_day(place, cell, order) for place, cell in cells]


def _order(what: str, texts: Sequence[str]) -> DateOrder | None:
    try:
        return decide({"due": texts}, {"due": "date"}).order
    except LedgerError:  # it speaks of columns and options of a ledger
        examples = ", ".join(text.strip()[:40] for text in texts if short_date(text))
        raise InvalidValue(
            f"the dates of {what} must tell day from month, got {examples[:80]}",
            hint="write the year first, as in 2026-03-31, or one date of a day above 12",
        ) from None


def _day(place: str, cell: Cell, order: DateOrder | None) -> int:
    if is_blank(cell):
        raise NotAvailable(
            f"the date {place} must be given, got a blank", hint="when is it to be paid?"
        )
    if isinstance(cell, str):
        number = int(days([cell], order)[0])
        if number < 0:  # unreadable, or of another century
            raise InvalidValue(
                f"the date {place} must be a day, got {cell.strip()[:40]!r}",
                hint="a date cell, or text such as 2026-03-31",
            )
        return number
    if isinstance(cell, dt.date):
        cell = serial(cell)
    named = number_of(f"the date {place}", cell, "a date cell belongs here")
    return serial(from_serial(named, f"the date {place}"))
