"""A table of a page: columns of inputs, values and formulas, with spare rows and a total."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ledgerguard.errors import DefinitionError
from ledgerguard.units import Cell, serial
from ledgerguard.workbooks import inputs
from ledgerguard.workbooks.inputs import Accepts
from ledgerguard.workbooks.writer import Sheet, address, area, given

_IN_ROW: Final = re.compile(r"\[@(\w+)\]")


@dataclass(frozen=True)
class Column:
    """One column of a table: values, inputs (``accepts``) or a formula.

    A formula is written once and names the other cells of its row: ``"[@days]*[@base]/365"``.
    It waits until the columns that it ``needs`` hold numbers.
    """

    key: str
    title: str
    style: str = "cell.ruled"
    accepts: Accepts | None = None
    help: str = ""  # of an input
    formula: str = ""
    needs: Sequence[str] = ()  # keys of other columns
    total: str = ""  # a formula in the row of totals; "sum" adds the column up


@dataclass(frozen=True)
class Table:
    """Where a table stands; spare rows belong to it."""

    sheet: str
    left: int
    first: int  # its first row below the header
    last: int
    keys: tuple[str, ...]
    after: int  # the first free row below it

    def at(self, key: str) -> int:
        """The column of a key."""
        return self.left + self.keys.index(key)

    def column(self, key: str) -> str:
        """The address of the cells of a column, with the sheet."""
        return area(self.first, self.at(key), self.last, self.at(key), self.sheet)

    def columns(self, first: str, last: str) -> str:
        """The address of the cells of neighbouring columns, with the sheet."""
        return area(self.first, self.at(first), self.last, self.at(last), self.sheet)

    def cell(self, key: str, number: int) -> str:
        """The address of the cell of a column in a row counted from 0, with the sheet."""
        return address(self.first + number, self.at(key), sheet=self.sheet)

    def total(self, key: str) -> str:
        """The address of a column's total, with the sheet."""
        return address(self.last + 1, self.at(key), sheet=self.sheet)


def table_cells(
    sheet: Sheet,
    row: int,
    left: int,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell | dt.date]],
    spare: int,
    total: str,
) -> Table:
    """Put the cells of a table; see ``Page.table``.

    Raises:
        DefinitionError: when a row has not one value for each column without a formula.
    """
    keys = tuple(column.key for column in columns)
    first, last = row + 1, row + max(len(rows) + spare, 1)
    made = Table(sheet.name, left, first, last, keys, last + (2 if total else 1))
    plain = sum(not column.formula for column in columns)
    for number, cells in enumerate(rows, 1):
        if len(cells) != plain:
            raise DefinitionError(
                f"row {number} of the table {columns[0].title!r} must have {plain} values, "
                f"got {len(cells)}"
            )
    for offset, column in enumerate(columns):
        sheet.put(row, left + offset, column.title, "header")
    styles = [
        inputs.style(column.accepts) if column.accepts else column.style for column in columns
    ]
    blank = [None] * plain
    for at in range(first, last + 1):
        values = iter(rows[at - first] if at - first < len(rows) else blank)
        for offset, (column, style) in enumerate(zip(columns, styles, strict=True)):
            if column.formula:
                text = in_row(column.formula, made, at)
                needs = [address(at, made.at(key), absolute=False) for key in column.needs]
                sheet.formula(at, left + offset, given(text, needs), column.style)
            else:
                sheet.put(at, left + offset, stored(next(values)), style)
    if total:
        _total(sheet, made, columns, total)
    return made


def stored(value: Cell | dt.date) -> Cell:
    """A value as a sheet holds it: a date is a number there, and COUNT counts it."""
    return serial(value) if isinstance(value, dt.date) else value


def in_row(text: str, table: Table, row: int) -> str:
    """A formula of a column with ``[@key]`` replaced by the cells of a row."""
    return _IN_ROW.sub(lambda found: address(row, table.at(found[1]), absolute=False), text)


def _total(sheet: Sheet, table: Table, columns: Sequence[Column], label: str) -> None:
    row = table.last + 1
    for offset, column in enumerate(columns):
        number = column.style.partition("/")[2]
        if column.accepts is not None:
            number = inputs.style(column.accepts).partition("/")[2]
        style = f"cell.total/{number}" if number else "cell.total"
        if column.total:
            above = area(table.first, table.left + offset, table.last, table.left + offset)
            text = f"SUM({above})" if column.total == "sum" else column.total
            sheet.formula(row, table.left + offset, text, style)
        else:
            label_style = "cell.total" if offset else "cell.total.left"
            sheet.put(row, table.left + offset, None if offset else label, label_style)
