"""From the open amount to the expected indemnity: the case of claim_desk, derived there by hand."""

from __future__ import annotations

import pytest
from claim_desk import AS_OF, FACTS, FIRM, LIMIT, NAMED, ROWS, VAT, Desk, claim_of, day, firm, key
from claim_desk import reported as report_event
from collector import ledger
from hypothesis import given
from hypothesis import strategies as st
from ledger_rows import Row, law

from ledgerguard.casework.claims.file import claim_file
from ledgerguard.casework.claims.loss import Parts
from ledgerguard.casework.claims.records import ClaimFile
from ledgerguard.casework.customer_file.facts import CustomerFile, Fact
from ledgerguard.casework.history import History
from ledgerguard.casework.insured.waterfall import insured_waterfalls
from ledgerguard.errors import OutOfDomain
from ledgerguard.ledger.amount import Amount

PARTS = ("credits", "after_stop", "outside", "too_late", "vat", "disputed", "over_limit", "insured")


def parts(claim: ClaimFile, invoice: str) -> dict[str, int]:
    """The parts of an invoice that are not 0."""
    found = next(one.loss.parts for one in claim.invoices if one.key.invoice == invoice)
    return {name: getattr(found, name).minor for name in PARTS if getattr(found, name).minor}


def add_up(found: Parts) -> bool:
    return bool(sum(getattr(found, name).minor for name in PARTS) == found.open.minor)


def test_the_case_comes_out_as_by_hand() -> None:
    claim = claim_of()
    assert parts(claim, "A-1") == {"credits": 20_000, "vat": 1_297_699, "insured": 9_982_301}
    assert parts(claim, "A-2") == {"vat": 575_221, "over_limit": 2_407_080, "insured": 2_017_699}
    assert parts(claim, "A-3") == {"after_stop": 900_000}
    found = claim.found
    assert found.parts.claimed == Amount(16_280_000, "EUR")
    assert found.parts.insured == Amount(12_000_000, "EUR")
    assert found.expected == Amount(10_350_000, "EUR")
    assert found.with_firm == Amount(5_930_000, "EUR")
    assert all(add_up(one.loss.parts) for one in claim.invoices)
    assert [one.loss.reason for one in claim.invoices] == ["", "over-limit", "after-stop"]


def test_without_a_limit_nothing_is_insured_and_all_of_it_is_still_claimed() -> None:
    own = Fact("own_limit", 500_000.0, day(2023, 1, 1), currency="EUR")
    claim = claim_of(facts=CustomerFile("A", (own,)))
    assert parts(claim, "A-2") == {"outside": 5_000_000}
    assert claim.found.parts.claimed == Amount(16_280_000, "EUR")
    assert claim.found.expected == Amount(0, "EUR")
    assert claim_of(facts=None).found.parts.insured == Amount(0, "EUR")


def test_own_and_insured_limits_and_two_currencies_are_never_added() -> None:
    own = Fact("own_limit", 500_000.0, day(2023, 1, 1), currency="EUR")
    other = Fact("insured_limit", 900_000.0, day(2023, 6, 1), currency="USD")
    facts = CustomerFile("A", (LIMIT, own, other, VAT))
    assert claim_of(facts=facts).found.parts.insured == Amount(12_000_000, "EUR")


def test_the_limit_is_the_one_of_the_day_of_delivery() -> None:
    cut = Fact("insured_limit", 0.0, day(2023, 12, 1), currency="EUR")
    claim = claim_of(facts=CustomerFile("A", (LIMIT, cut, VAT)))
    assert parts(claim, "A-1") == {"credits": 20_000, "vat": 1_297_699, "insured": 9_982_301}
    assert parts(claim, "A-2") == {"outside": 5_000_000}
    assert claim.invoices[1].loss.reason == "cancelled"


def test_older_items_use_the_limit_up_whether_they_are_claimed_or_not() -> None:
    claim = claim_of(["A-2"])
    (one,) = claim.invoices
    assert one.loss.used == Amount(9_982_301, "EUR")
    assert one.loss.parts.insured == Amount(2_017_699, "EUR")


def test_a_disputed_invoice_is_not_insured_by_ledger_or_by_log() -> None:
    rows = [(name, one._replace(disputed=int(name == "A-2"))) for name, one in ROWS]
    assert parts(claim_of(rows=rows), "A-2") == {"vat": 575_221, "disputed": 4_424_779}


def test_a_cause_that_the_policy_does_not_insure_pays_nothing() -> None:
    claim = claim_of(cause="war")
    assert claim.found.expected == Amount(0, "EUR")
    assert claim.invoices[0].loss.reason == "cause-not-insured"


def test_with_a_log_a_missed_report_loses_the_cover() -> None:
    with Desk() as desk:
        assert desk.claim().found.parts.too_late == Amount(16_280_000, "EUR")
        assert {one.loss.reason for one in desk.claim().claimed} == {"too-late"}
    with Desk(report_event(day(2024, 2, 20), "A-1", "A-2")) as desk:
        assert desk.claim().found.expected == Amount(10_350_000, "EUR")
    with Desk(report_event(day(2024, 3, 1), "A-1", "A-2")) as desk:  # A-1 one day late
        assert parts(desk.claim(), "A-1") == {"credits": 20_000, "too_late": 11_280_000}


def test_a_report_that_only_the_customers_file_knows_counts() -> None:
    told = Fact("insurer_informed", True, day(2024, 2, 20))
    with Desk() as desk:
        claim = desk.claim(facts=CustomerFile("A", (*FACTS.facts, told)))
    assert claim.found.expected == Amount(10_350_000, "EUR")


def test_terms_that_insure_vat_and_disputes_leave_them_in() -> None:
    policy = firm(FIRM + "excluded = []\n")
    rows = [(name, one._replace(disputed=1)) for name, one in ROWS]
    claim = claim_of(rows=rows, policy=policy)
    assert parts(claim, "A-1") == {"credits": 20_000, "insured": 11_280_000}


def test_no_insured_rate_promises_nothing() -> None:
    claim = claim_of(policy=firm(FIRM.replace("insured_rate = 0.9\n", "")))
    assert claim.found.expected == Amount(0, "EUR")
    assert "insured-rate" in {one.paper.key for one in claim.missing}


def test_a_rate_of_vat_is_a_fraction() -> None:
    with pytest.raises(OutOfDomain, match="vat_rate must be a fraction from 0 to below 1, got 13"):
        claim_of(facts=CustomerFile("A", (LIMIT, Fact("vat_rate", 13.0))))


def test_the_claim_and_the_waterfall_of_the_ledger_agree() -> None:
    history = History()
    history.add(report_event(day(2024, 2, 20), "A-1", "A-2"))
    whole = insured_waterfalls(
        ledger(ROWS), {"A": FACTS}, firm(), AS_OF, vat_rate=0.13, history=history
    )
    with Desk(report_event(day(2024, 2, 20), "A-1", "A-2")) as desk:
        claim = desk.claim()
    found = {one.key: one.insured for one in whole.invoices}
    assert {one.key: one.loss.parts.insured.minor for one in claim.invoices} == found
    assert whole.buyers[0].alone.indemnity == claim.found.expected.minor


@st.composite
def _accounts(draw: st.DrawFn) -> list[tuple[str, Row]]:
    days = st.integers(AS_OF - 300, AS_OF - 31)
    found = []
    for number in range(draw(st.integers(1, 5))):
        issued = draw(days)
        found.append(
            (
                f"N{number}",
                Row(
                    issued=issued,
                    due=issued + 30,
                    amount=draw(st.integers(1, 9_000_000)),
                    disputed=draw(st.sampled_from([0, 0, 1])),
                ),
            )
        )
    credit = draw(st.integers(0, 500_000))
    if credit:
        found.append(("C", Row(issued=AS_OF - 5, due=AS_OF - 5, amount=-credit)))
    return found


@law
@given(_accounts(), st.floats(0, 200_000), st.floats(0, 0.3))
def test_parts_add_up_and_nothing_above_the_limit_is_insured(
    rows: list[tuple[str, Row]], limit: float, vat_rate: float
) -> None:
    facts = CustomerFile(
        "A",
        (
            Fact("insured_limit", limit, day(2023, 1, 1), currency="EUR"),
            Fact("vat_rate", vat_rate),
        ),
    )
    numbers = [name for name, one in rows if one.amount > 0]
    claim = claim_file(ledger(rows), firm(), None, AS_OF, numbers, facts=facts)
    assert all(add_up(one.loss.parts) for one in claim.invoices)
    assert claim.found.parts.insured.minor <= Amount.of(limit, "EUR").minor
    assert 0 <= claim.found.expected.minor <= claim.found.parts.insured.minor
    assert claim.balance.minor == sum(one.open(AS_OF) for _, one in rows)
    if set(numbers) == {one.key.invoice for one in claim.invoices}:
        opened = sum(one.open(AS_OF) for _, one in rows if one.amount > 0)
        assert claim.found.parts.open.minor == opened


def test_instalments_of_an_invoice_are_claimed_together_or_one_by_one() -> None:
    rows = [
        ("P", Row(issued=day(2023, 11, 1), due=day(2023, 12, 1), amount=1_000)),
        ("P", Row(issued=day(2023, 11, 1), due=day(2023, 12, 31), amount=2_000)),
    ]
    assert [one.key for one in claim_of(["P"], rows).invoices] == [key("P"), key("P", part=2)]
    assert [one.key for one in claim_of(["P/2"], rows).invoices] == [key("P", part=2)]
    assert claim_of(NAMED).reference == claim_of(tuple(reversed(NAMED))).reference
    assert claim_of(["P"], rows).reference != claim_of(["P/2"], rows).reference
