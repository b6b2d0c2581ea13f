"""Collections worklist: whom to call today, what was promised and disputed, and the letters."""

from __future__ import annotations

from typing import Final

from ledgerguard.translation import mark
from ledgerguard.workbooks import ledger_page
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.template import Data, Template
from ledgerguard.workbooks.templates.collections_worklist import (
    answers,
    contacts,
    items,
    ladder,
    letter,
    rows,
    size,
    today,
    worklist,
)
from ledgerguard.workbooks.templates.collections_worklist.from_log import from_log
from ledgerguard.workbooks.templates.collections_worklist.recent import recent
from ledgerguard.workbooks.templates.collections_worklist.sample import sample


def lay_out(draft: Draft, data: Data) -> None:
    """Lay the pages out: first all sheets in their order, then what stands on them."""
    data = recent(data)
    room = size.room(data)
    first, listed = today.page(draft), worklist.page(draft)
    calls, promises = answers.calls_page(draft), answers.promises_page(draft)
    disputes, written = answers.disputes_page(draft), letter.page(draft)
    reached, steps = contacts.page(draft), ladder.page(draft)
    ledger, opened, behind = ledger_page.page(draft), items.page(draft), rows.page(draft)
    levels = ladder.add(draft, data, steps)
    ledger_page.add(draft, data, ledger)
    typed = (
        answers.add_calls(draft, data, calls),
        answers.add_promises(draft, data, promises),
        answers.add_disputes(draft, data, disputes),
        contacts.add(draft, data, reached),
    )
    letter.add(draft, data, written)
    items.add(draft, opened, room.items)
    rows.add(draft, behind, room.rows, room.customers, typed)
    worklist.add(draft, listed, room.customers)
    today.add(draft, first, levels)
    _checks(draft)


def _checks(draft: Draft) -> None:
    say = draft.say
    draft.check(
        say("Open balance by step against the ledger"),
        "steps_total", ledger_page.open_balance("as_of", "list_currency"),
        tolerance=0.01, needs=("as_of",),
    )  # fmt: skip
    draft.check(
        say("Open items of the sheet Items against the open rows of the ledger"),
        "COUNT(items_open)", "COUNT(rows_turn)",
    )  # fmt: skip


TEMPLATE: Final = Template(
    name="collections-worklist",
    title=mark("Collections worklist"),
    purpose=(
        mark("It lists whom to call today, the most urgent first, with step, channel and letter."),
        mark("It keeps promises and disputes beside the ledger and tells which promises are "
             "broken."),
        mark("It writes each customer's letter; what you type goes into the log and comes back."),
    ),
    steps=(
        mark("Put your invoices on the sheet Invoices, or fill the workbook from ledger and log."),
        mark("Check the steps, the days of grace and the currency on the sheet Ladder."),
        mark("Read the ten that matter on Today and work down the Worklist."),
        mark("Type calls, promises and disputes on their sheets, and print the Letter."),
        mark("Save, and read the file into the log: ledgerguard log import FILE --log LOG."),
    ),
    needs=mark("A ledger with open and recently paid invoices; the log where there is one."),
    lay_out=lay_out,
    sample=sample,
    takes_ledger=True,
    from_log=from_log,
)  # fmt: skip
