"""All nodes together: their owners, their words, their counts and what is at stake."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
from hypothesis import given
from hypothesis import strategies as st
from node_cases import CREDIT, case, fact, item, node

from ledgerguard.casework.nodes.cycle import RULES, by_currency, node_summary, owner_of, sixteen
from ledgerguard.casework.nodes.evidence_words import EVIDENCE
from ledgerguard.casework.nodes.records import STATES, Finding, NodeContext, OpenInvoice, State
from ledgerguard.casework.nodes.words import (
    ADVICE,
    PHASES,
    STATE_WORDS,
    TITLES,
    evidence_of,
    owner_words,
    said,
)
from ledgerguard.ledger.amount import Amount
from ledgerguard.policy.schema import Wording

REVOKED = fact("registry_status", "revoked")
ACTIVE = fact("registry_status", "active")


def test_there_are_sixteen_in_the_order_of_a_deal() -> None:
    nodes = sixteen(case())
    assert [one.number for one in nodes] == list(range(1, 17))
    phases = [one.phase for one in nodes]
    assert phases == ["prevention"] * 6 + ["contract"] * 5 + ["collection"] * 3 + ["transfer"] * 2


def test_every_node_has_an_owner_in_the_packaged_charter() -> None:
    assert all(owner_of(case(), rule.key) for rule in RULES)
    nobody = attrs.evolve(CREDIT, charter=())
    assert owner_of(case(credit=nobody), "identity") == ""


def test_a_holder_is_named_beside_the_post() -> None:
    held = attrs.evolve(CREDIT, holders={"sales": "Ms Li"})
    assert owner_words(held, "sales", "zh") == "销售部 (Ms Li)"
    assert owner_words(CREDIT, "sales", "en") == "Sales"
    assert owner_words(CREDIT, "stranger", "en") == "stranger"


def test_a_node_is_in_the_worst_state_of_its_checks_and_tells_that_first() -> None:
    old = fact("registry_status", "active", 400)
    one = node("registry", case(old))
    assert (one.state, one.evidence[0].code) == ("failed", "registry-stale")


def test_the_stake_counts_an_item_once_and_each_currency_by_itself() -> None:
    wrong = item(disputed=True, due=-1, issued=-1)
    dollars = item("R2", currency="USD", disputed=True)
    one = node("invoice_accuracy", case(items=(wrong, dollars)))
    assert len(one.evidence) == 3
    assert one.stake == (Amount(100_000, "EUR"), Amount(100_000, "USD"))


def test_the_summary_counts_customers_and_adds_what_is_at_stake() -> None:
    nodes = {
        "A": sixteen(case(REVOKED, items=(item(), item("R2", currency="USD")))),
        "B": sixteen(case(REVOKED, items=(item(),))),
        "C": sixteen(case(ACTIVE, items=(item(),))),
        "D": sixteen(case()),
    }
    registry = node_summary(nodes)[1]
    assert registry.key == "registry"
    assert registry.counts == {
        "failed": 2, "due": 0, "open": 1, "passed": 1, "not-applicable": 0,
    }  # fmt: skip
    assert registry.stake == (Amount(200_000, "EUR"), Amount(100_000, "USD"))
    assert set(registry.failing) == {"A", "B"}


def test_the_summary_of_nobody() -> None:
    assert [sum(one.counts.values()) for one in node_summary({})] == [0] * 16


def test_what_is_due_is_at_stake_as_well() -> None:
    old = fact("registry_status", "active", 350)
    due = node_summary({"A": sixteen(case(old, items=(item(),)))})[1]
    assert (due.counts["due"], due.stake) == (1, (Amount(100_000, "EUR"),))
    assert due.failing == ()


def test_what_is_only_open_is_not_counted_as_at_stake() -> None:
    owing = {"A": sixteen(case(items=(item(),)))}
    contract = node_summary(owing)[6]
    assert (contract.counts["open"], contract.stake) == (1, ())


items = st.builds(
    item,
    st.sampled_from(["R1", "R2", "R3"]),
    st.integers(-60, 400),
    currency=st.sampled_from(["EUR", "USD"]),
    open=st.integers(1, 10**9),
    disputed=st.booleans(),
)


@given(st.lists(st.lists(items, max_size=4, unique_by=lambda i: i.key), max_size=4))
def test_every_customer_is_in_one_state_of_each_node(ledgers: list[list[OpenInvoice]]) -> None:
    made: dict[str, NodeContext] = {
        f"C{place}": case(items=tuple(owing)) for place, owing in enumerate(ledgers)
    }
    counts = node_summary({name: sixteen(one) for name, one in made.items()})
    for one in counts:
        assert sum(one.counts.values()) == len(made)
        assert list(one.counts) == list(STATES)
        whole = by_currency(i.open for owing in ledgers for i in owing)
        most = {amount.currency: amount.minor for amount in whole}
        assert all(amount.minor <= most[amount.currency] for amount in one.stake)


@given(st.lists(items, max_size=5, unique_by=lambda i: i.key))
def test_all_evidence_has_words_in_both_languages(owing: list[OpenInvoice]) -> None:
    for one in sixteen(case(REVOKED, items=tuple(owing), insurance="exim-like")):
        for language in ("en", "zh"):
            text = evidence_of(one, language)
            assert text
            assert "{" not in text


def test_words_of_titles_states_phases_and_advice_are_whole() -> None:
    keys = {rule.key for rule in RULES}
    assert set(TITLES) == keys == set(ADVICE)
    assert set(PHASES) == {rule.phase for rule in RULES}
    assert set(STATE_WORDS) == set(STATES)
    asked: set[State] = {"failed", "due", "open"}
    assert all(set(advice) == asked for advice in ADVICE.values())
    both: list[Mapping[Any, Wording]] = [EVIDENCE, TITLES, PHASES, STATE_WORDS, *ADVICE.values()]
    for words in both:
        assert all(
            one.en and one.zh and one.en != one.zh
            for one in words.values()
            if one.en != "{0} × {1}"
        )


def test_one_item_is_said_in_the_singular() -> None:
    assert said(Finding("accurate", (1,)), "en") == "1 item without fault"
    assert said(Finding("accurate", (21,)), "en") == "21 items without fault"
    lacking = Finding("clauses-lacking", ("contract_court", "contract_penalty"))
    assert said(lacking, "en") == "the contract lacks: Court agreed, Late interest agreed"
    assert said(lacking, "zh") == "合同缺少：管辖法院明确、违约责任明确"
    assert said(Finding("registry", ("",)), "en") == "active by the register on no date"
    assert said(Finding("insurer-refused", ("refused", "")), "zh") == "保险公司于 无日期 答复：拒保"
