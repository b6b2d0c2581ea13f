"""Priority: age x amount x risk x cover, as the policy weighs them; each number by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
from case_ledgers import DUE, Invoice, ledger, policy, reasons_of
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.casework.engine import derive
from ledgerguard.casework.history import History
from ledgerguard.casework.priority import Urgency, score
from ledgerguard.casework.records import Worklist
from ledgerguard.policy.firm import load_policy
from ledgerguard.policy.firm_file import Priority

WEIGHTS = load_policy().priority
URGENT = Urgency(90, 5_000, 5_000, 1.0, 0)


def points(urgency: Urgency, **weights: Any) -> float:
    return score(urgency, Priority(**weights))[0]


def test_all_that_can_be_urgent_is_a_hundred() -> None:
    assert score(URGENT, WEIGHTS)[0] == 100.0


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        # The fourth root of the only factor below 1.
        ({"oldest": 45}, 84.1),  # 0.5 ** 0.25 = 0.8409
        ({"oldest": 180}, 100.0),  # no more than full
        ({"amount": 1_250}, 84.1),  # a quarter of the largest: its root is 0.5
        ({"risk": 0.25}, 70.7),
        ({"risk": None}, 84.1),  # nobody knows: 0.5
        ({"days_to_cover_loss": None}, 84.1),  # no cover at stake: 0.5
        ({"days_to_cover_loss": 15}, 93.1),  # 0.75 ** 0.25 = 0.9306
        ({"days_to_cover_loss": 30}, 88.9),  # 0.625 ** 0.25 = 0.8891
        ({"days_to_cover_loss": -3}, 100.0),
        # None is below 0.05, or the other three would not count.
        ({"oldest": 0}, 47.3),  # 0.05 ** 0.25 = 0.4729
        ({"oldest": -7}, 47.3),
        ({"risk": 0.0}, 47.3),
        ({"amount": 0}, 47.3),
        ({"oldest": 0, "amount": 1, "risk": 0.0, "days_to_cover_loss": None}, 8.9),
    ],
    ids=str,
)
def test_one_factor_at_a_time(changes: dict[str, Any], expected: float) -> None:
    assert score(replace(URGENT, **changes), WEIGHTS)[0] == expected


def test_weights_are_shares_of_their_sum() -> None:
    half = replace(URGENT, oldest=45)
    assert points(half, age=1, amount=0, risk=0, cover=0) == 50.0
    assert points(half, age=2, amount=1, risk=1, cover=0) == 70.7  # 0.5 ** (2 / 4)
    assert points(half, age=0, amount=1, risk=1, cover=1) == 100.0
    assert points(half, age=10, amount=10, risk=10, cover=10) == 84.1


def test_without_any_weight_there_is_no_order_and_nothing_to_explain() -> None:
    assert score(URGENT, Priority(age=0, amount=0, risk=0, cover=0)) == (0.0, ())


def test_the_firm_says_when_age_and_cover_count_in_full() -> None:
    half = replace(URGENT, oldest=30)
    assert points(half, age_full_days=30) == 100.0
    assert points(half, age_full_days=60) == 84.1
    near = replace(URGENT, days_to_cover_loss=10)
    assert points(near, cover_full_days=10) == 100.0
    assert points(replace(near, days_to_cover_loss=25), cover_full_days=10) == 93.1


def test_the_factors_are_told() -> None:
    _, (reason,) = score(Urgency(45, 1_250, 5_000, None, 15), WEIGHTS)
    assert (reason.code, reason.values) == ("priority", (0.5, 0.5, 0.5, 0.75))


def test_the_largest_amount_may_be_nothing() -> None:
    assert points(replace(URGENT, amount=0, largest=0)) == 47.3


urgencies = st.builds(
    Urgency,
    st.integers(-100, 400),
    st.integers(0, 10**12),
    st.just(10**12),
    st.none() | st.floats(0, 1),
    st.none() | st.integers(-400, 400),
)


@given(urgencies, st.integers(0, 50), st.integers(0, 10**6))
def test_laws_of_priority(urgency: Urgency, days: int, more: int) -> None:
    found = score(urgency, WEIGHTS)[0]
    assert 5.0 <= found <= 100.0
    older = replace(urgency, oldest=urgency.oldest + days)
    assert score(older, WEIGHTS)[0] >= found
    larger = replace(urgency, amount=min(10**12, urgency.amount + more))
    assert score(larger, WEIGHTS)[0] >= found
    if urgency.days_to_cover_loss is not None:
        nearer = replace(urgency, days_to_cover_loss=urgency.days_to_cover_loss - days)
        assert score(nearer, WEIGHTS)[0] >= found


# In a worklist


def seen(*invoices: Invoice, company: str = 'insurance = "none"', more: str = "") -> Worklist:
    frame = ledger(*invoices)
    return derive(frame, policy(company, more), History(), DUE + 3, assume=True).worklist


def test_tasks_are_numbered_in_their_order() -> None:
    rows = [Invoice(f"R{size}", f"C{size}", amount=size * 10_000) for size in (2, 8, 5)]
    worklist = seen(*rows)
    assert [task.customer_id for task in worklist.tasks] == ["C8", "C5", "C2"]
    assert [(task.rank, task.id) for task in worklist.tasks] == [
        (1, "preview-0001"),
        (2, "preview-0002"),
        (3, "preview-0003"),
    ]
    priorities = [task.priority for task in worklist.tasks]
    assert priorities == sorted(priorities, reverse=True)


def test_amounts_are_compared_within_a_currency_only() -> None:
    # 100 million yen are many, and no more urgent than the largest debt in euros.
    yen, euros = (
        Invoice("R1", "A", currency="JPY", amount=100_000_000),
        Invoice("R2", "B", amount=1_000),
    )
    first, second = seen(yen, euros).tasks
    assert first.priority == second.priority
    assert reasons_of(first)["priority"][1] == reasons_of(second)["priority"][1] == 1.0


def test_of_equal_tasks_the_order_is_by_name_and_always_the_same() -> None:
    rows = [Invoice("R1", name) for name in "DBCA"]
    assert [task.customer_id for task in seen(*rows).tasks] == list("ABCD")


def test_risk_is_what_the_policy_says_else_how_late_one_has_paid() -> None:
    risks = "[customers.A]\nrisk = 0.9\n[customers.B]\nrisk = 0\n"
    rows = [Invoice("R1", "A"), Invoice("R2", "B"), Invoice("R3", "C"), Invoice("R4", "D")]
    # D has paid: on the day on which it was due.
    paid = Invoice("R5", "D", due=DUE - 20, paid=100_000, paid_on=DUE - 20, issued=DUE - 50)
    worklist = seen(*rows, paid, more=risks)
    found = {t.customer_id: reasons_of(t)["priority"][2] for t in worklist.tasks}
    # Whoever has paid on the day has a pay index of 80: a risk of 0.2.
    assert found == {"A": 0.9, "B": 0.05, "C": 0.5, "D": 0.2}


def test_cover_at_stake_comes_first() -> None:
    insured = '[customers.B]\ninsurance = "report-fifteen"\n'
    first, second = seen(Invoice("R1", "A"), Invoice("R2", "B"), more=insured).tasks
    assert (first.customer_id, second.customer_id) == ("B", "A")
    # Twelve days are left to report.
    factor = 0.5 + 0.5 * 0.5 ** (12 / 15)
    assert reasons_of(first)["priority"][3] == round(factor, 2)
    assert math.isclose(first.priority / second.priority, (factor / 0.5) ** 0.25, rel_tol=0.01)
