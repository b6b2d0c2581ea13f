"""The sheet Disclosure: the tables of IFRS 7.35M, 35N and 35H, ready for the notes."""

from __future__ import annotations

from typing import Final

from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.templates.provisions import allowance, assumptions, journal
from ledgerguard.workbooks.templates.provisions.buckets import COUNT, labels
from ledgerguard.workbooks.writer import address, area

EXPOSURE: Final = 4
LINES: Final = COUNT + 3  # buckets, undated, named customers, credits
TOTAL: Final = EXPOSURE + LINES + 1
MOVES: Final = TOTAL + 4
RATE, GOOD, GOOD_LOSS, BAD, BAD_LOSS, NET = range(2, 8)


def page(draft: Draft) -> Page:
    """The sheet, still empty."""
    return draft.page(
        draft.say("Disclosure"), widths=(2, 42, 14, 18, 18, 18, 18, 18), pages=(1, 1),
        about=draft.say("Credit risk exposure by bucket and movement of the allowance: IFRS 7."),
    )  # fmt: skip


def add(draft: Draft, on: Page) -> None:
    """Lay the sheet out."""
    _exposure(draft, on)
    _movement(draft, on)


def _exposure(draft: Draft, on: Page) -> None:
    say = draft.say
    on.section(3, 1, say("Credit risk exposure by days past due (IFRS 7.35M, 35N)"))
    titles = (
        say("Days past due"), say("Loss rate"), say("Gross, not credit-impaired"),
        say("Loss allowance, not credit-impaired"), say("Gross, credit-impaired"),
        say("Loss allowance, credit-impaired"), say("Net carrying amount"),
    )  # fmt: skip
    for offset, title in enumerate(titles):
        on.put(EXPOSURE, 1 + offset, title, "header")
    on.heights[EXPOSURE] = 50
    names = [*labels(draft), say("Undated"), say("Named customers"), say("Unapplied credits")]
    rebutted = f'presumption_rebutted="{assumptions.yes_word(draft)}"'
    for number, name in enumerate(names):
        row, source = EXPOSURE + 1 + number, allowance.TABLE + 1 + number
        rate, gross, loss = (
            allowance.cell(draft, source, column)
            for column in (allowance.FORWARD, allowance.MATRIX, allowance.LOSS)
        )
        bad = "TRUE" if number == COUNT + 1 else "FALSE"
        if number == COUNT - 1:
            bad = f"NOT({rebutted})"
        on.put(row, 1, name, "cell.ruled.left")
        on.heights[row] = 22
        on.formula(row, RATE, rate, "cell.ruled/0.00%", needs=(rate,))
        for column, text, needed in (
            (GOOD, f"IF({bad},0,{gross})", gross), (GOOD_LOSS, f"IF({bad},0,{loss})", loss),
            (BAD, f"IF({bad},{gross},0)", gross), (BAD_LOSS, f"IF({bad},{loss},0)", loss),
            (NET, f"{gross}-{loss}", gross),
        ):  # fmt: skip
            needs = (needed, loss) if column == NET else (needed,)
            on.formula(row, column, text, "cell.ruled/whole", needs=needs)
    on.put(TOTAL, 1, say("Total"), "cell.total.left")
    on.heights[TOTAL] = 22
    on.formula(TOTAL, RATE, 'IF(net_total>0,allowance/net_total,"")', "cell.total/0.00%",
               needs=("allowance", "net_total"))  # fmt: skip
    named = {GOOD: "shown_good", GOOD_LOSS: "shown_good_loss", BAD: "shown_bad",
             BAD_LOSS: "shown_bad_loss", NET: "shown_net"}  # fmt: skip
    for column, name in named.items():
        text = f"SUM({area(EXPOSURE + 1, column, TOTAL - 1, column)})"
        on.formula(TOTAL, column, text, "cell.total/whole", needs=("gross_total", "allowance"),
                   name=name)  # fmt: skip
    needs = ("gross_total", "allowance")
    draft.check(say("Gross amounts of the disclosure against the gross receivables"),
                "shown_good+shown_bad", "gross_total", needs=needs)  # fmt: skip
    draft.check(say("Loss allowances of the disclosure against the allowance"),
                "shown_good_loss+shown_bad_loss", "allowance", needs=needs)  # fmt: skip
    draft.check(say("Net carrying amount against gross less allowance"),
                "shown_net", "gross_total-allowance", needs=needs)  # fmt: skip


def _movement(draft: Draft, on: Page) -> None:
    say = draft.say
    on.section(MOVES - 1, 1, say("Movement of the loss allowance (IFRS 7.35H)"))
    titles = (say("Lifetime expected credit losses"), say("Not credit-impaired"),
              say("Credit-impaired"), say("Total"))  # fmt: skip
    for offset, title in enumerate(titles):
        on.put(MOVES, (1, 3, 4, 5)[offset], title, "header")
    on.put(MOVES, 2, None, "header")
    on.heights[MOVES] = 34
    for line, label in enumerate(journal.lines(draft)):
        row, style = MOVES + 1 + line, "cell.total" if line in (0, 4) else "cell.ruled"
        on.put(row, 1, label, f"{style}.left")
        on.put(row, 2, None, style)
        on.heights[row] = 22
        for column in (journal.MATRIX, journal.IMPAIRED, journal.WHOLE):
            source = journal.move(draft, line, column)
            on.formula(row, column + 1, source, f"{style}/whole", needs=(source,))
    row = MOVES + 7
    rebutted = f'presumption_rebutted="{assumptions.yes_word(draft)}"'
    no = say("Receivables more than 90 days past due are in default (IFRS 9 B5.5.37).")
    yes = say("The presumption of default at 90 days is rebutted:")
    missing = say("say why on the sheet Assumptions")
    reason = f'IF(rebuttal_reason="","{missing}",rebuttal_reason)'
    on.formula(row, 1, f'IF({rebutted},"{yes} "&{reason},"{no}")', "cell.left", across=7)
    on.status((row, 1), {"act": f"AND({rebutted},LEN(rebuttal_reason)=0)"})
    closing = address(MOVES + 5, 5, sheet=on.name)
    draft.check(say("Closing allowance of the disclosure against the allowance"), closing,
                "allowance", needs=(closing,))  # fmt: skip
