"""A calendar whose next year is not decreed yet does not stop a run: days ahead are provisional."""

from __future__ import annotations

import datetime as dt

import pytest
from ledger_rows import Row, frame_of

from ledgerguard.casework.engine import derive
from ledgerguard.casework.history import History
from ledgerguard.errors import NotAvailable
from ledgerguard.policy.calendars import open_days
from ledgerguard.policy.firm import policy_from_texts
from ledgerguard.units import serial

POLICY = '[company]\ninsurance = "none"\nconvention = "following"\ncalendar = "CN"\n'


def last_decreed() -> int:
    """The last year whose days off in China the calendar knows."""
    is_open = open_days("CN")
    for year in range(2026, 2100):
        try:
            is_open(dt.date(year + 1, 1, 4))
        except NotAvailable:
            return year
    raise AssertionError


def test_levels_ahead_are_planned_without_the_decree() -> None:
    as_of = serial(dt.date(last_decreed(), 12, 28))
    policy = policy_from_texts({"firm.toml": POLICY})
    # Due on the 20th: the notice fired on the 23rd, legal comes on 4 January of an unknown year.
    frame = frame_of([Row(issued=as_of - 60, due=as_of - 8)])
    (task,) = derive(frame, policy, History(), as_of, assume=True).worklist.tasks
    assert task.level == 2
    assert task.next_on == as_of + 7
    # Once that day has come, somebody must know whether it is a business day.
    with pytest.raises(NotAvailable, match="the calendar CN must hold the decree"):
        derive(frame, policy, History(), as_of + 7, assume=True)
