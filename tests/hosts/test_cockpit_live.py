"""The cockpit is live: edits in a real Calc change what it shows, as plain Python says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import plain_ledger
import pytest
from plain_ledger import AS_OF, Invoice

from ledgerguard.hosts.calc import Book, Calc, recalculate
from ledgerguard.ledger.read import from_cells
from ledgerguard.workbooks import cockpit
from ledgerguard.workbooks.save import save
from ledgerguard.workbooks.sheets.plan import Plan
from ledgerguard.workbooks.writer import address, area

HEADER = [
    "Invoice", "Customer ID", "Customer", "Currency", "Invoice date", "Due date", "Amount",
    "Paid", "Paid on", "Disputed", "Delivered",
]  # fmt: skip


class Cockpit:
    """A cockpit that is open in Calc, and the plain ledger that it must agree with."""

    def __init__(self, calc: Calc, folder: Path, ledger: list[Invoice]) -> None:
        self.ledger = ledger
        cells = [HEADER, *(invoice.cells() for invoice in self.ledger)]
        model, tiles = cockpit.model(
            from_cells(cells),  # type: ignore[arg-type]  # a list of rows of objects
            plain_ledger.EPOCH + dt.timedelta(AS_OF),
            host="calc",
        )
        self.plan: Plan = tiles.plan
        self.path = folder / "cockpit.xlsx"
        save(model, self.path, language="en", title="Cockpit", created=self.plan.as_of)
        self.book: Book = calc.open(self.path)

    def table(self, sheet: str, formula: str) -> list[list[Any]]:
        """What a table formula answers in Calc, without its header."""
        holder = self.plan.sheet(sheet)
        spill = next(s for s in holder.spills if s.text.startswith(f"LG_{formula}("))
        below = len(self.plan.book.grid(holder, spill)) - 1
        bottom, right = spill.row + below, spill.column + spill.width - 1
        where = area(spill.row + 1, spill.column, bottom, right).replace("$", "")
        return self.book.get_rows(holder.name, where)

    def edit(self, row: int, column: int, value: object) -> None:
        """Type into the Ledger sheet; row 0 is the first invoice."""
        self.book.set("Ledger", address(row + 1, column, absolute=False), value)

    def append(self, *invoices: Invoice) -> None:
        """Paste rows below the ledger."""
        where = address(len(self.ledger) + 1, 0, absolute=False)
        self.book.paste("Ledger", where, [invoice.cells() for invoice in invoices])
        self.ledger.extend(invoices)

    def look_at(self, day: int) -> None:
        """Type another as-of date."""
        self.book.set("Dashboard", self.plan.book.names["as_of"].split("!")[1], day)

    def must_agree(self, day: int) -> None:
        """Compare every kind of figure with plain Python; nobody asks Calc to recalculate."""
        aging = self.table("data", "AGING")[0]
        assert aging[1:] == pytest.approx(plain_ledger.aging(self.ledger, day), abs=1e-9)
        latest = self.table("data", "DSO_TREND")[-1]
        assert latest[0] == day
        assert latest[4] == pytest.approx(plain_ledger.dso(self.ledger, day), rel=1e-12)
        rows = self.table("customers", "CUSTOMER_SUMMARY")
        customers = {row[0]: (round(row[3], 2), round(row[4], 2)) for row in rows if row[3]}
        assert customers == plain_ledger.by_customer(self.ledger, day)
        chased: dict[tuple[str, str], int] = {}
        for row in self.table("worklist", "WORKLIST"):
            if row[1]:
                chased[row[1], row[3]] = max(int(row[4]), chased.get((row[1], row[3]), 0))
        assert chased == plain_ledger.stages(self.ledger, day)
        figures = {label: value for label, value, _ in self.tiles()}
        assert figures["Open receivables"] == pytest.approx(aging[-1], abs=1e-9)
        assert figures["DSO (days)"] == pytest.approx(latest[4], rel=1e-12)

    def tiles(self) -> Iterator[tuple[str, Any, Any]]:
        """Label, value and note of every tile of the dashboard."""
        for row in (4, 8):
            for column in range(1, 13, 2):
                yield tuple(
                    self.book.get("Dashboard", address(row + down, column, absolute=False))
                    for down in range(3)
                )

    def checks(self) -> list[Any]:
        """The strip of checks: tie-out, rows, problems, room, self-check."""
        cells = self.book.get_rows("Dashboard", "B14:M14")[0]
        return [cells[place] for place in (0, 3, 5, 7, 10)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cockpit")


@pytest.fixture
def opened(calc: Calc, folder: Path) -> Iterator[Cockpit]:
    made = Cockpit(calc, folder, plain_ledger.invoices(seed=20260630))
    yield made
    made.book.close()


def test_what_is_stored_is_what_calc_computes(opened: Cockpit, calc: Calc) -> None:
    result = recalculate(opened.path, calc=calc)
    assert result.differences == ()
    assert result.ours > 20
    assert result.filled > 300


def test_a_ledger_that_names_no_currency(
    calc: Calc, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plain_ledger, "CURRENCY", "")
    ledger = [replace(invoice, currency="") for invoice in plain_ledger.invoices(seed=3)]
    cockpit = Cockpit(calc, folder, ledger)  # its currency cell is blank, which Calc sends as 0
    try:
        assert recalculate(cockpit.path, calc=calc).differences == ()
        cockpit.look_at(AS_OF - 10)
        cockpit.must_agree(AS_OF - 10)
        assert cockpit.checks() == [0, 0, 0, "✓ all rows within range", 0]
    finally:
        cockpit.book.close()


def test_untouched(opened: Cockpit) -> None:
    opened.must_agree(AS_OF)
    assert opened.checks() == [0, 0, 0, "✓ all rows within range", 0]


@pytest.mark.parametrize("days_back", [1, 17, 45, 92])
def test_another_as_of_date(opened: Cockpit, days_back: int) -> None:
    opened.look_at(AS_OF - days_back)
    opened.must_agree(AS_OF - days_back)
    assert opened.checks()[0] == 0  # ties out to native SUMIFS at a past date too


def _an_amount(cockpit: Cockpit) -> None:
    cockpit.ledger[10].amount = 1_234_567
    cockpit.ledger[10].paid, cockpit.ledger[10].paid_on = 0, None
    cockpit.book.paste("Ledger", "A12", [cockpit.ledger[10].cells()])


def _a_due_date(cockpit: Cockpit) -> None:
    invoice = next(i for i in cockpit.ledger if i.open_at(AS_OF) > 0 and i.due > AS_OF)
    invoice.due = AS_OF - 31
    cockpit.edit(cockpit.ledger.index(invoice), 5, invoice.due)


def _a_row(cockpit: Cockpit) -> None:
    cockpit.append(Invoice("NEW-1", "C99", "EUR", AS_OF - 50, AS_OF - 20, 7_654_321))


def _many_rows(cockpit: Cockpit) -> None:
    cockpit.append(*plain_ledger.invoices(seed=7, count=200))


def _a_dispute(cockpit: Cockpit) -> None:
    staged = plain_ledger.stages(cockpit.ledger, AS_OF)
    invoice = next(i for i in cockpit.ledger if (i.customer, i.currency) in staged)
    invoice.disputed = True
    cockpit.edit(cockpit.ledger.index(invoice), 9, "TRUE")


@pytest.mark.parametrize("edit", [_an_amount, _a_due_date, _a_row, _many_rows, _a_dispute])
def test_an_edit_of_the_ledger(opened: Cockpit, edit: Callable[[Cockpit], None]) -> None:
    edit(opened)
    opened.must_agree(AS_OF)
    assert opened.checks()[0] == 0
    assert opened.checks()[1] == 0


def test_a_row_that_cannot_be_read_is_reported_and_not_silent(opened: Cockpit) -> None:
    row = opened.append
    row(Invoice("BAD-1", "C01", "EUR", AS_OF - 5, AS_OF + 25, 100_000))
    opened.edit(len(opened.ledger) - 1, 6, "see contract")
    opened.ledger.pop()
    opened.must_agree(AS_OF)
    problems = [p for p in opened.table("problems", "LEDGER_PROBLEMS") if p[0]]
    assert problems[0][2] == "see contract"
    assert opened.checks()[1] == 1  # one row stands in the ledger and is not counted
    assert opened.checks()[2] >= 1


def test_rows_below_the_range_turn_the_tile_red(opened: Cockpit) -> None:
    below = opened.plan.capacity + 3
    opened.book.paste("Ledger", f"A{below}", [opened.ledger[0].cells()])
    message = opened.checks()[3]
    assert message.startswith("✗ ledger range is full: 1")
    opened.must_agree(AS_OF)  # and what is within the range still counts


def test_the_policy_sheet_decides_the_stages(opened: Cockpit) -> None:
    sheet, cell = opened.plan.book.names["ladder"].split("!")
    first = int(cell.split("$")[2].rstrip(":"))
    before = opened.table("worklist", "WORKLIST")
    opened.book.paste(sheet, f"B{first + 1}", [[days] for days in (-60, -50, -40, -30, -20)])
    after = opened.table("worklist", "WORKLIST")
    assert before != after
    assert {row[4] for row in after if row[1]} <= {1, 2, 3, 4, 5}
    assert max(row[4] for row in after if row[1]) == 5
