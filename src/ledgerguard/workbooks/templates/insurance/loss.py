"""The sheet Loss: from the open amount of a buyer to the indemnity, and premium against loss."""

from __future__ import annotations

from typing import Final

from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.inputs import Choice, Number
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.table import Column
from ledgerguard.workbooks.template import Data
from ledgerguard.workbooks.templates.insurance import words
from ledgerguard.workbooks.templates.insurance.ledger_rows import buyers
from ledgerguard.workbooks.waterfall import Step, waterfall
from ledgerguard.workbooks.writer import address

PD: Final = (0.001, 0.00275, 0.00475, 0.008, 0.01375, 0.02375, 0.045, 0.09, 0.2, 1.0)
"""The middle of each grade of CREDIT_GRADE's bounds; 9 is ours and 10 has failed."""
STEPS: Final = 10
LINES: Final = 14
"""Lines of INSURED_WATERFALL, from the gross amount to what remains with the firm."""
GRADES: Final = 27


def page(draft: Draft) -> Page:
    """The sheet, still empty."""
    return draft.page(
        draft.say("Loss"),
        widths=(3, 38, 20, 16, 17, 40, 22),
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
    for name, label in (
        ("lost_vat", say("VAT in it")),
        ("lost_interest", say("Interest and charges in it")),
        ("lost_disputed", say("Disputed or not insurable in it")),
    ):
        row = on.input(
            row,
            2,
            name,
            Number("whole", least=0),
            default=0,
            given=data.values,
            label=label,
            help=say("What the policy leaves out of the loss: see its wording."),
        )
    _beside(draft, on)
    _steps(draft, on)
    _premium(draft, data, on)
    draft.explain(
        say("Default probabilities by grade"),
        say("Ours, not an agency's and not measured on your customers: the middle between the "
            "bounds of each grade of CREDIT_GRADE, 20 % for grade 9, and 100 % for grade 10, which "
            "has failed. Type the default rates of your own customers over them where you know "
            "them, in the column Probability of default on the sheet Loss; the loss to be expected "
            "is no better than they are."),
    )  # fmt: skip


def _beside(draft: Draft, on: Page) -> None:
    """What follows for the chosen buyer, and what the year has left."""
    say, call = draft.say, draft.call
    place = words.place_of("lost_buyer")
    left = call("FIRST_LOSS_REMAINING", first_loss="first_loss", losses="year_losses",
                insured_rate="insured_rate",
                erosion=f'IF(first_loss_erosion="{dict(words.erosions(draft))["net"]}","net","gross")',
                )  # fmt: skip
    lines = (
        ("loss_cause", say("Cause of loss"),
         f'INDEX(cause_titles,{place})', "cell.ruled.center"),
        ("loss_waiting", say("Waiting before a claim"),
         f'INDEX(cause_waiting,{place})&""', "cell.ruled.center"),
        ("first_loss_left", say("Left of the aggregate first loss"), left, "cell.ruled/whole"),
    )  # fmt: skip
    for row, (name, label, text, style) in enumerate(lines, 3):
        on.put(row, 5, label, "cell.ruled.left")
        on.formula(row, 6, text, style, name=name)
        on.heights[row] = 22
    on.status(
        (4, 6),
        {"act": f'loss_waiting="{words.not_insured(draft)}"'}, ink=True,
    )  # fmt: skip


def _steps(draft: Draft, on: Page) -> None:
    say, call = draft.say, draft.call
    on.section(STEPS - 2, 1, say("From the open amount to the indemnity"))
    behind = draft.calculations()
    top = behind.section(behind.free, 0, say("Loss of the chosen buyer"))
    net = dict(words.erosions(draft))["net"]
    before = words.comes_first(draft)
    lines = (
        ("loss_gross", say("Open amount"),
         "MAX(SUMIFS(buyers_outstanding,buyers_id,lost_buyer),0)"),
        ("loss_limit", say("Limit that counts"), "SUMIFS(buyers_counts,buyers_id,lost_buyer)"),
        ("loss_vat", say("VAT"), "MIN(lost_vat,loss_gross)"),
        ("loss_interest", say("Interest and charges"), "MIN(lost_interest,loss_gross-loss_vat)"),
        ("loss_disputed", say("Disputed or not insurable"),
         f'IF(loss_waiting="{words.not_insured(draft)}",loss_gross,MIN(lost_disputed,loss_gross))'
         ),
        # The first loss is set against the loss; eroded net, it is so much loss as has that share.
        ("first_loss_taken", say("First loss, as a loss"),
         f'IF(first_loss_erosion="{net}",IF(insured_rate>0,first_loss_left/insured_rate,0),'
         "first_loss_left)"),
        ("liability_left", say("Left of the maximum liability"),
         "IF(COUNT(max_liability)=0,loss_gross,MAX(max_liability-year_paid,0))"),
    )  # fmt: skip
    for row, (name, label, text) in enumerate(lines, top):
        behind.put(row, 0, label, "cell.ruled.left", across=2)
        behind.formula(row, 2, text, "cell.ruled/whole", name=name)
    on.spill(
        STEPS - 1,
        1,
        call(
            "INSURED_WATERFALL",
            gross_amount="loss_gross",
            limit="loss_limit",
            vat="loss_vat",
            interest="loss_interest",
            disputed="MIN(loss_disputed,MAX(loss_gross-loss_vat-loss_interest,0))",
            insured_rate="insured_rate",
            deductible="deductible",
            order=words.order(draft),
            minimum_retention="minimum_retention",
            threshold="threshold",
            first_loss_remaining="first_loss_taken",
            liability_remaining="liability_left",
        ),
        ("cell.left", "cell/whole", "cell.center"),
        rows=LINES,
    )
    on.heights.update(dict.fromkeys(range(STEPS, STEPS + LINES), 20))

    def line(number: int) -> str:
        return address(STEPS + number, 2, sheet=on.name)

    for name, number in (("loss_insured", 5), ("loss_indemnity", 12), ("loss_kept", 13)):
        draft.define(name, line(number))
    # The lines between the threshold and the retention stand in the order of the terms.
    steps = (
        Step(say("Open amount"), line(0)),
        Step(say("Not insurable"), f"{line(1)}+{line(2)}+{line(3)}"),
        Step(say("Beyond limit"), line(4)),
        Step(say("Deductible"), f"{line(6)}+IF({before},{line(7)},{line(9)})"),
        Step(say("First loss"), f"IF({before},{line(8)},{line(7)})"),
        Step(say("Own share"), f"IF({before},{line(9)},{line(8)})+{line(10)}"),
        Step(say("Over maximum"), line(11)),
        Step(say("Indemnity"), line(12), total=True),
    )
    waterfall(
        on,
        STEPS - 1,
        4,
        say("From the open amount to the indemnity"),
        steps,
        cells=(behind, behind.free, 0),
        alt=say("Waterfall: what is taken off the open amount until the indemnity is left."),
        across=3,
        down=15,
    )
    counts = "IF(loss_insured<=threshold,0,loss_insured)"
    paid = (
        f"insured_rate*MAX({counts}-IF({before},deductible,0)-first_loss_taken,0)"
        f"-IF({before},0,deductible)"
    )
    draft.check(
        say("Indemnity against its definition"),
        "loss_indemnity",
        f"MAX(MIN({paid},{counts}-minimum_retention,liability_left),0)",
    )
    draft.check(
        say("What is paid and what you bear against the open amount"),
        "loss_indemnity+loss_kept",
        "loss_gross",
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
            Column("grade", say("Grade"), "cell.ruled.center/0"),
            Column(
                "rate",
                say("Probability of default"),
                accepts=Number("0.000%", least=0, most=1),
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
        (
            "max_liability",
            say("Maximum liability of the year"),
            f'IF(liability_amount+premium_year*liability_multiple=0,"",{liability})',
            "whole",
        ),
        ("expected_loss", say("Loss to be expected"), expected, "whole"),
        (
            "expected_indemnity",
            say("Of it the insurer pays"),
            "expected_loss-SUM(buyers_kept)",
            "whole",
        ),
        (
            "loss_ratio",
            say("Expected indemnity to premium"),
            'IF(premium_year>0,expected_indemnity/premium_year,"")',
            "percent",
        ),
        (
            "break_even_loss",
            say("One loss that earns the premium back"),
            _break_even(draft),
            "whole",
        ),
        (
            "premium_per_thousand",
            say("Premium per thousand of turnover"),
            'IF(SUM(turnover)>0,1000*premium_year/turnover,"")',
            "0.00",
        ),
    )
    draft.explain(
        say("Expected indemnity"),
        say(
            "For each buyer by itself EXPECTED_LOSS_INSURED: a loss of the loss given default "
            "times what is owed, up to the limit that counts, after what comes off a loss. It does "
            "not know of several failures in one year, nor of the maximum liability."
        ),
    )
    for row, (name, label, text, form) in enumerate(lines, GRADES + 1):
        on.put(row, 5, label, "cell.ruled.left")
        on.formula(row, 6, text, f"cell.ruled/{form}", name=name)
    on.heights.update(dict.fromkeys(range(table.first, table.after), 20))
    draft.check(
        say("Exposure by grade against the buyers"),
        table.total("exposure"),
        'SUMIFS(buyers_outstanding,buyers_outstanding,">0")',
    )


def _break_even(draft: Draft) -> str:
    """The formula of the loss whose indemnity is the premium; blank where no loss brings so much.

    INDEMNITY read backwards, beginning with the terms that come last.
    """
    before = words.comes_first(draft)
    share = f"(premium_year+IF({before},0,deductible))/insured_rate+IF({before},deductible,0)"
    loss = f"MAX({share}+first_loss_taken,premium_year+minimum_retention,threshold)"
    most = "IF(COUNT(max_liability)=0,premium_year,max_liability-year_paid)"
    return f'IF(OR(insured_rate=0,premium_year=0,premium_year>{most}),"",{loss})'
