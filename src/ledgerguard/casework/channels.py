"""By which channel a customer is reached: the first one wanted for which an address is known."""

from __future__ import annotations

from typing import Final

from ledgerguard.policy.firm import Settings
from ledgerguard.policy.ladder_file import Channel, LevelEntry
from ledgerguard.policy.ladder_words import CHANNELS
from ledgerguard.policy.schema import Wording
from ledgerguard.policy.settings import COMPANY, PACKAGED
from ledgerguard.units import Language

_ADDRESS: Final[dict[Channel, str]] = {
    "email": "email",
    "letter": "address",
    "phone": "phone",
    "sms": "phone",
    "wechat": "contact",
}

TO_OTHERS: Final = {"insurer": "insurer", "claim": "insurer"}
"""Steps that do not go to the customer: whom they go to instead."""

_INSURER: Final = Wording("Insurer", "保险公司")


def channel_words(channel: str, language: Language) -> str:
    """A channel as a reader names it."""
    return CHANNELS.get(channel, _INSURER).in_language(language)


def channel_for(step: LevelEntry | None, kind: str, settings: Settings) -> str:
    """The channel of a step.

    A level names its channels, preferred first. A customer's own order, or that of its group,
    prevails among them; that of the company holds where a level names none. The first channel
    counts for which the policy knows an address; where it knows none at all, the first is named.
    """
    if kind in TO_OTHERS:
        return TO_OTHERS[kind]
    named = step.channels if step is not None else ()
    wanted = named or settings.channels
    if named and settings.origin("channels") not in (PACKAGED, COMPANY):
        own = [channel for channel in settings.channels if channel in named]
        wanted = (*own, *(channel for channel in named if channel not in own))
    reachable = [channel for channel in wanted if getattr(settings, _ADDRESS[channel])]
    return (reachable or wanted or ["email"])[0]
