"""The sheet Letter: a customer is chosen, and the letter of its step stands there to be printed."""

from __future__ import annotations

from ledgerguard.policy.ladder_words import LETTERS
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.inputs import Choice
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.template import Data
from ledgerguard.workbooks.templates.collections_worklist import items, ladder
from ledgerguard.workbooks.templates.collections_worklist.words import words_offered

TOP, LINES, HIGH = 9, 52, 20
"""Where the letter begins, and the rows over which its cell is merged."""


def page(draft: Draft) -> Page:
    """The sheet, still empty."""
    return draft.page(
        draft.say("Letter"), widths=(2, 24, 24, 20, 34), pages=(1, 1), portrait=True,
        about=draft.say("Choose a customer: the letter of its step, in its language."),
    )  # fmt: skip


def add(draft: Draft, data: Data, on: Page) -> None:
    """Lay the sheet out."""
    say = draft.say
    row = on.section(2, 1, say("Choose here"))
    row = on.input(
        row, 2, "letter_customer", Choice(source="work_id", strict=False),
        label=say("Customer number"), given=data.values,
        help=say("The list offers the customers of the worklist; any other number can be typed."),
    )  # fmt: skip
    row = on.input(
        row, 2, "letter_kind",
        words_offered(draft, LETTERS.values()),
        label=say("Letter"), given=data.values,
        help=say("Blank: the letter of the step that is due."),
    )  # fmt: skip
    row = on.input(
        row, 2, "letter_language", Choice(("en", "zh")), label=say("Language"),
        given=data.values, help=say("Blank: the customer's own, by the sheet Contacts."),
    )  # fmt: skip
    _used(draft, on)
    text = f'IF(LEN(letter_customer)=0,"{say("Choose a customer above.")}",{_letter(draft)})'
    on.formula(TOP, 1, text, "letter", needs=("as_of",))
    on.sheet.merges[TOP, 1] = (TOP + LINES - 1, 4)
    for at in range(TOP, TOP + LINES):
        on.heights[at] = HIGH
    draft.explain(
        say("Letters"),
        say("LETTER_TEXT over the sheet Items: what is disputed here is listed and not asked for. "
            "Sender, addresses and wording of your own come from the firm's policy file. Late "
            "interest is claimed where the ladder says so and a law is chosen."),
    )  # fmt: skip


def _used(draft: Draft, on: Page) -> None:
    """What the choice comes to."""
    say = draft.say
    who = 'letter_customer&"|"'
    nth = f"MATCH({who},accounts_who,0)"
    known = f"MATCH({who},contacted_who,0)"
    own = f'IFERROR(INDEX(contacts_language,{known})&"","")'
    tongue = f'IF(LEN(letter_language)>0,letter_language,IF(LEN({own})>0,{own},"{draft.language}"))'
    stage = f"IFERROR(INDEX(items_stage,INDEX(accounts_at,{nth})),0)"
    due = ladder.level("letter", "letter_stage")
    match = f"MATCH({who},items_who,0)"
    lines = (
        ("letter_name", say("Customer"), f'IFERROR(INDEX(items_customer,{match})&"","")',
         "cell.ruled.left"),
        ("letter_stage", say("Stage"), stage, "cell.ruled.left/whole"),
        ("letter_chosen", say("Letter"),
         f"IF(LEN(letter_kind)>0,letter_kind,IF(letter_stage>0,{due},\"\"))",
         "cell.ruled.left"),
        ("letter_tongue", say("Language"), tongue, "cell.ruled.left"),
    )  # fmt: skip
    on.put(2, 3, say("It comes to"), "section")
    for row, (name, label, text, style) in enumerate(lines, 3):
        on.put(row, 3, label, "cell.ruled.left")
        on.formula(row, 4, text, style, name=name)
    on.put(7, 1, say("Due for a step"), "cell.ruled.left")
    on.formula(7, 2, f"IFERROR(INDEX(accounts_net,{nth}),0)", "cell.ruled/money",
               name="letter_amount")  # fmt: skip


def _letter(draft: Draft) -> str:
    say = draft.say
    claims = f'INDEX(ladder_interest,MAX(letter_stage,1))="{say("yes")}"'
    call = draft.call(
        "LETTER_TEXT", ledger=items.ROWS, customer="letter_customer", as_of="as_of",
        ladder="letter_ladder", letter="letter_chosen",
        regime=f'IF(AND({claims},letter_stage>0),interest_regime,"")', language="letter_tongue",
    )  # fmt: skip
    none = say("No letter is due to this customer: nothing is open, no step has been reached, or "
               "the step has no letter. Choose a letter above to write all the same.")  # fmt: skip
    return f'IFERROR({call},"{none}")'
