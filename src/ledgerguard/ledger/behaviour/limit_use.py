"""Balances against credit limits: how much of each is used, and by how much it is exceeded."""

from __future__ import annotations

from typing import Final

import narwhals as nw

from ledgerguard.errors import OutOfDomain
from ledgerguard.formulas.checks import TOLERANCE
from ledgerguard.ledger.engines.engine import LazyFrame
from ledgerguard.ledger.engines.results import rows_of
from ledgerguard.ledger.measures import Measure, added_up, merged
from ledgerguard.ledger.portfolio import ACCOUNT, opened, refuse_overflow

_SLACK: Final = round(1 / TOLERANCE)


def limit_use(
    frame: LazyFrame, as_of: int, limits: LazyFrame, *, total: float | None = None
) -> LazyFrame:
    """UTILISATION and OVERLIMIT of every customer and currency with a balance or a limit.

    Args:
        frame: The canonical frame.
        as_of: Serial number of the day.
        limits: On the same engine: customer_id, currency, limit (int64 minor units, no nulls). Of
            several limits of one account the lowest counts: limits are never added.
        total: What :func:`portfolio.refuse_overflow` answered; left out, it is looked at here.

    Returns:
        Columns customer_id, currency, open (net balance), has_limit (0 or 1), limit (0 where there
        is none), excess (0 where there is no limit), utilisation: null, which pandas writes as
        NaN, without a limit or with a limit of 0. In no order.

    Raises:
        OutOfDomain: when a limit is negative, or the amounts do not fit into 64 bits.
    """
    if total is None:
        refuse_overflow(frame)
    ((lowest,),) = rows_of(limits.select(nw.col("limit").min()))
    if lowest is not None and lowest < 0:
        raise OutOfDomain(
            f"limit must be at least 0, got {int(lowest)} minor units",
            hint="leave out a customer who has none yet",
        )
    zero, one, is_open = nw.lit(0, nw.Int64), nw.lit(1, nw.Int64), nw.col("open")
    owed = added_up(opened(frame, as_of), ACCOUNT, [Measure("open", is_open)]).filter(is_open != 0)
    granted = merged(limits, ACCOUNT, [Measure("limit", nw.col("limit"), "min")])
    sides = [
        owed.select(*ACCOUNT, open=is_open, has_limit=zero, limit=zero),
        granted.select(*ACCOUNT, open=zero, has_limit=one, limit=nw.col("limit")),
    ]
    columns = [Measure(name, nw.col(name)) for name in ("open", "has_limit", "limit")]
    both = merged(nw.concat(sides), ACCOUNT, columns)
    limit, has_limit = nw.col("limit"), nw.col("has_limit")
    both = both.with_columns(over=is_open - limit, slack=(limit - limit % _SLACK) // _SLACK)
    exceeds = (has_limit == 1) & (nw.col("over") > nw.col("slack"))
    used = is_open.cast(nw.Float64) / limit.cast(nw.Float64)
    return both.select(
        *ACCOUNT,
        "open",
        "has_limit",
        "limit",
        excess=nw.when(exceeds).then(nw.col("over")).otherwise(zero),
        utilisation=nw.when((has_limit == 1) & (limit > 0)).then(used),
    )
