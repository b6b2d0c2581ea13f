"""The sheet Figures: balance sheet, profit and loss, and the firm's own targets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ledgerguard.units import Cell
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.inputs import Accepts, Choice, Number
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.template import Data

AMOUNT: Final = Number("whole", least=0)
RATE: Final = Number("percent", least=0, most=1)
DAYS: Final = Number("days", least=0, most=1000)
PERIOD: Final = Number("whole", least=1, most=366, whole=True)

Line = tuple[str, Accepts, str, str, Cell]
"""Name, what is accepted, label, help and default of an input."""


def add(draft: Draft, data: Data) -> None:
    """Lay the sheet out."""
    say = draft.say
    page = draft.page(
        say("Figures"), widths=(3, 46, 18, 4, 46, 18), portrait=False, pages=(1, 1),
        about=say("Balance sheet, profit and loss, your own targets: type into the yellow cells."),
    )  # fmt: skip
    row = page.section(3, 1, say("Balance sheet at the as-of date"))
    _inputs(page, data, row, 1, _balance_sheet(draft))
    page.section(3, 4, say("The year to that date"))
    below = _inputs(page, data, row, 4, _year(draft))
    page.section(below + 1, 4, say("Your targets"))
    _inputs(page, data, below + 2, 4, _targets(draft))
    _derived(draft, page, row + len(_balance_sheet(draft)) + 1)


def _inputs(page: Page, data: Data, row: int, column: int, lines: Sequence[Line]) -> int:
    for name, accepts, label, help_text, default in lines:
        row = page.input(
            row, column + 1, name, accepts,
            label=label, help=help_text, default=default, given=data.values,
        )  # fmt: skip
    return row


def _balance_sheet(draft: Draft) -> list[Line]:
    say = draft.say
    return [
        ("inventory", AMOUNT, say("Inventory"), say("Inventory, net of VAT."), None),
        ("receivables", AMOUNT, say("Trade receivables"),
         say("Trade receivables as in the balance sheet, VAT included."), None),
        ("other_receivables", AMOUNT, say("Other operating receivables"),
         say("Such as VAT to be refunded and prepaid expenses."), None),
        ("payables", AMOUNT, say("Trade payables"),
         say("Trade payables as in the balance sheet, VAT included, as a positive amount."), None),
        ("other_payables", AMOUNT, say("Other operating payables"),
         say("Such as VAT and social charges to be paid, as a positive amount."), None),
        ("cash", AMOUNT, say("Cash"), say("Cash and what can be sold within days."), None),
        ("short_debt", AMOUNT, say("Short-term debt"),
         say("Overdrafts and loans due within a year, as a positive amount."), None),
        ("opening_inventory", AMOUNT, say("Inventory a year before"),
         say("With it, purchases are cost of goods sold plus the change of inventory."), None),
    ]  # fmt: skip


def _year(draft: Draft) -> list[Line]:
    say = draft.say
    bases = Choice((say("purchases"), say("cost of goods sold")))
    return [
        ("sales", AMOUNT, say("Sales"), say("Sales of the year on credit, net of VAT."), None),
        ("cost_of_goods", AMOUNT, say("Cost of goods sold"),
         say("Cost of goods sold in the year, net of VAT."), None),
        ("sales_vat_rate", RATE, say("VAT on sales"),
         say("Average rate on all sales: receivables hold VAT, so days are counted on sales with "
             "it. 0 where there is none."), 0),
        ("purchases_vat_rate", RATE, say("VAT on purchases"),
         say("Average rate on all purchases, likewise. 0 where there is none."), 0),
        ("payables_base", bases, say("Supplier days counted on"),
         say("Purchases (the French way) or cost of goods sold (the American way)."),
         bases.options[0]),
        ("period_days", PERIOD, say("Days of the period"),
         say("365; 360 as French banks count; fewer for a part of a year."), 365),
    ]  # fmt: skip


def _targets(draft: Draft) -> list[Line]:
    say = draft.say
    target = say("Your own target, in days: such as the agreed terms. Blank: no colours.")
    return [
        ("target_dso", DAYS, say("Customer days (DSO), at most"), target, None),
        ("target_dio", DAYS, say("Stock days (DIO), at most"), target, None),
        ("target_dpo", DAYS, say("Supplier days (DPO), at least"), target, None),
        ("tolerance_days", DAYS, say("Days beyond a target before it is an act"),
         say("Within so many days beyond its target a figure is to be watched; beyond, acted on."),
         7),
    ]  # fmt: skip


def _derived(draft: Draft, page: Page, row: int) -> None:
    """What the other sheets count on."""
    say = draft.say
    row = page.section(row, 1, say("Bases that follow"))
    change = "IF(COUNT(opening_inventory)=0,0,inventory-opening_inventory)"
    is_purchases = f'payables_base="{say("purchases")}"'
    for name, label, text, needs in (
        ("sales_with_vat", say("Sales with VAT"), "sales*(1+sales_vat_rate)", ("sales",)),
        ("inventory_change", say("Change of inventory"), change, ("inventory",)),
        ("supplier_base", say("Base of the supplier days, with VAT"),
         f"(cost_of_goods+IF({is_purchases},inventory_change,0))*(1+purchases_vat_rate)",
         ("cost_of_goods", "inventory_change")),
        ("current_assets", say("Current assets"), "inventory+receivables+other_receivables+cash",
         ("inventory", "receivables")),
        ("current_liabilities", say("Current liabilities"), "payables+other_payables+short_debt",
         ("payables",)),
    ):  # fmt: skip
        page.put(row, 1, label, "cell.ruled.left")
        page.formula(row, 2, text, "cell.ruled/whole", needs=needs, name=name)
        page.heights[row] = 22
        row += 1
