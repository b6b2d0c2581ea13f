"""The firm's master scale: from a score to a probability of default and to a grade."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from ledgerguard.formulas.grading import credit_grade, grade_bounds, score_to_pd
from ledgerguard.policy.credit_file import CreditPolicy


@dataclass(frozen=True, slots=True)
class MasterScale:
    """Anchors of the score and bounds of the grades.

    Attributes:
        bounds: Upper probabilities of default of all grades but the last, ending in 1.
        anchor_score: The score at which the odds are anchor_odds.
        anchor_odds: Good customers for each one that defaults there.
        points_to_double: Points that double the odds.
    """

    bounds: tuple[float, ...]
    anchor_score: float
    anchor_odds: float
    points_to_double: float

    @classmethod
    def of(cls, credit: CreditPolicy) -> Self:
        """The scale of a credit policy."""
        card = credit.scorecard
        bounds = tuple(grade_bounds(list(credit.upper_bounds)))
        return cls(bounds, card.anchor_score, card.anchor_odds, card.points_to_double)

    @property
    def failed(self) -> int:
        """The last grade: in default."""
        return len(self.bounds) + 1

    def pd(self, score: float) -> float:
        """The probability of default within a year that a score stands for."""
        return score_to_pd(score, self.anchor_score, self.anchor_odds, self.points_to_double)

    def grade(self, score: float) -> int:
        """The grade of a score where nothing else is known."""
        return credit_grade(self.pd(score), self.bounds)

    def grade_of_pd(self, pd: float) -> int:
        """The grade of a probability of default; a certain one has failed."""
        return self.failed if pd >= 1 else credit_grade(pd, self.bounds)

    def least_pd(self, grade: int) -> float:
        """The probability from which a grade begins: 0 for the best, 1 for the one in default."""
        if grade >= self.failed:
            return 1.0
        return 0.0 if grade <= 1 else self.bounds[grade - 2]
