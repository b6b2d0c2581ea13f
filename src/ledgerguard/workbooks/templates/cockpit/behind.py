"""The sheet Calculations: the day that is used, the aging and the trend behind all figures."""

from __future__ import annotations

from typing import Any, Final

from ledgerguard.workbooks import ledger_page
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.sheets.data_sheet import AGING_STYLES, BUCKETS, MONTHS, TREND_STYLES
from ledgerguard.workbooks.templates.cockpit.words import (
    BEFORE,
    CURRENCY,
    DAY,
    MATCH,
    READY,
    ROWS_MATCH,
)
from ledgerguard.workbooks.writer import address, area

DAYS, AGING, TREND = 4, 11, 15
STEPS: Final = TREND + MONTHS + 3
STEPS_AGAIN: Final = STEPS + 8
DUE: Final = STEPS_AGAIN + 8
LADDER_PLACES: Final = DUE + 18
ORDER: Final = LADDER_PLACES + 18
UNAPPLIED, TOTAL = BUCKETS + 2, BUCKETS + 3  # columns of AGING


def page(draft: Draft) -> Page:
    """The sheet, still empty."""
    return draft.calculations()


def add(draft: Draft, on: Page) -> None:
    """Lay the sheet out."""
    say = draft.say
    on.section(DAYS - 1, 0, say("Day and currency as the formulas use them"))
    lines = (
        (say("Day"), "IF(COUNT(as_of)=0,DATE(2000,1,31),as_of)", "date", DAY),
        (say("Month end before"), f"EOMONTH({DAY},-1)", "date", BEFORE),
        (say("Ready"), 'IF(COUNT(as_of)=0,"",IF(COUNT(ledger_amount)=0,"",1))', "whole", READY),
        (say("Currency"), f'IF(LEN({CURRENCY})=0,"=",{CURRENCY})', "general", MATCH),
    )
    for row, (label, text, form, name) in enumerate(lines, DAYS):
        on.put(row, 0, label, "cell.ruled.left")
        on.formula(row, 1, text, f"cell.ruled.center/{form}", name=name)
    scope = {"ledger": ledger_page.ROWS, "as_of": DAY, "currency": CURRENCY}
    on.section(AGING - 1, 0, say("Aging"))
    aging = draft.call("AGING", **scope, by='"currency"', edges="edges_days", rows="1")
    on.spill(AGING, 0, aging, AGING_STYLES, rows=1)
    on.section(TREND - 1, 0, say("Trend of thirteen month ends"))
    trend = draft.call("DSO_TREND", **scope, months=str(MONTHS), period_days="period_days")
    on.spill(TREND, 0, trend, TREND_STYLES, rows=MONTHS)
    _hide_errors(on)
    draft.fails(
        on.name, f"E{TREND + 2}:L{TREND + MONTHS + 1}",
        say("An error stands where a month had no sales, no receivables or no settled invoice, and "
            "the ledger is too short to count back; its letters are white."),
    )  # fmt: skip
    draft.check(
        say("Aging against SUMIFS over the ledger"), f"SUM({total(draft)})",
        ledger_page.open_where(DAY, ROWS_MATCH), tolerance=0.01,
    )  # fmt: skip
    draft.check(
        say("Last row of the trend against the aging"), latest(draft, 1), f"SUM({total(draft)})",
        tolerance=0.01,
    )  # fmt: skip


def _hide_errors(on: Page) -> None:
    cell = address(TREND + 1, 0, absolute=False)

    def rules(_book: Any, worksheet: Any, formats: Any) -> None:
        white = formats.rule("hidden.ink")
        rule = {"type": "formula", "criteria": f"=ISERROR({cell})", "format": white}
        worksheet.conditional_format(TREND + 1, 0, TREND + MONTHS, len(TREND_STYLES) - 1, rule)

    on.sheet.dress(rules)


def bucket(draft: Draft, number: int, row: int = 1) -> str:
    """A column of the aging: its amount, or in row 0 its title."""
    return address(AGING + row, number, sheet=draft.calculations().name)


def total(draft: Draft) -> str:
    """What is owed in all, credits set off."""
    return bucket(draft, TOTAL)


def buckets(draft: Draft, row: int = 1) -> str:
    """The amounts of the buckets, or in row 0 their titles, from not due to the oldest."""
    return area(AGING + row, 1, AGING + row, BUCKETS, draft.calculations().name)


def latest(draft: Draft, column: int, months_ago: int = 0) -> str:
    """A cell of the trend's last row, or of one before it."""
    return address(TREND + MONTHS - months_ago, column, sheet=draft.calculations().name)


def months(draft: Draft, column: int) -> str:
    """A column of the trend."""
    return area(TREND + 1, column, TREND + MONTHS, column, draft.calculations().name)
