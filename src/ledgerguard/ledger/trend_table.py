"""DSO_TREND: the DSO family of one currency at month ends, as a table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ledgerguard.errors import DIV0, ErrorValue, LedgerguardError, excel_code
from ledgerguard.formula import formula
from ledgerguard.formulas.checks import LONGEST_PERIOD, counted
from ledgerguard.formulas.countback import dso_countback
from ledgerguard.formulas.receivables import add, best_dso, dso, pct_current
from ledgerguard.ledger.captions import headers
from ledgerguard.ledger.currency import to_major
from ledgerguard.ledger.lateness import HISTORY_DAYS
from ledgerguard.ledger.portfolio import in_one_currency
from ledgerguard.ledger.read import from_cells
from ledgerguard.ledger.trend import TrendPoint, trend
from ledgerguard.units import Cell, Count, Date, Language, Table, Text, serial

LONGEST_TREND: Final = 1_200
"""Months of a hundred years."""


@formula("DSO_TREND")
def dso_trend(
    ledger: Table,
    as_of: Date,
    months: Count = 13,
    currency: Text | None = None,
    period_days: Count = 90,
    language: Language = "en",
) -> Table:
    """Trend of DSO and its relatives at the month ends before a day, and on that day itself.

    Date, receivables, overdue amount, sales of the period, DSO, best possible DSO, count-back DSO
    by calendar months, average days delinquent, share not yet due, open invoices, and of the
    invoices settled in the last 365 days the share paid late and the mean signed days late (both
    unweighted). Sales are invoices less credit notes issued within (date - period_days, date].

    Args:
        ledger: Range of the ledger with its header row.
        as_of: The last day of the trend.
        months: Number of rows: as_of and the month ends before it, oldest first.
        currency: The currency; may be left out when the ledger has only one.
        period_days: Length of the sales window in days.
        language: "en" or "zh".

    Errors: #VALUE! when the ledger has several currencies and none is given; #NUM! when months or
        period_days is below 1; in a cell #DIV/0! without sales, #N/A when the ledger is too short
        to count back, #NUM! when credits outweigh.
    Example: =INDEX(DSO_TREND({"Customer","Invoice date","Due date","Amount";"A",45292,45322,100},
        45350, 1), 2, 5) -> 90
    Source: Credit Research Foundation, DSO family; Oracle HFM, count-back method.
    """
    counted(LONGEST_TREND, months=months)
    counted(LONGEST_PERIOD, period_days=period_days)
    frame, name = in_one_currency(from_cells(ledger, language=language).frame, currency)
    points = trend(frame, serial(as_of), months, period_days)
    header = headers(
        language,
        *("date", "receivables", "overdue", "sales", "dso", "best_dso", "countback_dso", "add"),
        *("current_share", "open_invoices", "paid_late_share", "mean_days_late"),
    )
    return [header, *(_trend_cells(point, name, period_days) for point in points)]


def _trend_cells(point: TrendPoint, currency: str, period_days: int) -> list[Cell]:
    def money(minor: int) -> float:
        return to_major(minor, currency)

    def days(receivables: int) -> float:
        return dso(money(receivables), money(point.sales), period_days)

    def best() -> float:
        not_due, sales = point.receivables - point.overdue, point.sales
        return best_dso(money(not_due), money(sales), period_days)

    def countback() -> float:
        return dso_countback(
            money(point.receivables), [money(s) for s in point.month_sales], point.month_days
        )

    return [
        point.day,
        money(point.receivables),
        money(point.overdue),
        money(point.sales),
        _or_error(lambda: days(point.receivables)),
        _or_error(best),
        _or_error(countback),
        _or_error(lambda: add(days(point.receivables), best())),
        _or_error(lambda: pct_current(money(point.owed - point.overdue), money(point.owed))),
        point.open_items,
        _per_settled(point.settled_late, point),
        _per_settled(point.days_late, point),
    ]


def _per_settled(total: int, point: TrendPoint) -> Cell:
    if not point.settled:
        return ErrorValue(DIV0, f"no invoice was settled in the {HISTORY_DAYS} days before")
    return total / point.settled


def _or_error(compute: Callable[[], float]) -> Cell:
    """A figure, or the error that stands in its cell: the rest of the row is still worth having."""
    try:
        return compute()
    except LedgerguardError as error:
        return ErrorValue(excel_code(error), str(error))
