"""What must hold of a row that its engine reads by itself: it counts, nothing is to be reported."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import Any

import narwhals as nw

from ledgerguard.ledger.cleaning import days
from ledgerguard.ledger.cleaning.spellings import Spelled
from ledgerguard.ledger.cleaning.words import ODD, OPEN, PAID
from ledgerguard.ledger.columns import AMOUNT_FIELDS, DATE_FIELDS, Field
from ledgerguard.ledger.schema import NO_DAY


def conditions(kinds: Mapping[Field, Any], spelled: Spelled) -> list[nw.Expr]:
    """What must hold of a row so that it counts and stays as it is; see also ``noted``.

    What is null because a text could not be read does not hold either.

    Args:
        kinds: The type of each field's column.
        spelled: Columns of text that the engine has read, plausible or not.
    """
    amount, paid, status = nw.col("amount"), nw.col("paid"), nw.col("status")
    holds = [nw.col("matched"), nw.col("scale") > 0, ~nw.col("blank_amount")]
    holds += [nw.col(f"fits_{field}") for field in AMOUNT_FIELDS if field in kinds]
    holds += [nw.col(field) != ODD for field in ("status", "kind", "disputed") if field in kinds]
    for field in sorted(spelled.numbers):
        fits = nw.col(f"number_{field}_fits")
        holds.append(fits if field in spelled.full else fits | nw.col(f"blank_{field}"))
    holds += _days_hold(kinds, spelled)
    holds.append((nw.col("kind") != 1) | (amount <= 0))
    # A payment has the sign of its invoice; on one of nothing, that of the ledger's others.
    holds.append((paid == 0) | ((amount != 0) & ((paid > 0) == (amount > 0))))
    if "status" in kinds:
        holds.append((status != PAID) | (paid == amount))
        holds.append((status != OPEN) | (paid != amount) | (amount == 0))
    return holds + _payment_holds(kinds)


def _days_hold(kinds: Mapping[Field, Any], spelled: Spelled) -> list[nw.Expr]:
    """Every day is one or blank; one that terms could fill in is not, and one at least is there."""
    needed: tuple[Field, ...] = ("issued", "due")
    holds = []
    for field in DATE_FIELDS:
        day = nw.col(field)
        if field in spelled.days:
            fits = days.is_ours(day) & nw.col(f"day_{field}_fits")
            holds.append(fits if field in spelled.full else fits | (day == NO_DAY))
        elif field in kinds:
            holds.append(day >= NO_DAY)
    known = [nw.col(field) >= 0 for field in needed]
    if "terms" in kinds:
        return holds + known
    # A row without either may be a line of totals.
    return [*holds, reduce(or_, known)] if any(field in kinds for field in needed) else holds


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
