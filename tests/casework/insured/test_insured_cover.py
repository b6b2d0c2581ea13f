"""Cover of a buyer by day: limits named and cut, run-off, refusals, discretion, insolvency."""

from __future__ import annotations

import pytest
from insured_desk import decision, discretion, file_of, limit, policy_of

from ledgerguard.casework.customer_file.facts import Fact
from ledgerguard.casework.insured.cover import Cover, cover_of
from ledgerguard.errors import NotAvailable
from ledgerguard.ledger.schema import NO_DAY

CUT = 45_400
RUN_OFF = "run_off_days = 30"
DISCRETION = "discretionary_limit = { EUR = 20000 }"


def cover(
    *facts: Fact,
    terms: str = RUN_OFF,
    as_of: int = 46_000,
    currency: str = "EUR",
    rate: float | None = 0.9,
) -> Cover:
    policy = policy_of(terms, rate=rate)
    return cover_of(file_of(*facts), policy.insurances["ours"], currency, as_of, insurance="ours")


def seen(found: Cover, day: int) -> tuple[str, int]:
    answer = found.on(day)
    return answer.state, answer.minor


@pytest.mark.parametrize(
    ("day", "state", "minor"),
    [
        (45_299, "none", 0),  # the day before the first limit
        (45_300, "in-force", 10_000_000),
        (CUT - 1, "in-force", 10_000_000),
        (CUT, "run-off", 10_000_000),
        (CUT + 30, "run-off", 10_000_000),
        (CUT + 31, "in-force", 4_000_000),  # what the limit was cut to
    ],
)
def test_a_cut_limit_runs_off_over_thirty_days(day: int, state: str, minor: int) -> None:
    found = cover(limit(100_000, 45_300), limit(40_000, CUT))
    assert seen(found, day) == (state, minor)


def test_the_run_off_tells_its_last_day_and_the_limit_of_before() -> None:
    found = cover(limit(100_000, 45_300), limit(40_000, CUT)).on(CUT + 5)
    assert (found.run_off_until, found.valid_from, found.source) == (CUT + 30, 45_300, "Insurer")


def test_without_a_run_off_a_cut_holds_from_its_own_day() -> None:
    found = cover(limit(100_000, 45_300), limit(40_000, CUT), terms="")
    assert seen(found, CUT) == ("in-force", 4_000_000)


def test_a_limit_that_was_raised_runs_off_in_no_way() -> None:
    found = cover(limit(40_000, 45_300), limit(100_000, CUT))
    assert seen(found, CUT) == ("in-force", 10_000_000)


def test_two_cuts_in_a_row_run_off_each_for_itself() -> None:
    found = cover(limit(100_000, 45_300), limit(80_000, CUT), limit(50_000, CUT + 20))
    assert seen(found, CUT + 30) == ("run-off", 10_000_000)  # the first cut still runs off
    assert seen(found, CUT + 31) == ("run-off", 8_000_000)  # now only the second does
    assert seen(found, CUT + 51) == ("in-force", 5_000_000)


@pytest.mark.parametrize("word", ["cancelled", "refused"])
def test_a_decision_ends_a_limit_and_lets_it_run_off(word: str) -> None:
    found = cover(limit(100_000, 45_300), decision(word, CUT))
    assert seen(found, CUT + 30) == ("run-off", 10_000_000)
    assert seen(found, CUT + 31) == (word, 0)


def test_a_decision_about_another_currency_says_nothing_here() -> None:
    found = cover(limit(100_000, 45_300), decision("cancelled", CUT, "USD"))
    assert seen(found, CUT + 31) == ("in-force", 10_000_000)


def test_a_limit_of_nought_is_a_refusal_or_a_cancellation() -> None:
    assert seen(cover(limit(0, 45_300)), 45_400) == ("refused", 0)
    assert seen(cover(limit(5000, 45_300), limit(0, CUT), terms=""), CUT) == ("cancelled", 0)


def test_a_reduction_needs_its_amount() -> None:
    told = cover(limit(100_000, 45_300), decision("reduced", CUT), limit(40_000, CUT), terms="")
    assert seen(told, CUT) == ("in-force", 4_000_000)
    untold = cover(limit(100_000, 45_300), decision("reduced", CUT), terms="").on(CUT)
    assert (untold.state, untold.minor, untold.reason) == ("cancelled", 0, "reduced-unknown")


@pytest.mark.parametrize("word", ["approved", "partly", "conditional", "investigating"])
def test_a_decision_that_ends_nothing_leaves_the_limit(word: str) -> None:
    assert seen(cover(limit(1, 45_300), decision(word, CUT)), CUT) == ("in-force", 100)


def test_a_limit_ends_by_its_last_day_without_a_run_off() -> None:
    found = cover(limit(100_000, 45_300, 45_399))
    assert seen(found, 45_399) == ("in-force", 10_000_000)
    assert seen(found, 45_400) == ("expired", 0)


def test_a_limit_for_some_time_gives_way_to_the_one_below_it() -> None:
    found = cover(limit(100_000, 45_300), limit(150_000, 45_350, 45_380))
    assert seen(found, 45_380) == ("in-force", 15_000_000)
    assert seen(found, 45_381) == ("in-force", 10_000_000)


def test_what_is_decided_later_is_not_known_yet() -> None:
    found = cover(limit(100_000, 45_300), decision("cancelled", CUT), as_of=CUT - 1)
    assert found.now.state == "in-force"
    assert str(found.limit) == "EUR 100,000.00"


def test_the_discretionary_limit_stands_in_where_the_insurer_has_said_nothing() -> None:
    assert seen(cover(terms=DISCRETION), 45_400) == ("discretionary", 2_000_000)
    # that of the buyer counts within that of the policy
    assert seen(cover(discretion(15_000), terms=DISCRETION), 45_400)[1] == 1_500_000
    assert seen(cover(discretion(50_000), terms=DISCRETION), 45_400)[1] == 2_000_000
    assert seen(cover(discretion(50_000)), 45_400) == ("discretionary", 5_000_000)
    assert seen(cover(discretion(0), terms=DISCRETION), 45_400) == ("none", 0)
    assert seen(cover(discretion(9, 45_000, 45_100)), 45_400) == ("expired", 0)
    assert cover(terms=DISCRETION).limit.kind == "discretionary"


def test_no_discretion_heals_a_refusal_or_an_ended_limit() -> None:
    assert seen(cover(limit(0, 45_300), terms=DISCRETION), 45_400) == ("refused", 0)
    assert seen(cover(limit(9, 45_300, 45_310), terms=DISCRETION), 45_400) == ("expired", 0)
    assert seen(cover(limit(9, 45_300), terms=DISCRETION), 45_299) == ("discretionary", 2_000_000)


def test_a_limit_of_another_currency_covers_nothing() -> None:
    found = cover(limit(100_000, 45_300, currency="USD"))
    assert (found.on(45_400).state, found.on(45_400).reason) == ("none", "other-currency")
    assert found.other_currencies == ("USD",)
    assert cover().on(45_400).reason == "no-limit"


def test_an_own_limit_is_no_cover_and_is_added_to_none() -> None:
    own = Fact("own_limit", 1e6, 45_300, NO_DAY, "EUR")
    assert cover(own).now.state == "none"
    insured = cover(own, limit(100_000, 45_300)).limit
    assert insured.minor == 10_000_000
    with pytest.raises(TypeError, match="added to nothing"):
        insured + insured


@pytest.mark.parametrize(
    "fact",
    [
        Fact("insolvency", True, CUT),
        Fact("registry_status", "insolvent", CUT),
    ],
)
def test_deliveries_after_an_insolvency_are_not_covered(fact: Fact) -> None:
    found = cover(limit(100_000, 45_300), limit(5, CUT - 1), fact)
    assert seen(found, CUT - 1) == ("run-off", 10_000_000)
    assert found.on(CUT).reason == "insolvent"
    assert found.cause == "insolvency"


def test_an_insolvency_counts_from_its_first_day_until_it_is_over() -> None:
    first, again = Fact("insolvency", True, CUT), Fact("insolvency", True, CUT + 50)
    over = Fact("insolvency", False, CUT + 60)
    assert cover(limit(1, 45_300), first, again).insolvent_from == CUT
    ended = cover(limit(1, 45_300), first, again, over)
    assert (ended.insolvent_from, ended.cause) == (NO_DAY, "protracted-default")
    old = Fact("insolvency", False, CUT - 9)
    assert cover(limit(1, 45_300), old, first).insolvent_from == CUT
    assert cover(Fact("insolvency", True)).insolvent_from == 0  # since ever


@pytest.mark.parametrize("word", ["public", "associated"])
def test_a_kind_of_buyer_that_the_policy_excludes_is_not_insured(word: str) -> None:
    kind = Fact("buyer_kind", word, 45_000)
    excluded = 'excluded = ["vat", "public", "associated"]'
    assert cover(limit(9, 45_300), kind, terms=excluded).now.reason == f"{word}-buyer"
    assert cover(limit(9, 45_300), kind).now.state == "in-force"


def test_who_is_not_insured_has_no_cover() -> None:
    found = cover_of(file_of(limit(9, 45_300)), None, "EUR", 46_000)
    assert (found.now.state, found.now.reason, found.rate) == ("none", "no-policy", 0.0)
    assert found.leaves_out("vat")


def test_a_delivery_without_a_day_finds_no_cover() -> None:
    assert cover(limit(9)).on(NO_DAY).reason == "undated"


def test_the_insured_share_must_be_agreed() -> None:
    with pytest.raises(NotAvailable, match="insured_rate must be stated in the terms ours, got"):
        _ = cover(limit(9), rate=None).rate
    assert cover(limit(9)).rate == 0.9


def test_the_title_names_terms_that_nobody_names() -> None:
    terms = policy_of().insurances["ours"]
    assert cover_of(file_of(), terms, "EUR", 46_000).insurance == "Ours"
