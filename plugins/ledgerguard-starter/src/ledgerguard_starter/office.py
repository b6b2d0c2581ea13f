"""The insurer's side, in memory, so that the connector can be tried before there is a real one.

In your plugin the insurer's own service stands here: throw this module away, and let the connector
speak to that. What must stay true is written in :mod:`ledgerguard.plugin.insurer`.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from ledgerguard.plugin.insurer import (
    BuyerMatch,
    ClaimFiling,
    Cover,
    DecisionCode,
    Grade,
    InsurerEvent,
    LimitRequest,
    Progress,
    Write,
)

MOST: Final = Decimal(100_000)
"""The underwriter grants no more."""


@dataclass
class Office:
    """What the insurer knows and what has arrived there."""

    buyers: dict[str, BuyerMatch] = field(
        default_factory=lambda: {
            "B-1001": BuyerMatch("B-1001", "Example Trading Ltd.", "GB", 1.0, "GB123456789")
        }
    )
    writes: dict[str, Write] = field(default_factory=dict)
    counted: Counter[str] = field(default_factory=Counter)
    progress: dict[str, Progress] = field(default_factory=dict)
    covers: list[Cover] = field(default_factory=list)
    events: list[InsurerEvent] = field(default_factory=list)

    def take(self, write: Write) -> str:
        """The reference of a write; one whose key has arrived already is not counted again."""
        if write.key not in self.writes:
            self.writes[write.key] = write
            self.counted[write.key] += 1
            self.progress[write.key] = Progress("pending")
        return f"T-{write.key}"

    def grade(self, reference: str) -> Grade | None:
        """The insurer's opinion of a buyer."""
        return (
            Grade("3", "1 to 10", "low is best", dt.date(2026, 6, 30))
            if (reference in self.buyers)
            else None
        )

    def claim(self, reference: str) -> ClaimFiling | None:
        """The claim of a reference that :meth:`take` has given."""
        write = self.writes.get(reference.removeprefix("T-"))
        return write if isinstance(write, ClaimFiling) and reference.startswith("T-") else None

    def decide(self) -> None:
        """The underwriter's day: limits up to what he grants, everything else is noted."""
        for key, write in self.writes.items():
            if self.progress[key].state != "pending":
                continue
            if isinstance(write, LimitRequest):
                self._grant(write)
            else:
                self.progress[key] = Progress("done", note="noted")
            self._tell("decision", write.reference)

    def _grant(self, request: LimitRequest) -> None:
        granted = min(request.amount, MOST)
        decision: DecisionCode = "approved" if granted == request.amount else "partly"
        self.progress[request.key] = Progress("done", decision, granted, request.currency)
        self.covers.append(
            Cover(
                request.reference,
                request.policy,
                request.kind,
                decision,
                granted,
                request.currency,
                valid_to=request.until,
            )
        )

    def _tell(self, kind: str, reference: str) -> None:
        number = len(self.events) + 1
        self.events.append(InsurerEvent(f"E-{number}", dt.datetime.now(dt.UTC), kind, reference))
