"""Whom a person means who names a customer or an invoice: one that the last run has seen."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ledgerguard.casework.events import Scope
from ledgerguard.casework.records import ItemKey
from ledgerguard.casework.runs import last_run
from ledgerguard.casework.snapshot import frame_of, policy_of
from ledgerguard.errors import InvalidValue, LogError
from ledgerguard.policy.ladder_file import LevelEntry
from ledgerguard.store.entries import Row
from ledgerguard.store.log import Log

Seen = tuple[str, str, str, str]
"""Entity, customer id, currency and invoice of a row of the ledger."""

SHOWN = 5
"""Names that a message lists."""


def scope_of(
    log: Log, customer: str, invoice: str | None = None, entity: str = "", currency: str = ""
) -> Scope:
    """The customer, or the invoice of a customer, that the ledger of the last run holds.

    Args:
        log: The log.
        customer: The customer's id.
        invoice: An invoice number, NO/2 for its second instalment; None for the whole customer.
        entity: Our legal entity; needed only where several have such a customer.
        currency: The invoice's currency; needed only where several have such an invoice.

    Raises:
        LogError: when there is no run yet.
        InvalidValue: when there is no such customer or invoice, or there are several.
    """
    return scope_among(seen(log), customer, invoice, entity, currency)


def seen(log: Log) -> set[Seen]:
    """Entity, customer, currency and invoice of each row of the last run's ledger.

    Raises:
        LogError: when there is no run yet.
    """
    frame = frame_of(log.content(str(_last(log).body["ledger"])))
    names = ("entity", "customer_id", "currency", "invoice")
    return {tuple(key) for key in frame.select(*names).iter_rows()}


def scope_among(
    known: Collection[Seen],
    customer: str,
    invoice: str | None = None,
    entity: str = "",
    currency: str = "",
) -> Scope:
    """The same as :func:`scope_of`, among rows that are at hand.

    Raises:
        InvalidValue: when there is no such customer or invoice, or there are several.
    """
    rows = {key for key in known if not entity or key[0] == entity}
    mine = {key for key in rows if key[1] == customer}
    if not mine:
        raise _unknown("customer", customer, sorted({key[1] for key in rows}))
    if invoice is None:
        entities = sorted({key[0] for key in mine})
        if len(entities) > 1:
            raise _several("entity", entities, f"the customer {customer}", "--entity")
        return Scope(entities[0], customer)
    number, part = _numbered(invoice, {key[3] for key in mine})
    found = {key for key in mine if key[3] == number and (not currency or key[2] == currency)}
    if not found:
        raise _unknown("invoice", invoice, sorted({key[3] for key in mine if key[3]}))
    if len(found) > 1:
        places = sorted(f"{key[0]} {key[2]}".strip() for key in found)
        raise _several("invoice", places, f"the invoice {number}", "--entity or --currency")
    owner, _, money, _ = found.pop()
    return Scope(owner, customer, ItemKey(owner, customer, money, number, part))


def ladder_of(log: Log, scope: Scope) -> tuple[str, tuple[LevelEntry, ...]]:
    """The ladder, and its levels, that the last run had for a customer or one of its invoices.

    Raises:
        LogError: when there is no run yet.
    """
    policy = policy_of(log.content(str(_last(log).body["policy"])))
    name = policy.settings(scope.customer_id, scope.item.invoice if scope.item else "").ladder
    return name, policy.ladders[name].levels


def _last(log: Log) -> Row:
    run = last_run(log)
    if run is None:
        raise LogError(
            "the log must hold a run, got none",
            hint="`ledgerguard worklist LEDGER --log FILE` makes the first one",
        )
    return run


def _numbered(invoice: str, known: set[str]) -> tuple[str, int]:
    """Number and instalment: an invoice whose own number has a stroke is that invoice."""
    number, stroke, part = invoice.rpartition("/")
    if invoice in known or not (stroke and part.isdigit() and int(part)):
        return invoice, 1
    return number, int(part)


def _unknown(what: str, got: str, known: Sequence[str]) -> InvalidValue:
    more = f" and {len(known) - SHOWN} more" if len(known) > SHOWN else ""
    return InvalidValue(
        f"{what} must be one of the last run's ledger, got {got!r}",
        hint=f"it has {', '.join(known[:SHOWN])}{more}",
    )


def _several(what: str, known: Sequence[str], whose: str, option: str) -> InvalidValue:
    return InvalidValue(
        f"{what} must be one of {', '.join(known)} for {whose}, got none named",
        hint=f"say which one with {option}",
    )
