"""Credit sales of a window: invoices and credit notes by the day they were issued."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

import narwhals as nw

from ledgerguard.ledger.portfolio import Frame, refuse_overflow
from ledgerguard.ledger.schema import NO_DAY


@dataclass(frozen=True, slots=True)
class SalesCurve:
    """Net sales of one currency as a running total over days, in minor units."""

    days: tuple[int, ...]
    running: tuple[int, ...]  # running[i]: everything issued up to days[i]

    def between(self, after: int, upto: int) -> int:
        """Net sales of the days in (after, upto]."""
        return self._upto(upto) - self._upto(after)

    def _upto(self, day: int) -> int:
        position = bisect_right(self.days, day)
        return self.running[position - 1] if position else 0


def sales_curve(frame: Frame) -> SalesCurve:
    """The net sales of a frame of one currency; rows without invoice date belong to no window."""
    refuse_overflow(frame)
    by_day = frame.filter(nw.col("issued") != NO_DAY).group_by("issued").agg(nw.col("amount").sum())
    running, total = [], 0
    rows = sorted(by_day.select("issued", "amount").iter_rows())
    for _, amount in rows:
        total += int(amount)
        running.append(total)
    return SalesCurve(tuple(int(day) for day, _ in rows), tuple(running))
