"""The filled rows of a worklist that comes back, wherever rows and columns were moved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ledgerguard.casework.feedback_columns import (
    ABOUT,
    CUSTOMER,
    field_of,
    journal_field_of,
)
from ledgerguard.errors import InvalidValue, LedgerError


@dataclass(frozen=True)
class Filled:
    """One row in which somebody has filled in something."""

    sheet: str
    row: int  # as the spreadsheet numbers it, from 1
    identity: str
    cells: Mapping[str, Any]  # field -> value, those that are not blank
    headers: Mapping[str, str]  # field -> the header above it
    journal: str = ""  # the field that says what a list without ids holds; "" of a worklist

    def shown(self, field: str) -> str:
        """A value as a person would write it."""
        value = self.cells.get(field, "")
        if isinstance(value, dt.datetime):
            value = value.date()
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return str(value)


def filled_rows(path: Path) -> list[Filled]:
    """Every filled row of every sheet that is filled in, in the order of the file.

    That is a sheet with the column of ids; or, in the workbook of the template, a list of calls,
    promises or disputes whose rows name their customer.

    Raises:
        LedgerError: when the file cannot be opened as a workbook.
        InvalidValue: when there is no such sheet.
    """
    import python_calamine

    try:
        workbook = python_calamine.CalamineWorkbook.from_path(str(path))
    except (python_calamine.CalamineError, python_calamine.PasswordError, OSError) as error:
        raise LedgerError(
            f"{path.name} must be a workbook that can be opened, got: {error}",
            hint="is it protected by a password, or damaged?",
        ) from error
    found: list[Filled] = []
    is_worklist = False
    for name in workbook.sheet_names:
        rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
        header = _header(rows)
        if header is not None:
            is_worklist = True
            found += _filled(name, rows, header)
        elif (place := _journal(rows)) is not None:
            is_worklist = True
            at, about = place
            found += _filled(name, rows, at, journal_field_of, about)
    if not is_worklist:
        raise InvalidValue(
            f"{path.name} must have a sheet with the column of row ids, got none",
            hint="read back the workbook that `ledgerguard worklist --out` made, with that column, "
            "or that of the template collections-worklist",
        )
    return found


def _header(rows: Sequence[Sequence[Any]]) -> int | None:
    """The row that holds the header of the ids."""
    for place, row in enumerate(rows):
        if any(field_of(cell) == "id" for cell in row):
            return place
    return None


def _journal(rows: Sequence[Sequence[Any]]) -> tuple[int, str] | None:
    """The row that holds the headers of a list without ids, and what the list is about."""
    for place, row in enumerate(rows):
        fields = {journal_field_of(cell) for cell in row}
        if CUSTOMER in fields:
            about = next((field for field in ABOUT if field in fields), None)
            if about:
                return place, about
    return None


def _filled(
    name: str,
    rows: Sequence[Sequence[Any]],
    header: int,
    field_at: Callable[[object], str | None] = field_of,
    journal: str = "",
) -> Iterator[Filled]:
    """The filled rows below a header, whose cells name their fields."""
    columns: dict[str, int] = {}
    for place, cell in enumerate(rows[header]):
        field = field_at(cell)
        if field is not None:
            columns.setdefault(field, place)
    ids = columns.pop("id", None)
    headers = {field: str(rows[header][place]) for field, place in columns.items()}
    for number, row in enumerate(rows[header + 1 :], header + 2):
        cells = {field: row[place] for field, place in columns.items() if not _blank(row[place])}
        if cells:
            identity = "" if ids is None else str(row[ids]).strip()
            yield Filled(name, number, identity, cells, headers, journal)


def _blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())
