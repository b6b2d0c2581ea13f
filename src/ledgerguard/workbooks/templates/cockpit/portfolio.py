"""The sheet Portfolio: on whom the receivables depend, and how far the ladder has been climbed."""

from __future__ import annotations

from typing import Final

from ledgerguard.workbooks import ledger_page
from ledgerguard.workbooks.charts import Series
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.page import Page, spill_rules
from ledgerguard.workbooks.sheets.charts import STAGE_COLOURS
from ledgerguard.workbooks.sheets.data_sheet import LARGEST, TOP_STYLES
from ledgerguard.workbooks.sheets.plan import stage_rules
from ledgerguard.workbooks.style import BLUE, ORANGE
from ledgerguard.workbooks.templates.cockpit import behind, limits, policy
from ledgerguard.workbooks.templates.cockpit.words import CURRENCY, DAY, READY, labels
from ledgerguard.workbooks.writer import area

TILES, TOP, STAGES = 3, 8, 23
URGENT: Final = 3  # the stage from which on the cockpit counts
LEFT: Final = 2  # of the table of stages
RIGHT: Final = 9


def page(draft: Draft) -> Page:
    """The sheet, still empty."""
    return draft.page(
        draft.say("Portfolio"), widths=(3, 8, 16, 38, 15, 15, 14, 13, 3, *(12.5,) * 6),
        pages=(1, 1),
        about=draft.say("On whom the receivables depend, and how far reminders have gone."),
    )  # fmt: skip


def add(draft: Draft, on: Page) -> None:
    """Lay the sheet out."""
    say, text = draft.say, labels(draft)
    _tiles(draft, on)
    scope = {"ledger": ledger_page.ROWS, "as_of": DAY, "currency": CURRENCY}
    on.section(TOP - 1, 1, text("table.top"))
    top = draft.call("TOP_EXPOSURES", **scope, count=str(LARGEST))
    on.spill(TOP, 1, top, TOP_STYLES, rows=LARGEST)
    names = area(TOP + 1, 3, TOP + LARGEST, 3, on.name)

    def column(at: int) -> str:
        return area(TOP + 1, at, TOP + LARGEST, at, on.name)

    on.chart(
        TILES, RIGHT, "bar", text("chart.pareto"), names,
        [
            Series(text("series.open"), column(4), BLUE),
            Series(text("series.overdue"), column(5), ORANGE),
        ],
        alt=say("Bars: the ten largest customers, open and overdue."), across=6, down=15,
    )  # fmt: skip
    rows = policy.stage_rows(draft)
    on.section(STAGES - 1, LEFT, text("table.stages"))
    on.sheet.dress(
        lambda _book, sheet, formats: stage_rules(sheet, formats, STAGES + 1, LEFT, rows - 1)
    )
    _stages(draft, on, rows)
    shown = policy.levels(draft) + 1

    def stage(first: int, last: int) -> str:
        return area(STAGES + 1, first, STAGES + shown, last, on.name)

    on.chart(
        STAGES - 1, RIGHT, "bar", text("chart.stages"), stage(LEFT + 1, LEFT + 1),
        [
            Series(text("series.customers"), stage(LEFT + 2, LEFT + 2), labels="0",
                   points=[STAGE_COLOURS[min(at, len(STAGE_COLOURS) - 1)] for at in range(shown)])
        ],
        alt=say("Bars: how many customers stand on each stage of the ladder."), across=6, down=13,
    )  # fmt: skip
    draft.check(
        say("Balances of the stages against the aging"),
        f"SUM({area(STAGES + 1, LEFT + 3, STAGES + rows, LEFT + 3, on.name)})",
        f"SUM({behind.total(draft)})", tolerance=0.01,
    )  # fmt: skip


def _stages(draft: Draft, on: Page, rows: int) -> None:
    """Customers with a balance by stage: counted on the sheet Customers."""
    say, text = draft.say, labels(draft)
    for column, key in enumerate(("stage", "action", "customers", "open", "overdue"), LEFT):
        on.put(STAGES, column, text(f"col.{key}"), "header")
    on.heights[STAGES] = 26
    _places(draft, rows - 1)
    on.sheet.dress(spill_rules(STAGES + 1, LEFT, rows, 5))
    for number in range(rows):
        row = STAGES + 1 + number
        action = f"INDEX(ladder_action,MATCH({number},ladder_place,0))"
        there = f"{number}>COUNT(ladder_days)"
        name = f'"{say("No action")}"' if number == 0 else f'{action}&""'
        mine = f"customer_stage,{number}"
        cells = (
            (str(number), "cell.center/0"), (name, "cell.left/text"),
            (f'COUNTIFS({mine},balances,"<>0")', "cell/whole"),
            (f"SUMIFS(balances,{mine})", "cell/money"),
            (f"SUMIFS(customer_overdue,{mine})", "cell/money"),
        )  # fmt: skip
        for column, (formula, style) in enumerate(cells, LEFT):
            on.formula(row, column, f'IF({there},"",{formula})', style)


def _places(draft: Draft, levels: int) -> None:
    """Which level each row of the ladder is: blank rows between them do not count."""
    on, top = draft.calculations(), behind.LADDER_PLACES
    on.put(top, 0, draft.say("Level of each row of the ladder"), "header")
    on.heights[top] = 36
    sheet, _, cells = draft.book.names["ladder_days"].rpartition("!")
    first, _, _ = cells.partition(":")
    column, start = first.replace("$", "")[0], int(first.rpartition("$")[2])
    for number in range(levels):
        day = f"{sheet}!${column}${start + number}"
        span = f"{sheet}!{first}:${column}${start + number}"
        on.formula(
            top + 1 + number, 0, f'IF(COUNT({day})=0,"",COUNT({span}))', "cell.ruled.center/0"
        )
    draft.define("ladder_place", area(top + 1, 0, top + levels, 0, on.name))


def top_share(draft: Draft, count: int) -> str:
    """The share of the largest customers."""
    return draft.call("TOPN_SHARE", balances="balances", count=str(count))


def urgent(draft: Draft, column: int) -> str:
    """Customers (2) or their open amount (3) on the stages that are urgent."""
    first, last = STAGES + 1 + URGENT, STAGES + policy.stage_rows(draft)
    return f"SUM({area(first, LEFT + column, last, LEFT + column, draft.say('Portfolio'))})"


def _tiles(draft: Draft, on: Page) -> None:
    say, text = draft.say, labels(draft)
    hhi = draft.call("CONCENTRATION_HHI", balances="balances")
    equal = draft.call("EFFECTIVE_CUSTOMERS", balances="balances")
    on.tile(TILES, 1, text("tile.top"), f'IFERROR({top_share(draft, LARGEST)},"")', "percent",
            needs=(READY,), states=limits.colours("top"),
            note=f'=IFERROR({top_share(draft, 1)},"")', note_form=text("note.largest"))  # fmt: skip
    on.tile(TILES, 3, text("tile.hhi"), f'IFERROR({hhi},"")', "whole", across=1, needs=(READY,),
            note="=10000", note_form=text("note.points"))  # fmt: skip
    on.tile(TILES, 4, say("Effective number of customers"), f'IFERROR({equal},"")', "days",
            needs=(READY,), note='=COUNTIF(balances,">0")',
            note_form=text("note.customers"))  # fmt: skip
    on.tile(TILES, 6, say("At stage 3 or above"), urgent(draft, 2), "whole", needs=(READY,),
            note=f"={urgent(draft, 3)}", note_form=text("note.stage_open"),
            states=limits.colours("stage"))  # fmt: skip
