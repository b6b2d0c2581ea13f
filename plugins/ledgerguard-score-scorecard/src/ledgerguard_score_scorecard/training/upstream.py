"""optbinning, with the one warning of it that means nothing here ignored by its exact message."""

from __future__ import annotations

import contextlib
import importlib
import re
import warnings
from collections.abc import Iterator
from typing import Any, Final

from ledgerguard.errors import LedgerguardError

DTYPE_WARNING: Final = (
    "Setting an item of incompatible dtype is deprecated and will raise an error in a future "
    "version of pandas. The existing dtype float64 cannot hold the value being set, so the result "
    "has dtype object. Cast the object to object before this operation to retain the current "
    "behavior."
)
"""pandas 3.1 says so of optbinning 1.0, whose binning table writes a blank text into the row of
totals of its column of weights of evidence. That row is not read here; the others are right. When
pandas makes it an error, training fails and this line has to go with an optbinning that is mended.
"""


class TrainingExtraMissing(LedgerguardError):
    """The packages that training needs are not installed."""


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Ignore that warning, and no other, while optbinning works."""
    with warnings.catch_warnings():
        warnings.filterwarnings(
            "ignore", message=re.escape(DTYPE_WARNING) + r"\Z", category=DeprecationWarning
        )
        yield


def optimal_binning(*args: Any, **settings: Any) -> Any:
    """An ``optbinning.OptimalBinning``.

    Raises:
        TrainingExtraMissing: when optbinning is not installed.
    """
    with quiet():
        try:
            upstream = importlib.import_module("optbinning")
        except ModuleNotFoundError as error:
            raise TrainingExtraMissing(
                f"training must have the extra train installed, got no {error.name}",
                hint="pip install 'ledgerguard-score-scorecard[train]'",
            ) from None
        return upstream.OptimalBinning(*args, **settings)
