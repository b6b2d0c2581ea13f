"""Working capital: its days, its requirement and the liquidity ratios."""

from __future__ import annotations

from typing import Final, Literal

from ledgerguard.formula import formula
from ledgerguard.formulas.checks import above_zero, at_least, at_most, divisor, not_negative
from ledgerguard.units import Days, Language, Money, Ratio, Text

ALARM_BELOW: Final = 1.0
HEALTHY_FROM: Final = 1.5
HEALTHY_TO: Final = 2.0

BANDS: Final[dict[str, dict[Language, str]]] = {
    "alarm": {"en": "liquidity alarm", "zh": "流动性警报"},
    "tight": {"en": "tight", "zh": "偏紧"},
    "healthy": {"en": "healthy", "zh": "健康"},
    "idle": {"en": "possibly idle funds", "zh": "资金可能闲置"},
}


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


@formula("OPERATING_CYCLE")
def operating_cycle(dio: Days, dso: Days) -> Days:
    """Operating cycle: days from the goods coming into stock to being paid by the customer.

    dio + dso

    Args:
        dio: Days inventory outstanding.
        dso: Days sales outstanding.

    Errors: #NUM! when either is negative; #VALUE! when an argument is text; #N/A when one is
        blank.
    Example: =OPERATING_CYCLE(20, 10) -> 30
    Source: FinanceToolkit, captured tests of the operating cycle.
    """
    not_negative(dio=dio, dso=dso)
    return dio + dso


@formula("CCC")
def ccc(dio: Days, dso: Days, dpo: Days) -> Days:
    """Cash conversion cycle: days from paying a supplier to being paid by the customer.

    dio + dso - dpo; a negative cycle is legal: suppliers finance the business.

    Args:
        dio: Days inventory outstanding.
        dso: Days sales outstanding.
        dpo: Days payables outstanding.

    Errors: #NUM! when one of the three is negative; #VALUE! when an argument is text; #N/A when one
        is blank.
    Example: =CCC(227, 73, 91) -> 209
    Source: Income/Outcome, Round Number Company.
    """
    not_negative(dio=dio, dso=dso, dpo=dpo)
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
    funds; WC_BAND puts it into words.

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


@formula("WC_BAND")
def wc_band(wc_ratio: Ratio, language: Language = "en") -> Text:
    """What the working capital ratio says: liquidity alarm, tight, healthy or possibly idle funds.

    Below 1 liquidity alarm, from 1 to below 1.5 tight, from 1.5 to 2 healthy (both included),
    above 2 possibly idle funds. What is normal differs by industry.

    Args:
        wc_ratio: Working capital ratio: current assets / current liabilities.
        language: "en" or "zh".

    Errors: #NUM! when the ratio is negative; #VALUE! when the language is unknown; #N/A when the
        ratio is blank.
    Example: =WC_BAND(WC_RATIO(3700000, 1900000)) -> healthy
    Example: =WC_BAND(0.9) -> liquidity alarm
    Source: Article on the working capital ratio: 健康的营运资金比率通常在1.5至2之间 (healthy is
        usually 1.5 to 2).
    """
    not_negative(wc_ratio=wc_ratio)
    if not at_least(wc_ratio, ALARM_BELOW):
        band = "alarm"
    elif not at_least(wc_ratio, HEALTHY_FROM):
        band = "tight"
    else:
        band = "healthy" if at_most(wc_ratio, HEALTHY_TO) else "idle"
    return BANDS[band][language]


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
def wcr(
    inventory: Money,
    receivables: Money,
    payables: Money,
    other_receivables: Money = 0,
    other_payables: Money = 0,
) -> Money:
    """Working capital requirement (BFR): what operations tie up before they are paid.

    inventory + receivables - payables, and in the wider French sense (BFRE) + other_receivables
    - other_payables; a negative requirement is legal.

    Args:
        inventory: Inventory, net of VAT.
        receivables: Trade receivables as in the balance sheet.
        payables: Trade payables as in the balance sheet, as a positive amount.
        other_receivables: Other operating receivables, such as VAT to be refunded.
        other_payables: Other operating payables, such as VAT and social charges, as a positive
            amount.

    Errors: #NUM! when an amount is negative; #N/A when one of the first three is blank.
    Example: =WCR(300000, 450000, 280000) -> 470000
    Example: =WCR(300000, 450000, 280000, 20000, 65000) -> 425000
    Source: Allianz Trade, working capital requirement; compta-online (other operating items).
    """
    not_negative(inventory=inventory, receivables=receivables, payables=payables)
    not_negative(other_receivables=other_receivables, other_payables=other_payables)
    tied_up = inventory + receivables + other_receivables
    financed = payables + other_payables
    return tied_up - financed


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
