"""The items of a ledger of any size that are to be chased, and how far each has come."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import narwhals as nw

from ledgerguard.formulas.escalation import Level
from ledgerguard.ledger.engines.small import AnyFrame
from ledgerguard.ledger.measures import only
from ledgerguard.ledger.portfolio import opened
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.ledger.stages import LEVELS, NEVER, item_stages


def chasing_table(
    frame: AnyFrame,
    as_of: int,
    levels: Sequence[Level],
    *,
    grace_days: int = 0,
    least: int = 0,
) -> AnyFrame:
    """Every open item at stage 1 or higher, in no order: what the ledger alone can say.

    Promises, disputes raised since, cover and what was done before stand in the log: the worklist
    of :mod:`ledgerguard.casework` reads them too, and takes single customers from here.

    Args:
        frame: The canonical frame; :func:`portfolio.refuse_overflow` has seen it.
        as_of: Serial number of the day.
        levels: The ladder.
        grace_days: Days added to every due date.
        least: Items of a smaller open amount, in minor units, are left out.

    Returns:
        Columns row, invoice, customer_id, customer, currency, entity, issued, due, open (minor
        units), days_past_due, stage, level (row of the ladder), since, next_level (0 when none
        is known), next_on (NO_DAY when none is).
    """
    reached, coming = nw.col("reached"), nw.col("coming")
    known = coming < NEVER
    chased = item_stages(opened(frame, as_of), as_of, levels, grace_days).filter(
        (nw.col("stage") > 0) & (nw.col("owed") >= least)
    )
    return chased.with_columns(
        level=reached % LEVELS,
        since=reached // LEVELS,
        next_level=only(known, coming % LEVELS),
        next_on=only(known, coming // LEVELS, NO_DAY),
    ).select(
        *("row", "invoice", "customer_id", "customer", "currency", "entity"),
        *("issued", "due", "open", "days_past_due"),
        # Of no rows at all pandas makes floats.
        *(nw.col(name).cast(nw.Int64) for name in STAGES),
    )


STAGES: Final = ("stage", "level", "since", "next_level", "next_on")
