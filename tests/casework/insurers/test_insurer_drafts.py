"""From a claim file to what the insurer is told; the amounts are those derived in claim_desk."""

from __future__ import annotations

from decimal import Decimal

import pytest
from claim_desk import FIRM, claim_of, firm

from ledgerguard.casework.insurers.drafts import declaration_of, filing_of
from ledgerguard.casework.insurers.writes import checked
from ledgerguard.errors import InvalidValue


def test_a_claim_without_what_came_after_the_stop() -> None:
    """A-3 was delivered after deliveries had to stop; 200.00 of credit pay the oldest invoice."""
    filing = checked(filing_of(claim_of(), "B-1", documents=["cmr.pdf"], note="see letter"))
    assert {one.invoice: one.amount for one in filing.items} == {  # type: ignore[union-attr]
        "A-1": Decimal("112800.00"),
        "A-2": Decimal("50000.00"),
    }
    assert filing.amount == Decimal("162800.00")  # type: ignore[union-attr]
    assert filing.note == "see letter"


def test_a_report_names_all_that_is_open() -> None:
    declared = declaration_of(claim_of(), "B-1", policy="P-9")
    assert {one.invoice: one.amount for one in declared.items} == {
        "A-1": Decimal("113000.00"),
        "A-2": Decimal("50000.00"),
        "A-3": Decimal("9000.00"),
    }
    assert declared.policy == "P-9"


def test_nothing_can_be_claimed() -> None:
    with pytest.raises(InvalidValue, match="of which something can be claimed, got none"):
        filing_of(claim_of(["A-3"]), "B-1")


def test_without_a_number_of_the_policy() -> None:
    nameless = firm(FIRM.replace('policy_number = "P-4711"\n', ""))
    with pytest.raises(InvalidValue, match="the number of the policy mine"):
        declaration_of(claim_of(policy=nameless), "B-1")
