"""A small labelled table with numbers, texts, special values and blanks, and what is learned of it.

The truth is known: risk rises with debt, falls with margin, and one region is worse. Luck is noise.
"""

from __future__ import annotations

import math
import random
from typing import Final

from ledgerguard_score_scorecard.model import Target
from ledgerguard_score_scorecard.table import Columns, Table, table_of
from ledgerguard_score_scorecard.training.fitting import Identity
from ledgerguard_score_scorecard.training.settings import Settings

COLUMNS: Final = Columns("outcome", "failed", "customer", "year", ignore=("note",))
SETTINGS: Final = Settings(special_values=(-999.0,), folds=3)
IDENTITY: Final = Identity(
    name="acme-risk",
    title="Acme risk",
    version="7",
    trained_on="2026-06-30",
    target=Target("fails within a year", "outcome", "failed", True),
    descriptions={"debt": "Liabilities to assets"},
)


def rows(count: int = 3000, seed: int = 11) -> list[dict[str, str]]:
    dice = random.Random(seed)
    found = []
    for number in range(count):
        debt, margin = dice.uniform(0, 1), dice.gauss(0.05, 0.1)
        region = dice.choice(["north", "south", "East", "west"])
        odds = -3 + 3 * debt - 8 * margin + (1 if region == "south" else 0)
        failed = dice.random() < 1 / (1 + math.exp(-odds))
        shown = "" if dice.random() < 0.08 else repr(margin)
        if dice.random() < 0.05:
            shown = "-999"
        found.append(
            {
                "customer": f"C{number // 2:04d}",
                "year": str(2020 + number % 5),
                "debt": repr(debt),
                "Margin": shown,
                "region": region,
                "luck": repr(dice.random()),
                "same": "1",
                "note": f"remark {number}",
                "outcome": "failed" if failed else "alive",
            }
        )
    return found


def table(count: int = 3000, seed: int = 11) -> Table:
    return table_of(rows(count, seed), COLUMNS)
