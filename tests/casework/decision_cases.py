"""The customer on whom the tests of credit decisions stand, and ways to change one thing of it.

Beispiel GmbH, seen on 30 June 2026; statements of 31 December 2025 in EUR. By hand:

factor                                     value       earns   of   points
current ratio                              1080/800    0.75     8     6
liabilities to assets                      1240/2000   0.5     10     5
EBIT to assets                             140/2000    0.75     8     6
operating cash flow to current liabilities 120/800     0.5     10     5
Altman's Z double prime                    2.52        0.5     10     5    grey: 1.1 to 2.6
days beyond terms                          8           0.5     14     7
statements                                 audited     1        8     8
bank headroom                              30/100      0.75     6     4.5
litigation                                 0           1        8     8
ownership change                           over_year   0.75     5     3.75
order fulfilment                           0.96        0.75     6     4.5
years trading                              11          1        4     4
country                                    DE, low     1        3     3
                                                              100    69.75

Odds 20 * 2^((69.75 - 50) / 10) = 20 * 2^1.975 = 78.625, probability 1 / 79.625 = 1.2559 %: grade 5,
which ends at 1.75 %.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Final

import attrs

from ledgerguard.casework.customer_file.behaviour import Behaviour
from ledgerguard.casework.customer_file.facts import CustomerFile, Fact
from ledgerguard.casework.decisions.decide import decide
from ledgerguard.casework.decisions.records import Decision, Request
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.credit_file import CreditPolicy
from ledgerguard.policy.credit_policy import packaged_credit
from ledgerguard.units import serial

SCORE: Final = 69.75
PD: Final = 1 / (1 + 20 * 2**1.975)


def day(year: int, month: int, number: int) -> int:
    return serial(dt.date(year, month, number))


TODAY: Final = day(2026, 6, 30)
BALANCE: Final = day(2025, 12, 31)
LOOKED: Final = day(2026, 5, 15)

STATEMENT: Final = {
    "total_assets": 2_000_000.0,
    "current_assets": 1_080_000.0,
    "current_liabilities": 800_000.0,
    "total_liabilities": 1_240_000.0,
    "equity": 760_000.0,
    "retained_earnings": 300_000.0,
    "ebit": 140_000.0,
    "operating_cash_flow": 120_000.0,
    "revenue": 4_000_000.0,
    "intangible_assets": 60_000.0,
}

FACTS: Final = (
    Fact("name", "Beispiel GmbH"),
    Fact("registry_status", "active", LOOKED),
    Fact("country", "DE", LOOKED),
    Fact("founded", float(day(2015, 1, 1)), LOOKED),
    Fact("customer_since", float(day(2020, 1, 1))),
    Fact("statements", "audited", BALANCE),
    *(Fact(item, amount, BALANCE, currency="EUR") for item, amount in STATEMENT.items()),
    Fact("bank_line", 100_000.0, LOOKED, currency="EUR", source="Bank"),
    Fact("bank_line_used", 70_000.0, LOOKED, currency="EUR", source="Bank"),
    Fact("litigation", 0.0, LOOKED, currency="EUR"),
    Fact("ownership_change", "over_year", LOOKED),
    Fact("order_fulfilment", 0.96, LOOKED),
    Fact("days_beyond_terms", 8.0, LOOKED),
    Fact("reference_limit", 50_000.0, LOOKED, currency="EUR", source="A"),
    Fact("annual_purchases", 480_000.0, LOOKED, currency="EUR"),
)


def customer(*more: Fact, without: Iterable[str] = (), customer_id: str = "1001") -> CustomerFile:
    """Beispiel GmbH with more facts, and without some items."""
    left = set(without)
    return CustomerFile(customer_id, (*(f for f in FACTS if f.item not in left), *more))


def money(item: str, amount: float, on: int = LOOKED, until: int = NO_DAY, **more: Any) -> Fact:
    """An amount in EUR, unless another currency is named."""
    return Fact(item, amount, on, until, **{"currency": "EUR", **more})


def credit(**changed: Any) -> CreditPolicy:
    """The packaged policy with parts changed: limits={"rounding_unit": 1}."""
    policy = packaged_credit()
    parts = {
        name: attrs.evolve(getattr(policy, name), **value)
        if isinstance(value, dict) and attrs.has(type(getattr(policy, name)))
        else value
        for name, value in changed.items()
    }
    return attrs.evolve(policy, **parts)


def decided(
    file: CustomerFile | None = None,
    behaviour: Mapping[str, Behaviour] | None = None,
    policy: CreditPolicy | None = None,
    as_of: int = TODAY,
    **asked: Any,
) -> Decision:
    """The decision about a customer, with what is asked for."""
    return decide(
        file or customer(), behaviour or {}, policy or packaged_credit(), as_of,
        request=Request(**asked),
    )  # fmt: skip


def codes(reasons: Iterable[Any]) -> list[str]:
    return [reason.code for reason in reasons]
