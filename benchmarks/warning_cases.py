"""Origins, what was known then, and what the customers did in the 90 days after.

The outcome is chosen by the nature of the data, before anything was scored. Of 2,466 invoices 8
were paid more than 30 days late: too few to tell anything. 7 % were paid more than 15 days late, by
47 of 100 customers, and that is what hurts: so a customer did badly when an invoice that was not
yet due at the origin was still unpaid 16 days after its due date, within the 90 days. The second
outcome asks the milder question: were those invoices late on average, early payments netted?

A dispute is a flag without a day in these data. Nobody knows whether it was raised before an
origin, so that nobody is told of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import narwhals as nw

from ledgerguard.casework.watch.series import Account
from ledgerguard.ledger.portfolio import ACCOUNT, Frame
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.units import from_serial

WINDOW_DAYS: Final = 90
LATE_DAYS: Final = 15
HISTORY_MONTHS: Final = 6

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one account did in the window after an origin."""

    late: bool  # an invoice went more than 15 days past due
    late_on_average: bool


def origins(frame: Frame) -> list[int]:
    """The month ends with half a year of ledger before them and 90 days of payments after."""
    first = int(frame.get_column("issued").min())
    last = int(frame.get_column("paid_on").max()) - WINDOW_DAYS
    ends = [day for day in range(first, last + 1) if from_serial(day + 1).day == 1]
    return ends[HISTORY_MONTHS - 1 :] if from_serial(first).day <= 5 else ends[HISTORY_MONTHS:]


def halves(days: Sequence[int]) -> tuple[list[int], list[int]]:
    """The origins to choose by and those to report.

    The first half is for choosing; of it only origins count whose 90 days are over when the second
    half begins: at that day nobody could have chosen by the others.
    """
    later = list(days[len(days) // 2 :])
    return [day for day in days[: len(days) // 2] if day + WINDOW_DAYS <= later[0]], later


def known_at(frame: Frame, origin: int) -> Frame:
    """The ledger as it stood at an origin: later invoices are gone, later payments not yet made."""
    later = nw.col("paid_on") > origin
    return frame.filter(nw.col("issued") <= origin).with_columns(
        paid=nw.when(later).then(nw.lit(0, nw.Int64)).otherwise(nw.col("paid")),
        paid_on=nw.when(later).then(nw.lit(NO_DAY, nw.Int64)).otherwise(nw.col("paid_on")),
        disputed=nw.lit(0, nw.Int64),
    )


def outcomes(frame: Frame, origin: int) -> dict[Account, Outcome]:
    """What accounts did with invoices that fall due after an origin, seen from 90 days later.

    Only invoices that can be 16 days past due within the window: others would always be good.
    """
    end = origin + WINDOW_DAYS
    due = frame.filter((nw.col("due") > origin) & (nw.col("due") + LATE_DAYS + 1 <= end))
    delays: dict[Account, list[int]] = {}
    for customer_id, currency, falls_due, paid_on in due.select(
        *ACCOUNT, "due", "paid_on"
    ).iter_rows():
        seen = paid_on if NO_DAY < paid_on <= end else end
        delays.setdefault((customer_id, currency), []).append(int(seen - falls_due))
    return {
        account: Outcome(max(days) > LATE_DAYS, sum(days) / len(days) > 0)
        for account, days in delays.items()
    }
