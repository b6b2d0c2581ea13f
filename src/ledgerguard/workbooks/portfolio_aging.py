"""The aging of the day, its shares, and the chart of its months."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ledgerguard.units import Cell
from ledgerguard.workbooks.portfolio_plan import (
    HEADER,
    Column,
    Listed,
    Plan,
    Row,
    amount,
    day,
    dress,
    figure,
    heading,
    lay_out,
    plain,
)
from ledgerguard.workbooks.style import BUCKETS, FONT, GREY, NAVY, PURPLE, RULE
from ledgerguard.workbooks.writer import address

CHARTS: Final = 6
WIDE, HIGH, GAP = 860, 330, 12


def add_aging(plan: Plan) -> Listed:
    """The aging of each currency, and below it the shares."""
    rows = sorted(plan.tables["aging"], key=lambda row: str(row["currency"]))
    sheet = plan.book.sheet(plan.text("aging"))
    heading(plan, sheet, plan.text("aging"), plan.text("aging.note"))
    columns = _columns(plan, Column("currency", "text", plain("currency")))
    listed = lay_out(plan, sheet, columns, rows)
    section = HEADER + len(rows) + 3
    sheet.put(section - 1, 0, plan.text("shares"), "section")
    first, last = 2, 1 + len(plan.buckets)
    for place in (0, *range(first, last + 1)):
        sheet.put(section, place, sheet.values[HEADER, place][0], "header")
    for number, row in enumerate(rows, 1):
        of, at = HEADER + number, section + number
        sheet.put(at, 0, row["currency"] or None, "cell.ruled/text")
        owed = f"SUM({address(of, first)}:{address(of, last)})"
        for place in range(first, last + 1):
            share = f'IF({owed}>0,{address(of, place, absolute=False)}/{owed},"")'
            sheet.formula(at, place, share, "cell.ruled/percent")
    dress(plan, sheet, kept=1)
    history = plan.tables.get("aging-history", ())
    if history:
        top = section + len(rows) + 2
        blocks = _blocks(plan)
        shown = _busiest(plan)[:CHARTS]
        if len(shown) < len(blocks):
            left = plan.text("charts.left", count=len(shown), sheet=plan.text("months"))
            sheet.put(top, 0, left, "note")

        def charts(workbook: Any, worksheet: Any, _formats: Any) -> None:
            for number, currency in enumerate(shown):
                chart = _chart(plan, workbook, currency, blocks[currency])
                below = number * (HIGH + GAP)
                worksheet.insert_chart(top + 1, 0, chart, {"y_offset": below, "object_position": 3})

        sheet.dress(charts)
    return listed


def add_months(plan: Plan) -> Listed:
    """The aging of each currency at every month end; days without a balance are rows of 0."""
    sheet = plan.book.sheet(plan.text("months"))
    heading(plan, sheet, plan.text("months"), plan.text("months.note"))
    columns = _columns(
        plan,
        Column("currency", "text", plain("currency")),
        Column("month", "date", day("day")),
    )
    listed = lay_out(plan, sheet, columns, _months(plan))
    dress(plan, sheet, kept=2)
    return listed


def _columns(plan: Plan, *lead: Column) -> list[Column]:
    first, last = len(lead) + 1, len(lead) + len(plan.buckets) + 1

    def total(row: int) -> str:
        cells = (address(row, column, absolute=False) for column in (first, last))
        return f"SUM({':'.join(cells)})"

    return [
        *lead,
        Column("count", "whole", figure("items")),
        *(Column(name, "money", amount(name), header=label) for name, label in plan.buckets),
        Column("unapplied", "money", amount("unapplied")),
        Column("total", "money", formula=total),
    ]


def _months(plan: Plan) -> list[Row]:
    found = {(row["currency"], row["day"]): row for row in plan.tables["aging-history"]}
    days = sorted({when for _, when in found})
    currencies = sorted({currency for currency, _ in found})
    names = ("items", *(name for name, _ in plan.buckets), "unapplied")
    return [
        found.get((currency, when))
        or {"currency": currency, "day": when, **dict.fromkeys(names, 0)}
        for currency in currencies
        for when in days
    ]


def _blocks(plan: Plan) -> Mapping[str, tuple[int, int]]:
    """The first and the last row of each currency on the sheet of the months."""
    found: dict[str, tuple[int, int]] = {}
    for number, row in enumerate(_months(plan), HEADER + 1):
        first, _ = found.get(row["currency"], (number, number))
        found[row["currency"]] = (first, number)
    return found


def _busiest(plan: Plan) -> list[str]:
    """The currencies of the history, those with most open items on the last day first."""
    rows = _months(plan)
    last: Cell = max(row["day"] for row in rows)
    items = {row["currency"]: int(row["items"]) for row in rows if row["day"] == last}
    return sorted(items, key=lambda currency: (-items[currency], currency))


def _chart(plan: Plan, workbook: Any, currency: str, rows: tuple[int, int]) -> Any:
    """A stacked column a month, the younger buckets below."""
    name, (first, last) = plan.text("months"), rows
    chart = workbook.add_chart({"type": "column", "subtype": "stacked"})
    *dated, undated = plan.buckets
    colours = [*(BUCKETS[min(n, len(BUCKETS) - 1)] for n in range(len(dated))), GREY]
    if len(dated) > len(BUCKETS):
        colours[len(BUCKETS) - 1 : len(dated) - 1] = [PURPLE] * (len(dated) - len(BUCKETS))
    for number, ((_, label), colour) in enumerate(zip([*dated, undated], colours, strict=True)):
        column = 3 + number
        chart.add_series(
            {
                "name": label,
                "categories": [name, first, 1, last, 1],
                "values": [name, first, column, last, column],
                "fill": {"color": colour},
                "gap": 40,
            }
        )
    font = {"name": FONT[plan.language], "size": 9, "color": GREY}
    title = {"name": FONT[plan.language], "size": 12, "bold": True, "color": NAVY}
    chart.set_title(
        {
            "name": plan.text("chart", currency=currency).rstrip(" ,，"),
            "name_font": title,
            "overlay": False,
        }
    )
    chart.set_chartarea({"border": {"color": RULE}})
    chart.set_legend({"position": "bottom", "font": font})
    chart.set_x_axis(
        {
            "num_font": {**font, "rotation": -45},
            "num_format": "yyyy-mm",
            "line": {"color": RULE},
            "text_axis": True,
        }
    )
    chart.set_y_axis(
        {
            "num_font": font,
            "num_format": "#,##0",
            "line": {"none": True},
            "major_gridlines": {"visible": True, "line": {"color": RULE, "width": 0.5}},
        }
    )
    chart.set_size({"width": WIDE, "height": HIGH})
    return chart
