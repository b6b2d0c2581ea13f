"""The cockpit as a file: every formula cell has a cached value, in each host and language."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest

from ledgerguard.cells.spelling import HOSTS, Host
from ledgerguard.cells.values import serial
from ledgerguard.errors import ErrorValue, HostError, InvalidValue
from ledgerguard.ledger.read import from_cells, read
from ledgerguard.ledger.schema import Ledger
from ledgerguard.units import Cell, Language
from ledgerguard.workbooks.cockpit import CockpitSummary, build, model
from ledgerguard.workbooks.sheets import dashboard
from ledgerguard.workbooks.writer import Book

AS_OF = dt.date(2024, 6, 30)
HEADER = "Invoice,Customer ID,Customer,Currency,Invoice date,Due date,Amount,Paid,Paid on,Disputed"
ROWS = (
    "I1,007,Alpha Ltd,EUR,2024-06-01,2024-07-01,1000,,,",
    "I2,007,Alpha Ltd,EUR,2024-05-01,2024-05-31,500,200,2024-06-10,",
    "I3,008,贝塔公司,EUR,2024-02-01,2024-03-02,300,,,",
    "I4,008,贝塔公司,EUR,2024-04-01,2024-05-01,50,,,Yes",
    "I5,009,Gamma GmbH,USD,2024-05-01,2024-05-31,900,,,",
    "I6,007,Alpha Ltd,EUR,2024-07-05,2024-08-04,9999,,,",
    "I7,009,Gamma GmbH,EUR,2024-06-20,2024-07-20,-40,,,",
    "I8,009,Gamma GmbH,EUR,2024-01-20,2024-02-20,100,100,2024-07-02,",
    "I9,009,Gamma GmbH,EUR,2024-06-20,2024-07-20,ask Bob,,,",
)
# By hand at 30 June 2024 in EUR: 1000 + (500 - 200) + 300 + 50 - 40 + 100 (paid later) = 1710.
OPEN, OVERDUE, UNAPPLIED, DISPUTED = 1710, 300 + 300 + 50 + 100, -40, 50


def ledger_of(tmp_path: Path, rows: tuple[str, ...] = ROWS) -> Ledger:
    source = tmp_path / "ledger.csv"
    source.write_text("\n".join([HEADER, *rows]), encoding="utf-8")
    return read(source)


def cockpit(
    tmp_path: Path, host: Host = "desktop", language: Language = "en", name: str = "cockpit.xlsx"
) -> CockpitSummary:
    return build(ledger_of(tmp_path), AS_OF, tmp_path / name, host=host, language=language)


def tile(book: Book, label: str) -> Cell:
    sheet = book.sheets["Dashboard"]
    row, column = next(place for place, (text, _) in sheet.values.items() if text == label)
    return book.value(sheet, row + 1, column)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("host", HOSTS)
def test_every_formula_cell_carries_a_cached_value(
    host: Host, language: Language, tmp_path: Path
) -> None:
    with zipfile.ZipFile(cockpit(tmp_path, host, language).path) as archive:
        sheets = [archive.read(n).decode() for n in archive.namelist() if "worksheets/sheet" in n]
    cells = [c for xml in sheets for c in re.findall(r"<c [^>]*>.*?</c>", xml) if "<f" in c]
    assert len(cells) > 150
    for cell in cells:
        # A number, or what t says: an error, TRUE, or a text, which may be empty.
        kind = re.search(r' t="(\w+)"', cell.partition("<f")[0])
        cached = re.search(r"</f><v>([^<]*)</v></c>$", cell)
        assert cached, cell
        if kind is None:
            float(cached[1])
        else:
            assert kind[1] in {"e", "b", "str"}, cell


@pytest.mark.parametrize(
    ("host", "prefix"), [("desktop", "LG_"), ("calc", "LG."), ("lite", "_xldudf_LG_")]
)
def test_formulas_are_stored_as_the_host_spells_them(
    host: Host, prefix: str, tmp_path: Path
) -> None:
    with zipfile.ZipFile(cockpit(tmp_path, host).path) as archive:
        texts = [
            text
            for name in archive.namelist()
            if name.startswith("xl/worksheets/sheet")
            for text in re.findall(r"<f(?: [^>]*)?>([^<]*)</f>", archive.read(name).decode())
        ]
        sheets = b"".join(archive.read(n) for n in archive.namelist() if "worksheets/sheet" in n)
    calls = {m for text in texts for m in re.findall(r"(?:_xldudf_)?LG[_.](?=[A-Z])", text)}
    assert calls == {prefix}
    # Calc 7.4 knows none of these, and a cockpit never depends on the day it is opened.
    forbidden = r"\b(LET|XLOOKUP|FILTER|SEQUENCE|UNIQUE|TODAY|NOW|ANCHORARRAY)\("
    assert not [text for text in texts if re.search(forbidden, text)]
    assert (b'cm="1"' in sheets) == (host != "calc")


def test_the_sheets_come_in_the_order_of_a_reader(tmp_path: Path) -> None:
    english = openpyxl.load_workbook(cockpit(tmp_path).path).sheetnames
    chinese = openpyxl.load_workbook(cockpit(tmp_path, language="zh").path).sheetnames
    assert english == [
        *("Dashboard", "Worklist", "Customers", "Ledger", "Data"),
        *("Policy", "Factors", "Problems", "About"),
    ]
    assert len(chinese) == len(english)
    assert not set(chinese) & set(english)


def test_two_builds_are_equal(tmp_path: Path) -> None:
    one = cockpit(tmp_path, name="one.xlsx").path.read_bytes()
    assert one == cockpit(tmp_path, name="two.xlsx").path.read_bytes()


def test_the_dashboard_says_what_a_hand_computes(tmp_path: Path) -> None:
    book, tiles = model(ledger_of(tmp_path), AS_OF)
    assert tile(book, "Open receivables") == OPEN
    assert tile(book, "Overdue") == OVERDUE
    assert tile(book, "Unapplied credits") == UNAPPLIED
    assert tile(book, "Disputed") == DISPUTED
    # Sales from 2 April to 30 June in EUR: 1000 + 500 - 40 (I4 of 1 April lies before).
    assert tile(book, "DSO (days)") == pytest.approx(OPEN / 1460 * 90)
    # Balances of the three: Alpha 1300, 贝塔 350, Gamma 60.
    shares = [balance / OPEN for balance in (1300, 350, 60)]
    assert tile(book, "Concentration (HHI)") == pytest.approx(
        10_000 * sum(share**2 for share in shares)
    )
    assert tile(book, "Top-ten share") == pytest.approx(1)
    assert [label for label, _, _ in tiles.figures()][:2] == ["Open receivables", "Overdue"]


def check_cells(book: Book) -> list[Cell]:
    sheet = book.sheets["Dashboard"]
    row = dashboard.CHECK_ROW + 1
    return [book.value(sheet, *place) for place in sorted(sheet.formulas) if place[0] == row]


def test_the_check_strip_holds(tmp_path: Path) -> None:
    book, _ = model(ledger_of(tmp_path), AS_OF)
    tie, rows, problems, capacity, wrong = check_cells(book)
    assert (tie, rows, wrong) == (0, 1, 0)  # I9 has no amount that can be read
    assert isinstance(problems, (int, float))
    assert problems >= 1
    assert capacity == "✓ all rows within range"


def test_error_cells_of_the_ledger_are_no_crash(tmp_path: Path) -> None:
    header: list[Cell] = ["Customer", "Invoice date", "Due date", "Amount"]
    rows: list[list[Cell]] = [["A", 45292, 45322, 10], ["A", 45292, 45322, ErrorValue("#N/A")]]
    path = build(from_cells([header, *rows]), AS_OF, tmp_path / "errors.xlsx").path
    assert openpyxl.load_workbook(path)["Ledger"]["G3"].data_type != "e"


def test_styles_have_names(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(cockpit(tmp_path).path)
    assert {"Normal", "LG input", "LG header", "LG tile value"} <= set(book.named_styles)
    assert book["Dashboard"]["C3"].style == "LG input"
    assert book["Dashboard"]["C3"].number_format == "yyyy-mm-dd"
    assert book["Dashboard"]["B6"].style == "LG tile value"


def test_a_file_that_cannot_be_written_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(HostError, match="cannot be written"):
        cockpit(tmp_path, name="no such folder/cockpit.xlsx")


def test_a_row_below_the_range_is_an_error_tile(tmp_path: Path) -> None:
    book, tiles = model(ledger_of(tmp_path), AS_OF)
    capacity = tiles.plan.capacity
    assert capacity == 1 + len(ROWS) + 500
    book.sheets["Ledger"].put(capacity, 0, "I999")
    book.sheets["Ledger"].blocks.clear()  # so that the cell itself answers, not the block
    sheet = book.sheets["Dashboard"]
    text = next(t for t, _ in sheet.formulas.values() if "NOT counted" in t)
    beyond = text.replace("1048576", str(capacity + 1))
    sheet.formula(200, 0, beyond)
    assert str(book.value(sheet, 200, 0)).startswith("✗ ledger range is full: 1 ")


def test_the_as_of_cell_drives_everything(tmp_path: Path) -> None:
    book, _ = model(ledger_of(tmp_path), AS_OF)
    sheet = book.sheets["Dashboard"]
    place = next(p for p, (value, _) in sheet.values.items() if value == serial(AS_OF))
    sheet.values[place] = (serial(dt.date(2024, 7, 31)), "input/date")
    # A month later I6 is issued and I8 is paid: 1710 + 9999 - 100.
    assert tile(book, "Open receivables") == 1710 + 9999 - 100
    assert check_cells(book)[0] == 0


def test_the_ladder_of_the_policy_sheet_is_used(tmp_path: Path) -> None:
    book, _ = model(ledger_of(tmp_path), AS_OF)
    policy = book.sheets["Policy"]
    ladder = [p for p, (value, style) in policy.values.items() if p[1] == 1 and style == "input/0"]
    days = sorted(p for p in ladder if policy.values[p][0] is not None)
    for place in days:
        policy.values[place] = (cast_number(policy.values[place][0]) + 1000, "input/0")
    assert tile(book, "Customers at stage 3 or above") == 0


def cast_number(value: Cell) -> float:
    assert isinstance(value, (int, float))
    return value


def test_factors_bring_scores(tmp_path: Path) -> None:
    factors: list[list[Cell]] = [
        ["customer_id", "current_ratio", "liabilities_to_assets", "ebit_to_assets"],
        ["007", 1.35, 0.62, 0.07],
    ]
    columns = ["operating_cash_flow_to_current_liabilities", "altman_z_nonmanufacturer"]
    factors[0] += [*columns, "days_beyond_terms", "statements"]
    factors[1] += [0.15, 2.44, 8, "audited"]
    book, _ = model(ledger_of(tmp_path), AS_OF, factors=factors)
    sheet = book.sheets["Customers"]
    grid = book.grid(sheet, sheet.spills[0])
    score = grid[0].index("Credit score")
    by_id = {row[0]: row[score] for row in grid[1:]}
    # definitions.md B15: 34.0 of 60 points, and statements audited 8 of 8.
    assert by_id["007"] == pytest.approx(100 * 42 / 68)
    assert by_id["008"] == ""


def test_calc_pads_what_excel_spills(tmp_path: Path) -> None:
    calc, plan = model(ledger_of(tmp_path), AS_OF, host="calc")
    desktop, _ = model(ledger_of(tmp_path), AS_OF)
    # On the worklist the insurer has a row of its own beside that of the customer.
    for name, rows in (("Customers", 1), ("Worklist", 2)):
        padded = calc.grid(calc.sheets[name], calc.sheets[name].spills[0])
        spilled = desktop.grid(desktop.sheets[name], desktop.sheets[name].spills[0])
        assert padded[: len(spilled)] == spilled
        assert len(padded) == 1 + rows * plan.plan.customer_rows
        assert all(cell == "" for row in padded[len(spilled) :] for cell in row)


def test_no_formula_of_the_cockpit_fails(tmp_path: Path) -> None:
    book, _ = model(ledger_of(tmp_path), AS_OF)
    failed = [
        (sheet.name, row, column, text)
        for sheet, row, column, text, value in book.cells()
        if isinstance(value, ErrorValue) and sheet.name != "About"
    ]
    assert failed == []


def test_a_ledger_without_currency_and_without_problems(tmp_path: Path) -> None:
    source = tmp_path / "plain.csv"
    source.write_text(
        "Invoice,Customer,Invoice date,Due date,Amount\n"
        "I1,Alpha,2024-06-01,2024-07-01,1000\nI2,Beta,2024-05-01,2024-05-31,250\n",
        encoding="utf-8",
    )
    book, _ = model(read(source), AS_OF)
    assert tile(book, "Open receivables") == 1250
    assert check_cells(book)[:2] == [0, 0]


def test_a_ledger_of_which_nothing_can_be_used_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidValue, match="no row that could be used"):
        build(ledger_of(tmp_path, ROWS[-1:]), AS_OF, tmp_path / "never.xlsx")
