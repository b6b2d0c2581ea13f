"""What the log holds of claims, in row kinds of their own: filed, answered, recovered."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from ledgerguard.casework.claims.status_words import ANSWERS, Answer
from ledgerguard.casework.records import ItemKey
from ledgerguard.errors import LogError
from ledgerguard.formulas.recoveries import RecoveryRule


@dataclass(frozen=True, slots=True)
class ClaimedItem:
    """An invoice of a claim: what was open of it, and what of that we hold to be insured."""

    item: ItemKey
    due: int
    open: int
    insured: int


@dataclass(frozen=True, slots=True)
class Filed:
    """A claim was filed. Days are serial numbers, amounts minor units of its one currency."""

    claim: str
    on: int
    entity: str
    customer_id: str
    currency: str
    insurance: str
    policy_number: str
    cause: str
    items: tuple[ClaimedItem, ...]
    amount: int  # claimed, gross
    insured: int
    expected: int  # the indemnity that we compute
    insured_rate: float
    rule: RecoveryRule  # how a recovery is shared where the debt is above the insured loss
    pay_by: int  # day by which the insurer has to pay; NO_DAY where none is agreed
    index: str = ""  # SHA-256 of the folder's index

    @property
    def account(self) -> tuple[str, str, str]:
        """Entity, customer and currency."""
        return self.entity, self.customer_id, self.currency


@dataclass(frozen=True, slots=True)
class StatusChanged:
    """The insurer has answered, or paid; the amount is what it accepts, or what it has paid."""

    claim: str
    on: int
    status: Answer
    amount: int
    currency: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Recovery:
    """The buyer, or somebody for it, has paid after the claim: who gets what of it."""

    claim: str
    on: int
    amount: int
    costs: int
    to_insurer: int
    currency: str
    note: str = ""

    @property
    def kept(self) -> int:
        """What stays with the firm."""
        return self.amount - self.costs - self.to_insurer


ClaimEvent = Filed | StatusChanged | Recovery

KINDS: Final[Mapping[str, type[ClaimEvent]]] = {
    "claim-filed": Filed,
    "claim-status": StatusChanged,
    "claim-recovery": Recovery,
}
_NAMES: Final = {shape: name for name, shape in KINDS.items()}


def kind_of(event: ClaimEvent) -> str:
    """The kind of the log's row that holds an event."""
    return _NAMES[type(event)]


def claim_body(event: ClaimEvent) -> dict[str, Any]:
    """An event as the body of a row."""
    body = {field.name: getattr(event, field.name) for field in dataclasses.fields(event)}
    if isinstance(event, Filed):
        body["items"] = [
            [one.item.invoice, one.item.part, one.due, one.open, one.insured] for one in event.items
        ]
    return body


def claim_event(kind: str, body: Mapping[str, Any]) -> ClaimEvent:
    """The event that a row holds.

    Raises:
        LogError: when the body has another shape; nothing of ours has written it then.
    """
    try:
        given = dict(body)
        if kind == "claim-filed":
            account = (given["entity"], given["customer_id"], given["currency"])
            given["items"] = tuple(
                ClaimedItem(ItemKey(*account, invoice, part), due, owed, insured)
                for invoice, part, due, owed, insured in given["items"]
            )
        event = KINDS[kind](**given)
        if isinstance(event, StatusChanged) and event.status not in ANSWERS:
            raise ValueError(f"the status {event.status!r}")
    except (KeyError, TypeError, ValueError) as error:
        raise LogError(
            f"a row of kind {kind!r} must hold an event of a claim, got {error}",
            hint="run ledgerguard log verify",
        ) from error
    return event
