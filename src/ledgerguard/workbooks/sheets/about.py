"""The About sheet: what each figure means, and a self-check for the first run in a spreadsheet."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ledgerguard import __version__
from ledgerguard.cells.help import paragraphs
from ledgerguard.cells.values import serial
from ledgerguard.formula import Formula
from ledgerguard.translation import translated
from ledgerguard.units import Cell
from ledgerguard.workbooks.sheets.plan import Plan, printing
from ledgerguard.workbooks.style import lines
from ledgerguard.workbooks.writer import Sheet, address, area

WIDTHS = (25, 62, 15, 15, 13, 46)
LINE = 18  # pixels of a line of text
_STRINGS = re.compile(r'("(?:[^"]|"")*")')
_CALL = re.compile(r"(?<![\w.])([A-Z]+(?:_[A-Z]+)*)\(")


@dataclass(frozen=True)
class Check:
    """One example: the formula's name, the call as text, and what it must answer."""

    name: str
    call: str
    expected: str

    @property
    def number(self) -> float | None:
        """The expected answer as a number, if it is one; a day is its serial number."""
        if self.is_day:
            return float(serial(dt.date.fromisoformat(self.expected)))
        try:
            return float(self.expected)
        except ValueError:
            return None

    @property
    def value(self) -> Cell:
        """What stands under Expected: a number, TRUE or FALSE, or text as it is printed."""
        if self.number is not None:
            return self.number
        if self.is_flag:
            return self.expected == "TRUE"
        return self.expected.removeprefix('"').removesuffix('"')

    @property
    def is_flag(self) -> bool:
        """Whether the expected answer is TRUE or FALSE."""
        return self.expected in ("TRUE", "FALSE")

    @property
    def is_day(self) -> bool:
        """Whether the expected answer is written as a day."""
        return re.fullmatch(r"\d{4}-\d\d-\d\d", self.expected) is not None

    @property
    def tolerance(self) -> float:
        """Half a unit of the last digit that was published."""
        return 0.5 * 10.0 ** -len(self.expected.partition(".")[2])


DIFFERING = "differing_examples"
"""The defined name of the verdicts on the examples, 1 where one differs."""


def add(plan: Plan) -> None:
    """Lay the sheet out, last of all: it explains and tries the formulas that the others call.

    The examples of every formula are in the workbook of ``ledgerguard selfcheck``.
    """
    called = plan.book.called()
    sheet, text = plan.book.sheet(plan.name("about")), plan.text
    heights: dict[int, int] = {0: 34}
    sheet.put(0, 0, text("about.title"), "title")
    facts = (
        (text("about.made"), f"ledgerguard {__version__}"),
        (text("about.source"), plan.source or "–"),
        ("", text("about.live")),
        ("", text("about.name")),
    )
    for row, (label, words) in enumerate(facts, 1):
        sheet.put(row, 0, label, "subtitle")
        sheet.put(row, 1, words, "wrap", across=len(WIDTHS) - 1)
        heights[row] = LINE * lines(words, sum(WIDTHS[1:])) + 4
    checks_top = len(facts) + 2
    bottom = _checks(plan, sheet, called, checks_top, heights)
    _reference(plan, sheet, called, bottom + 2, heights)

    def dress(_workbook: Any, worksheet: Any, formats: Any) -> None:
        for column, size in enumerate(WIDTHS):
            worksheet.set_column(column, column, size)
        for row, pixels in heights.items():
            worksheet.set_row_pixels(row, pixels)
        result = area(checks_top + 3, 4, bottom, 4)
        for criteria, style in ((">", "act"), ("=", "good")):
            rule = {"type": "cell", "criteria": criteria, "value": 0}
            worksheet.conditional_format(result, {**rule, "format": formats.rule(style)})
        worksheet.hide_gridlines(2)
        printing(plan, worksheet)

    sheet.dress(dress)


def checks(called: Iterable[Formula], formulas: Mapping[str, Formula]) -> list[Check]:
    """Every example of these formulas that answers one cell, its call respelled as in a cell."""
    return [
        Check(formula.name, as_cell(call, formulas), expected)
        for formula in called
        for call, expected in formula.examples
        if not expected.startswith("{")  # a table would not fit between its neighbours
    ]


def as_cell(call: str, formulas: Mapping[str, Formula]) -> str:
    """An example's text with ours spelled ``LG_NAME``; strings stay as they are."""
    parts = _STRINGS.split(call.removeprefix("="))
    parts[::2] = (
        _CALL.sub(lambda m: f"LG_{m[0]}" if m[1] in formulas else m[0], part) for part in parts[::2]
    )
    return "".join(parts)


def _checks(
    plan: Plan, sheet: Sheet, called: Sequence[Formula], top: int, heights: dict[int, int]
) -> int:
    text = plan.text
    sheet.put(top, 0, text("about.check"), "section")
    sheet.put(top + 1, 0, text("about.check.note"), "note")
    for column, key in enumerate(("formula", "example", "expected", "computed", "result")):
        sheet.put(top + 2, column, text(f"about.{key}"), "header")
    heights[top + 2] = 28
    row = top + 2
    shown = f'"{text("about.differs")}";"{text("about.differs")}";"{text("about.ok")}"'
    for row, check in enumerate(checks(called, plan.book.formulas), top + 3):
        sheet.put(row, 0, check.name, "cell.wrap")
        sheet.put(row, 1, "=" + check.call, "code")
        style = "cell.wrap/date" if check.is_day else "cell.wrap/general"
        sheet.put(row, 2, check.value, style)
        sheet.formula(row, 3, check.call, style)
        sheet.formula(row, 4, _verdict(row, check), f"cell.boxed.center/{shown}")
        heights[row] = LINE * lines("=" + check.call, WIDTHS[1] * 0.9) + 4
    plan.book.define(DIFFERING, area(top + 3, 4, row, 4, sheet.name))
    return row


def _verdict(row: int, check: Check) -> str:
    """0 when the computed cell is as expected, 1 when not: a number sums up everywhere."""
    expected, computed = (address(row, column, absolute=False) for column in (2, 3))
    if check.number is not None:
        # A hair more than half a unit: 0.5 itself is no binary fraction of the last digit.
        tolerance = f"{check.tolerance * 1.000001:.12g}"
        return f"IF(ISNUMBER({computed}),IF(ABS({computed}-{expected})<={tolerance},0,1),1)"
    if check.expected.startswith("#"):
        return f"IF(ISERROR({computed}),0,1)"
    # Text out of an add-in's array equals nothing in Calc before it is joined with other text.
    found = computed if check.is_flag else f'{computed}&""'
    return f"IF(ISERROR({computed}),1,IF({found}={expected},0,1))"


def _reference(
    plan: Plan, sheet: Sheet, called: Sequence[Formula], top: int, heights: dict[int, int]
) -> None:
    text = plan.text
    sheet.put(top, 0, text("about.reference"), "section")
    places = ((0, 1), (1, 1), (2, 3), (5, 1))
    for (column, across), key in zip(places, ("formula", "means", "how", "from"), strict=True):
        sheet.put(top + 1, column, text(f"about.{key}"), "header", across=across)
    heights[top + 1] = 28
    for row, original in enumerate(called, top + 2):
        formula = translated(original, plan.language)
        how = "\n".join(paragraphs(formula.details))
        cells = (formula.name, formula.summary, how, formula.source)
        for (column, across), words in zip(places, cells, strict=True):
            sheet.put(row, column, words, "cell.wrap", across=across)
        sizes = (WIDTHS[0], WIDTHS[1], sum(WIDTHS[2:5]), WIDTHS[5])
        tallest = max(lines(words, size) for words, size in zip(cells, sizes, strict=True))
        heights[row] = LINE * tallest + 4
