"""Days measured invoice by invoice: true DSO, age, terms and delay."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any, Final, Literal

from ledgerguard.errors import InvalidValue, NotAvailable, OutOfDomain
from ledgerguard.formula import formula
from ledgerguard.formulas.checks import (
    above_zero,
    divisor,
    filled,
    same_length,
)
from ledgerguard.formulas.payment import weighted_average
from ledgerguard.units import Column, Date, Days, Flag, Money, from_serial, serial

DAYS_OF_A_MONTH: Final = (30,)

LONGEST_TERMS: Final = 3_660
"""Terms beyond ten years are a date that was taken for a number of days."""


@formula("TRUE_DSO")
def true_dso(
    open_amounts: Column[Money],
    invoice_dates: Column[Date],
    month_sales: Column[Money],
    as_of: Date,
) -> Days:
    """True DSO: the age of each open invoice, weighted by its part of the sales of its month.

    Sum over the open invoices of (as_of - invoice date) * open amount / credit sales of the month
    of the invoice. Rows whose open amount is blank or 0 are left out; credit notes count
    negative. Oracle writes the invoice amount: a part-paid invoice counts here with what is open.

    Args:
        open_amounts: What is open of each invoice on as_of.
        invoice_dates: Day of each invoice, not after as_of.
        month_sales: Credit sales of the month of each invoice, above 0; SUMIFS over the invoices
            gives them.
        as_of: Day of the report.

    Errors: #DIV/0! when the sales of a month are 0; #NUM! when they are negative, an invoice is
        dated after as_of or the answer would be negative; #VALUE! when the ranges differ in
        length or an open amount has no date or sales; #N/A when a range is empty.
    Example: =TRUE_DSO({4000;3000;9000}, {45306;45332;45356}, {10000;12000;15000},
        DATE(2024,3,31)) -> 58.5
    Source: Oracle Advanced Collections, preconfigured metrics, True DSO (the documented formula;
        the code that Oracle ships computes another one).
    """
    true_days = 0.0
    invoices = _rows(
        "open_amounts", open_amounts, invoice_dates=invoice_dates, month_sales=month_sales
    )
    for row, amount, (invoice_date, sold) in invoices:
        age_days = _age(invoice_date, as_of, row)
        sales = divisor(f"month_sales ({row})", sold)
        true_days += age_days * amount / sales
    return _not_below_zero("TRUE_DSO", true_days)


@formula("WEIGHTED_AGE")
def weighted_age(open_amounts: Column[Money], invoice_dates: Column[Date], as_of: Date) -> Days:
    """Average age of the open invoices since their invoice date, weighted by amount.

    sum of open amount * (as_of - invoice date) / sum of open amounts. Some reports call this,
    too, true DSO.

    Args:
        open_amounts: What is open of each invoice on as_of; credit notes negative.
        invoice_dates: Day of each invoice, not after as_of.
        as_of: Day of the report.

    Errors: #DIV/0! when the open amounts add up to 0; #NUM! when they are negative in sum or an
        invoice is dated after as_of; #VALUE! when the ranges differ in length or an amount has no
        date; #N/A when a range is empty.
    Example: =WEIGHTED_AGE({4000;3000;9000}, {45306;45332;45356}, DATE(2024,3,31)) -> 43
    Source: standard amount-weighted mean; ledgerguard design (kept apart from TRUE_DSO).
    """
    aged = [
        (amount, _age(invoice_date, as_of, row))
        for row, amount, (invoice_date,) in _rows(
            "open_amounts", open_amounts, invoice_dates=invoice_dates
        )
    ]
    return weighted_average(aged)


@formula("DSO_WEIGHTED")
def dso_weighted(
    balances: Column[Money],
    sales: Column[Money],
    period_days: Column[Days] = DAYS_OF_A_MONTH,
    residual: Literal["next month", "drop"] = "next month",
) -> Days:
    """Sales-weighted DSO: each month's open balance over the sales of that month, added up.

    Sum of balance / sales * period_days over the aging buckets by invoice month. The last bucket
    of an aging is often a residual (over 90 days): by default it is laid against the sales that
    stand beside it, those of the next older month; "drop" leaves it out. A balance of 0 adds
    nothing, whatever its sales.

    Args:
        balances: Open balance by invoice month, newest first: an aging by invoice date.
        sales: Credit sales of each of these months, newest first; with residual "drop" the
            sales beside the last balance are not needed.
        period_days: Days of each month, newest first; or one number for all, 30 when left out.
        residual: "next month" or "drop": what to do with the last balance.

    Errors: #DIV/0! when the sales of a month with a balance are 0; #NUM! when sales are negative,
        days not above 0 or the answer would be negative; #VALUE! when the ranges differ in length
        or a balance has no sales or days; #N/A when a range is empty.
    Example: =DSO_WEIGHTED({3590;1800;900}, {3890;3610;3390}) -> 50.61
    Example: =DSO_WEIGHTED({3590;1800;900;50}, {3890;3610;3390}, 30, "drop") -> 50.61
    Source: Credit Research Foundation, sales weighted DSO; amounts of creditguru.com.
    """
    months = len(balances) - (residual == "drop")
    lengths = period_days if len(period_days) > 1 else list(period_days) * months
    buckets = _rows(
        "balances",
        balances[:months],
        sales=_first(months, sales, len(balances)),
        period_days=_first(months, lengths, len(balances)),
    )
    weighted_days = 0.0
    for row, balance, (sold, days) in buckets:
        above_zero(**{f"period_days ({row})": days})
        weighted_days += balance / divisor(f"sales ({row})", sold) * days
    return _not_below_zero("DSO_WEIGHTED", weighted_days)


@formula("WEIGHTED_TERMS")
def weighted_terms(
    amounts: Column[Money],
    due_dates: Column[Days] | Column[Date],
    invoice_dates: Column[Date] | None = None,
) -> Days:
    """Weighted average terms: the days that customers are allowed, weighted by amount.

    sum of amount * (due date - invoice date) / sum of amounts. WADTP = WEIGHTED_TERMS +
    PAY_DELAY_AVG where all three stand on the same paid amounts.

    Args:
        amounts: Original amount of each invoice; blank rows are left out.
        due_dates: Due date of each invoice; or the terms in days when invoice_dates is left out.
        invoice_dates: Day of each invoice.

    Errors: #DIV/0! when the amounts add up to 0; #NUM! when they are negative in sum, terms are
        not from 0 to 3660 days or a date lies before 1 March 1900; #VALUE! when the ranges differ
        in length or an amount has no date; #N/A when a range is empty.
    Example: =WEIGHTED_TERMS({40;60}, {30;60}) -> 48
    Example: =WEIGHTED_TERMS({100;300}, {45322;45352}, {45292;45292}) -> 52.5
    Source: Oracle Advanced Collections, weighted average terms; axio-solution (48 days).
    """
    columns = {"due_dates": due_dates}
    if invoice_dates is not None:
        columns["invoice_dates"] = invoice_dates
    terms = []
    for row, amount, (due, *issued) in _rows("amounts", amounts, **columns):
        days = float(serial(due) if isinstance(due, dt.date) else due)
        if issued:
            days = float((from_serial(days, "due_dates") - issued[0]).days)
        if not 0 <= days <= LONGEST_TERMS:
            raise OutOfDomain(
                f"terms must be from 0 to {LONGEST_TERMS} days, got {days:g} in row {row}",
                hint="due dates need the invoice dates beside them, and do not lie before them",
            )
        terms.append((amount, days))
    return weighted_average(terms)


@formula("PAY_DELAY_AVG")
def pay_delay_avg(
    amounts: Column[Money],
    due_dates: Column[Date],
    paid_dates: Column[Date] | None = None,
    as_of: Date | None = None,
    floor: Flag = False,
) -> Days:
    """Average payment delay after the due date, weighted by amount; open items on request.

    sum of amount * (paid date - due date) / sum of amounts: DBT from dates. With as_of, items that
    are overdue and unpaid on that day count with their delay so far, as_of - due date, which is
    a lower bound; open items not yet due are left out. A payment after as_of counts as open.

    Args:
        amounts: Amount of each item; a part payment is a row of its own, blank rows are left out.
        due_dates: Due date of each item.
        paid_dates: Day of each payment; blank while unpaid.
        as_of: Day from which one looks; blank leaves out everything unpaid.
        floor: TRUE counts early payments as 0 days instead of netting them.

    Errors: #N/A when no item counts or a range is empty; #VALUE! when the ranges differ in length
        or an amount has no due date; #DIV/0! when the amounts that count add up to 0; #NUM! when
        they are negative in sum.
    Example: =PAY_DELAY_AVG({100;300}, {45292;45292}, {45302;45294}) -> 4
    Example: =PAY_DELAY_AVG({100;300;400}, {45292;45292;45300}, {45302;45294;""}, DATE(2024,2,8))
        -> 17
    Source: Satago, weighted average days late; Oracle Advanced Collections, weighted average days
        late; the delay of open items is ledgerguard design.
    """
    paid = paid_dates if paid_dates is not None else [None] * len(amounts)
    same_length("amounts", amounts, "paid_dates", paid)
    late = []
    for row, amount, (due_date,) in _rows("amounts", amounts, due_dates=due_dates):
        delay = _delay(due_date, paid[row - 1], as_of)
        if delay is not None:
            late.append((amount, max(0.0, delay) if floor else delay))
    if not late:
        raise NotAvailable(
            "paid_dates must be filled in a row with an amount, got none that counts",
            hint="give as_of to count overdue open items with their delay so far",
        )
    return weighted_average(late)


def _delay(due_date: dt.date, paid_date: dt.date | None, as_of: dt.date | None) -> float | None:
    """The delay of one item in days; None where it does not count."""
    if paid_date is not None and (as_of is None or paid_date <= as_of):
        return float((paid_date - due_date).days)
    if as_of is None or as_of <= due_date:
        return None
    return float((as_of - due_date).days)


def _rows(
    name: str, amounts: Sequence[float | None], **columns: Sequence[Any]
) -> Iterator[tuple[int, float, tuple[Any, ...]]]:
    """The rows that have an amount, with their number and what stands beside it.

    Raises:
        NotAvailable: when there is no amount at all.
        InvalidValue: when a column differs in length, or is blank beside an amount.
    """
    filled(name, amounts)
    for other, column in columns.items():
        same_length(name, amounts, other, column)
    for row, (amount, *values) in enumerate(zip(amounts, *columns.values(), strict=True), start=1):
        if not amount:
            continue
        for other, value in zip(columns, values, strict=True):
            if value is None:
                raise InvalidValue(
                    f"{other} must be filled where {name} is {amount:g}, got a blank in row {row}",
                    hint="a row that is left out would hide its amount",
                )
        yield row, amount, tuple(values)


def _first(months: int, column: Sequence[float | None], rows: int) -> Sequence[float | None]:
    """The months of a column that may go on to the residual of the aging, and no further."""
    return column[:months] if len(column) == rows else column


def _age(invoice_date: dt.date, as_of: dt.date, row: int) -> float:
    """The days since an invoice."""
    if invoice_date > as_of:
        raise OutOfDomain(
            f"invoice_dates must not lie after as_of ({as_of}), got {invoice_date} in row {row}",
            hint="an invoice has no age before it is issued; is as_of the day of the report?",
        )
    return float((as_of - invoice_date).days)


def _not_below_zero(name: str, days: float) -> float:
    """The answer, unless credit notes outweigh what is owed."""
    if days < 0:
        raise OutOfDomain(
            f"{name} must not be negative, got {days:g} days",
            hint="credit notes outweigh the invoices: lay them against those they are for",
        )
    return days
