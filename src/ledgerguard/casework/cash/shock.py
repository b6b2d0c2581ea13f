"""What the default of the largest buyers does to thirteen weeks of cash, insured and not.

A buyer that fails pays nothing any more: its receipts vanish in all weeks, and what it owes is
lost but for the indemnity, which comes when the insurer pays and not before. Others may be drawn
along: a stated share of what they would have paid vanishes as well, and none of that is presumed
insured. Amounts are minor units of one currency.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import narwhals as nw

from ledgerguard.casework.cash.course import Course, added, by_week
from ledgerguard.casework.cash.forecast import Outlook
from ledgerguard.casework.cash.set_off import set_off
from ledgerguard.errors import InvalidValue
from ledgerguard.formulas.cashflow import WEEKS
from ledgerguard.formulas.checks import SHEET_ROWS, counted, share
from ledgerguard.ledger.portfolio import Balance, Frame, balances, items
from ledgerguard.ledger.schema import NO_DAY

Weekly = Mapping[str, tuple[int, ...]]
"""Expected receipts by customer id: thirteen weeks and what is later."""

SHOWN = 5
"""Customers that a message lists."""


@dataclass(frozen=True, slots=True)
class Indemnity:
    """What the insurer pays for one buyer, and when.

    Attributes:
        insured: The insured loss: what lies within the limit and is covered.
        paid: Day and amount of each payment; NO_DAY where the day is not known.
    """

    insured: int
    paid: tuple[tuple[int, int], ...]

    @property
    def amount(self) -> int:
        """All that it pays."""
        return sum(amount for _, amount in self.paid)


@dataclass(frozen=True, slots=True)
class Struck:
    """One buyer that fails."""

    customer_id: str
    customer: str
    exposure: int  # what it owes, its unapplied credits taken off
    expected: tuple[int, ...]  # receipts that vanish: thirteen weeks and later
    indemnity: Indemnity


@dataclass(frozen=True, slots=True)
class Shock:
    """Cash before and after, and what is lost."""

    currency: str
    as_of: int
    struck: tuple[Struck, ...]
    receivables: int  # what all customers owe
    drawn_along: int  # what others no longer pay
    provision: int  # what is already set aside for it
    vanished: tuple[int, ...]  # receipts: thirteen weeks and later
    indemnities: tuple[int, ...]  # the same
    before: Course
    uninsured: Course
    insured: Course

    @property
    def loss(self) -> int:
        """What is not paid any more of what is owed today."""
        return sum(buyer.exposure for buyer in self.struck) + self.drawn_along

    @property
    def indemnity(self) -> int:
        """What the insurer pays of it at any time."""
        return sum(self.indemnities)

    @property
    def hits(self) -> tuple[int, int]:
        """What equity loses before tax beyond the provision: without insurance, and with it."""
        uninsured = max(0, self.loss - self.provision)
        return uninsured, max(0, self.loss - self.indemnity - self.provision)


@dataclass(frozen=True, slots=True)
class Setting:
    """The cash that a shock meets.

    Attributes:
        opening: Cash on the evening of ``as_of``.
        payments: What goes out in each of thirteen weeks.
        floor: The least balance that must be kept.
        provision: What is already set aside for the buyers that fail.
        contagion_rate: Share of all other receipts that vanishes as well.
    """

    opening: int
    payments: tuple[int, ...] = (0,) * WEEKS
    floor: int = 0
    provision: int = 0
    contagion_rate: float = 0.0


@dataclass(frozen=True)
class Book:
    """Who owes what in one currency, and what is expected of each."""

    currency: str
    as_of: int
    balances: tuple[Balance, ...]
    weekly: Weekly

    @cached_property
    def ids(self) -> Mapping[str, str]:
        """Customer ids by id and name in lower case; of two of one name the larger counts."""
        names = {b.customer.strip().casefold(): b.customer_id for b in reversed(self.balances)}
        return names | {b.customer_id.strip().casefold(): b.customer_id for b in self.balances}

    def named(self, name: str) -> Balance:
        """The balance of a customer by id or name.

        Raises:
            InvalidValue: when nobody of that name has an open item in the currency.
        """
        wanted = self.ids.get(name.strip().casefold())
        for balance in self.balances:
            if balance.customer_id == wanted:
                return balance
        known = ", ".join(balance.customer_id for balance in self.balances[:SHOWN])
        raise InvalidValue(
            f"a buyer must have open items{f' in {self.currency}' if self.currency else ''}, "
            f"got {name[:40]!r}",
            hint=f"the largest are {known}" if known else "the ledger has no open items",
        )

    def largest(self, count: int) -> list[Balance]:
        """The customers that owe the most; fewer where fewer owe anything.

        Raises:
            OutOfDomain: when the count is below 1.
        """
        counted(SHEET_ROWS, buyers=count)
        owing = (balance for balance in self.balances if balance.open > 0)
        return sorted(owing, key=lambda balance: (-balance.open, balance.customer_id))[:count]


def book(frame: Frame, as_of: int, currency: str, weekly: Weekly) -> Book:
    """The balances of one currency beside what is expected.

    Args:
        frame: The ledger's rows of that currency.
        as_of: Serial number of the day.
        currency: Its code.
        weekly: Of :func:`expected`, :func:`when_due` or :func:`as_told`.
    """
    return Book(currency, as_of, tuple(balances(frame, as_of)), weekly)


def expected(frame: Frame, ahead: Outlook) -> Weekly:
    """What the forecast expects of each customer, in whole minor units.

    Args:
        frame: The ledger's rows of the outlook's currency.
        ahead: The outlook of the same day.
    """
    import numpy as np

    owing = items(frame, ahead.as_of).filter(nw.col("open") > 0)
    sums: dict[str, np.ndarray[tuple[int], np.dtype[np.float64]]] = {}
    amounts = ahead.expected
    for row, customer in enumerate(owing.get_column("customer_id").to_list()):
        sums[customer] = sums.get(customer, 0) + amounts[row]
    # Running sums are rounded, so that no unit is lost between the weeks.
    return {
        customer: tuple(np.diff(np.rint(np.cumsum([0, *weeks]))).astype(np.int64).tolist())
        for customer, weeks in sums.items()
    }


def when_due(frame: Frame, as_of: int) -> Weekly:
    """What each customer owes by due date: the overdue in week 1, nothing without a due date."""
    import numpy as np

    opened = items(frame, as_of)
    owing = opened.filter(nw.col("open") > 0)
    owed, due = (owing.get_column(name).to_numpy().astype(np.int64) for name in ("open", "due"))
    net = (owed - set_off(opened, owing, owed, due)).tolist()
    rows = zip(owing.get_column("customer_id").to_list(), due.tolist(), net, strict=True)
    return as_told(((who, day, amount) for who, day, amount in rows if day != NO_DAY), as_of)


def as_told(
    rows: Iterable[tuple[str, int, int]], as_of: int, known: Callable[[str], str] = str
) -> Weekly:
    """Receipts that somebody states: customer, day and amount.

    Args:
        rows: The receipts.
        as_of: Serial number of the day.
        known: The id of a customer as typed.
    """
    dated: dict[str, list[tuple[int, int]]] = {}
    for customer, day, amount in rows:
        dated.setdefault(known(customer), []).append((day, amount))
    return {customer: by_week(days, as_of) for customer, days in dated.items()}


def shock(
    owed: Book,
    struck: Sequence[Balance],
    setting: Setting,
    indemnities: Mapping[str, Indemnity] | None = None,
) -> Shock:
    """Cash and loss when some buyers fail.

    Args:
        owed: Balances and expected receipts of one currency.
        struck: The balances of the buyers that fail, each once.
        setting: Opening balance, payments, floor, provision and the share drawn along.
        indemnities: What the insurer pays, by customer id; a buyer that is not there is not
            insured.

    Raises:
        OutOfDomain: when contagion_rate is not from 0 to 1.
    """
    share(contagion_rate=setting.contagion_rate)
    none = (0,) * (WEEKS + 1)
    failing = {balance.customer_id for balance in struck}
    everything = added(none, *owed.weekly.values())
    lost = [owed.weekly.get(name, none) for name in sorted(failing)]
    others = [weeks for name, weeks in owed.weekly.items() if name not in failing]
    drawn = tuple(part(amount, setting.contagion_rate) for amount in added(none, *others))
    vanished = added(none, *lost, drawn)
    found = [_struck(balance, owed.weekly, indemnities or {}) for balance in struck]
    paid = by_week(
        ((day, amount) for buyer in found for day, amount in buyer.indemnity.paid if day != NO_DAY),
        owed.as_of,
    )
    undated = sum(a for buyer in found for day, a in buyer.indemnity.paid if day == NO_DAY)
    paid = (*paid[:WEEKS], paid[WEEKS] + undated)
    left = tuple(all_of - gone for all_of, gone in zip(everything, vanished, strict=True))

    def course(receipts: Sequence[int], indemnity: Sequence[int] = none) -> Course:
        return Course(
            setting.opening,
            tuple(receipts[:WEEKS]),
            setting.payments,
            tuple(indemnity[:WEEKS]),
            setting.floor,
        )

    positive = sum(balance.open for balance in owed.balances if balance.open > 0)
    rest = positive - sum(buyer.exposure for buyer in found)
    return Shock(
        owed.currency,
        owed.as_of,
        tuple(found),
        positive,
        part(rest, setting.contagion_rate),
        setting.provision,
        vanished,
        paid,
        course(everything),
        course(left),
        course(left, paid),
    )


def part(amount: int, rate: float) -> int:
    """A share of an amount, rounded up: what is lost is never understated."""
    return math.ceil(amount * Fraction(repr(float(rate))))


def _struck(balance: Balance, weekly: Weekly, indemnities: Mapping[str, Indemnity]) -> Struck:
    name = balance.customer_id
    return Struck(
        name,
        balance.customer,
        max(0, balance.open),
        weekly.get(name, (0,) * (WEEKS + 1)),
        indemnities.get(name, Indemnity(0, ())),
    )
