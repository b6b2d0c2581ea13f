"""The workbook of a portfolio: what stands where, that it ties out, and what it says of files."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from ledger_rows import DAY, Row, frame_of
from openpyxl.worksheet.worksheet import Worksheet

from ledgerguard.errors import LedgerError
from ledgerguard.formulas.escalation import Level
from ledgerguard.ledger.aging import aging_table
from ledgerguard.ledger.calendar import month_points
from ledgerguard.ledger.chasing import chasing_table
from ledgerguard.ledger.cleaning.tally import Affected, Tally
from ledgerguard.ledger.customers import portfolio_table
from ledgerguard.ledger.exposure import exposure_table
from ledgerguard.ledger.history.agings import aging_history
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.units import Language, from_serial
from ledgerguard.workbooks.portfolio_aging import CHARTS
from ledgerguard.workbooks.portfolio_book import Portfolio, build, model

LEVELS = (Level(3), Level(15))
ROWS = [
    Row("A", amount=100_000, customer='=HYPERLINK("x")'),
    Row("B", amount=40_000, paid=15_000, paid_on=DAY - 5, customer="Beta"),
    Row("C", amount=3_000, due=NO_DAY, issued=NO_DAY),
    Row("D", amount=-2_000, customer="Delta"),
    Row("J", "JPY", amount=70_000, customer="光华"),
    Row("K", "KWD", amount=1_234_567, due=DAY + 5),
    Row("N", "", amount=500),
]
OPEN = {"": 500, "EUR": 126_000, "JPY": 70_000, "KWD": 1_234_567}  # added up by hand
OWED = {**OPEN, "EUR": 128_000}


@dataclass(frozen=True)
class File:
    name: str
    rows: int
    where: str


def found(rows: Sequence[Row] = ROWS, top: int = 1000) -> Portfolio:
    frame = frame_of(rows)
    customers = portfolio_table(frame, DAY, LEVELS)
    items = chasing_table(frame, DAY, LEVELS)
    whole = {
        "customers": customers.sort("open", descending=True),
        "aging": aging_table(frame, DAY),
        "aging-history": aging_history(frame, month_points(DAY, 36)),
        "exposure": exposure_table(customers, 1),
        "worklist": items.sort("open", descending=True),
    }
    kept = {"customers": top, "worklist": 1}
    totals: dict[str, dict[str, int]] = {}
    for row in customers.rows(named=True):
        total = totals.setdefault(row["currency"], {})
        for name in ("open", "owed", "overdue", "disputed", "unapplied", "items"):
            total[name] = total.get(name, 0) + row[name]
    problems = (
        Affected("missing_issued", "Invoice date", 2, {"EUR": 3_000, "KWD": 1_500}),
        Affected("no_issued_column", "", 1, {}),
    )
    return Portfolio(
        DAY,
        totals,
        Tally(9, 7, problems),
        {name: t.head(kept.get(name, 10**6)).rows(named=True) for name, t in whole.items()},
        [File(name, len(table), f"out/{name}.parquet") for name, table in whole.items()],
        "C:\\private\\ledger.parquet",
    )


def stored(tmp_path: Path, made: Portfolio, language: Language = "en") -> openpyxl.Workbook:
    path = tmp_path / f"portfolio-{language}.xlsx"
    build(made, path, language=language)
    return openpyxl.load_workbook(path, data_only=True)


def cells_of(sheet: Worksheet, first: int = 1) -> list[list[Any]]:
    return [list(row) for row in sheet.iter_rows(min_row=first, values_only=True)]


def test_totals_are_the_ledgers_and_tie_out(tmp_path: Path) -> None:
    sheet = stored(tmp_path, found(top=3))["Summary"]
    cells = cells_of(sheet)
    assert cells[1][0] == f"as of {from_serial(DAY).isoformat()} · ledger.parquet"
    assert [row[0] for row in cells[6:10]] == [None, "EUR", "JPY", "KWD"]
    assert [row[2] for row in cells[6:10]] == [5.0, 1260.0, 70_000.0, 1234.567]
    assert [row[3] for row in cells[6:10]] == [5.0, 1280.0, 70_000.0, 1234.567]
    assert cells[7][5] == pytest.approx(1250 / 1280)  # C has no due date, D is a credit
    at = next(n for n, row in enumerate(cells) if row[0] == "Does it tie out?") + 2
    # The three largest in minor units are K, A and J: B, C and D and N are left in the file.
    assert [row[1:5] for row in cells[at : at + 4]] == [
        [0, 5.0, 5.0, 0],
        [1000.0, 260.0, 1260.0, 0],
        [70_000.0, 0, 70_000.0, 0],
        [1234.567, 0, 1234.567, 0],
    ]
    assert [row[5:7] for row in cells[at : at + 4]] == [
        [5.0, 0], [1260.0, 0], [70_000.0, 0], [1234.567, 0],
    ]  # fmt: skip
    # Only the largest item that is due is on the sheet: A's.
    assert [row[7:9] for row in cells[at : at + 4]] == [
        [0, 5.0], [1000.0, 280.0], [0, 70_000.0], [0, 1234.567],
    ]  # fmt: skip


def test_a_row_that_is_taken_away_shows_as_a_difference() -> None:
    book = model(found(top=3))
    sheet = book.sheets["Customers"]
    place = next(cell for cell, (value, _) in sheet.values.items() if value == 1000.0)
    sheet.values[place] = (None, "plain")
    summary = book.sheets["Summary"]
    ties = next(row for (row, _), (v, _) in summary.values.items() if v == "Does it tie out?")
    assert [book.value(summary, row, 4) for row in range(ties + 2, ties + 6)] == [0, -1000, 0, 0]


def test_every_table_says_what_was_left_and_where(tmp_path: Path) -> None:
    made = found(top=3)
    other = replace(made, files=[*made.files, File("delays", 12, "out/delays.parquet")])
    cells = cells_of(stored(tmp_path, other)["Summary"])
    at = next(n for n, row in enumerate(cells) if row[0] == "What was left in the files") + 2
    assert [row[:5] for row in cells[at:]] == [
        ["Customers", 7, 3, 4, "out/customers.parquet"],
        ["Aging", 4, 4, 0, "out/aging.parquet"],
        [
            "Months",
            45,
            45,
            0,  # 36 of EUR, which has an item without a date, 3 of each other
            "out/aging-history.parquet",
        ],
        ["Exposure", 4, 4, 0, "out/exposure.parquet"],
        ["Open items", 4, 1, 3, "out/worklist.parquet"],
        ["delays", 12, 0, 12, "out/delays.parquet"],
    ]


def test_customers_and_their_shares_of_the_ledger(tmp_path: Path) -> None:
    sheet = stored(tmp_path, found())["Customers"]
    rows = {row[0]: tuple(row) for row in cells_of(sheet, 5)}
    assert rows["A"][4:7] == (1000.0, pytest.approx(1000 / 1260), 1000.0)
    assert rows["B"][4:6] == (250.0, pytest.approx(250 / 1260))
    assert rows["N"][2:6] == (None, 1, 5.0, 1)
    assert rows["D"][8] == -20.0
    # Currency by currency, the largest first; no currency comes first.
    assert list(rows) == ["N", "A", "B", "C", "D", "J", "K"]
    assert sheet["B6"].value == '=HYPERLINK("x")'
    assert sheet["B6"].data_type == "s"
    assert sheet["E11"].number_format.startswith("#,##0.000;")  # K, in dinars


def test_no_share_of_what_credits_outweigh() -> None:
    book = model(found([Row("A", amount=100), Row("D", amount=-300)]))
    sheet = book.sheets["Customers"]
    assert [book.value(sheet, row, 5) for row in (4, 5)] == ["", ""]


def test_the_aging_its_shares_and_its_months(tmp_path: Path) -> None:
    made = found()
    book = stored(tmp_path, made)
    rows = cells_of(book["Aging"], 5)
    assert rows[1][:10] == ["EUR", 4, 0, 1250.0, 0, 0, 0, 30.0, -20.0, 1260.0]
    shares = next(n for n, row in enumerate(rows) if row[0] == "Shares of what is owed")
    assert rows[shares + 3][2:8] == [0, pytest.approx(1250 / 1280), 0, 0, 0, 30 / 1280]
    months = cells_of(book["Months"], 5)
    # Nothing was open in JPY before the last three month ends; EUR has an item without a date.
    assert len(months) == 4 * 36
    of_day = {(row[0], row[1].date()): row for row in months}
    assert of_day["JPY", from_serial(DAY)][-1] == 70_000.0
    assert of_day["JPY", from_serial(month_points(DAY, 36)[0])][2:] == [0] * 9
    assert of_day["EUR", from_serial(month_points(DAY, 36)[0])][-1] == 30.0


def test_a_chart_for_each_of_the_busiest_currencies(tmp_path: Path) -> None:
    codes = ["AUD", "CAD", "CHF", "CNY", "EUR", "GBP", "JPY", "USD"]
    rows = [Row("A", code) for code in codes] + [Row("B", "USD")]
    build(found(rows), tmp_path / "many.xlsx")
    with zipfile.ZipFile(tmp_path / "many.xlsx") as file:
        charts = [name for name in file.namelist() if name.startswith("xl/charts/chart")]
        first = file.read("xl/charts/chart1.xml").decode()
    assert len(charts) == CHARTS < len(codes)
    assert "Open by days past due, USD" in first
    note = model(found(rows)).sheets["Aging"].values
    assert any("6 currencies" in str(value) for value, _ in note.values())


def test_more_buckets_than_usual() -> None:
    edges = (0, 5, 10, 15, 20, 25, 30, 60, 90)
    frame = frame_of(ROWS)
    tables = {
        "aging": aging_table(frame, DAY, edges=edges).rows(named=True),
        "aging-history": aging_history(frame, [DAY], edges=edges).rows(named=True),
    }
    book = model(replace(found(), tables=tables, files=[], edges=edges))
    assert book.value(book.sheets["Aging"], 5, 8) == 1250.0  # 26 to 30 days
    ties = [
        book.value(book.sheets["Summary"], row, 2)
        for row, column in book.sheets["Summary"].formulas
        if column == 2
    ]
    assert ties == [0, 0, 0, 0]


def test_problems_are_counted_with_their_money(tmp_path: Path) -> None:
    sheet = stored(tmp_path, found())["Problems"]
    assert str(sheet["A3"].value).startswith("9 rows read, 7 counted.")
    rows = cells_of(sheet, 5)
    assert [row[1:5] for row in rows] == [
        ["Invoice date", 2, "EUR", 30.0],
        ["Invoice date", 2, "KWD", 1.5],
        [None, 1, None, None],
    ]
    assert rows[2][0] == "no column for the invoice date (... rows)"


def test_in_chinese(tmp_path: Path) -> None:
    book = stored(tmp_path, found(), "zh")
    names = ["概览", "客户", "风险敞口", "未清款项", "账龄", "各月账龄", "问题"]
    assert book.sheetnames == names
    assert book["概览"]["A1"].value == "应收账款组合"
    assert book["问题"]["A5"].value == "没有开票日期"


def test_a_ledger_of_which_nothing_was_asked(tmp_path: Path) -> None:
    book = stored(tmp_path, Portfolio(DAY, {}, Tally(0, 0, ()), {}))
    assert book.sheetnames == ["Summary", "Problems"]
    assert book["Problems"]["A5"].value == "none"


def test_a_ledger_with_nothing_open(tmp_path: Path) -> None:
    totals = {
        "EUR": dict.fromkeys(("open", "owed", "overdue", "disputed", "unapplied", "items"), 0)
    }
    names = ("customers", "aging", "aging-history", "exposure", "worklist")
    made = Portfolio(DAY, totals, Tally(1, 1, ()), dict.fromkeys(names, ()))
    book = stored(tmp_path, made)
    assert book["Months"]["A5"].value == "none"
    ties = [row for row in cells_of(book["Summary"]) if row[0] == "EUR"][1]
    assert ties[1:9] == [0] * 8


@pytest.mark.parametrize("name", ["aging", "aging-history", "customers"])
def test_tables_of_another_run_are_refused(name: str) -> None:
    made = found()
    column = "open" if name == "customers" else "total"
    wrong = [{**row, column: row[column] + 1} for row in made.tables[name]]
    with pytest.raises(LedgerError, match=f"the table {name} must tie out"):
        model(replace(made, tables={**made.tables, name: wrong}))


def test_more_rows_than_the_file_are_refused() -> None:
    made = found()
    short = [File("customers", 2, "out/customers.parquet")]
    with pytest.raises(LedgerError, match="at most the 2 rows of its file, got 7"):
        model(replace(made, files=short))


def test_two_builds_are_equal_to_the_byte(tmp_path: Path) -> None:
    first, second = tmp_path / "first.xlsx", tmp_path / "second.xlsx"
    build(found(), first)
    build(found(), second)
    assert first.read_bytes() == second.read_bytes()
