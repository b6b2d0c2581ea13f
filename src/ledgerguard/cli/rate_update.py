"""Fetches newer rates, holds them against the history that is known, and stores what agrees."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from ledgerguard.cli.rate_sources import (
    LONGEST_ANSWER,
    SOURCES,
    Observation,
    Request,
    checked,
    observations,
)
from ledgerguard.errors import InvalidValue, NotAvailable
from ledgerguard.policy.reference_rates import HEADER, History, history, user_folder

TIMEOUT = 20  # seconds
OVERLAP = 300  # days of known history that are asked for again, to be held against it

_AGENT = "Mozilla/5.0 (compatible; ledgerguard)"
_MOST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Update:
    """What an update of one rate brought."""

    name: str
    added: tuple[Observation, ...]
    agreed: int
    known_until: dt.date
    path: Path | None  # None when there was nothing to store


def update(
    name: str, today: dt.date, given: str | None = None, known_until: dt.date | None = None
) -> Update:
    """Bring one history up to date, from its publisher or from a file or address that is given.

    Raises:
        LedgerguardError: when nothing can be fetched or read, or it contradicts what is known;
            nothing is stored then.
    """
    known = history(name)
    if given is not None:
        place, found = given, observations(known.name, _given(given))
    else:
        place, found = _published(known, today)
    return store(known, found, place, today, known_until)


def store(
    known: History,
    found: Sequence[Observation],
    place: str,
    today: dt.date,
    known_until: dt.date | None = None,
) -> Update:
    """Store the new days of a history in the user's folder, once the old ones agree.

    Raises:
        InvalidValue: when an observation contradicts the history, or leaves a hole after it.
    """
    agreed = _agreement(known, found)
    rows = list(zip(known.days, known.percents, strict=True))
    source = SOURCES.get(known.name)
    for day, percent in found:
        keep = source is not None and source.keeps(day)
        if day > known.days[-1] and (percent != rows[-1][1] or keep):
            rows.append((day, percent))
    last = found[-1][0]
    until = known_until or (source.holds_until(last) if source else last)
    if known_until is not None and not last <= known_until <= max(last, today):
        raise InvalidValue(
            f"--known-until must be from {last}, the last day of the file, to {today}, "
            f"got {known_until}",
            hint="give the day on which the file was downloaded",
        )
    added = tuple(rows[len(known.days) :])
    if until <= known.known_until and not added:
        return Update(known.name, (), agreed, known.known_until, None)
    until = max(until, known.known_until)
    path = _write(known, rows, until, f"{today} from {place}, {agreed} days agreed")
    return Update(known.name, added, agreed, until, path)


def fetch(request: Request) -> str:
    """The text at an address.

    Raises:
        NotAvailable: when it cannot be fetched.
    """
    from http.client import HTTPException
    from urllib.error import HTTPError
    from urllib.request import Request as Question
    from urllib.request import urlopen

    if not request.address.startswith(("https://", "http://")):
        raise InvalidValue(
            f"an address must begin with https://, got {request.address}",
            hint="or give the path of a file",
        )
    headers = {"User-Agent": _AGENT, **request.headers}
    data = b"" if request.method == "POST" else None
    try:
        question = Question(request.address, data, headers, method=request.method)  # noqa: S310  # addresses of our own list
        with urlopen(question, timeout=TIMEOUT) as answer:  # noqa: S310  # addresses of our own list - http and https only
            raw = answer.read(LONGEST_ANSWER + 1)
    except (OSError, HTTPException, ValueError) as fault:  # no network, no such host, a timeout
        if isinstance(fault, HTTPError):
            fault.close()  # it is the publisher's answer, with a connection of its own
        raise NotAvailable(
            f"{request.address} must answer, got {getattr(fault, 'reason', None) or fault}",
            hint="without a network: download the file in a browser and give it with --from",
        ) from None
    return _text(raw, request.address)


def _published(known: History, today: dt.date) -> tuple[str, list[Observation]]:
    source = SOURCES.get(known.name)
    if source is None:
        raise InvalidValue(
            f"{known.name} must be updated from a file, got no --from",
            hint=f"an address is known for {', '.join(SOURCES)} only",
        )
    since = min(known.known_until, today) - dt.timedelta(days=OVERLAP)
    asked = source.requests(since, today)
    answers = [observations(known.name, fetch(request)) for request in asked]
    return asked[-1].address, checked(known.name, [entry for part in answers for entry in part])


def _given(place: str) -> str:
    if "://" in place:
        return fetch(Request(place))
    with open(place, "rb") as file:
        return _text(file.read(LONGEST_ANSWER + 1), place)


def _text(raw: bytes, place: str) -> str:
    if len(raw) > LONGEST_ANSWER:
        raise InvalidValue(
            f"{place} must be at most {LONGEST_ANSWER >> 20} MB, got more",
            hint="is it the file of a single series?",
        )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidValue(
            f"{place} must be text in UTF-8, got other bytes",
            hint="save it as csv and not as a workbook",
        ) from None


def _agreement(known: History, found: Sequence[Observation]) -> int:
    """On how many days both histories speak, and say the same."""
    if found[0][0] > known.known_until + dt.timedelta(days=1):
        raise InvalidValue(
            f"the rates of {known.name} must begin by {known.known_until}, until which they are "
            f"known, got {found[0][0]}",
            hint="a hole would hide a change: download from an earlier day",
        )
    shared = [entry for entry in found if known.days[0] <= entry[0] <= known.known_until]
    faults = [
        f"{day}: {percent} instead of {known.percent_on(day)}"
        for day, percent in shared
        if percent != known.percent_on(day)
    ]
    if faults:
        more = f" and {len(faults) - _MOST_SHOWN} more" if len(faults) > _MOST_SHOWN else ""
        raise InvalidValue(
            f"the rates of {known.name} must agree with those known until {known.known_until}, "
            f"got {'; '.join(faults[:_MOST_SHOWN])}{more}",
            hint=f"nothing was stored; compare with {known.about['page']}",
        )
    return len(shared)


def _write(known: History, rows: Sequence[Observation], until: dt.date, updated: str) -> Path:
    folder = user_folder()
    if folder is None:
        raise NotAvailable(
            "the folder of the user's rates must be known, got no home folder",
            hint="set LEDGERGUARD_RATES to a folder",
        )
    about = {**known.about, "known_until": str(until), "updated": updated}
    lines = [f"# {key}: {' '.join(value.split())}" for key, value in about.items()]
    lines += [HEADER, *(f"{day},{_written(percent)}" for day, percent in rows)]
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{known.name.lower()}.csv"
    draft = path.with_suffix(".csv.new")
    draft.write_text("\n".join([*lines, ""]), encoding="utf-8")
    os.replace(draft, path)  # a formula reads the old file or the new one, never half of it
    return path


def _written(percent: Decimal) -> str:
    return f"{percent:.2f}" if percent == round(percent, 2) else f"{percent:f}"
