"""Cleans a ledger of any size on its engine, equal to what the cells of a small one become."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import narwhals as nw

from ledgerguard.ledger.cleaning import evidence, odd, people
from ledgerguard.ledger.cleaning.noted import report_noted
from ledgerguard.ledger.cleaning.repeated import marked, marks_of, report_repeated
from ledgerguard.ledger.cleaning.tally import Collector, Tally
from ledgerguard.ledger.engines.engine import Engine, LazyFrame
from ledgerguard.ledger.reading.clean import Options, report_orders, report_spare
from ledgerguard.ledger.reading.headers import find
from ledgerguard.ledger.schema import FRAME, DateOrder, Problem
from ledgerguard.ledger.sources.raw import Raw
from ledgerguard.units import Cell


@dataclass(frozen=True)
class Cleaned:
    """A ledger on its engine, cleaned."""

    frame: LazyFrame  # the columns of FRAME
    tally: Tally
    examples: tuple[Problem, ...]  # the first thousand problems in the order of the rows
    columns: Mapping[str, str]  # canonical field -> header in the source
    date_order: DateOrder | None  # None: no text dates were met
    names: LazyFrame | None = None  # each customer_id once, with the name that all of its rows have


def clean_frame(raw: Raw, options: Options) -> Cleaned:
    """Clean a ledger.

    Rows whose cells are all plain are read by the engine; the others become cells, a part at a
    time, and are read by the rules of small ledgers (:mod:`ledgerguard.ledger.reading.clean`).
    What only the whole ledger can tell, such as the order of 03/04/2012, is taken from its first
    rows, from the different values of its columns and from all odd rows; when the odd rows teach
    something new, the ledger is sorted again.

    ``row`` is the row of the source as its engine delivers it, the header being row 1, or below
    the lines above it where the source is one file. On Spark it keeps the rows apart and in order,
    with gaps.

    Args:
        raw: The ledger as its source holds it.
        options: What the caller knows of it.

    Raises:
        LedgerError: when no column holds amounts or dates, or the date order cannot be told.
    """
    options = replace(options, is_1904=options.is_1904 or raw.is_1904, source=raw.source)
    engine = raw.engine
    header = find([raw.frame.collect_schema().names()], options.column_map)
    head = engine.head(raw.frame, evidence.SAMPLE)
    first = [tuple(map(odd.cell, row)) for row in head]
    found = evidence.sorted_by_facts(
        engine, raw.frame, header, first, options, first_row=raw.header_row + 1
    )
    known, plain = found.facts, found.plain

    report = Collector(options.language, raw.header_row, known.header.names)
    report_spare(header, report)
    report_orders(known.order, report)
    rest = odd.totals(engine, plain)
    rows_read = rest.rows
    parts, pairs, written = [plain], [found.pairs], dict[int, Cell]()
    for part, is_last in _with_last(found.odd.parts()):
        clean = odd.clean_part(known, options, part, rest, report, is_last=is_last)
        rows_read += len(part[0]) - clean.blank
        written.update(clean.numbers)
        cleaned = _owned(engine, clean.columns)
        parts.append(marked(engine, cleaned) if marks_of(plain) else cleaned)
        pairs.append(people.pairs_of(cleaned))
    frame = nw.concat(parts, how="vertical") if len(parts) > 1 else plain
    columns = known.header.columns
    report_noted(engine, found.noted, found.odd.shown, columns, report)
    if "invoice" in columns:
        report_repeated(engine, frame, written, report, has_entities="entity" in columns)
    whole = engine.held(people.together(pairs))
    frame, names = people.resolved(engine, frame, whole, columns, report)
    frame = frame.select(*FRAME)
    examples = report.examples()
    tally = report.tally(rows_read, rest.rows)
    return Cleaned(frame, tally, examples, known.header.names, known.order.order, names)


def _with_last(parts: Iterator[odd.OddRows]) -> Iterator[tuple[odd.OddRows, bool]]:
    """Each part, and whether it is the last one."""
    waiting = next(parts, None)
    for part in parts:
        assert waiting is not None  # noqa: S101  # there was one before this one
        yield waiting, False
        waiting = part
    if waiting is not None:
        yield waiting, True


def _owned(engine: Engine, columns: Mapping[str, Any]) -> LazyFrame:
    """Clean columns in memory as a frame of the engine, which may move them to disk."""
    import pandas as pd

    series = {
        name: pd.Series(columns[name], dtype="str" if kind == nw.String else "int64")
        for name, kind in FRAME.items()
    }
    owned = engine.own(pd.DataFrame(series))
    return engine.held(owned.with_columns(nw.col(*FRAME)).select(*FRAME))
