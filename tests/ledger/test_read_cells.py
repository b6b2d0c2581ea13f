"""Ranges of cells become frames; expected figures are worked out by hand beside each case."""

import datetime as dt
import string
from pathlib import Path

import pytest
from cell_ledgers import DUE, ISSUED, codes, column, ledger

from ledgerguard.errors import ErrorValue, LedgerError
from ledgerguard.ledger.problems import MESSAGES
from ledgerguard.ledger.read import from_cells, read
from ledgerguard.ledger.schema import FRAME, NO_DAY
from ledgerguard.units import Cell


def test_the_frame_is_canonical() -> None:
    found = ledger(
        "Invoice|Customer|Invoice date|Due date|Amount", ["A1", "Acme", ISSUED, DUE, 12.5]
    )
    assert dict(found.frame.schema) == dict(FRAME)
    assert found.frame.rows(named=True) == [
        {
            "row": 2, "invoice": "A1", "customer_id": "Acme", "customer": "Acme", "currency": "",
            "issued": ISSUED, "due": DUE, "delivered": NO_DAY, "amount": 1250, "paid": 0,
            "paid_on": NO_DAY, "disputed": 0, "entity": "",
        }
    ]  # fmt: skip
    assert not found.problems
    assert (found.rows_read, found.date_order, found.currencies) == (1, None, ("",))
    assert found.columns["amount"] == "Amount"


def test_an_empty_ledger_is_a_ledger() -> None:
    found = ledger("Customer|Invoice date|Amount")
    assert len(found.frame) == 0
    assert dict(found.frame.schema) == dict(FRAME)
    assert found.rows_read == 0


def test_the_same_range_is_read_once() -> None:
    rows: list[list[Cell]] = [["Customer", "Due date", "Amount"], ["A", DUE, 1]]
    assert from_cells(rows) is from_cells([list(row) for row in rows])
    assert from_cells(rows) is not from_cells(rows, language="zh")


def test_blank_rows_are_no_problem_and_short_rows_are_padded() -> None:
    found = ledger(
        "Customer|Due date|Amount|Disputed|Note", ["A", DUE, 5], [None, "", None], [], ["A", DUE, 6]
    )
    assert column(found, "row") == [2, 5]
    assert found.rows_read == 2


def test_due_dates_from_terms() -> None:
    found = ledger(
        "Customer|Invoice date|Due date|Amount|Terms",
        ["A", ISSUED, None, 1, "Net 30"],
        ["A", ISSUED, None, 1, "月结30天"],
        ["A", ISSUED, None, 1, "as agreed"],
        ["A", ISSUED, None, 1, None],
        ["A", None, DUE, 1, "30 days"],
        ["A", None, DUE, 1, "30 EOM"],
        ["A", ISSUED, "31/31/2024", 1, None],
    )
    # 31 January + 30 days = 1 March 2024
    assert column(found, "due") == [DUE, 45352, NO_DAY, NO_DAY, DUE, DUE, NO_DAY]
    assert column(found, "issued") == [ISSUED] * 4 + [ISSUED, NO_DAY, ISSUED]
    assert codes(found) == {
        "due_from_terms": 2, "unknown_terms": 1, "missing_due": 2, "issued_from_terms": 1,
        "missing_issued": 1, "unreadable_date": 1,
    }  # fmt: skip
    assert found.problems[0].action == "derived from the terms Net 30: 2024-01-31"


def test_a_baseline_date_starts_the_terms() -> None:
    found = ledger("Customer|BLDAT|ZFBDT|ZTERM|WRBTR", ["A", ISSUED, ISSUED + 10, "0030", 1])
    assert column(found, "due") == [ISSUED + 40]
    assert codes(found) == {"due_column_from_terms": 1}


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("Customer|Invoice date|Amount", "no_due_column"),
        ("Customer|Due date|Amount", "no_issued_column"),
    ],
)
def test_a_ledger_with_one_date_column(header: str, code: str) -> None:
    found = ledger(header, ["A", ISSUED, 1], ["A", ISSUED, 2])
    assert codes(found) == {code: 1}
    assert "2 rows" in found.problems[0].problem


def test_rows_that_are_no_invoices_are_reported_and_not_counted() -> None:
    found = ledger(
        "Invoice|Customer|Invoice date|Due date|Amount|Note",
        ["1", "A", ISSUED, DUE, 10, None],
        ["Invoice", "Customer", "Invoice date", "Due date", "Amount", "Note"],
        ["2", "A", ISSUED, DUE, None, None],
        ["3", "A", ISSUED, DUE, "abc", None],
        ["4", "A", ISSUED, DUE, 1e15, None],
        ["5", "A", ISSUED, DUE, ErrorValue("#REF!"), None],
        ["6", "Total Energies", ISSUED, DUE, 20, None],
        [None, None, None, None, None, "printed by Ann"],
        ["合计", None, None, None, 30, None],
        [None, None, None, None, 30, "Grand total:"],
    )
    assert column(found, "row") == [2, 8]
    assert column(found, "amount") == [1000, 2000]
    assert [(p.row, p.code, p.value) for p in found.problems] == [
        (3, "repeated_header", "Invoice"),
        (4, "missing_amount", ""),
        (5, "unreadable_amount", "abc"),
        (6, "too_large", "1000000000000000"),
        (7, "unreadable_amount", "#REF!"),
        (9, "note_row", "printed by Ann"),
        (10, "total_row", "合计"),
        (11, "total_row", "Grand total:"),
    ]
    assert found.rows_read == 10
    assert found.unreadable[5]["amount"] == "abc"
    assert found.unreadable[9] == {"invoice": "printed by Ann"}


def test_a_total_without_a_word_is_known_by_its_sum() -> None:
    rows: list[list[Cell]] = [["A", DUE, 10], ["B", DUE, 20], [None, None, 30]]
    assert codes(ledger("Customer|Due date|Amount", *rows))["total_row"] == 1
    assert "total_row" not in codes(ledger("Customer|Due date|Amount", *rows[1:]))
    rows[2] = [None, None, 31]
    assert codes(ledger("Customer|Due date|Amount", *rows))["missing_customer"] == 1


def test_contradictions_within_and_between_rows() -> None:
    found = ledger(
        "Invoice|Customer|Invoice date|Due date|Amount|Disputed",
        ["1", "A", ISSUED, ISSUED - 1, 5, "Quality"],
        ["1", "A", ISSUED, DUE, 5, "no"],
        ["1", "A", ISSUED, DUE, -5, "Yes"],
        [None, "A", ISSUED, DUE, 5, True],
        [ErrorValue("#N/A"), "A", ISSUED, DUE, 5, 0],
    )
    assert column(found, "disputed") == [1, 0, 1, 1, 0]
    assert codes(found) == {
        "due_before_issued": 1, "unknown_dispute": 1, "duplicate_invoice": 1, "missing_invoice": 2,
        "error_cell": 1,
    }  # fmt: skip
    duplicate = next(p for p in found.problems if p.code == "duplicate_invoice")
    assert (duplicate.row, duplicate.problem) == (3, "the number already stands in row 2")


def test_customers_of_several_spellings_and_of_none() -> None:
    found = ledger(
        "Customer ID|Customer|Invoice date|Due date|Amount",
        [1001.0, "Acme", ISSUED, DUE, 1],
        [1001.0, "Acme Ltd", ISSUED, DUE, 1],
        [1001.0, "Acme Ltd", ISSUED, DUE, 1],
        [None, None, ISSUED, DUE, 1],
    )
    assert column(found, "customer_id") == ["1001", "1001", "1001", "(none)"]
    assert column(found, "customer") == ["Acme Ltd"] * 3 + ["(none)"]
    assert codes(found) == {"customer_spelling": 1, "missing_customer": 1}


def test_a_ledger_without_customers() -> None:
    found = ledger("Invoice date|Due date|Amount", [ISSUED, DUE, 1])
    assert column(found, "customer") == ["(none)"]


def test_dates_that_cannot_be_used() -> None:
    found = ledger(
        "Customer|Invoice date|Due date|Amount",
        ["A", ISSUED, "soon", 1],
        ["A", ISSUED, "01/01/1950", 1],
        ["A", ErrorValue("#VALUE!"), DUE, 1],
    )
    assert codes(found) == {"unreadable_date": 1, "implausible_date": 1, "error_cell": 1}
    assert found.unreadable == {
        2: {"due": "soon"}, 3: {"due": "01/01/1950"}, 4: {"issued": ErrorValue("#VALUE!")},
    }  # fmt: skip


def test_columns_of_different_date_order_are_reported() -> None:
    found = ledger(
        "Customer|Invoice date|Due date|Amount",
        ["A", "13/01/2024", "02/13/2024", 1],
        ["A", "14/01/2024", "02/14/2024", 1],
    )
    assert column(found, "issued") == [45304, 45305]
    assert column(found, "due") == [45335, 45336]
    assert codes(found) == {"date_order_differs": 1}


def test_dates_swapped_by_a_spreadsheet_are_swapped_back() -> None:
    """Day-first text opened month-first: 2 to 12 May became real dates of other months."""
    rows: list[list[Cell]] = []
    for day in range(1, 29):
        real = 45413 + day - 1  # day May 2024
        cell: Cell = f"{day}/05/2024"
        if day <= 12:  # read as month/day: 5 <day-th month> 2024
            cell = (dt.date(2024, day, 5) - dt.date(1899, 12, 30)).days
        rows.append(["A", cell, real + 30, 1])
    found = ledger("Customer|Invoice date|Due date|Amount", *rows)
    assert column(found, "issued") == [45413 + day for day in range(28)]
    assert codes(found) == {"swapped_dates": 1}


def test_real_dates_beside_later_text_dates_of_every_day_are_left() -> None:
    rows: list[list[Cell]] = [["A", 45413 + day, 45500, 1] for day in range(28)]
    rows += [["A", f"{day}/05/2024", 45500, 1] for day in range(13, 29)]
    found = ledger("Customer|Invoice date|Due date|Amount", *rows)
    assert column(found, "issued")[:28] == [45413 + day for day in range(28)]


def test_text_dates_of_a_few_days_prove_nothing() -> None:
    rows: list[list[Cell]] = [["A", 45413, 45500, 1]]
    rows += [["A", f"13/{month:02d}/2024", 45900, 1] for month in range(1, 13)]
    assert "swapped_dates" not in codes(ledger("Customer|Invoice date|Due date|Amount", *rows))


def test_real_dates_show_as_dates() -> None:
    row: list[Cell] = ["A", ISSUED, dt.datetime(1950, 1, 1), 1]
    assert ledger("Customer|Invoice date|Due date|Amount", row).problems[0].value == "1950-01-01"


def test_too_few_swapped_dates_are_left() -> None:
    found = ledger(
        "Customer|Invoice date|Due date|Amount",
        ["A", 45417, DUE + 200, 1],
        ["A", "13/05/2024", DUE + 200, 1],
    )
    assert column(found, "issued") == [45417, 45425]


def test_an_undecidable_date_order_is_a_question(tmp_path: Path) -> None:
    source = tmp_path / "ledger.csv"
    source.write_text("Customer,Due date,Amount\nA,03/04/2024,1\n", encoding="utf-8")
    with pytest.raises(LedgerError, match="--date-order dmy"):
        read(source)
    assert read(source, date_order="mdy").frame.get_column("due").to_list() == [45355]


def test_in_a_sheet_nobody_answers_a_question_so_the_dates_are_reported() -> None:
    found = ledger("Customer|Due date|Amount", ["A", DUE, 1], ["A", "03/04/2024", 2])
    assert column(found, "due") == [DUE, NO_DAY]
    assert column(found, "amount") == [100, 200]
    assert [(p.row, p.value, p.code) for p in found.problems if p.row == 3] == [
        (3, "03/04/2024", "unreadable_date")
    ]


def test_second_columns_are_reported() -> None:
    found = ledger("Customer|Due date|Invoice date|Posting date|Amount", ["A", DUE, ISSUED, 1, 1])
    assert [(p.row, p.column, p.action) for p in found.problems] == [
        (1, "Posting date", "not used: Invoice date is")
    ]


def test_problems_in_chinese() -> None:
    rows: list[list[Cell]] = [["客户", "开票日期", "到期日", "金额"], ["甲", ISSUED, "x", 1]]
    problem = from_cells(rows, language="zh").problems[0]
    assert (problem.problem, problem.action) == ("无法识别日期", "视为空白")
    assert problem.column == "到期日"


def test_every_message_has_both_languages_and_the_same_details() -> None:
    for code, message in MESSAGES.items():
        for texts in (message.problem, message.action):
            assert set(texts) == {"en", "zh"}, code
            assert all(texts.values()), code
        named = {
            language: {
                name
                for texts in (message.problem, message.action)
                for _, name, _, _ in string.Formatter().parse(texts[language])
                if name
            }
            for language in ("en", "zh")
        }
        assert named["en"] == named["zh"], code


def test_ids_in_text_that_became_numbers() -> None:
    found = ledger(
        "Invoice|Customer|Invoice date|Due date|Amount", ["1930571429.0", "A", ISSUED, DUE, 1]
    )
    assert column(found, "invoice") == ["1930571429"]
    assert codes(found) == {"number_as_id": 1}
