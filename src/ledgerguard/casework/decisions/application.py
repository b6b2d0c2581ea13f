"""The customer's application in its file: limit, terms and uplift that are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from ledgerguard.casework.customer_file.facts import CustomerFile, Fact
from ledgerguard.casework.decisions.figures import is_number, others
from ledgerguard.casework.decisions.records import Request
from ledgerguard.casework.records import Reason
from ledgerguard.ledger.amount import Amount
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.credit_file import CreditPolicy

GROUP: Final = "orders"
"""The group of the three items, by whose rule an application without a last day grows old."""


@dataclass(frozen=True, slots=True)
class Application:
    """What a file asks for, and what is to be said of it."""

    limit: int | None = None
    terms_days: int | None = None
    uplift_rate: float = 0.0
    notes: tuple[Reason, ...] = ()

    def completes(self, request: Request) -> Request:
        """The request with what it does not name itself."""
        return replace(
            request,
            limit=self.limit if request.limit is None else request.limit,
            terms_days=self.terms_days if request.terms_days is None else request.terms_days,
            uplift_rate=request.uplift_rate or self.uplift_rate,
        )


def application_of(
    file: CustomerFile, credit: CreditPolicy, currency: str, as_of: int
) -> Application:
    """What the file asks for on a day, in the currency of the decision.

    An application counts until its last day, which is that of the answer; without one as long as
    the policy lets facts about orders be used. An older or undated one is noted and not counted,
    as is a limit in another currency.

    Args:
        file: The customer's file.
        credit: The credit policy with the rule for old facts.
        currency: Currency of the decision.
        as_of: Serial number of the day.
    """
    limit = _newest(file, "requested_limit", as_of, currency)
    terms = _newest(file, "requested_terms", as_of)
    uplift = _newest(file, "requested_uplift", as_of)
    found = [fact for fact in (limit, terms, uplift) if fact is not None]
    young = {fact.item: float(fact.value) for fact in found if not _age(fact, credit, as_of)}
    asked = young.get("requested_limit")
    days = young.get("requested_terms")
    return Application(
        Amount.of(asked, currency).minor if asked else None,
        None if days is None else int(days),
        young.get("requested_uplift", 0.0),
        tuple(_notes(file, found, credit, currency, as_of)),
    )


def _newest(file: CustomerFile, item: str, as_of: int, currency: str | None = None) -> Fact | None:
    known = file.known(item, as_of)
    return next(
        (fact for fact in known if is_number(fact) and currency in (None, fact.currency)), None
    )


def _notes(
    file: CustomerFile, found: list[Fact], credit: CreditPolicy, currency: str, as_of: int
) -> Iterator[Reason]:
    for fact in found:
        if too_old := _age(fact, credit, as_of):
            yield Reason("application-old", (fact.item, *too_old))
    if not any(fact.item == "requested_limit" for fact in found):
        elsewhere = others(file, "requested_limit", currency, as_of)
        if elsewhere:
            yield Reason("application-currency", (", ".join(elsewhere),))


def _age(fact: Fact, credit: CreditPolicy, as_of: int) -> tuple[int, int] | None:
    """Age and most days of an application that is too old; None where it counts."""
    rule = credit.freshness.get(GROUP)
    if fact.until != NO_DAY or rule is None:
        return None
    if fact.day == NO_DAY:
        return NO_DAY, rule.max_days
    age = as_of - fact.day
    return (age, rule.max_days) if age > rule.max_days else None
