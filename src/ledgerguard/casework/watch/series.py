"""What the ledger showed of every account at the last few points in time, a month apart.

A month is 30 days, counted back from the day itself: calendar months would make the last one a
stub of a few days, and 90 and 180 days ahead are three and six of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import narwhals as nw

from ledgerguard.ledger.lateness import settled_in_full
from ledgerguard.ledger.portfolio import ACCOUNT, Frame, customer_names, items, known
from ledgerguard.ledger.schema import NO_DAY

PERIOD_DAYS: Final = 30
PERIODS: Final = 6
"""Half a year: longer, and a turn for the worse drowns in what was before."""

SALES_DAYS: Final = 90
DEFAULT_DAYS: Final = 90
"""An account has defaulted when an undisputed item is more days past due than this."""

Account = tuple[str, str]
"""Customer id and currency."""


@dataclass(frozen=True, slots=True)
class AccountPoint:
    """One account at one point; amounts in minor units, exact whatever the order of the rows."""

    open: int = 0  # net of credits
    owed: int = 0  # positive open items
    overdue: int = 0
    oldest: int = 0  # days past due of the oldest undisputed item
    sales: int = 0  # of the 90 days up to the point
    weight: int = 0  # amount of the payments and overdue items that the delay speaks for
    late: int = 0  # amount times days late, summed over them

    @property
    def delay(self) -> float | None:
        """Mean days late, weighted by amount; None where nothing was paid and nothing is overdue.

        Items settled in full during the month count with their signed days late, undisputed items
        overdue at its end with the days so far: who stops paying does not vanish from it.
        """
        return self.late / self.weight if self.weight > 0 else None

    @property
    def dso(self) -> float | None:
        """Days sales outstanding on the sales of 90 days; None without sales, or in credit."""
        if self.sales <= 0 or self.open < 0:
            return None
        return self.open / self.sales * SALES_DAYS

    @property
    def overdue_share(self) -> float | None:
        """Overdue part of the positive open items."""
        return self.overdue / self.owed if self.owed else None

    @property
    def defaulted(self) -> bool:
        """Whether an undisputed item is more than 90 days past due."""
        return self.oldest > DEFAULT_DAYS


NOTHING: Final = AccountPoint()


@dataclass(frozen=True)
class Picture:
    """All accounts at all points, the oldest point first and the day itself last."""

    days: tuple[int, ...]
    accounts: Mapping[Account, tuple[AccountPoint, ...]]
    names: Mapping[str, str]
    owed: Mapping[str, int]  # positive open items on the day itself, by currency
    began: int  # first day on which anything was issued; NO_DAY: nothing was

    @property
    def as_of(self) -> int:
        """The day itself."""
        return self.days[-1]

    @property
    def currencies(self) -> list[str]:
        """The currencies of the accounts in alphabetical order."""
        return sorted(self.owed)

    def of_currency(self, currency: str) -> dict[str, tuple[AccountPoint, ...]]:
        """The accounts of one currency by customer."""
        return {c: points for (c, its), points in self.accounts.items() if its == currency}

    def of_customer(self, customer_id: str) -> dict[str, tuple[AccountPoint, ...]]:
        """The accounts of one customer by currency."""
        keys = ((its, (customer_id, its)) for its in self.owed)
        return {its: self.accounts[key] for its, key in keys if key in self.accounts}

    def covers(self, place: int, before: int = 0) -> bool:
        """Whether the ledger was already kept so many days before a point."""
        return self.began != NO_DAY and self.began <= self.days[place] - before


def picture(frame: Frame, as_of: int, periods: int = PERIODS) -> Picture:
    """What was known at each point then: a payment of a later day is no payment yet."""
    days = tuple(as_of - PERIOD_DAYS * back for back in reversed(range(periods)))
    found: dict[Account, list[AccountPoint]] = {}
    for place, day in enumerate(days):
        for account, point in _points(frame, day).items():
            found.setdefault(account, [NOTHING] * periods)[place] = point
    owed: dict[str, int] = defaultdict(int)
    for (_, currency), points in found.items():
        owed[currency] += points[-1].owed
    issued = frame.filter((nw.col("issued") != NO_DAY) & (nw.col("issued") <= as_of))
    began = issued.get_column("issued").min() if len(issued) else NO_DAY
    return Picture(
        days,
        {account: tuple(found[account]) for account in sorted(found)},
        customer_names(frame, as_of),
        dict(owed),
        int(began),
    )


def portfolio_of(accounts: Mapping[str, Sequence[AccountPoint]], place: int) -> AccountPoint:
    """All accounts of one currency at a point, added up."""
    points = [account[place] for account in accounts.values()]
    return AccountPoint(
        open=sum(p.open for p in points),
        owed=sum(p.owed for p in points),
        overdue=sum(p.overdue for p in points),
        oldest=max((p.oldest for p in points), default=0),
        sales=sum(p.sales for p in points),
        weight=sum(p.weight for p in points),
        late=sum(p.late for p in points),
    )


def _points(frame: Frame, day: int) -> dict[Account, AccountPoint]:
    opened = items(frame, day)
    balances = {
        (row[0], row[1]): row[2:]
        for row in _summed(opened, ACCOUNT, ("open", "owed", "overdue")).iter_rows()
    }
    sold = known(frame, day).filter(nw.col("issued") > max(day - SALES_DAYS, NO_DAY))
    sales = {(row[0], row[1]): row[2] for row in _summed(sold, ACCOUNT, ("amount",)).iter_rows()}
    weights: dict[Account, int] = defaultdict(int)
    late: dict[Account, int] = defaultdict(int)
    oldest: dict[Account, int] = defaultdict(int)
    for account, days_late, amount in _settled(frame, day):
        weights[account] += amount
        late[account] += amount * days_late
    for account, days_late, amount in _unpaid(opened):
        weights[account] += amount
        late[account] += amount * days_late
        oldest[account] = max(oldest[account], days_late)
    found = {}
    for account in {*balances, *sales, *weights}:
        opened_net, owed, overdue = map(int, balances.get(account, (0, 0, 0)))
        found[account] = AccountPoint(
            opened_net,
            owed,
            overdue,
            oldest[account],
            int(sales.get(account, 0)),
            weights[account],
            late[account],
        )
    return found


def _settled(frame: Frame, day: int) -> Iterator[tuple[Account, int, int]]:
    """Account, days late and amount of what was settled in the month up to a day."""
    within = (nw.col("paid_on") > day - PERIOD_DAYS) & (nw.col("paid_on") <= day)
    return _by_lateness(settled_in_full(known(frame, day).filter(within)), "delay", "amount")


def _unpaid(opened: Frame) -> Iterator[tuple[Account, int, int]]:
    """The same of what is overdue and undisputed."""
    waiting = opened.filter((nw.col("overdue") > 0) & (nw.col("disputed") == 0))
    return _by_lateness(waiting, "days_past_due", "overdue")


def _by_lateness(frame: Frame, late: str, amount: str) -> Iterator[tuple[Account, int, int]]:
    # Python's whole numbers do the products: amount times days may not fit into an int64.
    for row in _summed(frame, (*ACCOUNT, late), (amount,)).iter_rows():
        yield (row[0], row[1]), int(row[2]), int(row[3])


def _summed(frame: Frame, keys: Sequence[str], amounts: Sequence[str]) -> Frame:
    grouped = frame.group_by(*keys).agg(*(nw.col(name).sum() for name in amounts))
    return grouped.select(*keys, *amounts)
