"""Each invoice against the calendar of the policy, by the days that claim_desk counts out."""

from __future__ import annotations

import pytest
from claim_desk import AS_OF, FIRM, NAMED, ROWS, Desk, claim_of, day, firm, key, reported, row
from hypothesis import given
from hypothesis import strategies as st
from ledger_rows import Row

from ledgerguard.casework.claims.extension import Reconciliation
from ledgerguard.casework.claims.records import ClaimFile
from ledgerguard.casework.customer_file.facts import CustomerFile, Fact
from ledgerguard.casework.events import DueChange
from ledgerguard.casework.insured.stop_rules import counted_due
from ledgerguard.errors import InvalidValue
from ledgerguard.ledger.schema import NO_DAY


def calendar(claim: ClaimFile, invoice: str = "A-1") -> Reconciliation:
    return next(one.calendar for one in claim.invoices if str(one.key) == invoice)


def test_the_days_are_those_counted_by_hand() -> None:
    first, second, third = (calendar(claim_of(), invoice) for invoice in NAMED)
    assert (first.mep_end, first.report_by) == (day(2024, 1, 30), day(2024, 2, 29))
    assert (first.claim_from, first.claim_by) == (day(2024, 6, 1), day(2024, 8, 1))
    assert first.stop_from == day(2024, 1, 31)
    assert (second.mep_end, second.report_by) == (day(2024, 3, 19), day(2024, 4, 18))
    assert (second.claim_from, second.claim_by) == (day(2024, 7, 19), day(2024, 9, 19))
    assert (third.stopped_by, third.stopped_since) == ("A-1", day(2024, 1, 31))
    assert not first.excluded
    assert first.shipped == day(2023, 11, 3)  # delivered, not invoiced
    claim = claim_of()
    assert (claim.earliest, claim.latest) == (day(2024, 7, 19), day(2024, 8, 1))


def test_the_window_opens_and_closes_on_its_days() -> None:
    found = calendar(claim_of(["A-1"]))
    days = [day(2024, 5, 31), day(2024, 6, 1), day(2024, 8, 1), day(2024, 8, 2)]
    assert [found.window(one) for one in days] == ["waiting", "open", "open", "closed"]
    assert [found.report(one) for one in (day(2024, 2, 29), day(2024, 3, 1))] == ["open", "missed"]
    assert found.lost(day(2024, 3, 1))


def test_a_delivery_on_the_day_of_the_payment_is_no_longer_stopped() -> None:
    def stopped(paid_on: int) -> str:
        late = row(day(2023, 11, 1), day(2023, 12, 1), 1_000, paid=1_000, paid_on=paid_on)
        rows = [("L", late), ("N", row(day(2024, 2, 10), day(2024, 3, 11), 500))]
        return calendar(claim_of(["N"], rows), "N").stopped_by

    assert stopped(day(2024, 2, 11)) == "L"
    assert stopped(day(2024, 2, 10)) == ""


def test_an_unpaid_invoice_in_another_currency_stops_deliveries_too() -> None:
    usd = row(day(2023, 11, 1), day(2023, 12, 1), 1_000, currency="USD")
    rows = [("D", usd), ("N", row(day(2024, 2, 10), day(2024, 3, 11), 500))]
    claim = claim_of(["N"], rows)
    assert calendar(claim, "N").stopped_by == "D"
    assert [one.invoice for one in claim.deliveries] == ["N"]
    assert claim.claimed == ()
    assert (claim.earliest, claim.latest) == (NO_DAY, NO_DAY)


def test_a_row_without_a_number_is_named_by_its_row() -> None:
    rows = [("", row(day(2023, 11, 1), day(2023, 12, 1), 1_000)), ROWS[4]]
    assert calendar(claim_of(["A-3"], rows), "A-3").stopped_by == "#2"


def test_a_report_stops_deliveries_from_its_own_day() -> None:
    policy = firm(FIRM.replace('stop_shipment = "mep"', 'stop_shipment = "report"'))
    rows = [*ROWS[:2], ("N", row(day(2024, 1, 20), day(2024, 2, 19), 500))]
    for on, stopped in ((day(2024, 1, 20), "A-1"), (day(2024, 1, 21), "")):
        with Desk(reported(on, "A-1")) as desk:
            claim = claim_of(["N"], rows, policy=policy, log=desk.log)
        assert calendar(claim, "N").stopped_by == stopped
    assert calendar(claim_of(["N"], rows, policy=policy), "N").stopped_by == ""


@pytest.mark.parametrize(
    ("due", "extension", "counted"),
    [
        (day(2023, 11, 20), "none", day(2023, 11, 20)),  # earlier: nothing was extended
        (day(2024, 1, 30), "within", day(2024, 1, 30)),
        (day(2024, 1, 31), "beyond", day(2023, 12, 1)),
    ],
)
def test_a_moved_due_date_counts_within_the_maximum_only(
    due: int, extension: str, counted: int
) -> None:
    moved = DueChange(key("A-1"), day(2023, 12, 1), due)
    rows = [(name, one._replace(due=due) if name == "A-1" else one) for name, one in ROWS]
    with Desk(reported(day(2024, 1, 10), "A-1"), moved) as desk:
        found = calendar(desk.claim(["A-1"], rows=rows))
        consent = [one.paper.key for one in desk.claim(["A-1"], rows=rows).missing]
    assert (found.extension, found.counted_due) == (extension, counted)
    assert found.original_due == day(2023, 12, 1)
    assert found.mep_end == day(2024, 1, 30)  # from the first due date, whatever came later
    assert ("consent" in consent) is (extension == "beyond")


def test_a_due_date_that_is_found_moved_only_now_counts_as_moved() -> None:
    rows = [
        (name, one._replace(due=day(2024, 1, 15)) if name == "A-1" else one) for name, one in ROWS
    ]
    with Desk(reported(day(2024, 1, 10), "A-1")) as desk:
        assert calendar(desk.claim(["A-1"], rows=rows)).extension == "within"
    assert calendar(claim_of(["A-1"], rows)).extension == "none"  # no log knows of another


def test_a_policy_without_an_extension_needs_the_insurers_consent() -> None:
    policy = firm(FIRM.replace('insurance = "mine"', 'insurance = "report-fifteen"'))
    moved = DueChange(key("A-1"), day(2023, 12, 1), day(2024, 1, 15))
    rows = [
        (name, one._replace(due=day(2024, 1, 15)) if name == "A-1" else one) for name, one in ROWS
    ]
    with Desk(reported(day(2023, 12, 10), "A-1"), moved) as desk:
        found = calendar(claim_of(["A-1"], rows, policy=policy, log=desk.log))
    assert (found.extension, found.mep_end) == ("consent", NO_DAY)
    assert found.report_by == day(2023, 12, 16)  # 1 December and 15 days


def test_an_extension_that_counts_from_the_invoice_needs_its_day() -> None:
    policy = firm(FIRM.replace('insurance = "mine"', 'insurance = "invoice-based"'))
    # 120 days from 1 November: 29 to the 30th, 31, 31, 29 more to the end of February = 120.
    assert calendar(claim_of(["A-1"], policy=policy)).mep_end == day(2024, 2, 29)
    rows = [("X", Row(issued=NO_DAY, due=day(2023, 12, 1), amount=100))]
    found = calendar(claim_of(["X"], rows, policy=policy), "X")
    assert (found.mep_end, found.report_by, found.stop_from) == (NO_DAY, NO_DAY, NO_DAY)
    assert found.report(AS_OF) == "not asked"


def test_a_waiting_that_counts_from_the_report_waits_for_it() -> None:
    policy = firm(FIRM + 'waiting_from = "report"\n')
    claim = claim_of(["A-1"], policy=policy)
    assert calendar(claim).claim_from == NO_DAY
    assert calendar(claim).window(AS_OF) == "no report yet"
    assert claim.earliest == NO_DAY
    with Desk(reported(day(2024, 2, 20), "A-1")) as desk:
        told = claim_of(["A-1"], policy=policy, log=desk.log)
    assert told.earliest == day(2024, 8, 20)


def test_after_an_insolvency_nobody_waits_and_what_is_not_due_is_claimed() -> None:
    rows = [*ROWS, ("B", row(day(2023, 12, 30), AS_OF + 20, 700))]
    broke = Fact("insolvency", True, day(2024, 5, 2))
    claim = claim_of(["A-1", "B"], rows, cause="insolvency", facts=CustomerFile("A", (broke,)))
    assert (claim.loss_day, claim.earliest) == (day(2024, 5, 2), day(2024, 5, 2))
    keys = {one.paper.key for one in claim.requirements}
    assert {"insolvency", "filing"} <= keys
    assert "balance" not in keys
    assert claim_of(["A-1"], cause="Insolvency").loss_day == AS_OF
    undated = [("U", Row(issued=day(2023, 12, 30), due=NO_DAY, amount=700))]
    found = calendar(claim_of(["U"], undated, cause="insolvency"), "U")
    assert (found.claim_from, found.claim_by, found.counted_due) == (AS_OF, NO_DAY, NO_DAY)


def test_a_political_cause_asks_for_its_proof() -> None:
    keys = {one.paper.key for one in claim_of(["A-1"], cause="汇兑限制").requirements}
    assert "political-event" in keys
    with pytest.raises(InvalidValue, match=r"cause must be one of insolvency, .*did you mean war"):
        claim_of(["A-1"], cause="warr")


@given(st.integers(0, 200), st.integers(-50, 250))
def test_the_due_date_that_counts_is_never_later_than_the_maximum(first: int, moved: int) -> None:
    terms = firm().insurances["mine"]
    base = day(2024, 1, 1)
    original, due = base + first, base + first + moved
    counted = counted_due(terms, original, due, base)
    assert counted in (original, due)
    assert counted <= original + 60
    assert (counted == due) is (moved <= 60)
