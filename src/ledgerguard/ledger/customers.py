"""Every customer and currency at a day: balance, DSO, payment behaviour and escalation stage."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import narwhals as nw

from ledgerguard.formulas.aging import DEFAULT_EDGES
from ledgerguard.formulas.escalation import Level
from ledgerguard.ledger.aging import bucket_measures
from ledgerguard.ledger.due_ladders import days_from_due, due_measures, stages_by_due
from ledgerguard.ledger.engines.habits import keeps_a_bound
from ledgerguard.ledger.engines.small import AnyFrame, computed_once
from ledgerguard.ledger.lateness import (
    HISTORY_DAYS,
    Lateness,
    days_beyond_terms,
    lateness_measures,
    pay_index,
)
from ledgerguard.ledger.measures import LARGEST_TOTAL, Measure, added_up, only
from ledgerguard.ledger.portfolio import (
    ACCOUNT,
    Balance,
    Frame,
    balance_measures,
    known,
    opened,
    refuse_overflow,
)
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.ledger.stages import (
    STAGE_COLUMNS,
    AccountStage,
    account_stage,
    stage_measures,
    staged,
    stages_unpacked,
)

BALANCE_COLUMNS: Final = tuple(measure.name for measure in balance_measures())


@dataclass(frozen=True, slots=True)
class CustomerSummary:
    """One customer in one currency; None where a figure cannot be computed."""

    balance: Balance
    dso: float | None
    best_dso: float | None
    lateness: Lateness | None  # None: nothing was settled during the year
    stage: AccountStage

    @property
    def overdue_share(self) -> float | None:
        """Overdue part of the positive open items: unapplied credits cannot push it above 1."""
        return self.balance.overdue / self.balance.owed if self.balance.owed else None


def portfolio_table(
    frame: AnyFrame,
    as_of: int,
    levels: Sequence[Level],
    *,
    grace_days: int = 0,
    period_days: int = 90,
    edges: Sequence[float | None] = DEFAULT_EDGES,
    total: float = LARGEST_TOTAL,
    names: AnyFrame | None = None,
) -> AnyFrame:
    """Every customer and currency at a day, in one pass over a ledger of any size and engine.

    One row for who has anything open, or bought or paid within the year; in no order.

    Args:
        frame: The canonical frame.
        as_of: Serial number of the day.
        levels: The ladder.
        grace_days: Days added to every due date before the ladder counts.
        period_days: Length of the sales window in days.
        edges: Upper edges of the aging buckets, in days past due.
        total: What :func:`portfolio.refuse_overflow` answered for the frame, which it must have
            seen; smaller numbers make a shorter program.
        names: Each ``customer_id`` of the frame once, with the ``name`` that all of its rows have,
            where that is known, as cleaning knows it: half of the work is to choose among names.

    Returns:
        A frame with the columns, amounts in minor units, days as serial numbers or NO_DAY:

        - customer_id, customer (the most frequent spelling), currency
        - items (open ones), open (net), owed (positive items), overdue, disputed, unapplied
        - oldest: days past due of the oldest overdue item
        - bucket_0 and on, undated: the aging of what is owed
        - sales: net, of the period; dso, best_dso: null without sales or where credits outweigh
        - settled, late: invoices settled in full in the last 365 days, and late ones among them
        - mean_days_late (each counts once), days_beyond_terms, pay_index (by amount): null
          where nothing was settled
        - stage, level (row of the ladder, 0 none), since, next_level, next_on
        - chased, chased_items, chased_oldest: of the items at stage 1 or higher
    """
    # The last one, unapplied, is among the balances.
    buckets: list[Measure] = bucket_measures(as_of, edges=edges)[:-1]
    paid: list[Measure] = lateness_measures(as_of, total)
    days: Sequence[int] | None = days_from_due(levels, grace_days)
    measures: list[Measure] = [
        *(measure for measure in balance_measures() if measure.name not in _FROM_BUCKETS),
        *buckets,
        _sales(as_of, period_days),
        *paid,
        *(due_measures(as_of, days) if days else stage_measures()),
    ]
    # Rows long settled say nothing: without them most of the work falls away, and so do the
    # accounts that have no other rows. Said of the columns of the ledger, not of computed ones,
    # an engine can say it to the file.
    amount, is_paid = nw.col("amount"), nw.col("paid_on") <= as_of
    is_open = (is_paid & (amount != nw.col("paid"))) | (~is_paid & (amount != 0))
    matters = is_open | _active(as_of)
    rows = opened(frame.filter(matters), as_of)
    if days:
        accounts = stages_by_due(added_up(rows, ACCOUNT, measures, total), as_of, days)
    else:
        found = staged(rows, as_of, levels, grace_days)
        accounts = stages_unpacked(added_up(found, ACCOUNT, measures, total))
    if names is None:
        names = _names(known(frame, as_of))
        if keeps_a_bound(frame):
            names = computed_once(names)
    named = accounts.join(names, on="customer_id", how="left")
    settled = nw.col("settled")
    told = _with_sums_of(named, [bucket.name for bucket in buckets]).with_columns(
        **sales_outstanding(period_days),
        mean_days_late=_per(nw.col("delay"), settled),
        days_beyond_terms=nw.when(settled > 0).then(days_beyond_terms(paid)),
        pay_index=nw.when(settled > 0).then(pay_index(paid)),
    )
    return told.select(
        *("customer_id", nw.col("name").alias("customer"), "currency"),
        *("items", "open", "owed", "overdue", "disputed", "unapplied", "oldest"),
        *(bucket.name for bucket in buckets),
        *("sales", "dso", "best_dso", "settled", "late"),
        *("mean_days_late", "days_beyond_terms", "pay_index"),
        *STAGE_COLUMNS,
    )


def _active(as_of: int) -> nw.Expr:
    """Whether a sale or a payment falls into the year up to a day."""
    paid_on, year = nw.col("paid_on"), max(as_of - HISTORY_DAYS, NO_DAY)
    paid = (nw.col("paid") != 0) & (paid_on > year) & (paid_on <= as_of)
    return paid | (nw.col("issued") > year)  # NO_DAY is no day within any window


def _sales(as_of: int, period_days: int) -> Measure:
    """Net sales of the period."""
    in_period = nw.col("issued") > max(as_of - period_days, NO_DAY)
    return Measure("sales", only(in_period, nw.col("amount")))


_FROM_BUCKETS: Final = ("owed", "overdue", "unapplied")


def _with_sums_of(accounts: AnyFrame, buckets: Sequence[str]) -> AnyFrame:
    """What the aging tells already need not be added up from the rows again.

    Args:
        accounts: With ``open`` and the buckets.
        buckets: Their names: what is not overdue, what is, from the first edge on, and undated.
    """
    current, *overdue, undated = (nw.col(name) for name in buckets)
    return (
        accounts.with_columns(overdue=sum(overdue[1:], overdue[0]))
        .with_columns(owed=current + nw.col("overdue") + undated)
        .with_columns(unapplied=nw.col("open") - nw.col("owed"))
    )


def _names(rows: AnyFrame) -> AnyFrame:
    """One ``name`` for each customer, as :func:`portfolio.customer_names` chooses it."""
    counted = rows.group_by("customer_id", "customer").agg(nw.len().alias("rows"))
    # One text a spelling, the most frequent first: the smallest of them needs no window and no
    # join, for which DuckDB would count the rows once more.
    rank = (nw.lit(_FEWER, nw.Int64) - nw.col("rows").cast(nw.Int64)).cast(nw.String)
    ranked = counted.with_columns(ranked=nw.concat_str([rank, nw.col("customer")]))
    first = ranked.group_by("customer_id").agg(nw.col("ranked").min())
    return first.select("customer_id", name=nw.col("ranked").str.slice(len(str(_FEWER)) - 1))


_FEWER: Final = 10**15
"""Less any number of rows it has one digit less, always as many."""


def sales_outstanding(period_days: int) -> dict[str, nw.Expr]:
    """DSO and best possible DSO; minor units cancel out."""
    sales, is_open = nw.col("sales"), nw.col("open")

    def days(receivables: nw.Expr) -> nw.Expr:
        computable = (sales > 0) & (receivables >= 0)
        return nw.when(computable).then(_float(receivables) / _float(sales) * float(period_days))

    return {"dso": days(is_open), "best_dso": days(is_open - nw.col("overdue"))}


def _per(total: nw.Expr, count: nw.Expr) -> nw.Expr:
    return nw.when(count > 0).then(_float(total) / _float(count))


def _float(number: nw.Expr) -> nw.Expr:
    return number.cast(nw.Float64)


def summaries(
    frame: Frame,
    as_of: int,
    levels: Sequence[Level],
    *,
    grace_days: int = 0,
    period_days: int = 90,
) -> list[CustomerSummary]:
    """The same as records, the largest balance first."""
    found = portfolio_table(
        frame,
        as_of,
        levels,
        grace_days=grace_days,
        period_days=period_days,
        total=refuse_overflow(frame),
    )
    records = [_summary(row, levels) for row in found.iter_rows(named=True)]
    return sorted(records, key=lambda one: (-one.balance.open, *one.balance.account))


def _summary(row: Mapping[str, Any], levels: Sequence[Level]) -> CustomerSummary:
    balance = Balance(
        row["customer_id"],
        row["customer"],
        row["currency"],
        *(int(row[name]) for name in BALANCE_COLUMNS),
    )
    paid = Lateness(row["days_beyond_terms"], row["pay_index"]) if row["settled"] else None
    stage = account_stage(balance.account, [row[name] for name in STAGE_COLUMNS], levels)
    return CustomerSummary(balance, _known(row["dso"]), _known(row["best_dso"]), paid, stage)


def _known(figure: float | None) -> float | None:
    """None for what an engine has as null, or pandas as NaN."""
    return None if figure is None or math.isnan(figure) else figure
