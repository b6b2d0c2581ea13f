"""The sheet Policy: a pattern of terms to start from, and what the firm's own policy says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ledgerguard.policy.firm import load_policy
from ledgerguard.policy.insurance_file import InsuranceEntry
from ledgerguard.units import Cell
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.inputs import Choice, Number, Words
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.template import Data
from ledgerguard.workbooks.templates.insurance.ledger_rows import currency
from ledgerguard.workbooks.writer import area

AMOUNT: Final = Number("whole", least=0)
SHARE: Final = Number("percent", least=0, most=1)
PERIODS: Final = ("mep", "report", "waiting", "filing", "settlement")
WORDS: Final = ("mep_from", "report_from", "waiting_from", "stop")
CHOICES: Final = {
    "mep_from": ("due", "invoice"),
    "report_from": ("due", "mep"),
    "waiting_from": ("due", "report"),
    "stop": ("overdue", "mep", "report"),
}
TERMS: Final = (*PERIODS, *WORDS)
HEAD: Final = 19


def page(draft: Draft) -> Page:
    """The sheet, still empty."""
    return draft.page(
        draft.say("Policy"),
        widths=(3, 40, 55, 14, 14, 14, 14, 14, 14, 14, 14, 14),
        pages=(1, 1),
        about=draft.say("What your policy says: its wording counts, not the pattern."),
    )


def add(draft: Draft, data: Data, on: Page) -> None:
    """Lay the sheet out."""
    say = draft.say
    policy = data.policy or load_policy()
    presets = policy.insurances
    names = list(presets)
    row = on.section(3, 1, say("Terms of your policy"))
    for name, accepts, label, help_text, default in (
        (
            "policy_pattern",
            Choice(names),
            say("Pattern of terms"),
            say("Where periods and dates start from; see the table below."),
            names[0],
        ),
        (
            "policy_currency",
            Words(3),
            say("Currency of the policy"),
            say("Only items in it are in the workbook: two currencies are never added."),
            currency(data) or None,
        ),
        (
            "insured_rate",
            SHARE,
            say("Insured share"),
            say("Share of a loss that the insurer bears, such as 90 %."),
            0.9,
        ),
        (
            "deductible",
            AMOUNT,
            say("Deductible of each loss"),
            say("Taken off the loss before the insured share is applied; 0 where there is none."),
            0,
        ),
        (
            "discretionary_limit",
            AMOUNT,
            say("Discretionary limit"),
            say("Limit that the policy lets you set where the insurer has named none."),
            0,
        ),
        (
            "premium_rate",
            Number("0.00%", least=0, most=1),
            say("Premium rate"),
            say("Premium as a share of the insurable turnover."),
            0.0025,
        ),
        (
            "minimum_premium",
            AMOUNT,
            say("Minimum premium"),
            say("Premium that is due in any case."),
            0,
        ),
        (
            "turnover",
            AMOUNT,
            say("Insurable turnover of the year"),
            say("Without VAT and without sales that are not insured."),
            None,
        ),
        (
            "liability_multiple",
            Number("0.0", least=0),
            say("Maximum liability: times the premium"),
            say("Multiple of the premium that the insurer pays at most in a year."),
            30,
        ),
        (
            "liability_amount",
            AMOUNT,
            say("Maximum liability: amount"),
            say("An amount that counts instead of the multiple; 0 for none."),
            0,
        ),
        (
            "loss_given_default",
            SHARE,
            say("Loss given default"),
            say("Share of the exposure that is lost when a buyer fails."),
            0.6,
        ),
        (
            "default_grade",
            Number("whole", least=1, most=10, whole=True),
            say("Grade of buyers without one"),
            say("Grade from 1 to 10."),
            5,
        ),
    ):
        given = {"policy_currency": default} if name == "policy_currency" else data.values
        row = on.input(
            row, 2, name, accepts, label=label, help=help_text, default=default, given=given
        )
    _patterns(draft, data, on, presets)


def _patterns(draft: Draft, data: Data, on: Page, known: Mapping[str, InsuranceEntry]) -> None:
    say = draft.say
    titles = (
        say("Extension"),
        say("Report"),
        say("Waiting"),
        say("Filing"),
        say("Settlement"),
        say("Extension from"),
        say("Report from"),
        say("Waiting from"),
        say("Stop deliveries"),
    )
    on.put(HEAD, 1, say("Periods and where they start"), "header")
    for offset, title in enumerate((say("Title"), *titles)):
        on.put(HEAD, 2 + offset, title, "header")
    on.heights[HEAD] = 32
    first, last = HEAD + 1, HEAD + len(known)
    for row, (name, entry) in enumerate(known.items(), first):
        on.put(row, 1, name, "cell.ruled.left")
        on.put(row, 2, entry.title.in_language(draft.language), "cell.ruled.left")
        for offset, value in enumerate(_values(entry)):
            on.put(row, 3 + offset, value, "cell.ruled")
    draft.define("pattern_names", area(first, 1, last, 1, on.name))
    own, used = last + 1, last + 2
    on.put(own, 1, say("Your policy, where it differs"), "cell.ruled.left")
    on.put(used, 1, say("Terms that count"), "cell.total.left")
    on.put(own, 2, None, "cell.ruled.left")
    on.put(used, 2, None, "cell.total")
    for offset, (term, title) in enumerate(zip(TERMS, titles, strict=True)):
        column = 3 + offset
        accepts = Choice(CHOICES[term]) if term in CHOICES else Words(20)
        on.input(
            own,
            column,
            f"own_{term}",
            accepts,
            label=title,
            labelled=0,
            help=say("A number of days or a text such as 8 months; blank: as the pattern.")
            if term in PERIODS
            else say("Blank: as the pattern says."),
            given=data.values,
        )
        picked = f"INDEX({area(first, column, last, column)},pattern_number)"
        text = f'IF(LEN(own_{term})>0,own_{term},IF(LEN({picked})=0,"",{picked}))'
        on.formula(used, column, text, "cell.total", name=f"term_{term}")
    on.put(used + 1, 1, say("Number of the pattern"), "cell.ruled.left")
    tests = "+".join(
        f"{number}*EXACT(policy_pattern,$B${row + 1})"
        for number, row in enumerate(range(first, last + 1), 1)
    )
    on.formula(used + 1, 2, tests, "cell.ruled/whole", name="pattern_number")


def _values(entry: InsuranceEntry) -> list[Cell]:
    periods: list[Cell] = [getattr(entry, f"{name}_period") for name in PERIODS]
    return [*periods, entry.mep_from, entry.report_from, entry.waiting_from, entry.stop_shipment]
