"""The days of levels for whole ledgers: month-ends by the calendar, and any ladder as in a cell."""

from __future__ import annotations

import calendar
import datetime as dt

import narwhals as nw
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from ledger_rows import DAY, Row, frame_of, law

from ledgerguard.errors import NotAvailable
from ledgerguard.formulas.escalation import CountedFrom, Level, standing
from ledgerguard.ledger.portfolio import items
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.ledger.stages import LEVELS, item_stages, month_end
from ledgerguard.units import from_serial, serial


def test_month_ends_of_every_day_by_the_calendar() -> None:
    years = [*range(1901, 1910), *range(1990, 2030), 2099, 2100, 2101, 2399, 2400, 9999]
    days = [
        dt.date(year, month, day)
        for year in years
        for month in range(1, 13)
        for day in range(1, calendar.monthrange(year, month)[1] + 1)
    ]
    ends = [day.replace(day=calendar.monthrange(day.year, day.month)[1]) for day in days]
    frame = nw.from_native(pd.DataFrame({"day": [serial(day) for day in days]}), eager_only=True)
    found = frame.select(end=month_end(nw.col("day")))["end"].to_list()
    assert found == [serial(end) for end in ends]


@st.composite
def ladders(draw: st.DrawFn) -> tuple[Level, ...]:
    """Any ladder, also one that no file would be allowed to state."""
    kinds: list[CountedFrom] = ["due", "delivery", "month-end", "previous"]
    levels = [Level(draw(st.integers(-40, 90)), draw(st.sampled_from(kinds[:3])))]
    for _ in range(draw(st.integers(0, 5))):
        kind = draw(st.sampled_from(kinds))
        days = draw(st.integers(1, 40) if kind == "previous" else st.integers(-40, 90))
        levels.append(Level(days, kind))
    return tuple(levels)


DELIVERED = st.just(NO_DAY) | st.integers(DAY - 100, DAY)
DATES = st.lists(st.tuples(st.integers(DAY - 100, DAY + 50), DELIVERED), min_size=1, max_size=8)


@law
@given(DATES, ladders(), st.integers(0, 30))
def test_any_ladder_stands_as_in_a_cell(
    dates: list[tuple[int, int]], ladder: tuple[Level, ...], grace: int
) -> None:
    rows = [Row(due=due, delivered=delivered) for due, delivered in dates]
    staged = item_stages(items(frame_of(rows), DAY), DAY, ladder, grace)
    for item in staged.rows(named=True):
        row, next_row = item["reached"] % LEVELS, item["coming"] % LEVELS
        delivered = None if item["delivered"] == NO_DAY else from_serial(item["delivered"])
        try:
            expected = standing(
                ladder, from_serial(item["due"]), from_serial(DAY), delivered, grace
            )
        except NotAvailable:
            assert (item["stage"], row, next_row) == (0, 0, 0)
            continue
        assert item["stage"] == expected.stage
        assert (ladder[row - 1] if row else None) == expected.level
        assert (ladder[next_row - 1] if next_row else None) == expected.next_level
        if next_row:
            assert from_serial(item["coming"] // LEVELS) == expected.next_date
