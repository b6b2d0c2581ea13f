"""Random work at an outbox: several desks on one log, an insurer that fails, power that fails.

The harness knows an insurer's side by three functions only, so that a real server can stand in
for the fake one: ``has(key)``, ``counted(key)`` and ``deliver()``. Whatever a desk touches (the
log, the connector) ticks; at a tick the power may fail, which ends that desk's work for good, or
another desk may come in between.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final, Protocol

from ledgerguard.casework.insurers import outbox, sending
from ledgerguard.casework.insurers.steps import Item
from ledgerguard.errors import InvalidValue
from ledgerguard.plugin.insurer import (
    ClaimFiling,
    Insurer,
    LimitRequest,
    LockedOut,
    OverdueDeclaration,
    OverdueItem,
    Write,
)
from ledgerguard.store.entries import Entry, Row
from ledgerguard.store.log import Log

START: Final = dt.datetime(2026, 6, 1, 8, 0, tzinfo=dt.UTC)
DAY: Final = dt.date(2026, 3, 1)


class PowerCut(BaseException):
    """The process is gone; nothing it would have done afterwards happens."""


@dataclass
class Power:
    """Lets a desk work until it fails; then nothing works any more."""

    left: int | None = None  # ticks until it fails
    between: Callable[[], None] = lambda: None
    dead: bool = False

    def tick(self) -> None:
        if self.left is not None:
            self.left -= 1
            self.dead = self.dead or self.left < 0
        if self.dead:
            raise PowerCut
        self.between()


class TickingLog(Log):
    """A log whose every use is a moment at which the power may fail."""

    def __init__(self, log: Log, power: Power) -> None:
        super().__init__(log._connection, "the log of the trial")
        self.power = power

    @property
    def head(self) -> str:
        self.power.tick()
        return super().head

    def rows(self, **only: Any) -> Iterator[Row]:
        return iter(list(super().rows(**only)))

    def append(self, entries: Sequence[Entry], **more: Any) -> list[Row]:
        self.power.tick()
        rows = super().append(entries, **more)
        self.power.tick()
        return rows


class InsurersSide(Protocol):
    """What a trial asks of the other side."""

    def has(self, key: str) -> bool: ...
    def counted(self, key: str) -> int: ...
    def deliver(self) -> None: ...


@dataclass
class Trial:
    """The work itself. ``connect`` makes a connector for a desk; healed it has no faults."""

    dice: random.Random
    side: InsurersSide
    connect: Callable[[Power | None], Insurer]
    crashes: float = 0.15
    interleaved: float = 0.15
    log: Log = field(default_factory=Log.memory)
    now: dt.datetime = START
    delivered_at: dt.datetime = START
    prepared: int = 0
    operations: int = 0
    cuts: int = 0
    nested: int = 0
    seen: set[str] = field(default_factory=set)  # the states that items were in
    _inside: bool = False

    def work(self, operations: int) -> None:
        """So many operations, one after the other or one within the other."""
        for _ in range(operations):
            self.desk()
            if self.dice.random() < 0.3:
                self.pass_time(self.dice.choice([1, 3, 11]))
            self.check()

    def pass_time(self, minutes: int) -> None:
        """Nothing travels longer than the desk's patience, which relies on that."""
        self.now += dt.timedelta(minutes=minutes)
        if self.dice.random() < 0.5 or self.now - self.delivered_at >= sending.PATIENCE:
            self.side.deliver()
            self.delivered_at = self.now

    def settle(self) -> dict[str, Item]:
        """Everybody is back, nothing fails, time has passed: one reconciliation and one sending."""
        self.side.deliver()
        self.now += 2 * sending.PATIENCE
        insurer = self.connect(None)
        sending.reconcile(self.log, insurer, clock=self.clock)
        sending.send_all(self.log, insurer, clock=self.clock)
        self.check()
        return outbox.items_of(self.log)[1]

    def check(self) -> None:
        """What must hold at every moment."""
        for key, item in outbox.items_of(self.log)[1].items():
            self.seen.add(item.state)
            assert self.side.counted(key) <= 1, f"{key} is doubled: {item}"
            if self.side.has(key):
                assert item.confirmed_by, f"{key} went out unconfirmed: {item}"
            if item.state in ("taken", "settled"):
                assert self.side.has(key), f"{key} is believed to be there: {item}"

    def desk(self) -> None:
        """One operation of a desk of its own, which may lose power anywhere."""
        self.operations += 1
        dice = self.dice
        left = dice.randrange(12) if dice.random() < self.crashes else None
        power = Power(left, self._between)
        log, insurer = TickingLog(self.log, power), self.connect(power)
        operation = dice.choice(
            [self._prepare, self._prepare, self._confirm, self._confirm, self._send, self._send,
             self._send_all, self._reconcile, self._reconcile, self._poll, self._withdraw]
        )  # fmt: skip
        try:
            operation(log, insurer)
        except PowerCut:
            self.cuts += 1
        except (InvalidValue, LockedOut):
            pass  # the key was past that, or the access is refused: a person is told so

    def clock(self) -> dt.datetime:
        return self.now

    def _between(self) -> None:
        """Another desk comes in between."""
        if not self._inside and self.dice.random() < self.interleaved:
            self._inside = True
            self.nested += 1
            try:
                self.desk()
            finally:
                self._inside = False

    def _prepare(self, log: Log, insurer: Insurer) -> None:
        self.prepared += 1
        write = a_write(self.dice, self.prepared)
        outbox.prepare(log, insurer.name, write, "Li", customer_id="C1", clock=self.clock)

    def _confirm(self, log: Log, insurer: Insurer) -> None:
        outbox.confirm(log, self._any("prepared"), "Wang", clock=self.clock)

    def _send(self, log: Log, insurer: Insurer) -> None:
        sending.send(log, insurer, self._any("confirmed"), clock=self.clock)

    def _send_all(self, log: Log, insurer: Insurer) -> None:
        sending.send_all(log, insurer, clock=self.clock)

    def _reconcile(self, log: Log, insurer: Insurer) -> None:
        sending.reconcile(log, insurer, clock=self.clock)

    def _poll(self, log: Log, insurer: Insurer) -> None:
        sending.poll(log, insurer, clock=self.clock)

    def _withdraw(self, log: Log, insurer: Insurer) -> None:
        outbox.withdraw(log, self._any("confirmed"), "Li", clock=self.clock)

    def _any(self, state: str) -> str:
        """The key of some item, of this state if there is one."""
        items = outbox.items_of(self.log)[1]
        fitting = [key for key, item in items.items() if item.state == state]
        return self.dice.choice(fitting or list(items) or ["none"])


def a_write(dice: random.Random, number: int) -> Write:
    """A write that differs from every other."""
    kind = dice.choice(["limit", "overdue", "claim"])
    amount = Decimal(number * 1000)
    item = OverdueItem(f"A-{number}", DAY, DAY + dt.timedelta(days=30), amount, "EUR")
    if kind == "limit":
        return LimitRequest("", "P-1", "B-1", amount, "EUR")
    if kind == "overdue":
        return OverdueDeclaration("", "P-1", "B-1", (item,))
    return ClaimFiling("", "P-1", "B-1", (item,), "insolvency", amount, "EUR")
