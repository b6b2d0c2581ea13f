"""Cases from a firm's own ledger: what was known of a customer on a day, and what he did then.

An account (a customer in one currency) is bad when, within the horizon after the observation day,
an invoice becomes more than so many days late. An account that already has such an invoice on
the day is no case, as there is nothing left to foresee; nor is one that has no unpaid or later
invoice that could become so late within the horizon.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import narwhals as nw
from ledgerguard.ledger.portfolio import ACCOUNT, Frame
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.units import from_serial

from ledgerguard_score_scorecard.ledger_features import FEATURES, dated, features
from ledgerguard_score_scorecard.table import TableError

LABEL: Final = "late"
CUSTOMER: Final = "customer_id"
DAY: Final = "observed_on"

DEFAULT_DAYS: Final = 90
YEAR_DAYS: Final = 365


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is to be foreseen."""

    late_days: int = 30  # more than these
    horizon_days: int = 90
    history_days: int = 180  # of ledger before the first observation day

    @property
    def is_default(self) -> bool:
        """Whether it is default within a year: more than 90 days late within 365."""
        return self.late_days >= DEFAULT_DAYS and self.horizon_days == YEAR_DAYS

    @property
    def words(self) -> str:
        """The target in words."""
        return f"goes more than {self.late_days} days late within {self.horizon_days} days"


def observation_days(frame: Frame, outlook: Outlook, through: int) -> list[int]:
    """The month ends with enough ledger before them and the whole horizon up to ``through``."""
    issued = frame.filter(nw.col("issued") != NO_DAY).get_column("issued")
    if not len(issued):
        return []
    first = int(issued.min()) + outlook.history_days
    last = through - outlook.horizon_days
    return [day for day in range(first, last + 1) if from_serial(day + 1).day == 1]


def last_day(frame: Frame) -> int:
    """The last day that the ledger tells of: the last invoice or payment."""
    days = [frame.get_column(name).max() for name in ("issued", "paid_on")]
    return max((int(day) for day in days if day is not None), default=NO_DAY)


def cases(frame: Frame, outlook: Outlook, through: int | None = None) -> list[dict[str, str]]:
    """A labelled table: one row an account and month end.

    Args:
        frame: The ledger.
        outlook: What is to be foreseen.
        through: The last day that the ledger tells of as a serial number; None: that of its last
            invoice or payment.

    Raises:
        TableError: when the ledger is too short.
    """
    frame = dated(frame)
    end = last_day(frame) if through is None else through
    days = observation_days(frame, outlook, end)
    found = [row for day in days for row in _cases_of(frame, outlook, day)]
    if not found:
        raise TableError(
            f"the ledger must reach over {outlook.history_days} days and then "
            f"{outlook.horizon_days} more after a month end, got no such month end with an "
            "account whose invoices tell anything",
            hint="a longer ledger, or a shorter history or horizon",
        )
    return found


def outcomes(frame: Frame, outlook: Outlook, day: int) -> dict[tuple[str, str], bool]:
    """Whether each account that is a case was bad; the frame may be of any later day."""
    end = day + outlook.horizon_days
    seen: dict[tuple[str, str], bool] = {}
    already: set[tuple[str, str]] = set()
    positive = frame.filter((nw.col("amount") > 0) & (nw.col("due") != NO_DAY))
    for customer_id, currency, crosses, settled in _crossings(positive, outlook.late_days):
        account = (customer_id, currency)
        if crosses <= day:
            # Late already, unless it had been settled by then.
            if settled is None or settled > day:
                already.add(account)
        elif crosses <= end and (settled is None or settled > day):
            is_bad = settled is None or settled >= crosses
            seen[account] = seen.get(account, False) or is_bad
    return {account: bad for account, bad in seen.items() if account not in already}


def _crossings(frame: Frame, late_days: int) -> Iterator[tuple[str, str, int, int | None]]:
    """Account, first day on which an item is too late, and the day it was settled on."""
    names = (*ACCOUNT, "due", "amount", "paid", "paid_on")
    for customer_id, currency, due, amount, paid, paid_on in frame.select(*names).iter_rows():
        settled = int(paid_on) if paid >= amount and paid_on != NO_DAY else None
        yield customer_id, currency, int(due) + late_days + 1, settled


def _cases_of(frame: Frame, outlook: Outlook, day: int) -> Iterator[dict[str, str]]:
    told = features(frame, day)
    for account, bad in sorted(outcomes(frame, outlook, day).items()):
        if account in told:  # otherwise nothing was known of it on that day
            yield {
                CUSTOMER: account[0],
                "currency": account[1],
                DAY: from_serial(day).isoformat(),
                **{name: _cell(told[account][name]) for name in FEATURES},
                LABEL: str(int(bad)),
            }


def _cell(value: float | None) -> str:
    return "" if value is None else repr(value)


def written(rows: Sequence[dict[str, str]]) -> Iterable[list[str]]:
    """Rows as lines of a csv, the header first."""
    yield list(rows[0])
    for row in rows:
        yield list(row.values())
