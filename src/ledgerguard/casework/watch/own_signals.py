"""The alarms of the firm's own liquidity, and its bad debts, from its own file.

Article on financial risk: bank lines near their cap, emergency money touched, suppliers paid late
(银行授信额度使用接近上限、动用应急资金、延迟支付供应商款项). The article on credit control keeps
bad debts below 0.5 % of sales (坏账率控制在0.5%以下).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Final

from ledgerguard.casework.customer_file.facts import CustomerFile
from ledgerguard.casework.customer_file.reading import OWN
from ledgerguard.casework.watch.known_then import FreshFacts, events
from ledgerguard.casework.watch.readings import Reading
from ledgerguard.casework.watch.series import Picture
from ledgerguard.casework.watch.soft_signals import YEAR, stepped, unread
from ledgerguard.ledger.amount import Amount
from ledgerguard.ledger.portfolio import Frame
from ledgerguard.ledger.sales import SalesCurve, sales_curve
from ledgerguard.policy.credit_file import CreditPolicy

__all__ = ["OWN", "WRITTEN_OFF", "bad_debt_reading", "bank_reading", "own_readings"]

WRITTEN_OFF: Final = "written_off"


def own_readings(file: CustomerFile, days: Sequence[int], credit: CreditPolicy) -> list[Reading]:
    """What the firm's own file tells, whatever the currency."""
    as_of = days[-1]
    fresh = FreshFacts(file, credit)
    late = stepped(fresh, "suppliers_paid_late", days)
    return [
        Reading(
            "emergency_money_used",
            "count",
            len(events(file, "emergency_money_used", as_of, YEAR)),
        ),
        unread(file),
        fresh.noted(Reading("suppliers_paid_late", "level", late[-1], late, bounds=(0.0, 1.0))),
    ]


def bank_reading(file: CustomerFile, currency: str, seen: Picture, credit: CreditPolicy) -> Reading:
    """The use of all bank lines of one currency together."""
    fresh = FreshFacts(file, credit)
    uses = tuple(_line_use(file, fresh, currency, day) for day in seen.days)
    use = Reading("bank_line_use", "level", uses[-1], uses, bounds=(0.0, math.inf))
    return fresh.noted(use)


def bad_debt_reading(file: CustomerFile, frame: Frame, currency: str, seen: Picture) -> Reading:
    """What was written off within a year over the credit sales of that year.

    Args:
        file: The firm's own file.
        frame: Rows of that currency.
        currency: The currency.
        seen: The picture whose points are asked for.
    """
    stated = file.in_currency(WRITTEN_OFF, currency, seen.as_of)
    if not stated:
        return Reading("bad_debt_rate", "level")
    curve = sales_curve(frame)
    rates = tuple(
        _bad_debt_rate(file, curve, currency, day) if seen.covers(place, YEAR - 1) else None
        for place, day in enumerate(seen.days)
    )
    if rates[-1] is None:
        rates = (*rates[:-1], _bad_debt_rate(file, curve, currency, seen.as_of))
    return Reading("bad_debt_rate", "level", rates[-1], rates, bounds=(0.0, math.inf))


def _line_use(file: CustomerFile, fresh: FreshFacts, currency: str, day: int) -> float | None:
    """Drawn over granted; each bank's newest figures, and only banks that name both."""
    granted = used = Amount(0, currency)
    banks = {fact.source for fact in file.in_currency("bank_line", currency, day)}
    for bank in sorted(banks):
        line, drawn = (
            next((f for f in file.in_currency(item, currency, day) if f.source == bank), None)
            for item in ("bank_line", "bank_line_used")
        )
        if line is None or drawn is None:
            continue
        if fresh.is_fresh(line, day) and fresh.is_fresh(drawn, day):
            granted += Amount.of(float(line.value), currency)
            used += Amount.of(float(drawn.value), currency)
    return used.minor / granted.minor if granted.minor > 0 else None


def _bad_debt_rate(file: CustomerFile, curve: SalesCurve, currency: str, day: int) -> float | None:
    sales = curve.between(day - YEAR, day)
    facts = events(file, WRITTEN_OFF, day, YEAR)
    lost = _total((float(f.value) for f in facts if f.currency == currency), currency)
    return lost.minor / sales if sales > 0 else None


def _total(amounts: Iterable[float], currency: str) -> Amount:
    whole = Amount(0, currency)
    for amount in amounts:
        whole += Amount.of(amount, currency)
    return whole
