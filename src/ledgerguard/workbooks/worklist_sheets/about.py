"""The sheet About: which run this is, how it is used and read back, what colours and words mean."""

from __future__ import annotations

from typing import Any, Final

from ledgerguard import __version__
from ledgerguard.workbooks.style import lines
from ledgerguard.workbooks.worklist_sheets.plan import Plan, heading, printing
from ledgerguard.workbooks.writer import Sheet

WIDTHS: Final = (30, 104)
LINE: Final = 18

_STEPS: Final = ("one", "two", "three", "four", "five")
_COLOURS: Final = (
    ("input", "input"), ("good", "good"), ("watch", "watch"), ("act", "act"),
)  # fmt: skip
_WORDS: Final = ("task", "priority", "waits", "cover", "status", "since")


def add(plan: Plan) -> None:
    """Lay the sheet out."""
    sheet, text = plan.book.sheet(plan.text("about")), plan.text
    heading(sheet, text("about.title"), f"{text('about.made')} ledgerguard {__version__}")
    heights: dict[int, int] = {}
    none = text("about.none")
    row = 3
    for label, words in (
        (text("about.run"), plan.worklist.run),
        (text("about.as_of"), plan.as_of.isoformat()),
        (text("about.policy"), plan.policy.version),
        (text("about.ledger"), plan.fingerprint or none),
        (text("about.head"), plan.head or none),
    ):
        row = _line(sheet, row, label, words, heights)
    row = _line(sheet, row, "", text("about.head.note"), heights)
    row = _section(sheet, row, text("about.how"))
    for number, step in enumerate(_STEPS, 1):
        row = _line(sheet, row, str(number), text(f"about.step.{step}"), heights)
    row = _section(sheet, row, text("about.colours"))
    for key, style in _COLOURS:
        sheet.put(row, 0, "", style)
        row = _line(sheet, row, None, text(f"colour.{key}"), heights)
    row = _section(sheet, row, text("about.words"))
    for key in _WORDS:
        row = _line(sheet, row, text(f"col.{key}"), text(f"word.{key}"), heights)

    def dress(_workbook: Any, worksheet: Any, _formats: Any) -> None:
        for column, size in enumerate(WIDTHS):
            worksheet.set_column(column, column, size)
        for place, pixels in heights.items():
            worksheet.set_row_pixels(place, pixels)
        worksheet.hide_gridlines(2)
        printing(plan, worksheet, down=1)

    sheet.dress(dress)


def _section(sheet: Sheet, row: int, title: str) -> int:
    sheet.put(row + 1, 0, title, "section")
    return row + 2


def _line(sheet: Sheet, row: int, label: str | None, words: str, heights: dict[int, int]) -> int:
    if label is not None:
        sheet.put(row, 0, label, "wrap")
    sheet.put(row, 1, words, "wrap")
    heights[row] = LINE * lines(words, WIDTHS[1]) + 4
    return row + 1
