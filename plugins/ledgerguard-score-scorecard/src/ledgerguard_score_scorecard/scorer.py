"""Scores a customer with a scorecard: points, reasons, and a refusal far outside training."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from ledgerguard.errors import InvalidValue, NotAvailable, OutOfDomain
from ledgerguard.formulas.grading import credit_grade
from ledgerguard.plugin.scoring import InputValue, OutsideTraining, Score, ScorerInput

from ledgerguard_score_scorecard.fields import shown
from ledgerguard_score_scorecard.model import Bin, Scorecard, Variable, plain

WORTH_SAYING: Final = 0.05
"""Points that a reason must have cost."""

_MOST_NAMED: Final = 8


@dataclass(frozen=True)
class Part:
    """What one variable contributes to a score."""

    variable: Variable
    value: float | str | None
    found: Bin

    @property
    def lost(self) -> float:
        """Points that the best values would have brought beyond these; at least 0."""
        return max(self.variable.best.points - self.found.points, 0.0)

    @property
    def words(self) -> str:
        """Why points were lost, in words."""
        best = self.variable.best
        return (
            f"{self.variable.description} {self._told}: {plain(round(self.lost, 1))} points below "
            f"the best ({best.words})"
        )

    @property
    def _told(self) -> str:
        if self.value is None:
            return "is not known"
        if isinstance(self.value, str):
            return f"is {self.value}"
        if self.found is self.variable.special:
            return f"is {plain(self.value)} (special value)"
        return f"is {plain(self.value)} ({self.found.words})"


@dataclass(frozen=True)
class ScorecardScorer:
    """The scorer of one model file."""

    card: Scorecard

    @property
    def name(self) -> str:
        """How formulas and policies name it."""
        return self.card.name

    @property
    def title(self) -> str:
        """The model as people write it."""
        return self.card.title

    @property
    def version(self) -> str:
        """Its version, as training wrote it."""
        return self.card.version

    @cached_property
    def inputs(self) -> tuple[ScorerInput, ...]:
        """Its variables; one that training always knew is required."""
        return tuple(
            ScorerInput(one.name, one.description, one.missing is None)
            for one in self.card.variables
        )

    def parts(self, inputs: Mapping[str, InputValue]) -> list[Part]:
        """What each variable contributes, in the order of the scorecard.

        Raises:
            NotAvailable: when a required input is missing.
            InvalidValue: when a text stands where a number belongs, or the reverse.
            OutsideTraining: when an input, or their number, is far from training.
        """
        values = {one.name: _value(one, inputs.get(one.name)) for one in self.card.variables}
        self._require(name for name, value in values.items() if value is None)
        return [Part(one, values[one.name], _bin(one, values[one.name])) for one in self._variables]

    def score(self, inputs: Mapping[str, InputValue], as_of: dt.date) -> Score:
        """Judge a customer.

        Where being bad means default within a year the score has a probability and the grade is
        that of CREDIT_GRADE; of any other target the model's own risk class, A to E, is the grade,
        as its probability is none of default.

        Raises:
            NotAvailable: when a required input is missing.
            InvalidValue: when a text stands where a number belongs, or the reverse.
            OutsideTraining: when an input, or their number, is far from training.
        """
        parts = self.parts(inputs)
        points = math.fsum(part.found.points for part in parts)
        probability, grade = None, self.card.risk_class(points)
        if self.card.target.is_default:
            probability = self.card.scaling.probability(points)
            grade = str(credit_grade(probability)) if 0 < probability < 1 else ""
        weighty = sorted(parts, key=lambda part: -part.lost)
        return Score(
            points,
            as_of,
            f"{self.card.name} {self.card.version}",
            probability,
            grade,
            tuple(part.words for part in weighty if part.lost >= WORTH_SAYING),
        )

    @property
    def _variables(self) -> tuple[Variable, ...]:
        return self.card.variables

    def _require(self, missing: Iterable[str]) -> None:
        """Refuse where training has never seen as much, or that variable, missing."""
        names = list(missing)
        required = [one.name for one in self._variables if one.missing is None]
        lacking = [name for name in names if name in required]
        if lacking:
            raise NotAvailable(
                f"the scorecard {self.name} must be told {_listed(required)}, "
                f"got no {_listed(lacking)}",
                hint="training knew them of every customer: add a row for each",
            )
        if len(names) > self.card.most_missing:
            raise OutsideTraining(
                f"the scorecard {self.name} may miss at most {self.card.most_missing} inputs at "
                f"once, got {len(names)} that are not known: {_listed(names)}",
                hint="training saw no customer of whom less was known; find out some of them",
            )


def _value(variable: Variable, given: object) -> float | str | None:
    """An input as the variable knows it; None where it is not known.

    Raises:
        InvalidValue: when it is of the wrong kind.
        OutOfDomain: when a number is not finite.
    """
    if given is None or (isinstance(given, str) and not given.strip()):
        return None
    if variable.kind == "text":
        return text_of(given)
    if isinstance(given, bool) or not isinstance(given, (int, float)):
        raise InvalidValue(
            f"{variable.name} must be a number, got {shown(given)}",
            hint="is it typed as text, or is the row that of another input?",
        )
    try:
        number = float(given)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise OutOfDomain(
            f"{variable.name} must be a finite number, got {number}",
            hint="what computes this input?",
        )
    return number


def text_of(given: object) -> str:
    """A value of a text variable as training spelled it: TRUE, 3 for 3.0, without blanks around."""
    if isinstance(given, bool):
        return str(given).upper()
    if isinstance(given, float) and given.is_integer():
        return str(int(given))
    return str(given).strip()


def _bin(variable: Variable, value: float | str | None) -> Bin:
    """The bin of a value that was checked to be of the right kind.

    Raises:
        OutsideTraining: when it is far from training.
    """
    if value is None:
        if variable.missing is None:
            raise AssertionError("a required input was missing and not refused")
        return variable.missing
    if isinstance(value, str):
        found = variable.bin_of_text(value)
        if found is None:
            known = [text for one in variable.bins for text in one.texts]
            raise OutsideTraining(
                f"{variable.name} must be one of {_listed(known)}, got {shown(value)}",
                hint="training saw no such value; train anew on data that has it",
            )
        return found
    if value not in variable.special_values:
        _require_near(variable, value)
    return variable.bin_of_number(value)


def _require_near(variable: Variable, value: float) -> None:
    low, high = variable.allowed_low, variable.allowed_high
    if low is None or high is None or low <= value <= high:
        return
    raise OutsideTraining(
        f"{variable.name} must be from {plain(low)} to {plain(high)}, got {plain(value)}",
        hint=f"training saw {plain(variable.low)} to {plain(variable.high)}: "
        "check the unit, or judge this customer by hand",
    )


def _listed(names: list[str]) -> str:
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
