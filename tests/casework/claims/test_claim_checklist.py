"""What is there and what is missing, by what the customer's file proves of which invoice."""

from __future__ import annotations

import pytest
from claim_desk import FACTS, FIRM, LIMIT, VAT, claim_of, day, firm, row

from ledgerguard.casework.claims.checklist import PAPERS
from ledgerguard.casework.claims.records import ClaimFile
from ledgerguard.casework.customer_file.evidence import Evidence, is_given, words_of_fact
from ledgerguard.casework.customer_file.facts import CustomerFile, Fact


def states(claim: ClaimFile, paper: str) -> dict[str, tuple[str, str]]:
    return {
        one.invoice: (one.state, one.evidence.en)
        for one in claim.requirements
        if one.paper.key == paper
    }


def with_facts(*facts: Fact) -> ClaimFile:
    return claim_of(facts=CustomerFile("A", (LIMIT, VAT, *facts)))


def test_the_checklist_of_the_case() -> None:
    claim = claim_of()
    assert states(claim, "delivery") == {"A-1": ("there", "CMR 17, A-1"), "A-2": ("missing", "")}
    assert states(claim, "limit")["A-2"] == ("there", "EUR 120,000.00, Insurer")
    assert states(claim, "policy-number") == {"": ("there", "P-4711")}
    assert states(claim, "insured-rate") == {"": ("there", "90 %")}
    assert states(claim, "vat") == {"": ("there", "13 %")}
    assert states(claim, "report") == {"A-1": ("missing", ""), "A-2": ("missing", "")}
    # A-3 has no cover to claim: nobody need look for its papers.
    assert "A-3" not in {one.invoice for one in claim.requirements}
    assert [one.paper.key for one in claim.missing if not one.invoice] == [
        "contract", "dunning", "balance",
    ]  # fmt: skip


def test_a_proof_counts_for_the_invoice_that_its_value_or_source_names() -> None:
    by_value = with_facts(Fact("delivery_proof", "POD-A-2.pdf", day(2024, 1, 2), source="carrier"))
    assert states(by_value, "delivery") == {
        "A-1": ("missing", ""),
        "A-2": ("there", "POD-A-2.pdf, carrier"),
    }
    for_all = with_facts(Fact("delivery_proof", True, day(2024, 1, 2)))
    assert states(for_all, "delivery")["A-1"] == ("there", "as the customer's file says")


def test_a_number_that_begins_like_another_is_not_named() -> None:
    rows = [
        ("A-1", row(day(2023, 11, 1), day(2023, 12, 1), 100)),
        ("A-1-2", row(day(2023, 11, 1), day(2023, 12, 1), 100)),
    ]
    proof = Fact("delivery_proof", "CMR", day(2023, 11, 3), source="A-1-2")
    claim = claim_of(["A-1", "A-1-2"], rows, facts=CustomerFile("A", (LIMIT, proof)))
    assert states(claim, "delivery") == {"A-1": ("missing", ""), "A-1-2": ("there", "CMR, A-1-2")}


def test_the_newest_word_counts_also_where_it_is_no() -> None:
    gone = Fact("delivery_proof", "no", day(2024, 3, 1), source="A-1")
    assert states(with_facts(*FACTS.facts, gone), "delivery")["A-1"] == ("missing", "")


@pytest.mark.parametrize(
    ("value", "given"),
    [("yes", True), (True, True), (1.0, True), ("No ", False), (False, False), (0.0, False),
     ("缺", False), ("", False)],
)  # fmt: skip
def test_what_says_no_proves_nothing(value: float | str | bool, given: bool) -> None:
    assert is_given(Fact("contract_signed", value)) is given


def test_a_contract_is_there_for_the_whole_claim() -> None:
    claim = with_facts(Fact("contract_signed", True, day(2023, 1, 1)))
    assert states(claim, "contract") == {"": ("there", "as the customer's file says")}
    later = with_facts(Fact("contract_signed", True, day(2025, 1, 1)))
    assert states(later, "contract") == {"": ("missing", "")}  # not known yet on that day


def test_a_discretionary_limit_needs_its_grounds() -> None:
    policy = firm(FIRM + "[insurances.mine.discretionary_limit]\nEUR = 20000\n")
    bare = claim_of(policy=policy, facts=CustomerFile("A", (VAT,)))
    assert states(bare, "limit-grounds") == {"": ("missing", "")}
    report = Fact("report_score", 70.0, day(2023, 10, 1), source="Bureau")
    told = claim_of(policy=policy, facts=CustomerFile("A", (VAT, report)))
    assert states(told, "limit-grounds") == {"": ("there", "Bureau")}
    assert states(claim_of(), "limit-grounds") == {}


def test_evidence_without_a_file_or_invoices_is_none() -> None:
    assert Evidence(None, (), 1).of(("contract_signed",)) is None
    fact = Fact("contract_signed", "yes", source=" notary ")
    evidence = Evidence(CustomerFile("A", (fact, Fact("vat_rate", "much"))), (), 9)
    assert evidence.of(("contract_signed",), "A-1") == fact
    assert evidence.number("vat_rate") is None
    assert words_of_fact(fact) == "notary"


def test_every_paper_has_its_words_in_both_languages() -> None:
    for paper in PAPERS.values():
        for wording in (paper.title, paper.why, paper.owner):
            assert wording.en.isascii()
            assert any(ord(sign) > 0x2E7F for sign in wording.zh)
