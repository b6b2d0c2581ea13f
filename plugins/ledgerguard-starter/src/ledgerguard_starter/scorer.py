"""Our way to judge a customer: points for its age, less points for what it owes too long."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from typing import Final

from ledgerguard.errors import InvalidValue, NotAvailable
from ledgerguard.plugin.scoring import InputValue, OutsideTraining, Score, ScorerInput

YEARS: Final = ScorerInput("years_trading", "Years since the customer was founded.")
LATE: Final = ScorerInput(
    "late_share", "Share of its receivables past due, 0 to 1.", required=False
)

OLDEST: Final = 500.0
"""Years: beyond the age of any company that this model has an opinion on."""

FULL: Final = 60.0
"""Points of a customer of twenty years or more that owes nothing too long."""


class StarterScorer:
    """Points from 0 to 100, a grade from A to C, and the reasons."""

    name = "starter"
    title = "Points of our credit manual"
    version = "1.0"
    inputs = (YEARS, LATE)

    def score(self, inputs: Mapping[str, InputValue], as_of: dt.date) -> Score:
        """Judge a customer.

        Args:
            inputs: Values by name; what is not known is missing or None.
            as_of: The day of the judgement.

        Raises:
            NotAvailable: when years_trading is missing.
            InvalidValue: when a value is no number.
            OutsideTraining: when a value is none that this model knows.
        """
        years = _number(inputs, YEARS.name, OLDEST)
        if years is None:
            raise NotAvailable(
                f"{YEARS.name} must be known, got nothing", hint="it is in the customer's register"
            )
        late = _number(inputs, LATE.name, 1.0)
        age = min(years / 20, 1.0) * FULL
        promptness = 40 * (1 - (0.5 if late is None else late))
        points = round(age + promptness, 1)
        return Score(
            points,
            as_of,
            f"{self.name} {self.version}",
            grade="A" if points >= 70 else "B" if points >= 40 else "C",
            reasons=(
                f"{years:g} years of trading: {age:.1f} of {FULL:g} points",
                f"{'unknown' if late is None else f'{late:.0%}'} past due: "
                f"{promptness:.1f} of 40 points",
            ),
        )


def _number(inputs: Mapping[str, InputValue], name: str, most: float) -> float | None:
    value = inputs.get(name)
    if value is None:
        return None
    if isinstance(value, str | bool):
        raise InvalidValue(f"{name} must be a number, got {value!r}", hint="is the cell text?")
    if not (math.isfinite(value) and 0 <= value <= most):
        raise OutsideTraining(
            f"{name} must be from 0 to {most:g}, got {value:g}", hint="is its unit the right one?"
        )
    return value
