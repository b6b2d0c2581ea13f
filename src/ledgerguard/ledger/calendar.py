"""The calendar months that a trend is cut into, as day numbers of the 1900 system."""

from __future__ import annotations

from ledgerguard.units import from_serial


def month_points(as_of: int, months: int) -> list[int]:
    """The ends of the ``months - 1`` months before ``as_of`` and ``as_of`` itself, oldest first."""
    points = [as_of]
    for _ in range(months - 1):
        points.append(_before_month(points[-1]))
    return points[::-1]


def month_spans(as_of: int, back_to: int) -> list[tuple[int, int]]:
    """The calendar months from ``as_of`` back to the one of ``back_to``, newest first.

    Each is ``(day before its first, last day)``; the month of ``as_of`` ends at ``as_of``.
    """
    spans = [(_before_month(as_of), as_of)]
    while spans[-1][0] >= back_to:
        last = spans[-1][0]
        spans.append((_before_month(last), last))
    return spans


def _before_month(number: int) -> int:
    """The last day of the month before the one of a day number."""
    return number - from_serial(number, "month").day
