"""Which items a freeze of the log means, through which day it lasts, and what a promise leaves."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from case_ledgers import DUE, Invoice, customer, item
from quick_desk import columns_of

from ledgerguard.casework.events import (
    Dispute,
    DisputeClosed,
    Event,
    Hold,
    HoldLifted,
    Override,
    Promise,
    Scope,
    Seen,
)
from ledgerguard.casework.freezes import Freeze, Freezes, freezes
from ledgerguard.casework.history import folded
from ledgerguard.casework.records import ItemKey
from ledgerguard.ledger.schema import NO_DAY

# Rows 0 to 4: two instalments, another currency, another entity, another customer.
ROWS = (
    Invoice(amount=40_000),
    Invoice(amount=60_000, due=DUE + 30),
    Invoice("R2", currency="USD"),
    Invoice("R3", entity="FR"),
    Invoice("R4", customer_id="B", disputed=1),
)
PLAN = (Seen(Invoice().key, DUE), Seen(ItemKey("DE", "A", "EUR", "R1", 2), DUE + 30))


def found(
    day: int, *told: Event, granted: Callable[[int], int] = lambda _: 3, rows: int = len(ROWS)
) -> Freezes:
    history = folded([*PLAN, *told])
    return freezes(columns_of(ROWS[:rows], day, history), history, day, granted)


LEDGERS = Freeze("dispute", NO_DAY)  # what the ledger itself says of the last row


@pytest.mark.parametrize(
    ("scope", "rows"),
    [
        (customer(), {0, 1, 2}),  # in all its currencies, but in no other entity
        (customer("A", "FR"), {3}),
        (item(), {0}),
        (item(part=2), {1}),
        (item(part=3), set()),
        (item(Invoice("R2", currency="USD")), {2}),
        (item(Invoice("R2")), set()),  # in that currency there is none
        (customer("Z"), set()),
    ],
    ids=str,
)
def test_the_rows_that_a_scope_means(scope: Scope, rows: set[int]) -> None:
    held = Freeze("hold", DUE + 9, "audit")
    told = found(DUE, Hold(scope, DUE, DUE + 9, "audit"))
    assert told.by_row == {4: (LEDGERS,), **dict.fromkeys(rows, (held,))}
    overridden = found(DUE, Override(scope, DUE, 3, DUE + 9, "boss"))
    assert set(overridden.overrides) == rows


def test_where_nothing_was_told_only_the_ledger_speaks() -> None:
    nothing = found(DUE)
    assert (nothing.by_row, nothing.broken, nothing.overrides) == ({4: (LEDGERS,)}, {}, {})
    assert found(DUE, rows=4).by_row == {}


@pytest.mark.parametrize(
    "event",
    [
        Hold(item(), DUE, DUE + 9, "words"),
        Dispute(item(), DUE, "words", DUE + 9),
        Promise(item(), DUE + 6, DUE, note="words"),  # and three days for the transfer
    ],
    ids=lambda event: type(event).__name__,
)
def test_a_freeze_lasts_through_its_last_day(event: Event) -> None:
    block = type(event).__name__.lower()
    assert found(DUE + 9, event).by_row[0] == (Freeze(block, DUE + 9, "words"),)  # type: ignore[arg-type]
    assert 0 not in found(DUE + 10, event).by_row


def test_a_dispute_without_a_day_lasts_until_it_is_closed() -> None:
    dispute = Dispute(item(), DUE, "words")
    assert found(DUE + 999, dispute).by_row[0] == (Freeze("dispute", NO_DAY, "words"),)
    assert 0 not in found(DUE, dispute, DisputeClosed(item(), DUE)).by_row
    # Another scope is not closed with it.
    assert 0 in found(DUE, dispute, DisputeClosed(customer(), DUE)).by_row


def test_a_hold_is_lifted_for_its_own_scope_only() -> None:
    hold = Hold(customer(), DUE, DUE + 9, "audit")
    assert found(DUE, hold, HoldLifted(customer(), DUE)).by_row == {4: (LEDGERS,)}
    assert 0 in found(DUE, hold, HoldLifted(item(), DUE)).by_row


def test_the_newest_of_a_scope_counts() -> None:
    shorter = found(DUE + 5, Hold(item(), DUE, DUE + 9, "a"), Hold(item(), DUE, DUE + 4, "b"))
    assert 0 not in shorter.by_row


def test_of_several_freezes_all_are_told() -> None:
    told = found(
        DUE, Hold(customer(), DUE, DUE + 9, "audit"), Hold(item(), DUE, DUE + 4, "talks"),
        Dispute(customer(), DUE, "price"), Promise(item(), DUE + 1, DUE),
    )  # fmt: skip
    assert told.by_row[0] == (
        Freeze("dispute", NO_DAY, "price"),
        Freeze("promise", DUE + 4),
        Freeze("hold", DUE + 9, "audit"),
        Freeze("hold", DUE + 4, "talks"),
    )


# Promises


def test_a_promise_that_was_not_kept_is_noted_from_the_day_after() -> None:
    promise = Promise(item(), DUE + 6, DUE)
    assert found(DUE + 9, promise).broken == {}
    assert found(DUE + 10, promise).broken == {0: DUE + 6}


def test_the_days_for_the_transfer_are_those_of_the_row() -> None:
    promise = Promise(customer(), DUE + 6, DUE)
    told = found(DUE + 8, promise, granted=lambda row: {0: 0, 1: 2, 2: 9}[row])
    assert (set(told.by_row), told.broken) == ({1, 2, 4}, {0: DUE + 6})
    assert told.by_row[2] == (Freeze("promise", DUE + 15),)


@pytest.mark.parametrize(("on", "rows"), [(DUE - 31, set()), (DUE - 30, {0, 1, 2})])
def test_an_invoice_of_a_later_day_was_not_promised(on: int, rows: set[int]) -> None:
    told = found(DUE, Promise(customer(), DUE + 6, on))
    assert set(told.by_row) - {4} == rows
    assert set(found(DUE + 50, Promise(customer(), DUE + 6, on)).broken) == rows


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_promises_not_kept_the_later_day_is_told(order: int) -> None:
    both = [Promise(item(), DUE + 6, DUE), Promise(customer(), DUE + 2, DUE)][::order]
    assert found(DUE + 20, *both).broken == {0: DUE + 6, 1: DUE + 2, 2: DUE + 2}


# Overrides


def test_an_override_holds_through_its_last_day() -> None:
    override = Override(item(), DUE, 3, DUE + 9, "boss")
    assert found(DUE + 9, override).overrides == {0: override}
    assert found(DUE + 10, override).overrides == {}


def test_the_override_that_was_told_last_prevails() -> None:
    first, second = (
        Override(customer(), DUE, 3, DUE + 9, "boss"),
        Override(item(), DUE, 2, DUE + 9, "sales"),
    )
    assert found(DUE, first, second).overrides == {0: second, 1: first, 2: first}
    assert found(DUE, second, first).overrides == {0: first, 1: first, 2: first}
    again = Override(customer(), DUE + 1, 4, DUE + 9, "boss again")
    assert found(DUE + 1, first, second, again).overrides == {0: again, 1: again, 2: again}
