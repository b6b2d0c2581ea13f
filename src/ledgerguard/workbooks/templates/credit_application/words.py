"""The words from which a person chooses, and the keys by which the house knows them."""

from __future__ import annotations

from collections.abc import Sequence

from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.inputs import Choice

Pairs = Sequence[tuple[str, str]]
"""Keys of the customer's file, each with the words for it."""


def choice(pairs: Pairs) -> Choice:
    """The list that shows the words."""
    return Choice(tuple(word for _, word in pairs))


def coded(cell: str, pairs: Pairs) -> str:
    """The formula of the key that a chosen word stands for; blank where nothing is chosen."""
    text = '""'
    for key, word in reversed(pairs):
        text = f'IF({cell}="{word}","{key}",{text})'
    return text


def placed(cell: str, pairs: Pairs) -> str:
    """The formula of the place of a chosen word in its list, from 0; 0 where none is chosen."""
    text = "0"
    for place, (_, word) in reversed(list(enumerate(pairs))):
        text = f'IF({cell}="{word}",{place},{text})'
    return text


def answers(draft: Draft) -> Pairs:
    """Yes and no."""
    return (("yes", draft.say("yes")), ("no", draft.say("no")))


def registry(draft: Draft) -> Pairs:
    """What the register says of a company."""
    say = draft.say
    return (
        ("active", say("active")), ("dormant", say("dormant")), ("dissolved", say("dissolved")),
        ("revoked", say("licence revoked")), ("insolvent", say("insolvent")),
    )  # fmt: skip


def statements(draft: Draft) -> Pairs:
    """What was done about the statements."""
    say = draft.say
    return (
        ("audited", say("audited")), ("qualified", say("audited, qualified")),
        ("reviewed", say("reviewed")), ("management", say("by management")),
        ("none", say("there are none")),
    )  # fmt: skip


def ownership(draft: Draft) -> Pairs:
    """How lately owners or managers changed."""
    say = draft.say
    return (
        ("none", say("none in 24 months")), ("over_year", say("over a year ago")),
        ("within_group", say("lately, in the group")), ("control", say("lately, new control")),
        ("pending", say("pending or hidden")),
    )  # fmt: skip


def insurer(draft: Draft) -> Pairs:
    """What the insurer has answered."""
    say = draft.say
    return (
        ("approved", say("approved")), ("partly", say("approved in part")),
        ("conditional", say("on conditions")), ("refused", say("refused")),
        ("cancelled", say("cancelled")),
    )  # fmt: skip


def country_risk(draft: Draft) -> Pairs:
    """The risk of a country as the scorecard takes it."""
    say = draft.say
    return (
        ("low", say("low risk")), ("medium", say("medium risk")),
        ("sensitive", say("sensitive risk")), ("high", say("high risk")),
    )  # fmt: skip


def security(draft: Draft) -> Pairs:
    """Kinds of security, each stricter than the one before it."""
    say = draft.say
    return (
        ("none", say("no security")), ("guarantee", say("guarantee")),
        ("letter-of-credit", say("letter of credit")), ("prepayment", say("prepayment")),
    )  # fmt: skip


def insurance(draft: Draft) -> Pairs:
    """Whether the debt has to be insured."""
    say = draft.say
    return (
        ("none", say("no insurance")), ("optional", say("insurance optional")),
        ("required", say("insurance required")),
    )  # fmt: skip


def stale_rules(draft: Draft) -> Pairs:
    """What is done about old facts."""
    say = draft.say
    return (
        ("withhold", say("no decision")), ("downgrade", say("lower grade")),
        ("note", say("only noted")),
    )  # fmt: skip


def combining(draft: Draft) -> Pairs:
    """How the methods of the limit are brought together."""
    return (("min", draft.say("lowest")), ("average", draft.say("average")))


def worded(key: str, pairs: Pairs) -> str:
    """The words for a key."""
    return dict(pairs)[key]
