"""Statutory interest on an invoice that is paid late: the sum, its statement, the whole claim."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from ledgerguard.formula import formula
from ledgerguard.formulas.checks import not_negative
from ledgerguard.formulas.interest import DatedRate, Period, accrue, checked_basis, part_payments
from ledgerguard.policy.regimes import RateMode
from ledgerguard.policy.regimes import regime as named
from ledgerguard.policy.statutory_rates import agreed_rate_of, rates_over, uplift_of
from ledgerguard.units import Cell, Column, Count, Date, Language, Money, Rate, Table, Text

_HEADERS: Final[dict[Language, list[Cell]]] = {
    "en": ["From", "To", "Days", "Base", "Rate", "Interest"],
    "zh": ["起日", "止日", "天数", "计息本金", "年利率", "利息"],
}
_TOTAL: Final[dict[Language, str]] = {"en": "Total", "zh": "合计"}


@formula("STATUTORY_INTEREST")
def statutory_interest(
    outstanding: Money,
    due_date: Date,
    paid_date: Date,
    regime: Text,
    rate_mode: RateMode | None = None,
    payment_dates: Column[Date] | None = None,
    payments: Column[Money] | None = None,
    contract_date: Date | None = None,
    agreed_rate: Rate | None = None,
    uplift_rate: Rate | None = None,
    basis: Count = 365,
) -> Money:
    """Statutory interest on an invoice that is paid late.

    sum over the days after due_date up to and with paid_date of
    amount still unpaid * yearly rate of the regime / basis

    piecewise: the rate follows its reference, by the half-year in EU, DE, FR and IE. frozen: the
    rate of the first late day holds for the life of the debt, in UK by the statute and in CN
    because the breach counts. Each regime has its own mode, which rate_mode overrides. A part
    payment reduces the amount from the day after it.

    Args:
        outstanding: Amount unpaid on the due date, in the currency of the regime.
        due_date: Last day on which payment was in time.
        paid_date: Day of payment, or the day up to which interest is counted.
        regime: EU, DE, FR, IE, UK, CN-SME, CN or US.
        rate_mode: piecewise or frozen, instead of the regime's own mode.
        payment_dates: Days of part payments.
        payments: Amounts of part payments, in the same rows.
        contract_date: Day of the contract: it chooses the version of the law (the due date when
            left out), and in CN-SME the LPR that an agreed rate has to reach.
        agreed_rate: Yearly rate of the contract instead of the statutory one; none when blank
            or 0.
        uplift_rate: In CN the share that a court adds, from 0.3 to 0.5; 0.5 when blank or 0.
        basis: Days of the year, 365 or 360.

    Errors: #N/A when the regime or its reference rate is not known for a day, or contract_date
        is needed and blank; #NUM! when an amount is negative, the payments are above outstanding,
        a rate is out of its bounds or basis is neither 365 nor 360; #VALUE! when the regime is
        unknown or has no uplift, or the ranges of payments do not fit.
    Example: =STATUTORY_INTEREST(10000, DATE(2023,5,31), DATE(2023,9,30), "EU") -> 388.77
    Example: =STATUTORY_INTEREST(10000, DATE(2023,5,31), DATE(2023,9,30), "EU", "frozen")
        -> 350.96
    Example: =STATUTORY_INTEREST(10000, DATE(2025,5,15), DATE(2025,8,15), "UK") -> 321.37
    Example: =STATUTORY_INTEREST(100000, DATE(2026,1,31), DATE(2026,3,17), "CN-SME") -> 2250
    Source: Directive 2011/7/EU, art. 2 and 3; Late Payment of Commercial Debts (Interest) Act
        1998 and S.I. 2002/1675; S.I. No. 580/2012; BGB § 288; Code de commerce L441-10; State
        Council decree 802 of 2025, art. 17; Supreme People's Court, sale contracts, art. 18.
    """
    rates = applied_rates(
        *(due_date, paid_date, regime, rate_mode, contract_date, agreed_rate, uplift_rate, basis)
    )
    paid = part_payments(payment_dates, payments)
    not_negative(outstanding=outstanding)
    periods = accrue(outstanding, due_date, paid_date, rates, paid, basis)
    return sum(period.interest for period in periods)


@formula("INTEREST_STATEMENT")
def interest_statement(
    outstanding: Money,
    due_date: Date,
    paid_date: Date,
    regime: Text,
    rate_mode: RateMode | None = None,
    payment_dates: Column[Date] | None = None,
    payments: Column[Money] | None = None,
    contract_date: Date | None = None,
    agreed_rate: Rate | None = None,
    uplift_rate: Rate | None = None,
    basis: Count = 365,
    language: Language = "en",
) -> Table:
    """Statement of the statutory interest on an invoice: each period with its base and its rate.

    A header, one row for each period in which neither the amount unpaid nor the rate changes, and
    the total: from and to (both counted), days, base, rate, interest = base * rate * days / basis.
    Paid in time: a total of 0 days and 0.

    Args:
        outstanding: Amount unpaid on the due date, in the currency of the regime.
        due_date: Last day on which payment was in time.
        paid_date: Day of payment, or the day up to which interest is counted.
        regime: EU, DE, FR, IE, UK, CN-SME, CN or US.
        rate_mode: piecewise or frozen, instead of the regime's own mode.
        payment_dates: Days of part payments.
        payments: Amounts of part payments, in the same rows.
        contract_date: Day of the contract, as in STATUTORY_INTEREST.
        agreed_rate: Yearly rate of the contract instead of the statutory one; none when blank
            or 0.
        uplift_rate: In CN the share that a court adds, from 0.3 to 0.5; 0.5 when blank or 0.
        basis: Days of the year, 365 or 360.
        language: Language of the header: en or zh.

    Errors: #N/A when the regime or its reference rate is not known for a day, or contract_date
        is needed and blank; #NUM! when an amount is negative, the payments are above outstanding,
        a rate is out of its bounds or basis is neither 365 nor 360; #VALUE! when the regime or
        the language is unknown, the regime has no uplift, or the ranges of payments do not fit.
    Example: =INDEX(INTEREST_STATEMENT(10000, DATE(2023,5,31), DATE(2023,9,30), "EU"), 3, 5)
        -> 0.12
    Example: =INDEX(INTEREST_STATEMENT(10000, DATE(2023,5,31), DATE(2023,9,30), "EU"), 4, 6)
        -> 388.77
    Source: ledgerguard design; the arithmetic of STATUTORY_INTEREST.
    """
    rates = applied_rates(
        *(due_date, paid_date, regime, rate_mode, contract_date, agreed_rate, uplift_rate, basis)
    )
    paid = part_payments(payment_dates, payments)
    not_negative(outstanding=outstanding)
    periods = accrue(outstanding, due_date, paid_date, rates, paid, basis)
    total_days = sum(period.days for period in periods)
    total_interest = sum(period.interest for period in periods)
    total: list[Cell] = [_TOTAL[language], "", total_days, "", "", total_interest]
    return [_HEADERS[language], *map(_row, periods), total]


@formula("LATE_PAYMENT_CLAIM")
def late_payment_claim(
    outstanding: Money,
    due_date: Date,
    as_of: Date,
    regime: Text,
    rate_mode: RateMode | None = None,
    payment_dates: Column[Date] | None = None,
    payments: Column[Money] | None = None,
    contract_date: Date | None = None,
    agreed_rate: Rate | None = None,
    uplift_rate: Rate | None = None,
    basis: Count = 365,
) -> Money:
    """All that a late customer owes on a day: the amount still unpaid, interest and the fixed fee.

    unpaid amount + statutory interest + fixed fee

    The fee is that of the amount owed when it became late, once for the invoice. Until the due
    date only the unpaid amount is owed.

    Args:
        outstanding: Amount unpaid on the due date, in the currency of the regime.
        due_date: Last day on which payment was in time.
        as_of: Day on which the claim is stated; a payment of that day has been received.
        regime: EU, DE, FR, IE, UK, CN-SME, CN or US.
        rate_mode: piecewise or frozen, instead of the regime's own mode.
        payment_dates: Days of part payments.
        payments: Amounts of part payments, in the same rows.
        contract_date: Day of the contract, as in STATUTORY_INTEREST.
        agreed_rate: Yearly rate of the contract instead of the statutory one; none when blank
            or 0.
        uplift_rate: In CN the share that a court adds, from 0.3 to 0.5; 0.5 when blank or 0.
        basis: Days of the year, 365 or 360.

    Errors: #N/A when the regime or its reference rate is not known for a day, or contract_date
        is needed and blank; #NUM! when an amount is negative, the payments are above outstanding,
        a rate is out of its bounds or basis is neither 365 nor 360; #VALUE! when the regime is
        unknown or has no uplift, or the ranges of payments do not fit.
    Example: =LATE_PAYMENT_CLAIM(1000, DATE(2023,3,1), DATE(2023,3,31), "EU") -> 1048.63
    Example: =LATE_PAYMENT_CLAIM(1000, DATE(2023,3,1), DATE(2023,3,1), "EU") -> 1000
    Source: payrequest.io, late payment interest (first example); Directive 2011/7/EU, art. 6.
    """
    rates = applied_rates(
        *(due_date, as_of, regime, rate_mode, contract_date, agreed_rate, uplift_rate, basis)
    )
    paid = part_payments(payment_dates, payments)
    not_negative(outstanding=outstanding)
    periods = accrue(outstanding, due_date, as_of, rates, paid, basis)
    received = sum(amount for day, amount in paid if day <= as_of)
    unpaid = max(0.0, outstanding - received)
    interest = sum(period.interest for period in periods)
    fixed_fee = _fee(periods, regime, contract_date, due_date)
    return unpaid + interest + fixed_fee


def applied_rates(
    due_date: dt.date,
    paid_date: dt.date,
    regime: str,
    rate_mode: RateMode | None,
    contract_date: dt.date | None,
    agreed_rate: float | None,
    uplift_rate: float | None,
    basis: int,
) -> Sequence[DatedRate]:
    """The yearly rates from the first late day on: of the contract, or else of the regime."""
    name, entry = named(regime)
    year_days = checked_basis(basis)
    if paid_date <= due_date:
        return []  # nothing is late, so that no rate need be known
    version = entry.version(name, contract_date, due_date)
    agreed = agreed_rate_of(name, version, agreed_rate, contract_date)
    uplift_share = uplift_of(name, version, uplift_rate)
    first_day = due_date + dt.timedelta(days=1)
    if agreed is not None:
        return [DatedRate(first_day, agreed)]
    mode = rate_mode or entry.rate_mode
    return rates_over(version, mode, first_day, paid_date, uplift_share, year_days)


def _fee(
    periods: Sequence[Period], regime: str, contract_date: dt.date | None, due_date: dt.date
) -> float:
    """The fixed fee on the amount that was owed when it became late."""
    if not periods:
        return 0.0
    name, entry = named(regime)
    return entry.version(name, contract_date, due_date).fee(periods[0].base)


def _row(period: Period) -> list[Cell]:
    return [
        *(period.first_day, period.last_day),
        *(period.days, period.base, period.annual_rate, period.interest),
    ]
