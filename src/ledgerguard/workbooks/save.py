"""Stores a :class:`~ledgerguard.workbooks.writer.Book` with XlsxWriter, in the host's spelling."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.worksheet import CellErrorTuple, Worksheet

from ledgerguard.cells.spelling import is_ours, retarget
from ledgerguard.errors import ErrorValue, HostError
from ledgerguard.units import Cell, Language
from ledgerguard.workbooks.named_styles import StyledWorkbook
from ledgerguard.workbooks.style import FONT, Formats
from ledgerguard.workbooks.writer import Block, Book, Sheet, Spill, address

_KINDS: Final = {bool: "b", ErrorValue: "e", str: "str"}
"""How the file format calls the kinds of a cached value that is no number."""


_CALLED: Final = re.compile(r"[\w.]+\(")


class CellSheet(Worksheet):  # type: ignore[misc]  # XlsxWriter ships no types
    """A worksheet that stores cached errors, booleans and texts as what they are.

    XlsxWriter writes an error in a dynamic formula as text, a boolean invalidly, a text that reads
    as a number ("1001") as that number, and has no way to write an error value without a formula,
    as the cells below a spilling formula need it.
    """

    def write_error(self, row: int, column: int, code: str, cell_format: Any) -> None:
        """Write an error value; metadata index 0 is what the file format means by none."""
        self._check_dimensions(row, column)
        self.table[row][column] = CellErrorTuple(code, cell_format, 0)

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        """The text of a formula as XlsxWriter prepares it.

        It puts a prefix before the names of some functions and searches each formula for each of
        them; here it is asked once for each function that is called.
        """
        if (
            self.use_future_functions
            or expand_future_functions
            or any(map(_gets_prefix, set(_CALLED.findall(formula))))
        ):
            prepared: str = super()._prepare_formula(formula, expand_future_functions)
            return prepared
        return formula.removeprefix("{").removeprefix("=").removesuffix("}")

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        if not hasattr(cell, "formula"):
            super()._write_cell(row, col, cell)
            return
        attributes: list[tuple[str, object]]
        value = cell.value
        if value == "" and not hasattr(cell, "atype"):
            # Without a type an empty cached value would be read as a number.
            attributes = [("r", address(row, col, absolute=False)), ("t", "str")]
            if cell.format:
                attributes.append(("s", cell.format._get_xf_index()))
            self._xml_formula_element(cell.formula, "", attributes)
            return
        kind = _KINDS.get(type(value))
        if not hasattr(cell, "atype") or kind is None:
            super()._write_cell(row, col, cell)
            return
        attributes = [("r", address(row, col, absolute=False))]
        if cell.format:
            attributes.append(("s", cell.format._get_xf_index()))
        if cell.atype == "dynamic":
            attributes.append(("cm", 1))
        self._xml_start_tag("c", [*attributes, ("t", kind)])
        self._write_cell_array_formula(cell.formula, cell.range)
        self._write_cell_value(int(value) if isinstance(value, bool) else str(value))
        self._xml_end_tag("c")


@lru_cache(maxsize=1024)
def _gets_prefix(call: str) -> bool:
    """Whether XlsxWriter puts a prefix before the name of a function, given as ``NAME(``."""
    return bool(Worksheet()._prepare_formula(call) != call)


def save(
    book: Book, path: Path, *, language: Language, title: str, created: dt.date, live: bool = True
) -> None:
    """Store a book. Two builds of one book are equal to the byte.

    Args:
        book: The model.
        path: The .xlsx file to write.
        language: Of the font.
        title: Of the file's properties.
        created: Likewise: a fixed day, since an unchanged ledger must not change its workbook.
        live: Whether our formulas are stored; without them their values stand as numbers and text,
            for a reader who has not our add-in. Native formulas stay.

    Raises:
        HostError: when the file cannot be written.
    """
    workbook = StyledWorkbook(
        str(path),
        {"default_format_properties": {"font_name": FONT[language], "font_size": 10}},
    )
    # A fixed day: the file of an unchanged ledger must not change.
    workbook.set_properties(
        {
            "title": title,
            "company": "ledgerguard",
            "created": dt.datetime.combine(created, dt.time()),
        }
    )
    formats = Formats(workbook, language)
    worksheets = {
        name: workbook.add_worksheet(name, worksheet_class=None if sheet.blocks else CellSheet)
        for name, sheet in book.sheets.items()
    }
    for name, reference in book.names.items():
        workbook.define_name(name, f"={reference}")
    for name, sheet in book.sheets.items():
        _write(book, sheet, worksheets[name], formats, live=live)
    for name, sheet in book.sheets.items():
        for dress in sheet.dresses:
            dress(workbook, worksheets[name], formats)
    try:
        workbook.close()
    except FileCreateError as error:
        raise HostError(
            f"{path} cannot be written: {error}", hint="is it open in a spreadsheet program?"
        ) from error


def _write(book: Book, sheet: Sheet, worksheet: Any, formats: Formats, *, live: bool) -> None:
    for block in sheet.blocks:
        _block(block, worksheet, formats)
    for (row, column), (last_row, last_column) in sheet.merges.items():
        style = (sheet.values.get((row, column)) or sheet.formulas[row, column])[1]
        worksheet.merge_range(row, column, last_row, last_column, "", formats(style))
    for (row, column), (value, style) in sheet.values.items():
        _value(worksheet, row, column, value, formats(style))
    for (row, column), (text, style) in sheet.formulas.items():
        value = book.value(sheet, row, column)
        if live or not is_ours(text):
            _formula(book, worksheet, row, column, text, value, formats(style))
        else:
            _value(worksheet, row, column, value, formats(style))
    for spill in sheet.spills:
        _spill(book, sheet, spill, worksheet, formats, live=live or not is_ours(spill.text))


def _block(block: Block, worksheet: Any, formats: Formats) -> None:
    number, string, boolean = (
        worksheet.write_number,
        worksheet.write_string,
        worksheet.write_boolean,
    )
    styles = [formats(style) if style else None for style in block.styles]
    for row, cells in enumerate(block.rows, block.row):
        for column, (value, style) in enumerate(zip(cells, styles, strict=False), block.column):
            if value is None or value == "":
                continue
            kind = type(value)
            if kind is str:
                string(row, column, value, style)
            elif kind is bool:
                boolean(row, column, value, style)
            else:
                number(row, column, value, style)


def _value(worksheet: Any, row: int, column: int, value: Cell, style: Any) -> None:
    if value is None:
        worksheet.write_blank(row, column, None, style)
    elif isinstance(value, bool):
        worksheet.write_boolean(row, column, value, style)
    elif isinstance(value, ErrorValue):
        worksheet.write_error(row, column, value.code, style)
    elif isinstance(value, str):
        worksheet.write_string(row, column, value, style)
    elif isinstance(value, dt.date):
        worksheet.write_datetime(row, column, value, style)
    else:
        worksheet.write_number(row, column, value, style)


def _formula(
    book: Book, worksheet: Any, row: int, column: int, text: str, value: Cell, style: Any
) -> None:
    stored = "=" + retarget(text, book.host)
    if book.host == "lite" and is_ours(text):
        # Without cm="1" Excel shows @ before a custom function and never spills it.
        worksheet.write_dynamic_array_formula(row, column, row, column, stored, style, value)
        return
    cached = value.code if isinstance(value, ErrorValue) else value
    worksheet.write_formula(row, column, stored, style, "" if cached is None else cached)


def _spill(
    book: Book, sheet: Sheet, spill: Spill, worksheet: Any, formats: Formats, *, live: bool
) -> None:
    grid = book.grid(sheet, spill)
    last_row, last_column = spill.row + len(grid) - 1, spill.column + spill.width - 1
    write = (
        worksheet.write_array_formula
        if book.host == "calc"
        else worksheet.write_dynamic_array_formula
    )
    header = formats(spill.header)
    if live:
        write(
            spill.row,
            spill.column,
            last_row,
            last_column,
            "=" + retarget(spill.text, book.host),
            header,
            grid[0][0],
        )
    styles = [formats(style) for style in spill.styles]
    whole = [formats(f"{style.partition('/')[0]}/whole") for style in spill.styles]
    for down, cells in enumerate(grid):
        for across, value in enumerate(cells):
            if down or across or not live:
                style = (whole if down <= spill.counts else styles)[across] if down else header
                _value(worksheet, spill.row + down, spill.column + across, value, style)
