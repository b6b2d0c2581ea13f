"""Ledgers, files and policies for the tests of insurance: short to write, days as numbers."""

from __future__ import annotations

from functools import cache
from typing import Any

from ledgerguard.casework.customer_file.facts import CustomerFile, Fact
from ledgerguard.ledger.portfolio import Frame
from ledgerguard.ledger.read import from_cells
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.firm import Policy, policy_from_texts

HEAD = '[company]\ninsurance = "ours"\n[insurances.ours]\ndated = 2024-01-01\nsource = "S"\n'
TITLE = 'title = { en = "Ours", zh = "本公司" }\n'


@cache
def policy_of(terms: str = "", before: str = "", rate: float | None = 0.9) -> Policy:
    """A firm with one insurance policy; ``before`` are tables of its file that stand above."""
    insured = "" if rate is None else f"insured_rate = {rate}\n"
    text = HEAD + TITLE + insured + terms + "\n" + before
    return policy_from_texts({"ours.toml": text})


def limit(amount: float, day: int = NO_DAY, until: int = NO_DAY, currency: str = "EUR") -> Fact:
    return Fact("insured_limit", amount, day, until, currency, "Insurer")


def decision(word: str, day: int, currency: str = "") -> Fact:
    return Fact("insurer_decision", word, day, NO_DAY, currency, "Insurer")


def discretion(amount: float, day: int = NO_DAY, until: int = NO_DAY) -> Fact:
    return Fact("discretionary_limit", amount, day, until, "EUR", "us")


def file_of(*facts: Fact, customer_id: str = "A") -> CustomerFile:
    return CustomerFile(customer_id, facts)


COLUMNS = (
    *("Customer", "Invoice", "Invoice date", "Due date", "Amount", "Currency"),
    *("Delivery date", "Paid", "Payment date", "Disputed"),
)


def ledger_of(*rows: tuple[Any, ...]) -> Frame:
    """A ledger; what a row leaves out at its end is blank, EUR for the currency."""
    cells: list[list[Any]] = [list(COLUMNS)]
    for row in rows:
        known = list(row)
        if len(known) < 6:
            known += ["EUR"]
        cells.append(known + [""] * (len(COLUMNS) - len(known)))
    return from_cells(cells).frame
