"""The sheet Today: how many calls, how much money, and the ten that matter."""

from __future__ import annotations

from typing import Final

from ledgerguard.workbooks.charts import Series
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.table import Column
from ledgerguard.workbooks.templates.collections_worklist import ladder
from ledgerguard.workbooks.templates.collections_worklist.words import call_states, colour_states
from ledgerguard.workbooks.writer import address, area

TILES, TOP, TEN = 3, 8, 10
STAGES: Final = TOP + TEN + 4
WHOLE, WORDS, DATE = "cell.ruled/whole", "cell.ruled.left", "cell.ruled.center/date"


def page(draft: Draft) -> Page:
    """The sheet, still empty."""
    return draft.page(
        draft.say("Today"), widths=(2, 5, 34, 16, 14, 32, 18, 22, 18, 18), pages=(1, 1),
        about=draft.say("Whom to call today, how much is at stake, and the ten that matter."),
    )  # fmt: skip


def add(draft: Draft, on: Page, levels: int) -> None:
    """Lay the sheet out."""
    _tiles(draft, on)
    _ten(draft, on)
    _stages(draft, on, levels)


def _tiles(draft: Draft, on: Page) -> None:
    say, day = draft.say, ("as_of",)
    broken, to_call, called = call_states(draft)
    calls = f'(COUNTIF(work_state,"{to_call}")+COUNTIF(work_state,"{broken}"))'
    money = f'(SUMIFS(work_net,work_state,"{to_call}")+SUMIFS(work_net,work_state,"{broken}"))'
    overdue = 'items_late,">0",items_open,">0"'
    unit = '=IF(LEN(list_currency)=0,"",list_currency&" ")'
    on.tile(TILES, 1, say("Customers to call"), calls, "whole", needs=day,
            note=f'=COUNTIF(work_state,"{called}")&" {say("called already")}"',
            states={"watch": "{value}>0", "good": "{value}=0"})  # fmt: skip
    on.tile(TILES, 3, say("To chase"), money, "whole", needs=day,
            note=f'{unit}&"{say("due for a step today")}"')  # fmt: skip
    on.tile(TILES, 5, say("Overdue"), f"SUMIFS(items_open,{overdue})", "whole", needs=day, across=1,
            note=f'{unit}&"{say("of all customers")}"')  # fmt: skip
    on.tile(TILES, 6, say("Broken promises"), "broken_count", "whole", needs=day, across=1,
            note=say("see Promises"), states={"act": "{value}>0", "good": "{value}=0"})  # fmt: skip
    on.tile(TILES, 7, say("Promised, not yet due"), "promised_open", "whole", needs=day, across=1,
            note=say("rests until then"))  # fmt: skip
    on.tile(TILES, 8, say("Disputed"), "disputed_open", "whole", needs=day, across=2,
            note=say("out of the ladder until settled"))  # fmt: skip
    draft.define("calls_open", address(TILES + 1, 1, sheet=on.name))
    others = 'COUNTIFS(rows_listed,0,rows_left,">0")'
    words = say(" open invoices in other currencies: type that currency on the sheet Ladder.")
    text = f'IF({others}=0,"",{others}&"{words}")'
    on.formula(TILES + 3, 1, text, "note", needs=day)


def _ten(draft: Draft, on: Page) -> None:
    say = draft.say
    row = on.section(TOP - 1, 1, say("The ten that matter"))

    def of(key: str) -> str:
        return f"INDEX(work_{key},[@place])"

    def words(key: str, title: str, style: str = WORDS) -> Column:
        return Column(key, title, style, formula=of(key))

    table = on.table(
        row, 1,
        (
            Column("place", "#", "cell.ruled.center/whole"),
            words("customer", say("Customer")),
            words("net", say("To chase"), WHOLE),
            words("late", say("Oldest, days"), WHOLE),
            words("action", say("Step due")),
            words("next", say("Next step on"), DATE),
            words("person", say("Contact")),
            words("phone", say("Phone")),
            words("state", say("State"), "cell.ruled.center"),
        ),
        [[number] for number in range(1, TEN + 1)], name="top",
    )  # fmt: skip
    for at in range(table.first, table.last + 1):
        on.heights[at] = 22
    colour_states(on, table, *call_states(draft))


def _stages(draft: Draft, on: Page, levels: int) -> None:
    say = draft.say
    row = on.section(STAGES - 1, 1, say("Open invoices by step"))
    head = row
    for column, title in ((1, "#"), (2, say("Step")), (3, say("Amount")), (4, say("Invoices"))):
        on.put(head, column, title, "header")
    on.heights[head] = 26
    base = 'items_disputed,"",items_promised,0,items_open,">0"'
    lines: list[tuple[str, str, str]] = []
    for number in range(levels + 1):
        name = ladder.level("action", str(number)) if number else f'"{say("No step due yet")}"'
        # The last line takes steps that are added to the ladder.
        test = f'">={number}"' if number == levels else str(number)
        lines.append((str(number), name, f"{base},items_stage,{test}"))
    promised = 'items_disputed,"",items_promised,">0",items_open,">0"'
    lines.append(("", f'"{say("Promised")}"', promised))
    lines.append(("", f'"{say("Disputed")}"', f'items_disputed,"{say("yes")}",items_open,">0"'))
    lines.append(("", f'"{say("Credits")}"', 'items_open,"<0"'))
    for at, (place, name, test) in enumerate(lines, head + 1):
        on.put(at, 1, int(place) if place else None, "cell.ruled.center/whole")
        on.formula(at, 2, name, WORDS)
        on.formula(at, 3, f"SUMIFS(items_open,{test})", WHOLE)
        on.formula(at, 4, f"COUNTIFS({test})", WHOLE)
        on.heights[at] = 22
    last = head + len(lines)
    on.put(last + 1, 1, None, "cell.total")
    on.put(last + 1, 2, say("Open balance"), "cell.total.left")
    for column in (3, 4):
        on.formula(
            last + 1, column, f"SUM({area(head + 1, column, last, column)})", "cell.total/whole"
        )
    on.chart(
        head, 5, "bar", say("Open amount by step"), area(head + 1, 2, last - 1, 2, on.name),
        [Series(say("Amount"), area(head + 1, 3, last - 1, 3, on.name))],
        alt=say("A bar for each step of the ladder, for what is promised and what is disputed."),
        across=5, down=len(lines) + 4,
    )  # fmt: skip
    draft.define("steps_total", address(last + 1, 3, sheet=on.name))
