"""What a customer owes against his limit: exposure, use, excess, orders, prepayment."""

from __future__ import annotations

import datetime as dt
from typing import Final, Literal

from ledgerguard.errors import NotAvailable, OutOfDomain
from ledgerguard.formula import formula
from ledgerguard.formulas.checks import (
    above_zero,
    at_most,
    divisor,
    filled,
    none_negative,
    not_negative,
    share,
)
from ledgerguard.units import Column, Count, Date, Days, Flag, Money, Rate

REVIEW_RATE: Final = 0.3
"""An order that varies by more calls for a review (article on credit control: 超过30%)."""


@formula("EXPOSURE")
def exposure(
    open_receivables: Money,
    uninvoiced_deliveries: Money = 0,
    undelivered_orders: Money = 0,
    uncleared_bills: Money = 0,
    advance_payments: Money = 0,
    cash_collateral: Money = 0,
) -> Money:
    """Credit exposure to a customer: what is owed, and what confirmed orders will add to it.

    open_receivables + uninvoiced_deliveries + undelivered_orders + uncleared_bills
    - advance_payments - cash_collateral

    Everything with VAT, in one currency. A negative answer means that the customer is in credit.
    Credit insurance and guarantees are no part of it: they cover an exposure and do not lower it.

    Args:
        open_receivables: Open receivables, gross of VAT and of bad-debt allowances.
        uninvoiced_deliveries: Goods delivered and not yet invoiced.
        undelivered_orders: Confirmed orders that are not yet delivered.
        uncleared_bills: Notes and bills taken in payment that are not yet cleared.
        advance_payments: Payments received in advance of delivery, as a positive number.
        cash_collateral: Cash held as security, as a positive number.

    Errors: #NUM! when an amount is negative; #N/A when open_receivables is blank.
    Example: =EXPOSURE(80000, 12000, 30000, 0, 10000) -> 112000
    Source: creditmanagement-tools.com, Set up the credit limit (receivables with taxes and the
        orders in hand); ledgerguard design for bills, advances and collateral.
    """
    not_negative(
        open_receivables=open_receivables,
        uninvoiced_deliveries=uninvoiced_deliveries,
        undelivered_orders=undelivered_orders,
        uncleared_bills=uncleared_bills,
        advance_payments=advance_payments,
        cash_collateral=cash_collateral,
    )
    owed = open_receivables + uninvoiced_deliveries + uncleared_bills
    held = advance_payments + cash_collateral
    return owed + undelivered_orders - held


@formula("UTILISATION")
def utilisation(exposure: Money, limit: Money) -> Rate:
    """Share of a credit limit that is used; above 1 the limit is exceeded.

    exposure / limit

    Args:
        exposure: Credit exposure; negative when the customer is in credit.
        limit: Credit limit; above 0.

    Errors: #DIV/0! when the limit is 0, which means no credit; #NUM! when it is negative; #N/A
        when the limit is blank, which means that there is none yet.
    Example: =UTILISATION(112000, 100000) -> 1.12
    Example: =UTILISATION(EXPOSURE(80000, 12000, 30000, 0, 10000), 100000) -> 1.12
    Source: the standard ratio of exposure to limit; a limit of 0 as ledgerguard design.
    """
    return exposure / divisor("limit", limit)


@formula("OVERLIMIT")
def overlimit(exposure: Money, limit: Money, new_order: Money = 0) -> Money:
    """Amount by which exposure and a new order exceed the credit limit; 0 when they fit.

    MAX(0, exposure + new_order - limit). Exactly at the limit is allowed. A limit of 0 means no
    credit, so that everything exceeds it; other systems read 0 as not controlled.

    Args:
        exposure: Credit exposure before the order; negative when the customer is in credit.
        limit: Credit limit; 0 means no credit.
        new_order: Amount of the new order, with VAT.

    Errors: #NUM! when the limit or the order is negative; #N/A when the limit is blank, which
        means that there is none yet.
    Example: =OVERLIMIT(100, 100, 100) -> 100
    Example: =OVERLIMIT(112000, 100000) -> 12000
    Source: OCA credit-control, tests of sale_financial_risk; a limit of 0 as ledgerguard design.
    """
    not_negative(limit=limit, new_order=new_order)
    exposure_with_order = exposure + new_order
    if at_most(exposure_with_order, limit):
        return 0.0
    return exposure_with_order - limit


@formula("ORDER_VARIATION")
def order_variation(current_orders: Money, baseline: Column[Money], quarters: Count = 4) -> Rate:
    """Change of the orders of a quarter against the mean of the quarters before it.

    (current_orders - mean of baseline) / mean of baseline. Positive is growth.

    Args:
        current_orders: Orders of the current quarter.
        baseline: Orders of the quarters before it, oldest first, of which the last count; or one
            number, the baseline itself.
        quarters: How many quarters make the baseline, 1 to 40.

    Errors: #DIV/0! when the baseline is 0; #NUM! when an amount is negative or quarters is not
        from 1 to 40; #N/A when the range holds fewer quarters than asked for.
    Example: =ORDER_VARIATION(136, 100) -> 0.36
    Example: =ORDER_VARIATION(136, {500;80;90;110;120}) -> 0.36
    Source: article on credit control and cash flow (quarterly review of order amounts);
        ledgerguard design for the baseline.
    """
    not_negative(current_orders=current_orders)
    none_negative("baseline", baseline)
    most = 40  # ten years
    if not 1 <= quarters <= most:
        raise OutOfDomain(
            f"quarters must be from 1 to {most}, got {quarters}", hint="4 is the year before"
        )
    history = filled("baseline", baseline)
    if len(baseline) > 1 and len(history) < quarters:
        raise NotAvailable(
            f"baseline must hold {quarters} filled quarters, got {len(history)}",
            hint="ask for fewer quarters, or give one number as the baseline",
        )
    counted = history[-quarters:]
    baseline_mean = divisor("the mean of baseline", sum(counted) / len(counted))
    return (current_orders - baseline_mean) / baseline_mean


@formula("ORDER_REVIEW")
def order_review(
    current_orders: Money,
    baseline: Column[Money],
    quarters: Count = 4,
    review_rate: Rate = REVIEW_RATE,
) -> Flag:
    """Whether the orders of a customer vary so much that his limit must be reviewed.

    TRUE when they lie more than review_rate above or below the baseline; exactly 30 % is FALSE.

    Args:
        current_orders: Orders of the current quarter.
        baseline: Orders of the quarters before it, oldest first, of which the last count; or one
            number, the baseline itself.
        quarters: How many quarters make the baseline, 1 to 40.
        review_rate: Variation that must be passed, at least 0.

    Errors: #DIV/0! when the baseline is 0; #NUM! when an amount or review_rate is negative or
        quarters is not from 1 to 40; #N/A when the range holds fewer quarters than asked for.
    Example: =ORDER_REVIEW(136, 100) -> TRUE
    Example: =ORDER_REVIEW(130, 100) -> FALSE
    Example: =ORDER_REVIEW(65, 100) -> TRUE
    Source: article on credit control and cash flow (客户订单金额波动超过30%时启动临时评估).
    """
    not_negative(review_rate=review_rate)
    variation = order_variation(current_orders, baseline, quarters)
    return not at_most(abs(variation), review_rate)


@formula("ELASTIC_LIMIT")
def elastic_limit(
    base_limit: Money,
    uplift_rate: Rate,
    grade: Count,
    days_beyond_terms: Days,
    days_past_due: Days,
    cap_rate: Rate = 0.2,
    grace_days: Days = 0,
    expiry_date: Date | None = None,
    as_of: Date | None = None,
    worst_grade: Count = 4,
    longest_days_beyond_terms: Days = 5,
) -> Money:
    """Credit limit with a temporary uplift for a good customer, while the conditions hold.

    base_limit * (1 + MIN(cap_rate, uplift_rate)) while the grade is not worse than worst_grade,
    the customer pays at most longest_days_beyond_terms late on average, no open item is more than
    grace_days past due and expiry_date has not passed; base_limit else.

    Args:
        base_limit: The limit without uplift.
        uplift_rate: Uplift asked for, at least 0.
        grade: Credit grade, 1 is best.
        days_beyond_terms: Average days paid beyond terms, negative when early.
        days_past_due: Days past due of the oldest open item; 0 or negative when none is overdue.
        cap_rate: The largest uplift, at least 0.
        grace_days: Days past due that are tolerated, at least 0.
        expiry_date: Last day of the uplift; left out, it does not end by itself.
        as_of: Day from which one looks; needed with expiry_date.
        worst_grade: The worst grade that is given an uplift.
        longest_days_beyond_terms: The highest average of days beyond terms that is given one.

    Errors: #NUM! when the limit, a rate or grace_days is negative or grade not above 0; #N/A when
        an argument is blank, or as_of is where an expiry_date is given.
    Example: =ELASTIC_LIMIT(100000, 0.25, 3, 2, 0) -> 120000
    Example: =ELASTIC_LIMIT(100000, 0.25, 3, 2, 10) -> 100000
    Source: article on credit control and cash flow (对于优质客户可试行弹性额度); ledgerguard design
        for the conditions.
    """
    not_negative(
        base_limit=base_limit, uplift_rate=uplift_rate, cap_rate=cap_rate, grace_days=grace_days
    )
    above_zero(grade=grade)
    conditions = (
        grade <= worst_grade,
        at_most(days_beyond_terms, longest_days_beyond_terms),
        at_most(days_past_due, grace_days),
        not _has_expired(expiry_date, as_of),
    )
    granted_rate = min(cap_rate, uplift_rate) if all(conditions) else 0.0
    return base_limit * (1 + granted_rate)


@formula("PREPAYMENT_REQUIRED")
def prepayment_required(
    exposure: Money,
    limit: Money,
    new_order: Money,
    answer: Literal["amount", "share"] = "amount",
    minimum_rate: Rate = 0,
) -> Money:
    """Part of an order that must be prepaid so that the exposure stays within the credit limit.

    MIN(new_order, MAX(OVERLIMIT(exposure, limit, new_order), minimum_rate * new_order)); the rest
    goes on credit. Where the limit is exceeded before the order, all of it must be prepaid: an old
    excess is a matter of collection. As a share the answer is divided by the order.

    Args:
        exposure: Credit exposure before the order; negative when the customer is in credit.
        limit: Credit limit; 0 means no credit.
        new_order: Amount of the new order, with VAT.
        answer: amount (default) or share of the order.
        minimum_rate: Share of every order that is prepaid in any case, 0 to 1.

    Errors: #DIV/0! when the share of an order of 0 is asked for; #NUM! when the limit or the order
        is negative or minimum_rate not from 0 to 1; #VALUE! when answer is another word; #N/A when
        the limit is blank, which means that there is none yet.
    Example: =PREPAYMENT_REQUIRED(80000, 100000, 50000) -> 30000
    Example: =PREPAYMENT_REQUIRED(80000, 100000, 50000, "share") -> 0.6
    Source: article on credit control and cash flow (部分预付款+信用组合支付); ledgerguard design.
    """
    share(minimum_rate=minimum_rate)
    excess = overlimit(exposure, limit, new_order)
    in_any_case = minimum_rate * new_order
    prepayment = min(new_order, max(excess, in_any_case))
    if answer == "share":
        return prepayment / divisor("new_order", new_order)
    return prepayment


def _has_expired(expiry_date: dt.date | None, as_of: dt.date | None) -> bool:
    if expiry_date is None:
        return False
    if as_of is None:
        raise NotAvailable(
            f"as_of must be given with an expiry_date, got a blank and {expiry_date}",
            hint="give the day from which you look; TODAY() changes every day",
        )
    return as_of > expiry_date
