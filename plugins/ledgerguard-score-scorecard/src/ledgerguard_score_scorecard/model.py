"""A scorecard as frozen records: what the model file holds, and nothing that only training knows.

A numeric bin holds values from ``low`` up to but without ``high``. The weight of evidence is
``ln(share of the good / share of the bad)``: above 0 is safer than the average.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ledgerguard_score_scorecard.scaling import Scaling

Kind = Literal["number", "text"]
Trend = Literal["rises", "falls", "flat"]
"""What the risk does while the variable rises; of texts, bins are in the order of their risk."""


@dataclass(frozen=True, slots=True)
class Bin:
    """A group of values that get the same points."""

    count: int  # rows of training
    bad: int
    woe: float
    points: float
    low: float | None = None  # None: no lower end
    high: float | None = None
    texts: tuple[str, ...] = ()  # of a text variable, as training saw them

    @property
    def bad_rate(self) -> float:
        """Part of the rows that were bad; 0 of none."""
        return self.bad / self.count if self.count else 0.0

    @property
    def words(self) -> str:
        """The values in words."""
        if self.texts:
            return ", ".join(self.texts)
        if self.low is None and self.high is None:
            return "any value"
        if self.low is None:
            return f"under {plain(self.high)}"
        if self.high is None:
            return f"{plain(self.low)} or more"
        return f"{plain(self.low)} to under {plain(self.high)}"


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable of a scorecard."""

    name: str
    description: str
    kind: Kind
    trend: Trend
    weight: float  # of its weight of evidence in the log odds of being good; above 0
    information_value: float
    bins: tuple[Bin, ...]
    missing: Bin | None = None  # None: training saw it always known
    special: Bin | None = None
    special_values: tuple[float, ...] = ()  # numbers that stand for a word, such as -999
    low: float | None = None  # least and greatest number of training; None of texts
    high: float | None = None
    allowed_low: float | None = None  # beyond: too far from training to be scored
    allowed_high: float | None = None

    @property
    def best(self) -> Bin:
        """The bin of the values with the most points."""
        return max(self.bins, key=lambda one: one.points)

    def bin_of_number(self, value: float) -> Bin:
        """The bin of a number, near training or not."""
        if value in self.special_values and self.special is not None:
            return self.special
        cuts = [one.low for one in self.bins[1:] if one.low is not None]
        return self.bins[bisect_right(cuts, value)]

    def bin_of_text(self, text: str) -> Bin | None:
        """The bin of a text, upper and lower case alike; None: training never saw it."""
        wanted = text.strip().casefold()
        for one in self.bins:
            if wanted in (known.casefold() for known in one.texts):
                return one
        return None


@dataclass(frozen=True, slots=True)
class Target:
    """What the scorecard tells apart."""

    description: str  # "goes more than 30 days late within 90 days"
    label: str  # column of the table
    bad: str  # value of the bad ones
    is_default: bool  # whether being bad means default within a year


@dataclass(frozen=True, slots=True)
class Source:
    """The data of training, by which they can be recognised."""

    sha256: str  # of the canonical content, see table.fingerprint
    rows: int
    bad: int
    columns: tuple[str, ...]
    groups: int | None = None  # distinct customers, where the table names them
    period: tuple[str, str] | None = None  # first and last, where the table has a time


@dataclass(frozen=True, slots=True)
class RiskClass:
    """A class of risk: A is the best. Its bounds split the rows of training into fifths."""

    name: str
    least_score: float | None  # None: no lower end


@dataclass(frozen=True, slots=True)
class Scorecard:
    """A whole model."""

    name: str
    title: str
    version: str
    trained_on: str  # ISO date
    target: Target
    source: Source
    scaling: Scaling
    constant: float  # log odds of being good where every weight of evidence is 0
    variables: tuple[Variable, ...]
    classes: tuple[RiskClass, ...]
    most_missing: int  # variables that were unknown together in one row of training
    dropped: Mapping[str, str] = field(default_factory=dict)  # variable and why
    settings: Mapping[str, float] = field(default_factory=dict)  # of training
    libraries: Mapping[str, str] = field(default_factory=dict)

    def points(self, weight: float, woe: float) -> float:
        """Points of a bin: its part of the score, the constant and offset spread evenly.

        Siddiqi (2006), chapter 6.
        """
        count = len(self.variables)
        return points_of(self.scaling, self.constant, weight, woe, count)

    def risk_class(self, score: float) -> str:
        """The class of a score."""
        for one in self.classes:
            if one.least_score is None or score >= one.least_score:
                return one.name
        raise AssertionError("the last class has no lower end")


def points_of(scaling: Scaling, constant: float, weight: float, woe: float, count: int) -> float:
    """Points of a bin of one of so many variables."""
    return scaling.factor * (weight * woe + constant / count) + scaling.offset / count


def plain(number: float | None) -> str:
    """A number as a person writes it: four digits that count, no exponent below a billion."""
    if number is None:
        return "?"
    if number and not 1e-4 <= abs(number) < 1e9:
        return f"{number:.3e}"
    if abs(number) >= 1000:
        return f"{number:,.0f}"
    return f"{float(f'{number:.4g}'):f}".rstrip("0").rstrip(".")
