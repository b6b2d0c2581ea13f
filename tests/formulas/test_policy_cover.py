"""Our own reading of a policy: limit, dates, extension, discretionary limit."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.errors import OutOfDomain
from ledgerguard.formulas.policy_cover import policy_cover

DAY = dt.date(2024, 5, 2)
BEFORE, AFTER = DAY - dt.timedelta(1), DAY + dt.timedelta(1)

amounts = st.floats(0, 1e9)


@pytest.mark.parametrize(
    ("exposure", "limit", "covered"),
    [
        pytest.param(120_000, 100_000, 90_000, id="above-the-limit"),
        pytest.param(80_000, 100_000, 72_000, id="within-the-limit"),
        pytest.param(-5, 100_000, 0, id="no-exposure"),
        pytest.param(120_000, None, 18_000, id="discretionary-where-none-is-named"),
        pytest.param(120_000, 0, 0, id="a-refusal-is-not-healed"),
    ],
)
def test_limit_and_insured_rate(exposure: float, limit: float | None, covered: float) -> None:
    # Own arithmetic: 90 % of the smaller amount; the discretionary limit is 20,000.
    assert policy_cover(exposure, DAY, limit, 0.9, 20_000) == pytest.approx(covered)


def test_without_any_limit_nothing_is_covered() -> None:
    assert policy_cover(100, DAY) == 0


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "mep_end", "covered"),
    [
        pytest.param(None, None, None, True, id="no-dates"),
        pytest.param(DAY, DAY, DAY, True, id="edges-are-inclusive"),
        pytest.param(AFTER, None, None, False, id="not-yet-valid"),
        pytest.param(None, BEFORE, None, False, id="no-longer-valid"),
        pytest.param(BEFORE, AFTER, BEFORE, False, id="after-the-extension"),
        pytest.param(BEFORE, AFTER, AFTER, True, id="within-the-extension"),
    ],
)
def test_dates(
    valid_from: dt.date | None, valid_to: dt.date | None, mep_end: dt.date | None, covered: bool
) -> None:
    answer = policy_cover(100, DAY, 1000, 1, 0, valid_from, valid_to, mep_end)
    assert answer == (100 if covered else 0)


def test_errors() -> None:
    with pytest.raises(OutOfDomain, match="insured_rate"):
        policy_cover(1, DAY, 1, 90)
    with pytest.raises(OutOfDomain, match="limit"):
        policy_cover(1, DAY, -1)
    with pytest.raises(OutOfDomain, match="discretionary_limit"):
        policy_cover(1, DAY, 1, 0.9, -1)
    with pytest.raises(OutOfDomain, match="valid_to") as caught:
        policy_cover(1, DAY, 1, 0.9, 0, AFTER, BEFORE)
    assert caught.value.hint


@given(exposure=amounts, limit=amounts, own=amounts, rate=st.floats(0, 1))
def test_cover_never_exceeds_exposure_or_limit(
    exposure: float, limit: float, own: float, rate: float
) -> None:
    covered = policy_cover(exposure, DAY, limit, rate, own)
    assert 0 <= covered <= min(exposure, limit)
