"""How a customer pays and buys, as the ledger shows it on a day: one record a currency."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import narwhals as nw

from ledgerguard.ledger.lateness import HISTORY_DAYS, Lateness, lateness, settled_in_full
from ledgerguard.ledger.portfolio import (
    ACCOUNT,
    Balance,
    Frame,
    balances_of,
    customer_names,
    items,
    known,
    refuse_overflow,
)
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.units import from_serial

MOST_QUARTERS: Final = 12
"""How many quarters are looked back: a baseline, and the same quarters of the years before."""

_Sale = tuple[int, int]  # day of issue, net amount
_Loan = tuple[int, int, int]  # day of issue, day of payment, amount

Account = tuple[str, str]
"""Customer id and currency."""


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What the ledger says of one customer in one currency on a day; amounts in minor units.

    Attributes:
        currency: The currency of all amounts.
        open: Net open balance: open invoices less credits that are not applied.
        overdue: Open invoices past their due date.
        oldest_days: Days past due of the oldest of them; 0 where none is.
        days_beyond_terms: Lateness of what was settled within the year, weighted by amount, early
            payments netted; None where nothing was.
        pay_index: PAY_INDEX of the same, weighted by amount.
        highest_paid: The most that stood open at a time of all that was paid in time in the year.
        sales_12m: Net sales of the 365 days up to the day.
        quarters: Net sales of the complete calendar quarters, oldest first, at most twelve.
        first_issued: Day of the first invoice; NO_DAY where none has a date.
    """

    currency: str
    open: int = 0
    overdue: int = 0
    oldest_days: int = 0
    days_beyond_terms: float | None = None
    pay_index: float | None = None
    highest_paid: int = 0
    sales_12m: int = 0
    quarters: tuple[int, ...] = ()
    first_issued: int = NO_DAY


def behaviour_of(
    frame: Frame, customer_id: str, as_of: int, *, tolerance_days: int = 0
) -> dict[str, Behaviour]:
    """The behaviour of one customer by currency; empty where the ledger does not know it.

    Args:
        frame: The ledger.
        customer_id: The customer.
        as_of: Day from which one looks; what comes later is not known yet.
        tolerance_days: Days late that still count as paid in time.

    Raises:
        OutOfDomain: when the amounts of the customer are too large to be added up.
    """
    mine = frame.filter(nw.col("customer_id") == customer_id)
    return behaviours(mine, as_of, tolerance_days=tolerance_days).get(customer_id, {})


def behaviours(
    frame: Frame, as_of: int, *, tolerance_days: int = 0
) -> dict[str, dict[str, Behaviour]]:
    """The behaviour of every customer by id and currency, in one pass over the ledger.

    Raises:
        OutOfDomain: when the amounts are too large to be added up.
    """
    refuse_overflow(frame)
    owing = {b.account: b for b in balances_of(items(frame, as_of), customer_names(frame, as_of))}
    late, sales = lateness(frame, as_of), _sales(frame, as_of)
    loans = _paid_in_time(frame, as_of, tolerance_days)
    found: defaultdict[str, dict[str, Behaviour]] = defaultdict(dict)
    for account in _accounts(frame, as_of):
        customer_id, currency = account
        found[customer_id][currency] = _behaviour(
            currency,
            owing.get(account),
            late.get(account),
            highest_balance(loans.get(account, ())),
            sales.get(account, []),
            as_of,
        )
    return dict(found)


def highest_balance(loans: Iterable[_Loan]) -> int:
    """The most that stood open on one day, of invoices given as issued, paid on, and amount.

    An invoice stands open from its day of issue to the day before it is paid.
    """
    changes: defaultdict[int, int] = defaultdict(int)
    for issued, paid_on, amount in loans:
        if issued < paid_on:
            changes[issued] += amount
            changes[paid_on] -= amount
    highest = balance = 0
    for day in sorted(changes):
        balance += changes[day]
        highest = max(highest, balance)
    return highest


def quarter_ends(first: int, as_of: int) -> list[int]:
    """The ends of the complete calendar quarters from the one of ``first``, oldest first."""
    ends: list[int] = []
    end = _before_quarter(as_of + 1)
    while end >= first and len(ends) < MOST_QUARTERS:
        ends.append(end)
        end = _before_quarter(end)
    return ends[::-1]


def _accounts(frame: Frame, as_of: int) -> list[Account]:
    rows = known(frame, as_of).select(*ACCOUNT).unique().iter_rows()
    return sorted((str(row[0]), str(row[1])) for row in rows)


def _sales(frame: Frame, as_of: int) -> Mapping[Account, list[_Sale]]:
    """Net sales of each account by the day of issue."""
    dated = known(frame, as_of).filter(nw.col("issued") != NO_DAY)
    by_day = dated.group_by(*ACCOUNT, "issued").agg(nw.col("amount").sum())
    found: defaultdict[Account, list[_Sale]] = defaultdict(list)
    for row in by_day.select(*ACCOUNT, "issued", "amount").iter_rows():
        found[row[0], row[1]].append((int(row[2]), int(row[3])))
    return found


def _paid_in_time(frame: Frame, as_of: int, tolerance_days: int) -> Mapping[Account, list[_Loan]]:
    """The invoices of each account that were settled in time within the year."""
    paid_on = nw.col("paid_on")
    paid = settled_in_full(known(frame, as_of)).filter(
        (paid_on > as_of - HISTORY_DAYS)
        & (paid_on <= as_of)
        & (nw.col("delay") <= tolerance_days)
        & (nw.col("issued") != NO_DAY)
    )
    found: defaultdict[Account, list[_Loan]] = defaultdict(list)
    for row in paid.select(*ACCOUNT, "issued", "paid_on", "amount").iter_rows():
        found[row[0], row[1]].append((int(row[2]), int(row[3]), int(row[4])))
    return found


def _behaviour(
    currency: str,
    balance: Balance | None,
    late: Lateness | None,
    highest_paid: int,
    sales: list[_Sale],
    as_of: int,
) -> Behaviour:
    first = min((day for day, _ in sales), default=NO_DAY)
    ends = quarter_ends(first, as_of) if sales else []
    return Behaviour(
        currency,
        balance.open if balance else 0,
        balance.overdue if balance else 0,
        balance.oldest if balance else 0,
        late.days_beyond_terms if late else None,
        late.pay_index if late else None,
        highest_paid,
        _between(sales, as_of - HISTORY_DAYS, as_of),
        tuple(_between(sales, _before_quarter(end), end) for end in ends),
        first,
    )


def _between(sales: Iterable[_Sale], after: int, upto: int) -> int:
    return sum(amount for day, amount in sales if after < day <= upto)


def _before_quarter(number: int) -> int:
    """The last day before the quarter of a day number."""
    day = from_serial(number, "quarter")
    start = day.replace(month=day.month - (day.month - 1) % 3, day=1)
    return number - (day - start).days - 1
