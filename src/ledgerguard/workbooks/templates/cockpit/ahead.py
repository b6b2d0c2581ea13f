"""The sheet Cash ahead: what falls due week by week, and what is expected to be paid."""

from __future__ import annotations

from typing import Final

from ledgerguard.workbooks import ledger_page
from ledgerguard.workbooks.charts import Series
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.style import BLUE, ORANGE
from ledgerguard.workbooks.templates.cockpit import behind
from ledgerguard.workbooks.templates.cockpit.words import CURRENCY, DAY, ROWS_MATCH
from ledgerguard.workbooks.writer import address, area

TOP: Final = 4
WEEKS: Final = 13
EXPECTED: Final = 4  # the column of the expected receipts
LABEL, DUE = 10, 11
LATER, OVERDUE, TODAY, UNDATED, TOTAL = (TOP + WEEKS + number for number in range(1, 6))
_WEEK: Final = ("cell.left", "cell.center/date", "cell.center/date")


def page(draft: Draft) -> Page:
    """The sheet, still empty."""
    return draft.page(
        draft.say("Cash ahead"), widths=(3, 26, 13, 13, 18, 18, 18, 18, 18, 3, 24, 18),
        pages=(1, 1),
        about=draft.say("What falls due in each week, and what will probably come in by then."),
    )  # fmt: skip


def add(draft: Draft, on: Page) -> None:
    """Lay the sheet out."""
    say = draft.say
    on.section(TOP - 1, 1, say("Expected to be paid, as customers paid last year"))
    text = draft.call("RECEIPTS_FORECAST", ledger=ledger_page.ROWS, as_of=DAY, currency=CURRENCY)
    on.spill(TOP, 1, text, (*_WEEK, *("cell/money",) * 5), rows=WEEKS + 5)
    on.heights[TOP] = 36
    _due(draft, on)
    row = on.note(
        TOTAL + 2, 1,
        say("Expected: each open item is paid as late as the ledger's own were in the year before. "
            "Due: by the due date of each invoice, credits set off. Sales to come are in neither."),
        10, "note.wrap",
    )  # fmt: skip
    on.chart(
        row + 1, 1, "column", say("Falls due and is expected, by week"),
        area(TOP + 1, 1, TOP + WEEKS, 1, on.name), series(draft, WEEKS),
        alt=say("Columns: what falls due in each of thirteen weeks beside what is expected."),
        across=11, down=13,
    )  # fmt: skip
    expected = address(TOTAL, EXPECTED, sheet=on.name)
    draft.check(
        say("Expected receipts, loss and credits against the aging"),
        f"{expected}+SUM({behind.bucket(draft, behind.UNAPPLIED)})",
        f"SUM({behind.total(draft)})", tolerance=0.01,
    )  # fmt: skip
    draft.check(
        say("Weeks of the due dates against SUMIFS over the ledger"),
        address(TOTAL, DUE, sheet=on.name), ledger_page.open_where(DAY, ROWS_MATCH),
        tolerance=0.01,
    )  # fmt: skip


def _due(draft: Draft, on: Page) -> None:
    say = draft.say
    on.section(TOP - 1, LABEL, say("Falls due"))
    on.put(TOP, LABEL, say("When"), "header")
    on.put(TOP, DUE, say("Due"), "header")

    def beyond(days: int) -> str:
        """Open at the day, due more than so many days after it."""
        late = f'{ROWS_MATCH},ledger_due,">"&({DAY}+{days})'
        return f"({ledger_page.open_where(DAY, late)})"

    # What falls due after a day is written once and stands on Calculations: its differences are
    # the weeks.
    behind_page = draft.calculations()
    behind_page.put(behind.DUE, 0, say("Due more than so many days ahead"), "header")
    behind_page.put(behind.DUE, 1, say("Open"), "header")
    behind_page.heights[behind.DUE] = 36
    cells: list[str] = []
    for number, days in enumerate((-1, *range(0, 7 * WEEKS + 1, 7))):
        row = behind.DUE + 1 + number
        behind_page.put(row, 0, days, "cell.ruled.center/0")
        behind_page.formula(row, 1, beyond(days), "cell.ruled/money")
        cells.append(address(row, 1, sheet=behind_page.name))
    dated = f'{ROWS_MATCH},ledger_due,">0"'
    lines = [
        (say("Week {number}").format(number=week), f"{cells[week]}-{cells[week + 1]}")
        for week in range(1, WEEKS + 1)
    ]
    everything = ledger_page.open_where(DAY, ROWS_MATCH)
    lines += [
        (say("Later"), cells[-1]),
        (say("Overdue"), f"{ledger_page.open_where(DAY, dated)}-{cells[0]}"),
        (say("Due today"), f"{cells[0]}-{cells[1]}"),
        (say("Without a due date"), f"{everything}-({ledger_page.open_where(DAY, dated)})"),
    ]
    for row, (label, formula) in enumerate(lines, TOP + 1):
        on.put(row, LABEL, label, "cell.ruled.left")
        on.formula(row, DUE, formula, "cell.ruled/money")
    on.put(TOTAL, LABEL, say("Total"), "cell.total.left")
    on.formula(TOTAL, DUE, f"SUM({area(TOP + 1, DUE, TOTAL - 1, DUE)})", "cell.total/money")


def expected(draft: Draft, weeks: int) -> str:
    """What is expected in the first weeks."""
    return f"SUM({area(TOP + 1, EXPECTED, TOP + weeks, EXPECTED, draft.say('Cash ahead'))})"


def due_first(draft: Draft) -> str:
    """What falls due today or in the seven days after it."""
    sheet = draft.say("Cash ahead")
    return f"{address(TODAY, DUE, sheet=sheet)}+{address(TOP + 1, DUE, sheet=sheet)}"


def weeks(draft: Draft, count: int) -> str:
    """The numbers of the first weeks."""
    return area(TOP + 1, 1, TOP + count, 1, draft.say("Cash ahead"))


def series(draft: Draft, count: int) -> list[Series]:
    """Due and expected in the first weeks, for a chart."""
    say, sheet = draft.say, draft.say("Cash ahead")
    return [
        Series(say("Falls due"), area(TOP + 1, DUE, TOP + count, DUE, sheet), ORANGE),
        Series(
            say("Expected receipts"), area(TOP + 1, EXPECTED, TOP + count, EXPECTED, sheet), BLUE
        ),
    ]
