"""Which rows of a ledger are invoices: totals, notes and repeated headers are not."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledgerguard.ledger.columns import Field
from ledgerguard.ledger.reading.amounts import Amounts
from ledgerguard.ledger.reading.rawtable import RawTable
from ledgerguard.units import Cell

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

TOO_LARGE = 1e14  # a hundred trillion: in minor units still within 64 bits, and no invoice

_TOTAL = re.compile(
    r"(?:grand |sub|sub-|sub |overall )?totals?|sum|summe|gesamt|total général|suma"
    r"|合计|总计|小计|共计|累计|总额|本页合计|本页小计"
)
_TOTAL_OF = re.compile(r"(?:sub-?)?total (?:for |of |due|amount|open).*|.*(?:合计|小计|总计)")


@dataclass(frozen=True)
class RowKinds:
    """Which rows count, which are blank, and why each of the others does not count."""

    counted: npt.NDArray[np.bool_]
    blank: npt.NDArray[np.bool_]
    reasons: Mapping[int, tuple[str, Field | None, Cell]]  # index -> code, field, value shown


@dataclass(frozen=True)
class Above:
    """The rows of a ledger that are not in the part of it at hand."""

    rows: int = 0
    total: float = 0.0
    last: int = 0  # the largest row number among them


def classify(
    table: RawTable,
    rows: Sequence[Sequence[Cell]],
    no_dates: npt.NDArray[np.bool_],
    amounts: Amounts,
    above: Above | None = None,
) -> RowKinds:
    """Sort the rows of a table.

    Args:
        table: The table.
        rows: Its whole rows: the word "Total" may stand in a column that holds no field.
        no_dates: Where neither invoice date nor due date can be read.
        amounts: The amount column.
        above: What stands above these rows in a ledger that is read in parts.
    """
    import numpy as np

    values = table.columns["amount"]
    bad = amounts.unreadable
    huge = np.abs(amounts.number) >= TOO_LARGE
    blank = np.zeros(len(table), bool)
    reasons: dict[int, tuple[str, Field | None, Cell]] = {}
    for index in np.flatnonzero(no_dates | amounts.blank | bad | huge).tolist():
        undated = bool(no_dates[index])
        cells = [cell for cell in rows[index] if cell is not None and cell != ""]
        label = next((c for c in cells if isinstance(c, str) and is_total(c)), None)
        if not cells:
            blank[index] = True
        elif undated and label is not None:
            reasons[index] = ("total_row", None, label)
        elif undated and _repeats(table, index):
            reasons[index] = ("repeated_header", None, cells[0])
        elif amounts.blank[index]:
            reasons[index] = (
                ("note_row", None, cells[0]) if undated else ("missing_amount", "amount", "")
            )
        elif bad[index]:
            reasons[index] = ("unreadable_amount", "amount", values[index])
        elif huge[index]:
            reasons[index] = ("too_large", "amount", values[index])
    counted = ~blank
    counted[list(reasons)] = False
    last = _unlabelled_total(table, counted, no_dates, amounts, above or Above())
    if last is not None:
        reasons[last] = ("total_row", "amount", values[last])
        counted[last] = False
    return RowKinds(counted, blank, reasons)


def is_total(text: str) -> bool:
    """Whether a text says that a row adds up others."""
    word = text.strip(" \t:：*=-").casefold()
    return bool(_TOTAL.fullmatch(word) or _TOTAL_OF.fullmatch(word))


def _repeats(table: RawTable, index: int) -> bool:
    """Whether a row says again what the header says."""
    names = table.header.names
    cells = {field: values[index] for field, values in table.columns.items()}
    same = sum(isinstance(c, str) and c.strip() == names[f] for f, c in cells.items())
    return same * 2 > len(cells)


def _unlabelled_total(
    table: RawTable,
    counted: npt.NDArray[np.bool_],
    no_dates: npt.NDArray[np.bool_],
    amounts: Amounts,
    other: Above,
) -> int | None:
    """The last row, when it holds nothing but the sum of the amounts above it."""
    import numpy as np

    found = np.flatnonzero(counted)
    if len(found) == 0 or len(found) + other.rows < 3 or not no_dates[found[-1]]:
        return None
    last = int(found[-1])
    if table.numbers[last] < other.last:
        return None
    named = any(
        table.columns[f][last] not in (None, "")
        for f in ("invoice", "customer_id", "customer")
        if f in table.columns
    )
    above = float(amounts.number[found[:-1]].sum()) + other.total
    is_sum = abs(above - amounts.number[last]) < 0.005
    return last if is_sum and not named else None
