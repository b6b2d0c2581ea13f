"""Where the rows of a customer's file come from: a csv, a sheet of a workbook, a range."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ledgerguard.casework.customer_file.columns import Header, find
from ledgerguard.errors import LedgerError
from ledgerguard.ledger.reading.textfile import text_rows
from ledgerguard.ledger.reading.workbook import workbook_rows

_WORKBOOKS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # a zip (xlsx, xlsb, ods); the old xls


@dataclass(frozen=True, slots=True)
class Source:
    """The rows of a table, and whether its days are counted from 1904."""

    rows: Sequence[Sequence[Any]]
    is_1904: bool = False


def rows_of(path: Path, sheet: str | None, encoding: str | None) -> Source:
    """The rows of a file.

    Raises:
        LedgerError: when it cannot be opened, or no sheet holds a customer's file.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise LedgerError(
            f"{path} must be a file that can be read, got: {error.strerror or error}",
            hint="is this the place?",
        ) from error
    if not data.startswith(_WORKBOOKS):
        return Source(text_rows(data, encoding, path.name))
    name, header = _sheet(path, sheet)
    # The ledger's reader also brings the error cells; it wants an amount and a date to be named.
    places = header.places
    columns = {"amount": header.texts[places["value"]], "issued": header.texts[places["item"]]}
    rows, is_1904 = workbook_rows(path, name, columns)
    return Source(rows, is_1904)


def _sheet(path: Path, wanted: str | None) -> tuple[str, Header]:
    """The named sheet, or the first visible one with item and value, and its header."""
    import python_calamine

    try:
        workbook = python_calamine.CalamineWorkbook.from_path(str(path))
    except (python_calamine.CalamineError, python_calamine.PasswordError) as error:
        raise LedgerError(
            f"{path.name} must be a workbook that opens, got: {error}",
            hint="is it protected by a password, or damaged?",
        ) from error
    if wanted is not None and wanted not in workbook.sheet_names:
        raise LedgerError(
            f"the sheet must be one of {', '.join(workbook.sheet_names)}, got {wanted!r}",
            hint="leave it out for the first one that holds a customer's file",
        )
    visible = python_calamine.SheetVisibleEnum.Visible
    names = [m.name for m in workbook.sheets_metadata if m.visible == visible]
    failures = []
    for name in [wanted] if wanted is not None else names:
        rows: list[list[Any]] = list(
            workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
        )
        try:
            return name, find(rows)
        except LedgerError as error:
            failures.append(error)
    raise failures[0] if failures else LedgerError(f"{path.name} must hold a sheet, got none")
