"""Credit score and grade of customers, where a Factors range supplies enough to stand on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ledgerguard.formulas.grading import credit_grade, score_to_pd
from ledgerguard.formulas.raw_cells import is_blank
from ledgerguard.formulas.scoring import breakdown, factors_of_range
from ledgerguard.units import Cell, Table

FactorRows = Sequence[tuple[Cell, Cell]]
"""What a Factors range says about one customer: factor and value, as CREDIT_SCORE takes them."""

_LONG_FORM: Final = ["factor", "value"]
_LONG_FORM_ZH: Final = ["因素", "值"]
_NAMES: Final = frozenset({"customer", "客户", "客户名称"})


@dataclass(frozen=True, slots=True)
class Credit:
    """How creditworthy a customer is."""

    score: float
    grade: int


def factors_by_customer(table: Table) -> dict[str, FactorRows]:
    """What a Factors range says about each customer; blank cells are left out.

    Its first row is a header and its first column holds the customers' ids. Either every other
    column is headed by the key of a factor (a column with the customer's name may stand among
    them), or the columns are customer_id, factor, value with one factor a row.
    """
    rows = [list(row) for row in table if not all(map(is_blank, row))]
    if not rows:
        return {}
    keys = [_word(cell) for cell in rows[0][1:]]
    found: dict[str, list[tuple[Cell, Cell]]] = {}
    for row in rows[1:]:
        if is_blank(row[0]):
            continue
        if keys[:2] in (_LONG_FORM, _LONG_FORM_ZH):
            pairs = [(_word(row[1]), row[2])]
        else:
            pairs = list(zip(keys, row[1:], strict=False))
        found.setdefault(_customer_id(row[0]), []).extend(
            (key, cell) for key, cell in pairs if not is_blank(cell) and key not in _NAMES
        )
    return dict(found)


def credit_of(
    factors: FactorRows, days_beyond_terms: float | None, days_past_due: int
) -> Credit | None:
    """Score and grade of one customer; None where the factors weigh less than half of 100.

    An invoice ledger alone cannot score a customer. Where the factors can, it adds what it knows:
    the days beyond terms when the factors leave them blank, and for the grade the days past due
    of the oldest open item.

    Raises:
        LedgerguardError: for an unknown factor or a value that it cannot have.
    """
    given = factors_of_range(factors)
    if not breakdown(given).is_enough:
        return None
    score = breakdown({"days_beyond_terms": days_beyond_terms, **given}).score
    return Credit(score, _grade(score, given, days_past_due))


def _grade(score: float, given: Mapping[str, Cell], days_past_due: int) -> int:
    debt = given.get("liabilities_to_assets")
    return credit_grade(
        score_to_pd(score),
        days_past_due=days_past_due,
        negative_equity=isinstance(debt, (int, float)) and debt > 1,
        statements_missing=given.get("statements") in (None, "none"),
    )


def _word(cell: Cell) -> str:
    return "" if cell is None else "_".join(str(cell).strip().casefold().split())


def _customer_id(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))  # a sheet keeps the id 1001 as the number 1001.0
    return str(cell).strip()
