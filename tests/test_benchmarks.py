"""The benchmarks measure what they say: never how long something takes here."""

from __future__ import annotations

import itertools
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from benchmarks import __main__ as command
from benchmarks import (
    aging_in_calc,
    cockpit_writing,
    host_calls,
    ledger_reading,
    ledgers,
    plugin_calls,
    worklist_run,
)
from benchmarks.measure import Measurement, Target, median, timed
from benchmarks.replay import Replay, recording, same_content
from ledgerguard.cells.functions import functions
from ledgerguard.cells.lift import call
from ledgerguard.errors import HostError, OutOfDomain
from ledgerguard.ledger.columns import SHEET_FIELDS


def build(path: Path) -> None:
    """A workbook with what the cockpit has: formats, options with formats, formulas, a chart."""
    workbook = xlsxwriter.Workbook(str(path), {"default_format_properties": {"font_size": 10}})
    sheet = workbook.add_worksheet("One")
    money = workbook.add_format({"num_format": "0.00"})
    for row in range(5):
        sheet.write_number(row, 0, row * 1.5, money)
    sheet.write_formula("B1", "=SUM(A1:A5)", money, 15)
    sheet.write_dynamic_array_formula(0, 3, 4, 3, "=A1:A5*2", None, 0)
    sheet.conditional_format(
        "A1:A5", {"type": "cell", "criteria": ">", "value": 2, "format": money}
    )
    sheet.add_table("F1:G3", {"columns": [{"header": "a", "format": money}, {"header": "b"}]})
    chart = workbook.add_chart({"type": "column"})
    chart.add_series({"values": "=One!$A$1:$A$5"})
    sheet.insert_chart("C8", chart)
    workbook.close()


def test_a_replay_writes_the_same_workbook(tmp_path: Path) -> None:
    ours, alone, another = (tmp_path / name for name in ("ours.xlsx", "alone.xlsx", "another.xlsx"))
    with recording() as recorded:
        build(ours)
    Replay(recorded, alone).write()
    assert same_content(ours, alone)
    del recorded.calls[4]
    Replay(recorded, another).write()
    assert not same_content(ours, another)


def test_a_recording_ends() -> None:
    original = xlsxwriter.Workbook
    with pytest.raises(ZeroDivisionError), recording():
        _ = 1 / 0
    assert xlsxwriter.Workbook is original


@pytest.mark.parametrize(
    ("ours", "theirs", "target", "ratio", "verdict"),
    [
        (3.0, 2.0, Target("at most", 1.5), 1.5, "met"),
        (3.2, 2.0, Target("at most", 1.5), 1.6, "missed"),
        (1.0, 4.0, Target("at least", 4), 4.0, "met"),
        (1.0, 3.0, Target("at least", 4), 3.0, "missed"),
        (1.0, 2.0, None, 0.5, ""),
        (1.0, None, None, None, ""),
    ],
)
def test_ratio_and_verdict(
    ours: float, theirs: float | None, target: Target | None, ratio: float | None, verdict: str
) -> None:
    made = Measurement("what", ours, "peer", theirs, target)
    assert made.ratio == (None if ratio is None else pytest.approx(ratio))
    assert made.verdict == verdict


def test_timed_answers_the_result() -> None:
    seconds, result = timed(lambda: "done")
    assert seconds >= 0
    assert result == "done"
    assert median(lambda: None) >= 0


def test_the_ledger_for_the_benchmarks(tmp_path: Path) -> None:
    rows = ledgers.rows_of(300)
    assert len(rows) == 301
    assert ledgers.customers_for(100_000) == 1000
    path = tmp_path / "ledger.xlsx"
    ledgers.write_xlsx(path, rows)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert [cell.value for cell in sheet[1]] == rows[0]
    assert sheet["E2"].is_date
    assert sheet["I2"].value == float(rows[1][8])
    assert sheet["B2"].value == rows[1][1]
    assert ledger_reading.walk(path) == 301 * 12


def test_the_sheet_for_calc_holds_the_same_amounts() -> None:
    rows = ledgers.rows_of(200)
    cells = list(aging_in_calc.ledger_cells(rows))
    assert sum(row[6] for row in cells) == pytest.approx(sum(float(row[8]) for row in rows[1:]))
    assert {len(row) for row in cells} == {len(SHEET_FIELDS)}
    assert {row[SHEET_FIELDS.index("entity")] for row in cells} == {None}


def test_the_native_sheet_sums_the_open_amount_beside_the_ledger(tmp_path: Path) -> None:
    ledger = list(aging_in_calc.ledger_cells(ledgers.rows_of(200)))
    aging_in_calc._write(tmp_path / "sumifs.xlsx", ledger, [(ledger[0][1], ledger[0][3])])
    book = openpyxl.load_workbook(tmp_path / "sumifs.xlsx")
    column = aging_in_calc.OPEN_COLUMN
    assert book["Ledger"][f"{column}2"].value.startswith("=ROUND(G2-")
    assert book["Ledger"][f"{aging_in_calc.LAST_COLUMN}1"].value == "Entity"
    assert f"Ledger!${column}$2:${column}$201" in book["Aging"]["C1"].value


@pytest.mark.parametrize("text", ["0", "99", "many", "-5"])
def test_a_wrong_size_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("LEDGERGUARD_BENCH_ROWS", text)
    with pytest.raises(OutOfDomain, match="LEDGERGUARD_BENCH_ROWS"):
        command.invoices()


def test_a_missing_program_is_told() -> None:
    def missing() -> list[Measurement]:
        raise HostError("LibreOffice is not installed")

    notes: list[str] = []
    assert list(command.measured("aging", missing, notes)) == []
    assert notes == ["aging: not measured: LibreOffice is not installed."]


def test_the_table_has_a_row_for_each_measurement() -> None:
    made = command.table(
        [
            Measurement("a", 1, "peer", 4.0, Target("at least", 4)),
            Measurement("b", 1, "peer", 1.0, Target("at most", 1.5)),
            Measurement("c", 1.0),
        ]
    )
    assert made.row_count == 3
    assert list(made.columns[-1].cells) == [
        "at least 4x as fast: met",
        "at most 1.5x of its time: met",
        "",
    ]


def test_reading_and_writing_at_a_small_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cockpit_writing, "RUNS", 1)
    source = tmp_path / "ledger.xlsx"
    ledgers.write_xlsx(source, ledgers.rows_of(300))
    (reading,) = ledger_reading.run(source, 300)
    assert reading.ratio is not None
    alone, with_reading = cockpit_writing.run(source, tmp_path, 300)
    assert alone.theirs == with_reading.theirs


def test_a_worklist_beside_a_groupby_each_in_its_own_process() -> None:
    new, known = worklist_run.run(500)
    assert new.theirs
    assert new.theirs == known.theirs
    assert new.ratio == pytest.approx(new.ours / new.theirs)
    assert new.what.startswith("500 open items to ")
    assert "a log knows half" in known.what
    assert "groups" in known.peer


def test_the_open_items_of_the_benchmark_are_seeded_and_all_open() -> None:
    frame = worklist_run.ledger(1000)
    assert frame.equals(worklist_run.ledger(1000))
    assert frame["customer_id"].nunique() == 20
    assert set(frame["currency"]) == set(worklist_run.CURRENCIES)
    assert (frame["issued"] <= worklist_run.AS_OF).all()
    assert (frame["amount"] > frame["paid"]).all()


def test_the_groupby_counts_each_stage_of_each_account_once() -> None:
    frame = worklist_run.ledger(100).head(4).assign(
        customer_id=["A", "A", "A", "B"],
        currency="EUR",
        due=[worklist_run.AS_OF - 3, worklist_run.AS_OF - 14, worklist_run.AS_OF + 8,
             worklist_run.AS_OF - 3],
    )  # fmt: skip
    assert worklist_run.groupby(frame) == 3


def test_a_log_that_knows_half_of_the_items() -> None:
    import narwhals as nw

    frame = nw.from_native(worklist_run.ledger(400), eager_only=True)
    known = worklist_run.half_known(frame).items
    numbers = {int(key.invoice.removeprefix("INV")) for key in known}
    assert numbers
    assert all(number % 2 == 0 for number in numbers)


@pytest.mark.parametrize("text", ["0", "99", "many"])
def test_a_wrong_number_of_open_items_is_refused(
    monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setenv("LEDGERGUARD_BENCH_OPEN_ITEMS", text)
    with pytest.raises(OutOfDomain, match="LEDGERGUARD_BENCH_OPEN_ITEMS"):
        worklist_run.open_items()


def test_the_number_of_open_items(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEDGERGUARD_BENCH_OPEN_ITEMS", "2500")
    assert worklist_run.open_items() == 2500
    monkeypatch.delenv("LEDGERGUARD_BENCH_OPEN_ITEMS")
    assert worklist_run.open_items() == 1_000_000


def test_a_range_on_its_way_in_is_measured_against_xlwings() -> None:
    first, edited = itertools.islice(host_calls.run(), 2)
    assert first.theirs == edited.theirs
    assert first.ours > 0
    assert (edited.theirs or 0) > 0
    assert first.verdict in ("met", "missed")


def test_a_formula_is_measured_as_ours_and_as_a_plugins() -> None:
    found = list(plugin_calls.run(calls=2, turns=2, rows=50, columns=1))
    assert [one.what.rpartition(" as a plugin's")[0].split()[-1] for one in found] == [
        *["DSO"] * 2,
        *["ADD"] * 2,
        "DSO",
    ]
    assert all(one.ours > 0 and (one.theirs or 0) > 0 for one in found)
    assert {one.target for one in found} == {plugin_calls.TARGET}
    guarded = plugin_calls.as_plugin(functions()["DSO"])
    assert guarded.owner == "acme"
    assert call(guarded, [1_200_000.0, 10_000_000.0, 365.0]) == 43.8
