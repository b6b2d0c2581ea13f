"""Which invoices are disputed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledgerguard.ledger.problems import Report
from ledgerguard.ledger.reading.rawtable import RawTable
from ledgerguard.units import Cell

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_YES_WORDS = "yes y true 1 x d disputed dispute open ja oui sí 是 有 有争议 争议 争议中 √ ✓"
_NO_WORDS = """
no n false 0 - none n/a na nein non undisputed resolved closed settled 否 无 没有 无争议 已解决
不争议 未争议
"""
_YES = frozenset(_YES_WORDS.split())
_NO = frozenset(_NO_WORDS.split())


def disputes(table: RawTable, report: Report) -> npt.NDArray[np.int64]:
    """1 for each disputed row; any reason in words counts as a dispute and is reported."""
    import numpy as np

    values = table.columns.get("disputed")
    if values is None:
        return np.zeros(len(table), np.int64)
    known = {value: is_disputed(value) for value in dict.fromkeys(values)}
    flags = [known[value] for value in values]
    unknown = np.array([flag is None for flag in flags], bool)
    table.report(report, "unknown_dispute", "disputed", unknown)
    return np.array([flag is None or flag for flag in flags], np.int64)


def is_disputed(value: Cell) -> bool | None:
    """What one cell says; None for words that are neither yes nor no."""
    if value is None or isinstance(value, float | int):
        return bool(value)
    word = str(value).strip().casefold()
    if word in _YES:
        return True
    return False if not word or word in _NO else None
