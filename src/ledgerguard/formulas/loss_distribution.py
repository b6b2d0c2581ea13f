"""The distribution of a year's losses when each buyer fails or not, independently of the others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

STATES: Final = 400
"""Sums that are kept apart; up to eight buyers the answer is exact."""

Distribution = list[tuple[float, float]]
"""Sums of losses in rising order, each with its probability."""


def sums_of(losses: Sequence[tuple[float, float]]) -> Distribution:
    """The sums that losses can come to, with their probabilities.

    Where there are more than STATES sums they are brought onto an even grid, each shared to its two
    neighbours so that the mean stays exact; what is paid above a first loss is then never too low.

    Args:
        losses: Probability and amount of each loss.
    """
    sums: dict[float, float] = {0.0: 1.0}
    for probability, amount in losses:
        if probability <= 0 or amount <= 0:
            continue
        after: dict[float, float] = {}
        for total, chance in sums.items():
            after[total] = after.get(total, 0.0) + chance * (1 - probability)
            more = total + amount
            after[more] = after.get(more, 0.0) + chance * probability
        sums = after if len(after) <= STATES else _on_grid(after)
    return sorted(sums.items())


def mean_payment(sums: Distribution, first_loss: float, rate: float, most: float | None) -> float:
    """The mean of rate * (sum - first_loss), at least 0 and at most the maximum."""
    mean = 0.0
    for total, chance in sums:
        payment = rate * max(0.0, total - first_loss)
        mean += chance * (payment if most is None else min(payment, most))
    return mean


def _on_grid(sums: dict[float, float]) -> dict[float, float]:
    largest = max(sums)
    steps = STATES // 2
    width = largest / steps
    found: dict[float, float] = {}
    for total, chance in sums.items():
        place = min(steps - 1, int(total / width))
        upper = min(1.0, max(0.0, total / width - place))
        for step, part in ((place, 1 - upper), (place + 1, upper)):
            found[step * width] = found.get(step * width, 0.0) + chance * part
    return found
