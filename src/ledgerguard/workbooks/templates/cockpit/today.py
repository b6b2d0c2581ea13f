"""The sheet Today: whom to act upon, the most urgent first, in every currency."""

from __future__ import annotations

from typing import Final

from ledgerguard.workbooks import ledger_page
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.sheets.plan import stage_rules
from ledgerguard.workbooks.sheets.table_sheets import WORKLIST_STAGE, WORKLIST_STYLES
from ledgerguard.workbooks.template import Data
from ledgerguard.workbooks.templates.cockpit.policy import LADDER
from ledgerguard.workbooks.templates.cockpit.words import DAY, printed, task_rows
from ledgerguard.workbooks.writer import address

TOP: Final = 3
CUSTOMER, UNIT, ACTION, AMOUNT, DAYS = 2, 3, 5, 6, 8


def page(draft: Draft) -> Page:
    """The sheet, still empty."""
    return draft.page(
        draft.say("Today"),
        widths=(9, 13, 38, 10, 8, 34, 15, 8, 10, 12, 34, 12, 16, 24, 20, 20, 11, 100),
        freeze=(TOP + 1, 3), repeat=(TOP, TOP), pages=(2, 0),
        about=draft.say("Whom to act upon today, in every currency; disputed items are frozen."),
    )  # fmt: skip


def add(draft: Draft, data: Data, on: Page) -> None:
    """Lay the sheet out."""
    rows = task_rows(data)
    text = draft.call(
        "WORKLIST", ledger=ledger_page.ROWS, as_of=DAY, ladder=LADDER, grace_days="grace_days",
        insurance="insurance", rows=draft.padded(rows),
    )  # fmt: skip
    on.sheet.dress(
        lambda _book, sheet, formats: stage_rules(sheet, formats, TOP + 1, WORKLIST_STAGE, rows)
    )
    printed(on, on.spill(TOP, 0, text, WORKLIST_STYLES, rows=rows))
    on.heights[TOP] = 52
    draft.explain(
        draft.say("Today"),
        draft.say("Earlier steps are presumed done, because a cell knows no log: who keeps a log "
                  "of steps takes `ledgerguard worklist`, which knows what was done and promised."),
    )  # fmt: skip


def cell(draft: Draft, number: int, column: int) -> str:
    """A cell of the task in a place counted from 0."""
    return address(TOP + 1 + number, column, sheet=draft.say("Today"))
