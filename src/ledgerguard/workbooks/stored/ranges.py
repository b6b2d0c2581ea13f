"""What a reference in a stored workbook means: the cells of a sheet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from openpyxl.utils.cell import column_index_from_string

from ledgerguard.workbooks.stored.book import Position, Stored, StoredTable

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
_DEEPEST: Final = 8  # names that stand for names
_SHEET: Final = re.compile(r"(?:'(?P<quoted>(?:[^']|'')+)'|(?P<plain>[^'!\[\]:]+))!(?P<rest>.+)")
_CELL: Final = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})", re.I)
_COLUMN: Final = re.compile(r"\$?([A-Z]{1,3})", re.I)
_ROW: Final = re.compile(r"\$?([0-9]{1,7})")
_TABLE: Final = re.compile(r"(?P<name>[^\[\]!'\"]+)(?:\[(?P<inside>.*)\])?", re.DOTALL)
_COLUMNS: Final = re.compile(r"\[((?:'.|[^\[\]'])*)\]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells."""

    sheet: str  # in small letters, as Stored keeps it
    first: Position
    last: Position

    @property
    def is_cell(self) -> bool:
        """Whether it is one cell."""
        return self.first == self.last


def area(book: Stored, reference: str, sheet: str, row: int = 0) -> Area | None:
    """The cells of a reference, a defined name or a table's columns; None where it is unclear.

    Args:
        book: The workbook.
        reference: As it stands in a formula.
        sheet: Where the formula stands.
        row: Of the formula, for ``T[@Column]``.
    """
    for _ in range(_DEEPEST):
        reference = reference.strip().removeprefix("=").removeprefix("@").removesuffix("#")
        if named := _SHEET.fullmatch(reference):
            sheet = (named["quoted"] or "").replace("''", "'") or named["plain"]
            reference = named["rest"].removesuffix("#")
        if corners := _corners(reference):
            key = sheet.lower()
            return Area(key, *corners) if key in book.sheets else None
        if found := _of_table(book, reference, row):
            return found
        text = name_text(book, reference, sheet)
        if text is None:
            return None
        reference = text
    return None


def name_text(book: Stored, name: str, sheet: str) -> str | None:
    """What a defined name stands for, seen from a sheet."""
    known = [entry for entry in book.names if entry.name.lower() == name.lower()]
    own = [entry for entry in known if entry.sheet.lower() == sheet.lower()]
    everywhere = [entry for entry in known if not entry.sheet]
    return next((entry.text for entry in (*own, *everywhere)), None)


def _corners(reference: str) -> tuple[Position, Position] | None:
    begin, _, end = reference.partition(":")
    end = end or begin
    if (first := _CELL.fullmatch(begin)) and (last := _CELL.fullmatch(end)):
        columns = sorted(column_index_from_string(one[1].upper()) for one in (first, last))
        rows = sorted(int(one[2]) for one in (first, last))
        return (rows[0], columns[0]), (rows[1], columns[1])
    if ":" not in reference:
        return None
    if (first := _COLUMN.fullmatch(begin)) and (last := _COLUMN.fullmatch(end)):
        columns = sorted(column_index_from_string(one[1].upper()) for one in (first, last))
        return (1, columns[0]), (LAST_ROW, columns[1])
    if (first := _ROW.fullmatch(begin)) and (last := _ROW.fullmatch(end)):
        rows = sorted(int(one[1]) for one in (first, last))
        return (rows[0], 1), (rows[1], LAST_COLUMN)
    return None


def _of_table(book: Stored, reference: str, row: int) -> Area | None:
    found = _TABLE.fullmatch(reference)
    table = book.tables.get(found["name"].lower()) if found else None
    if found is None or table is None:
        return None
    inside = found["inside"] or ""
    parts = _COLUMNS.findall(inside) if inside.startswith("[") else [inside] if inside else []
    marks = {part.lower() for part in parts if part.startswith("#")}
    this_row = inside.startswith("@") or "#this row" in marks
    if inside.startswith("@"):
        parts = _COLUMNS.findall(inside) or [inside[1:]]
    named = [re.sub("'(.)", r"\1", part) for part in parts if part and not part.startswith("#")]
    columns = [_place(table, name) for name in named]
    if None in columns:
        return None
    places = [place for place in columns if place is not None]
    left = table.first[1] + (min(places) if places else 0)
    right = table.first[1] + max(places) if places else table.last[1]
    top, bottom = _rows(table, marks)
    if this_row and top <= row <= bottom:
        top = bottom = row
    return Area(table.sheet.lower(), (top, left), (bottom, right)) if top <= bottom else None


def _rows(table: StoredTable, marks: set[str]) -> tuple[int, int]:
    first, last = table.first[0] + table.headers, table.last[0] - table.totals
    if "#all" in marks:
        return table.first[0], table.last[0]
    if "#totals" in marks and "#data" not in marks:
        return last + 1, table.last[0]
    if "#headers" in marks:
        return table.first[0], last if "#data" in marks else first - 1
    return first, last


def _place(table: StoredTable, name: str) -> int | None:
    low = [column.lower() for column in table.columns]
    return low.index(name.lower()) if name.lower() in low else None
