"""The worklist: whom to act upon today, with which action, over how much, and by when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ledgerguard.formula import formula
from ledgerguard.formulas.checks import not_negative
from ledgerguard.formulas.escalation import Level
from ledgerguard.ledger.captions import fitted, headers
from ledgerguard.ledger.currency import to_major
from ledgerguard.ledger.portfolio import Frame, customer_names, in_currency, items
from ledgerguard.ledger.read import from_cells
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.ledger.stages import AccountStage, account_stages
from ledgerguard.policy.escalation import resolve
from ledgerguard.units import Cell, Count, Date, Language, Table, Text, serial


@dataclass(frozen=True, slots=True)
class Task:
    """One customer to act upon, in one currency."""

    priority: int  # 1 is the most urgent
    customer: str
    standing: AccountStage


def worklist_of(
    frame: Frame, as_of: int, levels: Sequence[Level], grace_days: int = 0
) -> list[Task]:
    """The customers at stage 1 or higher: the highest stage first, then the largest amount."""
    stages = account_stages(items(frame, as_of), as_of, levels, grace_days).values()
    names = customer_names(frame, as_of)
    urgent = sorted(
        (stage for stage in stages if stage.stage > 0),
        key=lambda stage: (-stage.stage, -stage.chased, *stage.account),
    )
    return [Task(rank, names[stage.customer_id], stage) for rank, stage in enumerate(urgent, 1)]


@formula("WORKLIST")
def worklist(
    ledger: Table,
    as_of: Date,
    ladder: Text | Table | None = None,
    currency: Text | None = None,
    grace_days: Count = 0,
    rows: Count | None = None,
    language: Language = "en",
) -> Table:
    """Whom to act upon today: stage, action, amount to chase, and the day of the next stage.

    A customer's stage is the highest of its open items; the amount to chase adds up its items at
    stage 1 or higher. Disputed items are frozen: they neither count for the stage nor are they
    chased. Unapplied credits are not set off. Since is the day on which the stage was reached,
    Act before the day on which an item of that stage reaches the next one.

    Args:
        ledger: Range of the ledger with its header row.
        as_of: Day from which one looks.
        ladder: Name of a ladder, or a range with one row a level (days, counted from, action).
        currency: Only this currency; all of them, each on its own row, when left out.
        grace_days: Days added to every due date.
        rows: Rows below the header: filled up with "", the last one says how many are missing.
        language: "en" or "zh".

    Errors: #VALUE! when the ledger has no header that can be read or not that currency, or no such
        ladder is known; #NUM! when grace_days is negative or rows below 1.
    Example: =INDEX(WORKLIST({"Customer","Invoice date","Due date","Amount";"A",45292,45322,100},
        45350), 2, 7) -> 100
    Source: The project's escalation ladders; see ESCALATION_STAGE.
    """
    not_negative(grace_days=grace_days)
    frame = in_currency(from_cells(ledger, language=language).frame, currency)
    tasks = worklist_of(frame, serial(as_of), resolve(ladder, language).levels, grace_days)
    header = headers(
        language,
        *("priority", "customer_id", "customer", "currency", "stage", "action_now"),
        *("amount_to_chase", "items", "oldest", "since", "next_stage", "act_before"),
    )
    return fitted(header, [_cells(task) for task in tasks], rows, language, text_column=1)


def _cells(task: Task) -> list[Cell]:
    standing = task.standing
    return [
        task.priority,
        standing.customer_id,
        task.customer,
        standing.currency,
        standing.stage,
        standing.level.action if standing.level else "",
        to_major(standing.chased, standing.currency),
        standing.chased_items,
        standing.oldest,
        standing.since,
        standing.next_level.action if standing.next_level else "",
        "" if standing.next_on == NO_DAY else standing.next_on,
    ]
