"""A filled worklist read back: row by row into events, and what does not fit with a reason."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ledgerguard.casework import feedback_columns as columns
from ledgerguard.casework import runs
from ledgerguard.casework.events import KINDS, Event, from_body, kind_of, to_body
from ledgerguard.casework.feedback_columns import CUSTOMER, RowId, row_id
from ledgerguard.casework.feedback_events import (
    ALREADY,
    DONE_ALREADY,
    Found,
    of_customer,
    of_item,
    of_task,
)
from ledgerguard.casework.feedback_journal import Journal, Told
from ledgerguard.casework.feedback_row import Row, Unfit
from ledgerguard.casework.feedback_sheet import Filled, filled_rows
from ledgerguard.casework.history import History
from ledgerguard.store.entries import canonical
from ledgerguard.store.log import Log
from ledgerguard.units import serial

REST = "nothing of a row is taken while a cell of it does not fit. Hint: mend it, read it again"


@dataclass(frozen=True, slots=True)
class Line:
    """One cell that was taken, or was not and why."""

    sheet: str
    row: int  # as the spreadsheet numbers it, from 1
    task: str  # what the row stands for
    field: str  # the header above the cell
    value: str
    reason: str = ""  # why it was rejected, with a hint


@dataclass(frozen=True)
class Feedback:
    """What a filled worklist tells."""

    events: tuple[Event, ...]  # to be recorded, all or none
    accepted: tuple[Line, ...]
    known: tuple[Line, ...]  # what the log holds already
    rejected: tuple[Line, ...]


def read_feedback(path: Path | str, log: Log, *, today: int | None = None) -> Feedback:
    """Read a filled worklist, and say for every cell whether it is taken.

    A row of the tasks concerns the items of its task: done, promised (the oldest first, as far as
    a promised amount reaches) or disputed; a hold and a reply concern its customer. A row of the
    items concerns that item, and says more than the row of its task. A row in which anything does
    not fit is left out as a whole; what is recorded already is not recorded twice.

    Args:
        path: The workbook; columns may be moved, rows sorted, filtered or deleted.
        log: The log that holds the run.
        today: Serial number of the day on which it is read; that of the clock when left out, or
            of the last run where that is later.

    Raises:
        LedgerError: when the file cannot be opened as a workbook.
        InvalidValue: when it is no worklist.
        LogError: when the log is damaged.
    """
    rows = filled_rows(Path(path))
    known = _known(log)
    return _Reading(known, known.day if today is None else today).read(rows)


@dataclass
class _Known:
    """What the log knows."""

    log: Log
    history: History = field(default_factory=History)
    runs: dict[str, dict[str, Any]] = field(default_factory=dict)
    tasks: dict[str, dict[str, Any]] = field(default_factory=dict)
    seals: set[tuple[str, str]] = field(default_factory=set)
    recorded: set[tuple[str, bytes]] = field(default_factory=set)
    told: Told = field(default_factory=Told)

    @property
    def day(self) -> int:
        clock = serial(dt.datetime.now().astimezone().date())
        return max([clock, *(int(body["as_of"]) for body in self.runs.values())])

    def customer(self, identity: RowId) -> dict[str, Any] | None:
        """A customer whom a run put up for re-assessment."""
        content = self.log.content(self.runs[identity.run]["worklist"])
        listed: list[dict[str, Any]] = json.loads(content)["reassess"]
        return listed[identity.customer - 1] if identity.customer <= len(listed) else None


def _known(log: Log) -> _Known:
    known = _Known(log)
    for row in log.rows():
        if row.run:
            known.seals.add((row.run, row.hash[: columns.SEAL]))
        if row.kind == runs.RUN:
            known.runs[row.run] = row.body
        elif row.kind == runs.TASK:
            known.tasks[str(row.body["id"])] = row.body
        elif row.kind in KINDS:
            event = from_body(row.kind, row.body)
            known.recorded.add((row.kind, canonical(row.body)))
            known.history.add(event)
            known.told.add(event)
    return known


class _Reading:
    """One file that is read."""

    def __init__(self, known: _Known, today: int) -> None:
        self.known, self.today = known, today
        self.journal = Journal(known.log, known.history, known.runs, known.tasks, known.told)
        self.events: list[Event] = []
        self.accepted: list[Line] = []
        self.known_lines: list[Line] = []
        self.rejected: list[Line] = []
        self.taken: dict[str, Filled] = {}
        self.by_item: set[tuple[str, int, str]] = set()  # task, item and field told on its own row

    def read(self, rows: Iterable[Filled]) -> Feedback:
        read = [(filled, row_id(filled.identity)) for filled in rows]
        self.by_item = {
            (identity.task, identity.item, name)
            for filled, identity in read
            if identity and identity.item
            for name in filled.cells
        }
        for filled, identity in read:
            self._row(filled, identity)
        return Feedback(
            tuple(self.events),
            tuple(self.accepted),
            tuple(self.known_lines),
            tuple(self.rejected),
        )

    def _row(self, filled: Filled, identity: RowId | None) -> None:
        name = identity.name if identity else filled.identity or filled.shown(CUSTOMER)
        row = Row(filled, self.today)
        try:
            found = list(self._found(row, identity))
        except Unfit as unfit:
            first = next(iter(filled.cells))
            self.rejected.append(self._line(filled, name, first, str(unfit)))
            return
        if not row.faults:
            for one in found:
                self._take(filled, name, one)
            return
        self.rejected += [self._line(filled, name, *fault) for fault in row.faults]
        faulty = {each for each, _ in row.faults}
        self.rejected += [
            self._line(filled, name, each, REST) for each in filled.cells if each not in faulty
        ]

    def _found(self, row: Row, identity: RowId | None) -> Iterator[Found]:
        """Fields and events of a row; faults are left with it."""
        if row.filled.journal:
            return self.journal.found(row)
        if identity is None:
            got = repr(row.filled.identity) if row.filled.identity else "none"
            raise Unfit(
                f"a row must carry the id that the worklist gave it, got {got}",
                hint="no row can be added here: ledgerguard log promise, dispute, hold record more",
            )
        self._belongs(identity)
        earlier = self.taken.setdefault(str(identity), row.filled)
        if earlier is not row.filled:
            raise Unfit(
                f"a row must come once, got {identity.name} again after "
                f"row {earlier.row} of {earlier.sheet}",
                hint="delete one of them",
            )
        if identity.customer:
            listed = self.known.customer(identity)
            if listed is None:
                raise _unknown(identity)
            return of_customer(row, listed, self.known.history)
        body = self.known.tasks.get(identity.task)
        if body is None or identity.item > len(body["items"]):
            raise _unknown(identity)
        if identity.item:
            return of_item(row, body, identity.item)
        return of_task(row, body, self.known.history, self._own(identity.task))

    def _own(self, task: str) -> Callable[[int, str], bool]:
        return lambda item, name: (task, item, name) in self.by_item

    def _belongs(self, identity: RowId) -> None:
        if not identity.seal:
            raise Unfit(
                f"{identity.name} must be of a run in a log, got a worklist made without one",
                hint="make it with ledgerguard worklist LEDGER --log LOG --out FILE",
            )
        if identity.run not in self.known.runs:
            raise Unfit(
                f"the run {identity.run} must be in the log, got no such run",
                hint="name the log in which the worklist was recorded: --log LOG",
            )
        if (identity.run, identity.seal) not in self.known.seals:
            raise Unfit(
                f"{identity.name} must be of this log, got a row of another one",
                hint="its run has the same name there; name that log: --log LOG",
            )

    def _take(self, filled: Filled, name: str, found: Found) -> None:
        new = []
        for event in found.events:
            key = (kind_of(event), canonical(to_body(event)))
            if key not in self.known.recorded:
                self.known.recorded.add(key)
                new.append(event)
        self.events += new
        lines, reason = (self.accepted, "") if new else (self.rejected, found.otherwise)
        if reason in (ALREADY, DONE_ALREADY):
            lines = self.known_lines
        lines += [
            self._line(filled, name, each, reason) for each in found.fields if each in filled.cells
        ]

    def _line(self, filled: Filled, name: str, each: str, reason: str) -> Line:
        return Line(
            filled.sheet, filled.row, name, filled.headers[each], filled.shown(each), reason
        )


def _unknown(identity: RowId) -> Unfit:
    return Unfit(
        f"{identity.name} must be a row of the run {identity.run}, got none of that number",
        hint="was the id changed? it stands in the worklist as it was made",
    )
