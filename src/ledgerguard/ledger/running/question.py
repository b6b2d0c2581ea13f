"""What a run is asked, and the tables that answer it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from ledgerguard.errors import InvalidValue
from ledgerguard.formulas.aging import DEFAULT_EDGES
from ledgerguard.formulas.escalation import Level
from ledgerguard.ledger.calendar import month_points
from ledgerguard.ledger.engines.engine import LazyFrame
from ledgerguard.ledger.measures import LARGEST_TOTAL


@dataclass(frozen=True)
class Question:
    """From which day one looks, and how."""

    as_of: int  # serial number
    levels: Sequence[Level]
    grace_days: int = 0
    period_days: int = 90
    months: int = 36  # of a history, the day itself among them
    edges: Sequence[float | None] = DEFAULT_EDGES
    top: int = 100  # of the largest exposures of each currency
    least: int = 0  # minor units: smaller open items are left out of the worklist

    @cached_property
    def days(self) -> list[int]:
        """The month ends of a history, the last one the day itself."""
        return month_points(self.as_of, self.months)


@dataclass(frozen=True)
class Ledgers:
    """One ledger in the two shapes that tables ask for."""

    at_day: LazyFrame  # at the question's day: counts of invoices are right
    over_time: LazyFrame  # sums are right at every day, also where payments came in parts
    total: float = LARGEST_TOTAL  # what portfolio.refuse_overflow answered
    names: LazyFrame | None = None  # of customers, where each is known to have one: Cleaned.names


@dataclass(frozen=True)
class NamedTable:
    """A table by name: what it holds, how it is computed, and what its columns are."""

    says: str
    compute: Callable[[Ledgers, Question], LazyFrame]
    money: Sequence[str] = ()
    days: Sequence[str] = ()
    by_account: bool = False  # its rows say something of one customer, of whose items alone
    order: Sequence[str] = ()  # of the rows that people read; "-open": the largest first


def _customers(ledgers: Ledgers, question: Question) -> LazyFrame:
    from ledgerguard.ledger.customers import portfolio_table

    return portfolio_table(
        ledgers.at_day,
        question.as_of,
        question.levels,
        grace_days=question.grace_days,
        period_days=question.period_days,
        edges=question.edges,
        total=ledgers.total,
        names=ledgers.names,
    )


def _aging(ledgers: Ledgers, question: Question) -> LazyFrame:
    from ledgerguard.ledger.aging import aging_table

    return aging_table(ledgers.at_day, question.as_of, edges=question.edges)


def _customer_aging(ledgers: Ledgers, question: Question) -> LazyFrame:
    from ledgerguard.ledger.aging import aging_table

    return aging_table(ledgers.at_day, question.as_of, by="customer", edges=question.edges)


def _aging_history(ledgers: Ledgers, question: Question) -> LazyFrame:
    from ledgerguard.ledger.history.agings import aging_history

    return aging_history(ledgers.over_time, question.days, edges=question.edges)


def _customer_aging_history(ledgers: Ledgers, question: Question) -> LazyFrame:
    from ledgerguard.ledger.history.agings import aging_history

    return aging_history(ledgers.over_time, question.days, by="customer", edges=question.edges)


def _dso_history(ledgers: Ledgers, question: Question) -> LazyFrame:
    from ledgerguard.ledger.behaviour.dso_history import dso_history

    return dso_history(
        ledgers.over_time, question.days, period_days=question.period_days, total=ledgers.total
    )


def _customer_dso_history(ledgers: Ledgers, question: Question) -> LazyFrame:
    from ledgerguard.ledger.behaviour.dso_history import dso_history

    return dso_history(
        ledgers.over_time,
        question.days,
        by="customer",
        period_days=question.period_days,
        total=ledgers.total,
    )


def _roll_rates(ledgers: Ledgers, question: Question) -> LazyFrame:
    from ledgerguard.ledger.history.rolls import bucket_moves, roll_rates

    return roll_rates(bucket_moves(ledgers.over_time, question.days, edges=question.edges))


def _moves(ledgers: Ledgers, question: Question) -> LazyFrame:
    from ledgerguard.ledger.history.rolls import bucket_moves

    return bucket_moves(ledgers.over_time, question.days, edges=question.edges)


def _delays(ledgers: Ledgers, question: Question) -> LazyFrame:
    from ledgerguard.ledger.behaviour.delays import delay_distribution

    return delay_distribution(ledgers.at_day, question.as_of, by="customer", total=ledgers.total)


def _delay_histogram(ledgers: Ledgers, question: Question) -> LazyFrame:
    from ledgerguard.ledger.behaviour.delays import delay_histogram

    return delay_histogram(ledgers.at_day, question.as_of, total=ledgers.total)


def _concentration(ledgers: Ledgers, question: Question) -> LazyFrame:
    from ledgerguard.ledger.behaviour.concentration import concentration

    return concentration(ledgers.at_day, question.as_of, total=ledgers.total)


def _exposure(ledgers: Ledgers, question: Question) -> LazyFrame:
    from ledgerguard.ledger.exposure import exposure_table

    return exposure_table(_customers(ledgers, question), question.top)


def _worklist(ledgers: Ledgers, question: Question) -> LazyFrame:
    from ledgerguard.ledger.chasing import chasing_table

    return chasing_table(
        ledgers.at_day,
        question.as_of,
        question.levels,
        grace_days=question.grace_days,
        least=question.least,
    )


_BALANCES: Final = ("open", "owed", "overdue", "disputed", "unapplied", "undated", "total")
_STAGE_DAYS: Final = ("since", "next_on")

TABLES: Final[Mapping[str, NamedTable]] = {
    "customers": NamedTable(
        "every customer: balance, aging, DSO, lateness, stage",
        _customers,
        (*_BALANCES, "sales", "chased"),
        _STAGE_DAYS,
        by_account=True,
        order=("-open", "customer_id", "currency"),
    ),
    "aging": NamedTable(
        "the aging of each currency",
        _aging,
        _BALANCES,
        order=("currency",),
    ),
    "customer-aging": NamedTable(
        "the aging of each customer",
        _customer_aging,
        _BALANCES,
        by_account=True,
        order=("-total", "customer_id", "currency"),
    ),
    "aging-history": NamedTable(
        "the aging of each currency, month by month",
        _aging_history,
        _BALANCES,
        ("day",),
        order=("currency", "day"),
    ),
    "customer-aging-history": NamedTable(
        "the aging of each customer, month by month",
        _customer_aging_history,
        _BALANCES,
        ("day",),
        by_account=True,
        order=("customer_id", "currency", "day"),
    ),
    "dso-history": NamedTable(
        "DSO simple, count-back and best possible, month by month",
        _dso_history,
        ("receivables", "owed", "overdue", "sales"),
        ("day",),
        order=("currency", "day"),
    ),
    "customer-dso-history": NamedTable(
        "the same for each customer",
        _customer_dso_history,
        ("receivables", "owed", "overdue", "sales"),
        ("day",),
        by_account=True,
        order=("customer_id", "currency", "day"),
    ),
    "roll-rates": NamedTable(
        "what rolled from bucket to bucket, month by month",
        _roll_rates,
        ("balance", "rolled", "stayed", "cured", "paid"),
        ("day",),
        order=("currency", "day", "bucket"),
    ),
    "bucket-moves": NamedTable(
        "every move between two buckets, month by month",
        _moves,
        ("amount",),
        ("day",),
        order=("currency", "day", "from_bucket", "to_bucket"),
    ),
    "delays": NamedTable(
        "how late each customer pays: mean and quantiles",
        _delays,
        ("amount",),
        by_account=True,
        order=("-amount", "customer_id", "currency"),
    ),
    "delay-histogram": NamedTable(
        "invoices by days late",
        _delay_histogram,
        ("amount",),
        order=("currency", "days"),
    ),
    "concentration": NamedTable(
        "how much hangs on the largest customers",
        _concentration,
        ("owed",),
        order=("currency",),
    ),
    "exposure": NamedTable(
        "the largest customers and their shares",
        _exposure,
        ("open", "overdue"),
        order=("currency", "rank"),
    ),
    "worklist": NamedTable(
        "every open item to be chased, with its stage",
        _worklist,
        ("open",),
        ("issued", "due", *_STAGE_DAYS),
        order=("-stage", "-open", "customer_id", "invoice"),
    ),
}
"""The tables that a run can write, by name."""

USUAL: Final = (
    *("customers", "aging", "aging-history", "dso-history", "roll-rates"),
    *("delays", "concentration", "exposure", "worklist"),
)
"""Those that it writes unless told otherwise."""


def named(names: Sequence[str]) -> tuple[str, ...]:
    """The names of tables, each once.

    Raises:
        InvalidValue: when there is no such table.
    """
    for name in names:
        if name not in TABLES:
            raise InvalidValue(f"a table must be one of {', '.join(TABLES)}, got {name!r}")
    return tuple(dict.fromkeys(names)) or USUAL


def money_columns(name: str, columns: Sequence[str]) -> list[str]:
    """The columns of a table that hold money, the buckets among them."""
    money = TABLES[name].money
    buckets = "undated" in money
    return [c for c in columns if c in money or (buckets and c.startswith("bucket_"))]


def key_of(question: Question) -> dict[str, Any]:
    """The question in plain values, for fingerprints."""
    return {
        "as_of": question.as_of,
        "levels": [repr(level) for level in question.levels],
        "grace_days": question.grace_days,
        "period_days": question.period_days,
        "months": question.months,
        "edges": list(question.edges),
        "top": question.top,
        "least": question.least,
    }
