"""The native functions: the examples of Microsoft's own function pages."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.cells.evaluate import evaluate
from ledgerguard.cells.values import Argument
from ledgerguard.units import serial

SOLD = "{5;4;15;3;22;12;10;33}"
PRODUCT = '{"Apples";"Apples";"Artichokes";"Artichokes";"Bananas";"Bananas";"Carrots";"Carrots"}'
SELLER = '{"Tom";"Sarah";"Tom";"Sarah";"Tom";"Sarah";"Tom";"Sarah"}'
FRUIT, NUMBERS = '{"apples";"oranges";"peaches";"apples"}', "{32;54;75;86}"


def value(text: str) -> Any:
    return evaluate(text, {})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f'SUMIFS({SOLD},{PRODUCT},"=A*",{SELLER},"Tom")', 20),
        (f'SUMIFS({SOLD},{PRODUCT},"<>Bananas",{SELLER},"Tom")', 30),
        (f'COUNTIF({FRUIT},"apples")', 2),
        (f'COUNTIF({FRUIT},"*")', 4),
        (f'COUNTIF({FRUIT},"?????es")', 2),
        (f'COUNTIF({NUMBERS},">55")', 2),
        (f'COUNTIF({NUMBERS},"<>"&75)', 3),
        (f'COUNTIF({NUMBERS},">=32")-COUNTIF({NUMBERS},"<=53")', 3),
        ('INDEX({"Apples","Lemons";"Bananas","Pears"},2,2)', "Pears"),
        ('INDEX({"Apples","Lemons";"Bananas","Pears"},2,1)', "Bananas"),
        ("INDEX({1,2;3,4},0,2)", [[2], [4]]),
        ("INT(8.9)", 8),
        ("INT(-8.9)", -9),
        ("MOD(3,2)", 1),
        ("MOD(-3,2)", 1),
        ("MOD(3,-2)", -1),
        ("MOD(-3,-2)", -1),
        ("ROUND(2.15,1)", 2.2),
        ("ROUND(2.149,1)", 2.1),
        ("ROUND(-1.475,2)", -1.48),
        ("ROUND(21.5,-1)", 20),
        ("ROUND(626.3,-3)", 1000),
        ("ROUND(1.98,-1)", 0),
        ("ROUND(-50.55,-2)", -100),
        ("ABS(-2)", 2),
        ('SUM("5",15,TRUE)', 21),
        ("AND(TRUE,FALSE)", False),
        ("OR(TRUE,FALSE)", True),
        ("NOT(FALSE)", True),
        ("ROWS({1,2,3;4,5,6})", 2),
        ("MAX({10,7,9,27,2},30)", 30),
        ("MIN({10,7,9,27,2},0)", 0),
        ("ISNUMBER(4)", True),
        ('ISNUMBER("4")', False),
        ("ISERROR(#N/A)", True),
        ("ISERROR(4)", False),
        ("ERROR.TYPE(#NULL!)", 1),
        ("ERROR.TYPE(1/0)", 2),
        ("ERROR.TYPE(#N/A)", 7),
        ('EXACT("word","word")', True),
        ('EXACT("Word","word")', False),
        ('EXACT("w ord","word")', False),
        ('LEN("Phoenix, AZ")', 11),
        ('LEN("")', 0),
        ('LEN("     One   ")', 11),
        ("SMALL({3;4;5;2;3;4;6;4;7},4)", 4),
        ("SMALL({1;4;8;3;7;12;54;8;23},2)", 3),
        ('INFO("system")', ""),  # Excel tells of itself; here is nobody
    ],
)
def test_published_examples(text: str, expected: Any) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("DATE(108,1,2)", dt.date(2008, 1, 2)),
        ("DATE(2008,14,2)", dt.date(2009, 2, 2)),
        ("DATE(2008,-3,2)", dt.date(2007, 9, 2)),
        ("DATE(2008,1,35)", dt.date(2008, 2, 4)),
        ("DATE(2008,1,-15)", dt.date(2007, 12, 16)),
        ("EDATE(DATE(2011,1,15),1)", dt.date(2011, 2, 15)),
        ("EDATE(DATE(2011,1,15),-1)", dt.date(2010, 12, 15)),
        ("EDATE(DATE(2024,1,31),1)", dt.date(2024, 2, 29)),
        ("EOMONTH(DATE(2011,1,1),1)", dt.date(2011, 2, 28)),
        ("EOMONTH(DATE(2011,1,1),-3)", dt.date(2010, 10, 31)),
    ],
)
def test_published_dates(text: str, expected: dt.date) -> None:
    assert value(text) == serial(expected)


def test_month_of_a_day() -> None:
    assert value("MONTH(DATE(2026,12,31))") == 12
    assert value("MONTH(DATE(2026,12,31)+1.75)") == 1


def test_match_finds_the_place_of_a_cell() -> None:
    # The first three of Microsoft's own examples of MATCH and of its wildcards.
    assert value("MATCH(41,{25;38;40;41},0)") == 4
    assert value('MATCH("b",{"a","b","c"},0)') == 2
    assert value('MATCH("B*",{"apple","banana","berry"},0)') == 2
    assert value('MATCH("INV-2",{"inv-1";"inv-2"},0)') == 2
    # A number is no text of digits, and a truth value no number.
    assert value('MATCH("7",{7,"7"},0)') == 2
    assert value("MATCH(1,{TRUE,1},0)") == 2


@pytest.mark.parametrize("text", ["MATCH(39,{25;38;40;41},0)", 'MATCH("",{"a","b"},0)'])
def test_match_of_what_is_not_there(text: str) -> None:
    assert value(f"ERROR.TYPE({text})") == 7  # #N/A


def test_match_in_sorted_cells_is_not_known() -> None:
    assert value("ERROR.TYPE(MATCH(39,{25;38;40;41},1))") == 3  # #VALUE!


def test_index_of_one_row_or_one_column() -> None:
    assert value("INDEX({1,2,3},2)") == 2
    assert value("INDEX({1;2;3},2)") == 2
    assert value("INDEX({1,2;3,4},2,0)") == [[3, 4]]
    assert value("INDEX({1,2;3,4},2)") == [[3, 4]]
    assert value("INDEX(7,1,1)") == 7


def test_criteria_tell_kinds_apart() -> None:
    def cells(_: str) -> Argument:
        return [[1], [True], ["TRUE"], ["1"], [None], ["a?c"], ["ABC"], [2.5], [False]]

    found = {
        text: evaluate(f"COUNTIF(cells,{text})", {}, cells)
        for text in ("1", '"1"', "TRUE", '"true"', '"a~?c"', '"a?c"', '">=1"', '"<1"', '">abc"',
                     '"<>TRUE"', '">TRUE"', '"~x"')
    }  # fmt: skip
    assert found == {
        "1": 1,
        '"1"': 2,  # also the text: so LibreOffice counts it
        "TRUE": 1,
        '"true"': 1,
        '"a~?c"': 1,
        '"a?c"': 2,
        '">=1"': 2,
        '"<1"': 0,
        '">abc"': 1,
        '"<>TRUE"': 8,
        '">TRUE"': 0,
        '"~x"': 0,
    }


def test_criteria_over_a_block_of_cells() -> None:
    assert value('COUNTIFS({1,2;3,4},">1",{"x","y";"y","x"},"y")') == 2
    assert value('SUMIFS({1,2;3,4},{1,2;3,4},">1",{1,2;3,4},"<4")') == 5


@given(st.lists(st.tuples(st.integers(-50, 50), st.sampled_from("abc")), min_size=1))
def test_sumifs_and_countifs_equal_a_plain_loop(rows: list[tuple[int, str]]) -> None:
    def cells(text: str) -> Argument:
        return [[row["AB".index(text)]] for row in rows]

    expected = [amount for amount, word in rows if amount >= 0 and word == "b"]
    assert evaluate('SUMIFS(A,A,">=0",B,"B")', {}, cells) == sum(expected)
    assert evaluate('COUNTIFS(A,">=0",B,"B")', {}, cells) == len(expected)


@given(st.dates(dt.date(1901, 1, 1), dt.date(9000, 1, 1)), st.integers(-12, 60))
def test_months_move_as_the_calendar_does(day: dt.date, months: int) -> None:
    import calendar

    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    assert value(f"EOMONTH({serial(day)},{months})") == serial(dt.date(year, month + 1, last))
    moved = dt.date(year, month + 1, min(day.day, last))
    assert value(f"EDATE({serial(day)},{months})") == serial(moved)
    assert value(f"DATE({day.year},{day.month + months},1)") == serial(dt.date(year, month + 1, 1))
