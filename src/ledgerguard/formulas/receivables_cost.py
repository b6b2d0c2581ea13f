"""What selling on credit costs: bad debts, and the financing of the receivables."""

from __future__ import annotations

from ledgerguard.formula import formula
from ledgerguard.formulas.checks import above_zero, divisor, not_negative, share
from ledgerguard.units import Days, Money, Rate


@formula("BAD_DEBT_TO_SALES")
def bad_debt_to_sales(written_off: Money, credit_sales: Money, recoveries: Money = 0) -> Rate:
    """Bad-debt ratio: what was written off as a share of the credit sales.

    (written_off - recoveries) / credit_sales. Gross when recoveries are left out; net it may be
    negative, where more was recovered on old debts than was written off.

    Args:
        written_off: Receivables written off in the period.
        credit_sales: Credit sales of the same period, on the same VAT basis; above 0.
        recoveries: What was recovered in the period on debts written off before.

    Errors: #DIV/0! when credit_sales is 0; #NUM! when an amount is negative; #N/A when an amount
        is blank.
    Example: =BAD_DEBT_TO_SALES(2500, 50000) -> 0.05
    Example: =BAD_DEBT_TO_SALES(2500, 50000, 500) -> 0.04
    Source: Operately, bad debt to sales; savvycalculator.com; creditability.com.au (gross and net).
    """
    not_negative(written_off=written_off, recoveries=recoveries)
    net_loss = written_off - recoveries
    return net_loss / divisor("credit_sales", credit_sales)


@formula("RECEIVABLES_CARRYING_COST")
def receivables_carrying_cost(
    receivables: Money,
    annual_rate: Rate,
    days: Days = 365,
    basis: Days = 365,
    variable_cost_share: Rate = 1,
) -> Money:
    """What it costs to finance receivables for a number of days.

    receivables * variable_cost_share * annual_rate * days / basis, simple interest. With the
    average balance and 365 days it is the cost of a year; with one invoice and its days late it
    is the cost of the delay. From sales and DSO the balance is sales / 365 * DSO.

    Args:
        receivables: Average receivables of the time, or the amount of one late invoice.
        annual_rate: Cost of capital a year as a fraction: 0.08 is 8 %.
        days: Days for which the amount is financed, at least 0.
        basis: Days of a year: 365, or 360 as banks count.
        variable_cost_share: Share of the sales price that was paid out for the goods, from 0 to
            1: Chinese textbooks finance the variable costs only. 1 finances the whole price.

    Errors: #NUM! when an amount, the rate or days is negative, basis is not above 0 or
        variable_cost_share is not from 0 to 1; #N/A when the amount or the rate is blank.
    Example: =RECEIVABLES_CARRYING_COST(1000, 0.06, 100) -> 16.44
    Example: =RECEIVABLES_CARRYING_COST(10000000/365*43.8, 0.06, 365, 365, 0.7) -> 50400
    Source: Covering Credit, carrying cost of a past due receivable; the Chinese textbook formula
        日赊销额×平均收现期×变动成本率×资金成本 (variable_cost_share).
    """
    not_negative(receivables=receivables, annual_rate=annual_rate, days=days)
    above_zero(basis=basis)
    share(variable_cost_share=variable_cost_share)
    financed = receivables * variable_cost_share
    years = days / basis
    return financed * annual_rate * years
