"""Rows that an engine cleans by itself: every cell is spelled plainly and nothing is reported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import and_, or_
from typing import Any, Final

import narwhals as nw

from ledgerguard.ledger.cleaning import days, spellings
from ledgerguard.ledger.cleaning.facts import CATEGORIES, Facts, Values
from ledgerguard.ledger.cleaning.words import (
    ODD,
    OPEN,
    PAID,
    can_be_key,
    currency_words,
    joined,
    key,
    keyed,
    words,
)
from ledgerguard.ledger.columns import AMOUNT_FIELDS, DATE_FIELDS, TEXT_FIELDS, Field
from ledgerguard.ledger.currency import code_of
from ledgerguard.ledger.engines.engine import Engine, LazyFrame
from ledgerguard.ledger.reading.amounts import EXACT_FLOAT
from ledgerguard.ledger.reading.clean import Options
from ledgerguard.ledger.schema import FRAME, NO_DAY

ROW: Final = "ledgerguard_row"
"""The column that numbers the rows of a raw frame, whose own columns may have any other name."""

IS_PLAIN: Final = "is_plain"
PACKED: Final = "packed"
"""The whole row of one that is not plain, where all cells are text."""

LARGEST: Final = 1e11  # as many digits as spellings.amount takes
NOISE: Final = 1e-4  # of a product that is a whole number, as in amounts.to_minor


def sorted_out(
    engine: Engine, frame: LazyFrame, facts: Facts, seen: Values, options: Options
) -> LazyFrame:
    """The canonical columns of plain rows (customers as they are written), and which are plain.

    Args:
        engine: The engine.
        frame: The raw frame; a column ROW that numbers its rows is passed on.
        facts: How its cells are read.
        seen: Cells by field: those of columns of few different values are looked up.
        options: What the caller knows.

    Returns:
        The columns of FRAME with IS_PLAIN; PACKED too where all cells are text.
    """
    schema = {name: kind for name, kind in frame.collect_schema().items() if name != ROW}
    columns = {field: nw.col(name) for name, field in facts.fields.items()}
    kinds: dict[Field, Any] = {field: schema[name] for name, field in facts.fields.items()}
    packed: list[str] = []
    if is_text(schema):
        packed = [
            f"raw_{facts.fields[name]}" if name in facts.fields else f"cell_{i}"
            for i, name in enumerate(schema)
        ]
    spare = [
        nw.col(name).fill_null("").alias(cell)
        for name, cell in zip(schema, packed, strict=False)
        if name not in facts.fields
    ]
    numbers = [nw.col(ROW)] if ROW in frame.collect_schema().names() else []
    work = frame.select(*numbers, *_cells(columns, kinds, options), *spare)
    work = _texts_matched(work, facts, kinds)
    work = _with_dates(engine, work, facts, kinds, seen)
    work = _with_words(engine, work, facts, kinds, seen, options)
    work = _with_money(work, facts, kinds)
    work = _with_payment(work, kinds)
    work = work.with_columns(**{IS_PLAIN: reduce(and_, _conditions(kinds))})
    return work.select(*numbers, *_columns(kinds, packed))


def is_text(schema: Mapping[str, Any]) -> bool:
    """Whether all cells of a raw frame are text."""
    return all(kind == nw.String for kind in schema.values())


def _cells(
    columns: Mapping[Field, nw.Expr], kinds: Mapping[Field, Any], options: Options
) -> list[nw.Expr]:
    """Each field under its own name, without nulls where it is text."""
    found = []
    for field, column in columns.items():
        kind = kinds[field]
        cell = column
        if field in TEXT_FIELDS:
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


def _texts_matched(work: LazyFrame, facts: Facts, kinds: Mapping[Field, Any]) -> LazyFrame:
    """Whether all texts of a row are spelled plainly."""
    amount = spellings.amount(facts.mark, three_decimals=facts.three_decimals)
    patterns: dict[Field, str] = {f: spellings.TEXTS[f] for f in TEXT_FIELDS if f in kinds}
    for field in AMOUNT_FIELDS:
        if field in kinds and kinds[field] == nw.String:
            patterns[field] = amount if field == "amount" else f"(?:{amount})?"
    if not patterns:
        return work.with_columns(matched=nw.lit(value=True))
    # In Python and Java "$" also stands before a last line feed; in RE2 and Rust it does not.
    is_strict = work.implementation.is_duckdb() or work.implementation.is_polars()
    end = "" if is_strict else spellings.BETWEEN
    found = []
    for field, pattern in patterns.items():
        text = nw.col(f"raw_{field}")
        text = nw.concat_str(text, nw.lit(end)) if end else text
        found.append(text.str.contains(f"^(?:{pattern}){end}$"))
    return work.with_columns(matched=reduce(and_, found))


def _with_dates(
    engine: Engine, work: LazyFrame, facts: Facts, kinds: Mapping[Field, Any], seen: Values
) -> LazyFrame:
    for field in DATE_FIELDS:
        if field not in kinds:
            work = work.with_columns(nw.lit(NO_DAY).cast(nw.Int64).alias(field))
        elif kinds[field] != nw.String:
            work = work.with_columns(nw.col(f"raw_{field}").cast(nw.Int64).alias(field))
        else:
            order = facts.order.columns.get(field, facts.order.order)
            known = days.dictionary(seen[field], order)
            values = {text: {str(field): day} for text, day in known.items()}
            work = joined(engine, work, f"raw_{field}", values)
            work = work.with_columns(nw.col(field).fill_null(days.ODD).cast(nw.Int64))
    return work


def _with_words(
    engine: Engine,
    work: LazyFrame,
    facts: Facts,
    kinds: Mapping[Field, Any],
    seen: Values,
    options: Options,
) -> LazyFrame:
    default = code_of(options.currency) or options.currency.strip().upper()
    default = default or code_of(facts.header.currency) or ""
    has_currency = "currency" in kinds
    codes = currency_words(seen.get("currency", ()), default, has_column=has_currency)
    if has_currency and can_be_key(kinds["currency"]):
        work = joined(engine, work, "raw_currency", keyed(codes, kinds["currency"]))
        work = work.with_columns(nw.col("currency").fill_null(""), nw.col("scale").fill_null(0.0))
    else:
        scale = 0.0 if has_currency else codes[""]["scale"]
        work = work.with_columns(currency=nw.lit(codes[""]["currency"]), scale=nw.lit(scale))
    for field in ("status", "kind", "disputed"):
        if field not in kinds:
            work = work.with_columns(nw.lit(0).cast(nw.Int64).alias(field))
        elif not can_be_key(kinds[field]):
            work = work.with_columns(nw.lit(ODD).cast(nw.Int64).alias(field))
        else:
            said = words(field, facts.header.names[field], seen[field])
            work = joined(engine, work, f"raw_{field}", keyed(said, kinds[field]))
            work = work.with_columns(nw.col(field).fill_null(ODD).cast(nw.Int64))
    return work


def _with_money(work: LazyFrame, facts: Facts, kinds: Mapping[Field, Any]) -> LazyFrame:
    """Minor units of each amount, where it is blank, and where it is not plain after all."""
    present = [field for field in AMOUNT_FIELDS if field in kinds]
    for field in present:
        raw = nw.col(f"raw_{field}")
        kind = kinds[field]
        if kind == nw.String:
            blank = raw == ""
            text = nw.when(nw.col("matched") & ~blank).then(raw).otherwise(nw.lit("0"))
            number = _point(text, facts).cast(nw.Float64)
        elif kind.is_numeric():
            number = raw.cast(nw.Float64)
            blank = raw.is_null()
            if kind.is_float():
                number = nw.when(~raw.is_nan()).then(number)
                blank = blank | raw.is_nan().fill_null(value=False)
        else:
            number, blank = nw.lit(ODD).cast(nw.Float64), nw.lit(value=False)
        work = work.with_columns(
            number.fill_null(0.0).alias(f"number_{field}"), blank.alias(f"blank_{field}")
        )
    work = work.with_columns(
        (nw.col(f"number_{field}") * nw.col("scale")).alias(f"scaled_{field}") for field in present
    )
    work = work.with_columns(
        (
            (nw.col(f"number_{field}").abs() < LARGEST)
            & (nw.col(f"scaled_{field}").abs() < EXACT_FLOAT / 8)
        ).alias(f"fits_{field}")
        for field in present
    )
    work = work.with_columns(
        nw.when(nw.col(f"fits_{field}"))
        .then(nw.col(f"scaled_{field}"))
        .otherwise(0.0)
        .round(0)
        .alias(f"near_{field}")
        for field in present
    )
    return work.with_columns(
        *(
            (
                nw.col(f"fits_{field}")
                & ((nw.col(f"near_{field}") - nw.col(f"scaled_{field}")).abs() <= NOISE)
            ).alias(f"fits_{field}")
            for field in present
        ),
        *(nw.col(f"near_{field}").cast(nw.Int64).alias(f"minor_{field}") for field in present),
    )


def _point(text: nw.Expr, facts: Facts) -> nw.Expr:
    if facts.mark == ",":
        bare = text.str.replace_all(".", "", literal=True)
        return bare.str.replace_all(",", ".", literal=True)
    return text.str.replace_all(",", "", literal=True) if facts.mark == "." else text


def _with_payment(work: LazyFrame, kinds: Mapping[Field, Any]) -> LazyFrame:
    """What was paid, as settlement.settle has it for rows that it does not report."""
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
    due = nw.col("due")
    if "due" not in kinds:
        due = nw.when(amount < 0).then(nw.col("issued")).otherwise(due)  # a credit note falls due
    return work.with_columns(amount=amount, paid=paid.cast(nw.Int64), due=due)


def _conditions(kinds: Mapping[Field, Any]) -> list[nw.Expr]:
    """What must hold of a row so that nothing about it is reported and it counts."""
    amount, paid = nw.col("amount"), nw.col("paid")
    issued, due, paid_on = nw.col("issued"), nw.col("due"), nw.col("paid_on")
    status = nw.col("status")
    dated = paid_on >= 0
    holds = [nw.col("matched"), nw.col("scale") > 0]
    holds += [nw.col(f"fits_{field}") for field in AMOUNT_FIELDS if field in kinds]
    holds += [nw.col(field) >= NO_DAY for field in DATE_FIELDS if field in kinds]
    holds += [nw.col(field) != ODD for field in ("status", "kind", "disputed") if field in kinds]
    holds += [~nw.col("blank_amount"), *_names_hold(kinds)]
    holds += [nw.col(field) >= 0 for field in ("issued", "due") if field in kinds]
    if "terms" in kinds:
        holds += [issued >= 0, due >= 0]
    holds.append((issued < 0) | (due < 0) | (due >= issued))
    holds.append((issued < 0) | (paid_on < 0) | (paid_on >= issued) | (paid == 0))
    holds.append((nw.col("kind") != 1) | (amount <= 0))
    # The sign of a payment, and no more of it than of the invoice.
    holds.append((paid == 0) | (amount == 0) | ((paid > 0) == (amount > 0)))
    holds.append((paid.abs() <= amount.abs()) | (amount == 0))
    if "paid_on" in kinds:
        holds += [dated | (paid == 0), ~dated | (paid != 0) | (amount == 0)]
    if "status" in kinds:
        holds.append((status != PAID) | (paid == amount))
        holds.append((status != OPEN) | (paid != amount) | (amount == 0))
    return holds + _payment_holds(kinds)


def _payment_holds(kinds: Mapping[Field, Any]) -> list[nw.Expr]:
    dated = nw.col("paid_on") >= 0
    if "paid" in kinds:
        holds = [~(nw.col("blank_paid") & dated)]
        if "open" in kinds:
            left = nw.col("amount") - nw.col("paid")
            holds.append(nw.col("blank_open") | (left == nw.col("minor_open")))
        return holds
    if "open" in kinds:
        return [~nw.col("blank_open") | dated | (nw.col("status") == PAID)]
    return [(nw.col("status") != OPEN) | ~dated]


def _names_hold(kinds: Mapping[Field, Any]) -> list[nw.Expr]:
    holds = []
    if "invoice" in kinds:
        holds.append(nw.col("raw_invoice") != "")
    who = [nw.col(f"raw_{field}") for field in ("customer_id", "customer") if field in kinds]
    if who:
        holds.append(reduce(or_, (cell != "" for cell in who)))
    return holds


def _columns(kinds: Mapping[Field, Any], packed: Sequence[str]) -> list[nw.Expr]:
    columns = []
    for name in FRAME:
        if name in TEXT_FIELDS:
            present = name in kinds
            columns.append((nw.col(f"raw_{name}") if present else nw.lit("")).alias(name))
        elif name != "row":
            columns.append(nw.col(name))
    columns.append(nw.col(IS_PLAIN))
    if packed:
        cells = [
            nw.col(name).str.replace_all(spellings.BETWEEN, " ", literal=True) for name in packed
        ]
        row = nw.concat_str(*cells, nw.lit(""), separator=spellings.BETWEEN)
        columns.append(nw.when(~nw.col(IS_PLAIN)).then(row).otherwise(nw.lit("")).alias(PACKED))
    return columns
