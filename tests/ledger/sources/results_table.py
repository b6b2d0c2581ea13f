"""A result as the tables of a run are: money, days, shares and counts."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from ledgerguard.ledger.engines.engine import Engine
from ledgerguard.ledger.sources.results import ResultTable

ROWS: Final[dict[str, list[Any]]] = {
    "customer": ["a'b", "é", "", "z"],
    "currency": ["EUR", "JPY", "KWD", "CLF"],
    "open": [2**62, -5, 1_234_500, 12_345],
    "due": [46_000, -1, 46_326, -1],
    "share": [0.5, float("nan"), 1.0, 2.0],
    "n": [1, 2, 3, 4],
}


def result(engine: Engine) -> ResultTable:
    """The rows as a table of an engine."""
    return ResultTable(engine.own(pd.DataFrame(ROWS)), money=("open",), days=("due",))
