"""What a back-test finds: for each policy its contacts, their timing, and the cover at stake."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ledgerguard.policy.schema import Wording


@dataclass(frozen=True, slots=True)
class LevelOutcome:
    """One level of a ladder in the replay, or a step that needs no ladder."""

    ladder: str
    level: int  # row of the ladder, or REPORT, STOP, CLAIM, STATEMENT
    kind: str
    action: Wording
    tasks: int  # put up at this level, each about one customer in one currency
    items: int  # that reached it
    median_days: float | None  # days past due of those items; below 0 before the due date
    mean_days: float | None
    paid_without: int  # items paid in the period for which it had not come yet


@dataclass(frozen=True, slots=True)
class CoverOutcome:
    """The insurer's clock in one currency; amounts are minor units of it.

    What counts are the insured items that were still open on their last day to report, where
    that day lies in the period. Cover is the open amount of that day times the insured rate.
    """

    currency: str
    items: int
    in_time: int
    late: int
    never: int  # until the end of the replay, or until it was paid
    kept: int
    lost: int
    lost_unpaid: int  # the part of it whose items are still open on the last day
    ladder_in_time: int  # items, had the ladder alone set the day of the report
    ladder_lost: int  # cover, likewise


@dataclass(frozen=True, slots=True)
class Busiest:
    """The customer with most contacts in one calendar month."""

    contacts: int
    customer_id: str
    customer: str
    month: str  # YYYY-MM


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one policy would have done in the period."""

    name: str
    version: str  # of the policy
    ladders: tuple[str, ...]
    runs: int
    contacts: int  # tasks of which the customer hears
    letters: int
    calls: int
    statements: int
    approvals: int
    to_insurer: int  # reports and claims
    customers: int  # touched by a contact
    items_heard: int  # items that any contact was about
    settled: int  # items that were paid in full in the period
    settled_unheard: int  # of these, before any contact
    spared: int  # contacts all of whose items were paid in full within SPARED_DAYS afterwards
    busiest: Busiest | None
    kinds: Mapping[str, int]  # tasks by kind
    months: Mapping[str, int]  # contacts by calendar month, those without any included
    levels: tuple[LevelOutcome, ...]
    cover: tuple[CoverOutcome, ...]  # by currency; none: nothing is insured


@dataclass(frozen=True, slots=True)
class Backtest:
    """History replayed under several policies."""

    first: int  # serial number of the first day that counts
    last: int
    every: int  # days between two runs
    warm_from: int  # from here on the replay runs, uncounted until ``first``
    items: int  # invoices that were open, or paid in full, on some day of the period
    disputed: int  # of these, called disputed by the ledger today
    outcomes: tuple[Outcome, ...]
