"""A collector who works through days: a log in memory, a ledger that changes, tasks done or not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Self

import narwhals as nw
from ledger_rows import Row, frame_of

from ledgerguard.casework import runs
from ledgerguard.casework.events import Event
from ledgerguard.casework.records import Held, Task, Worklist
from ledgerguard.policy.firm import Policy, policy_from_texts
from ledgerguard.store.log import Log

UNINSURED = '[company]\ninsurance = "none"\n'


def policy(text: str = UNINSURED) -> Policy:
    """A policy from the text of a firm's file."""
    return policy_from_texts({"firm.toml": text})


def ledger(rows: Iterable[tuple[str, Row]]) -> nw.DataFrame[Any]:
    """A frame of rows with invoice numbers of their own; one may stand there twice."""
    named = list(rows)
    frame = frame_of([row for _, row in named])
    numbers = nw.new_series(
        "invoice", [name for name, _ in named], nw.String, backend=frame.implementation
    )
    return frame.with_columns(numbers)


class Collector:
    """Runs day after day on one log."""

    def __init__(self, firm: Policy | None = None) -> None:
        self.policy = firm or policy()
        self.log = Log.memory()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self.log.verify() == ()
        self.log.close()

    def look(self, day: int, rows: Iterable[tuple[str, Row]]) -> Worklist:
        """The worklist of a day; nothing is done about it."""
        return runs.run(ledger(rows), self.policy, self.log, day).derived.worklist

    def work(self, day: int, rows: Iterable[tuple[str, Row]]) -> dict[str, int]:
        """The levels that items reach on a day, all of whose tasks are done."""
        found = self.look(day, rows)
        bodies = runs.tasks_of(self.log, found.run).values()
        self.report(*(runs.done(body, day) for body in bodies))
        return levels(found.tasks)

    def report(self, *events: Event) -> None:
        """Write down what people report."""
        runs.record(self.log, events)


def levels(tasks: Iterable[Task]) -> dict[str, int]:
    """The level that each item reaches, by its number; steps of the cover are left out."""
    return {
        str(item.key): item.level
        for task in tasks
        if task.track == "customer"
        for item in task.items
    }


def reasons(held: Iterable[Held]) -> Mapping[str, str]:
    """Why items are held back, by their number."""
    return {str(one.item.key): one.reason for one in held}
