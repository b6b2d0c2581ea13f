"""Charts over cells, in the colours of the house."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from ledgerguard.units import Language
from ledgerguard.workbooks.style import (
    BLUE,
    FONT,
    GREEN,
    GREY,
    INK,
    NAVY,
    ORANGE,
    PURPLE,
    RULE,
    SKY,
    VERMILLION,
)

Shape = Literal["column", "stacked", "bar", "line"]
COLOURS: Final = (BLUE, ORANGE, GREEN, SKY, VERMILLION, PURPLE, NAVY)
_TYPES: Final[dict[str, dict[str, str]]] = {
    "column": {"type": "column"},
    "stacked": {"type": "column", "subtype": "stacked"},
    "bar": {"type": "bar"},
    "line": {"type": "line"},
}


@dataclass(frozen=True)
class Series:
    """One series of a chart."""

    name: str
    values: str  # an address with the sheet
    colour: str = ""  # the next of COLOURS when left out; "none" draws nothing
    line: bool = False  # drawn as a line over columns
    dashed: bool = False
    labels: str = ""  # a number format: the values stand beside the points
    points: Sequence[str] = ()  # a colour for each point
    listed: bool = True  # in the legend
    right: bool = False  # measured on an axis of its own, to the right


def chart_of(
    workbook: Any,
    language: Language,
    shape: Shape,
    title: str,
    categories: str,
    series: Sequence[Series],
    number: str,
    dates: str = "",
) -> Any:
    """A chart as XlsxWriter makes it; series drawn as lines are combined with the others."""
    chart = workbook.add_chart(_TYPES[shape])
    over = None
    for order, one in enumerate(series):
        drawn = shape == "line" or one.line
        if drawn and shape != "line":
            over = over or workbook.add_chart({"type": "line"})
        target = over if drawn and over is not None else chart
        target.add_series(_series(language, categories, one, COLOURS[order % len(COLOURS)], drawn))
    if over is not None:
        chart.combine(over)
        if any(one.right for one in series):
            over.set_y2_axis({"num_font": font(language, GREY), "line": {"none": True},
                              "major_gridlines": {"visible": False}})  # fmt: skip
    chart.set_title(
        {
            "name": title,
            "name_font": {"name": FONT[language], "size": 12, "bold": True, "color": NAVY},
            "overlay": False,
        }
    )
    chart.set_chartarea({"border": {"color": RULE}})
    chart.show_na_as_empty_cell()
    if shape == "line":
        # XlsxWriter leaves out what is its default, a gap, and Calc then draws a point at 0.
        chart.show_blanks_as("span")
    _axes(language, chart, number, series, lying=shape == "bar", dates=dates)
    hidden = [order for order, one in enumerate(series) if one.colour == "none" or not one.listed]
    if len(series) - len(hidden) > 1:
        legend: dict[str, Any] = {"position": "bottom", "font": font(language, GREY)}
        chart.set_legend(legend | ({"delete_series": hidden} if hidden else {}))
    else:
        chart.set_legend({"none": True})
    return chart


def font(language: Language, colour: str) -> dict[str, Any]:
    """The font of axes and legends."""
    return {"name": FONT[language], "size": 9, "color": colour}


def _series(
    language: Language, categories: str, series: Series, colour: str, drawn: bool
) -> dict[str, Any]:
    colour = series.colour or colour
    made: dict[str, Any] = {
        "name": series.name,
        "categories": f"={categories}",
        "values": f"={series.values}",
        "y2_axis": series.right,
    }
    if drawn:
        dash = "dash" if series.dashed else "solid"
        made["line"] = {"color": colour, "width": 2.25, "dash_type": dash}
        fill = {"color": colour}
        made["marker"] = {"type": "circle", "size": 5, "fill": fill, "border": fill}
    elif colour == "none":
        made |= {"fill": {"none": True}, "border": {"none": True}, "gap": 45}
    else:
        made |= {"fill": {"color": colour}, "gap": 45}
    if series.points:
        made["points"] = [{"fill": {"color": point}} for point in series.points]
    if series.labels:
        made["data_labels"] = {
            "value": True,
            "num_format": series.labels,
            "font": font(language, INK),
        }
        if drawn:  # beside a point it would stand on the line
            made["data_labels"]["position"] = "above"
    return made


def _axes(
    language: Language,
    chart: Any,
    number: str,
    series: Sequence[Series],
    *,
    lying: bool,
    dates: str,
) -> None:
    labels: dict[str, Any] = {
        "num_font": font(language, GREY),
        "line": {"color": RULE},
        "label_position": "low",
        "major_gridlines": {"visible": False},
    }
    if dates:
        labels |= {"num_format": dates, "text_axis": True}  # one label a point, in its order
    values = {
        "num_format": number,
        "num_font": font(language, GREY),
        "line": {"none": True},
        "major_gridlines": {"visible": True, "line": {"color": RULE, "width": 0.5}},
    }
    if lying:  # the axis of the labels stands, and would count from below
        # Every bar is named, where room is short too.
        chart.set_y_axis(labels | {"reverse": True, "interval_unit": 1})
        labelled = all(one.labels for one in series)  # then an axis would only repeat
        chart.set_x_axis(
            {"visible": False, "major_gridlines": {"visible": False}} if labelled else values
        )
    else:
        chart.set_x_axis(labels)
        chart.set_y_axis(values)
