"""The sheet Items: every open invoice with its stage, its next step, and what stops it."""

from __future__ import annotations

from typing import Final

from ledgerguard.ledger.columns import HEADERS, Field
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.table import Column
from ledgerguard.workbooks.templates.collections_worklist import ladder, rows
from ledgerguard.workbooks.writer import area

HEAD: Final = 3
ROWS: Final = "items_rows"
"""The open items as a ledger of their own, with what is disputed here: letters read it."""
WHOLE, MONEY, DATE, WORDS = (
    "cell.ruled/whole", "cell.ruled/money", "cell.ruled.center/date", "cell.ruled.left",
)  # fmt: skip
CALLED: Final = "cell.ruled.center/yyyy-mm-dd;;"
"""A day, or nothing where there is none (0)."""


def page(draft: Draft) -> Page:
    """The sheet, still empty."""
    return draft.page(
        draft.say("Items"),
        widths=(6, 15, 36, 18, 10, 13, 13, 15, 10, 10, 8, 30, 13, 15, 15, 15, 12, 10, 10, 10,
                14, 10, 13),
        freeze=(HEAD + 1, 4), repeat=(HEAD, HEAD),
        about=draft.say("Every open invoice in the currency of the list, the oldest due first."),
    )  # fmt: skip


def add(draft: Draft, on: Page, count: int) -> None:
    """Lay the sheet out, with room for so many open items."""
    numbers = [[number] for number in range(1, count + 1)]
    table = on.table(HEAD, 0, _columns(draft), numbers, name="items")
    on.heights[HEAD] = 34
    left, right = table.at("id"), table.at("disputed")
    draft.define(ROWS, area(HEAD, left, table.last, right, on.name))
    top = table.first + 1
    on.status(
        (table.first, table.at("disputed"), table.last, table.at("disputed")),
        {"watch": f"LEN($I{top})>0"},
    )
    on.status(
        (table.first, table.at("late"), table.last, table.at("late")),
        {"act": f"AND(ISNUMBER($J{top}),$J{top}>60)", "watch": f"AND(ISNUMBER($J{top}),$J{top}>0)"},
    )


def _columns(draft: Draft) -> list[Column]:
    say, call = draft.say, draft.call
    header = HEADERS[draft.language]
    key, owed = ("key",), ("key", "due")

    def of(field: Field) -> str:
        return f"INDEX(ledger_{field},[@at])"

    def given(field: Field) -> str:
        return f'IF(ISNUMBER({of(field)}),{of(field)},"")'

    def fields(title: Field, name: str, style: str, formula: str) -> Column:
        return Column(name, header[title], style, needs=key, formula=formula)

    climbs = {"ladder": ladder.ROWS, "delivery_date": of("delivered"), "grace_days": "grace_days"}
    due = {"due_date": "[@due]", **climbs}
    now = call("ESCALATION_STAGE", as_of="as_of", **due)
    then = call("ESCALATION_STAGE", as_of="[@called]", **due)
    coming = call("NEXT_STAGE_DATE", as_of="as_of", **due)
    interest = call("STATUTORY_INTEREST", outstanding="[@open]", due_date="[@due]",
                    paid_date="as_of", regime="interest_regime")  # fmt: skip
    own = rows.scope("[@id]", "[@invoice]")
    customer = '[@id]&"|"'
    marked = f'LEN({of("disputed")})>0,{of("disputed")}<>"{say("no")}"'
    typed = f"COUNTIF(disputed_scope,{own})+COUNTIF(disputed_scope,{customer})"
    promised = (
        f"COUNTIF(promised_frozen,{own})"
        f'+COUNTIFS(promised_frozen,{customer},promises_said,">="&{of("issued")})'
    )
    earlier = 'COUNTIFS(items_who,[@who],items_chase,">0",items_place,"<"&[@place])'
    return [
        Column("place", "#", WHOLE),
        fields("customer_id", "id", WORDS,
               f'IF(LEN({of("customer_id")})>0,{of("customer_id")},{of("customer")})&""'),
        fields("customer", "customer", WORDS, f'{of("customer")}&""'),
        fields("invoice", "invoice", WORDS, f'{of("invoice")}&""'),
        fields("currency", "currency", "cell.ruled.center", f'{of("currency")}&""'),
        fields("issued", "issued", DATE, given("issued")),
        fields("due", "due", DATE, given("due")),
        fields("amount", "open", MONEY, "INDEX(rows_left,[@at])"),
        fields("disputed", "disputed", "cell.ruled.center",
               f'IF(OR(AND({marked}),[@typed]>0),"{say("yes")}","")'),
        Column("late", say("Days past due"), WHOLE, needs=owed, formula="as_of-[@due]"),
        Column("stage", say("Stage"), WHOLE, needs=key,
               formula=f"IF(OR([@open]<0,NOT(ISNUMBER([@due]))),0,IFERROR({now},0))"),
        Column("step", say("Step"), WORDS, needs=("stage",),
               formula=f'IF([@stage]>0,{ladder.level("action", "[@stage]")},"")'),
        Column("next", say("Next step on"), DATE, needs=owed,
               formula=f'IF([@open]<0,"",IFERROR({coming},""))'),
        Column("chase", say("Due for a step"), MONEY, needs=key,
               formula='IF(AND([@stage]>0,LEN([@disputed])=0,[@promised]=0),'
                       "[@open],0)"),
        Column("interest", say("Late interest"), MONEY, needs=owed,
               formula='IF(OR(LEN(interest_regime)=0,[@chase]<=0,[@late]<=0),0,'
                       f"IFERROR(ROUND({interest},2),0))"),
        Column("who", say("Key"), WORDS, needs=key,
               formula=customer),
        Column("called", say("Last call"), CALLED, needs=key,
               formula=f"SUMIFS(called_newest,called_who,{customer})"),
        Column("pending", say("Pending"), WHOLE, needs=key,
               formula="IF([@chase]<=0,0,IF([@called]=0,1,IF(as_of-[@called]<contact_gap,0,"
                       f"IF([@stage]>IFERROR({then},0),1,0))))"),
        Column("promised", say("Promised"), WHOLE, needs=key, formula=promised),
        Column("typed", say("Typed disputes"), WHOLE, needs=key, formula=typed),
        Column("first", say("First of its customer"), WHOLE, needs=key,
               formula=f'IF([@chase]<=0,"",IF({earlier}=0,[@place],""))'),
        Column("at", say("Row"), WHOLE, needs=key, formula=rows.place_of("[@key]")),
        Column("key", say("Order"), "cell.ruled/index",
               formula='IF([@place]>COUNT(rows_turn),"",SMALL(rows_turn,[@place]))'),
    ]  # fmt: skip
