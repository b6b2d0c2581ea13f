"""The sheet What-if: what other days or sales would free, and a table of pairs of days."""

from __future__ import annotations

from typing import Final

from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.inputs import Number
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.template import Data
from ledgerguard.workbooks.templates.working_capital.cycle import components
from ledgerguard.workbooks.writer import address

CHANGE: Final = Number("days", least=-365, most=365)
GROWTH: Final = Number("percent", least=-1, most=10)
STEP: Final = Number("days", least=0.5, most=60)
SIDE: Final = 3
"""So many steps of days to each side of today's."""
TOP, GRID = 3, 15


def add(draft: Draft, data: Data) -> None:
    """Lay the sheet out."""
    say = draft.say
    page = draft.page(
        say("What-if"), widths=(2, 26, 14, 14, 14, 14, 14, 14, 14), pages=(1, 1),
        about=say("Change the yellow cells: what would other days or other sales free?"),
    )  # fmt: skip
    _changes(draft, data, page)
    _sensitivity(draft, data, page)


def _changes(draft: Draft, data: Data, page: Page) -> None:
    say = draft.say
    row = page.input(
        TOP, 2, "sales_growth_rate", GROWTH, label=say("Change of sales and costs"), default=0,
        help=say("0.1 for a tenth more: every base grows with it."), given=data.values,
    )  # fmt: skip
    titles = (
        say("Component"), say("Change of days"), say("Days now"), say("Days then"),
        say("Balance now"), say("Balance then"), say("Cash freed"),
    )  # fmt: skip
    head = row + 1
    for column, title in enumerate(titles, 1):
        page.put(head, column, title, "header")
    page.heights[head] = 34
    first = head + 1
    for row, one in enumerate(components(draft), first):
        name = one.days.replace("_days", "")
        page.input(
            row, 2, f"change_{name}", CHANGE, label=one.label, default=0, given=data.values,
            help=say("How many days more (or less, with a minus sign) than today."),
        )  # fmt: skip
        now, then, balance, new = (address(row, c, absolute=False) for c in (3, 4, 5, 6))
        page.formula(row, 3, one.days, "cell.ruled/days", needs=(one.days,))
        page.formula(row, 4, f"MAX({now}+change_{name},0)", "cell.ruled/days", needs=(now,))
        page.formula(row, 5, one.balance, "cell.ruled/whole", needs=(one.balance,))
        text = f"{then}*{one.base}*(1+sales_growth_rate)/period_days"
        page.formula(row, 6, text, "cell.ruled/whole", needs=(then, one.base))
        freed = f"{one.sign}*({balance}-{new})"
        page.formula(row, 7, freed, "cell.ruled/whole", needs=(balance, new))
        cell = f"${address(row, 7, absolute=False)}"
        tests = {
            "good": f"AND(ISNUMBER({cell}),{cell}>0)",
            "act": f"AND(ISNUMBER({cell}),{cell}<0)",
        }
        page.status((row, 7), tests, ink=True)
    _outcome(draft, page, first)


def _outcome(draft: Draft, page: Page, first: int) -> None:
    say, row = draft.say, first + 3
    page.put(row, 1, say("Cycle and requirement"), "cell.total.left")
    page.put(row, 2, None, "cell.total")
    page.formula(row, 3, "cycle_days", "cell.total/days", needs=("cycle_days",))
    then = [address(first + n, 4, absolute=False) for n in range(3)]
    cycle = draft.call("CCC", dio=then[0], dso=then[1], dpo=then[2])
    page.formula(row, 4, cycle, "cell.total/days", needs=then)
    page.formula(row, 5, "wcr_amount", "cell.total/whole", needs=("wcr_amount",))
    new = [address(first + n, 6, absolute=False) for n in range(3)]
    wcr = draft.call(
        "WCR", inventory=new[0], receivables=new[1], payables=new[2],
        other_receivables="other_receivables", other_payables="other_payables",
    )  # fmt: skip
    then_cell = page.formula(row, 6, wcr, "cell.total/whole", needs=new)
    freed = page.formula(
        row, 7, f"{address(row, 5)}-{address(row, 6)}", "cell.total/whole",
        needs=(address(row, 5), address(row, 6)), name="cash_freed",
    )  # fmt: skip
    parts = [address(first + n, 7, sheet=page.name) for n in range(3)]
    draft.check(say("Cash freed against the sum of its parts"), freed, "+".join(parts),
                needs=(then_cell, *parts))  # fmt: skip


def _sensitivity(draft: Draft, data: Data, page: Page) -> None:
    say = draft.say
    page.section(GRID - 2, 1, say("Requirement by customer and supplier days"))
    page.input(
        GRID - 1, 2, "step_dso", STEP, label=say("Step of customer days"), default=5,
        help=say("By how many days the columns of the table differ."), given=data.values,
    )  # fmt: skip
    page.input(
        GRID, 2, "step_dpo", STEP, label=say("Step of supplier days"), default=5,
        help=say("By how many days the rows of the table differ."), given=data.values,
    )  # fmt: skip
    head = GRID + 2
    page.put(head, 1, say("Suppliers (DPO) down, customers (DSO) across"), "header")
    page.heights[head] = 34
    steps = range(-SIDE, SIDE + 1)
    for column, step in enumerate(steps, 2):
        text = f"MAX(dso_days+({step})*step_dso,0)"
        page.formula(head, column, text, "header/days", needs=("dso_days",))
    for row, step in enumerate(steps, head + 1):
        page.heights[row] = 22
        text = f"MAX(dpo_days+({step})*step_dpo,0)"
        page.formula(row, 1, text, "cell.boxed.center/days", needs=("dpo_days",))
        for column in range(2, 3 + 2 * SIDE):
            dso, dpo = f"{address(head, column)}", f"{address(row, 1)}"
            wcr = draft.call(
                "WCR", inventory="inventory",
                receivables=f"{dso}*sales_with_vat/period_days",
                payables=f"{dpo}*supplier_base/period_days",
                other_receivables="other_receivables", other_payables="other_payables",
            )  # fmt: skip
            page.formula(row, column, wcr, "cell.boxed.center/whole",
                         needs=(dso, dpo, "inventory"))  # fmt: skip
    last = head + 1 + 2 * SIDE
    corner = address(head + 1, 2, absolute=False)
    page.status(
        (head + 1, 2, last, 2 + 2 * SIDE),
        {
            key: f"AND(ISNUMBER({corner}),{corner}{test})"
            for key, test in (("good", "<wcr_amount-1"), ("act", ">wcr_amount+1"))
        },
    )
    note = say("Green ties up less than today, red more; today stands in the middle.")
    page.note(last + 1, 1, note, 8, "note.wrap")
    centre = address(head + 1 + SIDE, 2 + SIDE, sheet=page.name)
    draft.check(say("Middle of the table against the requirement"), centre, "wcr_amount",
                needs=(centre, "wcr_amount"))  # fmt: skip
