"""What the insurer's files say, as records: rows that are understood, doubts and problems."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from ledgerguard.plugin.insurer import CoverKind, DecisionCode, InsurerEvent

from ledgerguard_insurer_file.fields import ClaimStateName


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a file that could not be used as it is."""

    file: str
    row: int | None
    field: str
    problem: str
    done: str


@dataclass(frozen=True, slots=True, order=True)
class Order:
    """Which of two rows is the later word: by its day, then as files were taken in."""

    on: dt.date
    file: int
    row: int


@dataclass(frozen=True, slots=True)
class Decision:
    """A row about a limit."""

    order: Order
    file: str
    key: str
    reference: str
    policy: str
    kind: CoverKind
    decision: DecisionCode
    amount: Decimal
    currency: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    condition: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """A row that says whether a message was taken. Line and invoice blank: all of it."""

    order: Order
    file: str
    key: str
    line: int | None
    invoice: str
    status: str  # taken or rejected
    reason: str
    theirs: str


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A row about a claim."""

    order: Order
    file: str
    key: str  # blank: it is known by the insurer's number alone
    theirs: str
    state: ClaimStateName
    paid: Decimal
    currency: str
    note: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """A row that is about a buyer or a write of ours and cannot be understood."""

    order: Order
    key: str
    reference: str
    policy: str  # blank: it may be any
    kind: str  # blank: it may be any
    text: str


@dataclass
class Known:
    """Everything that the files say."""

    decisions: list[Decision] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    claims: list[ClaimRow] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    events: list[tuple[int, InsurerEvent]] = field(default_factory=list)  # with the file's number
    files: int = 0  # the number of the last file
