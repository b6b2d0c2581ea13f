"""The words from which a person chooses, and the keys by which the house knows them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ledgerguard.policy.insurance_file import InsuranceEntry
from ledgerguard.policy.loss_causes import CAUSES
from ledgerguard.units import Cell
from ledgerguard.workbooks.draft import Draft

Pairs = Sequence[tuple[str, str]]
"""Keys of the terms, each with the words for it."""

DEFAULT_CAUSE: Final = tuple(CAUSES).index("protracted-default") + 1
"""The place of the cause that a buyer has of whom nothing else is known."""


def starts(draft: Draft) -> dict[str, Pairs]:
    """What each term may count from, and what stops deliveries."""
    say = draft.say
    due, mep = say("due date"), say("end of the extension")
    return {
        "mep_from": (("due", due), ("invoice", say("invoice date"))),
        "report_from": (("due", due), ("mep", mep)),
        "waiting_from": (("due", due), ("report", say("overdue report"))),
        "stop": (
            ("overdue", say("payment overdue")), ("mep", mep),
            ("report", say("last day to report")),
        ),
    }  # fmt: skip


def orders(draft: Draft) -> Pairs:
    """When the deductible comes off."""
    say = draft.say
    return (("before", say("before insured share")), ("after", say("after insured share")))


def comes_first(draft: Draft) -> str:
    """The test whether the deductible comes off before the insured share is applied."""
    return f'deductible_order="{dict(orders(draft))["before"]}"'


def order(draft: Draft) -> str:
    """The formula of the key of the chosen order, as INDEMNITY takes it."""
    return f'IF({comes_first(draft)},"before","after")'


def erosions(draft: Draft) -> Pairs:
    """What of a loss is set against the aggregate first loss."""
    return (("gross", draft.say("whole loss")), ("net", draft.say("insured share")))


def causes(draft: Draft) -> tuple[str, ...]:
    """The titles of the causes of loss, in the order of the house."""
    return tuple(cause.title.in_language(draft.language) for cause in CAUSES.values())


def cause_place(draft: Draft, cell: str) -> str:
    """The formula of the place of a chosen cause, from 1; blank is protracted default."""
    text = str(DEFAULT_CAUSE)
    for place, title in reversed(list(enumerate(causes(draft), 1))):
        text = f'IF({cell}="{title}",{place},{text})'
    return text


def place_of(buyer: str) -> str:
    """The formula of the place of a buyer's cause; a buyer that is not on Cover has the default."""
    place = f"SUMIFS(buyers_place,buyers_id,{buyer})"
    return f"IF({place}=0,{DEFAULT_CAUSE},{place})"


def not_insured(draft: Draft) -> str:
    """What stands for the waiting period of a cause that the policy does not insure."""
    return draft.say("not insured")


def waiting(draft: Draft, entry: InsuranceEntry, cause: str) -> Cell:
    """What a pattern says of the waiting after a cause; blank: as after any other cause."""
    if cause not in entry.causes:
        return not_insured(draft)
    if cause in entry.waiting_by_cause:
        return entry.waiting_by_cause[cause] or 0
    return None if CAUSES[cause].waits else 0
