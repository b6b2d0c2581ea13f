"""Curves of delays against published figures, and against what can be worked out by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from case_ledgers import DUE, Invoice, ledger
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.casework.cash.delays import (
    EARLIEST,
    LARGEST_SHIFT,
    LATEST,
    Curve,
    Rules,
    curve_of,
    delays,
    mean_later,
    observed,
    shifts,
)
from ledgerguard.ledger.schema import NO_DAY

FROM_START = EARLIEST
PLAIN = Rules(weighting="count", pseudo_items=0, customer_items=0)


def curve(
    reached: Sequence[int],
    settled: Sequence[bool],
    entered: Sequence[int] | None = None,
    pseudo_items: float = 0,
    prior: Curve | None = None,
) -> Curve:
    size = len(reached)
    return curve_of(
        np.array(entered or [FROM_START] * size, np.int64),
        np.array(reached, np.int64),
        np.array(settled, bool),
        np.ones(size),
        pseudo_items,
        prior,
    )


def left(one: Curve, day: int) -> float:
    return float(np.exp(one.open_after(np.array([day]))[0]))


def paid(invoice: str, delay: int, customer: str = "A", **more: Any) -> Invoice:
    """100 invoiced 30 days before the due date and paid so many days after it."""
    return Invoice(invoice, customer, amount=100, paid=100, paid_on=DUE + delay)._replace(**more)


def test_the_curve_is_the_published_one_of_remission_times() -> None:
    # Freireich et al. 1963, the arm with 6-MP, as printed in every textbook of survival analysis:
    # weeks of 21 patients. Column S(t) of Kleinbaum and Klein.
    weeks = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
    lasting = {3, 5, 7, 8, 11, 12, 13, 16, 17, 18, 19, 20}  # 6+ 9+ 10+ 11+ 17+ 19+ 20+ 25+ ...
    found = curve(weeks, [place not in lasting for place in range(21)])
    published = {5: 1, 6: 0.8571, 7: 0.8067, 10: 0.7529, 13: 0.6902, 16: 0.6275, 22: 0.5378}
    for day, share in {**published, 23: 0.4482, 35: 0.4482}.items():
        assert left(found, day) == pytest.approx(share, abs=5e-5)
    assert found.last == 23


def test_what_was_not_yet_seen_is_not_at_risk() -> None:
    # On day 1 two are at risk, the third is seen from day 2 on; on day 4 two again, on day 6 one.
    found = curve([1, 4, 6], [True] * 3, entered=[-5, 2, -5])
    assert [left(found, day) for day in (0, 1, 4, 6)] == pytest.approx([1, 0.5, 0.25, 0], abs=1e-9)


def test_a_prior_counts_as_so_many_items() -> None:
    # All settled: two imagined items, half of them paid on day 0 and half on day 10, and two own
    # ones paid on day 5. Of four, one is paid by day 0, three by day 5, all by day 10.
    prior = curve([0, 10], [True, True])
    found = curve([5, 5], [True, True], pseudo_items=2, prior=prior)
    assert [left(found, day) for day in (-1, 0, 5, 10)] == pytest.approx([1, 0.75, 0.25, 0])
    assert found.last == 10


def test_imagined_items_without_a_prior_are_never_paid() -> None:
    # One of two at risk is paid; the other is imagined: half is left to the policy.
    found = curve([7], [True], pseudo_items=1)
    assert left(found, 6) == 1
    assert left(found, LATEST) == pytest.approx(0.5)


def test_a_moved_curve_is_later_by_so_many_days() -> None:
    moved = curve([0, 10], [True, True]).moved(30)
    assert [left(moved, day) for day in (29, 30, 39, 40)] == pytest.approx([1, 0.5, 0.5, 0])
    assert moved.last == 40
    assert curve([3], [False]).moved(30).last is None


def test_the_mean_of_what_is_paid_later() -> None:
    found = mean_later(curve([0, 10], [True, True]))
    at = {day: found[day - (EARLIEST - 1)] for day in (EARLIEST - 1, -1, 0, 9, 10, 50)}
    assert list(at.values()) == pytest.approx([5, 5, 10, 10, 10, 50])


def test_without_any_payment_the_mean_is_the_day_itself() -> None:
    found = mean_later(curve([3], [False]))
    assert found[0] == EARLIEST - 1
    assert found[-1] == LATEST


def test_a_customers_shift_by_hand() -> None:
    # A pays 10 days late, B on time, twice each: the mean is 5. Three imagined items more draw
    # A's 5 + 5 to 10 / (2 + 3) = 2 days.
    frame = ledger(*(paid(f"{who}{n}", d, who) for who, d in (("A", 10), ("B", 0)) for n in (1, 2)))
    rules = Rules(weighting="count", pseudo_items=0, customer_items=3)
    found = delays(frame, DUE + 50, rules)
    assert dict(found.shifts) == {"A": 2, "B": -2}
    assert (found.settled, found.settled_disputed) == (4, 0)
    # Both customers' items, moved back by their shifts: 8 and 2 days late.
    assert [left(found.ordinary, day) for day in (1, 2, 7, 8)] == pytest.approx([1, 0.5, 0.5, 0])


def test_an_open_item_counts_as_late_as_those_that_are_paid_later() -> None:
    # P pays at 0 and 20. Q's item is 10 days past due: paid later means paid at 20. At risk on
    # day 0 are three, of whom one is paid; then all at 20: the mean is 40 / 3, Q's distance 6.67.
    frame = ledger(
        paid("P1", 0, "P", due=DUE, paid_on=DUE),
        paid("P2", 20, "P", due=DUE - 20, paid_on=DUE, issued=DUE - 50),
        Invoice("Q1", "Q", amount=100, due=DUE - 10),
    )
    seen = observed(frame, DUE, PLAIN)
    found = dict(zip(seen.customers, shifts(seen, PLAIN).tolist(), strict=True))
    assert found == {"P": round((-40 / 3 + 20 / 3) / 2), "Q": round(20 / 3)}


def test_no_customer_is_moved_beyond_the_largest_shift() -> None:
    frame = ledger(*(paid(f"A{n}", 0) for n in range(9)), paid("B", 700, "B", issued=DUE - 1))
    found = delays(frame, DUE + 700, Rules("count", 2000, 0, 0))
    assert found.shifts["B"] == LARGEST_SHIFT


def test_amounts_weigh() -> None:
    # 300 paid on time, 100 ten days late: by amount three quarters are paid on day 0, by count a
    # half.
    frame = ledger(paid("A1", 0, amount=300, paid=300), paid("A2", 10))
    for weighting, share in (("amount", 0.25), ("count", 0.5)):
        found = delays(frame, DUE + 50, Rules(weighting, 365, 0, 1e9))  # type: ignore[arg-type]
        assert left(found.ordinary, 0) == pytest.approx(share)


def test_disputes_start_from_the_ordinary_curve_later_by_the_policy() -> None:
    # Ordinary items are paid on time. One imagined dispute is paid 60 days late, one real one 20.
    rules = Rules("count", 365, 1, 1e9)
    frame = ledger(*(paid(f"A{n}", 0) for n in range(99)), paid("D", 20, disputed=1))
    found = delays(frame, DUE + 80, rules)
    assert found.settled_disputed == 1
    # 99 of the 100 ordinary ones (the last is imagined and never paid).
    assert left(found.ordinary, 0) == pytest.approx(0.01)
    assert left(found.disputed, 19) == 1
    assert left(found.disputed, 20) == pytest.approx(0.5)
    assert left(found.disputed, 60) == pytest.approx(0.5 * 0.01)


@pytest.mark.parametrize(
    "row",
    [
        Invoice("X", amount=-50, paid=-50, paid_on=DUE + 40),  # a credit note
        Invoice("X", amount=50, paid=50, paid_on=NO_DAY),  # paid on an unknown day
        Invoice("X", amount=50, paid=50, paid_on=DUE, due=NO_DAY),
        Invoice("X", amount=50, paid=50, paid_on=DUE - 400, due=DUE - 400, issued=DUE - 430),
        Invoice("X", amount=50, paid=50, paid_on=DUE + 60, issued=DUE + 51),  # not yet known
    ],
)
def test_what_tells_no_delay_is_left_out(row: Invoice) -> None:
    frame = ledger(paid("A1", 5), row)
    assert len(observed(frame, DUE + 50, PLAIN).reached) == 1


def test_a_part_payment_leaves_the_item_at_risk() -> None:
    seen = observed(ledger(Invoice("A", amount=100, paid=99, paid_on=DUE)), DUE + 50, PLAIN)
    assert (seen.settled.tolist(), seen.reached.tolist()) == ([False], [50])


def test_under_observation_from_the_invoice_or_the_begin_of_history() -> None:
    as_of = DUE + 50
    frame = ledger(
        Invoice("A", amount=100),  # issued 30 days before it is due
        Invoice("B", amount=100, issued=NO_DAY),
        Invoice("C", amount=100, due=DUE - 370, issued=DUE - 390),
        Invoice("D", amount=100, paid=100, paid_on=DUE - 40),  # paid before its invoice
    )
    found = observed(frame, as_of, Rules(history_days=100)).entered.tolist()
    assert found == [-30, -49, 321, -40]


@given(st.lists(st.tuples(st.integers(-30, 60), st.booleans()), min_size=1, max_size=30))
def test_without_censoring_it_is_the_plain_share_and_with_it_never_less(
    drawn: list[tuple[int, bool]],
) -> None:
    reached = [day for day, _ in drawn]
    flags = [flag for _, flag in drawn]
    plain, censored = curve(reached, [True] * len(drawn)), curve(reached, flags)
    for day in range(-31, 62):
        share = sum(one > day for one in reached) / len(reached)
        assert left(plain, day) == pytest.approx(share, abs=1e-9)
        assert left(censored, day) >= share - 1e-9
