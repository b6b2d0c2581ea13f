"""The sheet Items: open items with the days that the policy sets for each."""

from __future__ import annotations

from typing import Final

from ledgerguard.units import Cell
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.inputs import Day, Number, Words
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.table import Column
from ledgerguard.workbooks.template import Data
from ledgerguard.workbooks.templates.insurance.ledger_rows import open_items

HEAD: Final = 3
SPARE: Final = 40
DATE: Final = "cell.ruled/date"


def page(draft: Draft) -> Page:
    """The sheet, still empty."""
    return draft.page(
        draft.say("Items"),
        widths=(7, 16, 20, 13, 13, 16, 13, 13) + (13,) * 6 + (15, 15),
        freeze=(HEAD + 1, 3),
        repeat=(HEAD, HEAD),
        about=draft.say("Open items in the currency of the policy, and their days."),
    )


def add(draft: Draft, data: Data, on: Page) -> None:
    """Lay the open items out, with rows to spare."""
    rows = open_items(data)
    blank: list[list[Cell]] = [[None] * 7 for _ in range(SPARE)]
    numbered: list[list[Cell]] = [[number, *row] for number, row in enumerate([*rows, *blank], 1)]
    on.table(HEAD, 0, _columns(draft), numbered, name="items")
    draft.explain(
        draft.say("Next deadline"),
        draft.say(
            "Until an item is reported, the last day to report it; then the last day to "
            "file the claim; once claimed, the day by which the insurer has to pay. Credit "
            "notes have none."
        ),
    )


def _columns(draft: Draft) -> list[Column]:
    say, call = draft.say, draft.call
    base = 'IF(term_mep_from="invoice",[@issued],[@due])'
    mep = call("MEP_END", base_date=base, mep_period="term_mep")
    since = 'IF(AND(term_report_from="mep",ISNUMBER([@mep])),[@mep],[@due])'
    report = call("OVERDUE_REPORT_BY", due_date=since, report_period="term_report")
    started = 'IF(term_waiting_from="report",[@reported],[@due])'
    earliest = call("CLAIM_EARLIEST", base_date=started, waiting_period="term_waiting")
    unknown = 'OR(LEN(term_waiting)=0,AND(term_waiting_from="report",NOT(ISNUMBER([@reported]))))'
    latest = call("CLAIM_LATEST", due_date="[@due]", filing_period="term_filing")
    paid = call("INDEMNITY_BY", claim_date="[@claimed]", settlement_period="term_settlement")
    stop = (
        'IF(term_stop="overdue",[@due]+1,IF(AND(term_stop="mep",ISNUMBER([@mep])),[@mep]+1,'
        'IF(term_stop="report",[@report],"")))'
    )
    following = (
        'IF([@amount]<=0,"",IF(ISNUMBER([@claimed]),[@paid],'
        "IF(ISNUMBER([@reported]),[@latest],[@report])))"
    )
    owed = ("due", "amount")
    earlier = 'COUNTIFS(items_buyer,[@buyer],items_key,"<"&[@key])'
    return [
        Column("number", "#", "cell.ruled/whole"),
        Column(
            "buyer", say("Customer number"), accepts=Words(120), help=say("Number of the customer.")
        ),
        Column(
            "invoice",
            say("Invoice"),
            accepts=Words(120),
            help=say("Number of the invoice or credit note."),
        ),
        Column("issued", say("Invoice date"), accepts=Day(), help=say("Date of the invoice.")),
        Column("due", say("Due date"), accepts=Day(), help=say("Date on which it is due.")),
        Column(
            "amount",
            say("Open amount"),
            accepts=Number("money"),
            help=say("What is unpaid at the as-of date; negative for a credit note."),
        ),
        Column(
            "reported",
            say("Reported on"),
            accepts=Day(),
            help=say("Day on which you reported it to the insurer as overdue."),
        ),
        Column(
            "claimed",
            say("Claimed on"),
            accepts=Day(),
            help=say("Day on which you filed the complete claim."),
        ),
        Column(
            "mep", say("Extension ends"), DATE, needs=owed, formula=f'IF(LEN(term_mep)=0,"",{mep})'
        ),
        Column(
            "report",
            say("Report by"),
            DATE,
            needs=owed,
            formula=f'IF(LEN(term_report)=0,"",{report})',
        ),
        Column(
            "stop",
            say("No deliveries from"),
            DATE,
            needs=owed,
            formula=f'IF([@amount]<=0,"",{stop})',
        ),
        Column(
            "earliest", say("Claim from"), DATE, needs=owed, formula=f'IF({unknown},"",{earliest})'
        ),
        Column(
            "latest",
            say("Claim by"),
            DATE,
            needs=owed,
            formula=f'IF(LEN(term_filing)=0,"",{latest})',
        ),
        Column(
            "paid",
            say("Indemnity by"),
            DATE,
            needs=("claimed",),
            formula=f'IF(LEN(term_settlement)=0,"",{paid})',
        ),
        Column(
            "key",
            say("Next deadline"),
            DATE,
            needs=owed,
            formula=f'IF(ISNUMBER({following}),{following}+[@number]/100000,"")',
        ),
        Column(
            "turn",
            say("First of its buyer"),
            DATE,
            needs=("key",),
            formula=f'IF({earlier}=0,[@key],"")',
        ),
    ]
