"""What our calls read in a workbook: texts that should be numbers, and what feeds them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from ledgerguard.cells.spelling import is_ours
from ledgerguard.units import Unit
from ledgerguard.workbooks.stored.book import Position, Stored, StoredSheet, Value, address
from ledgerguard.workbooks.stored.calls import calls_of, is_volatile, references, words_of
from ledgerguard.workbooks.stored.lint_dates import DATE_TEXT
from ledgerguard.workbooks.stored.ranges import Area, area, name_text

_NUMBER: Final = re.compile(
    r"\s*[-+(]?\s*[€$£¥]?\s*(?:\d{1,3}(?:[,.'\u00a0\u202f ]\d{3})+|\d+)(?:[.,]\d+)?\s*[€%)-]?\s*"
)
_NUMBERS: Final = frozenset({"number", "integer"})


@dataclass(frozen=True, slots=True)
class Input:
    """A reference in a call of ours."""

    reference: str
    sheet: str
    row: int
    where: str  # the cell of the call
    name: str  # of our formula
    units: tuple[Unit, ...]  # of the argument, where the reference is all of it


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that is wrong; ``name`` is our formula that reads it, ``reader`` that one's cell."""

    sheet: str
    where: str
    got: str
    name: str
    reader: str = ""


def texts_as_numbers(book: Stored, inputs: Iterable[Input]) -> Iterator[Cell]:
    """Cells with a number or a date as text, where a call takes numbers or dates.

    In a table of which nobody knows what its columns are, a column counts as one of numbers when
    most of its cells are: a customer's number may well be text.
    """
    seen: set[tuple[str, Position]] = set()
    for one, where in _areas(book, inputs):
        sheet = book.sheets[where.sheet]
        for position, text in _suspects(sheet, where, one.units):
            if (where.sheet, position) not in seen:
                seen.add((where.sheet, position))
                yield Cell(sheet.name, address(position), f'"{text}"', one.name)


def formulas_as_texts(book: Stored, inputs: Iterable[Input]) -> Iterator[Cell]:
    """Texts that read as a formula of ours: where a call reads them, or in a cell made for text.

    Any other is taken for what it says it is: a label that shows a formula.
    """
    areas = _areas(book, inputs)
    for key, sheet in book.sheets.items():
        for position, value in sheet.values.items():
            text = str(value).lstrip().removeprefix("'")
            if not text.startswith("=") or not is_ours(text):
                continue
            readers = (one.name for one, where in areas if _holds(where, key, position))
            name = next(readers, "")
            if name or position in sheet.typed:
                yield Cell(sheet.name, address(position), text, name)


def volatile_feeders(book: Stored, inputs: Iterable[Input]) -> Iterator[Cell]:
    """Formula cells and names with a volatile function on which one of our calls depends."""
    walk = _Walk(book)
    for one in inputs:
        walk.start(one)
        yield from walk.run()


class _Walk:
    """From our calls back to all cells that feed them; every cell is entered once."""

    def __init__(self, book: Stored) -> None:
        self._book = book
        self._cells: set[tuple[str, Position]] = set()
        self._areas: set[Area] = set()
        self._names: set[tuple[str, str]] = set()
        self._waiting: list[tuple[str, str, int]] = []  # reference, sheet and row of its formula
        self._origin: Input

    def start(self, origin: Input) -> None:
        self._origin = origin
        self._waiting.append((origin.reference, origin.sheet, origin.row))

    def run(self) -> Iterator[Cell]:
        while self._waiting:
            reference, sheet, row = self._waiting.pop()
            yield from self._name(reference, sheet)
            where = area(self._book, reference, sheet, row)
            if where is not None and where not in self._areas:
                self._areas.add(where)
                yield from self._area(where)

    def _name(self, reference: str, sheet: str) -> Iterator[Cell]:
        if (reference.lower(), sheet) in self._names:
            return
        self._names.add((reference.lower(), sheet))
        text = name_text(self._book, reference, sheet)
        if text is not None:
            yield from self._formula(text, "", reference, sheet, 0)

    def _area(self, where: Area) -> Iterator[Cell]:
        sheet = self._book.sheets[where.sheet]
        for position in sheet.formulas_in(where.first, where.last):
            if (where.sheet, position) not in self._cells:
                self._cells.add((where.sheet, position))
                text = sheet.formulas[position]
                if not is_ours(text):  # our own calls answer for themselves
                    cell = address(position)
                    yield from self._formula(text, sheet.name, cell, sheet.name, position[0])

    def _formula(self, text: str, shown: str, cell: str, sheet: str, row: int) -> Iterator[Cell]:
        words = words_of(text.removeprefix("="))
        if words is None:
            return
        volatile = [call.name for call in calls_of(words) if is_volatile(call)]
        if volatile:
            reader = f"{self._origin.sheet}!{self._origin.where}".removeprefix("!")
            yield Cell(shown, cell, f"{volatile[0]}()", self._origin.name, reader)
        self._waiting += ((found, sheet, row) for found in references(words))


def _areas(book: Stored, inputs: Iterable[Input]) -> list[tuple[Input, Area]]:
    """The cells behind each input, once for each area and kind of argument."""
    found: dict[tuple[Area, tuple[Unit, ...]], Input] = {}
    for one in inputs:
        where = area(book, one.reference, one.sheet, one.row)
        if where is not None:
            found.setdefault((where, one.units), one)
    return [(one, where) for (where, _), one in found.items()]


def _suspects(
    sheet: StoredSheet, where: Area, units: tuple[Unit, ...]
) -> Iterator[tuple[Position, str]]:
    kinds = {unit.kind for unit in units}
    if not kinds or kinds & {"text", "flag"}:
        return
    values = list(sheet.values_in(where.first, where.last))
    if "any" in kinds:
        yield from _odd_in_columns(values)
        return
    for position, value in values:
        if not isinstance(value, str):
            continue
        is_number = bool(kinds & _NUMBERS) and _NUMBER.fullmatch(value)
        if is_number or ("date" in kinds and DATE_TEXT.fullmatch(value)):
            yield position, value


def _odd_in_columns(values: list[tuple[Position, Value]]) -> Iterator[tuple[Position, str]]:
    columns: dict[int, list[tuple[Position, Value]]] = {}
    for position, value in values:
        columns.setdefault(position[1], []).append((position, value))
    for cells in columns.values():
        numbers = sum(isinstance(value, float) for _, value in cells)
        odd = [
            (position, value)
            for position, value in cells
            if isinstance(value, str) and (_NUMBER.fullmatch(value) or DATE_TEXT.fullmatch(value))
        ]
        if len(odd) < numbers:
            yield from odd


def _holds(where: Area, sheet: str, position: Position) -> bool:
    return (
        where.sheet == sheet
        and where.first[0] <= position[0] <= where.last[0]
        and where.first[1] <= position[1] <= where.last[1]
    )
