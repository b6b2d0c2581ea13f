"""What the insurer would pay if one buyer failed, and what is left of its cover for a new order."""

from __future__ import annotations

from dataclasses import dataclass

import narwhals as nw

from ledgerguard.casework.customer_file.facts import CustomerFile
from ledgerguard.casework.history import History
from ledgerguard.casework.insured.cover import COVERED, Cover, cover_of
from ledgerguard.casework.insured.past import Past
from ledgerguard.casework.insured.stops import stops
from ledgerguard.casework.insured.waterfall import insured_waterfalls
from ledgerguard.casework.open_items import open_items
from ledgerguard.errors import NotAvailable
from ledgerguard.ledger.portfolio import Frame
from ledgerguard.policy.firm import Policy


@dataclass(frozen=True, slots=True)
class Insured:
    """The insurance of one buyer in one currency, in minor units.

    Attributes:
        indemnity: What the insurer would pay if nothing of what is open were paid any more.
        cover_left: Insured loss of a delivery of today that the cover still has room for; 0 where
            such a delivery finds none.
    """

    indemnity: int
    cover_left: int


def insured_of(
    frame: Frame,
    file: CustomerFile,
    policy: Policy,
    currency: str,
    as_of: int,
    *,
    vat_rate: float = 0.0,
    history: History | None = None,
) -> Insured | None:
    """The insurance of one buyer as the waterfall of its invoices reckons it.

    Open invoices keep the cover that their delivery found, also after the limit was cut; the terms
    of the policy stand as at the beginning of an insurance year, since nobody else is lost.

    Args:
        frame: The canonical frame of the ledger; rows of other customers are left aside.
        file: The buyer's file.
        policy: Says on which terms it is insured.
        currency: The currency.
        as_of: Serial number of the day from which one looks.
        vat_rate: VAT in the invoices as a share of the net amount.
        history: What the log knows of reports, claims and disputes; None: there is no log.

    Returns:
        None where nobody says on which terms the buyer is insured, or at which rate.
    """
    buyer = file.customer_id
    name = policy.settings(buyer).insurance
    terms = policy.insurances.get(name)
    if terms is None or terms.insured_rate is None:
        return None
    mine = frame.filter(nw.col("customer_id") == buyer)
    try:
        found = insured_waterfalls(
            mine, {buyer: file}, policy, as_of, vat_rate=vat_rate, history=history
        )
    except NotAvailable:  # an invoice has terms of its own, which name no rate
        return None
    rows = [row for row in found.buyers if row.currency == currency]
    cover = cover_of(file, terms, currency, as_of, insurance=name)
    past = Past(open_items(mine, as_of, history), history) if history is not None else None
    used = sum(row.settled.loss for row in rows if row.insurance == name)
    stopped = stops(mine, policy, as_of, past, {buyer: file}).stopped(buyer, as_of)
    return Insured(
        sum(row.settled.indemnity for row in rows),
        0 if stopped else max(0, _limit_today(cover) - used),
    )


def _limit_today(cover: Cover) -> int:
    """The limit that a delivery of today finds; 0 where it finds none, or its cause has none."""
    if cover.terms is None or cover.cause not in cover.terms.causes:
        return 0
    return cover.now.minor if cover.now.state in COVERED else 0
