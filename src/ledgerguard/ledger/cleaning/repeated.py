"""Invoice numbers that stand in several rows of a large ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import narwhals as nw

from ledgerguard.ledger.cleaning.counting import money_of, rows_of
from ledgerguard.ledger.cleaning.tally import EXAMPLES, Collector
from ledgerguard.ledger.engines.engine import MARK, Engine, LazyFrame
from ledgerguard.ledger.reading.checks import first_rows
from ledgerguard.units import Cell

_CODE, _FIELD = "duplicate_invoice", "invoice"


def marked(engine: Engine, frame: LazyFrame, number: str = _FIELD) -> LazyFrame:
    """Rows with what tells the engine sooner which numbers stand again, if it knows of anything.

    Args:
        engine: The engine.
        frame: With ``amount``.
        number: Its column of invoice numbers.
    """
    found = engine.marked(frame.with_columns(negative=_is_negative()), (number, "negative"))
    return found.drop("negative")


def marks_of(frame: LazyFrame) -> list[str]:
    """The column that :func:`marked` adds, where it is there."""
    return [name for name in frame.collect_schema().names() if name == MARK]


def _is_negative() -> nw.Expr:
    return nw.when(nw.col("amount") < 0).then(nw.lit(1)).otherwise(nw.lit(0))


def report_repeated(
    engine: Engine,
    frame: LazyFrame,
    written: Mapping[int, Cell],
    report: Collector,
    *,
    has_entities: bool,
) -> None:
    """Report numbers that stand again: a credit note may repeat its invoice's number.

    Args:
        engine: The engine.
        frame: All rows that count, perhaps :func:`marked`.
        written: Invoice numbers as their cells have them, by row, where they differ.
        report: Takes the problems.
        has_entities: Whether several entities of ours number their own invoices; what they share
            is then looked at row by row.
    """
    numbers = frame.filter(nw.col(_FIELD) != "").with_columns(negative=_is_negative())
    numbers = numbers.select(
        *("row", _FIELD, "negative", "entity", "currency", "amount"), *marks_of(frame)
    )
    numbers = engine.likely_repeated(numbers, (_FIELD, "negative")).with_columns(one=nw.lit(1))
    first = (
        numbers.group_by(_FIELD, "negative")
        .agg(nw.col("one").sum(), nw.col("row").min())
        .filter(nw.col("one") > 1)
        .select(
            nw.col(_FIELD).alias("number"),
            nw.col("negative").alias("sign"),
            nw.col("row").alias("first"),
        )
    )
    first = engine.held(first)
    if not engine.rows(first.head(1)):
        return
    shared = numbers.join(
        first, left_on=[_FIELD, "negative"], right_on=["number", "sign"], how="inner"
    )
    if has_entities:
        _by_entity(engine, shared, written, report)
        return
    again = shared.filter(nw.col("row") != nw.col("first"))
    report.counted(_CODE, _FIELD, rows_of(engine, again), money_of(engine, again))
    examples = again.select("row", _FIELD, "first").sort("row").head(EXAMPLES)
    for row, number, stood in engine.rows(examples):
        report.example(_CODE, _FIELD, row, written.get(row, number), {"row": stood})


def _by_entity(
    engine: Engine, shared: LazyFrame, written: Mapping[int, Cell], report: Collector
) -> None:
    columns = ("row", _FIELD, "negative", "entity", "currency", "amount")
    rows = engine.rows(shared.select(*columns).sort("row"))
    found = first_rows(
        (index, row, (number, negative), entity)
        for index, (row, number, negative, entity, *_) in enumerate(rows)
    )
    money: Counter[str] = Counter()
    for index in found:
        money[rows[index][4]] += abs(rows[index][5])
    if found:
        report.counted(_CODE, _FIELD, len(found), money)
    for index in list(found)[:EXAMPLES]:
        row, number, *_ = rows[index]
        report.example(_CODE, _FIELD, row, written.get(row, number), {"row": found[index]})
