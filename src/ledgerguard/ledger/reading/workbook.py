"""Rows of a workbook's sheet, read by calamine; error cells, which it leaves blank, are added."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ledgerguard.errors import ErrorValue, LedgerError
from ledgerguard.ledger.reading.headers import find
from ledgerguard.units import Cell

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

_PIECE = 1 << 18
_ERROR_MARK = b't="e"'
_ERROR_CELL = re.compile(
    rb'<(?:\w+:)?c\s(?=[^>]*\bt="e")[^>]*?\br="([A-Z]+)(\d+)"[^>]*>(?:(?!</(?:\w+:)?c>).)*?'
    rb"<(?:\w+:)?v>([^<]*)<",
    re.DOTALL,
)
_SHEET = re.compile(r"<(?:\w+:)?sheet\s[^>]*>")
_RELATION = re.compile(r"<Relationship\s[^>]*>")
_IS_1904 = re.compile(r'<(?:\w+:)?workbookPr\s[^>]*\bdate1904="(?:1|true)"')


def workbook_rows(
    path: Path,
    sheet: str | None,
    column_map: Mapping[str, str],
    find_header: Callable[[Sequence[Sequence[Cell]]], object] | None = None,
) -> tuple[list[list[Any]], bool]:
    """The rows of the named sheet, or of the first visible one that holds a ledger.

    Args:
        path: The workbook.
        sheet: Name of the sheet, if the caller knows it.
        column_map: As for :func:`ledgerguard.ledger.reading.headers.find`.
        find_header: Raises where rows are not what is looked for; a ledger when left out.

    Returns:
        The rows, and whether the workbook counts its days from 1904.

    Raises:
        LedgerError: when the workbook cannot be opened, or no sheet is a ledger.
    """
    import python_calamine

    try:
        workbook = python_calamine.CalamineWorkbook.from_path(str(path))
    except (python_calamine.CalamineError, python_calamine.PasswordError) as error:
        raise LedgerError(
            f"{path.name} cannot be opened as a workbook: {error}",
            hint="is it protected by a password, or damaged?",
        ) from error
    name, rows = _choose(workbook, sheet, find_header or (lambda rows: find(rows, column_map)))
    package = _Package(path)
    for row, column, code in package.errors(name):
        rows[row][column] = ErrorValue(code)
    return rows, package.is_1904


def _choose(
    workbook: CalamineWorkbook,
    sheet: str | None,
    find_header: Callable[[Sequence[Sequence[Cell]]], object],
) -> tuple[str, list[list[Any]]]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    names = [
        m.name
        for m in workbook.sheets_metadata
        if m.visible == SheetVisibleEnum.Visible and m.typ == SheetTypeEnum.WorkSheet
    ]
    if sheet is not None:
        if sheet not in workbook.sheet_names:
            raise LedgerError(
                f"there is no sheet {sheet!r}", hint="sheets are " + ", ".join(workbook.sheet_names)
            )
        names = [sheet]
    failures = []
    for name in names:
        rows: list[list[Any]] = list(
            workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
        )
        try:
            find_header(rows)
        except LedgerError as error:
            failures.append(error)
        else:
            return name, rows
    if len(failures) == 1:
        raise failures[0]
    raise LedgerError(
        "no sheet holds a ledger: "
        + "; ".join(f"{n}: {e.message}" for n, e in zip(names, failures, strict=True)),
        hint="name the sheet, and its columns with --map",
    )


class _Package:
    """What of an xlsx file calamine does not tell: its error cells and its date system."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._book = self._text("xl/workbook.xml")

    @property
    def is_1904(self) -> bool:
        return _IS_1904.search(self._book) is not None

    def errors(self, sheet: str) -> list[tuple[int, int, str]]:
        """Row index, column index and code of each error cell of a sheet."""
        part = self._part(sheet)
        if not part or not self._has_errors(part):
            return []
        return [
            (int(row) - 1, _column(letters), code.decode())
            for letters, row, code in _ERROR_CELL.findall(self._bytes(part))
        ]

    def _has_errors(self, part: str) -> bool:
        """Whether a sheet has any error cell; in pieces, since most have none and are large."""
        with zipfile.ZipFile(self._path) as package, package.open(part) as file:
            tail = b""
            while piece := file.read(_PIECE):
                if _ERROR_MARK in tail + piece:
                    return True
                tail = piece[-len(_ERROR_MARK) :]
        return False

    def _part(self, sheet: str) -> str | None:
        from html import unescape

        for tag in _SHEET.findall(self._book):
            if unescape(_attribute(tag, "name")) == sheet:
                identity = re.search(r'\b\w+:id="([^"]*)"', tag)
                break
        else:
            return None
        for tag in _RELATION.findall(self._text("xl/_rels/workbook.xml.rels")):
            if identity and _attribute(tag, "Id") == identity[1]:
                return posixpath.normpath(posixpath.join("/xl", _attribute(tag, "Target")))[1:]
        return None

    def _text(self, part: str) -> str:
        return self._bytes(part).decode("utf-8", "replace")

    def _bytes(self, part: str) -> bytes:
        try:
            with zipfile.ZipFile(self._path) as package:
                return package.read(part)
        except (KeyError, zipfile.BadZipFile):
            return b""  # an ods, an xlsb or an old xls


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return found[1] if found else ""


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
