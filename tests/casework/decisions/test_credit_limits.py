"""Limits of four kinds: what is in force, what is used, and that nothing adds them."""

from __future__ import annotations

import pytest
from decision_cases import TODAY, customer, day, money
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.casework.decisions.limits import (
    KINDS,
    Kind,
    Limit,
    LimitAmount,
    currencies_of,
    limits_of,
    standing_of,
    stated_limits,
    uses,
)
from ledgerguard.errors import InvalidValue
from ledgerguard.ledger.amount import Amount
from ledgerguard.ledger.schema import NO_DAY

JANUARY = day(2026, 1, 1)


def limit(kind: Kind, minor: int = 100, currency: str = "EUR", first: int = JANUARY,
          last: int = NO_DAY) -> Limit:  # fmt: skip
    return Limit(kind, LimitAmount(minor, currency, kind), first, last)


kinds = st.sampled_from(KINDS)
amounts = st.integers(-(10**12), 10**12)


@given(kinds, kinds, amounts, amounts, st.sampled_from(["EUR", "CNY"]))
def test_no_two_limits_are_added_whatever_their_kind(
    one: Kind, other: Kind, first: int, second: int, currency: str
) -> None:
    a, b = limit(one, first), limit(other, second, currency)
    for left, right in ((a, b), (a.amount, b.amount), (a, b.amount), (a.amount, b)):
        with pytest.raises(TypeError):
            left + right
    with pytest.raises(TypeError):
        sum([a.amount, b.amount])
    with pytest.raises(TypeError):
        sum([a, b])
    with pytest.raises(TypeError):  # nor by way of the minus sign
        a.amount - b.amount


@given(kinds, amounts)
def test_no_amount_is_added_to_a_limit_from_either_side(kind: Kind, minor: int) -> None:
    plain, of_limit = Amount(minor, "EUR"), LimitAmount(5, "EUR", kind)
    for left, right in ((plain, of_limit), (of_limit, plain)):
        with pytest.raises(TypeError):
            left + right


def test_what_is_free_and_over_of_a_limit_is_a_plain_amount_of_its_currency() -> None:
    own = LimitAmount(60_000, "EUR", "own")
    assert own - Amount(20_000, "EUR") == Amount(40_000, "EUR")
    assert Amount(70_000, "EUR") - own == Amount(10_000, "EUR")
    with pytest.raises(InvalidValue):
        own - Amount(1, "CNY")
    with pytest.raises(InvalidValue):
        Amount(1, "CNY") - own
    assert LimitAmount(1, "EUR", "own") < LimitAmount(2, "EUR", "insured")  # the lower one is found


def test_limits_of_two_currencies_have_no_common_standing() -> None:
    with pytest.raises(TypeError, match="EUR and CNY"):
        standing_of([limit("own"), limit("insured", currency="CNY")], TODAY)


def test_a_temporary_limit_replaces_the_own_one_while_it_is_in_force() -> None:
    both = [limit("own", 60_000), limit("temporary", 20_000, first=TODAY - 5, last=TODAY)]
    assert standing_of(both, TODAY).granted == both[1]  # a cut as well as a rise
    assert standing_of(both, TODAY - 6).granted == both[0]
    assert standing_of(both, TODAY + 1).granted == both[0]
    assert [use.state for use in uses(both, Amount(0, "EUR"), Amount(0, "EUR"), TODAY)] == [
        "replaced",
        "in-force",
    ]


def test_a_refusal_of_the_insurer_is_healed_by_no_discretionary_limit() -> None:
    refused = [limit("discretionary", 500), limit("insured", 0)]
    assert standing_of(refused, TODAY).borne == refused[1]
    assert standing_of(refused[:1], TODAY).borne == refused[0]


def test_the_newest_limit_of_a_kind_counts_and_days_are_inclusive() -> None:
    old = limit("own", 1, first=NO_DAY, last=TODAY)
    new = limit("own", 2, first=TODAY)
    assert standing_of([new, old], TODAY).own == new
    assert standing_of([new, old], TODAY - 1).own == old
    assert standing_of([old], TODAY + 1).own is None
    twice = [limit("own", 1), limit("own", 2)]
    assert standing_of(twice, TODAY).own == twice[1]  # of one day what stands further down


def test_each_limit_is_used_by_itself() -> None:
    """Exposure 70,000 of which 50,000 was delivered: own 60,000 is over by 10,000; 30,000 of the
    insurer's 80,000 are free; the ended one is used by nothing.
    """
    file = customer(
        money("own_limit", 600.0, JANUARY),
        money("insured_limit", 800.0, JANUARY, source="P-1"),
        money("temporary_limit", 900.0, JANUARY, day(2026, 3, 31)),
        money("own_limit", 5.0, JANUARY, currency="CNY"),
        money("own_limit", 950.0, TODAY + 1),
    )
    limits = stated_limits(file, "EUR")
    found = uses(limits, Amount(70_000, "EUR"), Amount(50_000, "EUR"), TODAY)
    shown = [(u.limit.kind, u.state, u.used.minor, u.free.minor, u.over.minor) for u in found]
    assert shown == [
        ("own", "in-force", 70_000, 0, 10_000),
        ("insured", "in-force", 50_000, 30_000, 0),
        ("temporary", "ended", 0, 0, 0),
        ("own", "coming", 0, 0, 0),
    ]
    assert [each.kind for each in limits_of(file, "EUR", TODAY)] == ["own", "insured"]
    assert currencies_of(file) == ("CNY", "EUR")


def test_a_customer_in_credit_uses_nothing() -> None:
    (use,) = uses([limit("own", 100)], Amount(-5, "EUR"), Amount(0, "EUR"), TODAY)
    assert (use.used.minor, use.free.minor, use.over.minor) == (0, 100, 0)
