"""What recurs: statements of account, and the re-assessment of overdue customers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ledgerguard.casework.case import Case, by_account
from ledgerguard.casework.history import Account
from ledgerguard.casework.records import OWN_STEPS, STATEMENT, Reason, Reassessment, Task
from ledgerguard.ledger.schema import NO_DAY

REASSESS_DAYS: Final = 90
"""An overdue customer is looked at anew at least so often: the articles review every quarter."""


def statements(case: Case, written: set[Account]) -> Iterator[Task]:
    """Statements of account for the customers whose tier asks for them.

    None goes out within the contact gap after another letter, which has listed all items as well.
    """
    import numpy as np

    all_rows = np.arange(len(case.items))
    if not any(settings.statement_days for settings in case.found.settings):
        return
    for account, rows in by_account(case.items, all_rows):
        settings = case.policy.settings(account[1])
        every, last = settings.statement_days, case.history.stated.get(account, NO_DAY)
        contacted, _ = case.history.contacted.get(account, (NO_DAY, 0))
        due_on = case.as_of if last == NO_DAY else last + every
        if contacted != NO_DAY:
            due_on = max(due_on, contacted + settings.contact_gap_days)
        if not every or account in written or due_on > case.as_of or _rests(case, rows):
            continue
        kind, action = OWN_STEPS[STATEMENT]
        yield case.task(
            account, "statement", STATEMENT, kind, rows, due_on, action=action,
            letter="statement", owner=settings.owner,
            reasons=(Reason("statement", (every, last)),),
        )  # fmt: skip


def _rests(case: Case, rows: list[int]) -> bool:
    """Whether all that a customer owes is on hold: nobody writes then, not even a statement."""
    frozen = case.found.freezes.by_row
    return all(any(f.block == "hold" for f in frozen.get(row, ())) for row in rows)


def reassessments(case: Case) -> Iterator[Reassessment]:
    """Overdue customers whose credit was not looked at anew for a quarter (article 002)."""
    import numpy as np

    late = np.flatnonzero(
        (case.items.numbers["days_past_due"] > 0) & (case.items.numbers["due"] != NO_DAY)
    )
    for account, rows in by_account(case.items, late):
        entity, customer_id, currency = account
        last = case.history.reassessed.get((entity, customer_id), NO_DAY)
        if last != NO_DAY and case.as_of < last + REASSESS_DAYS:
            continue
        overdue = case.owed(rows)
        oldest = int(case.items.numbers["days_past_due"][rows].max())
        name = case.items.names[customer_id]
        yield Reassessment(entity, customer_id, name, currency, overdue, oldest, last)
