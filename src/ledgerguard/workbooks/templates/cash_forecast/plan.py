"""The sheet Plan: opening balance, floor, and every line that the ledger does not know."""

from __future__ import annotations

from typing import Final

from ledgerguard.units import Cell, serial
from ledgerguard.workbooks.cockpit import busiest_currency
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.inputs import Choice, Day, Number, Words
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.table import Column
from ledgerguard.workbooks.template import Data

WEEKS: Final = 13
KEYS: Final = tuple(f"week_{letter}" for letter in "abcdefghijklm")
"""Of the columns of the weeks: a name of cells holds no digits."""
PLAIN: Final = "#,##0;-#,##0;–"
AMOUNT: Final = Number("whole", least=0)
SPARE, GRID_SPARE = 6, 4


def page(draft: Draft) -> Page:
    """The sheet, still empty."""
    return draft.page(
        draft.say("Plan"), widths=(2, 30, 13, 14, 13, 11, *(11,) * WEEKS, 13), freeze=(0, 2),
        about=draft.say("What you pay and receive beside customers' invoices: yellow cells."),
        pages=(1, 1),
    )  # fmt: skip


def kinds(draft: Draft) -> Choice:
    """Payments and receipts, as the lists offer them."""
    return Choice((draft.say("payment"), draft.say("receipt")))


def of_week(draft: Draft, week: int, kind: int) -> str:
    """All planned payments (kind 0) or receipts (kind 1) of a week counted from 0."""
    word = kinds(draft).options[kind]
    return "+".join(
        f'SUMIFS({table}_{KEYS[week]},{table}_kind,"{word}")' for table in ("lines", "grid")
    )


def add(draft: Draft, data: Data, on: Page) -> None:
    """Lay the sheet out."""
    row = on.section(3, 1, draft.say("Balances"))
    row = _balances(draft, data, on, row)
    row = on.section(row + 1, 1, draft.say("Lines that come again, or once"))
    row = _lines(draft, data, on, row)
    row = on.section(row + 1, 1, draft.say("Lines week by week"))
    _grid(draft, data, on, row)


def _balances(draft: Draft, data: Data, on: Page, row: int) -> int:
    say = draft.say
    row = on.input(
        row, 2, "opening_balance", Number("whole"), label=say("Opening balance"),
        help=say("Cash at bank on the evening of the as-of date; negative when overdrawn."),
        given=data.values,
    )  # fmt: skip
    row = on.input(
        row, 2, "floor_balance", Number("whole"), label=say("Least balance (floor)"), default=0,
        help=say("Below it the workbook raises the alarm; negative where you have a credit line."),
        given=data.values,
    )  # fmt: skip
    return on.input(
        row, 2, "ledger_unit", Words(3), label=say("Currency of the forecast"),
        help=say("Invoices in other currencies are left out; blank where the ledger has only one."),
        default=_unit(data), given=data.values,
    )  # fmt: skip


def _unit(data: Data) -> Cell:
    if data.ledger is None or data.as_of is None:
        return None
    return busiest_currency(data.ledger, serial(data.as_of)) or None


def _days(draft: Draft, on: Page, row: int) -> int:
    """The first day of each week, above a table."""
    on.put(row, 5, draft.say("from"), "label")
    for week in range(WEEKS):
        on.formula(
            row, 6 + week, f"plan_start+{7 * week}", "cell.center/date", needs=("as_of",)
        )  # fmt: skip
    return row + 1


def _titles(draft: Draft) -> list[str]:
    return [draft.say("Week {number}").format(number=week + 1) for week in range(WEEKS)]


def _label(draft: Draft) -> tuple[Column, Column]:
    say = draft.say
    return (
        Column("label", say("Line"), accepts=Words(60), help=say("Such as payroll or rent.")),
        Column("kind", say("Kind"), accepts=kinds(draft),
               help=say("Payment goes out, receipt comes in.")),
    )  # fmt: skip


def _lines(draft: Draft, data: Data, on: Page, row: int) -> int:
    say = draft.say
    row = _days(draft, on, row)
    every = Number("whole", least=0, most=53, whole=True)
    weeks = [
        Column(key, title, f"cell.ruled/{PLAIN}", formula=_due(week), needs=("amount", "first"))
        for week, (key, title) in enumerate(zip(KEYS, _titles(draft), strict=True), 1)
    ]
    columns = (
        *_label(draft),
        Column("amount", say("Amount"), accepts=AMOUNT, help=say("Each time, without a sign.")),
        Column("first", say("First date"), accepts=Day(),
               help=say("When it falls due for the first time; it may lie in the past. A single "
                        "amount of the past counts in week 1.")),
        Column("every", say("Every n weeks"), accepts=every,
               help=say("1 every week, 4 every four weeks, 0 or blank once.")),
        *weeks,
        Column("total", say("13 weeks"), "cell.ruled/whole", needs=("amount", "first"),
               formula=f"SUM([@{KEYS[0]}]:[@{KEYS[-1]}])"),
    )  # fmt: skip
    rows = data.tables.get("lines", ())
    made = on.table(row, 1, columns, rows, name="lines", spare=SPARE)
    return made.after


def _due(week: int) -> str:
    """What a line pays in a week: once, or again after so many weeks from its first date on."""
    first = "(INT(([@first]-plan_start)/7)+1)"
    again = f"IF({week}<{first},0,IF(MOD({week}-{first},[@every])=0,[@amount],0))"
    once = f"IF(MAX({first},1)={week},[@amount],0)"
    return f"IF([@every]>0,{again},{once})"


def _grid(draft: Draft, data: Data, on: Page, row: int) -> int:
    say = draft.say
    row = _days(draft, on, row)
    weeks = [
        Column(key, title, accepts=AMOUNT, help=say("Amount of this week, without a sign."))
        for key, title in zip(KEYS, _titles(draft), strict=True)
    ]
    span = f"[@{KEYS[0]}]:[@{KEYS[-1]}]"
    columns = (
        *_label(draft),
        Column("highest", say("Highest week"), f"cell.ruled/{PLAIN}", formula=f"MAX({span})"),
        Column("filled", say("Weeks filled"), f"cell.ruled/{PLAIN}", formula=f"COUNT({span})"),
        Column("remark", say("Remark"), accepts=Words(40), help=say("For your own use.")),
        *weeks,
        Column("total", say("13 weeks"), f"cell.ruled/{PLAIN}", formula=f"SUM({span})"),
    )
    rows = data.tables.get("grid", ())
    return on.table(row, 1, columns, rows, name="grid", spare=GRID_SPARE).after
