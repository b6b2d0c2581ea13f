"""The template collections-worklist: it ties out to its ledger, and the log gives back what is
typed."""

from __future__ import annotations

import csv
import datetime as dt
import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from shared_files import shared
from template_drafts import draft, template
from typer.testing import CliRunner

from ledgerguard.cli import app
from ledgerguard.ledger.read import read
from ledgerguard.ledger.sample import SAMPLE_AS_OF, sample_path
from ledgerguard.policy.firm import load_policy
from ledgerguard.store.log import Log
from ledgerguard.units import Cell, Language
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.finish import results
from ledgerguard.workbooks.template import Data
from ledgerguard.workbooks.templates.collections_worklist.from_log import from_log

NAME = "collections-worklist"
AS_OF = dt.date(2026, 10, 31)
LEDGER = """\
invoice,customer_id,customer,currency,issued,due,amount,paid,paid_on
I1,C1,Alpha,EUR,2026-07-01,2026-07-31,10000,0,
I2,C1,Alpha,EUR,2026-08-01,2026-08-31,5000,0,
I3,C2,Beta,EUR,2026-08-15,2026-09-14,8000,0,
I4,C3,Gamma,EUR,2026-09-01,2026-10-01,3000,0,
I5,C3,Gamma,USD,2026-09-01,2026-10-01,1000,0,
I6,C2,Beta,EUR,2026-05-01,2026-05-31,700,700,2026-10-20
"""
CALLS = ("calls_customer", "calls_done_on", "calls_currency", "calls_channel", "calls_note")
PROMISES = (
    "promises_customer", "promises_invoice", "promises_said", "promises_promise_by",
    "promises_promise_amount", "promises_note",
)  # fmt: skip
DISPUTES = (
    "disputes_customer", "disputes_invoice", "disputes_since", "disputes_dispute",
    "disputes_owner", "disputes_closed_on",
)  # fmt: skip
Line = tuple[Any, ...]


def failing(made: Draft) -> list[str]:
    return [line.label for line in results(made) if not line.holds]


def column(made: Draft, name: str) -> list[Cell]:
    """The cells of a named range; one that counts nothing is blank."""
    rows = made.book.lookup(made.start.sheet, made.book.names[name])
    cells = [row[0] for row in rows] if isinstance(rows, list) else [rows]
    return [None if cell == "" else cell for cell in cells]  # type: ignore[misc]  # cells


def total(made: Draft, name: str) -> float:
    return sum(cell for cell in column(made, name) if isinstance(cell, (int, float)))


# --- ties out -----------------------------------------------------------------------------------


def test_the_sample_ties_out_to_an_independent_count() -> None:
    """What is open and overdue in the list's currency, added up row by row."""
    made = draft(NAME)
    names = ("currency", "issued", "due", "amount", "paid", "paid_on")
    day = (SAMPLE_AS_OF - dt.date(1899, 12, 30)).days
    left = [
        (due, amount - (paid if paid_on <= day else 0))
        for unit, issued, due, amount, paid, paid_on in read(sample_path())
        .frame.select(*names)
        .iter_rows()
        if unit == "EUR" and issued <= day
    ]
    opened = [(due, amount) for due, amount in left if amount]
    assert round(total(made, "steps_total") * 100) == sum(amount for _, amount in opened)
    assert sum(cell is not None for cell in column(made, "items_open")) == len(opened)
    overdue = sum(amount for due, amount in opened if 0 < due < day and amount > 0)
    assert round(overdue_of(made) * 100) == overdue
    assert failing(made) == []
    assert len(results(made)) >= 9


def overdue_of(made: Draft) -> float:
    rows = zip(column(made, "items_late"), column(made, "items_open"), strict=True)
    return sum(
        float(amount)
        for days, amount in rows
        if isinstance(days, (int, float)) and isinstance(amount, (int, float))
        if days > 0 and amount > 0
    )


def test_the_ibm_ledger_ties_out_to_an_independent_count() -> None:
    ledger, oracle = shared("ibm_ar_us_mdy.csv"), shared("ibm_month_end.csv")
    with Path(oracle).open(encoding="utf-8") as lines:
        last = next(row for row in csv.DictReader(lines) if row["as_of"] == "2013-07-31")
    data = Data(as_of=dt.date(2013, 7, 31), ledger=read(ledger, date_order="mdy"))
    made = template(NAME).draft("en", "desktop", data)
    assert total(made, "items_open") == pytest.approx(float(last["open_ar"]), abs=1e-4)
    overdue = sum(float(last[key]) for key in ("d1_30", "d31_60", "d61_90", "d90_plus"))
    assert overdue_of(made) == pytest.approx(overdue, abs=1e-4)
    assert failing(made) == []


# --- whom to call first, and why ----------------------------------------------------------------


def test_contacts_are_those_of_the_policy_whom_the_ledger_knows(tmp_path: Path) -> None:
    ledger, firm = tmp_path / "ledger.csv", tmp_path / "firm.toml"
    ledger.write_text(LEDGER)
    firm.write_text(
        '[company]\nlanguage = "en"\n'
        '[customers.C1]\ncontact = "Ms Li"\nphone = "+86 21 5550 0100"\n'
        '[customers.C3]\nemail = "payables@gamma.example"\nlanguage = "zh"\n'
        '[customers.C9]\ncontact = "nobody here"\n'
    )
    data = Data(as_of=AS_OF, ledger=read(ledger), policy=load_policy(firm))
    made = template(NAME).draft("en", "desktop", data)
    names = ("customer", "person", "phone", "mail", "language")
    columns = [column(made, f"contacts_{name}") for name in names]
    assert [row for row in zip(*columns, strict=True) if row[0]] == [
        ("C1", "Ms Li", "+86 21 5550 0100", None, "en"),
        ("C3", None, None, "payables@gamma.example", "zh"),
    ]


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ledger") / "ledger.csv"
    path.write_text(LEDGER, encoding="utf-8")
    return path


def made_of(ledger: Path, **tables: Sequence[Line]) -> Draft:
    data = Data(as_of=AS_OF, ledger=read(ledger), tables=tables)
    return template(NAME).draft("en", "desktop", data)


def test_the_list_is_in_the_order_of_its_priorities(ledger: Path) -> None:
    """100 * (age ^ a * amount ^ b) ^ (1 / (a + b)), age from the oldest item that is due."""
    made = made_of(ledger)
    (age,), (amount,), (full,) = (
        [float(str(cell)) for cell in column(made, name)]
        for name in ("age_weight", "amount_weight", "age_full_days")
    )
    owed = {"C1": (92, 15_000), "C2": (47, 8_000), "C3": (30, 3_000)}
    expected = {
        who: 100
        * (min(days / full, 1) ** age * (money / 15_000) ** (amount / 2)) ** (1 / (age + amount))
        for who, (days, money) in owed.items()
    }
    assert column(made, "work_id")[:4] == ["C1", "C2", "C3", None]
    assert column(made, "work_priority")[:3] == pytest.approx([*expected.values()], abs=0.05)
    assert column(made, "work_net")[:3] == [15_000, 8_000, 3_000]
    assert column(made, "work_state")[:3] == ["to call"] * 3
    assert failing(made) == []


def test_promises_disputes_and_calls_change_the_list(ledger: Path) -> None:
    made = made_of(
        ledger,
        calls=[("C3", dt.date(2026, 10, 30), None, "Phone", None)],
        promises=[
            ("C1", "I2", dt.date(2026, 10, 20), dt.date(2026, 11, 10), None, None),  # runs
            ("C2", None, dt.date(2026, 10, 1), dt.date(2026, 10, 15), 2_000, None),  # 700 came
        ],
        disputes=[
            ("C1", "I1", dt.date(2026, 10, 5), "Price", None, None),
            ("C3", "I4", dt.date(2026, 9, 20), "Price", None, dt.date(2026, 10, 2)),  # settled
        ],
    )
    assert column(made, "promises_owed")[:2] == [5_000, 2_000]
    assert column(made, "promises_received")[:2] == [0, 0]  # the 700 came after the days of grace
    assert column(made, "promises_state")[:2] == ["running", "broken"]
    assert column(made, "disputes_amount")[:2] == [10_000, 0]
    assert column(made, "disputes_age")[:2] == [26, None]
    states = dict(zip(column(made, "work_id"), column(made, "work_state"), strict=True))
    assert states == {"C2": "promise broken", "C3": "called", None: None}
    assert [*states][:2] == ["C2", "C3"]
    assert failing(made) == []


# --- the way through the log --------------------------------------------------------------------

TITLES: Mapping[Sequence[str], Sequence[str]] = {
    CALLS: ("Customer number", "Done on", "In currency", "Channel used", "Reply / note"),
    PROMISES: (
        "Customer number", "Invoice number", "Promised on", "Promise to pay by", "Promised amount",
        "Reply / note",
    ),
    DISPUTES: (
        "Customer number", "Invoice number", "Disputed since", "Dispute reason", "Who settles it",
        "Settled on",
    ),
}  # fmt: skip
Typed = Mapping[tuple[str, ...], Sequence[Line]]


@dataclass
class Desk:
    """A log with one run, and the workbook that is read into it."""

    folder: Path
    ledger: Path
    language: Language = "en"

    @property
    def log(self) -> Path:
        return self.folder / "log.db"

    @property
    def book(self) -> Path:
        return self.folder / "list.xlsx"

    def run(self, *arguments: str | Path, code: int = 0) -> str:
        result = CliRunner().invoke(app, [*map(str, arguments)], env={"COLUMNS": "250"})
        assert result.exit_code == code, result.output
        return result.output

    def work(self, as_of: dt.date, *arguments: str) -> str:
        return self.run(
            "worklist", self.ledger, "--as-of", as_of.isoformat(), "--log", self.log, *arguments
        )

    def fill(self) -> None:
        self.run(
            "template", "fill", NAME, "--as-of", AS_OF.isoformat(), "--ledger", self.ledger,
            "--log", self.log, "--lang", self.language, "--out", self.book,
        )  # fmt: skip

    def read(self, code: int = 0) -> str:
        return self.run("log", "import", self.book, "--log", self.log, "--by", "tester", code=code)

    def type(self, typed: Typed) -> None:
        """Type rows below those that stand in the filled workbook."""
        book = openpyxl.load_workbook(self.book)
        for names, lines in typed.items():
            columns = [_cells(book, name) for name in names]
            free = next(at for at, cell in enumerate(columns[0]) if cell.value is None)
            for at, line in enumerate(lines, free):
                for cells, value in zip(columns, line, strict=True):
                    cells[at].value = value
        book.save(self.book)

    def bring(self, typed: Typed, code: int = 0) -> str:
        """Read a plain workbook with the same headers, which is quicker than the filled one."""
        book = openpyxl.Workbook()
        for names, lines in typed.items():
            sheet = book.create_sheet(names[0].partition("_")[0])
            for line in (TITLES[names], *lines):
                sheet.append(line)
        book.save(self.book)
        return self.read(code)

    def shown(self, **tables: Sequence[Line]) -> dict[tuple[str, ...], list[Line]]:
        """The rows with which a fill from the log begins, as they are in a sheet."""
        given = Data(as_of=AS_OF, ledger=read(self.ledger), tables=tables)
        with Log.open(self.log) as log:
            told = from_log(given, log.rows(), self.language).tables
        return {
            names: [tuple(map(_plain, row)) for row in told[names[0].partition("_")[0]]]
            for names in (CALLS, PROMISES, DISPUTES)
        }

    def stored(self) -> dict[tuple[str, ...], list[Line]]:
        """The rows of the filled workbook that hold anything."""
        book = openpyxl.load_workbook(self.book, data_only=True)
        found: dict[tuple[str, ...], list[Line]] = {}
        for names in (CALLS, PROMISES, DISPUTES):
            columns = [[_plain(cell.value) for cell in _cells(book, name)] for name in names]
            rows = zip(*columns, strict=True)
            found[names] = [row for row in rows if any(cell is not None for cell in row)]
        return found


def _cells(book: Any, name: str) -> list[Any]:
    sheet, _, cells = book.defined_names[name].attr_text.rpartition("!")
    return [row[0] for row in book[sheet.strip("'")][cells.replace("$", "")]]


def _plain(value: Any) -> Any:
    """A cell; what is a serial number of these years is a day, as no amount here is."""
    if isinstance(value, dt.datetime):
        return value.date()
    is_day = isinstance(value, int) and 45_000 < value < 47_000
    return dt.date(1899, 12, 30) + dt.timedelta(value) if is_day else value


def day(number: int, month: int = 10) -> dt.date:
    return dt.date(2026, month, number)


NOW = AS_OF


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory, ledger: Path) -> Desk:
    made = Desk(tmp_path_factory.mktemp("desk"), ledger)
    made.work(AS_OF)
    return made


@pytest.fixture
def desk(first: Desk, tmp_path: Path) -> Desk:
    """A copy of a log with one run."""
    shutil.copy(first.log, tmp_path / first.log.name)
    return Desk(tmp_path, first.ledger)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_typed_comes_back_from_the_log(desk: Desk, language: Language) -> None:
    """Nothing is lost on the way, and nothing doubled however often the file is read."""
    phone, price = ("Phone", "Price") if language == "en" else ("电话", "价格")
    desk.language = language
    typed: Typed = {
        CALLS: [("C1", NOW, "EUR", phone, "Asks for a copy"), ("C3", NOW, "EUR", phone, None)],
        PROMISES: [
            ("C2", "I3", day(30), day(10, 11), None, "By transfer"),
            ("C1", None, day(30), day(6, 11), 4_000, None),
        ],
        DISPUTES: [
            ("C1", "I1", day(20), price, "Sales", None),
            ("C3", "I4", day(1), price, None, day(25)),
        ],
    }
    desk.fill()
    desk.type(typed)
    assert desk.read().startswith("28 taken, 0 rejected")
    assert desk.read().startswith("0 taken, 28 recorded before, 0 rejected")
    desk.fill()
    assert desk.stored() == typed
    assert desk.read().startswith("0 taken")


def test_a_later_run_shows_the_same_and_takes_nothing_twice(desk: Desk) -> None:
    typed: Typed = {
        CALLS: [("C3", NOW, "EUR", "Phone", None)],
        PROMISES: [("C2", "I3", NOW, day(10, 11), None, None)],
        DISPUTES: [("C1", "I1", NOW, "Price", None, None), ("C1", "I2", NOW, "Price", None, None)],
    }
    desk.bring(typed)
    said = desk.work(AS_OF + dt.timedelta(1), "--json")
    tasks = [task for task in json.loads(said)["tasks"] if task["kind"] != "insurer"]
    assert [(task["customer_id"], task["currency"]) for task in tasks] == [("C3", "USD")]
    assert desk.shown() == typed
    assert desk.read().startswith("0 taken")


def test_a_dispute_is_settled_where_it_stands(desk: Desk) -> None:
    desk.bring({DISPUTES: [("C1", "I1", day(20), "Price", None, None)]})
    settled: Typed = {DISPUTES: [("C1", "I1", day(20), "Price", None, day(30))]}
    assert desk.bring(settled).startswith("1 taken, 4 recorded before, 0 rejected")
    assert desk.shown()[DISPUTES] == settled[DISPUTES]


def test_what_does_not_fit_is_said_and_the_rest_is_taken(desk: Desk) -> None:
    calls: Sequence[tuple[Line, str]] = (
        (("C9", NOW, None, "Phone", None), "C9"),
        ((None, NOW, None, "Phone", None), "must name its customer"),
        (("C1", None, None, "Phone", None), "a call must come with its day"),
        (("C1", "soon", None, "Phone", None), "'soon'"),
        (("C1", NOW, None, "Pigeon", None), "Pigeon"),
        (("C1", day(1), None, "Phone", None), "no step was due in that run"),
    )
    promises: Sequence[tuple[Line, str]] = (
        (("C1", "I9", day(20), day(10, 11), None, None), "I9"),
        (("C1", "I1", day(20), None, 100, None), "a promise must come with its day"),
        (("C1", "I1", day(20), day(10, 9), None, None), "the day on which it was promised"),
        (("C3", None, day(20), day(10, 11), 500, None), "several currencies (EUR, USD)"),
        (("C2", "I3", day(20), day(10, 11), "much", None), "much"),
    )
    disputes: Sequence[tuple[Line, str]] = (
        (("C1", "I1", day(20), None, None, None), "a dispute must come with its reason"),
        (("C1", "I1", day(20), "Price", None, day(1)), "the day of the dispute"),
    )
    good: Typed = {
        CALLS: [
            ("C2", day(2), None, "E-mail", "Pays on Friday"),
            ("C2", NOW, "EUR", "Phone", None),
        ],
        PROMISES: [("C2", "I3", NOW, day(12, 11), None, None)],
        DISPUTES: [("C1", "I2", NOW, "Quality", None, None)],
    }
    wrong = {CALLS: calls, PROMISES: promises, DISPUTES: disputes}
    said = desk.bring({key: [line for line, _ in wrong[key]] + [*good[key]] for key in wrong}, 1)
    told = [line for line in said.splitlines() if line.strip()]
    for names, lines in wrong.items():
        for row, (_, words) in enumerate(lines, 2):
            sheet = names[0].partition("_")[0]
            assert any(line.split()[:2] == [sheet, str(row)] and words in line for line in told), (
                sheet,
                row,
                words,
            )
    assert desk.shown() == good


def test_what_is_left_blank_is_told_on_the_day_of_the_run(desk: Desk) -> None:
    desk.bring({
        PROMISES: [("C2", "I3", None, day(12, 11), None, None)],
        DISPUTES: [("C1", "I2", None, "Quality", None, None)],
        CALLS: [("C3", NOW, None, "Phone", "Both currencies")],
    })  # fmt: skip
    assert desk.shown() == {
        PROMISES: [("C2", "I3", NOW, day(12, 11), None, None)],
        DISPUTES: [("C1", "I2", NOW, "Quality", None, None)],
        CALLS: [("C3", NOW, "USD", "Phone", "Both currencies"), ("C3", NOW, "EUR", "Phone", None)],
    }


def test_a_row_of_the_data_that_the_log_knows_stands_once(desk: Desk) -> None:
    known = ("C2", "I3", NOW, day(10, 11), None, None)
    other = ("C1", "I1", NOW, day(12, 11), None, None)
    desk.bring({PROMISES: [known]})
    assert desk.shown(promises=[other, known])[PROMISES] == [known, other]


def test_a_log_belongs_to_a_template_that_shows_one(desk: Desk) -> None:
    said = desk.run(
        "template", "fill", "cash-forecast", "--as-of", "2026-10-31", "--ledger", desk.ledger,
        "--log", desk.log, "--out", desk.book, code=2,
    )  # fmt: skip
    assert "shows no log" in said
