"""How concentrated the receivables are on few customers, on any engine.

The squares of the balances are added up exactly. A balance b is h * 2^32 + l * 2^16 + m, and the
sums of h*h, h*l, h*m, l*l, l*m and m*m all stay within 64 bits as long as the balances add up to
less than 2^63 and there are fewer than 2^31 of them. Floats come in at the end, in a fixed order,
so that neither the order of rows nor the engine changes the last bit.
"""

from __future__ import annotations

from itertools import combinations_with_replacement
from typing import Final

import narwhals as nw

from ledgerguard.formulas.concentration import POINTS
from ledgerguard.ledger.engines.engine import LazyFrame
from ledgerguard.ledger.measures import Measure, added_up, merged, one_if, only
from ledgerguard.ledger.portfolio import ACCOUNT, opened, refuse_overflow

TOPS: Final = (5, 10, 20)

_LIMBS: Final = {"h": 32, "l": 16, "m": 0}
_PART: Final = 1 << 16


def concentration(frame: LazyFrame, as_of: int, *, total: float | None = None) -> LazyFrame:
    """The concentration of each currency, over the customers with a positive balance.

    Args:
        frame: The canonical frame.
        as_of: Serial number of the day.
        total: What :func:`portfolio.refuse_overflow` answered; left out, it is looked at here.

    Returns:
        Columns currency; customers (who owe), owed (sum of their net balances, minor units),
        largest_share, top_5_share, top_10_share, top_20_share, hhi (0 to 10,000 points, as
        CONCENTRATION_HHI), hhi_normalised (0 to 1; null, which pandas writes as NaN, for a single
        customer), effective_customers. A currency in which nobody owes has no row.

    Raises:
        OutOfDomain: when the amounts do not fit into 64 bits.
    """
    if total is None:
        refuse_overflow(frame)
    owed = nw.col("open")
    accounts = added_up(opened(frame, as_of), ACCOUNT, [Measure("open", owed)]).filter(owed > 0)
    return concentration_of(accounts)


def concentration_of(accounts: LazyFrame) -> LazyFrame:
    """The same of balances: one row a customer and currency with ``open`` above 0."""
    owed = nw.col("open")
    ranked = accounts.with_columns(
        smaller=nw.lit(0, nw.Int64) - owed, one=nw.lit(1, nw.Int64), rest=owed % _PART
    )
    rank = nw.col("one").cum_sum().over("currency", order_by=["smaller", "customer_id"])
    # Whole multiples divide exactly even where an engine divides by way of floats.
    ranked = ranked.with_columns(
        rank=rank.cast(nw.Int64), upper=(owed - nw.col("rest")) - (owed - nw.col("rest")) % _HIGH
    )
    ranked = ranked.with_columns(
        h=nw.col("upper") // _HIGH,
        l=(owed - nw.col("upper") - nw.col("rest")) // _PART,
        m=nw.col("rest"),
    )
    measures = [
        Measure("customers", nw.col("one")),
        Measure("owed", owed),
        *(Measure(f"top_{n}", only(nw.col("rank") <= n, owed)) for n in (1, *TOPS)),
        *(Measure(a + b, nw.col(a) * nw.col(b)) for a, b in _PAIRS),
        Measure("several", one_if(nw.col("rank") > 1), "max"),
    ]
    rows = ranked.select("currency", **{one.name: one.of for one in measures})
    told = merged(rows, ["currency"], measures)
    base, customers = _float("owed"), _float("customers")
    squares = nw.lit(0.0)
    for a, b in _PAIRS:
        weight = 2.0 ** (_LIMBS[a] + _LIMBS[b] + (a != b))
        squares = squares + _float(a + b) * weight
    told = told.with_columns(index=squares / base / base)
    index, even = nw.col("index"), nw.lit(1.0) / customers
    return told.select(
        *("currency", "customers", "owed"),
        largest_share=_float("top_1") / base,
        **{f"top_{n}_share": _float(f"top_{n}") / base for n in TOPS},
        hhi=index * float(POINTS),
        hhi_normalised=nw.when(nw.col("several") > 0).then((index - even) / (1.0 - even)),
        effective_customers=nw.lit(1.0) / index,
    )


_HIGH: Final = 1 << 32
_PAIRS: Final = tuple(combinations_with_replacement(_LIMBS, 2))


def _float(name: str) -> nw.Expr:
    return nw.col(name).cast(nw.Float64)
