"""The chart of the sheet Scores: Altman's Z double prime between the edges of its zones."""

from __future__ import annotations

from ledgerguard.formulas.distress import EDGES
from ledgerguard.workbooks.charts import Series
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.style import BLUE, GREEN, VERMILLION
from ledgerguard.workbooks.templates.credit_application.statements import YEARS
from ledgerguard.workbooks.writer import area


def add(draft: Draft, on: Page, row: int) -> None:
    """Altman's Z double prime over the years, between the edges of its zones."""
    say = draft.say
    behind = draft.calculations()
    top = behind.section(behind.free, 0, say("Altman Z″ and the edges of its zones"))
    edges = EDGES["altman-nonmanufacturer"]
    titles = (say("Year"), say("Altman Z″"), say("safe above"), say("distress below"))
    for column, title in enumerate(titles):
        behind.put(top, column, title, "header")
    behind.heights[top] = 34
    for offset, year in enumerate(YEARS, 1):
        day = "statement_day" if year == "now" else f"statement_day_{year}"
        behind.formula(top + offset, 0, day, "cell.ruled.center/date", needs=(day,))
        score = f"altman_{year}"
        behind.formula(
            top + offset, 1, f"IF(ISNUMBER({score}),{score},#N/A)", "cell.ruled/0.00",
            may_fail=say("A year without accounts: a line shows #N/A as a gap, and a blank as 0."),
        )  # fmt: skip
        behind.put(top + offset, 2, edges.high, "cell.ruled/0.00")
        behind.put(top + offset, 3, edges.low, "cell.ruled/0.00")
    last = top + len(YEARS)
    columns = [area(top + 1, at, last, at, behind.name) for at in range(4)]
    on.chart(
        row, 1, "line", say("Altman Z″ between safety and distress"), columns[0],
        [
            Series(titles[1], columns[1], BLUE, labels="0.00"),
            Series(titles[2], columns[2], GREEN),
            Series(titles[3], columns[3], VERMILLION),
        ],
        alt=say("A line of three years between two horizontal edges: above safe, below distress."),
        across=7, down=12, number="0.0", dates="yyyy",
    )  # fmt: skip
