"""The thirteen factors of the credit score: keys, weights and bands, defined once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from ledgerguard.errors import InvalidValue, OutOfDomain
from ledgerguard.formulas.checks import at_least, at_most

Statements = Literal["audited", "qualified", "reviewed", "management", "none"]
OwnershipChange = Literal["none", "over_year", "within_group", "control", "pending"]
CountryRisk = Literal["low", "medium", "sensitive", "high"]

FactorValue = float | str | None

_REACHES: Final[Mapping[str, Callable[[float, float], bool]]] = {
    ">=": at_least,
    "<=": at_most,
    ">": lambda number, threshold: not at_most(number, threshold),
    "<": lambda number, threshold: not at_least(number, threshold),
}


@dataclass(frozen=True, slots=True)
class Band:
    """A fraction of a weight, and which numbers earn it."""

    comparison: Literal[">=", "<=", ">", "<"]
    threshold: float
    fraction: float

    def holds(self, number: float) -> bool:
        """Whether a number lies in the band, within the tolerance of all thresholds."""
        return _REACHES[self.comparison](number, self.threshold)


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor: the points it can bring and the fraction of them that a value earns."""

    key: str
    weight: float
    bands: tuple[Band, ...] = ()  # the first that holds counts; none: the factor takes words only
    words: Mapping[str, float] = field(default_factory=dict)
    rest: float = 0.0  # the fraction of a number that meets no band
    lowest: float | None = None
    highest: float | None = None

    def fraction(self, value: float | str) -> float:
        """The fraction of the weight that a value earns.

        Raises:
            InvalidValue: for an unknown word, or a kind of value that the factor does not take.
            OutOfDomain: for a number that the factor cannot have.
        """
        if isinstance(value, (str, bool)) or not self.bands:
            return self._word(value)
        self._check_domain(value)
        return next((band.fraction for band in self.bands if band.holds(value)), self.rest)

    @property
    def levels(self) -> tuple[float, ...]:
        """The fractions of the weight that the factor can earn, rising."""
        rest = {self.rest} if self.bands else set()
        return tuple(sorted({b.fraction for b in self.bands} | set(self.words.values()) | rest))

    def reaching(self, fraction: float) -> str:
        """What a value must become to earn a fraction, as a reader writes it: >= 1.5."""
        for band in self.bands:
            if band.fraction == fraction:
                return f"{band.comparison} {band.threshold:g}"
        words = [word for word, earned in self.words.items() if earned == fraction]
        return " / ".join(words) or f">= {self.lowest or 0:g}"

    def _word(self, value: object) -> float:
        word = value.strip().casefold() if isinstance(value, str) else ""
        if word in self.words:
            return self.words[word]
        allowed = ["a number"] * bool(self.bands) + [repr(word) for word in self.words]
        raise InvalidValue(
            f"{self.key} must be {' or '.join(allowed)}, got {value!r}",
            hint="a percentage is a number such as 0.62; words are written as they stand here",
        )

    def _check_domain(self, value: float) -> None:
        low, high = self.lowest, self.highest
        if (low is not None and value < low) or (high is not None and not at_most(value, high)):
            span = f"from {low:g} to {high:g}" if high is not None else f"at least {low:g}"
            raise OutOfDomain(
                f"{self.key} must be {span}, got {value:g}",
                hint="a percentage is a fraction: 62 % is the number 0.62",
            )


_FRACTIONS = (1.0, 0.75, 0.5, 0.25)


def _bands(comparison: Literal[">=", "<="], *thresholds: float) -> tuple[Band, ...]:
    """Thresholds with the fractions 1, 0.75, 0.5 and 0.25."""
    return tuple(Band(comparison, t, f) for t, f in zip(thresholds, _FRACTIONS, strict=True))


FACTORS: Final[tuple[Factor, ...]] = (
    Factor("current_ratio", 8, _bands(">=", 1.5, 1.2, 1.0, 0.8), lowest=0),
    Factor("liabilities_to_assets", 10, _bands("<=", 0.40, 0.55, 0.70, 0.85), lowest=0),
    Factor("ebit_to_assets", 8, _bands(">=", 0.10, 0.06, 0.03, 0.0)),
    Factor(
        "operating_cash_flow_to_current_liabilities",
        10,
        _bands(">=", 0.40, 0.20, 0.10, 0.0),
    ),
    # The edges 1.1 and 2.6 both belong to the grey zone.
    Factor("altman_z_nonmanufacturer", 10, (Band(">", 2.6, 1.0), Band(">=", 1.1, 0.5))),
    Factor("days_beyond_terms", 14, _bands("<=", 0, 5, 15, 30)),
    Factor(
        "statements",
        8,
        words={
            "audited": 1.0,
            "qualified": 0.5,
            "reviewed": 0.5,
            "management": 0.25,
            "none": 0.0,
        },
    ),
    Factor(
        "bank_headroom",
        6,
        (Band(">=", 0.50, 1.0), Band(">=", 0.25, 0.75), Band(">=", 0.10, 0.5)),
        rest=0.25,
        words={"withdrawn": 0.0},
        lowest=0,
        highest=1,
    ),
    Factor(
        "litigation_to_assets",
        8,
        (Band("<=", 0.0, 1.0), Band("<", 0.01, 0.75), Band("<=", 0.05, 0.25)),
        words={"enforcement": 0.0},
        lowest=0,
    ),
    Factor(
        "ownership_change",
        5,
        words={
            "none": 1.0,
            "over_year": 0.75,
            "within_group": 0.5,
            "control": 0.25,
            "pending": 0.0,
        },
    ),
    Factor("order_fulfilment", 6, _bands(">=", 0.98, 0.95, 0.90, 0.80), lowest=0, highest=1),
    Factor("years_trading", 4, _bands(">=", 10, 5, 3, 1), lowest=0),
    Factor("country_risk", 3, words={"low": 1.0, "medium": 2 / 3, "sensitive": 1 / 3, "high": 0.0}),
)
"""The order is that of the arguments of CREDIT_SCORE; the weights add up to 100."""

BY_KEY: Final[Mapping[str, Factor]] = {factor.key: factor for factor in FACTORS}
