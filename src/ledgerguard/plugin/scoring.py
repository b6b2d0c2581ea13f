"""What a scorer offers: a firm's own way to judge a customer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from ledgerguard.errors import LedgerguardError

InputValue = float | str | bool | None


class OutsideTraining(LedgerguardError):
    """An input lies so far from what the model has seen that its score would be a guess."""

    excel = "#N/A"


@dataclass(frozen=True, slots=True)
class ScorerInput:
    """One thing that a scorer wants to know."""

    # Lower case with underscores. A decision knows the factors of CREDIT_SCORE and the items of the
    # customer's file by their names; whatever else a model asks for, only a cell can tell it.
    name: str
    description: str
    required: bool = True


@dataclass(frozen=True, slots=True)
class Score:
    """A judgement. At least one of probability and grade is given.

    It is checked before it is believed: numbers are finite, texts not blank, the day is a date.
    """

    score: float  # points, more is better
    as_of: dt.date  # of the newest thing looked at; not after the day that was asked for
    model: str  # name and version of what has judged
    probability: float | None = None  # of default within a year, 0 to 1; decisions need it
    grade: str = ""
    reasons: tuple[str, ...] = ()  # the weightiest first, in words


@runtime_checkable
class Scorer(Protocol):
    """A model. ``score`` is pure: the same inputs and day give the same score."""

    @property
    def name(self) -> str:
        """How formulas and policies name it: lower case, digits and single hyphens."""

    @property
    def title(self) -> str:
        """The model as people write it."""

    @property
    def version(self) -> str:
        """Its version: a decision that is recorded must tell which one has judged."""

    @property
    def inputs(self) -> tuple[ScorerInput, ...]:
        """What it wants to know."""

    def score(self, inputs: Mapping[str, InputValue], as_of: dt.date) -> Score:
        """Judge a customer.

        Args:
            inputs: Values of the inputs above by name, numbers as float, days as serial numbers;
                what is not known is missing or None. What is required is there.
            as_of: The day of the judgement; nothing later may be looked at.

        Raises:
            NotAvailable: when a required input is missing.
            OutsideTraining: when an input is far from everything the model knows.
        """
