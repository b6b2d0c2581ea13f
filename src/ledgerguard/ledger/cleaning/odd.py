"""Rows that are not plain: read as cells, a part at a time, by the rules of small ledgers."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import compress
from operator import itemgetter
from typing import Any, Final

import narwhals as nw

from ledgerguard.ledger.cleaning.counting import in_parts, whole
from ledgerguard.ledger.cleaning.facts import Facts
from ledgerguard.ledger.cleaning.plain import IS_ASIDE, IS_PLAIN, PACKED, ROW
from ledgerguard.ledger.cleaning.tally import Collector
from ledgerguard.ledger.columns import Field
from ledgerguard.ledger.currency import exponent
from ledgerguard.ledger.engines.engine import Engine, LazyFrame
from ledgerguard.ledger.reading.clean import Options, Part, clean_table
from ledgerguard.ledger.reading.rawtable import RawTable
from ledgerguard.ledger.reading.row_kinds import Above
from ledgerguard.units import Cell

PART: Final = 200_000
"""Rows that are read as cells at once: about 300 megabytes of Python objects."""

Row = tuple[Cell, ...]
OddRows = tuple[list[int], list[Row]]
"""Row numbers and rows."""

_EXACT_DIGITS: Final = 15  # of a decimal that a float shows again
_MISSING: Final = ("NaTType", "NAType")  # of pandas, which need not be imported for it
_NOT_LAST: Final = 2**62


@dataclass(frozen=True)
class Odd:
    """Where the rows that are not plain are found."""

    engine: Engine
    aside: LazyFrame  # held; with the packed rows, if all cells are text; perhaps plain ones too
    raw: LazyFrame  # with its rows numbered

    def parts(self) -> Iterator[OddRows]:
        """Row numbers and rows, a part at a time, in the order of the source."""
        if self._only is not None:
            yield self._only
            return
        for low, high in self._ranges:
            yield self._rows(low, high)

    @cached_property
    def _only(self) -> OddRows | None:
        """The rows where they are one part: they are asked for twice, and fit in memory anyway."""
        return self._rows(*self._ranges[0]) if len(self._ranges) == 1 else None

    @cached_property
    def _ranges(self) -> list[tuple[int, int]]:
        odd = self.aside.filter(~nw.col(IS_PLAIN))
        row = nw.col("row")
        found = self.engine.rows(
            odd.select(row.min().alias("low"), row.max().alias("high"), row.len().alias("rows"))
        )
        low, high, rows = found[0]
        waiting = [(int(low), int(high), int(rows))] if rows else []
        ranges = []
        while waiting:
            low, high, rows = waiting.pop()
            if rows <= PART:
                ranges.append((low, high))
                continue
            middle = (low + high) // 2
            below = odd.filter(row >= low, row <= middle).select(row.len())
            first = int(self.engine.rows(below)[0][0])
            halves = ((middle + 1, high, rows - first), (low, middle, first))
            waiting += [half for half in halves if half[2]]
        return ranges

    @property
    def noted(self) -> LazyFrame:
        """The plain rows of which something is to be reported."""
        return self.aside.filter(nw.col(IS_ASIDE), nw.col(IS_PLAIN))

    def shown(self, picked: Sequence[nw.Expr], most: int) -> dict[int, Row]:
        """The cells of plain rows of which something is reported, by row.

        Of those that a condition picks the first are told, for all conditions at once: the source
        may have to be read again.
        """
        firsts = [self.noted.filter(where).sort("row").head(most) for where in picked]
        found = nw.concat(firsts, how="vertical") if len(firsts) > 1 else firsts[0]
        return dict(zip(*self._cells(found, self.raw), strict=True))

    def _rows(self, low: int, high: int) -> OddRows:
        row, number = nw.col("row"), nw.col(ROW)
        found = self.aside.filter(~nw.col(IS_PLAIN), row >= low, row <= high)
        return self._cells(found, self.raw.filter(number >= low, number <= high))

    def _cells(self, found: LazyFrame, whole: LazyFrame) -> OddRows:
        if PACKED in found.collect_schema().names():
            packed = self.engine.rows(found.select("row", PACKED).sort("row"))
            cells: list[Row] = [self.engine.unpacked(row) if row else () for _, row in packed]
            return [number for number, _ in packed], cells
        wanted = found.select(nw.col("row").alias("ledgerguard_odd"))
        joined = whole.join(wanted, left_on=ROW, right_on="ledgerguard_odd")
        names = [name for name in self.raw.collect_schema().names() if name != ROW]
        rows = self.engine.rows(joined.select(ROW, *names).sort(ROW))
        return [row[0] for row in rows], [tuple(map(cell, row[1:])) for row in rows]


def cell(value: Any) -> Cell:
    """A value of an engine as the cell that a sheet would hold."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, Decimal):
        return float(value) if len(value.as_tuple().digits) <= _EXACT_DIGITS else f"{value:f}"
    if type(value).__name__ in _MISSING or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, float | dt.date):
        return value
    return cell(value.item()) if hasattr(value, "item") else str(value)


def raw_table(facts: Facts, numbers: Sequence[int], rows: Sequence[Row]) -> RawTable:
    """Rows under their fields."""
    import numpy as np

    columns: dict[Field, Sequence[Cell]] = {
        field: tuple(map(itemgetter(index), rows)) for field, index in facts.header.columns.items()
    }
    return RawTable(facts.header, columns, np.array(numbers, np.int64))


@dataclass
class Rest:
    """The rows of a ledger that are not in the part at hand, as far as they are known."""

    rows: int
    total: float
    last: int
    names_currency: bool
    moved: bool  # whether a plain row has a payment, with the sign of its invoice

    def part(self, facts: Facts, *, is_last: bool) -> Part:
        """What a part has to know."""
        above = Above(self.rows, self.total, self.last if is_last else _NOT_LAST)
        return Part(
            facts.mark,
            facts.three_decimals,
            self.names_currency,
            False if self.moved else None,
            above,
        )


@dataclass(frozen=True)
class CleanPart:
    """A part of the odd rows, cleaned."""

    columns: Mapping[str, Any]
    blank: int  # rows that hold nothing
    numbers: Mapping[int, Cell]  # invoice numbers as written, where they were mended


def clean_part(
    facts: Facts,
    options: Options,
    found: OddRows,
    rest: Rest,
    report: Collector,
    *,
    is_last: bool,
) -> CleanPart:
    """Clean some rows as cells; ``rest`` then knows of them too."""
    table = raw_table(facts, *found)
    part = rest.part(facts, is_last=is_last)
    read = clean_table(table, found[1], facts.order, options, report, part)
    columns = read.columns
    amounts = zip(columns["currency"], columns["amount"].tolist(), strict=True)
    report.price(dict(zip(columns["row"].tolist(), amounts, strict=True)))
    counted = read.kinds.counted
    rest.rows += int(counted.sum())
    rest.total += float(read.amounts.number[counted].sum())
    rest.names_currency |= any(columns["currency"])
    written = compress(table.columns.get("invoice", ()), counted)
    mended = {
        row: cell
        for row, cell, number in zip(
            columns["row"].tolist(), written, columns["invoice"], strict=False
        )
        if cell != number
    }
    return CleanPart(columns, int(read.kinds.blank.sum()), mended)


def totals(engine: Engine, plain: LazyFrame) -> Rest:
    """What the plain rows say to the others."""
    moved = nw.col("paid") != 0
    by_currency = (
        in_parts(plain, nw.col("amount"))
        .with_columns(moved=nw.when(moved).then(nw.lit(1)).otherwise(nw.lit(0)), one=nw.lit(1))
        .group_by("currency")
        .agg(
            nw.col("high").sum(),
            nw.col("low").sum(),
            nw.col("moved").max(),
            nw.col("one").sum(),
            nw.col("row").max(),
        )
    )
    rest = Rest(0, 0.0, 0, names_currency=False, moved=False)
    for currency, high, low, moved_one, rows, last in engine.rows(by_currency):
        rest.rows += int(rows)
        rest.total += float(Decimal(whole(high, low)).scaleb(-exponent(currency)))
        rest.last = max(rest.last, int(last))
        rest.names_currency |= bool(currency)
        rest.moved |= bool(moved_one)
    return rest
