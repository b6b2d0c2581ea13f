"""Cells of the collector's workbook: their formats and limits, live totals, and the way back."""

from __future__ import annotations

import datetime as dt
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from ledger_rows import DAY, Row, frame_of
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from ledgerguard.casework import feedback_columns as fields
from ledgerguard.casework import runs
from ledgerguard.casework.engine import Derived, derive
from ledgerguard.casework.events import Dispute, Done, Hold, Promise, Reassessed, Reply, Scope
from ledgerguard.casework.feedback import read_feedback
from ledgerguard.casework.history import History
from ledgerguard.policy.firm import load_policy
from ledgerguard.store.log import Log
from ledgerguard.units import Language
from ledgerguard.workbooks import worklist
from ledgerguard.workbooks.worklist_sheets.plan import Plan
from ledgerguard.workbooks.writer import Book

POLICY = load_policy()
HEAD = "0123456789abcdef" * 4
ROWS = [
    Row("A", due=DAY - 20, amount=10_000, customer='=HYPERLINK("x")'),
    Row("A", due=DAY - 5, amount=5_000, customer='=HYPERLINK("x")'),
    Row("J", "JPY", due=DAY - 40, amount=70_000, customer="光华贸易有限公司"),
    Row("D", due=DAY - 10, amount=3_000, disputed=1, customer="Dorn"),
]
# The first level (7 days before) has lapsed for all; the second is due from the 3rd day on, so the
# fresh log has two formal letters, to A about 150.00 EUR and to J about 70,000 JPY; the insurer is
# told of J from the 30th day on; the item of D is disputed and frozen.
FRESH = derive(frame_of(ROWS), POLICY, History(), DAY, run="20240228-1")
SHEETS: Mapping[Language, list[str]] = {
    "en": ["Today", "Overview", "Items", "On hold", "Re-assess", "About"],
    "zh": ["今日任务", "概览", "款项明细", "暂停中", "信用复评", "说明"],
}


def book_of(
    tmp_path: Path,
    derived: Derived = FRESH,
    *,
    language: Language = "en",
    head: str = HEAD,
) -> openpyxl.Workbook:
    path = tmp_path / "worklist.xlsx"
    worklist.build(derived, POLICY, path, head=head, language=language, fingerprint="f" * 64)
    with warnings.catch_warnings():
        # openpyxl does not know the data bars of Excel 2010.
        warnings.filterwarnings("ignore", ".* extension is not supported")
        return openpyxl.load_workbook(path)


def table(sheet: Worksheet) -> tuple[int, dict[str, int], list[dict[str, Any]]]:
    """The row of the header, columns by header and by field, and the lines below."""
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    header = next(n for n, row in enumerate(rows) if sum(cell is not None for cell in row) > 5)
    places = {str(name): place for place, name in enumerate(rows[header]) if name is not None}
    for name, place in list(places.items()):
        field = fields.field_of(name)
        if field:
            places[field] = place
    lines = [
        {name: row[place] for name, place in places.items()}
        for row in rows[header + 1 :]
        if any(cell is not None for cell in row)
    ]
    return header + 1, places, lines


def model_of(language: Language = "en", derived: Derived = FRESH) -> Book:
    return worklist.lay_out(Plan(Book({}), derived, POLICY, HEAD, "", language))


def figures(book: Book) -> dict[str, dict[str, Any]]:
    """The rows of the sheet Overview: label, then figure by header."""
    sheet = book.sheets["Overview"]
    found: dict[str, dict[str, Any]] = {}
    headers: list[Any] = []
    for row in range(sheet.last_row + 1):
        cells = [book.value(sheet, row, column) for column in range(8)]
        if cells[1] in ("Tasks", "Items"):
            headers = cells
        elif headers and isinstance(cells[1], int | float):
            found[str(cells[0])] = {
                str(name): cell
                for name, cell in zip(headers[1:], cells[1:], strict=True)
                if name is not None
            }
    return found


def fill_model(book: Book, line: int, cells: Mapping[str, Any]) -> None:
    """Fill fields of a row of the sheet Today, before anything is computed."""
    sheet = book.sheets["Today"]
    places = {value: where for where, (value, _) in sheet.values.items()}
    top = places["#"][0]
    for field, value in cells.items():
        sheet.values[top + line, places[fields.FIELDS[field].en][1]] = (value, "input")


# --- what is shown ---------------------------------------------------------------------------


def test_amounts_have_the_decimals_of_their_currency(tmp_path: Path) -> None:
    sheet = book_of(tmp_path)["Today"]
    top, places, lines = table(sheet)
    for place, line in enumerate(lines, top + 1):
        for name in ("Amount", fields.PROMISE_AMOUNT):
            number_format = sheet.cell(place, places[name] + 1).number_format
            assert ("." in number_format) == (line["Curr."] == "EUR")


def test_entities_take_a_column_only_where_there_are_any(tmp_path: Path) -> None:
    _, places, _ = table(book_of(tmp_path)["Today"])
    assert "Entity" not in places
    rows = [row._replace(entity="DE01") for row in ROWS]
    derived = derive(frame_of(rows), POLICY, History(), DAY, run="20240228-1")
    book = book_of(tmp_path, derived)
    for name in ("Today", "Items", "On hold", "Re-assess"):
        _, _, lines = table(book[name])
        assert {line["Entity"] for line in lines} == {"DE01"}


def test_a_printed_page_has_its_title_above_and_the_fill_in_page_next(tmp_path: Path) -> None:
    sheet = book_of(tmp_path)["Today"]
    top, places, lines = table(sheet)
    first, last = get_column_letter(1), get_column_letter(places["id"])
    # Without title rows, which repeated columns would cut off; without the ids.
    assert sheet.print_area == f"'Today'!${first}${top - 1}:${last}${top + len(lines)}"
    assert sheet.oddHeader is not None
    assert sheet.oddHeader.left.text == "Collector's worklist"
    assert "run 20240228-1" in str(sheet.oddHeader.right.text)
    assert sheet.page_setup.pageOrder == "overThenDown"
    assert [one.id for one in sheet.col_breaks.brk] == [places["Why"]]


# --- what is filled in -----------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_field_is_there_to_be_read_back(tmp_path: Path, language: Language) -> None:
    book = book_of(tmp_path, language=language)
    today, _, items, _, reassess, _ = SHEETS[language]
    for name, wanted in (
        (today, fields.OF_TASK),
        (items, fields.OF_ITEM),
        (reassess, fields.OF_CUSTOMER),
    ):
        _, places, lines = table(book[name])
        assert set(wanted) | {"id"} <= set(places)
        assert all(line[field] is None for line in lines for field in wanted)
        found = [fields.row_id(line["id"]) for line in lines]
        assert all(one and one.run == "20240228-1" and one.seal == HEAD[:8] for one in found)
        assert len({str(one) for one in found}) == len(lines)


def test_a_promised_amount_must_not_exceed_the_amount_of_its_row(tmp_path: Path) -> None:
    sheet = book_of(tmp_path)["Today"]
    top, places, _ = table(sheet)
    rules = {rule.promptTitle: rule for rule in sheet.data_validations.dataValidation}
    amount = get_column_letter(places["Amount"] + 1)
    rule = rules["Promised amount"]
    assert (rule.type, rule.formula1, rule.formula2) == ("decimal", "0", f"{amount}{top + 1}")


def test_texts_of_validations_fit_into_what_excel_allows(tmp_path: Path) -> None:
    for language in ("en", "zh"):
        for sheet in book_of(tmp_path, language=language):
            for rule in sheet.data_validations.dataValidation:
                assert len(rule.promptTitle) <= 32
                assert len(rule.prompt) <= 255
                assert rule.type != "list" or len(rule.formula1) <= 257  # with both quotes


# --- the overview ----------------------------------------------------------------------------


def test_an_invoice_that_the_insurer_is_told_of_too_is_asked_for_once() -> None:
    rows = figures(model_of())
    assert rows["JPY"] == {
        "Tasks": 2, "Asked of customers": 70_000, "Still open": 70_000, "Promised": 0,
        "Disputed": 0, "Insurer tasks": 1, "On hold": 0,
    }  # fmt: skip
    assert rows["EUR"]["Asked of customers"] == 150
    assert rows["EUR"]["Insurer tasks"] == 0
    assert rows["EUR"]["On hold"] == 30  # of D


@pytest.mark.parametrize(("amount", "promised"), [(40, 40), (None, 150)])
def test_a_promise_counts_as_far_as_it_reaches(amount: int | None, promised: int) -> None:
    book = model_of()
    line = next(t.rank for t in FRESH.worklist.tasks if t.currency == "EUR")
    fill_model(book, line, {fields.PROMISE_BY: DAY + 3, fields.PROMISE_AMOUNT: amount})
    rows = figures(book)
    euro = [rows["EUR"][key] for key in ("Asked of customers", "Still open", "Promised")]
    assert euro == [150, 0, promised]
    assert [rows[key]["Tasks"] for key in ("open", "promised", "done")] == [2, 1, 0]
    assert list(rows["Formal dunning letter"].values()) == [2, 1, 1]
    assert list(rows["credit control"].values()) == [2, 1, 1]
    assert list(rows["credit insurance"].values()) == [1, 1, 0]


def test_what_is_frozen_is_summed_where_nobody_is_to_be_contacted() -> None:
    derived = derive(frame_of(ROWS[3:]), POLICY, History(), DAY, run="20240228-1")
    rows = figures(model_of(derived=derived))
    assert rows["EUR"]["Tasks"] == rows["EUR"]["Asked of customers"] == 0
    assert rows["EUR"]["On hold"] == 30
    assert rows["open"]["Tasks"] == 0


def test_nothing_is_summed_where_nothing_is_frozen() -> None:
    derived = derive(frame_of(ROWS[:2]), POLICY, History(), DAY, run="20240228-1")
    rows = figures(model_of(derived=derived))
    assert rows["EUR"]["Asked of customers"] == 150
    assert rows["EUR"]["On hold"] == 0


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Friendly reminder (five-stage, level 1)"),
        ("zh", "发送温馨提醒（five-stage，第 1 级）"),
    ],
)
def test_steps_that_came_too_late_are_told(language: Language, words: str) -> None:
    book = model_of(language)
    sheet = book.sheets[SHEETS[language][1]]
    rows = {book.value(sheet, row, 0): row for row in range(sheet.last_row + 1)}
    # The reminder before the due date came too late for all four items, the frozen one, too.
    assert book.value(sheet, rows[words], 1) == 4


# --- reading back ----------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_filled_in_is_read_back(tmp_path: Path, language: Language) -> None:
    today, _, items, _, reassess, _ = SHEETS[language]
    with Log.memory() as log:
        found = runs.run(frame_of(ROWS), POLICY, log, DAY)
        book = book_of(tmp_path, found.derived, language=language, head=found.head)
        rank = next(t.rank for t in found.derived.worklist.tasks if t.currency == "EUR")
        key = next(
            item.key
            for task in found.derived.worklist.tasks
            for item in task.items
            if item.key.invoice == "I3"
        )
        _fill(
            book[today],
            rank,
            {
                fields.DONE_ON: dt.date(2024, 2, 29),
                fields.CHANNEL: "电子邮件" if language == "zh" else "E-mail",
                fields.PROMISE_BY: dt.date(2024, 3, 8),
                fields.NOTE: "周五付款",
            },
        )
        _, _, lines = table(book[items])
        place = next(n for n, line in enumerate(lines, 1) if "I3" in line.values())
        _fill(book[items], place, {fields.DISPUTE: "Price"})
        _fill(book[reassess], 3, {fields.REASSESSED_ON: dt.date(2024, 2, 29), fields.NOTE: "B"})
        book.save(tmp_path / "filled.xlsx")
        feedback = read_feedback(tmp_path / "filled.xlsx", log, today=DAY + 2)
    assert feedback.rejected == ()
    by_kind = {type(event): event for event in feedback.events}
    done, dispute, reply = by_kind[Done], by_kind[Dispute], by_kind[Reply]
    assert isinstance(done, Done)
    assert (done.on, done.channel, done.customer_id) == (DAY + 1, "email", "A")
    assert isinstance(dispute, Dispute)
    assert (dispute.scope, dispute.reason) == (Scope("", "A", key), "Price")
    assert isinstance(reply, Reply)
    assert reply.words == "周五付款"
    promised = [event for event in feedback.events if isinstance(event, Promise)]
    assert {event.by for event in promised} == {DAY + 9}
    reassessed = by_kind[Reassessed]
    assert isinstance(reassessed, Reassessed)
    assert (reassessed.scope.customer_id, reassessed.note) == ("J", "B")
    assert Hold not in by_kind


def _fill(sheet: Worksheet, line: int, cells: Mapping[str, Any]) -> None:
    top, places, _ = table(sheet)
    for field, value in cells.items():
        sheet.cell(top + line, places[field] + 1, value)
