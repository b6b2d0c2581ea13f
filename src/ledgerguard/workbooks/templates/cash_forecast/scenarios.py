"""The sheet Scenarios: how each one bends the receipts, and what is left of the balance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ledgerguard.errors import InvalidValue
from ledgerguard.translation import mark
from ledgerguard.units import Cell
from ledgerguard.workbooks.charts import Series
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.inputs import Number, Words
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.style import VERMILLION
from ledgerguard.workbooks.table import Column
from ledgerguard.workbooks.template import Data
from ledgerguard.workbooks.templates.cash_forecast import plan, receipts, weeks
from ledgerguard.workbooks.writer import address, area

TABLE: Final = 4
COUNT: Final = 4
GRID: Final = 12  # the header of the two tables of weeks
FIRST: Final = GRID + 1
RECEIVED, BALANCE, FLOOR = 2, 7, 11  # first columns of the tables
_USUAL: Final[tuple[tuple[Cell, ...], ...]] = (
    (mark("Base case"), 0, 0, 0),
    (mark("Slow payers"), 14, 0.02, 0),
    (mark("Largest customer fails"), 0, 0, 1),
    (mark("Slow, and it fails"), 14, 0.02, 1),
)


def page(draft: Draft) -> Page:
    """The sheet, still empty."""
    return draft.page(
        draft.say("Scenarios"), widths=(2, 34, *(17,) * COUNT, 3, *(17,) * COUNT, 14),
        about=draft.say("All scenarios side by side, with the shock set on the sheet Cash."),
        pages=(1, 1),
    )  # fmt: skip


def add(draft: Draft, data: Data, on: Page) -> None:
    """Lay the sheet out."""
    _table(draft, data, on)
    _grids(draft, on)
    _bridge(draft, on)
    _chart(draft, on)


def setting(key: str, number: int) -> str:
    """A cell of a scenario: name, delay_days, loss_share or fails_week."""
    return f"INDEX(scenarios_{key},{number + 1})"


def received(draft: Draft, week: int, number: int) -> str:
    """Receipts from customers in a week of a scenario, both counted from 0."""
    return address(FIRST + week, RECEIVED + number, sheet=draft.say("Scenarios"))


def closings(draft: Draft, number: int) -> str:
    """The balances of a scenario at the end of the weeks."""
    column = BALANCE + number
    return area(FIRST, column, FIRST + plan.WEEKS - 1, column, draft.say("Scenarios"))


def last_closings(draft: Draft) -> str:
    """The balances of all scenarios at the end of the last week."""
    row = FIRST + plan.WEEKS - 1
    return area(row, BALANCE, row, BALANCE + COUNT - 1, draft.say("Scenarios"))


def _table(draft: Draft, data: Data, on: Page) -> None:
    say = draft.say
    on.section(TABLE - 1, 1, say("What each scenario supposes"))
    usual: Sequence[Sequence[Cell]] = [[say(str(row[0])), *row[1:]] for row in _USUAL]
    rows = list(data.tables.get("scenarios", ()))
    if len(rows) > COUNT:
        raise InvalidValue(
            f"the table of scenarios has {COUNT} rows, got {len(rows)}", hint="leave some out"
        )
    columns = (
        Column("name", say("Scenario"), accepts=Words(32), help=say("As the list on Cash has it.")),
        Column("delay_days", say("Delay (days)"), accepts=Number("whole", 0, 91, whole=True),
               help=say("How many days later than forecast customers pay, from 0 to 91.")),
        Column("loss_share", say("Share lost"), accepts=Number("percent", 0, 1),
               help=say("Share of what is expected that never comes, beside the expected loss.")),
        Column("fails_week", say("Largest customer fails from week"),
               accepts=Number("whole", 0, 13, whole=True),
               help=say("From this week on the largest customer pays nothing; 0: it pays.")),
    )  # fmt: skip
    on.table(TABLE, 1, columns, [*rows, *usual[len(rows) :]], name="scenarios")
    on.heights[TABLE] = 34
    on.put(TABLE, BALANCE, say("Largest customer"), "tile.label", 2)
    on.formula(TABLE + 1, BALANCE, "largest_name", "cell.boxed.left", across=2)
    on.put(TABLE, BALANCE + 2, say("It owes"), "tile.label", 2)
    on.formula(TABLE + 1, BALANCE + 2, "largest_owes", "cell.boxed.left/whole", across=2)


def _grids(draft: Draft, on: Page) -> None:
    say = draft.say
    on.section(GRID - 2, 1, say("Receipts from customers"))
    on.section(GRID - 2, BALANCE, say("Balance at the end of the week"))
    on.put(GRID, 1, say("Week"), "header")
    on.heights[GRID] = 34
    for number in range(COUNT):
        for left in (RECEIVED, BALANCE):
            on.formula(GRID, left + number, setting("name", number), "header")
    on.put(GRID, FLOOR, say("Floor"), "header")
    for week in range(plan.WEEKS):
        row = FIRST + week
        on.heights[row] = 20
        on.put(row, 1, week + 1, "cell.ruled.center")
        for number in range(COUNT):
            text = weeks.left_of(draft, week, number)
            on.formula(row, RECEIVED + number, text, "cell.ruled/whole")
            column = BALANCE + number
            before = "opening_used" if week == 0 else address(row - 1, column, absolute=False)
            got = address(row, RECEIVED + number, absolute=False)
            flow = f"{weeks.planned(draft, week, 1)}-{weeks.planned(draft, week, 0)}"
            on.formula(row, column, f"{before}+{got}+{flow}", "cell.ruled/whole")
        on.formula(row, FLOOR, "floor_used", "cell.ruled/whole")
    corner = address(FIRST, BALANCE, absolute=False)
    on.status(
        (FIRST, BALANCE, FIRST + plan.WEEKS - 1, BALANCE + COUNT - 1),
        {"act": f"AND(COUNT(opening_balance)=1,{corner}<floor_used)"},
    )


def _bridge(draft: Draft, on: Page) -> None:
    """From the receipts of thirteen weeks to the open balance, for each scenario."""
    say, row = draft.say, FIRST + plan.WEEKS
    later = receipts.cell(draft, receipts.LATER)
    coming = f"(SUM(ledger_weeks)+{later})"
    rest = "+".join(
        receipts.cell(draft, at) for at in (receipts.LOST, receipts.CREDITS, receipts.UNDATED)
    )
    lines = (
        (say("Received in 13 weeks"), "SUM({got})"),
        (say("Stopped by failure or shock"), "SUM({bent})-SUM({got})"),
        (say("After week 13"), f"(1-{{loss}})*{coming}-SUM({{bent}})"),
        (say("Share lost"), f"{{loss}}*{coming}"),
        (say("Expected loss, credits, no due date"), rest),
    )
    for offset, (label, text) in enumerate(lines):
        on.heights[row + offset] = 20
        on.put(row + offset, 1, label, "cell.total.left" if offset == 0 else "cell.ruled.left")
        style = "cell.total/whole" if offset == 0 else "cell.ruled/whole"
        for number in range(COUNT):
            column = RECEIVED + number
            got = area(FIRST, column, FIRST + plan.WEEKS - 1, column)
            full = text.format(
                got=got, bent=weeks.bent(draft, "all", number), loss=setting("loss_share", number)
            )
            on.formula(row + offset, column, full, style)
    total = row + len(lines)
    on.put(total, 1, say("Open balance"), "cell.total.left")
    for number in range(COUNT):
        column = RECEIVED + number
        parts = area(row, column, total - 1, column)
        where = on.formula(total, column, f"SUM({parts})", "cell.total/whole")
        label = say("Scenario {number}: receipts and the rest against the open balance")
        draft.check(label.format(number=number + 1), where, "open_balance", tolerance=0.01)


def _chart(draft: Draft, on: Page) -> None:
    say = draft.say
    row, last = FIRST + plan.WEEKS + 7, FIRST + plan.WEEKS - 1
    series = [
        Series(f"={address(GRID, BALANCE + number, sheet=on.name)}", closings(draft, number))
        for number in range(COUNT)
    ]
    floor = area(FIRST, FLOOR, last, FLOOR, on.name)
    series.append(Series(say("Floor"), floor, VERMILLION, dashed=True))
    on.chart(
        row, 1, "line", say("Balance by scenario, against the floor"),
        area(FIRST, 1, last, 1, on.name), series,
        alt=say("Lines: the balance of thirteen weeks in each scenario, and the floor."),
        across=11, down=14,
    )  # fmt: skip
