"""Covers as insurers told them: how they lie in the book, and what of them counts on a day."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from ledgerguard.casework.insurers.plain import plain, record_of
from ledgerguard.casework.insurers.writes import is_amount
from ledgerguard.errors import NotAvailable
from ledgerguard.plugin.insurer import COVER_KINDS, DECISIONS, Cover, DecisionCode, InsurerError
from ledgerguard.store.covers import CoverBook, Told

NOTHING: Final[frozenset[DecisionCode]] = frozenset({"refused", "cancelled", "investigating"})
"""Decisions under which nothing is covered, whatever amount stands beside them."""


@dataclass(frozen=True, slots=True)
class Known:
    """What one insurer has said of one customer.

    Attributes:
        insurer: Name of the insurer.
        customer_id: Our id.
        reference: The insurer's; blank while the buyer is not known there.
        covers: Its lines; None when it has said nothing yet.
        told_at: When it was asked; None when it has said nothing yet.
        error: Why it could not be asked the last time; blank when it could.
        failed_at: When that was.
        waits: Whether a person has to say first that the buyer is the right one.
    """

    insurer: str
    customer_id: str
    reference: str
    covers: tuple[Cover, ...] | None
    told_at: dt.datetime | None
    error: str = ""
    failed_at: dt.datetime | None = None
    waits: bool = False


def known(book: CoverBook, customer_id: str = "", insurer: str = "") -> list[Known]:
    """What the book has of a customer, or of all, from an insurer, or from all.

    Raises:
        NotAvailable: when the book is damaged.
    """
    return [known_of(told) for told in book.told(customer_id, insurer)]


def known_of(told: Told) -> Known:
    """What a row of the book says.

    Raises:
        NotAvailable: when it says something else.
    """
    return Known(
        told.insurer,
        told.customer_id,
        told.reference,
        None if told.payload is None else covers_of(told.payload),
        _moment(told.told_at),
        told.error,
        _moment(told.failed_at),
        waits=bool(told.reference) and not told.accepted,
    )


def payload_of(covers: Sequence[Cover]) -> str:
    """Covers as the book holds them."""
    return json.dumps([plain(cover) for cover in covers], ensure_ascii=False)


def covers_of(payload: str) -> tuple[Cover, ...]:
    """Covers from the text that the book holds.

    Raises:
        NotAvailable: when the text is something else.
    """
    try:
        return tuple(map(_cover, json.loads(payload)))
    except (TypeError, ValueError, KeyError, InvalidOperation) as error:
        raise NotAvailable(
            f"the book of covers must hold what an insurer has said, got {error!r}",
            hint="delete the file: the insurers are asked again then",
        ) from error


def checked(answer: Any, reference: str | None = None) -> tuple[Cover, ...]:
    """What a connector answered, once it is what it must be.

    Args:
        answer: The answer.
        reference: Of the buyer that was asked for; None: all buyers were.

    Raises:
        InsurerError: naming what is wrong in it.
    """
    covers = tuple(answer) if isinstance(answer, Iterable) else (answer,)
    for cover in covers:
        fault = _fault(cover, reference)
        if fault:
            raise InsurerError(
                f"a connector must answer covers that can be understood, got {fault}",
                hint="this is a fault of the connector, please report it to its makers",
            )
    return covers


def borne(cover: Cover, as_of: dt.date | None = None) -> Decimal:
    """What a line of cover bears; 0 when it was refused, or does not hold on the day."""
    early = as_of is not None and cover.valid_from is not None and as_of < cover.valid_from
    late = as_of is not None and cover.valid_to is not None and as_of > cover.valid_to
    return Decimal(0) if cover.decision in NOTHING or early or late else cover.amount


def _fault(cover: object, reference: str | None) -> str:
    """What is wrong with a line; blank when nothing is."""
    if not isinstance(cover, Cover):
        return type(cover).__name__
    if reference is not None and cover.reference != reference:
        return "cover of another buyer than the one that was asked for"
    if cover.kind not in COVER_KINDS:
        return f"the kind {cover.kind!r}"
    if cover.decision not in DECISIONS:
        return f"the decision {cover.decision!r}"
    if not is_amount(cover.amount):
        return f"the amount {cover.amount!r}"
    if not cover.currency and cover.amount:
        return "an amount without a currency"
    return ""


def _moment(text: str) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(text).astimezone() if text else None
    except ValueError as error:
        raise NotAvailable(
            f"the book of covers must hold moments, got {text!r}",
            hint="delete the file: the insurers are asked again then",
        ) from error


def _cover(body: dict[str, Any]) -> Cover:
    days = [name for name in ("valid_from", "valid_to") if body[name] is not None]
    return record_of(Cover, body, days=days, amounts=("amount",))
