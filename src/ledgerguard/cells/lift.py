"""Columns through scalar formulas: one cell in, one cell out becomes a column in, a column out.

A formula that answers one cell, given a range where one cell belongs, works element by element as
Excel's own functions do: a column and a column of the same length give a column, a column and a row
give a grid, one cell is repeated. An error stays in its element. Whole columns (``B:B``) are cut to
the rows in use before anything else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain, repeat
from typing import Any, Final, TypeGuard

from ledgerguard.cells import values
from ledgerguard.cells.arguments import Argument, Range, is_blank, rows_of
from ledgerguard.cells.readers import Reader, clean_column
from ledgerguard.cells.values import Answer
from ledgerguard.errors import NA, ErrorValue, LedgerguardError, excel_code
from ledgerguard.formula import Formula, Parameter
from ledgerguard.units import Cell

SHEET_HEIGHTS: Final = frozenset({1_048_576, 65_536})
SHEET_WIDTHS: Final = frozenset({16_384, 1_024, 256})
"""How long a reference to whole columns or rows is: in today's files and in .xls."""

_SHORT: Final = ErrorValue(
    NA,
    "the ranges must be of one length, got a shorter one. "
    "Hint: let all of them begin and end in the same rows.",
)


class _Failed:
    """Stands in a column of typed values where a cell could not be read."""

    __slots__ = ("error",)

    def __init__(self, error: ErrorValue) -> None:
        self.error = error


def call(formula: Formula, arguments: Sequence[Argument]) -> Answer:
    """Call a formula with what a spreadsheet sends: the one entry for all hosts.

    Args:
        formula: The formula.
        arguments: Cells, and ranges as rows; what was left out at the end may be missing.

    Returns:
        A cell or rows of cells; a fault is an :class:`~ledgerguard.errors.ErrorValue` in its place.
    """
    if any(map(is_range, arguments)):
        arguments = in_use(arguments)
        if formula.returns.shape == "cell":
            many = {
                place
                for place, argument in enumerate(arguments)
                if is_range(argument) and _takes_one_cell(formula, place)
            }
            if many:
                return _lifted(formula, arguments, many)
    return values.call(formula, arguments)


def is_range(argument: Argument) -> TypeGuard[Sequence[Any]]:
    """Whether an argument is more than one cell."""
    if type(argument) is not list and type(argument) is not tuple:
        return False
    if len(argument) != 1:
        return len(argument) > 1
    row = argument[0]
    return isinstance(row, (list, tuple)) and len(row) > 1


def in_use(arguments: Sequence[Argument]) -> Sequence[Argument]:
    """The arguments with whole columns cut to the last row that any of them uses; so with rows.

    They are cut together: two columns of one call stay equally long.
    """
    tall = [
        place
        for place, argument in enumerate(arguments)
        if is_range(argument) and len(argument) in SHEET_HEIGHTS
    ]
    if tall:
        last = max(_last_row(arguments[place]) for place in tall)
        arguments = [
            argument[:last] if place in tall else argument  # type: ignore[index]
            for place, argument in enumerate(arguments)
        ]
    wide = [
        place
        for place, argument in enumerate(arguments)
        if is_range(argument)
        and isinstance(argument[0], (list, tuple))
        and len(argument[0]) in SHEET_WIDTHS
    ]
    if wide:
        end = max(_last_column(arguments[place]) for place in wide)
        arguments = [
            [row[:end] for row in argument] if place in wide else argument  # type: ignore[union-attr]
            for place, argument in enumerate(arguments)
        ]
    return arguments


def _last_row(rows: Any) -> int:
    end = len(rows)
    while end > 1 and all(map(is_blank, _row(rows[end - 1]))):
        end -= 1
    return end


def _last_column(rows: Any) -> int:
    end = len(rows[0])
    while end > 1 and all(is_blank(row[end - 1]) for row in rows):
        end -= 1
    return end


def _row(row: Any) -> Sequence[Cell]:
    return row if isinstance(row, (list, tuple)) else (row,)


def _takes_one_cell(formula: Formula, place: int) -> bool:
    parameter = _parameter(formula, place)
    return parameter is not None and all(unit.shape == "cell" for unit in parameter.units)


def _parameter(formula: Formula, place: int) -> Parameter | None:
    parameters = formula.parameters
    if place < len(parameters):
        return parameters[place]
    return parameters[-1] if parameters and parameters[-1].repeats else None


def _lifted(formula: Formula, arguments: Sequence[Argument], many: set[int]) -> Answer:
    """The answers of all elements, as rows."""
    ranges = {place: rows_of(arguments[place]) for place in sorted(many)}
    height = max(map(len, ranges.values()))
    width = max(max(map(len, rows)) for rows in ranges.values())
    count = height * width
    raw = {place: _spread(rows, height, width) for place, rows in ranges.items()}
    parameters = [_parameter(formula, place) for place in range(len(arguments))]
    if None in parameters:
        return values.call(formula, arguments)  # too many arguments: it says so
    readers = values.readers_of(formula)
    columns: list[Iterable[Any]] = []
    failing = False
    for place in range(max(len(arguments), _fixed(formula))):
        read = readers[min(place, len(readers) - 1)]
        if place in raw:
            column, failed = _column(formula.parameters, place, read, raw[place])
            columns.append(column)
        else:
            value = _typed(read, arguments[place] if place < len(arguments) else None)
            failed = isinstance(value, _Failed)
            columns.append(repeat(value, count))
        failing = failing or failed
    answers = _answers(formula, columns, failing)
    for place in _all_blank(list(raw.values())):
        answers[place] = ""
    return [answers[start : start + width] for start in range(0, count, width)]


def _fixed(formula: Formula) -> int:
    """How many arguments are always handed over: all but those that may repeat."""
    return sum(not parameter.repeats for parameter in formula.parameters)


def _spread(rows: Range, height: int, width: int) -> list[Any]:
    """The cells of a range repeated over the whole answer, row by row; short ones end in #N/A."""
    tall, broad = len(rows), max(map(len, rows))
    if broad == width == 1 and tall == height:
        return [row[0] if row else None for row in rows]
    lines: list[list[Any]] = []
    for row in rows:
        line = list(row)
        if broad == 1:
            line = line * width
        lines.append(line + [_SHORT] * (width - len(line)))
    if tall == 1:
        lines = lines * height
    lines += [[_SHORT] * width] * (height - len(lines))
    return list(chain.from_iterable(lines))


def _column(
    parameters: Sequence[Parameter], place: int, read: Reader, cells: list[Any]
) -> tuple[list[Any], bool]:
    """A lifted argument as typed values, and whether some could not be read."""
    units = parameters[min(place, len(parameters) - 1)].units
    if len(units) == 1:
        clean = clean_column(units[0], cells)
        if clean is not None and None not in clean:
            return clean, False
    typed = [_Failed(_SHORT) if cell is _SHORT else _typed(read, cell) for cell in cells]
    return typed, any(isinstance(value, _Failed) for value in typed)


def _typed(read: Reader, raw: Argument) -> Any:
    try:
        return read(raw)
    except LedgerguardError as error:
        return _Failed(ErrorValue(excel_code(error), str(error)))


def _answers(formula: Formula, columns: list[Iterable[Any]], failing: bool) -> list[Cell]:
    function: Callable[..., Any] = formula.function
    answers: list[Any] = []
    add = answers.append
    for arguments in zip(*columns, strict=True):
        if failing:
            failed = next((value for value in arguments if type(value) is _Failed), None)
            if failed is not None:
                add(failed.error)
                continue
        try:
            add(function(*arguments))
        except (Exception, SystemExit) as error:
            add(values.fault_of(formula, error))
    return list(map(values.to_cell, answers))


def _all_blank(columns: list[list[Any]]) -> list[int]:
    """The elements for which nothing is given: rows below the data stay empty."""
    first, *rest = columns
    blank = [place for place, cell in enumerate(first) if is_blank(cell)]
    return [place for place in blank if all(is_blank(column[place]) for column in rest)]
