"""The four charts of the Dashboard."""

from __future__ import annotations

from typing import Any

from ledgerguard.workbooks.sheets.data_sheet import BUCKETS, LARGEST, MONTHS, Data
from ledgerguard.workbooks.sheets.plan import Plan
from ledgerguard.workbooks.style import (
    BLUE,
    FONT,
    GREEN,
    GREY,
    INK,
    NAVY,
    ORANGE,
    RULE,
    SKY,
    VERMILLION,
)
from ledgerguard.workbooks.style import BUCKETS as BUCKET_COLOURS
from ledgerguard.workbooks.writer import Spill

GAP = 8  # pixels between two charts
STAGE_COLOURS = (SKY, BLUE, GREEN, ORANGE, VERMILLION)


def add_charts(
    plan: Plan,
    workbook: Any,
    worksheet: Any,
    data: Data,
    levels: int,
    place: tuple[int, int, int, int],
) -> None:
    """Put the charts, two above two, at row and column, the upper and lower so many rows high."""
    row, column, upper, lower = place
    made = (
        _aging(plan, workbook, data),
        _trend(plan, workbook, data),
        _pareto(plan, workbook, data),
        _stages(plan, workbook, data, levels),
    )
    half = 6
    wide = half * 110 - GAP
    for number, chart in enumerate(made):
        down, across = divmod(number, 2)
        chart.set_size({"width": wide, "height": (lower if down else upper) * 20 - GAP})
        worksheet.insert_chart(
            row + down * upper,
            column + across * half,
            chart,
            {"x_offset": GAP // 2 if across else 0, "object_position": 1},
        )


def _aging(plan: Plan, workbook: Any, data: Data) -> Any:
    chart = _chart(plan, workbook, "column", "chart.aging")
    chart.add_series(
        {
            "name": plan.text("series.open"),
            "categories": _cells(data, data.aging, 0, 1, 0, BUCKETS),
            "values": _cells(data, data.aging, 1, 1, 1, BUCKETS),
            "points": [{"fill": {"color": colour}} for colour in BUCKET_COLOURS],
            "gap": 45,
            "data_labels": {"value": True, "num_format": "#,##0", "font": _font(plan, INK)},
        }
    )
    _axes(plan, chart, "#,##0")
    chart.set_legend({"none": True})
    return chart


def _trend(plan: Plan, workbook: Any, data: Data) -> Any:
    chart = _chart(plan, workbook, "line", "chart.trend")
    for key, column, colour, dash in (
        ("series.dso", 4, VERMILLION, "solid"),
        ("series.best", 5, BLUE, "dash"),
    ):
        chart.add_series(
            {
                "name": plan.text(key),
                "categories": _cells(data, data.trend, 1, 0, MONTHS, 0),
                "values": _cells(data, data.trend, 1, column, MONTHS, column),
                "line": {"color": colour, "width": 2.25, "dash_type": dash},
                "marker": {
                    "type": "circle" if dash == "solid" else "diamond",
                    "size": 5,
                    "fill": {"color": colour},
                    "border": {"color": colour},
                },
            }
        )
    _axes(plan, chart, "0", dates=True)
    chart.set_legend({"position": "bottom", "font": _font(plan, GREY)})
    return chart


def _pareto(plan: Plan, workbook: Any, data: Data) -> Any:
    chart = _chart(plan, workbook, "column", "chart.pareto")
    names = _cells(data, data.top, 1, 2, LARGEST, 2)
    for key, column, colour in (("series.open", 3, BLUE), ("series.overdue", 4, ORANGE)):
        chart.add_series(
            {
                "name": plan.text(key),
                "categories": names,
                "values": _cells(data, data.top, 1, column, LARGEST, column),
                "fill": {"color": colour},
                "gap": 40,
                "overlap": 0,
            }
        )
    line = workbook.add_chart({"type": "line"})
    line.add_series(
        {
            "name": plan.text("series.cumulative"),
            "categories": names,
            "values": _cells(data, data.top, 1, 6, LARGEST, 6),
            "y2_axis": True,
            "line": {"color": NAVY, "width": 2},
            "marker": {"type": "circle", "size": 5, "fill": {"color": NAVY}},
        }
    )
    chart.combine(line)
    _axes(plan, chart, "#,##0", slanted=True)
    line.set_y2_axis(
        {
            "num_format": "0%",
            "min": 0,
            "max": 1,
            "num_font": _font(plan, GREY),
            "line": {"none": True},
            "major_gridlines": {"visible": False},
        }
    )
    chart.set_legend({"position": "bottom", "font": _font(plan, GREY)})
    return chart


def _stages(plan: Plan, workbook: Any, data: Data, levels: int) -> Any:
    chart = _chart(plan, workbook, "bar", "chart.stages")
    colours = [STAGE_COLOURS[min(stage, len(STAGE_COLOURS) - 1)] for stage in range(levels + 1)]
    chart.add_series(
        {
            "name": plan.text("series.customers"),
            # Two columns: the axis shows the stage's number and its action.
            "categories": _cells(data, data.stages, 1, 1, levels + 1, 1),
            "values": _cells(data, data.stages, 1, 2, levels + 1, 2),
            "points": [{"fill": {"color": colour}} for colour in colours],
            "gap": 35,
            "data_labels": {"value": True, "font": _font(plan, INK)},
        }
    )
    _axes(plan, chart, "0")
    chart.set_y_axis(
        {
            "reverse": True,
            "num_font": _font(plan, GREY),
            "line": {"color": RULE},
            "major_gridlines": {"visible": False},
        }
    )
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
    chart.set_legend({"none": True})
    return chart


def _chart(plan: Plan, workbook: Any, kind: str, title: str) -> Any:
    chart = workbook.add_chart({"type": kind})
    chart.set_title(
        {
            "name": plan.text(title),
            "name_font": {"name": FONT[plan.language], "size": 12, "bold": True, "color": NAVY},
            "overlay": False,
        }
    )
    chart.set_chartarea({"border": {"color": RULE}})
    chart.show_na_as_empty_cell()
    return chart


def _axes(
    plan: Plan, chart: Any, number: str, *, dates: bool = False, slanted: bool = False
) -> None:
    font = _font(plan, GREY)
    horizontal: dict[str, Any] = {"num_font": font, "line": {"color": RULE}}
    if dates:
        # Text, not a date axis: the last point is the as-of date, which ends no month.
        horizontal |= {
            "num_format": "yyyy-mm",
            "text_axis": True,
            "num_font": {**font, "rotation": -45},
        }
    if slanted:
        horizontal["num_font"] = {**font, "size": 8, "rotation": -35}
    chart.set_x_axis(horizontal)
    chart.set_y_axis(
        {
            "num_format": number,
            "num_font": font,
            "line": {"none": True},
            "major_gridlines": {"visible": True, "line": {"color": RULE, "width": 0.5}},
        }
    )


def _font(plan: Plan, colour: str) -> dict[str, Any]:
    return {"name": FONT[plan.language], "size": 9, "color": colour}


def _cells(
    data: Data, spill: Spill, top: int, left: int, bottom: int, right: int
) -> list[str | int]:
    row, column = spill.row, spill.column
    return [data.sheet, row + top, column + left, row + bottom, column + right]
