"""``ledgerguard template fill`` on whole ledgers: what the workbooks show ties out to the files.

The files are counted here with the csv module and nothing of ours.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import openpyxl
import pytest
from shared_files import shared
from typer.testing import CliRunner

from ledgerguard.cli import app
from ledgerguard.ledger.sample import SAMPLE_AS_OF, sample_path

EDGES: Final = (0, 30, 60, 90)
IBM_DAY: Final = dt.date(2013, 7, 31)
Open = tuple[str, dt.date | None, float]
"""Customer, due date and what is open."""


def of_ibm(path: Path) -> Iterator[Open]:
    def day(text: str) -> dt.date:
        month, number, year = map(int, text.split("/"))
        return dt.date(year, month, number)

    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if day(row["InvoiceDate"]) <= IBM_DAY < day(row["SettledDate"]):
                yield row["customerID"], day(row["DueDate"]), float(row["InvoiceAmount"])


def of_the_sample(path: Path) -> Iterator[Open]:
    """Open in euro: a payment without a day counts, and a due date may follow from terms."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            paid = dt.date.fromisoformat(row["Payment Date"] or "0001-01-01") <= SAMPLE_AS_OF
            if row["Currency"] != "EUR" or (paid and row["Amount"].strip("€ ()") != row["Amount"]):
                continue  # of the odd amounts all are settled
            if row["Amount"] == "see contract":
                continue
            left = float(row["Amount"].replace(",", "")) - paid * float(row["Paid Amount"])
            if not round(left, 2):
                continue
            issued = dt.date.fromisoformat(row["Invoice Date"])
            due = dt.date.fromisoformat(row["Due Date"]) if row["Due Date"] else None
            if due is None and row["Payment Terms"]:
                due = issued + dt.timedelta(int(row["Payment Terms"].removeprefix("Net ")))
            if issued <= SAMPLE_AS_OF:
                yield row["Customer No"], due, left


@dataclass(frozen=True)
class Case:
    """A ledger with what is open in it, and the two workbooks that were filled from it."""

    items: Sequence[Open]
    day: dt.date
    books: dict[str, openpyxl.Workbook]

    @property
    def total(self) -> float:
        return sum(left for *_, left in self.items)

    @property
    def by_customer(self) -> dict[str, float]:
        found: defaultdict[str, float] = defaultdict(float)
        for customer, _, left in self.items:
            found[customer] += left
        return {customer: left for customer, left in found.items() if round(left, 2)}

    @property
    def buckets(self) -> list[float]:
        """Invoices by days past due, the last ones without a due date; credits are apart."""
        found = [0.0] * 6
        for _, due, left in self.items:
            place = 5 if due is None else sum((self.day - due).days > edge for edge in EDGES)
            found[place] += max(left, 0.0)
        return found

    def numbers(self, name: str, key: str) -> list[Any]:
        book = self.books[name]
        sheet, cells = book.defined_names[key].attr_text.replace("$", "").rsplit("!", 1)
        found = book[sheet.strip("'")][cells]
        rows = found if isinstance(found, tuple) else ((found,),)
        return [cell.value for row in rows for cell in row]


@pytest.fixture(scope="module", params=["sample", "ibm"])
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Case:
    ours = request.param == "sample"
    path = sample_path() if ours else shared("ibm_ar_us_mdy.csv")
    day = SAMPLE_AS_OF if ours else IBM_DAY
    folder = tmp_path_factory.mktemp(request.param)
    books = {}
    for name in ("provisions", "insurance-and-claims"):
        out = folder / f"{name}.xlsx"
        options = ("--ledger", path, "--as-of", day, "--out", out)
        result = CliRunner().invoke(app, ["template", "fill", name, *map(str, options)])
        assert result.exit_code == 0, result.output
        assert "DIFFERS" not in result.output
        books[name] = openpyxl.load_workbook(out, data_only=True)
    items = list(of_the_sample(path) if ours else of_ibm(path))
    return Case(items, day, books)


def test_the_receivables_of_the_provisions_are_those_of_the_file(case: Case) -> None:
    (gross,) = case.numbers("provisions", "gross_total")
    assert gross == pytest.approx(case.total)
    sheet = case.books["provisions"]["Allowance"]
    shown = [sheet.cell(row, 3).value for row in range(10, 16)]  # five buckets, then undated
    assert shown == pytest.approx(case.buckets)
    assert sheet.cell(17, 3).value == pytest.approx(min(0, case.total - sum(case.buckets)))
    assert case.numbers("provisions", "checks_failed") == [0]


def test_the_insured_debts_are_those_of_the_file(case: Case) -> None:
    name = "insurance-and-claims"
    owed = zip(case.numbers(name, "buyers_id"), case.numbers(name, "buyers_outstanding"),
               strict=True)  # fmt: skip
    assert {str(buyer): left for buyer, left in owed if buyer} == pytest.approx(case.by_customer)
    items = [left for left in case.numbers(name, "items_amount") if left is not None]
    assert len(items) == len(case.items)
    assert sum(items) == pytest.approx(case.total)
    assert case.numbers(name, "checks_failed") == [0]
