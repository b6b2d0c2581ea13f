"""The Start sheet: what this workbook is, three steps, and the verdict."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ledgerguard import __version__
from ledgerguard.workbooks import selfcheck_table as table
from ledgerguard.workbooks.selfcheck_labels import Labels
from ledgerguard.workbooks.selfcheck_table import Placed
from ledgerguard.workbooks.style import lines
from ledgerguard.workbooks.writer import Sheet, address, area

WIDTHS: Final = (3, 26, 15, 15, 15, 15, 17, 20)
LAST: Final = len(WIDTHS) - 1
TILE, STEPS, SUMMARY = 4, 9, 15
SHOWN: Final = 5  # names of checks that do not agree
VERDICTS: Final = ("ok", "differs", "missing", "skipped")
FACTS: Final = ("version", "system", "language", "day", "remarks")


def add(sheet: Sheet, text: Labels, tables: Mapping[str, Placed]) -> None:
    """Lay the sheet out over the tables of checks, by the key of their sheet."""
    sheet.put(0, 0, text("title"), "band", across=5)
    sheet.put(0, 5, f"ledgerguard {__version__}", "band.note", across=3)
    sheet.put(2, 1, text("start.what"), "wrap", across=LAST)
    total = SUMMARY + 2 + len(tables)
    _tile(sheet, text, total)
    _steps(sheet, text)
    _summary(sheet, text, tables, total)
    facts = total + 3 + SHOWN + 2
    _facts(sheet, text, facts)
    sheet.dress(lambda _b, worksheet, formats: _dress(worksheet, formats, text, total, facts))


def _tile(sheet: Sheet, text: Labels, total: int) -> None:
    """The verdict, and who computed it.

    Excel and Calc show what is stored until they compute: without this line a file that nobody
    has recalculated would claim that everything agrees.
    """
    agreeing, checks = address(total, 3), address(total, 2)
    sheet.put(TILE, 1, text("start.verdict"), "tile.label", across=LAST)
    count = f'{agreeing}&"{text("start.of")}"&{checks}&"{text("start.agree")}"'
    sheet.formula(TILE + 1, 1, count, "tile.value", across=LAST)
    sheet.put(TILE + 2, 1, text("start.computed"), "tile.note")
    if sheet.book.host == "calc":
        sheet.put(TILE + 2, 2, text("start.calc"), "tile.note", across=LAST - 1)
        return
    said = [
        f'IF(INFO("system")="{word}","{text(key)}"&INFO("release"),'
        for word, key in (("pcdos", "start.windows"), ("mac", "start.mac"))
    ]
    who = f'IFERROR({"".join(said)}"{text("start.not_yet")}")),"{text("start.web")}")'
    sheet.formula(TILE + 2, 2, who, "tile.note", across=LAST - 1)


def _steps(sheet: Sheet, text: Labels) -> None:
    host = sheet.book.host
    sheet.put(STEPS - 1, 1, text("start.steps"), "section")
    steps = (f"one.{host}", "two.calc" if host == "calc" else "two.excel", "three")
    for row, key in enumerate(steps, STEPS):
        words = f"{row - STEPS + 1}.  {text(f'start.{key}')}"
        sheet.put(row, 1, words, "wrap", across=LAST)


def _summary(sheet: Sheet, text: Labels, tables: Mapping[str, Placed], total: int) -> None:
    sheet.put(SUMMARY, 1, text("start.sheets"), "section")
    captions = (text("start.sheet"), text("start.checks"), *(text(key) for key in VERDICTS))
    for column, caption in enumerate(captions, 1):
        sheet.put(SUMMARY + 1, column, caption, "header")
    for row, placed in enumerate(tables.values(), SUMMARY + 2):
        sheet.put(row, 1, placed.sheet, "cell.boxed.left")
        judged = placed.column(table.VERDICT)
        sheet.formula(row, 2, f"SUM({area(row, 3, row, 5)})", "cell.boxed.center/whole")
        for column, key in enumerate(VERDICTS, 3):
            counted = f'COUNTIF({judged},"{text(key)}")'
            sheet.formula(row, column, counted, "cell.boxed.center/whole")
    sheet.put(total, 1, text("start.total"), "cell.boxed.left")
    for column in range(2, 3 + len(VERDICTS)):
        above = area(SUMMARY + 2, column, total - 1, column)
        sheet.formula(total, column, f"SUM({above})", "cell.boxed.center/whole")
    sheet.put(total + 2, 1, text("start.first"), "section")
    for column, placed in enumerate(tables.values()):
        left = 1 + 3 * column
        sheet.put(total + 3, left, placed.sheet, "subtitle")
        failed, names = placed.column(table.FAILED), placed.column(table.NAME)
        for number in range(1, SHOWN + 1):
            name = f'IFERROR(INDEX({names},SMALL({failed},{number})),"–")'
            sheet.formula(total + 3 + number, left, name, "cell.left", across=3)


def _facts(sheet: Sheet, text: Labels, top: int) -> None:
    sheet.put(top, 1, text("start.facts"), "section")
    for row, key in enumerate(FACTS, top + 1):
        sheet.put(row, 1, text(f"start.{key}"), "label")
        sheet.put(row, 2, None, "input.text", across=3)
    sheet.put(top + 1, 5, text("start.version.where"), "note.indented")
    sheet.put(top + len(FACTS) + 2, 1, text("start.send"), "wrap", across=LAST)


def _dress(worksheet: Any, formats: Any, text: Labels, total: int, facts: int) -> None:
    for column, size in enumerate(WIDTHS):
        worksheet.set_column(column, column, size)
    wide = sum(WIDTHS[1:]) * 0.95
    heights = {
        0: 44, TILE: 24, TILE + 1: 44, TILE + 2: 24, SUMMARY + 1: 28,
        2: 18 * lines(text("start.what"), wide) + 6,
        facts + len(FACTS) + 2: 18 * lines(text("start.send"), wide) + 6,
        **dict.fromkeys(range(STEPS, STEPS + 3), 22),
        **dict.fromkeys(range(facts + 1, facts + 1 + len(FACTS)), 22),
    }  # fmt: skip
    for row, pixels in heights.items():
        worksheet.set_row_pixels(row, pixels)
    agreeing, checks, who = (address(total, 3), address(total, 2), address(TILE + 2, 2))
    unseen = f'{who}="{text("start.not_yet")}"'
    for test, style in (
        (f"{agreeing}<{checks}", "act"),
        (unseen, "watch"),
        (f"{agreeing}={checks}", "good"),
    ):
        rule = {"type": "formula", "criteria": f"={test}", "stop_if_true": True}
        worksheet.conditional_format(
            TILE + 1, 1, TILE + 1, LAST, {**rule, "format": formats.rule(style)}
        )
    worksheet.hide_gridlines(2)
    table.printing(worksheet, text)
    worksheet.fit_to_pages(1, 1)
