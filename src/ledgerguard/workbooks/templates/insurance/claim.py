"""The sheet Claim file: what the insurer asks for, as the claims of the house list it."""

from __future__ import annotations

from typing import Final

from ledgerguard.casework.claims.checklist import PAPERS, STATES
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.inputs import Choice, Day, Words
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.table import Column
from ledgerguard.workbooks.template import Data

HEAD: Final = 7


def page(draft: Draft) -> Page:
    """The sheet, still empty."""
    return draft.page(
        draft.say("Claim file"),
        widths=(3, 44, 72, 16, 22, 14),
        pages=(1, 1),
        about=draft.say("The papers of a claim: what is there, what is missing, who brings it."),
    )


def add(draft: Draft, data: Data, on: Page) -> None:
    """Lay the sheet out."""
    say, language = draft.say, draft.language
    states = tuple(one.in_language(language) for one in STATES.values())
    missing = STATES["missing"].in_language(language)
    rows = data.tables.get("papers") or [
        [
            one.title.in_language(language),
            one.why.in_language(language),
            missing,
            one.owner.in_language(language),
            None,
        ]
        for one in PAPERS.values()
    ]
    table = on.table(
        HEAD,
        1,
        (
            Column("paper", say("Paper"), accepts=Words(120), help=say("What the insurer asks.")),
            Column("why", say("Why"), accepts=Words(250), help=say("What it is for.")),
            Column("state", say("State"), accepts=Choice(states), help=say("Whether it is there.")),
            Column("owner", say("Who"), accepts=Words(60), help=say("Who brings it.")),
            Column("day", say("Until"), accepts=Day(), help=say("Day by which it is to be there.")),
        ),
        rows,
        name="papers",
        spare=4,
    )
    cell = f"$D{table.first + 1}"
    on.status(
        (table.first, 3, table.last, 3),
        {
            "act": f'{cell}="{missing}"',
            "good": f'{cell}="{states[0]}"',
        },
    )
    on.tile(
        3,
        1,
        say("Papers missing"),
        f'COUNTIF(papers_state,"{missing}")',
        "whole",
        across=1,
        note=say("of the claim file"),
        states={"act": "{value}>0", "good": "{value}=0"},
    )
