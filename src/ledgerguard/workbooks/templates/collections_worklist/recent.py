"""The rows of a ledger that a worklist needs: open ones, and paid ones that a promise may judge."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Final

import narwhals as nw

from ledgerguard.ledger.schema import NO_DAY, Ledger
from ledgerguard.units import Cell, serial
from ledgerguard.workbooks.template import Data

KEPT_DAYS: Final = 31
"""Invoices that were paid in full earlier are left out: they hold nothing to collect."""


def recent(data: Data) -> Data:
    """The data with a ledger of what is open or was paid lately.

    A payment counts as late as the first promise of the data, so that each can be judged.
    """
    if data.ledger is None or data.as_of is None:
        return data
    promises = data.tables.get("promises", ())
    said = [day for row in promises if (day := _day(row[2])) is not None]
    since = min([serial(data.as_of) - KEPT_DAYS, *said])
    return replace(data, ledger=_kept(data.ledger, since))


def _kept(ledger: Ledger, since: int) -> Ledger:
    settled = (
        (nw.col("amount") == nw.col("paid"))
        & (nw.col("paid_on") != NO_DAY)
        & (nw.col("paid_on") < since)
    )
    return replace(ledger, frame=ledger.frame.filter(~settled))


def _day(value: Cell | dt.date) -> int | None:
    if isinstance(value, dt.date):
        return serial(value)
    return int(value) if isinstance(value, int | float) else None
