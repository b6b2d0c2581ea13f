"""What a log holds: entries as they are given, rows as they are chained, and the hash that chains.

The hash is defined by this module alone, so that anybody can compute it again in any language:
SHA-256 over `FORMAT` and the columns of the row as netstrings (`docs/log.md`).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from ledgerguard.errors import LogError

JSON: TypeAlias = bool | int | float | str | list[Any] | dict[str, Any] | None
"""What a body may hold; lists and dicts hold the same again."""

GENESIS: Final = "0" * 64
"""What the first row names as the hash before it, and the head of an empty log."""

FORMAT: Final = b"ledgerguard-log-1\n"
"""Stands before every hashed row, so that no other kind of text has the same hash."""

COLUMNS: Final = (
    "number", "recorded_at", "kind", "run", "actor", "policy_version", "ledger_fingerprint",
    "body", "previous", "hash",
)  # fmt: skip
"""The columns of a row, in the order in which all but the last are hashed."""

DEEPEST: Final = 100
"""How deep a body may be nested; far below what Python's own reader of JSON can follow."""

_REFERENCE = re.compile(r"sha256:([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to be recorded.

    Attributes:
        kind: What it is, in a word: run, action, promise, dispute, hold, override, reply.
        body: The record itself. A text "sha256:<hex>" in it names a content of the log.
        run: The run it belongs to.
        actor: Who did or decided it.
        policy_version: The policy in force.
        ledger_fingerprint: The ledger it was derived from.
    """

    kind: str
    body: Mapping[str, JSON]
    run: str = ""
    actor: str = ""
    policy_version: str = ""
    ledger_fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """An entry as it stands in the log.

    Attributes:
        number: Its place, counted from 1 without gaps.
        recorded_at: When it was written by the clock of the writing machine, UTC, ISO 8601.
        kind: As in Entry; so are run, actor, policy_version, ledger_fingerprint and body.
        run: The run it belongs to.
        actor: Who did or decided it.
        policy_version: The policy in force.
        ledger_fingerprint: The ledger it was derived from.
        body: The record itself.
        previous: The hash of the row before; GENESIS in the first row.
        hash: The hash of this row over all columns above.
    """

    number: int
    recorded_at: str
    kind: str
    run: str
    actor: str
    policy_version: str
    ledger_fingerprint: str
    body: dict[str, JSON]
    previous: str
    hash: str


def canonical(body: Mapping[str, JSON]) -> bytes:
    """The one way in which a body is written: JSON in UTF-8, keys sorted, no spaces.

    Raises:
        LogError: when the body holds what JSON cannot: NaN, a date, a key that is no text.
    """
    plain = _plain(dict(body), "body", 0)
    try:
        text = json.dumps(
            plain, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
        )
        return text.encode()
    except ValueError as error:  # NaN, an endless number, half of a surrogate pair
        raise LogError(
            f"body must hold finite numbers and text that UTF-8 can write, got {error}",
            hint="leave an unknown number out, or write null",
        ) from None


def read_body(text: str) -> dict[str, JSON]:
    """A body from its canonical text.

    Raises:
        LogError: when the text is no JSON object.
    """
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise LogError(
            f"the body of a row must be a JSON object, got {text[:60]!r}",
            hint="`ledgerguard log verify` tells which rows were changed",
        )
    return body


def row_hash(
    previous: str,
    number: int,
    recorded_at: str,
    kind: str,
    run: str,
    actor: str,
    policy_version: str,
    ledger_fingerprint: str,
    body: str,
) -> str:
    """The hash of a row: every column, each with its length, so that no two rows read the same.

    Args:
        previous: The hash of the row before.
        number: The place of the row, from 1.
        recorded_at: The column of that name; so are those that follow.
        kind: The kind of entry.
        run: The run.
        actor: The actor.
        policy_version: The policy in force.
        ledger_fingerprint: The fingerprint of the ledger.
        body: The canonical text of the body, exactly as stored.

    Returns:
        64 hexadecimal digits in lower case.
    """
    digest = hashlib.sha256(FORMAT)
    columns = (
        str(number), recorded_at, kind, run, actor, policy_version, ledger_fingerprint, body,
        previous,
    )  # fmt: skip
    for column in columns:
        # Bytes of a damaged file that are no UTF-8 come as surrogates; they hash as what they are.
        raw = column.encode(errors="surrogateescape")
        digest.update(b"%d:%b," % (len(raw), raw))
    return digest.hexdigest()


def references(value: JSON) -> Iterator[str]:
    """The contents that a body names: each text "sha256:<hex>" anywhere in it, as bare hex."""
    if isinstance(value, str):
        if match := _REFERENCE.fullmatch(value):
            yield match[1]
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from references(key)
            yield from references(item)
    elif isinstance(value, list):
        for item in value:
            yield from references(item)


def _plain(value: object, where: str, depth: int) -> JSON:
    """The value with tuples as lists, after a look at every part: json.dumps would bend keys."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if depth > DEEPEST:
        raise LogError(
            f"body must be nested at most {DEEPEST} deep, got more", hint="does it hold itself?"
        )
    if isinstance(value, list | tuple):
        return [_plain(item, f"{where}[{at}]", depth + 1) for at, item in enumerate(value)]
    if isinstance(value, dict):
        for key in value:
            if not isinstance(key, str):
                raise LogError(f"a key of {where} must be text, got {key!r}", hint="write str(key)")
        return {key: _plain(item, f"{where}.{key}", depth + 1) for key, item in value.items()}
    raise LogError(
        f"{where} must be null, true, false, a number, text, a list or a dict, "
        f"got {type(value).__name__}",
        hint="write a day as a serial number and an amount in minor units, as plain int",
    )
