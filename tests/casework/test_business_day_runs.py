"""Ladders on business days and month ends, worked day by day through the engine."""

from __future__ import annotations

import datetime as dt

import pytest
from case_desk import CaseDesk
from case_ledgers import Invoice, policy

from ledgerguard.casework.records import Worklist
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.units import from_serial, serial

CHINESE = policy('insurance = "none"\ncalendar = "CN"\nconvention = "following"')


def day(year: int, month: int, number: int) -> int:
    return serial(dt.date(year, month, number))


def worked(desk: CaseDesk, first: int, last: int) -> list[tuple[str, int]]:
    found = desk.work_through(range(first, last + 1))
    return [(f"{from_serial(on):%m-%d}", level) for on, level in found]


def test_a_ladder_over_the_chinese_october_week() -> None:
    """China is closed from 1 to 8 October 2025; Sunday 28 September is worked, the 21st is not."""
    invoice = Invoice(due=day(2025, 9, 28), issued=day(2025, 8, 1))
    desk = CaseDesk(invoice, rules=CHINESE)
    # The reminder was for Sunday the 21st; the notice for 1 October; legal for Monday the 13th,
    # and the four days that are left between the two on this ladder delay it no further.
    assert worked(desk, day(2025, 9, 15), day(2025, 10, 31)) == [
        ("09-22", 1),
        ("10-09", 2),
        ("10-13", 3),
    ]


def test_a_worked_weekend_is_a_business_day() -> None:
    # Three days after Wednesday 8 October is Saturday the 11th, which is worked.
    invoice = Invoice(due=day(2025, 10, 8), issued=day(2025, 8, 1))
    desk = CaseDesk(invoice, rules=CHINESE)
    assert worked(desk, day(2025, 10, 9), day(2025, 10, 22))[0] == ("10-11", 2)


def test_the_reminder_lapses_with_the_due_date_whatever_it_rolls_to() -> None:
    # Due on Thursday 2 October: a reminder of Thursday 25 September is open until that day.
    invoice = Invoice(due=day(2025, 10, 2), issued=day(2025, 8, 1))

    def seen(on: int) -> Worklist:
        return CaseDesk(invoice, rules=CHINESE).run(on)

    assert [task.level for task in seen(day(2025, 10, 2)).tasks] == [1]
    assert seen(day(2025, 10, 3)).lapsed == {"five-stage/1": 1}


MONTHLY = """
[ladders.monthly]
dated = 2026-01-01
source = "a test"
levels = [
  { days = 7, counted_from = "delivery", kind = "call", action = { en = "a", zh = "a" } },
  { days = 0, counted_from = "month-end", kind = "statement", action = { en = "b", zh = "b" } },
  { days = 10, counted_from = "previous", kind = "notice", action = { en = "c", zh = "c" } },
  { days = 5, counted_from = "previous", kind = "legal", action = { en = "d", zh = "d" } },
]
"""
BY_MONTH = policy('ladder = "monthly"\ninsurance = "none"', MONTHLY)


def test_levels_from_delivery_month_end_and_the_level_before() -> None:
    invoice = Invoice(due=day(2026, 2, 10), issued=day(2026, 1, 5), delivered=day(2026, 1, 8))
    desk = CaseDesk(invoice, rules=BY_MONTH)
    assert worked(desk, day(2026, 1, 1), day(2026, 4, 30)) == [
        ("01-15", 1),
        ("02-28", 2),
        ("03-10", 3),
        ("03-15", 4),
    ]


@pytest.mark.parametrize(
    ("sent", "notice", "legal"), [("03-01", "03-11", "03-16"), ("03-20", "03-30", "04-04")]
)
def test_what_counts_from_the_level_before_moves_with_the_day_on_which_it_was_done(
    sent: str, notice: str, legal: str
) -> None:
    invoice = Invoice(due=day(2026, 2, 10), issued=day(2026, 1, 5), delivered=NO_DAY)
    desk = CaseDesk(invoice, rules=BY_MONTH)
    month, number = map(int, sent.split("-"))
    assert worked(desk, day(2026, month, number), day(2026, 5, 31)) == [
        (sent, 2),
        (notice, 3),
        (legal, 4),
    ]


def test_a_due_date_in_the_next_month_moves_the_month_end() -> None:
    invoice = Invoice(due=day(2026, 2, 10), issued=day(2026, 1, 5))
    desk = CaseDesk(invoice, rules=BY_MONTH)
    assert worked(desk, day(2026, 2, 1), day(2026, 2, 27)) == []
    desk.ledger_is(invoice._replace(due=day(2026, 3, 2)))
    assert worked(desk, day(2026, 2, 28), day(2026, 4, 12)) == [("03-31", 2), ("04-10", 3)]


def test_a_link_of_which_nothing_is_dated_waits_and_stops_no_other() -> None:
    text = MONTHLY.replace(
        'days = 0, counted_from = "month-end"', 'days = 2, counted_from = "previous"'
    )
    text = text.replace('  { days = 5, counted_from = "previous"', "  { days = 30")
    invoice = Invoice(due=day(2026, 2, 10), issued=day(2026, 1, 5))
    desk = CaseDesk(invoice, rules=policy('ladder = "monthly"\ninsurance = "none"', text))
    assert worked(desk, day(2026, 1, 1), day(2026, 4, 30)) == [("03-12", 4)]
