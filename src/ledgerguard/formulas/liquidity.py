"""Working capital: its days, its requirement and the liquidity ratios."""

from __future__ import annotations

from typing import Literal

from ledgerguard.formula import formula
from ledgerguard.formulas.checks import above_zero, divisor, not_negative
from ledgerguard.units import Days, Money, Ratio


@formula("DIO")
def dio(average_inventory: Money, cost_of_goods_sold: Money, period_days: Days = 365) -> Days:
    """Days inventory outstanding: how long goods stay in stock.

    average_inventory / cost_of_goods_sold * period_days

    Args:
        average_inventory: Average inventory of the period.
        cost_of_goods_sold: Cost of goods sold in the period; above 0.
        period_days: Length of the period in days, above 0.

    Errors: #DIV/0! when cost_of_goods_sold is 0; #NUM! when an amount is negative or period_days
        not above 0; #N/A when an amount is blank.
    Example: =DIO(130, 150, 365) -> 316.33
    Source: FinanceToolkit, captured tests of days of inventory outstanding.
    """
    not_negative(average_inventory=average_inventory)
    above_zero(period_days=period_days)
    return average_inventory / divisor("cost_of_goods_sold", cost_of_goods_sold) * period_days


@formula("DPO")
def dpo(
    average_payables: Money,
    cost_of_goods_sold: Money,
    period_days: Days = 365,
    base: Literal["cogs", "purchases"] = "cogs",
    inventory_change: Money = 0,
) -> Days:
    """Days payables outstanding: how long the firm itself takes to pay its suppliers.

    average_payables / cost_of_goods_sold * period_days; on purchases (the French version) the
    denominator is cost_of_goods_sold + inventory_change.

    Args:
        average_payables: Average trade payables of the period.
        cost_of_goods_sold: Cost of goods sold in the period.
        period_days: Length of the period in days, above 0.
        base: "cogs" or "purchases".
        inventory_change: Closing minus opening inventory; used with the base "purchases" only.

    Errors: #DIV/0! when the base is 0; #NUM! when payables, cost_of_goods_sold or the base are
        negative or period_days not above 0; #VALUE! when the base is unknown; #N/A when an amount
        is blank.
    Example: =DPO(150, 130, 365) -> 421.1538
    Example: =DPO(150, 120, 365, "purchases", 10) -> 421.1538
    Source: FinanceToolkit, captured tests of days of accounts payable outstanding.
    """
    not_negative(average_payables=average_payables, cost_of_goods_sold=cost_of_goods_sold)
    above_zero(period_days=period_days)
    spent, name = cost_of_goods_sold, "cost_of_goods_sold"
    if base == "purchases":
        spent, name = spent + inventory_change, "cost_of_goods_sold + inventory_change"
    return average_payables / divisor(name, spent) * period_days


@formula("CCC")
def ccc(dio: Days, dso: Days, dpo: Days) -> Days:
    """Cash conversion cycle: days from paying a supplier to being paid by the customer.

    dio + dso - dpo; a negative cycle is legal: suppliers finance the business.

    Args:
        dio: Days inventory outstanding.
        dso: Days sales outstanding.
        dpo: Days payables outstanding.

    Errors: #VALUE! when an argument is text; #N/A when one is blank.
    Example: =CCC(227, 73, 91) -> 209
    Source: Income/Outcome, Round Number Company.
    """
    return dio + dso - dpo


@formula("WORKING_CAPITAL")
def working_capital(current_assets: Money, current_liabilities: Money) -> Money:
    """Working capital: current assets that are not financed by current liabilities.

    current_assets - current_liabilities

    Args:
        current_assets: Current assets.
        current_liabilities: Current liabilities, as a positive amount.

    Errors: #NUM! when an amount is negative; #N/A when one is blank.
    Example: =WORKING_CAPITAL(3700000, 1900000) -> 1800000
    Source: Transtutors 2411778 (amounts); the standard definition.
    """
    not_negative(current_assets=current_assets, current_liabilities=current_liabilities)
    return current_assets - current_liabilities


@formula("WC_RATIO")
def wc_ratio(current_assets: Money, current_liabilities: Money) -> Ratio:
    """Working capital ratio, also called current ratio; below 1 is a liquidity alarm.

    current_assets / current_liabilities. 1.5 to 2 is held to be healthy, above 2 may be idle
    funds.

    Args:
        current_assets: Current assets.
        current_liabilities: Current liabilities; above 0.

    Errors: #DIV/0! when current_liabilities are 0; #NUM! when an amount is negative; #N/A when
        one is blank.
    Example: =WC_RATIO(3700000, 1900000) -> 1.95
    Source: Transtutors 2411778.
    """
    not_negative(current_assets=current_assets)
    return current_assets / divisor("current_liabilities", current_liabilities)


@formula("QUICK_RATIO")
def quick_ratio(
    cash: Money, marketable_securities: Money, receivables: Money, current_liabilities: Money
) -> Ratio:
    """Quick ratio: what is cash or soon will be, against current liabilities.

    (cash + marketable_securities + receivables) / current_liabilities

    Args:
        cash: Cash and bank balances; an overdraft belongs to the liabilities.
        marketable_securities: Securities that can be sold at once.
        receivables: Trade receivables.
        current_liabilities: Current liabilities; above 0.

    Errors: #DIV/0! when current_liabilities are 0; #NUM! when an amount is negative; #N/A when
        one is blank.
    Example: =QUICK_RATIO(400000, 0, 1200000, 1900000) -> 0.84
    Source: Transtutors 2411778.
    """
    not_negative(cash=cash, marketable_securities=marketable_securities, receivables=receivables)
    quick = cash + marketable_securities + receivables
    return quick / divisor("current_liabilities", current_liabilities)


@formula("CASH_RATIO")
def cash_ratio(cash: Money, marketable_securities: Money, current_liabilities: Money) -> Ratio:
    """Cash ratio: cash and securities against current liabilities.

    (cash + marketable_securities) / current_liabilities

    Args:
        cash: Cash and bank balances; an overdraft belongs to the liabilities.
        marketable_securities: Securities that can be sold at once.
        current_liabilities: Current liabilities; above 0.

    Errors: #DIV/0! when current_liabilities are 0; #NUM! when an amount is negative; #N/A when
        one is blank.
    Example: =CASH_RATIO(400000, 0, 1900000) -> 0.21
    Source: Transtutors 2411778.
    """
    return quick_ratio(cash, marketable_securities, 0, current_liabilities)


@formula("WCR")
def wcr(inventory: Money, receivables: Money, payables: Money) -> Money:
    """Working capital requirement (BFR): what operations tie up before they are paid.

    inventory + receivables - payables; a negative requirement is legal.

    Args:
        inventory: Inventory, net of VAT.
        receivables: Trade receivables as in the balance sheet.
        payables: Trade payables as in the balance sheet, as a positive amount.

    Errors: #NUM! when an amount is negative; #N/A when one is blank.
    Example: =WCR(300000, 450000, 280000) -> 470000
    Source: Allianz Trade, working capital requirement.
    """
    not_negative(inventory=inventory, receivables=receivables, payables=payables)
    return inventory + receivables - payables


@formula("WCR_DAYS")
def wcr_days(wcr: Money, sales: Money, period_days: Days = 365) -> Days:
    """Working capital requirement in days of sales.

    wcr / sales * period_days. It differs from CCC, whose terms each have a base of their own.

    Args:
        wcr: Working capital requirement; may be negative.
        sales: Sales of the period, net of VAT; above 0.
        period_days: Length of the period in days: 365, or 360 as French banks count.

    Errors: #DIV/0! when sales are 0; #NUM! when sales are negative or period_days not above 0;
        #N/A when an amount is blank.
    Example: =WCR_DAYS(470000, 2400000) -> 71.48
    Example: =WCR_DAYS(WCR(300000, 450000, 280000), 2400000, 360) -> 70.50
    Source: Allianz Trade, working capital requirement; compta-online (360 days).
    """
    above_zero(period_days=period_days)
    return wcr / divisor("sales", sales) * period_days
