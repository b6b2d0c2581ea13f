"""The Data sheet: the tables behind the dashboard, one formula each, read by position."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ledgerguard.workbooks.sheets.plan import (
    AS_OF,
    CURRENCY,
    EDGES,
    GRACE,
    LADDER,
    LEDGER,
    PERIOD,
    Plan,
    heading,
    printing,
    set_widths,
    stage_rules,
    table_rules,
    widths,
)
from ledgerguard.workbooks.writer import Spill, address, area

MONTHS, LARGEST, BUCKETS, CHECKS = 13, 10, 5, 16
COUNTS = 7  # rows of the check that count and are no amounts
TOP_ROW, RIGHT = 4, 8
TOP_STYLES = (
    "cell.center/whole", "cell/text", "cell/text", "cell/money", "cell/money", "cell/percent",
    "cell/percent",
)  # fmt: skip
STAGE_STYLES = ("cell.center/whole", "cell/text", "cell/whole", "cell/money", "cell/money")
AGING_STYLES = ("cell.center/text", *("cell/money",) * (BUCKETS + 3))
TREND_STYLES = (
    "cell.center/date", "cell/money", "cell/money", "cell/money", "cell/days", "cell/days",
    "cell/days", "cell/days", "cell/percent", "cell/whole", "cell/percent", "cell/days",
)  # fmt: skip
CHECK_STYLES = ("cell/text", "cell/money")


@dataclass(frozen=True)
class Data:
    """Where each table stands. Cells are picked by position: see hosts.md on text in arrays."""

    sheet: str
    aging: Spill
    trend: Spill
    top: Spill
    stages: Spill
    check: Spill

    def cell(self, spill: Spill, row: int, column: int) -> str:
        """The address of a cell of a table; row 0 is its header."""
        return address(spill.row + row, spill.column + column, sheet=self.sheet)

    def column(self, spill: Spill, column: int, first: int, last: int) -> str:
        """The address of a part of a column of a table."""
        left = spill.column + column
        return area(spill.row + first, left, spill.row + last, left, self.sheet)

    def latest(self, column: int, months_ago: int = 0) -> str:
        """A cell of the trend's last row, or of one before it."""
        return self.cell(self.trend, MONTHS - months_ago, column)


def add(plan: Plan, stage_rows: int) -> Data:
    """Lay the five tables out in two zones, so that each finds columns of its own width."""
    sheet, text = plan.sheet("data"), plan.text
    heading(plan, sheet, "sheet.data", "data.note")
    scope = {"ledger": LEDGER, "as_of": AS_OF, "currency": CURRENCY}

    def table(
        row: int, column: int, title: str, call: str, styles: tuple[str, ...], counts: int = 0
    ) -> Spill:
        sheet.put(row - 1, column, text(title), "section")
        return sheet.spill(row, column, call, styles, counts)

    top = table(
        TOP_ROW, 0, "table.top",
        plan.call("TOP_EXPOSURES", **scope, count=str(LARGEST)), TOP_STYLES,
    )  # fmt: skip
    stages = table(
        TOP_ROW + LARGEST + 4, 1, "table.stages",
        plan.call("STAGE_SUMMARY", **scope, ladder=LADDER, grace_days=GRACE,
                  rows=plan.rows(stage_rows)),
        STAGE_STYLES,
    )  # fmt: skip
    aging = table(
        TOP_ROW, RIGHT, "table.aging",
        plan.call("AGING", **scope, by='"currency"', edges=EDGES, rows="1"), AGING_STYLES,
    )  # fmt: skip
    trend = table(
        TOP_ROW + 5, RIGHT, "table.trend",
        plan.call("DSO_TREND", **scope, months=str(MONTHS), period_days=PERIOD), TREND_STYLES,
    )  # fmt: skip
    check = table(
        stages.row + stage_rows + 4, 2, "check",
        plan.call("LEDGER_CHECK", **scope), CHECK_STYLES, COUNTS,
    )  # fmt: skip

    def dress(_workbook: Any, worksheet: Any, formats: Any) -> None:
        grid = plan.book.grid
        left = [
            *grid(sheet, top),
            *([None, *row] for row in grid(sheet, stages)),
            *([None, None, *row] for row in grid(sheet, check)),
        ]
        set_widths(worksheet, widths(left, TOP_STYLES, wrap=False))
        right = widths(grid(sheet, trend), TREND_STYLES, 11, wrap=False)
        over = widths(grid(sheet, aging), AGING_STYLES, 11, wrap=False) + right[len(AGING_STYLES) :]
        set_widths(worksheet, [max(pair) for pair in zip(right, over, strict=True)], RIGHT)
        worksheet.set_column(RIGHT - 1, RIGHT - 1, 3)
        stage_rules(worksheet, formats, stages.row + 1, stages.column, stage_rows)
        for spill, rows in ((top, LARGEST), (stages, stage_rows), (trend, MONTHS), (aging, 1)):
            table_rules(worksheet, formats, spill, rows)
        table_rules(worksheet, formats, check, CHECKS)
        worksheet.hide_gridlines(2)
        printing(plan, worksheet)

    sheet.dress(dress)
    return Data(sheet.name, aging, trend, top, stages, check)
