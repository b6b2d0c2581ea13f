"""A ladder that counts from the due date stands, told by one minimum, as any ladder stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_rows import DAY, Row, frame_of, law, ledgers

from ledgerguard.formulas.escalation import CountedFrom, Level
from ledgerguard.ledger.customers import summaries
from ledgerguard.ledger.due_ladders import days_from_due
from ledgerguard.ledger.portfolio import items
from ledgerguard.ledger.stages import account_stages


@st.composite
def ladders(draw: st.DrawFn) -> tuple[Level, ...]:
    """Ladders of the due date, also with levels of one day and out of order."""
    kinds: list[CountedFrom] = ["due", "previous"]
    levels = [Level(draw(st.integers(-40, 90)))]
    for _ in range(draw(st.integers(0, 5))):
        kind = draw(st.sampled_from(kinds))
        levels.append(Level(draw(st.integers(0, 40)), kind))
    return tuple(levels)


@law
@given(ledgers, ladders(), st.integers(0, 30))
def test_accounts_stand_as_the_packed_measures_tell(
    rows: list[Row], ladder: tuple[Level, ...], grace: int
) -> None:
    frame = frame_of(rows)
    assert days_from_due(ladder, grace) is not None
    expected = account_stages(items(frame, DAY), DAY, ladder, grace)
    found = {
        one.balance.account: one.stage for one in summaries(frame, DAY, ladder, grace_days=grace)
    }
    assert expected.keys() <= found.keys()
    for account, stage in found.items():
        if account in expected:
            assert stage == expected[account]
        else:
            assert (stage.stage, stage.level, stage.next_level, stage.chased) == (0, None, None, 0)


@pytest.mark.parametrize(
    ("levels", "days"),
    [
        ((Level(-7), Level(3), Level(5, "previous"), Level(1, "previous")), (-5, 5, 10, 11)),
        ((Level(3), Level(10, "delivery")), None),
        ((Level(3, "month-end"), Level(2, "previous")), None),
        ((Level(2, "previous"),), None),
        ((), None),
    ],
)
def test_the_days_from_the_due_date(
    levels: tuple[Level, ...], days: tuple[int, ...] | None
) -> None:
    assert days_from_due(levels, 2) == days
