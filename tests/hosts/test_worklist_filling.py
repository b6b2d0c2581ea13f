"""The collector's workbook in a real Calc: cached values are right, and filling in changes them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ledger_rows import DAY, Row, frame_of

from ledgerguard.casework import feedback_columns as fields
from ledgerguard.casework import runs
from ledgerguard.casework.events import Done, Hold, Promise
from ledgerguard.casework.feedback import read_feedback
from ledgerguard.hosts.calc import Book, Calc, recalculate
from ledgerguard.ledger import read, sample
from ledgerguard.policy.firm import load_policy
from ledgerguard.store.log import Log
from ledgerguard.units import Language, serial
from ledgerguard.workbooks import worklist

POLICY = load_policy()
# Three customers who owe 150.00, 70,000 (told to the insurer as well) and 3,000.00.
ROWS = [
    Row("A", due=DAY - 20, amount=10_000),
    Row("A", due=DAY - 5, amount=5_000),
    Row("J", "JPY", due=DAY - 40, amount=70_000),
    Row("C", due=DAY - 6, amount=300_000),
]


def built(path: Path, frame: Any, day: int, log: Log, language: Language = "en") -> Path:
    found = runs.run(frame, POLICY, log, day)
    worklist.build(found.derived, POLICY, path, head=found.head, language=language)
    return path


@pytest.mark.parametrize("language", ["en", "zh"])
def test_calc_computes_what_is_stored(tmp_path: Path, calc: Calc, language: Language) -> None:
    frame = read.read(sample.sample_path()).frame
    with Log.memory() as log:
        runs.open_log(frame, POLICY, log, serial(dt.date(2026, 10, 31)))
        path = built(
            tmp_path / "worklist.xlsx", frame, serial(dt.date(2026, 10, 31)), log, language
        )
    found = recalculate(path, calc=calc)
    assert found.differences == ()
    assert found.compared > 80
    assert found.ours == 0  # it opens without the add-in


def test_an_empty_worklist_recalculates(tmp_path: Path, calc: Calc) -> None:
    with Log.memory() as log:
        path = built(tmp_path / "worklist.xlsx", frame_of([]), DAY, log)
    assert recalculate(path, calc=calc).differences == ()


class Sheets:
    """An open workbook whose cells are found by headers."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.rows = book.get_rows("Today", "A1:AD12")
        self.top = next(n for n, row in enumerate(self.rows) if "#" in row)

    def place(self, customer: str, header: str, step: str = "") -> str:
        row = next(
            n
            for n, row in enumerate(self.rows)
            if customer in row[:4] and (not step or step in row)
        )
        letter, column = "", self.rows[self.top].index(header) + 1
        while column:
            column, rest = divmod(column - 1, 26)
            letter = chr(65 + rest) + letter
        return f"{letter}{row + 1}"

    def status(self, customer: str) -> Any:
        return self.book.get("Today", self.place(customer, "Status"))

    def fill(self, customer: str, field: str, value: Any) -> None:
        self.book.set("Today", self.place(customer, fields.FIELDS[field].en), value)

    def overview(self, label: str) -> list[Any]:
        found = [row for row in self.book.get_rows("Overview", "A1:G40") if row[0] == label]
        return list(found[0][1:])


@pytest.fixture
def sheets(tmp_path: Path, calc: Calc) -> Iterator[Sheets]:
    with Log.memory() as log:
        book = calc.open(built(tmp_path / "worklist.xlsx", frame_of(ROWS), DAY, log))
    yield Sheets(book)
    book.close()


def test_status_and_totals_follow_what_is_filled_in(sheets: Sheets) -> None:
    assert [sheets.status(name) for name in "AC"] == ["open", "open"]
    assert sheets.overview("EUR")[:4] == [2, 3_150, 3_150, 0]
    sheets.fill("A", fields.DONE_ON, DAY + 1)
    sheets.fill("C", fields.PROMISE_BY, DAY + 9)
    assert [sheets.status(name) for name in "AC"] == ["done", "promised"]
    assert sheets.overview("EUR")[:4] == [2, 3_150, 0, 3_000]
    sheets.fill("C", fields.PROMISE_AMOUNT, 1_000)
    assert sheets.overview("EUR")[:4] == [2, 3_150, 0, 1_000]
    sheets.fill("C", fields.HOLD_UNTIL, DAY + 9)
    assert sheets.status("C") == "incomplete"
    sheets.fill("C", fields.HOLD_REASON, "Other")
    assert sheets.status("C") == "promised"
    sheets.fill("C", fields.DISPUTE, "Quality")
    assert sheets.status("C") == "disputed"
    assert sheets.overview("EUR")[:5] == [2, 3_150, 0, 0, 3_000]
    assert sheets.overview("JPY")[:3] == [2, 70_000, 70_000]
    texts = [str(row[0]) for row in sheets.book.get_rows("Today", "A1:A4")]
    assert [text[:7] for text in texts if "still open" in text] == ["2 of 4 "]


def test_a_workbook_that_calc_has_stored_is_read_back(tmp_path: Path, calc: Calc) -> None:
    with Log.memory() as log:
        book = calc.open(built(tmp_path / "worklist.xlsx", frame_of(ROWS), DAY, log))
        sheets = Sheets(book)
        sheets.fill("A", fields.DONE_ON, DAY + 1)
        sheets.fill("C", fields.PROMISE_BY, DAY + 9)
        sheets.fill("C", fields.PROMISE_AMOUNT, 1_000)
        sheets.fill("C", fields.HOLD_UNTIL, DAY + 4)
        sheets.fill("C", fields.HOLD_REASON, "Agreed with sales")
        stored = book.store(tmp_path / "filled.xlsx")
        book.close()
        found = read_feedback(stored, log, today=DAY + 1)
    assert found.rejected == ()
    by_kind = {type(event): event for event in found.events}
    assert set(by_kind) == {Done, Promise, Hold}
    done, promised, held = by_kind[Done], by_kind[Promise], by_kind[Hold]
    assert isinstance(done, Done)
    assert (done.on, done.customer_id) == (DAY + 1, "A")
    assert isinstance(promised, Promise)
    assert (promised.by, promised.amount) == (DAY + 9, 100_000)
    assert isinstance(held, Hold)
    assert (held.until, held.reason, held.scope.customer_id) == (DAY + 4, "Agreed with sales", "C")
