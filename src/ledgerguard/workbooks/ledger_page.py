"""The sheet Invoices of a template that works on a ledger: one row an invoice, rows to spare."""

from __future__ import annotations

from typing import Final

from ledgerguard.ledger.columns import AMOUNT_FIELDS, DATE_FIELDS, HEADERS, SHEET_FIELDS, Field
from ledgerguard.ledger.sheet import sheet_rows
from ledgerguard.units import Cell
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.inputs import Accepts, Choice, Day, Number, Words
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.table import Column
from ledgerguard.workbooks.template import Data
from ledgerguard.workbooks.writer import area

ROWS: Final = "ledger_rows"
SPARE, LEAST = 200, 500
HEAD: Final = 3
_WIDTHS: Final = (15, 14, 36, 10, 13, 13, 15, 15, 13, 10, 13, 14)


def page(draft: Draft) -> Page:
    """The sheet, still empty."""
    return draft.page(
        draft.say("Invoices"), widths=_WIDTHS, freeze=(HEAD + 1, 1), repeat=(HEAD, HEAD),
        about=draft.say("One row an invoice, paid ones too: they tell how customers pay."),
    )  # fmt: skip


def add(draft: Draft, data: Data, on: Page) -> None:
    """Lay the ledger out, with rows to spare."""
    say = draft.say
    rows = sheet_rows(data.ledger, draft.language)[1:] if data.ledger else []
    yes = Choice((say("yes"), say("no")))
    helps = _helps(draft)
    columns = [
        Column(field, HEADERS[draft.language][field], accepts=_accepts(field, yes),
               help=helps[field])
        for field in SHEET_FIELDS
    ]  # fmt: skip
    said = [[_said(cell, yes.options[0]) for cell in row] for row in rows]
    table = on.table(
        HEAD, 0, columns, said, name="ledger", spare=max(SPARE, LEAST - len(rows))
    )  # fmt: skip
    draft.define(ROWS, area(HEAD, 0, table.last, len(SHEET_FIELDS) - 1, on.name))


def open_balance(as_of: str, currency: str) -> str:
    """What is open at a day by SUMIFS alone, the independent side of the tie-out.

    A row without a date counts at every date: blank cells fall through every ">" below.
    """
    everything = 'ledger_amount,"<>"'
    of_one = open_where(as_of, f"ledger_currency,{currency}")
    return f'IF({currency}="",{open_where(as_of, everything)},{of_one})'


def open_where(as_of: str, match: str) -> str:
    """What is open at a day of the rows that meet criteria, written as SUMIFS takes them."""
    return f"{invoiced_where(as_of, match)}-({paid_where(as_of, match)})"


def invoiced_where(as_of: str, match: str) -> str:
    """What had been invoiced until a day, credit notes off."""
    return f'SUMIFS(ledger_amount,{match})-SUMIFS(ledger_amount,{match},ledger_issued,">"&{as_of})'


def paid_where(as_of: str, match: str) -> str:
    """What had been paid until a day; a payment before its invoice counts from that on."""
    issued, paid = f'ledger_issued,">"&{as_of}', f'ledger_paid_on,">"&{as_of}'
    return (
        f"SUMIFS(ledger_paid,{match})-SUMIFS(ledger_paid,{match},{issued})"
        f"-SUMIFS(ledger_paid,{match},{paid})+SUMIFS(ledger_paid,{match},{paid},{issued})"
    )


def _accepts(field: Field, yes: Choice) -> Accepts:
    if field in DATE_FIELDS:
        return Day()
    if field in AMOUNT_FIELDS:
        return Number("money")
    return yes if field == "disputed" else Words(120)


def _said(cell: Cell, yes: str) -> Cell:
    return yes if cell is True else cell


def _helps(draft: Draft) -> dict[str, str]:
    say = draft.say
    return {
        "invoice": say("Number of the invoice or credit note."),
        "customer_id": say("Number of the customer."),
        "customer": say("Name of the customer."),
        "currency": say("Three letters; blank where the ledger has only one."),
        "issued": say("Date of the invoice."),
        "due": say("Date on which it is due."),
        "amount": say("Amount of the invoice; negative for a credit note."),
        "paid": say("What has been paid of it."),
        "paid_on": say("Date of the payment."),
        "disputed": say("Whether the customer disputes it."),
        "delivered": say("Date of the delivery."),
        "entity": say("Which of your companies has issued it."),
    }
