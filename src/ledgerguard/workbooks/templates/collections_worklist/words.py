"""Words that formulas of several sheets compare, and the colours of the states they name."""

from __future__ import annotations

from collections.abc import Iterable

from ledgerguard.policy.schema import Wording
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.inputs import Choice
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.table import Table
from ledgerguard.workbooks.writer import address


def promise_states(draft: Draft) -> tuple[str, str, str]:
    """Of a promise: kept, broken, running."""
    say = draft.say
    return say("kept"), say("broken"), say("running")


def call_states(draft: Draft) -> tuple[str, str, str]:
    """Of a customer: to call after a broken promise, to call, called."""
    say = draft.say
    return say("promise broken"), say("to call"), say("called")


def words_offered(draft: Draft, words: Iterable[Wording], *, strict: bool = True) -> Choice:
    """The words of the house from which a cell offers a choice."""
    return Choice(tuple(one.in_language(draft.language) for one in words), strict=strict)


def colour_states(on: Page, table: Table, act: str, watch: str, good: str) -> None:
    """Colour the column of states by the word that stands in it."""
    column = table.at("state")
    cell = f"${address(table.first, column, absolute=False)}"
    words = {"act": act, "watch": watch, "good": good}
    on.status(
        (table.first, column, table.last, column),
        {state: f'{cell}="{word}"' for state, word in words.items()},
    )
