"""Reads amounts or rates of aging buckets from a range, in whatever way it is laid out.

A column of numbers, a column of labels beside them, or what AGING spills: a header with one row
of amounts below it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ledgerguard.errors import InvalidValue, NotAvailable
from ledgerguard.formulas.raw_cells import is_blank, is_caption, number_of, sound
from ledgerguard.units import Cell

_LEADS: Final = frozenset({"currency", "customer", "customerid", "币种", "客户", "客户编号"})
_TOTALS: Final = frozenset({"total", "合计", "总计"})
BESIDE_THE_BUCKETS: Final = frozenset({"undated", "unapplied", "无日期", "未核销"})
"""Columns of AGING that are no buckets; a rate in order does not count them."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """One bucket of a range: its label, "" when the range has none, and its number."""

    label: str
    number: float | None


def canonical(label: str) -> str:
    """A label without what people type differently: dashes, spaces, capitals."""
    return re.sub(r"[\u2010-\u2015\u2212~]", "-", re.sub(r"\s", "", label)).casefold()


def buckets_of(name: str, rows: Sequence[Sequence[Cell]]) -> list[Bucket]:
    """The buckets of a range; a total and the names of customer and currency are left out.

    Raises:
        InvalidValue: when the layout is another one, or text stands where a number belongs.
        OutOfDomain: when a number is infinite.
        NotAvailable: when the range is empty.
        PropagatedError: when a cell is an error.
    """
    grid = _without_blanks(rows)
    if not grid:
        raise NotAvailable(
            f"{name} must hold at least one filled cell, got none",
            hint="does the range point at the right cells?",
        )
    found = _labelled(name, grid)
    numbered = [
        Bucket("" if label is None else _as_text(label), _as_number(name, label, number))
        for label, number in found
    ]
    kept = [bucket for bucket in numbered if canonical(bucket.label) not in _TOTALS]
    if not any(bucket.number is not None for bucket in kept):
        raise NotAvailable(
            f"{name} must hold at least one number, got none",
            hint="does the range point at the right cells?",
        )
    return kept


def _without_blanks(rows: Sequence[Sequence[Cell]]) -> list[list[Cell]]:
    """A rectangle without empty rows and columns."""
    width = max((len(row) for row in rows), default=0)
    padded = [[*sound(row), *[None] * (width - len(row))] for row in rows]
    kept = [row for row in padded if not all(map(is_blank, row))]
    columns = [c for c in range(width) if not all(is_blank(row[c]) for row in kept)]
    return [[row[c] for c in columns] for row in kept]


def _labelled(name: str, grid: list[list[Cell]]) -> list[tuple[Cell, Cell]]:
    """Pairs of label and number, whichever way the range lies."""
    width = len(grid[0])
    if width == 1:
        body = grid[1:] if is_caption(grid[0][0]) else grid
        return [(None, row[0]) for row in body]
    if len(grid) == 1 and not (width == 2 and _is_label(grid[0][0])):
        return [(None, cell) for cell in grid[0]]
    if len(grid) == 2 and _lies(grid):
        heads_and_cells = zip(grid[0], grid[1], strict=True)
        return [(h, c) for h, c in heads_and_cells if canonical(_as_text(h)) not in _LEADS]
    if width == 2:
        body = grid[1:] if is_caption(grid[0][1]) else grid
        return [(row[0], row[1]) for row in body]
    raise InvalidValue(
        f"{name} must be one column, two columns (label and number) or a header with one row "
        f"below it, got {len(grid)} x {width} filled cells",
        hint="take one currency at a time, for example AGING(ledger, as_of, , currency)",
    )


def _lies(grid: list[list[Cell]]) -> bool:
    """Whether two rows are a header and the numbers below it."""
    texts = all(isinstance(cell, str) or cell is None for cell in grid[0])
    return texts and (len(grid[0]) > 2 or not isinstance(grid[1][0], str))


def _is_label(cell: Cell) -> bool:
    return isinstance(cell, str) and re.fullmatch(r"[\d.,\s]*", cell) is None


def _as_text(label: Cell) -> str:
    if isinstance(label, float) and label.is_integer():
        return str(int(label))
    return "" if label is None else str(label).strip()


def _as_number(name: str, label: Cell, cell: Cell) -> float | None:
    if is_blank(cell):
        return None
    where = f" of the bucket {_as_text(label)}" if label is not None else ""
    return number_of(f"each of the {name}{where}", cell, "is a number stored as text?")
