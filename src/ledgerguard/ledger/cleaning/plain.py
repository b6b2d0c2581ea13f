"""Rows that an engine cleans by itself: every cell is spelled plainly and nothing is reported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Any, Final

import narwhals as nw

from ledgerguard.ledger.cleaning import days, noted, spellings
from ledgerguard.ledger.cleaning.conditions import conditions
from ledgerguard.ledger.cleaning.facts import CATEGORIES, Facts, Values
from ledgerguard.ledger.cleaning.lookups import Lookups, lookups, only_currency
from ledgerguard.ledger.cleaning.money import with_money, with_payment
from ledgerguard.ledger.cleaning.people import NAMES
from ledgerguard.ledger.cleaning.repeated import marked, marks_of
from ledgerguard.ledger.cleaning.spellings import Spelled
from ledgerguard.ledger.cleaning.words import ODD, can_be_key, key
from ledgerguard.ledger.columns import AMOUNT_FIELDS, DATE_FIELDS, TEXT_FIELDS, Field
from ledgerguard.ledger.engines.engine import Engine, LazyFrame
from ledgerguard.ledger.reading.clean import Options
from ledgerguard.ledger.schema import FRAME, NO_DAY

ROW: Final = "ledgerguard_row"
"""The column that numbers the rows of a raw frame, whose own columns may have any other name."""

IS_PLAIN: Final = "is_plain"
IS_ASIDE: Final = "is_aside"
"""A row that is not plain, or one of which something is to be reported."""

PACKED: Final = "packed"
"""The cells of a row that is not plain or has one to be shown, where all are text."""

_SILENT: Final = "is_silent"

LARGEST: Final = 1e11
"""Ids that are floats have all their digits below it."""


def sorted_out(
    engine: Engine,
    raw: LazyFrame,
    facts: Facts,
    seen: Values,
    options: Options,
    *,
    first_row: int,
    careful: bool = True,
) -> LazyFrame:
    """The canonical columns of plain rows (customers as they are written), and which are plain.

    Args:
        engine: The engine.
        raw: The ledger as its source holds it.
        facts: How its cells are read.
        seen: Cells by field: those of columns of few different values are looked up.
        options: What the caller knows.
        first_row: The number of the first row.
        careful: Whether the names of customers are looked at in each row; otherwise that is left to
            the caller, who looks at the different ones, and a cell is expected to be blank only
            where one has been seen.

    Returns:
        The columns of FRAME with IS_PLAIN and IS_ASIDE, computed once; PACKED too where all cells
        are text, and what :func:`repeated.marked` adds.
    """
    schema = raw.collect_schema()
    kinds: dict[Field, Any] = {field: schema[name] for name, field in facts.fields.items()}
    texts = {field: seen[field] for field, kind in kinds.items() if kind == nw.String}
    spelled = Spelled()
    if engine.READS_TEXTS:
        spelled = spellings.spelled(
            texts, facts.mark, three_decimals=facts.three_decimals, trust=not careful
        )
    known = lookups(facts, kinds, seen, options, without=spelled.days)
    program = _Program(engine, facts, kinds, options, spelled, known, careful)
    held = None
    if all(len(values) <= engine.LOOKED_UP_BY_ROW for values in known.values()):
        held = engine.in_order(program.of(raw), "row", first_row)
    if held is None:
        numbered = engine.numbered(raw, ROW, first_row)
        held = engine.held(program.of(numbered).rename({ROW: "row"}))
    same = _the_same(kinds)
    return held.with_columns(**same) if same else held


@dataclass(frozen=True)
class _Program:
    """How one ledger is read row by row."""

    engine: Engine
    facts: Facts
    kinds: Mapping[Field, Any]
    options: Options
    spelled: Spelled
    known: Lookups
    careful: bool

    def of(self, frame: LazyFrame) -> LazyFrame:
        """The columns of FRAME with IS_PLAIN and IS_ASIDE, and ROW where the frame has it."""
        facts, kinds = self.facts, self.kinds
        schema = {name: kind for name, kind in frame.collect_schema().items() if name != ROW}
        packed: list[str] = []
        if is_text(schema):
            packed = [
                f"raw_{facts.fields[name]}" if name in facts.fields else f"cell_{i}"
                for i, name in enumerate(schema)
            ]
        spare = [
            nw.col(name).alias(cell)
            for name, cell in zip(schema, packed, strict=False)
            if name not in facts.fields
        ]
        numbers = [nw.col(ROW)] if ROW in frame.collect_schema().names() else []
        columns = {field: nw.col(name) for name, field in facts.fields.items()}
        work = frame.select(*numbers, *_cells(columns, kinds, self.options, self.spelled), *spare)
        work = self._texts_matched(work)
        if self.spelled.numbers or self.spelled.days:
            work = self.engine.tried(
                work,
                {f"number_{field}": f"raw_{field}" for field in sorted(self.spelled.numbers)},
                {f"day_{field}": f"raw_{field}" for field in sorted(self.spelled.days)},
            )
        work = self._with_words(self._with_dates(work))
        work = with_money(self.engine, work, facts.mark, kinds, self.spelled.numbers)
        work = with_payment(work, kinds)
        holds = reduce(and_, conditions(kinds, self.spelled)).fill_null(value=False)
        marks = {IS_PLAIN: holds, IS_ASIDE: ~holds | noted.is_noted(kinds)}
        found: list[str | nw.Expr] = [*numbers, *_columns(kinds), *marks]
        if packed:
            worded = [f for f in DATE_FIELDS if f in kinds and f not in self.spelled.days]
            marks[_SILENT] = holds & ~noted.is_shown(kinds, worded)
            found.append(PACKED)
        work = work.with_columns(**marks, **self._due())
        if "invoice" in kinds:
            work = marked(self.engine, work, "raw_invoice")
            found += marks_of(work)
        if packed:
            work = self.engine.packed(work, packed, _SILENT, PACKED)
        return work.select(*found)

    def _due(self) -> dict[str, nw.Expr]:
        """The due day, once the row is judged: a credit note without one falls due when issued."""
        if "due" in self.spelled.full:
            return {}
        due = nw.col("due")
        undated = (due == NO_DAY) & (nw.col("amount") < 0)
        return {"due": nw.when(undated).then(nw.col("issued")).otherwise(due)}

    def _texts_matched(self, work: LazyFrame) -> LazyFrame:
        """Whether all texts of a row are spelled plainly."""
        patterns = {
            field: pattern
            for field, pattern in spellings.TEXTS.items()
            if field in self.kinds and (self.careful or field not in NAMES)
        }
        if "invoice" in self.spelled.full:
            patterns["invoice"] = spellings.ID  # a blank one is not looked for
        amount = spellings.amount(self.facts.mark, three_decimals=self.facts.three_decimals)
        for field in AMOUNT_FIELDS:
            if self.kinds.get(field) == nw.String and field not in self.spelled.numbers:
                patterns[field] = amount if field == "amount" else f"(?:{amount})?"
        found = [spellings.fits(work, f"raw_{field}", text) for field, text in patterns.items()]
        return work.with_columns(matched=reduce(and_, found, nw.lit(value=True)))

    def _with_dates(self, work: LazyFrame) -> LazyFrame:
        for field in DATE_FIELDS:
            raw = nw.col(f"raw_{field}")
            if field not in self.kinds:
                day = nw.lit(NO_DAY)
            elif field in self.spelled.days:
                day = nw.col(f"day_{field}")
                if field not in self.spelled.full:
                    day = nw.when(raw.is_null() | (raw == "")).then(nw.lit(NO_DAY)).otherwise(day)
            elif field in self.known:
                work = self.engine.looked_up(work, f"raw_{field}", self.known[field])
                day = nw.col(field).fill_null(days.ODD)
            else:
                day = raw
            work = work.with_columns(day.cast(nw.Int64).alias(field))
        return work

    def _with_words(self, work: LazyFrame) -> LazyFrame:
        if "currency" in self.known:
            work = self.engine.looked_up(work, "raw_currency", self.known["currency"])
        else:
            code, scale = only_currency(self.facts, self.options)
            unread = "currency" in self.kinds
            work = work.with_columns(currency=nw.lit(code), scale=nw.lit(0.0 if unread else scale))
        for field in ("status", "kind", "disputed"):
            if field in self.known:
                work = self.engine.looked_up(work, f"raw_{field}", self.known[field])
                word = nw.col(field).fill_null(ODD)
            else:
                word = nw.lit(ODD if field in self.kinds else 0)
            work = work.with_columns(word.cast(nw.Int64).alias(field))
        return work


def is_text(schema: Mapping[str, Any]) -> bool:
    """Whether all cells of a raw frame are text."""
    return all(kind == nw.String for kind in schema.values())


def _cells(
    columns: Mapping[Field, nw.Expr],
    kinds: Mapping[Field, Any],
    options: Options,
    spelled: Spelled,
) -> list[nw.Expr]:
    """Each field under its own name, without nulls where it is text, but for what is tried."""
    found = []
    for field, column in columns.items():
        kind = kinds[field]
        cell = column
        if kind == nw.String and field in spelled.full | spelled.days | spelled.numbers:
            pass  # filling nulls takes as long as reading the cells
        elif field in TEXT_FIELDS:
            cell = _id(column, kind)
        elif field in DATE_FIELDS and kind != nw.String:
            cell = _typed_day(column, kind, is_1904=options.is_1904)
        elif field in CATEGORIES and can_be_key(kind):
            cell = key(column, kind)
        elif kind == nw.String:
            cell = column.fill_null("")
        found.append(cell.alias(f"raw_{field}"))
    return found


def _id(column: nw.Expr, kind: Any) -> nw.Expr:
    if kind == nw.String:
        return column.fill_null("")
    if kind.is_integer():
        return column.cast(nw.String).fill_null("")
    if kind.is_float():
        whole = column.is_null() | ((column.floor() == column) & (column.abs() < LARGEST))
        digits = nw.when(whole).then(column).otherwise(0.0).cast(nw.Int64).cast(nw.String)
        # A line feed is no plain text: the row is read as cells.
        return nw.when(whole).then(digits).otherwise(nw.lit("\n")).fill_null("")
    return nw.lit("\n")


def _typed_day(column: nw.Expr, kind: Any, *, is_1904: bool) -> nw.Expr:
    if kind == nw.Date or kind == nw.Datetime:
        return days.of_dates(column)
    if kind.is_integer() or kind.is_float():
        return days.of_numbers(column, is_1904=is_1904)
    return nw.lit(days.ODD)


def _columns(kinds: Mapping[Field, Any]) -> list[nw.Expr]:
    same = _the_same(kinds)
    return [
        nw.col(f"raw_{name}" if name in TEXT_FIELDS else name).alias(name)
        for name in FRAME
        if name != "row" and name not in same
    ]


def _the_same(kinds: Mapping[Field, Any]) -> dict[str, nw.Expr]:
    """Columns that hold the same in all rows, since the ledger has none for them: not kept."""
    texts = {name: nw.lit("") for name in TEXT_FIELDS if name not in kinds}
    others = {"delivered": nw.lit(NO_DAY, nw.Int64), "disputed": nw.lit(0, nw.Int64)}
    return texts | {name: value for name, value in others.items() if name not in kinds}
