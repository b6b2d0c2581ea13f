"""How old facts are: at the edge of each rule, and what the policy makes of it."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from ledgerguard.casework.customer_file.behaviour import Behaviour
from ledgerguard.casework.customer_file.facts import CustomerFile, Fact
from ledgerguard.casework.customer_file.freshness import (
    Freshness,
    fact_state,
    freshness,
    notches,
)
from ledgerguard.casework.customer_file.overview import FileLine, lines
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.credit_file import CreditPolicy, FreshnessEntry
from ledgerguard.policy.credit_policy import packaged_credit

AS_OF = 45_350

CREDIT: CreditPolicy = attrs.evolve(
    packaged_credit(),
    freshness={
        "identity": FreshnessEntry(365, "withhold", 0, required=True),
        "statements": FreshnessEntry(548, "downgrade", 2),
        "bank": FreshnessEntry(183, "note", 1),
        "litigation": FreshnessEntry(183, "downgrade", 1, required=True),
        "behaviour": FreshnessEntry(92, "downgrade", 1),
    },
)


def file_of(*facts: Fact) -> CustomerFile:
    return CustomerFile("A", facts)


def old(item: str, value: Any, days: int) -> Fact:
    return Fact(item, value, AS_OF - days)


def of(group: str, *facts: Fact, behaviour: Any = None) -> Freshness:
    found = freshness(file_of(*facts), CREDIT, AS_OF, behaviour)
    return next(each for each in found if each.group == group)


@pytest.mark.parametrize(("days", "state"), [(0, "fresh"), (548, "fresh"), (549, "stale")])
def test_a_fact_of_just_the_maximum_age_is_fresh(days: int, state: str) -> None:
    found = of("statements", old("total_assets", 1.0, days))
    assert (found.state, found.age, found.max_days) == (state, days, 548)
    assert found.stale is (state == "stale")
    assert found.notches == (2 if state == "stale" else 0)


def test_the_newest_fact_of_a_group_counts_and_a_later_one_is_not_known() -> None:
    facts = [old("bank_line", 1.0, 500), old("bank_inflow", 1.0, 20), old("bank_line", 1.0, -1)]
    found = of("bank", *facts)
    assert (found.age, found.state) == (20, "fresh")


def test_each_rule_does_its_own() -> None:
    withheld = of("identity", old("registry_status", "active", 366))
    assert (withheld.withholds, withheld.notches) == (True, 0)
    noted = of("bank", old("bank_line", 1.0, 184))
    assert (noted.stale, noted.withholds, noted.notches) == (True, False, 0)
    lowered = of("statements", old("total_assets", 1.0, 549))
    assert (lowered.withholds, lowered.notches) == (False, 2)


def test_a_missing_group_is_stale_only_where_it_is_required() -> None:
    assert (of("identity").state, of("identity").withholds) == ("missing", True)
    assert (of("litigation").stale, of("litigation").notches) == (True, 1)
    assert (of("statements").state, of("statements").stale) == ("missing", False)
    assert notches(freshness(file_of(), CREDIT, AS_OF)) == 1


def test_a_fact_without_a_day_is_as_old_as_can_be() -> None:
    found = of("statements", Fact("total_assets", 1.0))
    assert (found.state, found.age, found.notches) == ("undated", None, 2)


def test_a_name_does_not_make_the_look_at_the_register_younger() -> None:
    facts = (old("name", "Alpha", 0), old("registry_status", "active", 400))
    assert of("identity", *facts).age == 400
    assert fact_state(old("name", "Alpha", 9_000), CREDIT, AS_OF) == "fresh"
    assert fact_state(Fact("own_limit", 1.0), CREDIT, AS_OF) == "fresh"


def test_a_note_that_no_statements_were_given_makes_the_old_ones_no_younger() -> None:
    facts = (old("statements", "none", 0), old("total_assets", 1.0, 600))
    assert of("statements", *facts).age == 600
    assert of("statements", old("statements", "none", 0)).age == 0


def test_what_the_ledger_tells_is_of_the_day() -> None:
    stated = old("days_beyond_terms", 5.0, 200)
    assert of("behaviour", stated).state == "stale"
    for told in (Behaviour("EUR"), {"EUR": Behaviour("EUR")}):
        found = of("behaviour", stated, behaviour=told)
        assert (found.state, found.age, found.fact) == ("fresh", 0, None)
    assert of("behaviour", behaviour={}).state == "missing"


def overview(*facts: Fact, behaviour: Any = None) -> dict[Any, FileLine]:
    found = lines(file_of(*facts), CREDIT, AS_OF, behaviour)
    return {line.fact.row if line.fact else line.group: line for line in found}


def test_the_overview_says_of_each_fact_whether_it_counts() -> None:
    day = AS_OF - 10
    found = overview(
        Fact("registry_status", "active", AS_OF - 400, row=1),
        Fact("bank_line", 1.0, day, currency="EUR", source="North", row=2),
        Fact("bank_line", 1.0, day - 1, currency="EUR", source="north", row=3),
        Fact("bank_line", 1.0, day - 1, currency="EUR", source="South", row=4),
        Fact("bank_line", 1.0, day - 1, currency="USD", source="North", row=5),
        Fact("own_limit", 1.0, day, AS_OF, "EUR", row=6),
        Fact("temporary_limit", 1.0, day, AS_OF - 1, "EUR", row=7),
        Fact("insured_limit", 1.0, AS_OF + 1, currency="EUR", row=8),
        Fact("total_assets", 1.0, currency="EUR", row=9),
    )
    assert {row: line.state for row, line in found.items() if isinstance(row, int)} == {
        1: "stale",
        2: "fresh",
        3: "earlier",  # the same bank, in another spelling
        4: "fresh",
        5: "fresh",
        6: "fresh",  # the last day still counts
        7: "ended",
        8: "later",
        9: "undated",
    }
    assert found[1].rule is not None
    assert found[1].rule.withholds
    assert (found[8].age, found[6].max_days, found[2].max_days) == (None, None, 183)


def test_an_old_case_in_court_counts_as_long_as_somebody_looked_lately() -> None:
    case = Fact("litigation", 1.0, AS_OF - 900, currency="EUR", row=1)
    assert overview(case)[1].state == "stale"
    looked = Fact("enforcement", False, AS_OF - 9, row=2)
    assert overview(case, looked)[1].state == "fresh"


def test_the_overview_tells_what_is_missing_and_what_the_ledger_brings() -> None:
    found = overview()
    assert {key: line.state for key, line in found.items()} == dict.fromkeys(
        CREDIT.freshness, "missing"
    )
    assert found["identity"].rule is not None
    assert found["bank"].rule is None  # nothing follows
    assert overview(behaviour=Behaviour("EUR"))["behaviour"].state == "ledger"
    assert found["statements"].fact is None
    assert NO_DAY not in [line.age for line in found.values()]
