"""What is derived from a ledger at a day is derived once, and never for another ledger or day."""

from __future__ import annotations

import gc

import narwhals as nw
import pandas as pd
import pytest

from ledgerguard.ledger import recent
from ledgerguard.ledger.recent import MOST_DAYS, Frame, kept_for_the_day


def frame(*amounts: int) -> Frame:
    return nw.from_native(pd.DataFrame({"amount": amounts}), eager_only=True)


class Total:
    """Adds up, and counts how often it had to."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, ledger: Frame, as_of: int) -> list[int]:
        self.calls += 1
        return [int(ledger["amount"].sum()), as_of]


@pytest.fixture
def total() -> Total:
    return Total()


def test_the_same_ledger_and_day_are_derived_once(total: Total) -> None:
    kept, ledger = kept_for_the_day(total), frame(1, 2)
    assert kept(ledger, 5) is kept(ledger, 5)
    assert kept(ledger, 6) == [3, 6]
    assert total.calls == 2


def test_an_equal_frame_is_another_ledger(total: Total) -> None:
    kept = kept_for_the_day(total)
    assert kept(frame(1), 5) is not kept(frame(1), 5)


def test_no_frame_takes_the_place_of_one_that_is_gone(total: Total) -> None:
    kept = kept_for_the_day(total)
    for number in range(200):  # an id comes again as soon as its object is gone
        assert kept(frame(number), 5) == [number, 5]
        gc.collect(0)


def test_only_the_last_days_are_kept(total: Total) -> None:
    kept, ledger = kept_for_the_day(total), frame(1)
    for day in range(MOST_DAYS + 1):
        kept(ledger, day)
    kept(ledger, MOST_DAYS)
    assert total.calls == MOST_DAYS + 1
    kept(ledger, 0)
    assert total.calls == MOST_DAYS + 2


def test_the_day_that_was_asked_last_stays(total: Total) -> None:
    kept, ledger = kept_for_the_day(total), frame(1)
    kept(ledger, 0)
    for day in range(1, MOST_DAYS + 3):
        kept(ledger, day)
        kept(ledger, 0)
    assert total.calls == MOST_DAYS + 3


def test_large_ledgers_make_room_and_too_large_ones_are_not_kept(
    total: Total, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recent, "MOST_ROWS", 5)
    kept, small, large, largest = (
        kept_for_the_day(total),
        frame(1, 1),
        frame(*[1] * 4),
        frame(*[1] * 6),
    )
    kept(small, 1)
    kept(large, 1)
    kept(large, 1)
    assert total.calls == 2
    kept(small, 1)  # had to go
    assert total.calls == 3
    kept(largest, 1)
    kept(largest, 1)
    assert total.calls == 5
