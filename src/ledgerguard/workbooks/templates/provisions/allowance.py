"""The sheet Allowance: the provision matrix with its answer and charts, on one page."""

from __future__ import annotations

from typing import Final

from ledgerguard.workbooks.charts import Series
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.style import BLUE, BUCKETS, ORANGE
from ledgerguard.workbooks.templates.provisions import (
    agings,
    assumptions,
    buckets,
    flow_rates,
    scenarios,
)
from ledgerguard.workbooks.templates.provisions.buckets import COUNT, MONTHS, labels
from ledgerguard.workbooks.writer import address, area

TILES, TABLE = 3, 8
UNDATED, NAMED, CREDITS, TOTAL = (TABLE + 1 + COUNT + n for n in range(4))
CHARTS: Final = TOTAL + 2
GROSS, APART, MATRIX, HISTORY, FORWARD, LOSS, IMPAIRED = range(2, 9)
KEYS: Final = scenarios.KEYS


def page(draft: Draft) -> Page:
    """The sheet, still empty."""
    return draft.page(
        draft.say("Allowance"), widths=(2, 24, 17, 17, 17, 14, 14, 17, 15), pages=(1, 1),
        about=draft.say("The provision matrix: lifetime expected losses of the receivables."),
    )  # fmt: skip


def add(draft: Draft, on: Page) -> None:
    """Lay the matrix out."""
    say = draft.say
    titles = (
        say("Bucket"), say("Gross"), say("Of which named customers"), say("In the matrix"),
        say("Historical loss rate"), say("Forward-looking rate"), say("Expected credit loss"),
        say("Credit-impaired"),
    )  # fmt: skip
    for offset, title in enumerate(titles):
        on.put(TABLE, 1 + offset, title, "header")
    on.heights[TABLE] = 34
    for bucket, name in enumerate([*labels(draft), say("Undated")]):
        _line(draft, on, bucket, name)
    _beside(draft, on)
    _total(draft, on)
    on.heights |= dict.fromkeys(range(TABLE + 1, TOTAL + 1), 22)
    _charts(draft, on)
    _checks(draft, on)
    _notes(draft)


def _line(draft: Draft, on: Page, bucket: int, name: str) -> None:
    row = TABLE + 1 + bucket
    on.put(row, 1, name, "cell.ruled.left")
    gross, apart, inside, forward = (
        address(row, column) for column in (GROSS, APART, MATRIX, FORWARD)
    )
    if bucket == COUNT:
        on.formula(row, GROSS, agings.beside(draft, agings.UNDATED), "cell.ruled/whole",
                   needs=(address(TABLE + 1, GROSS),))  # fmt: skip
        on.put(row, APART, 0, "cell.ruled/whole")
    else:
        cells = [agings.used(draft, MONTHS, bucket)]
        if bucket == COUNT - 1:  # the two oldest of the agings are one of the matrix
            cells.append(agings.used(draft, MONTHS, bucket + 1))
        on.formula(row, GROSS, "+".join(cells), "cell.ruled/whole", needs=cells)
        on.formula(row, APART, f"named_sum_{buckets.KEYS[bucket]}", "cell.ruled/whole",
                   needs=(gross,))  # fmt: skip
    on.formula(row, MATRIX, f"MAX({gross}-{apart},0)", "cell.ruled/whole", needs=(gross, apart))
    before, after = flow_rates.rate(draft, bucket), f"forward_{KEYS[bucket]}"
    on.formula(row, HISTORY, before, "cell.ruled/0.00%", needs=(before,))
    on.formula(row, FORWARD, after, "cell.ruled/0.00%", needs=(after,))
    loss = draft.call("PROVISION_MATRIX", balances=inside, rates=forward)
    on.formula(row, LOSS, loss, "cell.ruled/whole", needs=(inside, forward))
    yes, no = draft.say("yes"), draft.say("no")
    if bucket == COUNT - 1:
        rebutted = f'presumption_rebutted="{assumptions.yes_word(draft)}"'
        on.formula(row, IMPAIRED, f'IF({rebutted},"{no}","{yes}")', "cell.ruled.center")
    else:
        on.put(row, IMPAIRED, no, "cell.ruled.center")


def _beside(draft: Draft, on: Page) -> None:
    say = draft.say
    on.put(NAMED, 1, say("Named customers"), "cell.ruled.left")
    for column in (GROSS, APART, HISTORY):
        on.put(NAMED, column, None, "cell.ruled")
    on.formula(NAMED, MATRIX, "named_sum_gross", "cell.ruled/whole")
    on.formula(NAMED, FORWARD, 'IF(named_sum_gross>0,named_sum_loss/named_sum_gross,"")',
               "cell.ruled/0.00%")  # fmt: skip
    on.formula(NAMED, LOSS, "named_sum_loss", "cell.ruled/whole")
    on.put(NAMED, IMPAIRED, say("yes"), "cell.ruled.center")
    on.put(CREDITS, 1, say("Unapplied credits"), "cell.ruled.left")
    for column in (APART, HISTORY, FORWARD, IMPAIRED):
        on.put(CREDITS, column, None, "cell.ruled")
    on.formula(CREDITS, GROSS, agings.beside(draft, agings.UNAPPLIED), "cell.ruled/whole",
               needs=(address(TABLE + 1, GROSS),))  # fmt: skip
    on.formula(CREDITS, MATRIX, address(CREDITS, GROSS), "cell.ruled/whole",
               needs=(address(CREDITS, GROSS),))  # fmt: skip
    on.put(CREDITS, LOSS, 0, "cell.ruled/whole")


def _total(draft: Draft, on: Page) -> None:
    say = draft.say
    first = address(TABLE + 1, GROSS)
    on.put(TOTAL, 1, say("Total"), "cell.total.left")
    for column, name in ((GROSS, "gross_total"), (APART, ""), (MATRIX, "net_total")):
        text = f"SUM({area(TABLE + 1, column, CREDITS, column)})"
        on.formula(TOTAL, column, text, "cell.total/whole", needs=(first,), name=name)
    losses = area(TABLE + 1, LOSS, CREDITS, LOSS)
    needs = (first, address(TABLE + 1, LOSS))
    on.put(TOTAL, HISTORY, None, "cell.total")
    on.formula(TOTAL, LOSS, f"SUM({losses})", "cell.total/whole", needs=needs, name="allowance")
    on.formula(TOTAL, FORWARD, 'IF(net_total>0,allowance/net_total,"")', "cell.total/0.00%",
               needs=("allowance", "net_total"))  # fmt: skip
    on.put(TOTAL, IMPAIRED, None, "cell.total")
    oldest = TABLE + COUNT
    rebutted = f'presumption_rebutted="{assumptions.yes_word(draft)}"'
    on.put(TOTAL + 1, 1, say("Of which credit-impaired"), "cell.ruled.left")
    on.formula(
        TOTAL + 1, MATRIX, f"IF({rebutted},0,{address(oldest, MATRIX)})+named_sum_gross",
        "cell.ruled/whole", needs=(address(oldest, MATRIX),), name="impaired_gross",
    )  # fmt: skip
    on.formula(
        TOTAL + 1, LOSS, f"IF({rebutted},0,{address(oldest, LOSS)})+named_sum_loss",
        "cell.ruled/whole", needs=(address(oldest, LOSS),), name="impaired_loss",
    )  # fmt: skip
    for column in (GROSS, APART, HISTORY, FORWARD, IMPAIRED):
        on.put(TOTAL + 1, column, None, "cell.ruled")
    on.heights[TOTAL + 1] = 22


def tiles(draft: Draft, on: Page) -> None:
    """The answer, above the matrix, once the movement is there."""
    say = draft.say
    currency = 'IF(reporting_currency="","",reporting_currency)'
    on.tile(
        TILES, 1, say("Loss allowance"), "allowance", "whole", needs=("allowance",),
        note=f"={currency}",
    )  # fmt: skip
    on.tile(
        TILES, 3, say("Of gross receivables"), 'IF(gross_total>0,allowance/gross_total,"")',
        "0.00%", needs=("allowance", "gross_total"), note=say("allowance / gross receivables"),
    )  # fmt: skip
    on.tile(
        TILES, 5, say("Credit-impaired"),
        'IF(gross_total>0,impaired_gross/gross_total,"")', "percent",
        needs=("impaired_gross", "gross_total"), note=say("share of gross receivables"),
        states={"act": "{value}>0.1", "watch": "{value}>0.03", "good": "{value}<=0.03"},
    )  # fmt: skip
    on.tile(
        TILES, 7, say("Charge for the year"), "charge_total", "whole", needs=("charge_total",),
        note=say("to profit or loss"),
    )  # fmt: skip


def _charts(draft: Draft, on: Page) -> None:
    say, last = draft.say, TABLE + COUNT
    categories = area(TABLE + 1, 1, last, 1, on.name)
    on.chart(
        CHARTS + 1, 1, "column", say("Expected credit loss by bucket"), categories,
        [Series(say("Expected credit loss"), area(TABLE + 1, LOSS, last, LOSS, on.name),
                labels="#,##0", points=BUCKETS)],
        alt=say("Columns: the expected credit loss of each bucket of the matrix."),
        across=4, down=14,
    )  # fmt: skip
    on.chart(
        CHARTS + 1, 5, "line", say("Loss rates over the buckets"), categories,
        [
            Series(say("Historical loss rate"), area(TABLE + 1, HISTORY, last, HISTORY, on.name),
                   BLUE, dashed=True),
            Series(say("Forward-looking rate"), area(TABLE + 1, FORWARD, last, FORWARD, on.name),
                   ORANGE),
        ],
        alt=say("Lines: historical and forward-looking loss rates rise from bucket to bucket."),
        across=4, down=14, number="0%",
    )  # fmt: skip


def inside(draft: Draft, column: int) -> str:
    """A column of the matrix: its buckets and what is undated."""
    return area(TABLE + 1, column, UNDATED, column, draft.say("Allowance"))


def cell(draft: Draft, row: int, column: int) -> str:
    """A cell of the matrix."""
    return address(row, column, sheet=draft.say("Allowance"))


def _checks(draft: Draft, on: Page) -> None:
    say = draft.say
    loss = draft.call(
        "PROVISION_MATRIX", balances=inside(draft, MATRIX), rates=inside(draft, FORWARD)
    )
    draft.check(
        say("Allowance against PROVISION_MATRIX of all buckets and the named customers"),
        "allowance", f"{loss}+named_sum_loss", needs=("allowance",),
    )  # fmt: skip
    draft.check(
        say("Matrix, named customers and credits against the gross receivables"),
        "net_total", "gross_total", needs=("net_total",),
    )  # fmt: skip
    is_typed = f'agings_from="{assumptions.typed_word(draft)}"'
    total = agings.ledger_cell(draft, agings.TOTAL)
    draft.check(
        say("Gross receivables against the total that AGING shows"), "gross_total",
        f"IF({is_typed},gross_total,SUM({total}))", tolerance=0.01, needs=("gross_total",),
    )  # fmt: skip


def _notes(draft: Draft) -> None:
    say = draft.say
    draft.explain(
        say("Simplified approach"),
        say("Trade receivables without a significant financing component carry lifetime expected "
            "credit losses from the first day (IFRS 9 5.5.15); a provision matrix is a practical "
            "expedient for them (B5.5.35). No stages, no test of significant increase."),
    )  # fmt: skip
    draft.explain(
        say("Flow rates"),
        say("A rate divides a bucket by the next younger one a month before; twelve of them are "
            "averaged and multiplied up to the write-off. Agings have a bucket 91 to 120 of their "
            "own, so that what has long been overdue does not count as having just rolled. Not "
            "overdue is one bucket: with terms of more than a month its rate is on the low side."),
    )  # fmt: skip
    draft.explain(
        say("90 days"),
        say("Default does not occur later than 90 days past due unless reasonable and supportable "
            "information shows that a later criterion is better (IFRS 9 B5.5.37). The answer on "
            "the sheet Assumptions moves the oldest bucket in the disclosure; its loss rate is "
            "yours to set."),
    )  # fmt: skip
    draft.explain(
        say("One currency"),
        say("Amounts in different currencies are never added. The matrix holds the reporting "
            "currency; the sheet Agings shows the others."),
    )  # fmt: skip
