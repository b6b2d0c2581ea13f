"""What a ledger tells of each account on a day, and nothing of what came after.

The same figures stand in training, in ``score-ledger`` and in a cell. All are measures of conduct
without a currency, so that accounts of two currencies can stand in one table.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

import narwhals as nw
from ledgerguard.casework.watch.score import warning_scores
from ledgerguard.casework.watch.series import SALES_DAYS, Account, picture
from ledgerguard.ledger.lateness import HISTORY_DAYS, lateness, settled_in_full
from ledgerguard.ledger.portfolio import ACCOUNT, Frame, known
from ledgerguard.ledger.schema import NO_DAY

FEATURES: Final[Mapping[str, str]] = {
    "expected_days_late": "Days late to be expected (warning score)",
    "days_beyond_terms": "Days beyond terms of the last year",
    "pay_index": "Pay index of the last year",
    "worst_days_late": "Days late of the worst payment of the last year",
    "late_share": "Share of invoices paid late in the last year",
    "invoices_paid": "Invoices paid in the last year",
    "overdue_share": "Overdue share of what is open",
    "oldest_days_overdue": "Days overdue of the oldest open item",
    "open_days_of_sales": "Open balance in days of sales (90 days)",
    "sales_trend": "Sales of 90 days over those of the 90 before",
}
"""The features and what they mean; one that cannot be computed is None.

The age of an account is none: in a ledger of a few years it tells the month, not the customer.
"""


def dated(frame: Frame) -> Frame:
    """Without rows whose payment has no day: nobody knows whether it was made before a day."""
    return frame.filter((nw.col("paid") == 0) | (nw.col("paid_on") != NO_DAY))


def known_at(frame: Frame, day: int) -> Frame:
    """The ledger as it stood at the end of a day.

    Later invoices are gone and later payments not yet made. A dispute has no day in a ledger, so
    that nobody is told of any. A row without invoice date exists at every day for the house; here
    it is left out, as it may have been written later.
    """
    later = nw.col("paid_on") > day
    zero, none = nw.lit(0, nw.Int64), nw.lit(NO_DAY, nw.Int64)
    return (
        dated(frame)
        .filter((nw.col("issued") != NO_DAY) & (nw.col("issued") <= day))
        .with_columns(
            paid=nw.when(later).then(zero).otherwise(nw.col("paid")),
            paid_on=nw.when(later).then(none).otherwise(nw.col("paid_on")),
            disputed=zero,
        )
    )


def features(frame: Frame, day: int) -> dict[Account, dict[str, float | None]]:
    """The features of every account with an invoice up to a day, by name."""
    then = known_at(frame, day)
    if not len(then):
        return {}
    points = picture(then, day, periods=1).accounts
    expected, late = warning_scores(then, day), lateness(then, day)
    paid = _paid(then, day)
    sales = {window: _sales(then, day, window) for window in (0, SALES_DAYS)}
    found: dict[Account, dict[str, float | None]] = {}
    for account in sorted(_accounts(then)):
        point = points[account][-1] if account in points else None
        delays = paid.get(account, [])
        conduct = late.get(account)
        before = sales[SALES_DAYS].get(account, 0)
        found[account] = {
            "expected_days_late": expected.get(account),
            "days_beyond_terms": conduct.days_beyond_terms if conduct else None,
            "pay_index": conduct.pay_index if conduct else None,
            "worst_days_late": float(max(delays)) if delays else None,
            "late_share": sum(one > 0 for one in delays) / len(delays) if delays else None,
            "invoices_paid": float(len(delays)),
            "overdue_share": point.overdue_share if point else None,
            "oldest_days_overdue": float(point.oldest) if point else 0.0,
            "open_days_of_sales": point.dso if point else None,
            "sales_trend": sales[0].get(account, 0) / before if before > 0 else None,
        }
    return found


def _paid(then: Frame, day: int) -> dict[Account, list[int]]:
    """Signed days late of what each account settled in full within the last year."""
    year = settled_in_full(then).filter(nw.col("paid_on") > day - HISTORY_DAYS)
    found: dict[Account, list[int]] = defaultdict(list)
    for customer_id, currency, delay in year.select(*ACCOUNT, "delay").iter_rows():
        found[customer_id, currency].append(int(delay))
    return dict(found)


def _accounts(then: Frame) -> set[Account]:
    return {(row[0], row[1]) for row in then.select(*ACCOUNT).unique().iter_rows()}


def _sales(then: Frame, day: int, back: int) -> dict[Account, int]:
    """Net sales of the 90 days that end so many days before a day."""
    end = day - back
    window = known(then, end).filter(nw.col("issued") > end - SALES_DAYS)
    return dict(_sums(window))


def _sums(frame: Frame) -> Iterator[tuple[Account, int]]:
    rows = frame.group_by(*ACCOUNT).agg(nw.col("amount").sum())
    for customer_id, currency, amount in rows.select(*ACCOUNT, "amount").iter_rows():
        yield (customer_id, currency), int(amount)
