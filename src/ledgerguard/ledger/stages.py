"""The escalation stage of open items and of customers: ``standing()`` for a whole ledger at once.

Each fired or coming level becomes one integer, ``day * LEVELS + row of the ladder``, so that the
latest or earliest level and its day are one maximum or minimum, with ties settled, on any engine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import narwhals as nw

from ledgerguard.errors import PolicyError
from ledgerguard.formulas.escalation import Level
from ledgerguard.ledger.portfolio import ACCOUNT, Frame
from ledgerguard.ledger.schema import NO_DAY

LEVELS: Final = 64
"""A ladder is shorter than this."""

_NEVER: Final = 10_000_000 * LEVELS  # beyond 31 December 9999: no further level is known


@dataclass(frozen=True, slots=True)
class AccountStage:
    """Where one customer stands in one currency: the highest stage of its undisputed items."""

    customer_id: str
    currency: str
    stage: int
    level: Level | None  # the level reached last; None at stage 0
    since: int  # the day on which the customer reached it, or NO_DAY
    next_level: Level | None
    next_on: int  # the first day on which an item of this stage goes further, or NO_DAY
    chased: int  # open amount of the items at stage 1 or higher, minor units
    chased_items: int
    oldest: int  # days past due of the oldest of those items; 0 when none is overdue

    @property
    def account(self) -> tuple[str, str]:
        """The key of the stage."""
        return self.customer_id, self.currency


def item_stages(opened: Frame, as_of: int, levels: Sequence[Level], grace_days: int = 0) -> Frame:
    """Those of the open items that a ladder applies to, with their stage, last and next level.

    Credits, disputed items (frozen) and items without a due date are left out. Adds ``stage``,
    ``reached`` and ``coming``: a level's day * LEVELS + its row, counted from 1; ``reached`` is 0
    at stage 0. Where ``standing()`` cannot tell for want of a delivery date, the stage is 0 and
    the coming level unknown.
    """
    if len(levels) >= LEVELS:
        raise PolicyError(
            f"a ladder must have fewer than {LEVELS} levels, got {len(levels)}",
            hint="merge levels that are less than a day's work apart",
        )
    chaseable = opened.filter(
        (nw.col("owed") > 0) & (nw.col("disputed") == 0) & (nw.col("due") != NO_DAY)
    )
    by_date = _by_date(levels, as_of, grace_days)
    if all(level.counted_from == "due" for level in levels):
        return chaseable.with_columns(**by_date)
    by_row = _by_row(levels, as_of, grace_days)
    told = nw.col("delivered") != NO_DAY
    return chaseable.with_columns(
        **{name: nw.when(told).then(by_date[name]).otherwise(by_row[name]) for name in by_date}
    )


def account_stages(
    opened: Frame, as_of: int, levels: Sequence[Level], grace_days: int = 0
) -> dict[tuple[str, str], AccountStage]:
    """The stage of every customer and currency with an open item that the ladder applies to."""
    staged = item_stages(opened, as_of, levels, grace_days).with_columns(
        since=nw.col("reached") // LEVELS, row=nw.col("reached") % LEVELS
    )
    grouped = staged.group_by(*ACCOUNT, "stage", "row").agg(
        nw.col("since").min(),
        nw.col("coming").min(),
        nw.col("owed").sum(),
        nw.len().alias("items"),
        nw.col("days_past_due").max(),
    )
    names = (*ACCOUNT, "stage", "row", "since", "coming", "owed", "items", "days_past_due")
    groups: dict[tuple[str, str], list[tuple[int, ...]]] = {}
    for row in grouped.select(*names).iter_rows():
        groups.setdefault((row[0], row[1]), []).append(tuple(map(int, row[2:])))
    return {account: _account(account, found, levels) for account, found in groups.items()}


def _account(
    account: tuple[str, str], groups: Sequence[tuple[int, ...]], levels: Sequence[Level]
) -> AccountStage:
    stage, row, since, coming, *_ = max(groups)
    chased = [group for group in groups if group[0] > 0]
    next_row = coming % LEVELS
    return AccountStage(
        *account,
        stage=stage,
        level=levels[row - 1] if row else None,
        since=since if row else NO_DAY,
        next_level=levels[next_row - 1] if next_row else None,
        next_on=coming // LEVELS if next_row else NO_DAY,
        chased=sum(group[4] for group in chased),
        chased_items=sum(group[5] for group in chased),
        oldest=max([0, *(group[6] for group in chased)]),
    )


def _by_date(levels: Sequence[Level], as_of: int, grace_days: int) -> dict[str, nw.Expr]:
    """Stage, last and next level when every level's day is known: they fire in date order."""
    zero, one, never = (nw.lit(number, nw.Int64) for number in (0, 1, _NEVER))
    codes = [_code(levels, row, grace_days) for row in range(1, len(levels) + 1)]
    fired = [_day(level, grace_days) <= as_of for level in levels]
    ladder = list(zip(fired, codes, strict=True))
    return {
        "stage": nw.sum_horizontal(*(nw.when(f).then(one).otherwise(zero) for f in fired)),
        "reached": nw.max_horizontal(*(nw.when(f).then(c).otherwise(zero) for f, c in ladder)),
        "coming": nw.min_horizontal(*(nw.when(f).then(never).otherwise(c) for f, c in ladder)),
    }


def _by_row(levels: Sequence[Level], as_of: int, grace_days: int) -> dict[str, nw.Expr]:
    """The same without a delivery date: in the order of the ladder, told by its due levels."""
    never = nw.lit(_NEVER, nw.Int64)

    def after(row: int) -> nw.Expr:
        follows = row < len(levels) and levels[row].counted_from == "due"
        return _code(levels, row + 1, grace_days) if follows else never

    stage, reached, coming = nw.lit(0, nw.Int64), nw.lit(0, nw.Int64), after(0)
    for row, level in enumerate(levels, 1):
        if level.counted_from == "due":
            fired = _day(level, grace_days) <= as_of
            stage = nw.when(fired).then(nw.lit(row, nw.Int64)).otherwise(stage)
            reached = nw.when(fired).then(_code(levels, row, grace_days)).otherwise(reached)
            coming = nw.when(fired).then(after(row)).otherwise(coming)
    return {"stage": stage, "reached": reached, "coming": coming}


def _day(level: Level, grace_days: int) -> nw.Expr:
    if level.counted_from == "due":
        return nw.col("due") + (grace_days + level.days)
    return nw.col("delivered") + level.days


def _code(levels: Sequence[Level], row: int, grace_days: int) -> nw.Expr:
    return _day(levels[row - 1], grace_days) * LEVELS + row
