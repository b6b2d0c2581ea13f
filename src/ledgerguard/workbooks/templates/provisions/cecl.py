"""The sheet CECL: the same receivables by ASC 326, and where the two standards differ."""

from __future__ import annotations

from typing import Final

from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.templates.provisions import allowance
from ledgerguard.workbooks.templates.provisions.buckets import COUNT, labels
from ledgerguard.workbooks.writer import address, area

TABLE: Final = 3
NAMED, TOTAL = TABLE + COUNT + 2, TABLE + COUNT + 3
BALANCE, HISTORY, ADJUSTED, LOSS, OTHER, APART = 2, 3, 4, 5, 6, 7


def page(draft: Draft) -> Page:
    """The sheet, still empty."""
    return draft.page(
        draft.say("CECL"), widths=(2, 34, 17, 16, 16, 18, 18, 18), pages=(1, 1),
        about=draft.say("Aging schedule of the pool by ASC 326-20, beside the IFRS 9 matrix."),
    )  # fmt: skip


def add(draft: Draft, on: Page) -> None:
    """Lay the sheet out."""
    say = draft.say
    titles = (
        say("Bucket"), say("Amortised cost of the pool"), say("Historical loss rate"),
        say("Adjusted rate"), say("Allowance (CECL)"), say("Expected credit loss (IFRS 9)"),
        say("Difference"),
    )  # fmt: skip
    for offset, title in enumerate(titles):
        on.put(TABLE, 1 + offset, title, "header")
    on.heights[TABLE] = 34
    for number, name in enumerate([*labels(draft), say("Undated")]):
        row, source = TABLE + 1 + number, allowance.TABLE + 1 + number
        balance, history = (
            allowance.cell(draft, source, column)
            for column in (allowance.MATRIX, allowance.HISTORY)
        )
        on.put(row, 1, name, "cell.ruled.left")
        on.formula(row, BALANCE, balance, "cell.ruled/whole", needs=(balance,))
        on.formula(row, HISTORY, history, "cell.ruled/0.00%", needs=(history,))
        adjusted = f"MIN(1,{address(row, HISTORY)}*(1+cecl_current)*(1+cecl_forecast))"
        on.formula(row, ADJUSTED, adjusted, "cell.ruled/0.00%", needs=(address(row, HISTORY),))
        text = draft.call(
            "CECL_PROVISION", balances=address(row, BALANCE),
            historical_rates=address(row, HISTORY), current_adjustment="cecl_current",
            forecast_adjustment="cecl_forecast",
        )  # fmt: skip
        needs = (address(row, BALANCE), address(row, HISTORY))
        on.formula(row, LOSS, text, "cell.ruled/whole", needs=needs)
        _compare(on, row, allowance.cell(draft, source, allowance.LOSS), "cell.ruled")
    on.put(NAMED, 1, say("Evaluated individually"), "cell.ruled.left")
    on.formula(NAMED, BALANCE, "named_sum_gross", "cell.ruled/whole")
    for column in (HISTORY, ADJUSTED):
        on.put(NAMED, column, None, "cell.ruled")
    on.formula(NAMED, LOSS, "named_sum_loss", "cell.ruled/whole")
    _compare(on, NAMED, "named_sum_loss", "cell.ruled")
    on.put(TOTAL, 1, say("Total"), "cell.total.left")
    for column in (HISTORY, ADJUSTED):
        on.put(TOTAL, column, None, "cell.total")
    for column, name in ((BALANCE, ""), (LOSS, "cecl_allowance")):
        text = f"SUM({area(TABLE + 1, column, NAMED, column)})"
        on.formula(TOTAL, column, text, "cell.total/whole",
                   needs=(address(TABLE + 1, column),), name=name)  # fmt: skip
    _compare(on, TOTAL, "allowance", "cell.total")
    on.heights |= dict.fromkeys(range(TABLE + 1, TOTAL + 1), 22)
    _differences(draft, on)
    pool = draft.call(
        "CECL_PROVISION", balances=area(TABLE + 1, BALANCE, NAMED - 1, BALANCE, on.name),
        historical_rates=area(TABLE + 1, HISTORY, NAMED - 1, HISTORY, on.name),
        current_adjustment="cecl_current", forecast_adjustment="cecl_forecast",
    )  # fmt: skip
    draft.check(
        say("CECL allowance against CECL_PROVISION of the whole pool and the rest"),
        "cecl_allowance", f"{pool}+named_sum_loss", needs=("cecl_allowance",),
    )  # fmt: skip


def _compare(on: Page, row: int, other: str, style: str) -> None:
    """The IFRS 9 figure beside the CECL one, and what lies between them."""
    on.formula(row, OTHER, other, f"{style}/whole", needs=(other,))
    ours, theirs = address(row, LOSS), address(row, OTHER)
    on.formula(row, APART, f"{ours}-{theirs}", f"{style}/whole", needs=(ours, theirs))


def _differences(draft: Draft, on: Page) -> None:
    say, row = draft.say, TOTAL + 2
    row = on.section(row, 1, say("Where the two standards differ"))
    for column, across, title in (
        (1, 1, say("Question")),
        (2, 3, "IFRS 9"),
        (5, 3, "CECL (ASC 326-20)"),
    ):
        on.put(row, column, title, "header", across=across)
    row += 1
    for question, ours, theirs in (
        (say("What is measured"),
         say("Lifetime losses of trade receivables by the simplified approach (5.5.15); stages "
             "for other assets."),
         say("Lifetime losses of every asset at amortised cost, no stages (326-20-30-1).")),
        (say("How the future counts"),
         say("An unbiased amount, weighted by probability over scenarios (5.5.17)."),
         say("Reasonable and supportable forecasts, then back to history; scenarios are allowed, "
             "not required (326-20-30-7 to 30-9).")),
        (say("Default and 90 days"),
         say("No later than 90 days past due, rebuttable (B5.5.37)."),
         say("No such presumption; past-due status is information for the pool.")),
        (say("Credit-impaired"),
         say("Defined by events (Appendix A) and disclosed apart (7.35M, 35H)."),
         say("No such class; assets that do not share risks leave the pool (326-20-30-2).")),
        (say("Recoveries of write-offs"),
         say("In profit or loss within impairment; shown here in the movement."),
         say("Expected recoveries are part of the allowance (326-20-30-1).")),
    ):  # fmt: skip
        on.note(row, 1, question, 1, "cell.wrap")
        on.note(row, 2, ours, 3, "cell.wrap")
        row = on.note(row, 5, theirs, 3, "cell.wrap")
