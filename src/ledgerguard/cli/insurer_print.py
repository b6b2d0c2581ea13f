"""How writes to insurers are shown: in a line, in a table, as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ledgerguard.cli.console import Column, print_table
from ledgerguard.units import Language

if TYPE_CHECKING:
    from ledgerguard.casework.insurers.sending import Fate
    from ledgerguard.casework.insurers.steps import Item
    from ledgerguard.plugin.insurer import OverdueItem, Write


def told(item: Item) -> str:
    """What goes out, for the person who confirms it."""
    write = item.write
    whom = f"{item.customer_id or 'a customer'} ({write.reference}), policy {write.policy}"
    return f"to {item.insurer}: {_what(write)}, on {whom}"


def item_json(item: Item) -> dict[str, Any]:
    """A write with where it stands."""
    from ledgerguard.casework.insurers.steps import progress_body
    from ledgerguard.casework.insurers.writes import write_body

    return {
        "key": item.key,
        "insurer": item.insurer,
        "customer_id": item.customer_id,
        "kind": item.kind,
        "state": item.state,
        "since": item.since.isoformat(timespec="seconds"),
        "prepared_by": item.prepared_by,
        "confirmed_by": item.confirmed_by,
        "attempts": item.attempts,
        "ticket": item.ticket,
        "reason": item.reason,
        "progress": None if item.progress is None else progress_body(item.progress),
        "write": write_body(item.write),
    }


def print_items(items: Iterable[Item], language: Language) -> None:
    """The outbox as a table."""
    _print([(item, item.reason) for item in items], language)


def print_fates(fates: Iterable[Fate], language: Language) -> None:
    """What became of writes just now."""
    _print([(fate.item, fate.note) for fate in fates], language)


def _print(pairs: Sequence[tuple[Item, str]], language: Language) -> None:
    from ledgerguard.casework.insurers.words import OUTBOX, STATES, WRITES

    columns = [
        Column(word.in_language(language), right=key == "amount") for key, word in OUTBOX.items()
    ]
    rows = [
        [
            item.key,
            item.insurer,
            WRITES[item.kind].in_language(language),
            item.customer_id,
            "\n".join(_amounts(item.write)),
            STATES[item.state].in_language(language),
            f"{item.since.astimezone():%Y-%m-%d %H:%M}",
            item.ticket,
            _decided(item, language) or note,
        ]
        for item, note in pairs
    ]
    print_table(columns, rows)


def _decided(item: Item, language: Language) -> str:
    """What the insurer has decided, in words; blank while it has not."""
    from ledgerguard.casework.insurers.words import DECISIONS, PROGRESS

    progress = item.progress
    if progress is None:
        return ""
    words = DECISIONS[progress.decision] if progress.decision else PROGRESS[progress.state]
    parts = [
        words.in_language(language),
        "" if progress.amount is None else money(progress.amount, progress.currency),
        progress.note,
    ]
    return ", ".join(part for part in parts if part)


def _what(write: Write) -> str:
    from ledgerguard.plugin.insurer import ClaimFiling, LimitRequest

    amounts = " and ".join(_amounts(write))
    if isinstance(write, LimitRequest):
        until = f" until {write.until}" if write.until else ""
        return f"a {write.kind} limit of {amounts}{until}"
    invoices = ", ".join(one.invoice for one in write.items)
    if isinstance(write, ClaimFiling):
        return f"a claim of {amounts} for {write.cause}: {invoices}"
    return f"{amounts} overdue: {invoices}"


def _amounts(write: Write) -> list[str]:
    """The amount of a write; of a report one for each currency, because two are never added."""
    from ledgerguard.plugin.insurer import OverdueDeclaration

    if not isinstance(write, OverdueDeclaration):
        return [money(write.amount, write.currency)]
    currencies = dict.fromkeys(one.currency for one in write.items)
    return [money(_sum(write.items, currency), currency) for currency in currencies]


def _sum(items: Iterable[OverdueItem], currency: str) -> Decimal:
    return sum((one.amount for one in items if one.currency == currency), Decimal(0))


def money(amount: Decimal, currency: str) -> str:
    """An amount with its currency and all of its decimals."""
    from ledgerguard.ledger.currency import exponent

    return f"{currency} {amount:,.{exponent(currency)}f}".strip()
