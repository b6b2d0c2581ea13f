"""One buyer that does not pay, small enough to be claimed by hand; and a desk with a log.

The policy: maximum extension 60 days from the due date, report within 30 days after it, deliveries
stop when it ends, waiting period 6 months, claim within 8 months, payment within 30 days, 90 % of
the loss after a deductible of 5,000 euros.

A-1: due 1 Dec 2023. Extension to 30 Jan 2024 (30 days to 31 Dec, 30 more), stop from 31 Jan, report
    by 29 Feb (30 Jan + 30 days in a leap year), claim from 1 Jun to 1 Aug 2024.
A-2: due 19 Jan 2024. Extension to 19 Mar (30 days to 18 Feb, 30 more), report by 18 Apr, claim from
    19 Jul to 19 Sep 2024.
A-3: delivered on 10 Feb 2024, after the stop for A-1: no cover.
A-0: paid ten days late. CN: a credit note of 200.00 that nobody has applied.

The loss, at 13 % VAT and a limit of 120,000.00:
A-1: 113,000.00 - 200.00 credit = 112,800.00; VAT 112,800 * 13/113 = 12,976.99; 99,823.01 insured.
A-2: 50,000.00; VAT 50,000 * 13/113 = 5,752.21; 44,247.79, of which the limit leaves
    120,000.00 - 99,823.01 = 20,176.99; over it are 24,070.80.
Claimed are 162,800.00, insured 120,000.00; (120,000 - 5,000) * 0.9 = 103,500.00.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final, Self

from collector import ledger
from ledger_rows import Row

from ledgerguard.casework import runs
from ledgerguard.casework.claims.file import claim_file
from ledgerguard.casework.claims.records import ClaimFile
from ledgerguard.casework.customer_file.facts import CustomerFile, Fact
from ledgerguard.casework.events import Done, Event, StepDone
from ledgerguard.casework.records import REPORT, ItemKey
from ledgerguard.policy.firm import Policy, policy_from_texts
from ledgerguard.store.log import Log
from ledgerguard.units import serial

FIRM: Final = """
[company]
insurance = "mine"
[customers.U]
insurance = "none"
[customers.O]
insurance = "exim-like"
[sender]
name = "Our Firm Ltd."
signatory = "Wang Fang"
bank = "IBAN XX00 1111"
[insurances.mine]
dated = 2026-01-01
source = "our policy"
title = { en = "Ours", zh = "我方保单" }
insurer = "Example Credit Insurance"
policy_number = "P-4711"
mep_period = 60
report_period = 30
report_from = "mep"
waiting_period = "6 months"
filing_period = "8 months"
settlement_period = 30
stop_shipment = "mep"
insured_rate = 0.9
deductible = { EUR = 5000 }
"""


def day(year: int, month: int, number: int) -> int:
    """A day as its serial number."""
    return serial(dt.date(year, month, number))


AS_OF: Final = day(2024, 7, 20)


def row(issued: int, due: int, amount: int, **more: Any) -> Row:
    """A row of the buyer's ledger."""
    return Row(issued=issued, due=due, amount=amount, **{"customer": "Nordwerk GmbH", **more})


ROWS: Final[tuple[tuple[str, Row], ...]] = (
    (
        "A-0",
        row(day(2023, 6, 1), day(2023, 7, 1), 100_000, paid=100_000, paid_on=day(2023, 7, 11)),
    ),
    (
        "A-1",
        row(day(2023, 11, 1), day(2023, 12, 1), 11_300_000, delivered=day(2023, 11, 3)),
    ),
    ("A-2", row(day(2023, 12, 20), day(2024, 1, 19), 5_000_000)),
    ("CN", row(day(2024, 1, 5), day(2024, 1, 5), -20_000)),
    ("A-3", row(day(2024, 2, 10), day(2024, 3, 11), 900_000)),
)
NAMED: Final = ("A-1", "A-2", "A-3")

LIMIT: Final = Fact("insured_limit", 120_000.0, day(2023, 1, 1), currency="EUR", source="Insurer")
VAT: Final = Fact("vat_rate", 0.13)
PROOF: Final = Fact("delivery_proof", "CMR 17", day(2023, 11, 3), source="A-1")
FACTS: Final = CustomerFile("A", (LIMIT, VAT, PROOF))


def firm(text: str = FIRM) -> Policy:
    """The policy of a firm."""
    return policy_from_texts({"firm.toml": text})


def key(invoice: str, customer: str = "A", currency: str = "EUR", part: int = 1) -> ItemKey:
    """An item of the buyer."""
    return ItemKey("", customer, currency, invoice, part)


def reported(on: int, *invoices: str, task: str = "by-hand") -> Done:
    """The event that invoices were reported to the insurer."""
    dues = {name: one.due for name, one in ROWS}
    steps = tuple(StepDone(key(invoice), REPORT, "insurer", dues[invoice]) for invoice in invoices)
    return Done(task, "cover", "", "A", "EUR", "five-stage", REPORT, "insurer", on, steps)


def claim_of(
    invoices: Sequence[str] = NAMED,
    rows: Sequence[tuple[str, Row]] = ROWS,
    *,
    policy: Policy | None = None,
    as_of: int = AS_OF,
    facts: CustomerFile | None = FACTS,
    log: Log | None = None,
    **more: Any,
) -> ClaimFile:
    """The claim file of the case, or of one that differs from it."""
    return claim_file(ledger(rows), policy or firm(), log, as_of, invoices, facts=facts, **more)


class Desk:
    """A log in memory with what people report, and the claim on it."""

    def __init__(self, *events: Event) -> None:
        self.policy = firm()
        self.log = Log.memory()
        if events:
            runs.record(self.log, list(events), actor="wang")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self.log.verify() == ()
        self.log.close()

    def claim(self, invoices: Sequence[str] = NAMED, **more: Any) -> ClaimFile:
        """The claim file that rests on the log."""
        return claim_of(invoices, policy=self.policy, log=self.log, **more)
