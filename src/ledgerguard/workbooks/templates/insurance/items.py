"""The sheet Items: open items with the days that the policy sets for each."""

from __future__ import annotations

from typing import Final

from ledgerguard.units import Cell
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.inputs import Day, Number, Words
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.table import Column
from ledgerguard.workbooks.template import Data
from ledgerguard.workbooks.templates.insurance import words
from ledgerguard.workbooks.templates.insurance.ledger_rows import open_items
from ledgerguard.workbooks.writer import address

HEAD: Final = 3
SPARE: Final = 40
DATE: Final = "cell.ruled/date"


def page(draft: Draft) -> Page:
    """The sheet, still empty."""
    return draft.page(
        draft.say("Items"),
        widths=(7, 16, 20, 13, 13, 16, 13, 13) + (13,) * 6 + (15, 15, 8, 13),
        freeze=(HEAD + 1, 3),
        repeat=(HEAD, HEAD),
        about=draft.say("Open items in the currency of the policy, and their days."),
    )


def add(draft: Draft, data: Data, on: Page) -> None:
    """Lay the open items out, with rows to spare."""
    rows = open_items(data)
    blank: list[list[Cell]] = [[None] * 7 for _ in range(SPARE)]
    numbered: list[list[Cell]] = [[number, *row] for number, row in enumerate([*rows, *blank], 1)]
    table = on.table(HEAD, 0, _columns(draft), numbered, name="items")
    on.heights[HEAD] = 40
    due, amount = (address(table.first, table.at(key), absolute=False) for key in ("due", "amount"))
    column = table.at("due")
    on.status(
        (table.first, column, table.last, column),
        {"act": f"AND(ISNUMBER({amount}),NOT(ISNUMBER({due})))"},
    )
    draft.explain(
        draft.say("Next deadline"),
        draft.say(
            "Until an item is reported, the last day to report it; then the last day to "
            "file the claim; once claimed, the day by which the insurer has to pay. Credit "
            "notes have none, nor has an item whose due date is not known: it is owed and insured, "
            "and its cell is red."
        ),
    )


def _columns(draft: Draft) -> list[Column]:
    say, call = draft.say, draft.call
    starts = {term: dict(pairs) for term, pairs in words.starts(draft).items()}

    def says(term: str, key: str) -> str:
        return f'term_{term}="{starts[term][key]}"'

    issued = 'IF(ISNUMBER([@issued]),[@issued],"")'  # a blank would count as the day 0
    base = f"IF({says('mep_from', 'invoice')},{issued},[@due])"
    mep = call("MEP_END", base_date=base, mep_period="term_mep")
    since = f"IF({says('report_from', 'mep')},[@mep],[@due])"
    report = call("OVERDUE_REPORT_BY", due_date=since, report_period="term_report")
    latest = call("CLAIM_LATEST", due_date="[@due]", filing_period="term_filing")
    paid = call("INDEMNITY_BY", claim_date="[@claimed]", settlement_period="term_settlement")
    stop = (
        f"IF({says('stop', 'overdue')},[@due]+1,IF({says('stop', 'mep')},"
        f'IF(ISNUMBER([@mep]),[@mep]+1,""),IF({says("stop", "report")},[@report],"")))'
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
            "mep",
            say("Extension ends"),
            DATE,
            needs=owed,
            formula=f'IF(LEN(term_mep)=0,"",IF(ISNUMBER({base}),{mep},""))',
        ),
        Column(
            "report",
            say("Report by"),
            DATE,
            needs=owed,
            formula=f'IF(LEN(term_report)=0,"",IF(ISNUMBER({since}),{report},""))',
        ),
        Column(
            "stop",
            say("No deliveries from"),
            DATE,
            needs=owed,
            formula=f'IF([@amount]<=0,"",{stop})',
        ),
        Column("earliest", say("Claim from"), DATE, needs=owed, formula=_claim_from(draft)),
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
        Column(
            "cause",
            say("Cause no."),
            "cell.ruled.center/0",
            needs=owed,
            formula=words.place_of("[@buyer]"),
        ),
        Column(
            "lost",
            say("Day of the cause"),
            "cell.ruled.center/yyyy-mm-dd;;",
            needs=owed,
            formula="SUMIFS(buyers_lost,buyers_id,[@buyer])",
        ),
    ]


def _claim_from(draft: Draft) -> str:
    """The first day of a claim, by the cause of loss of the buyer.

    As the house's terms of a policy (claim_from): a cause that is certain has its own day, and no
    claim is earlier than the cause.
    """
    period = "INDEX(cause_waiting,[@cause])"
    report = dict(words.starts(draft)["waiting_from"])["report"]
    reported = 'IF(ISNUMBER([@reported]),[@reported],"")'
    started = f'IF(AND(term_waiting_from="{report}",LEN({period})>0),{reported},[@due])'
    base = f"IF(INDEX(cause_waits,[@cause])=0,IF([@lost]>0,[@lost],[@due]),{started})"
    first = draft.call("CLAIM_EARLIEST", base_date=base, waiting_period=period)
    return (
        f'IF({period}="{words.not_insured(draft)}","",IF(ISNUMBER({base}),'
        f'MAX(IF(LEN({period})=0,{base},{first}),[@lost]),""))'
    )
