"""The grades of customers as a range states them: by their files, by factors, or as numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ledgerguard.casework.customer_file.columns import find
from ledgerguard.casework.customer_file.reading import files_from_cells
from ledgerguard.casework.watch.mix import Graded, by_factors, by_file, by_grade
from ledgerguard.errors import LedgerError
from ledgerguard.formulas.raw_cells import is_blank
from ledgerguard.ledger.credit import factors_by_customer
from ledgerguard.ledger.portfolio import Balance, Frame
from ledgerguard.policy.firm import Policy
from ledgerguard.units import Cell, Language, Table

GRADES: Final = frozenset({"grade", "credit grade", "等级", "信用等级"})


def grades_of(
    table: Table,
    frame: Frame,
    owing: Sequence[Balance],
    policy: Policy,
    currency: str,
    as_of: int,
    language: Language = "en",
) -> dict[str, Graded]:
    """The grade of each customer that a range knows.

    Args:
        table: Customers' files, a Factors range, or customer_id and grade; with a header.
        frame: The whole ledger.
        owing: Balances of the currency.
        policy: The firm's policy.
        currency: The currency of the mix.
        as_of: Serial number of the day.
        language: Language of the problems.

    Raises:
        LedgerguardError: when the range cannot be read.
    """
    rows = [list(row) for row in table if not all(map(is_blank, row))]
    if rows and (place := _grade_column(rows[0])):
        stated = {_id(row[0]): row[place] for row in rows[1:] if len(row) > place}
        return by_grade({key: g for key, g in stated.items() if not is_blank(g)}, policy.credit)
    if _is_file(rows):
        files = files_from_cells(table, language=language)
        return by_file(files, frame, policy, currency, as_of)
    return by_factors(factors_by_customer(rows), frame, owing, policy.credit, as_of)


def _grade_column(header: Sequence[Cell]) -> int:
    """The place of the column with grades; 0, where the ids stand, means that there is none."""
    words = [" ".join(str(cell).replace("_", " ").split()).casefold() for cell in header]
    return next((place for place, word in enumerate(words) if word in GRADES and place), 0)


def _is_file(rows: Sequence[Sequence[Cell]]) -> bool:
    try:
        find(rows)
    except LedgerError:
        return False
    return True


def _id(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))  # a sheet keeps the id 1001 as the number 1001.0
    return str(cell).strip()
