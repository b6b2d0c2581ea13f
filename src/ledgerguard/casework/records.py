"""What a run finds: tasks with their items, what is held back and why, who is to be re-assessed.

All records are frozen and hold nothing but numbers and texts, so that a run can be written into
the log and derived again to the last character.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from ledgerguard.policy.schema import Wording

Track = Literal["customer", "cover", "statement"]
"""Where a step belongs: the ladder toward the customer, the insurer's clock, or a statement."""

HoldReason = Literal[
    "dispute", "promise", "hold", "credits", "tolerance", "contact", "waiting", "undated", "veto"
]

REPORT, STOP, CLAIM, STATEMENT = 60, 61, 62, 59
"""Steps that need no ladder, numbered behind any level that a ladder can have."""

OWN_STEPS: Final[Mapping[int, tuple[str, Wording]]] = {
    REPORT: ("insurer", Wording("Report the overdue invoice to the insurer", "向保险公司报损")),
    STOP: ("stop-supply", Wording("Stop deliveries, or cover is lost", "停止供货，以免丧失保障")),
    CLAIM: ("claim", Wording("File the claim with the insurer", "向保险公司提出索赔")),
    STATEMENT: ("statement", Wording("Send a statement of account", "发送对账单")),
}
"""Kind and words of those steps."""


@dataclass(frozen=True, slots=True, order=True)
class ItemKey:
    """What an open item is known by, run after run: its due date may change, this does not.

    ``part`` counts the instalments of one invoice from 1 on.
    """

    entity: str
    customer_id: str
    currency: str
    invoice: str
    part: int = 1

    def __str__(self) -> str:
        return self.invoice if self.part == 1 else f"{self.invoice}/{self.part}"


@dataclass(frozen=True, slots=True)
class Item:
    """One open item. Days are serial numbers, amounts minor units."""

    key: ItemKey
    issued: int
    due: int
    amount: int
    open: int
    days_past_due: int
    level: int = 0  # the level that this item reaches when the task is done
    kind: str = ""  # of that level
    done: int = 0  # the highest level done before
    disputed: bool = False
    waived: tuple[int, ...] = ()  # lower levels that an override passes over


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a row is there: a code of :mod:`~ledgerguard.casework.reasons` and what it speaks of."""

    code: str
    values: tuple[str | int | float, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do today about one customer in one currency."""

    id: str
    rank: int  # 1 is the most urgent
    track: Track
    entity: str
    customer_id: str
    customer: str
    currency: str
    ladder: str
    level: int  # row of the ladder, or REPORT, STOP, CLAIM, STATEMENT
    kind: str
    action: Wording
    letter: str
    channel: str
    owner: str
    approval: str  # the post that must approve before anything goes out; "" for none
    amount: int  # open amount of the items acted upon, minor units
    items: tuple[Item, ...]  # those acted upon, in the order of the ledger
    since: int  # the day on which the step became due
    next_action: Wording | None  # what follows if nobody acts on the case
    next_on: int  # the day of that, or NO_DAY
    days_to_cover_loss: int | None  # None: not insured, or nothing left to do for the cover
    cover_until: int  # the last day of the cover, or NO_DAY
    priority: float  # 0 to 100
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """An item whose level is due and which nobody is to be asked for, with the reason."""

    item: Item
    customer: str
    level: int
    reason: HoldReason
    until: int  # the last day of the freeze; NO_DAY when no day ends it
    words: str = ""  # what a person wrote, or a plugin said


@dataclass(frozen=True, slots=True)
class Reassessment:
    """A customer with overdue invoices whose credit is to be looked at anew."""

    entity: str
    customer_id: str
    customer: str
    currency: str
    overdue: int  # minor units
    oldest: int  # days past due
    last: int  # day of the last re-assessment, or NO_DAY


@dataclass(frozen=True)
class Worklist:
    """Everything that one run found."""

    run: str
    as_of: int
    tasks: tuple[Task, ...]
    held: tuple[Held, ...]
    reassess: tuple[Reassessment, ...]
    lapsed: Mapping[str, int]  # "ladder/level" -> items for which the level came too late to matter

    def task(self, identity: str) -> Task | None:
        """The task of an id."""
        return next((task for task in self.tasks if task.id == identity), None)
