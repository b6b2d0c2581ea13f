"""The sheet Promises: what customers promised to pay, and whether the ledger shows it paid."""

from __future__ import annotations

from typing import Final

from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.inputs import Day, Words
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.table import Column
from ledgerguard.workbooks.template import Data
from ledgerguard.workbooks.templates.cockpit import limits
from ledgerguard.workbooks.templates.cockpit.words import DAY, READY
from ledgerguard.workbooks.writer import address

TILES, HEAD = 3, 7
SPARE: Final = 25
LEAST: Final = 0.005


def page(draft: Draft) -> Page:
    """The sheet, still empty."""
    return draft.page(
        draft.say("Promises"), widths=(3, 18, 14, 18, 12, 38, 13, 10, 15, 14, 38),
        freeze=(HEAD + 1, 0), repeat=(HEAD, HEAD), pages=(1, 0),
        about=draft.say("Type invoice and promised day: the ledger shows whether it was kept."),
    )  # fmt: skip


def states(draft: Draft) -> tuple[str, str, str]:
    """The words for what became of a promise."""
    return draft.say("broken"), draft.say("to come"), draft.say("paid")


def add(draft: Draft, data: Data, on: Page) -> None:
    """Lay the sheet out."""
    say = draft.say
    rows = data.tables.get("promises", ())
    made = on.table(HEAD, 1, _columns(draft), rows, name="promises", spare=SPARE)
    on.heights[HEAD] = 38
    state = address(made.first, made.at("state"), absolute=False)
    tests = zip(("act", "watch", "good"), states(draft), strict=True)
    on.status(
        (made.first, made.at("state"), made.last, made.at("state")),
        {key: f'${state}="{word}"' for key, word in tests},
    )
    broken, coming, paid = states(draft)
    open_words = say('#,##0" open"')
    on.tile(TILES, 1, say("Promises broken"), f'COUNTIF(promises_state,"{broken}")', "whole",
            needs=(READY,), note=f'=SUMIFS(promises_open,promises_state,"{broken}")',
            note_form=open_words, states=limits.colours("broken"))  # fmt: skip
    on.tile(TILES, 3, say("Promises to come"), f'COUNTIF(promises_state,"{coming}")', "whole",
            needs=(READY,), note=f'=SUMIFS(promises_open,promises_state,"{coming}")',
            note_form=open_words)  # fmt: skip
    kept = f'COUNTIF(promises_state,"{paid}")'
    past = f'({kept}+COUNTIF(promises_state,"{broken}"))'
    on.tile(TILES, 5, say("Promises paid"), kept, "whole", across=1, needs=(READY,),
            note=f'=IF({past}=0,"",{kept}/{past})',
            note_form=say('0%" of those that fell due"'))  # fmt: skip
    draft.explain(
        say("Broken promise"),
        say("The promised day is over and the invoice is not paid in full by the as-of date. "
            "Amounts are in the currency of each invoice: look at one currency at a time."),
    )  # fmt: skip


def _columns(draft: Draft) -> list[Column]:
    say = draft.say
    broken, coming, paid = states(draft)
    found = 'IF(LEN([@invoice])=0,"",IFERROR(MATCH([@invoice],ledger_invoice,0),""))'

    def looked(name: str) -> str:
        return f"INDEX(ledger_{name},[@row])"

    paid_part = f"IF({looked('paid_on')}>{DAY},0,{looked('paid')})"
    left = f"IF({looked('issued')}>{DAY},0,{looked('amount')}-{paid_part})"
    state = f'IF([@open]<{LEAST},"{paid}",IF([@promised_on]<{DAY},"{broken}","{coming}"))'
    return [
        Column("invoice", say("Invoice"), accepts=Words(60),
               help=say("Number of the invoice, as the sheet Invoices writes it.")),
        Column("promised_on", say("Promised for"), accepts=Day(),
               help=say("The day by which the customer said it would be paid.")),
        Column("by", say("Promised by"), accepts=Words(60), help=say("Who said so.")),
        Column("row", say("Line of the ledger"), "cell.ruled.center/0", formula=found),
        Column("customer", say("Customer"), "cell.ruled.left/text", needs=("row",),
               formula=f'{looked("customer")}&""'),
        Column("due", say("Due date"), "cell.ruled.center/date", needs=("row",),
               formula=f'IF(COUNT({looked("due")})=0,"",{looked("due")})'),
        Column("unit", say("Currency"), "cell.ruled.center/text", needs=("row",),
               formula=f'{looked("currency")}&""'),
        Column("open", say("Still open"), "cell.ruled/money", needs=("row",), formula=left),
        Column("state", say("State"), "cell.ruled.center", needs=("row", "promised_on", "open"),
               formula=state),
        Column("remark", say("Remark"), accepts=Words(120), help=say("For your own use.")),
    ]  # fmt: skip
