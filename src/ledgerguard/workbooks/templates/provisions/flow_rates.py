"""The sheet Flow rates: how buckets roll on, month by month, and the loss rates they make."""

from __future__ import annotations

from typing import Final

from ledgerguard.workbooks.charts import Series
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.table import Column
from ledgerguard.workbooks.template import Data
from ledgerguard.workbooks.templates.provisions import agings, assumptions
from ledgerguard.workbooks.templates.provisions.assumptions import RATE
from ledgerguard.workbooks.templates.provisions.buckets import (
    COUNT,
    MONTHS,
    ROLLS,
    fine_labels,
    labels,
)
from ledgerguard.workbooks.writer import address, area

MATRIX: Final = 4
TABLE: Final = MATRIX + MONTHS + 4
AVERAGE, ROLL, PRODUCT, TYPED, USED = 2, 3, 4, 5, 6


def page(draft: Draft) -> Page:
    """The sheet, still empty."""
    return draft.page(
        draft.say("Flow rates"), widths=(2, 26, 16, 16, 16, 16, 18), pages=(1, 1),
        portrait=True,
        about=draft.say("Which part of a bucket is one bucket older a month later."),
    )  # fmt: skip


def rate(draft: Draft, bucket: int) -> str:
    """The historical loss rate of a bucket; after the last one that of items without a due date."""
    return address(TABLE + 1 + bucket, USED, sheet=draft.say("Flow rates"))


def add(draft: Draft, data: Data, on: Page) -> None:
    """Lay the sheet out."""
    say = draft.say
    on.section(3, 1, say("Flow rates month by month"))
    _matrix(draft, on)
    on.section(TABLE - 1, 1, say("Loss rates: the product of the flow rates up to the write-off"))
    _rates(draft, data, on)
    note = say(
        "A roll used of 100 % beside no average means that nothing has been seen in this bucket. "
        "What you type replaces the product. Items without a due date are given the rate of the "
        "oldest bucket. A rate of 0 means that nothing has rolled that far in twelve months, which "
        "is seldom what can be expected: type a rate there."
    )
    row = on.note(TABLE + COUNT + 3, 1, note, 6, "note.wrap")
    on.chart(
        row + 1, 1, "line", say("Flow rates of twelve months"),
        area(MATRIX + 1, 1, MATRIX + MONTHS, 1, on.name),
        [
            Series(_arrow(draft, n), area(MATRIX + 1, 2 + n, MATRIX + MONTHS, 2 + n, on.name))
            for n in range(ROLLS)
        ],
        alt=say("Lines: the flow rate out of each bucket in each of twelve months."),
        across=6, down=13, number="0%", dates="yyyy-mm",
    )  # fmt: skip


def _arrow(draft: Draft, bucket: int) -> str:
    names = fine_labels(draft)
    return f"{names[bucket]} → {names[bucket + 1]}"


def _matrix(draft: Draft, on: Page) -> None:
    say = draft.say
    for column, title in enumerate(
        [say("To the month end"), *(_arrow(draft, n) for n in range(ROLLS))]
    ):
        on.put(MATRIX, 1 + column, title, "header")
    on.heights[MATRIX] = 34
    for month in range(MONTHS):
        row = MATRIX + 1 + month
        day = address(agings.USED + 2 + month, agings.LEFT, sheet=say("Agings"))
        on.formula(row, 1, day, "cell.ruled.center/date", needs=(day,))
        for bucket in range(ROLLS):
            earlier = agings.used(draft, month, bucket)
            later = agings.used(draft, month + 1, bucket + 1)
            roll = draft.call("ROLL_RATE", earlier_balance=earlier, later_balance=later)
            on.formula(row, 2 + bucket, f'IF({earlier}>0,{roll},"")', "cell.ruled/percent",
                       needs=(earlier, later))  # fmt: skip
    row = MATRIX + MONTHS + 1
    on.put(row, 1, say("Average"), "cell.total.left")
    for bucket in range(ROLLS):
        cell = address(TABLE + 1 + bucket, AVERAGE)
        on.formula(row, 2 + bucket, cell, "cell.total/percent", needs=(cell,))


def _rates(draft: Draft, data: Data, on: Page) -> None:
    say = draft.say
    mean = assumptions.mean_word(draft)
    average = f'IF(average_by="{mean}","mean of ratios","ratio of sums")'
    held = agings.history(draft, COUNT)
    rolls = draft.call("ROLL_RATES", earlier=held, average=average)
    used = area(TABLE + 1, ROLL, TABLE + COUNT, ROLL)
    products = draft.call("ROLL_LOSS_RATES", rolls=used, loss_given_writeoff="1-recovered_rate")
    given = [row[0] if row else None for row in data.tables.get("typed_rates", ())]
    names = [*labels(draft), say("Undated")]
    titles = (say("Bucket"), say("Average flow rate"), say("Flow rate used"), say("Loss rate"),
              say("Loss rate of your own"), say("Historical loss rate"))  # fmt: skip
    for offset, title in enumerate(titles):
        on.put(TABLE, 1 + offset, title, "header")
    rows = [[given[n] if n < len(given) else None] for n in range(COUNT + 1)]
    on.table(
        TABLE, TYPED,
        (Column("rate", titles[4], accepts=RATE,
                help=say("Replaces the product of the flow rates; blank: the product counts.")),),
        rows, name="typed_rates",
    )  # fmt: skip
    on.heights[TABLE] = 34
    for bucket, name in enumerate(names):
        row = TABLE + 1 + bucket
        own, found = address(row, TYPED), address(row, PRODUCT)
        cell = address(row, AVERAGE)
        on.put(row, 1, name, "cell.ruled.left")
        on.heights[row] = 22
        if bucket < ROLLS:
            one = f"INDEX({rolls},{bucket + 1})"
            on.formula(row, AVERAGE, f'IF(COUNT({held})=0,"",IF(ISERROR({one}),"",{one}))',
                       "cell.ruled/percent")  # fmt: skip
            on.formula(row, ROLL, f'IF(COUNT({held})=0,"",IF(COUNT({cell})=0,1,{cell}))',
                       "cell.ruled/percent")  # fmt: skip
            here, then = (address(row, column, absolute=False) for column in (ROLL, AVERAGE))
            on.status((row, ROLL), {"watch": f"AND(COUNT({here})=1,COUNT({then})=0)"})
        elif bucket < COUNT:
            on.put(row, AVERAGE, None, "cell.ruled")
            on.formula(row, ROLL, "oldest_lost_rate", "cell.ruled/percent",
                       needs=("oldest_lost_rate",))  # fmt: skip
        else:
            on.put(row, AVERAGE, None, "cell.ruled")
            on.put(row, ROLL, None, "cell.ruled")
        if bucket < COUNT:
            on.formula(row, PRODUCT, f'IF(COUNT({used})<{COUNT},"",INDEX({products},{bucket + 1}))',
                       "cell.ruled/0.00%")  # fmt: skip
        else:
            before = address(row - 1, USED)
            on.formula(row, PRODUCT, before, "cell.ruled/0.00%", needs=(before,))
        on.formula(row, USED, f"IF(COUNT({own})=1,{own},{found})", "cell.ruled/0.00%")
        rated = address(row, USED, absolute=False)
        on.status((row, USED), {"watch": f"AND(COUNT({rated})=1,{rated}=0)"})
    first = address(TABLE + 1, PRODUCT, sheet=on.name)
    factors = "*".join(address(TABLE + 1 + n, ROLL, sheet=on.name) for n in range(COUNT))
    draft.check(
        say("Loss rate of what is not overdue against the product of all flow rates"),
        first, f"MIN(1,{factors}*(1-recovered_rate))", tolerance=1e-9, needs=(first,),
    )  # fmt: skip
