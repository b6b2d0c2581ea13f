"""The sheet Calculations: each row of the ledger as it stands, and the customers in their order."""

from __future__ import annotations

from typing import Final

from ledgerguard.units import Cell
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.table import Column, Table
from ledgerguard.workbooks.templates.collections_worklist import ladder
from ledgerguard.workbooks.templates.collections_worklist.words import promise_states

HEAD: Final = 4
ACCOUNTS: Final = 6  # the column of the customers
LETTER: Final = 20  # the column of the letter's ladder
CALLED, PROMISED, DISPUTED, CONTACTED = 29, 33, 37, 40
"""The columns of what the typed rows mean."""
UNDATED: Final = 99_999
"""Stands for the due date of an item without one: it comes last."""
_MOD: Final = 100_000  # a key holds its row behind the point


def page(draft: Draft) -> Page:
    """The sheet, still empty."""
    return draft.page(
        draft.say("Calculations"),
        widths=(
            8, 30, 8, 14, 14, 3, *(14,) * 13, 3, 10, 14, 34, 18, 24, 24, 20, 20,
            3, 8, 16, 14, 3, 8, 26, 16, 3, 8, 26, 3, 8, 16,
        ),
        about=draft.say("What stands behind the list; nothing to type here."),
    )  # fmt: skip


def place_of(key: str) -> str:
    """The row that a key holds behind the point."""
    return f"ROUND(MOD({key},1)*{_MOD},0)"


def scope(customer: str, invoice: str) -> str:
    """What one row of calls, promises or disputes concerns: ``id|invoice``, or ``id|``.

    The stroke makes it a text: a criterion of digits alone is read as a number.
    """
    return f'{customer}&"|"&{invoice}'


def matching(customer: str, invoice: str) -> str:
    """The criterion that finds the rows of a scope: all invoices where none is named."""
    return f'{customer}&"|"&IF(LEN({invoice})=0,"*",{invoice})'


def add(
    draft: Draft, on: Page, count: int, accounts: int, typed: tuple[Table, Table, Table, Table]
) -> None:
    """Lay the sheet out.

    Args:
        draft: The workbook.
        on: The sheet.
        count: Rows of the sheet Invoices, spare ones too.
        accounts: Customers that the list has room for.
        typed: The tables of calls, promises, disputes and contacts.
    """
    say = draft.say
    on.section(HEAD - 1, 0, say("Rows of the ledger"))
    _ledger(draft, on, count)
    on.section(HEAD - 1, ACCOUNTS, say("Customers with something to chase"))
    _accounts(draft, on, accounts)
    on.section(HEAD - 1, LETTER, say("The ladder in the language of the letter"))
    ladder.letter_ladder(draft, on, HEAD + 1, LETTER)
    calls, promises, disputes, contacts = typed
    on.section(HEAD - 1, CALLED, say("Calls"))
    _called(draft, on, calls)
    on.section(HEAD - 1, PROMISED, say("Promises"))
    _promised(draft, on, promises)
    on.section(HEAD - 1, DISPUTED, say("Disputes"))
    _disputed(draft, on, disputes)
    on.section(HEAD - 1, CONTACTED, say("Contacts"))
    _contacted(draft, on, contacts)


def _ledger(draft: Draft, on: Page, count: int) -> None:
    say = draft.say

    def of(field: str) -> str:
        return f"INDEX(ledger_{field},[@place])"

    paid = f"IF({of('paid_on')}>as_of,0,{of('paid')})"
    left = f'IF({of("issued")}>as_of,"",ROUND({of("amount")}-{paid},2))'
    day = f"IF(ISNUMBER({of('due')}),{of('due')},{UNDATED})"
    on.table(
        HEAD, 0,
        (
            Column("place", "#", "cell.ruled/whole"),
            Column("key", say("Customer and invoice"), "cell.ruled.left",
                   formula=scope(f"IF(LEN({of('customer_id')})>0,{of('customer_id')},"
                                 f"{of('customer')})", of("invoice"))),
            Column("listed", say("Counts"), "cell.ruled/whole",
                   formula=f"IF(OR(LEN(list_currency)=0,{of('currency')}=list_currency),1,0)"),
            Column("left", say("Open"), "cell.ruled/money",
                   formula=f'IF(ISNUMBER({of("amount")}),{left},"")'),
            Column("turn", say("Order"), "cell.ruled/index", needs=("left",),
                   formula=f'IF([@left]*[@listed]=0,"",{day}+[@place]/{_MOD})'),
        ),
        [[number] for number in range(1, count + 1)],
        name="rows",
    )  # fmt: skip


def _accounts(draft: Draft, on: Page, accounts: int) -> None:
    say = draft.say
    whole, money = "cell.ruled/whole", "cell.ruled/money"
    at = ("at",)
    age = "MAX(0.05,MIN(1,INDEX(items_late,[@at])/age_full_days))"
    amount = "MAX(0.05,MIN(1,([@net]/MAX(0.01,accounts_net))^0.5))"
    weights = "(age_weight+amount_weight)"
    score = f"ROUND(100*({age}^age_weight*{amount}^amount_weight)^(1/{weights}),1)"
    broken = "IF([@broken]>0,broken_points,0)"
    on.table(
        HEAD, ACCOUNTS,
        (
            Column("place", "#", whole),
            Column("at", say("Item"), whole,
                   formula='IF([@place]>COUNT(items_first),"",SMALL(items_first,[@place]))'),
            Column("id", say("Customer number"), "cell.ruled.left", needs=at,
                   formula='INDEX(items_id,[@at])&""'),
            Column("who", say("Key"), "cell.ruled.left", needs=at, formula='[@id]&"|"'),
            Column("gross", say("Due for a step"), money, needs=at,
                   formula="SUMIFS(items_chase,items_who,[@who])"),
            Column("credits", say("Credits"), money, needs=at,
                   formula='SUMIFS(items_open,items_who,[@who],items_open,"<0")'),
            Column("net", say("To chase"), money, needs=at, formula="MAX([@gross]+[@credits],0)"),
            Column("count", say("Items"), whole, needs=at,
                   formula='COUNTIFS(items_who,[@who],items_chase,">0")'),
            Column("pending", say("Pending"), whole, needs=at,
                   formula="COUNTIFS(items_who,[@who],items_pending,1)"),
            Column("broken", say("Broken promises"), whole, needs=at,
                   formula="COUNTIF(promised_failed,[@who])"),
            Column("priority", say("Priority"), "cell.ruled/score", needs=at,
                   formula=f"IF({weights}<=0,0,MIN(100,{score}+{broken}))"),
            Column("key", say("Order"), "cell.ruled/index", needs=at,
                   formula=f'IF([@net]<0.005,"",IF([@pending]>0,0,20000)'
                           f"+ROUND(1000-10*[@priority],0)+[@place]/{_MOD})"),
            Column("nth", say("Sorted"), whole,
                   formula='IF([@place]>COUNT(accounts_key),"",'
                           f"{place_of('SMALL(accounts_key,[@place])')})"),
        ),
        [[number] for number in range(1, accounts + 1)],
        name="accounts",
    )  # fmt: skip


def _numbers(table: Table) -> list[list[Cell]]:
    return [[number] for number in range(1, table.last - table.first + 2)]


def _called(draft: Draft, on: Page, calls: Table) -> None:
    """Who was called until the as-of date in the currency of the list, and the last day of it."""
    say = draft.say
    customer, day, unit = (
        f"INDEX(calls_{key},[@place])" for key in ("customer", "done_on", "currency")
    )
    other = f"AND(LEN({unit})>0,LEN(list_currency)>0,{unit}<>list_currency)"
    who = f'IF(OR(LEN({customer})=0,NOT(ISNUMBER({day})),{day}>as_of,{other}),"",{customer}&"|")'
    later = f'COUNTIFS(called_who,[@who],calls_done_on,">"&{day})'
    # Calls of one day share it, so that the sum over the rows of a customer is its last day.
    share = f"{day}/COUNTIFS(called_who,[@who],calls_done_on,{day})"
    on.table(
        HEAD, CALLED,
        (
            Column("place", "#", "cell.ruled/whole"),
            Column("who", say("Key"), "cell.ruled.left", formula=who),
            Column("newest", say("Last call"), "cell.ruled/days",
                   formula=f'IF(LEN([@who])=0,"",IF({later}>0,"",{share}))'),
        ),
        _numbers(calls), name="called",
    )  # fmt: skip


def _promised(draft: Draft, on: Page, promises: Table) -> None:
    """What running promises keep out of the list, and who has broken one that is still open."""
    say = draft.say
    _, broken, running = promise_states(draft)
    customer, invoice, state = (
        f"INDEX(promises_{key},[@place])" for key in ("customer", "invoice", "state")
    )
    still = f"SUMIFS(rows_left,rows_key,{matching(customer, invoice)})>0.005"
    on.table(
        HEAD, PROMISED,
        (
            Column("place", "#", "cell.ruled/whole"),
            Column("frozen", say("Rests"), "cell.ruled.left",
                   formula=f'IF({state}="{running}",{scope(customer, invoice)},"")'),
            Column("failed", say("Broken"), "cell.ruled.left",
                   formula=f'IF({state}="{broken}",IF({still},{customer}&"|",""),"")'),
        ),
        _numbers(promises), name="promised",
    )  # fmt: skip


def _disputed(draft: Draft, on: Page, disputes: Table) -> None:
    """What open disputes keep out of the list."""
    say = draft.say
    customer, invoice = (f"INDEX(disputes_{key},[@place])" for key in ("customer", "invoice"))
    is_open = "ISNUMBER(INDEX(disputes_age,[@place]))"
    on.table(
        HEAD, DISPUTED,
        (
            Column("place", "#", "cell.ruled/whole"),
            Column("scope", say("Rests"), "cell.ruled.left",
                   formula=f'IF(AND(LEN({customer})>0,{is_open}),{scope(customer, invoice)},"")'),
        ),
        _numbers(disputes), name="disputed",
    )  # fmt: skip


def _contacted(draft: Draft, on: Page, contacts: Table) -> None:
    """By which key a customer's contact is found."""
    customer = "INDEX(contacts_customer,[@place])"
    on.table(
        HEAD, CONTACTED,
        (
            Column("place", "#", "cell.ruled/whole"),
            Column("who", draft.say("Key"), "cell.ruled.left",
                   formula=f'IF(LEN({customer})=0,"",{customer}&"|")'),
        ),
        _numbers(contacts), name="contacted",
    )  # fmt: skip
