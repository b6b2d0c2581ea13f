"""Payments as a table of their own: opened like a ledger, and cleaned by the same rules.

A payment is read as an invoice is: its number as an invoice's, its day, its amount in its currency,
its customer. So amounts, dates, currencies and customers of both tables are spelled alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final, NamedTuple

import narwhals as nw

from ledgerguard.ledger.allocation.payments import PAYMENTS
from ledgerguard.ledger.cleaning.clean import Cleaned, clean_frame
from ledgerguard.ledger.cleaning.tally import Affected, Tally
from ledgerguard.ledger.columns import Field
from ledgerguard.ledger.engines.engine import Engine, LazyFrame
from ledgerguard.ledger.problems import MESSAGES
from ledgerguard.ledger.reading.clean import Options
from ledgerguard.ledger.schema import Problem
from ledgerguard.ledger.sources.opened import opened_by
from ledgerguard.ledger.sources.payment_headers import PaymentField, payment_header
from ledgerguard.ledger.sources.raw import Raw

_READ_AS: Final[Mapping[PaymentField, Field]] = {
    "payment": "invoice",
    "customer_id": "customer_id",
    "customer": "customer",
    "currency": "currency",
    "paid_on": "issued",
    "paid": "amount",
    "reference": "entity",
}
_OF_INVOICES: Final = frozenset(("missing_due", "no_due_column", "missing_invoice"))
"""Problems that a payment cannot have: it is never due, and needs no number."""

_RENAMED: Final = {"missing_issued": "paid_without_date"}
_TURNED: Final = "paid_column_sign"
_CLEAR_MAJORITY: Final = 9
"""Negative payments for each positive one: then the table has the sign of the books."""


class Payments(NamedTuple):
    """A table of payments, cleaned."""

    frame: LazyFrame  # the columns of PAYMENTS
    problems: Cleaned  # its tally, its examples, its columns; the frame is that of the cleaning


def opened_payments(
    engine: Engine,
    sources: Any,
    *,
    column_map: Mapping[str, str] | None = None,
    **options: Any,
) -> Raw:
    """Open a table of payments; all that :func:`~ledgerguard.ledger.sources.opened.opened` takes.

    Args:
        engine: Where the frame lives.
        sources: As for a ledger.
        column_map: Field of a payment -> header.
        options: The other arguments of ``opened``.

    Raises:
        LedgerError: when a source cannot be read, or is no table of payments.
    """
    return opened_by(lambda rows: payment_header(rows, column_map)[0], engine, sources, **options)


def payments_frame(raw: Raw, options: Options) -> Payments:
    """Clean a table of payments.

    A payment without a day counts at every as-of date; a negative one is a payment that was taken
    back. Where nearly all are negative, as accounts show receipts, the signs are turned. A
    reference is read like an invoice number. A frame that has the columns of PAYMENTS is taken as
    it is.

    Args:
        raw: The table as its source holds it.
        options: As for a ledger; ``column_map`` is of the payments' own fields.

    Raises:
        LedgerError: when a column lacks, or the date order cannot be told.
    """
    schema = raw.frame.collect_schema()
    if dict(schema) == {name: kind() for name, kind in PAYMENTS.items()}:
        return _as_it_is(raw)
    _, headers = payment_header([schema.names()], options.column_map)
    names = {field: _name(schema.names(), header) for field, header in headers.items()}
    needed = replace(raw, frame=raw.frame.select(*names.values()))
    as_ledger = replace(options, column_map={_READ_AS[f]: name for f, name in names.items()})
    cleaned = _of_payments(clean_frame(needed, as_ledger), names, options)
    sign = -1 if _is_turned(raw.engine, cleaned.frame) else 1
    if sign < 0:
        cleaned = _said_turned(cleaned, raw.header_row, names["paid"], options)
    frame = cleaned.frame.select(
        "row",
        nw.col("invoice").alias("payment"),
        "customer_id",
        "currency",
        nw.col("issued").alias("paid_on"),
        (nw.col("amount") * sign).alias("paid"),
        nw.col("entity").alias("reference"),
    )
    return Payments(frame, cleaned)


def _as_it_is(raw: Raw) -> Payments:
    rows = int(raw.engine.rows(raw.frame.select(nw.col("row").len()))[0][0])
    frame = raw.frame.select(*PAYMENTS)
    nothing = Cleaned(frame, Tally(rows, rows, ()), (), {name: name for name in PAYMENTS}, None)
    return Payments(frame, nothing)


def _name(names: list[str], header: str) -> str:
    """The column's own name: the header is looked at without the spaces around it."""
    return next(name for name in names if name.strip() == header)


def _of_payments(cleaned: Cleaned, names: Mapping[PaymentField, str], options: Options) -> Cleaned:
    """What cleaning says of invoices, as it is said of payments."""
    problems = [
        replace(found, code=_RENAMED.get(found.code, found.code))
        for found in cleaned.tally.problems
        if found.code not in _OF_INVOICES
    ]
    examples = [
        _renamed(found, options) for found in cleaned.examples if found.code not in _OF_INVOICES
    ]
    tally = replace(cleaned.tally, problems=tuple(problems))
    return replace(
        cleaned,
        tally=tally,
        examples=tuple(examples),
        columns={str(field): name for field, name in names.items()},
    )


def _renamed(found: Problem, options: Options) -> Problem:
    code = _RENAMED.get(found.code)
    return found if code is None else _problem(found.row, found.column, found.value, code, options)


def _problem(
    row: int, column: str, value: str, code: str, options: Options, **details: Any
) -> Problem:
    message = MESSAGES[code]
    said = message.problem[options.language].format(**details)
    done = message.action[options.language].format(**details)
    return Problem(row, column, value, code, said, done)


def _counts(engine: Engine, frame: LazyFrame) -> tuple[int, int]:
    """How many payments are negative, and how many positive."""
    amount = nw.col("amount")
    counted = frame.select(
        nw.when(amount < 0).then(nw.lit(1)).otherwise(nw.lit(0)).alias("below"),
        nw.when(amount > 0).then(nw.lit(1)).otherwise(nw.lit(0)).alias("above"),
    ).select(nw.col("below").sum(), nw.col("above").sum())
    below, above = engine.rows(counted)[0]
    return int(below or 0), int(above or 0)


def _is_turned(engine: Engine, frame: LazyFrame) -> bool:
    below, above = _counts(engine, frame)
    return below > _CLEAR_MAJORITY * above


def _said_turned(cleaned: Cleaned, row: int, column: str, options: Options) -> Cleaned:
    tally = cleaned.tally
    said = _problem(row, column, "", _TURNED, options, count=tally.rows_counted)
    problems = sorted(
        (*tally.problems, Affected(_TURNED, column, 1, {})), key=lambda one: (one.code, one.column)
    )
    return replace(
        cleaned,
        tally=replace(tally, problems=tuple(problems)),
        examples=(said, *cleaned.examples),
    )
