"""The firm's own sales on credit beside all its sales, as its own file states them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ledgerguard.casework.customer_file.facts import CustomerFile, Fact
from ledgerguard.ledger.amount import Amount
from ledgerguard.ledger.schema import NO_DAY

CREDIT_SALES = "credit_sales"
ALL_SALES = "all_sales"


@dataclass(frozen=True, slots=True)
class SalesShare:
    """Sales of one period and currency; both facts are dated at its end."""

    credit: Fact
    whole: Fact

    @property
    def day(self) -> int:
        """The day on which the period ends."""
        return self.credit.day

    @property
    def share(self) -> float | None:
        """The part of all sales that was on credit; None where nothing was sold."""
        return float(self.credit.value) / float(self.whole.value) if self.whole.value else None

    def amounts(self) -> tuple[Amount, Amount]:
        """What was sold on credit, and all that was sold."""
        credit, whole = (
            Amount.of(float(fact.value), fact.currency) for fact in (self.credit, self.whole)
        )
        return credit, whole


def sales_of(file: CustomerFile, currency: str, as_of: int) -> SalesShare | None:
    """The newest period of which a file states both; None where it states none.

    Args:
        file: The firm's own file.
        currency: The currency.
        as_of: Serial number of the day; what ends later is not known yet.
    """
    credit, whole = (_by_day(file, item, currency, as_of) for item in (CREDIT_SALES, ALL_SALES))
    both = [day for day in credit if day in whole]
    return SalesShare(credit[max(both)], whole[max(both)]) if both else None


def unpaired(file: CustomerFile, currency: str, as_of: int) -> list[Fact]:
    """Sales of a later period than the newest whole one, of which the other half is missing."""
    found = sales_of(file, currency, as_of)
    since = NO_DAY - 1 if found is None else found.day
    halves = [_by_day(file, item, currency, as_of) for item in (CREDIT_SALES, ALL_SALES)]
    return [fact for half in halves for day, fact in sorted(half.items()) if day > since]


def _by_day(file: CustomerFile, item: str, currency: str, as_of: int) -> Mapping[int, Fact]:
    """The facts of an item by day; of one day what stands further down counts."""
    return {fact.day: fact for fact in reversed(file.in_currency(item, currency, as_of))}
