"""Methods that each propose a credit limit: by finances, need, references and behaviour."""

from __future__ import annotations

import datetime as dt
import statistics
from collections.abc import Sequence
from typing import Final

from ledgerguard.errors import NotAvailable
from ledgerguard.formula import formula
from ledgerguard.formulas.checks import (
    above_zero,
    at_most,
    filled,
    none_negative,
    not_negative,
    pairs,
    share,
)
from ledgerguard.units import Column, Date, Days, Money, Rate, Ratio

_YEAR: Final = 365


@formula("TANGIBLE_NET_WORTH")
def tangible_net_worth(equity: Money, intangible_assets: Money) -> Money:
    """Equity that is backed by tangible assets.

    equity - intangible_assets; negative when the intangible assets exceed the equity.

    Args:
        equity: Shareholders' equity; negative when liabilities exceed assets.
        intangible_assets: Goodwill, capitalised development, licences and the like.

    Errors: #NUM! when intangible_assets are negative; #N/A when an amount is blank.
    Example: =TANGIBLE_NET_WORTH(100000, 20000) -> 80000
    Source: My DSO Manager, credit limit calculation tool (equity minus intangible assets).
    """
    not_negative(intangible_assets=intangible_assets)
    return equity - intangible_assets


@formula("LIMIT_NET_WORTH")
def limit_net_worth(tangible_net_worth: Money, net_worth_rate: Rate = 0.1) -> Money:
    """Credit limit as a share of the customer's tangible net worth.

    tangible_net_worth * net_worth_rate; 0 when the net worth is not above 0.

    Args:
        tangible_net_worth: Equity less intangible assets; may be negative.
        net_worth_rate: Share of it that one supplier may lend, 0 to 1.

    Errors: #NUM! when net_worth_rate is not from 0 to 1; #N/A when the net worth is blank.
    Example: =LIMIT_NET_WORTH(500000) -> 50000
    Example: =LIMIT_NET_WORTH(TANGIBLE_NET_WORTH(-20000, 0)) -> 0
    Source: HighAko Academy and Lockstep (10 % of net worth).
    """
    share(net_worth_rate=net_worth_rate)
    counted_net_worth = max(0.0, tangible_net_worth)
    return counted_net_worth * net_worth_rate


@formula("LIMIT_WORKING_CAPITAL")
def limit_working_capital(working_capital: Money, working_capital_rate: Rate = 0.15) -> Money:
    """Credit limit as a share of the customer's working capital.

    working_capital * working_capital_rate; 0 when the working capital is not above 0.

    Args:
        working_capital: Current assets less current liabilities; may be negative.
        working_capital_rate: Share of it that one supplier may lend, 0 to 1; 0.1 to 0.2 is usual.

    Errors: #NUM! when working_capital_rate is not from 0 to 1; #N/A when working_capital is blank.
    Example: =LIMIT_WORKING_CAPITAL(200000, 0.15) -> 30000
    Source: HighAko Academy (10 to 20 % of working capital).
    """
    share(working_capital_rate=working_capital_rate)
    counted_working_capital = max(0.0, working_capital)
    return counted_working_capital * working_capital_rate


@formula("LIMIT_NEED")
def limit_need(
    annual_purchases: Money,
    terms_days: Days,
    delay_days: Days = 0,
    billing_lag_days: Days = 0,
    vat_rate: Rate = 0,
    peak_factor: Ratio = 1,
    year_days: Days = 365,
) -> Money:
    """Credit limit that the business with a customer needs: what will be open at the same time.

    annual_purchases * (terms_days + delay_days + billing_lag_days) / year_days
    * (1 + vat_rate) * peak_factor

    Args:
        annual_purchases: Expected purchases of a year without VAT; a month's times 12.
        terms_days: Terms of payment in days.
        delay_days: Days that the customer is expected to pay late.
        billing_lag_days: Days from the delivery to the invoice.
        vat_rate: VAT on the invoices; 0 for exports, or where the purchases include it.
        peak_factor: Purchases of the season's peak divided by the average, above 0.
        year_days: Days of the year, above 0.

    Errors: #NUM! when an amount or days are negative, vat_rate is not from 0 to 1, or peak_factor
        or year_days are not above 0; #N/A when purchases or terms are blank.
    Example: =LIMIT_NEED(480000, 30, 15, 8) -> 69698.63
    Example: =LIMIT_NEED(480000, 30, 15, 8, 0.13) -> 78759.45
    Source: My DSO Manager, credit limit calculation tool (business volume and payment terms);
        ledgerguard design for delay, billing lag, VAT and peak.
    """
    not_negative(
        annual_purchases=annual_purchases,
        terms_days=terms_days,
        delay_days=delay_days,
        billing_lag_days=billing_lag_days,
    )
    share(vat_rate=vat_rate)
    above_zero(peak_factor=peak_factor, year_days=year_days)
    days_open = terms_days + delay_days + billing_lag_days
    average_open = annual_purchases * days_open / year_days
    return average_open * (1 + vat_rate) * peak_factor


@formula("LIMIT_FINANCIAL")
def limit_financial(
    tangible_net_worth: Money, turnover: Money, net_worth_rate: Rate, turnover_rate: Rate
) -> Money:
    """Credit limit that a customer's finances bear: the lower of two shares.

    MIN(net_worth_rate * tangible_net_worth, turnover_rate * turnover); 0 when the net worth is
    not above 0. The rates depend on the firm's own rating of the customer. A need above the
    answer calls for shorter terms or for security.

    Args:
        tangible_net_worth: Equity less intangible assets; may be negative.
        turnover: Yearly turnover of the customer.
        net_worth_rate: Share of the net worth, 0 to 1.
        turnover_rate: Share of the turnover, 0 to 1.

    Errors: #NUM! when the turnover is negative or a rate not from 0 to 1; #N/A when an argument
        is blank.
    Example: =LIMIT_FINANCIAL(80000, 700000, 0.35, 0.05) -> 28000
    Source: My DSO Manager, credit limit calculation tool (rating B: 35 % and 5 %).
    """
    not_negative(turnover=turnover)
    share(turnover_rate=turnover_rate)
    by_net_worth = limit_net_worth(tangible_net_worth, net_worth_rate)
    by_turnover = turnover * turnover_rate
    return min(by_net_worth, by_turnover)


@formula("LIMIT_REFERENCES")
def limit_references(reference_limits: Column[Money]) -> Money:
    """Credit limit by trade references: the median of what other suppliers have granted.

    Args:
        reference_limits: Credit limits that other suppliers grant; blanks are left out.

    Errors: #NUM! when a limit is negative; #N/A when the range is empty.
    Example: =LIMIT_REFERENCES({20000;50000;30000}) -> 30000
    Source: HighAko Academy (trade references).
    """
    none_negative("reference_limits", reference_limits)
    granted = filled("reference_limits", reference_limits)
    return statistics.median(granted)


@formula("LIMIT_PAY_BEHAVIOUR")
def limit_pay_behaviour(
    balances: Column[Money],
    days_late: Column[Days],
    tolerance_days: Days = 0,
    growth_factor: Ratio = 1,
    payment_dates: Column[Date] | None = None,
    as_of: Date | None = None,
) -> Money:
    """Credit limit by own experience: the highest balance that the customer has paid in time.

    Highest of the balances paid at most tolerance_days late, times growth_factor; 0 when none
    was. With payment_dates and as_of only the 365 days up to as_of count.

    Args:
        balances: Highest balance of each month, or amount of each payment; blanks are left out.
        days_late: Days that it was paid late, negative when early.
        tolerance_days: Days late that still count as in time, at least 0.
        growth_factor: What the balance is multiplied by, above 0; 1 to 1.2 is usual.
        payment_dates: Day of each payment, where the range is longer than a year.
        as_of: Day from which one looks back; needed with payment_dates.

    Errors: #NUM! when a balance or tolerance_days is negative or growth_factor not above 0;
        #VALUE! when ranges differ in length, or a balance stands beside a blank; #N/A when the
        range is empty, or as_of is blank where payment_dates are given.
    Example: =LIMIT_PAY_BEHAVIOUR({20000;35000;50000}, {0;4;21}, 5, 1.2) -> 42000
    Source: ledgerguard design (highest balance paid within terms in the last 12 months).
    """
    not_negative(tolerance_days=tolerance_days)
    above_zero(growth_factor=growth_factor)
    none_negative("balances", balances)
    filled("balances", balances)
    recent = _recent_year(balances, payment_dates, as_of)
    paid_in_time = [
        balance
        for balance, late in pairs("balances", recent, "days_late", days_late)
        if at_most(late, tolerance_days)
    ]
    highest = max(paid_in_time, default=0.0)
    return highest * growth_factor


def _recent_year(
    balances: Sequence[float | None],
    payment_dates: Sequence[dt.date | None] | None,
    as_of: dt.date | None,
) -> Sequence[float | None]:
    """The balances with those blank that were not paid in the year up to as_of."""
    if payment_dates is None:
        return balances
    if as_of is None:
        raise NotAvailable(
            "as_of must be given with payment_dates, got a blank",
            hint="give the day from which you look back",
        )
    dated = list(pairs("balances", balances, "payment_dates", payment_dates))
    rest = iter(dated)
    return [
        None if balance is None or not 0 <= (as_of - next(rest)[1]).days < _YEAR else balance
        for balance in balances
    ]
