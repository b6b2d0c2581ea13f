"""Causes of loss that trade-credit insurance knows: of the buyer (commercial), of its country."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

import attrs

from ledgerguard.policy.schema import Wording

CauseKind = Literal["commercial", "political"]
CauseName = Literal[
    "insolvency",
    "protracted-default",
    "repudiation",
    "moratorium",
    "transfer",
    "war",
    "contract-frustration",
    "natural-disaster",
    "public-default",
]


@attrs.frozen
class Cause:
    """One cause of loss.

    ``waits`` tells whether a claim must let the waiting period of the policy pass. After the
    insolvency of a buyer there is nothing to wait for: the loss is certain.
    """

    key: CauseName
    kind: CauseKind
    title: Wording
    waits: bool = True


CAUSES: Final[Mapping[str, Cause]] = MappingProxyType(
    {
        cause.key: cause
        for cause in (
            Cause("insolvency", "commercial", Wording("Insolvency", "买方破产"), waits=False),
            Cause("protracted-default", "commercial", Wording("Protracted default", "长期拖欠")),
            Cause("repudiation", "commercial", Wording("Refusal of the goods", "买方拒收货物")),
            Cause("moratorium", "political", Wording("Moratorium", "颁布延期付款令")),
            Cause("transfer", "political", Wording("Transfer and conversion risk", "汇兑限制")),
            Cause("war", "political", Wording("War, revolution, riot", "战争、革命或暴乱")),
            Cause(
                "contract-frustration",
                "political",
                Wording("Contract made impossible by a state", "政府行为致合同无法履行"),
            ),
            Cause("natural-disaster", "political", Wording("Natural disaster", "自然灾害")),
            Cause(
                "public-default", "political", Wording("Default of a public buyer", "政府买方违约")
            ),
        )
    }
)
"""Causes by key. ICISA and the agencies group them alike; a policy's own wording decides which of
them it insures, and for how long each must have lasted."""

COMMERCIAL: Final[tuple[CauseName, ...]] = ("insolvency", "protracted-default")
"""What is insured where a policy's terms name no causes: the two that every policy insures."""
