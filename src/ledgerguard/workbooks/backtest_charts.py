"""The two charts of a back-test: contacts by month, and how late each level came."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from ledgerguard.casework.backtest_words import MONTHS, TIMING
from ledgerguard.policy.schema import Wording
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

POLICY_COLOURS: Final = (BLUE, ORANGE, GREEN, VERMILLION, PURPLE, SKY)
"""Colours of the policies; they differ in lightness where they stand side by side."""

WIDE, HIGH, GAP = 680, 300, 12
BAR: Final = 24
"""Pixels that a level takes in the chart of timing."""


@dataclass(frozen=True)
class Range:
    """A table for a chart: labels, and one column a policy to their right."""

    sheet: str
    header: int
    column: int
    rows: int
    names: tuple[str, ...]

    def labels(self) -> list[str | int]:
        """The cells of the labels."""
        return self._cells(self.column)

    def values(self, place: int) -> list[str | int]:
        """The cells of a policy."""
        return self._cells(self.column + 1 + place)

    def _cells(self, column: int) -> list[str | int]:
        return [self.sheet, self.header + 1, column, self.header + self.rows, column]


def contacts(
    say: Callable[[Wording], str], language: Language, workbook: Any, worksheet: Any,
    data: Range, place: tuple[int, int],
) -> int:  # fmt: skip
    """Contacts by month, a column a policy; answers how many pixels the chart is high."""
    chart = workbook.add_chart({"type": "column"})
    for number, name in enumerate(data.names):
        chart.add_series(
            {
                "name": name,
                "categories": data.labels(),
                "values": data.values(number),
                "fill": {"color": POLICY_COLOURS[number % len(POLICY_COLOURS)]},
                "gap": 60,
                "overlap": 0,
            }
        )
    chart.set_x_axis(
        {
            "num_font": {**_font(language, GREY), "rotation": -45},
            "line": {"color": RULE},
            "text_axis": True,
        }
    )
    chart.set_y_axis({"num_format": "#,##0", "min": 0, **_scale(language)})
    _finish(chart, say(MONTHS), language)
    chart.set_size({"width": WIDE, "height": HIGH})
    worksheet.insert_chart(*place, chart, {"object_position": 2})
    return HIGH


def timing(
    say: Callable[[Wording], str], language: Language, workbook: Any, worksheet: Any,
    data: Range, place: tuple[int, int], below: int,
) -> None:  # fmt: skip
    """Median days past due at each level of each policy, as bars below the first chart."""
    if not data.rows:
        return
    chart = workbook.add_chart({"type": "bar"})
    for number, name in enumerate(data.names):
        chart.add_series(
            {
                "name": name,
                "categories": data.labels(),
                "values": data.values(number),
                "fill": {"color": POLICY_COLOURS[number % len(POLICY_COLOURS)]},
                "gap": 40,
                "overlap": 100,  # a row belongs to one policy: the other ones are blank there
                "data_labels": {"value": True, "num_format": "0", "font": _font(language, INK)},
            }
        )
    chart.set_y_axis(
        {
            "reverse": True,
            "num_font": _font(language, GREY),
            "line": {"color": RULE},
            "label_position": "low",  # reminders before the due date reach to the left
            "major_gridlines": {"visible": False},
        }
    )
    chart.set_x_axis({"num_format": "0", **_scale(language)})
    _finish(chart, say(TIMING), language)
    chart.show_na_as_empty_cell()
    high = max(HIGH, 110 + BAR * data.rows)
    chart.set_size({"width": WIDE, "height": high})
    worksheet.insert_chart(*place, chart, {"y_offset": below + GAP, "object_position": 2})


def _finish(chart: Any, title: str, language: Language) -> None:
    name = {"name": FONT[language], "size": 12, "bold": True, "color": NAVY}
    chart.set_title({"name": title, "name_font": name, "overlay": False})
    chart.set_chartarea({"border": {"color": RULE}})
    chart.set_legend({"position": "bottom", "font": _font(language, GREY)})


def _scale(language: Language) -> dict[str, Any]:
    return {
        "num_font": _font(language, GREY),
        "line": {"none": True},
        "major_gridlines": {"visible": True, "line": {"color": RULE, "width": 0.5}},
    }


def _font(language: Language, colour: str) -> dict[str, Any]:
    return {"name": FONT[language], "size": 9, "color": colour}
