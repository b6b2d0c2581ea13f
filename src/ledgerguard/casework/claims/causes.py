"""The causes of loss as a person names them, and the words around them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ledgerguard.errors import InvalidValue
from ledgerguard.policy.loss_causes import CAUSES, Cause, CauseKind
from ledgerguard.policy.schema import Wording, nearest

DEFAULT: Final = "protracted-default"
INSOLVENCY: Final = "insolvency"

KINDS: Final[Mapping[CauseKind, Wording]] = {
    "commercial": Wording("commercial", "商业风险"),
    "political": Wording("political", "政治风险"),
}


def cause_named(name: str) -> Cause:
    """The cause of a key, or of its title in either language; blank is protracted default.

    Raises:
        InvalidValue: when there is none of that name.
    """
    asked = name.strip().casefold()
    key = asked.replace(" ", "-").replace("_", "-") or DEFAULT
    for cause in CAUSES.values():
        if key == cause.key or asked in (cause.title.en.casefold(), cause.title.zh):
            return cause
    raise InvalidValue(
        f"cause must be one of {', '.join(CAUSES)}, got {name!r}",
        hint=nearest(key, CAUSES) or f"{DEFAULT} is the usual one: the buyer does not pay",
    )
