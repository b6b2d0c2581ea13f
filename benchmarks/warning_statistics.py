"""How well a signal ranks customers: AUC, precision at the top decile, and their intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.stats import rankdata

DECILE: Final = 0.1
RESAMPLES: Final = 1000
SEED: Final = 20_130_930
LEVEL: Final = 0.95

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Cases:
    """Customers at origins: number of the origin, of the customer, and what he then did."""

    origin: Places
    customer: Places
    bad: Flags


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure with its bootstrap interval."""

    value: float
    low: float
    high: float


def auc(risk: Numbers, bad: Flags) -> float:
    """The chance that a bad case shows more risk than a good one; a tie counts half."""
    positives = int(bad.sum())
    negatives = bad.size - positives
    if not positives or not negatives:
        return math.nan
    ranks = rankdata(risk)
    return float((ranks[bad].sum() - positives * (positives + 1) / 2) / positives / negatives)


def precision(risk: Numbers, cases: Cases) -> float:
    """The share of bad cases in the tenth of each origin that shows the most risk, pooled.

    Of equals at the edge of the tenth each counts in part, as if lots were drawn.
    """
    hits = taken = 0.0
    for origin in np.unique(cases.origin):
        there = cases.origin == origin
        here, bad = risk[there], cases.bad[there]
        wanted = math.ceil(DECILE * here.size)
        edge = np.sort(here)[::-1][wanted - 1]
        above, equal = here > edge, here == edge
        left = wanted - int(above.sum())
        hits += float(bad[above].sum()) + left * float(bad[equal].mean())
        taken += wanted
    return hits / taken


def draws(cases: Cases, resamples: int = RESAMPLES, seed: int = SEED) -> list[Places]:
    """Places of cases for each draw: customers are drawn, each with all its origins.

    What a customer does at one month end and the next is nearly the same: cases are no sample.
    """
    generator = np.random.default_rng(seed)
    names = np.unique(cases.customer)
    of_customer = [np.flatnonzero(cases.customer == name) for name in names]
    return [
        np.concatenate(
            [of_customer[place] for place in generator.integers(names.size, size=names.size)]
        )
        for _ in range(resamples)
    ]


def taken(cases: Cases, places: Places) -> Cases:
    """Some of the cases."""
    return Cases(cases.origin[places], cases.customer[places], cases.bad[places])


def interval(value: float, drawn: Sequence[float]) -> Interval:
    """The percentile interval of a figure."""
    low, high = np.nanquantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(value, float(low), float(high))
