"""Warnings from the ledger: accounts that pay later, and the book of a currency as a whole."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from ledgerguard.casework.watch.readings import Reading, Series
from ledgerguard.casework.watch.series import (
    PERIOD_DAYS,
    SALES_DAYS,
    AccountPoint,
    Picture,
    portfolio_of,
)
from ledgerguard.errors import LedgerguardError
from ledgerguard.formulas.concentration import concentration_hhi

Accounts = Mapping[str, tuple[AccountPoint, ...]]

POSITIVE = (0.0, math.inf)
SHARE = (0.0, 1.0)


def account_readings(
    points: Sequence[AccountPoint],
    expected_delay: float | None,
    owed: Sequence[int],
    seen: Picture,
) -> list[Reading]:
    """What the ledger tells of one account.

    Args:
        points: The account at the points of the picture.
        expected_delay: Its warning score, in days late; None where it has paid nothing.
        owed: Positive balances of the currency at each point, in minor units.
        seen: The picture that the points belong to.
    """
    delays = tuple(p.delay for p in points)
    shares = tuple(
        max(0, point.open) / whole if whole else None
        for point, whole in zip(points, owed, strict=True)
    )
    # Without anything overdue DSO rises because of when goods were sold.
    dso = _dso(points, seen) if points[-1].overdue else ()
    return [
        Reading("delay", "count", expected_delay),
        Reading("delay_trend", "slope", series=delays, matters_above=0.0),
        Reading("dso_trend", "slope", series=dso, bounds=POSITIVE),
        Reading("concentration", "level", shares[-1], shares, bounds=SHARE),
    ]


def book_readings(accounts: Accounts, seen: Picture, defaults: Series) -> list[Reading]:
    """What the ledger tells of all accounts of one currency together.

    Args:
        accounts: The accounts of the currency by customer.
        seen: The picture that they belong to.
        defaults: Yearly default rate at each point, None where the ledger is too short.
    """
    whole = [portfolio_of(accounts, place) for place in range(len(seen.days))]
    dso = _dso(whole, seen)
    late = tuple(p.overdue_share for p in whole)
    hhi = tuple(_hhi(accounts, place) for place in range(len(seen.days)))
    return [
        Reading("delay_trend", "slope", series=tuple(p.delay for p in whole), matters_above=0.0),
        Reading("dso_trend", "slope", series=dso, bounds=POSITIVE),
        Reading("own_dso_rises", "count", _rises(dso)),
        Reading("default_rate_trend", "slope", series=defaults, bounds=SHARE),
        Reading("late_share", "level", late[-1], late, bounds=SHARE),
        Reading("concentration_hhi", "level", hhi[-1], hhi, bounds=SHARE),
    ]


def owed_by(accounts: Accounts, seen: Picture) -> list[int]:
    """The sum of the positive balances of a currency at each point: what shares are parts of."""
    places = range(len(seen.days))
    return [sum(max(0, points[place].open) for points in accounts.values()) for place in places]


def _dso(points: Sequence[AccountPoint], seen: Picture) -> Series:
    """DSO at the points whose whole sales window the ledger covers: a young one would mislead."""
    return tuple(
        point.dso if seen.covers(place, SALES_DAYS - PERIOD_DAYS) else None
        for place, point in enumerate(points)
    )


def _hhi(accounts: Accounts, place: int) -> float | None:
    try:
        return concentration_hhi([points[place].open for points in accounts.values()], True)
    except LedgerguardError:  # nobody owes anything
        return None


def _rises(series: Series) -> int:
    """How many times in a row, up to the last one, the figure was above the one before."""
    count = 0
    for before, after in zip(series[-2::-1], series[:0:-1], strict=True):
        if before is None or after is None or after <= before:
            break
        count += 1
    return count
