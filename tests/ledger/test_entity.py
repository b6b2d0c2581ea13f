"""The legal entity of ours that issued an invoice: read, kept, and asked for by duplicates."""

from __future__ import annotations

from pathlib import Path

import pytest
from cell_ledgers import DUE, ISSUED, codes, column, ledger
from hypothesis import given
from hypothesis import strategies as st
from ledger_rows import DAY, Row, cells_of, frame_of, law, ledgers

from ledgerguard.errors import ErrorValue
from ledgerguard.ledger.columns import HEADERS, SHEET_FIELDS, squash, synonyms
from ledgerguard.ledger.portfolio import balances
from ledgerguard.ledger.read import from_cells, read
from ledgerguard.ledger.reading.headers import find
from ledgerguard.ledger.schema import FRAME
from ledgerguard.ledger.sheet import sheet_rows
from ledgerguard.units import Cell, Language

HEADER = "Invoice|Customer|Entity|Invoice date|Due date|Amount"


def numbered(*rows: tuple[str, str, float]) -> list[tuple[int, str]]:
    """Row and text of each duplicate in a ledger of invoice, entity and amount."""
    cells: list[list[Cell]] = [
        [number, "A", entity, ISSUED, DUE, amount] for number, entity, amount in rows
    ]
    found = ledger(HEADER, *cells)
    return [(p.row, p.problem) for p in found.problems if p.code == "duplicate_invoice"]


def test_the_entity_stands_last_so_that_no_column_moves() -> None:
    assert SHEET_FIELDS[-1] == "entity"
    assert list(FRAME)[-1] == "entity"
    assert HEADERS["en"]["entity"] == "Entity"
    assert HEADERS["zh"]["entity"] == "公司主体"


@pytest.mark.parametrize(
    "header",
    ["Entity", "Legal entity", "Company Code", "BUKRS", "business_code", "Business Unit",
     "Subsidiary", "Our company", "Selling entity", "ORG", "Ledger entity", "Buchungskreis",
     "Société", "公司代码", "法人实体", "公司主体", "核算主体", "账套", "所属公司", "组织",
     "销方名称"],
)  # fmt: skip
def test_the_words_for_an_entity(header: str) -> None:
    found = find([["Customer", header, "Due date", "Amount"]])
    assert found.names["entity"] == header
    assert found.names["customer"] == "Customer"


@pytest.mark.parametrize(
    "header", ["Company", "Company name", "公司名称", "单位名称", "购方名称", "Account name"]
)
def test_a_company_is_still_the_customer(header: str) -> None:
    assert synonyms()[squash(header)][0] == "customer"
    assert find([[header, "Company code", "Due date", "Amount"]]).names == {
        "customer": header, "entity": "Company code", "due": "Due date", "amount": "Amount",
    }  # fmt: skip


def test_of_a_code_and_a_name_the_code_is_taken_and_the_other_told() -> None:
    found = ledger("BUTXT|BUKRS|Customer|Due date|Amount", ["Ours Ltd", "1000", "A", DUE, 1])
    assert column(found, "entity") == ["1000"]
    assert ("BUTXT", "spare_column") in [(p.column, p.code) for p in found.problems]


@pytest.mark.parametrize(
    "text",
    [
        "Company code,Customer,Invoice,Invoice date,Due date,Amount\n"
        "0010,Acme,1,2024-01-01,2024-01-31,10\n"
        ",Acme,2,2024-01-01,2024-01-31,10\n",
        "公司代码,客户名称,发票号码,开票日期,到期日,金额\n"
        "0010,Acme,1,2024-01-01,2024-01-31,10\n"
        ",Acme,2,2024-01-01,2024-01-31,10\n",
    ],
)
def test_a_csv_in_two_languages(tmp_path: Path, text: str) -> None:
    path = tmp_path / "ledger.csv"
    path.write_text(text, encoding="utf-8")
    found = read(path)
    assert column(found, "entity") == ["0010", ""]
    assert column(found, "customer") == ["Acme", "Acme"]
    assert not found.problems


def test_a_ledger_that_names_no_entity() -> None:
    found = ledger("Customer|Invoice date|Due date|Amount", ["A", ISSUED, DUE, 1])
    assert column(found, "entity") == [""]
    assert "entity" not in found.columns


def test_codes_are_mended_and_names_stay_as_they_are_registered() -> None:
    found = ledger(
        "Customer|Entity|Invoice date|Due date|Amount",
        ["A", 1000.0, ISSUED, DUE, 1],
        ["A", "1000.0", ISSUED, DUE, 1],
        ["A", "１０００", ISSUED, DUE, 1],
        ["A", " 上海（贸易）有限公司 ", ISSUED, DUE, 1],
        ["A", ErrorValue("#N/A"), ISSUED, DUE, 1],
    )
    assert column(found, "entity") == ["1000", "1000", "1000", "上海（贸易）有限公司", ""]
    assert [(p.row, p.column, p.value, p.code) for p in found.problems] == [
        (1, "Entity", "1000.0", "number_as_id"),
        (6, "Entity", "#N/A", "error_cell"),
    ]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_sheet_carries_the_entity(tmp_path: Path, language: Language) -> None:
    path = tmp_path / "ledger.csv"
    path.write_text(
        "Invoice,Entity,Customer,Invoice date,Due date,Amount\n"
        "1,0010,Acme,2024-01-01,2024-01-31,10\n"
        "2,上海（贸易）有限公司,Acme,2024-01-01,2024-01-31,10\n"
        "3,(none),Acme,2024-01-01,2024-01-31,10\n"
        "4,,Acme,2024-01-01,2024-01-31,10\n"
        "5,0020,Acme,2024-01-01,2024-01-31,ten\n",
        encoding="utf-8",
    )
    found = read(path)
    rows = sheet_rows(found, language)
    assert [row[-1] for row in rows] == [
        HEADERS[language]["entity"], "0010", "上海（贸易）有限公司", "(none)", None, "0020",
    ]  # fmt: skip
    again = from_cells(rows)
    assert again.frame.rows() == found.frame.rows()
    assert [(p.row, p.code) for p in again.problems] == [(p.row, p.code) for p in found.problems]


@law
@given(
    st.lists(
        st.one_of(
            st.text(max_size=12),
            st.integers(0, 10**6),
            st.floats(0, 10**6),
            st.sampled_from(["(none)", "1000.0", "ＤＥ０１", "（一）公司", "1E+05"]),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_whatever_an_entity_is_called_it_reads_back(entities: list[str | int | float]) -> None:
    cells: list[list[Cell]] = [["1", "A", e, ISSUED, DUE, 1] for e in entities]
    found = ledger(HEADER, *cells)
    once = column(found, "entity")
    assert column(from_cells(sheet_rows(found)), "entity") == once


@law
@given(ledgers)
def test_an_entity_moves_no_money(rows: list[Row]) -> None:
    bare = [row._replace(entity="") for row in rows]
    assert balances(frame_of(rows), DAY) == balances(frame_of(bare), DAY)
    found = from_cells(cells_of(rows)).frame
    assert found.get_column("entity").to_list() == [row.entity for row in rows]


def test_two_entities_may_give_the_same_number() -> None:
    assert numbered(("7", "DE01", 5), ("7", "FR01", 5), ("8", "FR01", 5)) == []


def test_within_an_entity_a_number_stands_once() -> None:
    rows = [("7", "DE01", 5.0), ("7", "FR01", 5.0), ("7", "FR01", 6.0), ("7", "DE01", 6.0)]
    assert numbered(*rows) == [
        (4, "the number already stands in row 3"),
        (5, "the number already stands in row 2"),
    ]


def test_two_spellings_of_an_entity_are_one() -> None:
    assert numbered(("7", "Ours Ltd", 5), ("7", "OURS LTD.", 5)) == [
        (3, "the number already stands in row 2")
    ]


def test_a_row_without_entity_may_belong_to_any() -> None:
    told = "the number already stands in row 2"
    assert numbered(("7", "", 5), ("7", "DE01", 5)) == [(3, told)]
    assert numbered(("7", "DE01", 5), ("7", "FR01", 5), ("7", "", 5)) == [(4, told)]
    assert numbered(("7", "", 5), ("7", "", 5)) == [(3, told)]


def test_a_credit_note_of_the_entity_is_no_duplicate() -> None:
    assert numbered(("7", "DE01", 5), ("7", "DE01", -5)) == []
    assert numbered(("7", "DE01", 5), ("7", "DE01", -5), ("7", "DE01", -5)) == [
        (4, "the number already stands in row 3")
    ]


def test_instalments_are_reported_as_before_and_keep_their_amounts() -> None:
    """One number of one customer with two due dates: told, never merged."""
    found = ledger(
        HEADER, ["7", "A", "DE01", ISSUED, DUE, 5], ["7", "A", "DE01", ISSUED, DUE + 30, 5]
    )
    assert codes(found) == {"duplicate_invoice": 1}
    assert column(found, "amount") == [500, 500]
    assert column(found, "due") == [DUE, DUE + 30]


def test_the_text_in_chinese() -> None:
    rows: list[list[Cell]] = [
        ["发票号码", "客户名称", "公司主体", "开票日期", "到期日", "金额"],
        ["7", "甲", "上海公司", ISSUED, DUE, 5],
        ["7", "甲", "北京公司", ISSUED, DUE, 5],
        ["7", "甲", "上海公司", ISSUED, DUE, 5],
    ]
    (problem,) = from_cells(rows, language="zh").problems
    assert (problem.row, problem.problem) == (4, "该号码已出现在第 2 行")
