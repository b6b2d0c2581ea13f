"""The worked case of docs/credit-file.md in a real sheet: the formulas follow the cells."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ledgerguard.hosts.calc import Book, Calc
from ledgerguard.units import serial

CASE = Path(__file__).parents[2] / "docs" / "credit-case"
SHEET = "Sheet1"
REVIEW = serial(dt.date(2025, 11, 5))
FACTS, LEDGER = "A1:G80", "J1:T20"  # room below both, as people leave it


def typed(text: str) -> Any:
    """A cell as a person types it: numbers and dates are numbers."""
    try:
        return serial(dt.date.fromisoformat(text)) if text.count("-") == 2 else float(text)
    except ValueError:
        return text


def rows(name: str) -> list[list[Any]]:
    with (CASE / name).open(encoding="utf-8", newline="") as file:
        return [[typed(cell) for cell in row] for row in csv.reader(file)]


@pytest.fixture
def sheet(calc: Calc) -> Iterator[Book]:
    book = calc.open()
    book.paste(SHEET, "A1", rows("customer.csv"))
    book.paste(SHEET, "J1", rows("invoices.csv"))
    yield book
    book.close()


def table(book: Book, formula: str, columns: int, length: int = 60) -> list[list[Any]]:
    """What a table formula spills into a range with room to spare."""
    last = chr(ord("A") + columns - 1)
    where = f"A101:{last}{100 + length}"
    book.array_formula(SHEET, where, formula)
    found: list[list[Any]] = book.get(SHEET, where)
    book.set(SHEET, "A99", 0)
    return [row for row in found if row[0] not in ("", "#N/A")]


def test_a_decision_follows_the_file_and_the_ledger(sheet: Book) -> None:
    formula = f"=LG.CREDIT_DECISION({FACTS},{REVIEW},{LEDGER})"
    limits = [row[2] for row in table(sheet, formula, 4) if row[1].startswith("Recommended")]
    # The packaged policy takes the customer for new until 10 July 2026: of the 90,400 that were
    # paid in time half is 45,200, rounded down to thousands 45,000.
    assert limits == [45_000, 45_000]
    # One fact more and nothing is sold on credit.
    sheet.paste(SHEET, "A60", [["2001", "insolvency", True, REVIEW, "", "", "Court"]])
    after = sheet.get(SHEET, "A101:D160")
    assert any(row[2] == "cash" for row in after), after


def test_cover_and_waterfall_of_the_open_invoices(sheet: Book) -> None:
    # By the packaged terms report-fifteen: 90 % of what is covered, VAT of 13 % taken out.
    day = serial(dt.date(2026, 1, 31))
    formula = f'=LG.WATERFALL({LEDGER},{day},{FACTS},"report-fifteen",,0.13)'
    found = {row[3]: row[14] for row in table(sheet, formula, 20)}
    # Without VAT 100,000, 80,000 and of 50,000 the 20,000 that the limit of 200,000 still holds;
    # A-107 came after the 30 days of run-off. Of each 90 %.
    del found["Invoice"], found[""]
    assert found == {"A-104": 90_000, "A-105": 72_000, "A-106": 18_000, "A-107": 0}


@pytest.mark.parametrize(
    ("formula", "columns", "least"),
    [
        (f"=LG.CUSTOMER_FILE({FACTS},{REVIEW})", 9, 30),
        (f"=LG.STATEMENT_YEARS({FACTS},{REVIEW})", 4, 5),
        (f"=LG.LIMIT_STATUS({FACTS},{REVIEW},{LEDGER})", 10, 2),
        (f"=LG.CONTROL_NODES({FACTS},{REVIEW},{LEDGER})", 8, 17),
        (f"=LG.RECEIPTS_FORECAST({LEDGER},{REVIEW})", 8, 15),
        ('=LG.CREDIT_POLICY("grades")', 8, 11),
    ],
)
def test_a_table_arrives_whole(sheet: Book, formula: str, columns: int, least: int) -> None:
    found = table(sheet, formula, columns)
    assert len(found) >= least, found
    assert not [cell for row in found for cell in row if str(cell).startswith("#")]
