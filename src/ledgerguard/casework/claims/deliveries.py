"""What was delivered to the buyer: with which proof, and whether deliveries had to have stopped."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ledgerguard.casework.claims.account import AccountRow
from ledgerguard.casework.claims.checklist import PAPERS
from ledgerguard.casework.customer_file.evidence import Evidence, words_of_fact
from ledgerguard.casework.insured.stop_rules import BuyerStops
from ledgerguard.ledger.amount import Amount
from ledgerguard.ledger.schema import NO_DAY


@dataclass(frozen=True, slots=True)
class Delivery:
    """One delivery: its invoice, its day, its proof; and the invoice that forbade it."""

    invoice: str
    shipped: int
    dated: bool  # whether the ledger has the day of the delivery; else it is the invoice's
    amount: Amount
    claimed: bool
    proof: str
    stopped_by: str  # "" where it was allowed
    stopped_since: int


def deliveries_of(
    claimed: Collection[int],
    account: Sequence[AccountRow],
    currency: str,
    evidence: Evidence,
    stops: BuyerStops,
) -> tuple[Delivery, ...]:
    """The deliveries of the claimed invoices, and all others that a stop forbade.

    Args:
        claimed: Numbers of the rows that are claimed.
        account: The rows of the buyer.
        currency: Of the claim: deliveries in another one are another claim's.
        evidence: The proofs.
        stops: The stops that the buyer's invoices have brought about.
    """
    found = []
    for row in account:
        if row.currency != currency or row.amount <= 0:
            continue
        stop = stops.forbidding(row.row, row.shipped)
        if row.row not in claimed and stop is None:
            continue
        fact = evidence.of(PAPERS["delivery"].items, row.invoice)
        found.append(
            Delivery(
                row.invoice,
                row.shipped,
                row.delivered != NO_DAY,
                Amount(row.amount, row.currency),
                row.row in claimed,
                "" if fact is None else words_of_fact(fact) or fact.item,
                stop.name if stop else "",
                stop.first if stop else NO_DAY,
            )
        )
    return tuple(sorted(found, key=lambda one: (one.shipped, one.invoice)))
