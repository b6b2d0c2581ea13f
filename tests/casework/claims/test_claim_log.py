"""What became of a claim: what the log takes, who gets what of a recovery, what remains.

The case of claim_desk: 162,800.00 claimed, 120,000.00 of it insured, 103,500.00 expected.
"""

from __future__ import annotations

from typing import Any

import pytest
from claim_desk import AS_OF, FACTS, ROWS, Desk, day, key, reported
from collector import ledger
from hypothesis import given
from hypothesis import strategies as st
from ledger_rows import law

from ledgerguard.casework import runs
from ledgerguard.casework.claims import recording
from ledgerguard.casework.claims.events import (
    Filed,
    Recovery,
    StatusChanged,
    claim_body,
    claim_event,
)
from ledgerguard.casework.claims.state import ClaimState, after, claim_state, claim_states
from ledgerguard.casework.records import CLAIM, REPORT
from ledgerguard.errors import InvalidValue, LogError, OutOfDomain
from ledgerguard.ledger.amount import Amount
from ledgerguard.store.entries import Entry
from ledgerguard.store.log import LogMoved


def eur(major: float) -> Amount:
    return Amount.of(major, "EUR")


class Filing(Desk):
    """A desk on which the claim of the case is filed."""

    def __init__(self) -> None:
        super().__init__(reported(day(2024, 2, 20), "A-1", "A-2"))
        self.filed = self.claim()
        self.name = self.filed.reference
        recording.record_claim(self.log, self.filed, self.policy, index="ab" * 32, actor="wang")

    def answer(self, status: str, on: int = AS_OF, **more: Any) -> ClaimState:
        return recording.record_status(self.log, self.name, status, on, **more)

    def recover(self, amount: float, **more: Any) -> tuple[ClaimState, Recovery]:
        return recording.record_recovery(self.log, self.name, AS_OF + 60, eur(amount), **more)

    @property
    def state(self) -> ClaimState:
        return claim_state(self.log, self.name)


def test_a_filed_claim_is_the_clocks_step_as_well() -> None:
    with Filing() as desk:
        history = runs.history_of(desk.log.rows())
        assert history.items[key("A-1")].days == {REPORT: day(2024, 2, 20), CLAIM: AS_OF}
        assert key("A-3") not in history.items  # delivered after the stop: not claimed
        state = desk.state
        kinds = [row.kind for row in desk.log.rows()][-2:]
        assert desk.claim().invoices[0].calendar.window(AS_OF) == "filed"
    assert kinds == ["claim-filed", "done"]
    assert (state.status, state.since) == ("filed", AS_OF)
    assert [one.item for one in state.filed.items] == [key("A-1"), key("A-2")]
    assert (state.claimed, state.expected) == (eur(162_800), eur(103_500))
    assert state.filed.pay_by == day(2024, 8, 19)  # 20 July and 30 days
    assert state.filed.index == "ab" * 32
    assert state.filed.policy_number == "P-4711"


def test_a_report_that_was_sent_comes_no_more() -> None:
    late = day(2024, 2, 27)
    with Desk() as desk:
        before = runs.run(ledger(ROWS), desk.policy, desk.log, late).derived.worklist
        claim = desk.claim(["A-1"], as_of=late)
        head = recording.record_report(desk.log, claim, desk.policy, actor="wang")
        assert head == desk.log.head
        again = desk.claim(["A-1"], as_of=late)
        assert recording.record_report(desk.log, again, desk.policy) == head  # nothing new
        after_it = runs.run(ledger(ROWS), desk.policy, desk.log, late).derived.worklist
        assert again.invoices[0].calendar.reported_on == late
    told = [{i.key.invoice for i in t.items} for t in before.tasks if t.kind == "insurer"]
    assert any("A-1" in invoices for invoices in told)
    assert not any(
        "A-1" in {i.key.invoice for i in t.items} for t in after_it.tasks if t.kind == "insurer"
    )


def test_the_insurer_answers_pays_and_is_asked_again() -> None:
    with Filing() as desk:
        assert desk.answer("acknowledged").status == "acknowledged"
        asked = desk.answer("information-requested", AS_OF + 5, note="order of A-2")
        assert asked.since == AS_OF + 5
        partly = desk.answer("partly", AS_OF + 20, amount=eur(80_000))
        assert (partly.accepted, partly.expected) == (eur(80_000), eur(80_000))
        paid = desk.answer("paid", AS_OF + 30, amount=eur(50_000))
        assert (paid.paid, paid.expected, paid.reopened) == (eur(50_000), eur(30_000), False)
        paid = desk.answer("paid", AS_OF + 31, amount=eur(30_000))
        assert (paid.paid, paid.expected, paid.reopened) == (eur(80_000), eur(0), False)
        again = desk.answer("accepted", AS_OF + 90, amount=eur(100_000))
        assert (again.reopened, again.expected) == (True, eur(20_000))
        assert desk.state == again
        assert [type(event) for event in again.events][:2] == [Filed, StatusChanged]


def test_an_acceptance_without_an_amount_accepts_what_we_expect() -> None:
    with Filing() as desk:
        assert desk.answer("accepted").accepted == eur(103_500)
        refused = desk.answer("refused", note="no order")
        assert (refused.expected, refused.accepted) == (eur(0), eur(0))
        assert desk.answer("acknowledged").reopened


@pytest.mark.parametrize(
    ("status", "more", "told"),
    [
        ("lost", {}, "status must be one of acknowledged, .*, got 'lost'"),
        ("paid", {}, "status paid must come with an amount, got none"),
        ("partly", {}, "status partly must come with an amount, got none"),
        ("refused", {"note": " "}, "a refusal must come with its grounds"),
        ("acknowledged", {"on": AS_OF - 1}, "must not be before the claim .2024-07-20., got 2024"),
        ("paid", {"amount": Amount.of(5, "USD")}, "must be in EUR, .*, got USD 5.00"),
    ],
)
def test_answers_that_cannot_be_are_refused(status: str, more: dict[str, Any], told: str) -> None:
    with Filing() as desk:
        head = desk.log.head
        with pytest.raises(InvalidValue, match=told):
            desk.answer(status, **more)
        assert desk.log.head == head


def test_amounts_that_cannot_be_are_refused() -> None:
    with Filing() as desk:
        with pytest.raises(OutOfDomain, match=r"not pay more than was claimed \(EUR 162,800.00\)"):
            desk.answer("paid", amount=eur(162_800.01))
        with pytest.raises(OutOfDomain, match=r"amount must be above 0, got EUR 0\.00"):
            desk.answer("paid", amount=eur(0))
        with pytest.raises(OutOfDomain, match=r"amount must be above 0, got EUR -1\.00"):
            desk.answer("accepted", amount=eur(-1))
        for amount in (0, -5, 162_800.01):
            with pytest.raises(OutOfDomain, match="a recovery must be above 0 and at most"):
                desk.recover(amount)
        with pytest.raises(OutOfDomain, match="costs must be from 0 to the recovery"):
            desk.recover(100, costs=eur(101))
        with pytest.raises(InvalidValue, match="must be in EUR"):
            desk.recover(100, costs=Amount.of(1, "USD"))
        with pytest.raises(InvalidValue, match="must not be before the claim"):
            recording.record_recovery(desk.log, desk.name, AS_OF - 1, eur(5))


def test_a_recovery_is_shared_by_the_insured_part_and_the_insured_share() -> None:
    # 120,000 / 162,800 of it belongs to the insured debt, of which the insurer gets 90 %:
    # 16,280 * 120,000 / 162,800 = 12,000; * 0.9 = 10,800.00.
    with Filing() as desk:
        desk.answer("paid", AS_OF + 30, amount=eur(103_500))
        state, event = desk.recover(16_280)
        assert (event.to_insurer, event.kept) == (1_080_000, 548_000)
        assert (state.debt, state.with_insurer) == (eur(146_520), eur(92_700))
        assert state.with_firm == eur(162_800 - 103_500 - 5_480)
        # Less 280 of costs: 16,000 * 120,000 / 162,800 = 11,793.6118; * 0.9 = 10,614.25.
        state, event = desk.recover(16_280, costs=eur(280), note="agency")
        assert (event.to_insurer, event.kept) == (1_061_425, 538_575)
        assert (state.costs, state.recovered) == (eur(280), eur(32_560))
        assert desk.state == state


def test_the_insurer_gets_no_more_than_it_has_paid() -> None:
    with Filing() as desk:
        _, early = desk.recover(1_000)
        assert (early.to_insurer, early.kept) == (0, 100_000)  # nothing is paid yet
        desk.answer("paid", AS_OF + 70, amount=eur(500))
        state, late = desk.recover(10_000)
        assert late.to_insurer == 50_000
        assert state.with_insurer == eur(0)


def test_oldest_first_gives_the_firm_first_what_lay_above_the_limit() -> None:
    with Filing() as desk:
        body = next(iter(desk.log.rows(kind="claim-filed"))).body
        filed = claim_event("claim-filed", {**body, "rule": "oldest-first"})
        assert isinstance(filed, Filed)
    nothing = eur(0)
    state = ClaimState(filed, "paid", AS_OF, None, eur(103_500), nothing, nothing, nothing)
    # 42,800.00 of the debt lie outside the insured loss and are paid first.
    first = recording.split(state, eur(42_800), nothing, AS_OF)
    assert first.to_insurer == 0
    second = recording.split(after(state, first), eur(1_000), nothing, AS_OF)
    assert second.to_insurer == 90_000


@law
@given(
    st.lists(st.tuples(st.integers(1, 3_000_000), st.integers(0, 200)), max_size=5),
    st.integers(0, 10_350_000),
)
def test_what_is_left_adds_up(steps: list[tuple[int, int]], paid: int) -> None:
    filed = Filed(
        "C", AS_OF, "", "A", "EUR", "mine", "", "protracted-default", (), 16_280_000, 12_000_000,
        10_350_000, 0.9, "pro-rata", AS_OF,
    )  # fmt: skip
    nothing = eur(0)
    state = ClaimState(filed, "paid", AS_OF, None, Amount(paid, "EUR"), nothing, nothing, nothing)
    for minor, costs in steps:
        amount, cost = Amount(minor, "EUR"), Amount(min(costs, minor), "EUR")
        event = recording.split(state, amount, cost, AS_OF)
        assert 0 <= event.to_insurer <= state.with_insurer.minor
        state = after(state, event)
        assert state.debt + state.costs == state.with_firm + state.with_insurer
        assert event.amount == event.costs + event.to_insurer + event.kept
    if steps and paid == 10_350_000:
        whole = sum(minor - min(costs, minor) for minor, costs in steps)
        assert abs(state.to_insurer.minor - whole * 120_000 / 162_800 * 0.9) <= len(steps)


def test_an_invoice_is_claimed_once_unless_it_was_refused() -> None:
    with Filing() as desk:
        with pytest.raises(InvalidValue, match=f"claimed once, got A-1, A-2, .*{desk.name}"):
            recording.record_claim(desk.log, desk.claim(), desk.policy)
        with pytest.raises(InvalidValue, match="claimed once, got A-2"):
            recording.record_claim(desk.log, desk.claim(["A-2"]), desk.policy)
        desk.answer("refused", note="no order")
        recording.record_claim(desk.log, desk.claim(["A-2"]), desk.policy)
        assert len(claim_states(desk.log.rows())) == 2


def test_a_claim_of_deliveries_after_the_stop_alone_is_none() -> None:
    with Desk() as desk, pytest.raises(InvalidValue, match="there is nothing to claim"):
        recording.record_claim(desk.log, desk.claim(["A-3"]), desk.policy)


def test_what_an_earlier_claim_has_used_is_gone_when_it_is_no_longer_open() -> None:
    with Filing() as desk:
        left = [(name, one) for name, one in ROWS if name != "A-1"]
        late = ("A-9", ROWS[2][1]._replace(issued=day(2023, 12, 22)))
        found = desk.claim(["A-9"], rows=[*left, late])
        assert found.invoices[0].loss.left == eur(0)  # have used all of it
        desk.answer("refused", note="no order")
        found = desk.claim(["A-9"], rows=[*left[:1], *left[2:], late])
        assert found.invoices[0].loss.left == eur(120_000)
        assert len(found.earlier) == 1


def test_nothing_is_recorded_on_a_log_that_has_moved_on() -> None:
    with Desk(reported(day(2024, 2, 20), "A-1", "A-2")) as desk:
        claim = desk.claim()
        desk.log.append([Entry("reply", {"scope": ["", "B", None], "on": AS_OF, "channel": "",
                                         "words": "x"})])  # fmt: skip
        with pytest.raises(LogMoved):
            recording.record_claim(desk.log, claim, desk.policy)


def test_a_policy_without_a_time_to_pay_names_no_day() -> None:
    from claim_desk import FIRM, firm

    policy = firm(FIRM.replace("settlement_period = 30\n", ""))
    with Desk(reported(day(2024, 2, 20), "A-1", "A-2")) as desk:
        desk.policy = policy
        claim = desk.claim(facts=FACTS)
        recording.record_claim(desk.log, claim, policy)
        assert claim_state(desk.log, claim.reference).filed.pay_by == -1


def test_rows_that_are_no_events_of_a_claim_are_told() -> None:
    with Filing() as desk:
        body = claim_body(StatusChanged("C-0", AS_OF, "paid", 1, "EUR"))
        desk.log.append([Entry("claim-status", body)])
        with pytest.raises(LogError, match="must speak of a claim that was filed"):
            claim_states(desk.log.rows())
    for kind, wrong in (
        ("claim-filed", {}),
        ("claim-status", {**body, "status": "lost"}),
        ("claim-other", body),
    ):
        with pytest.raises(LogError, match="must hold an event of a claim"):
            claim_event(kind, wrong)
    with Filing() as desk, pytest.raises(InvalidValue, match=f"got 'C-1'.*{desk.name}"):
        claim_state(desk.log, "C-1")
    with Desk() as empty, pytest.raises(InvalidValue, match="the log has none yet"):
        claim_state(empty.log, "C-1")
