"""Nodes 7 and 8: the contract with its clauses, the insurer's cover."""

from __future__ import annotations

import pytest
from node_cases import CASH, TODAY, case, codes, fact, item, limit, node

from ledgerguard.casework.nodes.agreement import CLAUSES
from ledgerguard.ledger.amount import Amount

SIGNED = fact("contract_signed", True, 100)
WHOLE = tuple(fact(clause, True, 100) for clause in CLAUSES)


def test_a_signed_contract_with_every_clause_passes() -> None:
    one = node("contract", case(SIGNED, *WHOLE))
    assert (one.state, one.owner, codes(one)) == ("passed", "sales", ["contract", "clauses"])
    assert one.evidence[1].values == (6,)


@pytest.mark.parametrize("clause", CLAUSES)
def test_a_contract_that_lacks_a_clause_fails_and_names_it(clause: str) -> None:
    facts = [one for one in WHOLE if one.item != clause]
    one = node("contract", case(SIGNED, *facts, fact(clause, False)))
    assert one.state == "failed"
    assert codes(one) == ["clauses-lacking", "contract"]
    assert one.evidence[0].values == (clause,)


@pytest.mark.parametrize("clause", CLAUSES[1:])
def test_a_clause_that_nobody_has_looked_at_is_due(clause: str) -> None:
    one = node("contract", case(SIGNED, *[f for f in WHOLE if f.item != clause]))
    assert (one.state, one.evidence[0].values) == ("due", (clause,))


def test_instalments_must_be_tied_to_progress_only_where_there_are_any() -> None:
    facts = (SIGNED, *WHOLE[1:])
    twice = (item("R1", -20), item("R1", -20, part=2))
    assert node("contract", case(*facts, items=twice)).state == "passed"
    plan = (item("R1", -20), item("R1", -50, part=2))
    one = node("contract", case(*facts, items=plan))
    assert (one.state, one.evidence[0].values) == ("due", (CLAUSES[0],))


@pytest.mark.parametrize(("left", "state"), [(30, "passed"), (29, "due"), (0, "due")])
def test_a_contract_that_ends(left: int, state: str) -> None:
    signed = fact("contract_signed", True, 100, left=left)
    one = node("contract", case(signed, *WHOLE))
    assert (one.state, one.due_on) == (state, TODAY + left)


def test_a_contract_that_has_ended_fails_while_something_is_open() -> None:
    past = fact("contract_signed", True, 100, left=-1)
    assert node("contract", case(past, *WHOLE, items=(item(),))).state == "failed"
    assert node("contract", case(past, *WHOLE)).state == "open"


def test_an_unsigned_contract_fails_and_an_unknown_one_is_open() -> None:
    assert node("contract", case(fact("contract_signed", False))).state == "failed"
    assert node("contract", case()).state == "open"
    assert node("contract", case(CASH)).state == "not-applicable"


def test_cover_passes_within_the_insured_limit() -> None:
    facts = (limit(1_000, kind="insured"), fact("insurer_decision", "approved"))
    one = node("cover", case(*facts, items=(item(),), insurance="report-fifteen"))
    assert (one.state, one.owner) == ("passed", "credit-insurance")
    assert codes(one) == ["insurer-agreed", "covered"]


def test_what_passes_the_insured_limit_is_our_own_risk() -> None:
    one = node("cover", case(limit(999, kind="insured"), limit(9_999), items=(item(),)))
    assert (one.state, codes(one)[0]) == ("due", "beyond-cover")
    assert one.evidence[0].values[2] == Amount(100, "EUR")


def test_cover_fails_without_an_insured_limit_in_the_currency() -> None:
    owing = (item(), item("R2", currency="USD"))
    one = node("cover", case(limit(2_000, kind="insured"), items=owing, insurance="exim-like"))
    assert (one.state, one.stake) == ("failed", (Amount(100_000, "USD"),))
    assert node("cover", case(limit(), insurance="exim-like")).state == "open"


@pytest.mark.parametrize("word", ["refused", "cancelled"])
def test_cover_fails_when_the_insurer_says_no(word: str) -> None:
    facts = (limit(2_000, kind="insured"), fact("insurer_decision", word))
    assert node("cover", case(*facts, items=(item(),))).state == "failed"


@pytest.mark.parametrize("word", ["conditional", "investigating"])
def test_cover_is_due_while_the_insurer_has_not_settled_it(word: str) -> None:
    facts = (limit(2_000, kind="insured"), fact("insurer_decision", word))
    assert node("cover", case(*facts, items=(item(),))).state == "due"


@pytest.mark.parametrize(("left", "state"), [(30, "passed"), (0, "due"), (-1, "failed")])
def test_an_insured_limit_that_ends(left: int, state: str) -> None:
    facts = limit(2_000, kind="insured", left=left)
    one = node("cover", case(facts, items=(item(),), insurance="exim-like"))
    assert (one.state, one.due_on) == (state, TODAY + left)


def test_cover_of_a_discretionary_limit_counts_where_none_is_named() -> None:
    facts = limit(2_000, kind="discretionary")
    assert node("cover", case(facts, items=(item(),))).state == "passed"


def test_cover_is_not_asked_of_who_is_not_insured_and_open_where_nobody_knows() -> None:
    assert node("cover", case(items=(item(),), insurance="none")).state == "not-applicable"
    unknown = node("cover", case(items=(item(),)))
    assert (unknown.state, codes(unknown)) == ("open", ["insurance-unknown"])
    nothing = node("cover", case(insurance="exim-like"))
    assert (nothing.state, codes(nothing)) == ("open", ["nothing-to-cover"])
    ended = node("cover", case(limit(), limit(kind="insured", left=-1), insurance="exim-like"))
    assert (ended.state, codes(ended)) == ("open", ["cover-ended"])
