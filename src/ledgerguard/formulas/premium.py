"""What a trade-credit policy costs, and the most that it pays in a year."""

from __future__ import annotations

from ledgerguard.formula import formula
from ledgerguard.formulas.checks import not_negative, part_of, share
from ledgerguard.units import Money, Rate, Ratio


@formula("INSURABLE_TURNOVER")
def insurable_turnover(
    turnover: Money,
    vat: Money = 0,
    cash_sales: Money = 0,
    public_sales: Money = 0,
    intra_group_sales: Money = 0,
) -> Money:
    """Turnover to be declared to the insurer: without VAT and without sales that are not insured.

    turnover - vat - cash_sales - public_sales - intra_group_sales

    Args:
        turnover: Turnover of the insurance year, VAT included where vat is given.
        vat: VAT contained in the turnover.
        cash_sales: Sales paid before or on delivery, without VAT.
        public_sales: Sales to public buyers, without VAT.
        intra_group_sales: Sales to companies of the own group, without VAT.

    Errors: #NUM! when an amount is negative or the parts add up to more than the turnover; #N/A
        when turnover is blank.
    Example: =INSURABLE_TURNOVER(16270000, 1870000, 900000, 500000, 1000000) -> 12000000
    Source: Allianz Trade Germany, credit insurance glossary (what is not insurable); own example.
    """
    not_negative(
        turnover=turnover,
        vat=vat,
        cash_sales=cash_sales,
        public_sales=public_sales,
        intra_group_sales=intra_group_sales,
    )
    not_insurable = vat + cash_sales + public_sales + intra_group_sales
    part_of("the sum of what is not insurable", not_insurable, "turnover", turnover)
    return max(0.0, turnover - not_insurable)


@formula("PREMIUM")
def premium(insurable_turnover: Money, premium_rate: Rate, minimum_premium: Money = 0) -> Money:
    """Premium of an insurance year: a rate on the declared turnover, but at least the minimum.

    the larger of insurable_turnover * premium_rate and minimum_premium

    Args:
        insurable_turnover: Declared insurable turnover (INSURABLE_TURNOVER), at least 0.
        premium_rate: Premium as a share of the turnover, 0.0025 for 0.25 %.
        minimum_premium: Premium that is due in any case; often 80 % of the premium on the turnover
            that was expected.

    Errors: #NUM! when an amount is negative or premium_rate outside 0 to 1; #N/A when a required
        number is blank.
    Example: =PREMIUM(12000000, 0.0025) -> 30000
    Example: =PREMIUM(10000000, 0.0025, 0.8 * 15000000 * 0.0025) -> 30000
    Source: own example; GGL Trade Credit, credit insurance structure (premium on the annual
        insurable turnover).
    """
    not_negative(insurable_turnover=insurable_turnover, minimum_premium=minimum_premium)
    share(premium_rate=premium_rate)
    turnover_premium = insurable_turnover * premium_rate
    return max(turnover_premium, minimum_premium)


@formula("MAX_LIABILITY")
def max_liability(premium: Money, multiple: Ratio, fixed_amount: Money = 0) -> Money:
    """Most that the insurer pays in an insurance year: a multiple of the premium, or an amount.

    premium * multiple; fixed_amount instead where the policy names one

    Args:
        premium: Premium of the insurance year (PREMIUM), at least 0.
        multiple: Multiple of the premium that the policy names, at least 0; 30 is common.
        fixed_amount: Maximum as an amount, which then counts alone; blank or 0 for none.

    Errors: #NUM! when a number is negative; #N/A when premium or multiple is blank.
    Example: =MAX_LIABILITY(30000, 30) -> 900000
    Source: own example; S-Tech, credit insurance jargon (maximum liability of the policy period).
    """
    not_negative(premium=premium, multiple=multiple, fixed_amount=fixed_amount)
    if fixed_amount > 0:
        return fixed_amount
    return premium * multiple
