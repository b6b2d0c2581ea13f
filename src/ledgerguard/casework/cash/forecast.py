"""Receipts of the next thirteen weeks from the open items of a ledger, and what is lost of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import narwhals as nw

from ledgerguard.casework.cash.delays import LATEST, Curve, Delays, Rules, delays, observed
from ledgerguard.casework.cash.set_off import set_off
from ledgerguard.casework.cash.stages import (
    HANDED_DELAY_DAYS,
    Dunning,
    Stages,
    handed_curve,
    stages,
)
from ledgerguard.formulas.cashflow import DAYS_OF_A_WEEK, WEEKS
from ledgerguard.ledger.portfolio import Frame, in_one_currency, items
from ledgerguard.ledger.schema import NO_DAY

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from ledgerguard.casework.cash.delays import Floats, Integers, Mask, Observed

Line = Literal["week", "later", "loss", "credits", "undated"]

DEFAULT_AFTER: Final = 90
"""Days past due behind which an item may be lost: the presumption of default, IFRS 9 B5.5.37."""

LOSS_RATE: Final = 0.106
"""What is lost of items that get there: the rate above 90 days in IFRS 9, Example 12 (IE77)."""


@dataclass(frozen=True)
class Outlook:
    """The open items of one currency with what is expected of each; one row an item.

    ``by_history + by_policy`` over all weeks, plus ``loss``, is 1 for an item with a due date; all
    three are 0 for one without, of which nothing is expected at any time. What a customer has
    promised counts as history: it rests on no policy.
    """

    currency: str
    as_of: int
    rows: Integers  # row of the ledger
    owed: Integers  # minor units
    credited: Integers  # the part that unapplied credits of the same account cover, oldest first
    disputed: Mask
    overdue: Mask
    dated: Mask
    by_history: Floats  # shares of what is not credited: thirteen weeks and later
    by_policy: Floats  # the same, of what no history explains
    loss: Floats
    history: Delays
    handed: Mask  # with the lawyer, an agency or the insurer; none where no stages are asked for
    promised: Floats  # the share that rests on a promise

    @property
    def expected(self) -> Floats:
        """Receipts of each item by week, the last column later ones; minor units."""
        net = (self.owed - self.credited)[:, None]
        return net * (self.by_history + self.by_policy)


@dataclass(frozen=True, slots=True)
class Bucket:
    """One line of a forecast; amounts in minor units."""

    line: Line
    week: int  # 1 to 13; 0 for the other lines
    first: int  # serial numbers of its days; NO_DAY where there is none
    last: int
    amount: int
    disputed: int  # of which of disputed items
    overdue: int  # of which of items overdue today
    by_policy: int  # of which rests on the stressed delay and not on history


@dataclass(frozen=True, slots=True)
class Forecast:
    """Thirteen weeks, later receipts, loss, credits set off and undated items: they sum to owed."""

    currency: str
    as_of: int
    buckets: tuple[Bucket, ...]
    owed: int


def forecast(
    frame: Frame,
    as_of: int,
    currency: str | None = None,
    rules: Rules | None = None,
    loss_rate: float = LOSS_RATE,
    dunning: Dunning | None = None,
) -> Forecast:
    """The receipts of one currency, by week.

    Args:
        frame: The canonical frame of a ledger.
        as_of: Serial number of the day; week 1 begins on the next one.
        currency: The currency; may be left out when the ledger has only one.
        rules: How history is read; the packaged rules when left out.
        loss_rate: What is lost of an item that gets more than 90 days past due.
        dunning: Policy and log, where the stage of an item and promises are to count.

    Raises:
        InvalidValue: when the ledger has several currencies and none is given.
    """
    return summed(outlook(frame, as_of, currency, rules, loss_rate, dunning))


def outlook(
    frame: Frame,
    as_of: int,
    currency: str | None = None,
    rules: Rules | None = None,
    loss_rate: float = LOSS_RATE,
    dunning: Dunning | None = None,
) -> Outlook:
    """What is expected of each open item; the arguments are those of :func:`forecast`."""
    import numpy as np

    rules = rules or Rules()
    chosen, name = in_one_currency(frame, currency)
    history = delays(chosen, as_of, rules)
    opened = items(chosen, as_of)
    owing = opened.filter(nw.col("open") > 0)
    row, owed, due, flag = (
        owing.get_column(column).to_numpy().astype(np.int64)
        for column in ("row", "open", "due", "disputed")
    )
    shifts = map(history.shifts.get, owing.get_column("customer_id").to_list())
    shift = np.fromiter((days or 0 for days in shifts), np.int64, len(row))
    by_history, by_policy = np.zeros((2, len(row), WEEKS + 1))
    loss = np.zeros(len(row))
    dated, disputed = due != NO_DAY, flag == 1
    for curve, chosen_rows in ((history.ordinary, ~disputed), (history.disputed, disputed)):
        places = np.flatnonzero(chosen_rows & dated)
        shares = _shares(
            curve, due[places], shift[places], as_of, rules.stressed_delay_days, loss_rate
        )
        by_history[places], by_policy[places] = shares
        loss[places] = np.maximum(1 - shares[0].sum(axis=1) - shares[1].sum(axis=1), 0.0)
    handed, promised = np.zeros(len(row), bool), np.zeros(len(row))
    if dunning is not None:
        found = stages(frame, chosen, as_of, dunning)
        expected = (by_history, by_policy, loss)
        handed = found.handed & dated
        seen = observed(chosen, as_of, rules)
        _hand_over(seen, found, handed, due, as_of, loss_rate, *expected)
        promised = np.where(dated, found.promised, 0.0)
        _promise(found, promised, as_of, *expected)
    credited = set_off(opened, owing, owed, due)
    overdue = dated & (due < as_of)
    return Outlook(
        *(name, as_of, row, owed, credited, disputed, overdue, dated),
        *(by_history, by_policy, loss, history, handed, promised),
    )


def summed(items_ahead: Outlook) -> Forecast:
    """The lines of a forecast, whole minor units that sum to what is owed.

    Sums are rounded along the lines, so that no unit is lost; items are taken in four groups, by
    dispute and overdue, so that the parts of a line sum to the line as well.
    """
    import numpy as np

    ahead = items_ahead
    receipts = np.zeros((2, 2, WEEKS + 1, 2), object)  # disputed, overdue, week, by policy
    others = {line: np.zeros((2, 2), object) for line in ("loss", "credits", "undated")}
    net = ahead.owed - ahead.credited
    for disputed in (0, 1):
        for overdue in (0, 1):
            group = (ahead.disputed == disputed) & (ahead.overdue == overdue)
            dated = group & ahead.dated
            both = np.stack([ahead.by_history[dated], ahead.by_policy[dated]], axis=-1)
            sums = (net[dated, None, None] * both).sum(axis=0)
            whole = _rounded(sums.ravel(), int(net[dated].sum()), float(ahead.loss[dated].sum()))
            receipts[disputed, overdue] = np.array(whole[:-1], object).reshape(sums.shape)
            others["loss"][disputed, overdue] = whole[-1]
            others["credits"][disputed, overdue] = int(ahead.credited[group].sum())
            others["undated"][disputed, overdue] = int(net[group & ~ahead.dated].sum())
    buckets = [_bucket(week, ahead.as_of, receipts[:, :, week]) for week in range(WEEKS + 1)]
    lines: tuple[Line, ...] = ("loss", "credits", "undated")
    for line in lines:
        amount = others[line]
        parts = (int(amount.sum()), int(amount[1].sum()), int(amount[:, 1].sum()), 0)
        buckets.append(Bucket(line, 0, NO_DAY, NO_DAY, *parts))
    return Forecast(ahead.currency, ahead.as_of, tuple(buckets), int(ahead.owed.sum()))


def _hand_over(
    seen: Observed,
    found: Stages,
    handed: Mask,
    due: Integers,
    as_of: int,
    loss_rate: float,
    by_history: Floats,
    by_policy: Floats,
    loss: Floats,
) -> None:
    """Put the items that were handed over on a curve of their own, or on the firm's recoveries."""
    import numpy as np

    weeks = by_history.shape[1]
    for after in np.unique(found.after[handed]).tolist():
        places = np.flatnonzero(handed & (found.after == after))
        curve = handed_curve(seen, after)
        kept = found.recovered[places]
        if curve is None:
            by_history[places], by_policy[places] = 0.0, 0.0
            week = min((HANDED_DELAY_DAYS - 1) // DAYS_OF_A_WEEK, weeks - 1)
            by_policy[places, week] = kept
        else:
            none = np.zeros(len(places), np.int64)
            by_history[places], by_policy[places] = _shares(
                curve, due[places], none, as_of, HANDED_DELAY_DAYS, loss_rate, kept
            )
        came = by_history[places].sum(axis=1) + by_policy[places].sum(axis=1)
        loss[places] = np.maximum(1 - came, 0.0)


def _promise(
    found: Stages,
    promised: Floats,
    as_of: int,
    by_history: Floats,
    by_policy: Floats,
    loss: Floats,
) -> None:
    """Put what is promised on its day; the rest stays as it is."""
    import numpy as np

    places = np.flatnonzero(promised > 0)
    rest = 1 - promised[places]
    by_history[places] *= rest[:, None]
    by_policy[places] *= rest[:, None]
    loss[places] *= rest
    week = (found.promised_on[places] - as_of - 1) // DAYS_OF_A_WEEK
    by_history[places, np.clip(week, 0, WEEKS)] += promised[places]


def _shares(
    curve: Curve,
    due: Integers,
    shift: Integers,
    as_of: int,
    stressed: int,
    loss_rate: float,
    kept: Floats | None = None,
) -> tuple[Floats, Floats]:
    """Shares of each item by week, by what history knows and by policy; the rest is lost.

    ``kept`` is the share that is paid of what is later than all history; without it that is
    subject to the loss rate like anything else.
    """
    import numpy as np

    moved_due = due + shift  # on the curve, a customer's items fall due later by its shift
    age = as_of - moved_due
    default = np.maximum(due + DEFAULT_AFTER - moved_due, age)
    until_default = curve.paid_by(default, age)

    def received(days: Integers) -> Floats:
        """What has come in by a day; behind the day of default less of it does."""
        paid = curve.paid_by(days, age)
        early = np.where(days <= default, paid, until_default)
        return np.asarray(early + (1 - loss_rate) * (paid - early), np.float64)

    by_week = [received(age + DAYS_OF_A_WEEK * week) for week in range(WEEKS + 1)]
    by_history = np.diff(np.stack([*by_week, received(np.full_like(age, LATEST))], axis=1), axis=1)
    # What is later than all that history knows: the policy's delay after that day, or from now.
    on = np.maximum(moved_due + (curve.last or 0), as_of) + stressed
    left = 1 - curve.paid_by(np.full_like(age, LATEST), age)
    left *= np.where(on - due > DEFAULT_AFTER, 1 - loss_rate, 1.0) if kept is None else kept
    week = np.clip((on - as_of - 1) // DAYS_OF_A_WEEK, 0, WEEKS)
    by_policy = np.zeros_like(by_history)
    by_policy[np.arange(len(week)), week] = left
    return np.maximum(by_history, 0.0), by_policy


def _rounded(sums: npt.NDArray[np.float64], total: int, loss: float) -> list[int]:
    """Whole numbers with the same running sums, and what is left of the total as the last one."""
    running, whole = 0.0, [0]
    for amount in sums.tolist():
        running += amount
        whole.append(max(whole[-1], min(round(running), total)))
    if loss == 0:  # nothing is lost, so that the rest is noise of floats
        whole[-1] = total
    return [high - low for low, high in zip(whole, [*whole[1:], total], strict=True)]


def _bucket(week: int, as_of: int, amounts: npt.NDArray[np.object_]) -> Bucket:
    """One line of receipts: a week, or what comes later; amounts by dispute, overdue, policy."""
    first = as_of + 1 + DAYS_OF_A_WEEK * week
    parts = (amounts, amounts[1], amounts[:, 1], amounts[:, :, 1])
    sums = (int(part.sum()) for part in parts)
    if week == WEEKS:
        return Bucket("later", 0, first, NO_DAY, *sums)
    return Bucket("week", week + 1, first, first + DAYS_OF_A_WEEK - 1, *sums)
