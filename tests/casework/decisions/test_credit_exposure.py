"""Exposure of a customer and of a group: EXPOSURE's own example, and no currency in another's."""

from __future__ import annotations

import pytest
from decision_cases import TODAY, credit, customer, decided, money

from ledgerguard.casework.customer_file.behaviour import Behaviour
from ledgerguard.casework.customer_file.facts import Fact
from ledgerguard.casework.decisions.exposure import GroupExposure, exposure_of, group_exposures
from ledgerguard.casework.decisions.figures import amount_of
from ledgerguard.errors import InvalidValue, OutOfDomain
from ledgerguard.ledger.amount import Amount


def test_the_published_example_of_exposure() -> None:
    """80,000 open, 12,000 not invoiced, 30,000 ordered, 10,000 paid ahead: 112,000."""
    file = customer(
        money("uninvoiced_deliveries", 12_000.0),
        money("order_backlog", 30_000.0),
        money("advance_payments", 10_000.0),
        money("order_backlog", 999.0, currency="CNY"),
    )
    found = exposure_of(file, Behaviour("EUR", open=8_000_000), "EUR", TODAY)
    assert found.total == 11_200_000
    assert found.delivered == 9_200_000  # the insurer bears what has left the house


def test_bills_add_and_collateral_takes_off() -> None:
    file = customer(money("uncleared_bills", 50.0), money("cash_collateral", 20.0))
    found = exposure_of(file, Behaviour("EUR", open=10_000), "EUR", TODAY)
    assert found.total == 10_000 + 5_000 - 2_000
    assert found.delivered == 15_000


def test_goods_made_for_a_customer_are_part_of_its_orders() -> None:
    file = customer(money("order_backlog", 300.0), money("undelivered_goods", 200.0))
    assert exposure_of(file, None, "EUR", TODAY).undelivered == 30_000
    more = customer(money("order_backlog", 300.0), money("undelivered_goods", 400.0))
    assert exposure_of(more, None, "EUR", TODAY).undelivered == 40_000


def test_words_are_no_amount() -> None:
    file = customer(Fact("penalty", "fined", TODAY, currency="EUR"), money("penalty", 7.0))
    assert amount_of(file, "penalty", "EUR", TODAY) == Amount(700, "EUR")
    assert amount_of(file, "penalty", "CNY", TODAY) is None


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(OutOfDomain):
        exposure_of(customer(money("uncleared_bills", -1.0)), None, "EUR", TODAY)


def test_a_group_is_added_by_currency_and_never_across() -> None:
    files = [customer(customer_id=each, without=["annual_purchases"]) for each in "ABC"]
    books = {
        "A": {"EUR": Behaviour("EUR", open=700), "CNY": Behaviour("CNY", open=9_999)},
        "B": {"EUR": Behaviour("EUR", open=500)},
        "C": {"EUR": Behaviour("EUR", open=1)},
    }
    groups = {"A": "Holding", "B": "Holding"}
    cny, eur = group_exposures(files, groups, books, TODAY, {"EUR": 10.0})
    assert (cny.currency, cny.total, cny.ceiling) == ("CNY", Amount(9_999, "CNY"), None)
    assert cny.over == Amount(0, "CNY")
    assert [member for member, _ in eur.members] == ["A", "B"]
    assert eur.total == Amount(1_200, "EUR")
    assert eur.over == Amount(200, "EUR")


def test_a_group_whose_members_had_two_currencies_would_raise() -> None:
    mixed = GroupExposure("G", "EUR", (("A", Amount(1, "EUR")), ("B", Amount(1, "CNY"))))
    with pytest.raises(InvalidValue):
        mixed.total  # noqa: B018


def test_the_rest_of_the_group_leaves_less_of_the_largest_limit() -> None:
    """Largest limit 40,000, the others owe 15,000: 25,000 are left, below the 33,600."""
    policy = credit(limits={"largest": {"EUR": 40_000.0}})
    alone = decided(policy=policy)
    assert alone.limit == 3_300_000
    assert alone.binding is not None
    assert alone.binding.code == "working_capital"
    grouped = decided(policy=policy, group_exposure=1_500_000)
    assert grouped.limit == 2_500_000
    assert grouped.binding is not None
    assert grouped.binding.code == "group"
    full = decided(policy=policy, group_exposure=5_000_000)
    assert (full.limit, full.outcome) == (0, "cash")
