"""The collector's workbook as a file: what it shows, accepts and counts, in both languages."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from filled_worklist import ROWS
from ledger_rows import DAY, Row, frame_of

from ledgerguard.casework import runs
from ledgerguard.casework.engine import Derived
from ledgerguard.casework.feedback_columns import FIELDS, OF_CUSTOMER, OF_ITEM, OF_TASK
from ledgerguard.casework.feedback_row import USED
from ledgerguard.errors import HostError
from ledgerguard.policy.firm import Policy, load_policy
from ledgerguard.store.log import Log
from ledgerguard.units import Language
from ledgerguard.workbooks.worklist import build, lay_out
from ledgerguard.workbooks.worklist_labels import DISPUTES, HOLDS, STATUS, TEXTS, TRACKS
from ledgerguard.workbooks.worklist_sheets import lists
from ledgerguard.workbooks.worklist_sheets.plan import Plan
from ledgerguard.workbooks.writer import Book, Sheet

LANGUAGES: tuple[Language, ...] = ("en", "zh")
AS_OF = dt.date(2024, 2, 28)
PRINT_TEXTS = {"nobody", "page"}


def recorded(rows: list[Row], policy: Policy) -> tuple[Derived, str]:
    with Log.memory() as log:
        found = runs.run(frame_of(rows), policy, log, DAY)
        return found.derived, found.head


def model(rows: list[Row], language: Language = "en", policy: Policy | None = None) -> Book:
    policy = policy or load_policy("five-stage")
    derived, head = recorded(rows, policy)
    return lay_out(Plan(Book({}), derived, policy, head, "f" * 64, language))


def texts(sheet: Sheet) -> dict[str, tuple[int, int]]:
    """Where each text of a sheet stands first."""
    found: dict[str, tuple[int, int]] = {}
    for place, (value, _) in sheet.values.items():
        if isinstance(value, str):
            found.setdefault(value, place)
    return found


def rows_of(book: Book, name: str) -> list[dict[str, Any]]:
    """A list of the workbook as records."""
    sheet = book.sheets[name]
    columns = {str(value): column for (row, column), (value, _) in sheet.values.items() if row == 4}
    return [
        {header: book.value(sheet, row, column) for header, column in columns.items()}
        for row in range(5, sheet.last_row + 1)
    ]


def test_a_task_is_told_in_full() -> None:
    policy = load_policy("five-stage")
    derived, head = recorded(list(ROWS), policy)
    book = lay_out(Plan(Book({}), derived, policy, head, "", "en"))
    task = next(t for t in derived.worklist.tasks if t.customer_id == "B")
    (row,) = (row for row in rows_of(book, "Today") if row["Customer id"] == "B")
    shown = {name: value for name, value in row.items() if value is not None}
    assert shown == {
        "#": task.rank,
        "Priority": task.priority,
        "Customer id": "B",
        "Customer": "Customer",
        "Entity": "North",
        "Curr.": "JPY",
        "Amount": 5000.0,
        "Items": 1,
        "Oldest, days past due": 20,
        "Track": "ladder",
        "Step": "Formal dunning letter",
        "Channel": "E-mail",
        "Letter": "Formal notice",
        "Owner": "credit control",
        "Due since": DAY - 17,
        "If nobody acts": shown["If nobody acts"],
        "Why": shown["Why"],
        "Status": "open",
        "Row id (leave as it is)": f"{task.id}@{head[:8]}",
    }
    assert shown["Why"].startswith("20 days past due; level 2 since 2024-02-11; 17 days behind")


def test_every_item_of_every_task_has_a_row() -> None:
    policy = load_policy("five-stage")
    derived, head = recorded(list(ROWS), policy)
    book = lay_out(Plan(Book({}), derived, policy, head, "", "en"))
    ids = [row["Row id (leave as it is)"] for row in rows_of(book, "Items")]
    assert ids == [
        f"{task.id}/{number}@{head[:8]}"
        for task in derived.worklist.tasks
        for number in range(1, len(task.items) + 1)
    ]
    first = rows_of(book, "Items")[0]
    assert (first["Open"], first["Due"]) == (
        derived.worklist.tasks[0].items[0].open / 100,
        derived.worklist.tasks[0].items[0].due,
    )


def test_items_beyond_what_a_sheet_holds_are_counted() -> None:
    policy = load_policy("five-stage")
    derived, head = recorded([Row("A", due=DAY - 5 - i) for i in range(4)], policy)
    plan = Plan(Book({}), derived, policy, head, "", "en")
    table = lists.add_items(plan, most=3)
    assert len(table.rows) == 3
    assert any("1 more items are not shown" in text for text in texts(plan.book.sheets["Items"]))


def test_held_and_reassess() -> None:
    rows = [Row("A", due=DAY - 5, disputed=1), Row("A", due=-1), Row("B", due=DAY - 50)]
    book = model(rows)
    held = [
        (row["Invoice"], row["Open"], row["Why nobody acts"]) for row in rows_of(book, "On hold")
    ]
    assert held == [("I2", 100.0, "disputed"), ("I3", 100.0, "no due date in the ledger")]
    found = [
        (row["Customer id"], row["Overdue"], row["Last re-assessed"])
        for row in rows_of(book, "Re-assess")
    ]
    assert found == [("A", 100.0, "never"), ("B", 100.0, "never")]


# Status by hand: dispute before promise before hold before done, and what is incomplete first.
FILLED: tuple[tuple[dict[str, Any], str], ...] = (
    ({}, "open"),
    ({"note": "x"}, "open"),
    ({"done_on": DAY}, "done"),
    ({"done_on": DAY, "channel": "Phone"}, "done"),
    ({"done_on": DAY, "hold_until": DAY, "hold_reason": "x"}, "held"),
    ({"done_on": DAY, "promise_by": DAY, "hold_until": DAY, "hold_reason": "x"}, "promised"),
    ({"done_on": DAY, "promise_by": DAY, "dispute": "x"}, "disputed"),
    ({"promise_amount": 5, "dispute": "x"}, "incomplete"),
    ({"hold_until": DAY}, "incomplete"),
    ({"hold_reason": "x"}, "incomplete"),
    ({"channel": "Phone"}, "incomplete"),
    ({"channel": "Phone", "note": "x"}, "open"),
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("values", "status"), FILLED)
def test_the_status_follows_what_is_filled_in(
    language: Language, values: dict[str, Any], status: str
) -> None:
    book = model([Row("A", due=DAY - 5)], language)
    sheet = book.sheets[TEXTS["today"].in_language(language)]
    where = texts(sheet)
    for field, value in values.items():
        row, column = 5, where[FIELDS[field].in_language(language)][1]
        sheet.values[row, column] = (value, sheet.values[row, column][1])
    (place,) = (place for place in sheet.formulas if place[0] == 5)
    assert book.value(sheet, *place) == STATUS[status].in_language(language)


def test_the_overview_counts_what_is_filled_in() -> None:
    # EUR: A is asked for 600.00 and B for 50.00; the insurer is told of 100.00 of A's.
    rows = [
        *(Row("A", due=DAY - days, amount=amount) for days, amount in ((5, 50_000), (40, 10_000))),
        Row("B", due=DAY - 5, amount=5_000),
        Row("C", "JPY", due=DAY - 5, amount=7_000),
        Row("D", "JPY", due=DAY - 5, amount=900, disputed=1),
    ]
    book = model(rows)
    today = book.sheets["Today"]
    columns = texts(today)
    shown = rows_of(book, "Today")
    assert len(shown) == 4
    filled: dict[tuple[str, str], dict[str, Any]] = {
        ("A", "ladder"): {"promise_by": DAY + 5, "promise_amount": 200.0},
        ("B", "ladder"): {"promise_by": DAY + 5},
        ("C", "ladder"): {"done_on": DAY},
    }
    for number, line in enumerate(shown, 5):
        for field, value in filled.get((line["Customer id"], line["Track"]), {}).items():
            place = number, columns[FIELDS[field].en][1]
            today.values[place] = (value, today.values[place][1])
    fresh = lay_out_again(book)
    overview = fresh.sheets["Overview"]
    where = texts(overview)
    row, _ = where["EUR"]
    # Tasks, asked, still open, promised (200 of A's 600, all of B's 50), disputed, insurer, held.
    assert [fresh.value(overview, row, column) for column in range(1, 8)] == [
        3, 650.0, 0, 250.0, 0, 1, 0
    ]  # fmt: skip
    row, _ = where["JPY"]
    assert [fresh.value(overview, row, column) for column in range(1, 8)] == [
        1, 7000.0, 0, 0, 0, 0, 900.0
    ]  # fmt: skip
    row, _ = where["Formal dunning letter"]
    assert [fresh.value(overview, row, column) for column in (1, 2, 3)] == [3, 0, 3]
    assert fresh.value(fresh.sheets["Today"], 2, 0) == (
        "1 of 4 tasks still open · done 1 · promised 2 · disputed 0 · held 0 · incomplete 0"
    )


def lay_out_again(book: Book) -> Book:
    """The same book without what it has computed already."""
    fresh = Book({})
    fresh.sheets = book.sheets
    for sheet in fresh.sheets.values():
        sheet.book = fresh
    return fresh


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_tasks_the_sheets_say_so(tmp_path: Path, language: Language) -> None:
    book = model([Row("A", due=DAY + 300)], language)
    for name in ("today", "items", "held", "reassess"):
        sheet = book.sheets[TEXTS[name].in_language(language)]
        assert TEXTS[f"none.{name}"].in_language(language) in texts(sheet)
    derived, head = recorded([Row("A", due=DAY + 300)], load_policy("five-stage"))
    out = tmp_path / "none.xlsx"
    found = build(derived, load_policy("five-stage"), out, head=head, language=language)
    assert (found.tasks, found.items, found.held, found.reassess) == (0, 0, 0, 0)
    assert openpyxl.load_workbook(out).sheetnames == list(book.sheets)


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_builds_are_equal_to_the_byte(tmp_path: Path, language: Language) -> None:
    policy = load_policy("five-stage")
    derived, head = recorded(list(ROWS), policy)
    made = []
    for name in ("one", "two"):
        found = build(derived, policy, tmp_path / name, head=head, language=language)
        made.append(found.path.read_bytes())
    assert made[0] == made[1]
    assert (found.tasks, found.items, found.held) == (3, 5, 0)


def test_the_head_of_the_log_stands_in_the_sheet_and_at_every_foot(tmp_path: Path) -> None:
    policy = load_policy("five-stage")
    derived, head = recorded(list(ROWS), policy)
    out = tmp_path / "w.xlsx"
    build(derived, policy, out, head=head, fingerprint="f" * 64)
    book = openpyxl.load_workbook(out)
    about = {str(cell.value) for row in book["About"].iter_rows() for cell in row}
    assert {head, "f" * 64, policy.version, "20240228-1", "2024-02-28"} <= about
    for sheet in book.worksheets:
        footer: Any = sheet.oddFooter
        assert head in str(footer.center.text), sheet.title
        setup: Any = sheet.page_setup
        assert (setup.orientation, int(setup.paperSize)) == ("landscape", 9)


def test_names_and_reasons_are_never_formulas(tmp_path: Path) -> None:
    policy = load_policy("five-stage")
    rows = [Row("=1+1", customer='=HYPERLINK("http://x","y")', due=DAY - 40, entity="+cmd")]
    derived, head = recorded(rows, policy)
    out = tmp_path / "w.xlsx"
    build(derived, policy, out, head=head)
    book = openpyxl.load_workbook(out)
    formulas = [
        str(cell.value)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    assert formulas
    assert not [text for text in formulas if "HYPERLINK" in text or text == "=1+1"]
    with zipfile.ZipFile(out) as package:
        assert b"HYPERLINK" in package.read("xl/sharedStrings.xml")


@pytest.mark.parametrize("language", LANGUAGES)
def test_inputs_are_validated_and_explained(tmp_path: Path, language: Language) -> None:
    policy = load_policy("five-stage")
    derived, head = recorded(list(ROWS), policy)
    out = tmp_path / "w.xlsx"
    build(derived, policy, out, head=head, language=language)
    book: Any = openpyxl.load_workbook(out)
    for place, fields in ((0, OF_TASK), (2, OF_ITEM), (4, OF_CUSTOMER)):
        sheet = book.worksheets[place]
        headers = {cell.value: cell.column_letter for cell in sheet[5]}
        rules = {
            str(rule.sqref).partition(":")[0].rstrip("0123456789"): rule
            for rule in sheet.data_validations.dataValidation
        }
        for field in fields:
            rule = rules[headers[FIELDS[field].in_language(language)]]
            assert rule.promptTitle == FIELDS[field].in_language(language)
            assert rule.prompt == TEXTS[f"help.{field}"].in_language(language)
    channel = next(
        rule
        for rule in book.worksheets[0].data_validations.dataValidation
        if rule.promptTitle == FIELDS["channel"].in_language(language)
    )
    words = ",".join(wording.in_language(language) for wording in USED.values())
    assert channel.formula1 == f'"{words}"'
    amount = next(
        rule
        for rule in book.worksheets[0].data_validations.dataValidation
        if rule.promptTitle == FIELDS["promise_amount"].in_language(language)
    )
    header = TEXTS["col.amount"].in_language(language)
    letter = next(cell.column_letter for cell in book.worksheets[0][5] if cell.value == header)
    assert amount.formula2 == f"{letter}6"


def test_a_preview_says_that_it_cannot_be_read_back(tmp_path: Path) -> None:
    policy = load_policy("five-stage")
    derived, _ = recorded(list(ROWS), policy)
    out = tmp_path / "w.xlsx"
    build(derived, policy, out, head="")
    assert "nothing can be read back" in str(openpyxl.load_workbook(out)["Today"]["A2"].value)


def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    policy = load_policy("five-stage")
    derived, head = recorded(list(ROWS), policy)
    with pytest.raises(HostError, match="cannot be written"):
        build(derived, policy, tmp_path / "no folder" / "w.xlsx", head=head)


def test_every_text_stands_in_both_languages() -> None:
    wordings = [*DISPUTES, *HOLDS, *STATUS.values(), *TRACKS.values()]
    wordings += [wording for key, wording in TEXTS.items() if key not in PRINT_TEXTS | {"col.rank"}]
    for wording in wordings:
        assert any("\u4e00" <= sign <= "\u9fff" for sign in wording.zh), wording
        assert wording.en.isascii() or "×" in wording.en or "·" in wording.en, wording
    for key in TEXTS:
        if key.startswith("help."):
            assert len(TEXTS[key].en) <= 255  # what a message of a validation holds
