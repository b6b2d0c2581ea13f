"""The sheet Customer file: what was typed, as the facts that `ledgerguard review` reads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ledgerguard.casework.customer_file.columns import TITLES
from ledgerguard.casework.customer_file.items import ITEMS
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.templates.credit_application import words
from ledgerguard.workbooks.templates.credit_application.application import SUPPLIERS
from ledgerguard.workbooks.templates.credit_application.statements import YEARS
from ledgerguard.workbooks.writer import address, area

HEAD: Final = 5
_ACCOUNTS: Final = {
    "total_assets": "total_assets", "current_assets": "current_assets", "inventory": "stock",
    "receivables": "trade_receivables", "cash": "cash", "intangible_assets": "intangible_assets",
    "total_liabilities": "total_liabilities", "current_liabilities": "current_liabilities",
    "payables": "trade_payables", "equity": "equity", "retained_earnings": "retained_earnings",
    "revenue": "revenue", "cost_of_goods_sold": "cost_of_goods_sold", "ebit": "ebit",
    "net_income": "net_income", "operating_cash_flow": "operating_cash_flow",
    "depreciation": "depreciation", "interest_expense": "interest_expense",
}  # fmt: skip
"""Items of the file, each with the line of the sheet Annual accounts."""

Row = tuple[str, str, str, str]
"""Item, formula of the value, of the day, and of the source."""


def page(draft: Draft) -> Page:
    """The sheet, still empty."""
    return draft.page(
        draft.say("Customer file"), widths=(18, 32, 36, 14, 14, 12, 30), pages=(1, 0),
        freeze=(HEAD + 1, 0), repeat=(HEAD, HEAD),
        about=draft.say("The same facts as ledgerguard reads them: save this sheet as csv."),
    )  # fmt: skip


def add(draft: Draft, on: Page, references: int) -> None:
    """Lay the sheet out."""
    say = draft.say
    on.note(3, 0, say(
        "Nothing to type here. CREDIT_DECISION and ledgerguard review read these rows; a blank "
        "value is a fact that nobody knows."), 7)  # fmt: skip
    for column, title in enumerate(TITLES.values()):
        on.put(HEAD, column, title.in_language(draft.language), "header")
    row = HEAD
    for item, value, day, source in _rows(draft, references):
        row += 1
        known = address(row, 2, absolute=False)
        # A row without an id is a fault of the file, even where its value is blank.
        on.formula(row, 0, 'IF(customer_number="","1",customer_number)', "cell.ruled.left")
        on.put(row, 1, item, "cell.ruled.left")
        form = "date" if ITEMS[item].kind == "date" else "general"
        on.formula(row, 2, value, f"cell.ruled.center/{form}")
        on.formula(
            row, 3, f'IF({known}="","",IF(COUNT({day})=0,"",{day}))', "cell.ruled.center/date"
        )
        on.put(row, 4, None, "cell.ruled")
        money = f'IF({known}="","",currency&"")' if ITEMS[item].money else '""'
        on.formula(row, 5, money, "cell.ruled.center")
        on.formula(row, 6, f'IF({known}="","",{source})', "cell.ruled.left")
    draft.define("file_rows", area(HEAD, 0, row, 6, on.name))
    _checks(draft)


def _rows(draft: Draft, references: int) -> Iterator[Row]:
    blank, found, today = '""', "facts_day", "as_of"

    def number(name: str) -> str:
        return f'IF(COUNT({name})=0,"",{name})'

    def text(name: str) -> str:
        return f'IF({name}="","",{name})'

    def flag(name: str) -> str:
        return words.coded(name, words.answers(draft))

    yield "name", text("customer_name"), found, blank
    yield "country", text("country_code"), found, blank
    yield "founded", number("founded"), found, blank
    yield "customer_since", number("customer_since"), found, blank
    yield "registry_status", words.coded("registry_state", words.registry(draft)), found, blank
    yield (
        "statements", words.coded("statements_quality", words.statements(draft)),
        "statement_day", blank,
    )  # fmt: skip
    for year in reversed(YEARS):
        day = "statement_day" if year == "now" else f"statement_day_{year}"
        for item, line in _ACCOUNTS.items():
            yield item, number(f"{line}_{year}"), day, blank
    yield "bank_line", number("bank_line"), found, blank
    yield "bank_line_used", number("bank_used"), found, blank
    yield "bank_line_withdrawn", flag("bank_withdrawn"), found, blank
    yield "litigation", number("sued_for"), found, blank
    yield "enforcement", flag("enforced"), found, blank
    yield "dishonest_debtor", flag("dishonest"), found, blank
    yield "insolvency", flag("insolvency_filed"), found, blank
    yield "ownership_change", words.coded("owners_changed", words.ownership(draft)), found, blank
    yield "order_fulfilment", number("orders_fulfilled"), found, blank
    yield "country_risk", words.coded("country_view", words.country_risk(draft)), today, blank
    yield "days_beyond_terms", number("days_late"), found, blank
    yield "oldest_overdue_days", number("oldest_overdue"), found, blank
    yield "highest_paid_balance", number("highest_paid"), found, blank
    yield "rating", text("agency_rating"), found, 'agency_scale&""'
    yield "insurer_decision", words.coded("insurer_answer", words.insurer(draft)), found, blank
    yield "insured_limit", number("insurer_limit"), found, blank
    yield "annual_purchases", number("annual_purchases"), today, blank
    yield "requested_limit", number("requested_limit"), today, blank
    yield "requested_terms", number("requested_days"), today, blank
    for place in range(1, max(references, SUPPLIERS) + 1):
        granted = f"INDEX(references_granted,{place})"
        yield (
            "reference_limit", number(granted), found, f'INDEX(references_supplier,{place})&""',
        )  # fmt: skip


def _checks(draft: Draft) -> None:
    """The house's own decision on these rows says the same."""
    say = draft.say
    decision = draft.call("CREDIT_DECISION", customer_file="file_rows", as_of="as_of",
                          currency="currency", new_order="SUM(first_order)")  # fmt: skip
    outcome = f'INDEX({decision},3,3)&""'
    draft.check(
        say("Decision against CREDIT_DECISION on the customer's file (1 credit, 0 cash, -1 none)"),
        "outcome_code",
        f'IF({outcome}="credit",1,IF({outcome}="cash",0,-1))', needs=("as_of", "outcome_code"),
    )  # fmt: skip
