"""The sheet Invoices: from the open amount of each invoice to its insured loss."""

from __future__ import annotations

from typing import Final

from ledgerguard.casework.claims.records import ClaimedInvoice
from ledgerguard.casework.insured.words import REASONS
from ledgerguard.units import Cell
from ledgerguard.workbooks.claim_sheets.plan import (
    FIRST,
    HEADER,
    Column,
    Live,
    Plan,
    cell,
    day,
    lay_list,
)
from ledgerguard.workbooks.writer import address

SUMMED: Final = (
    *("open", "credits", "after_stop", "outside", "too_late", "vat", "disputed"),
    *("insured", "over_limit"),
)
"""Columns with a total below, which the summary takes up."""

_MONEY: Final = (
    *("amount", "open", "credits", "after_stop", "outside", "too_late", "vat"),
    *("disputed", "limit", "used", "left", "insured", "over_limit"),
)
_KEYS: Final = (
    *("invoice", "issued", "due", "days", "amount", "open", "credits", "after_stop"),
    *("outside", "too_late", "vat", "is_disputed", "disputed", "limit", "used", "left"),
    *("insured", "over_limit", "reason"),
)
_PLACE: Final = {key: place for place, key in enumerate(_KEYS)}
_SIZES: Final = {"invoice": 13.0, "days": 7.0, "is_disputed": 9.0, "reason": 25.0}
_NARROWEST: Final = 10.0
_STYLES: Final = {
    "invoice": "cell.boxed.left/text",
    "issued": "cell.boxed.center/date",
    "due": "cell.boxed.center/date",
    "days": "cell.boxed.center/whole",
    "is_disputed": "cell.boxed.center",
    "reason": "cell.boxed.left/text",
}


def add(plan: Plan) -> None:
    """Lay the sheet out; the totals become known to the summary."""
    sheet = plan.sheet("invoices")
    # Nineteen columns on a page: no wider than the largest amount asks for.
    largest = max(
        abs(amount.major)
        for one in plan.claim.invoices
        for amount in (one.item.amount, plan.claim.found.parts.open, one.loss.left)
    )
    money = max(_NARROWEST, len(f"{largest:,.{plan.places}f}") + 1.5)
    columns = [
        Column(
            key,
            _SIZES.get(key, money if key in _MONEY else 11.0),
            _STYLES.get(key) or f"cell.boxed/{plan.money}",
        )
        for key in _KEYS
    ]
    rows = [_row(plan, number, one) for number, one in enumerate(plan.claim.invoices, FIRST)]
    last = lay_list(plan, sheet, columns, rows)
    total = last + 1
    sheet.put(total, 0, plan.text("total"), "header")
    for key in SUMMED:
        column = _PLACE[key]
        cells = f"{address(FIRST, column)}:{address(last, column)}"
        sheet.formula(total, column, _rounded(plan, f"SUM({cells})"), columns[column].style)
        plan.cells[key] = address(total, column, sheet=sheet.name)


def _row(plan: Plan, row: int, one: ClaimedInvoice) -> list[Cell]:
    item, parts, terms = one.item, one.loss.parts, plan.claim.terms

    def at(key: str) -> str:
        return cell(row, _PLACE[key])

    rest = f"{at('open')}-{at('credits')}-{at('after_stop')}-{at('outside')}-{at('too_late')}"
    vat = f"({rest})*vat_rate/(1+vat_rate)" if "vat" in terms.excluded else "0"
    insurable = f"{rest}-{at('vat')}-{at('disputed')}"
    disputed = f'IF({at("is_disputed")}="{plan.text("yes")}",{rest}-{at("vat")},0)'
    above = f"{address(HEADER, _PLACE['insured'])}:{cell(row - 1, _PLACE['insured'])}"
    insured = plan.call("INSURED_LOSS", outstanding=_rounded(plan, insurable), limit=at("left"))
    counts = item.disputed and "disputed" in terms.excluded
    found: dict[str, Cell] = {
        "invoice": str(one.key),
        "issued": day(item.issued),
        "due": day(item.due),
        "days": Live(f"claim_day-{at('due')}") if item.due >= 0 else None,
        "amount": item.amount.major,
        "open": parts.open.major,
        "credits": parts.credits.major,
        "after_stop": parts.after_stop.major,
        "outside": parts.outside.major,
        "too_late": parts.too_late.major,
        "vat": Live(_rounded(plan, vat)),
        "is_disputed": plan.text("yes" if counts else "no"),
        "disputed": Live(_rounded(plan, disputed)),
        "limit": one.loss.cover.minor / 10**plan.places,
        "used": one.loss.used.major,
        # The header above the first row is text, and text counts nothing in a sum.
        "left": Live(_rounded(plan, f"MAX(0,{at('limit')}-{at('used')}-SUM({above}))")),
        "insured": Live(insured),
        "over_limit": Live(_rounded(plan, f"{insurable}-{at('insured')}")),
        "reason": plan.say(REASONS[one.loss.reason]) if one.loss.reason else None,
    }
    return [found[key] for key in _KEYS]


def _rounded(plan: Plan, text: str) -> str:
    return f"ROUND({text},{plan.places})"
