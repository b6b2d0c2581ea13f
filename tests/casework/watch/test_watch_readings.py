"""A reading against its thresholds: levels, chance, crossings, bands."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.casework.records import Reason
from ledgerguard.casework.watch.indicators import (
    LEVELS,
    OURS,
    SHOWS,
    advice_of,
    entry_of,
    title_of,
)
from ledgerguard.casework.watch.readings import Judgement, Reading, judged
from ledgerguard.policy.credit_file import WarningEntry
from ledgerguard.policy.credit_policy import packaged_credit
from ledgerguard.policy.schema import Wording

USE = WarningEntry(watch=0.8, warn=0.95, act=1.0)
AS_OF, LOOK = 45_000, (90, 180)


def judge(reading: Reading, entry: WarningEntry = USE) -> Judgement | None:
    return judged(reading, entry, AS_OF, LOOK)


def certain(reading: Reading, entry: WarningEntry = USE) -> Judgement:
    found = judge(reading, entry)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("value", "level", "threshold"),
    [(0.8, "watch", 0.8), (0.9499, "watch", 0.8), (0.95, "warn", 0.95), (0.1 * 3 + 0.7, "act", 1),
     (5, "act", 1)],
)  # fmt: skip
def test_a_threshold_is_crossed_at_or_beyond_it(value: float, level: str, threshold: float) -> None:
    found = certain(Reading("utilisation", "level", value))
    assert (found.level, found.threshold, found.coming) == (level, threshold, False)


def test_below_the_first_threshold_nothing_is_said() -> None:
    assert judge(Reading("utilisation", "level", 0.79)) is None
    assert judge(Reading("utilisation", "level")) is None


def test_no_event_is_none_even_where_the_threshold_is_zero() -> None:
    entry = WarningEntry(watch=0, warn=1, act=2)
    assert judge(Reading("extension_requests", "count", 0), entry) is None
    assert certain(Reading("extension_requests", "count", 1), entry).level == "warn"


def test_a_low_value_may_be_the_alarm() -> None:
    entry = WarningEntry(watch=3, warn=2, act=1, below=True)
    assert certain(Reading("utilisation", "level", 2), entry).level == "warn"
    assert judge(Reading("utilisation", "level", 4), entry) is None
    # 9, 8, 7, 6, 5, 4: one a month down, so 3 after 30 days, 2 after 60 and 1 after 90.
    found = certain(Reading("utilisation", "level", 4, (9, 8, 7, 6, 5, 4)), entry)
    assert found.crossing is not None
    assert (found.coming, found.crossing.level, found.crossing.on) == (True, "act", AS_OF + 90)


def test_a_threshold_that_is_only_to_come_is_watched_with_its_day() -> None:
    # 0.50, 0.52 ... 0.60: 0.02 a month. 0.8 lies ten months ahead, beyond half a year ...
    slow = tuple(0.5 + 0.02 * month for month in range(6))
    assert judge(Reading("utilisation", "level", slow[-1], slow)) is None
    # ... at 0.05 a month from 0.7 it is two, and 0.95 five; 1.0 is six, and so is the horizon.
    fast = tuple(0.45 + 0.05 * month for month in range(6))
    found = certain(Reading("utilisation", "level", 0.7, fast))
    assert (found.level, found.coming, found.threshold) == ("watch", True, 1.0)
    assert found.crossing is not None
    assert found.crossing.on == AS_OF + 180
    assert [one.days for one in found.ahead] == [90, 180]
    assert [one.value for one in found.ahead] == pytest.approx([0.85, 1.0])
    assert Reason("crosses", ("act", 1.0, AS_OF + 180)) in found.reasons


def test_a_slope_is_measured_on_its_line_and_says_where_it_leads() -> None:
    # The case of TREND_AHEAD by hand: slope 1.4, 14.6 after three periods, plus or minus 3.45.
    entry = WarningEntry(watch=1, warn=3, act=5)
    found = certain(Reading("delay_trend", "slope", series=(5, 7, 6, 9, 11)), entry)
    assert (found.level, found.crossing) == ("watch", None)
    assert found.value == pytest.approx(1.4)
    assert found.ahead[0].value == pytest.approx(14.6)
    assert found.ahead[0].low == pytest.approx(14.6 - 3.450941, abs=1e-5)


def test_a_slope_that_chance_explains_is_none() -> None:
    # Slope (0 * -1.5 + 9 * -0.5 + 0 * 0.5 + 9 * 1.5) / 5 = 1.8, but its 80 % interval is
    # 1.886 * sqrt(64.8 / 2) / sqrt(5) = 4.8 wide on either side.
    entry = WarningEntry(watch=1, warn=3, act=5)
    assert judge(Reading("delay_trend", "slope", series=(0, 9, 0, 9)), entry) is None
    assert judge(Reading("utilisation", "level", 0.7, (0.1, 0.7, 0.1, 0.7))) is None


def test_three_months_are_no_trend() -> None:
    entry = WarningEntry(watch=1, warn=3, act=5)
    assert judge(Reading("delay_trend", "slope", series=(1, None, 4, None, 7)), entry) is None
    assert judge(Reading("delay_trend", "slope", series=(1, None, 4, 7, 10)), entry) is not None


def test_who_still_pays_early_may_pay_a_little_later() -> None:
    entry = WarningEntry(watch=1, warn=3, act=5)
    early = (-30.0, -28.0, -26.0, -24.0)  # two days a month: -12 after half a year
    assert judge(Reading("delay_trend", "slope", series=early, matters_above=0), entry) is None
    late = (-9.0, -7.0, -5.0, -3.0)  # 9 after half a year
    assert judge(Reading("delay_trend", "slope", series=late, matters_above=0), entry) is not None


def test_a_fact_calls_by_itself() -> None:
    reasons = (Reason("court", ("insolvency",)),)
    found = certain(Reading("litigation", "count", facts=reasons, fixed="act"))
    assert (found.level, found.value, found.threshold) == ("act", None, None)
    assert found.reasons == reasons
    both = certain(Reading("utilisation", "level", 0.85, fixed="act"))
    assert (both.level, both.threshold) == ("act", 0.8)


def test_a_share_stays_a_share() -> None:
    series = (0.7, 0.75, 0.8, 0.86, 0.9, 0.96)
    found = certain(Reading("late_share", "level", 0.96, series, bounds=(0, 1)))
    assert all(0 <= v <= 1 for one in found.ahead for v in (one.value, one.low, one.high))


values = st.floats(0, 2)


@given(values, values, st.lists(values, min_size=4, max_size=6))
def test_a_worse_value_is_never_a_better_level(
    one: float, other: float, series: list[float]
) -> None:
    low, high = sorted((one, other))
    known = [judge(Reading("utilisation", "level", v, tuple(series))) for v in (low, high)]
    ranks = [-1 if j is None or j.coming else LEVELS.index(j.level) for j in known]
    assert ranks[0] <= ranks[1]


@given(st.lists(values, min_size=4, max_size=6))
def test_bands_hold_their_value_and_widen(series: list[float]) -> None:
    found = judge(Reading("utilisation", "level", 1.0, tuple(series)))
    assert found is not None
    near, far = found.ahead
    assert near.low <= near.value <= near.high
    assert far.high - far.low >= near.high - near.low - 1e-9


def test_every_indicator_of_the_policy_has_a_unit_and_every_one_of_ours_words() -> None:
    credit = packaged_credit()
    assert set(credit.warnings) <= set(SHOWS)
    for indicator in SHOWS:
        entry = entry_of(credit, indicator)
        assert entry is not None
        title = title_of(indicator, entry)
        for level in LEVELS:
            advice = advice_of(entry, level)
            assert advice.in_language("en")
            assert advice.in_language("zh") != advice.in_language("en")
        assert title.in_language("zh") != title.in_language("en")
    assert entry_of(credit, "nothing") is None


def test_a_policy_prevails_over_ours_and_a_level_borrows_advice() -> None:
    entry = WarningEntry(watch=1, warn=2, act=3, advice={"warn": Wording("do", "做")})
    assert advice_of(entry, "act").en == "do"
    assert advice_of(entry, "watch").en == "Look at the case"
    assert title_of("some_thing", entry).en == "some thing"
    assert OURS["delay"].watch == 15
    assert not math.isinf(OURS["own_dso_rises"].act)
