"""How late the customers of a ledger pay: survival curves over days past due, known at a day.

An invoice that is still open says that it was not paid so far. To leave it out would count only
those that were paid quickly, so it stays at risk up to its age (Kaplan and Meier 1958). What was
issued before the history begins is at risk only from then on (left truncation).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import narwhals as nw

from ledgerguard.ledger.portfolio import Frame, known
from ledgerguard.ledger.schema import NO_DAY

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Integers = npt.NDArray[np.int64]
    Floats = npt.NDArray[np.float64]
    Mask = npt.NDArray[np.bool_]

Weighting = Literal["count", "amount"]

EARLIEST: Final = -400
LATEST: Final = 800
"""Days past due at both ends of a curve: what lies beyond counts at the end."""

STRESSED_DELAY_DAYS: Final = 60
"""The policy where no history tells when something is paid."""

LARGEST_SHIFT: Final = 180
"""Days: no customer is presumed to pay earlier or later than its peers by more."""

_NOTHING_LEFT: Final = -700.0  # a logarithm: below it a share is no number any more


@dataclass(frozen=True, slots=True)
class Rules:
    """How history is read.

    The defaults of the first four are the best of the grid in ``benchmarks/forecast_walk.py`` on
    the origins up to February 2013, fixed before any later origin was looked at; the fifth is a
    policy and no estimate.
    """

    weighting: Weighting = "amount"
    history_days: int = 365  # how far back payments are looked at
    pseudo_items: float = 1.0  # imagined items, paid by policy, that every curve starts from
    customer_items: float = 40.0  # imagined items, paid as the portfolio pays, of every customer
    stressed_delay_days: int = STRESSED_DELAY_DAYS


@dataclass(frozen=True)
class Observed:
    """What is known of the items of one currency at a day; one row an item with a due date."""

    entered: Integers  # days past due at which the item came under observation
    reached: Integers  # days past due at its payment, or its age where it is open
    settled: Mask
    weight: Floats  # 1 on average
    customer: Integers  # place in ``customers``
    customers: tuple[str, ...]
    disputed: Mask


@dataclass(frozen=True)
class Curve:
    """The share of items that is still open after each day past due."""

    log_open: Floats  # logarithm of the share, from the day before EARLIEST to LATEST
    last: int | None  # days past due of the latest payment it knows; None: it knows none

    def open_after(self, days: Integers) -> Floats:
        """The logarithm of the share still open at the end of such a day past due."""
        import numpy as np

        return self.log_open[np.clip(days, EARLIEST - 1, LATEST) - (EARLIEST - 1)]

    def paid_by(self, days: Integers, age: Integers) -> Floats:
        """The share paid by the end of such a day, of what is still open at an age."""
        import numpy as np

        return 1.0 - np.exp(self.open_after(np.maximum(days, age)) - self.open_after(age))

    def moved(self, days: int) -> Curve:
        """The same curve so many days later."""
        import numpy as np

        grid = np.arange(EARLIEST - 1, LATEST + 1, dtype=np.int64)
        last = None if self.last is None else min(self.last + days, LATEST)
        return Curve(self.open_after(grid - days), last)


@dataclass(frozen=True)
class Delays:
    """The curves of one currency; a customer's is the portfolio's, moved by its shift."""

    ordinary: Curve
    disputed: Curve
    shifts: Mapping[str, int]  # customer id -> days; 0 for one that is not there
    settled: int  # items that the curves know the payment of
    settled_disputed: int


def delays(frame: Frame, as_of: int, rules: Rules | None = None) -> Delays:
    """How late items are paid, by all that is known at a day and nothing later.

    The customers' shifts come first, and the curves are then drawn with every item moved back by
    the shift of its customer: the spread that is left is that of the single item.

    Args:
        frame: The canonical frame of a ledger, one currency of it.
        as_of: Serial number of the day; payments of that day are known.
        rules: How history is read; the packaged rules when left out.
    """
    rules = rules or Rules()
    seen = observed(frame, as_of, rules)
    shift = shifts(seen, rules)
    ordinary, disputed = _pair(seen, shift[seen.customer], rules)
    return Delays(
        ordinary,
        disputed,
        dict(zip(seen.customers, shift.tolist(), strict=True)),
        int(seen.settled.sum()),
        int((seen.settled & seen.disputed).sum()),
    )


def observed(frame: Frame, as_of: int, rules: Rules) -> Observed:
    """The items that say anything about delays: those settled in full, and those open.

    Credit notes, and rows without due date or paid on an unknown day, tell no delay.
    """
    import numpy as np

    begin = as_of - rules.history_days
    rows = known(frame, as_of).filter((nw.col("amount") > 0) & (nw.col("due") != NO_DAY))
    amount, paid, paid_on, issued, due, flag = (
        rows.get_column(name).to_numpy().astype(np.int64)
        for name in ("amount", "paid", "paid_on", "issued", "due", "disputed")
    )
    paid_so_far = np.where(paid_on <= as_of, paid, 0)
    is_open = paid_so_far < amount
    settled = ~is_open & (paid_on != NO_DAY)
    kept = is_open | (settled & (paid_on > begin))
    reached = np.where(settled, paid_on, as_of) - due
    # A row without invoice date is presumed known from the start; a payment may precede its
    # invoice by mistake, and is then seen on its own day.
    entered = np.minimum(np.maximum(issued, begin + 1) - due, reached)
    names = np.asarray(rows.get_column("customer_id").to_list(), object)[kept].tolist()
    customers = sorted(set(names))
    places = {name: place for place, name in enumerate(customers)}
    return Observed(
        np.clip(entered[kept], EARLIEST, LATEST),
        np.clip(reached[kept], EARLIEST, LATEST),
        settled[kept],
        _weights(amount[kept], rules.weighting),
        np.fromiter(map(places.__getitem__, names), np.int64, len(names)),
        tuple(customers),
        flag[kept] == 1,
    )


def shifts(seen: Observed, rules: Rules) -> Integers:
    """By how many days each customer pays later than the portfolio, drawn toward 0.

    The sum of its items' distances from the portfolio's mean, divided by their number and
    ``customer_items`` more. An open item stands for the mean delay of what is paid later than its
    age (Buckley and James 1979).
    """
    import numpy as np

    distance = np.zeros(len(seen.reached))
    curves = _pair(seen, np.zeros(len(seen.reached), np.int64), rules)
    for curve, rows in zip(curves, (~seen.disputed, seen.disputed), strict=True):
        if curve.last is None:
            continue
        ahead = mean_later(curve)
        place = seen.reached[rows] - (EARLIEST - 1)
        expected = np.where(seen.settled[rows], seen.reached[rows], ahead[place])
        distance[rows] = expected - ahead[0]
    size = len(seen.customers)
    customer = seen.customer.astype(np.intp)  # the index type, which has 32 bits in Pyodide
    total = np.bincount(customer, seen.weight * distance, size)
    items = np.bincount(customer, seen.weight, size) + rules.customer_items
    moved = np.divide(total, items, out=np.zeros(size), where=items > 0)
    # Sums of floats depend on the order of the rows: it must not decide between two days.
    whole = np.rint(np.round(moved, 6))
    return np.asarray(np.clip(whole, -LARGEST_SHIFT, LARGEST_SHIFT), np.int64)


def curve_of(
    entered: Integers,
    reached: Integers,
    settled: Mask,
    weight: Floats,
    pseudo_items: float = 0.0,
    prior: Curve | None = None,
) -> Curve:
    """The curve of items, drawn toward a prior one: Kaplan-Meier when there is none.

    With Y at risk and e paid on a day, the chance to be paid on it is (m * p + e) / (m * s + Y):
    ``pseudo_items`` m follow the prior, of whom a share s is left and p is paid on that day
    (Susarla and Van Ryzin 1976). Without a prior they are paid on no day that is known.
    """
    import numpy as np

    size = LATEST - EARLIEST + 1
    first, day = (
        np.asarray(np.clip(one, EARLIEST, LATEST) - EARLIEST, np.intp) for one in (entered, reached)
    )
    paid = np.bincount(day[settled], weight[settled], size)
    gone = np.concatenate([[0.0], np.cumsum(np.bincount(day, weight, size))[:-1]])
    at_risk = np.cumsum(np.bincount(first, weight, size)) - gone
    share = np.exp(prior.log_open) if prior else np.ones(size + 1)
    at_risk = np.maximum(at_risk, paid)  # what is left of sums that should cancel
    base = pseudo_items * share[:-1] + at_risk
    events = pseudo_items * -np.diff(share) + paid
    chance = np.divide(events, base, out=np.zeros(size), where=base > 0)
    with np.errstate(divide="ignore"):
        steps = np.maximum(np.log1p(-np.minimum(chance, 1.0)), _NOTHING_LEFT)
    own = int(day[settled].max()) + EARLIEST if settled.any() else None
    known_last = [last for last in (own, prior.last if prior else None) if last is not None]
    return Curve(np.concatenate([[0.0], np.cumsum(steps)]), max(known_last, default=None))


def mean_later(curve: Curve) -> Floats:
    """The mean delay of what is paid later than each day, from the day before EARLIEST on.

    What no payment is known of counts at the latest known one (Efron 1967); where nothing comes
    later, the day itself stands.
    """
    import numpy as np

    days = np.arange(EARLIEST - 1, LATEST + 1, dtype=np.float64)
    last = EARLIEST - 1 if curve.last is None else curve.last
    open_next = np.exp(np.diff(curve.log_open))  # the chance not to be paid on the day after
    ahead = days.copy()
    # Backwards from one payment day to the one before; between them nothing changes.
    mean, end = float(last), last - (EARLIEST - 1)
    for place in np.flatnonzero(open_next[:end] < 1)[::-1].tolist():
        ahead[place + 1 : end] = mean
        day = float(days[place + 1])
        mean, end = day + float(open_next[place]) * (mean - day), place + 1
    ahead[:end] = mean
    return ahead


def _pair(seen: Observed, moved: Integers, rules: Rules) -> tuple[Curve, Curve]:
    """The curves of items without and with a dispute.

    A dispute without history is paid as other items are, later by the stressed delay; the more
    disputes have been settled, the less that counts.
    """

    def drawn(rows: Mask, prior: Curve | None) -> Curve:
        return curve_of(
            (seen.entered - moved)[rows],
            (seen.reached - moved)[rows],
            seen.settled[rows],
            seen.weight[rows],
            rules.pseudo_items,
            prior,
        )

    ordinary = drawn(~seen.disputed, None)
    return ordinary, drawn(seen.disputed, ordinary.moved(rules.stressed_delay_days))


def _weights(amount: Any, weighting: Weighting) -> Floats:
    import numpy as np

    if weighting == "count" or not len(amount):
        return np.ones(len(amount))
    amounts = amount.astype(np.float64)
    return np.asarray(amounts / amounts.mean(), np.float64)
