"""The grade: score, ratings of opposite directions, knock-outs, old data, and the way up."""

from __future__ import annotations

import pytest
from decision_cases import (
    BALANCE,
    LOOKED,
    PD,
    SCORE,
    TODAY,
    codes,
    credit,
    customer,
    day,
    decided,
    money,
)

from ledgerguard.casework.customer_file.behaviour import Behaviour
from ledgerguard.casework.customer_file.facts import Fact
from ledgerguard.casework.decisions.records import Grading
from ledgerguard.casework.decisions.scale import MasterScale
from ledgerguard.formulas.grading import UPPER_BOUNDS
from ledgerguard.policy.credit_file import FreshnessEntry
from ledgerguard.policy.credit_policy import packaged_credit


def grading(*more: Fact, without: tuple[str, ...] = (), **how: object) -> Grading:
    found = decided(customer(*more, without=without), **how).grading  # type: ignore[arg-type]
    assert found is not None
    return found


def test_the_score_that_was_derived_by_hand() -> None:
    found = grading()
    assert found.score == pytest.approx(SCORE)
    assert found.pd == pytest.approx(PD)
    assert (found.grade, found.own_grade, found.weight) == (5, 5, 100)


def test_what_each_factor_costs_the_dearest_first() -> None:
    """100 - 69.75 = 30.25 points are lost, 7 of them by paying 8 days late."""
    reasons = grading().reasons
    assert reasons[0].values[:2] == ("PAY", "days_beyond_terms")
    assert reasons[0].values[3] == pytest.approx(7)
    assert sum(float(reason.values[3]) for reason in reasons) == pytest.approx(100 - SCORE)


def test_the_cheapest_way_to_grade_four() -> None:
    """Grade 4 needs odds of 99: 50 + 10 log2(99 / 20) = 73.07. Paying within 5 days brings 0.25 of
    14 = 3.5 points, 73.25, for an effort of 1; nothing else costs as little.
    """
    (step,) = grading().path
    assert (step.what, step.to, step.effort, step.grade) == ("days_beyond_terms", "<= 5", 1, 4)
    assert step.score == pytest.approx(73.25)


def test_a_factor_that_nobody_knows_is_no_step() -> None:
    found = grading(without=("order_fulfilment", "days_beyond_terms"))
    assert found.weight == pytest.approx(80)
    assert not {"order_fulfilment", "days_beyond_terms"} & {step.what for step in found.path}


def test_nothing_is_planned_where_the_firm_forbids_the_only_way() -> None:
    none = {"upper_bounds": (1e-9, 2e-9, 3e-9, 4e-9, 5e-9, 6e-9, 7e-9, 8e-9)}
    found = grading(policy=credit(**none))
    assert (found.grade, found.path) == (9, ())  # even a score of 100 does not reach grade 8


@pytest.mark.parametrize(
    ("rating", "scale", "grade"),
    [("1", "allianz-trade", 1), ("1", "coface-dra", 9), ("10", "coface-dra", 1)],
)
def test_ratings_of_opposite_directions(rating: str, scale: str, grade: int) -> None:
    """The 1 of Allianz Trade is its best; the 1 of Coface its worst, 25 % to default: grade 9."""
    found = grading(Fact("rating", rating, LOOKED, source=scale))
    assert found.ratings[0].grade == grade
    assert found.grade == max(5, grade)  # the worse of own and agency prevails
    assert found.own_grade == 5


def test_the_worst_of_several_agencies_counts_and_holds_the_grade() -> None:
    found = grading(
        Fact("rating", "AAA", LOOKED, source="sp"),
        Fact("insurer_grade", 8.0, LOOKED, source="Allianz-Trade"),
    )
    assert found.grade == 8
    assert codes(hold.reason for hold in found.holds) == ["rating"]
    assert found.path[0].order == 0  # first get the rating up
    assert found.pd > PD


def test_of_one_scale_the_newest_rating_counts() -> None:
    found = grading(
        Fact("rating", "D", LOOKED - 40, source="sp"), Fact("rating", "BBB", LOOKED, source="sp")
    )
    assert [rating.rating for rating in found.ratings] == ["BBB"]


def test_a_rating_without_a_scale_counts_for_nothing_and_is_told() -> None:
    decision = decided(customer(Fact("rating", "3", LOOKED, source="my own")))
    assert decision.grading is not None
    assert decision.grading.ratings == ()
    assert "rating-unread" in codes(decision.notes)


def test_a_rating_in_default_is_the_last_grade() -> None:
    assert grading(Fact("rating", "D", LOOKED, source="sp")).grade == 10


def test_a_probability_that_a_report_states_counts_like_a_rating() -> None:
    """5 % lies in grade 7, which ends at 6 %."""
    found = grading(Fact("report_default_probability", 0.05, LOOKED, source="bureau"))
    assert (found.grade, found.pd) == (7, 0.05)
    failed = grading(Fact("report_default_probability", 1.0, LOOKED, source="bureau"))
    assert (failed.grade, failed.pd) == (10, 1.0)


SCORE_LESS = (
    "total_assets", "current_assets", "equity", "ebit", "operating_cash_flow", "litigation",
    "total_liabilities", "days_beyond_terms", "bank_line", "statements", "ownership_change",
)  # fmt: skip


def test_a_rating_alone_will_do_and_an_old_one_will_not() -> None:
    """Without these factors 13 of 100 are known: fulfilment 6, years 4, country 3."""
    fresh = Fact("rating", "BBB", LOOKED, source="sp")
    found = grading(fresh, without=SCORE_LESS)
    assert found.score is None
    assert found.weight == pytest.approx(13)
    assert found.grade == 6  # grade 2 by the rating, bounded at 6: no statements
    old = Fact("rating", "BBB", TODAY - 366, source="sp")
    decision = decided(customer(old, without=SCORE_LESS))
    assert (decision.outcome, decision.grading) == ("withheld", None)
    assert codes(decision.missing) == ["no-score"]
    assert "rating-old" in codes(decision.notes)


def test_an_old_rating_may_still_lower_a_grade() -> None:
    assert grading(Fact("rating", "CCC", TODAY - 366, source="sp")).grade > 5


@pytest.mark.parametrize(
    ("fact", "grade", "bars"),
    [
        (Fact("insolvency", True, LOOKED), 10, True),
        (Fact("registry_status", "revoked", LOOKED + 1), 10, True),
        (Fact("dishonest_debtor", True, LOOKED), 9, True),
        (Fact("oldest_overdue_days", 91.0, LOOKED), 8, True),
        (Fact("statements", "none", LOOKED), 6, False),
        (money("equity", -1.0, BALANCE), 7, False),
    ],
)
def test_knock_outs_bound_the_grade(fact: Fact, grade: int, bars: bool) -> None:
    found = grading(fact)
    assert (found.grade, found.bars_credit) == (grade, bars)
    assert found.pd >= MasterScale.of(packaged_credit()).least_pd(grade)


def test_ninety_days_past_due_are_not_yet_a_knock_out() -> None:
    assert grading(Fact("oldest_overdue_days", 90.0, LOOKED)).holds == ()


def test_the_ledger_tells_the_oldest_overdue_where_the_file_is_silent() -> None:
    late = {"CNY": Behaviour("CNY", oldest_days=120), "EUR": Behaviour("EUR", oldest_days=3)}
    found = decided(customer(), late, currency="EUR").grading
    assert found is not None
    assert (found.grade, found.bars_credit) == (8, True)


def test_old_statements_cost_a_grade_and_are_named() -> None:
    """548 days are allowed: on 2 July 2027 the statements are 548 days old, on the 3rd 549."""
    lately = day(2027, 7, 1)
    fresh = [Fact(f.item, f.value, lately, f.until, f.currency, f.source)
             for f in customer().facts if f.day == LOOKED]  # fmt: skip
    file = customer(*fresh)
    in_time = decided(file, as_of=day(2027, 7, 2))
    assert in_time.grading is not None
    assert in_time.grading.notches == 0
    late = decided(file, as_of=day(2027, 7, 3))
    assert late.grading is not None
    assert late.grading.notches == 1
    assert late.grading.grade == in_time.grading.grade + 1
    assert late.stale[0].values[:3] == ("statements", "stale", 549)
    assert "stale statements" in [step.what for step in late.grading.path]


def test_old_data_never_makes_a_failed_customer() -> None:
    rules = {
        **packaged_credit().freshness,
        "bank": FreshnessEntry(max_days=1, rule="downgrade", notches=9),
    }
    assert grading(policy=credit(freshness=rules)).grade == 9


def test_the_scale_of_a_firm() -> None:
    scale = MasterScale.of(packaged_credit())
    assert scale.bounds == (*UPPER_BOUNDS, 1.0)
    assert [scale.least_pd(grade) for grade in (1, 2, 9, 10)] == [0.0, 0.002, 0.12, 1.0]
    assert (scale.grade_of_pd(0.0144), scale.grade_of_pd(1.0), scale.failed) == (5, 10, 10)


def test_the_policy_may_let_the_own_grade_or_the_agency_prevail() -> None:
    best, failed = (Fact("rating", each, LOOKED, source="sp") for each in ("AAA", "D"))
    assert grading(best).grade == 5
    assert grading(best, policy=credit(scorecard={"prevails": "agency"})).grade == 1
    assert grading(failed, policy=credit(scorecard={"prevails": "own"})).grade == 5
    assert grading(policy=credit(scorecard={"prevails": "agency"})).grade == 5  # none has rated
