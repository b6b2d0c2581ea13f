"""Decides whether 03/04/2012 is a day in March or in April: by the evidence of the whole file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from ledgerguard.errors import LedgerError
from ledgerguard.ledger.columns import Field
from ledgerguard.ledger.reading.dates import EPOCH, ShortDate, days, short_date
from ledgerguard.ledger.schema import DateOrder
from ledgerguard.units import Cell

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

ORDERS: tuple[DateOrder, ...] = get_args(DateOrder)

LONGEST_HISTORY = 2000  # days that the dates of an ordinary ledger span
LONGEST_TERMS = 400  # days from an invoice to its due date that are still ordinary
TERMS = (0, 7, 10, 14, 15, 20, 21, 28, 30, 31, 35, 42, 45, 60, 61, 62, 75, 90, 91, 92, 120, 180)
FEW = 16  # rows below which a repeated gap between two dates may be chance
CLEAR_MAJORITY = 0.98  # of the telling dates; what remains are slips of the pen
CLEAR_MINORITY = 0.90

_PAIRS: tuple[tuple[Field, Field], ...] = (("issued", "due"), ("issued", "paid_on"))


@dataclass(frozen=True)
class Decision:
    """The order of each column that holds short text dates, and of the file."""

    order: DateOrder | None
    columns: Mapping[Field, DateOrder]

    @property
    def contradicting(self) -> dict[Field, DateOrder]:
        """The columns that are written otherwise than the file."""
        return {field: order for field, order in self.columns.items() if order != self.order}


def decide(
    columns: Mapping[Field, Sequence[Cell]],
    headers: Mapping[str, str],
    rows: Mapping[Field, Sequence[Cell]] | None = None,
) -> Decision:
    """The order of the short text dates of a file.

    Evidence, strongest first: numbers above 12; plausible terms between two columns; rows in
    chronological order; dots between the numbers, which only day-first writers use.

    Args:
        columns: The cells of each column, in rows; or, with ``rows``, what differs among them.
        headers: Header text of each field.
        rows: Rows for the evidence that needs the dates of a row, or rows in their order,
            together; those of ``columns`` when left out.

    Raises:
        LedgerError: a question with both readings, when the evidence does not tell.
    """
    found = {field: _short_dates(values) for field, values in columns.items()}
    found = {field: dates for field, dates in found.items() if dates}
    if not found:
        return Decision(None, {})
    together = [date for dates in found.values() for date in dates.values()]
    possible = _possible(together)
    if not possible:
        own = {field: _own_order(field, list(d.values()), headers) for field, d in found.items()}
        return _from_own(own)
    possible = _without_wide(possible, together)
    order = _single(possible, together) or _further_evidence(
        possible, columns if rows is None else rows, found
    )
    if order is None:
        raise _question(found, possible, headers)
    return Decision(order, dict.fromkeys(found, order))


def _short_dates(values: Sequence[Cell]) -> dict[str, ShortDate]:
    texts = (value for value in dict.fromkeys(values) if isinstance(value, str))
    return {text: date for text in texts if (date := short_date(text))}


def _possible(dates: Sequence[ShortDate]) -> list[DateOrder]:
    """The orders under which (nearly) every date exists; none when the evidence contradicts.

    A value that exists under no order says nothing.
    """
    counts = dict.fromkeys(ORDERS, 0)
    readable = 0
    for date in dates:
        fitting = [order for order in ORDERS if date.day(order) is not None]
        readable += bool(fitting)
        for order in fitting:
            counts[order] += 1
    whole = [order for order in ORDERS if readable and counts[order] == readable]
    if whole or not readable:
        return whole or list(ORDERS)
    telling = {order: _telling(dates, order) for order in ORDERS}
    total = sum(telling.values())
    return [order for order in ORDERS if total and telling[order] >= CLEAR_MAJORITY * total]


def _telling(dates: Sequence[ShortDate], order: DateOrder) -> int:
    """How many dates exist under this order and under no other."""
    others = [other for other in ORDERS if other != order]
    return sum(
        date.day(order) is not None and all(date.day(other) is None for other in others)
        for date in dates
    )


def _without_wide(possible: Sequence[DateOrder], dates: Sequence[ShortDate]) -> list[DateOrder]:
    """The orders without those that take two-digit days for years: they scatter over decades."""
    spans = {}
    for order in possible:
        found = [day for date in dates if (day := date.day(order)) is not None]
        spans[order] = max(found, default=0) - min(found, default=0)
    limit = max(3 * min(spans.values()), LONGEST_HISTORY)
    return [order for order in possible if spans[order] <= limit] or list(possible)


def _single(possible: Sequence[DateOrder], dates: Sequence[ShortDate]) -> DateOrder | None:
    """The order, when only one is possible or all possible ones read the same days."""
    first = possible[0]
    alike = all(date.day(other) == date.day(first) for date in dates for other in possible[1:])
    return first if alike else None


def _own_order(
    field: Field, dates: Sequence[ShortDate], headers: Mapping[str, str]
) -> DateOrder | None:
    possible = _possible(dates)
    if not possible:
        examples = [_text(date) for date in dates if date.first > 12 or date.second > 12]
        raise LedgerError(
            f"the dates of column {headers[field]!r} must be day-first or month-first throughout, "
            f"got {' and '.join(_contrary(dates, examples))}",
            hint="say which to trust with --date-order dmy or --date-order mdy; "
            "the others are then reported",
        )
    return _single(possible, dates)


def _contrary(dates: Sequence[ShortDate], examples: Sequence[str]) -> list[str]:
    day_first = next((_text(d) for d in dates if d.first > 12 >= d.second), "")
    month_first = next((_text(d) for d in dates if d.second > 12 >= d.first), "")
    return [text for text in (day_first, month_first) if text] or list(examples[:2])


def _from_own(own: Mapping[Field, DateOrder | None]) -> Decision:
    """Columns that contradict each other, each by its own order; the undecided follow the most."""
    decided = [order for order in own.values() if order]
    most = max(ORDERS, key=decided.count)
    return Decision(most, {field: order or most for field, order in own.items()})


def _further_evidence(
    possible: Sequence[DateOrder],
    columns: Mapping[Field, Sequence[Cell]],
    found: Mapping[Field, Mapping[str, ShortDate]],
) -> DateOrder | None:
    read: dict[DateOrder, dict[Field, npt.NDArray[np.int64]]] = {
        order: {field: days(values, order) for field, values in columns.items()}
        for order in possible
    }
    for evidence in (_terms_share, _sorted_share):
        shares = {order: evidence(read[order], found) for order in possible}
        order = _clear_winner(shares)
        if order:
            return order
    separators = {date.separator for dates in found.values() for date in dates.values()}
    return "dmy" if separators == {"."} and "dmy" in possible else None


def _clear_winner(shares: Mapping[DateOrder, float]) -> DateOrder | None:
    best, *others = sorted(shares, key=lambda order: -shares[order])
    clear = shares[best] >= CLEAR_MAJORITY and all(shares[o] < CLEAR_MINORITY for o in others)
    return best if clear else None


def _terms_share(
    read: Mapping[Field, npt.NDArray[np.int64]], found: Mapping[Field, Mapping[str, ShortDate]]
) -> float:
    """Share of invoices that are due (or paid) in good time after they were issued.

    A wrong order throws about half of the due dates before the invoice or months behind it.
    """
    import numpy as np

    share = 0.0
    for start, end in _PAIRS:
        if start not in read or end not in read or not (start in found or end in found):
            continue
        both = (read[start] >= 0) & (read[end] >= 0)
        if not both.any():
            continue
        gaps = (read[end] - read[start])[both]
        ordinary = (gaps >= 0) & (gaps <= LONGEST_TERMS)
        if end == "due":
            # Terms are few; swapped days and months give a different gap each time.
            _, counts = np.unique(gaps[ordinary], return_counts=True)
            usual = (
                np.sort(counts)[::-1][:4].sum() if len(gaps) >= FEW else np.isin(gaps, TERMS).sum()
            )
            share = max(share, float(usual / len(gaps)) if len(gaps) >= 3 else 0.0)
        elif len(gaps) >= FEW:
            share = max(share, float(ordinary.mean()))
    return share


def _sorted_share(
    read: Mapping[Field, npt.NDArray[np.int64]], found: Mapping[Field, Mapping[str, ShortDate]]
) -> float:
    """Share of rows that keep the order of time, up or down, in the best-sorted column."""
    import numpy as np

    share = 0.0
    for field in found:
        known = read[field][read[field] >= 0]
        steps = np.diff(known)
        moving = steps[steps != 0]
        if len(moving) >= 3:
            share = max(share, float((moving > 0).mean()), float((moving < 0).mean()))
    return share


def _question(
    found: Mapping[Field, Mapping[str, ShortDate]],
    possible: Sequence[DateOrder],
    headers: Mapping[str, str],
) -> LedgerError:
    first = possible[0]
    field, text, date = next(
        (field, text, date)
        for field, dates in found.items()
        for text, date in dates.items()
        if any(date.day(other) != date.day(first) for other in possible)
    )
    readings = " or ".join(
        f"{_long(day)} (--date-order {order})"
        for order in possible
        if (day := date.day(order)) is not None
    )
    return LedgerError(
        f"which comes first, day or month? No date of the file tells: {text} "
        f"in column {headers[field]!r} is {readings}",
        hint="choose one of these options",
    )


def _long(day: int) -> str:
    date = dt.date.fromordinal(day + EPOCH)
    return f"{date.day} {date:%B %Y}"


def _text(date: ShortDate) -> str:
    return date.separator.join(str(part) for part in (date.first, date.second, date.third))
