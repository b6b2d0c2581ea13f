"""The sheet Worklist: every customer to act upon, the most urgent first, those called last."""

from __future__ import annotations

from typing import Any, Final

from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.table import Column, Table
from ledgerguard.workbooks.templates.collections_worklist import ladder
from ledgerguard.workbooks.templates.collections_worklist.words import call_states, colour_states
from ledgerguard.workbooks.writer import address

HEAD: Final = 3
WHOLE, MONEY, WORDS, DATE = (
    "cell.ruled/whole", "cell.ruled/money", "cell.ruled.left", "cell.ruled.center/date",
)  # fmt: skip


def page(draft: Draft) -> Page:
    """The sheet, still empty."""
    return draft.page(
        draft.say("Worklist"),
        widths=(5, 9, 15, 34, 16, 8, 10, 32, 20, 22, 14, 14, 10, 22, 18, 17),
        freeze=(HEAD + 1, 4), repeat=(HEAD, HEAD),
        about=draft.say("All customers with a step that is due; the list sorts itself."),
    )  # fmt: skip


def add(draft: Draft, on: Page, count: int) -> None:
    """Lay the list out, with room for so many customers."""
    say = draft.say
    numbers = [[number] for number in range(1, count + 1)]
    table = on.table(
        HEAD, 0, _columns(draft), numbers, name="work", total=say("All")
    )  # fmt: skip
    on.heights[HEAD] = 36
    _dress(on, table)
    colour_states(on, table, *call_states(draft))
    late = f"${address(table.first, table.at('late'), absolute=False)}"
    on.status(
        (table.first, table.at("late"), table.last, table.at("late")),
        {"act": f"AND(ISNUMBER({late}),{late}>60)", "watch": f"AND(ISNUMBER({late}),{late}>0)"},
    )
    draft.check(
        say("The list against what is due for a step, credits set off"),
        table.total("net"), 'SUMIFS(accounts_net,accounts_net,">=0.005")',
    )  # fmt: skip
    draft.check(
        say("Customers that the list shows, against those that have something to chase"),
        "COUNT(work_net)", 'COUNTIF(accounts_net,">=0.005")',
    )  # fmt: skip
    draft.check(
        say("Invoices due for a step that belong to a customer behind the list"),
        "SUM(accounts_count)", 'COUNTIF(items_chase,">0")',
    )  # fmt: skip
    draft.check(
        say("What is due for a step, by customer and by invoice"),
        "SUM(accounts_gross)", "SUM(items_chase)",
    )  # fmt: skip


def _columns(draft: Draft) -> tuple[Column, ...]:
    say = draft.say
    broken, to_call, called = call_states(draft)
    needs = ("priority",)

    def of(key: str) -> str:
        return f"INDEX(accounts_{key},INDEX(accounts_nth,[@place]))"

    lead = of("at")

    def item(key: str) -> str:
        return f"INDEX(items_{key},{lead})"

    stage = item("stage")
    contact = 'MATCH([@id]&"|",contacted_who,0)'

    def reach(key: str) -> str:
        return f'IFERROR(INDEX(contacts_{key},{contact})&"","")'

    return (
        Column("place", "#", "cell.ruled.center/whole"),
        Column("priority", say("Priority"), "cell.ruled/score",
               formula=f'IF([@place]>COUNT(accounts_key),"",{of("priority")})'),
        Column("id", say("Customer number"), WORDS, needs=needs, formula=of("id")),
        Column("customer", say("Customer"), WORDS, needs=needs, formula=f'{item("customer")}&""'),
        Column("net", say("To chase"), MONEY, needs=needs, total="sum", formula=of("net")),
        Column("count", say("Items"), WHOLE, needs=needs, total="sum", formula=of("count")),
        Column("late", say("Oldest, days"), WHOLE, needs=needs, formula=item("late")),
        Column("action", say("Step due"), WORDS, needs=needs, formula=item("step")),
        Column("channels", say("Channels"), WORDS, needs=needs,
               formula=ladder.level("channels", stage)),
        Column("letter", say("Letter"), WORDS, needs=needs, formula=ladder.level("letter", stage)),
        Column("next", say("Next step on"), DATE, needs=needs, formula=item("next")),
        Column("interest", say("Late interest"), MONEY, needs=needs, total="sum",
               formula='SUMIFS(items_interest,items_who,[@id]&"|")'),
        Column("broken", say("Broken promises"), WHOLE, needs=needs, formula=of("broken")),
        Column("person", say("Contact"), WORDS, needs=needs, formula=reach("person")),
        Column("phone", say("Phone"), WORDS, needs=needs, formula=reach("phone")),
        Column("state", say("State"), "cell.ruled.center", needs=needs,
               formula=f'IF({of("pending")}=0,"{called}",IF([@broken]>0,"{broken}","{to_call}"))'),
    )  # fmt: skip


def _dress(on: Page, table: Table) -> None:
    """The number of a row that is not used is not shown."""

    def hide(_book: Any, worksheet: Any, formats: Any) -> None:
        test = f"=LEN({address(table.first, table.at('id'), absolute=False)})=0"
        rule = {"type": "formula", "criteria": test, "format": formats.rule("plain/;;;")}
        worksheet.conditional_format(table.first, table.left, table.last, table.left, rule)

    on.sheet.dress(hide)
