"""What a connector to a credit insurer offers, whoever the insurer is.

Reads answer what the insurer knows. Writes (a limit request, an overdue declaration, a claim) are
asynchronous: the insurer takes them, gives a reference, and decides later. Each carries **our own
key**; a write that is sent twice with one key must count once, and :meth:`Insurer.find` tells
whether it has arrived. So nothing is doubled or lost when a line breaks between sending and
hearing.

A connector never stores anything and never asks a person: ledgerguard keeps the outbox, has every
write confirmed, and remembers what was read (``ledgerguard insurer --help``). Amounts are
``Decimal`` in major units with an ISO currency, days are dates, moments have a time zone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal, Protocol, get_args, runtime_checkable

from ledgerguard.errors import LedgerguardError

# fmt: off
Capability = Literal[
    "find_buyer", "grade", "request_limit", "covers", "declare_overdue", "file_claim",
    "claim_status", "events",
]
DecisionCode = Literal[
    "approved", "partly", "conditional", "refused", "investigating", "cancelled", "reduced"
]
# fmt: on
CoverKind = Literal["permanent", "temporary", "top-up", "discretionary"]
Direction = Literal["low is best", "high is best", "letters"]
ProgressState = Literal["pending", "done", "failed"]

CAPABILITIES: Final[tuple[Capability, ...]] = get_args(Capability)
COVER_KINDS: Final[tuple[CoverKind, ...]] = get_args(CoverKind)
DECISIONS: Final[tuple[DecisionCode, ...]] = get_args(DecisionCode)
"""After UN/EDIFACT code list 4507."""


class InsurerError(LedgerguardError):
    """An insurer could not be asked, or said no."""

    excel = "#N/A"


class Unreachable(InsurerError):
    """Nothing was sent, or a read failed: it may be tried again at any time."""


class Unsure(InsurerError):
    """A write was sent and nothing was heard: it may have arrived. Ask ``find`` before sending."""


class Declined(InsurerError):
    """The insurer refuses the message itself (wrong data, no such policy): again it would fail."""


class LockedOut(InsurerError):
    """The access is refused or locked: nothing may be tried until a person has mended it."""


class NotOffered(InsurerError):
    """This connector or this contract cannot do that; see ``capabilities``."""


@dataclass(frozen=True, slots=True)
class BuyerQuery:
    """Whom we look for. The order of trust: a saved reference, our own code, the legal id."""

    customer_id: str
    name: str
    country: str  # ISO 3166, two letters
    legal_id: str = ""  # as registers write it: VAT number, USCC, company number
    reference: str = ""  # the insurer's own, once it is known


@dataclass(frozen=True, slots=True)
class BuyerMatch:
    """A company that the insurer knows, and how sure it is that it is ours."""

    reference: str
    name: str
    country: str
    confidence: float  # 0 to 1
    legal_id: str = ""


@dataclass(frozen=True, slots=True)
class Grade:
    """The insurer's opinion of a buyer. A number means nothing without its scale and direction."""

    value: str
    scale: str
    direction: Direction
    as_of: dt.date


@dataclass(frozen=True, slots=True)
class LimitRequest:
    """We ask for cover on a buyer."""

    key: str
    policy: str
    reference: str  # the insurer's, of the buyer
    amount: Decimal
    currency: str
    kind: CoverKind = "permanent"
    until: dt.date | None = None  # of a temporary or top-up cover
    note: str = ""


@dataclass(frozen=True, slots=True)
class OverdueItem:
    """One unpaid invoice."""

    invoice: str
    issued: dt.date
    due: dt.date
    amount: Decimal  # still open
    currency: str


@dataclass(frozen=True, slots=True)
class OverdueDeclaration:
    """We tell that a buyer has not paid."""

    key: str
    policy: str
    reference: str
    items: tuple[OverdueItem, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class ClaimFiling:
    """We claim a loss."""

    key: str
    policy: str
    reference: str
    items: tuple[OverdueItem, ...]
    cause: str  # of the loss: insolvency, protracted default, political ...
    amount: Decimal
    currency: str
    documents: tuple[str, ...] = ()  # names; how they travel is the connector's business
    note: str = ""


Write = LimitRequest | OverdueDeclaration | ClaimFiling


@dataclass(frozen=True, slots=True)
class Ticket:
    """The insurer has taken a write."""

    key: str  # ours
    reference: str  # the insurer's, to ask for progress


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a write is."""

    state: ProgressState
    decision: DecisionCode | None = None
    amount: Decimal | None = None  # what was granted
    currency: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Cover:
    """What the insurer bears for a buyer, as it said last."""

    reference: str
    policy: str
    kind: CoverKind
    decision: DecisionCode
    amount: Decimal
    currency: str
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    condition: str = ""  # of a conditional decision, in the insurer's words


@dataclass(frozen=True, slots=True)
class ClaimState:
    """How far a claim is."""

    reference: str
    state: str  # in the insurer's words
    paid: Decimal = Decimal(0)
    currency: str = ""
    as_of: dt.date | None = None


@dataclass(frozen=True, slots=True)
class InsurerEvent:
    """Something that changed on the insurer's side. Events may come twice and out of order."""

    id: str
    at: dt.datetime
    kind: str  # cover, decision, claim, overdue ...
    reference: str  # of the buyer or the claim
    body: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EventPage:
    """Events since a cursor, and the cursor to ask with next."""

    events: tuple[InsurerEvent, ...]
    cursor: str


@runtime_checkable
class Insurer(Protocol):
    """A connector. Every method may raise an :class:`InsurerError`, and nothing else.

    A method answers or raises within ``patience`` seconds: nobody waits in a cell, but a person
    waits at the prompt.
    """

    @property
    def name(self) -> str:
        """How the firm names it in commands and formulas: lower case, no blanks."""

    @property
    def title(self) -> str:
        """The insurer as people write it."""

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What it can do; anything else raises :class:`NotOffered`."""

    def find_buyer(self, query: BuyerQuery) -> Sequence[BuyerMatch]:
        """Who this may be, the surest first; empty when nobody."""

    def grade(self, reference: str) -> Grade | None:
        """The insurer's opinion of a buyer; None when it has none."""

    def covers(self, reference: str | None = None) -> Sequence[Cover]:
        """The cover of a buyer, or of all buyers; refused and cancelled ones included."""

    def request_limit(self, request: LimitRequest) -> Ticket:
        """Ask for cover. With a key that has arrived already: the ticket of that time."""

    def declare_overdue(self, declaration: OverdueDeclaration) -> Ticket:
        """Tell that a buyer has not paid."""

    def file_claim(self, claim: ClaimFiling) -> Ticket:
        """Claim a loss."""

    def find(self, key: str) -> Ticket | None:
        """The ticket of a write that has arrived, by our key; None when none has."""

    def poll(self, ticket: Ticket) -> Progress:
        """How far a write is."""

    def claim_status(self, reference: str) -> ClaimState:
        """How far a claim is, by the insurer's reference."""

    def events(self, cursor: str = "") -> EventPage:
        """What has changed since a cursor; from the beginning when it is empty."""
