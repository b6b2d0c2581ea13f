"""A worklist made as the command makes it, and filled in as people do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import openpyxl
from ledger_rows import DAY, Row, frame_of

from ledgerguard.casework import runs
from ledgerguard.casework.feedback import Feedback, read_feedback
from ledgerguard.casework.feedback_columns import FIELDS, ID
from ledgerguard.casework.records import Task
from ledgerguard.policy.firm import load_policy
from ledgerguard.store.log import Log
from ledgerguard.units import Language
from ledgerguard.workbooks.worklist import build

HEADER_ROW = 5
TODAY = DAY + 3  # the day on which it is read back

# Customer A owes 100.00, 200.00 and 300.00, listed with the oldest last; B owes yen, which has
# no decimals; C owes what is not due for long.
ROWS = (
    Row("A", due=DAY - 5, amount=30_000),
    Row("A", due=DAY - 10, amount=20_000),
    Row("A", due=DAY - 40, amount=10_000),
    Row("B", "JPY", due=DAY - 20, amount=5_000, entity="North"),
    Row("C", due=DAY + 100),
)


def date(day: int) -> dt.date:
    return dt.date(1899, 12, 30) + dt.timedelta(day)


class Worklist:
    """A run, its workbook, and what is filled in."""

    def __init__(self, folder: Path, language: Language = "en") -> None:
        self.log = Log.memory()
        self.path = folder / "worklist.xlsx"
        self.language: Language = language
        self.run()

    def run(self, day: int = DAY) -> None:
        found = runs.run(frame_of(ROWS), load_policy("five-stage"), self.log, day)
        self.tasks = found.derived.worklist.tasks
        policy = load_policy("five-stage")
        build(found.derived, policy, self.path, head=found.head, language=self.language)
        self.book = openpyxl.load_workbook(self.path)

    def task(self, customer: str, track: str = "customer") -> Task:
        return next(t for t in self.tasks if (t.customer_id, t.track) == (customer, track))

    def header(self, field: str) -> str:
        wording = ID if field == "id" else FIELDS[field]
        return wording.in_language(self.language)

    def column(self, sheet: Any, field: str) -> int:
        found = [cell.column for cell in sheet[HEADER_ROW] if cell.value == self.header(field)]
        return int(found[0])

    def sheet(self, place: int) -> Any:
        return self.book.worksheets[place]

    def cell(self, identity: str, field: str) -> Any:
        """The cell of a field in the row of an id."""
        for sheet in self.book.worksheets:
            if not any(cell.value == self.header("id") for cell in sheet[HEADER_ROW]):
                continue
            ids = self.column(sheet, "id")
            for row in range(HEADER_ROW + 1, sheet.max_row + 1):
                if str(sheet.cell(row, ids).value).partition("@")[0] == identity:
                    return sheet.cell(row, self.column(sheet, field))
        raise LookupError(identity)

    def fill(self, identity: str, **values: Any) -> None:
        for field, value in values.items():
            self.cell(identity, field).value = value

    def read(self, log: Log | None = None, today: int = TODAY) -> Feedback:
        self.book.save(self.path)
        return read_feedback(self.path, log or self.log, today=today)


@contextmanager
def worklist(folder: Path, language: Language = "en") -> Iterator[Worklist]:
    made = Worklist(folder, language)
    with made.log:
        yield made
