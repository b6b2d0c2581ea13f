"""What only a whole ledger can tell of its cells: the meaning of its marks, orders and words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ledgerguard.ledger.columns import AMOUNT_FIELDS, DATE_FIELDS, Field
from ledgerguard.ledger.currency import code_of
from ledgerguard.ledger.reading.amounts import Mark, decimal_mark
from ledgerguard.ledger.reading.clean import Options, order_of, with_flags
from ledgerguard.ledger.reading.date_order import Decision
from ledgerguard.ledger.reading.dates import short_date
from ledgerguard.ledger.reading.headers import Header
from ledgerguard.ledger.reading.rawtable import RawTable
from ledgerguard.ledger.reading.row_currency import only_three_decimals
from ledgerguard.ledger.schema import DateOrder
from ledgerguard.units import Cell

CATEGORIES: tuple[Field, ...] = ("currency", "status", "kind", "disputed")
"""Columns of few different words."""

Values = Mapping[Field, Sequence[Cell]]
"""Cells by field: of some rows, or what differs in a column."""

Column = Mapping[int, Sequence[Cell]]
"""Different cells by the place of their column."""


@dataclass(frozen=True)
class Facts:
    """How the cells of one ledger are read."""

    header: Header  # after a "paid" column of yes and no has become a status
    order: Decision
    mark: Mark | None
    three_decimals: bool

    @property
    def fields(self) -> Mapping[str, Field]:
        """Field of each column of the source that has one."""
        return {self.header.texts[index]: field for field, index in self.header.columns.items()}

    def sorts_like(self, other: Facts, seen: Values) -> bool:
        """Whether plain rows are the same under other facts, for the values that are looked up."""
        return (
            self.header.columns == other.header.columns
            and (self.mark, self.mark or self.three_decimals)
            == (other.mark, other.mark or other.three_decimals)
            and all(
                self.order_of(field) == other.order_of(field)
                for field, values in seen.items()
                if field in DATE_FIELDS and _has_short(values)
            )
        )

    def order_of(self, field: Field) -> DateOrder | None:
        """The order of the short text dates of a column."""
        return self.order.columns.get(field, self.order.order)


def facts(
    header: Header, first: Sequence[Sequence[Cell]], others: Column, options: Options
) -> Facts:
    """The facts as the first rows and what differs in all others show them.

    Args:
        header: The header as found.
        first: The first rows of the ledger.
        others: Further cells by place of the column: all that these rows may lack.
        options: What the caller knows.

    Raises:
        LedgerError: when the order of text dates cannot be told.
    """
    cells = seen(header, first, others)
    header = with_flags(RawTable(header, cells, np.zeros(0, np.int64))).header
    default = options.currency or code_of(header.currency) or ""
    dates = {field: values for field, values in cells.items() if field in DATE_FIELDS}
    rows = {field: [row[header.columns[field]] for row in first] for field in dates}
    return Facts(
        header,
        order_of(dates, header.names, options, rows),
        decimal_mark(cells[f] for f in AMOUNT_FIELDS if f in header.columns),
        only_three_decimals(cells.get("currency"), default),
    )


def seen(header: Header, first: Sequence[Sequence[Cell]], others: Column) -> Values:
    """The different cells of each field, in the order in which they were met."""
    return {
        field: list(dict.fromkeys([*(row[index] for row in first), *others.get(index, ())]))
        for field, index in header.columns.items()
    }


def _has_short(values: Sequence[Cell]) -> bool:
    return any(isinstance(value, str) and short_date(value) for value in values)
