"""By which channel a customer is reached: the first one wanted for which an address is known."""

from __future__ import annotations

from typing import Final

from ledgerguard.policy.firm import Settings
from ledgerguard.policy.ladder_file import Channel, LevelEntry

_ADDRESS: Final[dict[Channel, str]] = {
    "email": "email",
    "letter": "address",
    "phone": "phone",
    "sms": "phone",
    "wechat": "contact",
}

TO_OTHERS: Final = {"insurer": "insurer", "claim": "insurer"}
"""Steps that do not go to the customer: whom they go to instead."""


def channel_for(step: LevelEntry | None, kind: str, settings: Settings) -> str:
    """The channel of a step.

    A level may name its channels, the customer its own order of them: the customer's first choice
    among those of the level comes first, then the other ones of the level. Of these the first
    counts for which the policy knows an address. Where it knows none at all, the first is named.
    """
    if kind in TO_OTHERS:
        return TO_OTHERS[kind]
    allowed = step.channels if step is not None and step.channels else settings.channels
    wanted = [channel for channel in settings.channels if channel in allowed]
    wanted += [channel for channel in allowed if channel not in wanted]
    reachable = [channel for channel in wanted if getattr(settings, _ADDRESS[channel])]
    return (reachable or wanted or ["email"])[0]
