"""Columns through scalar formulas: one cell in, one cell out becomes a column in, a column out.

A formula that answers one cell, given a range where one cell belongs, works element by element as
Excel's own functions do: a column and a column of the same length give a column, a column and a row
give a grid, one cell is repeated. An error stays in its element. Whole columns (``B:B``) are cut to
the rows in use before anything else.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import chain, compress, repeat
from typing import Any, Final

from ledgerguard.cells import values
from ledgerguard.cells.arguments import Argument, Range, is_blank, rows_of
from ledgerguard.cells.foreign import COLUMN
from ledgerguard.cells.plans import plan_of
from ledgerguard.cells.readers import Reader, clean_column
from ledgerguard.cells.values import Answer
from ledgerguard.cells.whole_columns import in_use, is_range
from ledgerguard.errors import NA, NUM, ErrorValue, LedgerguardError
from ledgerguard.formula import Formula, Parameter
from ledgerguard.ledger.collection import paused_collection
from ledgerguard.units import Cell

MOST_CELLS: Final = 4 * values.MOST_ROWS
"""Elements of one answer: four full columns. Beyond that a column met a row by mistake."""

_SHORT: Final = ErrorValue(
    NA,
    "the ranges must be of one length, got a shorter one. "
    "Hint: let all of them begin and end in the same rows.",
)


def call(formula: Formula, arguments: Sequence[Argument]) -> Answer:
    """Call a formula with what a spreadsheet sends: the one entry for all hosts.

    Args:
        formula: The formula.
        arguments: Cells, and ranges as rows; what was left out at the end may be missing.

    Returns:
        A cell or rows of cells; a fault is an :class:`~ledgerguard.errors.ErrorValue` in its place.
    """
    for argument in arguments:
        if is_range(argument):
            return _wide(formula, in_use(arguments))
    return values.call(formula, arguments)


def _wide(formula: Formula, arguments: Sequence[Argument]) -> Answer:
    """A call with a range in it: lifted where the formula takes and answers one cell."""
    if formula.returns.shape != "cell":
        return values.call(formula, arguments)
    try:
        plan = plan_of(formula)
        parameters = plan.parameters(len(arguments))
        padded, readers = plan.fitted(arguments)
    except LedgerguardError as error:  # too many arguments
        return values.fault_of(formula, error)
    ranges = {
        place: rows_of(argument)
        for place, (parameter, argument) in enumerate(zip(parameters, padded, strict=True))
        if is_range(argument) and all(unit.shape == "cell" for unit in parameter.units)
    }
    if not ranges:
        return values.call(formula, arguments)
    height = max(map(len, ranges.values()))
    width = max(max(map(len, rows)) for rows in ranges.values())
    if height * width > MOST_CELLS:
        return ErrorValue(
            NUM,
            f"the answer must have at most {MOST_CELLS:,} cells, got {height:,} x {width:,}. "
            "Hint: does a whole column stand against a long row?",
        )
    with paused_collection():  # it would walk all rows that are made, again and again
        cells = {place: _spread(rows, height, width) for place, rows in ranges.items()}
        answers = _Elements(formula, height * width, cells).answers(parameters, readers, padded)
        return [answers[start : start + width] for start in range(0, len(answers), width)]


class _Elements:
    """The elements of one lifted call.

    ``settled`` holds those whose answer is known before the formula is asked: faults of reading,
    the first argument's first as in a call of single cells, and rows without data.
    """

    def __init__(self, formula: Formula, count: int, cells: dict[int, list[Any]]) -> None:
        self._formula = formula
        self._count = count
        self._cells = cells
        self._settled: dict[int, Cell] = dict.fromkeys(_all_blank([*cells.values()]), "")

    def answers(
        self, parameters: Sequence[Parameter], readers: Sequence[Reader], given: Sequence[Argument]
    ) -> list[Cell]:
        """One cell for each element."""
        columns: list[Iterable[Any]] = []
        for place, (parameter, read) in enumerate(zip(parameters, readers, strict=True)):
            if place in self._cells:
                columns.append(self._read(parameter, read, self._cells[place]))
                continue
            try:
                columns.append(repeat(read(given[place])))
            except Exception as error:  # the same in every element that has no answer yet
                same = values.fault_of(self._formula, error)
                return [self._settled.get(place, same) for place in range(self._count)]
        if not self._settled:
            return self._computed(columns, self._count)
        open_ones = [place not in self._settled for place in range(self._count)]
        columns = [c if type(c) is repeat else compress(c, open_ones) for c in columns]
        found = iter(self._computed(columns, self._count - len(self._settled)))
        return [
            next(found) if is_open else self._settled[place]
            for place, is_open in enumerate(open_ones)
        ]

    def _read(self, parameter: Parameter, read: Reader, cells: list[Any]) -> list[Any]:
        """Typed values; where a cell cannot be read, its fault is settled."""
        clean = clean_column(parameter.units[0], cells) if len(parameter.units) == 1 else None
        if clean is not None:
            return self._filled(read, clean) if None in clean else clean
        typed: list[Any] = []
        for place, cell in enumerate(cells):
            if cell is _SHORT:
                self._settled.setdefault(place, _SHORT)
                typed.append(None)
                continue
            try:
                typed.append(read(cell))
            except Exception as error:
                typed.append(None)
                if place not in self._settled:
                    self._settled[place] = values.fault_of(self._formula, error)
        return typed

    def _filled(self, read: Reader, column: list[Any]) -> list[Any]:
        """A column with what a blank stands for: the default, or the fault that it is missing."""
        try:
            default = read(None)
        except Exception as error:
            fault = values.fault_of(self._formula, error)
            for place, value in enumerate(column):
                if value is None:
                    self._settled.setdefault(place, fault)
            return column
        return [default if value is None else value for value in column]

    def _computed(self, columns: list[Iterable[Any]], count: int) -> list[Cell]:
        function = self._formula.function
        guarded = getattr(function, COLUMN, None)
        if guarded is not None:  # of a plugin
            return guarded(columns)  # type: ignore[no-any-return]  # an attribute of a function
        answers: list[Any] = []
        add = answers.append
        for arguments in zip(*columns, strict=False):  # what is repeated never ends
            try:
                add(function(*arguments))
            except (Exception, SystemExit) as error:
                add(values.fault_of(self._formula, error))
        if set(map(type, answers)) == {float} and all(map(math.isfinite, answers)):
            return answers
        return [values.one_cell(self._formula, answer) for answer in answers]


def _all_blank(columns: list[list[Any]]) -> list[int]:
    """The elements for which nothing is given: rows below the data stay empty."""
    first, *rest = columns
    if not any(kind in (str, type(None)) for kind in set(map(type, first))):
        return []
    blank = [place for place, cell in enumerate(first) if is_blank(cell)]
    return [place for place in blank if all(is_blank(column[place]) for column in rest)]


def _spread(rows: Range, height: int, width: int) -> list[Any]:
    """The cells of a range repeated over the whole answer, row by row; short ones end in #N/A."""
    tall, broad = len(rows), max(map(len, rows))
    if broad == width == 1 and tall == height:
        return [row[0] if row else None for row in rows]
    lines: list[list[Any]] = []
    for row in rows:
        line = [*row, *[None] * (broad - len(row))]  # ragged rows end in blanks
        lines.append(line * width if broad == 1 else line + [_SHORT] * (width - broad))
    if tall == 1:
        lines = lines * height
    lines += [[_SHORT] * width] * (height - len(lines))
    return list(chain.from_iterable(lines))
