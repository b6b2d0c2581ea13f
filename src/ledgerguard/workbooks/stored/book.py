"""A stored workbook as a checker reads it: every formula text with its place, every value.

It reads the XML itself, because openpyxl takes a text that begins with ``=`` for a formula, drops
what Excel 2010 added to formats and validations, and refuses files that Excel opens.
"""

from __future__ import annotations

import bisect
import datetime as dt
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal
from xml.etree import ElementTree

from openpyxl.formula.translate import Translator, TranslatorError
from openpyxl.utils.cell import column_index_from_string, get_column_letter

from ledgerguard.units import serial
from ledgerguard.workbooks.stored.index import DefinedName, Index, SheetEntry, index_of, relations
from ledgerguard.workbooks.stored.package import Parts, opened, parts_of

Place = Literal["cell", "name", "format", "validation", "table"]
Position = tuple[int, int]  # row and column, both from 1
Value = float | str | bool

_TEXT_FORMAT: Final = "49"  # "@", in which whatever is typed stays text
_CELL: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_CONTROL: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ELSEWHERE: Final[dict[str, Place]] = {
    "conditionalFormatting": "format",
    "dataValidation": "validation",
}


@dataclass(frozen=True, slots=True)
class StoredFormula:
    """A formula text and where it stands."""

    sheet: str
    where: str  # the cell, the range of a format, the name
    place: Place
    text: str  # without =


@dataclass(frozen=True, slots=True)
class StoredTable:
    """A table of a sheet."""

    name: str
    sheet: str
    first: Position
    last: Position
    columns: tuple[str, ...]
    headers: int
    totals: int


@dataclass
class StoredSheet:
    """The cells of one sheet by position."""

    name: str
    formulas: dict[Position, str] = field(default_factory=dict)
    values: dict[Position, Value] = field(default_factory=dict)  # cached ones are not in it
    typed: set[Position] = field(default_factory=set)  # texts in a cell formatted as text
    by_column: dict[int, list[int]] = field(default_factory=dict)  # rows of formulas, in order

    def formulas_in(self, first: Position, last: Position) -> Iterator[Position]:
        """The formula cells of a range."""
        for column, rows in self.by_column.items():
            if first[1] <= column <= last[1]:
                begin = bisect.bisect_left(rows, first[0])
                for row in rows[begin : bisect.bisect_right(rows, last[0])]:
                    yield row, column

    def values_in(self, first: Position, last: Position) -> Iterator[tuple[Position, Value]]:
        """The values of a range, column by column."""
        if (last[0] - first[0] + 1) * (last[1] - first[1] + 1) > len(self.values):
            for place in sorted(self.values, key=lambda at: (at[1], at[0])):
                if first[0] <= place[0] <= last[0] and first[1] <= place[1] <= last[1]:
                    yield place, self.values[place]
            return
        for column in range(first[1], last[1] + 1):
            for row in range(first[0], last[0] + 1):
                if (row, column) in self.values:
                    yield (row, column), self.values[row, column]

    def is_blank(self, position: Position) -> bool:
        """Whether a cell holds nothing at all."""
        return position not in self.formulas and self.values.get(position, "") == ""


@dataclass(frozen=True)
class Stored:
    """A workbook as it is stored."""

    sheets: dict[str, StoredSheet]  # by the name in small letters
    formulas: tuple[StoredFormula, ...]
    names: tuple[DefinedName, ...]
    tables: dict[str, StoredTable]  # by the name in small letters


def read_stored(path: Path) -> Stored:
    """Read a workbook's formulas, values, names and tables.

    Raises:
        HostError: when the file is no workbook that can be read.
    """
    with opened(path) as package:
        parts = parts_of(package)
        index = index_of(package, parts)
        reader = _Reader(package, parts, index)
        return reader.whole()


def address(position: Position) -> str:
    """``(3, 2)`` is B3."""
    return f"{get_column_letter(position[1])}{position[0]}"


def position_of(cell: str) -> Position | None:
    """The other way; None for what is no cell, such as a name."""
    found = _CELL.fullmatch(cell)
    return (int(found[2]), column_index_from_string(found[1])) if found else None


class _Reader:
    def __init__(self, package: zipfile.ZipFile, parts: Parts, index: Index) -> None:
        self._package = package
        self._index = index
        self._formulas: list[StoredFormula] = []
        self._tables: dict[str, StoredTable] = {}
        self._parts = parts
        self._strings = self._shared_strings()
        self._text_styles = self._styles_of_text()

    def whole(self) -> Stored:
        sheets = {entry.name.lower(): self._sheet(entry) for entry in self._index.sheets}
        names = (
            StoredFormula(name.sheet, name.name, "name", name.text) for name in self._index.names
        )
        return Stored(sheets, (*self._formulas, *names), self._index.names, self._tables)

    def _sheet(self, entry: SheetEntry) -> StoredSheet:
        sheet = StoredSheet(entry.name)
        shared: dict[str, tuple[str, str]] = {}
        row = 0
        with self._package.open(entry.path) as content:
            for event, element in ElementTree.iterparse(content, ("start", "end")):  # noqa: S314  # expat of today bounds entities
                tag = element.tag.rpartition("}")[2]
                if tag == "row" and event == "start":
                    row = int(element.get("r", row + 1))
                elif event == "start":
                    continue
                elif tag == "row":
                    self._row(sheet, element, row, shared)
                    element.clear()
                elif tag in _ELSEWHERE:
                    self._beside(sheet.name, element, _ELSEWHERE[tag])
        for where in sorted(sheet.formulas):
            sheet.by_column.setdefault(where[1], []).append(where[0])
        self._tables_of(entry)
        return sheet

    def _row(
        self,
        sheet: StoredSheet,
        row: ElementTree.Element,
        number: int,
        shared: dict[str, tuple[str, str]],
    ) -> None:
        column = 0
        for cell in row:
            letters = cell.get("r", "").rstrip("0123456789")
            column = column_index_from_string(letters) if letters else column + 1
            position = (number, column)
            formula = cell.find("{*}f")
            text = "" if formula is None else _formula_text(formula, position, shared)
            if text:
                sheet.formulas[position] = text
                self._formulas.append(StoredFormula(sheet.name, address(position), "cell", text))
            elif formula is None and (value := self._value(cell)) is not None:
                sheet.values[position] = value
                if isinstance(value, str) and cell.get("s") in self._text_styles:
                    sheet.typed.add(position)

    def _value(self, cell: ElementTree.Element) -> Value | None:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return "".join(t.text or "" for t in cell.iterfind(".//{*}t"))
        content = cell.findtext("{*}v")
        if content is None:
            return None
        if kind == "s":
            number = int(content)
            return self._strings[number] if number < len(self._strings) else ""
        if kind == "b":
            return content.strip() == "1"
        if kind in ("str", "e"):
            return content
        try:
            if kind == "d":
                return float(serial(dt.datetime.fromisoformat(content).date()))
            return float(content)
        except ValueError:
            return content

    def _beside(self, sheet: str, element: ElementTree.Element, place: Place) -> None:
        """The formulas of a conditional format or a validation, old and new kind alike."""
        where = element.get("sqref") or element.findtext(".//{*}sqref") or ""
        for part in element.iter():
            if (
                part.tag.rpartition("}")[2] in ("formula", "formula1", "formula2", "f")
                and part.text
            ):
                self._formulas.append(StoredFormula(sheet, where, place, part.text))

    def _tables_of(self, entry: SheetEntry) -> None:
        for path in relations(self._package, entry.path).values():
            if self._parts.roles.get(path) != "table":
                continue
            root = ElementTree.fromstring(self._package.read(path))  # noqa: S314  # expat of today bounds entities
            first, _, last = root.get("ref", "").partition(":")
            name = root.get("displayName") or root.get("name") or ""
            columns = root.findall("{*}tableColumns/{*}tableColumn")
            self._tables[name.lower()] = StoredTable(
                name,
                entry.name,
                _position(first),
                _position(last or first),
                tuple(_decoded(column.get("name", "")) for column in columns),
                int(root.get("headerRowCount", "1")),
                int(root.get("totalsRowCount", "0")),
            )
            for column in columns:
                for tag in ("calculatedColumnFormula", "totalsRowFormula"):
                    if text := column.findtext("{*}" + tag):
                        where = f"{name}[{_decoded(column.get('name', ''))}]"
                        self._formulas.append(StoredFormula(entry.name, where, "table", text))

    def _shared_strings(self) -> list[str]:
        path = self._parts.one("strings")
        found: list[str] = []
        if path is None:
            return found
        with self._package.open(path) as content:
            for _, item in ElementTree.iterparse(content):  # noqa: S314  # expat of today bounds entities
                if item.tag.rpartition("}")[2] == "si":
                    runs = (item, *item.iterfind("{*}r"))  # not the phonetic ones
                    found.append(_decoded("".join(run.findtext("{*}t") or "" for run in runs)))
                    item.clear()
        return found

    def _styles_of_text(self) -> frozenset[str]:
        path = self._parts.one("styles")
        if path is None:
            return frozenset()
        root = ElementTree.fromstring(self._package.read(path))  # noqa: S314  # expat of today bounds entities
        texts = {_TEXT_FORMAT} | {
            entry.get("numFmtId", "")
            for entry in root.iterfind("{*}numFmts/{*}numFmt")
            if entry.get("formatCode") == "@"
        }
        styles = root.iterfind("{*}cellXfs/{*}xf")
        return frozenset(
            str(place) for place, style in enumerate(styles) if style.get("numFmtId") in texts
        )


def _formula_text(
    formula: ElementTree.Element, position: Position, shared: dict[str, tuple[str, str]]
) -> str:
    """The text of a cell's formula, as this cell shows it."""
    text, index = formula.text or "", formula.get("si", "")
    if formula.get("t") != "shared":
        return text
    if text:
        shared[index] = (text, address(position))
        return text
    first = shared.get(index)
    if first is None:
        return ""
    try:
        moved = Translator("=" + first[0], first[1]).translate_formula(address(position))
    except (TranslatorError, ValueError, IndexError):
        return first[0]  # a reference that falls off the sheet
    return str(moved)[1:]


def _position(cell: str) -> Position:
    letters = cell.replace("$", "").rstrip("0123456789")
    digits = cell.replace("$", "")[len(letters) :]
    return int(digits or 1), column_index_from_string(letters) if letters else 1


def _decoded(text: str) -> str:
    """Control characters are written as ``_x0009_``."""
    return _CONTROL.sub(lambda code: chr(int(code[1], 16)), text)
