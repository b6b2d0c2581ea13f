"""The terms of a decision: days, part paid ahead, security, insurance, and what bounds them."""

from __future__ import annotations

from collections.abc import Iterator

from ledgerguard.casework.decisions.records import Exposure, Request, Terms
from ledgerguard.casework.records import Reason
from ledgerguard.formulas.exposure_control import prepayment_required
from ledgerguard.ledger.amount import Amount
from ledgerguard.ledger.currency import to_major
from ledgerguard.policy.credit_strategy import CreditTerms, stricter


def terms_of(
    policy: CreditTerms,
    limit: int,
    usable: int,
    exposure: Exposure,
    request: Request,
    currency: str,
    *,
    bars_credit: bool,
) -> Terms:
    """The terms, and for a new order how much of it is paid ahead and how much goes on credit.

    Mixed settlement: what the limit still holds goes on credit, the rest is paid ahead, and in any
    case the part that the grade's strategy asks for. Without a limit there is no credit: the
    goods are paid ahead, or secured by a letter of credit where the grade is not knocked out.

    Args:
        policy: The terms of the policy for grade, country, market and currency.
        limit: The recommended limit, minor units.
        usable: The limit that the order is held against.
        exposure: What is owed already.
        request: What is asked for; shorter terms than the policy's are granted.
        currency: The currency of all amounts.
        bars_credit: Whether a knock-out forbids credit.
    """
    days, security = int(policy.terms_days.value), policy.security
    rate = policy.prepayment_rate.value
    bounds = list(_bounds(policy))
    if request.terms_days is not None:
        if request.terms_days > days:
            bounds.append(Reason("terms-asked", (request.terms_days, days)))
        days = min(days, request.terms_days)
    if bars_credit:
        days, security, rate = 0, "prepayment", 1.0
    elif not limit or not days:
        days, security, rate = 0, stricter(security, "letter-of-credit"), 1.0
    bound, part = (usable, rate) if days else (0, 1.0)
    if request.override_limit is not None:  # whoever allows credit where there are no terms
        bound, part = request.override_limit, rate if days else 0.0
    prepay = _prepay(exposure, bound, request.order, part, currency)
    return Terms(
        days,
        rate,
        security,
        policy.insurance,
        policy.tier,
        tuple(bounds),
        request.order,
        prepay,
        request.order - prepay,
    )


def _bounds(policy: CreditTerms) -> Iterator[Reason]:
    """What made the terms stricter than the grade alone."""
    days, rate = policy.terms_days, policy.prepayment_rate
    if days.origin != "grade":
        yield Reason(f"terms-{days.origin}", (int(days.value),))
    if rate.origin == "new-market":
        yield Reason("prepayment-new-market", (rate.value,))
    if policy.security_origin == "country":
        yield Reason("security-country", (policy.security,))


def _prepay(exposure: Exposure, limit: int, order: int, rate: float, currency: str) -> int:
    """The part of an order that is paid ahead: beyond the limit, at least the strategy's part."""
    if not order:
        return 0
    owed, bound, new = (to_major(minor, currency) for minor in (exposure.total, limit, order))
    major = prepayment_required(owed, bound, new, minimum_rate=rate)
    return Amount.of(major, currency).minor
