"""Every customer and currency at a day: balance, DSO, payment behaviour and escalation stage."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import narwhals as nw

from ledgerguard.errors import LedgerguardError
from ledgerguard.formulas.escalation import Level
from ledgerguard.formulas.receivables import best_dso, dso
from ledgerguard.ledger.currency import to_major
from ledgerguard.ledger.lateness import HISTORY_DAYS, Lateness, lateness
from ledgerguard.ledger.portfolio import (
    ACCOUNT,
    Balance,
    Frame,
    balances_of,
    customer_names,
    items,
    known,
)
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.ledger.stages import AccountStage, account_stages


@dataclass(frozen=True, slots=True)
class CustomerSummary:
    """One customer in one currency; None where a figure cannot be computed."""

    balance: Balance
    dso: float | None
    best_dso: float | None
    lateness: Lateness | None  # None: nothing was settled during the year
    stage: AccountStage | None  # None: no item that a ladder applies to

    @property
    def overdue_share(self) -> float | None:
        """Overdue part of the positive open items: unapplied credits cannot push it above 1."""
        return self.balance.overdue / self.balance.owed if self.balance.owed else None


def summaries(
    frame: Frame,
    as_of: int,
    levels: Sequence[Level],
    *,
    grace_days: int = 0,
    period_days: int = 90,
) -> list[CustomerSummary]:
    """Who has anything open, or bought or paid within the year; the largest balance first."""
    opened, names = items(frame, as_of), customer_names(frame, as_of)
    dealings = _dealings(frame, as_of, period_days)
    late = lateness(frame, as_of)
    stages = account_stages(opened, as_of, levels, grace_days)
    owing = balances_of(opened, names)
    owing_accounts = {balance.account for balance in owing}
    settled = (
        _settled_balance(account, names)
        for account, (_, active) in dealings.items()
        if active and account not in owing_accounts
    )
    return [
        _summary(balance, dealings.get(balance.account, (0, 0))[0], period_days, late, stages)
        for balance in sorted([*owing, *settled], key=lambda b: (-b.open, *b.account))
    ]


def _dealings(frame: Frame, as_of: int, period_days: int) -> dict[tuple[str, str], tuple[int, int]]:
    """By account: net sales of the period, and 1 where a sale or payment falls into the year."""
    paid_on, one, zero = nw.col("paid_on"), nw.lit(1, nw.Int64), nw.lit(0, nw.Int64)
    year = max(as_of - HISTORY_DAYS, NO_DAY)  # NO_DAY is no day within any window
    paid = (nw.col("paid") != 0) & (paid_on > year) & (paid_on <= as_of)
    in_year = paid | (nw.col("issued") > year)
    in_period = nw.col("issued") > max(as_of - period_days, NO_DAY)
    grouped = (
        known(frame, as_of)
        .filter(in_year | in_period)
        .with_columns(
            sales=nw.when(in_period).then(nw.col("amount")).otherwise(zero),
            active=nw.when(in_year).then(one).otherwise(zero),
        )
        .group_by(*ACCOUNT)
        .agg(nw.col("sales").sum(), nw.col("active").max())
    )
    rows = grouped.select(*ACCOUNT, "sales", "active").iter_rows()
    return {(row[0], row[1]): (int(row[2]), int(row[3])) for row in rows}


def _settled_balance(account: tuple[str, str], names: Mapping[str, str]) -> Balance:
    customer_id, currency = account
    return Balance(customer_id, names[customer_id], currency, 0, 0, 0, 0, 0, 0, 0)


def _summary(
    balance: Balance,
    sales: int,
    period_days: int,
    late: Mapping[tuple[str, str], Lateness],
    stages: Mapping[tuple[str, str], AccountStage],
) -> CustomerSummary:
    def money(minor: int) -> float:
        return to_major(minor, balance.currency)

    not_due = balance.open - balance.overdue
    return CustomerSummary(
        balance,
        _if_computable(lambda: dso(money(balance.open), money(sales), period_days)),
        _if_computable(lambda: best_dso(money(not_due), money(sales), period_days)),
        late.get(balance.account),
        stages.get(balance.account),
    )


def _if_computable(compute: Callable[[], float]) -> float | None:
    try:
        return compute()
    except LedgerguardError:  # no sales, or credits that outweigh: the cell stays empty
        return None
