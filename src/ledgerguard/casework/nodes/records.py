"""What a control node looks at, and what it finds: plain frozen records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from ledgerguard.casework.customer_file.facts import CustomerFile
from ledgerguard.casework.records import ItemKey
from ledgerguard.ledger.amount import Amount
from ledgerguard.ledger.schema import NO_DAY, Problem
from ledgerguard.policy.credit_file import CreditPolicy
from ledgerguard.policy.schema import Wording

Phase = Literal["prevention", "contract", "collection", "transfer"]

State = Literal["failed", "due", "open", "passed", "not-applicable"]

STATES: Final[tuple[State, ...]] = ("failed", "due", "open", "passed", "not-applicable")
"""The states, the worst first.

Failed: the rule is broken, or its day has passed. Due: something is to be done by a day that has
not passed, or evidence soon runs out. Open: there is no evidence either way. Passed: the evidence
holds on the day of looking. Not applicable: there is nothing to control.
"""

Done = Literal["no", "log", "presumed"]

Value = str | int | float | dt.date | Amount


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at: a code of :mod:`~ledgerguard.casework.nodes.words` and its values."""

    code: str
    values: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class StepAt:
    """One level of the ladder of an item: its day, and whether it is done."""

    level: int
    kind: str
    day: int  # NEVER where it cannot be dated
    early: bool  # it comes before the due date
    done: Done = "no"


@dataclass(frozen=True, slots=True, eq=False)
class OpenInvoice:
    """One open item, and no other one: two that are alike are a matter of node 11.

    Days are serial numbers, NO_DAY where there is none.

    ``next_level`` is the step of the ladder that comes next and ``next_on`` the day on which it is
    due, as the worklist has it; ``late_after`` is the last day until which the pause between two
    contacts may hold it back, and ``held`` what holds it today.
    """

    key: ItemKey
    open: Amount
    amount: int
    issued: int = NO_DAY
    due: int = NO_DAY
    delivered: int = NO_DAY
    numbered: bool = True  # it has an invoice number of its own
    disputed: bool = False
    steps: tuple[StepAt, ...] = ()
    next_level: int = 0
    next_on: int = NO_DAY
    late_after: int = NO_DAY
    held: str = ""
    insurance: str = ""  # terms of its policy; blank: not known; none: not insured
    undated: bool = False  # a deadline counts from an invoice date that nobody knows
    report_by: int = NO_DAY
    reported_on: int = NO_DAY
    stop_from: int = NO_DAY
    stopped_on: int = NO_DAY
    claim_from: int = NO_DAY
    claim_by: int = NO_DAY
    claimed_on: int = NO_DAY

    def days_past_due(self, as_of: int) -> int:
        """Days past due; 0 or less where it is not overdue, or nobody knows its due date."""
        return 0 if self.due == NO_DAY else as_of - self.due


@dataclass(frozen=True, slots=True)
class Delivery:
    """Something sold to the customer: its invoice, and the day of its delivery, else of issue."""

    invoice: str
    day: int
    amount: Amount


@dataclass(frozen=True, slots=True)
class Decided:
    """What a credit decision says in one currency; None and NO_DAY where it says nothing."""

    grade: int | None = None
    limit: Amount | None = None
    decided_on: int = NO_DAY
    next_review: int = NO_DAY
    until: int = NO_DAY  # the last day of the limit
    approved_by: str = ""  # the post


@dataclass(frozen=True)
class NodeContext:
    """Everything that the nodes look at for one customer on a day.

    Attributes:
        customer_id: The customer.
        as_of: Serial number of the day from which one looks.
        file: The customer's dated facts.
        credit: The firm's credit policy.
        items: Its open items, in every currency asked for.
        credits: What it has in credit by currency: credit notes and overpayments not yet applied.
        deliveries: All that was sold to it, also what is paid.
        problems: What is wrong with its rows in the ledger.
        decided: The decisions in force, one a currency.
        insurance: Terms of the insurance policy by name; blank: not known; none: not insured.
        logged: Whether there is a log; without one, steps of the ladder are presumed done.
        reassessed_on: The day on which its credit was last looked at anew, as the log has it.
        grade_today: The grade that the facts of the day give; None: too little is known for one.
    """

    customer_id: str
    as_of: int
    file: CustomerFile
    credit: CreditPolicy
    items: tuple[OpenInvoice, ...] = ()
    credits: Mapping[str, Amount] = field(default_factory=dict)
    deliveries: tuple[Delivery, ...] = ()
    problems: tuple[Problem, ...] = ()
    decided: tuple[Decided, ...] = ()
    insurance: str = ""
    logged: bool = False
    reassessed_on: int = NO_DAY
    grade_today: int | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that a node has tested.

    ``items`` are those concerned; None: whatever is open of the customer.
    """

    state: State
    finding: Finding
    due_on: int = NO_DAY
    items: tuple[OpenInvoice, ...] | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """One control node on a day."""

    number: int
    key: str
    phase: Phase
    title: Wording
    state: State
    evidence: tuple[Finding, ...]
    owner: str  # the post of the charter
    due_on: int  # by when something is to be done, or the evidence runs out; NO_DAY: no day is set
    advice: Wording | None
    stake: tuple[Amount, ...]  # open money that hangs on it, by currency; none where it passed
