"""What a plugin sees of casework: a step before it is proposed, a log row once it is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, Protocol, runtime_checkable

from ledgerguard.units import Cell


@dataclass(frozen=True, slots=True)
class Action:
    """A step that the worklist is about to propose for a customer."""

    as_of: dt.date
    entity: str
    customer_id: str
    customer: str
    kind: str  # of the level in the ladder (notice, call, legal ...), or insurer, statement ...
    level: int  # 1 is the first of the ladder; 0: a step that stands in no ladder
    channel: str  # email, phone ...; "" where the step has none
    invoices: tuple[str, ...]  # those that the step is about; an instalment as 4711/2
    amount: Decimal  # open on them, in major units
    currency: str  # ISO code; "" where the ledger names none


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a plugin says to a step: a veto keeps it off the list, a comment stands beside it."""

    decision: Literal["veto", "comment"]
    text: str  # the reason, in words for the person at the worklist


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """A row that now stands in the log."""

    number: int
    at: dt.datetime
    kind: str
    actor: str
    run: str
    body: Mapping[str, Any] = field(default_factory=dict)


@runtime_checkable
class LedgerReader(Protocol):
    """Reads a source that ledgerguard does not know, as rows of cells with headers first."""

    @property
    def name(self) -> str:
        """How it is called in messages."""

    def accepts(self, source: str) -> bool:
        """Whether a path or address is one of its kind; decided without opening it."""

    def read(self, source: str) -> Sequence[Sequence[Cell]]:
        """The rows, the header first: cleaned and checked by ledgerguard like any other ledger."""
