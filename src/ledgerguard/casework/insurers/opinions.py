"""What insurers are asked at the prompt beside covers: their grade of a buyer, how a claim stands.

Both are remembered with the moment, so that the last answer stands where there is none today.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from decimal import InvalidOperation
from typing import Any, Final, Generic, TypeVar, get_args

from ledgerguard.casework.insurers.outbox import Clock, moment_of, told, utc_now
from ledgerguard.casework.insurers.patience import READ_SECONDS, ask
from ledgerguard.casework.insurers.plain import plain, record_of
from ledgerguard.casework.insurers.writes import is_amount
from ledgerguard.errors import NotAvailable
from ledgerguard.plugin.insurer import (
    Capability,
    ClaimState,
    Direction,
    Grade,
    Insurer,
    InsurerError,
)
from ledgerguard.store.covers import CoverBook

T = TypeVar("T", Grade, ClaimState)


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """What an insurer has answered.

    Attributes:
        value: The answer; None when it has no opinion, or has never answered.
        told_at: When it was asked; None when it has never answered.
        error: Why it could not be asked now; blank when it could.
    """

    value: T | None
    told_at: dt.datetime | None
    error: str = ""


def grade_of(
    book: CoverBook,
    insurer: Insurer,
    reference: str,
    *,
    seconds: float = READ_SECONDS,
    clock: Clock = utc_now,
) -> Answer[Grade]:
    """The insurer's opinion of a buyer, now or as it was told last.

    Args:
        book: Where it is remembered.
        insurer: The connector.
        reference: The insurer's, of the buyer.
        seconds: How long it may take.
        clock: Tells the moment.

    Raises:
        NotAvailable: when the book is damaged or cannot be written.
    """
    call = lambda: insurer.grade(reference)  # noqa: E731 - to be called in another thread
    return _asked(book, insurer, _GRADE, reference, call, seconds, clock)


def claim_of(
    book: CoverBook,
    insurer: Insurer,
    reference: str,
    *,
    seconds: float = READ_SECONDS,
    clock: Clock = utc_now,
) -> Answer[ClaimState]:
    """How a claim stands, now or as it was told last.

    Args:
        book: Where it is remembered.
        insurer: The connector.
        reference: The insurer's, of the claim: that of its ticket.
        seconds: How long it may take.
        clock: Tells the moment.

    Raises:
        NotAvailable: when the book is damaged or cannot be written.
    """
    call = lambda: insurer.claim_status(reference)  # noqa: E731 - to be called in another thread
    return _asked(book, insurer, _CLAIM, reference, call, seconds, clock)


def remembered_grade(book: CoverBook, insurer: str, reference: str) -> Answer[Grade]:
    """The insurer's opinion of a buyer as it was told last; nobody is asked.

    Raises:
        NotAvailable: when the book is damaged.
    """
    return _remembered(book, insurer, _GRADE, reference)


@dataclass(frozen=True, slots=True)
class _Question(Generic[T]):
    what: Capability
    shape: type[T]
    fault: Callable[[Any], str]  # what is wrong with a record of that shape; blank: nothing
    amounts: Collection[str] = ()
    none: bool = False  # whether None is an answer


def _asked(
    book: CoverBook,
    insurer: Insurer,
    question: _Question[T],
    reference: str,
    call: Callable[[], T | None],
    seconds: float,
    clock: Clock,
) -> Answer[T]:
    moment = moment_of(clock)
    try:
        value = ask(insurer, question.what, call, seconds)
        fault = _fault(question, value)
        if fault:
            raise InsurerError(
                f"{question.what} must answer what can be understood, got {fault}",
                hint="this is a fault of the connector, please report it to its makers",
            )
    except InsurerError as error:
        last = _remembered(book, insurer.name, question, reference)
        return Answer(last.value, last.told_at, told(str(error)))
    text = json.dumps(None if value is None else plain(value), ensure_ascii=False)
    book.put_answer(insurer.name, question.what, reference, text, moment)
    return _remembered(book, insurer.name, question, reference)


def _remembered(book: CoverBook, insurer: str, question: _Question[T], reference: str) -> Answer[T]:
    found = book.answer(insurer, question.what, reference)
    if found is None:
        return Answer(None, None)
    payload, moment = found
    try:
        body = json.loads(payload)
        value = None
        if body is not None:
            days = [] if body["as_of"] is None else ["as_of"]
            value = record_of(question.shape, body, days=days, amounts=question.amounts)
        return Answer(value, dt.datetime.fromisoformat(moment).astimezone())
    except (TypeError, ValueError, KeyError, InvalidOperation) as error:
        raise NotAvailable(
            f"the book of covers must hold what an insurer has said, got {error!r}",
            hint="delete the file: the insurers are asked again then",
        ) from error


def _fault(question: _Question[T], value: object) -> str:
    if value is None and question.none:
        return ""
    if not isinstance(value, question.shape):
        return type(value).__name__
    day = value.as_of
    if type(day) is not dt.date and not (day is None and question.shape is ClaimState):
        return f"the day {day!r}"
    return question.fault(value)


def _grade_fault(grade: Grade) -> str:
    if not all(isinstance(text, str) and text.strip() for text in (grade.value, grade.scale)):
        return "a grade without its value or its scale"
    if grade.direction not in get_args(Direction):
        return f"the direction {grade.direction!r}"
    return ""


def _claim_fault(claim: ClaimState) -> str:
    if not all(isinstance(text, str) and text.strip() for text in (claim.reference, claim.state)):
        return "a claim without its reference or its state"
    if not is_amount(claim.paid):
        return f"the amount {claim.paid!r}"
    return "an amount without a currency" if claim.paid and not claim.currency else ""


_GRADE: Final = _Question("grade", Grade, _grade_fault, none=True)
_CLAIM: Final = _Question("claim_status", ClaimState, _claim_fault, amounts=("paid",))
