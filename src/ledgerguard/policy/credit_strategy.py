"""How the firm sells to a grade, once country, newness and currency have had their say."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

from ledgerguard.errors import OutOfDomain
from ledgerguard.policy.credit_file import (
    GRADES,
    CountryClassEntry,
    CreditPolicy,
    InsuranceNeed,
    Security,
)

Origin = Literal["grade", "country", "new-market", "currency"]

STRICTNESS: Final[tuple[Security, ...]] = (
    "none",
    "guarantee",
    "letter-of-credit",
    "prepayment",
)
"""Kinds of security, each stricter than the one before it."""


@dataclass(frozen=True, slots=True)
class Bounded:
    """A value, and which rule decided it."""

    value: float
    origin: Origin


@dataclass(frozen=True, slots=True)
class CreditTerms:
    """The terms for a grade.

    Attributes:
        terms_days: Longest terms in days; 0: payment before delivery, or by letter of credit.
        prepayment_rate: Part of each order that is paid ahead.
        security: What secures the debt, and who asks for it.
        insurance: Whether credit insurance is required.
        multiplier: What the capacity of the limit methods is multiplied by.
        ceiling: Most of one customer's limit in the currency, major units; None: no ceiling.
        review_days: Days to the next review.
        tier: Dunning tier.
    """

    grade: int
    terms_days: Bounded
    prepayment_rate: Bounded
    security: Security
    security_origin: Origin
    insurance: InsuranceNeed
    multiplier: Bounded
    ceiling: float | None
    review_days: int
    tier: str


def checked_grade(grade: int) -> int:
    """A grade of the scale.

    Raises:
        OutOfDomain: when there is no such grade.
    """
    if not 1 <= grade <= GRADES:
        raise OutOfDomain(
            f"grade must be from 1 to {GRADES}, got {grade}",
            hint="CREDIT_GRADE answers the grade of a probability of default",
        )
    return grade


def credit_terms_of(
    credit: CreditPolicy,
    grade: int,
    country: CountryClassEntry | None = None,
    *,
    is_new: bool = False,
    currency: str = "",
) -> CreditTerms:
    """The terms for a grade: of each bound the strictest, and which one it is.

    Without any terms the goods are secured by a letter of credit at least, and paid ahead.

    Args:
        credit: The credit policy.
        grade: Grade of the customer.
        country: What holds for its country; None: nobody says.
        is_new: Whether customer or market are new to the firm.
        currency: Currency of the business; blank: the home currency.

    Raises:
        OutOfDomain: when there is no such grade.
    """
    strategy = credit.strategy(checked_grade(grade))
    security, origin = strategy.security, _GRADE
    if country is not None and stricter(security, country.security) != security:
        security, origin = country.security, "country"
    days = _days(credit, strategy.terms_days, country, currency, is_new=is_new)
    rate = Bounded(strategy.prepayment_rate, "grade")
    if is_new and credit.new_markets.prepayment_rate > rate.value:
        rate = Bounded(credit.new_markets.prepayment_rate, "new-market")
    if not days.value:
        if stricter(security, "letter-of-credit") != security:
            security, origin = "letter-of-credit", days.origin
        rate = Bounded(1.0, rate.origin if rate.value == 1 else days.origin)
    return CreditTerms(
        grade,
        days,
        rate,
        security,
        origin,
        strategy.insurance,
        _multiplier(credit, strategy.multiplier, currency, is_new=is_new),
        None if country is None else country.ceiling.get(currency),
        strategy.review_days,
        strategy.tier,
    )


def stricter(one: Security, other: Security) -> Security:
    """The stricter one of two kinds of security; the first where they are the same."""
    return max(one, other, key=STRICTNESS.index)


def is_foreign(credit: CreditPolicy, currency: str) -> bool:
    """Whether a currency is foreign to the firm; none is where no home currency is stated."""
    home = credit.currency_risk.home
    return bool(currency and home) and currency not in home


_GRADE: Final[Origin] = "grade"


def _days(
    credit: CreditPolicy,
    stated: int,
    country: CountryClassEntry | None,
    currency: str,
    *,
    is_new: bool,
) -> Bounded:
    bounds = [Bounded(stated, "grade")]
    if is_new:
        bounds.append(Bounded(math.floor(stated * credit.new_markets.terms_factor), "new-market"))
    if country is not None:
        bounds.append(Bounded(country.longest_terms_days, "country"))
    longest = credit.currency_risk.longest_terms_days
    if longest is not None and is_foreign(credit, currency):
        bounds.append(Bounded(longest, "currency"))
    return min(bounds, key=lambda bound: bound.value)


def _multiplier(credit: CreditPolicy, stated: float, currency: str, *, is_new: bool) -> Bounded:
    factor, origin = stated, _GRADE
    if is_new and credit.new_markets.multiplier < 1:
        factor, origin = factor * credit.new_markets.multiplier, "new-market"
    if is_foreign(credit, currency):
        risk = credit.currency_risk
        held_back = risk.held_back.get(currency, risk.held_back_rate)
        if held_back:
            factor, origin = factor * (1 - held_back), "currency"
    return Bounded(factor, origin)
