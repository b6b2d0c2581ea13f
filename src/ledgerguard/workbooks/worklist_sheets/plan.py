"""What the sheets of the collector's workbook share: texts, names, money, printing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from ledgerguard.casework.engine import Derived
from ledgerguard.casework.feedback_columns import SEAL, RowId
from ledgerguard.casework.records import Task, Worklist
from ledgerguard.ledger.currency import exponent
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.firm import Policy
from ledgerguard.policy.schema import Wording
from ledgerguard.units import Cell, Language, from_serial
from ledgerguard.workbooks.paper import a4
from ledgerguard.workbooks.worklist_labels import STATUS, TEXTS
from ledgerguard.workbooks.writer import Book, Sheet

A4_PIXELS: Final = 1_040
"""What an A4 page in landscape holds across at full size, between our margins."""

CHARACTER: Final = {"en": 7.5, "zh": 8.7}
"""Pixels of a character of a column's width, where the program shows it widest: a page whose
columns do not fit is broken a second time."""


@dataclass(frozen=True)
class Plan:
    """One workbook while it is being laid out."""

    book: Book
    derived: Derived
    policy: Policy
    head: str  # of the log; "" without one
    fingerprint: str  # of the ledger; "" where unknown
    language: Language

    @property
    def worklist(self) -> Worklist:
        """What the run found."""
        return self.derived.worklist

    @property
    def as_of(self) -> dt.date:
        """The day of the run."""
        return from_serial(self.worklist.as_of)

    @property
    def has_entities(self) -> bool:
        """Whether any row names a legal entity: else no column is spent on it."""
        found = self.worklist
        return any(
            [
                *(task.entity for task in found.tasks),
                *(held.item.key.entity for held in found.held),
                *(one.entity for one in found.reassess),
            ]
        )

    def say(self, wording: Wording) -> str:
        """A wording in the language of the workbook."""
        return wording.in_language(self.language)

    def text(self, key: str) -> str:
        """The text of a key."""
        return self.say(TEXTS[key])

    def status(self, key: str) -> str:
        """What the status column says."""
        return self.say(STATUS[key])

    def task_id(self, task: Task, item: int = 0) -> str:
        """What reading back knows a task, or one of its items from 1 on, by."""
        return str(RowId(self.worklist.run, task.id, item, seal=self.head[:SEAL]))

    def customer_id(self, number: int) -> str:
        """What reading back knows a customer to re-assess by, from 1 on."""
        return str(RowId(self.worklist.run, customer=number, seal=self.head[:SEAL]))


def money(currency: str) -> str:
    """The number format of an amount in a currency."""
    places = exponent(currency)
    whole = "#,##0" if not places else f"#,##0.{'0' * places}"
    return f"{whole};-{whole}"


def day(serial_number: int) -> Cell:
    """A day as a cell; nothing where there is none."""
    return None if serial_number == NO_DAY else serial_number


def heading(sheet: Sheet, title: str, note: str) -> None:
    """Title and note in the first two rows."""
    sheet.put(0, 0, title, "title")
    sheet.put(1, 0, note, "subtitle")
    sheet.dress(lambda _workbook, worksheet, _formats: worksheet.set_row_pixels(0, 34))


def printing(
    plan: Plan,
    worksheet: Any,
    *,
    repeat_rows: tuple[int, int] | None = None,
    repeat_columns: tuple[int, int] | None = None,
    pages: Sequence[Sequence[float]] = (),
    down: int = 0,
) -> None:
    """A4 landscape; the head of the log at the foot of every page.

    Args:
        plan: The workbook.
        worksheet: The sheet.
        repeat_rows: Header rows.
        repeat_columns: Columns that stand on every page.
        pages: The widths of the columns of each page across; one page as wide as it takes when
            left out.
        down: How many pages the sheet is fitted to; as many as it takes when 0.
    """
    log = f" · {plan.head}" if plan.head else ""
    a4(
        worksheet,
        plan.text("page"),
        middle=f"{plan.as_of.isoformat()}{log}",
        pages=None if pages else (1, down),
        repeat=repeat_rows,
    )
    if pages:
        # Excel ignores page breaks where a sheet is fitted to pages, so the scale is computed.
        widest = max(sum(size * CHARACTER[plan.language] + 5 for size in sizes) for sizes in pages)
        worksheet.set_print_scale(max(10, min(100, int(100 * A4_PIXELS / widest))))
    if repeat_columns:
        worksheet.repeat_columns(*repeat_columns)
