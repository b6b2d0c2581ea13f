"""The sheet Contacts: whom to call at a customer, and in which language to write."""

from __future__ import annotations

from typing import Final

from ledgerguard.ledger.columns import SHEET_FIELDS
from ledgerguard.ledger.sheet import sheet_rows
from ledgerguard.units import Cell
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.inputs import Choice, Words
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.table import Column, Table
from ledgerguard.workbooks.template import Data

HEAD: Final = 3
SPARE: Final = 25
TONGUES: Final = ("en", "zh")


def page(draft: Draft) -> Page:
    """The sheet, still empty."""
    return draft.page(
        draft.say("Contacts"), widths=(3, 18, 34, 26, 22, 34, 12), freeze=(HEAD + 1, 0),
        repeat=(HEAD, HEAD),
        about=draft.say("Whom to call at a customer, and the language of its letters."),
    )  # fmt: skip


def add(draft: Draft, data: Data, on: Page) -> Table:
    """Lay the sheet out."""
    say = draft.say
    match = 'MATCH([@customer]&"|*",rows_key,0)'
    return on.table(
        HEAD, 1,
        (
            Column("customer", say("Customer number"), accepts=Words(60),
                   help=say("Number of the customer as on the sheet Invoices.")),
            Column("name", say("Name"), "cell.ruled.left",
                   formula=f'IF(LEN([@customer])=0,"",IFERROR(INDEX(ledger_customer,{match})&"",'
                           f'"{say("✗ not in the ledger")}"))'),
            Column("person", say("Contact"), accepts=Words(60), help=say("Whom to ask for.")),
            Column("phone", say("Phone"), accepts=Words(40), help=say("With the country code.")),
            Column("mail", say("E-mail"), accepts=Words(80), help=say("Where letters go.")),
            Column("language", say("Language"), accepts=Choice(TONGUES),
                   help=say("en or zh; blank: the language of this workbook.")),
        ),
        data.tables.get("contacts") or _known(data), name="contacts", spare=SPARE,
    )  # fmt: skip


def _known(data: Data) -> list[list[Cell]]:
    """What the firm's policy knows of the ledger's customers."""
    if data.ledger is None or data.policy is None:
        return []
    at = SHEET_FIELDS.index("customer_id")
    numbers = sorted({str(row[at]) for row in sheet_rows(data.ledger)[1:] if row[at]})
    found: list[list[Cell]] = []
    for number in numbers:
        own = data.policy.settings(number)
        if number in data.policy.named_customers:
            cells = (own.contact, own.phone, own.email, own.language)
            found.append([number, *(cell or None for cell in cells)])
    return found
