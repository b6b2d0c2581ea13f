"""Desks whose customer is insured, and the tasks that come for the insurer's sake.

Invoices are due on 2 March 2026 and were written 30 days before.
"""

from __future__ import annotations

import datetime as dt

from case_ledgers import DUE, Invoice, near, policy
from quick_desk import QuickDesk

from ledgerguard.casework.records import Task, Worklist
from ledgerguard.units import serial

MAY_1, MAY_31 = serial(dt.date(2026, 5, 1)), serial(dt.date(2026, 5, 31))
AUGUST_2, SEPTEMBER_2 = serial(dt.date(2026, 8, 2)), serial(dt.date(2026, 9, 2))
NOVEMBER_2 = serial(dt.date(2026, 11, 2))
INSURER = 4  # the level of five-stage at which the insurer is told

OWN = """
[insurances.own]
dated = 2026-01-01
source = "a test"
title = {{ en = "Own", zh = "自有" }}
{terms}
"""


def insured(terms: str, ladder: str = "five-stage") -> QuickDesk:
    return QuickDesk(Invoice(), rules=policy(f'ladder = "{ladder}"\ninsurance = "{terms}"'))


def own(terms: str, ladder: str = "five-stage") -> QuickDesk:
    rules = policy(f'ladder = "{ladder}"\ninsurance = "own"', OWN.format(terms=terms))
    return QuickDesk(Invoice(), rules=rules)


def of_cover(worklist: Worklist) -> dict[str, Task]:
    """The tasks for the insurer's sake, by kind."""
    return {task.kind: task for task in worklist.tasks if task.track == "cover"}


def seen(late: int, terms: str, *invoices: Invoice, assume: bool = False) -> Worklist:
    """What a look at a day finds, without a log or before anything was done."""
    rules = policy(f'insurance = "{terms}"')
    return QuickDesk(*(invoices or (Invoice(),)), rules=rules).run(DUE + late, assume=assume)


def cover_work(desk: QuickDesk, *days: int) -> list[tuple[int, str, int]]:
    """Work days at which something may begin, and those beside them: day, kind, level of each."""
    return [found for day in near(*days) for found in cover_day(desk, day)]


def worked(desk: QuickDesk, *days: int) -> list[tuple[int, int]]:
    """Work days; the day and the level of every task."""
    return [(day, task.level) for day in days for task in desk.work(day).tasks]


def cover_day(desk: QuickDesk, day: int) -> list[tuple[int, str, int]]:
    tasks = sorted(of_cover(desk.work(day)).values(), key=lambda task: task.level)
    return [(day, task.kind, task.level) for task in tasks]
