"""The sheet Normative: what the terms of the business call for, beside what is tied up."""

from __future__ import annotations

from typing import Final

from ledgerguard.workbooks.charts import Series
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.inputs import Choice, Words
from ledgerguard.workbooks.style import BLUE, ORANGE
from ledgerguard.workbooks.table import Column
from ledgerguard.workbooks.template import Data
from ledgerguard.workbooks.templates.working_capital.figures import AMOUNT, DAYS
from ledgerguard.workbooks.writer import area

TABLE: Final = 5
CAPACITY: Final = 12


def add(draft: Draft, data: Data) -> None:
    """Lay the sheet out."""
    say = draft.say
    on = draft.page(
        say("Normative"), widths=(2, 14, 32, 12, 18, 10, 16, 18), pages=(1, 1),
        about=say("What the terms of the business call for: days and base of each component."),
    )  # fmt: skip
    on.note(3, 1, say(
        "A component turns over in days of its own base: customers in days of sales with VAT, "
        "suppliers in days of purchases with VAT, stock in days of cost. Days are those of the "
        "contracts, not those that the balance sheet shows."), 7)  # fmt: skip
    kinds = (say("asset"), say("liability"))
    rows = data.tables.get("components", ())
    made = on.table(
        TABLE, 1, _columns(draft, kinds), rows,
        name="components", spare=max(CAPACITY - len(rows), 3), total=say("Normative requirement"),
    )  # fmt: skip
    whole = draft.call("WCR_NORMATIVE", components=made.columns("name", "sign"), sales="sales",
                       period_days="period_days")  # fmt: skip
    counted = f"COUNT({made.column('sign')})"
    row = made.after + 1
    lines = (
        ("normative_amount", say("Normative requirement (WCR_NORMATIVE)"),
         f'IF({counted}=0,"",INDEX({whole},{counted}+2,5))', ("sales",)),
        ("actual_amount", say("Requirement as it is"), "wcr_amount", ("wcr_amount",)),
        ("excess_amount", say("Beyond the norm"), "actual_amount-normative_amount",
         ("actual_amount", "normative_amount")),
    )  # fmt: skip
    for at, (name, label, text, needs) in enumerate(lines, row):
        on.put(at, 1, label, "cell.ruled.left", across=2)
        on.formula(at, 3, text, "cell.ruled/whole", across=2, needs=needs, name=name)
        on.heights[at] = 22
    tests = {"act": "AND(ISNUMBER(excess_amount),excess_amount>0)",
             "good": "AND(ISNUMBER(excess_amount),excess_amount<=0)"}  # fmt: skip
    on.status((row + 2, 3), tests, ink=True)
    on.chart(
        made.after, 5, "bar", say("Norm and reality"), area(row, 1, row + 1, 1, on.name),
        [Series(say("Requirement"), area(row, 3, row + 1, 3, on.name), labels="#,##0",
                points=(BLUE, ORANGE))],
        alt=say("Bars: the normative requirement above the requirement as it is."),
        across=3, down=9,
    )  # fmt: skip
    draft.check(
        say("Normative requirement against the sum of its components"), "normative_amount",
        made.total("amount"), needs=("normative_amount",),
    )  # fmt: skip


def _columns(draft: Draft, kinds: tuple[str, str]) -> tuple[Column, ...]:
    say = draft.say
    turned_over = "[@sign]*[@days]*[@base]"
    needs = ("days", "sign")
    return (
        Column("kind", say("Kind"), accepts=Choice(kinds),
               help=say("What ties up cash is an asset; what finances is a liability.")),
        Column("name", say("Component"), accepts=Words(60),
               help=say("Such as customers, materials, suppliers.")),
        Column("days", say("Days"), accepts=DAYS,
               help=say("Average days of the terms: 30 days end of month are some 45.")),
        Column("base", say("Base of the year"), accepts=AMOUNT,
               help=say("The amount of the year that turns over in these days.")),
        Column("sign", say("Sign"), "cell.ruled.center/0;-0", needs=("base",),
               formula=f'IF([@kind]="{kinds[1]}",-1,1)'),
        Column("of_sales", say("Days of sales"), "cell.ruled/days", needs=needs, total="sum",
               formula=f"IF(sales>0,{turned_over}/sales,0)"),
        Column("amount", say("Amount"), "cell.ruled/whole", needs=needs, total="sum",
               formula=f"{turned_over}/period_days"),
    )  # fmt: skip
