"""The buckets of the matrix, and the finer ones of the agings behind the flow rates."""

from __future__ import annotations

from typing import Final

from ledgerguard.formulas.aging import DEFAULT_EDGES, bucket_labels
from ledgerguard.workbooks.draft import Draft

FINE_EDGES: Final = (*DEFAULT_EDGES, 120)
"""One bucket more than the matrix has: the roll out of 61-90 must not meet what has been lying in
an open-ended last bucket for years."""

FINE_KEYS: Final = ("current", "thirty", "sixty", "ninety", "onetwenty", "older")
"""Names of the fine buckets: a name of cells holds no digits."""

KEYS: Final = (*FINE_KEYS[:4], FINE_KEYS[-1])
"""Names of the buckets of the matrix."""

COUNT: Final = len(DEFAULT_EDGES) + 1
ROLLS: Final = COUNT - 1
MONTHS: Final = 12


def labels(draft: Draft) -> list[str]:
    """The labels of the matrix's buckets, as AGING writes them."""
    return list(bucket_labels(DEFAULT_EDGES, "due", draft.language))


def fine_labels(draft: Draft) -> list[str]:
    """The labels of the buckets of the agings."""
    return list(bucket_labels(FINE_EDGES, "due", draft.language))
