"""The sheet Policy: a pattern of terms to start from, and what the firm's own policy says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from ledgerguard.policy.firm import load_policy
from ledgerguard.policy.insurance_file import InsuranceEntry
from ledgerguard.policy.loss_causes import CAUSES
from ledgerguard.units import Cell
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.inputs import Accepts, Choice, Number, Words
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.template import Data
from ledgerguard.workbooks.templates.insurance import words
from ledgerguard.workbooks.templates.insurance.ledger_rows import currency
from ledgerguard.workbooks.writer import address, area

AMOUNT: Final = Number("whole", least=0)
SHARE: Final = Number("percent", least=0, most=1)
PERIODS: Final = ("mep", "report", "waiting", "filing", "settlement")
COUNTS, OWN, FIRST = 2, 3, 4
"""Columns: the terms that count, those of the firm's own policy, and the first pattern."""
HEAD: Final = 16

Line = tuple[str, Accepts, str, str, Cell]
"""Name, what is accepted, label, help and default of an input."""


def patterns(data: Data) -> Mapping[str, InsuranceEntry]:
    """The patterns of terms, by their keys."""
    return (data.policy or load_policy()).insurances


def page(draft: Draft, data: Data) -> Page:
    """The sheet, still empty."""
    count = max(4, len(patterns(data)))
    return draft.page(
        draft.say("Policy"),
        widths=(3, 40, 22, 22, *([24] * count)),
        pages=(1, 1),
        about=draft.say("What your policy says: its wording counts, not the pattern."),
    )


def add(draft: Draft, data: Data, on: Page) -> None:
    """Lay the sheet out."""
    say, known = draft.say, patterns(data)
    left = on.section(3, 1, say("Cover and premium"))
    for line in _cover(draft, data, list(known)):
        left = _input(on, data, left, COUNTS, line)
    right = on.section(3, FIRST, say("What comes off a loss"))
    for line in _loss(draft):
        right = _input(on, data, right, FIRST + 2, line, labelled=2)
    row = _patterns(draft, data, on, known)
    _waiting(draft, data, on, row + 1, known)
    draft.explain(
        say("What comes off a loss"),
        say("In the order of INDEMNITY: a loss up to the threshold is not paid; the deductible "
            "comes off before the insured share or after it; what is left of the aggregate first "
            "loss comes off; the minimum retention stays with you; and no more is paid in a year "
            "than the maximum liability, less what was paid already. Without premium and amount "
            "no maximum is known, and none is applied."),
    )  # fmt: skip


def _input(on: Page, data: Data, row: int, column: int, line: Line, labelled: int = 1) -> int:
    name, accepts, label, help_text, default = line
    given = {"policy_currency": default} if name == "policy_currency" else data.values
    return on.input(
        row, column, name, accepts, label=label, help=help_text, default=default, given=given,
        labelled=labelled,
    )  # fmt: skip


def _cover(draft: Draft, data: Data, names: Sequence[str]) -> list[Line]:
    say = draft.say
    return [
        ("policy_pattern", Choice(names), say("Pattern of terms"),
         say("Where periods and dates start from; see the table below."), names[0]),
        ("policy_currency", Words(3), say("Currency of the policy"),
         say("Only items in it are in the workbook: two currencies are never added."),
         currency(data) or None),
        ("insured_rate", SHARE, say("Insured share"),
         say("Share of a loss that the insurer bears, such as 90 %."), 0.9),
        ("discretionary_limit", AMOUNT, say("Discretionary limit"),
         say("Limit that the policy lets you set where the insurer has named none."), 0),
        ("premium_rate", Number("0.00%", least=0, most=1), say("Premium rate"),
         say("Premium as a share of the insurable turnover."), 0.0025),
        ("minimum_premium", AMOUNT, say("Minimum premium"),
         say("Premium that is due in any case."), 0),
        ("turnover", AMOUNT, say("Insurable turnover of the year"),
         say("Without VAT and without sales that are not insured."), None),
        ("liability_multiple", Number("0.0", least=0), say("Maximum liability: times the premium"),
         say("Multiple of the premium that the insurer pays at most in a year."), 30),
        ("liability_amount", AMOUNT, say("Maximum liability: amount"),
         say("An amount that counts instead of the multiple; 0 for none."), 0),
        ("default_grade", Number("whole", least=1, most=10, whole=True),
         say("Grade of buyers without one"), say("Grade from 1 to 10."), 5),
    ]  # fmt: skip


def _loss(draft: Draft) -> list[Line]:
    say = draft.say
    orders, erosions = words.orders(draft), words.erosions(draft)
    return [
        ("deductible", AMOUNT, say("Deductible of each loss"),
         say("Taken off each loss; 0 where there is none."), 0),
        ("deductible_order", Choice([text for _, text in orders]), say("Deductible comes off"),
         say("Before: off the loss, and the insured share applies to the rest. After: off the "
             "payment. Policies differ: read the wording."), orders[0][1]),
        ("threshold", AMOUNT, say("Threshold"),
         say("Largest loss that the policy does not pay; above it the whole loss counts. 0 for "
             "none."), 0),
        ("minimum_retention", AMOUNT, say("Minimum retention"),
         say("Least amount of each loss that stays with you; 0 for none."), 0),
        ("first_loss", AMOUNT, say("Aggregate first loss of the year"),
         say("What you bear of all losses of a year together before anything is paid; 0 for none."),
         0),
        ("first_loss_erosion", Choice([text for _, text in erosions]),
         say("First loss is used up by the"),
         say("The whole loss, or only the share that is insured."), erosions[0][1]),
        ("year_losses", AMOUNT, say("Insured losses of this year so far"),
         say("Those above the threshold, added up: they have used up the first loss."), 0),
        ("year_paid", AMOUNT, say("Paid by the insurer this year"),
         say("It has used up the maximum liability."), 0),
        ("loss_given_default", SHARE, say("Loss given default"),
         say("Share of the exposure that is lost when a buyer fails."), 0.6),
    ]  # fmt: skip


def _patterns(draft: Draft, data: Data, on: Page, known: Mapping[str, InsuranceEntry]) -> int:
    """The terms side by side: a row for each, a column for each pattern; answers the row below."""
    say, starts = draft.say, words.starts(draft)
    row = on.section(HEAD, 1, say("Periods and where they start"))
    last = FIRST + len(known) - 1
    for column, title in enumerate(
        (say("Term"), say("Terms that count"), say("Your policy, where it differs"), *known), 1
    ):
        on.put(row, column, title, "header")
    on.put(row + 1, 1, None, "cell.ruled.left")
    on.put(row + 1, COUNTS, None, "cell.ruled")
    on.put(row + 1, OWN, None, "cell.ruled")
    for column, entry in enumerate(known.values(), FIRST):
        on.put(row + 1, column, entry.title.in_language(draft.language), "cell.ruled.left.wrap")
    on.heights |= {row: 34, row + 1: 58}
    draft.define("pattern_names", area(row, FIRST, row, last, on.name))
    tests = "+".join(
        f"{number}*EXACT(policy_pattern,{address(row, column)})"
        for number, column in enumerate(range(FIRST, last + 1), 1)
    )
    titles = {
        "mep": say("Extension"), "report": say("Report"), "waiting": say("Waiting"),
        "filing": say("Filing"), "settlement": say("Settlement"),
        "mep_from": say("Extension from"), "report_from": say("Report from"),
        "waiting_from": say("Waiting from"), "stop": say("Stop deliveries"),
    }  # fmt: skip
    on.put(row + 2, 1, say("Number of the pattern"), "cell.ruled.left")
    on.formula(row + 2, COUNTS, tests, "cell.ruled.center/0", name="pattern_number")
    for column in range(OWN, last + 1):
        on.put(row + 2, column, None, "cell.ruled")
    for at, (term, title) in enumerate(titles.items(), row + 3):
        accepts: Accepts = Words(20)
        help_text = say("A number of days or a text such as 8 months; blank: as the pattern.")
        if term in starts:
            accepts = Choice([text for _, text in starts[term]])
            help_text = say("Blank: as the pattern says.")
        values = [_value(entry, term, dict(starts.get(term, ()))) for entry in known.values()]
        picked = _term(data, on, at, (f"own_{term}", title, accepts, help_text), values)
        on.formula(at, COUNTS, picked, "cell.ruled.center/0", name=f"term_{term}")
    return row + 3 + len(titles)


def _value(entry: InsuranceEntry, term: str, said: Mapping[str, str]) -> Cell:
    if term in PERIODS:
        period: Cell = getattr(entry, f"{term}_period")
        return period
    key: str = entry.stop_shipment if term == "stop" else getattr(entry, term)
    return said.get(key)


def _term(
    data: Data, on: Page, row: int, own: tuple[str, str, Accepts, str], values: Sequence[Cell]
) -> str:
    """A row of the terms; answers the formula of what counts: our own, else the pattern's."""
    name, title, accepts, help_text = own
    on.put(row, 1, title, "cell.ruled.left")
    on.input(row, OWN, name, accepts, label=title, labelled=0, help=help_text, given=data.values)
    for column, value in enumerate(values, FIRST):
        on.put(row, column, value, "cell.ruled.center/0")
    picked = f"INDEX({area(row, FIRST, row, FIRST + len(values) - 1)},1,pattern_number)"
    # A number that is typed into a cell of text is text: 45 has to count as days all the same.
    typed = f"IFERROR({name}+0,{name})"
    return f'IF(LEN({name})>0,{typed},IF(LEN({picked})=0,"",{picked}))'


def _waiting(
    draft: Draft, data: Data, on: Page, row: int, known: Mapping[str, InsuranceEntry]
) -> None:
    """How long each cause of loss must have lasted before a claim."""
    say = draft.say
    row = on.section(row, 1, say("Waiting before a claim, by cause of loss"))
    help_text = say(
        "Days or a text such as 6 months; 0: no waiting; {word}: the policy does not cover the "
        "cause. Blank: as the pattern, and else the waiting above."
    ).format(word=words.not_insured(draft))
    behind = draft.calculations()
    top = behind.section(behind.free, 0, say("Causes of loss"))
    behind.put(top, 0, say("Cause"), "header", across=2)
    behind.put(top, 2, say("Waits"), "header")
    titles = words.causes(draft)
    for at, (key, title) in enumerate(zip(CAUSES, titles, strict=True)):
        waits = CAUSES[key].waits
        behind.put(top + 1 + at, 0, title, "cell.ruled.left", across=2)
        behind.put(top + 1 + at, 2, int(waits), "cell.ruled.center/0")
        name = f"own_waiting_{key.replace('-', '_')}"
        values = [words.waiting(draft, entry, key) for entry in known.values()]
        picked = _term(data, on, row + at, (name, title, Words(20), help_text), values)
        none = "term_waiting" if waits else "0"
        on.formula(row + at, COUNTS, f"IF(LEN({picked})=0,{none},{picked})", "cell.ruled.center/0")
    last = len(titles)
    draft.define("cause_waiting", area(row, COUNTS, row + last - 1, COUNTS, on.name))
    draft.define("cause_titles", area(row, 1, row + last - 1, 1, on.name))
    draft.define("cause_waits", area(top + 1, 2, top + last, 2, behind.name))
    draft.explain(
        say("Waiting before a claim"),
        say("Enter the cause and its day for a buyer on the sheet Cover. After an insolvency "
            "there is usually nothing to wait for: the claim is possible from its day. Every "
            "other cause must have lasted for its waiting period, counted from the due date or "
            "from the overdue report."),
    )  # fmt: skip
