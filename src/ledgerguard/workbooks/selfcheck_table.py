"""A table of checks: what is called, what comes out, what must come out, and the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from ledgerguard.cells.spelling import Host, retarget
from ledgerguard.workbooks.paper import a4
from ledgerguard.workbooks.selfcheck_expected import Expected
from ledgerguard.workbooks.selfcheck_labels import Labels
from ledgerguard.workbooks.style import lines
from ledgerguard.workbooks.writer import Sheet, address, area

SUBJECT, NAME, CALL, LIVE, EXPECTED, VERDICT, WITHIN, FAILED = range(8)
SPILL: Final = 9  # the column where tables spill; one column of air before it
SPILL_COLUMNS, SPILL_WIDTH = 12, 20.0  # the widest table of an example has ten
WIDTHS: Final = (21.0, 33.0, 58.0, 25.0, 25.0, 16.0, 12.0, 8.0)
HEADER: Final = 3
LINE: Final = 17  # pixels of a line of text

_MISSING_TYPE: Final = 5  # ERROR.TYPE of #NAME?: nobody knows the function
_A_WHISKER: Final = 1.000001  # half a unit of the last digit is itself no binary fraction


@dataclass(frozen=True)
class Check:
    """One row: what is shown of the call, the formula of the live cell, and what must come out."""

    subject: str
    name: str
    call: str  # as a person would type it, spelled LG_NAME
    expected: Expected
    live: str = ""  # the live formula where it is not the call itself
    verdict: str = ""  # the verdict's formula where it is not the comparison
    form: str = ""  # a number format of live and expected
    skipped: bool = False  # this host cannot do it, as is known


@dataclass(frozen=True)
class Placed:
    """A table of checks on its sheet."""

    sheet: str
    first: int
    last: int

    def column(self, column: int) -> str:
        """The absolute range of one column of the table."""
        return area(self.first, column, self.last, column, sheet=self.sheet)


def add(sheet: Sheet, text: Labels, checks: Sequence[Check], title: str, caption: str) -> Placed:
    """Lay a table of checks out: title, note, header and a row a check."""
    sheet.put(0, 0, text(f"{title}.title"), "title")
    sheet.put(1, 0, text(f"{title}.note"), "subtitle")
    captions = ("subject", caption, "call", "live", "expected", "verdict", "within", "failed")
    for column, key in enumerate(captions):
        sheet.put(HEADER, column, text(f"col.{key}"), "header")
    heights = {0: 34, HEADER: 28}
    for row, check in enumerate(checks, HEADER + 1):
        heights[row] = _row(sheet, text, row, check)
    placed = Placed(sheet.name, HEADER + 1, HEADER + len(checks))
    sheet.dress(lambda _book, worksheet, formats: _dress(worksheet, formats, text, placed, heights))
    return placed


def verdict(row: int, kind: str, text: Labels) -> str:
    """The formula that judges the live cell of a row by the expected one.

    Text is compared with ``&""``, because in Calc text out of an add-in's array equals nothing
    before it is joined with other text. What cannot be compared differs: an error of a host's
    own, such as Calc's Err:504, has no ERROR.TYPE, and an error may stand where a value belongs.
    """
    live, expected, within = (
        address(row, column, absolute=False) for column in (LIVE, EXPECTED, WITHIN)
    )
    good, bad, missing = (f'"{text(key)}"' for key in ("ok", "differs", "missing"))
    if kind == "error":
        same = f"IF(ERROR.TYPE({live})=ERROR.TYPE({expected}),{good},{bad})"
        wrong = f"IF(ERROR.TYPE({live})={_MISSING_TYPE},{missing},{same})"
        return f"IF(ISERROR({live}),IFERROR({wrong},{bad}),{bad})"
    wrong = f"IF(ERROR.TYPE({live})={_MISSING_TYPE},{missing},{bad})"
    if kind in ("number", "date"):
        same = f"IF(ABS({live}-{expected})<={within}*{_A_WHISKER},{good},{bad})"
        same = f"IF(ISNUMBER({live}),{same},{bad})"
    elif kind == "flag":
        same = f"IF({live}={expected},{good},{bad})"
    else:
        same = f'IF(EXACT({live}&"",{expected}),{good},{bad})'
        same = f"IF(ISNUMBER({live}),{bad},{same})"  # the id 1001 as a number is no text
    return f"IF(ISERROR({live}),IFERROR({wrong},{bad}),IFERROR({same},{bad}))"


def typed(text: str, host: Host) -> str:
    """A call as a person types it into this host: ``=LG_DSO(...)``, ``=LG.DSO(...)``."""
    return "=" + retarget(text, "calc" if host == "calc" else "desktop")


def _row(sheet: Sheet, text: Labels, row: int, check: Check) -> int:
    """Put one check; answers the height of its row in pixels."""
    shown = typed(check.call, sheet.book.host)
    form = check.form or check.expected.style
    sheet.put(row, SUBJECT, check.subject, "cell.wrap")
    sheet.put(row, NAME, check.name, "cell.wrap")
    sheet.put(row, CALL, shown, "code")
    sheet.put(row, EXPECTED, check.expected.value, f"cell.wrap/{form}")
    sheet.put(row, WITHIN, check.expected.within or None, "cell.wrap/0.##########")
    if check.skipped:
        sheet.put(row, LIVE, "–", "cell.wrap")
        sheet.put(row, VERDICT, text("skipped"), "cell.boxed.center")
    else:
        sheet.formula(row, LIVE, check.live or check.call, f"cell.wrap/{form}")
        judged = check.verdict or verdict(row, check.expected.kind, text)
        sheet.formula(row, VERDICT, judged, "cell.boxed.center")
        agrees = f'{address(row, VERDICT, absolute=False)}="{text("ok")}"'
        sheet.formula(row, FAILED, f'IF({agrees},"",{row - HEADER})', "cell.wrap/general")
    sizes = ((shown, WIDTHS[CALL] * 0.88), (check.name, WIDTHS[NAME]), (check.subject, WIDTHS[0]),
             (str(check.expected.value), WIDTHS[EXPECTED] * 0.92))  # fmt: skip
    return LINE * max(lines(words, size) for words, size in sizes) + 5


def _dress(
    worksheet: Any, formats: Any, text: Labels, placed: Placed, heights: dict[int, int]
) -> None:
    for column, size in enumerate(WIDTHS):
        worksheet.set_column(column, column, size, None, {"hidden": column == FAILED})
    worksheet.set_column(SPILL, SPILL + SPILL_COLUMNS - 1, SPILL_WIDTH)
    for row, pixels in heights.items():
        worksheet.set_row_pixels(row, pixels)
    worksheet.freeze_panes(HEADER + 1, NAME + 1)
    worksheet.autofilter(HEADER, 0, placed.last, WITHIN)
    worksheet.hide_gridlines(2)
    verdict_rules(worksheet, formats, text, placed.first, VERDICT, placed.last)
    printing(worksheet, text, repeat=HEADER)
    worksheet.print_area(0, 0, placed.last, WITHIN)


def verdict_rules(
    worksheet: Any, formats: Any, text: Labels, first: int, column: int, last: int
) -> None:
    """Colour the verdicts of a column."""
    for key, style in (("ok", "good"), ("differs", "act"), ("missing", "watch")):
        rule = {"type": "cell", "criteria": "==", "value": f'"{text(key)}"'}
        worksheet.conditional_format(
            first, column, last, column, {**rule, "format": formats.rule(style)}
        )


def printing(worksheet: Any, text: Labels, repeat: int | None = None) -> None:
    """Landscape A4, as wide as the page, with page numbers."""
    rows = None if repeat is None else (repeat, repeat)
    a4(worksheet, text("page"), repeat=rows)
