"""Working capital: what operations tie up, for how long, and what a day more or less would do."""

from __future__ import annotations

import datetime as dt
from typing import Final

from ledgerguard.translation import mark
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.inputs import Number
from ledgerguard.workbooks.template import Data, Template

AMOUNT: Final = Number("whole", least=0)


def lay_out(draft: Draft, data: Data) -> None:
    """Lay the pages out."""
    say = draft.say
    page = draft.page(
        say("Figures"), widths=(3, 34, 18, 44),
        about=say("What the balance sheet and the profit and loss statement say."),
    )  # fmt: skip
    row = page.section(3, 1, say("Balance sheet"))
    for name, label, text in (
        (
            "receivables",
            say("Trade receivables"),
            say("Trade receivables as in the balance sheet."),
        ),
        ("inventory", say("Inventory"), say("Inventory, net of VAT.")),
        ("payables", say("Trade payables"), say("Trade payables, as a positive amount.")),
        ("sales", say("Sales"), say("Sales of the period, net of VAT.")),
    ):
        row = page.input(row, 2, name, AMOUNT, label=label, help=text, given=data.values)
    needs = ("receivables", "inventory", "payables")
    wcr = draft.call("WCR", **{name: name for name in needs})
    page.formula(row + 1, 2, wcr, "cell/whole", needs=needs, name="wcr")
    draft.check(
        say("Working capital requirement, added up"),
        "wcr",
        "inventory+receivables-payables",
        needs=needs,
    )


def sample() -> Data:
    """An invented firm."""
    values = {"receivables": 450_000, "inventory": 300_000, "payables": 280_000, "sales": 2_400_000}
    return Data(as_of=dt.date(2026, 10, 31), values=values, source="")


TEMPLATE: Final = Template(
    name="working-capital",
    title=mark("Working capital"),
    purpose=(
        mark("What operations tie up in money and in days, component by component."),
        mark("What a few days more or less of customers, stock and suppliers would free."),
        mark("What the terms of the business say should be tied up, beside what is."),
    ),
    steps=(
        mark("Enter the figures of the balance sheet and of the year on the sheet Figures."),
        mark("Read the requirement and the cycle, component by component."),
        mark("Change the days in the what-if and see the cash that it frees."),
        mark("Look up pairs of days in the sensitivity table."),
        mark("Compare with the normative requirement, then print the page."),
    ),
    needs=mark("Balance sheet and profit and loss lines of one year; no ledger."),
    lay_out=lay_out,
    sample=sample,
)
