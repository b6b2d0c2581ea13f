"""Amounts on an engine: texts and numbers as minor units, and what was paid."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

import narwhals as nw

from ledgerguard.ledger.cleaning.words import ODD, PAID
from ledgerguard.ledger.columns import AMOUNT_FIELDS, Field
from ledgerguard.ledger.engines.engine import Engine, LazyFrame
from ledgerguard.ledger.reading.amounts import EXACT_FLOAT, Mark

NOISE: Final = 1e-4  # of a product that is a whole number, as in amounts.to_minor


def with_money(
    engine: Engine,
    work: LazyFrame,
    mark: Mark | None,
    kinds: Mapping[Field, Any],
    tried: Collection[Field],
) -> LazyFrame:
    """Minor units of each amount, where it is blank, and where it is not plain after all.

    Args:
        engine: The engine.
        work: With the cells ``raw_amount`` and so on, and ``matched`` where they are texts.
        mark: The decimal mark of the ledger.
        kinds: The type of each field's column.
        tried: Fields whose texts the engine has read: ``number_amount`` and so on are there, null
            where a cell is blank or is none.
    """
    present = [field for field in AMOUNT_FIELDS if field in kinds]
    for field in present:
        raw = nw.col(f"raw_{field}")
        kind = kinds[field]
        if field in tried:
            blank = raw.is_null() | (raw == "")
            number = nw.col(f"number_{field}")
        elif kind == nw.String:
            blank = raw == ""
            text = nw.when(nw.col("matched") & ~blank).then(raw).otherwise(nw.lit("0"))
            number = _point(text, mark).cast(nw.Float64)
        elif kind.is_numeric():
            number = raw.cast(nw.Float64)
            blank = raw.is_null()
            if kind.is_float():
                number = nw.when(~raw.is_nan()).then(number)
                blank = blank | raw.is_nan().fill_null(value=False)
        else:
            number, blank = nw.lit(ODD).cast(nw.Float64), nw.lit(value=False)
        number = number if field in tried else number.fill_null(0.0)
        work = work.with_columns(number.alias(f"number_{field}"), blank.alias(f"blank_{field}"))
    work = work.with_columns(
        (nw.col(f"number_{field}") * nw.col("scale")).alias(f"scaled_{field}") for field in present
    )
    work = engine.whole(work, {f"near_{field}": f"scaled_{field}" for field in present})
    found = []
    for field in present:
        scaled, near = nw.col(f"scaled_{field}"), nw.col(f"near_{field}")
        blank = nw.col(f"blank_{field}")
        exact = (scaled.abs() < EXACT_FLOAT / 8) & ((near - scaled).abs() <= NOISE)
        found.append((blank | exact).alias(f"fits_{field}"))
        # Without an amount a row is not plain.
        minor = near if field == "amount" else nw.when(~blank).then(near).otherwise(nw.lit(0))
        found.append(minor.alias(f"minor_{field}"))
    return work.with_columns(*found)


def _point(text: nw.Expr, mark: Mark | None) -> nw.Expr:
    if mark == ",":
        bare = text.str.replace_all(".", "", literal=True)
        return bare.str.replace_all(",", ".", literal=True)
    return text.str.replace_all(",", "", literal=True) if mark == "." else text


def with_payment(work: LazyFrame, kinds: Mapping[Field, Any]) -> LazyFrame:
    """What was paid, as settlement.settle has it for plain rows."""
    amount = nw.col("minor_amount")
    settled = (nw.col("paid_on") >= 0) | (nw.col("status") == PAID)
    if "paid" in kinds:
        full = nw.col("blank_paid") & (nw.col("status") == PAID)
        paid = nw.when(full).then(amount).otherwise(nw.col("minor_paid"))
    elif "open" in kinds:
        full = nw.when(settled).then(amount).otherwise(nw.lit(0))
        given = ~nw.col("blank_open")
        paid = nw.when(given).then(amount - nw.col("minor_open")).otherwise(full)
    else:
        paid = nw.when(settled).then(amount).otherwise(nw.lit(0))
    return work.with_columns(amount=amount, paid=paid.cast(nw.Int64))
