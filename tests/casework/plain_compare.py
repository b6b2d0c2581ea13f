"""A worklist of the engine beside the one that the plain rules say."""

from __future__ import annotations

from typing import Any

from generated_policy import RULES
from plain_world import Debt, Expected

from ledgerguard.casework.records import Item, ItemKey, Worklist
from ledgerguard.ledger.schema import NO_DAY


def key_of(debt: Debt) -> ItemKey:
    return ItemKey(*debt.account, debt.invoice, debt.number)


def compare(found: Worklist, expected: Expected) -> None:
    """The worklist must hold what the plain rules say, no more and no less."""
    assert [task.rank for task in found.tasks] == list(range(1, len(found.tasks) + 1))
    assert len({task.id for task in found.tasks}) == len(found.tasks)
    assert _tasks(found) == _jobs(expected)
    assert sorted((one.item.key, one.level, one.reason, one.until) for one in found.held) == sorted(
        (key_of(debt), level, reason, _day(until)) for debt, level, reason, until in expected.held
    )
    assert sorted(
        ((r.entity, r.customer_id, r.currency), r.overdue, r.oldest, r.last) for r in found.reassess
    ) == sorted((*one[:3], _day(one[3])) for one in expected.reassess)
    assert dict(found.lapsed) == expected.lapsed


def _tasks(found: Worklist) -> list[Any]:
    for task in found.tasks:
        assert task.amount == sum(item.open for item in task.items)
    return sorted(
        (
            (task.entity, task.customer_id, task.currency),
            (task.track, task.kind, task.level, task.ladder),
            (task.since, task.amount, task.cover_until),
            sorted(map(_of_item, task.items)),
        )
        for task in found.tasks
    )


def _of_item(item: Item) -> Any:
    return item.key, item.level, item.kind, item.waived, item.open


def _jobs(expected: Expected) -> list[Any]:
    return sorted(
        (
            job.account,
            (job.track, job.kind, job.level, RULES[job.account[1]].ladder),
            (job.since, job.amount, _day(job.deadline)),
            sorted(
                (key_of(debt), level, kind, waived, debt.open)
                for debt, level, kind, waived in job.items
            ),
        )
        for job in expected.jobs
    )


def _day(day: int | None) -> int:
    return NO_DAY if day is None else day
