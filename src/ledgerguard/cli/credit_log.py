"""What the log says of credit decisions: what was decided, what overrides it, what is in force."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from ledgerguard.ledger.schema import NO_DAY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ledgerguard.casework.history import History
    from ledgerguard.casework.nodes.records import Decided
    from ledgerguard.store.entries import Row
    from ledgerguard.store.log import Log

Newest = dict[tuple[str, str], "Row"]
"""Customer id and currency, and the row of the newest decision that was not withheld."""


def newest(log: Log, as_of: int | None = None) -> Newest:
    """The newest decision of each customer and currency that was not withheld.

    Args:
        log: The log.
        as_of: Only decisions of this day and before; None: all.
    """
    from ledgerguard.casework.decisions.past import DECISION

    found: Newest = {}
    for row in log.rows(kind=DECISION):
        body: dict[str, Any] = row.body
        if body["outcome"] == "withheld" or (as_of is not None and body["as_of"] > as_of):
            continue
        key = (body["customer_id"], body["currency"])
        before = found.get(key)
        if before is None or int(str(before.body["as_of"])) <= body["as_of"]:
            found[key] = row
    return found


def last_days(log: Log | None, as_of: int) -> dict[str, int]:
    """The day on which each customer was last decided on, in any currency."""
    found: dict[str, int] = {}
    for (customer, _), row in (newest(log, as_of) if log is not None else {}).items():
        found[customer] = max(int(str(row.body["as_of"])), found.get(customer, NO_DAY))
    return found


def history(log: Log) -> History | None:
    """What the log knows of items; None where nobody has run the worklist with it yet.

    A log of decisions alone says nothing about reminders: they are presumed sent then, as they are
    without any log.
    """
    from ledgerguard.casework.runs import history_of, last_run

    return None if last_run(log) is None else history_of(log.rows())


def decided(log: Log | None, as_of: int) -> Mapping[str, tuple[Decided, ...]]:
    """The decisions in force as the control nodes take them; an override counts while it runs."""
    found: defaultdict[str, list[Decided]] = defaultdict(list)
    for (customer, currency), row in (newest(log, as_of) if log is not None else {}).items():
        assert log is not None  # noqa: S101 - without a log there is no row
        found[customer].append(_decided(log, row, customer, currency, as_of))
    return {customer: tuple(each) for customer, each in found.items()}


def _decided(log: Log, row: Row, customer: str, currency: str, as_of: int) -> Decided:
    from ledgerguard.casework.decisions.overrides import override_in_force
    from ledgerguard.casework.nodes.records import Decided
    from ledgerguard.ledger.amount import Amount

    body: dict[str, Any] = row.body
    entity = str(body["entity"])
    stored = json.loads(log.content(str(body["decision"])))
    asked = json.loads(log.content(str(body["inputs"])))["request"]
    override = override_in_force(log, customer, currency, as_of, entity)
    limit, until, post = body["limit"], NO_DAY, str(asked["post"])
    if override is not None:
        until, post = override.until, override.post
        limit = limit if override.limit is None else override.limit
    return Decided(
        grade=body["grade"],
        limit=None if limit is None else Amount(int(limit), currency),
        decided_on=int(body["as_of"]),
        next_review=stored["review"]["next_on"] if stored["review"] else NO_DAY,
        until=until,
        approved_by=post,
    )
