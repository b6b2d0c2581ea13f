"""The sheet Assumptions: every single input of the workbook but the as-of date."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ledgerguard.units import Cell, serial
from ledgerguard.workbooks.cockpit import busiest_currency
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.inputs import Accepts, Choice, Number, Words
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.template import Data

AMOUNT: Final = Number("money", least=0)
RATE: Final = Number("0.00%", least=0, most=1)
CHANGE: Final = Number("0.0%", least=-1, most=10)

Line = tuple[str, Accepts, str, str, Cell]
"""Name, what is accepted, label, help and default of an input."""


def page(draft: Draft) -> Page:
    """The sheet, still empty."""
    return draft.page(
        draft.say("Assumptions"), widths=(2, 46, 22, 4, 46, 22), pages=(1, 1),
        about=draft.say("What you decide: type into the yellow cells, every sheet follows."),
    )  # fmt: skip


def typed_word(draft: Draft) -> str:
    """The choice by which typed agings count instead of the ledger."""
    return draft.say("typed agings")


def mean_word(draft: Draft) -> str:
    """The choice by which the rates of the months are averaged."""
    return draft.say("mean of the months' rates")


def yes_word(draft: Draft) -> str:
    """The choice by which the presumption is rebutted."""
    return draft.say("yes")


def add(draft: Draft, data: Data, on: Page) -> None:
    """Lay the sheet out."""
    say = draft.say
    row = on.section(3, 1, say("Trade receivables"))
    row = _inputs(on, data, row, 1, _receivables(draft, data))
    row = on.section(row + 1, 1, say("Loss rates"))
    row = _inputs(on, data, row, 1, _rates(draft))
    row = on.section(row + 1, 1, say("When a receivable is credit-impaired"))
    _inputs(on, data, row, 1, _impaired(draft))
    row = on.section(3, 4, say("Allowance since the start of the year"))
    row = _inputs(on, data, row, 4, _movement(draft))
    row = on.section(row + 1, 4, say("CECL: change of the historical rates"))
    row = _inputs(on, data, row, 4, _cecl(draft))
    row = on.section(row + 1, 4, say("Accounts of the journal entry"))
    _inputs(on, data, row, 4, _accounts(draft))


def _inputs(on: Page, data: Data, row: int, column: int, lines: Sequence[Line]) -> int:
    for name, accepts, label, help_text, default in lines:
        row = on.input(
            row, column + 1, name, accepts,
            label=label, help=help_text, default=default, given=data.values,
        )  # fmt: skip
    return row


def _receivables(draft: Draft, data: Data) -> list[Line]:
    say = draft.say
    sources = Choice((say("ledger"), typed_word(draft)))
    return [
        ("reporting_currency", Words(3), say("Reporting currency"),
         say("The matrix takes invoices in this currency; make a workbook for each other one. "
             "Blank where the ledger names none."), _unit(data)),
        ("agings_from", sources, say("Month-end agings come from"),
         say("The ledger on the sheet Invoices, or what is typed on the sheet Agings."),
         sources.options[0]),
    ]  # fmt: skip


def _unit(data: Data) -> Cell:
    if data.ledger is None or data.as_of is None:
        return None
    return busiest_currency(data.ledger, serial(data.as_of)) or None


def _rates(draft: Draft) -> list[Line]:
    say = draft.say
    averages = Choice((say("ratio of sums"), mean_word(draft)))
    return [
        ("average_by", averages, say("Flow rates of twelve months are averaged as"),
         say("A ratio of sums weighs large months more; a mean counts every month alike."),
         averages.options[0]),
        ("oldest_lost_rate", RATE, say("Share of the oldest bucket that is written off"),
         say("Your estimate: a ledger shows what is open, not what will be written off. The last "
             "of the flow rates."), 0.5),
        ("recovered_rate", RATE, say("Share of a write-off that comes back"),
         say("From collateral, agencies or insolvency dividends; 0 where nothing does."), 0),
    ]  # fmt: skip


def _impaired(draft: Draft) -> list[Line]:
    say = draft.say
    answers = Choice((say("no"), yes_word(draft)))
    return [
        ("presumption_rebutted", answers, say("Default later than 90 days past due?"),
         say("No: more than 90 days past due is in default (IFRS 9 B5.5.37). Yes rebuts this and "
             "needs reasonable and supportable information: say which below."),
         answers.options[0]),
        ("rebuttal_reason", Words(120), say("Why, and on which information"),
         say("Such as: public buyers pay after 150 days on average and have never failed to."),
         None),
    ]  # fmt: skip


def _movement(draft: Draft) -> list[Line]:
    say = draft.say
    return [
        ("opening_matrix", AMOUNT, say("Opening allowance, not credit-impaired"),
         say("Allowance of the last balance sheet for receivables that were not "
             "credit-impaired."), None),
        ("opening_impaired", AMOUNT, say("Opening allowance, credit-impaired"),
         say("Allowance of the last balance sheet for credit-impaired receivables."), None),
        ("written_off", AMOUNT, say("Written off against the allowance"),
         say("Receivables given up since then, as a positive amount. They are no longer in the "
             "ledger."), 0),
        ("recovered", AMOUNT, say("Recovered of earlier write-offs"),
         say("Cash received on receivables that had been written off, as a positive amount."), 0),
    ]  # fmt: skip


def _cecl(draft: Draft) -> list[Line]:
    say = draft.say
    return [
        ("cecl_current", CHANGE, say("For current conditions"),
         say("-10 % for a tenth less than history shows; 0 where today is like history."), 0),
        ("cecl_forecast", CHANGE, say("For reasonable and supportable forecasts"),
         say("On top of current conditions; 0 where nothing else is forecast."), 0),
    ]  # fmt: skip


def _accounts(draft: Draft) -> list[Line]:
    say = draft.say
    shown = say("Number or name of the account, as the journal entry shows it.")
    return [
        ("account_loss", Words(24), say("Impairment loss"), shown, None),
        ("account_allowance", Words(24), say("Loss allowance"), shown, None),
        ("account_receivables", Words(24), say("Trade receivables"), shown, None),
        ("account_bank", Words(24), say("Bank"), shown, None),
    ]
