"""The sheet Agings: all currencies today, and thirteen month ends from the ledger or typed."""

from __future__ import annotations

from typing import Final

from ledgerguard.workbooks import ledger_page
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.inputs import Day
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.table import Column
from ledgerguard.workbooks.template import Data
from ledgerguard.workbooks.templates.provisions import assumptions
from ledgerguard.workbooks.templates.provisions.assumptions import AMOUNT
from ledgerguard.workbooks.templates.provisions.buckets import (
    FINE_EDGES,
    FINE_KEYS,
    MONTHS,
    fine_labels,
)
from ledgerguard.workbooks.writer import address, area, given

DAYS: Final = MONTHS + 1  # month ends, the as-of date the last
NOW, CURRENCIES = 4, 6
USED: Final = NOW + CURRENCIES + 5
TYPED: Final = USED + DAYS + 3
BEHIND: Final = TYPED + DAYS + 4
STEP: Final = 3  # header, figures, a blank row
LEFT: Final = 2
FINE: Final = len(FINE_EDGES) + 1
UNDATED, UNAPPLIED, TOTAL = FINE + 1, FINE + 2, FINE + 3  # columns of AGING


def page(draft: Draft) -> Page:
    """The sheet, still empty."""
    return draft.page(
        draft.say("Agings"), widths=(2, 14, 12, *(15,) * (FINE + 3)), pages=(1, 0),
        about=draft.say("The ledger in buckets, by currency, and at thirteen month ends."),
    )  # fmt: skip


def add(draft: Draft, data: Data, on: Page) -> None:
    """Lay the sheet out."""
    say = draft.say
    on.section(NOW - 1, 1, say("All currencies at the as-of date"))
    day = "IF(COUNT(as_of)=0,DATE(2000,1,31),as_of)"
    on.put(NOW + CURRENCIES + 1, 1, say("as of"), "label")
    on.formula(NOW + CURRENCIES + 1, 2, day, "cell.center/date", name="day_used")
    on.spill(
        NOW, LEFT, draft.call("AGING", ledger=ledger_page.ROWS, as_of="day_used", edges="edges",
                              rows=draft.padded(CURRENCIES)),
        ("cell.center", *("cell/money",) * (FINE + 3)), rows=CURRENCIES,
    )  # fmt: skip
    on.put(NOW + CURRENCIES + 1, 3, say("edges of the buckets in days"), "label", across=2)
    for number, edge in enumerate(FINE_EDGES):
        on.put(NOW + CURRENCIES + 1, 5 + number, edge, "cell.center/whole")
    draft.define(
        "edges", area(NOW + CURRENCIES + 1, 5, NOW + CURRENCIES + 1, 4 + len(FINE_EDGES), on.name)
    )
    _typed(draft, data, on)
    _behind(draft, on)
    _used(draft, on)
    _checks(draft)


def _typed(draft: Draft, data: Data, on: Page) -> None:
    say = draft.say
    on.section(TYPED - 1, 1, say("Typed agings, where they do not come from the ledger"))
    rows = data.tables.get("agings", ())
    columns = [
        Column("month", say("Month end"), accepts=Day(), help=say("Month ends, oldest first.")),
        *(
            Column(key, label, accepts=AMOUNT, help=say("Balance of this bucket at the month end."))
            for key, label in zip(FINE_KEYS, fine_labels(draft), strict=True)
        ),
    ]
    on.table(TYPED, LEFT, columns, rows, name="agings", spare=max(DAYS - len(rows), 0))


def _behind(draft: Draft, on: Page) -> None:
    """One AGING a month end: they stand here once, and everything looks at them."""
    say = draft.say
    on.section(BEHIND - 1, 1, say("Month-end agings of the ledger in the reporting currency"))
    for number in range(DAYS):
        row, back = BEHIND + STEP * number, MONTHS - number
        ends = f"IF(EOMONTH(day_used,0)=day_used,EOMONTH(day_used,-{back}),EDATE(day_used,-{back}))"
        on.formula(row + 1, 1, ends, "cell.center/date")
        text = draft.call(
            "AGING", ledger=ledger_page.ROWS, as_of=address(row + 1, 1), edges="edges",
            currency="reporting_currency", rows="1",
        )  # fmt: skip
        on.spill(row, LEFT, text, ("cell.center", *("cell/money",) * (FINE + 3)), rows=1)


def _used(draft: Draft, on: Page) -> None:
    say = draft.say
    on.section(USED - 1, 1, say("Month-end agings that the flow rates are made of"))
    titles = (say("Month end"), *fine_labels(draft))
    for offset, title in enumerate(titles):
        on.put(USED, LEFT + offset, title, "header")
    on.heights[USED] = 32
    is_typed = f'agings_from="{assumptions.typed_word(draft)}"'
    for number in range(DAYS):
        row, ours = USED + 1 + number, BEHIND + STEP * number + 1
        for offset in range(FINE + 1):
            ledger = address(ours, 1 if offset == 0 else LEFT + offset)
            typed = address(TYPED + 1 + number, LEFT + offset)
            text = f"IF({is_typed},{given(typed, [typed])},{given(ledger, [ledger])})"
            style = "cell.ruled.center/date" if offset == 0 else "cell.ruled/money"
            on.formula(row, LEFT + offset, text, style)


def used(draft: Draft, number: int, fine: int) -> str:
    """The balance of a fine bucket at a month end, the as-of date the last."""
    return address(USED + 1 + number, LEFT + 1 + fine, sheet=draft.say("Agings"))


def history(draft: Draft, columns: int) -> str:
    """The first so many buckets at all month ends."""
    return area(USED + 1, LEFT + 1, USED + DAYS, LEFT + columns, draft.say("Agings"))


def ledger_cell(draft: Draft, column: int) -> str:
    """A column of the ledger's AGING at the as-of date."""
    return address(BEHIND + STEP * MONTHS + 1, LEFT + column, sheet=draft.say("Agings"))


def beside(draft: Draft, column: int) -> str:
    """Undated or Unapplied of the ledger; 0 where agings are typed."""
    cell = ledger_cell(draft, column)
    is_typed = f'agings_from="{assumptions.typed_word(draft)}"'
    return f"IF({is_typed},0,IF(COUNT({cell})=0,0,{cell}))"


def _checks(draft: Draft) -> None:
    say = draft.say
    draft.check(
        say("Aging of the reporting currency against the open balance by SUMIFS over the ledger"),
        f"SUM({ledger_cell(draft, TOTAL)})",
        ledger_page.open_balance("day_used", "reporting_currency"), tolerance=0.01,
    )  # fmt: skip
