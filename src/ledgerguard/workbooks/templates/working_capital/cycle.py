"""The sheet Cycle: requirement and cash conversion cycle by component, on one page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ledgerguard.workbooks.charts import Series
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.style import GREEN
from ledgerguard.workbooks.waterfall import Step, waterfall
from ledgerguard.workbooks.writer import address, area

BALANCES: Final = ("inventory", "receivables", "payables")
TILES, TABLE, CHARTS = 3, 8, 16


@dataclass(frozen=True)
class Component:
    """One of the three components of the cycle."""

    label: str
    balance: str  # names of cells
    base: str
    days: str
    target: str
    sign: int  # 1: more days tie up cash; -1: they free it


def components(draft: Draft) -> tuple[Component, ...]:
    """Stock, customers and suppliers, in the order in which goods pass through."""
    say = draft.say
    return (
        Component(say("Stock (DIO)"), "inventory", "cost_of_goods", "dio_days", "target_dio", 1),
        Component(say("Customers (DSO)"), "receivables", "sales_with_vat", "dso_days",
                  "target_dso", 1),
        Component(say("Suppliers (DPO)"), "payables", "supplier_base", "dpo_days",
                  "target_dpo", -1),
    )  # fmt: skip


def page(draft: Draft) -> Page:
    """The sheet, still empty: it stands before what it looks at."""
    return draft.page(
        draft.say("Cycle"), widths=(2, 26, 15, 15, 13, 15, 13, 15, 17), pages=(1, 1),
        about=draft.say("What is tied up, for how many days, and how far from your targets."),
    )  # fmt: skip


def add(draft: Draft, on: Page) -> None:
    """Lay the sheet out, once the figures are there."""
    _tiles(draft, on)
    _table(draft, on)
    _charts(draft, on)
    needs = BALANCES
    say = draft.say
    draft.check(
        say("Requirement against the sum of its lines"), "wcr_amount",
        "inventory+receivables+other_receivables-payables-other_payables", needs=needs,
    )  # fmt: skip
    for one in components(draft):
        label = say("{component}: days times a day's worth gives the balance").format(
            component=one.label
        )
        text = f"{one.days}*{one.base}/period_days"
        draft.check(label, text, one.balance, needs=(one.days, one.balance))
    draft.check(
        say("Working capital against requirement, cash and short-term debt"), "working_capital",
        "wcr_amount+cash-short_debt", needs=("wcr_amount", "working_capital"),
    )  # fmt: skip
    draft.explain(
        say("Balances"),
        say("Days are counted on closing balances, so that days times a day's worth give the "
             "balance back. Receivables and payables hold VAT, so their bases do too."),
    )  # fmt: skip
    draft.explain(
        say("Targets"),
        say("Good, watch and act follow your own targets on the sheet Figures; the band of the "
             "working capital ratio is the published one of WC_BAND."),
    )  # fmt: skip


def _tiles(draft: Draft, on: Page) -> None:
    say = draft.say
    wcr = draft.call(
        "WCR", **{name: name for name in (*BALANCES, "other_receivables", "other_payables")}
    )
    tile = on.tile(
        TILES, 1, say("Working capital requirement"), wcr, "whole", needs=BALANCES,
        note=say("stock + receivables - payables"),
    )  # fmt: skip
    draft.define("wcr_amount", tile.value)
    days = draft.call("WCR_DAYS", wcr="wcr_amount", sales="sales", period_days="period_days")
    on.tile(
        TILES, 3, say("In days of sales"), days, "days", needs=("wcr_amount", "sales"),
        note=say("of sales net of VAT"),
    )  # fmt: skip
    cycle = draft.call("CCC", dio="dio_days", dso="dso_days", dpo="dpo_days")
    tile = on.tile(
        TILES, 5, say("Cash conversion cycle (days)"), cycle, "days",
        needs=("dio_days", "dso_days", "dpo_days"), note=say("stock + customers - suppliers"),
    )  # fmt: skip
    draft.define("cycle_days", tile.value)
    ratio = draft.call(
        "WC_RATIO", current_assets="current_assets", current_liabilities="current_liabilities"
    )
    band = draft.call("WC_BAND", wc_ratio=address(TILES + 1, 7))
    tile = on.tile(
        TILES, 7, say("Working capital ratio"), f"IF(current_liabilities=0,\"\",{ratio})", "0.00",
        needs=("current_assets", "current_liabilities"),
        note=f'=IF(COUNT({address(TILES + 1, 7)})=0,"",{band})',
        states={"act": "{value}<1", "watch": "OR({value}<1.5,{value}>2)", "good": "{value}>=1.5"},
    )  # fmt: skip


def _table(draft: Draft, on: Page) -> None:
    say = draft.say
    titles = (
        say("Component"), say("Balance"), say("Base of the year"), say("Days"),
        say("One day is worth"), say("Target"), say("Days beyond target"),
        say("Cash beyond target"),
    )  # fmt: skip
    for column, title in enumerate(titles, 1):
        on.put(TABLE, column, title, "header")
    on.heights[TABLE] = 34
    days = {
        "dio_days": draft.call("DIO", average_inventory="inventory",
                               cost_of_goods_sold="cost_of_goods", period_days="period_days"),
        "dso_days": draft.call("DSO", receivables="receivables", credit_sales="sales_with_vat",
                               period_days="period_days"),
        "dpo_days": draft.call("DPO", average_payables="payables",
                               cost_of_goods_sold="supplier_base", period_days="period_days"),
    }  # fmt: skip
    first = TABLE + 1
    for row, one in enumerate(components(draft), first):
        on.heights[row] = 22
        on.put(row, 1, one.label, "cell.ruled.left")
        on.formula(row, 2, one.balance, "cell.ruled/whole", needs=(one.balance,))
        on.formula(row, 3, one.base, "cell.ruled/whole", needs=(one.base,))
        counted = f'IF({one.base}>0,{days[one.days]},"")'
        needs = (one.balance, one.base)
        on.formula(row, 4, counted, "cell.ruled/days", needs=needs, name=one.days)
        on.formula(row, 5, f"{one.base}/period_days", "cell.ruled/whole", needs=(one.base,))
        on.formula(row, 6, one.target, "cell.ruled/days", needs=(one.target,))
        beyond = f"{one.sign}*({one.days}-{one.target})"
        on.formula(row, 7, beyond, "cell.ruled/days", needs=(one.days, one.target))
        gap, day = (address(row, column, absolute=False) for column in (7, 5))
        on.formula(row, 8, f"MAX({gap},0)*{day}", "cell.ruled/whole", needs=(gap, day))
        on.status(
            (row, 7, row, 8),
            {
                key: f"AND(ISNUMBER($H{row + 1}),{test})"
                for key, test in (
                    ("act", f"$H{row + 1}>tolerance_days"),
                    ("watch", f"$H{row + 1}>0"),
                    ("good", f"$H{row + 1}<=0"),
                )
            },
        )
    _totals(draft, on, first + 3)


def _totals(draft: Draft, on: Page, row: int) -> None:
    say = draft.say
    on.put(row, 1, say("Other operating items"), "cell.ruled.left")
    on.formula(row, 2, "other_receivables-other_payables", "cell.ruled/whole")
    for column in range(3, 9):
        on.put(row, column, None, "cell.ruled")
    row += 1
    on.put(row, 1, say("Requirement and cycle"), "cell.total.left")
    on.formula(row, 2, "wcr_amount", "cell.total/whole", needs=("wcr_amount",))
    on.put(row, 3, None, "cell.total")
    on.formula(row, 4, "cycle_days", "cell.total/days", needs=("cycle_days",))
    for column in (5, 6, 7):
        on.put(row, column, None, "cell.total")
    beyond = area(TABLE + 1, 8, TABLE + 3, 8)
    on.formula(row, 8, f'IF(COUNT({beyond})=0,"",SUM({beyond}))', "cell.total/whole")
    row += 1
    on.put(row, 1, say("Working capital"), "cell.ruled.left")
    capital = draft.call("WORKING_CAPITAL", current_assets="current_assets",
                         current_liabilities="current_liabilities")  # fmt: skip
    needs = ("current_assets", "current_liabilities")
    on.formula(row, 2, capital, "cell.ruled/whole", needs=needs, name="working_capital")
    on.put(
        row, 3, say("what finances it: current assets less current liabilities"), "note.indented"
    )
    on.heights |= dict.fromkeys(range(row - 2, row + 1), 22)


def _charts(draft: Draft, on: Page) -> None:
    say = draft.say
    first, last = TABLE + 1, TABLE + 3
    on.chart(
        CHARTS, 1, "column", say("Days by component, and your targets"),
        area(first, 1, last, 1, on.name),
        [
            Series(say("Days"), area(first, 4, last, 4, on.name), labels="0.0"),
            Series(say("Target"), area(first, 6, last, 6, on.name), GREEN),
        ],
        alt=say("Columns: days of stock, customers and suppliers beside their targets."),
        across=3, down=14, number="0",
    )  # fmt: skip
    behind = draft.calculations()
    steps = (
        Step(say("Stock"), "inventory"),
        Step(say("Customers"), "receivables"),
        Step(say("Other receivables"), "other_receivables"),
        Step(say("Suppliers"), "-payables"),
        Step(say("Other payables"), "-other_payables"),
        Step(say("Requirement"), "wcr_amount", total=True),
    )
    waterfall(
        on, CHARTS, 4, say("From stock to requirement"), steps,
        cells=(behind, behind.free, 0),
        alt=say("Waterfall: stock and receivables add up, payables take away."),
        across=5, down=14,
    )  # fmt: skip
