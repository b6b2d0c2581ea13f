"""How customers pay: days to pay, days beyond terms, and the pay index."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

from ledgerguard.errors import InvalidValue, NotAvailable
from ledgerguard.formula import formula
from ledgerguard.formulas.checks import divisor, filled, none_negative, pairs, same_length
from ledgerguard.units import Column, Date, Days, Flag, Money, Score, from_serial, serial

ANCHORS: Final = (
    (-30.0, 100.0),
    (-20.0, 90.0),
    (0.0, 80.0),
    (15.0, 70.0),
    (22.0, 60.0),
    (30.0, 50.0),
    (60.0, 40.0),
    (90.0, 30.0),
    (120.0, 20.0),
    (180.0, 1.0),
)
"""Days late and index. The last anchor is ledgerguard's own: published is "1 to 19: over 120"."""


@formula("WADTP")
def wadtp(
    amounts: Column[Money],
    paid_dates: Column[Days] | Column[Date],
    invoice_dates: Column[Date] | None = None,
) -> Days:
    """Weighted average days to pay: how long customers take from the invoice, by amount.

    sum of amount * (paid date - invoice date) / sum of amounts. Unpaid rows are left out, so
    that the answer speaks for what has been paid only; a part payment is a row of its own.

    Args:
        amounts: Amount paid in each row.
        paid_dates: Day of each payment, blank while unpaid; or the days to pay themselves when
            invoice_dates is left out.
        invoice_dates: Day of each invoice.

    Errors: #N/A when nothing has been paid or a range is empty; #VALUE! when the ranges differ in
        length or a paid row has no invoice date; #DIV/0! when the paid amounts add up to 0; #NUM!
        when they are negative in sum or a date lies before 1 March 1900.
    Example: =WADTP({1000;3000;2000}, {15;30;45}) -> 32.5
    Example: =WADTP({100;1000}, {45302;45312}, {45292;45292}) -> 19.09
    Source: Snowday calculator, WADTP; Softrak (second example).
    """
    same_length("amounts", amounts, "paid_dates", paid_dates)
    if invoice_dates is not None:
        same_length("amounts", amounts, "invoice_dates", invoice_dates)
    paid = []
    for row, (amount, end) in enumerate(zip(amounts, paid_dates, strict=True)):
        if amount is None or end is None:
            continue
        days = float(serial(end) if isinstance(end, dt.date) else end)
        if invoice_dates is not None:
            days = _since(invoice_dates[row], days, row + 1)
        paid.append((amount, days))
    if not paid:
        raise NotAvailable(
            "amounts and paid_dates must both be filled in at least one row, got none",
            hint="is nothing paid yet? WEIGHTED_AGE and PAY_DELAY_AVG also read open items",
        )
    return weighted_average(paid)


@formula("DBT")
def dbt(amounts: Column[Money], days_late: Column[Days], floor: Flag = False) -> Days:
    """Days beyond terms: the average lateness of payments, weighted by amount.

    sum of amount * days late / sum of amounts, early payments netted as credit bureaus do.

    Args:
        amounts: Amount of each payment.
        days_late: Payment date minus due date; negative when paid early.
        floor: TRUE counts early payments as 0 days instead of netting them.

    Errors: #VALUE! when the ranges differ in length or an amount has no days; #DIV/0! when the
        amounts add up to 0; #NUM! when they are negative in sum; #N/A when a range is empty.
    Example: =DBT({100;200;300;400;500}, {-10;-5;0;5;10}) -> 3.33
    Example: =DBT({100;200;300;400;500}, {-10;-5;0;5;10}, TRUE) -> 4.67
    Source: Fit Small Business, days beyond terms; Satago (early payments are negative).
    """
    filled("amounts", amounts)
    late = list(pairs("amounts", amounts, "days_late", days_late))
    if floor:
        late = [(amount, max(0.0, days)) for amount, days in late]
    return weighted_average(late)


@formula("PAY_INDEX")
def pay_index(days_late: Column[Days], amounts: Column[Money] | None = None) -> Score:
    """Payment index from 1 to 100: 80 is prompt, 100 thirty days early, 50 thirty days late.

    Each experience has an index, linear between the published anchors (100: 30 days early, 90:
    20 early, 80: prompt, 70: 15 late, 60: 22, 50: 30, 40: 60, 30: 90, 20: 120) and from there to
    1 at 180 days (our own); the answer is their average, weighted by amount.

    Args:
        days_late: Days beyond terms of each experience; negative when paid early. One number
            works too.
        amounts: Amount of each experience; all weigh the same when left out.

    Errors: #VALUE! when the ranges differ in length or an amount has no days; #NUM! when an amount
        is negative; #DIV/0! when the amounts are all 0; #N/A when the range is empty.
    Example: =PAY_INDEX(33) -> 49
    Example: =PAY_INDEX({0;15;30}, {50000;30000;20000}) -> 71
    Source: D&B documentation, key to the payment index; anchors between them as dandb.com prints.
    """
    if amounts is None:
        return weighted_average(
            [(1.0, pay_index_of(days)) for days in filled("days_late", days_late)]
        )
    filled("amounts", amounts)
    none_negative("amounts", amounts)
    experiences = pairs("amounts", amounts, "days_late", days_late)
    return weighted_average([(amount, pay_index_of(days)) for amount, days in experiences])


def pay_index_of(days_late: float) -> float:
    """The index of one experience."""
    place = bisect_left(ANCHORS, (days_late, 0.0))
    if place in (0, len(ANCHORS)):
        return ANCHORS[min(place, len(ANCHORS) - 1)][1]
    (low, high_index), (high, low_index) = ANCHORS[place - 1 : place + 1]
    return high_index + (low_index - high_index) * (days_late - low) / (high - low)


def _since(issued: dt.date | None, paid: float, row: int) -> float:
    """The days from an invoice to the serial number of its payment."""
    if issued is None:
        raise InvalidValue(
            f"invoice_dates must be filled where a payment stands, got a blank in row {row}",
            hint="a row that is left out would hide its amount",
        )
    return float((from_serial(paid, "paid_dates") - issued).days)


def weighted_average(rows: Sequence[tuple[float, float]]) -> float:
    """The average of the second numbers, weighted by the first.

    Raises:
        LedgerguardError: when the weights do not add up to a number above 0.
    """
    total = divisor("the sum of amounts", sum(weight for weight, _ in rows))
    return sum(weight * value for weight, value in rows) / total
