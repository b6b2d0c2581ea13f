"""The sheet Cash: what happens to the balance, on one page; scenario and shock are chosen here."""

from __future__ import annotations

from typing import Final

from ledgerguard.workbooks.charts import Series
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.inputs import Choice, Number
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.style import BLUE, VERMILLION
from ledgerguard.workbooks.template import Data
from ledgerguard.workbooks.templates.cash_forecast import plan, scenarios, weeks
from ledgerguard.workbooks.waterfall import Step, waterfall
from ledgerguard.workbooks.writer import address, area

TILES, CHOICES, TABLE, COMPARED = 3, 7, 21, 32
WEEK: Final = 2  # the column of week 1
TOTAL: Final = WEEK + plan.WEEKS
_NEEDS: Final = ("as_of", "opening_balance")


def page(draft: Draft) -> Page:
    """The sheet, still empty: it stands before what it looks at."""
    return draft.page(
        draft.say("Cash"), widths=(2, 34, *(12.5,) * plan.WEEKS, 14), pages=(1, 1),
        about=draft.say("The balance of thirteen weeks against your floor; choose a scenario."),
    )  # fmt: skip


def add(draft: Draft, data: Data, on: Page, behind: Page) -> None:
    """Lay the sheet out."""
    _tiles(draft, on)
    _choices(draft, data, on)
    _weeks(draft, on)
    _compared(draft, on)
    _charts(draft, on, behind)
    _notes(draft)
    say = draft.say
    last = weeks.closing(draft, plan.WEEKS - 1)
    chosen = f"INDEX({scenarios.last_closings(draft)},1,scenario_number)"
    draft.check(say("Closing balance against the table of scenarios"), last, chosen, tolerance=0.01)
    total = (address(TABLE + row, TOTAL, sheet=on.name) for row in (2, 3, 4, 5, 6))
    opening, customers, other, payments, closing = total
    draft.check(
        say("Opening balance, receipts and payments against the closing balance"),
        f"{opening}+{customers}+{other}-{payments}", closing, tolerance=0.01, needs=_NEEDS,
    )  # fmt: skip
    lines = f'SUMIFS({{table}}_total,{{table}}_kind,"{plan.kinds(draft).options[0]}")'
    draft.check(
        say("Payments of the weeks against the lines of the sheet Plan"), f"SUM({payments})",
        "+".join(lines.format(table=table) for table in ("lines", "grid")), needs=_NEEDS,
    )  # fmt: skip


def _tiles(draft: Draft, on: Page) -> None:
    say = draft.say
    last = weeks.closing(draft, plan.WEEKS - 1)
    below = {"act": "{value}<floor_used", "good": "{value}>=floor_used"}
    on.tile(TILES, 1, say("Balance after 13 weeks"), last, "whole", across=1, needs=_NEEDS,
            note=say("at the end of week 13"), states=below)  # fmt: skip
    before, after = say("in week {number}").split("{number}")
    week = f'="{before}"&lowest_week&"{after}"'
    on.tile(TILES, 2, say("Lowest balance"), "lowest_balance", "whole", across=3, needs=_NEEDS,
            note=week, states=below)  # fmt: skip
    alarm = {"act": "{value}>0", "good": "{value}=0"}
    on.tile(TILES, 5, say("Missing to the floor"), "shortage", "whole", across=4, needs=_NEEDS,
            note=say("at the lowest balance"), states=alarm)  # fmt: skip
    before, after = say("week {number}").split("{number}")
    text = f'IF(shortage=0,"● {say("none")}","■ {before}"&first_below&"{after}")'
    on.tile(TILES, 9, say("First week below the floor"), text, "general", across=4, needs=_NEEDS,
            note=say("of the scenario that is chosen"))  # fmt: skip
    cell = address(TILES + 1, 9)
    on.status(
        (TILES + 1, 9),
        {"act": f'AND(LEN({cell})>0,shortage>0)', "good": f'AND(LEN({cell})>0,shortage=0)'},
        ink=True,
    )  # fmt: skip
    on.tile(TILES, 13, say("Weeks below the floor"), 'COUNTIF(closing_balances,"<"&floor_used)',
            "whole", across=3, needs=_NEEDS, note=say("of 13"), states=alarm)  # fmt: skip


def _choices(draft: Draft, data: Data, on: Page) -> None:
    say = draft.say
    kinds = weeks.shocks(draft)
    scenario = Choice(source="scenarios_name")
    customer = Choice(source="customer_names")
    first = data.tables.get("scenarios")
    default = str(first[0][0]) if first else say("Base case")
    lines = (
        ("scenario", scenario, say("Scenario"), default,
         say("Delay, loss and failure of each are set on the sheet Scenarios.")),
        ("shock_kind", Choice(kinds), say("Shock"), kinds[0],
         say("On top of the scenario: one customer, or a share of all receipts, stops coming.")),
        ("shock_customer", customer, say("Customer that stops paying"), None,
         say("One of the twenty that owe the most; the largest when left blank.")),
        ("shock_share", Number("percent", 0, 1), say("Share of receipts that stops"), 0.2,
         say("Counts where the shock is a share of all receipts.")),
        ("shock_week", Number("whole", 1, 13, whole=True), say("Shock from week"), 1,
         say("The first week in which it does not come, from 1 to 13.")),
    )  # fmt: skip
    on.section(CHOICES, 1, say("Choose here"))
    row = CHOICES + 1
    for name, accepts, label, usual, words in lines:
        on.put(row, 1, label, "note.indented")
        on.input(
            row + 1, 1, name, accepts,
            label=label, help=words, default=usual, given=data.values, labelled=0,
        )  # fmt: skip
        row += 2


def _weeks(draft: Draft, on: Page) -> None:
    say = draft.say
    on.put(TABLE, 1, say("Week"), "header")
    on.heights[TABLE] = 26
    labels = (
        say("from"), say("Opening balance"), say("Receipts from customers"), say("Other receipts"),
        say("Payments"), say("Closing balance"), say("Floor"), say("Missing to the floor"),
    )  # fmt: skip
    for offset, label in enumerate(labels, 1):
        bold = offset in (2, 6)
        on.put(TABLE + offset, 1, label, "cell.total.left" if bold else "cell.ruled.left")
        on.heights[TABLE + offset] = 22
    sheet = draft.say("Calculations")
    for week in range(plan.WEEKS):
        column, source = WEEK + week, weeks.CHOSEN + 1 + week
        on.put(TABLE, column, week + 1, "header")
        before = "opening_used" if week == 0 else weeks.closing(draft, week - 1)
        closing = address(TABLE + 6, column, absolute=False)
        texts = (
            f"plan_start+{7 * week}", before, address(source, 2, sheet=sheet),
            address(source, 3, sheet=sheet), address(source, 5, sheet=sheet),
            weeks.closing(draft, week), "floor_used", f"MAX(floor_used-{closing},0)",
        )  # fmt: skip
        for offset, text in enumerate(texts, 1):
            style = "cell.total" if offset in (2, 6) else "cell.ruled"
            form = "cell.ruled.center/date" if offset == 1 else f"{style}/whole"
            if offset == len(texts):
                form = f"{style}/{plan.PLAIN}"
            on.formula(TABLE + offset, column, text, form, needs=_NEEDS)
    _totals(draft, on)
    cell = f"{address(TABLE + 6, WEEK, absolute=False)}"
    on.status(
        (TABLE + 6, WEEK, TABLE + 6, TOTAL - 1),
        {"act": f"AND(ISNUMBER({cell}),{cell}<floor_used)"},
    )
    cell = f"{address(TABLE + 8, WEEK, absolute=False)}"
    on.status(
        (TABLE + 8, WEEK, TABLE + 8, TOTAL - 1), {"act": f"AND(ISNUMBER({cell}),{cell}>0)"}
    )  # fmt: skip


def _totals(draft: Draft, on: Page) -> None:
    on.put(TABLE, TOTAL, draft.say("13 weeks"), "header")
    for offset in range(1, 9):
        row = TABLE + offset
        span = area(row, WEEK, row, TOTAL - 1)
        text = {2: "opening_used", 6: weeks.closing(draft, plan.WEEKS - 1), 8: f"MAX({span})"}
        style = "cell.total/whole"
        if offset in (1, 7):
            on.put(row, TOTAL, None, "cell.total")
        else:
            on.formula(row, TOTAL, text.get(offset, f"SUM({span})"), style, needs=_NEEDS)


def _compared(draft: Draft, on: Page) -> None:
    say = draft.say
    on.section(COMPARED - 1, 1, say("All scenarios, with the shock"))
    titles = (
        say("Scenario"), say("From customers"), say("Balance after 13 weeks"),
        say("Lowest balance"), say("in week"), say("Weeks below the floor"),
        say("First week below"), say("Missing to the floor"),
    )  # fmt: skip
    for column, title in enumerate(titles, 1):
        on.put(COMPARED, column, title, "header")
    on.heights[COMPARED] = 48
    for number in range(scenarios.COUNT):
        row = COMPARED + 1 + number
        on.heights[row] = 22
        on.formula(row, 1, scenarios.setting("name", number), "cell.ruled.left")
        closings = scenarios.closings(draft, number)

        def short(column: int, cells: str = closings) -> str:
            call = draft.call("CASH_SHORTAGE", closing_balances=cells, floor="floor_used")
            return f"INDEX({call},2,{column})"

        first, last = (scenarios.received(draft, week, number) for week in (0, plan.WEEKS - 1))
        figures = (
            (f"SUM({first}:{last.rpartition('!')[2]})", "cell.ruled/whole"),
            (f"INDEX({closings},{plan.WEEKS})", "cell.ruled/whole"),
            (short(2), "cell.ruled/whole"),
            (short(3), "cell.ruled.center"),
            (f'COUNTIF({closings},"<"&floor_used)', "cell.ruled.center"),
            (short(4), "cell.ruled.center"),
            (short(1), f"cell.ruled/{plan.PLAIN}"),
        )
        for column, (text, style) in enumerate(figures, 2):
            on.formula(row, column, text, style, needs=_NEEDS)
        missing = f"${address(row, 8, absolute=False)}"
        on.status(
            (row, 3, row, 8),
            {
                "act": f"AND(ISNUMBER({missing}),{missing}>0)",
                "good": f"AND(ISNUMBER({missing}),{missing}=0)",
            },
            ink=True,
        )
    on.note(
        COMPARED, 10,
        say("Red: the balance falls below the floor. The receipts of every scenario tie out to the "
            "ledger on the sheet Scenarios."), 6, "note.wrap",
    )  # fmt: skip


def _charts(draft: Draft, on: Page, behind: Page) -> None:
    say = draft.say

    def total(offset: int) -> str:
        return address(TABLE + offset, TOTAL, sheet=on.name)

    steps = (
        Step(say("Opening"), total(2), total=True),
        Step(say("Customers"), total(3)),
        Step(say("Other receipts"), total(4)),
        Step(say("Payments"), f"-{total(5)}"),
        Step(say("Closing"), total(6), total=True),
    )
    waterfall(
        on, CHOICES, 2, say("From opening to closing balance, 13 weeks"), steps,
        cells=(behind, weeks.STEPS, 0),
        alt=say("Waterfall: opening balance, receipts up, payments down, closing balance."),
        across=6, down=13,
    )  # fmt: skip

    def cells(offset: int) -> str:
        return area(TABLE + offset, WEEK, TABLE + offset, TOTAL - 1, on.name)

    on.chart(
        CHOICES, 8, "line", say("Closing balance by week, against the floor"), cells(0),
        [
            Series(say("Closing balance"), cells(6), BLUE),
            Series(say("Floor"), cells(7), VERMILLION, dashed=True),
        ],
        alt=say("Line: the closing balance of thirteen weeks; dashed: the floor."),
        across=8, down=13,
    )  # fmt: skip


def _notes(draft: Draft) -> None:
    say = draft.say
    draft.explain(
        say("Receipts"),
        say("Open invoices are paid as late as this ledger's own were in the year before; sales "
            "still to come are not in it: plan them on the sheet Plan as receipts."),
    )  # fmt: skip
    draft.explain(
        say("Delay and loss of a scenario"),
        say("A delay moves every week's receipts by its days; receipts of a week are taken as "
            "spread evenly over its days. The share lost is taken off before."),
    )  # fmt: skip
    draft.explain(
        say("Failure and shock"),
        say("From their week on, the receipts of the customer (as SHOCK tells them), or the share "
            "of all receipts, do not come. A customer that fails in both counts once."),
    )  # fmt: skip
    draft.explain(
        say("Overdue payments"),
        say("A single payment dated before week 1 counts in week 1; of a line that comes again, "
            "past dates are taken as paid."),
    )  # fmt: skip
