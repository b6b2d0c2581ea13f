"""Asks insurers about customers and writes down what they say, failures included."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from ledgerguard.casework.insurers.buyers import reference_of
from ledgerguard.casework.insurers.covers import checked, payload_of
from ledgerguard.casework.insurers.outbox import Clock, moment_of, told, utc_now
from ledgerguard.casework.insurers.patience import READ_SECONDS, ask
from ledgerguard.errors import LedgerguardError
from ledgerguard.plugin.insurer import (
    BuyerQuery,
    Cover,
    EventPage,
    Insurer,
    InsurerError,
    InsurerEvent,
    LockedOut,
    Unreachable,
)
from ledgerguard.store.covers import CoverBook

PAGES: Final = 1000
"""Pages of events that are read at a time: a connector whose cursor never ends must end here."""

PATIENT_WITH: Final = 3
"""How many questions in a row an insurer may leave unanswered before no more are asked."""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What came of asking about one customer."""

    customer_id: str
    error: str = ""  # blank: it was told
    answered: bool = True  # also with an error; False: the line is down, or the access refused
    locked_out: bool = False  # nothing may be tried until a person has mended the access


def refresh(
    book: CoverBook,
    insurer: Insurer,
    customers: Iterable[BuyerQuery],
    *,
    seconds: float = READ_SECONDS,
    clock: Clock = utc_now,
) -> list[Refreshed]:
    """Ask an insurer about customers, one after the other, until it is plain that it is no use.

    That is: after a refused access, or when the line was down for several in a row.

    Args:
        book: Where the answers go, and why there was none.
        insurer: The connector.
        customers: About whom to ask.
        seconds: How long each question may take.
        clock: Tells the moment.

    Raises:
        NotAvailable: when the book cannot be written.
    """
    found: list[Refreshed] = []
    down = 0
    for query in customers:
        moment = moment_of(clock)
        try:
            reference = reference_of(book, insurer, query, seconds=seconds)
            covers = _asked(insurer, reference, seconds)
        except LedgerguardError as error:
            text, locked = told(str(error)), isinstance(error, LockedOut)
            book.put_failure(insurer.name, query.customer_id, text, moment)
            answered = not locked and not isinstance(error, Unreachable)
            found.append(Refreshed(query.customer_id, text, answered, locked))
        else:
            book.put_covers(insurer.name, {reference: payload_of(covers)}, moment)
            book.put_failure(insurer.name, query.customer_id, "", moment)
            found.append(Refreshed(query.customer_id))
        last = found[-1]
        if last.answered:  # a cell wishes again; what cannot be told must not stand before others
            book.drop_wishes([query.customer_id])
        down = 0 if last.answered else down + 1
        if last.locked_out or down == PATIENT_WITH:
            break
    return found


def refresh_all(
    book: CoverBook,
    insurer: Insurer,
    *,
    seconds: float = READ_SECONDS,
    clock: Clock = utc_now,
) -> list[Refreshed]:
    """Ask an insurer once about all buyers that are known there.

    Raises:
        InsurerError: when it cannot be asked; each customer's line tells that as well.
        NotAvailable: when the book cannot be written.
    """
    moment = moment_of(clock)
    ours = {one.customer_id: one.reference for one in book.buyers(insurer.name) if one.accepted}
    try:
        covers = _asked(insurer, None, seconds)
    except InsurerError as error:
        for customer in ours:
            book.put_failure(insurer.name, customer, told(str(error)), moment)
        raise
    # A buyer that the list leaves out has no cover: that is an answer too.
    said: dict[str, list[Cover]] = {reference: [] for reference in ours.values()}
    for cover in covers:
        if cover.reference in said:
            said[cover.reference].append(cover)
    payloads = {reference: payload_of(lines) for reference, lines in said.items()}
    book.put_covers(insurer.name, payloads, moment)
    for customer in ours:
        book.put_failure(insurer.name, customer, "", moment)
    book.drop_wishes(list(ours))
    return [Refreshed(customer) for customer in ours]


def take_events(
    book: CoverBook,
    insurer: Insurer,
    *,
    seconds: float = READ_SECONDS,
    clock: Clock = utc_now,
) -> list[InsurerEvent]:
    """Read what has changed at the insurer, and ask anew about every buyer that is named there.

    What an event says is not believed, only that something has changed: so one that comes twice or
    late does no harm. The cursor moves on when all of a page is asked for; a buyer that could not
    be asked because the line was down is asked at the next reading.

    Raises:
        InsurerError: when the events cannot be read.
        NotAvailable: when the book cannot be written.
    """
    ours = {one.reference: one.customer_id for one in book.buyers(insurer.name) if one.accepted}
    found: dict[str, InsurerEvent] = {}
    read: set[str] = set()
    for _ in range(PAGES):
        cursor = book.cursor(insurer.name)
        read.add(cursor)
        page = _page(ask(insurer, "events", lambda at=cursor: insurer.events(at), seconds))  # type: ignore[misc]
        new = [event for event in page.events if event.id not in found]
        found |= {event.id: event for event in new}
        changed = dict.fromkeys(event.reference for event in new if event.reference in ours)
        for reference in changed:
            _again(book, insurer, ours[reference], reference, seconds, moment_of(clock))
        if page.cursor != cursor:
            book.put_cursor(insurer.name, page.cursor)
        if page.cursor in read or not page.events:
            break
    return list(found.values())


def _again(
    book: CoverBook, insurer: Insurer, customer: str, reference: str, seconds: float, moment: str
) -> None:
    try:
        covers = _asked(insurer, reference, seconds)
    except InsurerError as error:
        book.put_failure(insurer.name, customer, told(str(error)), moment)
        if isinstance(error, Unreachable | LockedOut):
            raise
        return
    book.put_covers(insurer.name, {reference: payload_of(covers)}, moment)
    book.put_failure(insurer.name, customer, "", moment)


def _asked(insurer: Insurer, reference: str | None, seconds: float) -> Sequence[Cover]:
    answer = ask(insurer, "covers", lambda: insurer.covers(reference), seconds)
    return checked(answer, reference)


def _page(page: object) -> EventPage:
    good = isinstance(page, EventPage) and all(isinstance(e, InsurerEvent) for e in page.events)
    if not good:
        raise InsurerError(
            f"events must answer a page of events, got {type(page).__name__}",
            hint="this is a fault of the connector, please report it to its makers",
        )
    assert isinstance(page, EventPage)  # noqa: S101 - told just now
    return page
