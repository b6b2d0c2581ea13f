"""Hand-made cases of the control nodes: facts told by their age, items by their days."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ledgerguard.casework.customer_file.facts import CustomerFile, Fact, Value
from ledgerguard.casework.nodes.cycle import RULES, sixteen
from ledgerguard.casework.nodes.records import Node, NodeContext, OpenInvoice
from ledgerguard.casework.records import ItemKey
from ledgerguard.ledger.amount import Amount
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.credit_policy import packaged_credit
from ledgerguard.units import serial

TODAY = serial(dt.date(2026, 6, 30))
"""The day from which the cases look."""

CREDIT = packaged_credit()


def fact(
    item: str,
    value: Value = True,
    age: int = 10,
    *,
    left: int | None = None,
    currency: str = "",
    source: str = "",
) -> Fact:
    """A fact of so many days ago, that holds for so many days more."""
    until = NO_DAY if left is None else TODAY + left
    return Fact(item, value, TODAY - age, until, currency, source)


def limit(amount: float = 10_000, age: int = 10, *, left: int | None = None, kind: str = "own",
          currency: str = "EUR") -> Fact:  # fmt: skip
    """A limit of so many days ago."""
    return fact(f"{kind}_limit", amount, age, left=left, currency=currency, source="credit-manager")


def item(invoice: str = "R1", late: int = -20, **more: Any) -> OpenInvoice:
    """An open item of 1,000.00 EUR, so many days past due, issued 30 days before."""
    currency, part = more.pop("currency", "EUR"), more.pop("part", 1)
    due = more.pop("due", TODAY - late)
    made = {"issued": due - 30, "due": due, "amount": 100_000, **more}
    return OpenInvoice(
        ItemKey("", "A", currency, invoice, part),
        Amount(made.pop("open", 100_000), currency),
        **made,
    )


def case(*facts: Fact, **more: Any) -> NodeContext:
    """A customer with facts."""
    return NodeContext("A", TODAY, CustomerFile("A", facts), more.pop("credit", CREDIT), **more)


def node(key: str, context: NodeContext) -> Node:
    """One node of a case."""
    found = {one.key: one for one in sixteen(context)}
    assert len(found) == len(RULES)
    return found[key]


def codes(one: Node) -> list[str]:
    """What a node has found, the worst first."""
    return [finding.code for finding in one.evidence]


CASH = limit(0)
"""An own limit of 0: nothing is sold on credit."""
