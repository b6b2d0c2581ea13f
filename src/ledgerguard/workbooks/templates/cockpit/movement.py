"""The sheet Movement: from the last month end to today, and thirteen month ends."""

from __future__ import annotations

from typing import Final

from ledgerguard.workbooks import ledger_page
from ledgerguard.workbooks.charts import Series
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.sheets.data_sheet import MONTHS
from ledgerguard.workbooks.style import BLUE, VERMILLION
from ledgerguard.workbooks.templates.cockpit import behind
from ledgerguard.workbooks.templates.cockpit.words import BEFORE, DAY, READY, ROWS_MATCH, labels
from ledgerguard.workbooks.waterfall import Step, waterfall
from ledgerguard.workbooks.writer import address, area

BRIDGE, FIGURES, TABLE = 4, 4, 27
CHART: Final = 12
OPENING, INVOICED, CREDITED, PAID, CLOSING = range(BRIDGE + 1, BRIDGE + 6)
RECEIVABLES, OVERDUE, SALES, DSO, BEST, COUNTBACK, ADD, NOT_DUE = range(1, 9)
PAID_LATE, DAYS_LATE = 10, 11
SHARE: Final = 4  # the column of the overdue share in the table


def page(draft: Draft) -> Page:
    """The sheet, still empty."""
    return draft.page(
        draft.say("Movement"), widths=(3, 15, *(14.5,) * 11), pages=(1, 1),
        about=draft.say("What has changed since the last month end, and over a year."),
    )  # fmt: skip


def add(draft: Draft, on: Page) -> None:
    """Lay the sheet out."""
    _bridge(draft, on)
    _figures(draft, on)
    _table(draft, on)
    _charts(draft, on)
    say = draft.say
    draft.check(
        say("Movement since the last month end against the aging"),
        address(CLOSING, 4, sheet=on.name), f"SUM({behind.total(draft)})", tolerance=0.01,
    )  # fmt: skip
    draft.check(
        say("Receivables at the last month end: trend against SUMIFS over the ledger"),
        behind.latest(draft, RECEIVABLES, 1), ledger_page.open_where(BEFORE, ROWS_MATCH),
        tolerance=0.01,
    )  # fmt: skip
    draft.explain(
        say("Best possible DSO"),
        say("What the DSO would be if nothing were overdue; the distance is the average days "
            "delinquent. The figures of the month ends are those of the ledger as it stands now."),
    )  # fmt: skip


def _bridge(draft: Draft, on: Page) -> None:
    say = draft.say
    on.section(BRIDGE - 1, 1, say("Receivables since the last month end"))
    on.put(BRIDGE, 1, say("Movement"), "header", across=3)
    on.put(BRIDGE, 4, say("Amount"), "header")
    fresh = f'{ROWS_MATCH},ledger_issued,">"&{BEFORE},ledger_issued,"<="&{DAY},ledger_amount'
    lines = (
        (OPENING, say("Receivables at the last month end"),
         ledger_page.open_where(BEFORE, ROWS_MATCH)),
        (INVOICED, say("Invoiced"), f'SUMIFS(ledger_amount,{fresh},">0")'),
        (CREDITED, say("Credit notes"), f'SUMIFS(ledger_amount,{fresh},"<0")'),
        (PAID, say("Paid"), f"-({ledger_page.paid_where(DAY, ROWS_MATCH)}"
         f"-({ledger_page.paid_where(BEFORE, ROWS_MATCH)}))"),
    )  # fmt: skip
    for row, label, text in lines:
        on.put(row, 1, label, "cell.ruled.left", across=3)
        on.formula(row, 4, text, "cell.ruled/money")
    on.put(CLOSING, 1, say("Receivables today"), "cell.total.left", across=3)
    span = area(OPENING, 4, PAID, 4)
    on.formula(CLOSING, 4, f"SUM({span})", "cell.total/money")


def _figures(draft: Draft, on: Page) -> None:
    say, text = draft.say, labels(draft)
    on.section(FIGURES - 1, 6, say("Figures then and now"))
    on.put(FIGURES, 6, say("Figure"), "header", across=3)
    on.formula(FIGURES, 9, DAY, "header/yyyy-mm-dd")
    on.formula(FIGURES, 10, behind.latest(draft, 0, 1), "header/yyyy-mm-dd")
    on.put(FIGURES, 11, say("Change"), "header")
    on.formula(FIGURES, 12, behind.latest(draft, 0, MONTHS - 1), "header/yyyy-mm-dd")
    on.heights[FIGURES] = 24
    lines = (
        (text("tile.overdue"), OVERDUE, "whole"), (text("tile.dso"), DSO, "days"),
        (text("tile.best"), BEST, "days"), (text("tile.add"), ADD, "days"),
        (text("tile.countback"), COUNTBACK, "days"), (text("tile.current"), NOT_DUE, "percent"),
        (say("Invoices paid late, one year"), PAID_LATE, "percent"),
    )  # fmt: skip
    for row, (label, column, form) in enumerate(lines, FIGURES + 1):
        on.put(row, 6, label, "cell.ruled.left", across=3)
        for at, ago in ((9, 0), (10, 1), (12, MONTHS - 1)):
            value = behind.latest(draft, column, ago)
            on.formula(row, at, f'IFERROR({value},"")', f"cell.ruled/{form}", needs=(READY,))
        now, then = (address(row, at, absolute=False) for at in (9, 10))
        on.formula(row, 11, f"{now}-{then}", f"cell.ruled/{_signed(form)}", needs=(now, then))


def _signed(form: str) -> str:
    return {"whole": "+#,##0;-#,##0;0", "days": "+0.0;-0.0;0.0"}.get(form, "+0.0%;-0.0%;0.0%")


def _table(draft: Draft, on: Page) -> None:
    say, text = draft.say, labels(draft)
    on.section(TABLE - 1, 1, text("table.trend"))
    columns = (
        (say("Month end"), 0, "cell.ruled.center/date"), (text("tile.open"), RECEIVABLES, "whole"),
        (text("tile.overdue"), OVERDUE, "whole"), (say("Overdue share"), None, "percent"),
        (say("Sales of the period"), SALES, "whole"), (text("series.dso"), DSO, "days"),
        (text("series.best"), BEST, "days"), (say("ADD"), ADD, "days"),
        (say("Count-back DSO"), COUNTBACK, "days"), (text("tile.current"), NOT_DUE, "percent"),
        (say("Paid late, one year"), PAID_LATE, "percent"),
        (say("Mean days late"), DAYS_LATE, "days"),
    )  # fmt: skip
    for at, (title, source, form) in enumerate(columns, 1):
        on.put(TABLE, at, title, "header")
        style = form if form.startswith("cell") else f"cell.ruled/{form}"
        for number in range(MONTHS):
            row = TABLE + 1 + number
            if source is None:
                owed, late = (address(row, column, absolute=False) for column in (2, 3))
                formula = f'IF({owed}>0,{late}/{owed},"")'
                needs: tuple[str, ...] = (owed, late)
            else:
                value = behind.latest(draft, source, MONTHS - 1 - number)
                formula, needs = f'IFERROR({value},"")', (READY,)
            on.formula(row, at, formula, style, needs=needs)
    on.heights[TABLE] = 36


def _charts(draft: Draft, on: Page) -> None:
    say = draft.say
    bridge(draft, on, CHART + 1, 1, behind_row=behind.STEPS, across=4, down=12)
    dso_chart(draft, on, CHART + 1, 5, across=4, down=12)
    dates = area(TABLE + 1, 1, TABLE + MONTHS, 1, on.name)
    on.chart(
        CHART + 1, 9, "column", say("Overdue share at the month ends"), dates,
        [Series(say("Overdue share"),
                area(TABLE + 1, SHARE, TABLE + MONTHS, SHARE, on.name), VERMILLION)],
        alt=say("Columns: the overdue share of the receivables at thirteen month ends."),
        across=4, down=12, number="0%", dates="yyyy-mm",
    )  # fmt: skip


def bridge(
    draft: Draft, on: Page, row: int, column: int, *, behind_row: int, across: int, down: int
) -> None:
    """Draw what has moved the receivables since the last month end."""
    say, sheet = draft.say, draft.say("Movement")
    steps = [
        Step(label, address(source, 4, sheet=sheet), total=source in (OPENING, CLOSING))
        for source, label in (
            (OPENING, say("Month end")), (INVOICED, say("Invoiced")),
            (CREDITED, say("Credits")), (PAID, say("Paid")), (CLOSING, say("Today")),
        )
    ]  # fmt: skip
    waterfall(
        on, row, column, say("Receivables since the last month end"), steps,
        cells=(draft.calculations(), behind_row, 0),
        alt=say("Waterfall: receivables at the month end, invoices up, payments down, today."),
        across=across, down=down,
    )  # fmt: skip


def dso_chart(draft: Draft, on: Page, row: int, column: int, *, across: int, down: int) -> None:
    """Draw the DSO of the month ends against the best possible one."""
    text = labels(draft)
    on.chart(
        row, column, "line", text("chart.trend"), behind.months(draft, 0),
        [
            Series(text("series.dso"), behind.months(draft, DSO), VERMILLION),
            Series(text("series.best"), behind.months(draft, BEST), BLUE, dashed=True),
        ],
        alt=draft.say("Lines: DSO and best possible DSO at thirteen month ends."),
        across=across, down=down, number="0", dates="yyyy-mm",
    )  # fmt: skip
