"""Nodes 5, 6 and 9: limit, approval of the terms, release of orders."""

from __future__ import annotations

import pytest
from node_cases import CASH, TODAY, case, codes, fact, item, limit, node

from ledgerguard.casework.nodes.records import Decided
from ledgerguard.ledger.amount import Amount

EUR_1000 = Amount(100_000, "EUR")


@pytest.mark.parametrize("key", ["limit", "terms_approval", "order_release"])
def test_cash_customers_need_none_of_them(key: str) -> None:
    assert node(key, case(CASH)).state == "not-applicable"


def test_a_limit_in_force_passes() -> None:
    one = node("limit", case(limit(), items=(item(),)))
    assert (one.state, one.owner) == ("passed", "credit-manager")
    assert one.evidence[0].values[:2] == ("own", Amount(1_000_000, "EUR"))


@pytest.mark.parametrize(
    ("left", "state"), [(30, "passed"), (29, "due"), (0, "due"), (-1, "failed")]
)
def test_a_limit_that_ends(left: int, state: str) -> None:
    one = node("limit", case(limit(left=left), items=(item(),)))
    assert (one.state, one.due_on) == (state, TODAY + left)


def test_open_money_without_a_limit_fails() -> None:
    one = node("limit", case(items=(item(),)))
    assert (one.state, codes(one), one.stake) == ("failed", ["no-limit"], (EUR_1000,))
    assert node("limit", case()).state == "open"
    assert node("limit", case(limit(left=-1))).state == "open"
    order = fact("order_backlog", 5.0, currency="EUR")
    ended = node("limit", case(limit(left=-1), order))
    assert (ended.state, codes(ended)) == ("open", ["limit-ended"])


def test_the_end_of_another_fact_is_not_that_of_the_limit() -> None:
    other = fact("order_backlog", 5.0, currency="EUR", left=-1)
    assert codes(node("limit", case(other, items=(item(),)))) == ["no-limit"]


def test_neither_another_currency_nor_the_insurer_gives_a_limit_of_our_own() -> None:
    owing = (item(), item("R2", currency="USD"))
    one = node("limit", case(limit(), items=owing))
    assert (one.state, codes(one)) == ("failed", ["no-limit", "limit"])
    assert one.stake == (Amount(100_000, "USD"),)
    insured = node("limit", case(limit(kind="insured"), items=(item(),)))
    assert insured.state == "failed"
    assert node("limit", case(limit(kind="insured"))).state == "open"


def test_a_temporary_limit_and_a_decided_one_count() -> None:
    temporary = node("limit", case(limit(kind="temporary", left=40), items=(item(),)))
    assert (temporary.state, temporary.due_on) == ("passed", TODAY + 40)
    decided = Decided(4, Amount(500_000, "EUR"), TODAY - 5, until=TODAY + 90)
    one = node("limit", case(decided=(decided,), items=(item(),)))
    assert (one.state, one.due_on) == ("passed", TODAY + 90)


def test_an_approval_passes_while_nothing_has_changed_since() -> None:
    approved = fact("terms_approved", "credit-manager", 10)
    assert node("terms_approval", case(approved, limit(age=10))).state == "passed"
    changed = node("terms_approval", case(approved, limit(age=9)))
    assert (changed.state, codes(changed)[0]) == ("failed", "limit-changed")


def test_a_post_may_grant_only_so_much() -> None:
    # The packaged policy: a credit analyst up to 25,000 EUR, a manager 125,000.
    analyst = fact("terms_approved", "Credit analyst", 5)
    assert node("terms_approval", case(analyst, limit(25_000))).state == "passed"
    beyond = node("terms_approval", case(analyst, limit(25_001)))
    assert (beyond.state, codes(beyond)[0]) == ("failed", "beyond-post")
    manager = fact("terms_approved", "credit-manager", 5)
    assert node("terms_approval", case(manager, limit(125_000))).state == "passed"
    committee = fact("terms_approved", "信用委员会", 5)
    assert node("terms_approval", case(committee, limit(9e9))).state == "passed"
    stranger = fact("terms_approved", "Ms Li", 5)
    assert node("terms_approval", case(stranger, limit(9e9))).state == "passed"


def test_a_currency_that_the_post_has_no_amount_for_is_beyond_it() -> None:
    analyst = fact("terms_approved", True, 5, source="credit-analyst")
    one = node("terms_approval", case(analyst, limit(1, currency="JPY")))
    assert (one.state, one.evidence[0].values[2]) == ("failed", "-")


@pytest.mark.parametrize("word", [False, "no", "拒绝"])
def test_a_refusal_fails(word: str | bool) -> None:
    assert node("terms_approval", case(fact("terms_approved", word))).state == "failed"


def test_without_any_approval_the_node_is_open() -> None:
    one = node("terms_approval", case(limit()))
    assert (one.state, codes(one)) == ("open", ["no-approval"])


def test_the_decision_itself_may_name_who_approved() -> None:
    decided = Decided(4, Amount(2_500_000, "EUR"), TODAY, approved_by="credit-analyst")
    assert node("terms_approval", case(decided=(decided,))).state == "passed"
    more = Decided(4, Amount(2_500_001, "EUR"), TODAY, approved_by="credit-analyst")
    assert node("terms_approval", case(decided=(more,))).state == "failed"
    assert node("terms_approval", case(decided=(Decided(4, approved_by="x"),))).state == "passed"


def test_terms_longer_than_those_of_the_grade_fail() -> None:
    # Grade 6 buys at 30 days.
    approved = fact("terms_approved", "credit-manager")
    decided = (Decided(6, None, TODAY, TODAY + 90),)
    fits = item(issued=TODAY - 10, due=TODAY + 20)
    longer = item("R2", issued=TODAY - 10, due=TODAY + 21)
    undated = item("R3", issued=-1, due=TODAY + 21)
    within = case(approved, decided=decided, items=(fits, undated))
    assert node("terms_approval", within).state == "passed"
    beyond = node("terms_approval", case(approved, decided=decided, items=(fits, longer)))
    assert beyond.state == "failed"
    assert beyond.evidence[0].values == (1, 31, 30, 6)
    assert beyond.stake == (EUR_1000,)


def test_orders_are_released_within_the_limit() -> None:
    # 1,000 open + 500 ordered (300 of them are made) - 200 paid ahead = 1,300.
    orders = (
        fact("order_backlog", 500.0, currency="EUR"),
        fact("undelivered_goods", 300.0, currency="EUR"),
        fact("advance_payments", 200.0, currency="EUR"),
    )
    one = node("order_release", case(limit(1_300), *orders, items=(item(),)))
    assert one.state == "passed"
    assert one.evidence[0].values == (
        Amount(130_000, "EUR"), Amount(130_000, "EUR"), Amount(0, "EUR"),
    )  # fmt: skip
    over = node("order_release", case(limit(1_299), *orders, items=(item(),)))
    assert (over.state, codes(over)) == ("failed", ["over-limit"])
    assert over.evidence[0].values[2] == Amount(100, "EUR")
    assert over.stake == (EUR_1000,)


def test_credits_lower_the_exposure_and_a_temporary_limit_replaces_the_own_one() -> None:
    for amount, state in ((600, "passed"), (599, "failed")):
        owing = case(limit(amount), items=(item(),), credits={"EUR": Amount(40_000, "EUR")})
        assert node("order_release", owing).state == state
    cut = (limit(5_000), limit(999, kind="temporary", left=9))
    assert node("order_release", case(*cut, items=(item(),))).state == "failed"


def test_the_insured_limit_adds_no_room() -> None:
    both = (limit(600), limit(600, kind="insured"))
    assert node("order_release", case(*both, items=(item(),))).state == "failed"


def test_currencies_are_released_each_by_itself() -> None:
    owing = (item(), item("R2", currency="USD"))
    limits = (limit(1_000), limit(999, currency="USD"))
    one = node("order_release", case(*limits, items=owing))
    assert (one.state, one.stake) == ("failed", (Amount(100_000, "USD"),))


def test_an_order_waits_while_deliveries_are_stopped() -> None:
    order = fact("order_backlog", 500.0, currency="EUR")
    stopped = item(late=20, stopped_on=TODAY - 3)
    one = node("order_release", case(limit(), order, items=(stopped,)))
    assert (one.state, codes(one)[0]) == ("failed", "stop-in-force")
    assert node("order_release", case(limit(), items=(stopped,))).state == "passed"
    by_clock = item(late=20, stop_from=TODAY)
    assert node("order_release", case(limit(), order, items=(by_clock,))).state == "failed"
    coming = item(late=20, stop_from=TODAY + 1)
    assert node("order_release", case(limit(), order, items=(coming,))).state == "passed"


def test_without_a_limit_there_is_nothing_to_compare_with() -> None:
    assert node("order_release", case(items=(item(),))).state == "open"
    assert node("order_release", case(limit())).state == "not-applicable"


def test_who_released_the_order_is_told() -> None:
    facts = (fact("order_backlog", 5.0, currency="EUR"), fact("order_released", "Ms Li"))
    assert "released" in codes(node("order_release", case(limit(), *facts)))
