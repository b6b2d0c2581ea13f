"""The kit: what an input accepts, names, tables, states, waterfalls, the three common sheets."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from ledgerguard.errors import DefinitionError, InvalidValue
from ledgerguard.translation import texts
from ledgerguard.workbooks import (
    Choice,
    Column,
    Data,
    Day,
    Draft,
    Number,
    Series,
    Step,
    Template,
    Words,
    waterfall,
    write,
)
from ledgerguard.workbooks.finish import finish, results, used
from ledgerguard.workbooks.inputs import validation, wanted
from ledgerguard.workbooks.templates import template
from ledgerguard.workbooks.writer import given

SAY = texts("en")


def draft() -> Draft:
    return Draft("Trial", "en", "desktop", dt.date(2026, 1, 31))


def finished(made: Draft) -> Draft:
    finish(made, ("One.", "Two.", "Three."), ("a", "b", "c", "d", "e"), "Nothing.", "")
    return made


def stored(made: Draft, folder: Path) -> openpyxl.Workbook:
    from ledgerguard.workbooks.save import save

    path = folder / "trial.xlsx"
    save(made.book, path, language="en", title="Trial", created=dt.date(2026, 1, 31))
    return openpyxl.load_workbook(path)


@pytest.mark.parametrize(
    ("accepts", "sentence"),
    [
        (Number(), "A number"),
        (Number(least=0), "A number, 0 or more"),
        (Number(least=1, most=366, whole=True), "A whole number from 1 to 366"),
        (Day(dt.date(2020, 1, 1), dt.date(2020, 12, 31)), "A date from 2020-01-01 to 2020-12-31"),
        (Choice(("a", "b")), "One of the list"),
        (Words(20), "Text of at most 20 characters"),
    ],
)
def test_what_is_wanted_is_said(accepts: Number | Day | Choice | Words, sentence: str) -> None:
    assert wanted(accepts, SAY) == sentence
    assert validation(accepts, "Title", "Help.", SAY)["error_message"] == sentence


def test_a_message_is_not_longer_than_excel_shows() -> None:
    with pytest.raises(DefinitionError, match="1 to 255 characters, got 256"):
        validation(Number(), "Title", "x" * 256, SAY)
    with pytest.raises(DefinitionError, match="got 0"):
        validation(Number(), "Title", "", SAY)
    with pytest.raises(DefinitionError, match="at most 255 characters written out"):
        validation(Choice(["word"] * 60), "Title", "Help.", SAY)


def test_a_list_of_cells_and_a_list_that_only_offers() -> None:
    rule = validation(Choice(source="Data!$A$1:$A$9", strict=False), "Title", "Help.", SAY)
    assert rule["source"] == "=Data!$A$1:$A$9"
    assert rule["show_error"] is False


@pytest.mark.parametrize("name", ["Sales", "q1", "a b", "_a", "a__b"])
def test_a_name_never_reads_as_an_address(name: str) -> None:
    with pytest.raises(DefinitionError, match="small letters joined by _"):
        draft().define(name, "Start!$A$1")


def test_a_cell_waits_for_what_it_needs() -> None:
    assert given("a/b", ()) == "a/b"
    assert given("a/b", ("a", "b")) == 'IF(COUNT(a,b)<2,"",a/b)'
    made = draft()
    page = made.page("Page", widths=(10, 10, 10))
    page.input(3, 1, "price", Number(), label="Price", help="Of one.", unit="EUR")
    page.formula(4, 1, "price*2", needs=("price",), name="double")
    assert made.book.value(page.sheet, 4, 1) == ""
    assert made.book.names["double"] == "Page!$B$5"
    assert page.sheet.values[3, 2][0] == "EUR"


def test_frozen_columns_stand_on_every_page_across(tmp_path: Path) -> None:
    made = draft()
    made.page("Wide", widths=(10,) * 30, freeze=(4, 2), repeat=(3, 3), pages=(2, 0))
    made.page("Narrow", widths=(10,) * 3, freeze=(4, 2), repeat=(3, 3))
    book = stored(finished(made), tmp_path)
    assert (book["Wide"].print_title_cols, book["Wide"].print_title_rows) == ("$A:$B", "$4:$4")
    assert (book["Narrow"].print_title_cols, book["Narrow"].print_title_rows) == (None, "$4:$4")


def test_data_go_before_defaults() -> None:
    made = draft()
    page = made.page("Page", widths=(10, 10))
    place = {"label": "Rate", "help": "Of tax.", "default": 0.2}
    page.input(3, 1, "one", Number(), given={"one": 0.1}, **place)  # type: ignore[arg-type]
    page.input(4, 1, "two", Number(), given={"one": 0.1}, **place)  # type: ignore[arg-type]
    assert [page.sheet.values[row, 1][0] for row in (3, 4)] == [0.1, 0.2]
    assert [one.filled for one in made.inputs] == [1, 1]


def test_a_table_counts_in_its_rows_and_waits_in_spare_ones() -> None:
    made = draft()
    page = made.page("Page", widths=(10,) * 4)
    columns = (
        Column("name", "Name", accepts=Words(), help="Its name."),
        Column("price", "Price", accepts=Number(), help="Of one.", total="sum"),
        Column("twice", "Twice", formula="[@price]*2", needs=("price",), total="MAX(Page!$C$5)"),
    )
    table = page.table(3, 0, columns, [["a", 3], ["b", 4]], name="things", spare=2, total="All")
    value = made.book.value
    assert [value(page.sheet, row, 2) for row in range(4, 8)] == [6, 8, "", ""]
    assert [value(page.sheet, 8, column) for column in range(3)] == ["All", 7, 6]
    assert made.book.names["things_price"] == table.column("price") == "Page!$B$5:$B$8"
    assert made.book.names["things_twice"] == "Page!$C$5:$C$8"
    assert table.columns("name", "price") == "Page!$A$5:$B$8"
    assert (table.cell("price", 1), table.total("price")) == ("Page!$B$6", "Page!$B$9")
    assert table.after == 9
    assert [(one.name, one.filled) for one in made.inputs] == [
        ("things_name", 2),
        ("things_price", 2),
    ]
    with pytest.raises(DefinitionError, match="must have 2 values, got 1"):
        page.table(20, 0, columns, [["a"]])


def test_an_input_of_a_table_needs_help() -> None:
    with pytest.raises(DefinitionError, match="the input t_a must have a help text"):
        draft().page("P", widths=(9,)).table(
            3, 0, [Column("a", "A", accepts=Words())], [], name="t"
        )


# Level, base, rise, fall and total of each step, the parts above and below zero apart; by hand.
@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        ([100, -30, 70], [[100, 0, 100, 0, 0, 0, 0, 0], [70, 70, 0, 0, 30, 0, 0, 0],
                          [70, 0, 0, 0, 0, 0, 70, 0]]),
        ([50, -80, -30], [[50, 0, 50, 0, 0, 0, 0, 0], [-30, 0, 0, 0, 50, -30, 0, 0],
                          [-30, 0, 0, 0, 0, 0, 0, -30]]),
        ([-20, 10, -10], [[-20, 0, 0, 0, 0, -20, 0, 0], [-10, -10, 0, -10, 0, 0, 0, 0],
                          [-10, 0, 0, 0, 0, 0, 0, -10]]),
    ],
)  # fmt: skip
def test_a_waterfall_passes_through_zero(
    amounts: list[int], expected: list[list[int]], tmp_path: Path
) -> None:
    made = draft()
    page = made.page("Page", widths=(10,) * 6)
    steps = [Step("a", str(amounts[0])), Step("b", str(amounts[1]))]
    steps.append(Step("sum", str(amounts[2]), total=True))
    behind = made.calculations()
    assert made.calculations() is behind
    assert waterfall(page, 3, 0, "Title", steps, cells=(behind, behind.free, 0), alt="Steps.",
                     across=4, down=9) == 12  # fmt: skip
    for row, line in enumerate(expected, 4):
        assert [made.book.value(behind.sheet, row, column) for column in range(2, 10)] == line
    assert len(stored(finished(made), tmp_path)["Page"]._charts) == 1  # type: ignore[attr-defined]


def test_charts_can_be_combined(tmp_path: Path) -> None:
    made = draft()
    page = made.page("Page", widths=(10,) * 6)
    for row in range(3):
        page.put(3 + row, 0, f"w{row}")
        page.put(3 + row, 1, row)
    series = [Series("Amount", "Page!$B$4:$B$6"), Series("Share", "Page!$B$4:$B$6", line=True,
              right=True, dashed=True)]  # fmt: skip
    page.chart(8, 0, "column", "Both", "Page!$A$4:$A$6", series, alt="Both.", across=4, down=9)
    page.chart(20, 0, "line", "Line", "Page!$A$4:$A$6", series[:1], alt="Line.", across=4, down=9)
    page.chart(30, 0, "bar", "Bar", "Page!$A$4:$A$6", series[:1], alt="Bar.", across=4, down=9)
    assert len(stored(finished(made), tmp_path)["Page"]._charts) == 3  # type: ignore[attr-defined]


def test_a_check_that_differs_is_told_on_start() -> None:
    made = draft()
    made.check("right", "1+1", "2")
    made.check("wrong", "1+1", "3")
    made.check("broken", "1/0", "3")
    made.check("half", 'IF(1=1,"",1)', "3")
    made.check("waits", "1", "3", needs=("as_of", "nothing_yet"))
    made.book.define("nothing_yet", "Start!$Z$1")
    finished(made)
    assert [line.label for line in results(made) if not line.holds] == ["wrong", "broken", "half"]
    start = made.start.sheet
    told = [made.book.value(start, *place) for place in start.formulas]
    assert "✗ 3 of 6 checks differ: see the sheet Checks" in told


def test_the_notes_define_the_formulas_that_are_used() -> None:
    made = draft()
    page = made.page("Page", widths=(10, 10))
    page.formula(3, 0, made.call("CCC", dio="20", dso="10", dpo="8"))
    page.formula(4, 0, "1/0", may_fail="It divides by nothing.")
    made.explain("Term", "Words.")
    finished(made)
    assert [formula.name for formula in used(made)] == ["CCC", "DSO"]
    words = {value for value, _ in made.book.sheets["Notes"].values.values()}
    ccc = made.book.formulas["CCC"]
    assert {"LG_CCC", ccc.summary, ccc.source, "Term", "Words.", "Page!A5"} <= words
    assert "It divides by nothing." in words


def test_a_call_answers_in_the_language_of_the_workbook() -> None:
    assert draft().call("WC_BAND", wc_ratio="2") == "LG_WC_BAND(2)"
    assert Draft("Trial", "zh", "calc").call("WC_BAND", wc_ratio="2") == 'LG_WC_BAND(2,"zh")'
    assert (draft().padded(9), Draft("Trial", "en", "calc").padded(9)) == (None, "9")


def test_a_spill_has_a_rule_below_its_rows(tmp_path: Path) -> None:
    made = draft()
    page = made.page("Page", widths=(20,) * 5, freeze=(4, 0), repeat=(3, 3), portrait=True)
    text = made.call("WCR_NORMATIVE", components='{"customers",60,1.2}', sales="365000",
                     period_days="365", base='"coefficient"')  # fmt: skip
    spill = page.spill(3, 0, text, ("cell", *("cell/days",) * 3, "cell/money"), rows=9)
    assert made.book.grid(page.sheet, spill)[1] == ["customers", 60, 1.2, 72, 72000]
    sheet = stored(finished(made), tmp_path)["Page"]
    assert [str(r.sqref) for r in sheet.conditional_formatting] == ["A5:E13"]
    assert sheet.freeze_panes == "A5"


def test_a_template_speaks_in_three_sentences_and_five_steps() -> None:
    with pytest.raises(DefinitionError, match="x has 1 and 5"):
        Template("x", "X", ("one",), ("a",) * 5, "", lambda _draft, _data: None, Data)


def test_an_as_of_date_of_its_own_is_shown_on_start(tmp_path: Path) -> None:
    def lay_out(made: Draft, data: Data) -> None:
        page = made.page("Page", widths=(10, 14))
        page.input(3, 1, "as_of", Day(), label="Day", help="Of all.", default=data.as_of)

    own = Template("own", "Own", ("a.",) * 3, ("a",) * 5, "", lay_out,
                   lambda: Data(dt.date(2026, 3, 31)))  # fmt: skip
    made = write(own, tmp_path / "own.xlsx")
    assert [one.name for one in made.inputs] == ["as_of"]
    shown = [made.book.value(made.start.sheet, *place) for place in made.start.sheet.formulas]
    assert 46112 in shown  # 31 March 2026 as a serial number


def test_an_unknown_template_names_those_there_are() -> None:
    with pytest.raises(InvalidValue, match=r"one of .*working-capital.*, got 'wcr'"):
        template("wcr")
