"""The thirteen-week cash forecast and the shortage it shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ledgerguard.errors import OutOfDomain
from ledgerguard.formula import formula
from ledgerguard.formulas.checks import filled, none_negative, pairs
from ledgerguard.units import Cell, Column, Date, Language, Money, Table

WEEKS: Final = 13
DAYS_OF_A_WEEK: Final = 7
_NOISE: Final = 1e-12  # 100.10 - 60.05 - 40.05 is not quite 0 in binary; no shortage is so small


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of the forecast in one language."""

    header: tuple[str, ...]
    later: str
    overdue: str
    below_floor: str
    between: str
    shortage_header: tuple[str, ...]


_WORDS: Final[dict[Language, _Words]] = {
    "en": _Words(
        ("Week", "From", "Receipts", "Payments", "Closing", "Note"),
        "Later",
        "Includes overdue items",
        "Below floor",
        "; ",
        ("Shortage", "Lowest closing", "Lowest week", "First week below"),
    ),
    "zh": _Words(
        ("周次", "起始日", "收款", "付款", "期末余额", "提示"),
        "之后",
        "含逾期款项",
        "低于下限",
        "；",
        ("资金缺口", "最低余额", "最低余额周次", "首个不足周次"),
    ),
}


@formula("CASH_THIRTEEN_WEEKS")
def cash_thirteen_weeks(
    start_date: Date,
    opening_balance: Money,
    receipt_dates: Column[Date],
    receipts: Column[Money],
    payment_dates: Column[Date] | None = None,
    payments: Column[Money] | None = None,
    floor: Money = 0,
    language: Language = "en",
) -> Table:
    """Cash forecast of 13 weeks from dated receipts and payments: closing balance of each week.

    week = INT((date - start_date) / 7) + 1; closing = opening + receipts - payments. What is
    dated before start_date is overdue and counts in week 1, whose note says so. What is dated
    after week 13 stands in a last row, so that nothing is left out; it changes no closing.

    Args:
        start_date: First day of week 1.
        opening_balance: Cash on the morning of that day; negative when overdrawn.
        receipt_dates: Expected day of each receipt.
        receipts: Amount of each receipt, not negative; a blank row is left out.
        payment_dates: Day of each payment.
        payments: Amount of each payment, not negative.
        floor: Closing balance below which the note gives a warning.
        language: "en" or "zh".

    Errors: #VALUE! when two ranges differ in length or an amount has no date; #NUM! when an amount
        is negative or a date out of range; #N/A when a required argument is blank.
    Example: =INDEX(CASH_THIRTEEN_WEEKS(45292, 100, {45293;45300;45307}, {40;10;30},
        {45294;45301;45308}, {60;50;20}), 4, 5) -> 50
    Source: the direct method of the 13-week cash-flow forecast; own arithmetic.
    """
    words = _WORDS[language]
    coming_in = _Flow.by_week("receipts", receipts, "receipt_dates", receipt_dates, start_date)
    going_out = _Flow.by_week(
        "payments", payments or (), "payment_dates", payment_dates or (), start_date
    )
    rows: list[list[Cell]] = [list(words.header)]
    closing = opening_balance
    turnover = abs(opening_balance)
    for week in range(WEEKS):
        closing = closing + coming_in.weeks[week] - going_out.weeks[week]
        turnover += coming_in.weeks[week] + going_out.weeks[week]
        notes = []
        if week == 0 and (coming_in.overdue or going_out.overdue):
            notes.append(words.overdue)
        if _is_below(closing, floor, turnover):
            notes.append(words.below_floor)
        rows.append(
            [
                week + 1,
                _week_start(start_date, week),
                coming_in.weeks[week],
                going_out.weeks[week],
                closing,
                words.between.join(notes),
            ]
        )
    after = _week_start(start_date, WEEKS)
    return [*rows, [words.later, after, coming_in.later, going_out.later, "", ""]]


@formula("CASH_SHORTAGE")
def cash_shortage(
    closing_balances: Column[Money], floor: Money = 0, language: Language = "en"
) -> Table:
    """Largest shortage of a cash forecast: how much is missing, and from which week on.

    shortage = MAX(0, floor - lowest closing balance). Weeks are counted by the rows of
    closing_balances; the first of several equal weeks is named. First week below is blank when
    there is no shortage.

    Args:
        closing_balances: Closing balance of each week, such as a column of CASH_THIRTEEN_WEEKS;
            blank rows are left out but counted.
        floor: Least balance that must be kept.
        language: "en" or "zh".

    Errors: #N/A when closing_balances is empty; #VALUE! when a balance is no number.
    Example: =CASH_SHORTAGE({80;40;50}, 45)
        -> {"Shortage","Lowest closing","Lowest week","First week below";5,40,2,2}
    Example: =INDEX(CASH_SHORTAGE({80;40;50}, 0), 2, 1) -> 0
    Source: ledgerguard design; own arithmetic.
    """
    balances = filled("closing_balances", closing_balances)
    lowest = min(balances)
    largest = max(map(abs, balances))
    lowest_week = list(closing_balances).index(lowest) + 1
    weeks_below = [
        week
        for week, closing in enumerate(closing_balances, start=1)
        if closing is not None and _is_below(closing, floor, largest)
    ]
    shortage = max(0.0, floor - lowest) if weeks_below else 0.0
    first_week_below: Cell = weeks_below[0] if weeks_below else ""
    header: list[Cell] = list(_WORDS[language].shortage_header)
    return [header, [shortage, lowest, lowest_week, first_week_below]]


def _is_below(closing: float, floor: float, magnitude: float) -> bool:
    """Whether a balance is below the floor by more than the arithmetic's own noise."""
    return closing < floor - _NOISE * max(magnitude, abs(floor))


@dataclass(frozen=True, slots=True)
class _Flow:
    """Amounts of one direction by week, and what lies outside the weeks."""

    weeks: Sequence[float]
    later: float
    overdue: bool

    @classmethod
    def by_week(
        cls,
        amounts_name: str,
        amounts: Sequence[float | None],
        dates_name: str,
        dates: Sequence[dt.date | None],
        start_date: dt.date,
    ) -> _Flow:
        none_negative(amounts_name, amounts)
        weeks = [0.0] * (WEEKS + 1)
        overdue = False
        for amount, week in _weeks(pairs(amounts_name, amounts, dates_name, dates), start_date):
            overdue = overdue or (week < 0 and amount > 0)
            weeks[min(max(week, 0), WEEKS)] += amount
        return cls(weeks[:WEEKS], weeks[WEEKS], overdue)


def _weeks(
    dated: Iterator[tuple[float, dt.date]], start_date: dt.date
) -> Iterator[tuple[float, int]]:
    """Amounts with their week from 0; a week below 0 lies before the start."""
    for amount, day in dated:
        yield amount, (day - start_date).days // DAYS_OF_A_WEEK


def _week_start(start_date: dt.date, week: int) -> dt.date:
    try:
        return start_date + dt.timedelta(days=week * DAYS_OF_A_WEEK)
    except OverflowError:
        raise OutOfDomain(
            f"start_date must leave room for 13 weeks before the year 10000, got {start_date}",
            hint="is the date mistyped?",
        ) from None
