"""The sheet Receipts: what the ledger's open items are expected to bring, week by week."""

from __future__ import annotations

from typing import Final

from ledgerguard.workbooks import ledger_page
from ledgerguard.workbooks.charts import Series
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.writer import address, area

TOP: Final = 4
LATER, LOST, CREDITS, UNDATED, TOTAL = TOP + 14, TOP + 15, TOP + 16, TOP + 17, TOP + 18
AMOUNT: Final = 4  # the column of the expected receipts
WEEKS: Final = 13
UNAPPLIED: Final = 8  # the column of AGING


def page(draft: Draft) -> Page:
    """The sheet, still empty."""
    return draft.page(
        draft.say("Receipts"), widths=(3, 26, 13, 13, 17, 17, 17, 17, 17), pages=(1, 1),
        about=draft.say("What the open invoices bring if customers pay as they did last year."),
    )  # fmt: skip


def cell(draft: Draft, row: int) -> str:
    """The expected receipts in a row of the table."""
    return address(row, AMOUNT, sheet=draft.say("Receipts"))


def add(draft: Draft, on: Page) -> None:
    """Lay the forecast out, and hold it against the ledger."""
    say = draft.say
    text = draft.call(
        "RECEIPTS_FORECAST", ledger=ledger_page.ROWS, as_of="day_used", currency="ledger_unit"
    )
    styles = ("cell.left", "cell.center/date", "cell.center/date", *("cell/money",) * 5)
    on.spill(TOP, 1, text, styles, rows=WEEKS + 5)
    on.heights[TOP] = 36
    draft.define("open_balance", address(TOTAL, AMOUNT, sheet=on.name))
    draft.define("ledger_weeks", area(TOP + 1, AMOUNT, TOP + WEEKS, AMOUNT, on.name))
    row = _net(draft, on)
    note = say(
        "Later comes in after week 13. Expected loss, credits that are set off and items without "
        "a due date bring no cash. Together with the weeks they are what is owed."
    )
    row = on.note(row, 1, note, 8, "note.wrap")
    on.chart(
        row + 1, 1, "column", say("Expected receipts by week, and those from overdue invoices"),
        area(TOP + 1, 1, TOP + WEEKS, 1, on.name),
        [
            Series(say("Expected receipts"), area(TOP + 1, 4, TOP + WEEKS, 4, on.name)),
            Series(say("Of which overdue"), area(TOP + 1, 6, TOP + WEEKS, 6, on.name)),
        ],
        alt=say("Columns: expected receipts of thirteen weeks, and the overdue part."),
        across=8, down=13,
    )  # fmt: skip
    draft.check(
        say("Receipts forecast, with what is not expected in 13 weeks, against the open balance"),
        "net_balance",
        ledger_page.open_balance("day_used", "ledger_unit"),
        tolerance=0.01,
    )


def _net(draft: Draft, on: Page) -> int:
    """From what is owed to the ledger's net balance: credits that pay nothing yet."""
    say, row = draft.say, TOTAL + 1
    aging = draft.call(
        "AGING", ledger=ledger_page.ROWS, as_of="day_used", by='"currency"', currency="ledger_unit"
    )
    unapplied = f"IF(ROWS({aging})<2,0,INDEX({aging},2,{UNAPPLIED}))"
    where = address(row, AMOUNT)
    net = f"open_balance+{where}"
    for at, (label, text, style) in enumerate(
        (
            (say("Unapplied credits"), unapplied, "cell.ruled"),
            (say("Net open balance"), net, "cell.total"),
        ),
        row,
    ):
        on.put(at, 1, label, f"{style}.left")
        for column in (2, 3):
            on.put(at, column, None, style)
        on.formula(at, AMOUNT, text, f"{style}/money")
    draft.define("net_balance", address(row + 1, AMOUNT, sheet=on.name))
    return row + 3
