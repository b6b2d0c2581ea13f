"""Tasks in order of priority: each is weighed, explained and numbered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ledgerguard.casework.history import Account
from ledgerguard.casework.priority import Urgency, score
from ledgerguard.casework.records import Task
from ledgerguard.ledger.lateness import Lateness
from ledgerguard.policy.firm import Policy


def account_of(task: Task) -> Account:
    """The customer and currency that a task is about."""
    return (task.entity, task.customer_id, task.currency)


def ranked(
    drafts: Sequence[Task], policy: Policy, paid: Mapping[tuple[str, str], Lateness], run: str
) -> tuple[Task, ...]:
    """The tasks in order of priority, numbered under the run.

    Args:
        drafts: The tasks.
        policy: The firm's policy.
        paid: How late each customer has paid, by customer and currency.
        run: Name of the run.
    """
    largest: dict[str, int] = {}
    for task in drafts:
        largest[task.currency] = max(task.amount, largest.get(task.currency, 0))
    scored = []
    for task in drafts:
        oldest = max((item.days_past_due for item in task.items), default=0)
        risk = _risk(task, policy, paid)
        urgency = Urgency(
            oldest, task.amount, largest[task.currency], risk, task.days_to_cover_loss
        )
        points, reasons = score(urgency, policy.priority)
        order = (-points, -task.level, *account_of(task), task.track, task.kind)
        scored.append((order, task, points, (*task.reasons, *reasons)))
    scored.sort(key=lambda one: one[0])
    return tuple(
        replace(task, rank=rank, id=f"{run}-{rank:04d}", priority=points, reasons=reasons)
        for rank, (_, task, points, reasons) in enumerate(scored, 1)
    )


def _risk(task: Task, policy: Policy, paid: Mapping[tuple[str, str], Lateness]) -> float | None:
    """What the policy says of a customer; else how late it has paid, by its pay index."""
    stated = policy.settings(task.customer_id).risk
    known = paid.get((task.customer_id, task.currency))
    return 1 - known.pay_index / 100 if stated is None and known is not None else stated
