"""Ledgers from a few rows of cells, for the tests of reading."""

from collections import Counter
from typing import Any

from ledgerguard.ledger.read import from_cells
from ledgerguard.ledger.schema import Ledger
from ledgerguard.units import Cell

ISSUED, DUE = 45292, 45322  # 1 and 31 January 2024


def ledger(header: str, *rows: list[Cell]) -> Ledger:
    return from_cells([header.split("|"), *rows])


def column(found: Ledger, name: str) -> list[Any]:
    return found.frame.get_column(name).to_list()


def codes(found: Ledger) -> dict[str, int]:
    return dict(Counter(problem.code for problem in found.problems))
