"""The sample ledger looks like a firm's own export and is the same everywhere."""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from ledgerguard.cells.values import serial
from ledgerguard.errors import OutOfDomain
from ledgerguard.ledger import sample, sample_names
from ledgerguard.ledger.read import read
from ledgerguard.ledger.sample_defects import AMOUNT, COLUMNS, ISSUED, plant

Row = dict[str, str]

UNDERSTOOD = {"text_date", "readable"}  # unusual, but no problem for the reader


@pytest.fixture(scope="module")
def clean() -> list[Row]:
    rows = sample.generate(defects=False)
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def open_at(rows: list[Row], day: dt.date, currency: str) -> list[tuple[Row, float, int]]:
    """Row, open amount and days past due: recomputed here, independently of the package."""
    found = []
    for row in rows:
        if row["Currency"] != currency or dt.date.fromisoformat(row["Invoice Date"]) > day:
            continue
        paid_on = row["Payment Date"]
        paid = paid_on != "" and dt.date.fromisoformat(paid_on) <= day
        amount = float(row["Amount"]) - (float(row["Paid Amount"]) if paid else 0)
        if abs(amount) > 0.004:
            found.append((row, amount, (day - dt.date.fromisoformat(row["Due Date"])).days))
    return found


def dso(rows: list[Row], day: dt.date, currency: str) -> float:
    first = day - dt.timedelta(days=90)
    sales = sum(
        float(row["Amount"])
        for row in rows
        if row["Currency"] == currency and first < dt.date.fromisoformat(row["Invoice Date"]) <= day
    )
    return sum(amount for _, amount, _ in open_at(rows, day, currency)) / sales * 90


def test_the_packaged_file_is_what_the_generator_writes(tmp_path: Path) -> None:
    sample.write(tmp_path / "sample.csv")
    assert (tmp_path / "sample.csv").read_bytes() == sample.sample_path().read_bytes()


def test_the_packaged_file_is_utf8_with_byte_order_mark() -> None:
    raw = sample.sample_path().read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(raw.decode("utf-8-sig").splitlines()))
    assert tuple(rows[0]) == COLUMNS
    assert {len(row) for row in rows} == {len(COLUMNS)}


def test_size_as_the_demo_promises(clean: list[Row]) -> None:
    assert len(clean) == 3000
    assert len({row["Customer No"] for row in clean}) == 60
    assert {row["Currency"] for row in clean} == {"CNY", "EUR"}
    assert len({row["Invoice Date"][:7] for row in clean}) == 24
    assert {row["Payment Terms"] for row in clean} == {"", "Net 30", "Net 45", "Net 60", "Net 90"}
    assert all(row["Customer No"].startswith("00") for row in clean)
    assert any(row["Customer Name"].isascii() for row in clean)
    assert any("有限公司" in row["Customer Name"] for row in clean)


def test_a_customer_has_one_name_and_a_name_one_customer(clean: list[Row]) -> None:
    pairs = {(row["Customer No"], row["Customer Name"]) for row in clean}
    assert len(pairs) == len({number for number, _ in pairs}) == len({name for _, name in pairs})


def test_nothing_is_later_than_the_export(clean: list[Row]) -> None:
    last = sample.SAMPLE_AS_OF.isoformat()
    for row in clean:
        assert row["Delivery Date"] <= row["Invoice Date"] <= row["Due Date"]
        assert row["Invoice Date"] <= last
        assert row["Payment Date"] <= last
        assert (row["Payment Date"] == "") == (row["Paid Amount"] == "0.00")


def test_credit_notes_disputes_and_part_payments(clean: list[Row]) -> None:
    notes = [row for row in clean if row["Amount"].startswith("-")]
    assert 40 <= len(notes) <= 90
    assert all(row["Invoice No"].startswith("CN-") for row in notes)
    assert any(row["Paid Amount"] == "0.00" for row in notes)
    assert 50 <= sum(row["Disputed"] == "Yes" for row in clean) <= 110
    assert sum(row["Paid Amount"] not in ("0.00", row["Amount"]) for row in clean) >= 10


@pytest.mark.parametrize("currency", ["CNY", "EUR"])
def test_the_figures_look_like_those_of_a_firm(clean: list[Row], currency: str) -> None:
    items = open_at(clean, sample.SAMPLE_AS_OF, currency)
    total = sum(amount for _, amount, _ in items)
    overdue = sum(amount for _, amount, late in items if late > 0 and amount > 0)
    assert 0.20 <= overdue / total <= 0.30
    assert any(late > 90 for _, _, late in items)
    now, a_year_ago = (
        dso(clean, day, currency) for day in (sample.SAMPLE_AS_OF, dt.date(2025, 10, 31))
    )
    assert 50 <= now <= 70
    assert now > a_year_ago + 8  # the story: customers began to pay later


def test_every_stage_of_the_five_stage_ladder_has_customers(clean: list[Row]) -> None:
    worst: dict[str, int] = defaultdict(lambda: -999)
    for currency in ("CNY", "EUR"):
        for row, amount, late in open_at(clean, sample.SAMPLE_AS_OF, currency):
            if amount > 0 and row["Disputed"] == "No":
                worst[row["Customer No"]] = max(worst[row["Customer No"]], late)
    stages = Counter(sum(late >= days for days in (-7, 3, 15, 30, 90)) for late in worst.values())
    assert set(stages) == {0, 1, 2, 3, 4, 5}
    assert min(stages.values()) >= 3


def test_ten_customers_owe_most(clean: list[Row]) -> None:
    owed: Counter[str] = Counter()
    for row in clean:
        owed[row["Customer No"]] += int(
            float(row["Amount"]) * (8 if row["Currency"] == "EUR" else 1)
        )
    top = sum(amount for _, amount in owed.most_common(10))
    assert 0.4 <= top / owed.total() <= 0.75


def test_the_defects_are_where_the_list_says() -> None:
    rows = sample.generate(defects=False)
    defects = plant(rows)
    assert rows == sample.generate()
    clean = sample.generate(defects=False)
    changed = {number for number, (a, b) in enumerate(zip(rows, clean, strict=False), 1) if a != b}
    assert changed == {d.row for d in defects} - {len(rows)}
    for defect in defects:
        if defect.column:
            assert rows[defect.row - 1][COLUMNS.index(defect.column)] == defect.value


def test_each_kind_of_defect_is_planted() -> None:
    kinds = Counter(defect.kind for defect in plant(sample.generate(defects=False)))
    assert kinds["text_date"] == 3
    assert len(kinds) == 15


def test_the_problem_report_names_exactly_the_defects() -> None:
    defects = plant(sample.generate(defects=False))
    expected = [(d.row, d.column, d.kind) for d in defects if d.kind not in UNDERSTOOD]
    # A due date that is of no use is derived from the terms, and that is reported, too.
    expected += [
        (d.row, d.column, "due_from_terms")
        for d in defects
        if d.kind in ("unreadable_date", "implausible_date")
    ]
    report = [(p.row, p.column, p.code) for p in read(sample.sample_path()).problems]
    assert sorted(report) == sorted(expected)


def test_what_is_unusual_but_clear_is_understood() -> None:
    clean = sample.generate(defects=False)
    defects = plant(sample.generate(defects=False))
    frame = read(sample.sample_path()).frame
    by_row = {row["row"]: row for row in frame.iter_rows(named=True)}
    for defect in defects:
        if defect.kind in UNDERSTOOD:
            cell = clean[defect.row - 1][COLUMNS.index(defect.column)]
            if defect.column == AMOUNT:
                assert by_row[defect.row]["amount"] == int(cell.replace(".", ""))
            else:
                assert by_row[defect.row]["issued"] == serial(dt.date.fromisoformat(cell))


def test_the_total_row_adds_the_clean_amounts() -> None:
    rows = sample.generate()
    amounts = [row[COLUMNS.index(AMOUNT)] for row in sample.generate(defects=False)[1:]]
    assert rows[-1][0] == "Total"
    assert float(rows[-1][COLUMNS.index(AMOUNT)]) == pytest.approx(sum(map(float, amounts)))


def test_another_size_and_another_day() -> None:
    rows = sample.generate(
        invoices=500, customers=7, months=3, last_month=dt.date(2030, 2, 10), defects=False
    )
    issued = [row[COLUMNS.index(ISSUED)] for row in rows[1:]]
    assert len(issued) == 500
    assert min(issued) >= "2029-12-01"
    assert max(issued) <= "2030-02-10"


def test_another_seed_is_another_ledger() -> None:
    assert sample.generate(invoices=50, seed=1) != sample.generate(invoices=50, seed=2)


def test_a_ledger_too_short_for_defects_goes_without() -> None:
    assert [d.kind for d in plant(sample.generate(invoices=1, defects=False))] == ["total_row"]


@pytest.mark.parametrize("name", ["invoices", "customers", "months"])
def test_sizes_below_one_are_refused(name: str) -> None:
    with pytest.raises(OutOfDomain, match=f"{name} must be 1 or more, got 0"):
        sample.generate(**{name: 0})  # type: ignore[arg-type]


def test_names_do_not_repeat() -> None:
    assert len({sample_names.english(i) for i in range(3000)}) == 3000
    assert len({sample_names.chinese(i) for i in range(1500)}) == 1500
