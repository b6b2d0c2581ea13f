"""A waterfall: how a sum becomes another, step by step, also through zero.

Excel's own waterfall chart is unknown to Calc. This one is a stack of columns on an invisible base,
one pair of series (above and below zero) for each colour, so it looks the same in both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ledgerguard.workbooks.charts import Series
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.style import GREEN, NAVY, VERMILLION
from ledgerguard.workbooks.writer import address, area


@dataclass(frozen=True)
class Step:
    """One column of a waterfall: an amount that is added, or a total that stands on zero."""

    label: str
    amount: str  # a formula; text and blanks count as 0
    total: bool = False


def waterfall(
    page: Page,
    row: int,
    column: int,
    title: str,
    steps: Sequence[Step],
    *,
    cells: tuple[Page, int, int],
    alt: str,
    across: int,
    down: int,
) -> int:
    """Draw a waterfall on a page; answers the row below the chart.

    Args:
        page: Where the chart stands.
        row: The row of its upper left corner.
        column: The column of it.
        title: What it shows.
        steps: From the first total to the last.
        cells: Page, row and column of the cells behind it: a header and a row for each step, ten
            columns wide; on a calculation page.
        alt: What it shows, for who cannot see it.
        across: How many columns the chart covers.
        down: How many rows of 20 pixels.
    """
    say = page.draft.say
    on, top, left = cells
    titles = (
        say("Step"), say("Amount"), say("Level"), say("Base"), say("Rise"), say("Rise below 0"),
        say("Fall"), say("Fall below 0"), say("Total"), say("Total below 0"),
    )  # fmt: skip
    for offset, words in enumerate(titles):
        on.put(top, left + offset, words, "header")
    on.heights[top] = 32
    for at, step in enumerate(steps, top + 1):
        _row(on, at, left, step, first=at == top + 1)
    bottom = top + len(steps)

    def cells_of(offset: int) -> str:
        return area(top + 1, left + offset, bottom, left + offset, on.name)

    colours = (GREEN, GREEN, VERMILLION, VERMILLION, NAVY, NAVY)
    series = [Series(titles[3], cells_of(3), "none")]
    series += [
        Series(titles[4 + number], cells_of(4 + number), colour, listed=number % 2 == 0)
        for number, colour in enumerate(colours)
    ]
    return page.chart(
        row, column, "stacked", title, cells_of(0), series, alt=alt, across=across, down=down
    )


def _row(page: Page, row: int, left: int, step: Step, *, first: bool) -> None:
    style = "cell.ruled/whole"
    amount, level = (address(row, left + offset, absolute=False) for offset in (1, 2))
    before = "0" if first or step.total else address(row - 1, left + 2, absolute=False)
    page.put(row, left, step.label, "cell.ruled.left")
    page.formula(row, left + 1, f"IF(ISNUMBER({step.amount}),{step.amount},0)", style)
    page.formula(row, left + 2, amount if step.total else f"{before}+{amount}", style)
    low, high = f"MIN({before},{level})", f"MAX({before},{level})"
    page.formula(row, left + 3, f"IF({low}>0,{low},IF({high}<0,{high},0))", style)
    above, below = f"MAX({high},0)-MAX({low},0)", f"MIN({low},0)-MIN({high},0)"
    tests = ("FALSE", "FALSE", "TRUE") if step.total else (f"{amount}>=0", f"{amount}<0", "FALSE")
    for number, test in enumerate(tests):
        for offset, height in enumerate((above, below)):
            page.formula(row, left + 4 + 2 * number + offset, f"IF({test},{height},0)", style)
