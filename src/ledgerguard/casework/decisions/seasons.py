"""The season's peak: by how much the need of the coming months passes the average."""

from __future__ import annotations

from collections.abc import Sequence

from ledgerguard.policy.credit_file import SeasonEntry
from ledgerguard.units import from_serial


def peak_factor(seasons: Sequence[SeasonEntry], first: int, last: int) -> float:
    """The highest factor of the months that a span of days touches; 1 outside all seasons.

    A limit is set for the time until the next review: it must do for the peak within.

    Args:
        seasons: Seasons of the policy.
        first: Serial number of the first day.
        last: Serial number of the last day.
    """
    start, end = from_serial(first), from_serial(max(first, last))
    count = min(12, (end.year - start.year) * 12 + end.month - start.month + 1)
    months = {(start.month - 1 + step) % 12 + 1 for step in range(count)}
    return max((s.peak_factor for s in seasons if months & set(s.months)), default=1.0)
