"""What payment terms cost: early-payment discounts and factoring, as yearly rates."""

from __future__ import annotations

import math
from typing import Final, Literal

from ledgerguard.errors import OutOfDomain
from ledgerguard.formula import formula
from ledgerguard.formulas.checks import above_zero, divisor, not_negative, share
from ledgerguard.units import Days, Flag, Money, Rate

ValuedOn = Literal["invoice", "discount"]
FeeBase = Literal["face", "advance"]
Method = Literal["simple", "net"]

_LARGEST_EXPONENT: Final = 700.0  # e^709 is the largest number there is


@formula("DISCOUNT_COST")
def discount_cost(
    discount_rate: Rate,
    discount_days: Days,
    paid_days: Days,
    effective: Flag = False,
    basis: Days = 365,
) -> Rate:
    """Yearly cost of an early-payment discount: what paying 2 % less 20 days earlier means a year.

    simple: discount_rate / (1 - discount_rate) * basis / (paid_days - discount_days);
    effective: (1 + discount_rate / (1 - discount_rate)) ^ (basis / (paid_days -
    discount_days)) - 1. The same number is the cost to a customer who forgoes the discount.

    Args:
        discount_rate: Discount as a share of the invoice, below 1: 0.02 in 2/10 net 30.
        discount_days: Days within which it is granted: 10 in 2/10 net 30.
        paid_days: Days after which the customer pays without it: 30, or the actual pay day.
        effective: TRUE compounds the cost over the year.
        basis: Days of the year, 365 or 360.

    Errors: #NUM! when discount_rate is negative or 1 and more, paid_days is not after
        discount_days, days are negative or the answer is too large; #N/A when one of the first
        three is blank.
    Example: =DISCOUNT_COST(0.02, 10, 30) -> 0.3724
    Example: =DISCOUNT_COST(0.02, 10, 30, TRUE) -> 0.4459
    Example: =DISCOUNT_COST(0.02, 10, 30, FALSE, 360) -> 0.3673
    Source: Ng, Smith and Smith (1999), Journal of Finance 54 (2/10 net 30 is 43.9 % effective);
        creditfinanceplus.com.
    """
    _check_discount(discount_rate)
    days_gained = _days_gained(discount_days, paid_days)
    above_zero(basis=basis)
    period_cost = discount_rate / (1 - discount_rate)
    periods = basis / days_gained
    if not effective:
        return period_cost * periods
    if periods * math.log1p(period_cost) > _LARGEST_EXPONENT:
        raise OutOfDomain(
            f"discount_rate must stay small for so short a time, got {discount_rate:g} "
            f"for {days_gained:g} days",
            hint="the compounded cost is too large for a number; is the rate 0.02 and not 0.9?",
        )
    yearly_growth: float = (1 + period_cost) ** periods
    return yearly_growth - 1


@formula("DISCOUNT_BREAKEVEN")
def discount_breakeven(
    annual_rate: Rate,
    discount_days: Days,
    paid_days: Days,
    valued_on: ValuedOn = "invoice",
    basis: Days = 365,
) -> Rate:
    """Largest early-payment discount that a seller should grant at its cost of funds.

    invoice: 1 - (1 + annual_rate * discount_days / basis) / (1 + annual_rate * paid_days /
    basis), both payments valued on the invoice day; discount: 1 - 1 / (1 + annual_rate *
    (paid_days - discount_days) / basis), valued on the day of the early payment. Simple
    interest. At this discount the seller is indifferent; a larger one costs more than it brings.

    Args:
        annual_rate: The seller's yearly cost of funds.
        discount_days: Days within which the discount is granted.
        paid_days: Days after which the customer pays without it: the actual pay day.
        valued_on: Day on which both payments are compared: "invoice" or "discount".
        basis: Days of the year, 365 or 360.

    Errors: #NUM! when annual_rate is negative, paid_days is not after discount_days or days are
        negative; #VALUE! when valued_on is unknown; #N/A when one of the first three is blank.
    Example: =DISCOUNT_BREAKEVEN(0.12, 10, 30) -> 0.006511
    Example: =DISCOUNT_BREAKEVEN(0.12, 10, 30, "discount") -> 0.006532
    Source: present value comparison of the two payments, own arithmetic.
    """
    not_negative(annual_rate=annual_rate)
    days_gained = _days_gained(discount_days, paid_days)
    above_zero(basis=basis)
    # One fraction each, not 1 - early / late: no difference of two numbers close to each other.
    interest_gained = annual_rate * days_gained / basis
    if valued_on == "discount":
        return interest_gained / (1 + interest_gained)
    late_growth = 1 + annual_rate * paid_days / basis
    return interest_gained / late_growth


@formula("FACTORING_COST")
def factoring_cost(
    advance_rate: Rate,
    fee_rate: Rate,
    days: Days,
    fee_base: FeeBase = "face",
    method: Method = "simple",
    interest_rate: Rate = 0,
    basis: Days = 365,
) -> Rate:
    """Yearly cost of factoring an invoice, as a rate on the money that it brings.

    simple: (fee + interest) / advance * basis / days; net: (fee + interest) / (advance -
    fee) * basis / days, because a fee that is kept back is money one never had. Per 1 of
    face: advance = advance_rate; fee = fee_rate, or fee_rate * advance_rate when it is charged
    on the advance; interest = advance * interest_rate * days / basis.

    Args:
        advance_rate: Share of the invoice that the factor pays at once.
        fee_rate: Fee for the whole time as a share of its base.
        days: Days until the customer pays, above 0.
        fee_base: "face" when the fee is charged on the invoice, "advance" when on the advance.
        method: "simple" relates the cost to the advance, "net" to the advance less the fee.
        interest_rate: Yearly interest on the advance, on top of the fee.
        basis: Days of the year, 365 or 360.

    Errors: #DIV/0! when advance_rate or days is 0 or the fee eats up the whole advance; #NUM! when
        a rate is out of range or the fee is above the advance; #VALUE! when a word is unknown.
    Example: =FACTORING_COST(0.8, 0.03, 45) -> 0.3042
    Example: =FACTORING_COST(0.8, 0.03, 45, "face", "net") -> 0.3160
    Source: zolvo.com, factoring calculator (fee / advance * 365 / days); net form own arithmetic.
    """
    share(advance_rate=advance_rate, fee_rate=fee_rate)
    not_negative(interest_rate=interest_rate)
    above_zero(basis=basis)
    advance = divisor("advance_rate", advance_rate)
    periods = basis / divisor("days", days)
    fee = _fee(advance, fee_rate, fee_base)
    interest = advance * interest_rate / periods
    money_received = advance
    if method == "net":
        money_received = divisor("advance less fee", advance - fee)
    period_cost = (fee + interest) / money_received
    return period_cost * periods


@formula("FACTORING_RESERVE")
def factoring_reserve(
    face: Money, advance_rate: Rate, fee_rate: Rate, fee_base: FeeBase = "face"
) -> Money:
    """What the factor still pays when the customer has paid: the reserve less the fee.

    face * (1 - advance_rate) - fee, where fee = face * fee_rate, or face * advance_rate *
    fee_rate when it is charged on the advance. Negative when the fee is above the reserve: then
    the seller owes it.

    Args:
        face: Amount of the invoice.
        advance_rate: Share of it that the factor paid at once.
        fee_rate: Fee for the whole time as a share of its base.
        fee_base: "face" when the fee is charged on the invoice, "advance" when on the advance.

    Errors: #NUM! when the face is negative or a rate not from 0 to 1; #VALUE! when fee_base is
        unknown; #N/A when one of the first three is blank.
    Example: =FACTORING_RESERVE(100000, 0.8, 0.03) -> 17000
    Source: zolvo.com, factoring calculator (the reserve is released net of the fee).
    """
    not_negative(face=face)
    share(advance_rate=advance_rate, fee_rate=fee_rate)
    reserve = face * (1 - advance_rate)
    fee = face * _fee(advance_rate, fee_rate, fee_base)
    return reserve - fee


def _fee(advance: float, fee_rate: float, fee_base: FeeBase) -> float:
    """The fee per 1 of face."""
    return fee_rate if fee_base == "face" else fee_rate * advance


def _check_discount(discount_rate: float) -> None:
    not_negative(discount_rate=discount_rate)
    if discount_rate >= 1:
        raise OutOfDomain(
            f"discount_rate must be below 1, got {discount_rate:g}", hint="2 % is the number 0.02"
        )


def _days_gained(discount_days: float, paid_days: float) -> float:
    """How much earlier the discounted payment comes.

    Raises:
        OutOfDomain: when it does not come earlier.
    """
    not_negative(discount_days=discount_days)
    if paid_days <= discount_days:
        raise OutOfDomain(
            f"paid_days must be after discount_days ({discount_days:g}), got {paid_days:g}",
            hint="both count from the invoice; in 2/10 net 30 they are 10 and 30",
        )
    return paid_days - discount_days
