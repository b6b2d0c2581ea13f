"""One derivation: what is at hand, and the records that are made of rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import repeat
from typing import TYPE_CHECKING, Final

from ledgerguard.casework.channels import channel_for
from ledgerguard.casework.history import Account, History
from ledgerguard.casework.open_items import OpenItems
from ledgerguard.casework.positions import Positions
from ledgerguard.casework.records import (
    OWN_STEPS,
    STATEMENT,
    Held,
    HoldReason,
    Item,
    Reason,
    Task,
    Track,
)
from ledgerguard.casework.timetable import CLOCKED, NEVER
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.firm import Policy, Settings
from ledgerguard.policy.ladder_file import LevelEntry
from ledgerguard.policy.schema import Wording

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_OF_ITEM: Final = ("issued", "due", "amount", "open", "days_past_due")


class Case:
    """One derivation: what is at hand, and what was held back on the way."""

    def __init__(
        self,
        policy: Policy,
        items: OpenItems,
        history: History,
        found: Positions,
        as_of: int,
        *,
        assume: bool,
    ) -> None:
        self.policy = policy
        self.items = items
        self.history = history
        self.found = found
        self.as_of = as_of
        self.assume = assume
        self._kinds = {
            (place, number): level.kind
            for place, settings in enumerate(found.settings)
            for number, level in enumerate(policy.ladders[settings.ladder].levels, 1)
        }
        self.held: list[Held] = []
        self._hold_undated()

    def settings(self, row: int) -> Settings:
        """What holds for a row."""
        return self.found.settings[int(self.found.of_row[row])]

    def level(self, row: int, level: int) -> LevelEntry:
        """A level of the ladder of a row."""
        return self.policy.ladders[self.settings(row).ladder].levels[level - 1]

    def words(self, row: int, level: int) -> Wording:
        """What is done at a level of the ladder of a row, or at a step that needs no ladder."""
        return self.level(row, level).action if level < STATEMENT else OWN_STEPS[level][1]

    def task(
        self, account: Account, track: Track, level: int, kind: str, rows: list[int], since: int,
        *, action: Wording, letter: str, owner: str, reasons: tuple[Reason, ...],
        approval: str = "", next_action: Wording | None = None, next_on: int = NO_DAY,
        step: LevelEntry | None = None,
    ) -> Task:  # fmt: skip
        """A task about rows of one account; its rank and id come later."""
        entity, customer_id, currency = account
        settings = self.settings(rows[0])
        deadline = int(self.found.deadline[rows].min())
        earlier = self.history.proposed.get((account, track, level), NO_DAY)
        if earlier != NO_DAY:
            reasons = (*reasons, Reason("proposed", (earlier,)))
        return Task(
            "", 0, track, entity, customer_id, self.items.names[customer_id], currency,
            settings.ladder, level, kind, action, letter, channel_for(step, kind, settings),
            owner, approval, self.owed(rows), self._items(rows, level, track, kind), since,
            next_action, next_on,
            None if deadline >= NEVER else deadline - self.as_of,
            NO_DAY if deadline >= NEVER else deadline, 0.0, reasons,
        )  # fmt: skip

    def owed(self, rows: list[int]) -> int:
        """The open amount of rows of one account."""
        return int(self.items.numbers["open"][rows].sum())

    def _items(self, rows: list[int], level: int, track: Track, kind: str) -> tuple[Item, ...]:
        """The records of rows. Numbers are taken by column: a million single ones take long."""
        hears = track == "customer"
        levels = self.found.level[rows].tolist() if hears else [level] * len(rows)
        places = zip(self.found.of_row[rows].tolist(), levels, strict=True)
        kinds = [self._kinds.get(place, kind) for place in places]
        overruled = hears and self.found.freezes.overrides
        waived = map(self._waived, rows, levels) if overruled else repeat(())
        columns = (self.items.numbers[name][rows].tolist() for name in _OF_ITEM)
        disputed = (self.items.numbers["disputed"][rows] == 1).tolist()
        done = self.found.done[rows].tolist()
        return tuple(
            map(Item, self.items.keys(rows), *columns, levels, kinds, done, disputed, waived)
        )

    def _waived(self, row: int, level: int) -> tuple[int, ...]:
        """The lower levels that an override passes over: none that the insurer wants."""
        override = self.found.freezes.overrides.get(row)
        if override is None or override.level != level:
            return ()
        place = int(self.found.of_row[row])
        insured = self.found.settings[place].insurance in self.policy.insurances
        kept = CLOCKED if insured else ("insurer",)
        return tuple(n for n in range(1, level) if self._kinds[place, n] not in kept)

    def hold(self, row: int, reason: HoldReason, until: int, words: str = "") -> None:
        """Hold a row back, with the reason and the last day of it."""
        (item,) = self._items([row], 0, "customer", "")
        name = self.items.names[item.key.customer_id]
        self.held.append(Held(item, name, item.level, reason, until, words))

    def _hold_undated(self) -> None:
        """Items without a due date: no ladder can tell when to act upon them, only an override."""
        import numpy as np

        undated = (self.items.numbers["due"] == NO_DAY) & (self.found.level == 0)
        for row in np.flatnonzero(undated).tolist():
            self.hold(row, "undated", NO_DAY)


def by_account(
    items: OpenItems, rows: npt.NDArray[np.int64] | Iterable[int]
) -> Iterator[tuple[Account, list[int]]]:
    """Rows by account, in the order of accounts and rows."""
    import numpy as np

    chosen = np.asarray(rows, np.int64)
    places = items.account[chosen]
    order = np.argsort(places, kind="stable")
    chosen, places = chosen[order], places[order]
    starts = np.flatnonzero(np.diff(places, prepend=-1))
    for start, end in zip(starts, [*starts, len(places)][1:], strict=True):
        yield items.accounts[places[start]], chosen[start:end].tolist()
