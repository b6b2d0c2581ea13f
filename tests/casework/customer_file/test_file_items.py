"""The vocabulary of a customer's file: what it holds, and by which names an item is found."""

from __future__ import annotations

from collections import Counter
from typing import get_args

import pytest

from ledgerguard.casework.customer_file.items import (
    GROUPS,
    ITEMS,
    Kind,
    choice_of,
    item_of,
    nearest_item,
    of_group,
)
from ledgerguard.formulas.credit_factors import BY_KEY
from ledgerguard.ledger.columns import squash
from ledgerguard.policy.credit_policy import packaged_credit


def test_every_item_has_a_kind_a_group_and_words_in_both_languages() -> None:
    for key, item in ITEMS.items():
        assert item.key == key
        assert item.kind in get_args(Kind)
        assert item.group in GROUPS
        assert item.title.en
        assert item.meaning.en.endswith(".")
        assert item.meaning.zh.endswith("。")
        assert bool(item.words) is (item.kind == "choice")


def test_a_third_party_report_has_more_than_twenty_items() -> None:
    assert sum(key.startswith("report_") for key in ITEMS) >= 24
    assert all(item.group == "report" for key, item in ITEMS.items() if key.startswith("report_"))


def test_no_label_means_two_items() -> None:
    owners: dict[str, set[str]] = {}
    for item in ITEMS.values():
        for label in (item.key, item.title.en, item.title.zh, *item.also):
            owners.setdefault(squash(label), set()).add(item.key)
    assert {label: keys for label, keys in owners.items() if len(keys) > 1} == {}


def test_no_word_of_a_choice_means_two() -> None:
    for item in ITEMS.values():
        names = Counter(squash(n) for word, ns in item.words.items() for n in {word, *ns})
        assert [name for name, times in names.items() if times > 1] == []


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("total_assets", "total_assets"),
        ("Total Assets", "total_assets"),
        ("总资产", "total_assets"),
        ("资产总计", "total_assets"),
        ("注册资本", "registered_capital"),
        ("实缴资本", "paid_in_capital"),
        ("Paid-up capital", "paid_in_capital"),
        ("失信被执行人", "dishonest_debtor"),
        ("　净利润 ", "net_income"),
        ("EBIT", "ebit"),
    ],
)
def test_a_label_in_either_language_names_its_item(label: str, key: str) -> None:
    found = item_of(label)
    assert found is not None
    assert found.key == key


def test_what_no_item_is_called_gets_the_nearest_name() -> None:
    assert item_of("total asets") is None
    assert nearest_item("total asets") == "did you mean total_assets?"
    assert nearest_item("实缴资本金") == "did you mean paid_in_capital?"
    assert nearest_item("§§§") == ""


def test_the_words_of_a_choice_are_found_in_both_languages() -> None:
    statements = ITEMS["statements"]
    assert choice_of(statements, "经审计") == "audited"
    assert choice_of(statements, "Not provided") == "none"
    assert choice_of(statements, "audited by myself") is None


def test_the_words_that_the_score_and_the_knock_outs_know_are_those_of_the_file() -> None:
    for key in ("statements", "ownership_change", "country_risk"):
        assert set(ITEMS[key].words) == set(BY_KEY[key].words)
    for entry in packaged_credit().knock_outs.values():
        assert entry.item in ITEMS
        assert set(entry.words) <= set(ITEMS[entry.item].words)


def test_the_policy_has_rules_for_groups_of_the_file_whose_facts_age() -> None:
    for group in packaged_credit().freshness:
        assert any(item.ages for item in of_group(group)), group
