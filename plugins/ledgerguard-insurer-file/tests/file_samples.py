"""Connectors over folders of a test, writes, and the insurer's side of both."""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from ledgerguard.plugin.insurer import ClaimFiling, LimitRequest, OverdueDeclaration, OverdueItem

from ledgerguard_insurer_file.connector import FileInsurer
from ledgerguard_insurer_file.fields import SectionName, Value
from ledgerguard_insurer_file.folders import Folders
from ledgerguard_insurer_file.layout import Layout, load
from ledgerguard_insurer_file.tables import composed

EXAMPLES = int(os.environ.get("LEDGERGUARD_EXAMPLES", "25"))
NOW = dt.datetime(2026, 6, 30, 12, 0, tzinfo=dt.UTC)
TODAY = NOW.date()
KEY = "limit-0123456789abcdef0123"
OVERDUE_KEY = "overdue-0123456789abcdef0123"
CLAIM_KEY = "claim-0123456789abcdef0123"
BUYER = "DE4711"


def folders(base: Path) -> Folders:
    return Folders(base / "outgoing", base / "incoming", base / "records")


def insurer(
    base: Path,
    layout: str | Layout = "typical-csv",
    *,
    stated: dict[str, str] | None = None,
    settle_seconds: float = 0.0,
    clock: Callable[[], dt.datetime] = lambda: NOW,
) -> FileInsurer:
    found = load(layout) if isinstance(layout, str) else layout
    return FileInsurer(
        "mutual", found, folders(base), stated=stated, settle_seconds=settle_seconds, clock=clock
    )


def limit(
    key: str = KEY, amount: str = "250000", currency: str = "EUR", **more: Any
) -> LimitRequest:
    given: dict[str, Any] = {"note": "for the summer season", **more}
    policy = given.pop("policy", "P-1")
    return LimitRequest(
        key, policy, given.pop("reference", BUYER), Decimal(amount), currency, **given
    )


def invoice(number: str = "A-1", amount: str = "1200.50", currency: str = "EUR") -> OverdueItem:
    due = dt.date(2026, 4, 30)
    return OverdueItem(number, dt.date(2026, 3, 31), due, Decimal(amount), currency)


def overdue(*items: OverdueItem, key: str = OVERDUE_KEY) -> OverdueDeclaration:
    return OverdueDeclaration(key, "P-1", BUYER, items or (invoice(), invoice("A-2", "99.00")), "")


def claim(key: str = CLAIM_KEY, documents: tuple[str, ...] = ()) -> ClaimFiling:
    items = (invoice(), invoice("A-2", "99.00"))
    amount = Decimal("1299.50")
    return ClaimFiling(key, "P-1", BUYER, items, "insolvency", amount, "EUR", documents, "case 7")


def decision(
    key: str = KEY, decided: str = "approved", **more: Value | None
) -> dict[str, Value | None]:
    return {
        "key": key,
        "reference": BUYER,
        "reference.country": BUYER[:2],
        "reference.number": BUYER[2:],
        "policy": "P-1",
        "kind": "permanent",
        "decision": decided,
        "amount": Decimal("200000.00"),
        "currency": "EUR",
        "valid_from": dt.date(2026, 7, 1),
        "valid_to": None,
        "condition": "",
        "their_reference": "L-88",
        "on": dt.date(2026, 7, 2),
        **more,
    }


def receipt(key: str = KEY, status: str = "taken", **more: Value | None) -> dict[str, Value | None]:
    return {
        "key": key, "line": None, "invoice": "", "status": status, "reason": "",
        "their_reference": "R-5", "on": dt.date(2026, 7, 1), **more,
    }  # fmt: skip


def claim_row(
    key: str = CLAIM_KEY, state: str = "registered", **more: Value | None
) -> dict[str, Value | None]:
    return {
        "key": key, "their_reference": "C-9", "state": state, "paid": None, "currency": "",
        "on": dt.date(2026, 7, 3), "note": "", **more,
    }  # fmt: skip


def answer(
    base: Path,
    name: str,
    section: SectionName,
    rows: Sequence[Mapping[str, Value | None]],
    layout: str | Layout = "typical-csv",
) -> Path:
    """A file of the insurer, as the layout describes it."""
    found = load(layout) if isinstance(layout, str) else layout
    return lay(base, name, composed(found, section, rows))


def lay(base: Path, name: str, data: bytes, age: float = 60.0) -> Path:
    """A file that came into the incoming folder some seconds ago."""
    path = base / "incoming" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    os.utime(path, (time.time() - age,) * 2)
    return path


def swapped(text: str, old: str, new: str) -> bytes:
    """Another file: one that differs in a place, which must be there."""
    assert old in text
    return text.replace(old, new).encode("cp1252")
