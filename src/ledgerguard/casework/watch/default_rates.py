"""How many customers of a currency defaulted within a year, as it was known at each point."""

from __future__ import annotations

from collections.abc import Sequence

import narwhals as nw

from ledgerguard.casework.watch.readings import Series
from ledgerguard.casework.watch.series import DEFAULT_DAYS, Picture
from ledgerguard.errors import ZeroDenominator
from ledgerguard.formulas.trends import default_rate
from ledgerguard.ledger.portfolio import Frame, items, known
from ledgerguard.ledger.schema import NO_DAY

YEAR = 365


def yearly_default_rates(frame: Frame, seen: Picture) -> Series:
    """Defaults of the year up to each point over the customers that performed when it began.

    A customer is in default on the day on which an undisputed item is 91 days past due. The cohort
    is whoever owed something a year before and was not in default then; a point whose year begins
    before the ledger does has no rate.

    Args:
        frame: Rows of one currency.
        seen: The picture whose points are asked for.
    """
    defaults = _defaults(frame, seen.as_of)
    return tuple(
        _rate(frame, defaults, day) if seen.covers(place, YEAR) else None
        for place, day in enumerate(seen.days)
    )


def _rate(frame: Frame, defaults: Sequence[tuple[str, int]], day: int) -> float | None:
    start = day - YEAR
    opened = items(frame, start).filter(nw.col("owed") > 0)
    failed = opened.filter((nw.col("days_past_due") > DEFAULT_DAYS) & (nw.col("disputed") == 0))
    cohort = _customers(opened) - _customers(failed)
    fallen = {customer for customer, on in defaults if start < on <= day}
    try:
        return default_rate(len(cohort & fallen), len(cohort))
    except ZeroDenominator:
        return None


def _defaults(frame: Frame, as_of: int) -> list[tuple[str, int]]:
    """Customer and day of every item that went into default up to a day."""
    on = nw.col("due") + DEFAULT_DAYS + 1
    paid = nw.when(nw.col("paid_on") <= on).then(nw.col("paid")).otherwise(nw.lit(0, nw.Int64))
    found = known(frame, as_of).filter(
        (nw.col("due") != NO_DAY)
        & (on <= as_of)
        & (nw.col("disputed") == 0)
        & (nw.col("amount") - paid > 0)
    )
    rows = found.select("customer_id", (nw.col("due") + DEFAULT_DAYS + 1).alias("on")).unique()
    return [(row[0], int(row[1])) for row in rows.iter_rows()]


def _customers(frame: Frame) -> set[str]:
    return set(frame.get_column("customer_id").to_list())
