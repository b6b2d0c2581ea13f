"""What a user sees in LibreOffice: values, errors, tables and help."""

from __future__ import annotations

import pytest

from ledgerguard.cells.functions import functions
from ledgerguard.hosts.calc import Book, Calc

SHEET = "Sheet1"


def test_a_scalar_formula_follows_its_cells(probe_book: Book) -> None:
    probe_book.paste(SHEET, "A1", [[1, 4, "=LG.PROBE_RATIO(A1,B1,100)"]])
    assert probe_book.get(SHEET, "C1") == 25
    probe_book.set(SHEET, "A1", 3)
    assert probe_book.get(SHEET, "C1") == 75


def test_an_argument_left_out_takes_its_default(probe_book: Book) -> None:
    probe_book.set(SHEET, "A1", "=LG.PROBE_RATIO(1,4)")
    assert probe_book.get(SHEET, "A1") == 0.25


# ERROR.TYPE numbers: Microsoft's reference of that function
@pytest.mark.parametrize(
    ("code", "number"), [("#DIV/0!", 2), ("#VALUE!", 3), ("#NUM!", 6), ("#N/A", 7)]
)
def test_an_error_is_a_real_error(probe_book: Book, code: str, number: int) -> None:
    probe_book.paste(
        SHEET,
        "A1",
        [
            [
                f'=LG.PROBE_ERROR("{code}")',
                '=IFERROR(A1,"caught")',
                "=ISNA(A1)",
                "=ERROR.TYPE(A1)",
            ]
        ],
    )
    found = probe_book.get(SHEET, "A1:D1")
    assert found == [[code, "caught", float(code == "#N/A"), number]]


def test_a_table_carries_real_errors_inside(probe_book: Book) -> None:
    probe_book.array_formula(SHEET, "A1:C5", "=LG.PROBE_ERRORS(4)")
    probe_book.paste(SHEET, "E2", [[f"=ERROR.TYPE(B{row})"] for row in range(2, 6)])
    assert probe_book.get(SHEET, "A1:C5") == [
        ["Name", "Value", "Flag"],
        ["#DIV/0!", "#DIV/0!", ""],
        ["#NUM!", "#NUM!", ""],
        ["#VALUE!", "#VALUE!", ""],
        ["#N/A", "#N/A", ""],
    ]
    assert probe_book.get(SHEET, "E2:E5") == [[2], [6], [3], [7]]


def test_blank_rows_below_a_table_are_not_sent_but_those_of_a_column_are(
    probe_book: Book,
) -> None:
    probe_book.paste(SHEET, "A1", [["x", 1], ["", 2], ["y", ""]])
    probe_book.set(SHEET, "D1", "=LG.PROBE_SHAPE(A1:B500)")
    probe_book.set(SHEET, "D2", "=LG.PROBE_LENGTH(B1:B500)")
    assert probe_book.get(SHEET, "D1") == "3x2"
    assert probe_book.get(SHEET, "D2") == 500


def test_a_large_range_that_changes_is_sent_again(probe_book: Book) -> None:
    probe_book.paste(SHEET, "A1", [[row, "x"] for row in range(1000)])
    probe_book.set(SHEET, "D1", "=LG.PROBE_SHAPE(A1:B2000)")
    assert probe_book.get(SHEET, "D1") == "1000x2"
    probe_book.set(SHEET, "A1001", 1)
    assert probe_book.get(SHEET, "D1") == "1001x2"


def test_the_function_wizard_shows_our_help(probe_calc: Calc) -> None:
    functions = {function["name"]: function for function in probe_calc.functions()}
    ratio = functions["LG.PROBE_RATIO"]
    assert ratio["description"] == "Part of a whole."
    assert ratio["arguments"] == [
        ["part", "The part."],
        ["whole", "The whole."],
        ["factor", "What the result is multiplied by."],
    ]
    assert ratio["category"] == functions["LG.PROBE_SHAPE"]["category"]
    assert {"LG_PROBE_RATIO", "_XLDUDF_LG_PROBE_RATIO"} <= set(functions)


def test_a_blank_cell_is_an_argument_left_out(calc: Calc) -> None:
    book = calc.open()
    # Due on 1 March 2024, 15 days later: the third level of the default ladder.
    book.set(SHEET, "A1", "=LG_ESCALATION_STAGE(45352,45367,B1,C1)")
    assert book.get(SHEET, "A1") == 3
    book.close()


def test_the_packaged_formulas_are_there(calc: Calc) -> None:
    names = {function["name"] for function in calc.functions()}
    assert {f"LG.{name}" for name in functions()} <= names
    book = calc.open()
    # CRISKCO, DSO and ADD collection tools: 1.2 million of 10 million in 365 days are 43.8 days
    book.set(SHEET, "A1", "=LG_DSO(1200000,10000000,365)")
    assert book.get(SHEET, "A1") == pytest.approx(43.8)
    book.close()


def test_help_and_explanations_in_the_sheet(calc: Calc) -> None:
    book = calc.open()
    book.array_formula(SHEET, "A1:C5", '=LG.HELP("DSO")')
    assert book.get(SHEET, "A1:A4") == [["DSO"], ["In Excel"], ["In Calc"], ["Formula"]]
    book.paste(SHEET, "F1", [[1_200_000, 10_000_000]])
    book.array_formula(SHEET, "A10:D14", '=LG.EXPLAIN("dso",F1,G1)')
    assert book.get(SHEET, "A14:D14") == [
        [
            1,
            "DSO = receivables / credit_sales × period_days",
            "1,200,000 / 10,000,000 × 365",
            pytest.approx(43.8),
        ]
    ]
    # a blank argument in the middle, a range, and none at all
    book.set(SHEET, "A20", '=INDEX(LG.EXPLAIN("AGE_BUCKET",45382,45382,,"invoice"),1,4)')
    assert book.get(SHEET, "A20") == "Result"
    book.paste(SHEET, "F20", [[40], [30], [15], [15]])
    book.array_formula(SHEET, "A30:D40", '=LG.EXPLAIN("CONCENTRATION_HHI",F20:F23)')
    assert "{40; 30; 15; 15}" in [row[3] for row in book.get(SHEET, "A30:D40")]
    book.array_formula(SHEET, "A50:D52", '=LG.EXPLAIN("DSO")')
    assert book.get(SHEET, "D52") == "#N/A"
    book.close()


def test_the_wizard_names_a_repeated_argument(calc: Calc) -> None:
    functions_of_calc = {function["name"]: function for function in calc.functions()}
    assert [name for name, _ in functions_of_calc["LG.EXPLAIN"]["arguments"]][:2] == [
        "name",
        "arguments",
    ]
