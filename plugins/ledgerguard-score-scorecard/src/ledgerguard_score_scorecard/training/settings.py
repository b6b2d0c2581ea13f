"""What may be chosen about training."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from ledgerguard_score_scorecard.scaling import Scaling

Direction = Literal["rises", "falls"]


@dataclass(frozen=True, slots=True)
class Settings:
    """How a scorecard is learned."""

    max_bins: int = 6
    least_bin_share: float = 0.05  # of the rows, in each bin
    least_bin_bad: int = 5  # bad rows in each bin: the weight of evidence of fewer is noise
    least_iv: float = 0.02  # Siddiqi: below it a variable predicts nothing
    strength: float = 1.0  # scikit-learn's C: the inverse of the penalty on weights
    margin: float = 0.5  # of the middle 98 % of the values, allowed beyond those of training
    most_texts: int = 50  # different texts that a variable may have
    folds: int = 5
    seed: int = 0
    scaling: Scaling = field(default_factory=Scaling)
    trends: Mapping[str, Direction] = field(default_factory=dict)  # by variable; others: by data
    special_values: tuple[float, ...] = ()

    @property
    def stated(self) -> dict[str, float]:
        """The numbers, for the model file."""
        return {name: float(getattr(self, name)) for name in _STATED}


_STATED: Final = (
    "max_bins",
    "least_bin_share",
    "least_bin_bad",
    "least_iv",
    "strength",
    "margin",
    "most_texts",
)
