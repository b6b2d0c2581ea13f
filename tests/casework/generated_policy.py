"""The policy of the generated histories: four customers, four ladders, one of them insured."""

from __future__ import annotations

from typing import Final

from plain_world import Level, Rules, Terms

from ledgerguard.policy.firm import policy_from_texts

# The same twice: as the firm's file has it, and as the plain rules read it.
FIRM: Final = """
[company]
catch_up_days = 7
promise_days = 3
contact_gap_days = 5
[customers.A]
tolerance = { EUR = 5.0, USD = 5.0 }
[customers.B]
ladder = "three-stage"
insurance = "none"
contact_gap_days = 3
statement_days = 20
[customers.C]
ladder = "friendly"
insurance = "quick"
[customers.D]
ladder = "own"
grace_days = 2
convention = "following"
[insurances.quick]
dated = 2026-01-01
source = "test"
title = { en = "Quick", zh = "快" }
report_period = 15
waiting_period = 50
filing_period = 90
stop_shipment = "report"
lead_days = 2
[ladders.own]
dated = 2026-01-01
source = "test"
levels = [
  { days = 7, counted_from = "delivery", kind = "confirm-receipt", lapses = true, action = { en = "a", zh = "a" } },
  { days = 5, counted_from = "month-end", kind = "notice", action = { en = "b", zh = "b" }, blocked_by = ["dispute"] },
  { days = 10, counted_from = "previous", kind = "legal", action = { en = "c", zh = "c" } },
  { days = 60, kind = "agency", action = { en = "d", zh = "d" }, wait_days = 2, blocked_by = [] },
]
"""  # noqa: E501

RULES: Final = {
    "A": Rules(
        "five-stage",
        (
            Level(-7, "reminder", lapses=True),
            Level(3, "notice"),
            Level(15, "legal"),
            Level(30, "insurer", wait=0, blocked=()),
            Level(90, "agency"),
        ),
        tolerance=500,
    ),
    "B": Rules(
        "three-stage",
        (Level(-5, "statement", lapses=True), Level(1, "call", wait=3), Level(30, "legal")),
        insurance="none",
        gap=3,
        statement_days=20,
    ),
    "C": Rules(
        "friendly",
        (
            Level(1, "reminder"),
            Level(15, "notice"),
            Level(30, "stop-supply"),
            Level(60, "legal"),
        ),
        insurance=Terms(report=15, wait=50, claim=90, lead=2),
    ),
    "D": Rules(
        "own",
        (
            Level(7, "confirm-receipt", "delivery", lapses=True),
            Level(5, "notice", "month-end", blocked=("dispute",)),
            Level(10, "legal", "previous"),
            Level(60, "agency", wait=2, blocked=()),
        ),
        grace=2,
        weekdays=True,
    ),
}
POLICY: Final = policy_from_texts({"firm.toml": FIRM})
