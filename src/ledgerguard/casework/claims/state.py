"""What became of a claim: its status, what was paid and recovered, and what remains."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from ledgerguard.casework.claims.events import (
    KINDS,
    ClaimEvent,
    Filed,
    Recovery,
    StatusChanged,
    claim_event,
)
from ledgerguard.casework.claims.status_words import FINAL, Status
from ledgerguard.errors import InvalidValue, LogError
from ledgerguard.ledger.amount import Amount
from ledgerguard.store.entries import Row
from ledgerguard.store.log import Log

SHOWN = 5
"""Claims that a message lists."""


@dataclass(frozen=True, slots=True)
class ClaimState:
    """One claim as the log has it; every amount has the claim's currency.

    Attributes:
        filed: What was filed.
        status: The insurer's last answer.
        since: Serial number of the day of that.
        accepted: What the insurer accepts; None while it has not said.
        paid: What it has paid.
        recovered: What came from the buyer after the claim.
        costs: What that cost.
        to_insurer: The insurer's part of it.
        reopened: Whether it went on after it was refused or paid.
        events: All that was recorded, in the order of the log.
    """

    filed: Filed
    status: Status
    since: int
    accepted: Amount | None
    paid: Amount
    recovered: Amount
    costs: Amount
    to_insurer: Amount
    reopened: bool = False
    events: tuple[ClaimEvent, ...] = field(default=())

    @property
    def claim(self) -> str:
        """Its reference."""
        return self.filed.claim

    @property
    def currency(self) -> str:
        """Its one currency."""
        return self.filed.currency

    @property
    def claimed(self) -> Amount:
        """What was claimed, gross."""
        return Amount(self.filed.amount, self.currency)

    @property
    def expected(self) -> Amount:
        """What the insurer still has to pay, as it has accepted or as we expect; never below 0."""
        filed = Amount(self.filed.expected, self.currency)
        due = filed if self.accepted is None else self.accepted
        open_part = (due - self.paid).minor
        return Amount(0 if self.status == "refused" else max(0, open_part), self.currency)

    @property
    def kept(self) -> Amount:
        """What the firm has of the recoveries, after their costs."""
        return self.recovered - self.costs - self.to_insurer

    @property
    def debt(self) -> Amount:
        """What the buyer still owes of what was claimed."""
        return self.claimed - self.recovered

    @property
    def with_firm(self) -> Amount:
        """The loss that is left with the firm: debt + costs = with the firm + with the insurer."""
        return self.claimed - self.paid - self.kept

    @property
    def with_insurer(self) -> Amount:
        """The loss that is left with the insurer."""
        return self.paid - self.to_insurer


def claim_states(rows: Iterable[Row]) -> dict[str, ClaimState]:
    """The claims of a log by their references, in the order in which they were filed.

    Raises:
        LogError: when a row speaks of a claim that was never filed, or of another currency.
    """
    found: dict[str, ClaimState] = {}
    for row in rows:
        if row.kind not in KINDS:
            continue
        event = claim_event(row.kind, row.body)
        if isinstance(event, Filed):
            nothing = Amount(0, event.currency)
            found[event.claim] = ClaimState(
                event, "filed", event.on, None, nothing, nothing, nothing, nothing, events=(event,)
            )
            continue
        if event.claim not in found or event.currency != found[event.claim].currency:
            raise LogError(
                f"row {row.number} must speak of a claim that was filed, in its currency, "
                f"got {event.claim!r} in {event.currency!r}",
                hint="run ledgerguard log verify",
            )
        found[event.claim] = after(found[event.claim], event)
    return found


def after(state: ClaimState, event: StatusChanged | Recovery) -> ClaimState:
    """The claim after one more event."""
    amount = Amount(event.amount, event.currency)
    kept = (*state.events, event)
    if isinstance(event, Recovery):
        return replace(
            state,
            recovered=state.recovered + amount,
            costs=state.costs + Amount(event.costs, event.currency),
            to_insurer=state.to_insurer + Amount(event.to_insurer, event.currency),
            events=kept,
        )
    reopened = state.reopened or (state.status in FINAL and state.status != event.status)
    state = replace(state, status=event.status, since=event.on, reopened=reopened, events=kept)
    if event.status in ("accepted", "partly"):
        return replace(state, accepted=amount)
    if event.status == "refused":
        return replace(state, accepted=Amount(0, event.currency))
    return replace(state, paid=state.paid + amount) if event.status == "paid" else state


def claim_state(log: Log, claim: str) -> ClaimState:
    """One claim of a log.

    Raises:
        InvalidValue: when no claim of that reference was filed; it lists the last ones.
        LogError: when the log is damaged.
    """
    found = claim_states(log.rows())
    if claim not in found:
        known = list(found)[-SHOWN:]
        raise InvalidValue(
            f"claim must be one that was filed, got {claim!r}",
            hint=f"the log has {', '.join(known) or 'none yet'}",
        )
    return found[claim]
