"""What every row of a ledger changes, and in which month: one pass for all points of a history.

A balance is a step function of time. A row changes it when it is issued, when it is paid and when
it falls overdue, so the balance of every month end is a running total of changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import narwhals as nw

from ledgerguard.ledger.behaviour.months import FIRST_DAY, month_number
from ledgerguard.ledger.engines.engine import LazyFrame
from ledgerguard.ledger.engines.small import beside, computed_once
from ledgerguard.ledger.history.kinds import KINDS, LESS_LEFT, MORE_LEFT, RESTS, kind_of
from ledgerguard.ledger.measures import Measure, added_up, merged, only
from ledgerguard.ledger.portfolio import known
from ledgerguard.ledger.schema import LAST_DAY, NO_DAY

CHANGES: Final = ("open", "owed", "overdue", "sales", "sold")
"""Net receivables, positive items, overdue ones, sales of the window, sales of the month."""

_NEVER: Final = 1 << 20
_ALWAYS: Final = -1


def changes(frame: LazyFrame, keys: Sequence[str], days: Sequence[int], period: int) -> LazyFrame:
    """The changes of each key and month, added up: keys, ``month``, ``day`` and :data:`CHANGES`.

    A month has a row where something changes in it, or where one of the days lies in it: its
    ``day``, and 0 in all other months. By customer, months before its first row are left out.

    What was paid before the first of the days is taken as never having been open; a row without
    invoice date stands in a month before all others and is no sale.

    Args:
        frame: The canonical frame.
        keys: ``("currency",)`` or ACCOUNT.
        days: Rising month ends, the last one any day.
        period: Days of the sales window.
    """
    rows = computed_once(_placed(known(frame, days[-1]), keys, days, period))
    zero = nw.lit(0, nw.Int64)
    first = max(month_number(days[0]), 0)
    start = only(nw.col("enters") > first, nw.col("enters"), first)
    rows = rows.with_columns(
        start=start,
        entered_rest=nw.col("pays") <= start,
        fell=nw.col("late") <= start,
    )
    at_first = nw.col("entered_rest")
    positive = only(at_first, nw.col("rest_owed")) + only(~at_first, nw.col("owed_whole"))
    lost = nw.col("rest_owed") - nw.col("owed_whole")
    in_window = nw.col("leaves") > first
    dated = nw.col("enters") != _ALWAYS
    issued = rows.select(
        *keys,
        month=nw.col("enters"),
        open=only(at_first, nw.col("rest")) + only(~at_first, nw.col("amount")),
        owed=positive,
        overdue=only(nw.col("fell"), positive),
        sales=only(in_window & dated, nw.col("amount")),
        sold=only(dated, nw.col("amount")),
    )
    pays = rows.filter(~at_first & (nw.col("pays") < _NEVER)).select(
        *keys,
        month=nw.col("pays"),
        open=zero - nw.col("paid"),
        owed=lost,
        overdue=only(nw.col("fell") | (nw.col("late") < nw.col("pays")), lost),
        sales=zero,
        sold=zero,
    )
    when_late = only(nw.col("pays") <= nw.col("late"), nw.col("rest_owed")) + only(
        nw.col("pays") > nw.col("late"), nw.col("owed_whole")
    )
    late = (
        rows.filter(~nw.col("fell") & (nw.col("late") < _NEVER))
        .select(
            *keys,
            month=nw.col("late"),
            open=zero,
            owed=zero,
            overdue=when_late,
            sales=zero,
            sold=zero,
        )
        .filter(nw.col("overdue") != 0)
    )
    leaves = rows.filter(dated & in_window & (nw.col("leaves") < _NEVER)).select(
        *keys,
        month=nw.col("leaves"),
        open=zero,
        owed=zero,
        overdue=zero,
        sales=zero - nw.col("amount"),
        sold=zero,
    )
    spread: LazyFrame = nw.concat([issued, pays, late, leaves])
    asked = _asked(rows, keys, days).select(*keys, "month", *CHANGES, "day")
    every: LazyFrame = nw.concat([spread.with_columns(day=zero), asked])
    day = Measure("day", nw.col("day"), "max")
    return merged(every, (*keys, "month"), [day, *(Measure(n, nw.col(n)) for n in CHANGES)])


def _asked(rows: LazyFrame, keys: Sequence[str], days: Sequence[int]) -> LazyFrame:
    """A row for every key and day, which changes nothing and asks for the running totals."""
    months = beside(
        rows,
        {
            "month": [month_number(day) for day in days],
            "day": list(days),
            **{name: [0] * len(days) for name in CHANGES},
        },
        dict.fromkeys(("month", "day", *CHANGES), nw.Int64),
    )
    since = merged(
        rows.select(*keys, since=nw.col("enters")), keys, [Measure("since", nw.col("since"), "min")]
    )
    every = since.join(months, how="cross")
    # By customer, what was before its first row is left out anyway.
    return every.filter(nw.col("month") >= nw.col("since")) if len(keys) > 1 else every


def _placed(frame: LazyFrame, keys: Sequence[str], days: Sequence[int], period: int) -> LazyFrame:
    """Groups of rows that enter, are paid, fall overdue and leave the window in the same months.

    The months are looked up by the day and packed into one number with the kind of the row: a
    ledger of any size shrinks to few groups in one pass, and only they are spread over the months.
    """
    amount, paid = nw.col("amount"), nw.col("paid")
    calendar = _calendar(frame, days, period)
    day = nw.col("day")
    placed = (
        frame.select(*keys, "amount", "paid", "issued", "due", "paid_on")
        .join(calendar.select("enters", "leaves", issued=day), on="issued")
        .join(calendar.select(pays=nw.col("enters"), paid_on=day), on="paid_on")
        .join(calendar.select("late", due=day), on="due")
    )
    pays = only(paid != 0, nw.col("pays"), _code(_NEVER))
    months = ((nw.col("enters") * _CODES + pays) * _CODES + nw.col("late")) * _CODES
    packed = placed.select(
        *(*keys, "amount", "paid"),
        place=(months + nw.col("leaves")) * KINDS + kind_of(amount, paid),
    )
    sums = [Measure("amount", amount), Measure("paid", paid)]
    groups: LazyFrame = added_up(packed, (*keys, "place"), sums)
    place = nw.col("place")
    groups = groups.with_columns(kind=place % KINDS, place=place // KINDS)
    for name in ("leaves", "late", "pays"):
        groups = groups.with_columns(
            _month(place % _CODES).alias(name), (place // _CODES).alias("place")
        )
    groups = groups.with_columns(
        enters=_month(place),
        rest=amount - paid,
        sign=nw.col("kind") // RESTS - 1,
        left=nw.col("kind") % RESTS,
    )
    owing = (nw.col("left") == LESS_LEFT) | (nw.col("left") == MORE_LEFT)
    return groups.select(
        *(*keys, "amount", "paid", "rest", "enters", "pays", "late", "leaves"),
        owed_whole=only(nw.col("sign") > 0, amount),
        rest_owed=only(owing, nw.col("rest")),
    )


_CODES: Final = 1 << 12
"""More than the months of 1900 to 2099 and the two beyond them."""


def _code(month: int) -> int:
    return _CODES - 1 if month == _NEVER else month + 1


def _month(code: nw.Expr) -> nw.Expr:
    never = nw.lit(_NEVER, nw.Int64)
    return nw.when(code == _CODES - 1).then(never).otherwise(code - 1)


def _calendar(frame: LazyFrame, days: Sequence[int], period: int) -> LazyFrame:
    """Every day that a ledger may hold, with the months in which what it dates takes effect."""

    def month(day: int) -> int:
        if day > days[-1]:
            return _NEVER
        return month_number(day) if day >= FIRST_DAY else 0

    numbers = range(NO_DAY + 1, LAST_DAY + period + 2)
    months = [_code(month(day)) for day in numbers]
    count = LAST_DAY + 1
    columns = {
        "day": [NO_DAY, *range(count)],
        "enters": [_code(_ALWAYS), *months[:count]],
        "late": [_code(_NEVER), *months[1 : count + 1]],
        "leaves": [_code(_NEVER), *months[period : count + period]],
    }
    return beside(frame, columns, dict.fromkeys(columns, nw.Int64))
