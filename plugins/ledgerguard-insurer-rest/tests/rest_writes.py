"""Writes that differ by their number."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from ledgerguard.plugin.insurer import ClaimFiling, LimitRequest, OverdueDeclaration, OverdueItem

DAY = dt.date(2026, 3, 1)


def invoice(number: int = 1, currency: str = "EUR") -> OverdueItem:
    amount = Decimal(number) + Decimal("0.25")
    return OverdueItem(f"A-{number}", DAY, DAY + dt.timedelta(days=30), amount, currency)


def limit(number: int = 1000, key: str = "", reference: str = "B-1") -> LimitRequest:
    return LimitRequest(key, "P-1", reference, Decimal(number), "EUR")


def report(number: int = 1, key: str = "") -> OverdueDeclaration:
    return OverdueDeclaration(key, "P-1", "B-1", (invoice(number),))


def claim(number: int = 1, key: str = "") -> ClaimFiling:
    one = invoice(number)
    return ClaimFiling(
        key, "P-1", "B-1", (one,), "insolvency", one.amount, "EUR", ("contract.pdf",)
    )
