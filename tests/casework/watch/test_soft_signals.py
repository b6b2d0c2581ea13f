"""Warnings from a customer's file, by hand."""

from __future__ import annotations

import pytest
from ledger_rows import DAY, Row, frame_of

from ledgerguard.casework.customer_file.facts import CustomerFile, Fact, FileProblem
from ledgerguard.casework.records import Reason
from ledgerguard.casework.watch.readings import Reading
from ledgerguard.casework.watch.series import picture
from ledgerguard.casework.watch.soft_signals import file_readings, limit_readings
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.credit_policy import packaged_credit

CREDIT = packaged_credit()
DAYS = tuple(DAY - 30 * back for back in range(5, -1, -1))


def read(*facts: Fact, problems: tuple[FileProblem, ...] = ()) -> dict[str, Reading]:
    file = CustomerFile("A", facts, problems)
    return {one.indicator: one for one in file_readings(file, DAYS, CREDIT)}


def uses(*facts: Fact, owed: int = 80_000) -> list[Reading]:
    seen = picture(frame_of([Row(issued=DAY - 10, amount=owed)]), DAY)
    file = CustomerFile("A", facts)
    return limit_readings(file, "EUR", seen.accounts["A", "EUR"], seen, CREDIT)


def limit(kind: str, value: float) -> Fact:
    return Fact(f"{kind}_limit", value, DAY - 100, currency="EUR")


def test_requests_of_a_year_are_counted() -> None:
    facts = (
        Fact("extension_request", 30.0, DAY),
        Fact("extension_request", "asks for June", DAY - 364),
        Fact("extension_request", 30.0, DAY - 365),  # a year ago: no more
        Fact("extension_request", 30.0, DAY + 1),  # not known yet
        Fact("extension_request", False, DAY - 1),  # nothing was asked for
        Fact("extension_request", 30.0),  # nobody knows when
    )
    assert read(*facts)["extension_requests"].value == 2


def test_changes_of_managers_are_counted_or_stated() -> None:
    changes = [Fact("management_change", True, DAY - days) for days in (1, 700, 730)]
    assert read(*changes)["management_turnover"].value == 2
    assert read(*changes, Fact("management_turnover", 5.0, DAY))["management_turnover"].value == 5


def test_sector_rate_is_followed_and_a_stale_one_is_told() -> None:
    fresh = Fact("sector_default_rate", 0.03, DAY - 40)
    found = read(fresh)["sector_default_rate"]
    assert found.series == (None,) * 4 + (0.03, 0.03)  # known since 40 days: at the last two points
    assert found.value == 0.03
    most = CREDIT.freshness["signals"].max_days
    stale = read(Fact("sector_default_rate", 0.03, DAY - most - 1))["sector_default_rate"]
    assert (stale.value, stale.fixed) == (None, "watch")
    assert stale.facts == (Reason("stale", ("sector_default_rate", most + 1, most)),)
    undated = read(Fact("sector_default_rate", 0.03))["sector_default_rate"]
    assert undated.facts[0].values[1] == NO_DAY


def test_a_rating_falls_by_our_grades_whatever_its_direction() -> None:
    # Coface counts down from 10 (best), Allianz Trade up from 1 (best).
    coface = [
        Fact("rating", 8.0, DAY - 500, source="coface-dra"),  # in force when the year began
        Fact("rating", 5.0, DAY - 10, source="coface-dra"),
    ]
    fallen = read(*coface)["rating_drop"]
    assert fallen.value is not None
    assert fallen.value > 0
    assert fallen.facts[0] == Reason("rating", ("coface-dra", "8.0", "5.0"))
    # The same numbers on a scale on which 1 is best are an upgrade.
    allianz = [Fact("insurer_grade", f.value, f.day, source="allianz-trade") for f in coface]
    assert read(*allianz)["rating_drop"].value == 0
    # One rating alone has not fallen.
    assert "rating_drop" not in read(coface[1])


def test_the_drop_is_from_the_best_of_the_year_of_the_agency_that_falls_most() -> None:
    facts = [
        Fact("rating", "A", DAY - 300, source="sp"),
        Fact("rating", "BBB", DAY - 200, source="sp"),
        Fact("rating", "B", DAY - 20, source="sp"),
        Fact("rating", "Baa1", DAY - 300, source="moodys"),
        Fact("rating", "Baa2", DAY - 20, source="moodys"),
    ]
    found = read(*facts)["rating_drop"]
    assert found.facts == (Reason("rating", ("sp", "A", "B")),)


def test_a_rating_that_cannot_be_read_is_told() -> None:
    found = read(Fact("rating", "Q7", DAY, source="sp"))["rating_drop"]
    assert (found.value, found.fixed) == (None, "watch")
    assert found.facts == (Reason("unread", ("rating", "Q7", "sp")),)


def test_claims_over_assets_in_their_own_currency() -> None:
    facts = (
        Fact("litigation", 30_000.0, DAY - 9, currency="EUR"),
        Fact("litigation", 20_000.0, DAY - 8, currency="EUR"),
        Fact("total_assets", 1_000_000.0, DAY - 100, currency="EUR"),
    )
    assert read(*facts)["litigation"].value == pytest.approx(0.05)
    # A claim in dollars is no part of it, and has no assets to be held against.
    dollars = Fact("litigation", 900_000.0, DAY - 9, currency="USD")
    mixed = read(*facts, dollars)["litigation"]
    assert mixed.value == pytest.approx(0.05)
    assert mixed.fixed == "watch"
    assert mixed.facts == (Reason("no-assets", ("USD 900,000.00",)),)
    nothing = Fact("litigation", 0.0, DAY, currency="EUR")  # a search that found none
    assert "litigation" not in read(nothing)


@pytest.mark.parametrize("item", ["insolvency", "enforcement", "dishonest_debtor"])
def test_what_the_courts_have_decided_acts_by_itself(item: str) -> None:
    assert read(Fact(item, True, DAY - 5))["litigation"].fixed == "act"
    assert "litigation" not in read(Fact(item, False, DAY - 5))


def test_rows_that_could_not_be_read_are_told() -> None:
    lost = tuple(FileProblem(row, "x", "?", "no such item") for row in range(2, 7))
    found = read(problems=lost)["unread_rows"]
    assert found.value == 5
    assert found.facts[0] == Reason("row", (2, "x", "no such item"))
    assert len(found.facts) == 3


def test_use_of_a_limit_by_hand() -> None:
    orders = (
        Fact("uninvoiced_deliveries", 120.0, DAY - 5, currency="EUR"),
        Fact("order_backlog", 300.0, DAY - 5, currency="EUR"),
        Fact("advance_payments", 100.0, DAY - 5, currency="EUR"),
        Fact("order_backlog", 9_999.0, DAY - 5, currency="USD"),
    )
    own, insured = uses(limit("own", 1_000), limit("insured", 500), *orders)
    # Own: 800 open + 120 + 300 - 100 = 1120 of 1000. Insured: what is delivered, 920 of 500.
    assert own.value == pytest.approx(1.12)
    assert insured.value == pytest.approx(1.84)
    assert own.facts == (Reason("limit", ("own",)),)
    assert insured.facts == (Reason("limit", ("insured",)),)


def test_own_and_insured_limits_are_never_added() -> None:
    # Together they would cover the 800 that are owed; each alone does not.
    for one in uses(limit("own", 500), limit("insured", 500)):
        assert one.value == pytest.approx(1.6)


def test_a_temporary_limit_stands_in_place_of_the_own_one() -> None:
    found = uses(limit("own", 1_000), Fact("temporary_limit", 1_600.0, DAY - 9, DAY, "EUR"))
    assert [(one.value, one.facts[0].values) for one in found] == [(0.5, ("temporary",))]


def test_a_limit_of_nothing() -> None:
    own, insured = uses(limit("own", 0), limit("insured", 0))
    assert (own.fixed, insured.fixed) == ("act", "watch")
    assert own.facts == (Reason("no-limit", ("own",)),)
    assert uses(limit("own", 0), owed=0) == []
    assert uses(Fact("own_limit", 900.0, DAY - 100, currency="USD")) == []


def test_the_use_is_that_of_the_limit_of_its_day() -> None:
    seen = picture(frame_of([Row(issued=DAY - 200, amount=50_000)]), DAY)
    facts = (
        Fact("own_limit", 1_000.0, DAY - 300, currency="EUR"),
        Fact("own_limit", 500.0, DAY - 40, currency="EUR"),
    )
    (found,) = limit_readings(
        CustomerFile("A", facts), "EUR", seen.accounts["A", "EUR"], seen, CREDIT
    )
    assert found.series == (0.5,) * 4 + (1.0, 1.0)


def test_orders_too_old_are_left_out_and_told() -> None:
    most = CREDIT.freshness["orders"].max_days
    (found,) = uses(
        limit("own", 1_000), Fact("order_backlog", 500.0, DAY - most - 1, currency="EUR")
    )
    assert found.value == pytest.approx(0.8)
    assert found.facts[-1] == Reason("stale", ("order_backlog", most + 1, most))
