"""What we tell an insurer, as it lies in the log: amounts as decimal text, days as ISO dates.

A write carries our own key, made of its content and the head of the log it was prepared on: the
same write on the same head has the same key, any other one has another.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final, Literal

from ledgerguard.casework.insurers.plain import record_of
from ledgerguard.errors import InvalidValue, LogError, OutOfDomain
from ledgerguard.ledger.currency import CODES, exponent
from ledgerguard.plugin.insurer import (
    COVER_KINDS,
    Capability,
    ClaimFiling,
    LimitRequest,
    OverdueDeclaration,
    OverdueItem,
    Write,
)
from ledgerguard.store.entries import canonical

WriteKind = Literal["limit", "overdue", "claim"]

KINDS: Final[Mapping[WriteKind, type[Write]]] = {
    "limit": LimitRequest,
    "overdue": OverdueDeclaration,
    "claim": ClaimFiling,
}
CAPABILITIES: Final[Mapping[WriteKind, Capability]] = {
    "limit": "request_limit",
    "overdue": "declare_overdue",
    "claim": "file_claim",
}
"""What a connector must be able to do for each."""

TOO_MUCH: Final = Decimal(10) ** 15
"""An amount that nobody means: beyond it a cell no longer holds every cent."""

_NAMES: Final = {shape: name for name, shape in KINDS.items()}
_DIGITS: Final = 20


def is_amount(value: object) -> bool:
    """Whether something is an amount that an insurer can mean: finite, from 0, not absurd."""
    return isinstance(value, Decimal) and value.is_finite() and 0 <= value < TOO_MUCH


def kind_of(write: Write) -> WriteKind:
    """What a write is: limit, overdue or claim."""
    return _NAMES[type(write)]


def key_of(kind: WriteKind, head: str, body: Mapping[str, Any]) -> str:
    """Our own key of a write: its kind and 20 hexadecimal digits.

    Args:
        kind: What it is.
        head: The head of the log on which it is prepared.
        body: The write as :func:`write_body` has it.
    """
    digest = hashlib.sha256(head.encode() + b"\n" + kind.encode() + b"\n" + canonical(body))
    return f"{kind}-{digest.hexdigest()[:_DIGITS]}"


def write_body(write: Write) -> dict[str, Any]:
    """A write as the body of a row, without its key."""
    return {
        field.name: _plain(getattr(write, field.name), getattr(write, "currency", ""))
        for field in dataclasses.fields(write)
        if field.name != "key"
    }


def write_of(kind: str, key: str, body: Mapping[str, Any]) -> Write:
    """The write that a row holds.

    Raises:
        LogError: when the body has another shape; nothing of ours has written it then.
    """
    try:
        given = dict(body)
        if "items" in given:
            given["items"] = tuple(
                record_of(OverdueItem, one, days=("issued", "due"), amounts=("amount",))
                for one in given["items"]
            )
        if "documents" in given:
            given["documents"] = tuple(given["documents"])
        shape = next(shape for name, shape in KINDS.items() if name == kind)
        days = ["until"] if given.get("until") else []
        amounts = ["amount"] if "amount" in given else []
        return record_of(shape, {**given, "key": key}, days=days, amounts=amounts)
    except (StopIteration, TypeError, ValueError, KeyError, InvalidOperation) as error:
        raise LogError(
            f"a row of kind 'insurer-prepared' must hold a write to an insurer, got {error!r}",
            hint="run ledgerguard log verify",
        ) from error


def checked(write: Write) -> Write:
    """The write itself, once nothing is wrong in it that we can see.

    Raises:
        InvalidValue: when a reference, a currency or the invoices are missing or contradict.
        OutOfDomain: when an amount is not above 0, or finer than its currency.
    """
    if not write.reference.strip():
        raise InvalidValue(
            "reference must be the insurer's own of the buyer, got none",
            hint="`ledgerguard insurer buyers` finds and saves it",
        )
    if isinstance(write, LimitRequest):
        if write.kind not in COVER_KINDS:
            raise InvalidValue(f"kind must be one of {', '.join(COVER_KINDS)}, got {write.kind!r}")
        _check_amount(write.amount, write.currency)
        return write
    if not write.items:
        raise InvalidValue("items must hold an invoice, got none", hint="name at least one")
    for item in write.items:
        _check_amount(item.amount, item.currency)
    if isinstance(write, ClaimFiling):
        _check_amount(write.amount, write.currency)
        others = sorted({item.currency for item in write.items} - {write.currency})
        if others:
            raise InvalidValue(
                f"the invoices of a claim must be in its currency {write.currency}, "
                f"got {', '.join(others)}",
                hint="make a claim for each currency: two are never added",
            )
    return write


def _check_amount(amount: Decimal, currency: str) -> None:
    if currency not in CODES:
        raise InvalidValue(
            f"currency must be an ISO code, got {currency!r}", hint="three letters, such as EUR"
        )
    if not is_amount(amount) or not amount:
        raise OutOfDomain(f"amount must be above 0 and below {TOO_MUCH:,f}, got {amount}")
    if amount != round(amount, exponent(currency)):
        raise OutOfDomain(
            f"amount must have at most {exponent(currency)} decimals in {currency}, got {amount}"
        )


def _plain(value: Any, currency: str) -> Any:
    """A value as JSON has it; an amount with all decimals of its currency, whoever has typed it."""
    if isinstance(value, Decimal):
        return f"{value:.{exponent(currency)}f}"
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, OverdueItem):
        fields = dataclasses.fields(value)
        return {one.name: _plain(getattr(value, one.name), value.currency) for one in fields}
    if isinstance(value, tuple):
        return [_plain(one, currency) for one in value]
    return value
