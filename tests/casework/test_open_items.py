"""What the engine takes from a ledger: open items as columns, each with its key in the log."""

from __future__ import annotations

import datetime as dt

from case_ledgers import DUE, Desk, Invoice, ledger, levels_of, near, policy

from ledgerguard.casework.events import DueChange, Seen
from ledgerguard.casework.history import History, ItemHistory
from ledgerguard.casework.open_items import OpenItems, has_number, open_items
from ledgerguard.casework.records import ItemKey
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.units import serial


def opened(*invoices: Invoice, day: int = DUE, history: History | None = None) -> OpenItems:
    return open_items(ledger(*invoices), day, history or History())


def known(**days: int) -> History:
    return History(
        {ItemKey("DE", "A", "EUR", name): ItemHistory(day) for name, day in days.items()}
    )


def column(items: OpenItems, name: str) -> list[int]:
    return [int(one) for one in items.numbers[name]]


def test_only_what_is_owed_is_an_item() -> None:
    rows = [
        Invoice("paid", paid=100_000, paid_on=DUE),
        Invoice("part", paid=30_000, paid_on=DUE),
        Invoice("later", issued=DUE + 1),
        Invoice("credit", amount=-20_000),
        Invoice("overpaid", amount=10_000, paid=15_000, paid_on=DUE),
        Invoice("whole"),
    ]
    items = opened(*rows)
    assert (items.invoices, len(items)) == (["part", "whole"], 2)
    assert column(items, "open") == [70_000, 100_000]
    assert column(items, "amount") == [100_000, 100_000]
    assert items.credits == {("DE", "A", "EUR"): 25_000}


def test_a_payment_of_tomorrow_is_not_known_today() -> None:
    items = opened(Invoice(paid=100_000, paid_on=DUE + 1))
    assert column(items, "open") == [100_000]


def test_accounts_stand_in_order_and_rows_as_the_ledger_has_them() -> None:
    rows = [
        Invoice("R1", "B"), Invoice("R2", "A", currency="USD"), Invoice("R3", "A"),
        Invoice("R4", "A", entity="AT"),
    ]  # fmt: skip
    items = opened(*rows)
    assert items.accounts == [
        *(("AT", "A", "EUR"), ("DE", "A", "EUR"), ("DE", "A", "USD"), ("DE", "B", "EUR")),
    ]
    assert [str(items.key(row)) for row in range(4)] == ["R1", "R2", "R3", "R4"]
    assert items.key(3) == ItemKey("AT", "A", "EUR", "R4")
    assert items.keys([2, 0]) == [items.key(2), items.key(0)]
    assert items.names == {"A": "A Ltd", "B": "B Ltd"}


def test_days_past_due_count_from_the_day_after_it() -> None:
    rows = [Invoice("R1", due=DUE + 5), Invoice("R2"), Invoice("R3", due=DUE - 1)]
    assert column(opened(*rows), "days_past_due") == [-5, 0, 1]


# Items without a number


def test_an_item_without_a_number_is_known_by_its_date_and_amount() -> None:
    issued = serial(dt.date(2026, 1, 31))
    rows = [
        Invoice("", issued=issued, amount=123_45),
        Invoice("", issued=NO_DAY, due=issued + 28, amount=1),
        Invoice("", issued=NO_DAY, due=NO_DAY, amount=7),
    ]
    names = ["(2026-01-31 12345)", "(2026-02-28 1)", "( 7)"]
    assert opened(*rows).invoices == names
    assert not any(has_number(name) for name in names)


def test_a_number_that_looks_like_one_in_brackets_is_a_number() -> None:
    for name in ("R1", "(R1)", "(2026-01-31)", "2026-01-31 12345", "(2026-01-31 x)"):
        assert has_number(name)


def test_an_item_without_a_number_climbs_like_any_other() -> None:
    bare = Invoice("", amount=50_000)
    with Desk(bare, rules=policy('insurance = "none"')) as desk:
        assert desk.work_through(near(DUE + 3, DUE + 15)) == [(DUE + 3, 2), (DUE + 15, 3)]
        # A part payment changes what is open, and not the amount by which it is known.
        desk.ledger_is(bare._replace(paid=20_000, paid_on=DUE + 16))
        assert levels_of(desk.run(DUE + 90)) == {"(2026-01-31 50000)": 5}


# What the log knows


def test_an_item_that_the_log_does_not_know_needs_nothing_of_it() -> None:
    items = opened(Invoice(), history=known(R2=DUE))
    assert (items.history, items.changes, items.seen) == ({}, (), ())


def test_the_history_of_a_row_is_found() -> None:
    history = known(R1=DUE)
    items = opened(Invoice("R0"), Invoice(), history=history)
    assert items.history == {1: history.items[Invoice().key]}
    assert (items.changes, items.seen) == ((), ())


def test_what_the_log_knows_of_a_neighbour_is_not_found() -> None:
    elsewhere = (Invoice(currency="USD"), Invoice(entity="FR"), Invoice(customer_id="B"))
    assert opened(*elsewhere, history=known(R1=DUE)).history == {}


def test_a_due_date_that_has_changed_is_found_and_the_history_kept() -> None:
    history = known(R1=DUE)
    items = opened(Invoice(due=DUE + 9), history=history)
    assert items.changes == (DueChange(Invoice().key, DUE, DUE + 9),)
    assert items.history == {0: history.items[Invoice().key]}


def test_instalments_are_numbered_when_they_are_first_seen() -> None:
    items = opened(Invoice(due=DUE + 30), Invoice("R2"), Invoice())
    assert [str(items.key(row)) for row in range(3)] == ["R1/2", "R2", "R1"]
    second = ItemKey("DE", "A", "EUR", "R1", 2)
    assert items.seen == (Seen(Invoice().key, DUE), Seen(second, DUE + 30))


def test_an_empty_ledger_has_no_items() -> None:
    items = opened(Invoice(issued=DUE + 1))
    assert (len(items), list(items.accounts), items.keys([])) == (0, [], [])
