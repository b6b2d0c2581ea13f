"""Reads a ledger: from a csv or a workbook, or from the cells of a range."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from ledgerguard.errors import LedgerError
from ledgerguard.ledger.collection import paused_collection
from ledgerguard.ledger.reading.clean import Options, clean
from ledgerguard.ledger.reading.textfile import text_rows
from ledgerguard.ledger.reading.workbook import workbook_rows
from ledgerguard.ledger.schema import DateOrder, Ledger
from ledgerguard.units import Cell, Language

_HELD = 4
_recent: list[tuple[list[tuple[Cell, ...]], Language, Ledger]] = []
"""The ranges that were read last, the latest first."""

_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # a zip (xlsx, xlsb, ods); the old xls


def read(
    path: str | Path,
    *,
    column_map: Mapping[str, str] | None = None,
    date_order: DateOrder | None = None,
    currency: str = "",
    sheet: str | None = None,
    encoding: str | None = None,
    language: Language = "en",
) -> Ledger:
    """Read and clean a ledger file.

    Args:
        path: A csv (comma, semicolon, tab or bar) or a workbook (xlsx, xlsb, xls, ods).
        column_map: Field -> header, for columns that are not recognised.
        date_order: Order of text dates such as 03/04/2012, where the file cannot tell.
        currency: Currency of rows that name none.
        sheet: Name of the sheet; otherwise the first one that holds a ledger.
        encoding: Encoding of a csv; otherwise found by its bytes.
        language: Language of the problem report.

    Raises:
        LedgerError: naming what is missing or unclear, and the option that mends it.
    """
    path = Path(path)
    try:
        with path.open("rb") as file:
            is_workbook = file.read(4) in _WORKBOOKS
    except OSError as error:
        raise LedgerError(f"{path} cannot be read: {error.strerror or error}") from error
    options = Options(dict(column_map or {}), date_order, currency, language, source=str(path))
    with paused_collection():
        if is_workbook:
            rows, is_1904 = workbook_rows(path, sheet, options.column_map)
            return clean(rows, replace(options, is_1904=is_1904))
        return clean(text_rows(path.read_bytes(), encoding, path.name), options)


def read_rows(
    rows: Sequence[Sequence[Cell]],
    source: str,
    *,
    column_map: Mapping[str, str] | None = None,
    date_order: DateOrder | None = None,
    currency: str = "",
    language: Language = "en",
) -> Ledger:
    """Clean the rows that somebody else has read, such as a plugin: header first, like a file's.

    Args:
        rows: The rows of cells.
        source: What they were read from, for reports.
        column_map: As for :func:`read`; so are date_order, currency and language.
        date_order: Order of text dates, where the rows cannot tell.
        currency: Currency of rows that name none.
        language: Language of the problem report.

    Raises:
        LedgerError: naming what is missing or unclear, and the option that mends it.
    """
    options = Options(dict(column_map or {}), date_order, currency, language, source=source)
    with paused_collection():
        return clean(rows, options)


def from_cells(rows: Sequence[Sequence[Cell]], *, language: Language = "en") -> Ledger:
    """Read and clean a range of cells; its first row that names fields is the header.

    Several table formulas over one range read it once: the last few ranges are remembered.
    A text date whose order cannot be told is reported as unreadable: a sheet answers no question.

    Raises:
        LedgerError: when no column holds amounts or dates.
    """
    cells = [row if type(row) is tuple else tuple(row) for row in rows]
    for place, (known, asked, ledger) in enumerate(_recent):
        # Cheaper than a hash, which visits every cell each time: this passes over rows that are
        # the same objects, and stops at the first difference.
        if asked == language and known == cells:
            _recent.insert(0, _recent.pop(place))
            return ledger
    with paused_collection():
        ledger = clean(cells, Options(language=language, can_ask=False))
    _recent.insert(0, (cells, language, ledger))
    del _recent[_HELD:]
    return ledger
