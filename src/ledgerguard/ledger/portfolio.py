"""The portfolio at a day, also a past one: which rows count then, what is open, who owes it.

Amounts are int64 minor units and days are integers, so every engine answers to the last unit.
A group is always a customer and a currency, or a currency: two currencies are never added.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import narwhals as nw

from ledgerguard.errors import InvalidValue, OutOfDomain
from ledgerguard.ledger.currency import code_of
from ledgerguard.ledger.engines.habits import EitherFrame, tells_extremes
from ledgerguard.ledger.engines.results import rows_of
from ledgerguard.ledger.engines.small import AnyFrame
from ledgerguard.ledger.measures import (
    LARGEST_FACTOR,
    LARGEST_TOTAL,
    Measure,
    added_up,
    in_32_bits,
    one_if,
    only,
)
from ledgerguard.ledger.recent import Frame as Frame
from ledgerguard.ledger.recent import kept_for_the_day
from ledgerguard.ledger.schema import NO_DAY

ACCOUNT: Final = ("customer_id", "currency")
"""What a balance belongs to: one customer in one currency."""


@dataclass(frozen=True, slots=True)
class Balance:
    """What one customer owes in one currency; amounts in minor units."""

    customer_id: str
    customer: str
    currency: str
    items: int  # open ones, credits included
    open: int  # net: positive open items and unapplied credits
    owed: int  # positive open items only
    overdue: int
    disputed: int
    unapplied: int  # 0 or negative: credit notes and overpayments
    oldest: int  # days past due of the oldest overdue item; 0 when nothing is overdue

    @property
    def account(self) -> tuple[str, str]:
        """The key of the balance."""
        return self.customer_id, self.currency


def currencies(frame: Frame) -> list[str]:
    """The currencies of the whole ledger, in alphabetical order."""
    return sorted(frame.get_column("currency").unique().to_list())


def in_currency(frame: Frame, currency: str | None) -> Frame:
    """All rows, or those of the one currency that is asked for."""
    if currency is None:
        return frame
    wanted, present = code_of(currency) or currency.strip().upper(), currencies(frame)
    if present and wanted not in present:
        raise InvalidValue(
            f"currency must be one of {_listed(present)}, got {currency!r}",
            hint="leave it blank for all currencies of the ledger",
        )
    return frame.filter(nw.col("currency") == wanted)


def in_one_currency(frame: Frame, currency: str | None) -> tuple[Frame, str]:
    """The rows of one currency and its name; blank will do when the ledger has only one."""
    chosen = in_currency(frame, currency)
    present = currencies(chosen)
    if len(present) > 1:
        raise InvalidValue(
            f"currency must be one of {_listed(present)}, got none",
            hint="amounts of different currencies are never added",
        )
    return chosen, present[0] if present else ""


def known(frame: AnyFrame, as_of: int) -> AnyFrame:
    """The rows that exist at ``as_of``; a row without invoice date exists at every date."""
    issued = nw.col("issued")
    return frame.filter((issued == NO_DAY) | (issued <= as_of))


def received(as_of: int) -> nw.Expr:
    """What is paid on each row at ``as_of``; a payment without a day counts at every date."""
    return only(nw.col("paid_on") <= as_of, nw.col("paid"))  # NO_DAY is smaller than any as_of


def opened(frame: AnyFrame, as_of: int) -> AnyFrame:
    """The rows that exist at ``as_of``, also settled ones, with what is open on each then.

    Adds ``open`` (signed), ``owed`` (its positive part), ``days_past_due`` (0 where no due date is
    known) and ``overdue``.
    """
    due, is_open = nw.col("due"), nw.col("open")
    return (
        known(frame, as_of)
        .with_columns(
            open=nw.col("amount") - received(as_of),
            days_past_due=only(due != NO_DAY, nw.lit(as_of, nw.Int64) - due),
        )
        .with_columns(owed=only(is_open > 0, is_open))
        .with_columns(overdue=only(nw.col("days_past_due") > 0, nw.col("owed")))
    )


@kept_for_the_day
def items(frame: Frame, as_of: int) -> Frame:
    """The open items at ``as_of``, with what is open on each and how late it is.

    Adds the columns of :func:`opened`, ``unapplied`` (the negative part of what is open) and
    ``disputed_owed``.
    """
    refuse_overflow(frame)
    return open_items(frame, as_of)


def open_items(frame: AnyFrame, as_of: int) -> AnyFrame:
    """The same of a frame of any engine; the caller has refused totals beyond 64 bits."""
    is_open = nw.col("open")
    return (
        opened(frame, as_of)
        .filter(is_open != 0)
        .with_columns(
            unapplied=only(is_open < 0, is_open),
            disputed_owed=only(nw.col("disputed") == 1, nw.col("owed")),
        )
    )


def balance_measures() -> list[Measure]:
    """What makes up a :class:`Balance`, over the columns of :func:`opened`."""
    is_open, owed, overdue = nw.col("open"), nw.col("owed"), nw.col("overdue")
    return [
        Measure("items", one_if(is_open != 0)),
        Measure("open", is_open),
        Measure("owed", owed),
        Measure("overdue", overdue),
        Measure("disputed", only(nw.col("disputed") == 1, owed)),
        Measure("unapplied", only(is_open < 0, is_open)),
        Measure("oldest", in_32_bits(only(overdue > 0, nw.col("days_past_due"))), "max"),
    ]


def balances(frame: Frame, as_of: int) -> list[Balance]:
    """Every customer and currency with an open item, the largest net balance first."""
    return balances_of(items(frame, as_of), customer_names(frame, as_of))


def balances_of(opened: Frame, names: Mapping[str, str]) -> list[Balance]:
    """The same, of open items and customer names that are at hand."""
    found = rows_of(added_up(opened, ACCOUNT, balance_measures()))
    balances = (Balance(row[0], names[row[0]], row[1], *map(int, row[2:])) for row in found)
    return sorted(balances, key=lambda b: (-b.open, *b.account))


@kept_for_the_day
def customer_names(frame: Frame, as_of: int) -> Mapping[str, str]:
    """One name for each customer: the most frequent spelling, the alphabetically first of equals.

    The order of rows must not decide, and several spellings of one name are common.
    """
    spellings = known(frame, as_of).group_by("customer_id", "customer").agg(nw.len().alias("n"))
    ranked = sorted(
        spellings.select("customer_id", "customer", "n").iter_rows(),
        key=lambda row: (-row[2], row[1]),
        reverse=True,
    )
    return MappingProxyType({row[0]: row[1] for row in ranked})


def refuse_overflow(frame: EitherFrame, columns: Sequence[str] = ("amount", "paid")) -> float:
    """Refuse amounts whose total does not fit into an int64, and answer what it is at most.

    The absolute amounts bound every subtotal, so one look at the whole frame covers all groups.

    Raises:
        OutOfDomain: naming the total.
    """
    if tells_extremes(frame):
        bound = _bound(frame, columns)
        if bound * LARGEST_FACTOR <= LARGEST_TOTAL:
            return bound
    sums = (nw.col(name).cast(nw.Float64).abs().sum() for name in columns)
    (totals,) = rows_of(frame.select(*sums))
    total = float(sum(found or 0.0 for found in totals))
    if total > LARGEST_TOTAL:
        raise OutOfDomain(
            f"the amounts of a ledger must add up to at most {LARGEST_TOTAL:.0e} minor units, "
            f"got {total:.3e}",
            hint="does a column of ids or dates stand where the amounts belong?",
        )
    return total


def _bound(frame: EitherFrame, columns: Sequence[str]) -> float:
    """At least the total: what it would be if all rows were as the largest."""
    ends = [getattr(nw.col(name), end)() for end in ("min", "max") for name in columns]
    ends = [end.alias(f"end_{number}") for number, end in enumerate(ends)]
    ((rows, *found),) = rows_of(frame.select(nw.len().alias("rows"), *ends))
    lows, highs = found[: len(columns)], found[len(columns) :]
    largest = (max(abs(low or 0), abs(high or 0)) for low, high in zip(lows, highs, strict=True))
    return float(rows) * sum(map(float, largest))


def _listed(present: Sequence[str]) -> str:
    return ", ".join(name or '"" (no currency named)' for name in present)
