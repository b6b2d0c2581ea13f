"""From what the desk has put together (a claim file, a report) to what an insurer is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from ledgerguard.casework.claims.records import ClaimedInvoice, ClaimFile
from ledgerguard.errors import InvalidValue
from ledgerguard.ledger.amount import Amount
from ledgerguard.ledger.currency import exact
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.plugin.insurer import ClaimFiling, OverdueDeclaration, OverdueItem
from ledgerguard.units import from_serial


def declaration_of(
    claim: ClaimFile, reference: str, *, policy: str = "", note: str = ""
) -> OverdueDeclaration:
    """The report of the invoices that a claim file names, each with what is open of it.

    Args:
        claim: The file.
        reference: The insurer's, of the buyer.
        policy: Number of the policy; that of the file's terms when left out.
        note: What to tell beside.

    Raises:
        InvalidValue: when an invoice has no dates, or no number of the policy is known.
    """
    items = tuple(_item(one, one.item.open) for one in claim.invoices)
    return OverdueDeclaration("", _policy(claim, policy), reference, items, note)


def filing_of(
    claim: ClaimFile,
    reference: str,
    *,
    policy: str = "",
    documents: Sequence[str] = (),
    note: str = "",
) -> ClaimFiling:
    """The claim that a claim file holds: the invoices and the sum that ``claim.xlsx`` shows.

    What was delivered after a stop is not part of it, and unapplied credits are taken off.

    Args:
        claim: The file.
        reference: The insurer's, of the buyer.
        policy: Number of the policy; that of the file's terms when left out.
        documents: Names of the papers that go with it.
        note: What to tell beside.

    Raises:
        InvalidValue: when an invoice has no dates, no number of the policy is known, or nothing
            can be claimed.
    """
    claimed = [one for one in claim.claimed if one.loss.parts.claimed.minor > 0]
    if not claimed:
        raise InvalidValue(
            "a claim must have an invoice of which something can be claimed, got none",
            hint="`ledgerguard claim` shows why",
        )
    return ClaimFiling(
        "",
        _policy(claim, policy),
        reference,
        tuple(_item(one, one.loss.parts.claimed) for one in claimed),
        claim.cause.key,
        exact(claim.found.parts.claimed.minor, claim.currency),
        claim.currency,
        tuple(documents),
        note or claim.reference,
    )


def _policy(claim: ClaimFile, stated: str) -> str:
    number = stated or claim.terms.policy_number
    if not number:
        raise InvalidValue(
            f"the number of the policy {claim.insurance} must be known, got none",
            hint=f"--number gives it, or policy_number under [insurances.{claim.insurance}] in "
            "the firm's file",
        )
    return number


def _item(one: ClaimedInvoice, amount: Amount) -> OverdueItem:
    days = {"date": one.item.issued, "due date": one.item.due}
    for name, day in days.items():
        if day == NO_DAY:
            raise InvalidValue(
                f"the {name} of {one.key} must be in the ledger, got none",
                hint="an insurer asks for both dates",
            )
    return OverdueItem(
        str(one.key),
        _day(one.item.issued),
        _day(one.item.due),
        exact(amount.minor, amount.currency),
        amount.currency,
    )


def _day(number: int) -> dt.date:
    return from_serial(number)
