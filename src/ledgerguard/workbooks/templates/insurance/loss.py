"""The sheet Loss: from the open amount of a buyer to the indemnity, and premium against loss."""

from __future__ import annotations

from typing import Final

from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.inputs import Choice, Number
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.table import Column
from ledgerguard.workbooks.template import Data
from ledgerguard.workbooks.templates.insurance.ledger_rows import buyers
from ledgerguard.workbooks.waterfall import Step, waterfall

PD: Final = (0.0015, 0.00275, 0.00475, 0.008, 0.01375, 0.0235, 0.045, 0.09, 0.2, 1.0)
"""The middle of each grade of CREDIT_GRADE's bounds; 9 is ours and 10 has failed."""
STEPS: Final = 8
GRADES: Final = 24


def page(draft: Draft) -> Page:
    """The sheet, still empty."""
    return draft.page(
        draft.say("Loss"),
        widths=(3, 42, 22, 16, 16, 36, 16),
        pages=(1, 1),
        about=draft.say("What a buyer's failure would cost, and what the premium buys."),
    )


def add(draft: Draft, data: Data, on: Page) -> None:
    """Lay the sheet out."""
    say = draft.say
    known = buyers(data)
    row = on.input(
        3,
        2,
        "lost_buyer",
        Choice(source="buyers_id"),
        label=say("Buyer that fails"),
        help=say("Number of a customer on the sheet Cover."),
        default=known[0][0] if known else None,
        given=data.values,
    )
    on.input(
        row,
        2,
        "not_insurable",
        Number("whole", least=0),
        default=0,
        given=data.values,
        label=say("Of it not insurable"),
        help=say("VAT, interest, disputed and public debts: what the policy leaves out."),
    )
    _steps(draft, on)
    _premium(draft, data, on)


def _steps(draft: Draft, on: Page) -> None:
    say, call = draft.say, draft.call
    lost = call("INSURED_LOSS", outstanding="loss_insurable", limit="loss_limit")
    paid = call(
        "INDEMNITY",
        loss="loss_insured",
        insured_rate="insured_rate",
        deductible="deductible",
        liability_remaining="max_liability",
    )
    limit = "SUMIFS(buyers_counts,buyers_id,lost_buyer)"
    on.section(STEPS - 2, 1, say("From the open amount to the indemnity"))
    on.put(STEPS - 1, 1, say("Step"), "header")
    on.put(STEPS - 1, 2, say("Amount"), "header")
    lines = (
        (
            "loss_gross",
            say("Open amount"),
            "MAX(SUMIFS(buyers_outstanding,buyers_id,lost_buyer),0)",
        ),
        ("loss_insurable", say("Insurable"), "MAX(loss_gross-not_insurable,0)"),
        ("loss_limit", say("Limit that counts"), limit),
        ("loss_insured", say("Loss within the limit"), lost),
        ("loss_deductible", say("Deductible"), "MIN(deductible,loss_insured)"),
        (
            "loss_retained",
            say("Own share and beyond the maximum liability"),
            "loss_insured-loss_deductible-loss_indemnity",
        ),
        ("loss_indemnity", say("Indemnity"), paid),
        ("loss_kept", say("What you bear"), "loss_gross-loss_indemnity"),
    )
    for row, (name, label, text) in enumerate(lines, STEPS):
        on.put(row, 1, label, "cell.ruled.left")
        on.formula(row, 2, text, "cell.ruled/whole", name=name)
        on.heights[row] = 30 if row == STEPS + 5 else 22
    behind = draft.calculations()
    steps = (
        Step(say("Open amount"), "loss_gross"),
        Step(say("Not insurable"), "loss_insurable-loss_gross"),
        Step(say("Beyond limit"), "loss_insured-loss_insurable"),
        Step(say("Deductible"), "-loss_deductible"),
        Step(say("Own share"), "-loss_retained"),
        Step(say("Indemnity"), "loss_indemnity", total=True),
    )
    waterfall(
        on,
        STEPS - 1,
        3,
        say("From the open amount to the indemnity"),
        steps,
        cells=(behind, behind.free, 0),
        alt=say("Waterfall: what is taken off the open amount until the indemnity is left."),
        across=4,
        down=14,
    )
    draft.check(
        say("Indemnity against its definition"),
        "loss_indemnity",
        "MIN(MAX(loss_insured-deductible,0)*insured_rate,max_liability)",
    )


def _premium(draft: Draft, data: Data, on: Page) -> None:
    say, call = draft.say, draft.call
    on.section(GRADES - 1, 1, say("Premium against expected loss"))
    lost = call("EXPECTED_LOSS", pd="[@rate]", lgd="loss_given_default", exposure="[@exposure]")
    known = 'SUMIFS(buyers_outstanding,buyers_grade,[@grade],buyers_outstanding,">0")'
    other = 'SUMIFS(buyers_outstanding,buyers_grade,"",buyers_outstanding,">0")'
    table = on.table(
        GRADES,
        1,
        (
            Column("grade", say("Grade"), "cell.ruled/whole"),
            Column(
                "rate",
                say("Probability of default"),
                accepts=Number("0.00%", least=0, most=1),
                help=say("Within a year, of a buyer of this grade."),
            ),
            Column(
                "exposure",
                say("Exposure"),
                "cell.ruled/whole",
                total="sum",
                formula=f"{known}+IF(default_grade=[@grade],{other},0)",
            ),
            Column(
                "loss",
                say("Loss to be expected"),
                "cell.ruled/whole",
                needs=("rate",),
                total="sum",
                formula=lost,
            ),
        ),
        data.tables.get("grades", list(zip(range(1, 11), PD, strict=True))),
        name="grades",
        total=say("All grades"),
    )
    expected = table.total("loss")
    premium = call(
        "PREMIUM",
        insurable_turnover="turnover",
        premium_rate="premium_rate",
        minimum_premium="minimum_premium",
    )
    liability = call(
        "MAX_LIABILITY",
        premium="premium_year",
        multiple="liability_multiple",
        fixed_amount="liability_amount",
    )
    lines = (
        (
            "premium_year",
            say("Premium of the year"),
            f"IF(ISNUMBER(turnover),{premium},minimum_premium)",
            "whole",
        ),
        ("max_liability", say("Maximum liability of the year"), liability, "whole"),
        ("expected_loss", say("Loss to be expected"), expected, "whole"),
        (
            "loss_ratio",
            say("Expected loss to premium"),
            'IF(premium_year>0,expected_loss/premium_year,"")',
            "percent",
        ),
        (
            "break_even_loss",
            say("Loss that earns the premium back"),
            "premium_year/insured_rate",
            "whole",
        ),
        (
            "premium_per_thousand",
            say("Premium per thousand of turnover"),
            'IF(SUM(turnover)>0,1000*premium_year/turnover,"")',
            "0.00",
        ),
    )
    for row, (name, label, text, form) in enumerate(lines, GRADES + 1):
        on.put(row, 5, label, "cell.ruled.left")
        on.formula(row, 6, text, f"cell.ruled/{form}", name=name)
        on.heights[row] = 22
    draft.check(
        say("Exposure by grade against the buyers"),
        table.total("exposure"),
        'SUMIFS(buyers_outstanding,buyers_outstanding,">0")',
    )
