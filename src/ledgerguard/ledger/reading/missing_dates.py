"""Fills in due and invoice dates that are missing, from the terms where there are any."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ledgerguard.ledger.columns import Field
from ledgerguard.ledger.problems import Report, shown
from ledgerguard.ledger.reading.dates import EPOCH
from ledgerguard.ledger.reading.rawtable import RawTable
from ledgerguard.ledger.reading.terms import Terms, terms
from ledgerguard.ledger.schema import NO_DAY

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Days = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]


def fill(
    table: RawTable,
    dates: Mapping[Field, Days],
    amount: npt.NDArray[np.int64],
    reported: Mapping[Field, Mask],
    report: Report,
) -> tuple[Days, Days]:
    """Invoice days and due days with what terms and baseline dates can add.

    Args:
        table: The counted rows.
        dates: Day numbers by field, NO_DAY where there is none.
        amount: Signed amounts: a credit note falls due when it is issued.
        reported: Dates that were there but unreadable: they are not reported as missing too.
        report: Takes the problems.
    """
    import numpy as np

    nothing = np.full(len(table), NO_DAY, np.int64)
    issued = dates.get("issued", nothing).copy()
    due = dates.get("due", nothing).copy()
    start = np.where(dates.get("baseline", nothing) >= 0, dates.get("baseline", nothing), issued)
    agreed = _terms(table, (due < 0) | (issued < 0))
    _fill_due(table, due, start, issued, amount, agreed, reported, report)
    _fill_issued(table, issued, due, agreed, reported, report)
    return issued, due


def _terms(table: RawTable, wanted: Mask) -> dict[int, Terms]:
    """Terms by index, where they are wanted and hold a number of days."""
    import numpy as np

    values = table.columns.get("terms")
    if values is None:
        return {}
    known = {value: terms(value) for value in dict.fromkeys(values)}
    found = ((index, known[values[index]]) for index in np.flatnonzero(wanted).tolist())
    return {index: read for index, read in found if read}


def _fill_due(
    table: RawTable,
    due: Days,
    start: Days,
    issued: Days,
    amount: npt.NDArray[np.int64],
    agreed: Mapping[int, Terms],
    reported: Mapping[Field, Mask],
    report: Report,
) -> None:
    import numpy as np

    missing = due < 0
    if not missing.any():
        return
    credit = missing & (amount < 0)
    due[credit] = issued[credit]
    derived = np.zeros(len(due), bool)
    for index in np.flatnonzero(missing & ~credit & (start >= 0)).tolist():
        if index in agreed:
            due[index] = agreed[index].due(int(start[index]))
            derived[index] = True
    values = table.columns.get("terms", ())
    left = missing & ~credit & ~derived
    if "due" in table.columns:
        details = [
            {"terms": shown(values[i]), "day": _iso(int(due[i]))}
            for i in np.flatnonzero(derived).tolist()
        ]
        table.report(report, "due_from_terms", "due", derived, details)
    elif derived.any():
        report.column("due_column_from_terms", "terms", count=int(derived.sum()))
    if "terms" in table.columns:
        said = np.array([value is not None and value != "" for value in values], bool)
        known = np.isin(np.arange(len(due)), list(agreed))
        table.report(report, "unknown_terms", "terms", left & said & ~known)
    if "due" in table.columns or "terms" in table.columns:
        table.report(report, "missing_due", "due", left & ~_at(reported, "due", left))
    elif left.any():
        report.column("no_due_column", "due", count=int(left.sum()))


def _fill_issued(
    table: RawTable,
    issued: Days,
    due: Days,
    agreed: Mapping[int, Terms],
    reported: Mapping[Field, Mask],
    report: Report,
) -> None:
    import numpy as np

    missing = issued < 0
    if not missing.any():
        return
    derived = np.zeros(len(due), bool)
    for index in np.flatnonzero(missing & (due >= 0)).tolist():
        day = agreed[index].issued(int(due[index])) if index in agreed else None
        if day is not None:
            issued[index] = day
            derived[index] = True
    details = [{"day": _iso(day)} for day in issued[derived].tolist()]
    table.report(report, "issued_from_terms", "issued", derived, details)
    left = missing & ~derived
    if "issued" in table.columns:
        table.report(report, "missing_issued", "issued", left & ~_at(reported, "issued", left))
    elif left.any():
        report.column("no_issued_column", "issued", count=int(left.sum()))


def _at(reported: Mapping[Field, Mask], field: Field, like: Mask) -> Any:
    return reported[field] if field in reported else like & False


def _iso(day: int) -> str:
    return dt.date.fromordinal(day + EPOCH).isoformat()
