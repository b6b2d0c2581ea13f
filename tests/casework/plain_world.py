"""A world of invoices as it really is, and what people say about it, in plain records.

Nothing of the engine is imported. Days are serial numbers, amounts minor units; None is "no day".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

Account = tuple[str, str, str]  # entity, customer, currency
ALL = ("dispute", "promise", "hold")
REPORT, STOP, CLAIM, STATEMENT = 60, 61, 62, 59


class Level(NamedTuple):
    days: int
    kind: str
    base: str = "due"
    lapses: bool = False
    wait: int | None = None
    blocked: tuple[str, ...] = ALL


class Terms(NamedTuple):
    report: int  # days after the due date, as all of them
    wait: int
    claim: int
    lead: int


class Rules(NamedTuple):
    ladder: str
    levels: tuple[Level, ...]
    insurance: Terms | str = ""  # "": nothing is known, "none": not insured
    gap: int = 5
    tolerance: int = 0
    grace: int = 0
    weekdays: bool = False  # a level that falls on a weekend moves to Monday
    statement_days: int = 0
    catch_up: int = 7
    promise_days: int = 3


@dataclass(eq=False)
class Debt:
    """One item as it really is, open or paid, with all that was ever done about it."""

    account: Account
    invoice: str
    issued: int
    due: int | None
    amount: int
    delivered: int | None = None
    paid: int = 0
    disputed: bool = False
    number: int = 0  # of the instalment; 0: none yet
    fixed: bool = False  # the log knows it under its number
    moved: bool = False  # its due date has changed since the last run
    done: set[int] = field(default_factory=set)
    made: dict[str, int] = field(default_factory=dict)  # insurer, stop-supply, claim -> day
    last: int | None = None

    @property
    def open(self) -> int:
        return self.amount - self.paid


class Freeze(NamedTuple):
    kind: str  # dispute, promise, hold
    scope: Debt | tuple[str, str]  # an item, or entity and customer
    on: int
    until: int | None


class Override(NamedTuple):
    scope: Debt | tuple[str, str]
    on: int
    level: int
    until: int


@dataclass
class World:
    """Everything that is so, and everything that people have said."""

    rules: dict[str, Rules]
    debts: list[Debt] = field(default_factory=list)
    credits: list[tuple[Account, int]] = field(default_factory=list)
    freezes: list[Freeze] = field(default_factory=list)  # those of one kind and scope: the newest
    overrides: list[Override] = field(default_factory=list)  # the same, the newest last
    contacted: dict[Account, tuple[int, int]] = field(default_factory=dict)
    stated: dict[Account, int] = field(default_factory=dict)
    reassessed: dict[tuple[str, str], int] = field(default_factory=dict)

    def owed(self) -> list[Debt]:
        return [debt for debt in self.debts if debt.open > 0]

    def freeze(self, new: Freeze) -> None:
        self.thaw(new.kind, new.scope)
        self.freezes.append(new)

    def thaw(self, kind: str, scope: Debt | tuple[str, str]) -> None:
        self.freezes = [f for f in self.freezes if (f.kind, f.scope) != (kind, scope)]

    def override(self, new: Override) -> None:
        self.overrides = [o for o in self.overrides if o.scope != new.scope] + [new]


@dataclass
class Job:
    """A task as it must come."""

    track: str
    account: Account
    level: int
    kind: str
    since: int
    items: list[tuple[Debt, int, str, tuple[int, ...]]]  # with level, kind, and levels passed over
    deadline: int | None

    @property
    def amount(self) -> int:
        return sum(debt.open for debt, *_ in self.items)


@dataclass
class Expected:
    """A worklist as it must come."""

    jobs: list[Job] = field(default_factory=list)
    held: list[tuple[Debt, int, str, int | None]] = field(default_factory=list)
    reassess: list[tuple[Account, int, int, int | None]] = field(default_factory=list)
    lapsed: dict[str, int] = field(default_factory=dict)


class Standing(NamedTuple):
    """The next level of a debt."""

    level: int
    planned: int
    fires: int
    override: bool
