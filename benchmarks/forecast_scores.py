"""The weekly error of forecasts, by origin and pooled, and an interval of their differences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Series = npt.NDArray[np.float64]

RESAMPLES: Final = 10_000
LEVEL: Final = 0.95
SEED: Final = 20_130_228


@dataclass(frozen=True)
class Result:
    """The errors of forecasters at origins."""

    origins: tuple[int, ...]
    receipts: tuple[float, ...]  # what came in within thirteen weeks of each origin
    by_origin: Mapping[str, tuple[float, ...]]
    pooled: Mapping[str, float]
    intervals: Mapping[tuple[str, str], tuple[float, float]]
    """Of the difference in pooled WAPE, first less second: below 0 the first is better."""


def wape(actual: Sequence[Series], forecasts: Sequence[Series]) -> float:
    """The sum of absolute errors over weeks and origins, divided by the sum of actual receipts."""
    pairs = zip(actual, forecasts, strict=True)
    error = sum(float(np.abs(one - other).sum()) for one, other in pairs)
    return error / sum(float(one.sum()) for one in actual)


def score(
    origins: Sequence[int],
    actual: Sequence[Series],
    found: Mapping[str, Sequence[Series]],
    resamples: int = RESAMPLES,
) -> Result:
    """The errors of all forecasters; intervals by resampling whole origins.

    Origins overlap (an item that is open at two of them counts at both), and they are few: the
    interval says how the difference varies between months, not more.
    """
    sums = np.array([one.sum() for one in actual])
    errors = {
        name: np.array([np.abs(one - other).sum() for one, other in zip(actual, ones, strict=True)])
        for name, ones in found.items()
    }
    draws = np.random.default_rng(SEED).integers(0, len(origins), (resamples, len(origins)))
    base = sums[draws].sum(axis=1)
    edges = [(1 - LEVEL) / 2, (1 + LEVEL) / 2]
    intervals = {}
    for first in errors:
        for second in errors:
            if first != second:
                gap = (errors[first] - errors[second])[draws].sum(axis=1) / base
                low, high = np.quantile(gap, edges)
                intervals[first, second] = (float(low), float(high))
    return Result(
        tuple(origins),
        tuple(map(float, sums)),
        {name: tuple(map(float, error / sums)) for name, error in errors.items()},
        {name: wape(actual, ones) for name, ones in found.items()},
        intervals,
    )
