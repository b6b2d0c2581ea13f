"""Nodes 10 and 11: proof of the delivery, accuracy of the invoice."""

from __future__ import annotations

import pytest
from node_cases import TODAY, case, codes, fact, item, node

from ledgerguard.casework.nodes.records import StepAt
from ledgerguard.ledger.amount import Amount
from ledgerguard.ledger.schema import NO_DAY, Problem


@pytest.mark.parametrize(("days", "state"), [(0, "due"), (7, "due"), (8, "failed")])
def test_a_delivery_is_proven_within_seven_days(days: int, state: str) -> None:
    one = node("delivery_proof", case(items=(item(delivered=TODAY - days),)))
    assert (one.state, one.due_on) == (state, TODAY - days + 7)
    assert one.owner == "logistics"


def test_a_proof_names_its_invoice() -> None:
    delivered = item(delivered=TODAY - 30)
    proof = fact("delivery_proof", "DN 4711", source="R1")
    assert node("delivery_proof", case(proof, items=(delivered,))).state == "passed"
    other = fact("delivery_proof", "DN 4711", source="R2")
    assert node("delivery_proof", case(other, items=(delivered,))).state == "failed"
    nameless = fact("delivery_proof", "DN 4711")
    assert node("delivery_proof", case(nameless, items=(delivered,))).state == "failed"
    denied = fact("delivery_proof", False, source="R1")
    assert node("delivery_proof", case(denied, items=(delivered,))).state == "failed"


def test_one_proof_may_speak_of_all_deliveries_until_its_day() -> None:
    until = fact("delivery_proof", "all", age=30)
    known = item(delivered=TODAY - 30)
    assert node("delivery_proof", case(until, items=(known,))).state == "passed"
    later = item("R2", delivered=TODAY - 29)
    one = node("delivery_proof", case(until, items=(known, later)))
    assert (one.state, codes(one), one.stake) == (
        "failed", ["unproven", "proven"], (Amount(100_000, "EUR"),),
    )  # fmt: skip


def test_the_step_in_the_log_proves_the_receipt_and_a_presumed_one_does_not() -> None:
    done = StepAt(1, "confirm-receipt", TODAY - 23, early=False, done="log")
    logged = item(delivered=TODAY - 30, steps=(done,))
    assert node("delivery_proof", case(items=(logged,))).state == "passed"
    presumed = StepAt(1, "confirm-receipt", TODAY - 23, early=False, done="presumed")
    assumed = item(delivered=TODAY - 30, steps=(presumed,))
    assert node("delivery_proof", case(items=(assumed,))).state == "failed"


def test_the_invoice_date_counts_where_a_single_delivery_is_not_known() -> None:
    proven = item(delivered=TODAY - 30)
    proof = fact("delivery_proof", "DN 1", source="R1")
    old = item("R2", issued=TODAY - 8)
    assert node("delivery_proof", case(proof, items=(proven, old))).state == "failed"
    undated = item("R3", issued=NO_DAY)
    one = node("delivery_proof", case(proof, items=(proven, undated)))
    assert (one.state, codes(one)[0]) == ("open", "delivery-undated")


def test_where_nothing_at_all_is_known_of_deliveries_the_node_is_open() -> None:
    one = node("delivery_proof", case(items=(item(),)))
    assert (one.state, codes(one)) == ("open", ["no-deliveries"])
    assert node("delivery_proof", case()).state == "not-applicable"


def test_invoices_without_a_fault_pass() -> None:
    plan = (item("R1"), item("R1", -50, part=2))  # instalments differ in their due date
    one = node("invoice_accuracy", case(items=plan))
    assert (one.state, one.owner, codes(one)) == ("passed", "billing", ["accurate"])
    at_once = item(issued=TODAY + 20)  # due on the day of the invoice
    assert node("invoice_accuracy", case(items=(at_once,))).state == "passed"
    assert node("invoice_accuracy", case()).state == "not-applicable"


def test_a_number_that_stands_twice_fails_until_somebody_has_checked_it() -> None:
    twice = (item("R1"), item("R1", part=2), item("R2"))
    one = node("invoice_accuracy", case(items=twice))
    assert (one.state, codes(one)) == ("failed", ["duplicate"])
    assert one.stake == (Amount(200_000, "EUR"),)
    checked = fact("invoice_checked", "Ms Li", source="R1")
    assert node("invoice_accuracy", case(checked, items=twice)).state == "passed"
    different = (item("R1"), item("R1", part=2, amount=5))
    assert node("invoice_accuracy", case(items=different)).state == "passed"


@pytest.mark.parametrize(
    ("wrong", "state", "code"),
    [
        (item(disputed=True), "failed", "disputed"),
        (item(due=NO_DAY, issued=TODAY - 9), "failed", "no-due-date"),
        (item(issued=NO_DAY), "due", "no-invoice-date"),
        (item("(2026-01-01 5)", numbered=False), "due", "no-number"),
        (item(issued=TODAY + 21), "failed", "due-before-issued"),
    ],
)
def test_what_is_wrong_with_an_invoice(wrong: object, state: str, code: str) -> None:
    one = node("invoice_accuracy", case(items=(wrong,)))
    assert (one.state, codes(one)) == (state, [code])
    assert one.evidence[0].values[0] == 1


def test_problems_of_the_ledger_and_credits_not_set_off() -> None:
    broken = Problem(2, "Amount", "x", "unreadable_amount", "cannot be read", "not counted")
    harmless = Problem(2, "Amount", "x", "rounded", "more decimals", "rounded")
    one = node("invoice_accuracy", case(problems=(broken, broken, harmless)))
    assert (one.state, one.evidence[0].values) == ("failed", (2, "cannot be read"))
    owing = case(items=(item(),), credits={"EUR": Amount(500, "EUR")})
    one = node("invoice_accuracy", owing)
    assert (one.state, codes(one)) == ("due", ["unapplied"])


def test_no_more_than_three_invoices_are_named() -> None:
    many = tuple(item(f"R{n}", disputed=True) for n in range(5))
    one = node("invoice_accuracy", case(items=many))
    assert one.evidence[0].values == (5, "R0, R1, R2 ...")
    three = node("invoice_accuracy", case(items=many[:3]))
    assert three.evidence[0].values == (3, "R0, R1, R2")
