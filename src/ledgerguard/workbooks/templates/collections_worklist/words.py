"""Words that formulas of several sheets compare."""

from __future__ import annotations

from ledgerguard.workbooks.draft import Draft


def promise_states(draft: Draft) -> tuple[str, str, str]:
    """Of a promise: kept, broken, running."""
    say = draft.say
    return say("kept"), say("broken"), say("running")


def call_states(draft: Draft) -> tuple[str, str, str]:
    """Of a customer: to call after a broken promise, to call, called."""
    say = draft.say
    return say("promise broken"), say("to call"), say("called")
