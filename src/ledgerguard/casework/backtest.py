"""History replayed under several policies, to see what each would have done.

For each day of the period the ledger is looked at as it was known on that day: invoices issued by
then, payments arrived by then. Every task counts as done on the day on which it is put up. What
a replay cannot know is told in :mod:`~ledgerguard.casework.backtest_words`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ledgerguard.casework.backtest_counts import outcome
from ledgerguard.casework.backtest_records import Backtest
from ledgerguard.casework.backtest_replay import Book, replay
from ledgerguard.errors import InvalidValue, OutOfDomain
from ledgerguard.ledger.portfolio import Frame
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.calendars import open_days
from ledgerguard.policy.firm import Policy
from ledgerguard.units import from_serial

YEAR: Final = 365
WARM_UP_DAYS: Final = 30
"""So long the replay runs before the first day that counts: pauses and gaps are settled then."""


def period(frame: Frame, first: int | None = None, last: int | None = None) -> tuple[int, int]:
    """The days from and to; where they are left out, the last 12 months that the ledger knows.

    The last day is that of the newest invoice or payment, for nothing is known of later ones. The
    first one is never before the first invoice.

    Raises:
        InvalidValue: when the ledger names no day at all.
        OutOfDomain: when the period ends before it begins.
    """
    issued = [day for day in frame.get_column("issued").to_list() if day != NO_DAY]
    paid = [day for day in frame.get_column("paid_on").to_list() if day != NO_DAY]
    if not issued and (first is None or last is None):
        raise InvalidValue(
            "the ledger must have invoice dates, got none",
            hint="name the period: --from and --to",
        )
    if last is None:
        last = max([*issued, *paid])
    if first is None:
        first = max(min(issued), last - YEAR + 1) if min(issued) <= last else last - YEAR + 1
    if last < first:
        raise OutOfDomain(
            f"the period must not end before it begins, got {from_serial(first)} to "
            f"{from_serial(last)}"
        )
    return first, last


def backtest(
    frame: Frame,
    policies: Mapping[str, Policy],
    first: int,
    last: int,
    *,
    every: int = 1,
    business_days: bool = False,
) -> Backtest:
    """Replay a period under each policy.

    Args:
        frame: The canonical frame of a ledger.
        policies: Policies by what they are called.
        first: Serial number of the first day that counts.
        last: Serial number of the last day.
        every: Days between two runs.
        business_days: Leave out the days on which a policy's own calendar is closed.

    Raises:
        InvalidValue: when there is no policy, or no invoice that was open in the period.
        OutOfDomain: when every is below 1, or the period ends before it begins.
    """
    if not policies:
        raise InvalidValue("policies must hold one policy at least, got none")
    if every < 1:
        raise OutOfDomain(f"every must be 1 or more, got {every}")
    first, last = period(frame, first, last)
    book = Book(frame, last)
    columns = book.columns
    open_then = (columns["issued"] <= last) & (book.settled_on >= first) & (columns["amount"] > 0)
    if not open_then.any():
        raise InvalidValue(
            f"the ledger must hold an invoice that was open between {from_serial(first)} and "
            f"{from_serial(last)}, got none",
            hint="name another period: --from and --to",
        )
    warm_from = first - every * -(-WARM_UP_DAYS // every)
    outcomes = []
    for name, policy in policies.items():
        days = list(range(warm_from, last + 1, every))
        if business_days:
            is_open = open_days(policy.settings().calendar or None)
            days = [day for day in days if is_open(from_serial(day))]
        trace = replay(book, policy, days, first)
        outcomes.append(outcome(name, book, policy, trace, first, last))
    disputed = int((columns["disputed"][open_then] == 1).sum())
    return Backtest(first, last, every, warm_from, int(open_then.sum()), disputed, tuple(outcomes))
