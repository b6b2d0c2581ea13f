"""The sheets that are typed into: Calls, Promises, Disputes; their rows are read into the log."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from ledgerguard.casework import feedback_columns as fields
from ledgerguard.casework.feedback_row import USED
from ledgerguard.workbooks.charts import Series
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.inputs import Choice, Day, Number, Words
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.table import Column, Table
from ledgerguard.workbooks.template import Data
from ledgerguard.workbooks.templates.collections_worklist import rows
from ledgerguard.workbooks.templates.collections_worklist.words import (
    colour_states,
    promise_states,
    words_offered,
)
from ledgerguard.workbooks.worklist_labels import DISPUTES
from ledgerguard.workbooks.writer import address, area

HEAD: Final = 8
SPARE: Final = 25
WHOLE, MONEY, WORDS = "cell.ruled/whole", "cell.ruled/money", "cell.ruled.left"
AGES: Final = (30, 60, 90)


def calls_page(draft: Draft) -> Page:
    """The sheet Calls, still empty."""
    return draft.page(
        draft.say("Calls"), widths=(3, 18, 34, 13, 13, 26, 60), freeze=(HEAD + 1, 0),
        repeat=(HEAD, HEAD),
        about=draft.say("One row for each call or letter that is done; newest last."),
    )  # fmt: skip


def promises_page(draft: Draft) -> Page:
    """The sheet Promises, still empty."""
    return draft.page(
        draft.say("Promises"), widths=(3, 18, 32, 17, 14, 14, 17, 30, 16, 16, 16, 14),
        freeze=(HEAD + 1, 0), repeat=(HEAD, HEAD),
        about=draft.say("What customers have promised, and whether the ledger shows the money."),
    )  # fmt: skip


def disputes_page(draft: Draft) -> Page:
    """The sheet Disputes, still empty."""
    return draft.page(
        draft.say("Disputes"), widths=(3, 18, 32, 17, 15, 24, 22, 14, 17, 10, 3, 14, 10, 16),
        freeze=(HEAD + 1, 0), repeat=(HEAD, HEAD),
        about=draft.say("What customers dispute: it leaves the ladder until it is closed."),
    )  # fmt: skip


def add_calls(draft: Draft, data: Data, on: Page) -> Table:
    """Lay the sheet Calls out."""
    say = draft.say
    channels = words_offered(draft, USED.values())
    table = on.table(
        HEAD, 1,
        (
            *_customer(draft),
            Column(fields.DONE_ON, _header(draft, fields.DONE_ON), accepts=Day(),
                   help=say("The day of the call, or on which the letter went out.")),
            Column(fields.CURRENCY, _header(draft, fields.CURRENCY), accepts=Words(3),
                   help=say("Blank: it was about all that the customer owes.")),
            Column(fields.CHANNEL, _header(draft, fields.CHANNEL), accepts=channels,
                   help=say("How the customer was reached.")),
            Column(fields.NOTE, _header(draft, fields.NOTE), accepts=Words(250),
                   help=say("What the customer said. A promise or a dispute has its own sheet.")),
        ),
        data.tables.get("calls", ()), name="calls", spare=SPARE,
    )  # fmt: skip
    _warn(on, table.first, table.last)
    on.tile(3, 1, say("Calls of the day"), "COUNTIF(calls_done_on,as_of)", "whole",
            note=say("done on the as-of date"), needs=("as_of",))  # fmt: skip
    on.tile(3, 3, say("Calls of seven days"),
            'COUNTIFS(calls_done_on,">"&as_of-7,calls_done_on,"<="&as_of)', "whole",
            note=say("up to the as-of date"), needs=("as_of",))  # fmt: skip
    on.tile(3, 5, say("Customers still to call"), "calls_open", "whole", across=1,
            note=say("see the sheet Worklist"), needs=("as_of",),
            states={"watch": "{value}>0", "good": "{value}=0"})  # fmt: skip
    on.note(6, 1, say(
        "Type what was done: a customer that was called since its step fell due is marked as "
        "called in the list. Rows here stay where they are when the list sorts itself. Then save "
        "the file and read it into the log: ledgerguard log import FILE --log LOG."),
        6, "note.wrap")  # fmt: skip
    return table


def add_promises(draft: Draft, data: Data, on: Page) -> Table:
    """Lay the sheet Promises out."""
    say = draft.say
    table = on.table(
        HEAD, 1, _promises(draft), data.tables.get("promises", ()), name="promises", spare=SPARE
    )  # fmt: skip
    _warn(on, table.first, table.last)
    on.heights[HEAD] = 36
    kept, broken, running = promise_states(draft)
    colour_states(on, table, broken, running, kept)

    def count(word: str) -> str:
        return f'COUNTIF(promises_state,"{word}")'

    def money(word: str) -> str:
        return f'SUMIFS(promises_open,promises_state,"{word}")'

    day = ("as_of",)
    on.tile(3, 1, say("Promised and not yet due"), money(running), "whole", needs=day,
            note=f'={count(running)}&" {say("promises")}"')  # fmt: skip
    on.tile(3, 3, say("Due within seven days"),
            f'SUMIFS(promises_open,promises_state,"{running}",promises_promise_by,"<="&as_of+7)',
            "whole", needs=day, note=say("promised for the week ahead"))  # fmt: skip
    on.tile(3, 5, say("Broken promises"), count(broken), "whole", needs=day,
            note=say("nothing or too little came"),
            states={"act": "{value}>0", "good": "{value}=0"})  # fmt: skip
    on.tile(3, 7, say("Still open of them"), money(broken), "whole", needs=day, across=1,
            note=say("of the broken ones"))  # fmt: skip
    judged = f"({count(kept)}+{count(broken)})"
    on.tile(3, 8, say("Kept rate"), f'IF({judged}=0,"",{count(kept)}/{judged})', "percent",
            needs=day, note=f'={judged}&" {say("promises have fallen due")}"',
            states={"act": "{value}<0.5", "watch": "{value}<0.8",
                    "good": "{value}>=0.8"})  # fmt: skip
    draft.define("promised_open", address(4, 1, sheet=on.name))
    draft.define("broken_count", address(4, 5, sheet=on.name))
    draft.check(
        say("Promises that are kept, broken and running against all that can be judged"),
        f"{count(kept)}+{count(broken)}+{count(running)}", 'COUNTIF(promises_owed,">0")',
    )  # fmt: skip
    draft.explain(
        say("Promises"),
        say("A promise is kept when the ledger shows so much paid from the day on which it was "
            "made until the promised day and the days that you grant after it; blank amounts "
            "mean all that was open then. The ledger knows one day of payment an invoice: what "
            "was paid in parts counts on the last day."),
    )  # fmt: skip
    return table


def _promises(draft: Draft) -> tuple[Column, ...]:
    say = draft.say
    kept, broken, running = promise_states(draft)
    match = rows.matching("[@customer]", f"[@{fields.INVOICE}]")
    pairs = (
        f'rows_key,{match},rows_listed,">="&IF(LEN([@{fields.INVOICE}])=0,1,0),'
        'ledger_issued,"<="&[@said]'
    )
    last = f"[@{fields.PROMISE_BY}]+promise_days"
    before = (
        f"SUMIFS(ledger_amount,{pairs})-SUMIFS(ledger_paid,{pairs})"
        f'+SUMIFS(ledger_paid,{pairs},ledger_paid_on,">="&[@said])'
    )
    got = (
        f'SUMIFS(ledger_paid,{pairs},ledger_paid_on,">="&[@said],'
        f'ledger_paid_on,"<="&MIN(as_of,{last}))'
    )
    judged = f'IF([@received]>=[@owed]-0.005,"{kept}",IF(as_of<={last},"{running}","{broken}"))'
    needs = (fields.PROMISE_BY, "said")
    return (
        *_customer(draft),
        Column(fields.INVOICE, _header(draft, fields.INVOICE), accepts=Words(60),
               help=say("Number of the invoice; blank: all that the customer owed that day.")),
        Column("said", _header(draft, fields.PROMISED_ON), accepts=Day(),
               help=say("The day on which it was promised.")),
        Column(fields.PROMISE_BY, _header(draft, fields.PROMISE_BY), accepts=Day(),
               help=say("The day by which the customer pays.")),
        Column(fields.PROMISE_AMOUNT, _header(draft, fields.PROMISE_AMOUNT),
               accepts=Number("money", least=0),
               help=say("Blank: all that was open that day.")),
        Column(fields.NOTE, _header(draft, fields.NOTE), accepts=Words(250),
               help=say("Who promised it, and how.")),
        Column("owed", say("Promised"), MONEY, needs=needs,
               formula=f"IF(LEN([@customer])=0,0,IF(ISNUMBER([@{fields.PROMISE_AMOUNT}]),"
                       f"[@{fields.PROMISE_AMOUNT}],ROUND({before},2)))"),
        Column("received", say("Received for it"), MONEY, needs=("owed",),
               formula=f"ROUND({got},2)"),
        Column("open", say("Still open"), MONEY, needs=("owed",),
               formula="MAX([@owed]-[@received],0)"),
        Column("state", say("State"), "cell.ruled.center", needs=("owed",),
               formula=f'IF([@owed]<=0,"{say("nothing open")}",{judged})'),
    )  # fmt: skip


def add_disputes(draft: Draft, data: Data, on: Page) -> Table:
    """Lay the sheet Disputes out."""
    say = draft.say
    reasons = words_offered(draft, DISPUTES, strict=False)
    match = rows.matching("[@customer]", f"[@{fields.INVOICE}]")
    open_now = f"OR(NOT(ISNUMBER([@{fields.CLOSED_ON}])),[@{fields.CLOSED_ON}]>as_of)"
    listed = f'rows_listed,">="&IF(LEN([@{fields.INVOICE}])=0,1,0)'
    table = on.table(
        HEAD, 1,
        (
            *_customer(draft),
            Column(fields.INVOICE, _header(draft, fields.INVOICE), accepts=Words(60),
                   help=say("Number of the invoice; blank: all invoices of the customer.")),
            Column("since", _header(draft, fields.DISPUTED_ON), accepts=Day(),
                   help=say("The day on which the customer disputed it.")),
            Column(fields.DISPUTE, _header(draft, fields.DISPUTE), accepts=reasons,
                   help=say("What the customer disputes; other words can be typed.")),
            Column(fields.OWNER, _header(draft, fields.OWNER), accepts=Words(40),
                   help=say("Who has to settle it.")),
            Column(fields.CLOSED_ON, _header(draft, fields.CLOSED_ON), accepts=Day(),
                   help=say("The day on which it was settled; blank while it is open.")),
            Column("amount", say("Disputed amount"), MONEY, needs=("since",),
                   formula=f'IF(AND(LEN([@customer])>0,{open_now}),'
                           f"SUMIFS(rows_left,rows_key,{match},{listed}),0)"),
            Column("age", say("Days"), WHOLE, needs=("since",),
                   formula=f'IF({open_now},MAX(as_of-[@since],0),"")'),
        ),
        data.tables.get("disputes", ()), name="disputes", spare=SPARE,
    )  # fmt: skip
    _warn(on, table.first, table.last)
    age = f"${address(table.first, table.at('age'), absolute=False)}"
    on.status(
        (table.first, table.at("age"), table.last, table.at("age")),
        {"act": f"AND(ISNUMBER({age}),{age}>60)", "watch": f"AND(ISNUMBER({age}),{age}>30)"},
    )
    _dispute_tiles(draft, on)
    _dispute_ages(draft, on)
    return table


def _dispute_tiles(draft: Draft, on: Page) -> None:
    say, day = draft.say, ("as_of",)
    marked = f'items_disputed,"{say("yes")}"'
    on.tile(3, 1, say("Out of the ladder"), f"SUMIFS(items_open,{marked})", "whole", needs=day,
            note=f'=COUNTIFS({marked})&" {say("invoices are disputed")}"')  # fmt: skip
    on.tile(3, 3, say("Open disputes"), 'COUNTIF(disputes_age,">=0")', "whole", needs=day,
            note=say("typed here"))  # fmt: skip
    on.tile(3, 5, say("Older than 60 days"), 'COUNTIF(disputes_age,">60")', "whole", needs=day,
            across=1, note=say("of the open ones"),
            states={"act": "{value}>0", "good": "{value}=0"})  # fmt: skip
    on.tile(3, 6, say("Only marked in the ledger"), f"SUMIFS(items_open,{marked},items_typed,0)",
            "whole", needs=day, across=3,
            note=say("disputed on Invoices, no row here"),
            states={"watch": "{value}>0", "good": "{value}=0"})  # fmt: skip
    draft.define("disputed_open", address(4, 1, sheet=on.name))


def _dispute_ages(draft: Draft, on: Page) -> None:
    say = draft.say
    left = 11
    on.put(HEAD, left, say("Age in days"), "header")
    on.put(HEAD, left + 1, say("Disputes"), "header")
    on.put(HEAD, left + 2, say("Amount"), "header")
    bounds = [(-1, AGES[0]), *pairwise(AGES)]
    labels = [f"{low + 1}–{high}" for low, high in bounds] + [f">{AGES[-1]}"]
    tests = [f'disputes_age,">{low}",disputes_age,"<={high}"' for low, high in bounds]
    tests.append(f'disputes_age,">{AGES[-1]}"')
    for row, (label, test) in enumerate(zip(labels, tests, strict=True), HEAD + 1):
        on.put(row, left, label, "cell.ruled.center")
        on.formula(row, left + 1, f"COUNTIFS({test})", WHOLE)
        on.formula(row, left + 2, f"SUMIFS(disputes_amount,{test})", MONEY)
    last = HEAD + len(labels)
    on.put(last + 1, left, say("All"), "cell.total.left")
    for column, form in ((left + 1, "whole"), (left + 2, "money")):
        on.formula(last + 1, column, f"SUM({area(HEAD + 1, column, last, column)})",
                   f"cell.total/{form}")  # fmt: skip
    on.chart(
        last + 3, left, "column", say("Disputed amount by age"),
        area(HEAD + 1, left, last, left, on.name),
        [Series(say("Amount"), area(HEAD + 1, left + 2, last, left + 2, on.name))],
        alt=say("A column for each age of the open disputes."), across=3, down=12,
    )  # fmt: skip
    draft.check(
        say("Open disputes by age against the rows of the sheet Disputes"),
        address(last + 1, left + 2, sheet=on.name), "SUM(disputes_amount)",
    )  # fmt: skip


def _header(draft: Draft, field: str) -> str:
    """The header by which the row is read back."""
    return {**fields.FIELDS, **fields.JOURNAL}[field].in_language(draft.language)


def _customer(draft: Draft) -> tuple[Column, Column]:
    """The number that is typed and the name that confirms it."""
    say = draft.say
    match = 'MATCH([@customer]&"|*",rows_key,0)'
    return (
        Column("customer", _header(draft, fields.CUSTOMER),
               accepts=Choice(source="work_id", strict=False),
               help=say("Number of the customer as on the sheet Invoices; the list offers those "
                        "that are to be called.")),
        Column("name", say("Name"), WORDS,
               formula=f'IF(LEN([@customer])=0,"",IF(ISERROR({match}),'
                       f'"{say("✗ not in the ledger")}",INDEX(ledger_customer,{match})&""))'),
    )  # fmt: skip


def _warn(on: Page, first: int, last: int) -> None:
    cell = address(first, 2, absolute=False)
    on.status((first, 2, last, 2), {"act": f'LEFT(${cell},1)="✗"'})
