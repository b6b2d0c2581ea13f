"""The sheet Scenarios: what is expected to differ from history, weighted."""

from __future__ import annotations

from typing import Final

from ledgerguard.translation import mark
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.inputs import Number, Words
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.table import Column
from ledgerguard.workbooks.template import Data
from ledgerguard.workbooks.templates.provisions import buckets, flow_rates
from ledgerguard.workbooks.templates.provisions.assumptions import RATE
from ledgerguard.workbooks.templates.provisions.buckets import COUNT, labels
from ledgerguard.workbooks.writer import address, area

TABLE: Final = 5
DEFAULTS: Final = ((mark("Base case"), 1, 1), (mark("Better"), 0, 1), (mark("Worse"), 0, 1))
KEYS: Final = (*buckets.KEYS, "undated")
FIRST: Final = 4  # the column of the first rate


def page(draft: Draft) -> Page:
    """The sheet, still empty."""
    return draft.page(
        draft.say("Scenarios"), widths=(2, 24, 12, 14, *(13,) * (COUNT + 1)), pages=(1, 1),
        about=draft.say("Weights and multipliers of the loss rates: what you expect to differ."),
    )  # fmt: skip


def add(draft: Draft, data: Data, on: Page) -> None:
    """Lay the sheet out."""
    say = draft.say
    on.note(3, 1, say(
        "Each scenario multiplies the historical rates; the weighted average of the rates is what "
        "the matrix applies. Multipliers come from what you know of your customers' markets: "
        "insolvencies forecast, growth, unemployment."), COUNT + 4)  # fmt: skip
    rows = data.tables.get("scenarios") or [(say(name), w, m) for name, w, m in DEFAULTS]
    names = [*labels(draft), say("Undated")]
    columns = [
        Column("name", say("Scenario"), accepts=Words(24), help=say("Such as base or recession.")),
        Column("weight", say("Weight"), accepts=RATE, help=say("Its probability; all weights "
               "together are 100 %.")),
        Column("multiplier", say("Multiplier"), accepts=Number("0.00", least=0, most=20),
               help=say("1.2 where losses are expected to be a fifth higher than in history.")),
        *(
            Column(
                key, label, "cell.ruled/0.00%", needs=("multiplier",),
                formula=_forward(draft, flow_rates.rate(draft, n)),
            )
            for n, (key, label) in enumerate(zip(KEYS, names, strict=True))
        ),
    ]  # fmt: skip
    made = on.table(TABLE, 1, columns, rows, name="scenarios")
    row = made.last + 1
    on.put(row, 1, say("Weighted"), "cell.total.left")
    weights = area(made.first, 2, made.last, 2)
    on.formula(row, 2, f"SUM({weights})", "cell.total/0.00%", name="weights_sum")
    on.status((row, 2), {"act": "ABS(weights_sum-1)>0.000001"})
    on.put(row, 3, None, "cell.total")
    for number, key in enumerate(KEYS):
        rates = area(made.first, FIRST + number, made.last, FIRST + number)
        text = draft.call("SCENARIO_RATE", rates=rates, weights=weights)
        whole = f'IF(COUNT({rates})<{len(rows)},"",{text})'
        on.formula(row, FIRST + number, whole, "cell.total/0.00%", name=f"forward_{key}",
                   may_fail=say("The weights do not add up to 100 %."))  # fmt: skip
    on.put(row + 1, 1, say("Historical"), "cell.ruled.left")
    on.put(row + 1, 2, None, "cell.ruled")
    on.put(row + 1, 3, None, "cell.ruled")
    for number in range(len(KEYS)):
        before = flow_rates.rate(draft, number)
        on.formula(row + 1, FIRST + number, before, "cell.ruled/0.00%", needs=(before,))
    draft.check(say("Weights of the scenarios"), "weights_sum", "1", tolerance=1e-6)
    products = "+".join(
        f"{address(r, 2, sheet=on.name)}*{address(r, FIRST, sheet=on.name)}"
        for r in range(made.first, made.last + 1)
    )
    draft.check(
        say("Weighted rate of what is not overdue against weight times rate"), "forward_current",
        products, tolerance=1e-9, needs=("forward_current",),
    )  # fmt: skip


def _forward(draft: Draft, historical: str) -> str:
    text = draft.call("FORWARD_RATE", loss_rate=historical, adjustment="[@multiplier]-1")
    return f'IF(COUNT({historical})=0,"",{text})'
