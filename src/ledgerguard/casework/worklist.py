"""The worklist in a cell: whom to contact today, by which channel, with which letter, and why."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from ledgerguard.casework.channels import channel_words
from ledgerguard.casework.engine import derive
from ledgerguard.casework.history import History
from ledgerguard.casework.reasons import why
from ledgerguard.casework.records import STATEMENT, Task
from ledgerguard.formula import formula
from ledgerguard.formulas.checks import not_negative
from ledgerguard.ledger.captions import fitted, headers
from ledgerguard.ledger.currency import to_major
from ledgerguard.ledger.portfolio import in_currency
from ledgerguard.ledger.read import from_cells
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.cover_clock import insurance_key
from ledgerguard.policy.escalation import resolve
from ledgerguard.policy.firm import Policy, load_policy
from ledgerguard.policy.ladder_file import LadderEntry
from ledgerguard.policy.ladder_words import LETTERS, POSTS, words_of
from ledgerguard.units import Cell, Count, Date, Language, Table, Text, serial

HEADERS: Final = (
    *("priority", "customer_id", "customer", "currency", "stage", "action_now"),
    *("amount_to_chase", "items", "oldest", "since", "next_stage", "act_before"),
    *("channel", "letter", "owner", "approval", "days_to_cover_loss", "why"),
)


@formula("WORKLIST")
def worklist(
    ledger: Table,
    as_of: Date,
    ladder: Text | Table | None = None,
    currency: Text | None = None,
    grace_days: Count | None = None,
    rows: Count | None = None,
    language: Language = "en",
    insurance: Text | None = None,
) -> Table:
    """Whom to act upon today: stage, action, channel, letter, and why; the most urgent first.

    A customer gets one row in a currency, at the highest stage that any of its items has reached;
    the amount to chase adds up its items at stage 1 or higher. Disputed items are frozen, and the
    oldest items that unapplied credits cover are left out. What an insurer must be told, and a
    statement of account where the customer's tier asks for one, is a row of its own. A cell knows
    no log: earlier steps are presumed done in time. Since is the day on which the stage was
    reached, Act before the day on which an item of that stage reaches the next one.

    Args:
        ledger: Range of the ledger with its header row.
        as_of: Day from which one looks.
        ladder: Name of a ladder, or a range with one row a level: days, counted from and action,
            then optionally kind, letter, channels, owner and approval; that of each customer by the
            firm's policy when left out.
        currency: Only this currency; all of them, each on its own row, when left out.
        grace_days: Days added to every due date; those of the firm's policy when left out.
        rows: Rows below the header: filled up with "", the last one says how many are missing.
        language: "en" or "zh".
        insurance: Terms of an insurance policy by name, as in DAYS_TO_COVER_LOSS, for all items;
            none: not insured; those of each customer by the firm's policy when left out.

    Errors: #VALUE! when the ledger has no header that can be read or not that currency, or no such
        ladder or insurance is known; #NUM! when grace_days is negative or rows below 1.
    Example: =INDEX(WORKLIST({"Customer","Invoice date","Due date","Amount";"A",45292,45322,100},
        45350), 2, 7) -> 100
    Example: =INDEX(WORKLIST({"Customer","Invoice date","Due date","Amount";"A",45292,45322,100},
        45335, , , , , , "report-fifteen"), 2, 17) -> 2
    Source: The project's escalation ladders; see ESCALATION_STAGE and DAYS_TO_COVER_LOSS.
    """
    if grace_days is not None:
        not_negative(grace_days=grace_days)
    frame = in_currency(from_cells(ledger, language=language).frame, currency)
    policy = _stated(load_policy(), as_of, ladder, grace_days, insurance)
    tasks = derive(frame, policy, History(), serial(as_of), assume=True).worklist.tasks
    table = [_cells(task, language) for task in tasks]
    return fitted(headers(language, *HEADERS), table, rows, language, text_column=1)


def _stated(
    policy: Policy,
    as_of: dt.date,
    ladder: str | Table | None,
    grace_days: int | None,
    insurance: str | None,
) -> Policy:
    """The firm's policy with what the cell says."""
    stated: dict[str, Any] = {}
    ladders = {}
    if ladder:
        chosen = resolve(ladder)
        stated["ladder"] = chosen.name
        ladders[chosen.name] = LadderEntry(as_of, chosen.source, chosen.entries)
    if grace_days is not None:
        stated["grace_days"] = grace_days
    if insurance:
        stated["insurance"] = insurance_key(insurance)
    return policy.restated(stated, ladders)


def _cells(task: Task, language: Language) -> list[Cell]:
    along_ladder = task.level < STATEMENT
    return [
        task.rank,
        task.customer_id,
        task.customer,
        task.currency,
        task.level if along_ladder else "",
        task.action.in_language(language),
        to_major(task.amount, task.currency),
        len(task.items),
        max(0, *(item.days_past_due for item in task.items)),
        task.since,
        task.next_action.in_language(language) if task.next_action else "",
        "" if task.next_on == NO_DAY else task.next_on,
        channel_words(task.channel, language),
        words_of(task.letter, LETTERS, language),
        words_of(task.owner, POSTS, language),
        words_of(task.approval, POSTS, language),
        "" if task.days_to_cover_loss is None else task.days_to_cover_loss,
        why(task, language),
    ]
