"""Simple interest for paying late: over days, part payments and rates that change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Final, Literal

from ledgerguard.errors import (
    InvalidValue,
    NotAvailable,
    OutOfDomain,
)
from ledgerguard.formula import formula
from ledgerguard.formulas.checks import at_most, none_negative, not_negative, pairs, share
from ledgerguard.formulas.raw_cells import is_number, number_of, rows_below_header, sound
from ledgerguard.units import Cell, Column, Count, Date, Days, Money, Rate, Table, from_serial

RatePeriod = Literal["year", "month", "day"]

BASES: Final = (360, 365)
"""Days of a year in the denominator; 366 is not used."""


@dataclass(frozen=True, slots=True)
class DatedRate:
    """A yearly rate and the first day on which it counts."""

    valid_from: dt.date
    annual_rate: float


@dataclass(frozen=True, slots=True)
class Period:
    """Days in a row with one base and one rate."""

    first_day: dt.date
    last_day: dt.date
    days: int
    base: float
    annual_rate: float
    basis: int

    @property
    def interest(self) -> float:
        """The interest of these days."""
        return self.base * self.annual_rate * self.days / self.basis


@formula("SIMPLE_INTEREST")
def simple_interest(
    amount: Money,
    rate: Rate,
    days: Days,
    basis: Count = 365,
    rate_period: RatePeriod = "year",
) -> Money:
    """Simple interest on an amount for a number of days.

    amount * annual rate * days / basis

    A rate by the month counts 12 times a year and one by the day as many times as the basis has
    days. So 1.5 % a month for 45 days is 1.5 % * 12 * 45 / 365 on the default basis; whoever
    divides the monthly rate by 30 instead takes the basis 360.

    Args:
        amount: Amount on which interest is due.
        rate: Interest rate of one rate_period, from 0 to 1.
        days: Number of days for which interest is due.
        basis: Days of the year, 365 or 360.
        rate_period: Period of the rate: year, month or day.

    Errors: #NUM! when amount or days are negative, the rate is not from 0 to 1 or basis is
        neither 365 nor 360; #VALUE! when rate_period is unknown; #N/A when a required argument
        is blank.
    Example: =SIMPLE_INTEREST(1000, 0.085, 50) -> 11.64
    Example: =SIMPLE_INTEREST(1000, 0.015, 45, 365, "month") -> 22.19
    Example: =SIMPLE_INTEREST(1000, 0.015, 45, 360, "month") -> 22.50
    Source: gov.uk, late commercial payments (first example, unrounded); mycustomsoftware (a
        monthly rate times 12 / 365); commons-credit-portal (a monthly rate / 30).
    """
    not_negative(amount=amount, days=days)
    share(rate=rate)
    year_days = checked_basis(basis)
    periods_a_year = {"year": 1, "month": 12, "day": year_days}[rate_period]
    annual_rate = rate * periods_a_year
    return amount * annual_rate * days / year_days


@formula("LATE_INTEREST")
def late_interest(
    outstanding: Money,
    due_date: Date,
    paid_date: Date,
    annual_rate: Rate | Table,
    payment_dates: Column[Date] | None = None,
    payments: Column[Money] | None = None,
    basis: Count = 365,
) -> Money:
    """Interest on an invoice that is paid late, at one rate or at rates that change on given days.

    sum over the days after due_date up to and with paid_date of
    amount still unpaid * annual_rate of that day / basis

    Simple interest: none is charged on interest. The due date itself is not late. A part payment
    reduces the amount from the day after it; one before the due date reduces it from the start.
    Paid on or before the due date: 0.

    Args:
        outstanding: Amount unpaid on the due date, before the payments listed.
        due_date: Last day on which payment was in time.
        paid_date: Day of payment, or the day up to which interest is counted.
        annual_rate: Rate a year, from 0 to 1; or a range with one row for each rate: the first
            day on which it counts, then the rate.
        payment_dates: Days of part payments.
        payments: Amounts of part payments, in the same rows.
        basis: Days of the year, 365 or 360.

    Errors: #NUM! when an amount is negative, the payments are above outstanding, a rate is not
        from 0 to 1, the days of the rates do not rise or basis is neither 365 nor 360; #VALUE!
        when the ranges of payments differ in length, one of them is missing, a payment has no
        date or a cell of the rates is of the wrong kind; #N/A when the first rate begins after
        the first late day.
    Example: =LATE_INTEREST(1000, DATE(2023,3,1), DATE(2023,3,31), 0.105) -> 8.63
    Example: =LATE_INTEREST(10000, DATE(2023,5,31), DATE(2023,9,30),
        {44927,0.105;45108,0.12}) -> 388.77
    Example: =LATE_INTEREST(10000, DATE(2023,5,31), DATE(2023,9,30),
        {45108,0.12}) -> #N/A
    Source: payrequest.io, late payment interest (first example); Directive 2011/7/EU, art. 2 (6)
        and 3 (3) (simple interest from the day after the due date).
    """
    not_negative(outstanding=outstanding)
    rates = rates_of(annual_rate, due_date)
    paid = part_payments(payment_dates, payments)
    periods = accrue(outstanding, due_date, paid_date, rates, paid, basis)
    return sum(period.interest for period in periods)


def accrue(
    outstanding: float,
    due_date: dt.date,
    paid_date: dt.date,
    rates: Sequence[DatedRate],
    payments: Iterable[tuple[dt.date, float]] = (),
    basis: int = 365,
) -> list[Period]:
    """The periods of interest from the day after the due date to the day of payment, both counted.

    Raises:
        OutOfDomain: when the payments are above the amount, or the basis is no usual one.
        NotAvailable: when the first rate begins after the first late day.
    """
    year_days = checked_basis(basis)
    first_day, last_day = due_date.toordinal() + 1, paid_date.toordinal()
    repaid = _repaid_by_day(outstanding, payments, first_day)
    if last_day < first_day:
        return []
    rate_by_day = _rate_by_day(rates, first_day)
    starts = sorted(day for day in {*repaid, *rate_by_day, first_day} if day <= last_day)
    ends = [*(start - 1 for start in starts[1:]), last_day]
    bases = [
        max(0.0, outstanding - gone) for gone in accumulate(repaid.get(s, 0.0) for s in starts)
    ]
    periods = []
    annual_rate = rate_by_day[first_day]
    for start, end, base in zip(starts, ends, bases, strict=True):
        annual_rate = rate_by_day.get(start, annual_rate)
        days = end - start + 1
        first, last = dt.date.fromordinal(start), dt.date.fromordinal(end)
        periods.append(Period(first, last, days, base, annual_rate, year_days))
    return periods


def part_payments(
    dates: Sequence[dt.date | None] | None, amounts: Sequence[float | None] | None
) -> list[tuple[dt.date, float]]:
    """The part payments of two columns.

    Raises:
        InvalidValue: when one column is missing, the lengths differ or a payment has no date.
        OutOfDomain: when an amount is negative.
    """
    if dates is None and amounts is None:
        return []
    if dates is None or amounts is None:
        given, missing = (
            ("payments", "payment_dates") if dates is None else ("payment_dates", "payments")
        )
        raise InvalidValue(
            f"{missing} must be given where {given} is, got none",
            hint="part payments need two ranges: their days and their amounts",
        )
    none_negative("payments", amounts)
    return [(day, amount) for amount, day in pairs("payments", amounts, "payment_dates", dates)]


def rates_of(annual_rate: float | Sequence[Sequence[Cell]], due_date: dt.date) -> list[DatedRate]:
    """The rates that an argument means: one number from the due date on, or a range of dated ones.

    Raises:
        LedgerguardError: naming the row of the range that is wrong.
    """
    if isinstance(annual_rate, (int, float)):
        share(annual_rate=annual_rate)
        return [DatedRate(due_date, float(annual_rate))]
    rows = rows_below_header(annual_rate)
    rates = [_dated_rate(number, [*row, None]) for number, row in rows]
    if not rates:
        raise NotAvailable(
            "annual_rate must hold at least one row, got none", hint="one row: first day, rate"
        )
    for (number, _), (earlier, later) in zip(rows[1:], pairwise(rates), strict=True):
        if later.valid_from <= earlier.valid_from:
            raise OutOfDomain(
                f"the days of annual_rate must rise, got {later.valid_from} in row {number}",
                hint="sort the range by its first column, without repeated days",
            )
    return rates


def checked_basis(basis: int) -> int:
    """The days of the year that interest is divided by.

    Raises:
        OutOfDomain: when it is neither 365 nor 360.
    """
    if basis not in BASES:
        raise OutOfDomain(
            f"basis must be 365 or 360, got {basis}", hint="366 is not used, also in leap years"
        )
    return basis


def _dated_rate(number: int, row: Sequence[Cell]) -> DatedRate:
    day, rate = sound(row[:2])
    if isinstance(day, dt.date):
        valid_from = day
    elif is_number(day):
        valid_from = from_serial(day, f"annual_rate, row {number}")
    else:
        raise InvalidValue(
            f"annual_rate must begin with a date in row {number}, got {day!r}",
            hint="the first column is the first day of the rate, the second the rate",
        )
    place = f"annual_rate, row {number}"
    value = number_of(place, rate, "8 % is the number 0.08")
    share(**{place: value})
    return DatedRate(valid_from, value)


def _repaid_by_day(
    outstanding: float, payments: Iterable[tuple[dt.date, float]], first_day: int
) -> dict[int, float]:
    """What is repaid, by the first day on which it no longer bears interest."""
    repaid: dict[int, float] = {}
    for day, amount in payments:
        start = max(first_day, day.toordinal() + 1)
        repaid[start] = repaid.get(start, 0.0) + amount
    total = sum(repaid.values())
    if not at_most(total, outstanding):
        raise OutOfDomain(
            f"the payments must not be above the amount owed ({outstanding:g}), got {total:g}",
            hint="does the amount already leave them out?",
        )
    return repaid


def _rate_by_day(rates: Sequence[DatedRate], first_day: int) -> dict[int, float]:
    """The rates by the day from which they count, the first one from the first late day."""
    if rates[0].valid_from.toordinal() > first_day:
        raise NotAvailable(
            f"annual_rate must be known from {dt.date.fromordinal(first_day)}, the first late day, "
            f"got rates from {rates[0].valid_from}",
            hint="add the rate that held before",
        )
    return {max(first_day, rate.valid_from.toordinal()): rate.annual_rate for rate in rates}
