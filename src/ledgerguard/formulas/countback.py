"""The count-back method: the balance is laid against the latest months of sales, one by one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

from ledgerguard.errors import InvalidValue, NotAvailable, OutOfDomain
from ledgerguard.formula import formula
from ledgerguard.formulas.checks import (
    TOLERANCE,
    above_zero,
    divisor,
    filled,
    none_negative,
    not_negative,
    same_length,
)
from ledgerguard.units import Column, Days, Money, from_serial, serial

LONGEST_PERIOD = 366
"""A number of days above this one is the serial number of a date."""


@formula("DSO_COUNTBACK")
def dso_countback(
    receivables: Money,
    sales: Column[Money],
    period_days: Column[Days],
    on_short: Literal["na", "partial", "extrapolate"] = "na",
) -> Days:
    """Days sales outstanding by the count-back (exhaustion, roll-back) method.

    Whole months are counted, newest first, while the receivables exceed their sales; the month
    that exhausts them counts in proportion. A month whose sales are 0 adds its days. Blank
    months at the end of the range are no history; a blank month in between is missing data.

    Args:
        receivables: Closing trade receivables, on the same VAT basis as the sales.
        sales: Sales of each month, newest first.
        period_days: Days of each month, newest first; or one number for all months; or the last
            day of each month as a date (the newest month may end early, on the balance date).
        on_short: What to answer when the history is shorter than the receivables: "na" #N/A,
            "partial" the days of the history, "extrapolate" goes on with its average daily sales.

    Errors: #N/A when the history is too short, a month is missing or a range is empty; #NUM! when
        an amount is negative, a month's days are not above 0 or its dates not in order; #VALUE!
        when the ranges differ in length or a month has sales but no days; #DIV/0! when there are
        no sales to extrapolate from.
    Example: =DSO_COUNTBACK(212000, {100000;80000;70000}, {30;30;30}) -> 73.71
    Example: =DSO_COUNTBACK(2500, {1200;800;700}, {45260;45230;45199}) -> 82.43
    Example: =DSO_COUNTBACK(5000, {1200;800;700}, 30) -> #N/A
    Source: Benji Pays and Divalto (examples); Oracle HFM, days sales outstanding (algorithm).
    """
    not_negative(receivables=receivables)
    history = _history(sales)
    lengths = _lengths(len(sales), period_days)
    if receivables == 0:
        return 0.0
    slack = TOLERANCE * receivables  # what subtracting month by month may leave of nothing
    remaining, elapsed = receivables, 0.0
    for month, (sold, length) in enumerate(zip(history, lengths, strict=False), start=1):
        if sold is None:
            raise NotAvailable(
                f"sales must be filled up to the oldest month, got a blank for month {month}",
                hint="a month without any sales is 0",
            )
        if length is None:
            raise InvalidValue(
                f"period_days must be filled where sales is {sold:g}, "
                f"got a blank for month {month}",
                hint="give the days of each month, or one number for all of them",
            )
        if remaining <= sold + slack:
            return elapsed + (min(remaining / sold, 1.0) * length if sold else 0.0)
        remaining -= sold
        elapsed += length
    if on_short == "partial":
        return elapsed
    if on_short == "extrapolate":
        return elapsed + remaining / divisor("sum of sales", sum(filled("sales", sales))) * elapsed
    raise NotAvailable(
        f"sales must cover the receivables of {receivables:g}, "
        f"got {len(history)} months that leave {remaining:g}",
        hint='add older months, or set on_short to "partial" or "extrapolate"',
    )


def _history(sales: Sequence[float | None]) -> list[float | None]:
    """The months up to the oldest one that is not blank."""
    filled("sales", sales)
    none_negative("sales", sales)
    history = list(sales)
    while history[-1] is None:
        history.pop()
    return history


def _lengths(months: int, period_days: Sequence[float | None]) -> list[float | None]:
    """The days of each month, whichever way they are given."""
    given = filled("period_days", period_days)
    if all(number > LONGEST_PERIOD for number in given):
        same_length("sales", range(months), "period_days", period_days)
        lengths = iter(_month_lengths([from_serial(number, "period_days") for number in given]))
        return [None if number is None else next(lengths) for number in period_days]
    if any(number > LONGEST_PERIOD for number in given):
        raise OutOfDomain(
            "period_days must be either numbers of days or dates throughout, got "
            + ", ".join(f"{number:g}" for number in given),
            hint=f"a number above {LONGEST_PERIOD} counts as a date",
        )
    above_zero(**{f"period_days ({position})": days for position, days in enumerate(given, 1)})
    if len(period_days) == 1:
        return list(period_days) * months
    same_length("sales", range(months), "period_days", period_days)
    return list(period_days)


def _month_lengths(ends: Sequence[dt.date]) -> list[float]:
    """The days of months that are given by their last day; the newest may still be running."""
    for newer, older in pairwise(ends):
        if serial(older) != serial(newer) - newer.day:
            raise OutOfDomain(
                f"period_days must be the last days of successive months, newest first, "
                f"got {older} after {newer}",
                hint="EOMONTH gives the last day of a month",
            )
    return [float(end.day) for end in ends]
