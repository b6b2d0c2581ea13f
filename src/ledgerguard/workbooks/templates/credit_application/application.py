"""The sheet Application: who asks for what, and what is known beside the accounts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ledgerguard.policy.scale_file import names as scale_names
from ledgerguard.units import Cell
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.inputs import Accepts, Choice, Day, Number, Words
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.table import Column
from ledgerguard.workbooks.template import Data
from ledgerguard.workbooks.templates.credit_application import words

AMOUNT: Final = Number("whole", least=0)
SHARE: Final = Number("percent", least=0, most=1)
DAYS: Final = Number("days", least=-365, most=3650)
TERMS: Final = Number("whole", least=0, most=720, whole=True)
CURRENCIES: Final = ("CNY", "EUR", "USD", "GBP", "HKD")
"""The currencies in which the packaged policy states its amounts."""
SUPPLIERS: Final = 6

Line = tuple[str, Accepts, str, str, Cell]
"""Name, what is accepted, label, help and default of an input."""


def page(draft: Draft) -> Page:
    """The sheet, still empty."""
    return draft.page(
        draft.say("Application"), widths=(2, 36, 38, 3, 40, 27), pages=(1, 1),
        about=draft.say("Who asks for what, and what you have found out: type into yellow cells."),
    )  # fmt: skip


def add(draft: Draft, data: Data, on: Page) -> None:
    """Lay the sheet out."""
    say = draft.say
    row = on.section(3, 1, say("Who applies"))
    row = _inputs(on, data, row, 1, _applicant(draft))
    row = on.section(row + 1, 1, say("What is asked for"))
    row = _inputs(on, data, row, 1, _request(draft))
    row = on.section(row + 1, 1, say("Our own experience"))
    row = _inputs(on, data, row, 1, _experience(draft))
    right = on.section(3, 4, say("What was found out"))
    right = _inputs(on, data, right, 4, _found(draft))
    right = on.section(right + 1, 4, say("Insurer and agency"))
    _inputs(on, data, right, 4, _others(draft))
    row = on.section(row + 1, 1, say("Limits that other suppliers grant"))
    rows = data.tables.get("references", ())
    on.table(
        row, 1,
        (
            Column("supplier", say("Supplier"), accepts=Words(40),
                   help=say("Who was asked; one row a supplier.")),
            Column("granted", say("Credit limit"), accepts=AMOUNT,
                   help=say("The credit limit that this supplier grants, in our currency.")),
        ),
        rows, name="references", spare=max(SUPPLIERS - len(rows), 0),
    )  # fmt: skip
    even(on, 3, row - 1)


def even(on: Page, first: int, last: int) -> None:
    """Rows of one height where blocks stand side by side."""
    on.heights.update(dict.fromkeys(range(first, last + 1), 22))


def _inputs(on: Page, data: Data, row: int, column: int, lines: Sequence[Line]) -> int:
    for name, accepts, label, help_text, default in lines:
        row = on.input(
            row, column + 1, name, accepts,
            label=label, help=help_text, default=default, given=data.values,
        )  # fmt: skip
    return row


def _applicant(draft: Draft) -> list[Line]:
    say = draft.say
    return [
        ("customer_name", Words(60), say("Name of the customer"),
         say("As the companies register writes it."), None),
        ("customer_number", Words(30), say("Customer number"),
         say("As your ledger writes it; the customer's file bears it."), None),
        ("country_code", Words(2), say("Country"),
         say("Two letters such as DE or CN: the country risk class follows."), None),
        ("currency", Choice(CURRENCIES, strict=False), say("Currency"),
         say("Of every amount in this workbook. One that the policy names no amounts for goes to "
             "the last post."), None),
        ("founded", Day(), say("Founded on"),
         say("First day in business, by the register."), None),
        ("customer_since", Day(), say("Our customer since"),
         say("Day of our first sale. Blank: new, and the stricter terms for new customers hold."),
         None),
    ]  # fmt: skip


def _request(draft: Draft) -> list[Line]:
    say = draft.say
    return [
        ("requested_limit", AMOUNT, say("Credit limit asked for"),
         say("What the customer asks for. Blank: no amount is named."), None),
        ("requested_days", TERMS, say("Terms asked for (days)"),
         say("Days of payment that the customer asks for. Blank: as long as the policy allows."),
         None),
        ("annual_purchases", AMOUNT, say("Purchases expected in a year"),
         say("What the customer will buy in a year, without VAT: the need follows."), None),
        ("first_order", AMOUNT, say("Order at hand, with VAT"),
         say("How much of it is paid ahead follows. Blank: there is none."), None),
    ]  # fmt: skip


def _experience(draft: Draft) -> list[Line]:
    say = draft.say
    return [
        ("open_receivables", AMOUNT, say("Open with us today"),
         say("What the customer owes us already, with VAT; 0 where nothing is open."), 0),
        ("oldest_overdue", Number("whole", least=0, most=9999), say("Oldest item overdue (days)"),
         say("Days past due of the oldest open item; blank where nothing is open."), None),
        ("days_late", DAYS, say("Pays so many days late"),
         say("Days beyond terms, weighted by amount (LG_DBT), of our ledger or of references. "
             "Early is negative. Blank: nobody knows."), None),
        ("highest_paid", AMOUNT, say("Highest balance paid in time"),
         say("Within a year, by our ledger. Blank for a new customer."), None),
    ]  # fmt: skip


def _found(draft: Draft) -> list[Line]:
    say = draft.say
    yes_no = words.choice(words.answers(draft))
    search = say("As a search on the day above found it. Blank: nobody has looked.")
    return [
        ("facts_day", Day(), say("Found out on"),
         say("Day of the searches below. What is too old lowers the grade or stops the decision."),
         None),
        ("registry_state", words.choice(words.registry(draft)), say("Companies register says"),
         say("Without a look into the register there is no decision."), None),
        ("statements_quality", words.choice(words.statements(draft)), say("Accounts are"),
         say("What an auditor said of the latest accounts."), None),
        ("bank_line", AMOUNT, say("Bank lines granted"),
         say("Of all banks together. Blank: nobody knows."), None),
        ("bank_used", AMOUNT, say("Bank lines in use"),
         say("Of the same lines. Blank: nobody knows."), None),
        ("bank_withdrawn", yes_no, say("A bank has withdrawn its line"), search, None),
        ("sued_for", AMOUNT, say("Sued for"),
         say("Claims against it in court, added up; 0 when a search found none. Blank: nobody has "
             "looked."), None),
        ("enforced", yes_no, say("A judgment is being enforced"), search, None),
        ("dishonest", yes_no, say("On a list of dishonest debtors"), search, None),
        ("insolvency_filed", yes_no, say("Insolvency filed or opened"), search, None),
        ("owners_changed", words.choice(words.ownership(draft)),
         say("Change of owners or managers"), search, None),
        ("orders_fulfilled", SHARE, say("Orders fulfilled as agreed"),
         say("Part of the orders taken and paid for as agreed, 0.96 for 96 %. Blank: nobody "
             "knows."), None),
        ("country_view", words.choice(words.country_risk(draft)), say("Our view of the country"),
         say("Overrides the country risk class. Blank: the class counts."), None),
    ]  # fmt: skip


def _others(draft: Draft) -> list[Line]:
    say = draft.say
    return [
        ("insurer_answer", words.choice(words.insurer(draft)), say("The credit insurer has"),
         say("Blank: not asked, or not insured."), None),
        ("insurer_limit", AMOUNT, say("Insurer's limit"),
         say("The limit in force for this buyer; 0 when refused. Blank: not insured."), None),
        ("agency_rating", Words(12), say("Rating"),
         say("As the agency writes it, such as 6 or BBB. Blank: none."), None),
        ("agency_scale", Choice(tuple(scale_names())), say("Scale of the rating"),
         say("Scales run in opposite directions: a rating counts with its scale only."), None),
    ]  # fmt: skip
