"""What every template has beside its own pages: Start, Checks and Notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ledgerguard.cells.help import paragraphs
from ledgerguard.formula import Formula
from ledgerguard.translation import translated
from ledgerguard.units import Cell
from ledgerguard.workbooks.draft import AS_OF, Check, Draft
from ledgerguard.workbooks.inputs import Day
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.writer import address, area

FAILED: Final = "checks_failed"
"""The defined name of the number of checks that do not hold."""
FIRST_CHECK: Final = 4
_KNOWN: Final = ("LG_DSO(1200000,10000000,365)", "43.8")
"""A published example (CRISKCO): without the add-in it is no number."""


def finish(
    draft: Draft, purpose: Sequence[str], steps: Sequence[str], needs: str, source: str
) -> None:
    """Add Checks and Notes, and fill the Start sheet, once the template has laid itself out."""
    _checks(draft)
    _notes(draft)
    said = [draft.say(sentence) for sentence in purpose], [draft.say(step) for step in steps]
    _start(draft, *said, draft.say(needs), source)


def _checks(draft: Draft) -> None:
    say = draft.say
    page = draft.page(
        say("Checks"), widths=(3, 60, 18, 18, 14, 14), title=say("Self-check"),
        about=say("Every line computes a figure in two ways; a line that differs is red."),
        freeze=(4, 0), repeat=(3, 3),
    )  # fmt: skip
    titles = (say("Check"), say("Computed"), say("Expected"), say("Difference"), say("Result"))
    for column, title in enumerate(titles, 1):
        page.put(3, column, title, "header")
    page.heights[3] = 28
    answers = Check(say("The add-in answers: DSO of a published example"), *_KNOWN, 0.05, ())
    lines = [answers, *draft.checks]
    shown = f'"✗ {say("differs")}";;"✓ {say("holds")}"'
    for row, check in enumerate(lines, FIRST_CHECK):
        page.note(row, 1, check.label, 1, "cell.ruled.left.wrap")
        page.formula(row, 2, check.computed, "cell.ruled/money", needs=check.needs)
        page.formula(row, 3, check.expected, "cell.ruled/money", needs=check.needs)
        left, right = (address(row, c, absolute=False) for c in (2, 3))
        difference = f"IF(ISNUMBER({left}),IF(ISNUMBER({right}),{left}-{right},0),0)"
        page.formula(row, 4, difference, "cell.ruled/money")
        agree = f"IF(ABS({left}-{right})<={check.tolerance:.12g},0,1)"
        count = f"COUNT({left},{right})"
        blank = f"IF(ISERROR({left}),1,IF(ISERROR({right}),1,IF({count}=0,0,1)))"
        page.formula(row, 5, f"IF({count}=2,{agree},{blank})", f"cell.ruled.center/{shown}")
    last = 3 + len(lines)
    page.status((4, 5, last, 5), {"act": "$F5<>0", "good": "$F5=0"})
    page.put(last + 1, 1, say("Lines that differ"), "cell.total.left")
    for column in (2, 3, 4):
        page.put(last + 1, column, None, "cell.total")
    page.formula(last + 1, 5, f"SUM({area(4, 5, last, 5)})", "cell.total/whole", name=FAILED)


def _notes(draft: Draft) -> None:
    say = draft.say
    page = draft.page(
        say("Notes"), widths=(30, 62, 62, 40), title=say("Notes, definitions and sources"),
        about=say("What the figures mean, how they are computed and where the formulas come from."),
    )  # fmt: skip
    row = 3
    if draft.notes:
        row = page.section(row, 0, say("About this workbook"))
        for term, words in draft.notes:
            page.put(row, 0, term, "cell.wrap")
            row = page.note(row, 1, words, 3, "cell.wrap")
        row += 1
    row = _definitions(draft, page, row)
    row = _inputs(draft, page, row + 1)
    if draft.failures:
        row = page.section(row + 1, 0, say("Cells that may show an error value"))
        for failure in draft.failures:
            page.put(row, 0, f"{failure.sheet}!{failure.cell}", "cell.wrap")
            row = page.note(row, 1, failure.reason, 3, "cell.wrap")


def _definitions(draft: Draft, page: Page, row: int) -> int:
    say = draft.say
    row = page.section(row, 0, say("The formulas used here"))
    for column, title in enumerate(
        (say("Formula"), say("Meaning"), say("How it is computed"), say("Source"))
    ):
        page.put(row, column, title, "header")
    page.heights[row] = 28
    for formula in used(draft):
        row += 1
        how = "\n".join(paragraphs(formula.details))
        page.put(row, 0, f"LG_{formula.name}", "cell.wrap")
        for column, words in enumerate((formula.summary, how, formula.source), 1):
            page.note(row, column, words, 1, "cell.wrap")
    return row + 1


def _inputs(draft: Draft, page: Page, row: int) -> int:
    say = draft.say
    row = page.section(row, 0, say("The inputs and their names"))
    for column, title in enumerate((say("Name"), say("Input"), say("Help"), say("Sheet"))):
        page.put(row, column, title, "header")
    page.heights[row] = 28
    for one in draft.inputs:
        row += 1
        page.put(row, 0, one.name, "cell.wrap")
        for column, words in enumerate((one.label, one.help, one.sheet), 1):
            page.note(row, column, words, 1, "cell.wrap")
    return row + 1


def _start(
    draft: Draft, purpose: Sequence[str], steps: Sequence[str], needs: str, source: str
) -> None:
    say, page = draft.say, draft.start
    row = page.note(2, 1, " ".join(purpose), 7)
    row = page.note(
        row, 1, needs + (f" {say('Filled from')}: {source}" if source else ""), 7, "note.wrap"
    )
    row = page.section(row + 1, 1, say("Five steps"))
    for number, step in enumerate(steps, 1):
        row = page.note(row, 1, f"{number}.  {step}", 7)
    top = row + 1
    page.section(top, 1, say("As of"))
    if AS_OF not in draft.book.names:
        page.input(
            top + 1, 2, AS_OF, Day(), label=say("As-of date"),
            help=say("The day from which everything is looked at; every sheet follows."),
            default=draft.as_of,
        )  # fmt: skip
    else:
        page.put(top + 1, 1, say("As-of date"), "cell.ruled.left")
        page.formula(top + 1, 2, AS_OF, "cell.boxed.center/date", needs=(AS_OF,))
    page.section(top, 4, say("Self-check"))
    count = len(draft.checks) + 1
    good = say("All {count} checks hold").format(count=count)
    bad = say(" of {count} checks differ: see the sheet Checks").format(count=count)
    verdict = f'IF({FAILED}=0,"✓ {good}","✗ "&{FAILED}&"{bad}")'
    page.formula(top + 1, 4, verdict, "cell.boxed.left", across=4)
    page.status((top + 1, 4), {"act": f"{FAILED}<>0", "good": f"{FAILED}=0"})
    row = page.section(top + 3, 1, say("Colours"))
    legend = (
        ("input.words", say("An input: type here")),
        ("good", say("● good")), ("watch", say("▲ watch")), ("act", say("■ act")),
    )  # fmt: skip
    for offset, (style, words) in enumerate(legend):
        page.put(row, 1 + offset, words, style)
    row = page.section(row + 2, 1, say("Sheets"))
    for target in draft.pages[1:]:
        page.link(row, 1, target)
        row = page.note(row, 2, target.about, 6)


def used(draft: Draft) -> list[Formula]:
    """The formulas of ours that the workbook calls, in the order of their names, translated."""
    return [translated(formula, draft.language) for formula in draft.book.called()]


@dataclass(frozen=True, slots=True)
class Result:
    """A line of the self-check as it was computed here."""

    label: str
    computed: Cell
    expected: Cell
    holds: bool


def results(draft: Draft) -> list[Result]:
    """The lines of the self-check of a finished draft."""
    sheet = draft.book.sheets[draft.say("Checks")]
    found = []
    for row in range(FIRST_CHECK, FIRST_CHECK + 1 + len(draft.checks)):
        label, computed, expected, wrong = (
            draft.book.value(sheet, row, column) for column in (1, 2, 3, 5)
        )
        found.append(Result(str(label), computed, expected, wrong == 0))
    return found
