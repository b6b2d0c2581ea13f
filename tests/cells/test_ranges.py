"""Equal content is the same object, what is edited is another, and memory is bounded."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from ledgerguard.cells.functions import functions
from ledgerguard.cells.lift import call
from ledgerguard.cells.ranges import Held, digest, size
from ledgerguard.errors import ErrorValue


def rows(first: float, count: int = 3) -> tuple[tuple[Any, ...], ...]:
    return tuple((first + number, f"customer {number}") for number in range(count))


def test_equal_content_is_the_same_object() -> None:
    held = Held()
    first = rows(1.0)
    assert held.same(first) is first
    assert held.same(rows(1.0)) is first
    assert held.same(rows(2.0)) is not first
    assert len(held) == 2


def test_repeated_objects_do_not_matter() -> None:
    text = "a text that is one object"
    shared = ((text, text),)
    apart = ((text, "".join(["a text that ", "is one object"])),)
    assert digest(shared) == digest(apart)


def test_the_one_not_asked_for_longest_goes_first() -> None:
    held = Held(most_ranges=2)
    first, second = rows(1.0), rows(2.0)
    held.same(first)
    held.same(second)
    held.same(rows(1.0))
    held.same(rows(3.0))
    assert held.same(rows(1.0)) is first
    assert held.same(again := rows(2.0)) is again


def test_memory_is_bounded() -> None:
    held = Held(most_cells=100)
    for number in range(50):
        held.same(rows(float(number), 10))
        assert held.cells <= 100
    assert len(held) == 5
    huge = rows(0.5, 500)
    assert held.same(huge) is huge
    assert (len(held), held.cells) == (1, 1000)  # alone, and gone with the next


def test_a_range_with_an_error_cell_is_known_again() -> None:
    held = Held()
    broken = ((ErrorValue("#N/A"), 1.0),)
    assert held.same(broken) is broken
    assert held.same(((ErrorValue("#N/A"), 1.0),)) is broken
    assert held.same(((ErrorValue("#REF!"), 1.0),)) is not broken


def test_new_content_is_made_into_cells_once() -> None:
    made: list[Any] = []

    def cells(rows: Any) -> Any:
        made.append(rows)
        return [[ErrorValue("#N/A") if cell == -1 else cell for cell in row] for row in rows]

    held = Held()
    first = held.same(((1.0, -1), (2.0, 3.0)), cells)
    assert first == [[1.0, ErrorValue("#N/A")], [2.0, 3.0]]
    assert held.same(((1.0, -1), (2.0, 3.0)), cells) is first
    assert len(made) == 1
    assert held.same(((1.0, True), (2.0, 3.0)), cells) is not held.same(((1.0, 1),), cells)


def test_what_no_cell_can_hold_is_made_but_not_held() -> None:
    held = Held()
    odd = ((object(), 1.0),)
    assert held.same(odd) is odd
    assert held.same(odd, lambda rows: "made") == "made"
    assert len(held) == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1.0, 1),
        (1, True),
        ("1", 1.0),
        (None, ""),
        (dt.date(2026, 1, 1), dt.datetime(2026, 1, 1)),
        (dt.date(2026, 1, 1), "2026-01-01"),
        (ErrorValue("#N/A"), ErrorValue("#N/A", "told")),
        (ErrorValue("#N/A"), "#N/A"),
        (Decimal("1.5"), 1.5),
        (Decimal("1.5"), "1.5"),
    ],
)
def test_what_a_formula_may_tell_apart_has_another_digest(one: Any, other: Any) -> None:
    assert digest([[one, dt.date(2026, 1, 1)]]) != digest([[other, dt.date(2026, 1, 1)]])
    assert digest([one]) != digest([other])


def test_dates_are_known_again() -> None:
    held = Held()
    first = ((dt.datetime(2026, 1, 31, 12), "x"), (dt.date(2026, 1, 31), None))
    held.same(first)
    assert held.same(((dt.datetime(2026, 1, 31, 12), "x"), (dt.date(2026, 1, 31), None))) is first
    assert held.same(((dt.datetime(2026, 1, 31, 13), "x"), (dt.date(2026, 1, 31), None))) != first


def test_size() -> None:
    assert [size(()), size((1.0, 2.0)), size(((1.0, 2.0),))] == [0, 2, 2]


def test_an_edited_cell_makes_another_ledger_and_the_earlier_one_is_still_known() -> None:
    header = ("Customer", "Amount", "Due date")
    ledger = (header, *((f"C{number}", 100.0, 46000.0) for number in range(200)))
    edited = (*ledger[:-1], ("C199", 300.0, 46000.0))
    held, aging = Held(), functions()["AGING"]
    ranges = [held.same(tuple(map(tuple, version))) for version in (ledger, edited, ledger)]
    assert ranges[0] is ranges[2]
    totals = [call(aging, [one, 46100.0])[1][-1] for one in ranges]  # type: ignore[index]
    assert totals == [20_000.0, 20_200.0, 20_000.0]
