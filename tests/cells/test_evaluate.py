"""The evaluator against Excel's own documentation (support.microsoft.com, the page of each
function or "Calculation operators and precedence"), whose example sheets are typed in here."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.catalogue import Catalogue
from ledgerguard.cells.evaluate import apply, evaluate, is_dated
from ledgerguard.cells.values import Argument
from ledgerguard.errors import ErrorValue, InvalidValue, OutOfDomain
from ledgerguard.formula import describe, formula
from ledgerguard.units import Column, Date, Days, Money, Table

NOTHING = Catalogue(())


@formula("SHARE")
def share(part: Money, total: Money = 100) -> Money:
    """Part of a total.

    Args:
        part: The part.
        total: The whole; 100 when left out.

    Errors: #DIV/0! when total is 0; #NUM! when part is negative.
    Example: =SHARE(1, 4) -> 0.25
    Source: arithmetic.
    """
    if part < 0:
        raise OutOfDomain(f"part must not be negative, got {part}")
    return part / total


@formula("DUE_DATE")
def due_date(issued: Date, terms: Days) -> Date:
    """Day on which an invoice is due.

    Args:
        issued: Day of the invoice.
        terms: Days of credit.

    Errors: #VALUE! when issued is text.
    Example: =DUE_DATE(45292, 30) -> 2024-01-31
    Source: arithmetic.
    """
    return issued + dt.timedelta(terms)


@formula("DOUBLED")
def doubled(amounts: Column[Money]) -> Table:
    """Each amount and its double.

    Args:
        amounts: The amounts; a blank stays blank.

    Errors: #VALUE! when an amount is text.
    Example: =DOUBLED({1;2}) -> {1,2;2,4}
    Source: arithmetic.
    """
    return [[a, None if a is None else 2 * a] for a in amounts]


OURS = Catalogue(describe(function) for function in (share, due_date, doubled))


def code(text: str, lookup: Callable[[str], Argument] | None = None) -> str:
    answer = evaluate(text, OURS, lookup)
    assert isinstance(answer, ErrorValue), answer
    assert answer.message
    return answer.code


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=5+2*3", 11),  # the page's own example
        ("=(5+2)*3", 21),  # the page's own example
        ("=-2^2", 4),  # "negation" stands above exponentiation in the page's table
        ("=2^3^2", 64),  # operators of equal precedence from left to right
        ("=2^-1", 0.5),
        ("=10-4-3", 3),
        ("=100/10/5", 2),
        ("=20%", 0.2),
        ("=200*50%^2", 50),
        ("=-50%", -0.5),
        ("=1+1&2+2", "24"),  # & is looser than +
        ('="a"&"b"="ab"', True),  # and tighter than =
        ("=--3", 3),
        ("=+-+3", -3),
        ('=+"text"', "text"),
        ("12.5E-3*2", 0.025),
        ("1e3+.5", 1000.5),
        ("5e+2", 500),
        (" 1 + 1 ", 2),
        ('="say ""hi"""', 'say "hi"'),
        ("true", True),
    ],
)
def test_operators_bind_as_in_excel(text: str, expected: Any) -> None:
    assert evaluate(text, NOTHING) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('="a"="A"', True),  # text in any case
        ('="apple"<"Banana"', True),
        ('=1<"0"', True),  # number before text
        ('="zz"<FALSE', True),  # text before boolean
        ("=TRUE>FALSE", True),
        ("=TRUE=1", False),
        ("=0.1+0.2=0.3", True),  # 15 digits are compared
        ("=0.1+0.2>0.3", False),
        ("=123456789012345.1=123456789012345.2", True),
        ("=12345678901234.1<12345678901234.2", True),
        ("=1E+300>-1E+300", True),
        ("=2>=2", True),
        ("=2<>2", False),
        ("=1<=0", False),
    ],
)
def test_comparisons_of_all_kinds(text: str, expected: bool) -> None:
    assert evaluate(text, NOTHING) is expected


def test_a_blank_takes_the_kind_that_is_needed() -> None:
    def lookup(text: str) -> Argument:
        return None

    found = {
        text: evaluate(text, NOTHING, lookup)
        for text in ("A1", "A1+1", 'A1&"x"', "A1=0", 'A1=""', "A1=FALSE", "NOT(A1)", "-A1", "0>A1")
    }
    assert found == {
        "A1": 0,
        "A1+1": 1,
        'A1&"x"': "x",
        "A1=0": True,
        'A1=""': True,
        "A1=FALSE": True,
        "NOT(A1)": True,
        "-A1": 0,
        "0>A1": False,
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('=1/3&""', "0.333333333333333"),
        ('=1E+20&""', "100000000000000000000"),
        ('=1E+21&""', "1E+21"),
        ('=0.0000000001&""', "0.0000000001"),
        ('=1E-20&""', "1E-20"),
        ('=-1234.5678901234567&""', "-1234.56789012346"),
        ('=1.5E+30&""', "1.5E+30"),
        ("=TRUE&1", "TRUE1"),
        ('=0&""', "0"),
        ('=(0-0)*-1&""', "0"),
    ],
)  # as Apache POI's NumberToTextConverter found by trying Excel
def test_numbers_in_text(text: str, expected: str) -> None:
    assert evaluate(text, NOTHING) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=1/0", "#DIV/0!"),
        ("=0/0", "#DIV/0!"),
        ("=0^0", "#NUM!"),
        ("=0^-1", "#DIV/0!"),
        ("=(-8)^0.5", "#NUM!"),
        ("=1E+308*10", "#NUM!"),
        ("=10^400", "#NUM!"),
        ("=SUM(1E+308,1E+308)", "#NUM!"),
        ('="a"+1', "#VALUE!"),
        ('=""+1', "#VALUE!"),
        ("={1,2}+1", "#VALUE!"),
        ("=#N/A+1/0", "#N/A"),  # the left one first
        ("=1/0+#N/A", "#DIV/0!"),
        ("=#REF!", "#REF!"),
        ("=NOTHING(1)", "#NAME?"),
        ("=some_name", "#NAME?"),
        ("=nan", "#NAME?"),
        ("=Ledger!$A$5:$L$900", "#REF!"),
        ("=Ledger!#REF!", "#REF!"),
        ("=IF(#N/A,1,2)", "#N/A"),
        ('=IF("maybe",1,2)', "#VALUE!"),
        ("=IF(1)", "#VALUE!"),
        ("=ABS(1,2)", "#VALUE!"),
        ("=SUM({1,#NUM!})", "#NUM!"),
        ('=SUM("a")', "#VALUE!"),
        ("=AND({#N/A,TRUE})", "#N/A"),
        ('=AND({"a","b"})', "#VALUE!"),
        ("=INDEX({1,2;3,4},3,1)", "#REF!"),
        ("=INDEX({1,2;3,4},1,-1)", "#REF!"),
        ("=ROUND(1,400)", "#NUM!"),
        ("=DATE(2024,1,-999999)", "#NUM!"),
        ("=DATE(9999,13,1)", "#NUM!"),
        ("=DATE(2024,1,1E+15)", "#NUM!"),
        ("=EDATE(1,1)", "#NUM!"),
        ('=EDATE("1 May",1)', "#VALUE!"),
        ("=COUNTIFS({1;2},1,{1})", "#VALUE!"),
        ("=COUNTIFS({1;2},1,{1;2;3},1)", "#VALUE!"),
        ("=COUNTIF({1;2},{1;2})", "#VALUE!"),
        ("=SUMIFS({1;#DIV/0!},{1;2},2)", "#DIV/0!"),
        ("=SHARE(1,0)", "#DIV/0!"),
        ("=SHARE(-1,2)", "#NUM!"),
        ("=SHARE(#N/A,2)", "#N/A"),
        ("=SHARE(,2)", "#N/A"),
        ("=SHARE(1,2,3)", "#VALUE!"),
    ],
)
def test_errors_are_values(text: str, expected: str) -> None:
    assert code(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "=", "1 2", "(1", "1)", "1+", "*1", "{1,2;3}", "{1,}", "{A1}", '{-"a"}', '"open', "(1,2)",
     "SUM(1;2)", "1E999", "=>1", "[1", "#BAD", "(" * 65 + "1" + ")" * 65, "{1)",
     "+".join("1" * 4000)],
)  # fmt: skip
def test_what_excel_refuses_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue):
        evaluate(text, NOTHING)


def test_64_levels_of_brackets_are_allowed() -> None:
    assert evaluate("(" * 64 + "1" + ")" * 64, NOTHING) == 1


def test_an_array_is_a_table() -> None:
    answer = evaluate('={1,-2;"a",TRUE}', NOTHING)
    assert answer == [[1, -2], ["a", True]]
    answer = evaluate("={#N/A,1}", NOTHING)
    assert isinstance(answer, list)
    assert [str(cell) for cell in answer[0]] == ["#N/A", "1.0"]


def test_if_and_iferror_do_not_look_at_what_they_do_not_need() -> None:
    seen: list[str] = []

    def lookup(text: str) -> Argument:
        seen.append(text)
        return 7

    assert evaluate("=IF(TRUE,1,A1)", NOTHING, lookup) == 1
    assert evaluate("=IFERROR(2,A2)", NOTHING, lookup) == 2
    assert seen == []
    assert evaluate("=IF(0,A1)", NOTHING, lookup) is False
    assert evaluate("=IF(1,,5)", NOTHING, lookup) == 0
    assert evaluate("=IFERROR(1/0,A3)", NOTHING, lookup) == 7
    assert seen == ["A3"]


def test_iferror_mends_the_cells_of_a_table() -> None:
    assert evaluate('=IFERROR({1,#N/A},"")', NOTHING) == [[1, ""]]
    assert evaluate("=IFERROR({1,2},9)", NOTHING) == [[1, 2]]


@pytest.mark.parametrize(
    "name", ["SHARE", "share", "LG_SHARE", "LG.SHARE", "lg.share", "_xldudf_LG_SHARE"]
)
def test_our_formulas_in_any_spelling(name: str) -> None:
    assert evaluate(f"={name}(1,4)", OURS) == 0.25
    assert evaluate(f"={name}(25)", OURS) == 0.25
    assert evaluate(f"=IFERROR({name}({name}(1,4),0),-1)", OURS) == -1


def test_a_date_is_its_serial_number() -> None:
    assert evaluate("=A5+1", NOTHING, sheet) == 45356
    assert evaluate("=A5", NOTHING, sheet) == 45355


def test_a_near_name_is_suggested() -> None:
    answer = evaluate("=SHARES(1,4)", OURS)
    assert isinstance(answer, ErrorValue)
    assert "did you mean SHARE?" in answer.message


def test_our_tables_and_dates() -> None:
    assert evaluate("=DOUBLED({1;2})", OURS) == [[1, 2], [2, 4]]
    assert evaluate("=INDEX(DOUBLED({1;2}),2,2)", OURS) == 4
    assert evaluate("=DUE_DATE(DATE(2024,1,1),30)", OURS) == 45322  # 31 January 2024
    assert is_dated("=LG_DUE_DATE(45292,30)", OURS)
    assert is_dated("=EDATE(45292,1)", OURS)
    assert not is_dated("=SHARE(1,2)", OURS)
    assert not is_dated("=1+DATE(2024,1,1)", OURS)


SHEET: dict[str, Argument] = {
    "A1:A3": [["1"], [True], [2]],
    "A1": "1",
    "A2": True,
    "A3": 2.0,
    "A4": [[None]],
    "A5": dt.date(2024, 3, 4),
    "blanks": [[None], [""], ["x"], [0], [ErrorValue("#N/A")]],
}


def sheet(text: str) -> Argument:
    return SHEET[text]


def test_text_and_booleans_count_when_written_and_not_in_cells() -> None:
    # The page of SUM: =SUM("5", 15, TRUE) is 21; "if an argument is an array or reference,
    # only numbers in that array or reference are added".
    assert evaluate('=SUM("5",15,TRUE)', NOTHING) == 21
    assert evaluate("=SUM(A1:A3)", NOTHING, sheet) == 2
    assert evaluate("=SUM(A1,A2,A3)", NOTHING, sheet) == 2
    assert evaluate("=A1+A2", NOTHING, sheet) == 2
    assert evaluate("=SUM(INDEX(A1:A3,1),1)", NOTHING, sheet) == 1
    assert evaluate("=MAX(A1:A3,A4)", NOTHING, sheet) == 2
    assert evaluate("=MIN(A4)", NOTHING, sheet) == 0
    assert evaluate('=COUNT(A1:A3,5,"6","x",)', NOTHING, sheet) == 4
    assert evaluate("=AND(A1:A3)", NOTHING, sheet) is True
    assert evaluate("=OR(A4,FALSE)", NOTHING, sheet) is False


def test_counta_counts_empty_text_and_not_nothing() -> None:
    assert evaluate("=COUNTA(blanks)", NOTHING, sheet) == 4
    assert evaluate("=COUNTA(blanks,1,)", NOTHING, sheet) == 6
    assert evaluate("=ROWS(blanks)", NOTHING, sheet) == 5
    assert evaluate('=COUNTIF(blanks,"")', NOTHING, sheet) == 2
    assert evaluate('=COUNTIF(blanks,"=")', NOTHING, sheet) == 1
    assert evaluate('=COUNTIF(blanks,"<>")', NOTHING, sheet) == 4
    assert evaluate('=COUNTIF(blanks,"#N/A")', NOTHING, sheet) == 1
    assert evaluate("=COUNTIF(blanks,#N/A)", NOTHING, sheet) == 1
    assert evaluate("=COUNTIF(blanks,A4)", NOTHING, sheet) == 1  # a blank criterion means 0
    assert evaluate('=COUNTIF(blanks,">")', NOTHING, sheet) == 0


def test_a_name_that_the_sheet_does_not_have() -> None:
    assert code("=A9", sheet) == "#REF!"
    assert code("=nowhere", sheet) == "#NAME?"
    assert evaluate("=ISERROR(A9)", NOTHING, sheet) is True


def test_single_calls_with_values() -> None:
    assert apply("LG.SHARE", [1, 4], OURS) == 0.25
    assert apply("sum", [[[1, 2], [3, "x"]]], OURS) == 6
    assert apply("INDEX", [[[None]], 1], OURS) == 0
    answer = apply("ABS", ["x"], OURS)
    assert isinstance(answer, ErrorValue)
    assert answer.code == "#VALUE!"
    answer = apply("SUM", [1e308, 1e308], OURS)
    assert isinstance(answer, ErrorValue)
    assert answer.code == "#NUM!"


@given(
    st.text(alphabet='12.eE+-*/^&=<>%(){},;" "\'![]#ATRUEN$:', max_size=30)
    | st.lists(
        st.sampled_from(
            ["1", "-", "+", "(", ")", "SUM(", "IF(", ",", "{", "}", ";", '"a"', "#N/A", "A1", "%"]
        ),
        max_size=14,
    ).map("".join)
)
def test_any_text_has_a_value_or_is_refused(text: str) -> None:
    with contextlib.suppress(InvalidValue):
        evaluate(text, OURS, lambda _: [[1, "x"], [None, True]])


@given(st.floats(-1e12, 1e12), st.floats(-1e12, 1e12))
def test_numbers_survive_the_way_through_the_text(first: float, second: float) -> None:
    assert evaluate(f"={first!r}+({second!r})", NOTHING) == first + second
