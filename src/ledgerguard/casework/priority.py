"""What to do first: age x amount x risk x cover at stake, each weighed by the policy, explained."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from ledgerguard.casework.records import Reason
from ledgerguard.policy.firm import Priority

LEAST: Final = 0.05
"""No factor is smaller: a product in which one factor is 0 would forget the other three."""

UNKNOWN_RISK: Final = 0.5
"""The risk of a customer of whom nobody has said anything, and who has paid nothing yet."""


@dataclass(frozen=True, slots=True)
class Urgency:
    """What makes a task urgent."""

    oldest: int  # days past due; 0 or below before the due date
    amount: int  # minor units
    largest: int  # the largest amount of all tasks in that currency
    risk: float | None  # from 0 to 1
    days_to_cover_loss: int | None  # None: no cover at stake


def score(urgency: Urgency, weights: Priority) -> tuple[float, tuple[Reason, ...]]:
    """Points from 0 to 100, and the factors that make them.

    100 x age^a x amount^b x risk^c x cover^d, where a to d are the weights divided by their sum:
    the weighted geometric mean of four factors from 0.05 to 1. Age grows to 1 at
    ``age_full_days`` past due. Amount is the root of its share in the largest of its currency, so
    that currencies are never compared. Risk is what the policy says of the customer, else
    1 - pay index / 100. Cover is 0.5 where none is at stake, and rises to 1 on the day on which it
    is lost; half of the way is gone 15 days before that day.
    """
    left = urgency.days_to_cover_loss
    spare = math.inf if left is None else max(0, left - weights.cover_full_days)
    factors = {
        "age": (weights.age, urgency.oldest / weights.age_full_days),
        "amount": (weights.amount, math.sqrt(urgency.amount / max(1, urgency.largest))),
        "risk": (weights.risk, UNKNOWN_RISK if urgency.risk is None else urgency.risk),
        "cover": (weights.cover, 0.5 + 0.5 * 0.5 ** (spare / 15)),
    }
    total = sum(weight for weight, _ in factors.values())
    if total <= 0:
        return 0.0, ()
    bounded = {name: (w, min(1.0, max(LEAST, f))) for name, (w, f) in factors.items()}
    logarithm = sum(weight * math.log(factor) for weight, factor in bounded.values()) / total
    points = round(100 * math.exp(logarithm), 1)
    return points, (Reason("priority", tuple(round(f, 2) for _, f in bounded.values())),)
