"""The sheet Limits: what each customer owes against the limit that you keep for it."""

from __future__ import annotations

from typing import Final

from ledgerguard.units import Cell
from ledgerguard.workbooks.charts import Series
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.inputs import Number, Words
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.sheets import table_sheets
from ledgerguard.workbooks.style import BLUE, ORANGE
from ledgerguard.workbooks.table import Column
from ledgerguard.workbooks.template import Data
from ledgerguard.workbooks.templates.cockpit import behind, customers
from ledgerguard.workbooks.templates.cockpit.words import MOST, READY, SPARE, customer_rows, labels
from ledgerguard.workbooks.writer import address, area

TILES, CHART, HEAD = 3, 7, 21
DRAWN: Final = 10
NEAR_ORDER: Final = 100_000
"""Customers near their limit come after all that are over it."""
INPUTS: Final = 9
ID, NAME, OPEN, LIMIT, USED, OVER, STATE = range(1, 8)


def page(draft: Draft) -> Page:
    """The sheet, still empty."""
    return draft.page(
        draft.say("Limits"), widths=(3, 16, 38, 15, 15, 11, 15, 14, 3, 16, 38, 16),
        freeze=(0, 3), pages=(1, 0),
        about=draft.say("What customers owe against their limits: type those on the right."),
    )  # fmt: skip


def add(draft: Draft, data: Data, on: Page) -> None:
    """Lay the sheet out."""
    say = draft.say
    _inputs(draft, data, on)
    rows = min(customer_rows(data), MOST)
    titles = (
        say("Customer number"), labels(draft)("col.customer"), labels(draft)("col.open"),
        say("Limit"), say("Used"), say("Over the limit"), say("State"),
    )  # fmt: skip
    on.section(HEAD - 1, 1, say("Use of the limits, the largest customers first"))
    for column, title in enumerate(titles, 1):
        on.put(HEAD, column, title, "header")
    on.heights[HEAD] = 32
    for number in range(rows):
        _row(draft, on, HEAD + 1 + number, number)
    last = HEAD + rows
    for name, column in (
        ("limit_open", OPEN), ("limit_used", USED), ("limit_over", OVER), ("limit_state", STATE),
    ):  # fmt: skip
        draft.define(name, area(HEAD + 1, column, last, column, on.name))
    state = address(HEAD + 1, STATE, absolute=False)
    tests = zip(("act", "watch", "good"), states(draft)[:3], strict=True)
    on.status(
        (HEAD + 1, STATE, last, STATE), {key: f'${state}="{word}"' for key, word in tests}
    )  # fmt: skip
    _order(draft, on, rows)
    _tiles(draft, on)
    _chart(draft, on)
    _notes(draft, on, last)


def states(draft: Draft) -> tuple[str, str, str, str]:
    """The words for a customer's state."""
    say = draft.say
    return say("over"), say("near"), say("within"), say("no limit")


def place_of(number: int) -> str:
    """The place of a customer in the list of those over and near their limit; text where none."""
    return f'IFERROR(MOD(SMALL(limit_order,{number + 1}),{NEAR_ORDER}),"")'


def column(draft: Draft, key: int) -> str:
    """A column of the table, as far as customers can be listed."""
    return area(HEAD + 1, key, HEAD + MOST, key, draft.say("Limits"))


def count(draft: Draft, number: int) -> str:
    """How many customers are in a state."""
    return f'COUNTIF(limit_state,"{states(draft)[number]}")'


def _inputs(draft: Draft, data: Data, on: Page) -> None:
    say = draft.say
    on.section(HEAD - 1, INPUTS, say("Your limits"))
    rows = _known(data)
    columns = (
        Column("id", say("Customer number"), accepts=Words(120),
               help=say("Number of the customer, as the ledger writes it.")),
        Column("name", say("Customer"), accepts=Words(120), help=say("For you: not looked up.")),
        Column("limit", say("Limit"), accepts=Number("whole", least=0),
               help=say("In the currency in which the customer buys; 0 is a stop, blank is none.")),
    )  # fmt: skip
    on.table(HEAD, INPUTS, columns, rows, name="limits", spare=SPARE)


def _known(data: Data) -> list[list[Cell]]:
    """The limits that are given, then the customers of the ledger that have none."""
    given = [list(row) for row in data.tables.get("limits", ())]
    if data.ledger is None:
        return given
    frame = data.ledger.frame
    pairs = zip(
        frame.get_column("customer_id").to_list(), frame.get_column("customer").to_list(),
        strict=True,
    )  # fmt: skip
    there = {str(row[0]) for row in given}
    missing = sorted(dict(pairs).items(), key=lambda pair: str(pair[1]))
    found = [[key, name, None] for key, name in missing if key and key not in there]
    return (given + found)[: max(MOST, len(given))]


def _row(draft: Draft, on: Page, row: int, number: int) -> None:
    over, near, within, none = states(draft)
    here = {key: address(row, key, absolute=False) for key in range(1, 8)}
    code, who, owed = (customers.cell(draft, number, at) for at in (0, 1, table_sheets.OPEN))
    needs = (here[OPEN],)
    mine = f"SUMIFS(limits_limit,limits_id,{here[ID]})"
    there = f'COUNTIFS(limits_id,{here[ID]},limits_limit,">=0")'
    usual = 'IF(COUNT(default_limit)=0,"",default_limit)'
    limit, used = here[LIMIT], here[USED]
    cells = (
        (ID, f'{code}&""', "cell.ruled.left/text", ()),
        (NAME, f'{who}&""', "cell.ruled.left/text", ()),
        (OPEN, f'IF(COUNT({owed})=0,"",{owed})', "cell.ruled/whole", ()),
        (LIMIT, f"IF({there}>0,{mine},{usual})", "cell.ruled/whole", needs),
        (USED, f'IF({limit}>0,{here[OPEN]}/{limit},"")', "cell.ruled/percent",
         (*needs, limit)),
        (OVER, f"MAX({here[OPEN]}-{limit},0)", "cell.ruled/#,##0;-#,##0;–", (*needs, limit)),
        (STATE, f'IF(COUNT({limit})=0,"{none}",IF({here[OPEN]}>{limit},"{over}",'
                f'IF(COUNT({used})=0,"{within}",IF({used}>=near_share,"{near}","{within}"))))',
         "cell.ruled.center", needs),
    )  # fmt: skip
    for key, text, style, needed in cells:
        on.formula(row, key, text, style, needs=needed)


def _order(draft: Draft, on: Page, rows: int) -> None:
    """The places of those over and near their limit: the cockpit lists the smallest ones."""
    behind_page, top = draft.calculations(), behind.ORDER
    over, near, *_ = states(draft)
    behind_page.put(top, 0, draft.say("Order of the customers over and near"), "header")
    behind_page.heights[top] = 36
    for number in range(rows):
        state = address(HEAD + 1 + number, STATE, sheet=on.name)
        text = f'IF({state}="{near}",{NEAR_ORDER + number + 1},"")'
        text = f'IF({state}="{over}",{number + 1},{text})'
        behind_page.formula(top + 1 + number, 0, text, "cell.ruled.center/0")
    draft.define("limit_order", area(top + 1, 0, top + rows, 0, behind_page.name))


def _tiles(draft: Draft, on: Page) -> None:
    say = draft.say
    on.tile(TILES, 1, say("Customers over their limit"), count(draft, 0), "whole", across=2,
            needs=(READY,), note="=SUM(limit_over)", note_form=say('#,##0" over their limits"'),
            states=colours("over"))  # fmt: skip
    on.tile(TILES, 3, say("Customers near their limit"), count(draft, 1), "whole", across=2,
            needs=(READY,), note="=near_share", note_form=say('"from "0%" of the limit on"'),
            states={"watch": "{value}>0", "good": "{value}=0"})  # fmt: skip
    open_of = f'SUMIFS(limit_open,limit_state,"{states(draft)[3]}")'
    on.tile(TILES, 5, say("Customers without a limit"), count(draft, 3), "whole", across=2,
            needs=(READY,), note=f"={open_of}", note_form=say('#,##0" open with them"'),
            states={"watch": "{value}>0", "good": "{value}=0"})  # fmt: skip
    free = 'SUMIFS(limit_open,limit_used,"<=1")'
    on.tile(TILES, 7, say("Open within limits"), free, "whole", across=3, needs=(READY,),
            note="=SUM(limit_open)", note_form=say('"of "#,##0'))  # fmt: skip


def colours(key: str) -> dict[str, str]:
    """The states of a tile by the limits of the sheet Policy."""
    return {
        "act": f"{{value}}>=act_{key}", "watch": f"{{value}}>=watch_{key}", "good": "TRUE",
    }  # fmt: skip


def _chart(draft: Draft, on: Page) -> None:
    say = draft.say

    def cells(key: int) -> str:
        return area(HEAD + 1, key, HEAD + DRAWN, key, on.name)

    on.chart(
        CHART, 1, "column", say("Ten largest customers: open against limit"), cells(NAME),
        [
            Series(labels(draft)("series.open"), cells(OPEN), BLUE),
            Series(say("Limit"), cells(LIMIT), ORANGE),
        ],
        alt=say("Columns: the open amount of the ten largest customers beside their limits."),
        across=11, down=12,
    )  # fmt: skip


def _notes(draft: Draft, on: Page, last: int) -> None:
    say = draft.say
    on.note(
        last + 1, 1,
        say("The {count} largest customers of the currency; the sheet Customers lists all.").format(
            count=last - HEAD
        ), 8, "note.wrap",
    )  # fmt: skip
    draft.explain(
        say("Use of a limit"),
        say("The net open amount of the ledger against the limit that you typed, both in the "
            "currency of the cockpit; orders that are not yet invoiced are not in it. Of more "
            "than {count} customers only those that owe most are compared and counted.").format(
            count=MOST
        ),
    )  # fmt: skip
