"""Days sales outstanding in its forms, and what else is measured on the receivables balance."""

from __future__ import annotations

from ledgerguard.formula import formula
from ledgerguard.formulas.checks import (
    above_zero,
    divisor,
    filled,
    none_negative,
    not_negative,
    pairs,
    part_of,
)
from ledgerguard.units import Column, Days, Money, Rate, Ratio


@formula("DSO")
def dso(receivables: Money, credit_sales: Money, period_days: Days = 365) -> Days:
    """Days sales outstanding by the closing-balance method.

    receivables / credit_sales * period_days

    Args:
        receivables: Closing trade receivables, gross of VAT and of bad-debt allowances.
        credit_sales: Credit sales of the period, on the same VAT basis; above 0.
        period_days: Length of the period in days, above 0.

    Errors: #DIV/0! when credit_sales is 0; #NUM! when an amount is negative or period_days not
        above 0; #N/A when an amount is blank.
    Example: =DSO(1200000, 10000000, 365) -> 43.8
    Source: CRISKCO, DSO and ADD collection tools.
    """
    not_negative(receivables=receivables)
    above_zero(period_days=period_days)
    return receivables / divisor("credit_sales", credit_sales) * period_days


@formula("DSO_AVG")
def dso_avg(
    opening_receivables: Money,
    closing_receivables: Money | Column[Money],
    credit_sales: Money,
    period_days: Days = 365,
) -> Days:
    """Days sales outstanding on the average balance, also called average collection period.

    average balance / credit_sales * period_days. The average is that of opening_receivables and
    closing_receivables; where a range gives the balances of several month ends, it is the mean
    of the opening balance and all of them (twelve month ends: the usual average of 13 points).

    Args:
        opening_receivables: Trade receivables at the start of the period.
        closing_receivables: Trade receivables at its end; or a range, the balance of each month
            end of the period. A blank month end is left out.
        credit_sales: Credit sales of the period, on the same VAT basis; above 0.
        period_days: Length of the period in days, above 0.

    Errors: #DIV/0! when credit_sales is 0; #NUM! when an amount is negative or period_days not
        above 0; #N/A when an amount is blank or the range of balances empty.
    Example: =DSO_AVG(120, 140, 150, 30) -> 26.0
    Example: =DSO_AVG(120, {130;125;145}, 400, 90) -> 29.25
    Source: FinanceToolkit, captured tests of days of sales outstanding.
    """
    not_negative(opening_receivables=opening_receivables)
    if isinstance(closing_receivables, (int, float)):
        month_ends: list[float] = [closing_receivables]
    else:
        month_ends = filled("closing_receivables", closing_receivables)
    none_negative("closing_receivables", month_ends)
    average_receivables = (opening_receivables + sum(month_ends)) / (1 + len(month_ends))
    return dso(average_receivables, credit_sales, period_days)


@formula("DSO_ROLLING")
def dso_rolling(receivables: Money, sales: Column[Money], period_days: Column[Days]) -> Days:
    """Days sales outstanding over the last months, normally three, taken together.

    receivables * sum of period_days / sum of sales; a month without an amount is left out with
    its days.

    Args:
        receivables: Closing trade receivables.
        sales: Credit sales of each month, on the same VAT basis.
        period_days: Days of each month; or one number, the days of all months together.

    Errors: #DIV/0! when the sales add up to 0; #NUM! when an amount is negative or the days not
        above 0; #VALUE! when the ranges differ in length or a month has sales but no days; #N/A
        when a range is empty.
    Example: =DSO_ROLLING(10869, {5538;4566;7570}, {30;30;30}) -> 55.35
    Example: =DSO_ROLLING(10869, {5538;4566;7570}, 90) -> 55.35
    Source: Oracle JD Edwards, current balance divided by sales.
    """
    sold = filled("sales", sales)
    none_negative("sales", sales)
    days_given = filled("period_days", period_days)
    above_zero(**{f"period_days ({row})": days for row, days in enumerate(days_given, start=1)})
    total_days = sum(days_given)
    if len(period_days) != 1:
        total_days = sum(days for _, days in pairs("sales", sales, "period_days", period_days))
    return dso(receivables, sum(sold), total_days)


@formula("BEST_DSO")
def best_dso(current_receivables: Money, credit_sales: Money, period_days: Days = 365) -> Days:
    """Best possible days sales outstanding: what remains when every customer pays on the due date.

    current_receivables / credit_sales * period_days

    Args:
        current_receivables: Receivables that are not yet due.
        credit_sales: Credit sales of the period, on the same VAT basis; above 0.
        period_days: Length of the period in days, above 0.

    Errors: #DIV/0! when credit_sales is 0; #NUM! when an amount is negative or period_days not
        above 0; #N/A when an amount is blank.
    Example: =BEST_DSO(800000, 10000000, 365) -> 29.2
    Source: CRISKCO, DSO and ADD collection tools.
    """
    not_negative(current_receivables=current_receivables)
    return dso(current_receivables, credit_sales, period_days)


@formula("ADD")
def add(dso: Days, best_dso: Days) -> Days:
    """Average days delinquent: the days of sales that are tied up because customers pay late.

    dso - best_dso, which is overdue receivables / credit_sales * period_days. Also published as
    delinquent DSO: the same number under another name. Both terms must stand on the same
    receivables, sales and period.

    Args:
        dso: Days sales outstanding.
        best_dso: Best possible days sales outstanding.

    Errors: #NUM! when either is negative; #N/A when either is blank.
    Example: =ADD(43.8, 29.2) -> 14.6
    Example: =ADD(DSO(1200000, 10000000), BEST_DSO(800000, 10000000)) -> 14.6
    Source: CRISKCO, DSO and ADD collection tools.
    """
    not_negative(dso=dso, best_dso=best_dso)
    return dso - best_dso


@formula("EXTENDED_DSO")
def extended_dso(best_dso: Days, terms_days: Days) -> Days:
    """Extended DSO: the days of credit that are granted beyond the agreed payment terms.

    best_dso - terms_days. Best DSO is there called days credit granted; what it has above the
    terms is credit that sales staff grants beyond them. Negative when invoices fall due sooner.

    Args:
        best_dso: Best possible days sales outstanding (days credit granted).
        terms_days: Payment terms in days, for instance the WEIGHTED_TERMS of the invoices.

    Errors: #NUM! when either is negative; #N/A when either is blank.
    Example: =EXTENDED_DSO(38, 30) -> 8
    Example: =EXTENDED_DSO(BEST_DSO(800000, 10000000), 30) -> -0.8
    Source: Oracle JD Edwards, current balance divided by sales (extended DSO).
    """
    not_negative(best_dso=best_dso, terms_days=terms_days)
    return best_dso - terms_days


@formula("CEI")
def cei(
    opening_receivables: Money,
    credit_sales: Money,
    closing_receivables: Money,
    closing_current_receivables: Money,
) -> Rate:
    """Collection effectiveness index: the share of what could be collected that was collected.

    (opening_receivables + credit_sales - closing_receivables)
    / (opening_receivables + credit_sales - closing_current_receivables)

    Sales are those of the whole measured period: nothing is divided by the number of months.

    Args:
        opening_receivables: Receivables at the start of the period.
        credit_sales: Credit sales of the measured period.
        closing_receivables: All receivables at its end.
        closing_current_receivables: The part of them that is not yet due.

    Errors: #DIV/0! when nothing could be collected; #NUM! when an amount is negative or the
        current part is above the whole; #N/A when an amount is blank.
    Example: =CEI(100000, 1000000, 120000, 100000) -> 0.98
    Source: Gaviti; CRF, whose division of sales by months is only right for a single month.
    """
    not_negative(
        opening_receivables=opening_receivables,
        credit_sales=credit_sales,
        closing_receivables=closing_receivables,
    )
    part_of(
        "closing_current_receivables",
        closing_current_receivables,
        "closing_receivables",
        closing_receivables,
    )
    to_collect = opening_receivables + credit_sales
    collectable = divisor(
        "opening_receivables + credit_sales - closing_current_receivables",
        to_collect - closing_current_receivables,
    )
    return (to_collect - closing_receivables) / collectable


@formula("AR_TURNOVER")
def ar_turnover(credit_sales: Money, average_receivables: Money) -> Ratio:
    """How many times the receivables are collected and renewed in the period.

    credit_sales / average_receivables; the days of the period divided by it are DSO_AVG.

    Args:
        credit_sales: Credit sales of the period.
        average_receivables: Average receivables of the period, on the same VAT basis; above 0.

    Errors: #DIV/0! when average_receivables is 0; #NUM! when an amount is negative; #N/A when
        an amount is blank.
    Example: =AR_TURNOVER(150, 130) -> 1.1538
    Source: the standard receivables turnover ratio; arithmetic 150 / 130.
    """
    not_negative(credit_sales=credit_sales)
    return credit_sales / divisor("average_receivables", average_receivables)


@formula("PCT_CURRENT")
def pct_current(current_receivables: Money, receivables: Money) -> Rate:
    """Share of the receivables that is not yet due.

    current_receivables / receivables

    Args:
        current_receivables: Receivables that are not yet due.
        receivables: All receivables on the same day; above 0.

    Errors: #DIV/0! when receivables are 0; #NUM! when an amount is negative or the current part
        is above the whole; #N/A when an amount is blank.
    Example: =PCT_CURRENT(800, 1200) -> 0.6667
    Source: CRISKCO, DSO and ADD collection tools (amounts); the standard aging share.
    """
    whole = divisor("receivables", receivables)
    part_of("current_receivables", current_receivables, "receivables", receivables)
    return current_receivables / whole


@formula("PCT_OVERDUE")
def pct_overdue(overdue_receivables: Money, receivables: Money) -> Rate:
    """Share of the receivables that is overdue.

    overdue_receivables / receivables; with PCT_CURRENT it adds up to 1.

    Args:
        overdue_receivables: Receivables that are past their due date.
        receivables: All receivables on the same day; above 0.

    Errors: #DIV/0! when receivables are 0; #NUM! when an amount is negative or the overdue part
        is above the whole; #N/A when an amount is blank.
    Example: =PCT_OVERDUE(400, 1200) -> 0.3333
    Source: CRISKCO, DSO and ADD collection tools (amounts); the standard aging share.
    """
    whole = divisor("receivables", receivables)
    part_of("overdue_receivables", overdue_receivables, "receivables", receivables)
    return overdue_receivables / whole
