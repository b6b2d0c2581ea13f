"""The sheet Cockpit: the morning's answer on one screen, driven by one day and one currency."""

from __future__ import annotations

from typing import Final

from ledgerguard.units import Cell, serial
from ledgerguard.workbooks.charts import Series
from ledgerguard.workbooks.cockpit import busiest_currency
from ledgerguard.workbooks.draft import AS_OF, Draft
from ledgerguard.workbooks.finish import FAILED
from ledgerguard.workbooks.inputs import Accepts, Choice, Day, Words
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.sheets.data_sheet import LARGEST
from ledgerguard.workbooks.style import BUCKETS as BUCKET_COLOURS
from ledgerguard.workbooks.template import Data
from ledgerguard.workbooks.templates.cockpit import (
    ahead,
    behind,
    limits,
    movement,
    portfolio,
    problems,
    promises,
    today,
)
from ledgerguard.workbooks.templates.cockpit.words import CURRENCY, DAY, READY, labels
from ledgerguard.workbooks.writer import address

INPUTS, TILES, CHARTS, LISTS = 2, (4, 8), 12, 35
HIGH: Final = 11
LISTED: Final = 5
CASH_WEEKS, DRAWN_WEEKS = 4, 8
RIGHT: Final = 9  # the column where the list of limits begins


def page(draft: Draft) -> Page:
    """The sheet, still empty."""
    made = draft.page(
        draft.say("Cockpit"), widths=(2, *(13,) * 12, 2), title=draft.title, pages=(1, 1),
        freeze=(INPUTS + 1, 0),
    )  # fmt: skip
    made.about = draft.say("The morning's answer on one screen: set the day and the currency here.")
    return made


def inputs(draft: Draft, data: Data, on: Page) -> None:
    """The day and the currency that drive every sheet."""
    text = labels(draft)
    on.put(INPUTS, 1, text("as_of"), "label")
    on.input(
        INPUTS, 2, AS_OF, Day(), label=text("as_of.title"), help=text("as_of.help"),
        default=data.as_of, labelled=0,
    )  # fmt: skip
    on.put(INPUTS, 3, text("currency"), "label")
    on.input(
        INPUTS, 4, CURRENCY, _currencies(data), label=text("currency.title"),
        help=text("currency.help"), default=_busiest(data), given=data.values, labelled=0,
    )  # fmt: skip
    on.put(INPUTS, 5, text("drive"), "note.indented")
    on.heights |= {1: 8, INPUTS: 28, INPUTS + 1: 8}


def _currencies(data: Data) -> Accepts:
    known = [name for name in (data.ledger.currencies if data.ledger else ()) if name]
    return Choice(known, strict=False) if known else Words(3)


def _busiest(data: Data) -> Cell:
    if data.ledger is None or data.as_of is None:
        return None
    return busiest_currency(data.ledger, serial(data.as_of)) or None


def add(draft: Draft, on: Page) -> None:
    """Lay the sheet out."""
    _verdict(draft, on)
    _tiles(draft, on)
    _charts(draft, on)
    _tasks(draft, on)
    _over(draft, on)


def _verdict(draft: Draft, on: Page) -> None:
    """Whether the figures can be trusted."""
    say = draft.say
    found, shown = problems.read_of(draft, problems.PROBLEMS), say('0" problems in the ledger"')
    on.formula(INPUTS, 9, found, f"cell.center/{shown}", across=2, needs=(READY,))
    cell = address(INPUTS, 9)
    on.status(
        (INPUTS, 9),
        {"watch": f"AND(ISNUMBER({cell}),{cell}>0)", "good": f"AND(ISNUMBER({cell}),{cell}=0)"},
    )
    good, bad = say("✓ figures tie out"), say(" checks differ")
    on.formula(
        INPUTS, 11, f'IF({FAILED}=0,"{good}","✗ "&{FAILED}&"{bad}")', "cell.center", across=2
    )
    on.status((INPUTS, 11), {"act": f"{FAILED}<>0", "good": f"{FAILED}=0"})


def _tiles(draft: Draft, on: Page) -> None:
    say, text = draft.say, labels(draft)
    total = behind.total(draft)
    late, owed = behind.latest(draft, movement.OVERDUE), behind.latest(draft, movement.RECEIVABLES)
    before = behind.latest(draft, movement.RECEIVABLES, 1)
    dso, best = behind.latest(draft, movement.DSO), behind.latest(draft, movement.BEST)
    delinquent = movement.ADD
    disputed = problems.read_of(draft, problems.DISPUTED)
    broken, coming, _paid = promises.states(draft)
    share = text("note.share")
    until = say('"until "yyyy-mm-dd')
    tiles: tuple[tuple[str, str, str, str, str, dict[str, str]], ...] = (
        (text("tile.open"), f"SUM({total})", "whole", f"{owed}-{before}",
         say('"since the month end: +"#,##0;"since the month end: -"#,##0'), {}),
        (text("tile.overdue"), late, "whole", f"{late}/{total}", share,
         _measured(f"{late}/{total}", "overdue")),
        (text("tile.dso"), dso, "days", f"{dso}-{best}", text("note.gap"),
         _measured(f"{dso}-{best}", "gap")),
        (say("Falls due within 7 days"), ahead.due_first(draft), "whole", f"{DAY}+7", until, {}),
        (say("Expected cash, 4 weeks"), ahead.expected(draft, CASH_WEEKS), "whole",
         f"{DAY}+{7 * CASH_WEEKS}", until, {}),
        (say("Customers over their limit"), limits.count(draft, 0), "whole", "SUM(limit_over)",
         say('#,##0" over their limits"'), limits.colours("over")),
        (say("At stage 3 or above"), portfolio.urgent(draft, 2), "whole",
         portfolio.urgent(draft, 3), text("note.stage_open"), limits.colours("stage")),
        (say("Promises broken"), f'COUNTIF(promises_state,"{broken}")', "whole",
         f'COUNTIF(promises_state,"{coming}")', say('0" more to come"'),
         limits.colours("broken")),
        (text("tile.disputed"), disputed, "whole", f"{disputed}/{total}", share,
         _measured(f"{disputed}/{total}", "disputed")),
        (text("tile.top"), portfolio.top_share(draft, LARGEST), "percent",
         portfolio.top_share(draft, 1), text("note.largest"), limits.colours("top")),
        (text("tile.add"), behind.latest(draft, delinquent), "days",
         behind.latest(draft, delinquent, 1), text("note.previous"), {}),
        (text("tile.current"), behind.latest(draft, movement.NOT_DUE), "percent",
         behind.latest(draft, movement.NOT_DUE, 1), text("note.previous_share"), {}),
    )  # fmt: skip
    for number, (label, value, form, note, note_form, states) in enumerate(tiles):
        line, place = divmod(number, 6)
        on.tile(
            TILES[line], 1 + 2 * place, label, f'IFERROR({value},"{text("missing")}")', form,
            note=f'=IFERROR({note},"")', note_form=note_form, needs=(READY,), states=states,
        )  # fmt: skip
    on.heights |= {row + 3: 8 for row in TILES}


def _measured(figure: str, key: str) -> dict[str, str]:
    """The states of a tile by another figure than the one it shows."""
    return {
        "act": f"IFERROR({figure}>=act_{key},FALSE)",
        "watch": f"IFERROR({figure}>=watch_{key},FALSE)",
        "good": f"ISNUMBER({figure})",
    }


def _charts(draft: Draft, on: Page) -> None:
    say, text = draft.say, labels(draft)
    on.chart(
        CHARTS, 1, "column", text("chart.aging"), behind.buckets(draft, 0),
        [Series(text("series.open"), behind.buckets(draft), labels="#,##0",
                points=BUCKET_COLOURS)],
        alt=say("Columns: the open amount by days past due."), across=6, down=HIGH,
    )  # fmt: skip
    movement.dso_chart(draft, on, CHARTS, 7, across=6, down=HIGH)
    movement.bridge(draft, on, CHARTS + HIGH, 1, behind_row=behind.STEPS_AGAIN, across=6, down=HIGH)
    on.chart(
        CHARTS + HIGH, 7, "column", say("Falls due and is expected, next eight weeks"),
        ahead.weeks(draft, DRAWN_WEEKS), ahead.series(draft, DRAWN_WEEKS),
        alt=say("Columns: what falls due in each of eight weeks beside what is expected."),
        across=6, down=HIGH,
    )  # fmt: skip


def _tasks(draft: Draft, on: Page) -> None:
    say, text = draft.say, labels(draft)
    on.section(LISTS - 1, 1, say("First on the list of today"))
    columns = (
        (1, 3, text("col.customer"), today.CUSTOMER, "cell.ruled.left/text"),
        (4, 3, text("col.action"), today.ACTION, "cell.ruled.left/text"),
        (7, 1, say("Amount"), today.AMOUNT, "cell.ruled/whole"),
        (8, 1, text("currency"), today.UNIT, "cell.ruled.center/text"),
    )
    for column, across, title, _, _ in columns:
        on.put(LISTS, column, title, "header", across=across)
    for number in range(LISTED):
        for column, across, _, source, style in columns:
            cell = today.cell(draft, number, source)
            words = f'{cell}&""' if style.endswith("text") else f'IF(COUNT({cell})=0,"",{cell})'
            on.formula(LISTS + 1 + number, column, words, style, across=across, needs=(READY,))


def _over(draft: Draft, on: Page) -> None:
    say, text = draft.say, labels(draft)
    on.section(LISTS - 1, RIGHT, say("Over or near their limit"))
    on.put(LISTS, RIGHT, text("col.customer"), "header", across=3)
    on.put(LISTS, RIGHT + 3, say("Used"), "header")
    for number in range(LISTED):
        row = LISTS + 1 + number
        place = limits.place_of(number)
        for column, across, key, style in (
            (RIGHT, 3, limits.NAME, "cell.ruled.left/text"),
            (RIGHT + 3, 1, limits.USED, "cell.ruled/0%"),
        ):
            picked = f"INDEX({limits.column(draft, key)},{place})"
            on.formula(row, column, f'IFERROR({picked},"")', style, across=across)
    used = address(LISTS + 1, RIGHT + 3, absolute=False)
    on.status(
        (LISTS + 1, RIGHT + 3, LISTS + LISTED, RIGHT + 3),
        {"act": f"AND(ISNUMBER({used}),{used}>1)", "watch": f"ISNUMBER({used})"}, ink=True,
    )  # fmt: skip
