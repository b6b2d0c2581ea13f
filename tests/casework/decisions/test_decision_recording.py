"""Decisions in the log: with all inputs, made again bit for bit; overrides that expire."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from decision_cases import LOOKED, TODAY, credit, customer, decided, money
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import ledgerguard.casework.decisions.recording as recording
from ledgerguard.casework.customer_file.behaviour import Behaviour
from ledgerguard.casework.customer_file.facts import CustomerFile, Fact, FileProblem
from ledgerguard.casework.decisions.encoding import (
    Inputs,
    decision_bytes,
    inputs_bytes,
    inputs_of,
)
from ledgerguard.casework.decisions.overrides import (
    CreditOverride,
    effective,
    override_in_force,
    overrides_of,
    record_override,
)
from ledgerguard.casework.decisions.past import DECISION, decisions_of, last_decided
from ledgerguard.casework.decisions.recording import record_decision, replay_decision
from ledgerguard.casework.decisions.records import Request
from ledgerguard.casework.runs import history_of
from ledgerguard.errors import InvalidValue, LogError, OutOfDomain
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.credit_policy import packaged_credit
from ledgerguard.policy.firm import load_policy, policy_from_texts
from ledgerguard.store.entries import Entry
from ledgerguard.store.log import Log


@pytest.fixture
def log() -> Iterator[Log]:
    with Log.memory() as opened:
        yield opened


LEDGER = {
    "EUR": Behaviour("EUR", 1_234, 56, 7, 8.25, 77.7, 9_999, 36_500, (1, 2, 3, 4, 5), LOOKED - 900)
}
REQUEST = Request(order=50_001, limit=70_000, uplift_rate=0.1, merged=("B", "C"))


def test_a_decision_replays_bit_for_bit_from_the_log_alone(log: Log) -> None:
    file = CustomerFile(
        "客户 1", customer(money("insured_limit", 333.33)).facts, (FileProblem(3, "x", "?", "no"),)
    )
    policy = policy_from_texts({"firm.toml": '[credit]\nprofile = "wholesale"\n'})
    made = record_decision(
        log, file, LEDGER, policy.credit, TODAY, policy=policy, request=REQUEST, actor="Li"
    )
    again = replay_decision(log, made.id)
    assert again.equal
    assert not again.other_version
    assert decision_bytes(again.decision) == decision_bytes(made.decision)
    assert again.decision == made.decision
    assert log.verify() == ()


ITEMS = [
    *("equity", "rating", "own_limit", "insured_limit", "order_backlog", "insolvency", "country"),
    *("quarter_orders", "report_default_probability", "statements", "oldest_overdue_days"),
]
WORDS: dict[str, list[str | bool]] = {
    "rating": ["D", "BBB", "3"],
    "statements": ["none", "audited"],
    "country": ["VN", "DE"],
    "insolvency": [True, False],
}


@st.composite
def facts(draw: st.DrawFn) -> Fact:
    """A fact as a reader of files would take it: words where words belong, else a number."""
    item = draw(st.sampled_from(ITEMS))
    value = draw(st.sampled_from(WORDS[item]) if item in WORDS else st.floats(0, 1e9))
    on = draw(st.integers(TODAY - 900, TODAY + 5))
    currency = draw(st.sampled_from(["EUR", "CNY"]))
    return Fact(item, value, on, NO_DAY, currency, draw(st.sampled_from(["", "sp", "coface-dra"])))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(facts(), max_size=8), st.integers(0, 10**7))
def test_whatever_is_decided_replays(more: list[Fact], order: int) -> None:
    with Log.memory() as log:
        asked = Request("EUR", order=order)
        made = record_decision(log, customer(*more), {}, packaged_credit(), TODAY, request=asked)
        assert replay_decision(log, made.id).equal


def test_inputs_come_back_as_they_were_order_of_rules_included() -> None:
    given_ = Inputs(customer(), LEDGER, packaged_credit(), TODAY, REQUEST)
    back = inputs_of(inputs_bytes(given_))
    assert back == given_
    assert list(back.credit.knock_outs) == list(packaged_credit().knock_outs)


def test_a_changed_outcome_is_found(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    made = record_decision(log, customer(), {}, packaged_credit(), TODAY)
    monkeypatch.setattr(recording, "decide", lambda *_, **__: replace(made.decision, limit=1))
    assert not replay_decision(log, made.id).equal


def test_a_replay_says_that_another_version_recorded_it(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = record_decision(log, customer(), {}, packaged_credit(), TODAY)
    monkeypatch.setattr(recording, "__version__", "99.0")
    again = replay_decision(log, made.id)
    assert again.other_version
    assert (again.version, again.equal) == ("99.0", True)


def test_what_cannot_be_replayed_says_why(log: Log) -> None:
    with pytest.raises(InvalidValue, match="none yet"):
        replay_decision(log, "x")
    made = record_decision(log, customer(), {}, packaged_credit(), TODAY)
    with pytest.raises(InvalidValue, match=made.id):
        replay_decision(log, "x")
    for wrong in (b"{}", b'{"file":{"customer_id":"1","facts":[],"problems":[]},"behaviour":{},'
                  b'"credit":{},"as_of":1,"request":{}}'):  # fmt: skip
        with pytest.raises(LogError, match="shape"):
            inputs_of(wrong)
    endless = customer(Fact("order_fulfilment", float("inf"), LOOKED))
    with pytest.raises(LogError, match="finite"):
        inputs_bytes(Inputs(endless, {}, packaged_credit(), TODAY, Request()))


def test_the_worklist_knows_that_the_customer_was_looked_at(log: Log) -> None:
    record_decision(log, customer(), {}, packaged_credit(), TODAY, entity="DE1")
    assert history_of(log.rows()).reassessed == {("DE1", "1001"): TODAY}


def test_a_withheld_decision_is_recorded_and_is_no_look(log: Log) -> None:
    bare = customer(without=["registry_status"])
    made = record_decision(log, bare, {}, packaged_credit(), TODAY)
    assert made.decision.outcome == "withheld"
    assert history_of(log.rows()).reassessed == {}
    assert last_decided(log, "1001") is None
    assert len(decisions_of(log, "1001")) == 1
    assert replay_decision(log, made.id).equal


def test_decisions_of_a_customer_by_currency_and_their_ids(log: Log) -> None:
    policy = load_policy()
    for currency, as_of in (("EUR", TODAY - 1), ("CNY", TODAY), ("EUR", TODAY - 1)):
        file = customer(money("reference_limit", 9_000.0, currency="CNY"))
        record_decision(
            log, file, {}, policy.credit, as_of, policy=policy, request=Request(currency)
        )
    ids = [row.body["id"] for row in decisions_of(log, "1001")]
    assert len(set(ids)) == 3
    assert [row.body["currency"] for row in decisions_of(log, "1001", "EUR")] == ["EUR", "EUR"]
    assert decisions_of(log, "1002") == []
    last = last_decided(log, "1001", "EUR")
    assert last is not None
    assert last.body["id"] == ids[2]
    newest = last_decided(log, "1001")
    assert newest is not None
    assert newest.body["currency"] == "CNY"


def test_the_next_decision_knows_the_day_of_the_last_one(log: Log) -> None:
    news = customer(Fact("enforcement", False, LOOKED), Fact("management_change", True, TODAY))
    record_decision(log, customer(), {}, packaged_credit(), TODAY - 10)
    made = record_decision(log, news, {}, packaged_credit(), TODAY)
    assert made.decision.review is not None
    assert [t.values[0] for t in made.decision.review.triggers] == ["management_change"]
    assert replay_decision(log, made.id).equal


def override(**changed: object) -> CreditOverride:
    usual = CreditOverride(
        "1001", "EUR", TODAY, TODAY + 30, "Parent guarantees", "credit-manager", 4_000_000
    )
    return replace(usual, **changed)  # type: ignore[arg-type]


@pytest.fixture
def decided_log(log: Log) -> Log:
    record_decision(log, customer(), {}, packaged_credit(), TODAY, request=Request("EUR"))
    return log


def test_an_override_holds_until_its_last_day(decided_log: Log) -> None:
    record_override(decided_log, override(), packaged_credit(), actor="Li")
    assert override_in_force(decided_log, "1001", "EUR", TODAY + 30) == override()
    assert override_in_force(decided_log, "1001", "EUR", TODAY + 31) is None
    assert override_in_force(decided_log, "1001", "EUR", TODAY - 1) is None
    assert override_in_force(decided_log, "1001", "CNY", TODAY) is None
    assert override_in_force(decided_log, "1002", "EUR", TODAY) is None
    (row,) = decided_log.rows(kind="credit-override")
    assert row.body["decision"] == decisions_of(decided_log, "1001")[0].body["id"]


def test_orders_are_held_against_an_override_while_it_runs(decided_log: Log) -> None:
    """40,000 by override: of an order of 50,000 there go 40,000 on credit; after it 33,000."""
    record_override(decided_log, override(), packaged_credit())

    def on_credit(as_of: int) -> tuple[int, bool]:
        made = record_decision(
            decided_log, customer(), {}, packaged_credit(), as_of, request=Request(order=5_000_000)
        )
        assert replay_decision(decided_log, made.id).equal
        assert made.decision.terms is not None
        told = "override" in [note.code for note in made.decision.notes]
        return made.decision.terms.on_credit, told

    assert on_credit(TODAY + 30) == (4_000_000, True)
    assert on_credit(TODAY + 31) == (3_300_000, False)
    record_override(decided_log, override(on=TODAY + 35, until=TODAY + 36), packaged_credit())
    failed = customer(Fact("insolvency", True, LOOKED))
    order = Request(order=5_000_000)
    made = record_decision(decided_log, failed, {}, packaged_credit(), TODAY + 35, request=order)
    assert (made.decision.outcome, made.decision.limit) == ("cash", 0)  # by the policy
    assert made.decision.terms is not None
    assert made.decision.terms.on_credit == 4_000_000  # by the override
    cut = override(limit=0, on=TODAY + 40, until=TODAY + 41, post="credit-committee")
    record_override(decided_log, cut, packaged_credit())
    assert on_credit(TODAY + 40) == (0, True)


def test_the_newest_override_counts_and_after_it_the_older_one_again(decided_log: Log) -> None:
    first, second = override(), override(until=TODAY + 5, limit=3_500_000)
    for each in (first, second):
        record_override(decided_log, each, packaged_credit())
    assert override_in_force(decided_log, "1001", "EUR", TODAY + 5) == second
    assert override_in_force(decided_log, "1001", "EUR", TODAY + 6) == first
    assert overrides_of(decided_log, "1001", "EUR") == [first, second]


@pytest.mark.parametrize(
    ("changed", "error", "message"),
    [
        ({"reason": " "}, InvalidValue, "reason must be given"),
        ({"limit": None}, InvalidValue, "limit or terms"),
        ({"limit": -1}, OutOfDomain, "limit must not be negative"),
        ({"terms_days": -1}, OutOfDomain, "terms_days must not be negative"),
        ({"until": TODAY - 1}, OutOfDomain, "until must be from"),
        ({"until": TODAY + 31}, OutOfDomain, "30 days at most"),
        ({"until": -1}, OutOfDomain, "until must be"),
        ({"post": "credit-analyst", "limit": 1}, InvalidValue, "may override"),
        ({"post": "nobody"}, InvalidValue, "credit-manager"),
        ({"limit": 12_500_001}, InvalidValue, "may grant EUR 125,000.01 for grade 5"),
        ({"customer_id": "1002"}, InvalidValue, "must follow a decision"),
        ({"currency": "CNY"}, InvalidValue, "must follow a decision"),
    ],
)
def test_an_override_that_nobody_may_make(
    decided_log: Log, changed: dict[str, object], error: type[Exception], message: str
) -> None:
    rows = len(decided_log)
    with pytest.raises(error, match=message):
        record_override(decided_log, override(**changed), packaged_credit())
    assert len(decided_log) == rows


def test_terms_alone_are_overridden_by_who_may_grant_the_limit(decided_log: Log) -> None:
    longer = override(limit=None, terms_days=60)
    record_override(decided_log, longer, packaged_credit())
    made = decided()
    assert (effective(made, longer, TODAY).limit, effective(made, longer, TODAY).terms_days) == (
        3_300_000, 60,
    )  # fmt: skip
    strict = credit(approvals=tuple(
        replace_up_to(entry) for entry in packaged_credit().approvals
    ))  # fmt: skip
    with pytest.raises(InvalidValue, match=r"may grant EUR 33,000\.00"):
        record_override(decided_log, longer, strict)


def replace_up_to(entry: object) -> object:
    import attrs

    return attrs.evolve(entry, up_to={"EUR": 32_999.0})  # type: ignore[misc]


def test_what_holds_on_a_day() -> None:
    made = decided()
    during = effective(made, override(), TODAY + 30)
    assert (during.limit, during.terms_days, during.override) == (4_000_000, 45, override())
    after = effective(made, override(), TODAY + 31)
    assert (after.limit, after.terms_days, after.override) == (3_300_000, 45, None)
    assert effective(made, None, TODAY).limit == 3_300_000
    withheld = decided(customer(without=["registry_status"]))
    assert effective(withheld, None, TODAY).terms_days is None
    with pytest.raises(InvalidValue, match="1001 EUR"):
        effective(made, override(currency="CNY"), TODAY)


def test_rows_of_other_kinds_are_no_decisions(log: Log) -> None:
    log.append([Entry("run", {"as_of": 1})])
    assert list(log.rows(kind=DECISION)) == []
