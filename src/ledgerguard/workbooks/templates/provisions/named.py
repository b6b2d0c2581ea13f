"""The sheet Named customers: specific provisions, taken out of the matrix."""

from __future__ import annotations

from typing import Final

from ledgerguard.formulas.aging import DEFAULT_EDGES
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.inputs import Words
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.table import Column
from ledgerguard.workbooks.template import Data
from ledgerguard.workbooks.templates.provisions.assumptions import RATE
from ledgerguard.workbooks.templates.provisions.buckets import COUNT, KEYS, labels
from ledgerguard.workbooks.writer import address

TABLE: Final = 4
CAPACITY: Final = 8


def page(draft: Draft) -> Page:
    """The sheet, still empty."""
    return draft.page(
        draft.say("Named customers"), widths=(2, 34, 14, 34, *(14,) * (COUNT + 2)),
        pages=(1, 1),
        about=draft.say("Customers that are looked at one by one: they leave the matrix."),
    )  # fmt: skip


def add(draft: Draft, data: Data, on: Page) -> None:
    """Lay the sheet out."""
    say = draft.say
    rows = data.tables.get("named", ())
    columns = [
        Column("customer", say("Customer"), accepts=Words(120),
               help=say("Its name as on the sheet Invoices, or its number where no row of the "
                        "ledger bears that name.")),
        Column("rate", say("Expected loss"), accepts=RATE,
               help=say("Share of all that it owes which will not be paid.")),
        Column("reason", say("Why"), accepts=Words(60),
               help=say("Such as insolvency proceedings since a date.")),
        *(
            Column(key, label, "cell.ruled/money", total="sum", needs=("rate",),
                   formula=_open(bucket))
            for bucket, (key, label) in enumerate(zip(KEYS, labels(draft), strict=True))
        ),
        Column("gross", say("Gross"), "cell.ruled/money", total="sum", needs=("rate",),
               formula="+".join(f"[@{key}]" for key in KEYS)),
        Column("loss", say("Expected credit loss"), "cell.ruled/money", total="sum",
               needs=("rate", "gross"), formula="[@gross]*[@rate]"),
    ]  # fmt: skip
    made = on.table(
        TABLE, 1, columns, rows, name="named", spare=max(CAPACITY - len(rows), 2),
        total=say("Named customers"),
    )  # fmt: skip
    gross = f"${address(made.first, made.at('gross'), absolute=False)}"
    rated = f"${address(made.first, made.at('rate'), absolute=False)}"
    on.status(
        (made.first, made.at("gross"), made.last, made.at("gross")),
        {"act": f"AND(COUNT({rated})=1,{gross}=0)"},
    )
    draft.check(
        say("Named customers that owe something in the ledger, against all that are named"),
        'COUNTIF(named_gross,">0")', "COUNT(named_rate)",
    )  # fmt: skip
    for key in (*KEYS, "gross", "loss"):
        draft.define(f"named_sum_{key}", made.total(key))
    on.note(
        made.after + 1, 1,
        say("Open invoices of the customer in the reporting currency at the as-of date, by days "
            "past due. Credits that are not applied are not set off."), 9, "note.wrap",
    )  # fmt: skip
    draft.explain(
        say("Named customers"),
        say("A receivable with evidence of its own is measured by itself (IFRS 9 B5.5.1 to B5.5.5, "
            "ASC 326-20-30-2) and its balance is taken out of the buckets, so that it counts once. "
            "Balances come from the ledger, also where agings are typed."),
    )  # fmt: skip


def _open(bucket: int) -> str:
    """What a customer owes in a bucket, by SUMIFS over the ledger."""
    match = [
        'ledger_currency,IF(reporting_currency="","=",reporting_currency)',
        'ledger_amount,">0"', 'ledger_issued,"<="&day_used',
    ]  # fmt: skip
    if bucket == 0:
        match.append('ledger_due,">="&day_used')
    else:
        match.append(f'ledger_due,"<"&day_used-{DEFAULT_EDGES[bucket - 1]}')
        if bucket < len(DEFAULT_EDGES):
            match.append(f'ledger_due,">="&day_used-{DEFAULT_EDGES[bucket]}')
    by_name, by_number = (
        _open_where(",".join([f"ledger_{column},[@customer]", *match]))
        for column in ("customer", "customer_id")
    )
    # Calc reads a criterion of digits as a number, which no text equals: names come first.
    return f"IF(COUNTIF(ledger_customer,[@customer])>0,{by_name},{by_number})"


def _open_where(pairs: str) -> str:
    """Open amounts at the as-of date of the rows that match."""
    return (
        f"SUMIFS(ledger_amount,{pairs})-SUMIFS(ledger_paid,{pairs})"
        f'+SUMIFS(ledger_paid,{pairs},ledger_paid_on,">"&day_used)'
    )
