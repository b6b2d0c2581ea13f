"""The sheets that are one table each: Customers, Worklist and Problems."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ledgerguard.units import Cell
from ledgerguard.workbooks.sheets.plan import (
    AS_OF,
    CURRENCY,
    FACTORS,
    GRACE,
    INSURANCE,
    LADDER,
    LEDGER,
    PERIOD,
    WIDEST,
    Plan,
    heading,
    printing,
    set_widths,
    stage_rules,
    table_rules,
    widths,
)
from ledgerguard.workbooks.writer import Spill, area

TOP = 3
CUSTOMER_STYLES = (
    "cell/text", "cell/text", "cell.center/text", "cell/money", "cell/money", "cell/percent",
    "cell/whole", "cell/days", "cell/days", "cell/days", "cell/days", "cell/money", "cell/money",
    "cell.center/whole", "cell.left/text", "cell.center/date", "cell/score", "cell.center/whole",
)  # fmt: skip
OPEN, STAGE = 3, 13

WORKLIST_STYLES = (
    "cell.center/whole", "cell/text", "cell/text", "cell.center/text", "cell.center/whole",
    "cell.left/text", "cell/money", "cell/whole", "cell/whole", "cell.center/date",
    "cell.left/text", "cell.center/date", "cell.left/text", "cell.left/text", "cell.left/text",
    "cell.left/text", "cell.center/whole", "cell.left/text",
)  # fmt: skip
WORKLIST_STAGE = 4
WIDEST_REASON = 96.0

PROBLEM_STYLES = ("cell.center/0", "cell/text", "cell/text", "cell/text", "cell/text")
SPARE_PROBLEMS = 25
PRINTED_SPARE = 5
ONE_PAGE = 60  # rows that can still be read when they are shrunk to one page


def add_customers(plan: Plan) -> str:
    """Every customer in the dashboard's currency; answers the range of their open amounts.

    One currency, because amounts of several can be neither sorted nor compared.
    """
    sheet = plan.book.sheet(plan.name("customers"))
    heading(plan, sheet, "customers.title", "customers.note")
    text = plan.call(
        "CUSTOMER_SUMMARY",
        ledger=LEDGER,
        as_of=AS_OF,
        ladder=LADDER,
        currency=CURRENCY,
        grace_days=GRACE,
        period_days=PERIOD,
        factors=FACTORS,
        rows=plan.rows(plan.customer_rows),
    )
    spill = sheet.spill(TOP, 0, text, CUSTOMER_STYLES)
    rows = plan.customer_rows

    def dress(_workbook: Any, worksheet: Any, formats: Any) -> None:
        stage_rules(worksheet, formats, TOP + 1, STAGE, rows)
        # Where rules overlap Calc follows the first one, so that of the rows comes last.
        _table(plan, worksheet, formats, spill, rows, plan.book.grid(sheet, spill))
        worksheet.freeze_panes(TOP + 1, 2)
        _print(plan, worksheet, spill)

    sheet.dress(dress)
    return area(TOP + 1, OPEN, TOP + rows, OPEN, sheet.name)


def add_worklist(plan: Plan) -> None:
    """Whom to chase, in every currency: a controller must not overlook one."""
    sheet = plan.book.sheet(plan.name("worklist"))
    heading(plan, sheet, "worklist.title", "worklist.note")
    rows = 2 * plan.customer_rows  # what the insurer is told is a row of its own
    text = plan.call(
        "WORKLIST",
        ledger=LEDGER,
        as_of=AS_OF,
        ladder=LADDER,
        grace_days=GRACE,
        rows=plan.rows(rows),
        insurance=INSURANCE,
    )
    spill = sheet.spill(TOP, 0, text, WORKLIST_STYLES)

    def dress(_workbook: Any, worksheet: Any, formats: Any) -> None:
        stage_rules(worksheet, formats, TOP + 1, WORKLIST_STAGE, rows)
        grid = plan.book.grid(sheet, spill)
        _table(plan, worksheet, formats, spill, rows, grid, widest=WIDEST_REASON)
        worksheet.freeze_panes(TOP + 1, 3)
        _print(plan, worksheet, spill)

    sheet.dress(dress)


def add_problems(plan: Plan) -> None:
    """What is wrong in the ledger now, and what was wrong in the file it came from."""
    sheet, text = plan.book.sheet(plan.name("problems")), plan.text
    sheet.put(0, 0, text("problems.title"), "title")
    sheet.put(1, 0, text("problems.live"), "section")
    sheet.put(2, 0, text("problems.live.note"), "note")
    # A fixed number of rows on every host: what was found in the file stands below.
    rows = len(plan.ledger.problems) + SPARE_PROBLEMS
    spill = sheet.spill(
        TOP, 0, plan.call("LEDGER_PROBLEMS", ledger=LEDGER, rows=str(rows)), PROBLEM_STYLES
    )
    top = TOP + rows + 2
    sheet.put(top, 0, text("problems.import"), "section")
    sheet.put(top + 1, 0, text("problems.import.note"), "note")
    for column, key in enumerate(("row", "column", "value", "problem", "done")):
        sheet.put(top + 2, column, text(f"col.{key}"), "header")
    found: list[list[Cell]] = [
        [problem.row or None, problem.column, problem.value, problem.problem, problem.action]
        for problem in plan.ledger.problems
    ] or [[None, None, None, text("problems.none"), None]]
    ruled = ("cell.ruled.center/0", *("cell.ruled/text",) * 4)
    for number, cells in enumerate(found, top + 3):
        for column, value in enumerate(cells):
            sheet.put(number, column, value, ruled[column])

    def dress(_workbook: Any, worksheet: Any, formats: Any) -> None:
        grid = [*plan.book.grid(sheet, spill), *found]
        _table(plan, worksheet, formats, spill, rows, grid)
        worksheet.set_row_pixels(TOP, 24)
        worksheet.freeze_panes(TOP + 1, 0)
        printing(plan, worksheet)

    sheet.dress(dress)


def _print(plan: Plan, worksheet: Any, spill: Spill) -> None:
    """A short table on one page; the padding of a Calc matrix stays off the paper.

    Some of it is printed all the same, for rows to grow into.
    """
    grid = plan.book.grid(plan.book.sheets[worksheet.get_name()], spill)
    used = sum(any(cell != "" for cell in row) for row in grid)
    printing(plan, worksheet, repeat=(TOP, TOP), pages=(1, 1 if used <= ONE_PAGE else 0))
    if plan.book.host == "calc":
        worksheet.print_area(0, 0, spill.row + used + PRINTED_SPARE, spill.width - 1)


def _table(
    plan: Plan,
    worksheet: Any,
    formats: Any,
    spill: Spill,
    rows: int,
    grid: Sequence[Sequence[Cell]],
    widest: float = WIDEST,
) -> None:
    # Rows that spill beyond the stored ones find their format in the column.
    sizes = widths(grid, spill.styles, widest=widest)
    set_widths(worksheet, sizes, spill.column, formats, spill.styles)
    table_rules(worksheet, formats, spill, rows)
    worksheet.set_row_pixels(0, 34)
    worksheet.set_row_pixels(spill.row, 42)
    worksheet.hide_gridlines(2)
