"""The words of a profile: an insurer's on one side, ours on the other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, get_args

from ledgerguard.errors import InvalidValue
from ledgerguard.plugin.insurer import COVER_KINDS, DECISIONS, ProgressState

OURS: Final[Mapping[str, tuple[str, ...]]] = {
    "kind": COVER_KINDS,
    "decision": DECISIONS,
    "progress": get_args(ProgressState),
    "cause": (),
    "event": (),
}
"""The tables that a profile may have, and what of ours each may mean; none: any word."""


def ours(tables: Mapping[str, Mapping[str, str]], name: str, theirs: str) -> str:
    """Our word for an insurer's.

    Raises:
        InvalidValue: when the profile does not have it, and it is none of ours.
    """
    table = tables.get(name, {})
    if theirs in table:
        return table[theirs]
    allowed = OURS[name]
    if not allowed or (theirs in allowed and not table):
        return theirs
    raise InvalidValue(
        f"a {name} must be one of {', '.join(table or allowed)}, got {theirs[:50]!r}",
        hint=f"add it to words.{name} of the profile",
    )


def theirs(tables: Mapping[str, Mapping[str, str]], name: str, word: str) -> str:
    """An insurer's word for ours: the first that means it.

    Raises:
        InvalidValue: when the profile has words, and none that means it.
    """
    table = tables.get(name, {})
    for their, our in table.items():
        if our == word:
            return their
    if not table:
        return word
    raise InvalidValue(
        f"a {name} must be one of {', '.join(dict.fromkeys(table.values()))}, got {word!r}",
        hint=f"add it to words.{name} of the profile, if the insurer knows it",
    )
