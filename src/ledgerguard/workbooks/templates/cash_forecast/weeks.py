"""The sheet Calculations: the weeks behind the forecast."""

from __future__ import annotations

from typing import Final, Literal

from ledgerguard.workbooks import ledger_page
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.templates.cash_forecast import plan, receipts, scenarios
from ledgerguard.workbooks.writer import address, area

Whose = Literal["all", "largest", "chosen"]
COUNT: Final = 4
CUSTOMERS: Final = 20
USED, TOP, SHOCK, BENT, CHOSEN, SHORT, STEPS = 4, 15, 39, 58, 76, 95, 101
"""The rows where the blocks begin: their headers."""
_LEFT: Final[dict[Whose, int]] = {"all": 2, "largest": 6, "chosen": 10}
FORECAST: Final = 7  # the first column of CASH_THIRTEEN_WEEKS
CLOSING: Final = FORECAST + 4


def page(draft: Draft) -> Page:
    """The sheet, still empty."""
    return draft.page(
        draft.say("Calculations"), widths=(30, 16, 34, *(16,) * 15), pages=(1, 0),
        about=draft.say("What stands behind the forecast; nothing to type here."),
    )  # fmt: skip


def add(draft: Draft, on: Page) -> None:
    """Lay the sheet out."""
    _used(draft, on)
    _customers(draft, on)
    _bent(draft, on)
    _chosen(draft, on)


def bent(draft: Draft, whose: Whose, number: int) -> str:
    """Receipts by week after delay and loss of a scenario: of all, or of one customer."""
    column = _LEFT[whose] + number
    return area(BENT + 1, column, BENT + plan.WEEKS, column, draft.say("Calculations"))


def planned(draft: Draft, week: int, kind: int) -> str:
    """Planned payments (kind 0) or receipts (kind 1) of a week counted from 0."""
    return address(CHOSEN + 1 + week, 5 if kind == 0 else 3, sheet=draft.say("Calculations"))


def closing(draft: Draft, week: int) -> str:
    """The balance at the end of a week of the scenario that is chosen."""
    return address(CHOSEN + 1 + week, CLOSING, sheet=draft.say("Calculations"))


def left_of(draft: Draft, week: int, number: int) -> str:
    """What a scenario receives in a week, once failure and shock have stopped their part."""

    def part(whose: Whose) -> str:
        sheet = draft.say("Calculations")
        return address(BENT + 1 + week, _LEFT[whose] + number, sheet=sheet)

    fails = scenarios.setting("fails_week", number)
    failed = f"AND({fails}>0,{fails}<={week + 1})"
    customer, share = (f'shock_kind="{word}"' for word in shocks(draft)[1:])
    shocked = f"AND({customer},shock_week<={week + 1},NOT(AND({failed},same_customer=1)))"
    left = f"MAX({part('all')}-IF({failed},{part('largest')},0)-IF({shocked},{part('chosen')},0),0)"
    return f"{left}*(1-IF(AND({share},shock_week<={week + 1}),shock_share,0))"


def shocks(draft: Draft) -> tuple[str, str, str]:
    """The kinds of shock."""
    say = draft.say
    return say("no shock"), say("one customer"), say("a share of all")


def _used(draft: Draft, on: Page) -> None:
    say = draft.say
    on.section(USED - 1, 0, say("Values used"))
    first = address(TOP + 1, 2)
    numbers = f"SUMIFS({area(BENT - 1, 2, BENT - 1, 5)},{area(BENT - 2, 2, BENT - 2, 5)},scenario)"
    lines = (
        ("day_used", say("As-of date"), "IF(COUNT(as_of)=0,DATE(2000,1,1),as_of)", "date"),
        ("plan_start", say("First day of week 1"), "day_used+1", "date"),
        ("opening_used", say("Opening balance"), "IF(COUNT(opening_balance)=0,0,opening_balance)",
         "whole"),
        ("floor_used", say("Floor"), "IF(COUNT(floor_balance)=0,0,floor_balance)", "whole"),
        ("largest_name", say("Largest customer"), first, "general"),
        ("largest_owes", say("It owes"), f"SUM({address(TOP + 1, 3)})", "whole"),
        ("shock_name", say("Customer of the shock"),
         'IF(shock_customer="",largest_name,shock_customer)', "general"),
        ("same_customer", say("Is it the largest?"), "IF(EXACT(shock_name,largest_name),1,0)",
         "whole"),
        ("scenario_number", say("Number of the scenario"), f"MAX({numbers},1)", "whole"),
    )  # fmt: skip
    for row, (name, label, text, form) in enumerate(lines, USED):
        on.put(row, 0, label, "cell.ruled.left")
        across = 3 if form == "general" else 1
        style = "cell.ruled.left" if form == "general" else f"cell.ruled/{form}"
        on.formula(row, 1, text, style, name=name, across=across)


def _customers(draft: Draft, on: Page) -> None:
    say = draft.say
    on.section(TOP - 1, 0, say("The customers that owe the most"))
    text = draft.call(
        "TOP_EXPOSURES", ledger=ledger_page.ROWS, as_of="day_used", count=str(CUSTOMERS),
        currency="ledger_unit",
    )  # fmt: skip
    listed = ("cell.center", "cell.left", "cell.left", *("cell/whole",) * 2, *("cell/percent",) * 2)
    on.spill(TOP, 0, text, listed, rows=CUSTOMERS)
    draft.define("customer_names", area(TOP + 1, 2, TOP + CUSTOMERS, 2, on.name))
    styles = ("cell.center", "cell.center/date", *("cell/money",) * 7)
    for left, name, title in (
        (0, "largest_name", say("Without the largest customer")),
        (9, "shock_name", say("Without the customer of the shock")),
    ):
        on.section(SHOCK - 1, left, title)
        text = draft.call(
            "SHOCK", ledger=ledger_page.ROWS, as_of="day_used", opening_balance="0",
            buyers=f'IF({name}="",1,{name})', currency="ledger_unit", form='"weeks"',
        )  # fmt: skip
        on.spill(SHOCK, left, text, styles, rows=plan.WEEKS + 1)


def _bent(draft: Draft, on: Page) -> None:
    """Delay moves receipts by whole weeks and a part of a week; a share of them is lost."""
    say = draft.say
    on.section(BENT - 3, 0, say("Receipts after delay and loss"))
    on.put(BENT, 0, say("Week"), "header")
    titles: tuple[tuple[Whose, str], ...] = (
        ("all", say("All customers")),
        ("largest", say("The largest")),
        ("chosen", say("Of the shock")),
    )
    sheets: dict[Whose, str] = {
        "all": "ledger_weeks",
        "largest": area(SHOCK + 1, 3, SHOCK + plan.WEEKS, 3),
        "chosen": area(SHOCK + 1, 12, SHOCK + plan.WEEKS, 12),
    }
    for whose, title in titles:
        for number in range(COUNT):
            column = _LEFT[whose] + number
            on.put(BENT, column, title, "header")
            on.formula(BENT - 2, column, scenarios.setting("name", number), "cell.ruled.left.wrap")
            on.put(BENT - 1, column, number + 1, "cell.ruled.center")
            days = scenarios.setting("delay_days", number)
            loss = scenarios.setting("loss_share", number)
            for week in range(1, plan.WEEKS + 1):
                later, part = f"INT({days}/7)", f"MOD({days},7)/7"

                def of(back: str, week: int = week, cells: str = sheets[whose]) -> str:
                    at = f"{week}-{back}"
                    return f"IF({at}>0,INDEX({cells},MAX({at},1)),0)"

                text = f"(1-{loss})*((1-{part})*{of(later)}+{part}*{of(f'{later}-1')})"
                on.formula(BENT + week, column, text, "cell.ruled/money")
    on.put(BENT, 1, say("As forecast"), "header")
    on.heights |= {BENT: 34, BENT - 2: 40}
    for week in range(1, plan.WEEKS + 1):
        on.put(BENT + week, 0, week, "cell.ruled.center")
        on.formula(BENT + week, 1, receipts.cell(draft, receipts.TOP + week), "cell.ruled/money")


def _chosen(draft: Draft, on: Page) -> None:
    say = draft.say
    on.section(CHOSEN - 1, 0, say("The scenario that is chosen"))
    titles = (
        say("Week"), say("From"), say("From customers"), say("Other receipts"), say("Receipts"),
        say("Payments"),
    )  # fmt: skip
    for column, title in enumerate(titles):
        on.put(CHOSEN, column, title, "header")
    for week in range(plan.WEEKS):
        row = CHOSEN + 1 + week
        on.put(row, 0, week + 1, "cell.ruled.center")
        on.formula(row, 1, f"plan_start+{7 * week}", "cell.ruled.center/date")
        first, last = (scenarios.received(draft, week, n) for n in (0, COUNT - 1))
        row_of_week = f"{first}:{last.rpartition('!')[2]}"
        on.formula(row, 2, f"INDEX({row_of_week},1,scenario_number)", "cell.ruled/money")
        on.formula(row, 3, plan.of_week(draft, week, 1), "cell.ruled/money")
        got, other = (address(row, column, absolute=False) for column in (2, 3))
        on.formula(row, 4, f"{got}+{other}", "cell.ruled/money")
        on.formula(row, 5, plan.of_week(draft, week, 0), "cell.ruled/money")

    def cells(column: int) -> str:
        return area(CHOSEN + 1, column, CHOSEN + plan.WEEKS, column)

    text = draft.call(
        "CASH_THIRTEEN_WEEKS", start_date="plan_start", opening_balance="opening_used",
        receipt_dates=cells(1), receipts=cells(4), payment_dates=cells(1), payments=cells(5),
        floor="floor_used",
    )  # fmt: skip
    styles = ("cell.center", "cell.center/date", *("cell/money",) * 3, "cell.left")
    on.spill(CHOSEN, FORECAST, text, styles, rows=plan.WEEKS + 1)
    draft.define("closing_balances", area(CHOSEN + 1, CLOSING, CHOSEN + plan.WEEKS, CLOSING,
                                          on.name))  # fmt: skip
    on.section(SHORT - 1, 0, say("The shortage"))
    text = draft.call("CASH_SHORTAGE", closing_balances="closing_balances", floor="floor_used")
    on.spill(SHORT, 0, text, ("cell/money", "cell/money", "cell.center", "cell.center"), rows=1)
    for column, name in enumerate(("shortage", "lowest_balance", "lowest_week", "first_below")):
        draft.define(name, address(SHORT + 1, column, sheet=on.name))
