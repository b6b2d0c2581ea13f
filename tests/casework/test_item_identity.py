"""Which instalment of today is which of the log, whatever became of the due dates."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.casework.events import DueChange, Seen
from ledgerguard.casework.history import ItemHistory
from ledgerguard.casework.identity import known_parts, numbered
from ledgerguard.casework.records import ItemKey

INVOICE = ("DE", "A", "EUR", "R1")


def part(number: int) -> ItemKey:
    return ItemKey(*INVOICE, number)


def parts(dues: Sequence[int], known: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    return numbered(INVOICE, dues, known).parts


def test_a_single_item_that_nobody_knows_is_the_first_and_needs_no_row_in_the_log() -> None:
    found = numbered(INVOICE, [100], [])
    assert (found.parts, found.changes, found.seen) == ((1,), (), ())


def test_a_new_plan_is_numbered_by_its_due_days_and_written_down() -> None:
    found = numbered(INVOICE, [160, 100, 130], [])
    assert (found.parts, found.changes) == ((3, 1, 2), ())
    assert found.seen == (Seen(part(1), 100), Seen(part(2), 130), Seen(part(3), 160))


def test_of_two_instalments_of_one_day_the_upper_row_is_the_first() -> None:
    assert parts([100, 100], []) == (1, 2)
    assert parts([100, 100], [(1, 100), (2, 100)]) == (1, 2)
    assert parts([100], [(1, 100), (2, 100)]) == (1,)


def test_the_second_instalment_is_the_second_when_the_first_is_gone() -> None:
    found = numbered(INVOICE, [130], [(1, 100), (2, 130)])
    assert (found.parts, found.changes, found.seen) == ((2,), (), ())


def test_a_single_item_with_another_due_day_is_the_same_item() -> None:
    found = numbered(INVOICE, [150], [(1, 100)])
    assert (found.parts, found.seen) == ((1,), ())
    assert found.changes == (DueChange(part(1), 100, 150),)


@pytest.mark.parametrize("moved", [120, 140, 900])
def test_of_two_the_one_that_has_moved_is_the_one_whose_day_has_vanished(moved: int) -> None:
    found = numbered(INVOICE, [100, moved], [(1, 100), (2, 130)])
    assert found.parts == (1, 2)
    assert found.changes == (DueChange(part(2), 130, moved),)


def test_an_exact_day_prevails_over_a_nearer_number() -> None:
    # The first is paid and gone; the second moved to 101; the third stands where it stood.
    found = numbered(INVOICE, [101, 160], [(1, 100), (2, 130), (3, 160)])
    assert found.parts == (1, 3)  # 101 is nearest to the day of the first
    assert found.changes == (DueChange(part(1), 100, 101),)


def test_two_that_have_moved_go_to_the_nearest_of_the_days_that_vanished() -> None:
    found = numbered(INVOICE, [210, 110], [(1, 100), (2, 200)])
    assert found.parts == (2, 1)
    assert set(found.changes) == {DueChange(part(1), 100, 110), DueChange(part(2), 200, 210)}


def test_one_more_instalment_gets_the_next_number_and_never_one_that_was_given() -> None:
    found = numbered(INVOICE, [100, 130, 190], [(1, 100), (2, 130)])
    assert (found.parts, found.seen) == ((1, 2, 3), (Seen(part(3), 190),))
    found = numbered(INVOICE, [100, 130], [(3, 130)])
    assert (found.parts, found.seen) == ((4, 3), (Seen(part(4), 100),))


def test_a_plan_that_follows_a_single_item_keeps_its_history() -> None:
    # One invoice of which something was done is split into three: its own day stays the first.
    found = numbered(INVOICE, [160, 100, 130], [(1, 100)])
    assert found.parts == (3, 1, 2)
    assert found.seen == (Seen(part(2), 130), Seen(part(3), 160))


def test_known_parts_are_told_by_invoice() -> None:
    items = {
        part(1): ItemHistory(100),
        part(2): ItemHistory(130),
        ItemKey("FR", "A", "EUR", "R1"): ItemHistory(7),
        ItemKey("DE", "A", "USD", "R1"): ItemHistory(8),
    }
    assert known_parts(items) == {
        INVOICE: [(1, 100), (2, 130)],
        ("FR", "A", "EUR", "R1"): [(1, 7)],
        ("DE", "A", "USD", "R1"): [(1, 8)],
    }
    assert known_parts({}) == {}


days = st.lists(st.integers(1, 12), min_size=1, max_size=6)


@given(days, st.dictionaries(st.integers(1, 9), st.integers(1, 12), max_size=6))
def test_laws_of_numbering(dues: list[int], log: dict[int, int]) -> None:
    known = list(log.items())
    found = numbered(INVOICE, dues, known)
    assert len(set(found.parts)) == len(dues)  # no two items are one
    day_of = dict(zip(found.parts, dues, strict=True))
    new, moved = {one.item.part for one in found.seen}, {one.item.part for one in found.changes}
    given_again = set(found.parts) & set(log)
    # What the log knows under another day has changed, and nothing else has.
    assert moved == {number for number in given_again if log[number] != day_of[number]}
    assert not new & set(log)
    # Nothing is new while something that the log knows has vanished.
    assert not (set(found.parts) - set(log) and set(log) - set(found.parts))
    # Days that are the same on both sides are matched, as often as they stand on both.
    for day in set(dues):
        both = min(dues.count(day), list(log.values()).count(day))
        assert sum(day_of[number] == log[number] == day for number in given_again) == both


@given(days)
def test_what_was_numbered_once_keeps_its_numbers_as_the_items_go(dues: list[int]) -> None:
    first = numbered(INVOICE, dues, [])
    known = list(zip(first.parts, dues, strict=True))
    again = numbered(INVOICE, dues, known)
    # Equal days may change places among themselves: which is which nobody can tell.
    assert sorted(zip(again.parts, dues, strict=True)) == sorted(known)
    assert (again.changes, again.seen) == ((), ())
    rest = numbered(INVOICE, dues[1:], known)
    assert (rest.changes, rest.seen) == ((), ())
