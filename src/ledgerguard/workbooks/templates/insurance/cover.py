"""The sheet Cover: each buyer's debt under the policy, and the premium beside the expected loss."""

from __future__ import annotations

from typing import Final

from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.inputs import Choice, Day, Number, Words
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.table import Column
from ledgerguard.workbooks.template import Data
from ledgerguard.workbooks.templates.insurance import words
from ledgerguard.workbooks.templates.insurance.ledger_rows import buyers
from ledgerguard.workbooks.writer import address

HEAD: Final = 7
SPARE: Final = 15
WHOLE: Final = "cell.ruled/whole"


def page(draft: Draft) -> Page:
    """The sheet, still empty."""
    return draft.page(
        draft.say("Cover"),
        widths=(3, 16, 34, 14, 8, 20, 13, 14, 14, 14, 14, 14, 14, 13, 8),
        freeze=(HEAD + 1, 3),
        repeat=(HEAD, HEAD),
        about=draft.say("What each buyer owes, what is insured of it, and what is over the limit."),
    )


def add(draft: Draft, data: Data, on: Page) -> None:
    """Lay the sheet out."""
    say = draft.say
    table = on.table(
        HEAD,
        1,
        _columns(draft),
        buyers(data),
        name="buyers",
        spare=SPARE,
        total=say("All buyers"),
    )
    on.heights[HEAD] = 52
    for key in ("over", "late"):
        column = table.at(key)
        cell = address(table.first, column, absolute=False)
        on.status(
            (table.first, column, table.last, column), {"act": f"AND(ISNUMBER({cell}),{cell}>0)"}
        )
    needs = ("buyers_outstanding",)
    for column, label, key in (
        (1, say("Outstanding"), "outstanding"),
        (3, say("Insured"), "insured"),
        (5, say("Not insured"), "uninsured"),
        (7, say("Over the limit"), "over"),
    ):
        on.tile(
            3, column, label, f"SUM(buyers_{key})", "whole", needs=needs, note=say("all buyers")
        )
    total = table.total
    draft.check(
        say("What the buyers owe against the open items"), total("outstanding"), "SUM(items_amount)"
    )
    draft.check(
        say("Insured and not insured against what is owed"),
        f"{total('insured')}+{total('uninsured')}",
        total("outstanding"),
    )
    draft.explain(
        say("Limit that counts"),
        say(
            "The insurer's own limit, also where it is 0; where it has named none, the "
            "discretionary limit. The two are never added, and no limit of your own is."
        ),
    )


def _columns(draft: Draft) -> list[Column]:
    say = draft.say
    terms = {"exposure": "[@outstanding]", "as_of": "as_of", "insured_rate": "insured_rate"}
    named = draft.call("POLICY_COVER", **terms, limit="[@limit]")
    unnamed = draft.call("POLICY_COVER", **terms, discretionary_limit="discretionary_limit")
    within = draft.call("INSURED_LOSS", outstanding="[@outstanding]", limit="[@counts]")
    owed = ("outstanding",)
    covered = f'INDEX(cause_waiting,[@place])<>"{words.not_insured(draft)}"'
    kept = draft.call(
        "EXPECTED_LOSS_INSURED",
        pd="SUM(INDEX(grades_rate,IF(ISNUMBER([@grade]),[@grade],default_grade)))",
        lgd="loss_given_default",
        exposure="MAX([@outstanding],0)",
        limit=f"IF({covered},[@counts],0)",
        insured_rate="insured_rate",
        deductible="deductible",
        order=words.order(draft),
        minimum_retention="minimum_retention",
        threshold="threshold",
        first_loss_remaining="first_loss_taken",
    )
    return [
        Column(
            "id", say("Customer number"), accepts=Words(120), help=say("Number of the customer.")
        ),
        Column("name", say("Customer"), accepts=Words(120), help=say("Name of the customer.")),
        Column(
            "limit",
            say("Insurer's limit"),
            accepts=Number("whole", least=0),
            help=say("As the insurer approved it: 0 is a refusal, blank is none named."),
        ),
        Column(
            "grade",
            say("Grade"),
            accepts=Number("whole", least=1, most=10, whole=True),
            help=say("Credit grade from 1 to 10; blank takes the grade of the sheet Policy."),
        ),
        Column(
            "cause",
            say("Cause of loss"),
            accepts=Choice(words.causes(draft)),
            help=say("Why the buyer does not pay; blank counts as protracted default."),
        ),
        Column(
            "lost",
            say("Since"),
            accepts=Day(),
            help=say("Day of the cause itself, such as that of the insolvency."),
        ),
        Column(
            "outstanding",
            say("Outstanding"),
            WHOLE,
            total="sum",
            formula='IF(LEN([@id])=0,"",SUMIFS(items_amount,items_buyer,[@id]))',
        ),
        Column(
            "counts",
            say("Limit that counts"),
            WHOLE,
            needs=owed,
            formula="IF(ISNUMBER([@limit]),[@limit],discretionary_limit)",
        ),
        Column(
            "insured",
            say("Insured"),
            WHOLE,
            needs=(*owed, "counts"),
            total="sum",
            formula=f"IF({covered},IF(ISNUMBER([@limit]),{named},{unnamed}),0)",
        ),
        Column(
            "over",
            say("Over the limit"),
            WHOLE,
            needs=(*owed, "counts"),
            total="sum",
            formula=f"MAX([@outstanding],0)-{within}",
        ),
        Column(
            "uninsured",
            say("Not insured"),
            WHOLE,
            needs=("insured",),
            total="sum",
            formula="[@outstanding]-[@insured]",
        ),
        Column(
            "kept",
            say("Expected loss that stays"),
            WHOLE,
            needs=(*owed, "counts"),
            total="sum",
            formula=kept,
        ),
        Column(
            "late",
            say("Items that stop deliveries"),
            WHOLE,
            needs=owed,
            total="sum",
            formula='COUNTIFS(items_buyer,[@id],items_stop,"<="&as_of)',
        ),
        Column(
            "place",
            say("Cause no."),
            "cell.ruled.center/0",
            formula=f'IF(LEN([@id])=0,"",{words.cause_place(draft, "[@cause]")})',
        ),
    ]
