"""The sheet Journal: how the allowance moved, and the entries that take it there."""

from __future__ import annotations

from typing import Final

from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.writer import address, area

MOVES: Final = 4
ENTRY: Final = MOVES + 9
MATRIX, IMPAIRED, WHOLE = 2, 3, 4


def page(draft: Draft) -> Page:
    """The sheet, still empty."""
    return draft.page(
        draft.say("Journal"), widths=(2, 46, 24, 20, 20), pages=(1, 1),
        about=draft.say("From the opening to the closing allowance, and what is to be posted."),
    )  # fmt: skip


def move(draft: Draft, line: int, column: int) -> str:
    """A cell of the movement: opening, charge, write-offs, recoveries, closing."""
    return address(MOVES + 1 + line, column, sheet=draft.say("Journal"))


def lines(draft: Draft) -> tuple[str, ...]:
    """The lines of the movement."""
    say = draft.say
    return (
        say("Opening allowance"), say("Charge for the year (release if negative)"),
        say("Written off"), say("Recovered of earlier write-offs"), say("Closing allowance"),
    )  # fmt: skip


def add(draft: Draft, on: Page) -> None:
    """Lay the sheet out."""
    say = draft.say
    on.section(3, 1, say("Movement of the loss allowance"))
    titles = (say("Line"), say("Not credit-impaired"), say("Credit-impaired"), say("Total"))
    for offset, title in enumerate(titles):
        on.put(MOVES, 1 + offset, title, "header")
    on.heights[MOVES] = 28
    closing = ("allowance-impaired_loss", "impaired_loss")
    needs = ("allowance", "impaired_loss", "opening_matrix", "opening_impaired")
    given = (("opening_matrix", "opening_impaired"), None, ("0", "-written_off"),
             ("0", "recovered"), closing)  # fmt: skip
    for line, (label, texts) in enumerate(zip(lines(draft), given, strict=True)):
        row, style = MOVES + 1 + line, "cell.total" if line in (0, 4) else "cell.ruled"
        on.heights[row] = 22
        on.put(row, 1, label, f"{style}.left")
        for column in (MATRIX, IMPAIRED):
            if texts is None:  # what is left once everything else is known
                others = [address(MOVES + 1 + n, column) for n in (4, 0, 2, 3)]
                text = f"{others[0]}-{others[1]}-{others[2]}-{others[3]}"
            else:
                text = texts[column - MATRIX]
            on.formula(row, column, text, f"{style}/money", needs=needs)
        both = area(row, MATRIX, row, IMPAIRED)
        name = ("opening_total", "charge_total", "", "", "closing_total")[line]
        on.formula(row, WHOLE, f"SUM({both})", f"{style}/money", needs=needs, name=name)
    _entry(draft, on, needs)
    draft.check(
        say("Closing allowance against opening, charge, write-offs and recoveries"),
        "opening_total+charge_total-written_off+recovered", "allowance", needs=("charge_total",),
    )  # fmt: skip
    draft.check(
        say("Debits against credits of the journal entry"), "debit_total", "credit_total",
        needs=("debit_total", "credit_total"),
    )  # fmt: skip


def _entry(draft: Draft, on: Page, needs: tuple[str, ...]) -> None:
    say = draft.say
    on.section(ENTRY - 1, 1, say("Journal entry"))
    titles = (say("What for"), say("Account"), say("Debit"), say("Credit"))
    for offset, title in enumerate(titles):
        on.put(ENTRY, 1 + offset, title, "header")
    on.heights[ENTRY] = 28
    loss, allowed = (
        ("account_loss", say("Impairment loss")),
        ("account_allowance", say("Loss allowance")),
    )
    owed, bank = ("account_receivables", say("Trade receivables")), ("account_bank", say("Bank"))
    entry = (
        (say("Write-off"), allowed, "written_off", owed, "written_off"),
        (say("Recovery of a write-off"), bank, "recovered", allowed, "recovered"),
        (say("Charge for the year"), loss, "MAX(charge_total,0)", allowed, "MAX(charge_total,0)"),
        (
            say("Release for the year"),
            allowed,
            "MAX(-charge_total,0)",
            loss,
            "MAX(-charge_total,0)",
        ),
    )
    row = ENTRY
    for what, debit, taken, credit, given in entry:
        for (name, words), amount, column in ((debit, taken, 3), (credit, given, 4)):
            row += 1
            on.heights[row] = 22
            on.put(row, 1, what, "cell.ruled.left")
            on.formula(row, 2, f'IF({name}="","{words}",{name})', "cell.ruled.left")
            on.formula(row, column, amount, "cell.ruled/money", needs=needs)
            on.put(row, 7 - column, None, "cell.ruled")
    row += 1
    on.put(row, 1, say("Total"), "cell.total.left")
    on.put(row, 2, None, "cell.total")
    for column, name in ((3, "debit_total"), (4, "credit_total")):
        cells = area(ENTRY + 1, column, row - 1, column)
        on.formula(row, column, f"SUM({cells})", "cell.total/money", needs=needs, name=name)
    on.heights[row] = 22
    on.note(
        row + 2, 1,
        say("Write-offs are posted when they happen; what is left is the charge. Leave out the "
            "lines that have been posted during the year. Lines of 0 need no posting."), 4,
        "note.wrap",
    )  # fmt: skip
