"""What the insurer wants: a track beside the ladder, each step by customer and currency."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ledgerguard.casework.case import Case, by_account
from ledgerguard.casework.cover import Step
from ledgerguard.casework.history import Account
from ledgerguard.casework.records import STATEMENT, Reason, Task
from ledgerguard.casework.timetable import NEVER

_LETTERS: Final = {"insurer": "insurer-notification", "stop-supply": "stop-supply"}


def cover_tasks(case: Case) -> Iterator[Task]:
    """What the insurer wants, each by customer and currency."""
    for step in case.found.cover_steps:
        since = dict(zip(step.rows.tolist(), step.since.tolist(), strict=True))
        for account, rows in by_account(case.items, step.rows):
            yield _cover(case, account, step, rows, min(since[row] for row in rows))


def _cover(case: Case, account: Account, step: Step, rows: list[int], since: int) -> Task:
    settings = case.settings(rows[0])
    entry = case.level(rows[0], step.level) if step.level < STATEMENT else None
    action = case.words(rows[0], step.level)
    letter = entry.letter if entry else _LETTERS.get(step.kind, "")
    deadline = int(case.found.deadline[rows].min())
    reasons = [Reason("clock", (settings.insurance,))] if settings.insurance else []
    if step.kind == "insurer":
        told = next((case.found.told[row] for row in rows if row in case.found.told), None)
        reasons += [Reason("override", (told.reason, told.until))] if told else []
    if deadline < NEVER:
        code = "cover-lost" if deadline < case.as_of else "cover-until"
        reasons.append(Reason(code, (deadline, deadline - case.as_of)))
    return case.task(
        account, "cover", step.level, step.kind, rows, since,
        action=action, letter=letter,
        owner=entry.owner if entry else settings.owner,
        approval=entry.approval if entry else "",
        step=entry, reasons=tuple(reasons),
    )  # fmt: skip
