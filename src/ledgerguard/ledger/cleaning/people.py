"""One id and one name for each customer of a large ledger, by its different pairs of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import narwhals as nw

from ledgerguard.ledger.cleaning.tally import EXAMPLES, Collector, Money
from ledgerguard.ledger.columns import Field
from ledgerguard.ledger.engines.engine import Engine, LazyFrame
from ledgerguard.ledger.reading.identity import NOBODY, resolve


def resolved(
    engine: Engine, frame: LazyFrame, columns: Mapping[Field, int], report: Collector
) -> LazyFrame:
    """A frame whose customers are written as they stand in their rows, under one id and name.

    A customer is shown by the most frequent spelling of its name.

    Args:
        engine: The engine.
        frame: All rows that count.
        columns: The fields of the ledger.
        report: Takes the problems.
    """
    has_id, has_name = "customer_id" in columns, "customer" in columns
    if not has_id and not has_name:
        _report_nobody(engine, frame, report)
    pairs = _doubtful(engine, frame) if has_name else {}
    shown = dict(zip(pairs, resolve({p: n for p, (n, _) in pairs.items()}), strict=True))
    changed = {pair: to for pair, to in shown.items() if to != _usual(*pair)}
    spelled = {pair: to for pair, to in shown.items() if pair[1] and pair[1] != to[1]}
    identity, name = nw.col("customer_id"), nw.col("customer")
    if changed:
        frame = _joined(engine, frame, changed)
    for pair, (_, shown_name) in spelled.items():
        rows, first = pairs[pair]
        details = {"customer": shown_name, "count": rows}
        report.example("customer_spelling", "customer", first, pair[1], details)
    if spelled:
        money = _money(engine, frame, spelled)
        report.counted("customer_spelling", "customer", len(spelled), money)
    frame = frame.with_columns(
        customer_id=nw.when(identity != "").then(identity).otherwise(name),
        customer=nw.when(name != "").then(name).otherwise(identity),
    )
    if changed:
        frame = frame.with_columns(
            customer_id=nw.when(nw.col("to_id") != "").then(nw.col("to_id")).otherwise(identity),
            customer=nw.when(nw.col("to_name") != "").then(nw.col("to_name")).otherwise(name),
        ).drop("to_id", "to_name")
    return frame.with_columns(
        nw.when(nw.col(column) != "").then(nw.col(column)).otherwise(nw.lit(NOBODY)).alias(column)
        for column in ("customer_id", "customer")
    )


def _usual(identity: str, name: str) -> tuple[str, str]:
    return identity or name or NOBODY, name or identity or NOBODY


def _doubtful(engine: Engine, frame: LazyFrame) -> dict[tuple[str, str], tuple[int, int]]:
    """Rows and first row of the pairs that are not simply shown as they are, in order.

    Where every row has an id, these are the ids that have several names.
    """
    found = (
        frame.with_columns(one=nw.lit(1))
        .group_by("customer_id", "customer")
        .agg(nw.col("one").sum(), nw.col("row").min())
        .with_columns(nw.col("one").cast(nw.Int64))
    )
    found = engine.held(found)
    no_id = engine.rows(found.filter(nw.col("customer_id") == "").head(1))
    if not no_id:
        several = (
            found.with_columns(names=nw.lit(1))
            .group_by("customer_id")
            .agg(nw.col("names").sum())
            .filter(nw.col("names") > 1)
            .select(nw.col("customer_id").alias("several"))
        )
        found = found.join(several, left_on="customer_id", right_on="several")
    rows = engine.rows(found.select("row", "customer_id", "customer", "one"))
    return {(identity, name): (int(n), int(row)) for row, identity, name, n in sorted(rows)}


def _joined(
    engine: Engine, frame: LazyFrame, changed: Mapping[tuple[str, str], tuple[str, str]]
) -> LazyFrame:
    import pandas as pd

    known = pd.DataFrame(
        [(*pair, *to) for pair, to in changed.items()],
        columns=["from_id", "from_name", "to_id", "to_name"],
        dtype="str",
    )
    return frame.join(
        engine.own(known),
        left_on=["customer_id", "customer"],
        right_on=["from_id", "from_name"],
        how="left",
    ).with_columns(nw.col("to_id").fill_null(""), nw.col("to_name").fill_null(""))


def _money(engine: Engine, frame: LazyFrame, pairs: Mapping[tuple[str, str], Any]) -> Money:
    import pandas as pd

    known = pd.DataFrame(list(pairs), columns=["from_id", "from_name"], dtype="str")
    meant = frame.join(
        engine.own(known),
        left_on=["customer_id", "customer"],
        right_on=["from_id", "from_name"],
    )
    return money_of(engine, meant)


def money_of(engine: Engine, frame: LazyFrame) -> Money:
    """Minor units of some rows by currency; credit notes add up as well."""
    parts = frame.select("currency", size=nw.col("amount").abs())
    parts = parts.with_columns(high=nw.col("size") // 1_000_000)
    parts = parts.with_columns(low=nw.col("size") - nw.col("high") * 1_000_000)
    found = parts.group_by("currency").agg(nw.col("high").sum(), nw.col("low").sum())
    return {
        currency: int(high) * 1_000_000 + int(low)
        for currency, high, low in sorted(engine.rows(found))
    }


def rows_of(engine: Engine, frame: LazyFrame) -> int:
    """How many rows a frame has."""
    return int(engine.rows(frame.select(nw.col("row").len()))[0][0])


def _report_nobody(engine: Engine, frame: LazyFrame, report: Collector) -> None:
    """Every row is one without a customer."""
    rows = rows_of(engine, frame)
    if rows:
        report.counted("missing_customer", "customer", rows, money_of(engine, frame))
        for (row,) in engine.rows(frame.select("row").sort("row").head(EXAMPLES)):
            report.example("missing_customer", "customer", row, "")
