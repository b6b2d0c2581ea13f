"""Our connector: what ledgerguard asks, put to the insurer's side and answered in its words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ledgerguard.plugin.insurer import (
    CAPABILITIES,
    BuyerMatch,
    BuyerQuery,
    Capability,
    ClaimFiling,
    ClaimState,
    Cover,
    Declined,
    EventPage,
    Grade,
    LimitRequest,
    OverdueDeclaration,
    Progress,
    Ticket,
    Write,
)
from ledgerguard_starter.office import Office

PAGE: Final = 100
"""Events of one page."""


class StarterInsurer:
    """A connector to an :class:`~ledgerguard_starter.office.Office`.

    Take out of ``capabilities`` what your insurer does not offer, and let the method raise
    ``NotOffered``.
    """

    name = "starter"
    title = "Starter Mutual (in memory)"
    capabilities: frozenset[Capability] = frozenset(CAPABILITIES)

    def __init__(self, office: Office | None = None) -> None:
        self.office = Office() if office is None else office

    def find_buyer(self, query: BuyerQuery) -> Sequence[BuyerMatch]:
        """Who this may be: by reference, legal id or name."""
        wanted = query.name.strip().casefold()
        return [
            buyer
            for buyer in self.office.buyers.values()
            if query.reference == buyer.reference
            or (query.legal_id and query.legal_id == buyer.legal_id)
            or (wanted and wanted == buyer.name.casefold() and query.country == buyer.country)
        ]

    def grade(self, reference: str) -> Grade | None:
        """The insurer's opinion of a buyer."""
        return self.office.grade(reference)

    def covers(self, reference: str | None = None) -> Sequence[Cover]:
        """The cover of a buyer, or of all."""
        return [one for one in self.office.covers if reference in (None, one.reference)]

    def request_limit(self, request: LimitRequest) -> Ticket:
        """Ask for cover."""
        if not (request.amount.is_finite() and 0 < request.amount < 10**12) or not request.currency:
            raise Declined(
                "a limit request must have an amount above 0 and a currency, "
                f"got {request.amount} {request.currency!r}"
            )
        return self._taken(request)

    def declare_overdue(self, declaration: OverdueDeclaration) -> Ticket:
        """Tell that a buyer has not paid."""
        return self._taken(declaration)

    def file_claim(self, claim: ClaimFiling) -> Ticket:
        """Claim a loss."""
        return self._taken(claim)

    def find(self, key: str) -> Ticket | None:
        """The ticket of a write that has arrived."""
        return Ticket(key, f"T-{key}") if key in self.office.writes else None

    def poll(self, ticket: Ticket) -> Progress:
        """How far a write is."""
        if ticket.key not in self.office.progress:
            raise Declined(f"a ticket must be one that was given, got {ticket.reference!r}")
        return self.office.progress[ticket.key]

    def claim_status(self, reference: str) -> ClaimState:
        """How far a claim is."""
        claim = self.office.claim(reference)
        if claim is None:
            raise Declined(f"a claim must be one that was filed, got {reference!r}")
        return ClaimState(reference, self.office.progress[claim.key].state)

    def events(self, cursor: str = "") -> EventPage:
        """What has changed since a cursor, which is the number of events that were told."""
        if cursor and not (cursor.isascii() and cursor.isdigit() and len(cursor) < 10):
            raise Declined(f"a cursor must be one that was given, got {cursor!r}")
        start = int(cursor or 0)
        told = tuple(self.office.events[start : start + PAGE])
        return EventPage(told, str(start + len(told)))

    def _taken(self, write: Write) -> Ticket:
        if write.reference not in self.office.buyers:
            raise Declined(f"a buyer must be one that the insurer knows, got {write.reference!r}")
        return Ticket(write.key, self.office.take(write))
