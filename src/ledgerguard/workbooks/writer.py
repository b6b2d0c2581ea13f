"""A workbook in which the formula text is the only source of what a formula cell shows.

A :class:`Book` holds values, blocks of static rows, formulas and formulas that spill. The cached
value of a formula is its own text, evaluated in Python over this very model; nothing else can put
a value there. :mod:`ledgerguard.workbooks.save` stores it for a host.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from ledgerguard.cells.evaluate import evaluate
from ledgerguard.cells.spelling import Host
from ledgerguard.cells.values import Answer, Argument
from ledgerguard.errors import DefinitionError, ErrorValue
from ledgerguard.formula import Formula
from ledgerguard.units import Cell

Grid = Sequence[Sequence[Cell]]
Dress = Callable[[Any, Any, Any], None]
"""Called with workbook, worksheet and formats when a sheet is stored: widths, charts, printing."""

_SHEET = r"(?:(?:'((?:[^']|'')+)'|([\w.]+))!)?"
_REFERENCE = re.compile(_SHEET + r"\$?([A-Z]{1,3})\$?(\d+)(?::\$?([A-Z]{1,3})\$?(\d+))?")
_CALL = re.compile(r"(?<![\w.])LG_([A-Z]+(?:_[A-Z]+)*)\(")
_WHOLE_COLUMNS = re.compile(_SHEET + r"\$?([A-Z]{1,3}):\$?([A-Z]{1,3})")


@dataclass(frozen=True)
class Block:
    """Static rows that stand together, kept as they came: no record a cell."""

    row: int
    column: int
    rows: Grid
    styles: tuple[str | None, ...]  # one a column; None: what the column itself has

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.styles)


@dataclass(frozen=True)
class Spill:
    """A formula that answers a table: its text, and where the table goes."""

    row: int
    column: int
    text: str
    styles: tuple[str, ...]  # one a column, below the header
    counts: int = 0  # so many rows below the header count things: whole numbers in every column
    header: str = "header"

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.styles)


@dataclass
class Sheet:
    """One sheet of a book. Rows and columns count from 0."""

    book: Book
    name: str
    values: dict[tuple[int, int], tuple[Cell, str]] = field(default_factory=dict)
    formulas: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)
    merges: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    spills: list[Spill] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    dresses: list[Dress] = field(default_factory=list)

    def put(
        self, row: int, column: int, value: Cell, style: str = "plain", across: int = 1
    ) -> None:
        """Put a value into a cell, merged ``across`` so many columns."""
        self.values[row, column] = (value, style)
        self._merge(row, column, across)

    def formula(
        self, row: int, column: int, text: str, style: str = "plain", across: int = 1
    ) -> None:
        """Put a formula that answers one cell; ours are written ``LG_NAME(...)``."""
        self.formulas[row, column] = (text.removeprefix("="), style)
        self._merge(row, column, across)

    def spill(
        self, row: int, column: int, text: str, styles: Sequence[str], counts: int = 0
    ) -> Spill:
        """Put a formula that answers a table as wide as there are styles."""
        made = Spill(row, column, text.removeprefix("="), tuple(styles), counts)
        self.spills.append(made)
        return made

    def block(self, row: int, column: int, rows: Grid, styles: Sequence[str | None]) -> Block:
        """Put static rows."""
        made = Block(row, column, rows, tuple(styles))
        self.blocks.append(made)
        return made

    def dress(self, how: Dress) -> None:
        """Add what is no cell: widths, rules, charts, printing."""
        self.dresses.append(how)

    @property
    def last_row(self) -> int:
        """The last row that holds anything."""
        return max(
            [row for row, _ in [*self.values, *self.formulas]]
            + [block.row + len(block.rows) - 1 for block in self.blocks]
            + [spill.row + len(self.book.grid(self, spill)) - 1 for spill in self.spills],
            default=0,
        )

    def _merge(self, row: int, column: int, across: int) -> None:
        if across > 1:
            self.merges[row, column] = (row, column + across - 1)


class Book:
    """A workbook as a model: what every cell holds, and what every formula answers."""

    def __init__(self, formulas: Mapping[str, Formula], host: Host = "desktop") -> None:
        self.formulas = formulas
        self.host = host
        self.sheets: dict[str, Sheet] = {}
        self.names: dict[str, str] = {}
        self._answers: dict[tuple[str, int, int], Answer] = {}
        self._ranges: dict[tuple[str, int, int, int, int], Grid] = {}
        self._open: set[tuple[str, int, int]] = set()

    def sheet(self, name: str) -> Sheet:
        """Add an empty sheet."""
        if name in self.sheets:
            raise DefinitionError(f"the sheet {name!r} is there twice")
        made = self.sheets[name] = Sheet(self, name)
        return made

    def define(self, name: str, reference: str) -> str:
        """Give a range a name; answers the name."""
        if name in self.names:
            raise DefinitionError(f"the name {name!r} is defined twice")
        self.names[name] = reference
        return name

    def value(self, sheet: Sheet, row: int, column: int) -> Cell:
        """What a cell shows; a formula is evaluated once."""
        held = sheet.values.get((row, column))
        if held is not None:
            return held[0]
        if (row, column) in sheet.formulas:
            answer = self._answer(sheet, row, column, sheet.formulas[row, column][0])
            return answer[0][0] if isinstance(answer, list) else answer
        for block in sheet.blocks:
            if _within(block, row, column) and row - block.row < len(block.rows):
                cells = block.rows[row - block.row]
                return cells[column - block.column] if column - block.column < len(cells) else None
        for spill in sheet.spills:
            if _within(spill, row, column):
                grid = self.grid(sheet, spill)
                if row - spill.row < len(grid):
                    return grid[row - spill.row][column - spill.column]
        return None

    def grid(self, sheet: Sheet, spill: Spill) -> list[list[Cell]]:
        """The table that a spilling formula answers.

        Raises:
            DefinitionError: when it answers an error, or not as wide as the sheet expects: that
                is a fault of the template, and a workbook must not be stored with it.
        """
        answer = self._answer(sheet, spill.row, spill.column, spill.text)
        where = f"{sheet.name}!R{spill.row + 1}C{spill.column + 1}: {spill.text}"
        if not isinstance(answer, list):
            reason = f"{answer} {answer.message}" if isinstance(answer, ErrorValue) else answer
            raise DefinitionError(f"{where} answers no table but {reason}")
        if len(answer[0]) != spill.width:
            raise DefinitionError(
                f"{where} answers {len(answer[0])} columns, the sheet expects {spill.width}"
            )
        return answer

    def cells(self) -> Iterator[tuple[Sheet, int, int, str, Cell]]:
        """Every formula cell: sheet, row, column, text and cached value."""
        for sheet in self.sheets.values():
            for (row, column), (text, _) in sheet.formulas.items():
                yield sheet, row, column, text, self.value(sheet, row, column)
            for spill in sheet.spills:
                yield sheet, spill.row, spill.column, spill.text, self.grid(sheet, spill)[0][0]

    def called(self) -> list[Formula]:
        """The formulas of ours that the cells call, in the order of their names."""
        texts = [text for sheet in self.sheets.values() for text, _ in sheet.formulas.values()]
        texts += [spill.text for sheet in self.sheets.values() for spill in sheet.spills]
        names = {name for text in texts for name in _CALL.findall(text)}
        return [self.formulas[name] for name in sorted(names & set(self.formulas))]

    def lookup(self, sheet: Sheet, reference: str) -> Argument:
        """What a reference or a defined name stands for, seen from ``sheet``."""
        reference = self.names.get(reference.casefold(), reference)
        place = _place(reference)
        if place is None:
            return ErrorValue("#NAME?", f"no range or name is called {reference}")
        target = self.sheets.get(place.sheet) if place.sheet else sheet
        if target is None:
            return ErrorValue("#REF!", f"there is no sheet {place.sheet}")
        if place.top is None:
            return self._range(target, 0, place.left, target.last_row, place.right)
        if place.bottom is None:
            return self.value(target, place.top, place.left)
        return self._range(target, place.top, place.left, place.bottom, place.right)

    def _range(self, sheet: Sheet, top: int, left: int, bottom: int, right: int) -> Grid:
        key = (sheet.name, top, left, bottom, right)
        if key not in self._ranges:
            self._ranges[key] = self._read(sheet, top, left, bottom, right)
        return self._ranges[key]

    def _read(self, sheet: Sheet, top: int, left: int, bottom: int, right: int) -> Grid:
        for block in sheet.blocks:
            # Rows below the block are blank in a range of spare capacity, and blank rows count
            # nowhere: the block's own rows answer for the whole range.
            if block.row <= top and block.column <= left and right < block.column + block.width:
                rows = block.rows[top - block.row : bottom - block.row + 1]
                if left == block.column and right == block.column + block.width - 1:
                    return rows or [[None] * block.width]
                start, stop = left - block.column, right - block.column + 1
                return [row[start:stop] for row in rows] or [[None] * (stop - start)]
        held, columns = sheet.values, range(left, right + 1)
        return [
            [
                held[row, column][0] if (row, column) in held else self.value(sheet, row, column)
                for column in columns
            ]
            for row in range(top, bottom + 1)
        ]

    def _answer(self, sheet: Sheet, row: int, column: int, text: str) -> Answer:
        key = (sheet.name, row, column)
        if key not in self._answers:
            if key in self._open:
                raise DefinitionError(
                    f"{sheet.name}!R{row + 1}C{column + 1} refers to itself: {text}"
                )
            self._open.add(key)
            self._answers[key] = evaluate(
                text, self.formulas, lambda reference: self.lookup(sheet, reference)
            )
            self._open.discard(key)
        return self._answers[key]


class _Place(NamedTuple):
    """Where the cells of a reference stand; whole columns have no ``top``, a cell no ``bottom``."""

    sheet: str
    top: int | None
    left: int
    bottom: int | None
    right: int


@lru_cache(maxsize=1 << 15)
def _place(reference: str) -> _Place | None:
    """What a reference says; None when it is none. Formulas say the same ones again and again."""
    whole = _WHOLE_COLUMNS.fullmatch(reference)
    if whole:
        quoted, bare, first, last = whole.groups()
        return _Place(
            _unquoted(quoted, bare), None, column_number(first), None, column_number(last)
        )
    found = _REFERENCE.fullmatch(reference)
    if not found:
        return None
    quoted, bare, first, row, last, last_row = found.groups()
    bottom = None if last_row is None else int(last_row) - 1
    left = column_number(first)
    right = left if last is None else column_number(last)
    return _Place(_unquoted(quoted, bare), int(row) - 1, left, bottom, right)


def _unquoted(quoted: str | None, bare: str | None) -> str:
    return quoted.replace("''", "'") if quoted else bare or ""


def call(formula: Formula, **arguments: str | None) -> str:
    """The text of a call with arguments by name: ``LG_AGING(ledger_rows,as_of,,"EUR")``.

    Raises:
        DefinitionError: when the formula has no argument of that name.
    """
    known = [parameter.name for parameter in formula.parameters]
    if wrong := sorted(set(arguments) - set(known)):
        raise DefinitionError(f"{formula.signature} has no argument {', '.join(wrong)}")
    texts = [arguments.get(name) or "" for name in known]
    while texts and not texts[-1]:
        texts.pop()
    return f"LG_{formula.name}({','.join(texts)})"


def given(text: str, needs: Sequence[str], otherwise: str = '""') -> str:
    """A formula that answers nothing while a cell that it needs holds no number."""
    if not needs:
        return text
    return f"IF(COUNT({','.join(needs)})<{len(needs)},{otherwise},{text})"


def column_number(letters: str) -> int:
    """The number of a column from its letters, counted from 0."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def column_letters(number: int) -> str:
    """The letters of a column number counted from 0."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address(row: int, column: int, absolute: bool = True, sheet: str = "") -> str:
    """A cell's address, absolute unless told otherwise: ``Data!$B$4``."""
    sign = "$" if absolute else ""
    cell = f"{sign}{column_letters(column)}{sign}{row + 1}"
    return f"{quoted(sheet)}!{cell}" if sheet else cell


def area(top: int, left: int, bottom: int, right: int, sheet: str = "") -> str:
    """A range's absolute address."""
    return f"{address(top, left, sheet=sheet)}:{address(bottom, right)}"


def quoted(sheet: str) -> str:
    """A sheet name as a formula needs it."""
    if re.fullmatch(r"[A-Za-z_]\w*", sheet, re.ASCII):
        return sheet
    return "'" + sheet.replace("'", "''") + "'"


def _within(place: Block | Spill, row: int, column: int) -> bool:
    return place.row <= row and place.column <= column < place.column + place.width
