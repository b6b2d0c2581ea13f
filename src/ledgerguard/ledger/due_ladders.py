"""The escalation stage of accounts on a ladder that counts from the due date alone.

Such a ladder is climbed in one order whatever the item, and the item that was due first is always
the furthest: an account stands where that one stands. So one minimum tells what takes two packed
maxima for any other ladder (see :mod:`ledgerguard.ledger.stages`), to the same result.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import narwhals as nw

from ledgerguard.formulas.escalation import Level
from ledgerguard.ledger.engines.small import AnyFrame
from ledgerguard.ledger.measures import Measure, in_32_bits, one_if, only
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.ledger.stages import CHASEABLE

_NO_ITEM: Final = 10_000_000
"""Later than any day: the first due date where no item can be chased."""


def days_from_due(levels: Sequence[Level], grace_days: int = 0) -> tuple[int, ...] | None:
    """The days from the due date to each level; None where another date decides, or no level is."""
    days: list[int] = []
    for level in levels:
        if level.counted_from == "due":
            days.append(grace_days + level.days)
        elif level.counted_from == "previous" and days:
            days.append(days[-1] + level.days)
        else:
            return None
    return tuple(days) or None


def due_measures(as_of: int, days: Sequence[int]) -> list[Measure]:
    """What tells the stage of a group of items, over the columns of :func:`portfolio.opened`."""
    due = nw.col("due")
    chased = CHASEABLE & (due <= as_of - min(days))
    return [
        Measure("first_due", in_32_bits(only(CHASEABLE, due, _NO_ITEM)), "min"),
        Measure("chased", only(chased, nw.col("owed"))),
        Measure("chased_items", one_if(chased)),
    ]


def stages_by_due(grouped: AnyFrame, as_of: int, days: Sequence[int]) -> AnyFrame:
    """The same columns as :func:`stages.stages_unpacked`, in place of ``first_due``."""
    due = nw.col("first_due")
    order = sorted(range(len(days)), key=lambda row: (days[row], row))
    told = {
        "stage": _number(0),
        "level": _number(0),
        "since": _number(NO_DAY),
        "next_level": _number(order[0] + 1),
        "next_on": due + days[order[0]],
    }
    for place, row in enumerate(order, 1):
        following = order[place] if place < len(order) else None
        reached = {
            "stage": _number(place),
            "level": _number(row + 1),
            "since": due + days[row],
            "next_level": _number(0 if following is None else following + 1),
            "next_on": _number(NO_DAY) if following is None else due + days[following],
        }
        fired = due <= as_of - days[row]
        told = {name: nw.when(fired).then(reached[name]).otherwise(told[name]) for name in told}
    nothing = {"since": NO_DAY, "next_on": NO_DAY}
    columns = {name: only(due < _NO_ITEM, told[name], nothing.get(name, 0)) for name in told}
    # Chased from before it was due, or late: the first due item is the oldest of those.
    oldest = only((due <= as_of - min(days)) & (due < as_of), _number(as_of) - due)
    names = [name for name in grouped.collect_schema().names() if name != "first_due"]
    return grouped.with_columns(**columns, chased_oldest=oldest).select(
        *names, *columns, "chased_oldest"
    )


def _number(number: int) -> nw.Expr:
    return nw.lit(number, nw.Int64)
