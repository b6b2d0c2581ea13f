"""Reading a customer's file: every row becomes a fact or a problem, however it is written."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.casework.customer_file.facts import CustomerFile, Fact
from ledgerguard.casework.customer_file.items import ITEMS
from ledgerguard.casework.customer_file.reading import (
    NOBODY,
    files_from_cells,
    from_cells,
    read_files,
)
from ledgerguard.casework.customer_file.template import template_rows
from ledgerguard.errors import ErrorValue, InvalidValue, LedgerError, NotAvailable

YEAR_END = 45_291  # 31 December 2023
HEADER: list[Any] = ["Item", "Value", "Date", "Until", "Currency", "Source"]


def read(*rows: list[Any]) -> CustomerFile:
    return from_cells([HEADER, *rows])


def value(item: str, cell: Any, currency: str = "EUR") -> Any:
    """The value that a cell becomes, or the problem that it is."""
    file = read([item, cell, YEAR_END, None, currency if ITEMS[item].money else None])
    return file.facts[0].value if file.facts else file.problems[0].problem


def test_columns_stand_in_any_order_and_in_chinese() -> None:
    file = from_cells(
        [
            ["客户档案", None, None, None],
            ["来源", "币种", "值", "日期", "项目", "截止"],
            ["年报", "人民币", "5,000万元", "2023年12月31日", "总资产", ""],
        ]
    )
    assert file.facts == (Fact("total_assets", 50_000_000.0, YEAR_END, -1, "CNY", "年报", row=3),)
    assert file.problems == ()


@pytest.mark.parametrize(
    ("item", "cell", "expected"),
    [
        ("total_assets", "1,234,567.50", 1_234_567.5),
        ("total_assets", "1.234.567,50", 1_234_567.5),
        ("total_assets", "EUR 1 200", 1_200.0),
        ("total_assets", "3.2亿", 320_000_000.0),
        ("total_assets", "1.5 million", 1_500_000.0),
        ("total_assets", "250k", 250_000.0),
        ("equity", "(1,000)", -1_000.0),
        ("order_fulfilment", "96 %", 0.96),
        ("order_fulfilment", "９６％", 0.96),
        ("order_fulfilment", 0.96, 0.96),
        ("founded", 1886, -5111.0),  # 13 years with 3 leap days, and 363 days of 1899
        ("founded", "2001-02-03", 36_925.0),
        ("founded", dt.date(2001, 2, 3), 36_925.0),
        ("founded", 36_925, 36_925.0),
        ("legal_id", 1001.0, "1001"),
        ("rating", 3.0, "3"),
        ("country", "de", "DE"),
        ("enforcement", "是", True),
        ("enforcement", 0, False),
        ("registry_status", "在业", "active"),
        ("penalty", "Late filing", "Late filing"),
        ("penalty", "5,000", 5_000.0),
        ("extension_request", True, True),
        ("extension_request", "asked for a month", "asked for a month"),
        ("management_change", "no", False),
        ("management_change", "CFO left", "CFO left"),
    ],
)
def test_values_as_people_write_them(item: str, cell: Any, expected: Any) -> None:
    assert value(item, cell) == expected


@pytest.mark.parametrize(
    ("item", "cell", "problem"),
    [
        ("total_assets", "a lot", "must be a number"),
        ("total_assets", -1, "must not be negative"),
        ("total_assets", 1e15, "below 1E\\+15"),
        ("total_assets", float("inf"), "below 1E\\+15"),
        ("total_assets", 10**400, "below 1E\\+15"),
        ("total_assets", float("nan"), "below 1E\\+15"),
        ("total_assets", True, "must be a number"),
        ("total_assets", ErrorValue("#REF!"), "the error #REF!"),
        ("order_fulfilment", 96, "fraction from 0 to 1"),
        ("order_fulfilment", "most", "fraction from 0 to 1"),
        ("statements", "perhaps", "one of audited, qualified, reviewed, management, none"),
        ("enforcement", "maybe", "must be TRUE or FALSE"),
        ("country", "Germany", "two letters"),
        ("legal_id", 913100001234567890, "loses its last digits"),
        ("founded", "2001-02-30", "founded must be a date"),
        ("founded", "long ago", "founded must be a date"),
    ],
)
def test_what_an_item_does_not_take_is_a_problem(item: str, cell: Any, problem: str) -> None:
    file = read([item, cell, YEAR_END])
    assert file.facts == ()
    (found,) = file.problems
    assert found.row == 2
    assert found.item == item
    assert found.hint
    with pytest.raises(AssertionError, match=problem):
        raise AssertionError(found.problem)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (["no such thing", 1], "there is no such item"),
        ([None, 1], "names no item"),
        (["total_assets", None, YEAR_END], "must be filled"),
        (["total_assets", 1, "some day"], "Date must be a date, got some day"),
        (["total_assets", 1, 2023], "Date must be a date, got 2023"),
        (["total_assets", 1, 10**400], "Date must be a date"),
        (["own_limit", 1, YEAR_END, YEAR_END - 1], "must not lie before the date"),
        (["own_limit", 1, YEAR_END, None, "Taler"], "no currency Taler"),
        (["own_limit", "USD 1", YEAR_END, None, "EUR"], "says USD, its currency EUR"),
        (["own_limit", 1, YEAR_END, None, ErrorValue("#N/A")], "the error #N/A"),
        (["own_limit", 1, ErrorValue("#N/A")], "the error #N/A"),
        ([ErrorValue("#N/A"), 1], "the error #N/A"),
    ],
)
def test_a_row_that_cannot_be_taken_is_told(row: list[Any], problem: str) -> None:
    file = read(row)
    assert file.facts == ()
    assert problem in file.problems[0].problem


def test_an_unknown_item_names_the_nearest_one() -> None:
    assert read(["total asets", 1]).problems[0].hint == "did you mean total_assets?"
    chinese = from_cells([HEADER, ["total asets", 1]], language="zh").problems[0]
    assert (chinese.problem, chinese.hint) == ("没有该项目", "是否为 total_assets？")


def test_the_day_first_order_is_found_by_the_whole_file() -> None:
    file = read(["equity", 1, "31/12/2023"], ["cash", 1, "01/02/2024"])
    assert [fact.day for fact in file] == [YEAR_END, YEAR_END + 32]


def test_a_date_of_two_readings_is_a_problem_and_no_guess() -> None:
    file = read(["equity", 1, "01/02/2024"])
    assert "01/02/2024" in file.problems[0].problem
    assert "2024-03-31" in file.problems[0].hint


def test_one_currency_of_the_file_goes_without_saying() -> None:
    file = read(["equity", 1, YEAR_END, None, "EUR"], ["own_limit", 2, YEAR_END])
    assert [fact.currency for fact in file] == ["EUR", "EUR"]
    assert [fact.currency for fact in read(["equity", 1, YEAR_END])] == [""]


def test_where_a_file_names_several_currencies_an_amount_must_name_its_own() -> None:
    file = read(
        ["equity", 1, YEAR_END, None, "CNY"],
        ["cash", 2, YEAR_END],  # of the same statements
        ["own_limit", 3, YEAR_END, None, "EUR"],
        ["order_backlog", 4, YEAR_END],
        ["litigation", 0, YEAR_END],  # nothing is nothing in any currency
    )
    assert {fact.item: fact.currency for fact in file} == {
        "equity": "CNY",
        "cash": "CNY",
        "own_limit": "EUR",
        "litigation": "",
    }
    (problem,) = file.problems
    assert (problem.row, problem.item, problem.value) == (5, "order_backlog", "4")
    assert "CNY, EUR" in problem.problem


def test_a_decision_of_an_insurer_keeps_its_currency_and_names_none_for_amounts() -> None:
    file = read(
        ["insurer_decision", "已批准", YEAR_END, None, "USD"],
        ["equity", 1, YEAR_END, None, "EUR"],
        ["own_limit", 2, YEAR_END],
    )
    assert [(f.value, f.currency) for f in file] == [("approved", "USD"), (1, "EUR"), (2, "EUR")]


def test_a_currency_that_the_caller_gives_fills_the_blanks() -> None:
    table = [HEADER, ["equity", 1, YEAR_END, None, "CNY"], ["order_backlog", 4, YEAR_END]]
    assert [fact.currency for fact in from_cells(table, currency="USD")] == ["CNY", "USD"]


def test_a_later_fact_is_not_known_yet_and_an_ended_one_no_more() -> None:
    file = read(
        ["own_limit", 1, YEAR_END, YEAR_END + 10, "EUR"],
        ["own_limit", 2, YEAR_END + 20, None, "EUR"],
    )

    def known(day: int) -> list[Any]:
        return [fact.value for fact in file.known("own_limit", day)]

    assert [known(YEAR_END + days) for days in (-1, 0, 10, 11, 20)] == [[], [1], [1], [], [2]]


def test_the_facts_of_one_currency_are_those_of_that_one_alone() -> None:
    file = read(
        ["own_limit", 1, YEAR_END, None, "EUR"],
        ["own_limit", 2, YEAR_END, None, "USD"],
        ["own_limit", 3, YEAR_END, None, "EUR"],
    )
    assert [f.value for f in file.in_currency("own_limit", "EUR", YEAR_END)] == [3, 1]


FILES: list[list[Any]] = [
    ["Customer no.", "Item", "Value"],
    ["A", "name", "Alpha"],
    [1001.0, "name", "Beta"],
    [None, "name", "Nobody's"],
    ["A", "country", "DE"],
]


def test_customers_of_one_table_get_their_own_files() -> None:
    files = files_from_cells(FILES)
    assert {key: [f.item for f in file] for key, file in files.items()} == {
        "A": ["name", "country"],
        "1001": ["name"],
        NOBODY: [],
    }
    assert files[NOBODY].problems[0].row == 4


def test_one_customer_is_asked_for_by_its_id_and_sees_the_rows_of_nobody() -> None:
    file = from_cells(FILES, "1001")
    assert (file.customer_id, [fact.value for fact in file]) == ("1001", ["Beta"])
    assert [problem.row for problem in file.problems] == [4]
    with pytest.raises(InvalidValue, match="one of A, 1001, got none"):
        from_cells(FILES)
    with pytest.raises(NotAvailable, match="got none about 'B'"):
        from_cells(FILES, "B")


def test_a_file_about_one_customer_takes_the_id_that_is_given() -> None:
    assert from_cells([HEADER, ["name", "Alpha"]], "A").customer_id == "A"
    assert from_cells([["id", *HEADER], ["x", "name", "Alpha"]], "A").customer_id == "A"


def test_a_table_without_item_and_value_is_no_customers_file() -> None:
    with pytest.raises(LedgerError, match="header with item and value, got A, B"):
        from_cells([["A", "B"], [1, 2]])
    with pytest.raises(LedgerError, match="got none"):
        from_cells([[None]])


def test_a_range_is_read_once_and_again_when_it_has_changed() -> None:
    table = [HEADER, ["equity", 1, YEAR_END]]
    first = files_from_cells(table)
    assert files_from_cells([list(row) for row in table])[NOBODY] is first[NOBODY]
    table[1][1] = 2
    assert from_cells(table).facts[0].value == 2


CSV = (
    "客户编号;项目;值;日期;币种\nA;总资产;1.000,50;31.12.2023;EUR\nA;审计意见;已审计;31.12.2023;\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_of_any_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "files.csv"
    path.write_bytes(CSV.encode(encoding))
    (file,) = read_files(path).values()
    assert file.customer_id == "A"
    assert [(f.item, f.value, f.day, f.currency) for f in file] == [
        ("total_assets", 1000.5, YEAR_END, "EUR"),
        ("statements", "audited", YEAR_END, ""),
    ]


def workbook(path: Path) -> Path:
    book = openpyxl.Workbook()
    book.create_sheet("Notes", 0).append(["nothing of the kind"])
    sheet = book.create_sheet("File", 1)
    sheet.append(["Our customer"])
    sheet.append(["Value", "Item", "Date"])
    sheet.append([1234.5, "Total assets", dt.date(2023, 12, 31)])
    sheet.append(["#N/A", "Equity", dt.date(2023, 12, 31)])
    del book[book.sheetnames[-1]]
    book.save(path)
    return path


def test_the_sheet_of_a_workbook_that_holds_a_file_with_its_error_cells(tmp_path: Path) -> None:
    path = workbook(tmp_path / "book.xlsx")
    for sheet in (None, "File"):
        (file,) = read_files(path, sheet).values()
        assert [(f.item, f.value, f.day) for f in file] == [("total_assets", 1234.5, YEAR_END)]
        assert [(p.row, p.item, p.value) for p in file.problems] == [(4, "equity", "#N/A")]


def test_files_that_are_none_are_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "book.xlsx")
    with pytest.raises(LedgerError, match="one of Notes, File, got 'Sheet9'"):
        read_files(path, "Sheet9")
    with pytest.raises(LedgerError, match="item and value, got nothing of the kind"):
        read_files(path, "Notes")
    with pytest.raises(LedgerError, match="a file that can be read"):
        read_files(tmp_path / "none.csv")
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(LedgerError, match="a workbook that opens"):
        read_files(broken)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("customer_id", [None, "A"])
def test_a_blank_file_has_every_item_and_reads_as_nothing(
    language: Any, customer_id: str | None
) -> None:
    rows = template_rows(language, customer_id=customer_id, currency="EUR")
    assert len(rows) == len(ITEMS) + 1
    file = from_cells(rows)
    assert (file.facts, file.problems) == ((), ())
    filled = [list(row) for row in rows]
    place = filled[0].index({"en": "Value", "zh": "值"}[language])
    filled[12][place] = 5
    (fact,) = from_cells(filled)
    assert (fact.item, fact.value, fact.currency) == ("total_assets", 5, "EUR")


def test_a_blank_file_of_some_groups() -> None:
    assert [row[0] for row in template_rows(groups=["fulfilment"])] == [
        "Item",
        "Orders fulfilled",
        "Returns",
    ]


cells = st.one_of(
    st.none(),
    st.text(max_size=8),
    st.sampled_from([*ITEMS, "EUR", "USD", "31/12/2023", "12 %", "5000万", "audited", "是"]),
    st.floats(),
    st.integers(-(10**20), 10**20),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.sampled_from(["#N/A", "#REF!"]).map(ErrorValue),
)


@given(st.lists(st.lists(cells, min_size=7, max_size=7), max_size=6))
def test_no_row_raises_and_none_vanishes(rows: list[list[Any]]) -> None:
    files = files_from_cells([["customer_id", *HEADER], *rows])
    told = [fact.row for file in files.values() for fact in file]
    told += [problem.row for file in files.values() for problem in file.problems]
    assert len(told) == len(set(told))
    for number, row in enumerate(rows, start=2):
        blank = [cell is None or (isinstance(cell, str) and not cell.strip()) for cell in row]
        customer, _, value_cell, date, until, _, source = blank
        # Only a row of a blank file says nothing: whose it is, and an item without value or day.
        unfilled = value_cell and date and until and source and not customer
        assert number in told or all(blank) or unfilled
