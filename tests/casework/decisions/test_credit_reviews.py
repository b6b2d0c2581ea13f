"""The review calendar: quarters, tiers, orders that move, and news."""

from __future__ import annotations

import pytest
from decision_cases import LOOKED, TODAY, codes, credit, customer, day, decided, money

from ledgerguard.casework.customer_file.behaviour import Behaviour
from ledgerguard.casework.customer_file.facts import Fact
from ledgerguard.casework.decisions.calendar_rows import DueReview, due_review
from ledgerguard.casework.decisions.records import Review
from ledgerguard.casework.decisions.reviews import quarter_end
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.credit_policy import packaged_credit

ENDS = [day(2025, 3, 31), day(2025, 6, 30), day(2025, 9, 30), day(2025, 12, 31), day(2026, 3, 31)]


def quarters(*orders: float, currency: str = "EUR") -> list[Fact]:
    return [
        money("quarter_orders", amount, end, currency=currency)
        for end, amount in zip(ENDS, orders, strict=False)
    ]


def review(*facts: Fact, **asked: int) -> Review:
    found = decided(customer(*facts), currency="EUR", **asked).review  # type: ignore[arg-type]
    assert found is not None
    return found


def test_the_end_of_the_next_quarter_is_never_today() -> None:
    months = (3, 6, 9, 12)
    assert quarter_end(day(2026, 6, 30), months) == day(2026, 9, 30)
    assert quarter_end(day(2026, 6, 29), months) == day(2026, 6, 30)
    assert quarter_end(day(2026, 12, 31), months) == day(2027, 3, 31)
    assert quarter_end(day(2027, 12, 31), (2,)) == day(2028, 2, 29)


def test_the_earlier_of_tier_and_quarter() -> None:
    """Grade 5 is looked at every 183 days: the quarter ends before. Grade 8 every 31 days."""
    assert (review().next_on, review().by, review().every_days) == (
        day(2026, 9, 30),
        "quarter",
        183,
    )
    risky = review(Fact("report_default_probability", 0.1, LOOKED, source="x"))
    assert (risky.next_on, risky.by) == (TODAY + 31, "tier")


@pytest.mark.parametrize(
    ("current", "opens"), [(136.0, True), (130.0, False), (65.0, True), (70.0, False)]
)
def test_orders_that_move_by_more_than_30_percent_open_a_review(
    current: float, opens: bool
) -> None:
    """The four quarters before are 80, 90, 110 and 120: 100 on average."""
    triggers = review(*quarters(80, 90, 110, 120, current)).triggers
    assert codes(triggers) == (["order-variation"] if opens else [])


def test_too_few_quarters_or_none_before_say_nothing() -> None:
    assert review(*quarters(80, 90, 110, 500)).triggers == ()
    assert review(*quarters(0, 0, 0, 0, 500)).triggers == ()
    assert (
        review(
            *quarters(80, 90, 110, 120, 500, currency="CNY"),
        ).triggers
        == ()
    )


def test_the_ledgers_sales_stand_in_for_orders() -> None:
    sold = Behaviour("EUR", quarters=(99, 80, 90, 110, 120, 136))
    found = decided(behaviour={"EUR": sold}).review
    assert found is not None
    assert codes(found.triggers) == ["order-variation"]
    assert found.triggers[0].values[0] == pytest.approx(0.36)
    stated = decided(customer(*quarters(80, 90, 110, 120, 100)), {"EUR": sold}).review
    assert stated is not None
    assert stated.triggers == ()


def test_news_since_the_last_decision() -> None:
    news = [
        Fact("ownership_change", "control", LOOKED + 1),
        Fact("penalty", 0.0, LOOKED + 2),  # a search that found nothing is no news
        Fact("enforcement", False, LOOKED + 2),
        Fact("management_change", True, LOOKED - 90),
        money("litigation", 5_000.0, LOOKED + 3),
    ]
    triggers = review(*news, last_decided=LOOKED).triggers
    assert [t.values for t in triggers] == [
        ("ownership_change", LOOKED + 1),
        ("litigation", LOOKED + 3),
    ]
    assert review(*news).triggers == ()  # never decided: everything is new, and looked at now


def due(*facts: Fact, without: tuple[str, ...] = (), **how: int) -> DueReview:
    file = customer(*facts, without=without)
    return due_review(file, {}, packaged_credit(), TODAY, **how)  # type: ignore[arg-type]


def test_due_after_the_last_decision() -> None:
    """Own limit of 20 May 2026: the quarter ends on 30 June, which is today."""
    found = due(money("own_limit", 1.0, day(2026, 5, 20)))
    assert (found.due_on, codes(found.reasons), found.grade) == (TODAY, ["review-quarter"], 5)
    old = due(money("own_limit", 1.0, day(2026, 1, 10)))
    assert old.due_on == day(2026, 3, 31)
    asked = due(money("own_limit", 1.0, day(2026, 1, 10)), last_decided=TODAY)
    assert asked.due_on == day(2026, 9, 30)
    rated = Fact("report_default_probability", 0.1, LOOKED, source="x")
    risky = due(rated, last_decided=TODAY)
    assert (risky.due_on, codes(risky.reasons)) == (TODAY + 31, ["review-tier"])


def test_due_at_once() -> None:
    never = due()
    assert (never.due_on, never.last_decided) == (TODAY, NO_DAY)
    assert codes(never.reasons) == ["never-decided"]
    stale = due(without=("registry_status",), last_decided=TODAY - 1)
    assert (stale.due_on, codes(stale.reasons), stale.grade) == (TODAY, ["stale"], None)
    moved = due(*quarters(80, 90, 110, 120, 136), last_decided=TODAY - 1)
    assert codes(moved.reasons) == ["order-variation"]


def test_orders_of_any_currency_open_a_review() -> None:
    yuan = quarters(80, 90, 110, 120, 136, currency="CNY")
    file = customer(*quarters(80, 90, 110, 120, 100), *yuan)
    found = due_review(file, {}, credit(), TODAY, last_decided=TODAY - 1)
    assert codes(found.reasons) == ["order-variation"]
