"""Lines of cells as the bytes of a file, and back: csv, fixed width, workbook."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Literal

from ledgerguard_insurer_file.cells import Cell
from ledgerguard_insurer_file.layout import Form

MOST_BYTES: Final = 50_000_000
"""An answer larger than that is none: it is named and not read."""

_QUOTING: Final[Mapping[str, Literal[0, 1, 3]]] = {
    "when needed": csv.QUOTE_MINIMAL,
    "all": csv.QUOTE_ALL,
    "never": csv.QUOTE_NONE,
}


class Damaged(Exception):
    """A file that cannot be read as a whole."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file. One of a fixed-width file is one cell: who knows the widths cuts it."""

    number: int
    cells: tuple[Cell, ...]


def pack(lines: Sequence[Sequence[Cell]], form: Form) -> bytes:
    """Lines of cells as the bytes of a file."""
    if form.format == "xlsx":
        return _workbook(lines, form)
    texts = [[str(cell) for cell in line] for line in lines]
    end = "\r\n" if form.line_end == "crlf" else "\n"
    if form.format == "fixed":
        return "".join("".join(line) + end for line in texts).encode(form.encoding)
    target = io.StringIO(newline="")
    csv.writer(
        target,
        delimiter=form.delimiter,
        quoting=_QUOTING[form.quoting],
        quotechar=None if form.quoting == "never" else '"',
        lineterminator=end,
    ).writerows(texts)
    return target.getvalue().encode(form.encoding)


def unpack(data: bytes, form: Form) -> list[Line]:
    """The lines of a file that are not blank.

    Raises:
        Damaged: when it is no such file.
    """
    if len(data) > MOST_BYTES:
        raise Damaged(f"a file must have at most {MOST_BYTES:,} bytes, got {len(data):,}")
    if form.format == "xlsx":
        return _of_workbook(data, form)
    encoding = "utf-8-sig" if form.encoding.casefold() in ("utf-8", "utf8") else form.encoding
    try:
        text = data.decode(encoding)
    except UnicodeError as error:
        raise Damaged(f"a file must be text in {form.encoding}, got {error}") from None
    if form.format == "fixed" or form.quoting == "never":
        mark = form.delimiter if form.format == "csv" else "\n"  # a fixed line stays whole
        raw = enumerate(text.replace("\r\n", "\n").split("\n"), 1)
        return [Line(at, tuple(line.split(mark))) for at, line in raw if line.strip(" \x1a")]
    return _of_csv(text, form)


def _of_csv(text: str, form: Form) -> list[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=form.delimiter, strict=True)
    lines = []
    try:
        for cells in reader:
            lines.append(Line(reader.line_num, tuple(cells)))  # noqa: PERF401 - line_num moves on
    except csv.Error as error:
        raise Damaged(f"line {reader.line_num} must be a line of a csv file, got {error}") from None
    return [line for line in lines if any(str(cell).strip() for cell in line.cells)]


def _workbook(lines: Sequence[Sequence[Cell]], form: Form) -> bytes:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet(form.sheet or "Sheet1")
    for line in lines:
        row = []
        for value in line:
            content: Any = value if value != "" else None  # the stubs know no Decimal
            cell = WriteOnlyCell(sheet, value=content)
            if isinstance(value, str) and value:
                cell.data_type = "s"  # also "=1+1": nothing of ours is a formula
            elif isinstance(value, Decimal):
                cell.number_format = "0.00######"
            elif isinstance(value, dt.date):
                cell.number_format = "yyyy-mm-dd"
            row.append(cell)
        sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _of_workbook(data: bytes, form: Form) -> list[Line]:
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        if form.sheet and form.sheet not in book.sheetnames:
            raise Damaged(
                f"a workbook must have the sheet {form.sheet!r}, got {', '.join(book.sheetnames)}"
            )
        sheet = book[form.sheet] if form.sheet else book.worksheets[0]
        lines = []
        for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
            cells = tuple(_known(value) for value in row)
            while cells and cells[-1] in (None, ""):
                cells = cells[:-1]
            if cells:
                lines.append(Line(number, cells))
    except Damaged:
        raise
    except Exception as error:  # zip, xml and openpyxl each have their own way to stumble
        raise Damaged(f"a file must be a workbook (xlsx), got {type(error).__name__}") from None
    return lines


def _known(value: object) -> Cell:
    known = isinstance(value, str | Decimal | dt.date | int | float) and not isinstance(value, bool)
    return value if known or value is None else str(value)  # type: ignore[return-value]  # told above
