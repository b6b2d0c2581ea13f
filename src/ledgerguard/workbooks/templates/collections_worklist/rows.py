"""The sheet Calculations: each row of the ledger as it stands, and the customers in their order."""

from __future__ import annotations

from typing import Final

from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.table import Column
from ledgerguard.workbooks.templates.collections_worklist import ladder

HEAD: Final = 4
ACCOUNTS: Final = 7  # the column of the customers
LETTER: Final = 23  # the column of the letter's ladder
UNDATED: Final = 99_999
"""Stands for the due date of an item without one: it comes last."""
_MOD: Final = 100_000  # a key holds its row behind the point


def page(draft: Draft) -> Page:
    """The sheet, still empty."""
    return draft.page(
        draft.say("Calculations"), widths=(8, 30, 8, 14, 14, 3, 3, *(14,) * 24),
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


def add(draft: Draft, on: Page, count: int, accounts: int) -> None:
    """Lay the sheet out.

    Args:
        draft: The workbook.
        on: The sheet.
        count: Rows of the sheet Invoices, spare ones too.
        accounts: Customers that the list has room for.
    """
    say = draft.say
    on.section(HEAD - 1, 0, say("Rows of the ledger"))
    _ledger(draft, on, count)
    on.section(HEAD - 1, ACCOUNTS, say("Customers with something to chase"))
    _accounts(draft, on, accounts)
    on.section(HEAD - 1, LETTER, say("The ladder in the language of the letter"))
    ladder.letter_ladder(draft, on, HEAD + 1, LETTER)


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
                   formula="COUNTIF(promises_failed,[@who])"),
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
