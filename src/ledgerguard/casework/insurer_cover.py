"""What insurers have said of a buyer, in cells: the last answer, its age, and all of its lines.

A cell never waits for a network. It shows what the book of covers has; what is missing or old is
noted there as a wish, which a host's refresher or ``ledgerguard insurer refresh`` fulfils.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path

from ledgerguard.casework.insurers import wishes
from ledgerguard.casework.insurers.covers import Known, borne
from ledgerguard.casework.insurers.reading import said
from ledgerguard.casework.insurers.words import (
    COLUMNS,
    DECISIONS,
    KINDS,
    NO_COVER,
    NOT_TOLD,
    TO_CONFIRM,
)
from ledgerguard.errors import InvalidValue, NotAvailable, OutOfDomain
from ledgerguard.formula import formula
from ledgerguard.ledger.captions import fitted
from ledgerguard.ledger.currency import code_of
from ledgerguard.plugin.insurer import Cover, CoverKind
from ledgerguard.store.covers_file import own_path
from ledgerguard.units import Cell, Count, Date, Days, Language, Money, Table, Text, serial


@formula("COVER")
def cover(
    customer_id: Text,
    insurer: Text | None = None,
    kind: CoverKind | None = None,
    currency: Text | None = None,
    as_of: Date | None = None,
    book: Text | None = None,
) -> Money:
    """Insured amount of a buyer as the credit insurer told it last.

    It is the insurer's answer, remembered; POLICY_COVER is our own reading of a policy. What was
    refused or cancelled, or is under investigation, counts 0: COVER_LINES shows the decision.
    Amounts are not added, whatever their insurer, kind or currency: where several bear something,
    name the one that is meant. The cell asks nobody and waits for nobody; what is unknown or older
    than a day is asked for in the background, where the host does that, or by
    ledgerguard insurer refresh.

    Args:
        customer_id: Our id of the buyer.
        insurer: Name of the insurer's connector; any when left out.
        kind: "permanent", "temporary", "top-up" or "discretionary"; any when left out.
        currency: Currency of the cover; any when left out.
        as_of: Only what holds on this day; left out, whatever was told last.
        book: Path of another book of covers; the user's own when left out.

    Errors: #N/A when customer_id is blank, no insurer has told anything, or several amounts are
        meant; #VALUE! when the kind or currency is unknown.
    Example: =COVER("2001", , , , , "no-book.db") -> #N/A
    Source: ledgerguard design, after UN/EDIFACT code list 4507 (decisions on credit cover).
    """
    code = _code(currency)
    told = _told(customer_id, insurer, book)
    lines = [(one, line) for one in told for line in one.covers or ()]
    meant = [
        (one, line)
        for one, line in lines
        if kind in (None, line.kind) and (not code or line.currency in ("", code))
    ]
    if lines and not meant:
        raise NotAvailable(
            f"the cover of {customer_id} must be of the kind and currency asked for, "
            f"got {_listed(lines)}",
            hint="COVER_LINES shows all that was told",
        )
    bearing = [(one, line) for one, line in meant if borne(line, as_of)]
    if len(bearing) > 1:
        raise NotAvailable(
            f"one cover of {customer_id} must be meant, got {_listed(bearing)}",
            hint="name the insurer, the kind or the currency: covers are never added",
        )
    return float(borne(bearing[0][1], as_of)) if bearing else 0.0


@formula("COVER_AGE")
def cover_age(
    customer_id: Text, as_of: Date, insurer: Text | None = None, book: Text | None = None
) -> Days:
    """Days since the credit insurer last told the cover of a buyer.

    Of several insurers the one that has been silent longest.

    Args:
        customer_id: Our id of the buyer.
        as_of: Day from which one looks.
        insurer: Name of the insurer's connector; any when left out.
        book: Path of another book of covers; the user's own when left out.

    Errors: #N/A when customer_id is blank or no insurer has told anything; #NUM! when as_of is
        before the day on which it was told.
    Example: =COVER_AGE("2001", DATE(2026,6,30), , "no-book.db") -> #N/A
    Source: ledgerguard design.
    """
    told = _told(customer_id, insurer, book)
    day = min(one.told_at.date() for one in told if one.told_at is not None)
    if as_of < day:
        raise OutOfDomain(
            f"as_of must not be before {day}, when the cover of {customer_id} was told, "
            f"got {as_of}",
            hint="the book knows the last answer only, not those of before",
        )
    return (as_of - day).days


@formula("COVER_LINES")
def cover_lines(
    customer_id: Text | None = None,
    insurer: Text | None = None,
    rows: Count | None = None,
    book: Text | None = None,
    language: Language = "en",
) -> Table:
    """Every line of cover that credit insurers have told: decision, amount, validity, condition.

    A buyer for whom an insurer has no line, one that waits to be confirmed, and one of whom nothing
    was told yet have a row too, with the last error. Amounts are not added.

    Args:
        customer_id: Only this buyer; all of them when left out.
        insurer: Only this insurer; all of them when left out.
        rows: Rows below the header: filled up with "", the last one says how many are missing.
        book: Path of another book of covers; the user's own when left out.
        language: "en" or "zh".

    Errors: #N/A when there is no book of covers yet; #NUM! when rows is below 1.
    Example: =COVER_LINES("2001", , , "no-book.db") -> #N/A
    Source: ledgerguard design, after UN/EDIFACT code list 4507 (decisions on credit cover).
    """
    wanted, path = _given(customer_id), _path(book)
    found = said(path, wanted, _given(insurer).casefold())
    for one in found:
        _wish_if_old(path, one.customer_id, [one])
    if wanted and not found:
        _wish_if_old(path, wanted, [])
    body = [row for one in found for row in _rows(one, language)]
    header: list[Cell] = [word.in_language(language) for word in COLUMNS.values()]
    return fitted(header, body, rows, language)


def _told(customer_id: str, insurer: str | None, book: str | None) -> list[Known]:
    """What insurers have said of a customer, at least one of them.

    Raises:
        NotAvailable: when none has, with the reason.
    """
    wanted = _given(customer_id)
    if not wanted:
        raise NotAvailable(
            "customer_id must be the id of a customer, got nothing", hint="is the cell empty?"
        )
    path = _path(book)
    found = said(path, wanted, _given(insurer).casefold())
    _wish_if_old(path, wanted, found)
    told = [one for one in found if one.covers is not None]
    if told:
        return told
    whom = f"the cover of {wanted}"
    reason = next((one.error for one in found if one.error), "")
    if reason:
        raise NotAvailable(
            f"{whom} must be told by an insurer, got an error: {reason}",
            hint=f"`ledgerguard insurer refresh {wanted}` asks again",
        )
    if any(one.waits for one in found):
        raise NotAvailable(
            f"{whom} must be that of a buyer that a person has confirmed, got only a guess",
            hint="`ledgerguard insurer buyers` shows who waits",
        )
    raise NotAvailable(
        f"{whom} must be told by an insurer first, got nothing yet",
        hint=f"`ledgerguard insurer refresh {wanted}` asks now",
    )


def _wish_if_old(path: Path, customer_id: str, found: Sequence[Known]) -> None:
    """Note a wish where nothing is known, or something old."""
    now = dt.datetime.now(dt.UTC)
    ages = [now - one.told_at for one in found if one.told_at is not None]
    if not ages or max(ages) > wishes.OLD:
        wishes.note(path, customer_id, now)


def _path(book: str | None) -> Path:
    named = _given(book)
    return Path(named) if named else own_path()


def _given(text: str | None) -> str:
    """A text argument without blanks around it; Calc sends an empty cell as 0."""
    return (text or "").strip()


def _code(currency: str | None) -> str:
    if not _given(currency):
        return ""
    code = code_of(currency or "")
    if code is None:
        raise InvalidValue(
            f"currency must be an ISO code, got {currency!r}", hint="three letters, such as EUR"
        )
    return code


def _listed(lines: Iterable[tuple[Known, Cover]]) -> str:
    return ", ".join(
        f"{line.kind} {line.currency} {line.amount:f} of {one.insurer}" for one, line in lines
    )


def _rows(one: Known, language: Language) -> list[list[Cell]]:
    """The rows of a customer at an insurer; always one at least."""
    told_on: Cell = "" if one.told_at is None else serial(one.told_at.date())
    lead: list[Cell] = [one.customer_id, one.insurer, one.reference]
    if not one.covers:
        word = NO_COVER if one.covers is not None else TO_CONFIRM if one.waits else NOT_TOLD
        words: list[Cell] = [word.in_language(language), *[""] * 6]
        return [[*lead, *words, told_on, one.error]]
    return [[*lead, *_line(line, language), told_on, one.error] for line in one.covers]


def _line(line: Cover, language: Language) -> list[Cell]:
    return [
        DECISIONS[line.decision].in_language(language),
        KINDS[line.kind].in_language(language),
        float(line.amount),
        line.currency,
        "" if line.valid_from is None else serial(line.valid_from),
        "" if line.valid_to is None else serial(line.valid_to),
        line.condition,
    ]
