"""The days that the insurance policy sets for an overdue item."""

from __future__ import annotations

import datetime as dt
from typing import Any

import attrs

from ledgerguard.casework.nodes.insured_days import Deadlines, deadlines
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.firm import load_policy
from ledgerguard.policy.insurance_file import InsuranceEntry
from ledgerguard.units import serial

DUE = serial(dt.date(2026, 3, 2))
FIFTEEN = load_policy().insurances["report-fifteen"]


def on(year: int, month: int, day: int) -> int:
    return serial(dt.date(year, month, day))


def terms(**more: Any) -> InsuranceEntry:
    return attrs.evolve(FIFTEEN, **more)


def test_the_days_of_a_policy_by_hand() -> None:
    # Reported within 15 days, deliveries stop on that day; claimed after 5 and before 8 months.
    assert deadlines(FIFTEEN, DUE, DUE - 30, NO_DAY) == Deadlines(
        on(2026, 3, 17), on(2026, 3, 17), on(2026, 8, 2), on(2026, 11, 2)
    )


def test_a_waiting_time_that_counts_from_the_report_waits_for_it() -> None:
    entry = terms(waiting_from="report")
    assert deadlines(entry, DUE, DUE - 30, on(2026, 3, 10)).claim_from == on(2026, 8, 10)
    # Not reported: two days before it is too late.
    assert deadlines(entry, DUE, DUE - 30, NO_DAY).claim_from == on(2026, 10, 31)


def test_without_a_waiting_time_the_claim_is_put_up_shortly_before_its_last_day() -> None:
    assert deadlines(terms(waiting_period=None), DUE, DUE - 30, NO_DAY).claim_from == on(
        2026, 10, 31
    )
    long = terms(waiting_period="8 months")
    assert deadlines(long, DUE, DUE - 30, NO_DAY).claim_from == on(2026, 10, 31)


def test_a_policy_without_a_filing_period_sets_no_day_for_the_claim() -> None:
    found = deadlines(terms(filing_period=None), DUE, DUE - 30, NO_DAY)
    assert (found.claim_from, found.claim_by) == (NO_DAY, NO_DAY)


def test_what_counts_from_an_unknown_invoice_date_is_undated_and_the_claim_is_not() -> None:
    entry = load_policy().insurances["invoice-based"]
    found = deadlines(entry, DUE, NO_DAY, NO_DAY)
    assert found.undated
    assert found.report_by == found.stop_from == NO_DAY
    assert found.claim_by == on(2026, 11, 2)
