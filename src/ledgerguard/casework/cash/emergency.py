"""The emergency list: whom to collect from first, which suppliers to ask, what to cut.

Each measure is a change of cash week by week whose running sum is nowhere below 0: money comes
sooner, goes later, or stays. So no measure can lower a balance, and each further one can only
raise the lowest. Amounts are minor units of one currency; what a measure costs is shown beside it
and is not in the cash.

The three kinds are those of the article on cash-flow breaks and bad debts: 优先催收, 与供应商协商
延长付款周期, 收缩非核心业务 (collect first, ask suppliers for longer terms, cut what is not core).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from typing import TYPE_CHECKING, Final, Literal

import narwhals as nw

from ledgerguard.casework.cash.course import Course, week_of
from ledgerguard.casework.cash.forecast import Outlook
from ledgerguard.casework.cash.ranges import Payment, Spending
from ledgerguard.formulas.cashflow import DAYS_OF_A_WEEK, WEEKS
from ledgerguard.formulas.checks import counted, share
from ledgerguard.ledger.portfolio import Frame, items

if TYPE_CHECKING:
    from ledgerguard.casework.cash.delays import Floats

Kind = Literal["collect", "suppliers", "cut", "core"]
KINDS: Final[tuple[Kind, ...]] = ("collect", "suppliers", "cut", "core")
"""In the order of the article; what is core is listed and never cut."""

SUCCESS_RATE: Final = 0.5
"""Share of those asked to pay at once who do; ours."""

COLLECT_WEEKS: Final = 2
"""Weeks after which those who are asked first have paid; ours."""

EXTENSION_DAYS: Final = 30
"""Days by which suppliers let a payment run longer where no row says otherwise; ours."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that can be done.

    Attributes:
        kind: Collect first, ask a supplier, or cut; or core spending, which is not cut.
        name: Of the customer, the supplier or the spending.
        amount: What is moved or saved.
        change: More cash in each of thirteen weeks; negative where money had been expected.
        days_won: Days by which the amount comes sooner or goes later on average; 0 for a cut.
        cost: What it costs.
    """

    kind: Kind
    name: str
    amount: int
    change: tuple[int, ...]
    days_won: float = 0.0
    cost: int = 0

    @property
    def gain(self) -> tuple[int, ...]:
        """How much higher each closing balance is."""
        return tuple(accumulate(self.change))


@dataclass(frozen=True, slots=True)
class Step:
    """One measure in its place on the list.

    Attributes:
        measure: What is done.
        lowest_gain: By how much it alone raises the lowest balance.
        shortage_gain: By how much it alone lowers the shortage.
        lowest: The lowest balance after it and all before it.
        shortage: What is then still missing to the floor.
        needed: The floor did not hold before it, and it lowers what is missing.
    """

    measure: Measure
    lowest_gain: int
    shortage_gain: int
    lowest: int
    shortage: int
    needed: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """The list, the most effective first; core spending apart, which is not cut."""

    before: Course
    steps: tuple[Step, ...]
    core: tuple[Measure, ...]

    @property
    def remaining(self) -> int:
        """The shortage that is left when all of it is done."""
        return self.steps[-1].shortage if self.steps else self.before.shortage


def plan(course: Course, measures: Iterable[Measure]) -> Plan:
    """Rank measures by what they do to the lowest balance, until the floor holds.

    Each next one raises the lowest balance most beside those above it; of equals the one that
    lowers the sum of all weeks' shortages most, then the one with more money-weeks, then the order
    of the article. Once the floor holds, or nothing lowers the shortage any more, the rest follows
    by what each does alone: it is a reserve.

    Args:
        course: Thirteen weeks of cash before any measure.
        measures: What can be done; one that changes nothing in thirteen weeks stays on the list.
    """
    import numpy as np

    given = list(measures)
    left = sorted((measure for measure in given if measure.kind != "core"), key=_of_equals)
    closing, steps = course.closing, []
    # Floats decide the order alone: every amount that is shown is counted in whole units.
    gains = np.array([measure.gain for measure in left], np.float64)
    while left and min(closing) < course.floor:
        place = _most_effective(gains, closing, course.floor)
        raised = _raised(closing, left[place])
        if _missing(raised, course.floor) == _missing(closing, course.floor):
            break  # nothing that is left helps
        closing, gains = raised, np.delete(gains, place, axis=0)
        steps.append(_step(course, left.pop(place), closing, needed=True))
    reserve = sorted(left, key=lambda one: -min(_raised(course.closing, one)))
    for measure in reserve:
        closing = _raised(closing, measure)
        steps.append(_step(course, measure, closing, needed=False))
    return Plan(course, tuple(steps), tuple(one for one in given if one.kind == "core"))


def collections(
    frame: Frame,
    ahead: Outlook,
    *,
    left_out: Collection[str] = (),
    success_rate: float = SUCCESS_RATE,
    weeks: int = COLLECT_WEEKS,
    contagion_rate: float = 0.0,
) -> list[Measure]:
    """Customers to collect from first: amount * probability * days won, of what can be asked for.

    What is overdue or falls due within the weeks can be asked for; what is disputed, or with the
    lawyer, an agency or the insurer, or promised, cannot. Of what is expected of it later, the
    success rate comes at the end of the weeks; what is expected of it never is not counted on.

    Args:
        frame: The ledger's rows of the outlook's currency.
        ahead: What is expected of each open item.
        left_out: Ids of customers that cannot pay.
        success_rate: Share of those asked who pay at once.
        weeks: Weeks after which they have paid.
        contagion_rate: Share of what is expected that a shock takes from all of them.

    Raises:
        OutOfDomain: when a rate is not from 0 to 1, or weeks not from 1 to 13.
    """
    import numpy as np

    share(success_rate=success_rate, contagion_rate=contagion_rate)
    counted(WEEKS, weeks=weeks)
    owing = items(frame, ahead.as_of).filter(nw.col("open") > 0)
    due = owing.get_column("due").to_numpy().astype(np.int64)
    asked = ahead.dated & ~ahead.disputed & ~ahead.handed & (ahead.promised == 0)
    asked &= due <= ahead.as_of + DAYS_OF_A_WEEK * weeks
    rows = owing.select("customer_id", "customer").iter_rows()
    expected = ahead.expected
    sums: dict[str, list[float]] = {}
    names: dict[str, str] = {}
    for row, (customer_id, name) in enumerate(rows):
        if asked[row] and customer_id not in left_out:
            amounts = expected[row].tolist()
            before = sums.setdefault(customer_id, [0.0] * (WEEKS + 1))
            sums[customer_id] = [a + b for a, b in zip(before, amounts, strict=True)]
            names.setdefault(customer_id, name)
    rate = Fraction(repr(success_rate)) * (1 - Fraction(repr(contagion_rate)))
    found = (_collection(names[one], weeks_of, rate, weeks) for one, weeks_of in sums.items())
    return [measure for measure in found if measure.amount]


def _collection(name: str, expected: Sequence[float], rate: Fraction, weeks: int) -> Measure:
    place = weeks - 1
    change = [0] * (WEEKS + 1)
    money_days = 0
    for week in range(weeks, WEEKS + 1):
        moved = _floor(int(expected[week]), rate)
        change[week] -= moved
        change[place] += moved
        money_days += moved * DAYS_OF_A_WEEK * (week - place)
    amount = change[place]
    return Measure(
        "collect", name, amount, tuple(change[:WEEKS]), money_days / amount if amount else 0.0
    )


def suppliers(
    payments: Iterable[Payment], as_of: int, extension_days: int = EXTENSION_DAYS
) -> list[Measure]:
    """Suppliers to ask for longer terms: the flexible share of each payment goes so much later.

    Args:
        payments: What is to be paid; payments without flexibility are left alone.
        as_of: Serial number of the day; what is overdue would be paid in week 1.
        extension_days: Days where a payment does not say otherwise.
    """
    change: dict[str, list[int]] = defaultdict(lambda: [0] * (WEEKS + 1))
    amount: dict[str, int] = defaultdict(int)
    money_days: dict[str, int] = defaultdict(int)
    cost: dict[str, int] = defaultdict(int)
    for payment in payments:
        moved = _floor(payment.amount, Fraction(repr(payment.flexibility)))
        if not moved:
            continue
        days = extension_days if payment.days is None else payment.days
        due = max(payment.day, as_of + 1)
        change[payment.payee][week_of(due, as_of)] += moved
        change[payment.payee][week_of(due + days, as_of)] -= moved
        amount[payment.payee] += moved
        money_days[payment.payee] += moved * days
        cost[payment.payee] += payment.cost
    return [
        Measure(
            *("suppliers", name, amount[name], tuple(weeks[:WEEKS])),
            days_won=money_days[name] / amount[name],
            cost=cost[name],
        )
        for name, weeks in change.items()
    ]


def cuts(spending: Iterable[Spending]) -> list[Measure]:
    """Spending to cut: each week after the notice is saved; what is core is marked as such."""
    found = []
    for one in spending:
        saved = max(0, WEEKS - one.notice_weeks)
        change = (0,) * (WEEKS - saved) + (one.weekly,) * saved
        kind: Kind = "core" if one.core else "cut"
        found.append(Measure(kind, one.item, one.weekly * saved, change, cost=one.cost))
    return found


def _of_equals(measure: Measure) -> tuple[int, int, str, int]:
    money_weeks = sum(measure.gain)
    return -money_weeks, KINDS.index(measure.kind), measure.name, -measure.amount


def _most_effective(gains: Floats, closing: Sequence[int], floor: int) -> int:
    """The row of the measure that raises the lowest balance most; of equals the first."""
    import numpy as np

    cash = gains + np.array(closing, np.float64)
    lowest, missing = cash.min(axis=1), np.maximum(floor - cash, 0).sum(axis=1)
    return int(np.lexsort((missing, -lowest))[0])


def _step(course: Course, measure: Measure, closing: Sequence[int], *, needed: bool) -> Step:
    alone = min(_raised(course.closing, measure))
    lowest = min(closing)
    return Step(
        measure,
        alone - course.lowest,
        course.shortage - max(0, course.floor - alone),
        lowest,
        max(0, course.floor - lowest),
        needed,
    )


def _raised(closing: Sequence[int], measure: Measure) -> tuple[int, ...]:
    return tuple(cash + more for cash, more in zip(closing, measure.gain, strict=True))


def _missing(closing: Sequence[int], floor: int) -> int:
    """What the weeks are below the floor, added up."""
    return sum(max(0, floor - cash) for cash in closing)


def _floor(amount: int, rate: Fraction) -> int:
    return math.floor(amount * rate)
