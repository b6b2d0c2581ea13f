"""One id and one name for each customer of a large ledger, by its different pairs of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import reduce
from operator import and_
from typing import Final

import narwhals as nw

from ledgerguard.ledger.cleaning import spellings
from ledgerguard.ledger.cleaning.counting import money_of, rows_of
from ledgerguard.ledger.cleaning.tally import EXAMPLES, Collector
from ledgerguard.ledger.columns import Field
from ledgerguard.ledger.engines.engine import Engine, LazyFrame
from ledgerguard.ledger.engines.small import beside
from ledgerguard.ledger.reading.identity import NOBODY, resolve

NAMES: Final[tuple[Field, ...]] = ("customer_id", "customer")
"""The fields that name the customer, whose different pairs are fewer than the rows."""


def pairs_of(rows: LazyFrame) -> LazyFrame:
    """The different pairs of id and name, with ``rows`` and ``first`` row of each."""
    return (
        rows.with_columns(one=nw.lit(1))
        .group_by("customer_id", "customer")
        .agg(nw.col("one").sum().alias("rows"), nw.col("row").min().alias("first"))
        .select("customer_id", "customer", nw.col("rows").cast(nw.Int64), "first")
    )


def together(pairs: Sequence[LazyFrame]) -> LazyFrame:
    """Pairs of several parts of a ledger as those of the whole."""
    if len(pairs) == 1:
        return pairs[0]
    return (
        nw.concat(pairs, how="vertical")
        .group_by("customer_id", "customer")
        .agg(nw.col("rows").sum(), nw.col("first").min())
        .select("customer_id", "customer", nw.col("rows").cast(nw.Int64), "first")
    )


def untidy(engine: Engine, pairs: LazyFrame, columns: Mapping[Field, int]) -> bool:
    """Whether a customer is not spelled plainly, so that its rows must be read as cells."""
    tidy = [spellings.fits(pairs, f, spellings.TEXTS[f]) for f in pair_fields(columns)]
    return bool(tidy and engine.rows(pairs.filter(~reduce(and_, tidy)).head(1)))


def resolved(
    engine: Engine,
    frame: LazyFrame,
    pairs: LazyFrame,
    columns: Mapping[Field, int],
    report: Collector,
) -> tuple[LazyFrame, LazyFrame]:
    """A frame whose customers are written as they stand in their rows, under one id and name.

    A customer is shown by the most frequent spelling of its name.

    Args:
        engine: The engine.
        frame: All rows that count.
        pairs: Their different pairs of id and name, held.
        columns: The fields of the ledger.
        report: Takes the problems.

    Returns:
        The frame, and each ``customer_id`` in it with its ``name``.
    """
    if not pair_fields(columns):
        _report_nobody(engine, frame, report)
    # What no row needs is left out: every table would compute it again.
    blank = {field: bool(engine.rows(pairs.filter(nw.col(field) == "").head(1))) for field in NAMES}
    known = pairs.select("customer_id", "customer")
    if "customer" in columns:
        changed = _resolved_as_cells(engine, pairs) if blank["customer_id"] else _frequent(pairs)
        changed = engine.held(changed)
        if engine.rows(changed.head(1)):
            news = {
                "to_name": "customer",
                **({"to_id": "customer_id"} if blank["customer_id"] else {}),
            }
            _report_spellings(engine, frame, changed, report)
            frame, known = (_with_news(one, changed, news) for one in (frame, known))
    frame, known = (_filled(one, blank) for one in (frame, known))
    names = known.group_by("customer_id").agg(nw.col("customer").min().alias("name"))
    return frame, names


def _filled(frame: LazyFrame, blank: Mapping[Field, bool]) -> LazyFrame:
    """Who has no id goes by the name, and who has no name by the id."""
    identity, name = nw.col("customer_id"), nw.col("customer")
    if blank["customer_id"]:
        frame = frame.with_columns(customer_id=_first_of(identity, name, nw.lit(NOBODY)))
    if blank["customer"]:
        frame = frame.with_columns(customer=_first_of(name, identity, nw.lit(NOBODY)))
    return frame


def _first_of(text: nw.Expr, other: nw.Expr, otherwise: nw.Expr) -> nw.Expr:
    """A text; where it is blank another one."""
    return nw.when(text != "").then(text).when(other != "").then(other).otherwise(otherwise)


def pair_fields(columns: Collection[Field]) -> list[Field]:
    """The fields among some that name the customer."""
    return [field for field in NAMES if field in columns]


def _frequent(pairs: LazyFrame) -> LazyFrame:
    """Where every row has an id: the most frequent name of each id, of equals the first."""
    named = pairs.filter(nw.col("customer") != "")
    most = named.group_by("customer_id").agg(nw.col("rows").max().alias("most"))
    leading = named.join(most, on="customer_id").filter(nw.col("rows") == nw.col("most"))
    shown = leading.group_by("customer_id").agg(nw.col("first").min().alias("shown"))
    names = pairs.select(nw.col("first").alias("shown"), nw.col("customer").alias("to_name"))
    shown = shown.join(names, on="shown").select("customer_id", "to_name")
    return (
        pairs.join(shown, on="customer_id")
        .filter(nw.col("customer") != nw.col("to_name"))
        .with_columns(to_id=nw.col("customer_id"))
    )


def _resolved_as_cells(engine: Engine, pairs: LazyFrame) -> LazyFrame:
    """Where rows lack an id: by all names, as those of a small ledger."""
    rows = engine.rows(pairs.select("first", "customer_id", "customer", "rows").sort("first"))
    counts = {(identity, name): int(n) for _, identity, name, n in rows}
    firsts = [int(first) for first, *_ in rows]
    found = [
        (*pair, counts[pair], first, *to)
        for pair, first, to in zip(counts, firsts, resolve(counts), strict=True)
        if to != _usual(*pair) or (pair[1] and pair[1] != to[1])
    ]
    columns = dict(zip(_CHANGED, zip(*found, strict=True), strict=True)) if found else {}
    return beside(pairs, {name: list(columns.get(name, ())) for name in _CHANGED}, _CHANGED)


_CHANGED: Final = {
    "customer_id": nw.String,
    "customer": nw.String,
    "rows": nw.Int64,
    "first": nw.Int64,
    "to_id": nw.String,
    "to_name": nw.String,
}


def _report_spellings(
    engine: Engine, frame: LazyFrame, changed: LazyFrame, report: Collector
) -> None:
    """Report the spellings that make way for another one, with the money of their rows."""
    spelled = changed.filter(nw.col("customer") != "", nw.col("customer") != nw.col("to_name"))
    count = rows_of(engine, spelled)
    if count:
        # Added up without keeping the rows; the pairs themselves would need one group a currency
        # in every ledger, which takes as long and is for nothing where all names are alike.
        # First by the name alone: DuckDB passes over what lies outside of the range of one key.
        pairs = spelled.select(*NAMES)
        priced = frame.select(*NAMES, "currency", "amount")
        likely = priced.join(pairs.select("customer"), on="customer", how="semi")
        named = likely.join(pairs, on=[*NAMES])
        report.counted("customer_spelling", "customer", count, money_of(engine, named))
        shown = spelled.select("first", "customer", "to_name", "rows").sort("first").head(EXAMPLES)
        for first, spelling, name, number in engine.rows(shown):
            details = {"customer": name, "count": int(number)}
            report.example("customer_spelling", "customer", first, spelling, details)


def _with_news(frame: LazyFrame, changed: LazyFrame, news: Mapping[str, str]) -> LazyFrame:
    """The frame with columns replaced (new -> old) where its pair of id and name is ``changed``."""
    mine = [f"known_{name}" for name in NAMES]
    known = changed.select(*(nw.col(n).alias(m) for n, m in zip(NAMES, mine, strict=True)), *news)
    # Each pair stands there once. By the grouping DuckDB sees it too, and leaves the join out of
    # tables that add up other columns.
    once = known.group_by(*mine).agg(nw.col(new).min() for new in news)
    joined = frame.join(once, left_on=[*NAMES], right_on=mine, how="left")
    return joined.with_columns(
        nw.when(~nw.col(new).is_null()).then(nw.col(new)).otherwise(nw.col(old)).alias(old)
        for new, old in news.items()
    ).drop(*news)


def _usual(identity: str, name: str) -> tuple[str, str]:
    return identity or name or NOBODY, name or identity or NOBODY


def _report_nobody(engine: Engine, frame: LazyFrame, report: Collector) -> None:
    """Every row is one without a customer."""
    rows = rows_of(engine, frame)
    if rows:
        report.counted("missing_customer", "customer", rows, money_of(engine, frame))
        for (row,) in engine.rows(frame.select("row").sort("row").head(EXAMPLES)):
            report.example("missing_customer", "customer", row, "")
