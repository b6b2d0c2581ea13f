"""A workbook that checks itself: every documented example beside what the host makes of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ledgerguard.cells.functions import functions
from ledgerguard.cells.spelling import Host
from ledgerguard.ledger.collection import paused_collection
from ledgerguard.units import Language
from ledgerguard.workbooks import (
    selfcheck_cells,
    selfcheck_examples,
    selfcheck_inputs,
    selfcheck_start,
)
from ledgerguard.workbooks.save import save
from ledgerguard.workbooks.selfcheck_labels import Labels
from ledgerguard.workbooks.selfcheck_table import Placed
from ledgerguard.workbooks.writer import Book

FIXED_DAY: Final = dt.date(2000, 1, 1)
"""The day that the workbook is dated: two of them are equal to the byte."""


@dataclass(frozen=True, slots=True)
class SelfCheckSummary:
    """What was written: the file, how many formulas, how many of which checks."""

    path: Path
    formulas: int
    examples: int  # rows of the sheet Formulas
    cells: int  # rows of the sheet Cells

    @property
    def checks(self) -> int:
        """All rows that get a verdict."""
        return self.examples + self.cells


def build(out: Path, *, host: Host = "desktop", language: Language = "en") -> SelfCheckSummary:
    """Write the self-check workbook.

    Args:
        out: The .xlsx file to write.
        host: The spreadsheet program that will open it: decides the spelling, and which checks it
            is known not to pass.
        language: Of labels and subjects; the examples are those of the documentation.

    Raises:
        HostError: when the file cannot be written.
    """
    with paused_collection():
        book, tables = model(host=host, language=language)
        save(book, out, language=language, title=Labels(language)("title"), created=FIXED_DAY)
    counts = [placed.last - placed.first + 1 for placed in tables.values()]
    return SelfCheckSummary(out, len(book.formulas), *counts)


def model(*, host: Host = "desktop", language: Language = "en") -> tuple[Book, dict[str, Placed]]:
    """The same workbook as a model, and where its tables of checks stand."""
    text = Labels(language)
    book = Book(functions(), host)
    sheets = {
        key: book.sheet(text(f"sheet.{key}"))
        for key in ("start", "formulas", "cells", "arrays", "inputs")
    }
    inputs = selfcheck_inputs.add(sheets["inputs"], text)
    tables = {
        "formulas": selfcheck_examples.add(sheets["formulas"], sheets["arrays"], text),
        "cells": selfcheck_cells.add(sheets["cells"], text, inputs),
    }
    selfcheck_start.add(sheets["start"], text, tables)
    return book, tables
