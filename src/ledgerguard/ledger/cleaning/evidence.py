"""Finds the facts of a ledger on its engine, and sorts its rows into plain ones and others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import narwhals as nw

from ledgerguard.ledger.cleaning import days, spellings
from ledgerguard.ledger.cleaning.facts import CATEGORIES, Column, Facts, facts, seen
from ledgerguard.ledger.cleaning.odd import PART, Odd, Row
from ledgerguard.ledger.cleaning.people import NAMES, pairs_of, untidy
from ledgerguard.ledger.cleaning.plain import IS_ASIDE, IS_PLAIN, ROW, sorted_out
from ledgerguard.ledger.cleaning.repeated import marks_of
from ledgerguard.ledger.columns import AMOUNT_FIELDS, DATE_FIELDS
from ledgerguard.ledger.engines.engine import Engine, LazyFrame
from ledgerguard.ledger.reading.clean import Options
from ledgerguard.ledger.reading.headers import Header
from ledgerguard.ledger.schema import FRAME
from ledgerguard.units import Cell

SAMPLE: Final = 5_000
"""Rows at the head of a ledger that show how its cells are spelled."""

MANY_ODD: Final = 0.02
"""Of the rows; where there are more, all different words of the ledger are looked up."""

_POINT: Final = r"[0-9]\.[0-9]{1,2}$"


@dataclass(frozen=True)
class Sorted:
    """A ledger whose rows are sorted into plain ones and others."""

    facts: Facts
    odd: Odd
    plain: LazyFrame  # the columns of FRAME, perhaps marked; customers as they are written
    noted: LazyFrame  # those of its rows of which something is to be reported
    pairs: LazyFrame  # of them, see people.pairs_of


def sorted_by_facts(
    engine: Engine,
    raw: LazyFrame,
    header: Header,
    first: Sequence[Row],
    options: Options,
    *,
    first_row: int,
) -> Sorted:
    """The facts of a ledger, and its rows sorted by them.

    Args:
        engine: The engine.
        raw: The ledger as its source holds it.
        header: Its header.
        first: The first SAMPLE rows; where there are fewer, they are the ledger.
        options: What the caller knows.
        first_row: The number of the first row.

    Raises:
        LedgerError: when the order of text dates cannot be told.
    """
    is_whole = len(first) < SAMPLE
    others: Column = {} if is_whole else _unusual(engine, raw, header, first)
    known = facts(header, first, others, options)
    has_all_words = is_whole
    careful = is_whole or _names_untidy(header, first)
    while True:  # it ends: what is known of the ledger only grows, and the same shows the same
        looked_up = seen(known.header, first, others)
        held = sorted_out(
            engine, raw, known, looked_up, options, first_row=first_row, careful=careful
        )
        plain = held.filter(nw.col(IS_PLAIN)).select(*FRAME, *marks_of(held))
        pairs = engine.held(pairs_of(plain))
        if not careful and untidy(engine, pairs, header.columns):
            careful = True
            continue
        # Mostly a few among many, which are looked at time and again.
        aside = engine.few(held.filter(nw.col(IS_ASIDE)), PART) or held
        found = Odd(engine, aside, engine.numbered(raw, ROW, first_row))
        noted = found.noted.select(*FRAME)
        if is_whole:
            return Sorted(known, found, plain, noted, pairs)
        others = _with(others, _of_odd(found, header))
        lacks_words = not has_all_words and _share(engine, held) > MANY_ODD
        if lacks_words:
            others = _with(others, _words(engine, raw, header))
            has_all_words = careful = True
        again = facts(header, first, others, options)
        more = _points(engine, raw, header, known, again)
        if more:
            others = _with(others, more)
            again = facts(header, first, others, options)
        is_settled = again.sorts_like(known, looked_up)
        known = again
        if is_settled and not lacks_words:
            return Sorted(known, found, plain, noted, pairs)


def _names_untidy(header: Header, first: Sequence[Row]) -> bool:
    """Whether customers of the first rows are spelled so that their cells must be read."""
    for field in NAMES:
        if field in header.columns:
            cells = {row[header.columns[field]] for row in first}
            pattern = re.compile(spellings.TEXTS[field])
            if not all(isinstance(c, str) and pattern.fullmatch(c) for c in cells if c is not None):
                return True
    return False


def _unusual(engine: Engine, raw: LazyFrame, header: Header, first: Sequence[Row]) -> Column:
    """What differs in the columns whose dates are no ISO dates, as the first rows show."""
    schema = raw.collect_schema()
    wanted = {
        header.columns[field]
        for field in DATE_FIELDS
        if field in header.columns
        and schema[header.texts[header.columns[field]]] == nw.String
        and not days.are_iso(row[header.columns[field]] for row in first)
    }
    if not wanted:
        return {}
    words = {header.columns[field] for field in CATEGORIES if field in header.columns}
    return _distinct(engine, raw, header, wanted | words)


def _words(engine: Engine, raw: LazyFrame, header: Header) -> Column:
    wanted = {
        index
        for field, index in header.columns.items()
        if field in CATEGORIES or field in DATE_FIELDS
    }
    return _distinct(engine, raw, header, wanted)


def _distinct(engine: Engine, raw: LazyFrame, header: Header, places: Iterable[int]) -> Column:
    schema = raw.collect_schema()
    by_name = {
        header.texts[place]: place
        for place in sorted(places)
        if schema[header.texts[place]] == nw.String
    }
    found = engine.distinct(raw, list(by_name))
    return {by_name[name]: values for name, values in found.items()}


def _of_odd(found: Odd, header: Header) -> Column:
    """What differs in the columns that are evidence, among the odd rows."""
    fields = (*DATE_FIELDS, *AMOUNT_FIELDS, *CATEGORIES)
    places = [header.columns[field] for field in fields if field in header.columns]
    cells: dict[int, dict[Cell, None]] = {place: {} for place in places}
    for _, rows in found.parts():
        for place in places:
            cells[place].update(dict.fromkeys(row[place] for row in rows))
    return {place: list(values) for place, values in cells.items()}


def _with(others: Column, more: Column) -> Column:
    return {
        place: list(dict.fromkeys([*others.get(place, ()), *more.get(place, ())]))
        for place in {**others, **more}
    }


def _share(engine: Engine, held: LazyFrame) -> float:
    """The share of rows that are not plain."""
    odd = nw.when(nw.col(IS_PLAIN)).then(nw.lit(0.0)).otherwise(nw.lit(1.0))
    share = engine.rows(held.select(odd.alias("odd")).select(nw.col("odd").mean()))[0][0]
    return float(share or 0)


def _points(engine: Engine, raw: LazyFrame, header: Header, known: Facts, again: Facts) -> Column:
    """Plain amounts, which are evidence of the decimal mark too, where they could decide."""
    schema = raw.collect_schema()
    places = [header.columns[field] for field in AMOUNT_FIELDS if field in header.columns]
    places = [place for place in places if schema[header.texts[place]] == nw.String]
    if again.mark != known.mark:
        return _distinct(engine, raw, header, places)
    if known.mark is not None:
        return {}
    found: dict[int, Sequence[Cell]] = {}
    for place in places:
        column = nw.col(header.texts[place])
        points = raw.filter(column.str.contains(_POINT).fill_null(value=False))
        found[place] = [row[0] for row in engine.rows(points.select(column).head(1))]
    return found
