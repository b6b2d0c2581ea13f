"""The LibreOffice host: recalculate a workbook for real and compare it with what it shows."""

from __future__ import annotations

import math
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import ParseError

from ledgerguard.errors import NAME, HostError
from ledgerguard.hosts.calc_addin import build_oxt
from ledgerguard.hosts.calc_office import find_office, find_python, reason_missing
from ledgerguard.hosts.calc_package import (
    Position,
    Sheet,
    Value,
    address,
    formula_cells,
    retarget_copy,
)
from ledgerguard.hosts.calc_session import Book, Calc

__all__ = [
    "Book",
    "Calc",
    "Difference",
    "Recalculation",
    "build_oxt",
    "find_office",
    "find_python",
    "reason_missing",
    "recalculate",
]

RECALCULATION_SECONDS = 900.0
RELATIVE, ABSOLUTE = 1e-12, 1e-9  # what two correct orders of floating-point addition may differ by
LOST_WORKER = "did not start"  # so the add-in's log calls it
ROW_GAP = 8  # rows without a formula that are cheaper to read along than to read around
CELLS_AT_ONCE = 100_000


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell whose cached value is not what LibreOffice computes."""

    sheet: str
    cell: str
    formula: str
    cached: Value
    recalculated: Value


@dataclass(frozen=True, slots=True)
class Recalculation:
    """What came of recalculating a workbook: ``compared = ours + filled + native``."""

    differences: tuple[Difference, ...]
    compared: int
    ours: int  # formula cells that call ledgerguard
    filled: int  # further cells that our array formulas fill
    native: int  # every other formula cell, and what other array formulas fill
    version: str  # of LibreOffice


def recalculate(
    path: Path | str, *, calc: Calc | None = None, timeout: float = RECALCULATION_SECONDS
) -> Recalculation:
    """Recalculate a copy of an .xlsx in LibreOffice and compare every formula cell.

    The copy's formulas are respelled as Calc needs them; the file itself is only read.

    Args:
        path: The workbook.
        calc: A LibreOffice that runs already; without it one is started and ended.
        timeout: Seconds that one step may take in a LibreOffice that is started here.

    Raises:
        HostError: when LibreOffice is missing, or the file cannot be respelled or loaded.
    """
    path = Path(path)
    with tempfile.TemporaryDirectory(prefix="ledgerguard-recalc-") as folder:
        copy = Path(folder) / f"workbook{path.suffix.lower()}"
        sheets = _prepare(path, copy)
        with nullcontext(calc) if calc else Calc(timeout=timeout) as running:
            version = running.version
            computed = _computed(running, copy, sheets)
    cells = [cell for sheet in sheets for cell in sheet.cells.values()]
    ours = sum(cell.ours and not cell.filled for cell in cells)
    filled = sum(cell.ours and cell.filled for cell in cells)
    return Recalculation(
        tuple(_differences(sheets, computed)),
        len(cells),
        ours,
        filled,
        len(cells) - ours - filled,
        version,
    )


def _prepare(path: Path, copy: Path) -> list[Sheet]:
    try:
        retarget_copy(path, copy)
        sheets = formula_cells(path)
    except OSError as error:
        raise HostError(f"{path} cannot be read: {error}") from error
    except (zipfile.BadZipFile, KeyError, ParseError, ValueError) as error:
        raise HostError(
            f"{path} cannot be respelled for LibreOffice: {error}",
            hint="only .xlsx and .xlsm workbooks without a password can be recalculated",
        ) from error
    if not sheets:
        raise HostError(f"{path} holds no worksheet that can be recalculated")
    return sheets


def _computed(calc: Calc, copy: Path, sheets: list[Sheet]) -> list[dict[Position, Value]]:
    book = calc.open(copy)
    try:
        book.recalculate()
        computed = [dict(_values(book, sheet)) for sheet in sheets]
    finally:
        book.close()
    _require_add_in(calc, sheets, computed)
    return computed


def _values(book: Book, sheet: Sheet) -> Iterator[tuple[Position, Value]]:
    """What LibreOffice computed for the formula cells of a sheet."""
    for top, left, bottom, right in _bands(sorted(sheet.cells)):
        rows = book.get_rows(sheet.name, f"{address((top, left))}:{address((bottom, right))}")
        for row, found in enumerate(rows, top):
            for column, value in enumerate(found, left):
                if (row, column) in sheet.cells:
                    yield (row, column), value


def _bands(positions: list[Position]) -> Iterator[tuple[int, int, int, int]]:
    """Rectangles of neighbouring rows that hold all positions: top, left, bottom, right."""
    if not positions:
        return
    top, left = positions[0]
    bottom, right = top, left
    for row, column in positions[1:]:
        wider = max(right, column) - min(left, column) + 1
        if row - bottom > ROW_GAP or (row - top + 1) * wider > CELLS_AT_ONCE:
            yield top, left, bottom, right
            top, left, right = row, column, column
        bottom, left, right = row, min(left, column), max(right, column)
    yield top, left, bottom, right


def _require_add_in(calc: Calc, sheets: list[Sheet], computed: list[dict[Position, Value]]) -> None:
    """Without its worker the add-in answers nothing: that is no difference of the workbook."""
    answers = {
        found[position]
        for sheet, found in zip(sheets, computed, strict=True)
        for position, cell in sheet.cells.items()
        if cell.ours
    }
    log = calc.log()
    if NAME in answers and LOST_WORKER in log:
        raise HostError(f"the add-in did not answer in LibreOffice {calc.version}: {log}")


def _differences(
    sheets: list[Sheet], computed: list[dict[Position, Value]]
) -> Iterator[Difference]:
    for sheet, found in zip(sheets, computed, strict=True):
        for position, cell in sorted(sheet.cells.items()):
            if not _agree(cell.cached, found[position]):
                yield Difference(
                    sheet.name,
                    address(position),
                    cell.formula(position),
                    cell.cached,
                    found[position],
                )


def _agree(cached: Value, recalculated: Value) -> bool:
    if isinstance(cached, float) and isinstance(recalculated, float):
        return math.isclose(cached, recalculated, rel_tol=RELATIVE, abs_tol=ABSOLUTE)
    return cached == recalculated
