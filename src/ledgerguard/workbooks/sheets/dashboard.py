"""The Dashboard: the figures a CFO asks for, driven by one date and one currency."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ledgerguard import __version__
from ledgerguard.cells.values import serial
from ledgerguard.workbooks.sheets import ledger_sheet
from ledgerguard.workbooks.sheets.charts import add_charts
from ledgerguard.workbooks.sheets.dashboard_dress import check_rules, heights, inputs, status
from ledgerguard.workbooks.sheets.data_sheet import BUCKETS, LARGEST, Data
from ledgerguard.workbooks.sheets.plan import AS_OF, CURRENCY, LEDGER, PERIOD, Plan, printing
from ledgerguard.workbooks.sheets.policy_sheet import Policy
from ledgerguard.workbooks.writer import address

LEFT, COLUMNS, TILE_WIDTH, TILES_A_ROW = 1, 12, 2, 6
INPUT_ROW, TILE_ROWS, CHECK_ROW, CHART_ROW = 2, (4, 8), 12, 15
UPPER_ROWS, LOWER_ROWS = 15, 20
TABLE_ROW = CHART_ROW + UPPER_ROWS + LOWER_ROWS + 2
URGENT_STAGE = 3
NOTE = 1
SCALE = {"en": 66, "zh": 58}  # columns are wider in a Chinese font

# Positions in the tables of the Data sheet.
AGING_UNAPPLIED, AGING_TOTAL = BUCKETS + 2, BUCKETS + 3
RECEIVABLES, OVERDUE, SALES, BEST, COUNTBACK, ADD, NOT_DUE, INVOICES = 1, 2, 3, 5, 6, 7, 8, 9
CHECK = {"counted": 2, "problems": 4, "disputed": 14}


@dataclass(frozen=True)
class Tile:
    """One figure: label, value, and a smaller figure below whose format carries its words."""

    key: str
    value: str
    form: str
    note: str
    note_form: str
    status: str = ""  # which of the policy's limits colours it
    measured: int = 0  # 0: the limits are compared with the value, 1: with the note


def add(plan: Plan) -> None:
    """Lay out title, inputs and checks; the tiles follow once their sources stand."""
    sheet, text = plan.book.sheet(plan.name("dashboard")), plan.text
    half = COLUMNS // 2
    sheet.put(0, LEFT, text("title"), "band", across=half)
    note = " · ".join(part for part in (plan.source, f"ledgerguard {__version__}") if part)
    sheet.put(0, LEFT + half, note, "band.note", across=half)
    sheet.put(INPUT_ROW, LEFT, text("as_of"), "label")
    sheet.put(INPUT_ROW, LEFT + 1, serial(plan.as_of), "input/date")
    sheet.put(INPUT_ROW, LEFT + 2, text("currency"), "label")
    sheet.put(INPUT_ROW, LEFT + 3, plan.currency or None, "input/text")
    sheet.put(INPUT_ROW, LEFT + 4, text("drive"), "note.indented", across=4)
    plan.book.define(AS_OF, address(INPUT_ROW, LEFT + 1, sheet=sheet.name))
    plan.book.define(CURRENCY, address(INPUT_ROW, LEFT + 3, sheet=sheet.name))


def fill(plan: Plan, data: Data, policy: Policy, balances: str, wrong: str) -> list[Tile]:
    """Add tiles, checks, charts and tables; ``wrong`` counts what the self-check found."""
    tiles = _tiles(plan, data, balances, policy)
    sheet, text = plan.sheet("dashboard"), plan.text
    for number, tile in enumerate(tiles):
        row, column = place(number)
        sheet.put(row, column, text(f"tile.{tile.key}"), "tile.label", across=TILE_WIDTH)
        sheet.formula(row + 1, column, tile.value, f"tile.value/{tile.form}", across=TILE_WIDTH)
        sheet.formula(row + 2, column, tile.note, f"tile.note/{tile.note_form}", across=TILE_WIDTH)
    checks = _checks(plan, data, wrong)
    _tables(plan, data, policy)

    def dress(workbook: Any, worksheet: Any, formats: Any) -> None:
        worksheet.set_column(0, 0, 2)
        worksheet.set_column(LEFT, COLUMNS, 15)
        worksheet.set_column(COLUMNS + 1, COLUMNS + 1, 2)
        heights(worksheet, TILE_ROWS, CHECK_ROW, INPUT_ROW)
        inputs(plan, worksheet, INPUT_ROW, LEFT + 1, LEFT + 3)
        for number, tile in enumerate(tiles):
            if tile.status:
                row, column = place(number)
                cells = ((row + 1, column), (row + 2, column))
                status(worksheet, formats, policy, tile.status, cells, tile.measured, tile.form)
        check_rules(plan, worksheet, formats, CHECK_ROW + 1, checks)
        charts_at = (CHART_ROW, LEFT, UPPER_ROWS, LOWER_ROWS)
        add_charts(plan, workbook, worksheet, data, policy.levels, charts_at)
        worksheet.hide_gridlines(2)
        worksheet.freeze_panes(INPUT_ROW + 1, 0)
        worksheet.set_landscape()
        printing(plan, worksheet, pages=None)
        # Excel ignores a page break on a sheet that is fitted to a page, so it is scaled.
        worksheet.set_print_scale(SCALE[plan.language])
        worksheet.center_horizontally()
        worksheet.print_area(0, 0, TABLE_ROW + 14 + LARGEST + policy.levels, COLUMNS + 1)
        worksheet.set_h_pagebreaks([TABLE_ROW - 1])
        worksheet.activate()
        worksheet.set_first_sheet()

    sheet.dress(dress)
    return tiles


def place(number: int) -> tuple[int, int]:
    """Where a tile stands: row and column of its label."""
    return TILE_ROWS[number // TILES_A_ROW], LEFT + TILE_WIDTH * (number % TILES_A_ROW)


def _tiles(plan: Plan, data: Data, balances: str, policy: Policy) -> list[Tile]:
    text = plan.text
    missing = f'"{text("missing")}"'

    def safe(formula: str) -> str:
        return f"IFERROR({formula},{missing})"

    total = data.cell(data.aging, 1, AGING_TOTAL)
    overdue, sales = data.latest(OVERDUE), data.latest(SALES)
    disputed = data.cell(data.check, CHECK["disputed"], 1)
    dso = plan.call(
        "DSO", receivables=data.latest(RECEIVABLES), credit_sales=sales, period_days=PERIOD
    )
    urgent = (1 + URGENT_STAGE, policy.stage_rows)
    stage_count = data.column(data.stages, 2, *urgent)
    stage_open = data.column(data.stages, 3, *urgent)
    unapplied = data.cell(data.aging, 1, AGING_UNAPPLIED)
    share = text("note.share")
    previous, previous_share = text("note.previous"), text("note.previous_share")
    hhi = plan.call("CONCENTRATION_HHI", balances=balances)
    top = plan.call("TOPN_SHARE", balances=balances, count=str(LARGEST))
    largest = safe(plan.call("TOPN_SHARE", balances=balances, count="1"))
    gap = safe(f"{dso}-{data.latest(BEST)}")
    return [
        Tile("open", total, "whole", data.latest(INVOICES), text("note.invoices")),
        Tile("overdue", overdue, "whole", safe(f"{overdue}/{total}"), share, "overdue", NOTE),
        Tile("dso", safe(dso), "days", gap, text("note.gap"), "gap", NOTE),
        Tile("best", safe(data.latest(BEST)), "days", PERIOD, text("note.window")),
        Tile("add", safe(data.latest(ADD)), "days", safe(data.latest(ADD, 1)), previous),
        Tile("countback", safe(data.latest(COUNTBACK)), "days",
             safe(data.latest(COUNTBACK, 1)), previous),
        Tile("current", safe(data.latest(NOT_DUE)), "percent",
             safe(data.latest(NOT_DUE, 1)), previous_share),
        Tile("top", safe(top), "percent", largest, text("note.largest"), "top"),
        Tile("hhi", safe(hhi), "whole", "10000", text("note.points")),
        Tile("stage", f"SUM({stage_count})", "whole", f"SUM({stage_open})",
             text("note.stage_open"), "stage"),
        Tile("unapplied", unapplied, "whole", safe(f"{unapplied}/{total}"), share),
        Tile("disputed", disputed, "whole", safe(f"{disputed}/{total}"), share,
             "disputed", NOTE),
    ]  # fmt: skip


def _checks(plan: Plan, data: Data, wrong: str) -> list[int]:
    sheet, text = plan.sheet("dashboard"), plan.text
    native = ledger_sheet.open_amount(plan, AS_OF, CURRENCY)
    total = data.cell(data.aging, 1, AGING_TOTAL)
    difference = f"ROUND({total}-({native}),4)"
    counted = data.cell(data.check, CHECK["counted"], 1)
    beyond = ledger_sheet.beyond(plan)
    full, past, end = (text(f"check.capacity.{part}") for part in ("full", "beyond", "end"))
    capacity = (
        f'IF({beyond}=0,"{text("check.capacity.good")}",'
        f'"{full}"&{beyond}&"{past}"&ROWS({LEDGER})&"{end}")'
    )
    cells = (
        ("tie", 3, difference, text("check.tie.format")),
        ("rows", 2, f"{ledger_sheet.filled(plan)}-{counted}", text("check.rows.format")),
        ("problems", 2, data.cell(data.check, CHECK["problems"], 1),
         text("check.problems.format")),
        ("capacity", 3, capacity, "general"),
        ("self", 2, wrong, text("check.self.format")),
    )  # fmt: skip
    column, columns = LEFT, []
    for key, across, formula, form in cells:
        columns.append(column)
        sheet.put(CHECK_ROW, column, text(f"check.{key}"), "check.label", across=across)
        sheet.formula(CHECK_ROW + 1, column, formula, f"check.value/{form}", across=across)
        column += across
    return columns


def _tables(plan: Plan, data: Data, policy: Policy) -> None:
    """The largest customers, the stages and the aging as text and numbers, for the second page."""
    sheet, text = plan.sheet("dashboard"), plan.text
    row = TABLE_ROW
    sheet.put(row, LEFT, text("table.aging"), "section")
    for column in range(1, BUCKETS + 4):
        sheet.formula(row + 1, LEFT + column - 1, data.cell(data.aging, 0, column), "header")
        sheet.formula(
            row + 2, LEFT + column - 1, data.cell(data.aging, 1, column), "cell.ruled/money"
        )
    row += 4
    sheet.put(row, LEFT, text("table.top"), "section")
    _line(plan, row + 1, ("rank", "customer", "open", "overdue", "share", "cumulative"))
    styles = ("cell.ruled.center/whole", "cell.ruled.left", "cell.ruled/money",
              "cell.ruled/money", "cell.ruled/percent", "cell.ruled/percent")  # fmt: skip
    for number in range(1, LARGEST + 1):
        column = LEFT
        for source, style in zip((0, 2, 3, 4, 5, 6), styles, strict=True):
            across = 3 if source == 2 else 1
            sheet.formula(row + 1 + number, column, data.cell(data.top, number, source), style,
                          across=across)  # fmt: skip
            column += across
    row += LARGEST + 3
    sheet.put(row, LEFT, text("table.stages"), "section")
    _line(plan, row + 1, ("stage", "action", "customers", "open", "overdue"), wide=5)
    stage_styles = ("cell.ruled.center/whole", "cell.ruled.left", "cell.ruled/whole",
              "cell.ruled/money", "cell.ruled/money")  # fmt: skip
    for number in range(1, policy.levels + 2):
        column = LEFT
        for source, style in enumerate(stage_styles):
            across = 5 if source == 1 else 1
            sheet.formula(row + 1 + number, column, data.cell(data.stages, number, source), style,
                          across=across)  # fmt: skip
            column += across


def _line(plan: Plan, row: int, keys: tuple[str, ...], wide: int = 3) -> None:
    sheet, column = plan.sheet("dashboard"), LEFT
    for number, key in enumerate(keys):
        across = wide if number == 1 else 1
        sheet.put(row, column, plan.text(f"col.{key}"), "header", across=across)
        column += across
