"""How late invoices were paid, and how long it took: distributions over whole days.

A quantile is the one of Excel's PERCENTILE.INC: linear between the two neighbours of the position
(n - 1) * q, here worked out in whole numbers from the histogram, so that engines do not differ.
The house has no quantile of its own but the median (LIMIT_REFERENCES), which is the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

import narwhals as nw

from ledgerguard.ledger.aging import By
from ledgerguard.ledger.engines.engine import LazyFrame
from ledgerguard.ledger.lateness import DELAY, HISTORY_DAYS, SETTLED
from ledgerguard.ledger.measures import Measure, merged, one_if
from ledgerguard.ledger.portfolio import ACCOUNT, known, refuse_overflow
from ledgerguard.ledger.schema import NO_DAY

Of = Literal["late", "to_pay"]

QUANTILES: Final = {"p10": 10, "p25": 25, "median": 50, "p75": 75, "p90": 90, "p95": 95}
"""Percents by column."""

_HALF: Final = 1 << 16


def delay_histogram(
    frame: LazyFrame,
    as_of: int,
    *,
    by: By = "currency",
    window_days: int = HISTORY_DAYS,
    of: Of = "late",
    total: float | None = None,
) -> LazyFrame:
    """Invoices settled in full within (as_of - window_days, as_of], by whole days.

    Divided by their sum the amounts are the shares of DELAY_DISTRIBUTION.

    Args:
        frame: The canonical frame.
        as_of: Serial number of the day.
        by: What a histogram stands for.
        window_days: Length of the window in which they were paid.
        of: ``late``: days after the due date, negative when early; ``to_pay``: days after the
            invoice date, where it is known.
        total: What :func:`portfolio.refuse_overflow` answered; left out, it is looked at here.

    Returns:
        Columns customer_id (by customer only), currency, days, invoices, late (paid after they
        were due), amount (minor units); in no order.

    Raises:
        OutOfDomain: when the amounts do not fit into 64 bits.
    """
    if total is None:
        refuse_overflow(frame)
    keys = ("currency",) if by == "currency" else ACCOUNT
    paid_on, issued = nw.col("paid_on"), nw.col("issued")
    paid = SETTLED & (paid_on > as_of - window_days) & (paid_on <= as_of)
    if of == "to_pay":
        paid = paid & (issued != NO_DAY)
    days = DELAY if of == "late" else paid_on - issued
    measures = [
        Measure("invoices", nw.lit(1, nw.Int64)),
        Measure("late", one_if(DELAY > 0)),
        Measure("amount", nw.col("amount")),
    ]
    rows = (
        known(frame, as_of)
        .filter(paid)
        .select(*keys, days=days, **{one.name: one.of for one in measures})
    )
    return merged(rows, [*keys, "days"], measures)


def delay_distribution(
    frame: LazyFrame,
    as_of: int,
    *,
    by: By = "currency",
    window_days: int = HISTORY_DAYS,
    of: Of = "late",
    total: float | None = None,
) -> LazyFrame:
    """The same invoices in one row each currency, or customer and currency.

    Returns:
        Columns customer_id (by customer only), currency; invoices, late, amount; late_share,
        mean_days (each invoice counts once), weighted_days (by amount), the quantiles p10, p25,
        median, p75, p90, p95 (each invoice counts once), all Float64; fewest_days, most_days. Who
        settled nothing has no row. In no order.
    """
    keys = ("currency",) if by == "currency" else ACCOUNT
    histogram = delay_histogram(frame, as_of, by=by, window_days=window_days, of=of, total=total)
    placed = _placed(histogram, keys)
    days, amount = nw.col("days"), nw.col("amount")
    low = amount % _HALF
    measures = [
        *(Measure(name, nw.col(name)) for name in ("invoices", "late", "amount")),
        Measure("days", nw.col("invoices") * days),
        # In two parts, as a large amount times its days leaves 64 bits.
        Measure("weighted_high", (amount - low) // _HALF * days),
        Measure("weighted_low", low * days),
        *(Measure(name, _share_of(percent) * days) for name, percent in QUANTILES.items()),
        Measure("fewest_days", days, "min"),
        Measure("most_days", days, "max"),
    ]
    rows = placed.select(*keys, **{one.name: one.of for one in measures})
    told = merged(rows, keys, measures)
    invoices = _float("invoices")
    hundred = invoices / invoices * 100.0  # a column: Polars divides by a constant in another way
    weighted = _float("weighted_high") * float(_HALF) + _float("weighted_low")
    return told.select(
        *keys,
        *("invoices", "late", "amount"),
        late_share=_float("late") / invoices,
        mean_days=_float("days") / invoices,
        weighted_days=weighted / _float("amount"),
        **{name: _float(name) / hundred for name in QUANTILES},
        fewest_days=nw.col("fewest_days"),
        most_days=nw.col("most_days"),
    )


def _placed(histogram: LazyFrame, keys: Sequence[str]) -> LazyFrame:
    """Each day with the places of its invoices, from 0, and where the quantiles lie."""
    invoices = nw.col("invoices")
    counted = histogram.with_columns(
        upto=invoices.cum_sum().over(*keys, order_by="days").cast(nw.Int64),
        last=(invoices.sum().over(*keys)).cast(nw.Int64) - 1,
    )
    places = {f"at_{name}": nw.col("last") * percent // 100 for name, percent in QUANTILES.items()}
    return counted.with_columns(after=nw.col("upto") - invoices, **places)


def _share_of(percent: int) -> nw.Expr:
    """What a day weighs in a quantile, in hundredths: its two neighbours share a whole."""
    name = next(one for one, given in QUANTILES.items() if given == percent)
    at, after, upto = nw.col(f"at_{name}"), nw.col("after"), nw.col("upto")
    rest = nw.col("last") * percent - at * 100
    zero = nw.lit(0, nw.Int64)
    lower = nw.when((after <= at) & (at < upto)).then(100 - rest).otherwise(zero)
    upper = nw.when((after <= at + 1) & (at + 1 < upto)).then(rest).otherwise(zero)
    return lower + upper


def _float(name: str) -> nw.Expr:
    return nw.col(name).cast(nw.Float64)
