"""An example of a problem says in which file and in which row of it one has to look."""

from __future__ import annotations

from pathlib import Path

import pytest
from ledger_rows import DAY
from openpyxl import Workbook

from ledgerguard.ledger.engines.engine import NAMES
from ledgerguard.ledger.read import read
from ledgerguard.ledger.running.question import Question
from ledgerguard.ledger.running.run import Payments, run
from ledgerguard.policy.escalation import resolve
from ledgerguard.units import from_serial

QUESTION = Question(DAY, resolve("five-stage").levels)
HEADER = "Invoice,Customer,Currency,Invoice date,Due date,Amount"
ISSUED, DUE = from_serial(DAY - 40).isoformat(), from_serial(DAY - 10).isoformat()

Found = list[tuple[str, int, str]]


def write(file: Path, invoices: list[str], delimiter: str = ",", above: str = "") -> Path:
    """One invoice a row; the amount of one whose number ends in x cannot be read."""
    lines = [
        f"{invoice},C,EUR,{ISSUED},{DUE},{'twelve' if invoice.endswith('x') else '5.00'}"
        for invoice in invoices
    ]
    file.parent.mkdir(exist_ok=True)
    text = "\n".join([HEADER, *lines, ""]).replace(",", delimiter)
    file.write_text(above + text, encoding="utf-8")
    return file


def found_in(out: Path, files: list[Path], engine: str = "duckdb") -> Found:
    found = run(files, QUESTION, out, tables=["aging"], engine=engine)
    return [(one.file, one.row, one.problem) for one in found.examples]


@pytest.mark.parametrize("engine", [name for name in NAMES if name != "pyspark"])
def test_rows_are_those_of_their_files(tmp_path: Path, engine: str) -> None:
    files = [
        write(tmp_path / "a.csv", ["1", "2"]),
        write(tmp_path / "b.csv", ["3x", "4", "1"]),
        write(tmp_path / "c.csv", ["4", "5x", "5"]),
        write(tmp_path / "d.csv", ["6"] * 3),
    ]
    assert found_in(tmp_path / "out", files, engine) == [
        ("b.csv", 2, "the amount cannot be read"),
        ("b.csv", 4, "the number already stands in row 2 of a.csv"),
        ("c.csv", 2, "the number already stands in row 3 of b.csv"),
        ("c.csv", 3, "the amount cannot be read"),
        ("d.csv", 3, "the number already stands in row 2"),
        ("d.csv", 4, "the number already stands in row 2"),
    ]


def test_a_single_file_is_named_and_equal_names_have_their_folders(tmp_path: Path) -> None:
    one = write(tmp_path / "may" / "ledger.csv", ["1x", "2"])
    other = write(tmp_path / "june" / "ledger.csv", ["3x", "4"])
    assert found_in(tmp_path / "out", [one]) == [("ledger.csv", 2, "the amount cannot be read")]
    assert [place[:2] for place in found_in(tmp_path / "out", [one, other])] == [
        (str(one), 2),
        (str(other), 2),
    ]


def test_files_written_in_another_way_are_not_guessed_at(tmp_path: Path) -> None:
    """Those that are written alike are read together, so the rows of c come before those of b."""
    files = [
        write(tmp_path / "a.csv", ["1x", "2"]),
        write(tmp_path / "b.csv", ["3", "4x"], ";"),
        write(tmp_path / "c.csv", ["5x", "6"]),
    ]
    places = [place[:2] for place in found_in(tmp_path / "out", files)]
    assert places == [("a.csv", 2), ("", 4), ("", 7)]


ABOVE = "Export of ACME,,,,,\nPrinted today,,,,,\n"


@pytest.mark.parametrize("engine", [name for name in NAMES if name != "pyspark"])
def test_rows_above_the_header_count_as_they_do_in_a_small_ledger(
    tmp_path: Path, engine: str
) -> None:
    one = write(tmp_path / "a.csv", ["1", "2x", "1"], above=ABOVE)
    small = read(one).problems
    assert [problem.row for problem in small] == [5, 6]
    assert found_in(tmp_path / "out", [one], engine) == [
        ("a.csv", problem.row, problem.problem) for problem in small
    ]
    other = write(tmp_path / "b.csv", ["3", "1"], above=ABOVE)
    assert found_in(tmp_path / "out", [one, other], engine)[-1] == (
        *("b.csv", 5, "the number already stands in row 4 of a.csv"),
    )


def test_rows_above_the_header_of_a_sheet(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.create_sheet("Ledger", 0)
    book.remove(book["Sheet"])
    lines = [HEADER, f"1,C,EUR,{ISSUED},{DUE},5", f"2,C,EUR,{ISSUED},{DUE},twelve"]
    for line in [*ABOVE.splitlines(), *lines]:
        sheet.append(line.split(","))
    file = tmp_path / "a.xlsx"
    book.save(file)
    assert found_in(tmp_path / "out", [file]) == [("a.xlsx", 5, "the amount cannot be read")]


def test_rows_above_the_header_where_files_are_kept(tmp_path: Path) -> None:
    files = [
        write(tmp_path / "a.csv", ["1", "2"], above=ABOVE),
        write(tmp_path / "b.csv", ["3x", "2"], above=ABOVE),
    ]
    found = run(files, QUESTION, tmp_path / "out", tables=["aging"], state=tmp_path / "state")
    assert [(one.file, one.row, one.problem) for one in found.examples] == [
        ("b.csv", 4, "the amount cannot be read"),
        ("b.csv", 5, "the number already stands in row 5 of a.csv"),
    ]


def test_problems_of_payments_name_their_file(tmp_path: Path) -> None:
    file = write(tmp_path / "ledger.csv", ["1"])
    paid = tmp_path / "bank.csv"
    paid.write_text(
        f"Payment,Customer,Currency,Date,Amount\nP1,C,EUR,{DUE},n/a\nP2,C,EUR,{DUE},1\n"
    )
    found = run([file], QUESTION, tmp_path / "out", tables=["aging"], payments=Payments([paid]))
    assert [(one.file, one.row) for one in found.examples] == [("bank.csv", 2)]
