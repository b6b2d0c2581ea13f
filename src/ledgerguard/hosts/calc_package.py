"""Formula cells of a stored .xlsx: read with their cached values, or respelled for Calc.

The package is edited as text and never rebuilt by a library: openpyxl drops cached values and the
marks of dynamic arrays. Sheets are read in blocks, and only blocks that hold a formula are parsed,
so that a ledger of a hundred thousand rows costs little.
"""

from __future__ import annotations

import datetime as dt
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import IO
from xml.etree import ElementTree

from openpyxl.formula.translate import Translator
from openpyxl.utils.cell import column_index_from_string, get_column_letter, range_boundaries

from ledgerguard.cells import values
from ledgerguard.cells.spelling import is_ours
from ledgerguard.workbooks.stored.respell import respell_part

BLOCK_BYTES = 1 << 18
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
FORMULA_TAG = f"{{{MAIN}}}f"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
ANY_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
SHEET_DATA = re.compile(rb"<(?:\w+:)?sheetData(?:\s[^>]*)?>")
ROOT = re.compile(rb"<((?:\w+:)?)worksheet(?:\s[^>]*)?>")
ROW_NUMBER = re.compile(rb'<(?:\w+:)?row\s(?:[^>]*\s)?r="(\d+)"')
CONTROL = re.compile(r"_x([0-9A-Fa-f]{4})_")

Value = float | str
Position = tuple[int, int]  # row and column, both from 1


@dataclass(slots=True)
class FormulaCell:
    """A cell that holds a formula, or that an array formula fills."""

    text: str
    cached: Value
    ours: bool
    written_at: Position | None = None  # where a shared formula's text stands
    filled: bool = False  # by an array whose formula stands in another cell

    def formula(self, position: Position) -> str:
        """The formula as this cell shows it."""
        if self.written_at in (None, position):
            return self.text
        translator = Translator(self.text, address(self.written_at))
        return str(translator.translate_formula(address(position)))


@dataclass
class Sheet:
    """The formula cells of one sheet by position."""

    name: str
    cells: dict[Position, FormulaCell] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Array:
    bounds: tuple[int, int, int, int]  # first column, first row, last column, last row
    formula: str

    def __contains__(self, position: Position) -> bool:
        left, top, right, bottom = self.bounds
        return top <= position[0] <= bottom and left <= position[1] <= right


def address(position: Position) -> str:
    """``(3, 2)`` is B3."""
    return f"{get_column_letter(position[1])}{position[0]}"


def retarget_copy(source: Path, target: Path) -> None:
    """Copy a workbook with the formulas of cells and defined names in Calc's spelling."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as new:
        sheets = {path for _, path in _sheets(old)}
        for entry in old.infolist():
            with old.open(entry) as content, new.open(entry.filename, "w", force_zip64=True) as out:
                if entry.filename in sheets:
                    for block in _blocks(content):
                        out.write(respell_part(block, "calc")[0])
                elif entry.filename == "xl/workbook.xml":
                    out.write(respell_part(content.read(), "calc")[0])
                else:
                    while block := content.read(BLOCK_BYTES):
                        out.write(block)


def formula_cells(source: Path) -> list[Sheet]:
    """Every formula cell and every cell of an array, with the value cached for it."""
    with zipfile.ZipFile(source) as package:
        sheets = []
        pending: dict[int, list[FormulaCell]] = {}
        for name, path in _sheets(package):
            with package.open(path) as content:
                reader = _SheetReader(Sheet(name), pending)
                reader.read(content)
                sheets.append(reader.sheet)
        _fill_shared_texts(package, pending)
        return sheets


class _SheetReader:
    """Reads one sheet; texts that stand in the shared table are noted in ``pending``."""

    def __init__(self, sheet: Sheet, pending: dict[int, list[FormulaCell]]) -> None:
        self.sheet = sheet
        self._pending = pending
        self._arrays: list[_Array] = []
        self._shared: dict[str, tuple[str, Position]] = {}

    def read(self, content: IO[bytes]) -> None:
        opening = closing = b""
        for block in _blocks(content):
            rows = block
            if not opening:
                root, data = ROOT.search(block), SHEET_DATA.search(block)
                if root is None or data is None:
                    return
                opening, closing = root[0], b"</" + root[1] + b"worksheet>"
                rows = block[data.end() :]
            if rows.endswith(b"row>") and self._matters(rows):
                for row in ElementTree.fromstring(opening + rows + closing):  # noqa: S314  # expat of today bounds entities
                    self._read_row(row)
        for array in self._arrays:
            self._fill_up(array)

    def _matters(self, block: bytes) -> bool:
        """Whether a block holds a formula, or cells that an earlier array fills."""
        if ANY_FORMULA.search(block):
            return True
        reached = max((array.bounds[3] for array in self._arrays), default=0)
        first = ROW_NUMBER.search(block)
        return reached > 0 and (first is None or int(first[1]) <= reached)

    def _read_row(self, row: ElementTree.Element) -> None:
        number = int(row.get("r", ""))
        for cell in row:
            formula = cell.find(FORMULA_TAG)
            if formula is None and not any(number <= array.bounds[3] for array in self._arrays):
                continue
            letters = cell.get("r", "").rstrip("0123456789")
            position = (number, column_index_from_string(letters))
            if formula is not None:
                self._keep(position, cell, *self._text(formula, position))
            elif array := next((array for array in self._arrays if position in array), None):
                self._keep(position, cell, array.formula, filled=True)

    def _text(
        self, formula: ElementTree.Element, position: Position
    ) -> tuple[str, Position | None]:
        """The text of a formula and, when other cells share it, where it stands."""
        text = "=" + (formula.text or "")
        index = formula.get("si", "")
        if formula.get("t") == "array":
            left, top, right, bottom = (
                int(n or 0) for n in range_boundaries(formula.get("ref", ""))
            )
            self._arrays.append(_Array((left, top, right, bottom), text))
        elif formula.get("t") == "shared" and formula.text:
            self._shared[index] = (text, position)
        elif formula.get("t") == "shared" and index in self._shared:
            return self._shared[index]
        return text, None

    def _keep(
        self,
        position: Position,
        cell: ElementTree.Element,
        text: str,
        written_at: Position | None = None,
        *,
        filled: bool = False,
    ) -> None:
        kept = FormulaCell(text, _cached(cell), _calls_us(text), written_at, filled)
        self.sheet.cells[position] = kept
        if cell.get("t") == "s" and isinstance(kept.cached, float):
            self._pending.setdefault(int(kept.cached), []).append(kept)

    def _fill_up(self, array: _Array) -> None:
        """A cell of an array that the file does not mention is cached as blank."""
        left, top, right, bottom = array.bounds
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                if (row, column) not in self.sheet.cells:
                    self.sheet.cells[row, column] = FormulaCell(
                        array.formula, "", _calls_us(array.formula), filled=True
                    )


@lru_cache(maxsize=4096)
def _calls_us(text: str) -> bool:
    return is_ours(text)


def _cached(cell: ElementTree.Element) -> Value:
    """The cached value; for a shared text its number in the table."""
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return _decoded("".join(t.text or "" for t in cell.iter(f"{{{MAIN}}}t")))
    content = cell.findtext(f"{{{MAIN}}}v") or ""
    if kind in ("str", "e"):
        return _decoded(content)
    try:
        if kind == "d":
            return float(values.serial(dt.datetime.fromisoformat(content).date()))
        return float(content)
    except ValueError:
        return content  # blank, or what the writer should not have written


def _fill_shared_texts(package: zipfile.ZipFile, pending: dict[int, list[FormulaCell]]) -> None:
    if not pending:
        return
    with package.open("xl/sharedStrings.xml") as content:
        index = -1
        for _, item in ElementTree.iterparse(content):  # noqa: S314  # expat of today bounds entities
            if item.tag != f"{{{MAIN}}}si":
                continue
            index += 1
            if index in pending:
                phonetic = {t for r in item.iter(f"{{{MAIN}}}rPh") for t in r}
                texts = (t.text or "" for t in item.iter(f"{{{MAIN}}}t") if t not in phonetic)
                text = _decoded("".join(texts))
                for cell in pending[index]:
                    cell.cached = text
            item.clear()


def _sheets(package: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Name and path in the package of each worksheet."""
    links = ElementTree.fromstring(package.read("xl/_rels/workbook.xml.rels"))  # noqa: S314  # expat of today bounds entities
    targets = {
        link.get("Id"): posixpath.normpath(posixpath.join("/xl", link.get("Target", "")))[1:]
        for link in links
        if link.get("Type", "").endswith("/worksheet")
    }
    workbook = ElementTree.fromstring(package.read("xl/workbook.xml"))  # noqa: S314  # expat of today bounds entities
    for sheet in workbook.iter(f"{{{MAIN}}}sheet"):
        if sheet.get(LINK) in targets:  # a chart sheet has no cells
            yield sheet.get("name", ""), targets[sheet.get(LINK)]


def _blocks(content: IO[bytes]) -> Iterator[bytes]:
    """A sheet's text in pieces that end with a whole row; the last one holds what follows them."""
    rest = end_of_row = b""
    while block := content.read(BLOCK_BYTES):
        rest += block
        if not end_of_row and (root := ROOT.search(rest)):
            end_of_row = b"</" + root[1] + b"row>"
        cut = rest.rfind(end_of_row) if end_of_row else -1
        if cut >= 0:
            cut += len(end_of_row)
            yield rest[:cut]
            rest = rest[cut:]
    yield rest


def _decoded(text: str) -> str:
    """Control characters are written as ``_x0009_``."""
    return CONTROL.sub(lambda code: chr(int(code[1], 16)), text)
