"""What came in, and the two naive forecasts of it, in thirteen weekly totals after an origin.

These read the frame by themselves and share no code with the forecast that they are measured
against. They know the day of each invoice's payment only where it is not after the origin.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

import narwhals as nw
import numpy as np
import numpy.typing as npt

Frame = nw.DataFrame[Any]
Series = npt.NDArray[np.float64]

WEEKS = 13


class Row(NamedTuple):
    """One invoice, settled in full on its payment day, as all of this ledger are."""

    customer: str
    issued: int
    due: int
    amount: int
    paid_on: int


def rows_of(frame: Frame) -> list[Row]:
    """The invoices of a ledger."""
    columns = ("customer_id", "issued", "due", "amount", "paid_on")
    return [Row(*row) for row in frame.select(*columns).iter_rows()]


def actual(frame: Frame, origin: int) -> Series:
    """What the items open at the origin brought in each week after it."""
    return _weekly(((row.paid_on, row.amount) for row in _open(frame, origin)), origin)


def on_due_date(frame: Frame, origin: int) -> Series:
    """Everything is paid on its due date; what is overdue already, in week 1."""
    return _weekly(((row.due, row.amount) for row in _open(frame, origin)), origin)


def customer_mean(frame: Frame, origin: int) -> Series:
    """Everything is paid at its customer's mean delay so far, what is past that day in week 1.

    The mean is unweighted and signed, of all invoices paid by the origin; a customer that has paid
    none has the mean of all. Half a day is rounded to the even one.
    """
    delays: dict[str, list[int]] = defaultdict(list)
    for row in rows_of(frame):
        if row.paid_on <= origin:
            delays[row.customer].append(row.paid_on - row.due)
    every = [delay for of_one in delays.values() for delay in of_one] or [0]
    means = {customer: round(sum(found) / len(found)) for customer, found in delays.items()}
    mean = round(sum(every) / len(every))
    days = ((row.due + means.get(row.customer, mean), row.amount) for row in _open(frame, origin))
    return _weekly(days, origin)


def _open(frame: Frame, origin: int) -> list[Row]:
    return [row for row in rows_of(frame) if row.issued <= origin < row.paid_on]


def _weekly(dated: Iterable[tuple[int, int]], origin: int) -> Series:
    weeks = np.zeros(WEEKS)
    for day, amount in dated:
        week = max(day - origin - 1, 0) // 7
        if week < WEEKS:
            weeks[week] += amount
    return weeks
