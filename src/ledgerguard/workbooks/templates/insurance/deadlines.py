"""The sheet Deadlines: the next one of each buyer, sorted, and how many fall into each week."""

from __future__ import annotations

from typing import Final

from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.table import Column
from ledgerguard.workbooks.template import Data
from ledgerguard.workbooks.templates.insurance.ledger_rows import buyers

HEAD: Final = 3
ROWS, WEEKS = 40, 13
DATE: Final = "cell.ruled/date"


def page(draft: Draft) -> Page:
    """The sheet, still empty."""
    return draft.page(
        draft.say("Deadlines"),
        widths=(6, 16, 20, 24, 14, 11, 16, 3, 14, 12, 12, 12, 12),
        freeze=(HEAD + 1, 0),
        repeat=(HEAD, HEAD),
        about=draft.say("The next day of each buyer on which something is due: late ones first."),
    )


def add(draft: Draft, data: Data, on: Page) -> None:
    """Lay the sheet out."""
    say = draft.say
    key = "SMALL(items_turn,[@place])"

    def of(name: str) -> str:
        return f"INDEX(items_{name},ROUND(MOD([@key],1)*100000,0))"

    what = (
        f'IF(ISNUMBER({of("claimed")}),"{say("Indemnity due")}",'
        f'IF(ISNUMBER({of("reported")}),"{say("File the claim")}",'
        f'"{say("Report overdue")}"))'
    )
    table = on.table(
        HEAD,
        0,
        (
            Column("place", "#", "cell.ruled/whole"),
            Column(
                "buyer",
                say("Customer number"),
                "cell.ruled.left",
                needs=("key",),
                formula=of("buyer"),
            ),
            Column(
                "invoice", say("Invoice"), "cell.ruled.left", needs=("key",), formula=of("invoice")
            ),
            Column("what", say("What is due"), "cell.ruled.left", needs=("key",), formula=what),
            Column("key", say("Day"), DATE, formula=f'IF([@place]>COUNT(items_turn),"",{key})'),
            Column(
                "left",
                say("Days left"),
                "cell.ruled/whole",
                needs=("key",),
                formula="INT([@key])-as_of",
            ),
            Column("stop", say("No deliveries from"), DATE, needs=("key",), formula=of("stop")),
        ),
        [[number] for number in range(1, max(ROWS, len(buyers(data)) + 15) + 1)],
        name="next",
    )
    cell = f"$F{table.first + 1}"
    on.status(
        (table.first, 5, table.last, 5),
        {
            "act": f"AND(ISNUMBER({cell}),{cell}<0)",
            "watch": f"AND(ISNUMBER({cell}),{cell}<=14)",
            "good": f"ISNUMBER({cell})",
        },
    )
    _weeks(draft, on)


def _weeks(draft: Draft, on: Page) -> None:
    say = draft.say

    def within(name: str) -> str:
        return f'COUNTIFS(items_{name},">="&[@day],items_{name},"<"&[@day]+7,items_amount,">0")'

    names = (
        ("stop", say("No deliveries")),
        ("report", say("Report by")),
        ("latest", say("Claim by")),
        ("paid", say("Indemnity by")),
    )
    columns = [
        Column("week", say("Week"), "cell.ruled/whole"),
        *(
            Column(
                name,
                title,
                "cell.ruled/whole",
                total="sum",
                formula=within(name).replace("[@day]", "(as_of+7*([@week]-1))"),
            )
            for name, title in names
        ),
    ]
    table = on.table(
        HEAD,
        8,
        columns,
        [[week] for week in range(1, WEEKS + 1)],
        name="weeks",
        total=say("All weeks"),
    )
    top = table.first
    on.status((top, 9, table.last, 12), {"watch": f"J{top + 1}>0"})
