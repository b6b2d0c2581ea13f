"""What stops the ladder for an item: a dispute, a promise to pay, a hold; each thaws by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from ledgerguard.casework.events import Override, Scope
from ledgerguard.casework.history import History
from ledgerguard.casework.open_items import OpenItems
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.ladder_file import Block


@dataclass(frozen=True)
class Freeze:
    """What stops one item."""

    block: Block
    until: int  # the last day; NO_DAY: until somebody ends it
    words: str = ""


@dataclass(frozen=True)
class Freezes:
    """The freezes of today by row, the promises that were not kept, and the overrides in force."""

    by_row: Mapping[int, tuple[Freeze, ...]]
    broken: Mapping[int, int]  # row -> the day promised
    overrides: Mapping[int, Override]


def freezes(
    items: OpenItems, history: History, as_of: int, promise_days: Callable[[int], int]
) -> Freezes:
    """The freezes and overrides that hold on a day.

    A promise freezes through its day and the days that the policy grants after it, so that a
    transfer can arrive; a dispute and a hold freeze through their last day.

    Args:
        items: The open items.
        history: What the log knows.
        as_of: Day from which one looks.
        promise_days: The days granted after a promised day, by row.
    """
    rows_of = _Rows(
        items, {*history.disputes, *history.promises, *history.holds, *history.overrides}
    )
    broken: dict[int, int] = {}
    found: dict[int, list[Freeze]] = {}
    for row, freeze in chain(
        _disputes(items, history, as_of, rows_of),
        _promises(items, history, as_of, rows_of, promise_days, broken),
        _holds(history, as_of, rows_of),
    ):
        found.setdefault(row, []).append(freeze)
    overrides = {
        row: override
        for scope, override in history.overrides.items()
        if as_of <= override.until
        for row in rows_of(scope)
    }
    return Freezes({row: tuple(all_of) for row, all_of in found.items()}, broken, overrides)


def _disputes(
    items: OpenItems, history: History, as_of: int, rows_of: _Rows
) -> Iterator[tuple[int, Freeze]]:
    """What the ledger calls disputed, and what the log does until its day or its end."""
    import numpy as np

    for row in np.flatnonzero(items.numbers["disputed"]).tolist():
        yield row, Freeze("dispute", NO_DAY)
    for scope, dispute in history.disputes.items():
        if dispute.until == NO_DAY or as_of <= dispute.until:
            for row in rows_of(scope):
                yield row, Freeze("dispute", dispute.until, dispute.reason)


def _promises(
    items: OpenItems,
    history: History,
    as_of: int,
    rows_of: _Rows,
    promise_days: Callable[[int], int],
    broken: dict[int, int],
) -> Iterator[tuple[int, Freeze]]:
    """Promises whose time runs; those that were not kept are noted in ``broken``."""
    for scope, promise in history.promises.items():
        for row in rows_of(scope):
            if items.numbers["issued"][row] > promise.on:
                continue  # an invoice that did not exist yet was not promised
            last = promise.by + promise_days(row)
            if as_of <= last:
                yield row, Freeze("promise", last, promise.note)
            else:
                broken[row] = max(promise.by, broken.get(row, NO_DAY))


def _holds(history: History, as_of: int, rows_of: _Rows) -> Iterator[tuple[int, Freeze]]:
    for scope, hold in history.holds.items():
        if as_of <= hold.until:
            for row in rows_of(scope):
                yield row, Freeze("hold", hold.until, hold.reason)


class _Rows:
    """The rows that a scope means: of one item, or of a customer in all its currencies."""

    def __init__(self, items: OpenItems, scopes: Iterable[Scope]) -> None:
        self._items: dict[object, list[int]] = {}
        self._customers: dict[tuple[str, str], list[int]] = {}
        wanted = list(scopes)
        invoices = {
            (s.item.entity, s.item.customer_id, s.item.currency, s.item.invoice)
            for s in wanted
            if s.item is not None
        }
        customers = {(s.entity, s.customer_id) for s in wanted if s.item is None}
        if not wanted:
            return
        for row, (place, invoice) in enumerate(
            zip(items.account.tolist(), items.invoices, strict=True)
        ):
            account = items.accounts[place]
            if (*account, invoice) in invoices:
                self._items.setdefault(items.key(row), []).append(row)
            if account[:2] in customers:
                self._customers.setdefault(account[:2], []).append(row)

    def __call__(self, scope: Scope) -> list[int]:
        if scope.item is not None:
            return self._items.get(scope.item, [])
        return self._customers.get((scope.entity, scope.customer_id), [])
