"""From odds to points and back: so many points double the odds."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scaling:
    """How log odds become points: ``score = offset + factor * ln(odds)``, odds good to bad.

    Siddiqi (2006), Credit Risk Scorecards, chapter 6: ``factor = points_to_double / ln 2`` and
    ``offset = base_score - factor * ln(base_odds)``.
    """

    base_score: float = 600.0
    base_odds: float = 50.0  # good customers for each bad one at base_score
    points_to_double: float = 20.0

    @property
    def factor(self) -> float:
        """Points for each unit of log odds."""
        return self.points_to_double / math.log(2)

    @property
    def offset(self) -> float:
        """The score at even odds."""
        return self.base_score - self.factor * math.log(self.base_odds)

    def score(self, log_odds: float) -> float:
        """Points of log odds, good to bad."""
        return self.offset + self.factor * log_odds

    def probability(self, score: float) -> float:
        """Probability of being bad that a score stands for, 0 to 1."""
        log_odds = (score - self.offset) / self.factor
        if log_odds >= 0:
            share = math.exp(-log_odds)
            return share / (1 + share)
        return 1 / (1 + math.exp(max(log_odds, -700.0)))
