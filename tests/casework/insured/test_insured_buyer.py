"""What the insurer would pay if one buyer failed, and what a new delivery still finds."""

from __future__ import annotations

from insured_desk import decision, file_of, ledger_of, limit, policy_of

from ledgerguard.casework.customer_file.facts import Fact
from ledgerguard.casework.history import History
from ledgerguard.casework.insured.buyer import Insured, insured_of

DAY = 45_340
OPEN = ("A", "R1", DAY - 20, DAY + 10, 600)
OTHER = ("B", "R2", DAY - 20, DAY + 10, 5_000)


def test_one_buyer_alone_and_one_currency() -> None:
    # 600 of the limit of 1,000 are used, 90 % of them paid: 540; 400 are left. The other buyer and
    # the other currency have no part in it.
    frame = ledger_of(OPEN, OTHER, ("A", "R3", DAY - 20, DAY + 10, 70, "USD"))
    file = file_of(limit(1_000.0, DAY - 99), limit(50.0, DAY - 99, currency="USD"))
    assert insured_of(frame, file, policy_of(), "EUR", DAY) == Insured(540_00, 400_00)
    assert insured_of(frame, file, policy_of(), "USD", DAY) == Insured(45_00, 0)
    assert insured_of(frame, file, policy_of(), "CNY", DAY) == Insured(0, 0)


def test_a_cut_leaves_the_open_invoices_their_cover_and_a_new_order_none() -> None:
    frame = ledger_of(OPEN)
    cut = file_of(limit(1_000.0, DAY - 99), decision("cancelled", DAY - 5))
    assert insured_of(frame, cut, policy_of("run_off_days = 0"), "EUR", DAY) == Insured(540_00, 0)
    running = insured_of(frame, cut, policy_of("run_off_days = 30"), "EUR", DAY)
    assert running == Insured(540_00, 400_00)


def test_a_buyer_of_whom_the_ledger_knows_nothing() -> None:
    file = file_of(limit(1_000.0, DAY - 99))
    assert insured_of(ledger_of(OTHER), file, policy_of(), "EUR", DAY) == Insured(0, 1_000_00)


def test_a_cause_that_is_not_insured_leaves_nothing() -> None:
    broke = file_of(limit(1_000.0, DAY - 99), Fact("insolvency", True, DAY - 1))
    covered = policy_of('causes = ["protracted-default"]')
    assert insured_of(ledger_of(OPEN), broke, covered, "EUR", DAY) == Insured(0, 0)
    well = file_of(limit(1_000.0, DAY - 99))
    political = policy_of('causes = ["insolvency"]')
    assert insured_of(ledger_of(OPEN), well, political, "EUR", DAY) == Insured(0, 0)


def test_where_no_rate_is_named_nothing_is_reckoned() -> None:
    file = file_of(limit(1_000.0, DAY - 99))
    assert insured_of(ledger_of(OPEN), file, policy_of(rate=None), "EUR", DAY) is None
    other = policy_of(
        before='[insurances.theirs]\ndated = 2024-01-01\nsource = "S"\n'
        'title = { en = "T", zh = "T" }\n[invoices."R1"]\ninsurance = "theirs"\n'
    )
    assert insured_of(ledger_of(OPEN), file, other, "EUR", DAY) is None


def test_an_overdue_invoice_stops_deliveries_and_leaves_nothing_of_the_cover() -> None:
    # Due 40 days ago; 30 days of extension are over.
    frame = ledger_of(("A", "R1", DAY - 70, DAY - 40, 600))
    file = file_of(limit(1_000.0, DAY - 99))
    terms = policy_of('stop_shipment = "mep"\nmep_period = 30')
    assert insured_of(frame, file, terms, "EUR", DAY) == Insured(540_00, 0)
    assert insured_of(frame, file, terms, "EUR", DAY, history=History()) == Insured(540_00, 0)
    free = policy_of("mep_period = 30")
    assert insured_of(frame, file, free, "EUR", DAY) == Insured(540_00, 400_00)
