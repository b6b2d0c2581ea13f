"""Texts and numbers that would be cut off, measured on the model of a workbook."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from ledgerguard.units import Cell
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.sheets.plan import shown
from ledgerguard.workbooks.style import properties
from ledgerguard.workbooks.writer import address

LINE = 15.5  # pixels of a line at ten points
ROW = 20  # pixels of a row whose height is not set
LATIN, WIDE = 0.9, 2.0  # characters of a column's width that a letter takes


@dataclass(frozen=True)
class Shown:
    value: Cell
    style: str
    across: int
    down: int = 1


def clipped(draft: Draft) -> list[str]:
    """Every cell whose text or number does not fit, in words."""
    return [fault for page in draft.pages for fault in _of_page(draft, page)]


def _of_page(draft: Draft, page: Page) -> Iterator[str]:
    cells = dict(_cells(draft, page))
    covered = {
        (row, column + offset)
        for (row, column), cell in cells.items()
        for offset in range(cell.across)
        if cell.value not in (None, "")
    }
    for (row, column), cell in cells.items():
        if cell.value in (None, ""):
            continue
        look = properties(cell.style)
        scale = look.get("font_size", 10) / 10 * (1.06 if look.get("bold") else 1.0)
        padding = 0.7 + 1.4 * look.get("indent", 0)
        own = sum(page.widths[column : column + cell.across])
        where = f"{page.name}!{address(row, column, absolute=False)} {cell.value!r}"
        if isinstance(cell.value, (int, float)) and not isinstance(cell.value, bool):
            needed = shown(cell.value, cell.style) * scale + padding
            if needed > own and not look.get("shrink"):
                yield f"{where}: the number needs {needed:.1f}, the column has {own}"
            continue
        text = str(cell.value)
        if look.get("text_wrap"):
            count = sum(
                max(1, -(-_width(line) * scale // (own - padding))) for line in text.split("\n")
            )
            high = sum(page.heights.get(at, ROW) for at in range(row, row + cell.down))
            if count * LINE * scale > high + 2:
                yield f"{where}: {count:.0f} lines need {count * LINE * scale:.0f}, {high} there"
            continue
        free = own
        beside = column + cell.across
        if look.get("align", "left") == "left" and cell.across == 1:
            while beside < len(page.widths) and (row, beside) not in covered:
                free += page.widths[beside]
                beside += 1
            free += 200 if beside == len(page.widths) and not covered & {(row, beside)} else 0
        needed = _width(text) * scale + padding
        if needed > free and not look.get("shrink"):
            yield f"{where}: the text needs {needed:.1f}, {free} there"


def _cells(draft: Draft, page: Page) -> Iterator[tuple[tuple[int, int], Shown]]:
    sheet = page.sheet
    for place, (value, style) in sheet.values.items():
        yield place, Shown(_plain(value), style, _across(page, place))
    for place, (_, style) in sheet.formulas.items():
        value, down = draft.book.value(sheet, *place), _down(page, place)
        yield place, Shown(value, style, _across(page, place), down)
    for spill in sheet.spills:
        for down, row in enumerate(draft.book.grid(sheet, spill)):
            for offset, value in enumerate(row):
                style = spill.styles[offset] if down > spill.counts else "header"
                yield (spill.row + down, spill.column + offset), Shown(value, style, 1)


def _across(page: Page, place: tuple[int, int]) -> int:
    merged = page.sheet.merges.get(place)
    return merged[1] - place[1] + 1 if merged else 1


def _down(page: Page, place: tuple[int, int]) -> int:
    merged = page.sheet.merges.get(place)
    return merged[0] - place[0] + 1 if merged else 1


def _plain(value: object) -> Cell:
    return value.isoformat() if isinstance(value, dt.date) else value  # type: ignore[return-value]


def _width(text: str) -> float:
    return sum(WIDE if ord(sign) > 0x2E7F else LATIN for sign in text)
